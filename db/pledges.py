"""Pledges: announced voluntary contributions, as they stand on a day. Apart: they are promises and no balance."""

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from db.moments import day, known_text
from db.money import chf


class PledgeReading(NamedTuple):
    """A pledge of a State for a voluntary line of a year, in CHF; ``cancelled_on`` once it was taken back."""

    id: int
    state: str
    year: int
    line: str
    amount_chf: Decimal
    pledged_on: date
    why: str
    cancelled_on: date | None
    cancelled_why: str

    @property
    def label(self) -> str:
        """Give the name by which a person calls the pledge."""
        return f"P{self.id}"


def pledges(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> list[PledgeReading]:
    """Read the pledges made on or before a day; a cancellation counts from its day. By State, year, line and day."""
    rows = db.execute(
        """
        SELECT p.id, p.state, p.year, p.line, p.amount_rappen, p.pledged_on, p.why, c.cancelled_on, coalesce(c.why, '')
        FROM pledge AS p LEFT JOIN pledge_cancellation AS c
            ON c.pledge_id = p.id AND c.cancelled_on <= :day AND c.recorded_at <= :known
        WHERE p.pledged_on <= :day AND p.recorded_at <= :known
        ORDER BY p.state, p.year, p.line, p.pledged_on, p.id
        """,
        {"day": as_of.isoformat(), "known": known_text(known_at)},
    )
    return [
        PledgeReading(
            row[0], row[1], row[2], row[3], chf(row[4]), date.fromisoformat(row[5]), row[6], day(row[7]), row[8]
        )
        for row in rows
    ]
