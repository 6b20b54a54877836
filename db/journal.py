"""The whole books, entry by entry and account by account, down to each State, line and year: for other programs.

Apart from ``db.balances`` because nothing here is about one State or one receipt: a million entries pass one at a time.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from db.entries import NAMED_ENTRIES
from db.moments import known_text
from db.money import chf
from db.vocabulary import Account, Act

PER_LINE = (Account.RECEIVABLE, Account.CONTRIBUTIONS, Account.VOLUNTARY, Account.BANK_CHARGES)
PER_STATE = (*PER_LINE, Account.ON_ACCOUNT)


@dataclass(frozen=True, slots=True, order=True)
class SubAccount:
    """An account of one State, line and year; those that are nobody's have no State, money on account has no line."""

    account: Account
    state: str = ""
    line: str = ""
    year: int = 0


@lru_cache(maxsize=100_000)
def sub_account(account: str, state: str | None, line: str | None, year: int | None) -> SubAccount:
    """Give the part of an account that an entry about a State, line and year moves."""
    named = Account(account)
    if named in PER_LINE:
        return SubAccount(named, state or "", line or "", year or 0)
    return SubAccount(named, state or "") if named in PER_STATE else SubAccount(named)


class JournalEntry(NamedTuple):
    """One entry of the books with all that it names, in CHF; ``payer`` and ``text`` are the bank's of its receipt."""

    id: int
    act: Act
    debit: SubAccount
    credit: SubAccount
    amount_chf: Decimal
    value_date: date
    recorded_at: str
    state: str
    year: int | None
    line: str
    receipt_id: int | None
    reverses_id: int | None
    invoice_number: str
    revision: str
    payer: str
    text: str
    note: str

    @property
    def label(self) -> str:
        """Give the name by which a person calls the entry."""
        return f"E{self.id}"


class SubBalance(NamedTuple):
    """What one sub-account holds, debits positive (CHF), and the day of its first entry."""

    sub_account: SubAccount
    balance_chf: Decimal
    since: date


def entries(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> Iterator[JournalEntry]:
    """Read every entry of the day or before, by value date and number, one at a time."""
    rows = db.execute(
        f"""
        SELECT e.id, e.act, e.debit, e.credit, e.amount_rappen, e.value_date, e.recorded_at, coalesce(e.state, ''),
               budget.year, coalesce(line.code, ''), e.receipt_id, e.reverses_id, coalesce(invoice.number, ''),
               coalesce(revision.year || '/' || revision.number, ''), coalesce(bank_line.payer, ''),
               coalesce(bank_line.text, ''), e.note
        FROM {NAMED_ENTRIES}
        WHERE e.value_date <= ? AND e.recorded_at <= ? ORDER BY e.value_date, e.id
        """,
        (as_of.isoformat(), known_text(known_at)),
    )
    return map(_entry, rows)


def _entry(row: tuple[Any, ...]) -> JournalEntry:
    names = (row[7], row[9], row[8])
    return JournalEntry(
        id=row[0],
        act=Act(row[1]),
        debit=sub_account(row[2], *names),
        credit=sub_account(row[3], *names),
        amount_chf=chf(row[4]),
        value_date=date.fromisoformat(row[5]),
        recorded_at=row[6],
        state=row[7],
        year=row[8],
        line=row[9],
        receipt_id=row[10],
        reverses_id=row[11],
        invoice_number=row[12],
        revision=row[13],
        payer=row[14],
        text=row[15],
        note=row[16],
    )


def sub_balances(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> list[SubBalance]:
    """Compute what each sub-account holds, by account, State, line and year; they add up to 0.00."""
    side = """
        SELECT e.{side} AS account, e.state, coalesce(charge.budget_line_id, e.budget_line_id) AS line_id,
               {sign}e.amount_rappen AS rappen, e.value_date
        FROM entry AS e LEFT JOIN charge ON charge.id = e.charge_id
        WHERE e.value_date <= :day AND e.recorded_at <= :known"""
    per_line, per_state = (", ".join(f"'{account}'" for account in named) for named in (PER_LINE, PER_STATE))
    rows = db.execute(
        f"""
        SELECT account, CASE WHEN account IN ({per_state}) THEN side.state END,
               CASE WHEN account IN ({per_line}) THEN line.code END,
               CASE WHEN account IN ({per_line}) THEN budget.year END, sum(rappen), min(value_date)
        FROM ({side.format(side="debit", sign="")} UNION ALL {side.format(side="credit", sign="-")}) AS side
        LEFT JOIN budget_line AS line ON line.id = line_id
        LEFT JOIN budget ON budget.id = line.budget_id
        GROUP BY 1, 2, 3, 4
        """,
        {"day": as_of.isoformat(), "known": known_text(known_at)},
    )
    found = [SubBalance(sub_account(*row[:4]), chf(row[4]), date.fromisoformat(row[5])) for row in rows]
    return sorted(found, key=lambda each: each.sub_account)
