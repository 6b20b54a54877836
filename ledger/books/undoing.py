"""Undo one entry of the books, whatever it is, by the act that takes it back; the other entries stay.

Apart because a person knows what is wrong by its entry, and each kind is taken back in its own way.
"""

from sqlalchemy import select
from sqlmodel import col

from db import balances
from db.bank_tables import BankLine
from db.errors import LedgerError
from db.money import ZERO_CHF, with_chf
from db.readings import DesignatedPart
from db.tables import Entry, Receipt
from db.vocabulary import Act
from ledger.books.designating import keep_designation
from ledger.books.identifying import find_receipt, unidentify_receipt
from ledger.books.lines import find_line, take_back
from ledger.books.open_books import EVER, Books
from ledger.books.settling import settle_in_order

_REMEDIES = {
    Act.RECEIVE: "what the bank booked stays; `isu bank set-aside` and `isu bank return` say what it is",
    Act.ASSESS: "an assessed year is revised by a decision: `isu assess revise YEAR`",
    Act.INCREASE: "take the revision back: `isu assess undo YEAR --why …`",
    Act.REDUCE: "take the revision back: `isu assess undo YEAR --why …`",
}


class UnknownEntry(LedgerError):
    """Refuse an entry that is not in the books."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"there is no entry {asked}; `isu receipts show R12` lists those of a receipt, as E345")


class NotUndone(LedgerError):
    """Refuse to undo what cannot be undone, or is undone."""

    def __init__(self, label: str, why: str) -> None:
        super().__init__(f"entry {label} was not undone: {why}")


class UndoNeedsReason(LedgerError):
    """Refuse to undo without a reason."""

    def __init__(self, label: str) -> None:
        super().__init__(f'entry {label} needs a reason to be undone, which is kept; say it with --why "…"')


def undo_entry(books: Books, asked: str, *, why: str) -> str:
    """Undo an entry; gives what was done, in words. Raises UnknownEntry, NotUndone or UndoNeedsReason."""
    entry = _find(books, asked)
    label = f"E{entry.id}"
    if not why.strip():
        raise UndoNeedsReason(label)
    act = Act(entry.act)
    if act in _REMEDIES:
        raise NotUndone(label, _REMEDIES[act])
    assert entry.receipt_id is not None
    receipt = find_receipt(books, f"R{entry.receipt_id}")
    amount = with_chf(entry.amount_chf)
    if act is Act.IDENTIFY:
        unidentify_receipt(books, receipt, why=why)
        return f"receipt {receipt.label} is unidentified again, with all that it paid"
    if act in (Act.SET_ASIDE, Act.RETURN):
        take_back(books, find_line(books, _line_of(books, entry)), why=why)
        return f"{amount} of receipt {receipt.label} are what they were before"
    books.reverse(entry, why=why)
    if act is Act.BEAR_FEE:
        return f"{amount} are open again, the bank's fee is not borne any more"
    _keep_apart(books, entry, why=why)
    return f"{amount} of receipt {receipt.label} stay on account until you say what they pay"


def _keep_apart(books: Books, entry: Entry, *, why: str) -> None:
    """Leave what a receipt pays as it is, without this entry, so that no run books it again."""
    receipt = find_receipt(books, f"R{entry.receipt_id}")
    applied = balances.applications(books.db, as_of=EVER, state=receipt.state)
    parts = [DesignatedPart(each.year, each.line, each.amount_chf) for each in applied if each.receipt_id == receipt.id]
    waiting = [part for part in receipt.designated or () if part.year is None]
    kept_chf = min(sum((part.amount_chf for part in waiting), entry.amount_chf), receipt.on_account_chf)
    kept = [DesignatedPart(None, "", kept_chf)] if kept_chf > ZERO_CHF else []
    keep_designation(books, receipt, [*parts, *kept], why=why)
    assert receipt.state is not None
    settle_in_order(books, [receipt.state])


def _find(books: Books, asked: str) -> Entry:
    number = asked.strip().upper().removeprefix("E")
    entry = books.session.get(Entry, int(number)) if number.isdecimal() and len(number) < 15 else None
    if entry is None:
        raise UnknownEntry(asked)
    label = f"E{entry.id}"
    if entry.reverses_id:
        raise NotUndone(label, f"it takes back E{entry.reverses_id} itself; do anew what should stand")
    undone_by = books.session.scalar(select(Entry).where(col(Entry.reverses_id) == entry.id))
    if undone_by:
        raise NotUndone(label, f"it is undone already, by E{undone_by.id}")
    return entry


def _line_of(books: Books, entry: Entry) -> str:
    if entry.bank_line_id:
        return f"L{entry.bank_line_id}"
    line = select(BankLine).join(Receipt, col(Receipt.bank_line_id) == col(BankLine.id))
    found = books.session.scalar(line.where(col(Receipt.id) == entry.receipt_id))
    assert found is not None
    return f"L{found.id}"
