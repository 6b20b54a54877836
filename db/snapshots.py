"""What was reported, as it was kept: digests and totals of a day; and what was booked about that day since."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from db.moments import known_text, moment_text
from db.money import chf


class SnapshotReading(NamedTuple):
    """The reports of a day as they were given: by report its digest, and its totals as text."""

    id: int
    as_of: date
    year: int
    words: str
    figures: Mapping[str, Mapping[str, str]]
    recorded_at: datetime

    @property
    def label(self) -> str:
        """Give the name by which a person calls the snapshot."""
        return f"S{self.id}"


class LateEntry(NamedTuple):
    """An entry about a day that was booked after a moment; amount in CHF."""

    id: int
    act: str
    is_reversal: bool
    state: str
    receipt_id: int | None
    value_date: date
    recorded_on: date
    amount_chf: Decimal
    note: str


def snapshots(db: sqlite3.Connection) -> list[SnapshotReading]:
    """Read every snapshot, oldest first."""
    rows = db.execute("SELECT id, as_of, year, words, figures, recorded_at FROM report_snapshot ORDER BY id")
    return [
        SnapshotReading(
            row[0],
            date.fromisoformat(row[1]),
            row[2],
            row[3],
            json.loads(row[4]),
            datetime.fromisoformat(f"{row[5]}+00:00"),
        )
        for row in rows
    ]


def late_entries(
    db: sqlite3.Connection, *, as_of: date, since: datetime, known_at: datetime | None = None
) -> list[LateEntry]:
    """Read the entries with a value date up to a day that were booked between two moments, in the order of booking."""
    rows = db.execute(
        f"SELECT {LATE_ENTRY_COLUMNS} FROM entry "
        "WHERE value_date <= ? AND recorded_at > ? AND recorded_at <= ? ORDER BY id",
        (as_of.isoformat(), moment_text(since), known_text(known_at)),
    )
    return [late_entry(row) for row in rows]


LATE_ENTRY_COLUMNS = (
    "id, act, reverses_id IS NOT NULL, coalesce(state, ''), receipt_id, value_date, recorded_at, amount_rappen, note"
)


def late_entry(row: tuple[Any, ...]) -> LateEntry:
    """Give the entry of a row of these columns."""
    return LateEntry(
        id=row[0],
        act=row[1],
        is_reversal=bool(row[2]),
        state=row[3],
        receipt_id=row[4],
        value_date=date.fromisoformat(row[5]),
        recorded_on=date.fromisoformat(row[6][:10]),
        amount_chf=chf(row[7]),
        note=row[8],
    )
