"""The chain of links over every row that is kept: who changes, takes out or slips in a row, breaks it.

Each transaction ends with one link. It holds 16 bytes for each row that was added (so that a changed row can be named),
and a SHA-256 over these, its number, its moment and the hash of the link before (so that no link can be changed alone).
Apart from the store because migrations chain too. ``db.link_faults`` works it all out again.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from db.moments import known_text, moment, moment_text

OWN_TABLES = ("link", "link_part", "link_due")
DIGEST_BYTES = 16
HEAD_DIGITS = 12
_FORM = "isu link 1"


class Head(NamedTuple):
    """The newest link: its number, its hash in 64 hexadecimal digits, and the moment of its transaction."""

    number: int
    hash: str
    recorded_at: datetime

    @property
    def label(self) -> str:
        """Give the form in which reports print it: the number and the first twelve digits."""
        return f"{self.number}-{self.hash[:HEAD_DIGITS]}"


class Part(NamedTuple):
    """Rows of one table that follow each other, ``first`` to ``last``: 16 bytes for each."""

    table: str
    first: int
    last: int
    digests: bytes


class Link(NamedTuple):
    """One link as it stands in the file."""

    number: int
    kind: str
    recorded_at: str
    before: str
    hash: str


def has_chain(db: sqlite3.Connection) -> bool:
    """Tell whether a ledger is of a version that has links."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'link'").fetchone() is not None


def chained_tables(db: sqlite3.Connection) -> list[str]:
    """Give the tables whose rows are chained: all but the chain's own."""
    own = ", ".join(f"'{name}'" for name in OWN_TABLES)
    rows = db.execute(
        f"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT IN ({own})"
        " ORDER BY name"
    )
    return [name for (name,) in rows]


def last_rows(db: sqlite3.Connection) -> dict[str, int]:
    """Give the number of the last row of every chained table, 0 where there is none."""
    each = (f"SELECT '{name}', coalesce(max(rowid), 0) FROM \"{name}\"" for name in chained_tables(db))
    return dict(db.execute(" UNION ALL ".join(each)).fetchall())


def append_link(db: sqlite3.Connection, *, at: datetime, after: Mapping[str, int] | None = None) -> None:
    """Chain the rows that were added after these (by table), or every row; nothing if there are none."""
    held = {} if after is None else after
    grown = [table for table, last in last_rows(db).items() if last > held.get(table, 0)]
    parts = [part for table in grown for part in parts_of(table, rows_of(db, table, held.get(table, 0)))]
    if not parts:
        return
    newest = head(db)
    number, before = (newest.number + 1, newest.hash) if newest else (1, "")
    kind, recorded_at = ("whole" if after is None else "rows"), moment_text(at)
    hashed = hash_of(Link(number, kind, recorded_at, before, ""), parts)
    db.execute("INSERT INTO link VALUES (?, ?, ?, ?, ?)", (number, kind, recorded_at, before, hashed))
    rows = [(number, part.table, part.first, part.last, part.digests) for part in parts]
    db.executemany("INSERT INTO link_part VALUES (?, ?, ?, ?, ?)", rows)


def head(db: sqlite3.Connection, *, known_at: datetime | None = None) -> Head | None:
    """Give the newest link, or the newest as of a moment; none before the first."""
    row = db.execute(
        "SELECT id, hash, recorded_at FROM link WHERE recorded_at <= ? ORDER BY id DESC LIMIT 1",
        (known_text(known_at),),
    ).fetchone()
    return Head(row[0], row[1], moment(row[2])) if row else None


def head_before(db: sqlite3.Connection, table: str, row: int) -> Head | None:
    """Give the link that was the newest when a row was written; none for rows from before the first link."""
    found = db.execute(
        """
        SELECT before.id, before.hash, before.recorded_at FROM link AS before WHERE before.id = (
            SELECT min(link_id) - 1 FROM link_part WHERE table_name = ? AND ? BETWEEN first_row AND last_row)
        """,
        (table, row),
    ).fetchone()
    return Head(found[0], found[1], moment(found[2])) if found else None


def rows_of(db: sqlite3.Connection, table: str, after: int = 0) -> Iterator[tuple[Any, ...]]:
    """Read the rows of a table behind one, in their order: the row's number, then its cells."""
    return iter(db.execute(f'SELECT rowid, * FROM "{table}" WHERE rowid > ? ORDER BY rowid', (after,)))


def parts_of(table: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[Part]:
    """Cut rows into parts without a gap between their numbers."""
    first, last, digests = 0, 0, bytearray()
    for row in rows:
        number = row[0]
        if number != last + 1 or not digests:
            if digests:
                yield Part(table, first, last, bytes(digests))
            first, digests = number, bytearray()
        last = number
        digests += row_digest(table, row)
    if digests:
        yield Part(table, first, last, bytes(digests))


def row_digest(table: str, row: tuple[Any, ...]) -> bytes:
    """Give the first 16 bytes of the SHA-256 over a row as JSON: its table, its number, its cells.

    >>> row_digest("state", (1, "FJI", "FJ", None)).hex()
    '50ea9d3b914be42ad96d890984ca50db'
    """
    return sha256(_ENCODE((table, *row)).encode()).digest()[:DIGEST_BYTES]


def hash_of(link: Link, parts: Iterable[Part]) -> str:
    """Work out the hash of a link from its number, kind, moment, the hash before, and its parts."""
    said = [_FORM, str(link.number), link.kind, link.recorded_at, link.before]
    said += [
        f"{part.table} {part.first} {part.last} {sha256(part.digests).hexdigest()}"
        for part in sorted(parts, key=lambda part: (part.table, part.first))
    ]
    return sha256("\n".join(said).encode()).hexdigest()


def _bytes_as_json(cell: object) -> dict[str, str]:
    assert isinstance(cell, bytes), "SQLite gives texts, numbers, nothing and bytes"
    return {"bytes": cell.hex()}


_ENCODE = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=_bytes_as_json).encode
