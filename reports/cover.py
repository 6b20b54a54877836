"""R9, budget cover: budget, assessed, received and still expected per line, and whether a need is covered by a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.moments import long_date
from db.money import ZERO_CHF, with_chf
from db.readings import BudgetLineReading
from reports.picture import Picture, share_of, sum_chf
from reports.table import Cell, Column, Identity, Kind, Table, column_total


@dataclass(frozen=True, slots=True)
class Expected:
    """What a State may still pay of its assessed contributions by a day (CHF), and on what that rests."""

    state: str
    amount_chf: Decimal
    why: str


def cover(picture: Picture, expected: Sequence[Expected], by: date, said: str = "") -> Table:
    """Build the cover of the year's budget by line, in CHF; ``expected`` by a day; ``said`` is the answer to a need.

    What is expected of a State pays its years before first, then this year's lines in their order.
    """
    on_lines = _on_lines(picture, expected)
    rows = tuple(_row(picture, line, on_lines.get(line.code, ZERO_CHF)) for line in picture.budget.lines)
    amounts = ("budget", "assessed", "received", "expected", "gap")
    of_lines = [charge for charge in picture.all_charges() if charge.year == picture.year]
    of_year_chf = column_total(rows, "expected")
    return Table(
        name="cover",
        title=f"Budget cover {picture.year}",
        heading=picture.heading,
        columns=(
            Column("line", "Line"),
            Column("budget", "Budget", Kind.CHF),
            Column("assessed", "Assessed", Kind.CHF, spare=3),
            Column("received", "Received", Kind.CHF),
            Column("expected", f"Expected by {by}", Kind.CHF, spare=1),
            Column("gap", "Budget - received", Kind.CHF),
            Column("months", "Months covered", Kind.PERCENT, spare=2, decimals=1),
        ),
        rows=rows,
        total={key: column_total(rows, key) for key in amounts},
        notes=(
            *((said,) if said else ()),
            "Months covered: twelfths of the budget that are received. " + _assumption(expected, of_year_chf),
        ),
        identities=(
            Identity(
                "received on the assessed lines = received on the charges of the year",
                sum_chf(_amount(row["received"]) for row in rows if row["line"] in _assessed_codes(picture)),
                sum_chf(charge.received_chf for charge in of_lines),
            ),
        ),
    )


def _assumption(expected: Sequence[Expected], of_year_chf: Decimal) -> str:
    if not expected:
        return "Nothing is promised, planned, or usual by that day."
    before_chf = _sum(expected) - of_year_chf
    before = f"; {with_chf(before_chf)} of it for years before" if before_chf else ""
    return f"Expected is an assumption, here only: {_reasons(expected)}{before}."


def _on_lines(picture: Picture, expected: Sequence[Expected]) -> dict[str, Decimal]:
    """Give what is expected on this year's lines, in CHF."""
    found: dict[str, Decimal] = {}
    for each in expected:
        left_chf = each.amount_chf
        charges = [charge for charge in picture.charges[each.state] if charge.year <= picture.year]
        for charge in sorted(charges, key=lambda charge: (charge.year, charge.position)):
            paid_chf = min(left_chf, charge.open_chf)
            left_chf -= paid_chf
            if charge.year == picture.year:
                found[charge.line] = found.get(charge.line, ZERO_CHF) + paid_chf
    return found


def _amount(cell: Cell) -> Decimal:
    assert isinstance(cell, Decimal)
    return cell


def _assessed_codes(picture: Picture) -> set[str]:
    return {line.code for line in picture.budget.assessed_lines()}


def _row(picture: Picture, line: BudgetLineReading, expected_chf: Decimal) -> Mapping[str, Cell]:
    charges = [each for each in picture.all_charges() if (each.year, each.line) == (picture.year, line.code)]
    uses = (use for held in picture.applications.values() for use in held)
    received_chf = sum_chf(use.amount_chf for use in uses if (use.year, use.line) == (picture.year, line.code))
    return {
        "line": line.code,
        "budget": line.amount_chf,
        "assessed": sum_chf(charge.assessed_chf for charge in charges),
        "received": received_chf,
        "expected": expected_chf,
        "gap": line.amount_chf - received_chf,
        "months": share_of(received_chf, line.amount_chf, of=12),
    }


def _reasons(expected: Sequence[Expected]) -> str:
    reasons = sorted({each.why for each in expected})
    counted = [(why, [each for each in expected if each.why == why]) for why in reasons]
    return "; ".join(f"{_states(len(held))} {why}, {with_chf(_sum(held))}" for why, held in counted)


def _states(count: int) -> str:
    return f"{count} {'State' if count == 1 else 'States'}"


def _sum(held: Sequence[Expected]) -> Decimal:
    return sum_chf(each.amount_chf for each in held)


def answer(bank_chf: Decimal, expected: Sequence[Expected], need_chf: Decimal, by: date, until: date) -> str:
    """Say whether a need (CHF) is covered by a day, with what it rests on: at the bank on ``until``, and expected."""
    expected_chf = sum_chf(each.amount_chf for each in expected)
    there_chf = bank_chf + expected_chf
    standing = f"{with_chf(bank_chf)} is at the bank on {long_date(until)}"
    likely = f"{with_chf(expected_chf)} is expected by {long_date(by)}"
    reasons = f" ({_reasons(expected)})" if expected else ""
    if bank_chf >= need_chf:
        return f"Yes: {standing}, which covers {with_chf(need_chf)} and leaves {with_chf(bank_chf - need_chf)}."
    if there_chf >= need_chf:
        return (
            f"Only if what is expected comes: {standing} and {likely}{reasons}; together {with_chf(there_chf)} "
            f"for {with_chf(need_chf)}."
        )
    return f"No: {standing} and {likely}{reasons}; {with_chf(need_chf - there_chf)} of {with_chf(need_chf)} is missing."
