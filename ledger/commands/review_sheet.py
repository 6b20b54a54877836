"""Commands review export and review import: the decisions of a month in Excel."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands import clock
from ledger.commands.desk import heading_today, open_ledger, plural, say, write_books
from ledger.commands.options import DryRun
from ledger.commands.reviewing import review_app

if TYPE_CHECKING:
    from db.decision_sheet import SheetRow
    from db.store import Store
    from ledger.books.sheet_decisions import Decision
    from ledger.rules.verdicts import Verdict


@review_app.command("export")
def review_export(
    ctx: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to write.")]
) -> None:
    """Write what waits for a decision into an Excel sheet, with a list of decisions to choose from.

    Example: isu review export decisions.xlsx
    """
    from db import facts
    from db.names import alphabetical
    from ledger.commands.desk import NotAFormat
    from reports.writers.decision_sheet import write_decision_sheet

    if file.suffix.lower() != ".xlsx":
        raise NotAFormat(file)
    with open_ledger(ctx) as store:
        rows = [row for row, _ in _proposed(store).values()]
        states = alphabetical(facts.states(store.db, as_of=clock.today()).values())
        heading = heading_today(store.db)
    write_decision_sheet(file, heading, rows, [(state.iso3, state.name_en) for state in states])
    say(f"Written: {file}, {plural(len(rows), 'receipt')} to decide. Next: fill it in, then isu review import {file}")


@review_app.command("import")
def review_import(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The sheet, filled in.")],
    each_row: Annotated[
        bool, typer.Option("--each-row", help="Take the right rows although others are wrong.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Take the decisions of a sheet: all of them, or none if a row is wrong. Rows without a decision stay as they are.

    Example: isu review import decisions.xlsx --dry-run
    """
    from db import facts
    from db.errors import Faults
    from ledger.books.sheet_decisions import checked
    from ledger.intake.decision_sheet import read_decisions

    rows = read_decisions(file)
    with open_ledger(ctx) as store:
        proposed = _proposed(store)
        states = facts.states(store.db, as_of=clock.today())
        with write_books(store, rehearse=True) as books:
            decisions, faults = checked(books, rows, proposed, states)
        remedy = "mend these lines, or take the others with --each-row"
        if faults and not each_row:
            raise Faults(file.name, faults, remedy)
        taken, refused = _take(store, decisions, file.name, each_row=each_row, dry_run=dry_run)
    for fault in [*faults, *refused]:
        say(f"Not taken: {fault}")
    say(f"Taken: {plural(taken, 'decision')} of {file.name}." + (" Nothing was kept: this was a dry run." * dry_run))
    say("Next: isu match, or isu review")
    if faults or refused:
        raise typer.Exit(1)


def _take(
    store: "Store", decisions: "list[Decision]", source: str, *, each_row: bool, dry_run: bool
) -> tuple[int, list[str]]:
    """Take all decisions in one transaction, or each in its own; gives how many, and what was refused."""
    from db.errors import Faults, LedgerError
    from ledger.books.sheet_decisions import take

    refused: list[str] = []
    if not each_row:
        with write_books(store, rehearse=dry_run) as books:
            for decision in decisions:
                try:
                    take(books, decision, source=source)
                except LedgerError as refusal:
                    fault = f"line {decision.line}: {decision.label}: {refusal}"
                    raise Faults(source, [fault], "mend this line, or take the others with --each-row") from None
        return len(decisions), refused
    for decision in decisions:
        try:
            with write_books(store, rehearse=dry_run) as books:
                take(books, decision, source=source)
        except LedgerError as refusal:
            refused.append(f"line {decision.line}: {decision.label}: {refusal}")
    return len(decisions) - len(refused), refused


def _proposed(store: "Store") -> "dict[str, tuple[SheetRow, Verdict]]":
    """Give what the sheet shows of every receipt that is not certain, by receipt, oldest first."""
    from db.decision_sheet import SheetRow
    from ledger.books.judging import verdicts_on
    from ledger.commands.matching import reading_of
    from ledger.rules.verdicts import MatchClass
    from reports.matching import use_in_words
    from reports.writers.cells import printable

    verdicts = verdicts_on(store.db)
    found = {}
    for verdict in verdicts:
        if verdict.match_class is MatchClass.AUTOMATIC:
            continue
        read = reading_of(verdict)
        row = SheetRow(
            receipt=read.receipt,
            value_date=read.value_date,
            amount_chf=read.amount_chf,
            payer=printable(read.payer),
            text=printable(read.text),
            match_class=read.match_class,
            state=read.state or "",
            pays=use_in_words(read.allocations, read.on_account_chf, read.fee_chf),
            evidence=printable("; ".join(read.evidence)),
        )
        found[read.receipt] = (row, verdict)
    return found
