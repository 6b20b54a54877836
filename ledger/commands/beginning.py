"""The command init: a new ledger, and what a new office says of itself."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands import clock
from ledger.commands.app import app, ledger_of, ledger_words
from ledger.commands.desk import say, write_books

if TYPE_CHECKING:
    from ledger.commands.first_use import Given

DEFAULT_NAME = "ISU-CCM"
_OWN = "your own table, CSV or .xlsx, in any layout"


Name = Annotated[str, typer.Option("--name", help="The office, as it stands above every report.")]
Notice = Annotated[str, typer.Option("--notice", help="A remark that every report shows.")]
Convention = Annotated[str, typer.Option("--convention", help="The convention, in English.")]
Iban = Annotated[str, typer.Option("--iban", help="The account to which contributions are paid.")]
Holder = Annotated[str, typer.Option("--holder", help="Whose account it is, as the bank writes it.")]
Bank = Annotated[str, typer.Option("--bank", help="The bank of the account.")]
Street = Annotated[str, typer.Option("--street", help="Street and number of the holder.")]
Postcode = Annotated[str, typer.Option("--postcode", help="Postcode of the holder.")]
City = Annotated[str, typer.Option("--city", help="City of the holder.")]
Country = Annotated[str, typer.Option("--country", help="Country of the holder, like CH.")]
Language = Annotated[
    str, typer.Option("--language", help="Of letters to a State whose language is not known: en, fr, es.")
]
Inbox = Annotated[str, typer.Option("--inbox", help="The folder for the bank's files; else inbox.")]
Papers = Annotated[str, typer.Option("--papers", help="The folder for each month's papers; else months.")]
States = Annotated[str, typer.Option("--states", metavar="FILE", help=f"The States: {_OWN}; or: shipped.")]
Scale = Annotated[str, typer.Option("--scale", metavar="FILE", help=f"The scale: {_OWN}; or: shipped (UN 2016-2018).")]
ScalePeriod = Annotated[str, typer.Option("--scale-period", metavar="YEARS", help="Its years: 2016-2018.")]
Budget = Annotated[str, typer.Option("--budget", metavar="FILE", help=f"The budgets by line: {_OWN}.")]
Opening = Annotated[str, typer.Option("--opening", metavar="FILE", help=f"What States owe from before: {_OWN}.")]
OpeningOn = Annotated[str, typer.Option("--opening-on", metavar="DAY", help="The day of these balances.")]
Yes = Annotated[bool, typer.Option("--yes", help="Ask nothing: what is not given is left for later.")]


def _named(name: str, *, asks: bool) -> str:
    """Ask for the name, unless one was given; raises OfficeNeedsAName."""
    from ledger.books.keeping import OfficeNeedsAName

    if asks and name == DEFAULT_NAME:
        typer.echo(f"The name of the office, as it stands above every report [{name}]: ", nl=False)
        with suppress(EOFError):
            name = input().strip() or name
    if not name.strip():
        raise OfficeNeedsAName
    return name


def _is_there(path: Path) -> bool:
    """Tell whether a file is there; what is wrong with its name is said in a sentence when it is created."""
    with suppress(OSError):
        return path.exists()
    return False


@app.command()
def init(
    ctx: typer.Context,
    name: Name = DEFAULT_NAME,
    notice: Notice = "",
    convention: Convention = "",
    iban: Iban = "",
    holder: Holder = "",
    bank: Bank = "",
    street: Street = "",
    postcode: Postcode = "",
    city: City = "",
    country: Country = "",
    language: Language = "",
    inbox: Inbox = "",
    papers: Papers = "",
    states: States = "",
    scale: Scale = "",
    scale_period: ScalePeriod = "",
    budget: Budget = "",
    opening: Opening = "",
    opening_on: OpeningOn = "",
    yes: Yes = False,
) -> None:
    """Make a new ledger; on a terminal it asks for what a new office needs, each question with a default.

    Bank account, folders, States, scale, budget and what is owed from before: each can be left for later. Your own
    tables may have any layout: what the columns seem to be is shown, agreed, and known the next time.

    Example: isu init --name "ISU-CCM"
    """
    from ledger.commands.first_use import Given

    said = {
        "office.convention.en": convention, "letters.language": language, "month.inbox": inbox, "month.papers": papers,
        "bank.holder": holder, "bank.bank": bank, "bank.street": street, "bank.postcode": postcode, "bank.city": city,
        "bank.country": country,
    }  # fmt: skip
    tables = {"states": states, "scale": scale, "budget": budget, "opening": opening}
    given = Given(said, tables, iban, scale_period, opening_on)
    _begin(ctx, name, notice, given, asks=not yes and sys.stdin.isatty() and sys.stdout.isatty())


def _begin(ctx: typer.Context, name: str, notice: str, given: "Given", *, asks: bool) -> None:
    """Make the ledger, and go through the questions, or through what was given. Raises LedgerExists."""
    from db.store import LedgerExists, create_store
    from ledger.books.keeping import set_office
    from ledger.commands.first_use import FirstUse

    path = ledger_of(ctx)
    if _is_there(path):
        raise LedgerExists(path)
    named = _named(name, asks=asks)
    with create_store(path, at=clock.now()) as store:
        with write_books(store) as books:
            set_office(books, named, notice)
        say(f"A new ledger for {named} is in {path}.")
        if not asks and not given.is_anything:
            say(f"Next: isu {ledger_words(path)}states import FILE")
            return
        first_use = FirstUse(ctx, store, named, given, asks)
        first_use.run()
        if first_use.refused:
            raise typer.Exit(1)
