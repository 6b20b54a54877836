"""The options that several commands share, and how what is typed there is read.

Apart so that a date, a format and a file mean the same everywhere.
"""

import re
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from db.errors import LedgerError


class NotADate(LedgerError):
    """Refuse what is no day."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed!r} is no date; write year, month and day like 2017-01-27")


class NotAPeriod(LedgerError):
    """Refuse what is no period of years."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed!r} is no period of years; write it like 2016-2018")


class EndsBeforeItBegins(LedgerError):
    """Refuse a period that runs backwards."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"the period ends on {last}, before it begins on {first}; turn --from and --to round")


class WhichLastDay(LedgerError):
    """Refuse a period whose last day is not given, or given twice."""

    def __init__(self, to: str, as_of: str) -> None:
        if to and as_of:
            super().__init__(f"--to {to} and --as-of {as_of} are two last days; give one of them")
        else:
            super().__init__("the last day is missing; add --to DATE (--as-of DATE says the same)")


class Format(StrEnum):
    """How a report is given."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"
    HTML = "html"


AsOf = Annotated[
    str,
    typer.Option(
        "--as-of", metavar="DATE", help="The day asked about, like 2017-01-27: what counts is booked by then."
    ),
]
KnownAt = Annotated[
    str,
    typer.Option(
        "--known-at",
        metavar="DATE",
        help="Only what was in the ledger by the end of that day (UTC), like 2017-01-31: prints an old report again.",
    ),
]
Year = Annotated[int, typer.Argument(metavar="YEAR", min=2000, max=2999, help="The budget year, like 2017.")]
YearOption = Annotated[
    int | None,
    typer.Option(
        "--year", metavar="YEAR", min=2000, max=2999, help="The assessment year; else the newest one assessed by then."
    ),
]
FormatOption = Annotated[
    Format, typer.Option("--format", help="table for the screen; csv, json, xlsx or html for other programs.")
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        metavar="FILE",
        help="Write into this file; its ending .csv, .json, .xlsx or .html names the format.",
    ),
]
From = Annotated[str, typer.Option("--from", metavar="DATE", help="The first day, like 2017-01-01.")]
To = Annotated[str, typer.Option("--to", metavar="DATE", help="The last day, like 2017-01-26.")]
LastAsOf = Annotated[str, typer.Option("--as-of", metavar="DATE", help="The last day, as --to says it.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen, and keep nothing.")]


def parse_day(typed: str) -> date:
    """Read a day as typed: 2017-01-27. Raises NotADate."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", typed.strip()):
        raise NotADate(typed)
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise NotADate(typed) from None


def last_day(to: str, as_of: str) -> date:
    """Read the last day of a period, given under one of its two names, or the same under both. Raises WhichLastDay."""
    given = {parse_day(typed) for typed in (to, as_of) if typed}
    if len(given) != 1:
        raise WhichLastDay(to, as_of)
    return given.pop()


def parse_known_at(typed: str) -> datetime | None:
    """Read the day up to whose end facts count; nothing is everything known."""
    return datetime.combine(parse_day(typed), time.max, tzinfo=UTC) if typed else None


def parse_period(typed: str) -> tuple[int, int]:
    """Read a period of years: 2016-2018, or one year."""
    found = re.fullmatch(r"(2\d{3})(?:\s*[-–]\s*(2\d{3}))?", typed.strip())
    if found is None or int(found[2] or found[1]) < int(found[1]):
        raise NotAPeriod(typed)
    return int(found[1]), int(found[2] or found[1])
