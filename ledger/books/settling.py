"""Put a State's money to use: what is designated first, then what it owes in the order in force.

Apart because identifying, designating and assessing all end with it; run again, it finds nothing left to do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from db import balances, sums
from db.money import ZERO_CHF
from db.readings import ChargeReading, ReceiptReading
from db.vocabulary import Account, Act
from ledger.books.judging import years_of
from ledger.books.open_books import EVER, Books
from ledger.rules.allocation import Use, Years, designated_uses, ordered_uses
from ledger.rules.designation import Wish, wish_of
from ledger.rules.parcels import Parcel, days_to_use, parcels


def settle(books: Books, states: Iterable[str] | None = None) -> Decimal:
    """Use the money on account of these States, else of all; gives the CHF that were set against charges."""
    having = set(sums.on_account_by_state(books.db, as_of=EVER))
    held = sorted(having if states is None else having & set(states))
    years = years_of(books.db) if held else Years({}, frozenset())
    return sum((_StateMoney(books, state, years).settle() for state in held), ZERO_CHF)


def settle_in_order(books: Books, states: Iterable[str]) -> Decimal:
    """Settle States that money has come in for; money that came earlier pays first, whenever its statement is taken.

    What later receipts had paid is taken back on the same days and paid anew, so that the order of statements changes
    nothing. Gives the CHF that were set against charges.
    """
    years = years_of(books.db)
    settled_chf = ZERO_CHF
    for state in sorted(states):
        money = _StateMoney(books, state, years)
        if money.take_back_later():
            money = _StateMoney(books, state, years)
        settled_chf += money.settle()
    return settled_chf


def in_order(receipts: Iterable[ReceiptReading]) -> list[ReceiptReading]:
    """Order receipts by their day, and within a day by what the bank wrote, which no order of files changes."""
    return sorted(
        receipts, key=lambda each: (each.value_date, each.bank_reference, each.amount_chf, each.text, each.id)
    )


def take_back_applications(books: Books, receipt: ReceiptReading, *, why: str, acts: Iterable[Act]) -> None:
    """Reverse what a receipt has paid, by the acts given, newest first and on the same days."""
    from sqlalchemy import select
    from sqlmodel import col

    from db.tables import Entry

    wanted = {act.value for act in acts}
    of_receipt = select(Entry).where(col(Entry.receipt_id) == receipt.id).order_by(col(Entry.id).desc())
    entries = list(books.session.scalars(of_receipt))
    undone = {entry.reverses_id for entry in entries}
    for entry in entries:
        if entry.act in wanted and entry.reverses_id is None and entry.id not in undone:
            books.reverse(entry, why=why)


@dataclass(slots=True)
class _Free:
    """A receipt with money on account while it is being put to use: how much, from which days, and what it is for."""

    receipt: ReceiptReading
    wish: Wish
    left_chf: Decimal
    money: list[Parcel]


class _StateMoney:
    """A State's money on account and what is open for it, while it is settled; entries are written at the end."""

    def __init__(self, books: Books, state: str, years: Years) -> None:
        self.books, self.state, self.years = books, state, years
        self.lines = years.lines
        self.charges = {charge.id: charge for charge in balances.charges(books.db, as_of=EVER, state=state)}
        self.receipts = in_order(balances.receipts(books.db, as_of=EVER, state=state))
        self.debts: dict[int, list[Parcel]] = {}
        self.rows: list[dict[str, object]] = []
        self.settled_chf = ZERO_CHF

    def settle(self) -> Decimal:
        held = [self._free(receipt) for receipt in self.receipts if receipt.on_account_chf]
        for free in held:
            if free.wish.is_a_persons:  # what a person decided comes before what came in earlier
                self._use_designated(free)
        for free in held:
            if not free.wish.is_a_persons:
                self._use_designated(free)
            uses, _ = ordered_uses(free.left_chf, free.wish, list(self.charges.values()), self.years)
            self._book(free, uses)
        self.books.add_many(_entry_table(), self.rows)
        return self.settled_chf

    def take_back_later(self) -> bool:
        """Take back what receipts paid that came after the first that has money free; tell whether there was any."""
        first = next((receipt for receipt in self.receipts if receipt.on_account_chf and self._is_free(receipt)), None)
        if first is None:
            return False
        later = self.receipts[self.receipts.index(first) + 1 :]
        paid = [receipt for receipt in later if receipt.allocated_chf]
        for receipt in paid:
            why = "money that came in earlier pays first"
            take_back_applications(self.books, receipt, why=why, acts=(Act.ALLOCATE,))
        return bool(paid)

    def _free(self, receipt: ReceiptReading) -> _Free:
        wish = wish_of(receipt.text, receipt.amount_chf, receipt.value_date, self.lines, receipt.designated)
        moved = balances.money_movements(self.books.db, receipt.id, Account.ON_ACCOUNT, state=self.state)
        return _Free(receipt, wish, receipt.on_account_chf, parcels(moved))

    def _is_free(self, receipt: ReceiptReading) -> bool:
        """Tell whether money on account does more than wait for what it is designated to."""
        free = self._free(receipt)
        _, held_chf = self._designated(free)
        all_to_come = all(self.years.is_to_come(year) for year in free.wish.years) and free.wish.years
        return held_chf < free.left_chf and not all_to_come

    def _use_designated(self, free: _Free) -> None:
        uses, held_chf = self._designated(free)
        self._book(free, uses)
        free.left_chf -= held_chf

    def _designated(self, free: _Free) -> tuple[list[Use], Decimal]:
        if not free.wish.parts:
            return [], ZERO_CHF
        done = self.applied.get(free.receipt.id, {})
        return designated_uses(free.left_chf, free.wish, done, list(self.charges.values()), self.years)

    @cached_property
    def applied(self) -> dict[int, dict[tuple[int, str], Decimal]]:
        """Read what each receipt has paid already, by year and line."""
        found: dict[int, dict[tuple[int, str], Decimal]] = {}
        for each in balances.applications(self.books.db, as_of=EVER, state=self.state):
            found.setdefault(each.receipt_id, {})[each.year, each.line] = each.amount_chf
        return found

    def _book(self, free: _Free, uses: Iterable[Use]) -> None:
        for use in uses:
            for on, day_chf in days_to_use(use.amount_chf, free.money, self._debt(free, use)):
                self.rows.append(self._row(free, use, on=on, amount_chf=day_chf))
            free.left_chf -= use.amount_chf
            if use.charge:
                self._lower(use.charge, use.amount_chf)

    def _lower(self, charge: ChargeReading, amount_chf: Decimal) -> None:
        now = self.charges[charge.id]
        self.charges[charge.id] = now._replace(open_chf=now.open_chf - amount_chf)
        self.settled_chf += amount_chf

    def _debt(self, free: _Free, use: Use) -> list[Parcel]:
        if use.charge is None:
            return [(free.receipt.value_date, use.amount_chf)]
        if use.charge.id not in self.debts:
            self.debts[use.charge.id] = parcels(balances.charge_movements(self.books.db, use.charge.id))
        return self.debts[use.charge.id]

    def _row(self, free: _Free, use: Use, *, on: date, amount_chf: Decimal) -> dict[str, object]:
        said = "a person" if free.wish.is_a_persons else f"the text: {free.receipt.text}"
        act = Act.ALLOCATE if use.charge else Act.GIVE
        row = self.books.entry_row(
            act,
            amount_chf,
            on,
            receipt=free.receipt.id,
            state=self.state,
            note="" if use.charge else f"designated by {said}",
        )
        return row | {"charge_id": use.charge.id if use.charge else None, "budget_line_id": use.gift_line}


def _entry_table() -> "type":
    from db.tables import Entry

    return Entry
