"""Holds on letters, and what was said with States, as they stand on a day. Apart: words about letters, and no money."""

import sqlite3
from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple

from db.moments import day, known_text


class HoldReading(NamedTuple):
    """A hold on the letters to a State, its last day included; ``released_on`` is the first day without it."""

    id: int
    state: str
    from_on: date
    until_on: date
    why: str
    released_on: date | None

    def holds(self, on: date) -> bool:
        """Tell whether the State is not written to on a day."""
        return self.from_on <= on <= self.until_on and (self.released_on is None or on < self.released_on)


class ContactReading(NamedTuple):
    """What was said with a State on a day; a promise has the day until which it was to be kept."""

    id: int
    state: str
    kind: str
    contacted_on: date
    until_on: date | None
    words: str

    @property
    def label(self) -> str:
        """Give the name by which a person calls the contact."""
        return f"C{self.id}"

    def is_promised(self, on: date) -> bool:
        """Tell whether a promise's day has not passed."""
        return self.until_on is not None and self.contacted_on <= on <= self.until_on


def holds(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> list[HoldReading]:
    """Read the holds that had begun by a day, by State and day; a release counts from its day."""
    rows = db.execute(
        """
        SELECT hold.id, hold.state, hold.from_on, hold.until_on, hold.why, released.released_on
        FROM hold LEFT JOIN hold_release AS released
            ON released.hold_id = hold.id AND released.released_on <= :day AND released.recorded_at <= :known
        WHERE hold.from_on <= :day AND hold.recorded_at <= :known
        ORDER BY hold.state, hold.from_on, hold.id
        """,
        {"day": as_of.isoformat(), "known": known_text(known_at)},
    )
    return [
        HoldReading(row[0], row[1], date.fromisoformat(row[2]), date.fromisoformat(row[3]), row[4], day(row[5]))
        for row in rows
    ]


def contact_with(db: sqlite3.Connection, number: int) -> ContactReading | None:
    """Read a contact by its number, withdrawn or not."""
    row = db.execute("SELECT id, state, kind, contacted_on, until_on, words FROM contact WHERE id = ?", (number,))
    found = row.fetchone()
    if found is None:
        return None
    number, state, kind, contacted_on, until_on, words = found
    return ContactReading(number, state, kind, date.fromisoformat(contacted_on), day(until_on), words)


def contacts(
    db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None
) -> dict[str, list[ContactReading]]:
    """Read what was said with States up to a day, without what was withdrawn; keyed by State, oldest first."""
    rows = db.execute(
        """
        SELECT id, state, kind, contacted_on, until_on, words FROM contact
        WHERE contacted_on <= :day AND recorded_at <= :known AND id NOT IN (
            SELECT contact_id FROM contact_withdrawal WHERE recorded_at <= :known)
        ORDER BY state, contacted_on, id
        """,
        {"day": as_of.isoformat(), "known": known_text(known_at)},
    )
    found: dict[str, list[ContactReading]] = defaultdict(list)
    for row in rows:
        found[row[1]].append(ContactReading(row[0], row[1], row[2], date.fromisoformat(row[3]), day(row[4]), row[5]))
    return dict(found)
