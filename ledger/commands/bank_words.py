"""Commands by which a person says what a line, a list or an account of the bank is."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.commands.bank import bank_app, bytes_of
from ledger.commands.desk import open_ledger, say, write_books
from ledger.commands.options import DryRun

account_app = typer.Typer(no_args_is_help=True, help="The office's own bank accounts.")
bank_app.add_typer(account_app, name="account")
Line = Annotated[
    str, typer.Argument(metavar="LINE", help="As in `isu bank lines`: L45; or the receipt that it is: R12.")
]
Why = Annotated[str, typer.Option("--why", help="How you know, for those who ask later.")]


@bank_app.command("set-aside")
def set_aside(ctx: typer.Context, line: Line, why: Why, dry_run: DryRun = False) -> None:
    """Keep a line out of the contributions: a fee, a travel refund, sponsorship. It stays in the bank's balance.

    Example: isu bank set-aside R45 --why "refund of a travel agency"
    """
    from ledger.books import lines as of_lines

    with open_ledger(ctx) as store, write_books(store, rehearse=dry_run) as books:
        found = of_lines.find_line(books, line)
        of_lines.set_aside(books, found, why=why)
    say(f"{of_lines.words(found)} is set aside and no contribution.")
    say("Nothing was kept: this was a dry run." if dry_run else f"Undo: isu bank take-back {found.label} --why …")


@bank_app.command("return")
def return_(
    ctx: typer.Context,
    line: Line,
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help="The receipt that the bank took back: R12.")],
    why: Why,
    dry_run: DryRun = False,
) -> None:
    """Say that a line paid out takes back a receipt: what the receipt had paid is open again from that day.

    Example: isu bank return L45 R12 --why "recalled by the paying bank"
    """
    from db.money import with_chf
    from ledger.books import lines as of_lines
    from ledger.books.identifying import find_receipt

    with open_ledger(ctx) as store, write_books(store, rehearse=dry_run) as books:
        found = of_lines.find_line(books, line)
        held = find_receipt(books, receipt)
        reopened_chf = of_lines.return_receipt(books, found, held, why=why)
    owner = f" of {held.state}" if held.state else ""
    say(
        f"{of_lines.words(found)} takes back receipt {held.label}{owner}; {with_chf(reopened_chf)} that it had paid "
        "are open again."
    )
    say("Nothing was kept: this was a dry run." if dry_run else f"Undo: isu bank take-back {found.label} --why …")


@bank_app.command("take-back")
def take_back(ctx: typer.Context, line: Line, why: Why) -> None:
    """Take back that a line was set aside, or that it is a return; what stood before stands again.

    Example: isu bank take-back R45 --why "it was a contribution after all"
    """
    from ledger.books import lines as of_lines

    with open_ledger(ctx) as store, write_books(store) as books:
        found = of_lines.find_line(books, line)
        of_lines.take_back(books, found, why=why)
    say(f"{of_lines.words(found)} is as it was before. Next: isu bank show {found.label}")


@bank_app.command("map")
def map_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or .xlsx list of the bank, or of your own.")],
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="FIELD=COLUMN", help="What a column is, if the suggestion is wrong; again for more."
        ),
    ] = None,
    account: Annotated[str, typer.Option("--account", metavar="IBAN", help="Whose the list is.")] = "",
    currency: Annotated[str, typer.Option("--currency", metavar="CODE", help="In which currency.")] = "CHF",
    keep: Annotated[bool, typer.Option("--keep", help="Keep it: lists with this header are then read so.")] = False,
) -> None:
    """Say once what the columns of a list are; without --keep it only shows what they seem to be.

    Fields: booked, value, amount (or credit and debit), balance, bank_reference, payer, payer_account,
    creditor_reference, currency_column, text (several with | between), date_form (iso, dmy, mdy), decimal_mark.

    Example: isu bank map list.xlsx --set booked="Date comptable" --keep
    """
    from ledger.books.mapping import keep_mapping
    from ledger.commands.import_report import mapping_in_words, suggested
    from ledger.intake.cells import account as compact
    from ledger.intake.cells import currency as code

    found, mapping = suggested(
        file.name,
        bytes_of(file),
        changes or [],
        iban=compact(account) if account else "",
        currency=code(currency),
    )
    for line in mapping_in_words(found, mapping):
        say(line)
    if not keep:
        say(f"Nothing was kept. If that is right: isu bank map {file.name} … --keep; if not, add --set FIELD=COLUMN")
        return
    with open_ledger(ctx) as store, write_books(store) as books:
        keep_mapping(books, mapping)
    say(f"Kept; a list with this header is read so from now on. Next: isu bank import {file.name} --dry-run")


@account_app.command("add")
def account_add(
    ctx: typer.Context,
    iban: Annotated[str, typer.Argument(metavar="IBAN", help="The account.")],
    currency: Annotated[
        str, typer.Option("--currency", metavar="CODE", help="CHF, EUR, USD …; contributions are credited in CHF only.")
    ] = "CHF",
) -> None:
    """Enter an account of the office; the first one is learnt from the first statement.

    Example: isu bank account add CH9300762011623852957
    """
    from ledger.books.keeping import set_bank_account
    from ledger.intake.cells import account
    from ledger.intake.cells import currency as code

    with open_ledger(ctx) as store, write_books(store) as books:
        set_bank_account(books, account(iban), code(currency))
    say(f"{account(iban)} in {code(currency)} is an account of the office. Next: isu bank import FILE…")
