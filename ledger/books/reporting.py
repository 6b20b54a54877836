"""Keep what was reported on a day, so that what has changed since can be told."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import date

from db.errors import LedgerError
from db.snapshots import SnapshotReading, snapshots
from db.tables import ReportSnapshot
from ledger.books.open_books import Books


class UnknownSnapshot(LedgerError):
    """Refuse a snapshot that is not in the ledger."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"there is no snapshot {asked}; `isu report snapshots` shows them, from S1 on")


def keep_snapshot(
    books: Books, as_of: date, year: int, words: str, figures: Mapping[str, Mapping[str, str]]
) -> SnapshotReading:
    """Keep the digests and totals of the reports of a day."""
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True)
    row = ReportSnapshot(as_of=as_of, year=year, words=words, figures=text, recorded_at=books.at)
    books.add(row)
    return find_snapshot(books.db, f"S{row.id}")


def find_snapshot(db: sqlite3.Connection, asked: str) -> SnapshotReading:
    """Find a snapshot by its label, S3 or 3. Raises UnknownSnapshot."""
    for snapshot in snapshots(db):
        if str(snapshot.id) == asked.strip().upper().removeprefix("S"):
            return snapshot
    raise UnknownSnapshot(asked)
