"""CHF: ``Decimal`` for people and rules, integer rappen for the database, converted here and nowhere else.

A float, a third decimal, a NaN: refused. The column type that uses these functions is ``db.columns.ChfInRappen``,
apart from here so that reading a report does not import SQLAlchemy.
"""

import re
from decimal import Decimal, InvalidOperation, Overflow

from db.errors import LedgerError

ZERO_CHF = Decimal("0.00")
_ONE_RAPPEN = Decimal("0.01")
LARGEST_RAPPEN = 10**15
_THOUSANDS = "['’ \\u00a0\\u202f]"
_GROUPED = re.compile(rf"-?\d{{1,3}}(?:{_THOUSANDS}\d{{3}})+(?:\.\d+)?", re.ASCII)


class AmountError(LedgerError):
    """Refuse something that is no amount in francs and rappen."""

    def __init__(self, found: object, why: str) -> None:
        super().__init__(f"{found!s:.60} is no amount in francs: {why}; write it like 1234.50")


def rappen(chf: Decimal) -> int:
    """Convert CHF (``Decimal``, at most two decimals) into whole rappen.

    Raises AmountError for a float, a third decimal, an infinite or an absurdly large number.

    >>> rappen(Decimal("119807.23"))
    11980723
    """
    if not isinstance(chf, Decimal):
        raise AmountError(chf, "it is not an exact decimal number")
    if not chf.is_finite():
        raise AmountError(chf, "it is not a finite number")
    if abs(chf) * 100 > LARGEST_RAPPEN:
        raise AmountError(chf, "it is larger than this ledger can hold")
    scaled = chf.scaleb(2)
    whole = int(scaled)
    if whole != scaled:
        raise AmountError(chf, "it has more than two decimals")
    return whole


def chf(rappen_count: int) -> Decimal:
    """Convert whole rappen into CHF with two decimals.

    >>> chf(11980723), chf(0)
    (Decimal('119807.23'), Decimal('0.00'))
    """
    if type(rappen_count) is not int:
        raise AmountError(rappen_count, "rappen are whole numbers")
    return rappen_count * _ONE_RAPPEN if rappen_count else ZERO_CHF


def parse_chf(text: str) -> Decimal:
    """Read an amount as people and banks write it, with or without ``'`` between the thousands.

    Raises AmountError, never guesses: a comma, an exponent and a third decimal are refused.

    >>> parse_chf("1'234'567.5")
    Decimal('1234567.50')
    """
    plain = text.strip()
    if _GROUPED.fullmatch(plain):
        plain = re.sub(_THOUSANDS, "", plain)
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", plain):
        raise AmountError(repr(text), "it is not digits with at most one decimal point")
    if len(plain.partition(".")[2]) > 2:
        raise AmountError(repr(text), "it has more than two decimals")
    try:
        return chf(rappen(Decimal(plain)))
    except (InvalidOperation, Overflow):
        raise AmountError(repr(text), "it is larger than this ledger can hold") from None


def chf_text(amount_chf: Decimal) -> str:
    """Write CHF for people: ``1'234'567.10``.

    >>> chf_text(Decimal("1234567.1"))
    "1'234'567.10"
    """
    return f"{amount_chf:,.2f}".replace(",", "'")


def with_chf(amount_chf: Decimal) -> str:
    """Write CHF for people with the currency before it.

    >>> with_chf(Decimal("1009.63"))
    "CHF 1'009.63"
    """
    return f"CHF {chf_text(amount_chf)}"


def plain_text(amount_chf: Decimal) -> str:
    """Write CHF for machines (JSON, CSV): ``1234567.10``."""
    return f"{amount_chf:.2f}"
