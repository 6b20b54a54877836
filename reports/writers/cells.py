"""How cells are written, for people and for machines; shared by the writers of text."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from db.moments import long_date
from db.money import chf_text, plain_text
from reports.table import Cell, Column, Heading, Kind

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
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
    lines = text.expandtabs(4).replace("\r\n", "\n").split("\n")
    return "\n".join("".join(sign if sign.isprintable() else "�" for sign in line) for line in lines)


def harmless(text: str) -> str:
    """Keep a text from being read as a formula by a spreadsheet that opens a CSV file."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def is_number(column: Column) -> bool:
    """Tell whether a column is set flush right."""
    return column.kind in _NUMBERS


def heading_lines(heading: Heading, title: str) -> Sequence[str]:
    """Write what stands above every report, for people."""
    if not heading.currency:
        return [title, "Amounts in the currency of the amount given."]
    until = f", bank data until {long_date(heading.data_until)}" if heading.data_until else ", no bank data yet"
    known = f", as known at {heading.known_at:%Y-%m-%d %H:%M} UTC" if heading.known_at else ""
    office = f"{heading.office}: " if heading.office else ""
    lines = [f"{office}{title}", f"As of {long_date(heading.as_of)}{until}{known}. Amounts in {heading.currency}."]
    return [*lines, f"({heading.notice})"] if heading.notice else lines
