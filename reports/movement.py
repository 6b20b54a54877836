"""R11, the movement between two days, or between two moments of knowing: opening + changes = closing, by State.

Two lines a State: what it owes, and the money that it has in advance. The first begins and ends with the status.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from db.moments import long_date
from db.money import ZERO_CHF
from db.names import alphabetical
from db.readings import ChargeReading, ReceiptReading, StateReading
from reports.picture import Picture, sum_chf
from reports.status import status, unidentified_note
from reports.table import Cell, Column, Heading, Identity, Kind, SummaryLine, Table, column_total

_OWED = ("opening", "assessed", "corrections", "received", "bank_charges", "closing")
_MONEY = ("held_before", "came_in", "given", "held_after")
_SUMMARY = (
    ("opening", "Owed before"),
    ("assessed", "+ assessed between"),
    ("corrections", "± corrections by decision"),
    ("received", "- received, applied to contributions"),
    ("bank_charges", "- bank charges borne"),
    ("closing", "Owed after"),
    ("held_before", "In advance before"),
    ("came_in", "+ came in from States"),
    ("given", "- given to voluntary lines"),
    ("held_after", "In advance after"),
)


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a movement: charges and receipts by State (ISO3), and what each owes by the status (CHF)."""

    heading: Heading
    states: tuple[StateReading, ...]
    charges: Mapping[str, tuple[ChargeReading, ...]]
    receipts: Mapping[str, tuple[ReceiptReading, ...]]
    outstanding_chf: Mapping[str, Decimal]
    notes: tuple[str, ...] = ()


def side(picture: Picture) -> Side:
    """Give the end of a movement at the picture's day."""
    owed_chf = {str(row["state"]): _chf(row, "outstanding") for row in status(picture).rows}
    notes = unidentified_note(picture)
    return Side(picture.heading, picture.reported_states(), picture.charges, picture.receipts, owed_chf, notes)


def side_before_all(heading: Heading, states: Iterable[StateReading], receipts: Iterable[ReceiptReading]) -> Side:
    """Give the end of a movement at a day on which no year was assessed yet: nobody owes, money may be held."""
    held: dict[str, tuple[ReceiptReading, ...]] = {}
    for receipt in receipts:
        if receipt.state:
            held[receipt.state] = (*held.get(receipt.state, ()), receipt)
    reported = tuple(state for state in states if state.is_party(heading.as_of) or state.iso3 in held)
    return Side(heading, reported, {}, held, {})


def movement(before: Side, after: Side) -> Table:
    """Build the movement of what every State owes, and of its money in advance, from one side to the other; CHF."""
    states = {state.iso3: state for each in (before, after) for state in each.states}
    rows = tuple(_row(state, before, after) for state in alphabetical(states.values()))
    totals: dict[str, Cell] = {key: column_total(rows, key) for key in (*_OWED, *_MONEY)}
    return Table(
        name="movement",
        title=_title(before.heading, after.heading),
        heading=after.heading,
        columns=_columns(rows),
        rows=rows,
        total=totals,
        summary=(
            *(
                SummaryLine(key, title, sum(bool(row[key]) for row in rows), column_total(rows, key))
                for key, title in _SUMMARY
            ),
            SummaryLine("net", "Net after: owed less in advance", len(rows), _net(rows)),
        ),
        notes=(
            _known(before.heading, after.heading),
            "Received: what was applied to assessed contributions, from money that came in on any day.",
            *_taken_back(rows),
            *after.notes,
        ),
        identities=tuple(_identities(rows, before, after)),
    )


def _title(before: Heading, after: Heading) -> str:
    if before.as_of == after.as_of:
        return f"Movement in what is known of {long_date(after.as_of)}"
    return f"Movement from {long_date(before.as_of)} to {long_date(after.as_of)}"


def _columns(rows: tuple[dict[str, Cell], ...]) -> tuple[Column, ...]:
    """Give the columns; on a narrow screen corrections and bank charges stay where there are any."""
    corrections, fees = (any(row[key] for row in rows) for key in ("corrections", "bank_charges"))
    return (
        Column("state", "Code", spare=5),
        Column("name", "State"),
        Column("opening", "Owed before", Kind.CHF),
        Column("assessed", "+ assessed", Kind.CHF),
        Column("corrections", "± corrected", Kind.CHF, spare=0 if corrections else 9),
        Column("received", "- received", Kind.CHF),
        Column("bank_charges", "- bank charges", Kind.CHF, spare=1 if fees else 8),
        Column("closing", "Owed after", Kind.CHF),
        Column("held_before", "In advance before", Kind.CHF, in_parentheses=True, spare=4),
        Column("came_in", "Came in", Kind.CHF, spare=3),
        Column("given", "Given", Kind.CHF, spare=7),
        Column("held_after", "In advance after", Kind.CHF, in_parentheses=True, spare=2),
    )


