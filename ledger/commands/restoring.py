"""The command restore: go back to a backup, after saying what that loses; what was there is kept."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from ledger.commands import clock
from ledger.commands.app import app, ledger_of
from ledger.commands.backing_up import back_up_now
from ledger.commands.call import call_of
from ledger.commands.desk import heading_today, open_ledger, plural, say
from ledger.commands.progress import working

if TYPE_CHECKING:
    from datetime import datetime

    from db.restoring import Lost
    from db.store import Store
    from ledger.books.keeping_log import Call


class RestoreNotConfirmed(LedgerError):
    """Refuse to restore unless the count of entries that are lost was typed."""

    def __init__(self, typed: str, count: int) -> None:
        said = f"{typed!r} was typed" if typed else "nothing was typed"
        super().__init__(
            f"nothing was restored: {said}, and {plural(count, 'entry', 'entries')} would be lost; "
            f"type {count} when asked, or give --yes {count}"
        )


class ChangedMeanwhile(LedgerError):
    """Refuse to lose what was not shown."""

    def __init__(self) -> None:
        super().__init__(
            "nothing was restored: another program has written to the ledger since you were shown what would be lost; "
            "run the command again"
        )


class NotRestored(LedgerError):
    """Refuse where the system does not let us put the backup in the ledger's place."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} was not replaced: {why}; it is as it was; close what has it open (a program that synchronises "
            "folders, another isu) or make room there, and run the command again"
        )


@app.command("restore")
def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup, as in `isu backups list`, or any path.")],
    yes: Annotated[
        int | None, typer.Option("--yes", metavar="COUNT", help="The count of entries that are lost, for scripts.")
    ] = None,
) -> None:
    """Go back to a backup: shows entry by entry what that loses, asks, and keeps a backup of what was there.

    Example: isu restore backups/ledger_2017-01-27_090000_bank-import.sqlite
    """
    from db.backups import checked

    path = ledger_of(ctx).resolve()  # a link to the ledger stays one
    source = _source(path, file)
    with working("Reading the backup through"):
        checked(source)
    call = call_of(path)
    with _present(ctx) as store:
        lost = _show(store, source)
        lost_count = len(lost.entries) if lost else 0
        _confirm(lost_count, yes)
        if store is None:
            kept = _keep_raw(path)
            _replace(path, source, call, _remark(source, lost_count, kept), None)
        else:
            with store.held(), working("Putting the backup in the ledger's place"):
                _refuse_if_changed(store, source, lost)
                kept = back_up_now(store.db, path, "restore")
                _replace(path, source, call, _remark(source, lost_count, kept), store)
    say(f"Restored: {path} is what {source.name} was; {plural(lost_count, 'entry was', 'entries were')} left out.")
    say(f"What was there is kept in {kept}. Next: isu check" if kept else "Next: isu check")


def _source(path: Path, file: Path) -> Path:
    """Give the backup as named: by its path, or by its name among the backups. Raises NotABackup."""
    from db.backups import NotABackup
    from ledger.intake.office_settings import read_backup_settings

    found = file if file.is_file() else read_backup_settings(path).folder / file.name
    if not found.is_file():
        raise NotABackup(file, "there is no such file")
    if path.exists() and found.samefile(path):
        raise NotABackup(file, "it is the ledger itself")
    return found


@contextmanager
def _present(ctx: typer.Context) -> "Iterator[Store | None]":
    """Open the ledger that is to be replaced; none if there is none, or it is damaged."""
    from db.store import LedgerDamaged, MissingLedger

    try:
        store = open_ledger(ctx)
    except MissingLedger:
        say("There is no ledger in its place; nothing is lost.")
        yield None
        return
    except LedgerDamaged:
        say("The ledger in its place is damaged, so that what would be lost cannot be told; it is kept as it is.")
        yield None
        return
    with store:
        yield store


