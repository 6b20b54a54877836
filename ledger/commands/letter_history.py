"""Commands that tell what became of letters: sent, delivered, acknowledged, replied, history."""

from typing import Annotated

import typer

from ledger.commands.desk import day_or_today, give, heading_on, open_ledger, say, state_named, write_books
from ledger.commands.history_of import lines_of
from ledger.commands.options import Format, FormatOption, OutputOption
from ledger.commands.reporting import letters_app

States = Annotated[list[str], typer.Argument(metavar="STATE…", help="Codes or names of States.")]
OnDay = Annotated[str, typer.Option("--on", metavar="DATE", help="The day; else today.")]
Channel = Annotated[str, typer.Option("--channel", help="e-mail, post, by hand; else that of its address.")]
Words = Annotated[str, typer.Option("--words", help="What was said, or by whom it was handed over.")]


def _tell(ctx: typer.Context, states: list[str], kind: str, on: str, channel: str, words: str) -> None:
    from ledger.books.lettering import tell_event

    day = day_or_today(on)
    with open_ledger(ctx) as store, write_books(store) as books:
        found = [state_named(store.db, each) for each in states]
        letters = [
            tell_event(books, state.iso3, kind, name=state.name_en, on=day, channel=channel, words=words)
            for state in found
        ]
    for state, letter in zip(found, letters, strict=True):
        say(f"{letter.reference} to {state.name_en}: {kind} on {day}.")
    say(f"Next: isu letters history {found[-1].iso3}")


@letters_app.command("sent")
def letters_sent(ctx: typer.Context, states: States, on: OnDay = "", channel: Channel = "", words: Words = "") -> None:
    """Say that the newest letters to States were sent.

    Example: isu letters sent CIV MLI --on 2017-01-30
    """
    _tell(ctx, states, "sent", on, channel, words)


@letters_app.command("delivered")
def letters_delivered(
    ctx: typer.Context, states: States, on: OnDay = "", channel: Channel = "", words: Words = ""
) -> None:
    """Say that the newest letters to States were delivered, as by hand of the President.

    Example: isu letters delivered CIV --on 2017-02-10 --channel "by hand" --words "the President, at the Palais"
    """
    _tell(ctx, states, "delivered", on, channel, words)


@letters_app.command("acknowledged")
def letters_acknowledged(
    ctx: typer.Context, states: States, on: OnDay = "", channel: Channel = "", words: Words = ""
) -> None:
    """Say that States acknowledged their newest letters.

    Example: isu letters acknowledged CIV --on 2017-02-03
    """
    _tell(ctx, states, "acknowledged", on, channel, words)


@letters_app.command("replied")
def letters_replied(
    ctx: typer.Context, states: States, on: OnDay = "", channel: Channel = "", words: Words = ""
) -> None:
    """Say that States replied to their newest letters.

    Example: isu letters replied CIV --on 2017-02-20 --words "note verbale 41: payment in March"
    """
    _tell(ctx, states, "replied", on, channel, words)


@letters_app.command("history")
def letters_history(
    ctx: typer.Context,
    state: Annotated[str, typer.Argument(metavar="STATE", help="A code or a name.")],
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="Up to this day; else today.")] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Tell all between the office and a State, by day: letters or why none, what became of them, calls, receipts.

    Example: isu letters history CIV
    """
    from db import facts
    from ledger.rules.naming import find_state
    from reports.letter_history import history

    day = day_or_today(as_of)
    with open_ledger(ctx) as store:
        found = find_state(state, facts.states(store.db, as_of=day))
        table = history(heading_on(store.db, day), found, lines_of(store, found.iso3, day))
    give(table, chosen, output)
