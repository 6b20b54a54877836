"""Commands that close a month, open it again, and list what is closed."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands.app import app
from ledger.commands.desk import give, heading_today, open_ledger, plural, say, write_books
from ledger.commands.options import DryRun, Format, FormatOption, OutputOption
from ledger.commands.reconciling import difference_of_month, month

if TYPE_CHECKING:
    from db.store import Store
    from ledger.books.closing import MonthFacts

closings_app = typer.Typer(no_args_is_help=True, help="Which months are closed.")
app.add_typer(closings_app, name="closings")
Month = Annotated[str, typer.Argument(metavar="MONTH", help="The month, like 2017-01.")]


@app.command("close")
def close(
    ctx: typer.Context,
    of_month: Month,
    difference_because: Annotated[
        str, typer.Option("--difference-because", help="Why bank and books differ, or are not proven to agree.")
    ] = "",
    dry_run: DryRun = False,
) -> None:
    """Close a month: nothing is booked into it any more, and what was reported of it stays.

    It needs the bank's data up to the month's end, and a difference of 0.00 between bank and books, or the reason for
    one. A receipt that is matched later counts from the first open day. The first month closes all before it too.

    Example: isu close 2017-01
    """
    first, last = month(of_month)
    with open_ledger(ctx) as store:
        lines = close_now(store, first, last, because=difference_because, dry_run=dry_run)
    for line in lines:
        say(line)
    if not dry_run:
        say(f"Next: isu report snapshot --as-of {last}   Undo: isu reopen {last:%Y-%m} --why …")


def close_now(store: "Store", first: date, last: date, *, because: str, dry_run: bool) -> list[str]:
    """Close the month of these days, and say what was left open in it."""
    from db.moments import long_date
    from ledger.books.closing import close_month

    with write_books(store, rehearse=dry_run) as books:
        facts = month_facts(store, first, last)
        close_month(books, facts, difference_because=because)
    if dry_run:
        done = f"Nothing was kept: this was a dry run. {last:%Y-%m} can be closed: isu close {last:%Y-%m}"
    else:
        opens = long_date(last + timedelta(days=1))
        done = f"Closed: {last:%Y-%m}. What comes to be known later counts from {opens}."
    return [*_left_open(facts), done]


def month_facts(store: "Store", first: date, last: date) -> "MonthFacts":
    """Read what is known of a month at its end."""
    from db import balances, bank_papers
    from db.vocabulary import Direction
    from ledger.books.closing import MonthFacts
    from reports.picture import sum_chf

    waiting = [each for each in balances.receipts(store.db, as_of=last) if each.unidentified_chf]
    debits = bank_papers.bank_lines(store.db, direction=Direction.DEBIT)
    return MonthFacts(
        month_end=last,
        data_until=bank_papers.data_until(store.db),
        difference_chf=difference_of_month(store, first, last),
        unidentified_count=len(waiting),
        unidentified_chf=sum_chf(each.unidentified_chf for each in waiting),
        undecided_debits_count=sum(
            each.booked_on <= last and not each.set_aside and not each.receipt_id for each in debits
        ),
    )


def _left_open(facts: "MonthFacts") -> list[str]:
    """Say what of the month nobody has settled, and whether bank and books agree."""
    from db.moments import long_date
    from db.money import with_chf

    proven = facts.difference_chf is not None
    agreed = with_chf(facts.difference_chf) if facts.difference_chf is not None else "not proven"
    on, reason = long_date(facts.month_end), "" if proven else ", for the reason given"
    said = [f"Bank and books on {on}: difference {agreed}{reason}."]
    if facts.unidentified_count:
        waiting = plural(facts.unidentified_count, "receipt is", "receipts are")
        said.append(f"Still open: {waiting} unidentified, {with_chf(facts.unidentified_chf)}: isu review")
    if facts.undecided_debits_count:
        lines = plural(facts.undecided_debits_count, "line was", "lines were")
        said.append(f"Still open: {lines} paid out and nobody has said what for: isu bank lines --open")
    return said


@app.command("reopen")
def reopen(
    ctx: typer.Context,
    of_month: Month,
    why: Annotated[str, typer.Option("--why", help="Why it is opened again; it is kept.")],
) -> None:
    """Open the last closed month again; that it was closed stays in the history.

    Example: isu reopen 2017-01 --why "a statement of January was found"
    """
    from db.moments import long_date
    from ledger.books.closing import reopen_month

    _, last = month(of_month)
    with open_ledger(ctx) as store, write_books(store) as books:
        still = reopen_month(books, last, why=why)
    held = f"the books are closed up to {long_date(still)}" if still else "no month is closed"
    say(f"Opened again: {last:%Y-%m}; {held}.")
    say(f"Close it again: isu close {last:%Y-%m}   What changes in it: isu report snapshots, isu report compare S1")


@closings_app.command("list")
def closings_list(ctx: typer.Context, chosen: FormatOption = Format.TABLE, output: OutputOption = None) -> None:
    """List every closing and reopening of a month: when, by whom, with what difference, and what was left open.

    Example: isu closings list
    """
    from db.closings import closings
    from db.logged import logged_commands
    from reports.closings import closings_list as table_of

    with open_ledger(ctx) as store:
        table = table_of(heading_today(store.db), closings(store.db), logged_commands(store.db))
    give(table, chosen, output)
