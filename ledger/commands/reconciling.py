"""The command report reconciliation: a month of the bank beside the books, with a difference of 0.00."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from db.errors import LedgerError
from db.moments import last_of_month
from ledger.commands.desk import give, heading_on, open_ledger
from ledger.commands.options import Format, FormatOption, KnownAt, OutputOption, parse_day, parse_known_at
from ledger.commands.reporting import report_app

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from db.bank_readings import BankLineReading
    from db.store import Store
    from ledger.commands.papers import AccountPapers
    from reports.books_side import BooksSide
    from reports.table import Identity, Table


class NotAMonth(LedgerError):
    """Refuse what is no month."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed!r} is no month; write year and month like 2017-01")


class NotThatMonth(LedgerError):
    """Refuse a month and a day of another one."""

    def __init__(self, of_month: str, last: date) -> None:
        super().__init__(f"{last} is no day of {of_month}; give --month, or --as-of for a month up to that day")


def month(typed: str) -> tuple[date, date]:
    """Read a month, as its first and last day. Raises NotAMonth.

    >>> month("2016-02")[1]
    datetime.date(2016, 2, 29)
    """
    found = re.fullmatch(r"(\d{4})-(\d\d)", typed.strip())
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 2:
        raise NotAMonth(typed)
    year, number = int(found[1]), int(found[2])
    first = date(year, number, 1)
    return first, last_of_month(first)


def days_of(of_month: str, as_of: str) -> tuple[date, date]:
    """Read a month, or a day that stands for its month up to it, as first and last day. Raises NotAMonth.

    >>> days_of("", "2016-02-10")
    (datetime.date(2016, 2, 1), datetime.date(2016, 2, 10))
    """
    if not as_of:
        return month(of_month)
    last = parse_day(as_of)
    if of_month and not month(of_month)[0] <= last <= month(of_month)[1]:
        raise NotThatMonth(of_month, last)
    return last.replace(day=1), last


@report_app.command("reconciliation")
def report_reconciliation(
    ctx: typer.Context,
    of_month: Annotated[str, typer.Option("--month", metavar="MONTH", help="The month, like 2017-01.")] = "",
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="The month of this day up to it, in place of --month.")
    ] = "",
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Reconcile a month: the bank's balances, each receipt and its class, fees, the books' balance, the difference.

    Example: isu report reconciliation --month 2017-01
    """
    from db import bank_papers
    from db.moments import long_date

    (first, last), known = days_of(of_month, as_of), parse_known_at(known_at)
    with open_ledger(ctx) as store:
        until = bank_papers.data_until(store.db, known_at=known)
        is_whole = until is None or not first <= until < last
        table = reconciliation_table(store, first, last if is_whole or until is None else until, known)
    if not is_whole and until:
        notes = (f"The month is not complete: the bank data run until {long_date(until)}.", *table.notes)
        table = replace(table, notes=notes)
    elif last.month == (last + timedelta(days=1)).month:
        table = replace(table, notes=(f"The month is asked about until {long_date(last)}.", *table.notes))
    give(table, chosen, output)


class BothSides(NamedTuple):
    """What the reconciliations of all days have in common: the bank's papers, and the side of the books."""

    papers: "Sequence[AccountPapers]"
    books: "BooksSide"


def both_sides(store: "Store", known: datetime | None) -> BothSides:
    """Read what every reconciliation needs, as known at a moment."""
    from ledger.commands.papers import papers_of

    papers = papers_of(store.db, known)
    return BothSides(papers, _books_side(store.db, papers, known))


