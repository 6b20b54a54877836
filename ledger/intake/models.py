"""Read a model of funding from its TOML file: which lines, split how, over whom, and what of it is assumption.

Apart from the budgets because a model is a question, not a decision: nothing of it goes into the books.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from db.errors import Faults, LedgerError
from db.readings import SplitRule
from db.vocabulary import Joining, Key, Leaving
from ledger.intake import cells
from ledger.intake.office_tables import budget_amount, budget_key
from ledger.intake.sheets import MissingFile
from ledger.intake.split_settings import SETTINGS, read_joining, read_leaving, split_rule

_KEYS = ("name", "about", "assumptions", "joining", "leaving", "without", "also", "line")
_LINE_KEYS = ("code", "key", "amount", *SETTINGS)


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One line of a model; without an amount it is the budget's of the year compared."""

    code: str
    key: Key
    amount_chf: Decimal | None
    split: SplitRule


@dataclass(frozen=True, slots=True)
class Model:
    """A way to split a year's budget; ``without`` and ``also`` change who pays, by ISO3."""

    key: str
    name: str
    about: str
    assumptions: tuple[str, ...]
    lines: tuple[ModelLine, ...]
    joining: Joining
    leaving: Leaving
    without: tuple[str, ...]
    also: tuple[str, ...]


class NotAModel(LedgerError):
    """Refuse a file that is no TOML."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} is no model of funding ({why}); `isu demo` lays examples in demo/papers/models")


class SameName(LedgerError):
    """Refuse two models that could not be told apart."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"two models are called {key}; give their files different names, so that they can be told apart"
        )


def read_models(paths: Iterable[Path], known: Collection[str]) -> list[Model]:
    """Read models; raises what ``read_model`` raises, and SameName."""
    models = [read_model(path, known) for path in paths]
    keys = [model.key for model in models]
    if doubled := [key for key in keys if keys.count(key) > 1]:
        raise SameName(doubled[0])
    return models


def read_model(path: Path, known: Collection[str]) -> Model:
    """Read a model; ``known`` are the ledger's States. Raises MissingFile, NotAModel, or Faults with all at once."""
    try:
        written = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except OSError:
        raise MissingFile(path) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotAModel(path, str(error)) from None
    faults = [f"{key}: there is no such setting of a model" for key in written if key not in _KEYS]
    lines = written.get("line", [])
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines) or not lines:
        raise NotAModel(path, "it has no [[line]]")
    found = [line for number, each in enumerate(lines, start=1) if (line := _line(number, each, known, faults))]
    codes = [line.code for line in found]
    faults += [f"line {code} stands in the file twice" for code in sorted(set(codes)) if codes.count(code) > 1]
    payers = {key: _states(written, key, known, faults) for key in ("without", "also")}
    joining = _read(written, "joining", faults)
    leaving = _read(written, "leaving", faults)
    if faults:
        raise Faults(path.name, faults, "mend the file and compare again")
    return Model(
        key=path.stem.replace("-", "_"),
        name=str(written.get("name", path.stem)),
        about=str(written.get("about", "")),
        assumptions=tuple(str(text) for text in written.get("assumptions", [])),
        lines=tuple(found),
        joining=read_joining(joining),
        leaving=read_leaving(leaving),
        without=payers["without"],
        also=payers["also"],
    )


def _read(written: Mapping[str, object], key: str, faults: list[str]) -> str:
    text = str(written.get(key, ""))
    try:
        (read_joining if key == "joining" else read_leaving)(text)
    except LedgerError as error:
        faults.append(f"{key}: {error}")
        return ""
    return text


def _states(written: Mapping[str, object], key: str, known: Collection[str], faults: list[str]) -> tuple[str, ...]:
    named = written.get(key, [])
    if not isinstance(named, list):
        faults.append(f'{key}: write it as a list of codes, like ["CIV"]')
        return ()
    faults += [f"{key}: {code} is not among the ledger's States" for code in map(str, named) if code not in known]
    return tuple(map(str, named))


def _line(number: int, written: Mapping[str, object], known: Collection[str], faults: list[str]) -> ModelLine | None:
    where = f"line {written.get('code', number)}"
    unknown = [key for key in written if key not in _LINE_KEYS]
    faults += [f"{where}: {key}: there is no such setting of a line" for key in unknown]
    try:
        texts = {key: _text(key, value) for key, value in written.items() if key in _LINE_KEYS}
        split = split_rule(texts, payers=known)
        amount = texts.get("amount", "")
        return ModelLine(
            code=cells.filled(texts.get("code", "")),
            key=budget_key(texts.get("key", Key.UN_SCALE.value)),
            amount_chf=budget_amount(amount) if amount else None,
            split=split,
        )
    except LedgerError as error:
        faults.append(f"{where}: {error}")
        return None


def _text(key: str, value: object) -> str:
    """Give a value as the text that the readers of settings know; decimals stay exact."""
    if isinstance(value, Mapping) and key == "fixed":
        return ";".join(f"{payer}={_text(payer, percent)}" for payer, percent in value.items())
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise cells.BadCell(f"{key}: {value!r} is neither a number nor a text")
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
