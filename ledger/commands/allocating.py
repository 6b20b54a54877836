"""Commands that say what a receipt pays: allocate, undo, receipts show."""

from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands import clock
from ledger.commands.app import app
from ledger.commands.daily import Receipt, receipts_app
from ledger.commands.desk import give, heading_today, open_ledger, say, write_books
from ledger.commands.options import DryRun, Format, FormatOption, OutputOption

if TYPE_CHECKING:
    import sqlite3

    from db.readings import ReceiptReading

_KEPT = "Nothing was kept: this was a dry run."


@app.command()
def allocate(
    ctx: typer.Context,
    receipt: Receipt,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="YEAR/LINE=CHF", help="2017/7a=100.00, again for more; on-account=50.00 waits."),
    ] = None,
    why: Annotated[str, typer.Option("--why", help="How you know, for those who ask later.")] = "",
    take_back: Annotated[
        bool,
        typer.Option("--take-back", help="Take your word back: its payer's text and the order in force count again."),
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Say what a receipt pays, in place of what its text and the order in force make of it.

    What you do not allocate follows the order in force; a year that is not assessed yet waits on account.

    Example: isu allocate R12 --to 2017/7a=100.00 --to 2017/7c=50.00 --why "letter of 3 May"
    """
    from db import facts
    from ledger.books.designating import designate
    from ledger.books.identifying import find_receipt
    from ledger.intake.targets import NotATarget, target

    parts = [target(each) for each in to or ()]
    if bool(parts) == take_back:
        raise NotATarget("", "name at least one --to, or --take-back alone")
    with open_ledger(ctx) as store, write_books(store, rehearse=dry_run) as books:
        held = find_receipt(books, receipt)
        states = facts.states(store.db, as_of=clock.today())
        name = states[held.state].name_en if held.state else ""
        now = designate(books, held, parts, why=why, name=name)
        pays = pays_in_words(store.db, now)
    say(f"Receipt {held.label} of {name} now pays: {pays}.")
    say(_KEPT if dry_run else f"Undo: isu allocate {held.label} --take-back --why …")


def pays_in_words(db: "sqlite3.Connection", receipt: "ReceiptReading") -> str:
    """Say what a receipt pays in the books."""
    from datetime import date

    from db import balances
    from db.match_readings import AllocationReading
    from reports.matching import use_in_words

    applied = balances.applications(db, as_of=date.max, state=receipt.state)
    uses = [
        AllocationReading(each.year, each.line, each.amount_chf) for each in applied if each.receipt_id == receipt.id
    ]
    return use_in_words(uses, receipt.on_account_chf) or "nothing"


@app.command()
def undo(
    ctx: typer.Context,
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="As in `isu receipts show R12`: E345.")],
    why: Annotated[str, typer.Option("--why", help="Why it is undone.")],
    dry_run: DryRun = False,
) -> None:
    """Undo one entry about a receipt, by an entry that takes it back; the other entries stay.

    Example: isu undo E345 --why "the State meant 2018"
    """
    from ledger.books.undoing import undo_entry

    with open_ledger(ctx) as store, write_books(store, rehearse=dry_run) as books:
        done = undo_entry(books, entry, why=why)
    say(f"Entry {entry.upper()} is undone: {done}.")
    say(_KEPT if dry_run else "Next: isu receipts show of that receipt, or isu allocate RECEIPT --to …")


@receipts_app.command("show")
def receipts_show(
    ctx: typer.Context,
    receipt: Receipt,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Show one receipt: whose it is and why, what it pays, and every entry about it with the number to undo it by.

    Example: isu receipts show R12
    """
    from db import entries
    from ledger.books.identifying import find_receipt
    from reports.receipt import receipt_entries

    with open_ledger(ctx) as store:
        with write_books(store, rehearse=True) as books:
            held = find_receipt(books, receipt)
        found = entries.entries_of_receipt(store.db, held.id)
        table = receipt_entries(heading_today(store.db), held, found, pays_in_words(store.db, held))
    give(table, chosen, output)
