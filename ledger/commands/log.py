"""The command log: who changed the ledger, when, with which command and file, and what came of it."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands.app import app
from ledger.commands.desk import give, heading_today, open_ledger, say, state_named, wanted_format
from ledger.commands.options import Format, FormatOption, OutputOption, parse_day

if TYPE_CHECKING:
    from db.logged import LoggedReading


@app.command("log")
def log(
    ctx: typer.Context,
    state: Annotated[str, typer.Option("--state", metavar="STATE", help="Only what was done about this State.")] = "",
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="From this day on (UTC).")] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Say who changed the ledger, when, with which command and which file, and what came of it.

    Example: isu log --since 2017-01-01 --state CIV
    """
    from db.logged import logged_commands, versions
    from reports.log import log as table_of
    from reports.log import sentences

    first = parse_day(since) if since else date.min
    with open_ledger(ctx) as store:
        iso3 = state_named(store.db, state).iso3 if state else None
        found: list[LoggedReading] = [
            each for each in logged_commands(store.db, state=iso3) if each.recorded_at.date() >= first
        ]
        brought = [] if iso3 else [each for each in versions(store.db) if each[2].date() >= first]
        table = table_of(heading_today(store.db), store.db, found, brought, iso3)
    if wanted_format(chosen, output) is not Format.TABLE:
        give(table, chosen, output)
        return
    for line in sentences(table):
        say(line)
