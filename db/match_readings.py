"""What matching said of receipts, as values that reports show: amounts in CHF, States by ISO3."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class AllocationReading(NamedTuple):
    """What a receipt pays or would pay on a line of a year."""

    year: int
    line: str
    amount_chf: Decimal


class AlternativeReading(NamedTuple):
    """Another State or use that a receipt may be of, with its evidence."""

    state: str
    allocations: tuple[AllocationReading, ...]
    on_account_chf: Decimal
    evidence: tuple[str, ...]


class MatchReading(NamedTuple):
    """One receipt and what matching says of it; ``line`` is the bank line of a recall, whose amount is below zero.

    ``fee_chf`` is what the rule on short payments would book to bank charges.
    """

    receipt: str
    line: str
    value_date: date
    bank_reference: str
    end_to_end_id: str
    payer: str
    text: str
    amount_chf: Decimal
    match_class: str
    state: str | None
    allocations: tuple[AllocationReading, ...]
    on_account_chf: Decimal
    fee_chf: Decimal
    evidence: tuple[str, ...]
    alternatives: tuple[AlternativeReading, ...]
