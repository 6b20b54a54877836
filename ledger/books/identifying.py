"""Say whose money an unidentified receipt is, and take that back again: a person's decision, undoable alone."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlmodel import col

from db import balances
from db.errors import LedgerError
from db.matching_tables import Designation
from db.money import with_chf
from db.readings import ReceiptReading
from db.tables import Entry
from db.vocabulary import Account, Act
from ledger.books.learning import forget_accounts, learn_accounts
from ledger.books.open_books import EVER, Books
from ledger.books.settling import settle_in_order
from ledger.rules.identification import is_automatic
from ledger.rules.parcels import parcels

_USES = (Act.IDENTIFY.value, Act.ALLOCATE.value, Act.GIVE.value, Act.BEAR_FEE.value)


class UnknownReceipt(LedgerError):
    """Refuse a receipt that is not in the books."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"there is no receipt {asked}; `isu receipts list` shows them, from R1 on")


class IdentifiedAlready(LedgerError):
    """Refuse to identify a receipt twice."""

    def __init__(self, receipt: ReceiptReading) -> None:
        super().__init__(
            f"receipt {receipt.label} ({with_chf(receipt.amount_chf)}) is {receipt.state}'s already; "
            f"if that is wrong, `isu unidentify {receipt.label} --why …` first"
        )


class NothingToIdentify(LedgerError):
    """Refuse to identify a receipt that is no longer there, or is no contribution."""

    def __init__(self, receipt: ReceiptReading) -> None:
        was_set_aside = bool(receipt.set_aside_chf)
        why = "was set aside as no contribution" if was_set_aside else "was returned by the bank"
        super().__init__(
            f"receipt {receipt.label} ({with_chf(receipt.amount_chf)}) {why}; "
            f"if that is wrong, `isu bank take-back {receipt.label if was_set_aside else 'LINE'} --why …` first"
        )


class NeedsReason(LedgerError):
    """Refuse a person's decision without its reason."""

    def __init__(self, receipt: ReceiptReading) -> None:
        super().__init__(
            f"receipt {receipt.label} ({with_chf(receipt.amount_chf)}) needs a reason, which is kept as the evidence; "
            'say how you know with --why "…"'
        )


class NotIdentified(LedgerError):
    """Refuse to take back what was not said."""

    def __init__(self, receipt: ReceiptReading) -> None:
        super().__init__(
            f"receipt {receipt.label} ({with_chf(receipt.amount_chf)}) is not identified, so there is nothing to take "
            f"back; `isu identify {receipt.label} STATE` says whose it is"
        )


@dataclass(frozen=True, slots=True)
class Identified:
    """What came of a person's word: the CHF set against charges, accounts learnt, and those that were not, with why."""

    settled_chf: Decimal
    learnt: tuple[str, ...] = ()
    not_learnt: tuple[str, ...] = ()


def identify_receipt(books: Books, receipt: ReceiptReading, state: str, *, why: str, learn: bool = True) -> Identified:
    """Book a receipt to a State and put it to use, before money that came later.

    The payer's account is learnt from it, unless it has paid for another State: the next receipt from it is known.
    """
    why = _a_persons(why)
    if not why:
        raise NeedsReason(receipt)
    if receipt.state:
        raise IdentifiedAlready(receipt)
    if not receipt.unidentified_chf:
        raise NothingToIdentify(receipt)
    on = free_from(books, receipt.id, Account.UNIDENTIFIED)
    books.post(Act.IDENTIFY, receipt.unidentified_chf, on, state=state, receipt=receipt.id, note=why)
    settle_in_order(books, [state])
    learnt, not_learnt = learn_accounts(books, receipt, state, why=why) if learn else ((), ())
    return Identified(find_receipt(books, receipt.label).allocated_chf, learnt, not_learnt)


def _a_persons(why: str) -> str:
    """Keep a person's words from reading like those of an automatic match."""
    why = why.strip()
    return f"said: {why}" if is_automatic(why) else why


def unidentify_receipt(books: Books, receipt: ReceiptReading, *, why: str) -> None:
    """Reverse everything that was done with a receipt since it was received, newest first.

    Other money that the State has on account then pays what is open again. What was learnt from it is forgotten.
    """
    if not why.strip():
        raise NeedsReason(receipt)
    if receipt.state is None:
        raise NotIdentified(receipt)
    take_back_uses(books, receipt, on=None, why=_a_persons(why))
    forget_accounts(books, receipt, why=why)
    if receipt.designated:
        books.add(Designation(receipt_id=receipt.id, why=why, recorded_at=books.at))
    settle_in_order(books, [receipt.state])


def take_back_uses(books: Books, receipt: ReceiptReading, *, on: date | None, why: str) -> None:
    """Reverse what was done with a receipt, newest first: on the same days, or none before the day given."""
    of_receipt = select(Entry).where(col(Entry.receipt_id) == receipt.id).order_by(col(Entry.id).desc())
    entries = list(books.session.scalars(of_receipt))
    undone = {entry.reverses_id for entry in entries}
    for entry in entries:
        if entry.reverses_id is None and entry.id not in undone and entry.act in _USES:
            is_identity = entry.act == Act.IDENTIFY.value
            days = [entry.value_date, on or entry.value_date]
            days += [free_from(books, receipt.id, Account.ON_ACCOUNT, receipt.state)] if is_identity else []
            books.reverse(entry, on=max(days), why=why)


def free_from(books: Books, receipt: int, account: Account, state: str | None = None) -> date:
    """Give the day from which all that a receipt holds on an account is free, for a State if it is on account.

    That is the day on which it counts in the books, or the later one on which a revision freed the last of it.
    """
    return parcels(balances.money_movements(books.db, receipt, account, state=state))[-1][0]


def find_receipt(books: Books, asked: str) -> ReceiptReading:
    """Find a receipt by its label, R12 or 12; raises UnknownReceipt."""
    number = asked.upper().removeprefix("R")
    known = re.fullmatch(r"[1-9]\d{0,17}", number, re.ASCII)
    held = balances.receipts(books.db, as_of=EVER, receipt=int(number)) if known else []
    if not held:
        raise UnknownReceipt(asked)
    return held[0]
