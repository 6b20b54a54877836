"""Read one cell of an office table, or refuse it in words that fit behind "line 7: party_from: …"."""

import re
from datetime import date
from decimal import Decimal

from db.errors import LedgerError

_ISO3 = re.compile(r"[A-Z]{3}")
_ISO2 = re.compile(r"[A-Z]{2}")
_RATE = re.compile(r"\d+(\.\d+)?")
_MIDNIGHT = re.compile(r"[ T]00:00(:00)?$")


class BadCell(LedgerError):
    """Refuse a cell."""


def filled(cell: str) -> str:
    """Give the text of a cell that must not be empty."""
    if not cell:
        raise BadCell("it is empty")
    return cell


def iso3(cell: str) -> str:
    """Read an ISO 3166-1 alpha-3 code."""
    if not _ISO3.fullmatch(cell):
        raise BadCell(f"{cell!r} is no code of three capitals, like CIV")
    return cell


def iso2(cell: str) -> str:
    """Read an ISO 3166-1 alpha-2 code."""
    if not _ISO2.fullmatch(cell):
        raise BadCell(f"{cell!r} is no code of two capitals, like CI")
    return cell


def day(cell: str) -> date:
    """Read a day as 2017-01-27; Excel's midnight behind it is cut off.

    >>> day("2017-01-27 00:00:00")
    datetime.date(2017, 1, 27)
    """
    written = _MIDNIGHT.sub("", cell)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            pass
    raise BadCell(f"{cell!r} is no date; write it like 2017-01-27")


def day_or_none(cell: str) -> date | None:
    """Read a day, or nothing."""
    return day(cell) if cell else None


def year(cell: str) -> int:
    """Read a year of this century."""
    if not re.fullmatch(r"2\d{3}", cell):
        raise BadCell(f"{cell!r} is no year; write it like 2017")
    return int(cell)


def rate(cell: str) -> Decimal:
    """Read a rate in percent: digits with at most one decimal point, from 0 to 100, exact."""
    if not _RATE.fullmatch(cell):
        raise BadCell(f"{cell!r} is no rate; write the percentage like 0.010")
    if Decimal(cell) > 100:
        raise BadCell(f"{cell!r} is more than 100 percent")
    return Decimal(cell)


def percent_of_all(cell: str) -> Decimal:
    """Read a percentage of the whole: digits with at most one decimal point, from 0 to 100, exact."""
    return rate(cell.removesuffix("%").strip())


def language(cell: str) -> str:
    """Read a language of correspondence, or nothing."""
    if cell not in ("en", "fr", "es", ""):
        raise BadCell(f"{cell!r} is no language of correspondence; write en, fr or es")
    return cell


def currency(cell: str) -> str:
    """Read the code of a currency, like CHF."""
    if not re.fullmatch(r"[A-Z]{3}", cell.strip().upper()):
        raise BadCell(f"{cell!r} is no currency; write its code, like CHF")
    return cell.strip().upper()


def account(cell: str) -> str:
    """Read a bank account, compact: letters and digits in capitals."""
    compact = re.sub(r"[\s.\-/]", "", cell).upper()
    if not re.fullmatch(r"[0-9A-Z]{4,34}", compact):
        raise BadCell(f"{cell!r} is no bank account; write the IBAN, or the account number")
    return compact
