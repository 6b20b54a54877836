"""Commands for the accounts that are known to pay for a State: aliases."""

from typing import Annotated

import typer

from ledger.commands import clock
from ledger.commands.app import app
from ledger.commands.desk import give, heading_today, open_ledger, say, write_books
from ledger.commands.options import Format, FormatOption, OutputOption
from ledger.commands.setup import File, entered_text

aliases_app = typer.Typer(no_args_is_help=True, help="Bank accounts that are known to pay for a State.")
app.add_typer(aliases_app, name="aliases")


@aliases_app.command("import")
def aliases_import(ctx: typer.Context, file: File) -> None:
    """Bring in confirmed payer accounts: account, state, payer, why.

    Example: isu aliases import papers/payer_accounts.csv
    """
    from db import facts
    from ledger.books.keeping import confirm_payer_accounts
    from ledger.intake.office_tables import read_payer_accounts

    with open_ledger(ctx) as store:
        found = read_payer_accounts(file, facts.states(store.db, as_of=clock.today()))
        with write_books(store) as books:
            entered = confirm_payer_accounts(books, found)
    say(entered_text(entered, "account"))


@aliases_app.command("add")
def aliases_add(
    ctx: typer.Context,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The IBAN, or the account number.")],
    state: Annotated[str, typer.Argument(metavar="STATE", help="A code or a name.")],
    why: Annotated[str, typer.Option("--why", help="How it is known, for those who ask later.")],
    payer: Annotated[str, typer.Option("--payer", help="The holder of the account.")] = "",
) -> None:
    """Confirm that an account pays for a State.

    Example: isu aliases add CH9300762011623852957 CHE --why "note verbale of 3 May"
    """
    from db import facts
    from db.readings import PayerAccountReading
    from ledger.books.keeping import confirm_payer_accounts
    from ledger.intake.cells import account as read_account
    from ledger.rules.naming import find_state

    with open_ledger(ctx) as store, write_books(store) as books:
        found = find_state(state, facts.states(store.db, as_of=clock.today()))
        confirm_payer_accounts(books, [PayerAccountReading(read_account(account), found.iso3, payer, why)])
    say(f"Account {account} is known to pay for {found.name_en}. Undo: isu aliases revoke {account} --why …")


@aliases_app.command("revoke")
def aliases_revoke(
    ctx: typer.Context,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="As in `isu aliases list`.")],
    why: Annotated[str, typer.Option("--why", help="Why it is forgotten.")],
) -> None:
    """Forget that an account pays for a State; what was booked by it stays.

    Example: isu aliases revoke CH9300762011623852957 --why "paid for two States"
    """
    from ledger.books.keeping import revoke_payer_account
    from ledger.intake.cells import account as read_account

    with open_ledger(ctx) as store, write_books(store) as books:
        held = revoke_payer_account(books, read_account(account), why)
    say(f"Account {held.account} no longer pays for {held.state}; the next receipt from it asks.")


@aliases_app.command("list")
def aliases_list(ctx: typer.Context, chosen: FormatOption = Format.TABLE, output: OutputOption = None) -> None:
    """List the accounts that are known to pay for a State.

    Example: isu aliases list
    """
    from db import facts
    from reports import lists

    with open_ledger(ctx) as store:
        table = lists.payer_accounts(heading_today(store.db), facts.payer_accounts(store.db).values())
    give(table, chosen, output)
