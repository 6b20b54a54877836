"""Which State a person means: by code or by any of its names, and the nearest names where there is none.

Apart because people type names as they know them: without accents, in another language, by a former name.
"""

import difflib
from collections.abc import Iterable, Mapping

from db.errors import LedgerError
from db.names import folded
from db.readings import StateReading


class UnknownState(LedgerError):
    """Refuse a State that is not known under this code or name."""

    def __init__(self, asked: str, nearest: Iterable[str]) -> None:
        near = " or ".join(nearest)
        hint = f"did you mean {near}?" if near else "`isu states list` shows all that are known"
        super().__init__(f"no State is known as {asked!r}; {hint}")


class AmbiguousState(LedgerError):
    """Refuse a name that several States share."""

    def __init__(self, asked: str, fitting: Iterable[StateReading]) -> None:
        either = " or ".join(f"{state.iso3} ({state.name_en})" for state in fitting)
        super().__init__(f"{asked!r} may be {either}; name the one you mean by its code")


def find_state(asked: str, states: Mapping[str, StateReading]) -> StateReading:
    """Find the State that a person names. Raises UnknownState with near names, or AmbiguousState."""
    wanted = folded(asked)
    fitting = [state for state in states.values() if wanted and wanted in {folded(name) for name in state.names()}]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise AmbiguousState(asked, fitting)
    by_name = {folded(name): f"{state.iso3} ({state.name_en})" for state in states.values() for name in state.names()}
    near = difflib.get_close_matches(wanted, by_name, n=3, cutoff=0.75)
    raise UnknownState(asked, dict.fromkeys(by_name[name] for name in near))
