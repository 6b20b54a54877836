"""The reports on what changed and on what a year closes with: movement, year-end schedule."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from ledger.commands.desk import give, heading_on, open_ledger, picture_of
from ledger.commands.options import (
    EndsBeforeItBegins,
    Format,
    FormatOption,
    KnownAt,
    LastAsOf,
    OutputOption,
    last_day,
    parse_day,
    parse_known_at,
)
from ledger.commands.reporting import report_app

if TYPE_CHECKING:
    from db.store import Store
    from ledger.commands.reconciling import BothSides
    from reports.movement import Side
    from reports.picture import Picture
    from reports.table import Table

DEFAULT_RATES = "1=0,2=25,3=50,4=100"
_STEP = re.compile(r"\s*(\d{1,2})\s*=\s*(100|\d{1,2}(?:\.\d{1,2})?)\s*", re.ASCII)


class KnownBackwards(LedgerError):
    """Refuse to compare one day with what was known of it earlier."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"of {on} the later knowledge would come before the earlier one; turn --known-from and --known-to round "
            "(without one of them, what is known now is meant)"
        )


class NotAYearEnd(LedgerError):
    """Refuse a schedule of no year, of two, or of a day within one."""

    def __init__(self, year: int | None, as_of: str) -> None:
        given = " and ".join(filter(None, (f"{year}" if year else "", f"--as-of {as_of}" if as_of else "")))
        super().__init__(
            f"a year-end schedule closes a year on its 31 December, and {given or 'no year'} was given; write "
            "isu report year-end 2016, or --as-of 2016-12-31; any other day: isu report arrears --as-of DATE"
        )


class NotATable(LedgerError):
    """Refuse what is no table of provisions."""

    def __init__(self, typed: str, why: str) -> None:
        super().__init__(
            f"{typed!r} is no table of provisions ({why}); write the age in years and the percentage, at most 100, "
            f"like {DEFAULT_RATES}"
        )


