"""What matching says: one row a receipt with its class, State, use and evidence; for machines with all alternatives."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from db.match_readings import AllocationReading, AlternativeReading, MatchReading
from db.money import ZERO_CHF, chf_text, with_chf
from reports.picture import sum_chf
from reports.table import Cell, Column, Heading, Kind, Table

CLASSES = ("automatic", "proposed", "ambiguous", "unknown payer", "not a contribution?")
RECALL = "recall of "


def matching(heading: Heading, found: Sequence[MatchReading], *, is_rehearsal: bool, next_step: str) -> Table:
    """List what was matched and what waits for a person, in the order of the classes; amounts in CHF."""
    ordered = sorted(found, key=lambda each: (_place(each), each.value_date, each.receipt))
    counts = {name: [each for each in found if each.match_class == name] for name in CLASSES}
    counts["recall"] = [each for each in found if each.match_class.startswith(RECALL)]
    figures: dict[str, Cell | Mapping[str, Cell]] = {
        "counts": {name: len(each) for name, each in counts.items()},
        "amounts": {name: sum_chf(row.amount_chf for row in each) for name, each in counts.items()},
        "is_dry_run": is_rehearsal,
    }
    said = [
        f"{name}: {_plural(len(each))}, {with_chf(sum_chf(row.amount_chf for row in each))}"
        for name, each in counts.items()
        if each
    ]
    booked = "Nothing was kept: this was a dry run." if is_rehearsal else "Only what is automatic was booked."
    return Table(
        name="match",
        title="Matching",
        heading=heading,
        columns=(
            Column("receipt", "Receipt"),
            Column("value_date", "Value date", Kind.DATE, spare=4),
            Column("amount", "Amount", Kind.CHF),
            Column("payer", "Payer", spare=2),
            Column("class", "Class"),
            Column("state", "State"),
            Column("use", "Pays", spare=3),
            Column("evidence", "Evidence", spare=1),
        ),
        rows=tuple(_row(each) for each in ordered),
        total={},
        notes=(*said, booked, next_step) if found else ("No receipt is unidentified.", next_step),
        figures=figures,
        machine_rows=tuple(_machine_row(each) for each in ordered),
    )


def _place(each: MatchReading) -> int:
    return CLASSES.index(each.match_class) if each.match_class in CLASSES else len(CLASSES)


def _plural(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _row(each: MatchReading) -> dict[str, Cell]:
    return {
        "receipt": each.line or each.receipt,
        "value_date": each.value_date,
        "amount": each.amount_chf,
        "payer": each.payer,
        "class": each.match_class,
        "state": each.state or " or ".join(other.state for other in each.alternatives[:3]),
        "use": use_in_words(each.allocations, each.on_account_chf, each.fee_chf),
        "evidence": "; ".join(each.evidence),
    }


def use_in_words(allocations: Sequence[AllocationReading], on_account_chf: Decimal, fee_chf: Decimal = ZERO_CHF) -> str:
    """Say what a receipt pays.

    >>> use_in_words([AllocationReading(2017, "7a", Decimal("9.63"))], Decimal("0.37"))
    '2017 7a 9.63; on account 0.37'
    """
    by_year: dict[int, list[str]] = {}
    for each in allocations:
        by_year.setdefault(each.year, []).append(f"{each.line} {chf_text(each.amount_chf)}")
    said = [f"{year} {', '.join(lines)}" for year, lines in by_year.items()]
    said += [f"on account {chf_text(on_account_chf)}"] if on_account_chf else []
    said += [f"bank charges {chf_text(fee_chf)}"] if fee_chf else []
    return "; ".join(said)


def _machine_row(each: MatchReading) -> Mapping[str, object]:
    return {
        "receipt": each.receipt,
        "line": each.line or None,
        "value_date": each.value_date.isoformat(),
        "bank_reference": each.bank_reference,
        "end_to_end_id": each.end_to_end_id,
        "payer": each.payer,
        "amount": _plain(each.amount_chf),
        "class": each.match_class,
        "state": each.state,
        "allocations": _allocations(each.allocations),
        "on_account": _plain(each.on_account_chf),
        "bank_charges": _plain(each.fee_chf),
        "evidence": list(each.evidence),
        "alternatives": [_alternative(other) for other in each.alternatives],
    }


def _alternative(other: AlternativeReading) -> Mapping[str, object]:
    return {
        "state": other.state,
        "allocations": _allocations(other.allocations),
        "on_account": _plain(other.on_account_chf),
        "evidence": list(other.evidence),
    }


def _allocations(found: Sequence[AllocationReading]) -> list[Mapping[str, object]]:
    return [{"year": each.year, "line": each.line, "amount": _plain(each.amount_chf)} for each in found]


def _plain(amount_chf: Decimal) -> str:
    return f"{amount_chf:.2f}"
