"""Open the books for one act: a session to write with, a connection to read from, and the moment of writing.

Apart because every act is whole or nothing, and every entry goes through ``post``.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from db.store import Store
from db.vocabulary import POSTINGS, Act

if TYPE_CHECKING:
    from sqlmodel import Session, SQLModel

    from db.tables import Entry

_POSTING_OF = {posting.act: posting for posting in POSTINGS}
EVER = date.max


class _DryRun(Exception):
    """No fault: takes everything back at the end of a rehearsal."""


@dataclass(frozen=True, slots=True)
class Books:
    """Books that are open for writing until the end of one transaction."""

    session: "Session"
    db: sqlite3.Connection
    at: datetime

    def add(self, *rows: "SQLModel") -> None:
        """Write rows now, in this order."""
        self.session.add_all(rows)
        self.session.flush()

    def post(
        self,
        act: Act,
        amount_chf: Decimal,
        value_date: date,
        *,
        state: str | None = None,
        receipt: int | None = None,
        charge: int | None = None,
        line: int | None = None,
        revision: int | None = None,
        note: str = "",
    ) -> None:
        """Write one entry of an act, in CHF above zero."""
        from db.tables import Entry

        posting = _POSTING_OF[act]
        self.add(
            Entry(
                act=act.value,
                debit=posting.debit.value,
                credit=posting.credit.value,
                amount_chf=amount_chf,
                value_date=value_date,
                recorded_at=self.at,
                state=state,
                receipt_id=receipt,
                charge_id=charge,
                budget_line_id=line,
                revision_id=revision,
                note=note,
            )
        )

    def reverse(self, entry: "Entry", *, why: str, on: date | None = None, revision: int | None = None) -> None:
        """Write the mirror of an entry, on the same day or the later one given, with the reason."""
        mirror = entry.model_copy(
            update={
                "id": None,
                "debit": entry.credit,
                "credit": entry.debit,
                "recorded_at": self.at,
                "value_date": on or entry.value_date,
                "reverses_id": entry.id,
                "revision_id": revision,
                "note": why,
            }
        )
        self.add(type(entry)(**mirror.model_dump()))


@contextmanager
def open_books(store: Store, *, at: datetime, rehearse: bool = False) -> Iterator[Books]:
    """Open the books for one transaction; a rehearsal does everything and keeps nothing."""
    try:
        with store.transaction() as session:
            yield Books(session, store.db, at)
            if rehearse:
                raise _DryRun
    except _DryRun:
        pass
