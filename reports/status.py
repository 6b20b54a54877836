"""R1, the status of contributions: every State, what it owes for prior years and for this one, and what it paid."""

import sqlite3
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db import balances, decided
from db.moments import long_date, months_later
from db.money import ZERO_CHF, chf_text, with_chf
from db.readings import ChargeReading, StateReading
from reports.picture import Picture, sum_chf
from reports.table import Cell, Column, Identity, Kind, SummaryLine, Table, column_total

Rows = tuple[Mapping[str, Cell], ...]


class YearBefore(NamedTuple):
    """How the contributions stood on the same day a year before: of its year, and what was open in all (CHF)."""

    as_of: date
    year: int
    assessed_chf: Decimal
    received_chf: Decimal
    open_chf: Decimal


def take_year_before(db: sqlite3.Connection, picture: Picture) -> YearBefore | None:
    """Add up the same day a year before, as it is known for the picture; none if its year was not assessed by then."""
    on, year, known_at = months_later(picture.as_of, -12), picture.year - 1, picture.heading.known_at
    if year not in decided.years_assessed(db, as_of=on, known_at=known_at):
        return None
    charges = balances.charges(db, as_of=on, known_at=known_at)
    of_year = [charge for charge in charges if charge.year == year]
    return YearBefore(
        on,
        year,
        assessed_chf=sum_chf(charge.assessed_chf for charge in of_year),
        received_chf=sum_chf(charge.received_chf for charge in of_year),
        open_chf=sum_chf(charge.open_chf for charge in charges),
    )


def status(picture: Picture, year_before: YearBefore | None = None) -> Table:
    """Build the status of contributions of the picture's year; amounts in CHF.

    ``year_before`` is how it stood on the same day a year before, which is named beside it.
    """
    further = [
        key for key, is_there in (("bank_charges", _has_fees), ("later_years", _has_later_years)) if is_there(picture)
    ]
    rows = tuple(_row(picture, state, further) for state in picture.reported_states())
    columns = _columns(picture)
    totals: dict[str, Cell] = {column.key: column_total(rows, column.key) for column in columns if _is_chf(column)}
    classes = _classes(picture.year, rows)
    return Table(
        name="status",
        title=f"Status of contributions {picture.year}",
        heading=picture.heading,
        columns=columns,
        rows=rows,
        total=totals,
        summary=_summary(classes, rows, totals),
        notes=(
            *_classes_note(picture.year, rows),
            "Outstanding and money on account stand apart: one State's credit never lowers another's debt.",
            *_year_before_note(year_before),
            *_since_note(picture),
            *_disputed_note(picture),
            *unidentified_note(picture),
        ),
        identities=_identities(picture, totals, classes),
    )


def _year_before_note(before: YearBefore | None) -> tuple[str, ...]:
    """Say how the contributions stood on the same day a year before."""
    if before is None:
        return ()
    received_words = f"{with_chf(before.received_chf)} of {with_chf(before.assessed_chf)} received for {before.year}"
    outstanding = with_chf(before.open_chf)
    return (f"A year before, on {long_date(before.as_of)}: {received_words}, {outstanding} outstanding in all.",)


_NAMED_SINCE = 6


def _since_note(picture: Picture) -> tuple[str, ...]:
    """Say what came in after the day of the report, as far as the bank tells; the largest by State and day."""
    since = picture.received_since
    if not since:
        return ()
    until = picture.heading.data_until
    assert until is not None, "what came since is known from the bank's data"
    largest = sorted(since, key=lambda each: (-each.amount_chf, each.value_date, each.id))[:_NAMED_SINCE]
    named = ", ".join(
        f"{each.state or 'unidentified'} {chf_text(each.amount_chf)} on {each.value_date}" for each in largest
    )
    more = f", and {len(since) - len(largest)} more" if len(since) > len(largest) else ""
    count = "1 receipt" if len(since) == 1 else f"{len(since)} receipts"
    sum_words = with_chf(sum_chf(each.amount_chf for each in since))
    return (f"Received since, up to {long_date(until)}, and not counted here: {count}, {sum_words}: {named}{more}.",)