def _known(before: Heading, after: Heading) -> str:
    moments = [f"{each.books_at:%Y-%m-%d %H:%M} UTC" if each.books_at else "now" for each in (before, after)]
    if moments[0] == moments[1]:
        return f"Both sides from the books of {moments[0]}."
    return f"Before: from the books of {moments[0]}; after: of {moments[1]}."


def _taken_back(rows: tuple[dict[str, Cell], ...]) -> tuple[str, ...]:
    if any(_chf(row, key) < ZERO_CHF for row in rows for key in ("received", "came_in", "given")):
        return ("An amount below zero as received, come in or given was taken back.",)
    return ()


def _net(rows: tuple[dict[str, Cell], ...]) -> Decimal:
    return column_total(rows, "closing") - column_total(rows, "held_after")


def _identities(rows: tuple[dict[str, Cell], ...], before: Side, after: Side) -> Iterable[Identity]:
    for key, words, each in (("opening", "before", before), ("closing", "after", after)):
        total_chf = sum_chf(each.outstanding_chf.values())
        yield Identity(f"owed {words} = outstanding in the status of that day", column_total(rows, key), total_chf)
        departing = sum(row[key] != each.outstanding_chf.get(str(row["state"]), ZERO_CHF) for row in rows)
        yield Identity(f"States that owe {words} what their status does not say = none", departing, 0)
    yield Identity(
        "owed before + assessed ± corrections - received - bank charges = owed after",
        sum_chf(_led(row) for row in rows),
        column_total(rows, "closing"),
    )
    yield Identity("States whose own line does not add up = none", sum(_led(row) != row["closing"] for row in rows), 0)
    yield Identity(
        "in advance before + came in - received - given = in advance after",
        sum_chf(_kept(row) for row in rows),
        column_total(rows, "held_after"),
    )
    departing = sum(_kept(row) != row["held_after"] for row in rows)
    yield Identity("States whose money does not add up = none", departing, 0)


def _led(row: Mapping[str, Cell]) -> Decimal:
    """Lead what a State owed over what changed it."""
    opening, assessed, corrections, received, fees = (_chf(row, key) for key in _OWED[:5])
    return opening + assessed + corrections - received - fees


def _kept(row: Mapping[str, Cell]) -> Decimal:
    """Lead what a State had in advance over what came in and what it was used for."""
    return _chf(row, "held_before") + _chf(row, "came_in") - _chf(row, "received") - _chf(row, "given")


def _chf(row: Mapping[str, Cell], key: str) -> Decimal:
    amount = row[key]
    assert isinstance(amount, Decimal)
    return amount


def _row(state: StateReading, before: Side, after: Side) -> dict[str, Cell]:
    old, new = before.charges.get(state.iso3, ()), after.charges.get(state.iso3, ())
    money_before, money_after = before.receipts.get(state.iso3, ()), after.receipts.get(state.iso3, ())
    issued_chf, corrected_chf = _assessed(old, new)
    return {
        "state": state.iso3,
        "name": state.name_en,
        "opening": sum_chf(each.open_chf for each in old),
        "assessed": issued_chf,
        "corrections": corrected_chf,
        "received": sum_chf(each.received_chf for each in new) - sum_chf(each.received_chf for each in old),
        "bank_charges": sum_chf(each.bank_charges_chf for each in new) - sum_chf(each.bank_charges_chf for each in old),
        "closing": sum_chf(each.open_chf for each in new),
        "held_before": sum_chf(each.on_account_chf for each in money_before),
        "came_in": _came_in(money_after) - _came_in(money_before),
        "given": sum_chf(each.given_chf for each in money_after) - sum_chf(each.given_chf for each in money_before),
        "held_after": sum_chf(each.on_account_chf for each in money_after),
    }


def _assessed(old: Iterable[ChargeReading], new: Iterable[ChargeReading]) -> tuple[Decimal, Decimal]:
    """Give what was issued between (CHF), and by how much decisions changed what is charged."""
    was = {charge.id: charge.assessed_chf for charge in old}
    now = list(new)
    issued_chf = sum_chf(charge.issued_chf for charge in now if charge.id not in was)
    return issued_chf, sum_chf(charge.assessed_chf for charge in now) - sum_chf(was.values()) - issued_chf


def _came_in(receipts: Iterable[ReceiptReading]) -> Decimal:
    """Add up what the bank booked for a State and did not take back."""
    return sum_chf(
        each.amount_chf - each.returned_chf - each.unidentified_chf - each.set_aside_chf for each in receipts
    )
