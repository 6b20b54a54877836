"""The heading of every report: office, day, bank data, and the head by which the books can be proven later."""

import sqlite3
from datetime import date, datetime

from db import bank_papers, facts
from db.links import head
from reports.table import Heading


def heading_of(db: sqlite3.Connection, as_of: date, known_at: datetime | None = None) -> Heading:
    """Give the heading of what is about a day, as known at a moment, with the head of that moment, else the newest."""
    office = facts.office(db, known_at=known_at)
    newest = head(db, known_at=known_at)
    return Heading(
        office=office.name,
        notice=office.notice,
        as_of=as_of,
        known_at=known_at,
        data_until=bank_papers.data_until(db, known_at=known_at),
        head=newest.label if newest else "",
        books_at=newest.recorded_at if newest else known_at,
    )
