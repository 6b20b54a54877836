"""Commands for the rules of the office that differ from the default, and the report of the fees it bore."""

from typing import Annotated

import typer

from ledger.commands.app import app
from ledger.commands.desk import give, heading_on, heading_today, open_ledger, say, write_books
from ledger.commands.options import AsOf, Format, FormatOption, KnownAt, OutputOption, parse_day, parse_known_at
from ledger.commands.reporting import report_app

rules_app = typer.Typer(no_args_is_help=True, help="Rules of the office that differ from the default.")
app.add_typer(rules_app, name="rules")


@rules_app.command("short-payment")
def rules_short_payment(
    ctx: typer.Context,
    francs: Annotated[str, typer.Argument(metavar="CHF", help="The most that may be missing; 0 turns the rule off.")],
    why: Annotated[str, typer.Option("--why", help="The decision, printed with the rule.")],
) -> None:
    """Set how many francs may be missing of a payment, as a bank's fee on the way; off unless set.

    Such a payment is proposed, never booked by itself; accepted, what is missing goes to bank charges and is listed.

    Example: isu rules short-payment 25.00 --why "decision of 3 May"
    """
    from db.money import parse_chf, with_chf
    from ledger.books.ruling import set_short_payment

    amount_chf = parse_chf(francs)
    with open_ledger(ctx) as store, write_books(store) as books:
        set_short_payment(books, amount_chf, why=why)
    if amount_chf:
        say(f"Payments short by {with_chf(amount_chf)} or less are proposed with the fee.")
        say("Off again: isu rules short-payment 0 --why …")
    else:
        say("The rule on short payments is off; what is missing stays open.")


@rules_app.command("smallest-letter")
def rules_smallest_letter(
    ctx: typer.Context,
    francs: Annotated[str, typer.Argument(metavar="CHF", help="Below it no letter is written; 0 is no such rule.")],
    why: Annotated[str, typer.Option("--why", help="The decision, printed with the rule.")],
) -> None:
    """Set the smallest amount that a letter asks for; unless set, every franc that is owed is asked for.

    Example: isu rules smallest-letter 5.00 --why "decision of 3 May"
    """
    from db.money import parse_chf, with_chf
    from ledger.books.ruling import set_smallest_letter

    amount_chf = parse_chf(francs)
    with open_ledger(ctx) as store, write_books(store) as books:
        set_smallest_letter(books, amount_chf, why=why)
    if amount_chf:
        say(f"States that owe less than {with_chf(amount_chf)} get no letter, and are listed with this reason.")
        say("Off again: isu rules smallest-letter 0 --why …")
    else:
        say("There is no smallest amount; every State that owes is written to.")


@rules_app.command("list")
def rules_list(ctx: typer.Context, chosen: FormatOption = Format.TABLE, output: OutputOption = None) -> None:
    """List the rules in force: the default ones, and those that were set, with why.

    Example: isu rules list
    """
    from db.rules_of_office import rules_of_office
    from ledger.rules.allocation import ORDER_IN_FORCE
    from ledger.rules.numbering import DUE_RULE
    from ledger.rules.reminders import RULE
    from reports.lists import rules

    defaults = [("what money pays", ORDER_IN_FORCE), ("due", DUE_RULE), ("letters", RULE)]
    with open_ledger(ctx) as store:
        table = rules(heading_today(store.db), defaults, rules_of_office(store.db))
    give(table, chosen, output)


@report_app.command("bank-charges")
def report_bank_charges(
    ctx: typer.Context,
    as_of: AsOf,
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Fees that banks on the way kept of payments and that the office bore, by receipt.

    Example: isu report bank-charges --as-of 2017-01-27
    """
    from db.rules_of_office import fees_borne
    from reports.lists import bank_charges

    day, known = parse_day(as_of), parse_known_at(known_at)
    with open_ledger(ctx) as store:
        table = bank_charges(heading_on(store.db, day, known), fees_borne(store.db, as_of=day, known_at=known))
    give(table, chosen, output)
