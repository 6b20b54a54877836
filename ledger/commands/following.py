"""Commands that follow letters up: what is due next, the outreach brief, a run with what became of its letters."""

from typing import Annotated

import typer

from ledger.commands.desk import decide_letters, give, heading_on, open_ledger, picture_of
from ledger.commands.followed import followed
from ledger.commands.options import (
    AsOf,
    Format,
    FormatOption,
    KnownAt,
    OutputOption,
    YearOption,
    parse_day,
    parse_known_at,
)
from ledger.commands.reporting import letters_app, report_app


@letters_app.command("due")
def letters_due(
    ctx: typer.Context,
    as_of: AsOf,
    year: YearOption = None,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Say what should happen next with the States that owe: reminder, call, letter of the President; nothing by itself.

    Example: isu letters due --as-of 2017-05-02
    """
    from ledger.rules.escalation import STEPS
    from reports.outreach import due

    with open_ledger(ctx) as store:
        picture = picture_of(store, parse_day(as_of), None, year)
        table = due(picture, decide_letters(store, picture), followed(store, picture), STEPS)
    give(table, chosen, output)


@report_app.command("outreach")
def report_outreach(
    ctx: typer.Context,
    as_of: AsOf,
    year: YearOption = None,
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Outreach brief, confidential: who owes most, share, years, last contact, next step.

    Example: isu report outreach --as-of 2017-01-27
    """
    from ledger.rules.escalation import STEPS
    from reports.outreach import outreach

    with open_ledger(ctx) as store:
        picture = picture_of(store, parse_day(as_of), parse_known_at(known_at), year)
        table = outreach(picture, followed(store, picture), STEPS)
    give(table, chosen, output)


@report_app.command("letters")
def report_letters(
    ctx: typer.Context,
    as_of: AsOf,
    run: Annotated[
        str, typer.Option("--run", metavar="RUN", help="As in `isu letters runs`: W1; else the newest to all States.")
    ] = "",
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Letters and non-letters of a run as it was written: reference, date, channel, language, or the reason for none.

    Example: isu report letters --as-of 2017-01-30 --run W1
    """
    from db import facts, letters
    from ledger.books.lettering import find_run, newest_run
    from reports.letter_history import of_run

    day, known = parse_day(as_of), parse_known_at(known_at)
    with open_ledger(ctx) as store:
        found = find_run(store.db, run, known_at=known) if run else newest_run(store.db, day, known_at=known)
        held = letters.letters(store.db, run=found.id, known_at=known)
        states = facts.states(store.db, as_of=day, known_at=known)
        events = letters.events(store.db, known_at=known)
        table = of_run(heading_on(store.db, day, known), found, held, events, states)
    give(table, chosen, output)
