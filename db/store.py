"""The ledger's file: how it is made, recognised, opened with its guards on, and written to in one transaction.

Everything that only SQLite knows (pragmas, file marks, locks) stands here and in ``db/schema/*.sql``.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from db.authorizer import guard, unguarded
from db.errors import LedgerError
from db.links import append_link, last_rows
from db.migrations import NEWEST_VERSION, migrate

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

APPLICATION_ID = 0x4953554C  # "ISUL"
LOCK_PATIENCE_MS = 5000
PRAGMAS = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cache_size = -32768",  # 32 MiB: what the books of a large office need at once
)


class MissingLedger(LedgerError):
    """Refuse to open a ledger that is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"there is no ledger at {path}; make one with `isu --ledger {path} init`, or name another with --ledger"
        )


class NotALedger(LedgerError):
    """Refuse a file that is something else."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} is no ISU ledger ({why}); name the ledger's file with --ledger or in ISU_LEDGER")


class LedgerDamaged(NotALedger):
    """Refuse a ledger whose file is damaged, or is no database at all."""

    def __init__(self, path: Path) -> None:
        remedy = "`isu backups list` shows the backups, `isu restore` brings one back"
        super().__init__(path, f"it is not a database, or it is damaged; {remedy}")


class LedgerReplaced(LedgerError):
    """Refuse to write into a file that is no longer the ledger."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} was moved away or replaced while this command ran (restored, or written anew by a program that "
            "synchronises folders); nothing was changed; look at what is there now, then run the command again"
        )


class NewerLedger(LedgerError):
    """Refuse a ledger which a newer version of this program has written."""

    def __init__(self, path: Path, version: int) -> None:
        super().__init__(
            f"{path} was written by a newer isu (its version is {version}, this isu knows up to {NEWEST_VERSION}); "
            "nothing was touched; install the newer isu and run the command again"
        )


class DamagedLedger(LedgerError):
    """Refuse a ledger whose file contradicts itself."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} is damaged ({why}); nothing was touched; keep the file as it is, and take the newest backup that "
            "`isu check` finds whole"
        )


class LedgerExists(LedgerError):
    """Refuse to make a ledger over a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already and was left as it is; name another file with --ledger")


class LedgerBusy(LedgerError):
    """Refuse to write while another program writes."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is being written by another program; nothing was changed; "
            "wait until it has finished and run the command again"
        )


class LedgerUnwritable(LedgerError):
    """Refuse to work where the system does not let us."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} cannot be used: {why}; nothing was changed; check that the disk has room, that folder or share "
            "is there and may be written to, then run the command again"
        )


_SYSTEM_FAULTS = ("locked", "busy", "full", "readonly", "unable to open", "disk I/O")


def refusal_of(path: Path, error: BaseException) -> LedgerError | None:
    """Give the refusal for an error of SQLite that the file or the system is to blame for; none if it is a bug."""
    cause = getattr(error, "orig", error)
    text = str(cause)
    if isinstance(cause, sqlite3.OperationalError) and any(fault in text for fault in _SYSTEM_FAULTS):
        return LedgerBusy(path) if "locked" in text or "busy" in text else LedgerUnwritable(path, text)
    if isinstance(cause, sqlite3.DatabaseError) and ("malformed" in text or "not a database" in text):
        return LedgerDamaged(path)
    return None


class Store:
    """An open ledger: ``db`` to read from, ``transaction()`` to write in."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path = path
        self.db = db
        self._file = _file_of(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    @contextmanager
    def transaction(self, *, at: datetime) -> "Iterator[Session]":
        """Give a session whose rows are all kept and chained, or none of them if anything is raised."""
        from sqlmodel import Session

        from db import bank_tables, closing_tables, letter_tables, matching_tables  # noqa: F401 - rows refer to each other's tables, wherever they stand

        with self._engine.connect() as connection:  # its first connect ends any transaction, so it comes before ours
            self._begin()
            before = last_rows(self.db)
            session = Session(connection, expire_on_commit=False)
            try:
                yield session
                session.flush()
                append_link(self.db, at=at, after=before)
                assert self.db.in_transaction, "the transaction must last until here"
                session.commit()
                self.db.commit()
            except BaseException:
                session.rollback()
                self.db.rollback()
                raise

    @cached_property
    def _engine(self) -> "Engine":
        """Make the object layer's way to the file once: it remembers how each table is written."""
        from sqlalchemy import StaticPool, create_engine

        return create_engine("sqlite://", creator=lambda: self.db, poolclass=StaticPool)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep others from writing for a while, and write nothing; reading goes on."""
        self._begin()
        try:
            yield
        finally:
            with suppress(sqlite3.ProgrammingError):  # closed, before the file is replaced
                self.db.rollback()

    def _begin(self) -> None:
        """Begin to write, alone, in the file that still is the ledger."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise refusal_of(self.path, error) or error from None
        if _file_of(self.path) != self._file:
            self.db.rollback()
            raise LedgerReplaced(self.path)


def _file_of(path: Path) -> tuple[int, int] | None:
    """Tell which file stands under a name; none if there is none any more."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def create_store(path: Path, *, at: datetime) -> Store:
    """Make a new, empty ledger, readable by its owner only; refuses to overwrite a file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerUnwritable(path, error.strerror or str(error)) from None
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise LedgerExists(path) from None
    except OSError as error:
        raise LedgerUnwritable(path, error.strerror or str(error)) from None
    db = _connect(path)
    try:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        _set_pragmas(db)
        guard(db)
        migrate(db, at=at)
    except BaseException:
        db.close()
        path.unlink()
        raise
    return Store(path, db)


def open_store(
    path: Path, *, at: datetime, before_migration: Callable[[sqlite3.Connection], None] = lambda _db: None
) -> Store:
    """Open a ledger with all guards on; an older one is brought to the newest version first.

    ``before_migration`` is called with the open ledger before that, when nobody else can write.
    Raises MissingLedger, NotALedger, NewerLedger, DamagedLedger, ChainBroken; none of them touches the file.
    """
    if not path.is_file():
        raise MissingLedger(path)
    db = _connect(path)
    try:
        _recognise(path, db)
        _set_pragmas(db)
        guard(db)
        migrate(db, at=at, before=lambda: before_migration(db))
    except sqlite3.DatabaseError as error:
        db.close()
        raise refusal_of(path, error) or error from None
    except BaseException:
        db.close()
        raise
    return Store(path, db)


def _connect(path: Path) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=LOCK_PATIENCE_MS / 1000, isolation_level=None)


def _recognise(path: Path, db: sqlite3.Connection) -> None:
    (application_id,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if application_id != APPLICATION_ID:
        raise NotALedger(path, "it is a database of another program")
    if version > NEWEST_VERSION:
        raise NewerLedger(path, version)
    try:
        (recorded,) = db.execute("SELECT max(version) FROM schema_version").fetchone()
    except (sqlite3.OperationalError, UnicodeDecodeError) as error:  # its message may quote what is no text
        raise DamagedLedger(path, f"what it consists of cannot be read: {error}") from None
    if recorded != version:
        raise DamagedLedger(path, f"its version is {version}, and {recorded} by what was recorded")


def _set_pragmas(db: sqlite3.Connection) -> None:
    for pragma in PRAGMAS:
        db.execute(pragma)


def wipe_what_is_free(db: sqlite3.Connection) -> None:
    """Write the file anew, so that nothing of what was overwritten is left in it."""
    with unguarded(db):
        db.execute("VACUUM")
