"""The entries of one receipt, each with its label: what a person may undo.

Apart from ``db.balances``: entries one by one, and no sum.
"""

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from db.moments import known_text, moment
from db.money import chf
from db.vocabulary import Act

# Entries with what they are about, for FROM: charge, invoice, budget line and budget, revision, receipt, bank line.
NAMED_ENTRIES = """
    entry AS e
        LEFT JOIN charge ON charge.id = e.charge_id
        LEFT JOIN invoice ON invoice.id = charge.invoice_id
        LEFT JOIN budget_line AS line ON line.id = coalesce(charge.budget_line_id, e.budget_line_id)
        LEFT JOIN budget ON budget.id = line.budget_id
        LEFT JOIN revision ON revision.id = e.revision_id
        LEFT JOIN receipt ON receipt.id = e.receipt_id
        LEFT JOIN bank_line ON bank_line.id = receipt.bank_line_id
"""


class EntryReading(NamedTuple):
    """One entry about a receipt, in CHF; ``undone_by`` took it back, ``undoes`` is what it takes back."""

    id: int
    act: Act
    amount_chf: Decimal
    value_date: date
    recorded_on: date
    state: str
    year: int | None
    line: str
    note: str
    undoes: int | None
    undone_by: int | None

    @property
    def label(self) -> str:
        """Give the name by which a person calls the entry."""
        return f"E{self.id}"


class BooksReading(NamedTuple):
    """How far the books go: entries, and the last of them."""

    entries_count: int
    last_id: int | None
    last_recorded_at: datetime | None


def books_until(db: sqlite3.Connection, *, known_at: datetime | None = None) -> BooksReading:
    """Read how far the books go, as known at a moment."""
    count, last, recorded = db.execute(
        "SELECT count(*), max(id), max(recorded_at) FROM entry WHERE recorded_at <= ?", (known_text(known_at),)
    ).fetchone()
    return BooksReading(count, last, moment(recorded) if recorded else None)


def entries_of_receipt(db: sqlite3.Connection, receipt: int) -> list[EntryReading]:
    """Read all entries about a receipt, oldest first."""
    rows = db.execute(
        """
        SELECT e.id, e.act, e.amount_rappen, e.value_date, e.recorded_at, coalesce(e.state, ''), budget.year,
               coalesce(line.code, ''), e.note, e.reverses_id, undone.id
        FROM entry AS e
        LEFT JOIN charge ON charge.id = e.charge_id
        LEFT JOIN budget_line AS line ON line.id = coalesce(charge.budget_line_id, e.budget_line_id)
        LEFT JOIN budget ON budget.id = line.budget_id
        LEFT JOIN entry AS undone ON undone.reverses_id = e.id
        WHERE e.receipt_id = ? ORDER BY e.id
        """,
        (receipt,),
    )
    return [
        EntryReading(
            id=row[0],
            act=Act(row[1]),
            amount_chf=chf(row[2]),
            value_date=date.fromisoformat(row[3]),
            recorded_on=date.fromisoformat(row[4][:10]),
            state=row[5],
            year=row[6],
            line=row[7],
            note=row[8],
            undoes=row[9],
            undone_by=row[10],
        )
        for row in rows
    ]
