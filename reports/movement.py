"""R11, the movement between two days, or between two moments of knowing: opening + changes = closing, by State."""

from collections.abc import Iterable
from decimal import Decimal

from db.moments import long_date
from db.money import ZERO_CHF
from db.names import alphabetical
from db.readings import ChargeReading
from reports.picture import Picture, sum_chf
from reports.table import Cell, Column, Identity, Kind, SummaryLine, Table, column_total

_AMOUNTS = ("opening", "assessed", "corrections", "received", "bank_charges", "closing", "held_before", "held_after")


def movement(before: Picture, after: Picture) -> Table:
    """Build the movement of what every State owes (CHF) from one picture to another, money on account beside it."""
    codes = {state.iso3: state for picture in (before, after) for state in picture.reported_states()}
    rows = tuple(_row(state.iso3, state.name_en, before, after) for state in alphabetical(codes.values()))
    totals: dict[str, Cell] = {key: column_total(rows, key) for key in _AMOUNTS}
    return Table(
        name="movement",
        title=f"Movement from {long_date(before.as_of)} to {long_date(after.as_of)}",
        heading=after.heading,
        columns=(
            Column("state", "Code", spare=5),
            Column("name", "State"),
            Column("opening", "Owed before", Kind.CHF),
            Column("assessed", "+ assessed", Kind.CHF),
            Column("corrections", "± corrections", Kind.CHF, spare=2),
            Column("received", "- received", Kind.CHF),
            Column("bank_charges", "- bank charges", Kind.CHF, spare=3),
            Column("closing", "Owed after", Kind.CHF),
            Column("held_before", "In advance before", Kind.CHF, in_parentheses=True, spare=4),
            Column("held_after", "In advance after", Kind.CHF, in_parentheses=True, spare=1),
        ),
        rows=rows,
        total=totals,
        summary=tuple(
            SummaryLine(key, title, sum(bool(row[key]) for row in rows), column_total(rows, key))
            for key, title in (
                ("opening", "Owed before"),
                ("assessed", "Assessed between"),
                ("corrections", "Corrections by decision"),
                ("received", "Received, applied to contributions"),
                ("bank_charges", "Bank charges borne"),
                ("closing", "Owed after"),
            )
        ),
        notes=(
            _known(before, after),
            "Received: what was applied to assessed contributions, from receipts of any day.",
        ),
        identities=(
            Identity("owed before = open on that day", column_total(rows, "opening"), _open(before)),
            Identity("owed after = open on that day", column_total(rows, "closing"), _open(after)),
            Identity("opening + assessed ± corrections - received - bank charges = closing", *_both_sides(rows)),
            Identity("States whose own line does not add up = none", sum(_departs(row) for row in rows), 0),
        ),
    )


def _known(before: Picture, after: Picture) -> str:
    moments = [
        f"as known on {long_date(picture.heading.known_at.date())}" if picture.heading.known_at else "as known now"
        for picture in (before, after)
    ]
    return f"Before: {moments[0]}; after: {moments[1]}."


def _open(picture: Picture) -> Decimal:
    return sum_chf(charge.open_chf for charge in picture.all_charges())


def _both_sides(rows: tuple[dict[str, Cell], ...]) -> tuple[Decimal, Decimal]:
    return sum((_led(row) for row in rows), ZERO_CHF), column_total(rows, "closing")


def _led(row: dict[str, Cell]) -> Decimal:
    opening, assessed, corrections, received, fees = (row[key] for key in _AMOUNTS[:5])
    assert isinstance(opening, Decimal)
    assert isinstance(assessed, Decimal)
    assert isinstance(corrections, Decimal)
    assert isinstance(received, Decimal)
    assert isinstance(fees, Decimal)
    return opening + assessed + corrections - received - fees


def _departs(row: dict[str, Cell]) -> bool:
    return _led(row) != row["closing"]


def _row(iso3: str, name: str, before: Picture, after: Picture) -> dict[str, Cell]:
    was = {charge.id: charge for charge in before.charges.get(iso3, ())}
    now = {charge.id: charge for charge in after.charges.get(iso3, ())}
    new, gone = [now[key] for key in now.keys() - was.keys()], [was[key] for key in was.keys() - now.keys()]
    kept = [(was[key], now[key]) for key in was.keys() & now.keys()]
    issued_chf = sum_chf(each.issued_chf for each in new)
    corrected_chf = (
        sum_chf(each.assessed_chf - each.issued_chf for each in new)
        + sum_chf(each.assessed_chf - old.assessed_chf for old, each in kept)
        - sum_chf(each.assessed_chf for each in gone)
    )
    return {
        "state": iso3,
        "name": name,
        "opening": _sum(was.values(), "open_chf"),
        "assessed": issued_chf,
        "corrections": corrected_chf,
        "received": _sum(now.values(), "received_chf") - _sum(was.values(), "received_chf"),
        "bank_charges": _sum(now.values(), "bank_charges_chf") - _sum(was.values(), "bank_charges_chf"),
        "closing": _sum(now.values(), "open_chf"),
        "held_before": sum_chf(each.on_account_chf for each in before.receipts.get(iso3, ())),
        "held_after": sum_chf(each.on_account_chf for each in after.receipts.get(iso3, ())),
    }


def _sum(charges: Iterable[ChargeReading], name: str) -> Decimal:
    return sum_chf(getattr(each, name) for each in charges)
