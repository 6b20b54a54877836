"""Commands that bring balances over from before this ledger: import opening, import undo."""

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from ledger.commands.app import app
from ledger.commands.desk import give, heading_on, open_ledger, plural, say, write_books
from ledger.commands.options import DryRun, Format, OutputOption, parse_day
from ledger.commands.own_papers import as_our_table
from ledger.commands.setup import File

if TYPE_CHECKING:
    import sqlite3
    from datetime import date
    from pathlib import Path

    from db.store import Store
    from ledger.intake.opening_sheet import OpeningSheet
    from reports.table import Table

import_app = typer.Typer(no_args_is_help=True, help="Balances from before this ledger.")
app.add_typer(import_app, name="import")


class NotBroughtOver(LedgerError):
    """Refuse to bring over what was not confirmed."""

    def __init__(self, typed: str, count: int) -> None:
        super().__init__(
            f"nothing was brought over: {typed or 'nothing'} was typed, and the file has {count} balances; type that "
            f"number, or give --yes {count}"
        )


@import_app.command("opening")
def import_opening(
    ctx: typer.Context,
    file: File,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day of the balances, like 2015-12-31.")],
    yes: Annotated[int | None, typer.Option("--yes", metavar="COUNT", help="The count, not to be asked.")] = None,
    dry_run: DryRun = False,
    output: OutputOption = None,
) -> None:
    """Bring over what States owe from before this ledger, by year and line, and their credits: whole or not at all.

    The table: state, year, line, owed_chf, credit_chf; a credit has no year and line. The proof is shown first: the
    file beside what the books would hold, for every State, year and line. It asks for the count of balances.

    Example: isu import opening balances.xlsx --on 2015-12-31 --output proof.xlsx
    """
    from ledger.books.opening import bring_over

    day = parse_day(on)
    with open_ledger(ctx) as store, as_our_table(store.path, file, "opening") as (read, _):
        sheet = _sheet(store, read, file, day)
        give(_rehearsed(store, sheet, day), Format.TABLE, None)
        if dry_run:
            say("Nothing was kept: this was a dry run.")
            return
        _confirm(sheet.balances_count, yes)
        with write_books(store) as books:
            bring_over(books, sheet, on=day)
            proof = _proof(store.db, sheet, day)
    if output:
        give(proof, Format.TABLE, output)
    say(f"Brought over: {plural(sheet.balances_count, 'balance')} of {day}. Undo: isu import undo --why …")
    say("Next: isu bank import FILE…, from the first statement after that day; isu check")


def bring_over_shown(store: "Store", read: "Path", source: "Path", on: str, yes: int | None) -> int:
    """Show the proof of a file's balances, ask for their count (``yes`` of -1: nobody is asked), and bring them over.

    ``read`` is what stands in our columns in the place of ``source``. Gives the count of balances.
    """
    from ledger.books.opening import bring_over

    day = parse_day(on)
    sheet = _sheet(store, read, source, day)
    give(_rehearsed(store, sheet, day), Format.TABLE, None)
    _confirm(sheet.balances_count, sheet.balances_count if yes == -1 else yes)
    with write_books(store) as books:
        bring_over(books, sheet, on=day)
    return sheet.balances_count


def _sheet(store: "Store", read: "Path", source: "Path", day: "date") -> "OpeningSheet":
    """Read balances; the digest is that of the office's own file."""
    from hashlib import sha256

    from db import facts
    from ledger.intake.opening_sheet import read_opening

    sheet = read_opening(read, facts.states(store.db, as_of=day), on=day)
    return replace(sheet, name=source.name, digest=sha256(source.read_bytes()).hexdigest())


def _rehearsed(store: "Store", sheet: "OpeningSheet", day: "date") -> "Table":
    """Bring balances over for a trial, and give the proof of what the books would hold."""
    from ledger.books.opening import bring_over

    with write_books(store, rehearse=True) as books:
        bring_over(books, sheet, on=day)
        return _proof(store.db, sheet, day)


@import_app.command("undo")
def import_undo(
    ctx: typer.Context,
    why: Annotated[str, typer.Option("--why", help="Why they are taken back, for those who ask later.")],
    dry_run: DryRun = False,
) -> None:
    """Take back all opening balances that stand, on their own day; the corrected file can then be imported.

    What they had been paid with is free again and pays what is open. Both stay in the history.

    Example: isu import undo --why "the sheet lacked two States"
    """
    from db.money import with_chf
    from ledger.books.opening import take_back

    with open_ledger(ctx) as store, write_books(store, rehearse=dry_run) as books:
        taken = take_back(books, why=why)
    years = ", ".join(map(str, taken.years)) or "no year"
    say(f"Taken back: the opening balances of {years}, and {with_chf(taken.credits_chf)} of credits.")
    say("Nothing was kept: this was a dry run." if dry_run else "Next: isu import opening FILE --on DATE")


def _proof(db: "sqlite3.Connection", sheet: "OpeningSheet", on: "date") -> "Table":
    from db import balances, bank_papers, facts
    from db.money import ZERO_CHF
    from reports.opening import Brought, opening

    names = {state.iso3: state.name_en for state in facts.states(db, as_of=on).values()}
    charged = {(each.year, each.line, each.state): each.assessed_chf for each in balances.charges(db, as_of=on)}
    opened = {line.receipt_id for line in bank_papers.bank_lines(db) if line.iban == bank_papers.OPENING_ACCOUNT}
    held = [each for each in balances.receipts(db, as_of=on) if each.id in opened and not each.returned_chf]
    received = {each.state: each.amount_chf for each in held}
    owed = {(year, line, state): owed_chf for year, lines in sheet.owed.items() for line, states in lines.items()
            for state, owed_chf in states.items()}  # fmt: skip
    of_years = {key: amount for key, amount in charged.items() if key[0] in sheet.owed and (amount or key in owed)}
    found = [
        Brought(key[2], names[key[2]], key[0], key[1], owed.get(key, ZERO_CHF), of_years.get(key, ZERO_CHF))
        for key in {*owed, *of_years}
    ]
    credited = {*sheet.credits, *(received if sheet.credits else ())}
    found += [
        Brought(state, names[state], None, "", sheet.credits.get(state, ZERO_CHF), received.get(state, ZERO_CHF))
        for state in credited
        if state
    ]
    return opening(heading_on(db, on), f"{sheet.name} (SHA-256 {sheet.digest[:16]}…)", found)


def _confirm(count: int, yes: int | None) -> None:
    typed = str(yes) if yes is not None else ""
    if yes is None:
        typer.echo(f"Type the count of balances, {count}, to bring them over: ", nl=False)
        with suppress(EOFError):
            typed = input().strip()
    if typed != str(count):
        raise NotBroughtOver(typed, count)
