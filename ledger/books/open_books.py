"""Open the books for one act: a session to write with, a connection to read from, and the moment of writing.

Apart because every act is whole or nothing, and every entry goes through ``post``.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from db.closings import first_open_day
from db.errors import LedgerError
from db.moments import long_date
from db.store import Store
from db.vocabulary import POSTINGS, Act

if TYPE_CHECKING:
    from sqlmodel import Session, SQLModel

    from db.tables import Entry

_POSTING_OF = {posting.act: posting for posting in POSTINGS}
EVER = date.max
_DATED_BY_A_DECISION = (Act.ASSESS, Act.INCREASE, Act.REDUCE)


class MonthClosed(LedgerError):
    """Refuse a decision that is dated within a closed month."""

    def __init__(self, on: date, first_open: date) -> None:
        closed = first_open - timedelta(days=1)
        super().__init__(
            f"the books are closed up to {long_date(closed)}, and a decision dated {long_date(on)} would change what "
            f"was reported; date it {first_open} or later with --on, or open the month: "
            f"`isu reopen {closed:%Y-%m} --why …`"
        )


class _DryRun(Exception):
    """No fault: takes everything back at the end of a rehearsal."""


@dataclass(frozen=True, slots=True)
class Books:
    """Books that are open for writing until the end of one transaction.

    ``first_open`` is the first day that is not in a closed month.
    """

    session: "Session"
    db: sqlite3.Connection
    at: datetime
    first_open: date

    def add(self, *rows: "SQLModel") -> None:
        """Write rows now, in this order."""
        self.session.add_all(rows)
        self.session.flush()

    def add_many(self, table: "type[SQLModel]", rows: "Sequence[Mapping[str, object]]") -> None:
        """Write many rows of one table at once; each names every column."""
        from db.columns import insert_rows

        if rows:
            self.session.flush()
            insert_rows(self.db, table, rows)

    def next_id(self, table: "type[SQLModel]") -> int:
        """Give the id that the next row of a table gets."""
        (highest,) = self.db.execute(f"SELECT coalesce(max(id), 0) FROM {table.__tablename__}").fetchone()
        return int(highest) + 1

    def day_of(self, act: Act, on: date) -> date:
        """Give the day on which an act counts: its own, or the first open one if that is in a closed month.

        Raises MonthClosed for an act whose day a decision has set.
        """
        if on < self.first_open and act in _DATED_BY_A_DECISION:
            raise MonthClosed(on, self.first_open)
        return max(on, self.first_open)

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
        bank_line: int | None = None,
        note: str = "",
    ) -> None:
        """Write one entry of an act, in CHF above zero. Raises MonthClosed."""
        from db.tables import Entry

        names = {"charge_id": charge, "budget_line_id": line, "revision_id": revision, "bank_line_id": bank_line}
        row = self.entry_row(act, amount_chf, value_date, state=state, receipt=receipt, note=note)
        self.add(Entry(**row | names))

    def entry_row(
        self,
        act: Act,
        amount_chf: Decimal,
        value_date: date,
        *,
        receipt: int | None,
        state: str | None = None,
        note: str = "",
    ) -> dict[str, Any]:
        """Give the columns of an entry about a receipt, for writing many at once."""
        posting = _POSTING_OF[act]
        return {
            "act": act.value,
            "debit": posting.debit.value,
            "credit": posting.credit.value,
            "amount_chf": amount_chf,
            "value_date": self.day_of(act, value_date),
            "recorded_at": self.at,
            "state": state,
            "receipt_id": receipt,
            "charge_id": None,
            "budget_line_id": None,
            "reverses_id": None,
            "note": note,
            "revision_id": None,
            "bank_line_id": None,
        }

    def reverse(self, entry: "Entry", *, why: str, on: date | None = None, revision: int | None = None) -> None:
        """Write the mirror of an entry, on the same day or the later one given, with the reason. Raises MonthClosed."""
        mirror = entry.model_copy(
            update={
                "id": None,
                "debit": entry.credit,
                "credit": entry.debit,
                "recorded_at": self.at,
                "value_date": self.day_of(Act(entry.act), on or entry.value_date),
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
        with store.transaction(at=at) as session:
            yield Books(session, store.db, at, first_open_day(store.db))
            if rehearse:
                raise _DryRun
    except _DryRun:
        pass
