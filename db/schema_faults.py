"""Compare the schema of a ledger with the one that its version must have: tables, indexes, triggers, CHECKs.

Apart from the migrations: they make it, this finds what another program has dropped, changed or added.
"""

import sqlite3
from functools import cache
from typing import NamedTuple

from db.migrations import MIGRATIONS, statements


class SchemaFault(NamedTuple):
    """One object of the schema that is not as it must be: ``kind`` is table, index, trigger or view."""

    kind: str
    name: str
    table: str
    what: str


def schema_faults(db: sqlite3.Connection) -> list[SchemaFault]:
    """Name every object that was dropped, changed or added, by kind and name."""
    held, expected = _objects(db), expected_objects()
    faults = []
    for key in sorted({*held, *expected}):
        if held.get(key) == expected.get(key):
            continue
        what = "was added" if key not in expected else "was dropped" if key not in held else "was changed"
        kind, name, table = key
        faults.append(SchemaFault(kind, name, table, what))
    return faults


@cache
def expected_objects() -> dict[tuple[str, str, str], str]:
    """Give the text of every object of the newest version, by kind, name and table."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for step in MIGRATIONS:
            for statement in statements(step.sql()):
                db.execute(statement)
        return _objects(db)
    finally:
        db.close()


def _objects(db: sqlite3.Connection) -> dict[tuple[str, str, str], str]:
    """Read the schema; blanks and quotes of names do not count, which versions of SQLite write differently.

    What SQLite keeps for itself to plan its queries (``sqlite_stat1``) is no part of it.
    """
    rows = db.execute(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master WHERE name NOT GLOB 'sqlite_stat*'"
    )
    return {(kind, name, table): " ".join(sql.replace('"', "").split()) for kind, name, table, sql in rows}
