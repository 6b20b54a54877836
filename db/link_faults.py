"""Work the chain of links out again, and name every row and link that is not as it was written."""

import sqlite3
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from db.links import DIGEST_BYTES, Link, Part, chained_tables, hash_of, row_digest, rows_of

_Row = tuple[Any, ...]
_BEFORE_ALL = -(2**63)


class What(StrEnum):
    """What is wrong, in the words of a report."""

    CHANGED = "is not as it was written"
    MISSING = "was written and is not there"
    UNCHAINED = "was written by another program"
    LINK = "does not follow from what it holds and from the link before"
    TWICE = "stands in two links"


class RowFault(NamedTuple):
    """A row that is not as it was written; ``link`` is the one that holds it, 0 for none."""

    table: str
    row: int
    what: What
    link: int


def chain_faults(db: sqlite3.Connection) -> list[RowFault]:
    """Name every fault: links in their order, then rows by table. Raises sqlite3.DatabaseError for a damaged file."""
    factory = db.text_factory
    db.text_factory = _text  # what is no text any more is a fault of its row, not of the reader
    try:
        return [*_link_faults(db), *_row_faults(db)]
    finally:
        db.text_factory = factory


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def links(db: sqlite3.Connection) -> list[Link]:
    """Read every link, oldest first."""
    return [Link(*row) for row in db.execute("SELECT id, kind, recorded_at, before, hash FROM link ORDER BY id")]


def _link_faults(db: sqlite3.Connection) -> Iterator[RowFault]:
    before, number = "", 0
    for link in links(db):
        for missing in range(number + 1, link.number):
            yield RowFault("link", missing, What.MISSING, missing)
        if link.before != before or link.hash != hash_of(link, _parts(db, "link_id = ?", link.number)):
            yield RowFault("link", link.number, What.LINK, link.number)
        number, before = link.number, link.hash
    (due,) = db.execute("SELECT coalesce(max(link_id), 0) FROM link_due").fetchone()
    for missing in range(number + 1, due + 1):
        yield RowFault("link", missing, What.MISSING, missing)


def _parts(db: sqlite3.Connection, where: str, *values: object) -> list[Part]:
    rows = db.execute(
        f"SELECT table_name, first_row, last_row, digests FROM link_part WHERE {where} ORDER BY first_row", values
    )
    return [Part(*row) for row in rows]


def _row_faults(db: sqlite3.Connection) -> Iterator[RowFault]:
    """Compare each row with what the newest whole link, or a link since, holds of it."""
    (whole,) = db.execute("SELECT coalesce(max(id), 0) FROM link WHERE kind = 'whole'").fetchone()
    held: dict[str, list[tuple[int, Part]]] = {}
    rows = db.execute(
        "SELECT link_id, table_name, first_row, last_row, digests FROM link_part WHERE link_id >= ?"
        " ORDER BY table_name, first_row, link_id",
        (whole,),
    )
    for link, *part in rows:
        held.setdefault(part[0], []).append((link, Part(*part)))
    there = chained_tables(db)
    forgotten = {(table, row): digest for table, row, digest in _forgotten(db)}
    for table in sorted({*held, *there}):
        found: Iterator[_Row] = rows_of(db, table, _BEFORE_ALL) if table in there else iter(())
        for fault in _faults_of(table, found, held.get(table, [])):
            if fault.what is not What.CHANGED or not _is_forgotten(db, fault, forgotten):
                yield fault


def _forgotten(db: sqlite3.Connection) -> Iterator[tuple[str, int, bytes]]:
    """Give what stands in each row whose words about a person were overwritten, the last time last."""
    yield from db.execute("SELECT table_name, row_number, digest FROM forgotten_row ORDER BY id")


def _is_forgotten(db: sqlite3.Connection, fault: RowFault, forgotten: dict[tuple[str, int], bytes]) -> bool:
    """Tell whether a row is changed because a person was forgotten in it, and only as it was then."""
    expected = forgotten.get((fault.table, fault.row))
    row = next(rows_of(db, fault.table, fault.row - 1), None) if expected else None
    return row is not None and row[0] == fault.row and row_digest(fault.table, row) == expected


def _faults_of(table: str, rows: Iterator[_Row], held: list[tuple[int, Part]]) -> Iterator[RowFault]:
    """Go through the rows of a table and the parts that hold them, side by side; both are in the order of the rows."""
    row = next(rows, None)
    reached = None
    for link, part in held:
        if reached is not None and part.first <= reached:
            yield RowFault(table, part.first, What.TWICE, link)
            continue
        reached = part.last
        for number in range(part.first, part.last + 1):
            while row is not None and row[0] < number:
                yield RowFault(table, row[0], What.UNCHAINED, 0)
                row = next(rows, None)
            if row is None or row[0] > number:
                yield RowFault(table, number, What.MISSING, link)
                continue
            place = (number - part.first) * DIGEST_BYTES
            if row_digest(table, row) != part.digests[place : place + DIGEST_BYTES]:
                yield RowFault(table, number, What.CHANGED, link)
            row = next(rows, None)
    while row is not None:
        yield RowFault(table, row[0], What.UNCHAINED, 0)
        row = next(rows, None)
