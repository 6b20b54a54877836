"""Commands for payment plans and disputed contributions: what no letter asks for although it is owed."""

from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from ledger.commands.app import app
from ledger.commands.contacts import OnDay, State
from ledger.commands.desk import (
    day_or_today,
    give,
    heading_on,
    open_ledger,
    picture_of,
    plural,
    say,
    state_named,
    write_books,
)
from ledger.commands.options import Format, FormatOption, KnownAt, OutputOption, Year, parse_day, parse_known_at
from ledger.commands.reporting import report_app

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from db.letter_readings import InstalmentReading

plan_app = typer.Typer(no_args_is_help=True, help="Payment plans: instalments of what is owed, kept or broken.")
dispute_app = typer.Typer(no_args_is_help=True, help="Contributions that a State disputes: owed, and not asked for.")
app.add_typer(plan_app, name="plan")
app.add_typer(dispute_app, name="dispute")
Why = Annotated[str, typer.Option("--why", help="Why, for those who ask later.")]
AsOfDay = Annotated[str, typer.Option("--as-of", metavar="DATE", help="As they stood on this day; else today.")]


class NotAnInstalment(LedgerError):
    """Refuse what is no instalment."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed!r} is no instalment; write its day and francs like 2017-06-30=250.00")


class InstalmentsOrParts(LedgerError):
    """Refuse a plan told in no way, or in both."""

    def __init__(self) -> None:
        super().__init__("say the instalments, --instalment DAY=CHF for each, or --parts N with --first DATE")


@plan_app.command("add")
def plan_add(
    ctx: typer.Context,
    state: State,
    words: Annotated[str, typer.Option("--words", help="Who agreed to it and where.")],
    instalment: Annotated[
        list[str] | None, typer.Option("--instalment", metavar="DAY=CHF", help="One instalment; repeat for each.")
    ] = None,
    parts: Annotated[int, typer.Option("--parts", min=0, max=72, help="Equal parts of all that is open.")] = 0,
    first: Annotated[str, typer.Option("--first", metavar="DATE", help="With --parts: the day of the first.")] = "",
    every: Annotated[int, typer.Option("--every", min=1, max=12, metavar="MONTHS", help="With --parts.")] = 3,
    on: OnDay = "",
) -> None:
    """Enter a payment plan that was agreed; while it is kept, no letter asks for what it defers.

    Example: isu plan add CIV --parts 4 --first 2017-03-31 --on 2017-02-10 --words "note verbale 12 of the Mission"
    """
    from db.money import with_chf
    from ledger.books import planning

    day = day_or_today(on)
    with open_ledger(ctx) as store, write_books(store) as books:
        found = state_named(store.db, state)
        owed_chf = planning.open_chf(books, found.iso3, day)
        agreed = _instalments(instalment or [], parts, first, every, owed_chf)
        plan = planning.add_plan(books, found.iso3, agreed, name=found.name_en, on=day, words=words)
    say(f"Kept: {plan.label}, {with_chf(plan.amount_chf)} of {found.name_en} in {plural(len(agreed), 'instalment')}:")
    for each in plan.instalments:
        say(f"  {each.due_on}  {with_chf(each.amount_chf)}")
    say(f"Undo: isu plan end {plan.label} --why …   Next: isu plan list")


def _instalments(
    typed: list[str], parts: int, first: str, every: int, owed_chf: "Decimal"
) -> "list[InstalmentReading]":
    from db.letter_readings import InstalmentReading
    from db.money import parse_chf
    from ledger.rules.instalments import equal_instalments

    if bool(typed) == bool(parts) or bool(parts) != bool(first):
        raise InstalmentsOrParts
    if parts:
        return equal_instalments(owed_chf, parts, parse_day(first), every)
    found = []
    for each in typed:
        day, sign, francs = each.partition("=")
        if not sign:
            raise NotAnInstalment(each)
        found.append(InstalmentReading(parse_day(day), parse_chf(francs)))
    return found


@plan_app.command("end")
def plan_end(
    ctx: typer.Context,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="As in `isu plan list`: L1.")],
    why: Why,
    on: OnDay = "",
) -> None:
    """End a payment plan: from this day on letters ask for all that is owed again.

    Example: isu plan end L1 --why "replaced by another"
    """
    from ledger.books import planning

    with open_ledger(ctx) as store, write_books(store) as books:
        found = planning.find_plan(books, plan)
        planning.end_plan(books, found, on=day_or_today(on), why=why)
    say(f"{found.label} of {found.state} is ended. Enter another: isu plan add {found.state} …")


@plan_app.command("list")
def plan_list(
    ctx: typer.Context, as_of: AsOfDay = "", chosen: FormatOption = Format.TABLE, output: OutputOption = None
) -> None:
    """List the payment plans: instalments due, received, kept or broken.

    Example: isu plan list --as-of 2017-06-30
    """
    _give_plans(ctx, day_or_today(as_of), "", chosen, output)


@report_app.command("plans")
def report_plans(
    ctx: typer.Context,
    as_of: AsOfDay = "",
    known_at: KnownAt = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Payment plans: instalments due and kept.

    Example: isu report plans --as-of 2017-06-30
    """
    _give_plans(ctx, day_or_today(as_of), known_at, chosen, output)


