"""Read how a line is split, from the columns of a table, the command line or a model's file: always by the same words.

Apart because the three must not come to mean different things.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from db.errors import LedgerError
from db.money import ZERO_CHF, parse_chf
from db.readings import SplitRule
from db.vocabulary import Joining, Leaving, Residue, Rounding
from ledger.intake import cells

_Word = TypeVar("_Word", bound=StrEnum)
SETTINGS = ("key_decimals", "unit", "rounding", "residue", "floor", "floor_percent", "ceiling_percent", "fixed")


def split_rule(texts: Mapping[str, str], *, payers: Collection[str] | None = None) -> SplitRule:
    """Read the settings that are given, by name; a blank one has the default of the house.

    ``payers`` are those a fixed share may name, else any code of three capitals. Raises BadCell, naming the setting.
    """
    found: dict[str, object] = {}
    for name, (field, reader) in _READERS.items():
        text = texts.get(name, "").strip()
        if text:
            found[field] = _read(name, text, reader)
    if texts.get("fixed", "").strip():
        found["fixed"] = fixed_shares(texts["fixed"].split(";"), payers)
    return fitting(SplitRule(**found))  # type: ignore[arg-type]


def fitting(rule: SplitRule) -> SplitRule:
    """Give a rule whose settings go together; raises BadCell for one that they do not."""
    if rule.residue != Residue.LEFT and rule.rounding is not Rounding.HALF_UP:
        raise cells.BadCell(f"residue: {rule.residue!r} goes with rounding half_up; the largest remainder leaves none")
    return rule


def _read(name: str, text: str, reader: Callable[[str], object]) -> object:
    try:
        return reader(text)
    except LedgerError as error:
        raise cells.BadCell(f"{name}: {error}") from None


def named_settings(given: Iterable[str]) -> dict[str, str]:
    """Read ``unit=0.05`` and the like; raises BadCell for a setting that is unknown or named twice."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or name.strip() not in SETTINGS:
            raise cells.BadCell(f"{text!r} is no setting of a budget line; there are {', '.join(SETTINGS)}")
        if name.strip() in found:
            raise cells.BadCell(f"{name.strip()} is given twice")
        found[name.strip()] = value
    return found


def fixed_shares(given: Iterable[str], payers: Collection[str] | None) -> tuple[tuple[str, Decimal], ...]:
    """Read ``USA=22`` and the like: payers whose percentage of the total is set; raises BadCell."""
    found: dict[str, Decimal] = {}
    for text in given:
        name, equals, percent = text.rpartition("=")
        payer = name.strip()
        if not equals or not payer:
            raise cells.BadCell(f"fixed: {text!r} is no fixed share; write it like USA=22")
        if payers is None:
            _read("fixed", payer, cells.iso3)
        else:
            known_payer("fixed", payer, payers)
        if payer in found:
            raise cells.BadCell(f"fixed: {payer} is given twice")
        share = _read(f"fixed: {payer}", percent.strip(), cells.percent_of_all)
        assert isinstance(share, Decimal)
        found[payer] = share
    return tuple(sorted(found.items()))


def known_payer(setting: str, payer: str, payers: Collection[str]) -> str:
    """Give a payer that is one of those there are; raises BadCell."""
    if payer not in payers:
        near = get_close_matches(payer, list(payers), 1)
        meant = f"; {near[0]} is" if near else ""
        raise cells.BadCell(f"{setting}: {payer!r} is not among the {len(payers)} payers{meant}")
    return payer


def key_decimals(text: str) -> int:
    """Read to how many decimals a percentage is rounded."""
    if not re.fullmatch(r"\d|1[0-2]", text):
        raise cells.BadCell(f"{text!r} is no number of decimals from 0 to 12")
    return int(text)


def unit(text: str) -> Decimal:
    """Read the unit of rounding: 0.01, 0.05, 1, in francs."""
    amount = parse_chf(text)
    if amount <= ZERO_CHF:
        raise cells.BadCell(f"{text!r} is no unit to round to; write it like 0.01, 0.05 or 1")
    return amount


def floor(text: str) -> Decimal:
    """Read the least that a payer pays, in francs."""
    amount = parse_chf(text)
    if amount < ZERO_CHF:
        raise cells.BadCell(f"{text!r} is negative")
    return amount


def _word(words: type[_Word]) -> Callable[[str], _Word]:
    def read(text: str) -> _Word:
        try:
            return words(text.strip().replace("-", "_").replace(" ", "_"))
        except ValueError:
            raise cells.BadCell(f"{text!r} is not known; write {', '.join(word.value for word in words)}") from None

    return read


rounding = _word(Rounding)


def read_joining(text: str) -> Joining:
    """Read what a State owes for the year in which it joins; blank: by months."""
    return _word(Joining)(text) if text else Joining.MONTHS


def read_leaving(text: str) -> Leaving:
    """Read what a State owes for the year in which it leaves; blank: by months."""
    return _word(Leaving)(text) if text else Leaving.MONTHS


def residue(text: str) -> str:
    """Read what happens to the residue: left, spread, or the code of the payer who bears it."""
    return text if text in tuple(Residue) else cells.iso3(text)


_READERS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "key_decimals": ("key_decimals", key_decimals),
    "unit": ("unit_chf", unit),
    "rounding": ("rounding", rounding),
    "residue": ("residue", residue),
    "floor": ("floor_chf", floor),
    "floor_percent": ("floor_percent", cells.percent_of_all),
    "ceiling_percent": ("ceiling_percent", cells.percent_of_all),
}
