"""Commands that read: report, letters, why, update, workbook, check."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands.app import app
from ledger.commands.desk import decide_letters, give, open_ledger, picture_of, say
from ledger.commands.options import (
    AsOf,
    EndsBeforeItBegins,
    Format,
    FormatOption,
    From,
    KnownAt,
    LastAsOf,
    OutputOption,
    To,
    YearOption,
    last_day,
    parse_day,
    parse_known_at,
)
from ledger.commands.progress import working

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.picture import Picture
    from reports.table import Table

report_app = typer.Typer(no_args_is_help=True, help="The reports, as of any day.")
letters_app = typer.Typer(no_args_is_help=True, help="Who is written to, who is not, and why.")
app.add_typer(report_app, name="report")
app.add_typer(letters_app, name="letters")


@report_app.command("status")
def report_status(
    ctx: typer.Context,
    as_of: AsOf,
    year: YearOption = None,
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Status of contributions: every State, what it owes and what it paid.

    Example: isu report status --as-of 2017-01-27
    """
    from reports.status import status, take_year_before

    day, known = parse_day(as_of), parse_known_at(known_at)
    with open_ledger(ctx) as store:
        picture = picture_of(store, day, known, year)
        table = status(picture, take_year_before(store.db, picture))
    give(table, chosen, output)


