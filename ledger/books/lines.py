"""Say what a bank line is that is no contribution, or which receipt a debit takes back; and take that word back.

Apart from identifying: here a person speaks of the bank's lines. Every word has its reason and can be undone.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlmodel import col

from db import bank_papers
from db.bank_readings import BankLineReading
from db.bank_tables import BankDebitStanding
from db.errors import LedgerError
from db.moments import long_date
from db.money import chf_text, with_chf
from db.readings import ReceiptReading
from db.tables import Entry
from db.vocabulary import Account, Act, Direction
from ledger.books.identifying import find_receipt, free_from, take_back_uses
from ledger.books.open_books import Books
from ledger.books.settling import settle_in_order


class UnknownLine(LedgerError):
    """Refuse a line that is not in the ledger."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"there is no bank line {asked}; `isu bank lines` shows them, from L1 on")


class LineNeedsReason(LedgerError):
    """Refuse a word about a line without its reason."""

    def __init__(self, line: BankLineReading) -> None:
        super().__init__(f'{words(line)} needs a reason, which is kept; say it with --why "…"')


class LineSpokenFor(LedgerError):
    """Refuse a second word about a line while the first one stands."""

    def __init__(self, line: BankLineReading, standing: str) -> None:
        super().__init__(f"{words(line)} {standing}; if that is wrong, take it back first: `{_undo(line, standing)}`")


class NothingSaid(LedgerError):
    """Refuse to take back what was not said."""

    def __init__(self, line: BankLineReading) -> None:
        super().__init__(f"{words(line)} is neither set aside nor a return, so there is nothing to take back")


class NotAReturn(LedgerError):
    """Refuse a line that cannot take back a receipt."""

    def __init__(self, line: BankLineReading, receipt: ReceiptReading, why: str) -> None:
        super().__init__(
            f"{words(line)} cannot take back receipt {receipt.label} of {with_chf(receipt.amount_chf)}: {why}; "
            "`isu bank lines --open` shows what was paid out, `isu receipts list` the receipts"
        )


def words(line: BankLineReading) -> str:
    """Name a line for people: L45 (CHF 20.00, paid out on 9 January 2017)."""
    moved = "paid out" if line.direction is Direction.DEBIT else "came in"
    return f"{line.label} ({line.currency} {chf_text(line.amount)}, {moved} on {long_date(line.booked_on)})"


def _undo(line: BankLineReading, standing: str) -> str:
    if standing.startswith("is "):
        return f"isu unidentify R{line.receipt_id} --why …"
    return f"isu bank take-back {line.label} --why …"


def find_line(books: Books, asked: str) -> BankLineReading:
    """Find a bank line by its label, L45 or 45, or by that of its receipt, R12. Raises UnknownLine."""
    label = asked.strip().upper()
    if label.startswith("R"):
        receipt = find_receipt(books, label)
        (line,) = books.db.execute("SELECT bank_line_id FROM receipt WHERE id = ?", (receipt.id,)).fetchone()
        return bank_papers.bank_lines(books.db, line=line)[0]
    number = label.removeprefix("L")
    found = bank_papers.bank_lines(books.db, line=int(number)) if number.isdecimal() and len(number) < 15 else []
    if not found:
        raise UnknownLine(asked)
    return found[0]


def set_aside(books: Books, line: BankLineReading, *, why: str) -> None:
    """Keep a line out of the contributions: a fee, a travel refund, sponsorship. It stays in the bank's balance.

    Raises LineNeedsReason, or LineSpokenFor if it is a State's, set aside already, or a return.
    """
    _refuse_second_word(line, why)
    if line.direction is Direction.DEBIT:
        books.add(BankDebitStanding(bank_line_id=line.id, standing="set_aside", why=why, recorded_at=books.at))
        return
    if line.receipt_id is None:
        raise LineSpokenFor(line, f"is in {line.currency} and never a contribution, which are credited in CHF")
    receipt = find_receipt(books, f"R{line.receipt_id}")
    if receipt.state:
        raise LineSpokenFor(line, f"is the receipt {receipt.label} of {receipt.state}")
    if receipt.returned_chf:
        raise LineSpokenFor(line, "was returned by the bank")
    on = free_from(books, receipt.id, Account.UNIDENTIFIED)
    books.post(Act.SET_ASIDE, receipt.unidentified_chf, on, receipt=receipt.id, note=why)


def _refuse_second_word(line: BankLineReading, why: str) -> None:
    if not why.strip():
        raise LineNeedsReason(line)
    if line.set_aside:
        raise LineSpokenFor(line, f'was set aside ("{line.set_aside}")')
    if line.direction is Direction.DEBIT and line.receipt_id:
        raise LineSpokenFor(line, f"takes back receipt R{line.receipt_id}")


