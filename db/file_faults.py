"""What SQLite itself finds wrong in a ledger's file: damaged pages, broken constraints, references to nothing."""

import sqlite3


def file_faults(db: sqlite3.Connection) -> list[str]:
    """Say each fault in a sentence of SQLite's or ours; none for a sound file. May raise DatabaseError."""
    damaged = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    hanging = [
        f"row {row} of {table} refers to a row of {parent} that is not there"
        for table, row, parent, _ in db.execute("PRAGMA foreign_key_check")
    ]
    return damaged + hanging
