"""The command check: the file, the chain, and the control figures of every report, all worked out again."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands.app import app
from ledger.commands.desk import day_or_today, decide_letters, give, heading_on, open_ledger, picture_of, plural
from ledger.commands.options import Format, FormatOption, OutputOption
from ledger.commands.progress import working

if TYPE_CHECKING:
    from db.letter_readings import LetterDecision
    from db.store import Store
    from ledger.commands.reconciling import BothSides
    from reports.picture import Picture
    from reports.table import Heading, Identity, Table


@app.command()
def check(
    ctx: typer.Context,
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="As of this day; else today.")] = "",
    head: Annotated[
        str, typer.Option("--head", metavar="HEAD", help="A head that a report has printed: is it of these books?")
    ] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Work everything out again: file, guards, chain, and the identities of every report; ends with 1 if one fails.

    A head printed in an older report shows whether the books are still those of that report.

    Example: isu check --as-of 2017-01-27
    """
    day = day_or_today(as_of)
    with open_ledger(ctx) as store, working("Working everything out again"):
        table = check_table(store, day, head)
    give(table, chosen, output)
    if table.total["broken_count"]:
        raise typer.Exit(1)


def check_table(store: "Store", as_of: date, head: str = "") -> "Table":
    """Prove the file, then work out the identities as of a day; of a file that is not sound no figure is taken.

    ``head`` is one that a report has printed. Raises NotAHead.
    """
    from ledger.commands.chain_of import chain_identities
    from ledger.commands.papers import closed_months, worked_out_again
    from reports.checks import check as checked
    from reports.picture import NothingAssessed
    from reports.proof import is_sound, proof, table_of

    found = proof(store.db, head)
    if not is_sound(found):
        return table_of(_heading_if_readable(store, as_of), found)
    heading = heading_on(store.db, as_of)
    try:
        picture = picture_of(store, as_of)
    except NothingAssessed:
        return checked(store.db, heading, None, (), [*chain_identities(store.db), closed_months(store)], found)
    decisions = decide_letters(store, picture)
    further = [
        *chain_identities(store.db),
        closed_months(store),
        *worked_out_again(store, picture),
        *_of_reports(store, picture, decisions),
    ]
    return checked(store.db, heading, picture, decisions, further, found)


def _heading_if_readable(store: "Store", as_of: date) -> "Heading":
    """Give the heading of a file that failed its proof, or a bare one where it cannot even be read."""
    import sqlite3

    from reports.table import Heading

    try:
        return heading_on(store.db, as_of)
    except (sqlite3.DatabaseError, ValueError, TypeError):
        return Heading("", "", as_of, None, None)


def _of_reports(store: "Store", picture: "Picture", decisions: "Sequence[LetterDecision]") -> "Iterator[Identity]":
    """Build every report and count its control figures that agree; one that disagrees is given by itself."""
    from ledger.commands.reconciling import both_sides

    sides = both_sides(store, None)
    for build in chain(_reports(store, picture, decisions), _of_closed_years(store, picture, sides)):
        yield _agreeing(build)
    yield from _of_months(store, picture, sides)


def _agreeing(build: "Callable[[], Table]") -> "Identity":
    """Build a report and count its control figures; of one that disagrees, give the figure that does."""
    from reports.table import Identity, IdentityBroken

    try:
        table = build()
    except IdentityBroken as error:
        return error.broken._replace(name=f"{error.report}: {error.broken.name}")
    count = len(table.identities)
    return Identity(f"{table.title}: control figures that agree = all", count, count)


def _reports(
    store: "Store", picture: "Picture", decisions: "Sequence[LetterDecision]"
) -> "Iterator[Callable[[], Table]]":
    """Give how each report is built that has control figures; status and arrears are told line by line elsewhere."""
    from db import pledges
    from ledger.commands.expecting import expected_of
    from ledger.commands.followed import followed
    from ledger.commands.papers import receipts_table
    from ledger.commands.report_movement import side_of
    from ledger.rules.escalation import STEPS
    from reports.cover import cover
    from reports.curve import curve
    from reports.letters import letters
    from reports.movement import movement, side
    from reports.outreach import outreach
    from reports.prepaid import prepaid
    from reports.voluntary import voluntary

    uses = [use for held in picture.applications.values() for use in held]
    pledged = pledges.pledges(store.db, as_of=picture.as_of)
    names = {iso3: state.name_en for iso3, state in picture.states.items()}
    began, ends = date(picture.as_of.year, 1, 1), date(picture.year, 12, 31)
    yield lambda: prepaid(picture)
    yield lambda: letters(picture, decisions)
    yield lambda: movement(side_of(store, date(picture.as_of.year - 1, 12, 31), None), side(picture))
    yield lambda: curve(picture)
    yield lambda: voluntary(picture.heading, names, pledged, uses)
    yield lambda: cover(picture, expected_of(store, picture, ends), ends)
    yield lambda: outreach(picture, followed(store, picture), STEPS)
    yield lambda: receipts_table(store, began, picture.as_of)


def _of_closed_years(store: "Store", picture: "Picture", sides: "BothSides") -> "Iterator[Callable[[], Table]]":
    """Give the year-end schedule of every assessed year that is over; each picture is taken once."""
    from functools import partial

    from ledger.commands.report_movement import DEFAULT_RATES, closed_before, read_rates, schedule_of

    rates, last = read_rates(DEFAULT_RATES), None
    first_on = min(decisions[0].on for decisions in picture.decisions.values())
    for day in (date(year, 12, 31) for year in sorted(picture.decisions)):
        if first_on <= day <= picture.as_of:
            before = last if last and last.as_of.year == day.year - 1 else closed_before(store, day, None)
            last = picture_of(store, day)
            yield partial(schedule_of, store, last, before, rates, sides)


def _of_months(store: "Store", picture: "Picture", sides: "BothSides") -> "Iterator[Identity]":
    """Reconcile every month of the bank's data, the last one up to where they run; one line a year if all agree."""
    from ledger.commands.reconciling import identities_of_months
    from reports.table import Identity

    months = _months(store, picture)
    counts: dict[int, tuple[int, int]] = {}  # by year: months, control figures that agree
    for (first, _), held in zip(months, identities_of_months(store, months, sides), strict=True):
        broken = next((each for each in held if not each.holds), None)
        if broken:
            yield broken._replace(name=f"reconciliation: {broken.name}")
        months_count, agreeing_count = counts.get(first.year, (0, 0))
        counts[first.year] = (months_count + 1, agreeing_count + (0 if broken else len(held)))
    for year, (months_count, count) in counts.items():
        named = f"Bank reconciliations {year}, {plural(months_count, 'month')}"
        yield Identity(f"{named}: control figures that agree = all", count, count)


def _months(store: "Store", picture: "Picture") -> "list[tuple[date, date]]":
    """Give the first and the last day of every month of the bank's data up to the picture's day."""
    from db import bank_papers
    from db.moments import months_later

    statements = [each for each in bank_papers.bank_statements(store.db) if each.currency == bank_papers.FRANCS]
    until = min(max((each.to_on for each in statements), default=picture.as_of), picture.as_of)
    first = min((each.from_on for each in statements), default=until).replace(day=1)
    found = []
    while first <= until:
        found.append((first, min(months_later(first, 1) - timedelta(days=1), until)))
        first = months_later(first, 1)
    return found
