"""Commands that keep what was reported, and tell what has changed since, entry by entry."""

from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from ledger.commands import clock
from ledger.commands.desk import (
    day_or_today,
    decide_letters,
    give,
    heading_on,
    open_ledger,
    picture_of,
    say,
    write_books,
)
from ledger.commands.options import AsOf, Format, FormatOption, OutputOption, YearOption, parse_day, parse_known_at
from ledger.commands.reporting import report_app

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from db.snapshots import SnapshotReading
    from db.store import Store
    from reports.picture import Picture


class NotKeptYet(LedgerError):
    """Refuse to say what had changed before a snapshot was kept."""

    def __init__(self, found: "SnapshotReading", known_at: str) -> None:
        super().__init__(
            f"{found.label} was kept on {found.recorded_at:%Y-%m-%d}, which is after {known_at}, so nothing had "
            "changed since; give a later day to --known-at, or leave it out for now"
        )


@report_app.command("snapshot")
def report_snapshot(
    ctx: typer.Context,
    as_of: AsOf,
    words: Annotated[str, typer.Option("--words", help="For whom or what it was, like: given to the President.")] = "",
    year: YearOption = None,
) -> None:
    """Keep what is reported as of a day, so that `isu report compare` can tell what has changed since.

    Example: isu report snapshot --as-of 2017-01-27 --words "given to the President"
    """
    from ledger.books.reporting import keep_snapshot

    with open_ledger(ctx) as store, write_books(store) as books:  # nobody writes between reading and keeping
        picture = picture_of(store, parse_day(as_of), None, year)
        figures = figures_of(store, picture)
        kept = keep_snapshot(books, picture.as_of, picture.year, words, figures)
    say(f"Kept: {kept.label}, {len(figures)} reports as of {kept.as_of}. Later: isu report compare {kept.label}")


def figures_of(store: "Store", picture: "Picture") -> "dict[str, dict[str, str]]":
    """Give by report the digest of all it says, and its totals; without the moment of knowing and the head then."""
    from hashlib import sha256

    from reports.arrears import arrears
    from reports.letters import letters
    from reports.prepaid import prepaid
    from reports.status import status
    from reports.writers.cells import plain
    from reports.writers.json_text import json_text

    now = picture._replace(heading=picture.heading._replace(known_at=None, head="", books_at=None))
    tables = (status(now), arrears(now), prepaid(now), letters(now, decide_letters(store, picture)))
    return {
        table.name: {
            "sha256": sha256(json_text(table).encode()).hexdigest(),
            **{key: plain(total) for key, total in table.total.items()},
        }
        for table in tables
    }


@report_app.command("snapshots")
def report_snapshots(
    ctx: typer.Context,
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="Those about days up to this one.")] = "",
    known_at: Annotated[str, typer.Option("--known-at", metavar="DATE", help="Those kept by this day.")] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """List what was reported and kept.

    Example: isu report snapshots
    """
    from db.snapshots import snapshots
    from reports.snapshot import snapshot_list

    last, known = parse_day(as_of) if as_of else None, parse_known_at(known_at)
    with open_ledger(ctx) as store:
        kept = [each for each in snapshots(store.db) if last is None or each.as_of <= last]
        found = [each for each in kept if known is None or each.recorded_at <= known]
        table = snapshot_list(heading_on(store.db, day_or_today(as_of), known), found)
    give(table, chosen, output)


@report_app.command("compare")
def report_compare(
    ctx: typer.Context,
    snapshot: Annotated[str, typer.Argument(metavar="SNAPSHOT", help="As in `isu report snapshots`: S1.")],
    known_at: Annotated[
        str, typer.Option("--known-at", metavar="DATE", help="What had changed by this day; else by now.")
    ] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Tell what has changed since a snapshot about its day: which totals, and entry by entry why.

    Example: isu report compare S1
    """
    from db.snapshots import late_entries
    from ledger.books.reporting import find_snapshot
    from reports.snapshot import changes

    known = parse_known_at(known_at)
    with open_ledger(ctx) as store:
        found = find_snapshot(store.db, snapshot)
        if known and known < found.recorded_at:
            raise NotKeptYet(found, known_at)
        now = figures_of(store, picture_of(store, found.as_of, known, found.year))
        said = [*_as_known_then(store, found, found.recorded_at), *_changed(found.figures, now, known)]
        entries = late_entries(store.db, as_of=found.as_of, since=found.recorded_at, known_at=known)
        table = changes(heading_on(store.db, clock.today(), known), found, said, entries)
    give(table, chosen, output)


def _as_known_then(store: "Store", found: "SnapshotReading", known: "datetime") -> list[str]:
    """Print the reports again as they were known when the snapshot was kept, and say whether they are the same."""
    again = figures_of(store, picture_of(store, found.as_of, known, found.year))
    if again == found.figures:
        return ["Printed again as known then, every report is the same, byte for byte."]
    differing = [name for name in found.figures if _totals(again.get(name, {})) != _totals(found.figures[name])]
    if differing:
        return [f"Printed again as known then, other totals come out of {', '.join(differing)}: run isu check."]
    return [
        "Printed again as known then, every total is the same; what else the reports say has another form or wording."
    ]


def _totals(figures: "Mapping[str, str]") -> dict[str, str]:
    return {key: value for key, value in figures.items() if key != "sha256"}


def _changed(
    then: "Mapping[str, Mapping[str, str]]", now: "Mapping[str, Mapping[str, str]]", known: "datetime | None"
) -> list[str]:
    """Say which totals differ now, or as known at a later moment, from those that were reported."""
    when = f"as known on {known:%Y-%m-%d}" if known else "now"
    said = []
    for name, figures in then.items():
        later = now.get(name, {})
        said += [
            f"{name}, {key.replace('_', ' ')}: reported {value or 'nothing'}, {when} {later.get(key, 'nothing')}."
            for key, value in _totals(figures).items()
            if later.get(key) != value
        ]
    return said or ["No total had changed by then." if known else "No total has changed since."]
