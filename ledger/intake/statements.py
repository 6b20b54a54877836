"""What any bank file holds, whatever its format: statements, their booked lines and the payments within them.

Apart so that acts need not know from which format a statement came. Amounts are exact, at least 0.00, in the currency
of the account, and have a direction instead of a sign; balances are negative where the account is overdrawn.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.errors import LedgerError
from db.money import ZERO_CHF
from db.vocabulary import Direction

_LONGEST_WHY = 500  # what stands in a file is quoted, and may be of any length


class UnreadableBankFile(LedgerError):
    """Refuse a bank file that cannot be read for certain."""

    def __init__(self, name: str, why: str, remedy: str) -> None:
        self.why = why[:_LONGEST_WHY]
        super().__init__(f"{name} was not taken: {self.why}; {remedy}")


class BankPayment(NamedTuple):
    """One payment within a booked line, as its bank describes it; what the bank does not say is empty.

    ``payer`` is the other side: who paid us, or, of a debit, who was paid. Accounts and references are compact.
    ``original``, ``charges`` and ``rate`` are facts in words and never computed with.
    """

    amount: Decimal | None = None
    payer: str = ""
    ultimate_payer: str = ""
    payer_account: str = ""
    payer_agent: str = ""
    payer_country: str = ""
    end_to_end_id: str = ""
    creditor_reference: str = ""
    references: tuple[str, ...] = ()
    text_parts: tuple[str, ...] = ()
    original: str = ""
    charges: str = ""
    return_reason: str = ""

    @property
    def text(self) -> str:
        """Give the free text, its parts joined with a blank."""
        return " ".join(" ".join(self.text_parts).split())

    @property
    def payers(self) -> str:
        """Give who paid, and through whom."""
        return " through ".join(dict.fromkeys(filter(None, (self.ultimate_payer, self.payer))))


class StatementLine(NamedTuple):
    """One booked line: an amount above zero and which way it went; ``raw`` is the bank's own text of it, verbatim."""

    position: int
    direction: Direction
    amount: Decimal
    booked_on: date
    value_date: date
    raw: str
    bank_reference: str = ""
    entry_reference: str = ""
    code: str = ""
    is_reversal: bool = False
    note: str = ""
    payments: tuple[BankPayment, ...] = ()

    @property
    def signed(self) -> Decimal:
        """Give what the line adds to the account, below zero for a debit."""
        return self.amount if self.direction is Direction.CREDIT else -self.amount

    @property
    def payment(self) -> BankPayment:
        """Give the one payment of the line; an empty one if there is none, or several."""
        return self.payments[0] if len(self.payments) == 1 else BankPayment()

    @property
    def payer(self) -> str:
        """Give who paid, or how many payments were booked as one."""
        return self._several or self.payment.payers

    @property
    def text(self) -> str:
        """Give the free text of the one payment, else what the bank says of the line."""
        return self._several or self.payment.text or " ".join(self.note.split())

    @property
    def _several(self) -> str:
        return f"{len(self.payments)} payments in one booking" if len(self.payments) > 1 else ""


class Statement(NamedTuple):
    """A bank statement of one account: its period, balances and booked lines, in the order of the file.

    ``iban`` is empty where the file does not say it, a balance is ``None`` where it gives none. ``currencies`` are all
    that stand on balances and booked lines: one, unless the statement mixes them.
    """

    iban: str
    currency: str
    identification: str
    sequence: str
    from_on: date
    to_on: date
    opening: Decimal | None
    closing: Decimal | None
    lines: Sequence[StatementLine]
    currencies: tuple[str, ...] = ()
    created: str = ""
    warnings: tuple[str, ...] = ()

    def sum_of(self, direction: Direction) -> Decimal:
        """Add up what went one way."""
        return sum((line.amount for line in self.lines if line.direction is direction), ZERO_CHF)


class RefusedStatement(NamedTuple):
    """A statement of a file that cannot be read for certain: which one, why, and what to do."""

    identification: str
    why: str
    remedy: str


class Notice(NamedTuple):
    """What a bank tells of a booking outside a statement (camt.052, camt.054): it adds details, never money."""

    kind: str
    iban: str
    currency: str
    position: int
    direction: Direction
    amount: Decimal
    booked_on: date | None
    bank_reference: str
    payments: tuple[BankPayment, ...]
    note: str
    raw: str


class BankFile(NamedTuple):
    """A bank file that was read: its name, the SHA-256 digest of its bytes, its format, and what it holds."""

    name: str
    digest: str
    format: str
    statements: tuple[Statement, ...]
    notices: tuple[Notice, ...] = ()
    refused: tuple[RefusedStatement, ...] = ()
    warnings: tuple[str, ...] = ()
