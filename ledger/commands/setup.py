"""Commands that enter what the books rest on: states, addresses, scale, budget."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from db.vocabulary import Joining, Leaving
from ledger.commands import clock
from ledger.commands.app import app, ledger_of
from ledger.commands.desk import (
    day_or_today,
    give,
    heading_on,
    heading_today,
    open_ledger,
    plural,
    say,
    state_named,
    write_books,
)
from ledger.commands.options import Format, FormatOption, OutputOption, Year, parse_period
from ledger.commands.own_papers import as_our_table

if TYPE_CHECKING:
    from ledger.books.keeping import Entered


class TwoSources(LedgerError):
    """Refuse a budget from a file and from the command line at once."""

    def __init__(self, source: Path) -> None:
        super().__init__(f"the budget stands in {source.name} and behind --line; give one of them only")


File = Annotated[Path, typer.Argument(metavar="FILE", help="A table with a header row: CSV (UTF-8) or .xlsx.")]
states_app = typer.Typer(no_args_is_help=True, help="The States: names, codes, membership.")
addresses_app = typer.Typer(no_args_is_help=True, help="Where the letters go.")
scale_app = typer.Typer(no_args_is_help=True, help="The scale of assessments.")
budget_app = typer.Typer(no_args_is_help=True, help="The budget of a year, by line.")
app.add_typer(states_app, name="states")
app.add_typer(addresses_app, name="addresses")
app.add_typer(scale_app, name="scale")
app.add_typer(budget_app, name="budget")


@states_app.command("import")
def states_import(ctx: typer.Context, file: File) -> None:
    """Bring in States from a table: state, iso2, name_en, party_from and further columns.

    Example: isu states import papers/states.csv
    """
    from ledger.books.keeping import enter_states
    from ledger.intake.office_tables import read_states

    with open_ledger(ctx) as store, as_our_table(store.path, file, "states") as (read, _):
        found = read_states(read)
        with write_books(store) as books:
            entered = enter_states(books, found)
    say(f"{entered_text(entered, 'State')} Next: isu scale import FILE --period 2016-2018")


@states_app.command("list")
def states_list(
    ctx: typer.Context,
    everyone: Annotated[bool, typer.Option("--all", help="Also States that are no States Parties.")] = False,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """List the States Parties of today.

    Example: isu states list --all
    """
    from db import facts
    from db.names import alphabetical
    from reports import lists

    with open_ledger(ctx) as store:
        heading = heading_today(store.db)
        found = alphabetical(facts.states(store.db, as_of=heading.as_of).values())
    shown = [state for state in found if everyone or state.is_party(heading.as_of)]
    give(lists.states(heading, shown), chosen, output)


@states_app.command("show")
def states_show(
    ctx: typer.Context,
    state: Annotated[str, typer.Argument(metavar="STATE", help="A code or a name: CIV, CI, Ivory Coast.")],
) -> None:
    """Show what is known of one State.

    Example: isu states show CIV
    """
    from db import facts
    from db.moments import long_date

    with open_ledger(ctx) as store:
        found = state_named(store.db, state)
        mission = facts.missions(store.db).get(found.iso3)
    say(f"{found.name_en} ({found.iso3}, {found.iso2}): {found.formal_en or 'no formal name is held'}")
    if found.name_fr or found.name_es:
        say(f"  in French {found.name_fr or '-'}; in Spanish {found.name_es or '-'}")
    if found.other_names:
        say(f"  also known as {', '.join(found.other_names)}")
    say(f"  State Party since {long_date(found.party_from)}" if found.party_from else "  no State Party")
    if found.party_until:
        say(f"  until {long_date(found.party_until)}")
    if mission:
        say(f"  letters to {mission.mission}, {mission.street}, {mission.postcode} {mission.city} ({mission.channel})")


@addresses_app.command("import")
def addresses_import(ctx: typer.Context, file: File) -> None:
    """Bring in where letters go: state, mission and the parts of the address, one row a State and post.

    A State may have several missions: `post` says where (else Geneva), `use` whether letters go there, a copy, or none.

    Example: isu addresses import papers/missions.csv
    """
    from db import facts
    from ledger.books.keeping import enter_missions
    from ledger.intake.office_tables import read_missions

    with open_ledger(ctx) as store:
        found = read_missions(file, facts.states(store.db, as_of=clock.today()))
        with write_books(store) as books:
            entered = enter_missions(books, found)
    say(entered_text(entered, "address", "addresses"))


@addresses_app.command("list")
def addresses_list(ctx: typer.Context, chosen: FormatOption = Format.TABLE, output: OutputOption = None) -> None:
    """List the addresses.

    Example: isu addresses list --format csv
    """
    from db import facts
    from reports import lists

    with open_ledger(ctx) as store:
        table = lists.missions(heading_today(store.db), facts.all_missions(store.db))
    give(table, chosen, output)


@addresses_app.command("check")
def addresses_check(
    ctx: typer.Context,
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="As of this day; else today.")] = "",
    months: Annotated[int, typer.Option("--months", min=1, help="Older than this is old.")] = 12,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """List States Parties whose address is missing, cannot be used, or was last checked more than a year ago.

    Example: isu addresses check --as-of 2017-01-27
    """
    from db import facts
    from reports.contacts import addresses_to_check

    day = day_or_today(as_of)
    with open_ledger(ctx) as store:
        parties = facts.parties(store.db, on=day)
        table = addresses_to_check(heading_on(store.db, day), parties.values(), facts.missions(store.db), months)
    give(table, chosen, output)


@scale_app.command("import")
def scale_import(
    ctx: typer.Context,
    file: File,
    period: Annotated[str, typer.Option("--period", metavar="YEARS", help="The years it is for, like 2016-2018.")],
    name: Annotated[str, typer.Option("--name", help="What it is called; else its years.")] = "",
    decision: Annotated[str, typer.Option("--decision", help="The document that set it.")] = "",
    replaces: Annotated[
        str, typer.Option("--replaces", metavar="SCALE", help="The scale of the same years whose place it takes.")
    ] = "",
) -> None:
    """Bring in a scale of assessments: state, rate (in percent).

    A corrected scale comes under a name of its own and --replaces the other; isu assess revise then books what differs.

    Example: isu scale import papers/scale_2016_2018.csv --period 2016-2018 --decision A/RES/70/245
    """
    from db import facts
    from ledger.books.deciding import enter_scale
    from ledger.intake.office_tables import read_rates

    years = parse_period(period)
    called = name or (f"{years[0]}-{years[1]}" if years[0] < years[1] else str(years[0]))
    with open_ledger(ctx) as store, as_our_table(store.path, file, "scale") as (read, _):
        rates = read_rates(read, facts.states(store.db, as_of=clock.today()))
        with write_books(store) as books:
            entered = enter_scale(books, called, years, rates, decision, replaces=replaces)
    say(f"{entered_text(entered, 'rate')} Next: isu budget set YEAR --from FILE")


@scale_app.command("list")
def scale_list(ctx: typer.Context, chosen: FormatOption = Format.TABLE, output: OutputOption = None) -> None:
    """List the scales.

    Example: isu scale list
    """
    from db import decided
    from reports import lists

    with open_ledger(ctx) as store:
        table = lists.scales(heading_today(store.db), decided.scales(store.db))
    give(table, chosen, output)


@scale_app.command("show")
def scale_show(
    ctx: typer.Context,
    year: Year,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Show the rates of the scale of a year.

    Example: isu scale show 2017
    """
    from db import decided, facts
    from ledger.books.working_out import NoScale
    from reports import lists

    with open_ledger(ctx) as store:
        scale = decided.scale_of_year(store.db, year)
        if scale is None:
            raise NoScale(year, decided.scales(store.db))
        heading = heading_today(store.db)
        table = lists.scale(heading, scale, facts.states(store.db, as_of=heading.as_of))
    give(table, chosen, output)


