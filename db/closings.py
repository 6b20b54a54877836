"""Closed months: until which day the books are closed, and the history of closing and reopening."""

import sqlite3
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from db.moments import BEGINNING, day, known_text, moment
from db.money import chf


class ClosingReading(NamedTuple):
    """One closing or reopening of a month; amounts in CHF.

    ``closed_until`` is the last closed day after it, none if nothing is closed; ``difference_chf`` is that of bank and
    books, none where it was not proven.
    """

    id: int
    is_close: bool
    month_end: date
    closed_until: date | None
    difference_chf: Decimal | None
    unidentified_count: int
    unidentified_chf: Decimal
    undecided_debits_count: int
    why: str
    recorded_at: datetime


def closings(db: sqlite3.Connection, *, known_at: datetime | None = None) -> list[ClosingReading]:
    """Read every closing and reopening, oldest first."""
    rows = db.execute(
        """
        SELECT id, act, month_end, closed_until, difference_rappen, unidentified_count, unidentified_rappen,
               undecided_debits_count, why, recorded_at
        FROM closing WHERE recorded_at <= ? ORDER BY id
        """,
        (known_text(known_at),),
    )
    return [
        ClosingReading(
            id=row[0],
            is_close=row[1] == "close",
            month_end=date.fromisoformat(row[2]),
            closed_until=day(row[3]),
            difference_chf=None if row[4] is None else chf(row[4]),
            unidentified_count=row[5],
            unidentified_chf=chf(row[6]),
            undecided_debits_count=row[7],
            why=row[8],
            recorded_at=moment(row[9]),
        )
        for row in rows
    ]


def closed_until(db: sqlite3.Connection) -> date | None:
    """Tell the last closed day; none if no month is closed."""
    row = db.execute("SELECT closed_until FROM closing ORDER BY id DESC LIMIT 1").fetchone()
    return day(row[0]) if row else None


def first_open_day(db: sqlite3.Connection) -> date:
    """Tell the first day that an entry may have as its value date."""
    until = closed_until(db)
    return until + timedelta(days=1) if until else BEGINNING


def late_entries_count(db: sqlite3.Connection) -> int:
    """Count the entries of closed months that were written while these were closed, which must be none."""
    (count,) = db.execute(
        """
        SELECT count(*) FROM entry AS e
        WHERE e.value_date <= (
            SELECT c.closed_until FROM closing AS c WHERE c.recorded_at < e.recorded_at ORDER BY c.id DESC LIMIT 1)
        """
    ).fetchone()
    return int(count)