@report_app.command("movement")
def report_movement(
    ctx: typer.Context,
    from_: Annotated[str, typer.Option("--from", metavar="DATE", help="The day before the movement.")],
    to: Annotated[str, typer.Option("--to", metavar="DATE", help="The day after it.")] = "",
    as_of: LastAsOf = "",
    known_at: Annotated[
        str, typer.Option("--known-at", metavar="DATE", help="Both as they were known on this day.")
    ] = "",
    known_from: Annotated[
        str, typer.Option("--known-from", metavar="DATE", help="The first as it was known on this day.")
    ] = "",
    known_to: Annotated[
        str, typer.Option("--known-to", metavar="DATE", help="The second as it was known on this day.")
    ] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Movement of what every State owes between two days, or of one day between two moments of knowing it.

    Example: isu report movement --from 2016-12-31 --to 2017-01-27
    """
    from reports.movement import movement, side

    first, last = parse_day(from_), last_day(to, as_of)
    known_first, known_last = (parse_known_at(each or known_at) for each in (known_from, known_to))
    if first > last:
        raise EndsBeforeItBegins(first, last)
    if first == last and known_last and (known_first is None or known_first > known_last):
        raise KnownBackwards(first)
    with open_ledger(ctx) as store:
        table = movement(side_of(store, first, known_first), side(picture_of(store, last, known_last)))
    give(table, chosen, output)


def side_of(store: "Store", on: date, known: datetime | None) -> "Side":
    """Give the first side of a movement, also of a day on which no year was assessed yet."""
    from db import balances, facts
    from reports.movement import side, side_before_all
    from reports.picture import NothingAssessed

    try:
        return side(picture_of(store, on, known))
    except NothingAssessed:
        heading = heading_on(store.db, on, known)
        states = facts.states(store.db, as_of=on, known_at=known)
        return side_before_all(heading, states.values(), balances.receipts(store.db, as_of=on, known_at=known))


@report_app.command("year-end")
def report_year_end(
    ctx: typer.Context,
    year: Annotated[
        int | None, typer.Argument(metavar="[YEAR]", min=2000, max=2999, help="The year that closes, like 2016.")
    ] = None,
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="The 31 December it closes with, in place of YEAR.")
    ] = "",
    provision: Annotated[
        str,
        typer.Option(
            "--provision", metavar="TABLE", help="Percent by age in years: 2=25,4=100 is 25 % at 2 and 3, then 100 %."
        ),
    ] = DEFAULT_RATES,
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Year-end schedule for the auditor: receivables, provision by table, liabilities, pledges, differences.

    Example: isu report year-end 2016
    """
    rates, known, closing = read_rates(provision), parse_known_at(known_at), year_that_closes(year, as_of)
    with open_ledger(ctx) as store:
        table = year_end_table(store, closing, rates, known)
    give(table, chosen, output)


def year_that_closes(year: int | None, as_of: str) -> int:
    """Read the year of a schedule, given as such or by its 31 December. Raises NotAYearEnd.

    >>> year_that_closes(None, "2016-12-31")
    2016
    """
    day = parse_day(as_of) if as_of else None
    if day and (day.month, day.day) == (12, 31) and year in (None, day.year):
        return day.year
    if day or year is None:
        raise NotAYearEnd(year, as_of)
    return year


def year_end_table(store: "Store", year: int, rates: dict[int, Decimal], known: datetime | None) -> "Table":
    """Build the schedule of a year; ``rates`` are percent by age in years."""
    from ledger.commands.reconciling import both_sides

    day = date(year, 12, 31)
    before = closed_before(store, day, known)
    return schedule_of(store, picture_of(store, day, known), before, rates, both_sides(store, known))


def schedule_of(
    store: "Store", picture: "Picture", before: "Picture | None", rates: dict[int, Decimal], sides: "BothSides"
) -> "Table":
    """Build the schedule of the year that a picture closes; ``before`` closes the year before."""
    from db import balances, pledges
    from reports.voluntary import fulfilled, gifts_of
    from reports.year_end import year_end

    day, known = picture.as_of, picture.heading.known_at
    uses = [use for of_state in picture.applications.values() for use in of_state]
    return year_end(
        picture,
        rates,
        balances.account_balances(store.db, as_of=day, known_at=known),
        fulfilled(pledges.pledges(store.db, as_of=day, known_at=known), gifts_of(uses)),
        bank_at(store, day, known, sides),
        before,
    )


def read_rates(typed: str) -> dict[int, Decimal]:
    """Read a table of provisions: percent by age in years. Raises NotATable.

    >>> read_rates("2=12.5, 4=100")
    {2: Decimal('12.5'), 4: Decimal('100')}
    """
    found: dict[int, Decimal] = {}
    for step in typed.split(","):
        read = _STEP.fullmatch(step)
        if read is None:
            raise NotATable(typed, f"{step.strip()!r} is no age with its percentage")
        if int(read[1]) in found:
            raise NotATable(typed, f"the age {int(read[1])} stands in it twice")
        found[int(read[1])] = Decimal(read[2])
    return found


def bank_at(store: "Store", last: date, known: datetime | None, sides: "BothSides | None" = None) -> "Table":
    """Reconcile the year's last month, or the last one of it that the bank's data tell."""
    from db import bank_papers
    from ledger.commands.reconciling import reconciliation_table

    until = bank_papers.data_until(store.db, known_at=known)
    on = until if until and until < last and until.year == last.year else last
    return reconciliation_table(store, on.replace(day=1), on, known, sides)


def closed_before(store: "Store", day: date, known: datetime | None) -> "Picture | None":
    """Take the picture of the year-end before, as it is known for this one; none if nothing was assessed by then."""
    from reports.picture import NothingAssessed

    try:
        return picture_of(store, day.replace(year=day.year - 1), known)
    except NothingAssessed:
        return None
