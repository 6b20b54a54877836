"""How names are compared and put into alphabetical order, accents aside.

Apart because rules and reports must agree on it.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from db.readings import StateReading

_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """Give a name as it is compared: without accents, case, punctuation and doubled blanks.

    >>> folded("Côte d’Ivoire")
    'cote d ivoire'
    """
    if name.isascii():  # as most are; it takes a tenth of the time
        return " ".join(name.lower().translate(_BLANKS).split())
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


def meant_year(year: int, known: Iterable[int]) -> str:
    """Say which year may be meant, where one that is known differs by a slip of the finger; else nothing.

    A slip is two digits changed about, or one digit wrong that makes more than three years; 2018 is no slip for 2017.

    >>> meant_year(2107, [2016, 2017]), meant_year(2018, [2016, 2017])
    ('did you mean 2017? Else ', '')
    """
    near = [each for each in sorted(known) if abs(each - year) > 3 and _is_slip(str(each), str(year))]
    return f"did you mean {' or '.join(map(str, near))}? Else " if near else ""


def _is_slip(one: str, other: str) -> bool:
    wrong_count = sum(a != b for a, b in zip(one, other, strict=False))
    return len(one) == len(other) and (wrong_count == 1 or (wrong_count == 2 and sorted(one) == sorted(other)))


def alphabetical(states: Iterable[StateReading]) -> list[StateReading]:
    """Put States into the order of their English short names, accents aside."""
    return sorted(states, key=lambda state: (folded(state.name_en), state.iso3))