def return_receipt(books: Books, line: BankLineReading, receipt: ReceiptReading, *, why: str) -> Decimal:
    """Book that a debit takes back a receipt, or a part of it: what the receipt had paid is open again from that day.

    What is left of the receipt stays the State's. Gives the CHF that are open again. Raises NotAReturn.
    """
    _refuse_second_word(line, why)
    _refuse_unless_it_fits(books, line, receipt)
    day = max(line.value_date, receipt.value_date)
    used_chf = receipt.allocated_chf + receipt.given_chf
    if receipt.state:
        take_back_uses(books, receipt, on=day, why=f"returned by the bank ({line.label}): {why}")
    held = find_receipt(books, receipt.label)
    day = max(day, free_from(books, held.id, Account.UNIDENTIFIED))
    books.post(Act.RETURN, line.amount, day, receipt=receipt.id, bank_line=line.id, note=why)
    rest_chf = held.unidentified_chf - line.amount
    if receipt.state and rest_chf:
        note = f"what the return {line.label} left of it; before: {receipt.evidence}"
        books.post(Act.IDENTIFY, rest_chf, day, state=receipt.state, receipt=receipt.id, note=note)
    if receipt.state:
        settle_in_order(books, [receipt.state])
    now = find_receipt(books, receipt.label)
    return used_chf - now.allocated_chf - now.given_chf


def _refuse_unless_it_fits(books: Books, line: BankLineReading, receipt: ReceiptReading) -> None:
    if line.direction is not Direction.DEBIT:
        raise NotAReturn(line, receipt, "it is money that came in")
    received = find_line(books, receipt.label)
    if (received.iban, received.currency) != (line.iban, line.currency):
        raise NotAReturn(line, receipt, f"it is of another account ({line.iban}, not {received.iban})")
    if line.booked_on < received.booked_on:
        raise NotAReturn(line, receipt, f"it was booked before the receipt ({received.booked_on})")
    if receipt.set_aside_chf:
        raise NotAReturn(line, receipt, "the receipt is set aside")
    left_chf = receipt.amount_chf - receipt.returned_chf
    if line.amount > left_chf:
        raise NotAReturn(line, receipt, f"only {with_chf(left_chf)} of it are left to return")


def take_back(books: Books, line: BankLineReading, *, why: str) -> None:
    """Take back that a line was set aside, or that it is a return; what stood before stands again.

    Raises LineNeedsReason or NothingSaid.
    """
    if not why.strip():
        raise LineNeedsReason(line)
    if line.direction is Direction.DEBIT and line.set_aside:
        books.add(BankDebitStanding(bank_line_id=line.id, standing="open", why=why, recorded_at=books.at))
        return
    entry = _word_in_the_books(books, line)
    if entry is None:
        raise NothingSaid(line)
    books.reverse(entry, why=why)
    if entry.act == Act.RETURN.value:
        _identify_as_before(books, entry)


def _word_in_the_books(books: Books, line: BankLineReading) -> Entry | None:
    undone = select(col(Entry.reverses_id)).where(col(Entry.reverses_id).is_not(None))
    standing = select(Entry).where(col(Entry.reverses_id).is_(None), col(Entry.id).not_in(undone))
    if line.direction is Direction.DEBIT:
        return books.session.scalar(standing.where(col(Entry.bank_line_id) == line.id))
    of_receipt = standing.where(col(Entry.receipt_id) == line.receipt_id, col(Entry.act) == Act.SET_ASIDE.value)
    return books.session.scalar(of_receipt)


def _identify_as_before(books: Books, returned: Entry) -> None:
    """Give the money that came back to the State whose the rest of the receipt is now, else to that whose it was."""
    assert returned.receipt_id is not None
    of_receipt = select(Entry).where(col(Entry.receipt_id) == returned.receipt_id)
    entries = {entry.id: entry for entry in books.session.scalars(of_receipt)}
    taken_with_it = [
        entries[entry.reverses_id]
        for entry in entries.values()
        if entry.reverses_id and entry.recorded_at == returned.recorded_at and entry.act == Act.IDENTIFY.value
    ]
    receipt = find_receipt(books, f"R{returned.receipt_id}")
    assert receipt.unidentified_chf, "what the return took is there again"
    if receipt.state:
        state, evidence = receipt.state, receipt.evidence
    elif taken_with_it and taken_with_it[-1].state:
        state, evidence = taken_with_it[-1].state, taken_with_it[-1].note
    else:
        return
    on: date = free_from(books, receipt.id, Account.UNIDENTIFIED)
    books.post(Act.IDENTIFY, receipt.unidentified_chf, on, state=state, receipt=receipt.id, note=evidence)
    settle_in_order(books, [state])
