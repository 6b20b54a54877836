"""Commands that keep what was reported, and tell what has changed since, entry by entry."""

from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands.desk import decide_letters, give, heading_today, open_ledger, picture_of, say, write_books
from ledger.commands.options import AsOf, Format, FormatOption, OutputOption, YearOption, parse_day
from ledger.commands.reporting import report_app

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from db.snapshots import SnapshotReading
    from db.store import Store
    from reports.picture import Picture


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
    """Give by report the digest of all it says, and its totals; without the moment of knowing."""
    from dataclasses import replace
    from hashlib import sha256

    from reports.arrears import arrears
    from reports.letters import letters
    from reports.prepaid import prepaid
    from reports.status import status
    from reports.writers.cells import plain
    from reports.writers.json_text import json_text

    now = replace(picture, heading=replace(picture.heading, known_at=None))
    tables = (status(now), arrears(now), prepaid(now), letters(now, decide_letters(store, picture)))
    return {
        table.name: {
            "sha256": sha256(json_text(table).encode()).hexdigest(),
            **{key: plain(total) for key, total in table.total.items()},
        }
        for table in tables
    }


@report_app.command("snapshots")
def report_snapshots(ctx: typer.Context, chosen: FormatOption = Format.TABLE, output: OutputOption = None) -> None:
    """List what was reported and kept.

    Example: isu report snapshots
    """
    from db.snapshots import snapshots
    from reports.snapshot import snapshot_list

    with open_ledger(ctx) as store:
        table = snapshot_list(heading_today(store.db), snapshots(store.db))
    give(table, chosen, output)


@report_app.command("compare")
def report_compare(
    ctx: typer.Context,
    snapshot: Annotated[str, typer.Argument(metavar="SNAPSHOT", help="As in `isu report snapshots`: S1.")],
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Tell what has changed since a snapshot about its day: which totals, and entry by entry why.

    Example: isu report compare S1
    """
    from db.snapshots import late_entries
    from ledger.books.reporting import find_snapshot
    from reports.snapshot import changes

    with open_ledger(ctx) as store:
        found = find_snapshot(store.db, snapshot)
        now = figures_of(store, picture_of(store, found.as_of, None, found.year))
        said = [*_as_known_then(store, found, found.recorded_at), *_changed(found.figures, now)]
        entries = late_entries(store.db, as_of=found.as_of, since=found.recorded_at)
        table = changes(heading_today(store.db), found, said, entries)
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


def _changed(then: "Mapping[str, Mapping[str, str]]", now: "Mapping[str, Mapping[str, str]]") -> list[str]:
    """Say which totals differ now from those that were reported."""
    said = []
    for name, figures in then.items():
        today = now.get(name, {})
        said += [
            f"{name}, {key.replace('_', ' ')}: reported {value or 'nothing'}, now {today.get(key, 'nothing')}."
            for key, value in _totals(figures).items()
            if today.get(key) != value
        ]
    return said or ["No total has changed since."]
