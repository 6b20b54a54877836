"""The list of backups, and what a ledger would lose by going back to one, entry by entry."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from db.backups import BackupReading
from db.snapshots import LateEntry
from reports.snapshot import entry_columns, entry_row
from reports.table import Column, Heading, Kind, Table


def backups_list(heading: Heading, folder: Path, found: Sequence[BackupReading], kept: Mapping[datetime, str]) -> Table:
    """List the backups in a folder, oldest first, with the rule that keeps each."""
    return Table(
        name="backups",
        title="Backups",
        heading=heading,
        columns=(
            Column("file", "File"),
            Column("written", "Written (UTC)"),
            Column("before", "Before"),
            Column("kilobytes", "Kilobytes", Kind.COUNT, spare=1),
            Column("kept", "Kept as", spare=2),
        ),
        rows=tuple(
            {
                "file": each.path.name,
                "written": f"{each.written_at:%Y-%m-%d %H:%M:%S}",
                "before": each.before,
                "kilobytes": -(-each.size // 1024),
                "kept": kept.get(each.written_at, "goes with the next backup"),
            }
            for each in found
        ),
        total={},
        notes=(f"In {folder}.", "Bring one back: isu restore FILE"),
    )


def lost_entries(heading: Heading, backup: Path, entries: Iterable[LateEntry], said: Sequence[str]) -> Table:
    """List the entries that going back to a backup would lose."""
    return Table(
        name="lost",
        title=f"What restoring {backup.name} would lose",
        heading=heading,
        columns=entry_columns(),
        rows=tuple(entry_row(each) for each in entries),
        total={},
        notes=tuple(said),
    )
