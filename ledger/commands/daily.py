"""Commands of the month: receipts, identify."""

from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands import clock
from ledger.commands.app import app
from ledger.commands.desk import give, heading_today, open_ledger, say, write_books
from ledger.commands.options import DryRun, Format, FormatOption, OutputOption, parse_day

if TYPE_CHECKING:
    from ledger.books.identifying import Identified

receipts_app = typer.Typer(no_args_is_help=True, help="Money in, as the bank booked it.")
app.add_typer(receipts_app, name="receipts")
Receipt = Annotated[str, typer.Argument(metavar="RECEIPT", help="As in `isu receipts list`: R12.")]


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
    from db import balances
    from reports.receipts import receipts

    with open_ledger(ctx) as store:
        heading = heading_today(store.db)
        if as_of:
            heading = heading._replace(as_of=parse_day(as_of))
        found = balances.receipts(store.db, as_of=heading.as_of)
    shown = [receipt for receipt in found if not unidentified or receipt.unidentified_chf]
    give(receipts(heading, shown), chosen, output)


@app.command()
def identify(
    ctx: typer.Context,
    receipt: Receipt,
    state: Annotated[str, typer.Argument(metavar="STATE", help="A code or a name.")],
    why: Annotated[str, typer.Option("--why", help="How you know, for those who ask later.")],
    once: Annotated[bool, typer.Option("--once", help="Do not learn the payer's account from it.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Say whose money an unidentified receipt is; it then pays what its payer named, else the oldest year first.

    Its account is learnt: the next receipt from it is known, unless it has paid for another State.

    Example: isu identify R45 CIV --why "note verbale of 3 May"
    """
    from db import facts
    from db.money import with_chf
    from ledger.books.identifying import find_receipt, identify_receipt
    from ledger.rules.naming import find_state

    with open_ledger(ctx) as store, write_books(store, rehearse=dry_run) as books:
        found = find_state(state, facts.states(store.db, as_of=clock.today()))
        held = find_receipt(books, receipt)
        done = identify_receipt(books, held, found.iso3, why=why, learn=not once)
    say(
        f"Receipt {held.label} of {with_chf(held.amount_chf)} is {found.name_en}'s; "
        f"{with_chf(done.settled_chf)} was set against what it owes."
    )
    say_learnt(done, found.name_en)
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
        f"Receipt {held.label} of {with_chf(held.amount_chf)} is unidentified again; what it had paid is open "
        f"again. Next: isu identify {held.label} STATE --why …"
    )


def say_learnt(done: "Identified", name: str) -> None:
    """Say which accounts were learnt from a person's word, and which were not."""
    for account in done.learnt:
        say(f"Learnt: account {account} pays for {name}.")
        say(f"Forget it: isu aliases revoke {account} --why …")
    for why in done.not_learnt:
        say(f"Not learnt: {why}.")
