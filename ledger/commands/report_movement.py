"""The reports on what changed and on what a year closes with: movement, year-end schedule."""

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from ledger.commands.desk import give, heading_on, open_ledger, picture_of
from ledger.commands.options import (
    EndsBeforeItBegins,
    Format,
    FormatOption,
    OutputOption,
    parse_day,
    parse_known_at,
)
from ledger.commands.reporting import report_app

if TYPE_CHECKING:
    from db.store import Store
    from reports.movement import Side


class KnownBackwards(LedgerError):
    """Refuse to compare one day with what was known of it earlier."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"of {on} the later knowledge would come before the earlier one; turn --known-from and --known-to round "
            "(without one of them, what is known now is meant)"
        )


@report_app.command("movement")
def report_movement(
    ctx: typer.Context,
    from_: Annotated[str, typer.Option("--from", metavar="DATE", help="The day before the movement.")],
    to: Annotated[str, typer.Option("--to", metavar="DATE", help="The day after it.")],
    known_from: Annotated[
        str, typer.Option("--known-from", metavar="DATE", help="The first as it was known on this day.")
    ] = "",
    known_to: Annotated[
        str, typer.Option("--known-to", metavar="DATE", help="The second as it was known on this day.")
    ] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Movement of what every State owes between two days, or of one day between two moments of knowing it.

    Example: isu report movement --from 2016-12-31 --to 2017-01-27
    """
    from reports.movement import movement, side

    first, last = parse_day(from_), parse_day(to)
    known_first, known_last = parse_known_at(known_from), parse_known_at(known_to)
    if first > last:
        raise EndsBeforeItBegins(first, last)
    if first == last and known_last and (known_first is None or known_first > known_last):
        raise KnownBackwards(first)
    with open_ledger(ctx) as store:
        table = movement(side_of(store, first, known_first), side(picture_of(store, last, known_last)))
    give(table, chosen, output)


def side_of(store: "Store", on: date, known: datetime | None) -> "Side":
    """Give the first side of a movement, also of a day on which no year was assessed yet."""
    from db import balances, facts
    from reports.movement import side, side_before_all
    from reports.picture import NothingAssessed

    try:
        return side(picture_of(store, on, known))
    except NothingAssessed:
        heading = replace(heading_on(store.db, on), known_at=known)
        states = facts.states(store.db, as_of=on, known_at=known)
        return side_before_all(heading, states.values(), balances.receipts(store.db, as_of=on, known_at=known))