def reconciliation_table(
    store: "Store", first: date, last: date, known: datetime | None, sides: BothSides | None = None
) -> "Table":
    """Build the reconciliation of the days from first to last; ``sides`` if they were read already."""
    from db import balances
    from ledger.commands.papers import ties_of
    from ledger.rules.identification import is_automatic
    from reports.reconciliation import reconciliation

    lines = _lines_in_francs(store.db, known, (first, last))
    shown_on = _shown_on(lines, last)
    day_before = date.fromordinal(first.toordinal() - 1)
    papers, books = sides or both_sides(store, known)
    return reconciliation(
        heading_on(store.db, last, known),
        (first, last),
        ties_of(papers, lines, (first, last)),
        lines,
        books,
        {each.id: each for each in balances.receipts(store.db, as_of=shown_on, known_at=known)},
        balances.applications(store.db, as_of=shown_on, known_at=known),
        (
            balances.charges(store.db, as_of=day_before, known_at=known),
            balances.charges(store.db, as_of=last, known_at=known),
        ),
        is_automatic,
    )


def identities_of_months(
    store: "Store", months: "Iterable[tuple[date, date]]", both: BothSides
) -> "Iterator[list[Identity]]":
    """Give the control figures of the reconciliation of each month, as ``reconciliation_table`` has them.

    The books are gone over once for all months, and no table is built.
    """
    from bisect import bisect_left, bisect_right

    from db import balances
    from ledger.commands.papers import ties_of
    from reports.reconciliation import difference_of, identities, sides_of

    papers, books = both
    came_on = {each.id: each.value_date for each in balances.receipts(store.db, as_of=date.max)}
    held = sorted(_lines_in_francs(store.db, None, None), key=lambda line: line.booked_on)
    days = [line.booked_on for line in held]
    for first, last in months:
        lines = held[bisect_left(days, first) : bisect_right(days, last)]
        shown_on = _shown_on(lines, last)
        there = {line.receipt_id for line in lines if came_on.get(line.receipt_id or 0, date.max) <= shown_on}
        ties = ties_of(papers, lines, (first, last))
        yield list(identities(ties, *sides_of(lines, there), difference_of(ties, books, last)))


def _lines_in_francs(
    db: "sqlite3.Connection", known: datetime | None, booked: "tuple[date, date] | None"
) -> "list[BankLineReading]":
    from db import bank_papers

    found = bank_papers.bank_lines(db, known_at=known, booked=booked)
    return [line for line in found if line.currency == bank_papers.FRANCS]


def _shown_on(lines: "Sequence[BankLineReading]", last: date) -> date:
    """Give the day as of which a month's receipts are shown: the last of its days and of their value dates."""
    return max([last, *(line.value_date for line in lines)])


def difference_of_month(store: "Store", first: date, last: date) -> "Decimal | None":
    """Give the difference between bank and books at a month's end, in CHF; nothing where it is not proven."""
    from ledger.commands.papers import ties_of
    from reports.reconciliation import difference_of

    papers, books = both_sides(store, None)
    ties = ties_of(papers, _lines_in_francs(store.db, None, (first, last)), (first, last))
    return difference_of(ties, books, last)


def _books_side(db: "sqlite3.Connection", papers: "Sequence[AccountPapers]", known: datetime | None) -> "BooksSide":
    from db import balances
    from db.vocabulary import Account, Act
    from ledger.commands.chain_of import dated_gaps
    from reports.books_side import books_side

    returned = balances.moved_by_day(db, Account.BANK, act=Act.RETURN, known_at=known)
    return books_side(
        _lines_in_francs(db, known, None),
        {each.id: each for each in balances.receipts(db, as_of=date.max, known_at=known)},
        bank=balances.moved_by_day(db, Account.BANK, known_at=known),
        returned=[(on, -moved) for on, moved in returned],
        before_chf=_before(papers),
        gaps=dated_gaps(db, known_at=known),
    )


def _before(papers: "Iterable[AccountPapers]") -> "Decimal | None":
    """Give what the accounts in francs held before their first statements; nothing if one of these does not say it."""
    from reports.picture import sum_chf

    openings = [each.statements[0].opening for each in papers]
    held = [opening for opening in openings if opening is not None]
    return sum_chf(held) if len(held) == len(openings) else None
