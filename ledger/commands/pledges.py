"""Commands for pledges of voluntary contributions, and the report on them."""

from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands import clock
from ledger.commands.app import app
from ledger.commands.desk import day_or_today, give, heading_on, open_ledger, say, state_named, write_books
from ledger.commands.options import AsOf, Format, FormatOption, KnownAt, OutputOption, parse_day, parse_known_at
from ledger.commands.reporting import report_app

if TYPE_CHECKING:
    import sqlite3
    from datetime import date, datetime

pledge_app = typer.Typer(no_args_is_help=True, help="Announced voluntary contributions: promises, never arrears.")
app.add_typer(pledge_app, name="pledge")


@pledge_app.command("add")
def pledge_add(
    ctx: typer.Context,
    state: Annotated[str, typer.Argument(metavar="STATE", help="A code or a name.")],
    what: Annotated[str, typer.Argument(metavar="YEAR/LINE=CHF", help="For which line and how much: 2017/7c=5000.00.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day on which it was pledged; else today.")] = "",
    why: Annotated[str, typer.Option("--why", help="Where it was said, for those who ask later.")] = "",
) -> None:
    """Enter a pledge. Money that the State or you designate to that line and year fulfils it, oldest pledge first.

    Example: isu pledge add NOR 2017/7c=5000.00 --on 2017-01-20 --why "letter of 20 January"
    """
    from db.money import with_chf
    from ledger.books.pledging import add_pledge
    from ledger.intake.targets import NotATarget, target

    part = target(what)
    if part.year is None:
        raise NotATarget(what)
    pledged_on = day_or_today(on)
    with open_ledger(ctx) as store, write_books(store) as books:
        found = state_named(store.db, state)
        pledge = add_pledge(
            books,
            found.iso3,
            part.year,
            part.line,
            part.amount_chf,
            pledged_on=pledged_on,
            today=clock.today(),
            why=why,
        )
    say(f"Pledge {pledge.label}: {found.name_en} promises {with_chf(pledge.amount_chf)} to {part.line} of {part.year}.")
    say(f"Undo: isu pledge cancel {pledge.label} --why …")


@pledge_app.command("cancel")
def pledge_cancel(
    ctx: typer.Context,
    pledge: Annotated[str, typer.Argument(metavar="PLEDGE", help="As in `isu pledge list`: P3.")],
    why: Annotated[str, typer.Option("--why", help="Why it will not come.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="From this day; else today.")] = "",
) -> None:
    """Take a pledge back; what was received for it stays.

    Example: isu pledge cancel P3 --why "note verbale of 3 May"
    """
    from ledger.books.pledging import cancel_pledge, find_pledge

    with open_ledger(ctx) as store, write_books(store) as books:
        found = find_pledge(books, pledge)
        cancel_pledge(books, found, on=day_or_today(on), why=why)
    say(f"Pledge {found.label} is cancelled; nothing of it is expected any more. Enter it anew: isu pledge add …")


@pledge_app.command("list")
def pledge_list(
    ctx: typer.Context,
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="As they stood on this day; else today.")] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """List the pledges, what was received for each, and what is still to come.

    Example: isu pledge list
    """
    from db import balances, pledges
    from reports.voluntary import fulfilled, gifts_of
    from reports.voluntary import pledge_list as list_of

    day = day_or_today(as_of)
    with open_ledger(ctx) as store:
        held = fulfilled(pledges.pledges(store.db, as_of=day), gifts_of(balances.applications(store.db, as_of=day)))
        table = list_of(heading_on(store.db, day), _names(store.db, day), held)
    give(table, chosen, output)


@report_app.command("voluntary")
def report_voluntary(
    ctx: typer.Context,
    as_of: AsOf,
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Voluntary contributions: pledged, received, still to come, by State, year and line.

    Example: isu report voluntary --as-of 2017-01-27
    """
    from db import balances, pledges
    from reports.voluntary import voluntary

    day, known = parse_day(as_of), parse_known_at(known_at)
    with open_ledger(ctx) as store:
        held = pledges.pledges(store.db, as_of=day, known_at=known)
        applied = balances.applications(store.db, as_of=day, known_at=known)
        table = voluntary(heading_on(store.db, day, known), _names(store.db, day, known), held, applied)
    give(table, chosen, output)


def _names(db: "sqlite3.Connection", on: "date", known_at: "datetime | None" = None) -> dict[str, str]:
    from db import facts

    return {iso3: state.name_en for iso3, state in facts.states(db, as_of=on, known_at=known_at).items()}
