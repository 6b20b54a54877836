"""Commands of the month: bank, receipts, identify."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands import clock
from ledger.commands.app import app
from ledger.commands.desk import give, heading_today, open_ledger, plural, say, write_books
from ledger.commands.options import DryRun, Format, FormatOption, OutputOption, parse_day

if TYPE_CHECKING:
    from ledger.books.receiving import TakenFile

bank_app = typer.Typer(no_args_is_help=True, help="The bank's files and our accounts.")
account_app = typer.Typer(no_args_is_help=True, help="The office's own bank accounts.")
receipts_app = typer.Typer(no_args_is_help=True, help="Money in, as the bank booked it.")
bank_app.add_typer(account_app, name="account")
app.add_typer(bank_app, name="bank")
app.add_typer(receipts_app, name="receipts")
Receipt = Annotated[str, typer.Argument(metavar="RECEIPT", help="As in `isu receipts list`: R12.")]


@bank_app.command("import")
def bank_import(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="camt.053 files (.001.04 or .001.08).")],
    dry_run: DryRun = False,
) -> None:
    """Take bank statements into the books: all files of the call, or none.

    Each booked credit becomes a receipt. It is a State's if it carries a reference of ours or comes from a known
    account; else it stays unidentified. A file that was taken before changes nothing.

    Example: isu bank import 2017-01.xml
    """
    from ledger.books.receiving import take_bank_files
    from ledger.intake.camt import read_camt053

    with open_ledger(ctx) as store:
        read = [read_camt053(path.name, _bytes(path)) for path in files]
        with write_books(store, rehearse=dry_run) as books:
            taken = take_bank_files(books, read)
    for file in taken:
        say(_taken(file))
    say("Nothing was kept: this was a dry run." if dry_run else "Next: isu receipts list --unidentified")


def _bytes(path: Path) -> bytes:
    from ledger.intake.sheets import MissingFile

    try:
        return path.read_bytes()
    except OSError:
        raise MissingFile(path) from None


def _taken(file: "TakenFile") -> str:
    from db.moments import long_date
    from db.money import with_chf

    if file.taken_before:
        return f"{file.name}: imported already on {long_date(file.taken_before)}; nothing changed."
    assert file.to_on is not None
    text = (
        f"{file.name}: {plural(file.credits_count, 'receipt')} of {with_chf(file.received_chf)} "
        f"and {plural(file.debits_count, 'debit')}, up to {long_date(file.to_on)}; "
        f"{file.identified_count} identified"
    )
    unknown = file.credits_count - file.identified_count
    return f"{text}, {unknown} unidentified ({with_chf(file.unidentified_chf)})." if unknown else f"{text}."


@account_app.command("add")
def account_add(
    ctx: typer.Context, iban: Annotated[str, typer.Argument(metavar="IBAN", help="In Swiss francs.")]
) -> None:
    """Enter an account of the office; the first one is learnt from the first statement.

    Example: isu bank account add CH9300762011623852957
    """
    from ledger.books.keeping import set_bank_account
    from ledger.intake.cells import account

    with open_ledger(ctx) as store, write_books(store) as books:
        set_bank_account(books, account(iban))
    say(f"{account(iban)} is an account of the office. Next: isu bank import FILE…")


@receipts_app.command("list")
def receipts_list(
    ctx: typer.Context,
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="Up to this day; else all.")] = "",
    unidentified: Annotated[bool, typer.Option("--unidentified", help="Only those whose State is not known.")] = False,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """List what the bank booked, whose it is, and where the money stands.

    Example: isu receipts list --unidentified
    """
    from dataclasses import replace

    from db import balances
    from reports.receipts import receipts

    with open_ledger(ctx) as store:
        heading = heading_today(store.db)
        if as_of:
            heading = replace(heading, as_of=parse_day(as_of))
        found = balances.receipts(store.db, as_of=heading.as_of)
    shown = [receipt for receipt in found if not unidentified or receipt.unidentified_chf]
    give(receipts(heading, shown), chosen, output)


@app.command()
def identify(
    ctx: typer.Context,
    receipt: Receipt,
    state: Annotated[str, typer.Argument(metavar="STATE", help="A code or a name.")],
    why: Annotated[str, typer.Option("--why", help="How you know, for those who ask later.")],
    dry_run: DryRun = False,
) -> None:
    """Say whose money an unidentified receipt is; it then pays what the State owes, oldest year first.

    Example: isu identify R12 CIV --why "note verbale of 3 May"
    """
    from db import facts
    from db.money import with_chf
    from ledger.books.identifying import find_receipt, identify_receipt
    from ledger.rules.naming import find_state

    with open_ledger(ctx) as store, write_books(store, rehearse=dry_run) as books:
        found = find_state(state, facts.states(store.db, as_of=clock.today()))
        held = find_receipt(books, receipt)
        settled = identify_receipt(books, held, found.iso3, why=why)
    say(
        f"Receipt {held.label} of {with_chf(held.amount_chf)} is {found.name_en}'s; "
        f"{with_chf(settled)} was set against what it owes."
    )
    say("Nothing was kept: this was a dry run." if dry_run else f"Undo: isu unidentify {held.label} --why …")


@app.command()
def unidentify(
    ctx: typer.Context,
    receipt: Receipt,
    why: Annotated[str, typer.Option("--why", help="Why it is taken back.")],
) -> None:
    """Take back whose money a receipt is, with everything it paid; the receipt is unidentified again.

    Example: isu unidentify R12 --why "it was Congo's, not the DR Congo's"
    """
    from db.money import with_chf
    from ledger.books.identifying import find_receipt, unidentify_receipt

    with open_ledger(ctx) as store, write_books(store) as books:
        held = find_receipt(books, receipt)
        unidentify_receipt(books, held, why=why)
    say(
        f"Receipt {held.label} of {with_chf(held.amount_chf)} is unidentified again; what it had paid for {held.state} "
        f"is open again. Next: isu identify {held.label} STATE --why …"
    )
