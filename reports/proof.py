"""The proof that a ledger's file is as it was written: file, schema, chain, and the head that a report has printed.

Apart from ``reports.checks``, which adds up figures: these mean nothing in a file that is not as it was written.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from db.errors import LedgerError
from db.file_faults import file_faults
from db.link_faults import RowFault, What, chain_faults, links
from db.links import HEAD_DIGITS, Link, chained_tables
from db.row_names import row_name
from db.schema_faults import SchemaFault, schema_faults
from reports.table import Cell, Column, Heading, Kind, Table

COLUMNS = (Column("identity", "Looked at"), Column("figures", "Found"), Column("holds", "Holds", Kind.YES_NO))
SHOWN = 12  # findings of one kind that are named one by one
REMEDY = (
    "What to do: use no figure of this ledger, write nothing into it, and keep the file as it is.",
    "Take the newest backup that `isu check` finds whole, and enter again what came after it.",
    "The heads on your reports tell whether a backup is of these books: `isu check --head HEAD`.",
)


class NotAHead(LedgerError):
    """Refuse what is no head of the books."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed!r} is no head of the books; copy it from a report's heading, like 30-f7157b885545")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the proof: what was looked at, what was found, and whether it is as it must be."""

    what: str
    found: str
    holds: bool


def proof(db: sqlite3.Connection, head: str = "") -> list[Finding]:
    """Prove the file, the schema, the chain, and a printed head if one is given. Raises NotAHead."""
    sections: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _file(db),
        lambda: _schema(db),
        lambda: _chain(db),
        *((lambda: iter([_head(db, head)]),) if head else ()),
    )
    found: list[Finding] = []
    for section in sections:
        try:
            found += section()
        except (sqlite3.DatabaseError, TypeError, UnicodeDecodeError) as error:
            found.append(Finding("the file can be read", str(error), holds=False))
    return found


def is_sound(found: Iterable[Finding]) -> bool:
    """Tell whether every line of a proof holds."""
    return all(each.holds for each in found)


def table_of(heading: Heading, found: Sequence[Finding]) -> Table:
    """Give the proof of a file that failed it: what is wrong, where, and what to do; nothing else is read from it."""
    return Table(
        name="check",
        title="The ledger is not as it was written",
        heading=heading,
        columns=COLUMNS,
        rows=rows_of(found),
        total={"holds_count": sum(each.holds for each in found), "broken_count": sum(not each.holds for each in found)},
        notes=REMEDY,
    )


def rows_of(found: Iterable[Finding]) -> tuple[dict[str, Cell], ...]:
    """Give the rows of a proof."""
    return tuple({"identity": each.what, "figures": each.found, "holds": each.holds} for each in found)


def _file(db: sqlite3.Connection) -> Iterator[Finding]:
    faults = file_faults(db)
    yield from _capped("the file is sound", [Finding("the file is sound", fault, holds=False) for fault in faults])


def _schema(db: sqlite3.Connection) -> Iterator[Finding]:
    name = "tables, indexes and guards are those of this version"
    yield from _capped(name, [Finding(name, _said(fault), holds=False) for fault in schema_faults(db)])


def _said(fault: SchemaFault) -> str:
    of_table = "" if fault.kind == "table" else f" of {fault.table}"
    return f"{fault.kind} {fault.name}{of_table} {fault.what}"


def _chain(db: sqlite3.Connection) -> Iterator[Finding]:
    faults = chain_faults(db)
    chain = {link.number: link for link in links(db)}
    count = sum(db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in chained_tables(db))
    broken = [_finding(db, fault, chain) for fault in faults]
    yield from _capped("rows and links are as they were written", broken, f"{count} rows in {len(chain)} links")


def _finding(db: sqlite3.Connection, fault: RowFault, chain: dict[int, Link]) -> Finding:
    link = chain.get(fault.link)
    if fault.what is What.LINK:
        where = f", of {link.recorded_at[:16]} UTC" if link else ""
    else:
        where = f", link {fault.link} of {link.recorded_at[:16]} UTC" if link else ", it is in no link"
    return Finding(row_name(db, fault.table, fault.row), f"{fault.what}{where}", holds=False)


def _capped(name: str, broken: list[Finding], whole: str = "nothing found") -> Iterator[Finding]:
    """Give the first findings and how many more there are, or that all is well."""
    yield from broken[:SHOWN]
    if len(broken) > SHOWN:
        yield Finding(name, f"and {len(broken) - SHOWN} more", holds=False)
    if not broken:
        yield Finding(name, whole, holds=True)


def _head(db: sqlite3.Connection, typed: str) -> Finding:
    """Tell whether a printed head stands in the chain."""
    read = re.fullmatch(r"(?:(\d{1,9})-)?([0-9a-f]{8,64})", typed.strip().lower())
    if read is None:
        raise NotAHead(typed)
    chain = links(db)
    name = f"the printed head {typed.strip()} is a link of these books"
    for link in chain:
        if link.hash.startswith(read[2]) and read[1] in (None, str(link.number)):
            since = len(chain) - link.number
            written = f"link {link.number} of {link.recorded_at[:16]} UTC, {since} written since"
            return Finding(name, written, holds=True)
    same = next((link for link in chain if str(link.number) == read[1]), None)
    if same is None:
        said = f"there is no such link among the {len(chain)}: this is not, or no longer, that ledger"
        return Finding(name, said, holds=False)
    said = f"link {same.number} is {same.hash[:HEAD_DIGITS]} now: the books were written anew since that report"
    return Finding(name, said, holds=False)
