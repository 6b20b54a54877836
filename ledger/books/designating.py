"""Say what a receipt pays: a person's word that comes before the payer's text and the order in force.

Apart from identifying: whose the money is stays, and each word can be replaced by a newer one or taken back.
"""

from collections.abc import Sequence
from decimal import Decimal

from db import balances
from db.errors import LedgerError
from db.matching_tables import Designation, DesignationPart
from db.money import ZERO_CHF, with_chf
from db.readings import ChargeReading, DesignatedPart, ReceiptReading
from db.vocabulary import Act, Obligation
from ledger.books.identifying import NeedsReason, find_receipt
from ledger.books.judging import years_of
from ledger.books.open_books import EVER, Books
from ledger.books.settling import settle_in_order, take_back_applications

_YEARS_AHEAD = 10
_APPLIED = (Act.ALLOCATE, Act.GIVE)


class NobodysReceipt(LedgerError):
    """Refuse to say what money pays whose State is not known."""

    def __init__(self, receipt: ReceiptReading) -> None:
        super().__init__(
            f"receipt {receipt.label} ({with_chf(receipt.amount_chf)}) is nobody's yet; say whose it is first: "
            f"`isu identify {receipt.label} STATE --why …`"
        )


class MoreThanReceived(LedgerError):
    """Refuse to allocate more than a receipt holds."""

    def __init__(self, receipt: ReceiptReading, held_chf: Decimal, asked_chf: Decimal) -> None:
        super().__init__(
            f"receipt {receipt.label} holds {with_chf(held_chf)} but {with_chf(asked_chf)} were to be allocated "
            f"({with_chf(asked_chf - held_chf)} too much); allocate {with_chf(held_chf)} at most"
        )


class MoreThanOpen(LedgerError):
    """Refuse to allocate more than is open on a charge."""

    def __init__(self, name: str, charge: ChargeReading, open_chf: Decimal, asked_chf: Decimal) -> None:
        super().__init__(
            f"the charge of {name} for {charge.year} line {charge.line} has {with_chf(open_chf)} open but "
            f"{with_chf(asked_chf)} were to be allocated ({with_chf(asked_chf - open_chf)} too much); allocate "
            f"{with_chf(open_chf)} and leave the rest on account"
        )


class NoSuchCharge(LedgerError):
    """Refuse to allocate to what a State does not owe."""

    def __init__(self, name: str, part: DesignatedPart, why: str) -> None:
        super().__init__(
            f"{with_chf(part.amount_chf)} cannot go to line {part.line} of {part.year}: {why}; "
            f'`isu report statement "{name}" --as-of DATE` shows what {name} owes'
        )


def designate(
    books: Books, receipt: ReceiptReading, parts: Sequence[DesignatedPart], *, why: str, name: str = ""
) -> ReceiptReading:
    """Say what a receipt pays, in place of its text and of any word before; gives the receipt as it then stands.

    What the parts leave follows the order in force. No parts take the word back. ``name`` is the State's, for refusals.

    Raises NeedsReason, NobodysReceipt, MoreThanReceived, MoreThanOpen or NoSuchCharge.
    """
    if not why.strip():
        raise NeedsReason(receipt)
    if receipt.state is None:
        raise NobodysReceipt(receipt)
    summed = _summed(parts)
    _refuse_unless_it_fits(books, receipt, summed, name or receipt.state)
    keep_designation(books, receipt, summed, why=why)
    take_back_applications(books, receipt, why=f"said anew: {why}", acts=_APPLIED)
    settle_in_order(books, [receipt.state])
    return find_receipt(books, receipt.label)


def keep_designation(books: Books, receipt: ReceiptReading, parts: Sequence[DesignatedPart], *, why: str) -> None:
    """Write a person's word on what a receipt pays."""
    said = Designation(receipt_id=receipt.id, why=why, recorded_at=books.at)
    books.add(said)
    assert said.id is not None
    for position, part in enumerate(parts, start=1):
        row = DesignationPart(
            designation_id=said.id, position=position, year=part.year, line=part.line, amount_chf=part.amount_chf
        )
        books.add(row)


def _summed(parts: Sequence[DesignatedPart]) -> list[DesignatedPart]:
    """Put parts for the same line of a year together."""
    sums: dict[tuple[int | None, str], Decimal] = {}
    for part in parts:
        sums[part.year, part.line] = sums.get((part.year, part.line), ZERO_CHF) + part.amount_chf
    return [DesignatedPart(year, line, amount_chf) for (year, line), amount_chf in sums.items()]


def _refuse_unless_it_fits(books: Books, receipt: ReceiptReading, parts: list[DesignatedPart], name: str) -> None:
    held_chf = receipt.allocated_chf + receipt.given_chf + receipt.on_account_chf
    asked_chf = sum((part.amount_chf for part in parts), ZERO_CHF)
    if asked_chf > held_chf:
        raise MoreThanReceived(receipt, held_chf, asked_chf)
    charges = {(each.year, each.line): each for each in balances.charges(books.db, as_of=EVER, state=receipt.state)}
    applied = {
        (each.year, each.line): each.amount_chf
        for each in balances.applications(books.db, as_of=EVER, state=receipt.state)
        if each.receipt_id == receipt.id
    }
    for part in parts:
        if part.year is None:
            continue
        charge = charges.get((part.year, part.line))
        if charge is None:
            _refuse_unless_it_may_come(books, receipt, part, name)
            continue
        open_chf = charge.open_chf + applied.get((part.year, part.line), ZERO_CHF)
        if part.amount_chf > open_chf:
            raise MoreThanOpen(name, charge, open_chf, part.amount_chf)


def _refuse_unless_it_may_come(books: Books, receipt: ReceiptReading, part: DesignatedPart, name: str) -> None:
    """Refuse a part that is neither for a voluntary line nor for a year that is still to be assessed."""
    assert part.year is not None
    years = years_of(books.db)
    budget = years.budgets.get(part.year)
    lines = {line.code: line.obligation for line in budget.lines} if budget else years.lines
    if part.line not in lines:
        raise NoSuchCharge(name, part, f"there is no such line, only {', '.join(lines)}")
    if lines[part.line] is Obligation.ASSESSED and part.year <= max(years.assessed, default=0):
        raise NoSuchCharge(name, part, f"{name} was not charged for it")
    if part.year > receipt.value_date.year + _YEARS_AHEAD:
        raise NoSuchCharge(name, part, f"that is more than {_YEARS_AHEAD} years after the money came")
