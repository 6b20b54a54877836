"""Copies of the ledger: whole or not there, and a system that cannot write or sync is told in a sentence."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.backups import BackupNotWritten, NotABackup, back_up, backups_in, checked, new_name, sync
from db.store import LedgerDamaged, LedgerUnwritable, Store
from tests.helpers import Office

NOON = datetime(2016, 3, 1, 12, 0, tzinfo=UTC)


@contextmanager
def at_most(what: int, count: int) -> Iterator[None]:
    """Let the system give no more of something, as on a full disk or with too many open files."""
    before = resource.getrlimit(what)
    resource.setrlimit(what, (count, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(what, before)


def copied(store: Store, target: Path, ledger: Path | None = None) -> Path:
    with store.held():
        back_up(store.db, ledger or store.path, target)
    return target


def test_what_a_killed_copy_left_is_cleared_away_and_nothing_else(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in (".ledger_2016-01-01_090000_close.sqlite.part", ".other_2016.part", "ledger_notes.txt"):
        (folder / name).write_text("half", "utf-8")
    target = copied(office.store, new_name(folder, office.store.path, NOON, "close"))
    held = sorted(path.name for path in folder.iterdir())
    assert held == [".other_2016.part", "ledger_2016-03-01_120000_close.sqlite", "ledger_notes.txt"]
    (found,) = backups_in(folder, office.store.path)
    assert (found.path, found.written_at, found.before) == (target, NOON, "close")
    assert new_name(folder, office.store.path, NOON, "close").name == "ledger_2016-03-01_120000-2_close.sqlite"


def test_a_copy_that_cannot_be_written_is_said_and_leaves_nothing(office: Office, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("notes", "utf-8")
    with pytest.raises(BackupNotWritten, match=r"Not a directory|File exists"):
        copied(office.store, tmp_path / "notes.txt" / "copy.sqlite")
    with at_most(resource.RLIMIT_FSIZE, 20_000), pytest.raises(BackupNotWritten, match=r"full|disk I/O error"):
        copied(office.store, tmp_path / "stick" / "copy.sqlite")
    (tmp_path / "damaged.sqlite").write_bytes(b"no ledger" * 1000)
    with pytest.raises(LedgerDamaged):
        copied(office.store, tmp_path / "stick" / "copy.sqlite", tmp_path / "damaged.sqlite")
    assert list((tmp_path / "stick").iterdir()) == []


def test_what_is_no_whole_ledger_is_no_backup(office: Office, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE entry (id)")
    with pytest.raises(NotABackup, match="it is no ISU ledger"):
        checked(other)
    whole = copied(office.store, tmp_path / "copy.sqlite")
    with sqlite3.connect(whole) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute(
            "DELETE FROM sqlite_schema WHERE name = "
            "(SELECT name FROM sqlite_schema WHERE type = 'index' AND sql <> '' LIMIT 1)"
        )
    with pytest.raises(NotABackup, match="it is damaged"):
        checked(whole)


def test_a_folder_that_the_system_cannot_sync_is_no_fault_and_a_file_is_one(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", "utf-8")
    sync(file)
    sync(tmp_path)
    sync(Path("/proc"))
    with pytest.raises(OSError, match="Invalid argument"):
        sync(Path("/dev/null"))
    with at_most(resource.RLIMIT_NOFILE, 0):
        sync(tmp_path)
        with pytest.raises(OSError, match="Too many open files"):
            sync(file)


def test_a_folder_of_backups_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    assert backups_in(tmp_path / "none", tmp_path / "ledger.sqlite") == []
    with at_most(resource.RLIMIT_NOFILE, 0), pytest.raises(LedgerUnwritable, match="Too many open files"):
        backups_in(tmp_path, tmp_path / "ledger.sqlite")
