"""What our own connections may do: read and add rows; never take away a table, a guard or a file.

Apart from the guards in the schema: those hold for every program, this one keeps us from taking them away by mistake.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

# What the schema consists of is made and changed by a migration alone.
_SCHEMA_ACTIONS = frozenset(
    {
        sqlite3.SQLITE_ALTER_TABLE,
        sqlite3.SQLITE_ANALYZE,
        sqlite3.SQLITE_ATTACH,
        sqlite3.SQLITE_CREATE_INDEX,
        sqlite3.SQLITE_CREATE_TABLE,
        sqlite3.SQLITE_CREATE_TEMP_INDEX,
        sqlite3.SQLITE_CREATE_TEMP_TABLE,
        sqlite3.SQLITE_CREATE_TEMP_TRIGGER,
        sqlite3.SQLITE_CREATE_TEMP_VIEW,
        sqlite3.SQLITE_CREATE_TRIGGER,
        sqlite3.SQLITE_CREATE_VIEW,
        sqlite3.SQLITE_CREATE_VTABLE,
        sqlite3.SQLITE_DETACH,
        sqlite3.SQLITE_DROP_INDEX,
        sqlite3.SQLITE_DROP_TABLE,
        sqlite3.SQLITE_DROP_TEMP_INDEX,
        sqlite3.SQLITE_DROP_TEMP_TABLE,
        sqlite3.SQLITE_DROP_TEMP_TRIGGER,
        sqlite3.SQLITE_DROP_TEMP_VIEW,
        sqlite3.SQLITE_DROP_TRIGGER,
        sqlite3.SQLITE_DROP_VIEW,
        sqlite3.SQLITE_DROP_VTABLE,
        sqlite3.SQLITE_REINDEX,
    }
)
# Pragmas that only ask; all others are refused, and these too where they would set something.
_ASKING = frozenset(
    {
        "application_id",
        "compile_options",
        "data_version",
        "database_list",
        "encoding",
        "foreign_keys",
        "freelist_count",
        "journal_mode",
        "page_count",
        "page_size",
        "read_uncommitted",
        "recursive_triggers",
        "schema_version",
        "synchronous",
        "trusted_schema",
        "user_version",
    }
)
_ASKING_ABOUT = frozenset(
    {
        "foreign_key_check",
        "foreign_key_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "quick_check",
        "table_info",
        "table_list",
        "table_xinfo",
    }
)


def guard(db: sqlite3.Connection) -> None:
    """Keep a connection from now on from DROP, ALTER, ATTACH, and from pragmas that set anything."""
    db.set_authorizer(_authorize)


@contextmanager
def unguarded(db: sqlite3.Connection) -> Iterator[None]:
    """Let a connection do all, for a migration or a copy; guarded again at the end."""
    db.set_authorizer(None)
    try:
        yield
    finally:
        guard(db)


@contextmanager
def guard_lifted(db: sqlite3.Connection, name: str) -> Iterator[None]:
    """Lift one guard of the schema within a transaction, and set it as it was; taken back with the transaction."""
    assert db.in_transaction, "a guard is lifted within one transaction only"
    (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", (name,)).fetchone()
    with unguarded(db):
        db.execute(f"DROP TRIGGER {name}")
        yield
        db.execute(sql)


def _authorize(action: int, first: str | None, second: str | None, _schema: str | None, _trigger: str | None) -> int:
    if action in _SCHEMA_ACTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA:
        name = (first or "").lower()
        is_harmless = name in _ASKING_ABOUT or (name in _ASKING and second is None)
        return sqlite3.SQLITE_OK if is_harmless else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and second == "load_extension":
        return sqlite3.SQLITE_DENY
    is_schema = action in (sqlite3.SQLITE_DELETE, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE) and (
        (first or "").lower().startswith("sqlite_")
    )
    return sqlite3.SQLITE_DENY if is_schema else sqlite3.SQLITE_OK
