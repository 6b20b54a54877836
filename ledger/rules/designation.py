"""What a payer's own words say that the money is for: years, lines and amounts; or what a person said in their place.

Apart because the words of the payer come before the order in force, and because a gift is never assumed: money becomes
one only where a voluntary line is named and how much is clear.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from db.errors import LedgerError
from db.money import ZERO_CHF, parse_chf
from db.readings import DesignatedPart
from db.vocabulary import Obligation
from ledger.rules.years_named import named_years

_BETWEEN = r"\s*[:=,]?\s*"
_AMOUNT = (
    rf"(?:{_BETWEEN}(?:20\d\d(?![\d.'’]){_BETWEEN})?(?:CHF\s*)?(?!20\d\d(?![\d.,'’]))"
    r"(?P<amount>\d[\d'’.,]*)(?!\w))?"
)
_UNCLEAR = Decimal(-1)  # an amount that cannot be read makes the whole text unclear
_DOUBT = re.compile(r"\b(?:not|no|non|pas|without|USD|EUR|GBP|JPY|SEK|NOK|DKK|CAD|AUD|NZD)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w.])20\d\d(?![\w.])")
Lines = Mapping[str, Obligation]


class Wish(NamedTuple):
    """What a receipt is to pay: amounts on lines of years, then lines of the years named, then the order in force."""

    parts: tuple[DesignatedPart, ...] = ()
    years: tuple[int, ...] = ()
    is_a_persons: bool = False

    def gifts_chf(self, lines: Lines) -> Decimal:
        """Give how much of it is for voluntary lines."""
        gifts = (part.amount_chf for part in self.parts if lines.get(part.line) is Obligation.VOLUNTARY)
        return sum(gifts, ZERO_CHF)


def wish_of(
    text: str, amount_chf: Decimal, received_on: date, lines: Lines, said: tuple[DesignatedPart, ...] | None = None
) -> Wish:
    """Say what a receipt is to pay; ``said`` is what a person decided, which counts instead of the text.

    >>> lines = {"7a": Obligation.ASSESSED, "7c": Obligation.VOLUNTARY}
    >>> wish = wish_of("CCM 2017 7A 60.00 7C 40.00", Decimal("100.00"), date(2016, 12, 5), lines)
    >>> [(part.year, part.line, str(part.amount_chf)) for part in wish.parts], wish.years
    ([(2017, '7a', '60.00'), (2017, '7c', '40.00')], (2017,))
    """
    if said is not None:
        return Wish(said, is_a_persons=True)
    return Wish(_parts(text, amount_chf, received_on, lines), named_years(text, received_on))


def _parts(text: str, amount_chf: Decimal, received_on: date, lines: Lines) -> tuple[DesignatedPart, ...]:
    """Read which parts of a receipt its text gives to which lines; nothing where it does not say clearly.

    The whole receipt, if one line is named, no amount, and no other line; else the amounts written behind the lines, if
    all of them together are no more than the receipt. The year is the one that the text names; with several years the
    text is not clear. A gift without a year is for that of the receipt.
    """
    named = _named_amounts(text, lines)
    years = {int(year) for year in _YEAR.findall(text)}
    if not named or len(years) > 1 or _DOUBT.search(text) or any(amount is _UNCLEAR for _, amount in named):
        return ()
    if len(named) == 1 and named[0][1] is None:
        named = [(named[0][0], amount_chf)]
    amounts = [amount for _, amount in named if amount is not None]
    if len(amounts) < len(named) or sum(amounts) > amount_chf:
        return ()
    year = years.pop() if years else None
    return tuple(
        DesignatedPart(year or received_on.year, line, amount)
        for line, amount in named
        if amount and (year or lines[line] is Obligation.VOLUNTARY)
    )


def _named_amounts(text: str, lines: Lines) -> list[tuple[str, Decimal | None]]:
    """Find each budget line named in the text, as ``7c``, ``7C`` or ``7(c)``, with the amount behind it, if any."""
    found = []
    for line in lines:
        found += [(line, _amount(match["amount"])) for match in _names_of_line(line).finditer(text)]
    return found


@lru_cache(maxsize=1024)
def _names_of_line(line: str) -> "re.Pattern[str]":
    spelled = re.escape(line[0]) + "".join(rf"(?:\s?\()?{re.escape(character)}" for character in line[1:])
    return re.compile(rf"(?<!\w){spelled}(?:\)|(?![\w/])){_AMOUNT}", re.IGNORECASE)


def _amount(written: str | None) -> Decimal | None:
    if written is None:
        return None
    try:
        return parse_chf(written.rstrip(".,"))
    except LedgerError:
        return _UNCLEAR
