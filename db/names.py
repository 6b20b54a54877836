"""How names are compared and put into alphabetical order, accents aside.

Apart because rules and reports must agree on it.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from db.readings import StateReading


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """Give a name as it is compared: without accents, case, punctuation and doubled blanks.

    >>> folded("Côte d’Ivoire")
    'cote d ivoire'
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


def alphabetical(states: Iterable[StateReading]) -> list[StateReading]:
    """Put States into the order of their English short names, accents aside."""
    return sorted(states, key=lambda state: (folded(state.name_en), state.iso3))
