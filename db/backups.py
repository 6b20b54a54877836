"""Backups: copies of the whole ledger, made by SQLite within one reading, checked after writing, then named.

What is found under a backup's name is whole: it is written under a hidden name, synchronised and compared first.
"""

import glob
import os
import re
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from db.errors import LedgerError
from db.store import APPLICATION_ID, LedgerDamaged, LedgerUnwritable, refusal_of


class BackupNotWritten(LedgerError):
    """Refuse to go on without a backup."""

    def __init__(self, target: Path, why: str) -> None:
        super().__init__(
            f"no backup could be written to {target.parent}: {why}; nothing was changed; make room there or mend its "
            "permissions, or name another folder in the settings beside the ledger ([backups] folder, `isu settings "
            "write`), and run the command again"
        )


class NotABackup(LedgerError):
    """Refuse to restore what is no whole ledger."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be restored: {why}; nothing was changed; `isu backups list` shows the backups")


class BackupReading(NamedTuple):
    """One backup: its file, when it was written (UTC), before what, and how large it is in bytes."""

    path: Path
    written_at: datetime
    before: str
    size: int


class Figures(NamedTuple):
    """What is counted of a ledger to compare two: its entries, their sum in rappen, and the rows of every table."""

    entries_count: int
    entries_rappen: int
    rows: tuple[tuple[str, int], ...]


def figures(db: sqlite3.Connection) -> Figures:
    """Count a ledger of any version."""
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    rows = [(name, int(db.execute(f"SELECT count(*) FROM {name}").fetchone()[0])) for name in names]
    count, total = db.execute("SELECT count(*), coalesce(sum(amount_rappen), 0) FROM entry").fetchone()
    return Figures(count, total, tuple(rows))


def back_up(db: sqlite3.Connection, ledger: Path, target: Path) -> Figures:
    """Write the ledger as it stands to a file that is not there yet, readable by its owner only; gives what it holds.

    ``db`` is in a transaction that keeps others from writing, and has written nothing. Raises BackupNotWritten,
    LedgerDamaged.
    """
    assert db.in_transaction, "others are kept from writing while the copy is made and compared"
    partial = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in target.parent.glob(
            f".{glob.escape(ledger.stem)}_*.part*"
        ):  # of a killed run: nobody else writes now
            left.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        copy_whole(ledger, partial)
        held = checked(partial)
        if held != figures(db):
            raise BackupNotWritten(target, "the copy is not what the ledger holds")
        partial.replace(target)
        sync(target.parent)
    except OSError as error:
        raise BackupNotWritten(target, error.strerror or str(error)) from None
    except sqlite3.DatabaseError as error:
        raise _refusal(ledger, target, error) from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return held


def copy_whole(source: Path, target: Path) -> None:
    """Copy a ledger into an empty file, compact, and onto the disk."""
    with closing(_read_only(source)) as reader:
        reader.execute("VACUUM INTO ?", (str(target),))
    sync(target)


def checked(path: Path) -> Figures:
    """Read a ledger through and count it. Raises NotABackup."""
    try:
        with closing(_read_only(path)) as db:
            (application_id,) = db.execute("PRAGMA application_id").fetchone()
            if application_id != APPLICATION_ID:
                raise NotABackup(path, "it is no ISU ledger")
            faults = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
            if faults:
                raise NotABackup(path, f"it is damaged ({faults[0]})")
            return figures(db)
    except sqlite3.DatabaseError as error:
        raise NotABackup(path, f"it is no database, or it is damaged ({error})") from None


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _refusal(ledger: Path, target: Path, error: sqlite3.DatabaseError) -> LedgerError:
    known = refusal_of(ledger, error)
    return known if isinstance(known, LedgerDamaged) else BackupNotWritten(target, str(error))


def sync(path: Path) -> None:
    """Have the system write a file, or the names in a folder, onto the disk; some systems cannot sync a folder."""
    try:
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    except OSError:
        if path.is_dir():
            return
        raise
    try:
        os.fsync(handle)
    except OSError:
        if not path.is_dir():
            raise
    finally:
        os.close(handle)


def new_name(folder: Path, ledger: Path, at: datetime, before: str) -> Path:
    """Give a name that no backup has yet: the ledger's, the moment in UTC, and before what it is written."""
    words = re.sub(r"[^a-z]+", "-", before.lower()).strip("-") or "isu"
    start, number = f"{ledger.stem}_{at.astimezone(UTC):%Y-%m-%d_%H%M%S}", 1
    while (path := folder / f"{start}{f'-{number}' if number > 1 else ''}_{words}.sqlite").exists():
        number += 1
    return path


def backups_in(folder: Path, ledger: Path) -> list[BackupReading]:
    """Read the backups of a ledger in a folder, oldest first; other files are none of ours. Raises LedgerUnwritable."""
    form = re.compile(re.escape(ledger.stem) + r"_(\d{4}-\d\d-\d\d_\d{6})(?:-(\d+))?_([a-z-]+)\.sqlite")
    found = []
    try:
        for path in folder.iterdir() if folder.is_dir() else ():
            if named := form.fullmatch(path.name):
                moment = datetime.strptime(named[1], "%Y-%m-%d_%H%M%S").replace(
                    microsecond=int(named[2] or 0), tzinfo=UTC
                )
                found.append(BackupReading(path, moment, named[3].replace("-", " "), path.stat().st_size))
    except OSError as error:
        raise LedgerUnwritable(folder, error.strerror or str(error)) from None
    return sorted(found, key=lambda each: (each.written_at, each.path.name))
