"""Snapshots of what was reported: their list, and what was booked since about the same day, entry by entry."""

from collections.abc import Iterable, Mapping, Sequence

from db.snapshots import LateEntry, SnapshotReading
from reports.act_words import act_in_words
from reports.table import Cell, Column, Heading, Kind, Table


def snapshot_list(heading: Heading, found: Iterable[SnapshotReading]) -> Table:
    """List the snapshots, oldest first."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "snapshot": each.label,
            "as_of": each.as_of,
            "year": str(each.year),
            "kept": each.recorded_at.date(),
            "words": each.words,
        }
        for each in found
    )
    columns = (
        Column("snapshot", "Snapshot"),
        Column("as_of", "As of", Kind.DATE),
        Column("year", "Year"),
        Column("kept", "Kept on", Kind.DATE),
        Column("words", "For"),
    )
    return Table(name="snapshots", title="What was reported", heading=heading, columns=columns, rows=rows, total={})


def changes(heading: Heading, snapshot: SnapshotReading, said: Sequence[str], entries: Iterable[LateEntry]) -> Table:
    """List what was booked about the snapshot's day since it was kept, with what that changed in ``said``."""
    return Table(
        name="changes",
        title=f"Changes since {snapshot.label}, reported as of {snapshot.as_of}",
        heading=heading,
        columns=entry_columns(),
        rows=tuple(entry_row(each) for each in entries),
        total={},
        notes=tuple(said),
    )


def entry_columns() -> tuple[Column, ...]:
    """Give the columns of a list of entries."""
    return (
        Column("entry", "Entry"),
        Column("recorded", "Booked on", Kind.DATE),
        Column("value_date", "Counts from", Kind.DATE, spare=2),
        Column("state", "State"),
        Column("what", "What"),
        Column("receipt", "Receipt", spare=3),
        Column("amount", "Amount", Kind.CHF),
        Column("why", "Why", spare=1),
    )


def entry_row(each: LateEntry) -> Mapping[str, Cell]:
    """Give the cells of one entry."""
    return {
        "entry": f"E{each.id}",
        "recorded": each.recorded_on,
        "value_date": each.value_date,
        "state": each.state,
        "what": act_in_words(each.act, is_reversal=each.is_reversal),
        "receipt": f"R{each.receipt_id}" if each.receipt_id else "",
        "amount": each.amount_chf,
        "why": each.note,
    }
