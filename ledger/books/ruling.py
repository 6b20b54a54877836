"""Set a rule of the office; the newest word counts, and what was booked under another stays."""

from decimal import Decimal

from db.errors import LedgerError
from db.matching_tables import Rule
from db.money import ZERO_CHF, chf_text
from db.rules_of_office import SHORT_PAYMENT, SMALLEST_LETTER
from ledger.books.open_books import Books


class RuleNeedsReason(LedgerError):
    """Refuse a rule without its reason."""

    def __init__(self) -> None:
        super().__init__('a rule needs its reason or decision, which is printed with it; say it with --why "…"')


class RuleBelowZero(LedgerError):
    """Refuse an amount below zero."""

    def __init__(self, rule: str, amount_chf: Decimal) -> None:
        super().__init__(f"the rule on {rule} cannot be CHF {chf_text(amount_chf)}; give francs, or 0 for off")


def set_short_payment(books: Books, amount_chf: Decimal, *, why: str) -> None:
    """Set up to how many CHF may be missing of a payment for a bank's fee; 0.00 turns the rule off."""
    _set_francs(books, SHORT_PAYMENT, "short payments", amount_chf, why)


def set_smallest_letter(books: Books, amount_chf: Decimal, *, why: str) -> None:
    """Set below how many CHF no letter asks; 0.00 is no such rule."""
    _set_francs(books, SMALLEST_LETTER, "small letters", amount_chf, why)


def _set_francs(books: Books, name: str, rule: str, amount_chf: Decimal, why: str) -> None:
    if not why.strip():
        raise RuleNeedsReason
    if amount_chf < ZERO_CHF:
        raise RuleBelowZero(rule, amount_chf)
    books.add(Rule(name=name, value=f"{amount_chf:.2f}", why=why, recorded_at=books.at))
