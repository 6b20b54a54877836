"""The command report reconciliation: a month of the bank beside the books, with a difference of 0.00."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from db.moments import last_of_month
from ledger.commands.desk import give, heading_on, open_ledger
from ledger.commands.options import Format, FormatOption, KnownAt, OutputOption, parse_day, parse_known_at
from ledger.commands.reporting import report_app

if TYPE_CHECKING:
    import sqlite3
    from decimal import Decimal

    from db.store import Store
    from reports.reconciliation import BooksSide
    from reports.table import Table


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


def reconciliation_table(store: "Store", first: date, last: date, known: datetime | None) -> "Table":
    """Build the reconciliation of the days from first to last."""
    from db import balances, bank_papers
    from ledger.commands.papers import ties_of
    from ledger.rules.identification import is_automatic
    from reports.reconciliation import reconciliation

    in_francs = [
        line for line in bank_papers.bank_lines(store.db, known_at=known) if line.currency == bank_papers.FRANCS
    ]
    lines = [line for line in in_francs if first <= line.booked_on <= last]
    shown_on = max([last, *(line.value_date for line in lines)])
    day_before = date.fromordinal(first.toordinal() - 1)
    heading = heading_on(store.db, last, known)
    return reconciliation(
        heading,
        (first, last),
        ties_of(store, lines, (first, last), known),
        lines,
        _books_side(store.db, last, known),
        {each.id: each for each in balances.receipts(store.db, as_of=shown_on, known_at=known)},
        balances.applications(store.db, as_of=shown_on, known_at=known),
        (
            balances.charges(store.db, as_of=day_before, known_at=known),
            balances.charges(store.db, as_of=last, known_at=known),
        ),
        is_automatic,
    )


def difference_of_month(store: "Store", first: date, last: date) -> "Decimal | None":
    """Give the difference between bank and books at a month's end, in CHF; nothing where it is not proven."""
    from db import bank_papers
    from ledger.commands.papers import ties_of
    from reports.reconciliation import difference_of

    lines = [
        line
        for line in bank_papers.bank_lines(store.db)
        if line.currency == bank_papers.FRANCS and first <= line.booked_on <= last
    ]
    return difference_of(ties_of(store, lines, (first, last)), _books_side(store.db, last, None), last)


def _books_side(db: "sqlite3.Connection", last: date, known: datetime | None) -> "BooksSide":
    from db import balances, bank_papers
    from db.vocabulary import Account
    from ledger.commands.chain_of import gaps_of
    from reports.picture import sum_chf
    from reports.reconciliation import BooksSide

    return BooksSide(
        bank_chf=balances.account_balances(db, as_of=last, known_at=known)[Account.BANK],
        before_chf=_before(db, known),
        gaps=gaps_of(db, as_of=last, known_at=known),
        lines=[line for line in bank_papers.bank_lines(db, known_at=known) if line.currency == bank_papers.FRANCS],
        receipts={each.id: each for each in balances.receipts(db, as_of=date.max, known_at=known)},
        returned_chf=sum_chf(each.returned_chf for each in balances.receipts(db, as_of=last, known_at=known)),
    )


def _before(db: "sqlite3.Connection", known: datetime | None) -> "Decimal | None":
    """Give what the accounts in francs held before their first statements; nothing if one of these does not say it."""
    from db import bank_papers
    from ledger.commands.chain_of import in_chain
    from reports.picture import sum_chf

    openings = []
    for (_, currency), account in bank_papers.bank_accounts(db).items():
        statements = in_chain(db, bank_papers.bank_statements(db, known_at=known, account=account))
        if currency == bank_papers.FRANCS and statements:
            openings.append(statements[0].opening)
    held = [opening for opening in openings if opening is not None]
    return sum_chf(held) if len(held) == len(openings) else None
