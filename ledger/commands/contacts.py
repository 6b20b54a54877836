"""Commands for what is said with States between letters: hold, release, holds, contact."""

from enum import StrEnum
from typing import Annotated

import typer

from ledger.commands.app import app
from ledger.commands.desk import day_or_today, give, heading_on, open_ledger, say, state_named, write_books
from ledger.commands.options import Format, FormatOption, OutputOption, parse_day

contact_app = typer.Typer(no_args_is_help=True, help="What was said with States: calls, meetings, promises.")
app.add_typer(contact_app, name="contact")
State = Annotated[str, typer.Argument(metavar="STATE", help="A code or a name.")]
OnDay = Annotated[str, typer.Option("--on", metavar="DATE", help="The day; else today.")]


class ContactKind(StrEnum):
    """How a State was spoken with, or that it promised to pay."""

    CALL = "call"
    MEETING = "meeting"
    MESSAGE = "message"
    PROMISE = "promise"


@app.command()
def hold(
    ctx: typer.Context,
    state: State,
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The last day of the hold.")],
    why: Annotated[str, typer.Option("--why", help="Why, for those who ask later.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The first day; else today.")] = "",
) -> None:
    """Write no letters to a State until a day, that day included; it ends by itself.

    Example: isu hold CIV --on 2017-02-01 --until 2017-03-31 --why "its parliament votes in March"
    """
    from db.moments import long_date
    from ledger.books import contacting

    until_on = parse_day(until)
    with open_ledger(ctx) as store, write_books(store) as books:
        found = state_named(store.db, state)
        contacting.hold(books, found.iso3, name=found.name_en, from_on=day_or_today(on), until_on=until_on, why=why)
    say(f"{found.name_en} gets no letter until {long_date(until_on)}. Undo: isu release {found.iso3} --why …")


@app.command()
def release(
    ctx: typer.Context,
    state: State,
    why: Annotated[str, typer.Option("--why", help="Why it is written to again.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The first day without the hold; else today.")] = "",
) -> None:
    """End the hold on a State's letters before its day.

    Example: isu release CIV --why "the vote was held"
    """
    from ledger.books import contacting

    with open_ledger(ctx) as store, write_books(store) as books:
        found = state_named(store.db, state)
        contacting.release(books, found.iso3, name=found.name_en, on=day_or_today(on), why=why)
    say(f"{found.name_en} is written to again. Hold it anew: isu hold {found.iso3} --until DATE --why …")


@app.command()
def holds(
    ctx: typer.Context,
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="As they stood on this day; else today.")] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """List the holds on letters, those that ended too.

    Example: isu holds
    """
    from db import contacts
    from reports.contacts import holds as list_of

    day = day_or_today(as_of)
    with open_ledger(ctx) as store:
        table = list_of(heading_on(store.db, day), contacts.holds(store.db, as_of=day))
    give(table, chosen, output)


@contact_app.command("add")
def contact_add(
    ctx: typer.Context,
    state: State,
    kind: Annotated[ContactKind, typer.Option("--kind", help="call, meeting, message or promise.")],
    words: Annotated[str, typer.Option("--words", help="What was said, by whom.")],
    on: OnDay = "",
    until: Annotated[
        str, typer.Option("--until", metavar="DATE", help="Of a promise: the day until which it pays.")
    ] = "",
) -> None:
    """Keep what was said with a State. A promise holds its letters until its day has passed, that day included.

    Example: isu contact add CIV --kind promise --on 2017-02-10 --until 2017-02-28 --words "payment is ordered"
    """
    from ledger.books import contacting

    until_on = parse_day(until) if until else None
    with open_ledger(ctx) as store, write_books(store) as books:
        found = state_named(store.db, state)
        contact = contacting.add_contact(
            books, found.iso3, kind.value, on=day_or_today(on), words=words, until_on=until_on
        )
    say(f"Kept: {contact.label}, {kind.value} with {found.name_en} on {contact.contacted_on}.")
    say(f"Undo: isu contact withdraw {contact.label} --why …")


@contact_app.command("withdraw")
def contact_withdraw(
    ctx: typer.Context,
    contact: Annotated[str, typer.Argument(metavar="CONTACT", help="As in `isu contact list`: C3.")],
    why: Annotated[str, typer.Option("--why", help="Why it is taken back.")],
) -> None:
    """Take back a contact that was entered by mistake.

    Example: isu contact withdraw C3 --why "it was another State"
    """
    from ledger.books import contacting

    with open_ledger(ctx) as store, write_books(store) as books:
        found = contacting.find_contact(books, contact)
        contacting.withdraw_contact(books, found, why=why)
    say(f"{found.label} of {found.state} counts no more. Enter it anew: isu contact add …")


@contact_app.command("list")
def contact_list(
    ctx: typer.Context,
    state: Annotated[str, typer.Option("--state", metavar="STATE", help="Only of this State.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="Up to this day; else today.")] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """List what was said with States, and which promises were kept until when.

    Example: isu contact list --state CIV
    """
    from db import contacts
    from reports.contacts import contacts as list_of

    day = day_or_today(as_of)
    with open_ledger(ctx) as store:
        held = contacts.contacts(store.db, as_of=day)
        wanted = state_named(store.db, state).iso3 if state else ""
        shown = [each for iso3, of_state in held.items() for each in of_state if wanted in ("", iso3)]
        table = list_of(heading_on(store.db, day), shown)
    give(table, chosen, output)
