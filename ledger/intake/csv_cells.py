"""Read one cell of a bank's CSV export: the text, an amount, a day; what is doubtful is refused with its line."""

import re
from datetime import date
from decimal import Decimal

from db.errors import LedgerError
from db.money import AmountError, parse_chf
from ledger.intake.csv_layouts import Layout

FETCH_ANEW = "fetch the export anew from e-banking and do not open it in Excel first"
_EXCEL_TEXT = re.compile(r'="?([^"]*)"?')
_DAYS = {
    "dd.mm.yyyy": re.compile(r"(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<year>\d{4})", re.ASCII),
    "dd.mm.yy": re.compile(r"(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<year>\d\d)", re.ASCII),
    "yyyy-mm-dd": re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII),
    "yyyymmdd": re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", re.ASCII),
}
_YEARS = range(1990, 2100)
_WITH_TIME = " with time"
_TIME = re.compile(r" \d\d:\d\d(:\d\d(\.\d{1,3})?)?$", re.ASCII)
_PADDED = re.compile(r"(.*\.\d\d)0+", re.ASCII)


class CsvFault(LedgerError):
    """Refuse something in the file; the reader adds its name."""

    def __init__(self, why: str, remedy: str = FETCH_ANEW) -> None:
        super().__init__(f"{why}; {remedy}")
        self.why = why
        self.remedy = remedy


def plain(cell: str) -> str:
    """Give a cell without what banks and Excel wrap around it.

    >>> plain('="26.02.2024"'), plain('"Meyer; 1200 Genève"')
    ('26.02.2024', 'Meyer; 1200 Genève')
    """
    bare = cell.strip()
    excel = _EXCEL_TEXT.fullmatch(bare)
    if excel:
        return excel[1].strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return bare[1:-1].strip()
    return bare


def amount(cell: str, line: int) -> Decimal:
    """Read a signed amount with at most two decimals. Raises CsvFault.

    >>> amount("+1'200.5", 7)
    Decimal('1200.50')
    """
    written = cell.replace("−", "-")
    unsigned = written[1:] if re.match(r"\+\d", written, re.ASCII) else written
    try:
        return parse_chf(unsigned)
    except AmountError:
        why = f"line {line}: {cell[:40]!r} is no amount with at most two decimals and a decimal point"
        raise CsvFault(why) from None


def padded_amount(cell: str, line: int) -> Decimal:
    """Read an amount that a bank writes with zeros behind its second decimal. Raises CsvFault.

    >>> padded_amount("-601.750000000", 7)
    Decimal('-601.75')
    """
    zeros = _PADDED.fullmatch(cell)
    return amount(zeros[1] if zeros else cell, line)


def day(cell: str, layout: Layout, line: int, what: str) -> date:
    """Read a day in one of the forms of the layout. Raises CsvFault."""
    for form in layout.day_forms:
        written = _TIME.sub("", cell) if form.endswith(_WITH_TIME) else cell
        parts = _DAYS[form.removesuffix(_WITH_TIME)].fullmatch(written)
        if parts:
            year = int(parts["year"] if len(parts["year"]) == 4 else f"20{parts['year']}")
            try:
                read = date(year, int(parts["month"]), int(parts["day"]))
            except ValueError:
                break
            if read.year in _YEARS:
                return read
    raise CsvFault(f"line {line}: the {what} {cell[:40]!r} is no date as this bank writes it")
