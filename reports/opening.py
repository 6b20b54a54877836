"""The proof of opening balances: what the office's file says beside what the books hold, by year, line and State."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from db.money import ZERO_CHF
from reports.picture import sum_chf
from reports.table import Cell, Column, Heading, Identity, Kind, Table


@dataclass(frozen=True, slots=True)
class Brought:
    """One balance: owed on a line of a year, or, without them, a credit; in the file and in the books (CHF)."""

    state: str
    name: str
    year: int | None
    line: str
    file_chf: Decimal
    books_chf: Decimal


def opening(heading: Heading, source: str, found: Iterable[Brought]) -> Table:
    """Build the proof; it is refused if a balance of the books differs from the file's."""
    brought = sorted(found, key=lambda each: (each.year or 9999, each.line, each.name))
    rows: list[Mapping[str, Cell]] = [
        {
            "year": each.year,
            "line": each.line or "on account",
            "state": each.state,
            "name": each.name,
            "file": each.file_chf,
            "books": each.books_chf,
            "difference": each.books_chf - each.file_chf,
        }
        for each in brought
    ]
    sums = {name: sum_chf(_chf(row[name]) for row in rows) for name in ("file", "books", "difference")}
    identities = list(_identities(brought))
    return Table(
        name="opening",
        title="Opening balances brought over, and their proof",
        heading=heading,
        columns=(
            Column("year", "Year", Kind.COUNT),
            Column("line", "Line"),
            Column("state", "Code", spare=1),
            Column("name", "State"),
            Column("file", "In the file", Kind.CHF),
            Column("books", "In the books", Kind.CHF),
            Column("difference", "Difference", Kind.CHF),
        ),
        rows=tuple(rows),
        total=dict(sums),
        notes=(f"From {source}.", *(f"{each.name}: {each.figures()}" for each in identities)),
        identities=tuple(identities),
    )


def _identities(brought: list[Brought]) -> Iterable[Identity]:
    groups = dict.fromkeys((each.year, each.line) for each in brought)
    for year, line in groups:
        of_group = [each for each in brought if (each.year, each.line) == (year, line)]
        name = f"{year} {line}: owed by {len(of_group)} in the file = in the books" if year else (
            f"on account: credits of {len(of_group)} in the file = in the books")  # fmt: skip
        yield Identity(name, sum_chf(each.file_chf for each in of_group), sum_chf(each.books_chf for each in of_group))
    yield Identity("balances that differ = none", sum(each.file_chf != each.books_chf for each in brought), 0)


def _chf(cell: Cell) -> Decimal:
    return cell if isinstance(cell, Decimal) else ZERO_CHF
