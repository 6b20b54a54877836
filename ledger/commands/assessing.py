"""Commands that assess: a year, its revisions, their history. `isu assess 2017` is short for `isu assess year 2017`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.commands.app import Telling, app
from ledger.commands.desk import day_or_today, give, heading_on, heading_today, open_ledger, plural, say, write_books
from ledger.commands.options import DryRun, Format, FormatOption, OutputOption, Year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.readings import BudgetReading
    from db.store import Store
    from ledger.books.assessing import AssessedYear
    from ledger.books.revising import RevisedYear
    from ledger.books.working_out import YearShares
    from ledger.intake.office_tables import BudgetFacts
    from reports.table import Table


class YearFirst(Telling):
    """A group whose first command needs no name: a year or an option in its place is the year to assess."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command in front of a year."""
        if args and args[0] != "--help" and (args[0][:1].isdigit() or args[0].startswith("-")):
            args = ["year", *args]
        return super().parse_args(ctx, args)


assess_app = typer.Typer(
    cls=YearFirst,
    no_args_is_help=True,
    help="Charge a year to the States Parties, revise it, compare models. Short for `assess year`: isu assess 2017",
)
app.add_typer(assess_app, name="assess")
On = Annotated[str, typer.Option("--on", metavar="DATE", help="The day of the decision; else today.")]


