"""What a State's own words on a transfer say about voluntary lines.

Apart because a gift is never assumed: money becomes one only where the text names a voluntary line and how much.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.errors import LedgerError
from db.money import ZERO_CHF, parse_chf
from db.vocabulary import Obligation

_BETWEEN = r"\s*[:=,]?\s*"
_AMOUNT = (
    rf"(?:{_BETWEEN}(?:20\d\d(?![\d.'’]){_BETWEEN})?(?:CHF\s*)?(?!20\d\d(?![\d.,'’]))"
    r"(?P<amount>\d[\d'’.,]*)(?!\w))?"
)
_UNCLEAR = Decimal(-1)  # an amount that cannot be read makes the whole text unclear
_DOUBT = re.compile(r"\b(?:not|no|non|pas|without|USD|EUR|GBP|JPY|SEK|NOK|DKK|CAD|AUD|NZD)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w.])20\d\d(?![\w.])")


@dataclass(frozen=True, slots=True)
class Gift:
    """A part of a receipt that its text gives to a voluntary line of a year."""

    line: str
    year: int
    amount_chf: Decimal


def designated_gifts(
    text: str, amount_chf: Decimal, received_on: date, lines: Mapping[str, Obligation]
) -> tuple[Gift, ...]:
    """Read which parts of a receipt its text gives to voluntary lines; nothing where it does not say clearly.

    The whole receipt, if one voluntary line is named, no amount, and no other line; else the amounts written behind
    the lines, if all of them together are no more than the receipt. The year is the one that the text names, or that
    of the receipt if it names none; with several years the text is not clear.

    >>> lines = {"7a": Obligation.ASSESSED, "7c": Obligation.VOLUNTARY}
    >>> designated_gifts("CCM 2017 7A 60.00 7C 40.00", Decimal("100.00"), date(2016, 12, 5), lines)
    (Gift(line='7c', year=2017, amount_chf=Decimal('40.00')),)
    """
    named = _named_amounts(text, lines)
    gifts = [(line, amount) for line, amount in named if lines[line] is Obligation.VOLUNTARY]
    year = _year(text, received_on)
    if not gifts or year is None or _DOUBT.search(text) or any(amount is _UNCLEAR for _, amount in named):
        return ()
    if len(named) == 1 and gifts[0][1] is None:
        return (Gift(gifts[0][0], year, amount_chf),)
    amounts = [amount for _, amount in named if amount is not None]
    if len(amounts) < len(named) or sum(amounts) > amount_chf:
        return ()
    return tuple(Gift(line, year, amount) for line, amount in gifts if amount is not None and amount > ZERO_CHF)


def _named_amounts(text: str, lines: Mapping[str, Obligation]) -> list[tuple[str, Decimal | None]]:
    """Find each budget line named in the text, as ``7c``, ``7C`` or ``7(c)``, with the amount behind it, if any."""
    found = []
    for line in lines:
        spelled = re.escape(line[0]) + "".join(rf"(?:\s?\()?{re.escape(character)}" for character in line[1:])
        pattern = re.compile(rf"(?<!\w){spelled}(?:\)|(?![\w/])){_AMOUNT}", re.IGNORECASE)
        found += [(line, _amount(match["amount"])) for match in pattern.finditer(text)]
    return found


def _amount(written: str | None) -> Decimal | None:
    if written is None:
        return None
    try:
        return parse_chf(written.rstrip(".,"))
    except LedgerError:
        return _UNCLEAR


def _year(text: str, received_on: date) -> int | None:
    years = {int(year) for year in _YEAR.findall(text)}
    if len(years) > 1:
        return None
    return years.pop() if years else received_on.year
