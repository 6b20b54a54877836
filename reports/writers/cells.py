"""How cells are written, for people and for machines; shared by the writers of text."""

import json
import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from db.moments import long_date
from db.money import chf_text, plain_text
from reports.table import Cell, Column, Heading, Kind

CONFIDENTIAL = "CONFIDENTIAL"
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_NOT_SHOWN = re.compile(r"[^\x20-\x7e\n]")
_MOST_IN_A_CELL = 32_767
_NUMBERS = (Kind.CHF, Kind.COUNT, Kind.DAYS, Kind.PERCENT)


def shown(cell: Cell, column: Column | None = None) -> str:
    """Write a cell for people: ``1'234.50``, ``27 January 2017`` as ``2017-01-27``, yes and no."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        if column and column.kind is Kind.PERCENT:
            return f"{cell.quantize(Decimal(1).scaleb(-column.decimals), ROUND_HALF_UP):f}"
        if column and column.in_parentheses:
            return f"({chf_text(cell)})" if cell else ""
        return chf_text(cell)
    return printable(str(cell))


def plain(cell: Cell, column: Column | None = None) -> str:
    """Write a cell for machines: ``1234.50``, ``2017-01-27``, true and false; a percentage with all its decimals."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return f"{cell:f}" if column and column.kind is Kind.PERCENT else plain_text(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def printable(text: str) -> str:
    """Replace control characters but the ends of lines, so that what a bank wrote cannot steer a terminal.

    >>> printable("MINISTRY" + chr(27) + "[2J")
    'MINISTRY�[2J'
    """
    if text.isprintable():
        return text
    lines = text.expandtabs(4).replace("\r\n", "\n").split("\n")
    return "\n".join("".join(sign if sign.isprintable() else "�" for sign in line) for line in lines)


def sheet_text(text: str) -> str:
    """Write a text for a cell of Excel, which holds 32'767 characters; a longer one is cut, and says so."""
    shown_text = printable(text)
    return shown_text if len(shown_text) <= _MOST_IN_A_CELL else f"{shown_text[: _MOST_IN_A_CELL - 12]} … (cut off)"


def harmless(text: str) -> str:
    """Keep a text from being read as a formula by a spreadsheet that opens a CSV file, blanks before it or not."""
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) else text


def csv_cell(text: str) -> str:
    """Write a text as a cell of a CSV file: no formula, and nothing that steers the screen on which it is shown."""
    return harmless(printable(text))


def json_line(value: object, indent: int | None = None) -> str:
    r"""Write JSON whose texts are whole, and in which whatever could steer a screen is escaped.

    >>> print(json_line({"payer": "MINIST" + chr(0xC8) + "RE" + chr(0x9B) + "2J"}))
    {"payer": "MINISTÈRE\u009b2J"}
    """
    return _NOT_SHOWN.sub(_escaped, json.dumps(value, ensure_ascii=False, indent=indent))


def _escaped(found: "re.Match[str]") -> str:
    return found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1]


def is_number(column: Column) -> bool:
    """Tell whether a column is set flush right."""
    return column.kind in _NUMBERS


def heading_lines(heading: Heading, title: str) -> Sequence[str]:
    """Write what stands above every report, for people."""
    if not heading.currency:
        return [printable(title), "Amounts in the currency of the amount given."]
    until = f", bank data until {long_date(heading.data_until)}" if heading.data_until else ", no bank data yet"
    office = f"{heading.office}: " if heading.office else ""
    head = f" ({heading.head})" if heading.head else ""
    books = f" Books of {heading.books_at:%Y-%m-%d %H:%M} UTC{head}." if heading.books_at else ""
    lines = [
        printable(f"{office}{title}"),
        f"As of {long_date(heading.as_of)}{until}. Amounts in {heading.currency}.{books}",
    ]
    return [*lines, printable(f"({heading.notice})")] if heading.notice else lines