def _give_plans(ctx: typer.Context, day: "date", known_at: str, chosen: Format, output: OutputOption) -> None:
    from ledger.commands.obstacles import standings_of
    from reports.payment_plans import payment_plans

    with open_ledger(ctx) as store:
        picture = picture_of(store, day, parse_known_at(known_at))
        held = [each for of_state in standings_of(store.db, picture).values() for each in of_state]
    give(payment_plans(picture.heading, held), chosen, output)


@dispute_app.command("add")
def dispute_add(
    ctx: typer.Context,
    state: State,
    year: Year,
    line: Annotated[str, typer.Argument(metavar="BUDGET-LINE", help="The budget line, like 7a.")],
    why: Why,
    on: OnDay = "",
) -> None:
    """Mark what is open on a line of a year as disputed: it stays owed, and no letter asks for it.

    Example: isu dispute add CIV 2016 7b --why "note verbale 7: the rate of assessment"
    """
    from ledger.books import planning

    with open_ledger(ctx) as store, write_books(store) as books:
        found = state_named(store.db, state)
        held = planning.add_dispute(books, found.iso3, year, line, name=found.name_en, on=day_or_today(on), why=why)
    say(f"Kept: {held.label}, {found.name_en} disputes {year} {line}; no letter asks for it.")
    say(f"Undo: isu dispute settle {held.label} --why …")


@dispute_app.command("settle")
def dispute_settle(
    ctx: typer.Context,
    dispute: Annotated[str, typer.Argument(metavar="DISPUTE", help="As in `isu dispute list`: D1.")],
    why: Why,
    on: OnDay = "",
) -> None:
    """End a dispute: from this day on letters ask for it again, if it is still open.

    Example: isu dispute settle D1 --why "the rate was explained"
    """
    from ledger.books import planning

    with open_ledger(ctx) as store, write_books(store) as books:
        found = planning.find_dispute(books, dispute)
        planning.settle_dispute(books, found, on=day_or_today(on), why=why)
    say(f"{found.label}: {found.state} {found.year} {found.line} is asked for again. Next: isu letters preview …")


@dispute_app.command("list")
def dispute_list(
    ctx: typer.Context, as_of: AsOfDay = "", chosen: FormatOption = Format.TABLE, output: OutputOption = None
) -> None:
    """List disputed contributions, with what is open on each.

    Example: isu dispute list
    """
    from db import balances, plans
    from reports.payment_plans import disputes

    day = day_or_today(as_of)
    with open_ledger(ctx) as store:
        open_chf = {each.id: each.open_chf for each in balances.charges(store.db, as_of=day)}
        held = [(each, open_chf.get(each.charge_id)) for each in plans.disputes(store.db, as_of=day)]
        table = disputes(heading_on(store.db, day), held)
    give(table, chosen, output)