def _disputed_note(picture: Picture) -> tuple[str, ...]:
    """Say what of the outstanding is disputed, and by whom."""
    if not picture.disputed_chf:
        return ()
    named = ", ".join(f"{state} {with_chf(held)}" for state, held in sorted(picture.disputed_chf.items()))
    return (
        f"Of the outstanding {with_chf(sum_chf(picture.disputed_chf.values()))} is disputed and stays in it: {named}.",
    )


def unidentified_note(picture: Picture) -> tuple[str, ...]:
    """Say how much money has come in whose State is not known yet."""
    held = sum_chf(receipt.unidentified_chf for receipt in picture.unidentified)
    if not held:
        return ()
    count = len(picture.unidentified)
    receipts = "1 receipt is" if count == 1 else f"{count} receipts are"
    return (f"{receipts} unidentified, {with_chf(held)} in all, and counted for no State.",)


def control_words(picture: Picture, year: int) -> str:
    """Name what a year's charges must add up to: the assessed lines of its budget, and what departs from them."""
    lines = picture.decisions[year][-1].lines
    words = f"budget {year}, assessed lines"
    departures = (
        ("-", "residue of rounding", sum_chf(line.residue_chf for line in lines)),
        ("+", "States that joined", sum_chf(line.joined_chf for line in lines)),
        ("-", "States that left", sum_chf(line.left_chf for line in lines)),
    )
    return words + "".join(f" {sign} {what} {with_chf(amount)}" for sign, what, amount in departures if amount)


def _is_chf(column: Column) -> bool:
    return column.kind is Kind.CHF


def _columns(picture: Picture) -> tuple[Column, ...]:
    lines = (Column(line.code, line.code, Kind.CHF, spare=7) for line in picture.budget.assessed_lines())
    fees = (Column("bank_charges", "Bank charges", Kind.CHF, spare=2),) if _has_fees(picture) else ()
    later = (Column("later_years", "Later years", Kind.CHF, spare=3),) if _has_later_years(picture) else ()
    return (
        Column("state", "Code"),
        Column("name", "State"),
        Column("prior_years", "Prior years", Kind.CHF),
        *lines,
        Column("assessed", f"Assessed {picture.year}", Kind.CHF, spare=4),
        Column("received", f"Received {picture.year}", Kind.CHF, spare=5),
        *fees,
        Column("last_payment", "Last payment", Kind.DATE, spare=6),
        Column("outstanding_this_year", f"Open {picture.year}", Kind.CHF),
        *later,
        Column("outstanding", "Outstanding", Kind.CHF),
        Column("on_account", "In advance", Kind.CHF, in_parentheses=True),
    )


def _has_fees(picture: Picture) -> bool:
    return any(charge.bank_charges_chf for charge in picture.all_charges() if charge.year == picture.year)


def _has_later_years(picture: Picture) -> bool:
    return any(charge.year > picture.year for charge in picture.all_charges())


def _row(picture: Picture, state: StateReading, further: Collection[str]) -> dict[str, Cell]:
    charges = picture.charges.get(state.iso3, ())
    receipts = picture.receipts.get(state.iso3, ())
    this_year = [charge for charge in charges if charge.year == picture.year]
    by_line = {charge.line: charge.assessed_chf for charge in this_year}
    row: dict[str, Cell] = {
        "state": state.iso3,
        "name": state.name_en,
        "prior_years": _open(charges, lambda year: year < picture.year),
        **{line.code: by_line.get(line.code, ZERO_CHF) for line in picture.budget.assessed_lines()},
        "assessed": sum_chf(by_line.values()),
        "received": sum_chf(charge.received_chf for charge in this_year),
        "last_payment": max((receipt.value_date for receipt in receipts), default=None),
        "outstanding_this_year": _open(charges, lambda year: year == picture.year),
        "outstanding": _open(charges, lambda _: True),
        "on_account": sum_chf(receipt.on_account_chf for receipt in receipts),
    }
    if "bank_charges" in further:
        row["bank_charges"] = sum_chf(charge.bank_charges_chf for charge in this_year)
    if "later_years" in further:
        row["later_years"] = _open(charges, lambda year: year > picture.year)
    return row


def _open(charges: tuple[ChargeReading, ...], counts: Callable[[int], bool]) -> Decimal:
    return sum_chf(charge.open_chf for charge in charges if counts(charge.year))