def _show(store: "Store | None", source: Path) -> "Lost | None":
    """Show what would be lost, entry by entry; nothing where it cannot be told."""
    if store is None:
        return None
    from db.logged import logged_commands
    from db.restoring import lost_by
    from reports.backups import lost_entries
    from reports.writers.terminal import print_table

    lost = lost_by(store.db, source)
    commands = logged_commands(store.db)
    count = lost.rows.get("logged_command", 0)
    said = [f"{each.said_by}: {each.words}" for each in commands[len(commands) - count :]]
    print_table(lost_entries(heading_today(store.db), source, lost.entries, [*_in_words(lost), *said]))
    return lost


def _in_words(lost: "Lost") -> list[str]:
    from reports.log import rows_in_words

    said = [f"Entries: {len(lost.entries)}."]
    if further := rows_in_words(lost.rows):
        said.append(f"Besides: {', '.join(further)}.")
    if lost.foreign_count:
        said.append(
            f"ATTENTION: {plural(lost.foreign_count, 'entry stands', 'entries stand')} in the backup and not in the "
            "ledger: it is of another ledger, or of another course of this one."
        )
    if count := lost.rows.get("logged_command", 0):
        said.append(f"Done since, and lost with it ({plural(count, 'command')}):")
    return said


def _confirm(count: int, yes: int | None) -> None:
    typed = str(yes) if yes is not None else ""
    if yes is None:
        typer.echo(f"Type the count of entries that will be lost, {count}, to restore: ", nl=False)
        with suppress(EOFError):
            typed = input().strip()
    if typed != str(count):
        raise RestoreNotConfirmed(typed, count)


def _refuse_if_changed(store: "Store", source: Path, shown: "Lost | None") -> None:
    from db.restoring import lost_by

    if lost_by(store.db, source) != shown:
        raise ChangedMeanwhile


def _remark(source: Path, lost_count: int, kept: Path | None) -> str:
    held = f"; what was there is kept in {kept.name}" if kept else ""
    return f"went back to {source.name}; {plural(lost_count, 'entry was', 'entries were')} left out{held}"


def _keep_raw(path: Path) -> Path | None:
    """Copy a damaged ledger byte by byte, with what a killed program has left beside it."""
    from db.backups import new_name, sync
    from ledger.intake.office_settings import read_backup_settings

    if not path.exists():
        return None
    target = new_name(read_backup_settings(path).folder, path, clock.now(), "restore").with_suffix(".damaged")
    journal = _journal(path)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for each, copy in ((path, target), (journal, target.with_name(f"{target.name}-journal"))):
            if each.exists():
                shutil.copyfile(each, copy)
                copy.chmod(0o600)
                sync(copy)
        journal.unlink(missing_ok=True)  # it would be played back into the backup
    except OSError as error:
        raise NotRestored(path, error.strerror or str(error)) from None
    return target


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _replace(path: Path, source: Path, call: "Call", remark: str, store: "Store | None") -> None:
    """Put a copy of the backup in the ledger's place, whole or not at all."""
    from db.backups import copy_whole, sync

    prepared = path.with_name(f".{path.name}.restoring")
    try:
        for left in (prepared, _journal(prepared)):
            left.unlink(missing_ok=True)
        os.close(os.open(prepared, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        copy_whole(source, prepared)
        _log(prepared, call, remark, _last_moment(store))
        if store and os.name == "nt":
            store.db.close()  # there a file that is open cannot be replaced
        prepared.replace(path)
        sync(path.parent)
    except OSError as error:
        raise NotRestored(path, error.strerror or str(error)) from None
    finally:
        with suppress(OSError):
            prepared.unlink(missing_ok=True)


def _last_moment(store: "Store | None") -> "datetime":
    from datetime import timedelta

    from db.logged import last_moment

    last = last_moment(store.db) if store else None
    now = clock.now()
    return max(now, last + timedelta(microseconds=1)) if last else now


def _log(prepared: Path, call: "Call", remark: str, at: "datetime") -> None:
    """Bring the copy to the newest version and write into its log that the ledger went back to it."""
    from db.store import open_store
    from ledger.books.open_books import open_books
    from ledger.commands.logging import logged

    with (
        open_store(prepared, at=at) as copy,
        open_books(copy, at=at) as books,
        logged(books, call, remark=remark),
    ):
        pass