@report_app.command("receipts")
def report_receipts(
    ctx: typer.Context,
    from_: From,
    to: To = "",
    as_of: LastAsOf = "",
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Receipts booked between two days, tied to the bank: opening + receipts - paid out = closing.

    Example: isu report receipts --from 2017-01-01 --to 2017-01-26
    """
    from ledger.commands.papers import receipts_table

    first, last, known = parse_day(from_), last_day(to, as_of), parse_known_at(known_at)
    if first > last:
        raise EndsBeforeItBegins(first, last)
    with open_ledger(ctx) as store:
        table = receipts_table(store, first, last, known)
    give(table, chosen, output)


@report_app.command("arrears")
def report_arrears(
    ctx: typer.Context,
    as_of: AsOf,
    year: YearOption = None,
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Outstanding contributions by year of assessment.

    Example: isu report arrears --as-of 2017-01-27 --format csv
    """
    from reports.arrears import arrears_of, take_owed

    day, known = parse_day(as_of), parse_known_at(known_at)
    with open_ledger(ctx) as store:
        table = arrears_of(take_owed(store.db, as_of=day, known_at=known, year=year))
    give(table, chosen, output)


@report_app.command("balances")
def report_balances(
    ctx: typer.Context,
    as_of: AsOf,
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """What every State was asked, paid and owes on each line, all years together.

    Example: isu report balances --as-of 2017-01-27 --format csv
    """
    from reports.balances import balances

    day, known = parse_day(as_of), parse_known_at(known_at)
    with open_ledger(ctx) as store:
        table = balances(store.db, as_of=day, known_at=known)
    give(table, chosen, output)


@report_app.command("prepaid")
def report_prepaid(
    ctx: typer.Context,
    as_of: AsOf,
    year: YearOption = None,
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """States paid in advance: the year is covered on the day of the letters.

    Example: isu report prepaid --as-of 2017-01-27 --format json
    """
    from reports.prepaid import prepaid

    give(report_of(ctx, prepaid, as_of, year, known_at), chosen, output)


@report_app.command("statement")
def report_statement(
    ctx: typer.Context,
    state: Annotated[str, typer.Argument(metavar="STATE", help="A code or a name: CIV, CI, Ivory Coast.")],
    as_of: AsOf,
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Statement of account of one State: contributions, revisions and receipts by day, with the balance.

    Example: isu report statement CIV --as-of 2017-01-27
    """
    from db import balances, facts
    from ledger.rules.allocation import ORDER_IN_FORCE
    from ledger.rules.naming import find_state
    from reports.picture import take_picture
    from reports.statement import statement

    day, known = parse_day(as_of), parse_known_at(known_at)
    with open_ledger(ctx) as store:
        found = find_state(state, facts.states(store.db, as_of=day, known_at=known))
        picture = take_picture(store.db, as_of=day, known_at=known, state=found.iso3)
        lines = balances.account_lines(store.db, as_of=day, known_at=known, state=found.iso3)
    give(statement(picture, found, lines, rules=[ORDER_IN_FORCE]), chosen, output)


def report_of(
    ctx: typer.Context, build: "Callable[[Picture], Table]", as_of: str, year: int | None, known_at: str
) -> "Table":
    """Build a report that needs one picture."""
    day, known = parse_day(as_of), parse_known_at(known_at)
    with open_ledger(ctx) as store:
        return build(picture_of(store, day, known, year))


@letters_app.command("list")
def letters_list(
    ctx: typer.Context,
    as_of: AsOf,
    year: YearOption = None,
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """One row for every State Party: written to or not, and the reason.

    Example: isu letters list --as-of 2017-01-27
    """
    from reports.letters import letters

    day, known = parse_day(as_of), parse_known_at(known_at)
    with open_ledger(ctx) as store:
        picture = picture_of(store, day, known, year)
        table = letters(picture, decide_letters(store, picture))
    give(table, chosen, output)


@letters_app.command("mailing-list")
def letters_mailing_list(
    ctx: typer.Context,
    as_of: AsOf,
    output: Annotated[Path, typer.Option("--output", metavar="FILE", help="A file ending in .xlsx or .csv.")],
    year: YearOption = None,
) -> None:
    """Write the mailing list for a mail merge: addresses and amounts of the States that are written to.

    Example: isu letters mailing-list --as-of 2017-01-27 --output letters.xlsx
    """
    from ledger.commands.papers import write_mailing_list

    day = parse_day(as_of)
    with open_ledger(ctx) as store:
        picture = picture_of(store, day, None, year)
        count = write_mailing_list(picture, decide_letters(store, picture), output)
    say(f"Written: {output}, {count} letters.")


@app.command()
def why(
    ctx: typer.Context,
    state: Annotated[str, typer.Argument(metavar="STATE", help="A code or a name: CIV, CI, Ivory Coast.")],
    as_of: AsOf,
    known_at: KnownAt = "",
) -> None:
    """Tell why a State is written to or not: its whole story, with figures and dates.

    Example: isu why "Ivory Coast" --as-of 2017-01-27
    """
    import textwrap

    from db import facts
    from ledger.commands.history_of import lines_of
    from ledger.rules.naming import find_state
    from reports.picture import take_picture
    from reports.why import why as story
    from reports.writers.cells import heading_lines, printable

    day, known = parse_day(as_of), parse_known_at(known_at)
    with open_ledger(ctx) as store:
        found = find_state(state, facts.states(store.db, as_of=day, known_at=known))
        picture = take_picture(store.db, as_of=day, known_at=known, state=found.iso3)
        decision = next((each for each in decide_letters(store, picture) if each.state == found.iso3), None)
        past = lines_of(store, found.iso3, day, known_at=known, with_receipts=False)
    for line in heading_lines(picture.heading, f"why {found.name_en}"):
        say(line)
    for sentence in story(picture, found, decision, past):
        unbroken = printable(sentence).replace("CHF ", "CHF\N{NO-BREAK SPACE}")
        filled = textwrap.fill(unbroken, 100, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)
        say(filled.replace("\N{NO-BREAK SPACE}", " "))


@app.command()
def update(ctx: typer.Context, as_of: AsOf, year: YearOption = None, known_at: KnownAt = "") -> None:
    """Say the update as the director gives it in the meeting.

    Example: isu update --as-of 2017-01-27
    """
    from ledger.commands.chain_of import gaps_of
    from reports.update import update as text

    day, known = parse_day(as_of), parse_known_at(known_at)
    with open_ledger(ctx) as store:
        picture = picture_of(store, day, known, year)
        gaps = gaps_of(store.db, as_of=day, known_at=known)
        decisions = decide_letters(store, picture)
    say(text(picture, decisions, gaps))


@app.command()
def workbook(
    ctx: typer.Context,
    as_of: AsOf,
    output: Annotated[Path, typer.Option("--output", metavar="FILE.xlsx", help="The workbook to write.")],
    year: YearOption = None,
    known_at: KnownAt = "",
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="Receipts from here; else the year's.")] = "",
    public: Annotated[bool, typer.Option("--public", help="Without the confidential outreach brief.")] = False,
) -> None:
    """Write the President's workbook: summary, then status, arrears, receipts, letters, outreach, cover, checks.

    Example: isu workbook --as-of 2017-01-27 --output 2017-01-27.xlsx --public
    """
    from ledger.commands.presidents import write_presidents_workbook

    day, known = parse_day(as_of), parse_known_at(known_at)
    with open_ledger(ctx) as store, working("Writing the workbook"):
        picture = picture_of(store, day, known, year)
        decisions = decide_letters(store, picture)
        first = parse_day(since) if since else None
        if first and first > day:
            raise EndsBeforeItBegins(first, day)
        write_presidents_workbook(store, picture, decisions, output, since=first, is_public=public)
    say(f"Written: {output}")
