"""Change one value in a TOML text and nothing else of it: comments, order and blanks stay as the office wrote them.

Apart from reading settings, and by our own hand: a library for it would be one more dependency for one line. What was
written is read again and held against what was meant, so that a text of an unusual form is refused and not spoilt.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from db.errors import LedgerError

Value = str | int | bool | list[str]
_TABLE = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_YES_NO = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class UnknownSetting(LedgerError):
    """Refuse a key that no setting has."""

    def __init__(self, key: str, known: Sequence[str]) -> None:
        near = get_close_matches(key, known, n=3, cutoff=0.5) or [name for name in known if name.startswith(f"{key}.")]
        meant = f"did you mean {', '.join(near)}? " if near else ""
        super().__init__(f"there is no setting {key}; nothing was changed; {meant}`isu settings show` lists them all")


class NotThatKind(LedgerError):
    """Refuse a value of another kind than the setting's."""

    def __init__(self, key: str, typed: str, allowed: str) -> None:
        super().__init__(f"{key} was not changed: {typed!r} is none of its values; write {allowed}")


class NotOnALine(LedgerError):
    """Refuse to change a text whose form we do not know well enough."""

    def __init__(self, source: str, key: str) -> None:
        super().__init__(
            f"{key} stands in {source} in a form that can only be changed by hand; nothing was changed; "
            "run `isu settings edit`"
        )


def flat(read: Mapping[str, Any], inside: str = "") -> Iterator[tuple[str, Value]]:
    """Give every setting by its whole key.

    >>> dict(flat({"office": {"unit": {"en": "the ISU"}, "contact": ""}}))
    {'office.unit.en': 'the ISU', 'office.contact': ''}
    """
    for key, value in read.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{inside}{key}.")
        else:
            yield f"{inside}{key}", value


def typed_value(key: str, typed: Sequence[str], like: Value) -> Value:
    """Read what was typed as a value of the same kind as the shipped one. Raises NotThatKind."""
    if isinstance(like, list):
        return [each for each in typed if each]
    said = " ".join(typed)
    if len(typed) != 1:
        raise NotThatKind(key, said, "one value, in quotation marks if it has blanks")
    if isinstance(like, bool):
        if said.casefold() not in _YES_NO:
            raise NotThatKind(key, said, "true or false")
        return _YES_NO[said.casefold()]
    if isinstance(like, int):
        if not re.fullmatch(r"\d{1,6}", said, re.ASCII):
            raise NotThatKind(key, said, f"a whole number, like {like}")
        return int(said)
    return said


def toml_text(value: Value) -> str:
    r"""Write a value as TOML does.

    >>> print(toml_text('say "hello"'), toml_text(["Geneva", ""]), toml_text(True), toml_text(20))
    "say \"hello\"" ["Geneva", ""] true 20
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(toml_text(each) for each in value)}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") if isinstance(value, str) else str(value)


def set_value(source: str, text: str, key: str, value: Value) -> str:
    r"""Give the text with one value changed, or added where its table ends. Raises NotOnALine.

    >>> print(set_value("x", '[bank]\niban = "" # ours\n\n[month]\n', "bank.iban", "CH93"))
    [bank]
    iban = "CH93" # ours
    <BLANKLINE>
    [month]
    <BLANKLINE>
    """
    table, _, name = key.rpartition(".")
    lines = text.split("\n")
    first, last = _table(lines, table)
    wanted = f"{name} = {toml_text(value)}"
    if first is None:
        joined = text.rstrip("\n")
        new = f"{joined}\n\n[{table}]\n{wanted}\n" if joined else f"[{table}]\n{wanted}\n"
    else:
        new = "\n".join(_changed(lines, first, last, name, wanted))
    if not _is_that_change(text, new, key, value):
        raise NotOnALine(source, key)
    return new


def _table(lines: Sequence[str], table: str) -> tuple[int | None, int]:
    """Give the line below a table's header, and the one after the table's last."""
    first = None
    for number, line in enumerate(lines):
        found = _TABLE.match(line)
        if found and first is not None:
            return first, number
        if found and re.sub(r"\s*\.\s*", ".", found[1]) == table:
            first = number + 1
    return first, len(lines)


def _changed(lines: list[str], first: int, last: int, name: str, wanted: str) -> list[str]:
    for number in range(first, last):
        if re.match(rf"\s*{re.escape(name)}\s*=", lines[number]):
            ends = _end_of_value(lines, number, last)
            return [*lines[:number], wanted + _comment(lines[number:ends]), *lines[ends:]]
    while last > first and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1  # what stands above the next table belongs to it
    return [*lines[:last], wanted, *lines[last:]]


def _end_of_value(lines: Sequence[str], number: int, last: int) -> int:
    """Give the line after a value, which may stand on several."""
    for ends in range(number + 1, last + 1):
        if parsed("\n".join(lines[number:ends])) is not None:
            return ends
    return number + 1


def _comment(value: Sequence[str]) -> str:
    """Give the remark behind a value of one line, with the blank before it."""
    whole = parsed(value[0]) if len(value) == 1 else None
    signs = [place for place, sign in enumerate(value[0]) if sign == "#"]
    place = next((each for each in signs if whole is not None and parsed(value[0][:each]) == whole), None)
    return "" if place is None else f" {value[0][place:]}"


def parsed(text: str) -> dict[str, Any] | None:
    """Read a text as TOML; none if it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _is_that_change(before: str, after: str, key: str, value: Value) -> bool:
    read, meant = parsed(after), dict(flat(parsed(before) or {}))
    return read is not None and dict(flat(read)) == {**meant, key: value}
