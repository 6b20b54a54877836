"""The papers that a month ends with, in one folder, and the snapshot of what they said."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.commands.desk import decide_letters, picture_of, write_books, write_text
from ledger.commands.presidents import page_text, write_presidents_workbook
from ledger.commands.progress import working
from ledger.commands.reconciling import reconciliation_table
from ledger.commands.snapshots import figures_of
from reports.writers.workbook import Sheet, write_workbook

if TYPE_CHECKING:
    from db.store import Store


def write_papers(store: "Store", folder: Path, first: date, until: date) -> tuple[list[Path], str]:
    """Write a month's papers as of its last day; gives the files and the label of the snapshot."""
    from ledger.books.reporting import keep_snapshot

    names = ("isu-{}.xlsx", "isu-{}-public.xlsx", "isu-{}.html", "reconciliation-{}.xlsx")
    written = [folder / name.format(until) for name in names]
    with (
        working("Writing the papers"),
        write_books(store) as books,
    ):  # nobody writes between the papers and their snapshot
        picture = picture_of(store, until)
        decisions = decide_letters(store, picture)
        write_presidents_workbook(store, picture, decisions, written[0], since=first)
        write_presidents_workbook(store, picture, decisions, written[1], since=first, is_public=True)
        write_text(written[2], page_text(store, picture, decisions, is_public=False))
        reconciliation = reconciliation_table(store, first, until, None)
        write_workbook(written[3], [Sheet("Reconciliation", reconciliation)])
        kept = keep_snapshot(books, picture.as_of, picture.year, f"month {until:%Y-%m}", figures_of(store, picture))
    return written, kept.label
