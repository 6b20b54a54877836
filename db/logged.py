"""The log: who changed the ledger, when, by which command, with which files, and which rows that wrote.

It is written within the transaction that it tells of, so that it never tells of what did not happen, nor leaves out
what did. What a command did is not told twice: the log names rows, and the sentences are made from these.
"""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from db.moments import moment, moment_text
from db.money import chf

Rows = tuple[int, int]  # the first and the last row that a command wrote into a table
_LOG = "logged_command"


class LoggedReading(NamedTuple):
    """One command: whose, its words, its files with their SHA-256, a remark, and the rows that it wrote, by table."""

    id: int
    said_by: str
    words: str
    files: Mapping[str, str]
    remark: str
    wrote: Mapping[str, Rows]
    recorded_at: datetime


class EntriesOfAct(NamedTuple):
    """How many entries of an act a command wrote, and of how much (CHF); ``is_reversal`` if they take others back."""

    act: str
    is_reversal: bool
    entries_count: int
    amount_chf: Decimal


def highest_rows(db: sqlite3.Connection) -> dict[str, int]:
    """Give the number of the last row of every table but the log itself; 0 where there is none."""
    tables = [
        name
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        if name != _LOG
    ]
    rows = " UNION ALL ".join(f"SELECT '{name}', coalesce(max(rowid), 0) FROM {name}" for name in tables)
    return dict(db.execute(rows).fetchall())


def commands_since(ledger: Path, since: datetime) -> int:
    """Count the commands that a ledger's log has kept since a moment; opens the file for reading only."""
    with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True)) as db:
        (count,) = db.execute(f"SELECT count(*) FROM {_LOG} WHERE recorded_at >= ?", (moment_text(since),)).fetchone()
    return int(count)


def written_since(db: sqlite3.Connection, before: Mapping[str, int]) -> dict[str, Rows]:
    """Give the rows that were written since the numbers in ``before``, by table."""
    now = highest_rows(db)
    return {name: (before.get(name, 0) + 1, last) for name, last in now.items() if last > before.get(name, 0)}


def last_moment(db: sqlite3.Connection) -> datetime | None:
    """Give the moment of the last command or entry; none if there is neither."""
    tables = (_LOG, "entry")
    found = [db.execute(f"SELECT recorded_at FROM {name} ORDER BY id DESC LIMIT 1").fetchone() for name in tables]
    return max((moment(row[0]) for row in found if row), default=None)


def logged_commands(db: sqlite3.Connection, *, state: str | None = None) -> list[LoggedReading]:
    """Read the log, oldest first; with a State only the commands that wrote something about it."""
    rows = db.execute("SELECT id, said_by, words, files, remark, wrote, recorded_at FROM logged_command ORDER BY id")
    found = [
        LoggedReading(
            id=row[0],
            said_by=row[1],
            words=row[2],
            files=json.loads(row[3]),
            remark=row[4],
            wrote={name: (first, last) for name, (first, last) in json.loads(row[5]).items()},
            recorded_at=moment(row[6]),
        )
        for row in rows
    ]
    if state is None:
        return found
    told = _tables_with_states(db)
    return [each for each in found if any(_concerns(db, name, each.wrote.get(name), state) for name in told)]


def _tables_with_states(db: sqlite3.Connection) -> list[str]:
    """Name the tables of which each row is about one State and has a number that stays."""
    tables = [
        name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    ]
    columns = {name: {row[1]: row[5] for row in db.execute(f'PRAGMA table_info("{name}")')} for name in tables}
    return [name for name, keys in columns.items() if "state" in keys and keys.get("id") == 1]


def _concerns(db: sqlite3.Connection, table: str, rows: Rows | None, state: str) -> bool:
    if rows is None:
        return False
    found = db.execute(f"SELECT 1 FROM {table} WHERE state = ? AND id BETWEEN ? AND ? LIMIT 1", (state, *rows))
    return found.fetchone() is not None


def entries_of_acts(db: sqlite3.Connection, rows: Rows, *, state: str | None = None) -> list[EntriesOfAct]:
    """Count and add up the entries of some rows by act, in the order in which they first come; of one State, or all."""
    found = db.execute(
        """
        SELECT act, reverses_id IS NOT NULL, count(*), sum(amount_rappen) FROM entry
        WHERE id BETWEEN ? AND ? AND (? IS NULL OR state = ?)
        GROUP BY act, reverses_id IS NOT NULL ORDER BY min(id)
        """,
        (*rows, state, state),
    )
    return [EntriesOfAct(act, bool(is_reversal), count, chf(total)) for act, is_reversal, count, total in found]


def versions(db: sqlite3.Connection) -> list[tuple[int, str, datetime]]:
    """Read the versions that the ledger was brought to: number, what came with it, and when."""
    rows = db.execute("SELECT version, title, applied_at FROM schema_version ORDER BY version")
    return [(version, title, moment(at)) for version, title, at in rows]
