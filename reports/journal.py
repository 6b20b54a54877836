"""The books as another program reads them: every entry, and what each account must hold in the end.

Entries pass one at a time and are added up as they pass; the balances come from the database. Where the two disagree,
the export is refused.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from db import journal
from db.errors import LedgerError
from db.journal import JournalEntry, SubAccount, SubBalance
from db.money import ZERO_CHF, with_chf
from reports.heading import heading_of
from reports.table import Heading


class ExportDisagrees(LedgerError):
    """Refuse an export whose entries do not add up to the balances of the books."""

    def __init__(self, where: SubAccount, entries_chf: Decimal, balance_chf: Decimal) -> None:
        parts = [where.account.value, where.state, where.line, str(where.year or "")]
        named = " ".join(part for part in parts if part)
        super().__init__(
            f"nothing was exported, because the entries of {named} add up to {with_chf(entries_chf)} but its balance "
            f"is {with_chf(balance_chf)}; if another program was writing, run the command again, else run `isu check`"
        )


@dataclass(frozen=True, slots=True)
class Journal:
    """The whole books: what stands above them, their entries by day, and the balance of each sub-account.

    The entries can be passed through once.
    """

    heading: Heading
    entries: Iterable[JournalEntry]
    balances: Sequence[SubBalance]


def take_journal(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> Journal:
    """Open the journal of a day, as known at a moment."""
    balances = journal.sub_balances(db, as_of=as_of, known_at=known_at)
    return Journal(
        heading_of(db, as_of, known_at),
        held_to(journal.entries(db, as_of=as_of, known_at=known_at), balances),
        balances,
    )


def held_to(entries: Iterable[JournalEntry], balances: Sequence[SubBalance]) -> Iterator[JournalEntry]:
    """Pass the entries on, and after the last one hold their sums to the balances. Raises ExportDisagrees."""
    sums: dict[SubAccount, Decimal] = defaultdict(lambda: ZERO_CHF)
    for entry in entries:
        sums[entry.debit] += entry.amount_chf
        sums[entry.credit] -= entry.amount_chf
        yield entry
    held = {each.sub_account: each.balance_chf for each in balances}
    for where in sorted({*sums, *held}):
        if sums[where] != held.get(where, ZERO_CHF):
            raise ExportDisagrees(where, sums[where], held.get(where, ZERO_CHF))
