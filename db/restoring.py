"""What a ledger holds that a backup of it does not: its entries one by one, and its other rows by table."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from db.backups import figures
from db.snapshots import LATE_ENTRY_COLUMNS, LateEntry, late_entry

_IDENTITY = "id, act, debit, credit, amount_rappen, value_date, recorded_at, state, receipt_id, charge_id, note"


class Lost(NamedTuple):
    """What going back to a backup would lose; ``rows`` counts those of every other table.

    ``foreign_count`` entries stand in the backup alone: it is of another ledger, or of another course of this one.
    """

    entries: tuple[LateEntry, ...]
    rows: Mapping[str, int]
    foreign_count: int


def lost_by(db: sqlite3.Connection, backup: Path) -> Lost:
    """Compare an open ledger with a backup."""
    other = sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)
    try:
        held = {row[0]: row for row in other.execute(f"SELECT {_IDENTITY} FROM entry")}
        counts = dict(figures(other).rows)
    finally:
        other.close()
    here = {row[0]: row for row in db.execute(f"SELECT {_IDENTITY} FROM entry")}
    lost = [number for number, row in here.items() if held.get(number) != row]
    rows = {name: count - counts.get(name, 0) for name, count in figures(db).rows if name != "entry"}
    return Lost(
        entries=tuple(_entry(db, number) for number in lost),
        rows={name: count for name, count in rows.items() if count > 0},
        foreign_count=sum(here.get(number) != row for number, row in held.items()),
    )


def _entry(db: sqlite3.Connection, number: int) -> LateEntry:
    return late_entry(db.execute(f"SELECT {LATE_ENTRY_COLUMNS} FROM entry WHERE id = ?", (number,)).fetchone())
