"""What any bank file holds, whatever its format: statements and their booked lines, amounts exact and without a sign.

Apart so that acts need not know from which format a statement came.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.errors import LedgerError
from db.money import ZERO_CHF
from db.vocabulary import Direction


class UnreadableBankFile(LedgerError):
    """Refuse a bank file that cannot be read for certain."""

    def __init__(self, name: str, why: str, remedy: str) -> None:
        super().__init__(f"{name} was not taken: {why}; {remedy}")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One booked line: CHF above zero, and which way it went; references and accounts compact."""

    position: int
    direction: Direction
    amount_chf: Decimal
    booked_on: date
    value_date: date
    bank_reference: str
    end_to_end_id: str
    creditor_reference: str
    payer: str
    payer_account: str
    text: str
    raw: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A bank statement of one account: its period, balances (CHF, negative if overdrawn) and booked lines."""

    iban: str
    currency: str
    identification: str
    sequence: str
    from_on: date
    to_on: date
    opening_chf: Decimal
    closing_chf: Decimal
    lines: tuple[StatementLine, ...]

    def sum_chf(self, direction: Direction) -> Decimal:
        """Add up what went one way."""
        return sum((line.amount_chf for line in self.lines if line.direction is direction), ZERO_CHF)

    def difference_chf(self) -> Decimal:
        """Give opening + credits - debits - closing, which must be 0.00."""
        return self.opening_chf + self.sum_chf(Direction.CREDIT) - self.sum_chf(Direction.DEBIT) - self.closing_chf


@dataclass(frozen=True, slots=True)
class BankFile:
    """A bank file that was read: its name, the SHA-256 digest of its bytes, its format and statements."""

    name: str
    digest: str
    format: str
    statements: tuple[Statement, ...]
