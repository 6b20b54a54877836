"""The frozen values that queries of the bank's papers return: amounts in the currency of the account, days as ``date``.

Pure and apart, like ``db.readings``.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.vocabulary import Direction


class BankStatementReading(NamedTuple):
    """A bank statement that was taken, in the currency of its account, with the sums of its lines.

    ``new_...`` are the sums of the lines that it was the first to tell; ``lines_count`` counts all of them.
    """

    id: int
    iban: str
    currency: str
    identification: str
    sequence: str
    from_on: date
    to_on: date
    opening: Decimal | None
    closing: Decimal | None
    credits: Decimal
    debits: Decimal
    new_credits: Decimal
    new_debits: Decimal
    lines_count: int
    repeated_count: int
    file_name: str
    format: str
    warnings: tuple[str, ...]

    @property
    def label(self) -> str:
        """Give the name by which a person calls the statement."""
        return f"S{self.id}"


class BankLineReading(NamedTuple):
    """A booked line and what became of it; the amount in the account's currency.

    ``receipt_id`` is the receipt that it is (a credit) or that it takes back (a debit); ``set_aside`` says why.
    """

    id: int
    statement_id: int
    position: int
    iban: str
    currency: str
    direction: Direction
    amount: Decimal
    booked_on: date
    value_date: date
    bank_reference: str
    end_to_end_id: str
    creditor_reference: str
    payer: str
    payer_account: str
    text: str
    entry_reference: str
    code: str
    is_reversal: bool
    note: str
    receipt_id: int | None
    set_aside: str

    @property
    def label(self) -> str:
        """Give the name by which a person calls the line."""
        return f"L{self.id}"

    @property
    def signed(self) -> Decimal:
        """Give what the line adds to the account, below zero for a debit."""
        return self.amount if self.direction is Direction.CREDIT else -self.amount


class PaymentReading(NamedTuple):
    """One payment within a line, and which paper tells of it."""

    told_by: str
    position: int
    amount: Decimal | None
    payer: str
    ultimate_payer: str
    payer_account: str
    payer_agent: str
    payer_country: str
    end_to_end_id: str
    creditor_reference: str
    further_references: str
    text_parts: str
    original: str
    charges: str
    return_reason: str
