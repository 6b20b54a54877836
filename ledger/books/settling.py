"""Put a State's money to use: designated gifts first, then what it owes in the order in force.

Apart because receiving, identifying and assessing all end with it; run again, it finds nothing left to do.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from db import balances, decided
from db.money import ZERO_CHF
from db.readings import BudgetReading, ChargeReading, ReceiptReading
from db.vocabulary import Account, Act, Obligation
from ledger.books.open_books import EVER, Books
from ledger.rules.allocation import allocate
from ledger.rules.designation import Gift, designated_gifts
from ledger.rules.parcels import Parcel, days_to_use, parcels


def settle(books: Books, states: Iterable[str]) -> Decimal:
    """Use each State's money on account; gives the CHF that were set against charges."""
    budgets = decided.budgets(books.db, as_of=EVER)
    return sum((_settle_state(books, state, budgets) for state in sorted(states)), ZERO_CHF)


def settle_in_order(books: Books, states: Iterable[str]) -> Decimal:
    """Settle States that money has come in for; money that came earlier pays first, whenever its statement is taken.

    What later receipts had paid is taken back on the same days and paid anew, so that the order of statements changes
    nothing. Gives the CHF that were set against charges.
    """
    for state in sorted(states):
        held = _in_order(balances.receipts(books.db, as_of=EVER, state=state))
        first_free = next((number for number, each in enumerate(held) if each.on_account_chf), len(held))
        for receipt in held[first_free + 1 :]:
            if receipt.allocated_chf:
                _take_back_allocations(books, receipt)
    return settle(books, states)


def _in_order(receipts: Iterable[ReceiptReading]) -> list[ReceiptReading]:
    """Order receipts by their day, and within a day by what the bank wrote, which no order of files changes."""
    return sorted(
        receipts, key=lambda each: (each.value_date, each.bank_reference, each.amount_chf, each.text, each.id)
    )


def _take_back_allocations(books: Books, receipt: ReceiptReading) -> None:
    from sqlalchemy import select
    from sqlmodel import col

    from db.tables import Entry

    of_receipt = select(Entry).where(col(Entry.receipt_id) == receipt.id).order_by(col(Entry.id).desc())
    entries = list(books.session.scalars(of_receipt))
    undone = {entry.reverses_id for entry in entries}
    for entry in entries:
        if entry.act == Act.ALLOCATE.value and entry.reverses_id is None and entry.id not in undone:
            books.reverse(entry, why="money that came in earlier pays first")


def states_with_money(books: Books) -> set[str]:
    """Name the States that have money on account."""
    held = balances.receipts(books.db, as_of=EVER)
    return {receipt.state for receipt in held if receipt.state and receipt.on_account_chf}


def _settle_state(books: Books, state: str, budgets: dict[int, BudgetReading]) -> Decimal:
    charges = {charge.id: charge for charge in balances.charges(books.db, as_of=EVER, state=state)}
    settled_chf = ZERO_CHF
    for receipt in _in_order(balances.receipts(books.db, as_of=EVER, state=state)):
        if not receipt.on_account_chf:
            continue
        free_chf = receipt.on_account_chf - _give(books, receipt, budgets)
        money = parcels(balances.money_movements(books.db, receipt.id, Account.ON_ACCOUNT, state=receipt.state))
        for charge, part_chf in allocate(max(free_chf, ZERO_CHF), charges.values()):
            _allocate(books, receipt, charge, part_chf, money)
            charges[charge.id] = replace(charge, open_chf=charge.open_chf - part_chf)
            settled_chf += part_chf
    return settled_chf


def _allocate(
    books: Books, receipt: ReceiptReading, charge: ChargeReading, part_chf: Decimal, money: list[Parcel]
) -> None:
    debt = parcels(balances.charge_movements(books.db, charge.id))
    for on, day_chf in days_to_use(part_chf, money, debt):
        books.post(Act.ALLOCATE, day_chf, on, state=charge.state, receipt=receipt.id, charge=charge.id)


def _give(books: Books, receipt: ReceiptReading, budgets: dict[int, BudgetReading]) -> Decimal:
    """Book the gifts that the receipt's text designates; gives the CHF that are no longer free for charges.

    A gift to a year whose budget is not set yet is kept aside on account until it is.
    """
    if receipt.given_chf:
        return ZERO_CHF
    lines = {line.code: line.obligation for _, budget in sorted(budgets.items()) for line in budget.lines}
    gifts = designated_gifts(receipt.text, receipt.amount_chf, receipt.value_date, lines)
    if sum((gift.amount_chf for gift in gifts), ZERO_CHF) > receipt.on_account_chf:
        return ZERO_CHF  # part of the money has paid charges already: a person decides
    for gift in gifts:
        _give_to_line(books, receipt, gift, budgets.get(gift.year))
    return sum((gift.amount_chf for gift in gifts), ZERO_CHF)


def _give_to_line(books: Books, receipt: ReceiptReading, gift: Gift, budget: BudgetReading | None) -> None:
    voluntary = (
        {line.code: line.id for line in budget.lines if line.obligation is Obligation.VOLUNTARY} if budget else {}
    )
    if gift.line not in voluntary:
        return
    money = parcels(balances.money_movements(books.db, receipt.id, Account.ON_ACCOUNT, state=receipt.state))
    for on, day_chf in days_to_use(gift.amount_chf, money, [(receipt.value_date, gift.amount_chf)]):
        books.post(
            Act.GIVE,
            day_chf,
            on,
            state=receipt.state,
            receipt=receipt.id,
            line=voluntary[gift.line],
            note=f"designated in the text: {receipt.text}",
        )
