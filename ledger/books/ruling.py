"""Set a rule of the office; the newest word counts, and what was booked under another stays."""

from decimal import Decimal

from db.errors import LedgerError
from db.matching_tables import Rule
from db.money import ZERO_CHF, chf_text
from db.rules_of_office import SHORT_PAYMENT
from ledger.books.open_books import Books


class RuleNeedsReason(LedgerError):
    """Refuse a rule without its reason."""

    def __init__(self) -> None:
        super().__init__('a rule needs its reason or decision, which is printed with it; say it with --why "…"')


class ShortPaymentBelowZero(LedgerError):
    """Refuse an amount below zero."""

    def __init__(self, amount_chf: Decimal) -> None:
        super().__init__(f"the rule on short payments cannot be CHF {chf_text(amount_chf)}; give francs, or 0 for off")


def set_short_payment(books: Books, amount_chf: Decimal, *, why: str) -> None:
    """Set up to how many CHF may be missing of a payment for a bank's fee; 0.00 turns the rule off."""
    if not why.strip():
        raise RuleNeedsReason
    if amount_chf < ZERO_CHF:
        raise ShortPaymentBelowZero(amount_chf)
    books.add(Rule(name=SHORT_PAYMENT, value=f"{amount_chf:.2f}", why=why, recorded_at=books.at))