@budget_app.command("set")
def budget_set(
    ctx: typer.Context,
    year: Year,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A table: year, line, amount_chf, key, decision …")
    ] = None,
    lines: Annotated[
        list[str] | None,
        typer.Option(
            "--line",
            metavar="CODE=AMOUNT[:KEY][:SETTING=VALUE]",
            help="7a=189820.00, 7c=0.00:voluntary, 7b=282660.00:un_scale:unit=1:floor=100:ceiling_percent=22",
        ),
    ] = None,
    decision: Annotated[str, typer.Option("--decision", help="The document that decided it.")] = "",
    decided_on: Annotated[str, typer.Option("--decided-on", metavar="DATE", help="The day of the decision.")] = "",
    joining: Annotated[
        Joining, typer.Option("--joining", help="What a State pays for the year in which it joins (with --line).")
    ] = Joining.MONTHS,
    leaving: Annotated[
        Leaving, typer.Option("--leaving", help="What a State pays for the year in which it leaves (with --line).")
    ] = Leaving.MONTHS,
) -> None:
    """Enter the budget of a year, from a table or line by line.

    A line is split by its key (un_scale, equal, fixed, voluntary) and its settings: key_decimals, unit, rounding,
    residue, floor, floor_percent, ceiling_percent, fixed (USA=22;FRA=5). A table has them as columns, and joining and
    leaving.

    Example: isu budget set 2018 --line 7a=189820.00 --line 7b=282660.00 --line 7c=0.00:voluntary --decision 7MSP
    """
    from ledger.books.deciding import set_budget
    from ledger.intake.office_tables import BudgetFacts, budget_of_year, one_line_budget

    if source is not None and lines:
        raise TwoSources(source)
    if source is not None:
        with as_our_table(ledger_of(ctx), source, "budget") as (read, _):
            budget = budget_of_year(read, year)
    else:
        on = day_or_today(decided_on)
        held = tuple(one_line_budget(line) for line in lines or ())
        budget = BudgetFacts(year, decision, on, held, joining, leaving)
    with open_ledger(ctx) as store, write_books(store) as books:
        is_new = set_budget(books, budget)
    found = "is entered" if is_new else "was in the ledger already; nothing changed"
    say(f"The budget of {year} with {plural(len(budget.lines), 'line')} {found}. Next: isu assess {year} --dry-run")


@budget_app.command("show")
def budget_show(
    ctx: typer.Context,
    year: Year,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Show the budget of a year.

    Example: isu budget show 2017
    """
    from db import decided
    from ledger.books.working_out import NoBudget
    from ledger.rules.words import membership_words, split_words
    from reports import lists

    with open_ledger(ctx) as store:
        budget = decided.budget(store.db, year, as_of=date.max)
        if budget is None:
            raise NoBudget(year, decided.budgets(store.db, as_of=date.max))
        rules = [f"{line.code}: {split_words(line)}." for line in budget.assessed_lines()]
        table = lists.budget(heading_today(store.db), budget, [*rules, membership_words(budget)])
    give(table, chosen, output)


def entered_text(entered: "Entered", one: str, many: str | None = None) -> str:
    """Say how many facts were new, changed or known already."""
    if not entered.new_count and not entered.changed_count:
        return f"{plural(entered.same_count, one, many)} known already; nothing changed."
    return (
        f"{plural(entered.new_count, one, many)} new, {entered.changed_count} changed, "
        f"{entered.same_count} known already."
    )
