"""Schema versions: numbered, frozen SQL files, applied in one transaction and recorded.

A migration never uses the code of today: what it did when it was written is what it does for ever.
"""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from db.authorizer import unguarded
from db.errors import LedgerError
from db.link_faults import RowFault, chain_faults
from db.links import append_link, has_chain
from db.moments import moment_text

_SCHEMA_FOLDER = Path(__file__).parent / "schema"


class Migration(NamedTuple):
    """One step from the version before to ``version``."""

    version: int
    title: str
    file_name: str

    def sql(self) -> str:
        """Read the frozen text of this step."""
        return (_SCHEMA_FOLDER / self.file_name).read_text("utf-8")


MIGRATIONS = (
    Migration(1, "the books", "0001_books.sql"),
    Migration(2, "how lines are split, and revisions", "0002_assessment.sql"),
    Migration(3, "every file a bank gives", "0003_bank.sql"),
    Migration(4, "what receipts pay, pledges and rules", "0004_matching.sql"),
    Migration(5, "letters, holds and contacts", "0005_letters.sql"),
    Migration(6, "kinds of letters, missions, plans and disputes", "0006_correspondence.sql"),
    Migration(7, "what was reported", "0007_snapshots.sql"),
    Migration(8, "closed months and the log", "0008_closing.sql"),
    Migration(9, "a chain of links over every row", "0009_chain.sql"),
    Migration(10, "guards and indexes that stay fast", "0010_speed.sql"),
)
NEWEST_VERSION = MIGRATIONS[-1].version


class ChainBroken(LedgerError):
    """Refuse to bring a ledger to a newer version whose rows are not as they were written."""

    def __init__(self, faults: list[RowFault]) -> None:
        first = faults[0]
        super().__init__(
            f"the ledger was not brought to the newest version, because it is not as it was written: row {first.row} "
            f"of {first.table} {first.what} ({len(faults)} in all); nothing was touched; take the last backup that "
            "`isu check` finds whole"
        )


def statements(sql: str) -> list[str]:
    """Cut SQL text into its statements; a trigger's inner semicolons stay inside.

    >>> statements("SELECT 1; SELECT 2;")
    ['SELECT 1;', 'SELECT 2;']
    """
    found, pending = [], ""
    for part in sql.split(";"):
        pending += part + ";"
        if sqlite3.complete_statement(pending) and pending.strip(" \n;"):
            found.append(pending.strip())
            pending = ""
    return found


def migrate(db: sqlite3.Connection, *, at: datetime, before: Callable[[], None] = lambda: None) -> None:
    """Bring an open database to the newest version: all missing steps in one transaction, or none of them.

    ``before`` is called once nobody else can write and before the first step, if there is a step to take. References
    are checked at the end, not within: a table is rebuilt by copying it, dropping it and filling it again,
    during which others refer to nothing. Steps change rows, so the last one ends with a link over every row; the chain
    is worked out before, so that no fault is covered up. Raises ChainBroken.
    """
    if _version(db) == MIGRATIONS[-1].version:
        return
    if has_chain(db) and (faults := chain_faults(db)):
        raise ChainBroken(faults)
    with unguarded(db):
        _take_steps(db, at, before)


def _take_steps(db: sqlite3.Connection, at: datetime, before: Callable[[], None]) -> None:
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("BEGIN IMMEDIATE")
    try:
        missing = MIGRATIONS[_version(db) :]  # read again: another program may have done it while we waited
        if missing:
            before()
        for step in missing:
            _apply(db, step, at)
        if missing and has_chain(db):
            append_link(db, at=at)
        assert not db.execute("PRAGMA foreign_key_check").fetchall(), "a step breaks references"
    except BaseException:
        db.execute("ROLLBACK")
        raise
    finally:
        if db.in_transaction:
            db.execute("COMMIT")
        db.execute("PRAGMA foreign_keys = ON")


def _version(db: sqlite3.Connection) -> int:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)


def _apply(db: sqlite3.Connection, step: Migration, at: datetime) -> None:
    for statement in statements(step.sql()):
        db.execute(statement)
    db.execute("INSERT INTO schema_version VALUES (?, ?, ?)", (step.version, step.title, moment_text(at)))
    db.execute(f"PRAGMA user_version = {step.version}")