def _class_of(row: Mapping[str, Cell]) -> str:
    """Tell the one class of a State: money held of it makes a credit only where it owes nothing for any year."""
    if row["on_account"] and not row["outstanding"]:
        return "in_credit"
    if not row["assessed"]:
        return "not_assessed"
    if not row["outstanding_this_year"]:
        return "full"
    return "part" if row["received"] else "none"


def _classes(year: int, rows: Rows) -> tuple[SummaryLine, ...]:
    """Count the States of every class, and give its value in CHF; nothing assessed is told where it is so."""
    named = (
        ("full", f"Paid {year} in full, no more (assessed)", "assessed"),
        ("part", f"Paid {year} in part (still open)", "outstanding_this_year"),
        ("none", f"Paid nothing for {year} (open)", "outstanding_this_year"),
        ("in_credit", "In credit, nothing owed (in advance)", "on_account"),
        ("not_assessed", f"Not assessed for {year} (owed)", "outstanding"),
    )
    of_class = {key: [row for row in rows if _class_of(row) == key] for key, _, _ in named}
    return tuple(
        SummaryLine(key, title, len(of_class[key]), _column(of_class[key], value))
        for key, title, value in named
        if of_class[key] or key != "not_assessed"
    )


def _summary(classes: tuple[SummaryLine, ...], rows: Rows, totals: dict[str, Cell]) -> tuple[SummaryLine, ...]:
    owing = [row for row in rows if row["outstanding"]]
    holding = [row for row in rows if row["on_account"]]
    owed_chf, credits_chf = totals["outstanding"], totals["on_account"]
    assert isinstance(owed_chf, Decimal)
    assert isinstance(credits_chf, Decimal)
    return (
        SummaryLine("owed", "Owed, all years", len(owing), owed_chf),
        SummaryLine("credits", "Held on account (credits)", len(holding), credits_chf),
        SummaryLine("net", "Net: owed less credits", len(rows), owed_chf - credits_chf),
        *classes,
    )


def _classes_note(year: int, rows: Rows) -> tuple[str, ...]:
    """Say how many States have paid the year, those in credit among them."""
    paid = [row for row in rows if row["assessed"] and not row["outstanding_this_year"]]
    in_credit = sum(_class_of(row) == "in_credit" for row in paid)
    if not in_credit:
        return ()
    them = "1 of them is" if in_credit == 1 else f"{in_credit} of them are"
    return (f"{len(paid)} {'State has' if len(paid) == 1 else 'States have'} paid {year} in full; {them} in credit.",)


def _column(rows: list[Mapping[str, Cell]], key: str) -> Decimal:
    return column_total(tuple(rows), key)


def _identities(picture: Picture, totals: dict[str, Cell], classes: tuple[SummaryLine, ...]) -> tuple[Identity, ...]:
    open_chf = sum_chf(charge.open_chf for charge in picture.all_charges())
    received, left = totals["received"], totals["outstanding_this_year"]
    outstanding, assessed = totals["outstanding"], totals["assessed"]
    assert isinstance(received, Decimal)
    assert isinstance(left, Decimal)
    assert isinstance(outstanding, Decimal)
    assert isinstance(assessed, Decimal)
    counted = sum(line.states_count for line in classes)
    in_classes_chf = sum_chf(line.amount_chf for line in classes if line.key in ("part", "none"))
    return (
        Identity(
            "States by class, full + part + none + in credit = all States", counted, len(picture.reported_states())
        ),
        Identity(f"open of who paid in part or nothing = open {picture.year}", in_classes_chf, left),
        Identity("outstanding of the States = open on all charges", outstanding, open_chf),
        _settled_identity(picture.year, received, left, totals.get("bank_charges"), assessed),
        Identity(f"assessed {picture.year} = {control_words(picture, picture.year)}", assessed, picture.charged_chf()),
    )


def _settled_identity(year: int, received: Decimal, left: Decimal, fees: Cell, assessed: Decimal) -> Identity:
    borne = f" + bank charges {year}" if isinstance(fees, Decimal) else ""
    fees_chf = fees if isinstance(fees, Decimal) else ZERO_CHF
    return Identity(f"received + open {year}{borne} = assessed {year}", received + left + fees_chf, assessed)
