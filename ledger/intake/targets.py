"""Read where an amount is to go, as a person types it: ``2017/7a=100.00``, or ``on-account=50.00``."""

import re

from db.errors import LedgerError
from db.money import ZERO_CHF, parse_chf
from db.readings import DesignatedPart

_TARGET = re.compile(r"(?:(?P<year>\d{4})\s*/\s*(?P<line>[^=\s]+)|on[- ]account)\s*=\s*(?P<amount>.+)", re.IGNORECASE)


class NotATarget(LedgerError):
    """Refuse what does not say which year and line, and how much."""

    def __init__(self, typed: str, why: str = "") -> None:
        said = f" ({why})" if why else ""
        super().__init__(
            f"{typed!r} does not say where how much is to go{said}; write year, line and amount like 2017/7a=100.00, "
            "or on-account=50.00 for what is to stay on account"
        )


def target(typed: str) -> DesignatedPart:
    """Read a target. Raises NotATarget.

    >>> target("2017/7a=1'234.50")
    DesignatedPart(year=2017, line='7a', amount_chf=Decimal('1234.50'))
    >>> target("on-account=5").year is None
    True
    """
    found = _TARGET.fullmatch(typed.strip())
    if found is None:
        raise NotATarget(typed)
    try:
        amount_chf = parse_chf(found["amount"].strip())
    except LedgerError as error:
        raise NotATarget(typed, str(error)) from None
    if amount_chf <= ZERO_CHF:
        raise NotATarget(typed, "the amount must be above zero")
    return DesignatedPart(int(found["year"]) if found["year"] else None, found["line"] or "", amount_chf)
