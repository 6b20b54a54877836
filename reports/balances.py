"""What every State was asked, paid and owes on each line, all years together: the balances behind the status."""

import sqlite3
from datetime import date, datetime

from db import facts, sums
from db.names import alphabetical
from db.sums import LineReading
from reports.heading import heading_of
from reports.table import Cell, Column, Identity, Kind, Table, column_total

_AMOUNTS = ("assessed", "received", "bank_charges", "outstanding")


def balances(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> Table:
    """Build the table as of a day, as known at a moment: a row for each State and line, amounts in CHF."""
    states = facts.states(db, as_of=as_of, known_at=known_at)
    by_state: dict[str, list[LineReading]] = {}
    for each in sums.balances_by_line(db, as_of=as_of, known_at=known_at):
        by_state.setdefault(each.state, []).append(each)
    named = alphabetical(states[iso3] for iso3 in by_state)
    rows = tuple(_row(state.name_en, each) for state in named for each in by_state[state.iso3])
    totals: dict[str, Cell] = {key: column_total(rows, key) for key in _AMOUNTS}
    assessed, received, fees, outstanding = (column_total(rows, key) for key in _AMOUNTS)
    return Table(
        name="balances",
        title="Balances by State and line, all years",
        heading=heading_of(db, as_of, known_at),
        columns=(
            Column("state", "Code"),
            Column("name", "State", spare=1),
            Column("line", "Line"),
            Column("assessed", "Assessed", Kind.CHF),
            Column("received", "Received", Kind.CHF),
            Column("bank_charges", "Bank charges", Kind.CHF, spare=2),
            Column("outstanding", "Outstanding", Kind.CHF),
        ),
        rows=rows,
        total=totals,
        notes=("Money on account is in no balance here: `isu report status` shows it.",),
        identities=(
            Identity(
                "outstanding by State and line = open on all charges",
                outstanding,
                sums.receivable_chf(db, as_of=as_of, known_at=known_at),
            ),
            Identity("received + bank charges + outstanding = assessed", received + fees + outstanding, assessed),
        ),
    )


def _row(name: str, each: LineReading) -> dict[str, Cell]:
    return {
        "state": each.state,
        "name": name,
        "line": each.line,
        "assessed": each.assessed_chf,
        "received": each.received_chf,
        "bank_charges": each.bank_charges_chf,
        "outstanding": each.open_chf,
    }