@assess_app.command("year")
def assess_year(
    ctx: typer.Context,
    year: Year,
    on: Annotated[
        str,
        typer.Option("--on", metavar="DATE", help="The day of the invoices; who joined by then is charged."),
    ] = "",
    provisional_scale: Annotated[
        str,
        typer.Option("--provisional-scale", metavar="SCALE", help="A scale of other years, until the year's comes."),
    ] = "",
    dry_run: DryRun = False,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Charge every State Party of the year with its part of the budget, and number its invoice.

    The budget is split over the States Parties of 1 January; one that joined since pays its part of the year on top.
    Money on account is set against the new charges at once. A year is assessed once; later decisions revise it.

    Example: isu assess year 2018 --on 2018-01-04 --dry-run, or shorter: isu assess 2018 --on 2018-01-04 --dry-run
    """
    from ledger.books.assessing import assess

    day = day_or_today(on)
    with open_ledger(ctx) as store:
        with write_books(store, rehearse=dry_run) as books:
            assessed = assess(books, year, on=day, provisional_scale=provisional_scale)
        table = _table(store, assessed.shares, day)
    if dry_run or output or chosen is not Format.TABLE:
        give(table, chosen, output)
    if chosen is Format.TABLE or output:
        for line in _said(assessed, [] if dry_run else table.notes[: len(assessed.shares.lines)], len(table.rows)):
            say(line)
        kept = "Next: isu letters preview   When the bank's file is in inbox: isu month"
        say("Nothing was kept: this was a dry run." if dry_run else kept)


def _table(store: "Store", shares: "YearShares", on: date) -> "Table":
    from ledger.books.modelling import rates_of
    from reports.assessment import assessment

    states = list(shares.payers.everybody().values())
    heading = heading_on(store.db, on)
    return assessment(heading, shares.budget.year, shares.amounts(), states, rates_of(shares), rules_of(shares))


def rules_of(shares: "YearShares") -> list[str]:
    """Say by which rules a year is split, and who joined in it."""
    from ledger.rules.words import membership_words, split_words

    joined = sorted(shares.payers.joined)
    named = [f"On top of the budget, having joined in the year: {', '.join(joined)}."] if joined else []
    rules = [f"{line.code}: {split_words(line)}." for line in shares.budget.assessed_lines()]
    return [*rules, *named, membership_words(shares.budget)]


def _said(assessed: "AssessedYear", by_line: "Sequence[str]", payers_count: int) -> list[str]:
    from db.moments import long_date
    from db.money import with_chf

    shares = assessed.shares
    scale = f" by the scale {shares.scale.name}" if shares.scale else ""
    if shares.scale and not shares.scale.covers(assessed.year):
        scale += ", provisionally"
    payers = plural(payers_count, "State Party", "States Parties")
    days = f"on {long_date(assessed.on)}, due on {long_date(assessed.due_on)}"
    return [
        f"{assessed.year}: {payers} assessed{scale}, {days}.",
        *(f"  {sentence}" for sentence in by_line),
        f"  {with_chf(assessed.settled_chf)} of money on account was set against these charges.",
    ]


@assess_app.command("revise")
def revise_year(
    ctx: typer.Context,
    year: Year,
    decision: Annotated[str, typer.Option("--decision", help="What was decided and where: the document.")],
    on: On = "",
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="The whole revised budget, as a table.")
    ] = None,
    lines: Annotated[
        list[str] | None, typer.Option("--line", metavar="CODE=AMOUNT", help="A line's new amount; others stay.")
    ] = None,
    scale: Annotated[str, typer.Option("--scale", metavar="SCALE", help="The scale; else the one in force.")] = "",
    dry_run: DryRun = False,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Work an assessed year out anew and book the differences, charge by charge, under a decision.

    For a supplementary or reduced budget (--line, --from), a scale that came late or was corrected (isu scale import
    first) and States that joined or left (isu states import first). What was issued stays as it is; money that paid too
    much is on account.

    Example: isu assess revise 2017 --line 7a=199820.00 --decision "7MSP, supplementary" --on 2017-09-06 --dry-run
    """
    from db import decided
    from ledger.books.revising import revise
    from ledger.books.working_out import NotAssessed

    day = day_or_today(on)
    with open_ledger(ctx) as store:
        held = decided.budget(store.db, year, as_of=date.max)
        if held is None:
            raise NotAssessed(year, decided.assessed_years(store.db))
        budget = _revised_budget(held, source, lines or [], decision, day)
        with write_books(store, rehearse=dry_run) as books:
            revised = revise(books, year, on=day, decision=decision, budget=budget, scale=scale)
        table = _revision_table(store, revised)
    _give_revision(table, revised, chosen, output, dry_run=dry_run)


def _revised_budget(
    held: "BudgetReading", source: Path | None, lines: list[str], decision: str, on: date
) -> "BudgetFacts | None":
    from ledger.commands.setup import TwoSources
    from ledger.intake.office_tables import budget_of_year, revised_budget

    if source is not None and lines:
        raise TwoSources(source)
    if source is not None:
        return budget_of_year(source, held.year)
    return revised_budget(held, lines, decision, on) if lines else None


def _revision_table(store: "Store", revised: "RevisedYear") -> "Table":
    from db import facts
    from db.money import ZERO_CHF
    from reports.revision import Revised, revision

    rows = [
        Revised(each.state, each.line, each.charge.assessed_chf if each.charge else ZERO_CHF, each.changed_chf)
        for each in revised.differences
    ]
    states = facts.states(store.db, as_of=revised.on)
    heading = heading_on(store.db, revised.on)
    return revision(heading, f"{revised.year}/{revised.number}", rows, states, revised.freed_chf)


def _give_revision(
    table: "Table", revised: "RevisedYear", chosen: Format, output: Path | None, *, dry_run: bool
) -> None:
    give(table, chosen, output)
    if chosen is Format.TABLE or output:
        undo = f"Undo: isu assess undo {revised.year} --why …"
        say("Nothing was kept: this was a dry run." if dry_run else undo)


@assess_app.command("undo")
def undo(
    ctx: typer.Context,
    year: Year,
    why: Annotated[str, typer.Option("--why", help="Why it is taken back, for those who ask later.")],
    on: On = "",
    dry_run: DryRun = False,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Take back the last revision of a year that stands, charge by charge; both stay in the history.

    Example: isu assess undo 2017 --why "the decision was not adopted" --dry-run
    """
    from ledger.books.revising import undo_revision

    day = day_or_today(on)
    with open_ledger(ctx) as store:
        with write_books(store, rehearse=dry_run) as books:
            revised = undo_revision(books, year, on=day, why=why)
        table = _revision_table(store, revised)
    _give_revision(table, revised, chosen, output, dry_run=dry_run)


@assess_app.command("history")
def history(ctx: typer.Context, year: Year, chosen: FormatOption = Format.TABLE, output: OutputOption = None) -> None:
    """Show what was decided about a year: the assessment and its revisions, each with its document.

    Example: isu assess history 2017
    """
    from db import decided
    from ledger.books.working_out import NotAssessed
    from reports.decisions import decisions

    with open_ledger(ctx) as store:
        made = decided.decisions(store.db, as_of=date.max)
        if not made.get(year):
            raise NotAssessed(year, made)
        table = decisions(heading_today(store.db), year, made[year])
    give(table, chosen, output)
