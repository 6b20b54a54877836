"""Commands that ask what would be, and write nothing: compare models, plan years ahead."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands import clock
from ledger.commands.assessing import assess_app
from ledger.commands.desk import NeedsOutput, day_or_today, give, heading_on, open_ledger, say, wanted_format
from ledger.commands.options import Format, FormatOption, OutputOption, Year, parse_day

if TYPE_CHECKING:
    from db.readings import StateReading
    from ledger.books.modelling import Compared
    from ledger.books.working_out import YearShares
    from ledger.intake.models import Model
    from reports.comparison import Modelled
    from reports.table import Heading, Table
    from reports.writers.workbook_summary import Summary


@assess_app.command("compare")
def compare(
    ctx: typer.Context,
    year: Year,
    files: Annotated[list[Path], typer.Argument(metavar="MODEL.toml…", help="Models of funding, one a file.")],
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help="The States as of this day; else the day of the decision.")
    ] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Show what each State would pay under other models, beside what is in force; the books stay as they are.

    As .xlsx: a summary with charts, the States side by side, and a sheet for each model with its lines.

    Example: isu assess compare 2017 papers/models/equal_shares_7b.toml --output models-2017.xlsx
    """
    from db import facts
    from ledger.books.modelling import compare as compare_models
    from ledger.intake.models import read_models
    from reports.comparison import comparison

    with open_ledger(ctx) as store:
        models = read_models(files, facts.states(store.db, as_of=clock.today()))
        compared = compare_models(store.db, year, models, on=parse_day(on) if on else None, today=clock.today())
        heading = heading_on(store.db, compared.on)
    now, asked = _in_force(compared), [_modelled(model, shares) for model, shares in compared.asked]
    everybody = {
        iso3: state
        for shares in (compared.now, *(shares for _, shares in compared.asked))
        for iso3, state in shares.payers.everybody().items()
    }.values()
    table = comparison(heading, year, now, asked, everybody, _scale_note(compared))
    if wanted_format(chosen, output) is Format.XLSX:
        _give_workbook(table, compared, [now, *asked], list(everybody), output)
    else:
        give(table, chosen, output)


def _scale_note(compared: "Compared") -> list[str]:
    scales = {shares.scale.name for shares in (compared.now, *(each for _, each in compared.asked)) if shares.scale}
    return [f"Scale of assessments: {', '.join(sorted(scales))}."] if scales else []


def _in_force(compared: "Compared") -> "Modelled":
    from reports.comparison import IN_FORCE, Modelled

    return Modelled(IN_FORCE, "in force", compared.now.budget.decision, (), compared.now.amounts())


def _modelled(model: "Model", shares: "YearShares") -> "Modelled":
    from db.money import with_chf
    from db.vocabulary import Obligation
    from reports.comparison import Modelled

    return Modelled(
        key=model.key,
        name=model.name,
        about=model.about,
        assumptions=model.assumptions,
        lines=shares.amounts(),
        voluntary=tuple(
            f"{line.code} {with_chf(line.amount_chf)}"
            for line in shares.budget.lines
            if line.obligation is Obligation.VOLUNTARY and line.amount_chf
        ),
    )


def _give_workbook(
    table: "Table",
    compared: "Compared",
    models: "list[Modelled]",
    everybody: "list[StateReading]",
    output: Path | None,
) -> None:
    from reports.writers.workbook import Sheet, write_workbook

    if output is None:
        raise NeedsOutput
    shown = [("In force", compared.now)]
    shown += [(f"Model {number}", shares) for number, (_, shares) in enumerate(compared.asked, start=1)]
    sheets = [Sheet(name, _lines_table(table.heading, shares)) for name, shares in shown]
    write_workbook(output, [Sheet("Comparison", table), *sheets], _summary(table, models, everybody))
    say(f"Written: {output}")


def _summary(table: "Table", models: "list[Modelled]", everybody: "list[StateReading]") -> "Summary":
    """Build the first sheet: what each model is and changes, its lines, and the regional groups as bars."""
    from reports.comparison import by_group, by_line, changes
    from reports.writers.workbook_summary import Summary, SummaryBlock

    names = ("In force", *(f"Model {number}" for number in range(1, len(models))))
    effects = (
        "", "Pay less", "Less, CHF", "The same", "Pay more", "More, CHF", "Under CHF 100", "Smallest, CHF",
        "Largest, CHF",
    )  # fmt: skip
    return Summary(
        table.title,
        (
            *(note for note in table.notes if not note.startswith(" ")),
            "What each model is, and what of it is assumption, stands below the table of the next sheet.",
        ),
        (
            SummaryBlock("What each line asks, CHF", ("Line", *names), by_line(models), is_summed=True),
            SummaryBlock("What each model changes", effects, changes(models, names, everybody)),
            SummaryBlock(
                "Contributions by regional group, CHF",
                ("Regional group", *names),
                by_group(models, everybody),
                is_summed=True,
                bars=len(names),
            ),
        ),
    )


def _lines_table(heading: "Heading", shares: "YearShares") -> "Table":
    from ledger.books.modelling import rates_of
    from ledger.commands.assessing import rules_of
    from reports.assessment import assessment

    states = list(shares.payers.everybody().values())
    return assessment(heading, shares.budget.year, shares.amounts(), states, rates_of(shares), rules_of(shares))


@assess_app.command("plan")
def plan(
    ctx: typer.Context,
    years: Annotated[list[int], typer.Argument(metavar="YEAR…", min=2000, max=2999, help="The years to settle ahead.")],
    state: Annotated[str, typer.Option("--state", metavar="STATE", help="Only this State: a code or a name.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="Open and on account as of this day.")] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Show what each State would pay to settle several years ahead, less what it has on account.

    A year without a budget or a scale takes the last there is, and the table says so.

    Example: isu assess plan 2018 2019 --state CIV
    """
    from db import balances, facts
    from ledger.books.modelling import plan as plan_years
    from ledger.rules.naming import find_state
    from reports.plan import plan as plan_table

    day = day_or_today(as_of)
    with open_ledger(ctx) as store:
        known = facts.states(store.db, as_of=day)
        chosen_state = find_state(state, known) if state else None
        planned = plan_years(store.db, set(years), as_of=day)
        charges, receipts = balances.charges(store.db, as_of=day), balances.receipts(store.db, as_of=day)
        heading = heading_on(store.db, day)
    payers = {iso3 for each in planned for iso3 in each.amounts} | {charge.state for charge in charges}
    shown = [chosen_state] if chosen_state else [known[iso3] for iso3 in payers]
    give(plan_table(heading, planned, shown, charges, receipts), chosen, output)
