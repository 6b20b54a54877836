"""Table: one grid of typed cells, between every report and every writer.

Apart so that a report knows nothing of formats, and a writer nothing of contributions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from db.errors import LedgerError
from db.money import with_chf

Cell = str | Decimal | date | int | bool | None


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    CHF = "chf"
    DATE = "date"
    DAYS = "days"
    PERCENT = "percent"
    COUNT = "count"
    YES_NO = "yes_no"


class Column(NamedTuple):
    """One column; ``spare`` ones are left out on a narrow screen, highest first; credits stand in parentheses.

    ``decimals`` are those of a percentage as people read it; machines get all of them.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    spare: int = 0
    in_parentheses: bool = False
    decimals: int = 4


class Identity(NamedTuple):
    """Two figures that must be one: ``left`` and ``right`` in CHF, or counts."""

    name: str
    left: Decimal | int
    right: Decimal | int

    @property
    def holds(self) -> bool:
        """Tell whether they are one."""
        return self.left == self.right

    def figures(self) -> str:
        """Write the two figures for people."""
        return f"{_figure(self.left)} = {_figure(self.right)}" if self.holds else self.difference()

    def difference(self) -> str:
        """Write by how much the two figures differ."""
        return f"{_figure(self.left)} but {_figure(self.right)}, difference {_figure(self.left - self.right)}"


def _figure(figure: Decimal | int) -> str:
    return with_chf(figure) if isinstance(figure, Decimal) else str(figure)


class IdentityBroken(LedgerError):
    """Refuse to print a report whose control figures disagree."""

    def __init__(self, report: str, broken: Identity) -> None:
        self.report, self.broken = report, broken
        super().__init__(
            f"the report {report} was not printed, because its control figures disagree: {broken.name}: "
            f"{broken.difference()}; run `isu check` and do not use figures from this ledger until it is clean"
        )


class Heading(NamedTuple):
    """What stands above every report: the office, the day asked about, until when the bank's data are, and notices.

    ``head`` is the newest link of the books (see ``db.links``), by which `isu check --head` proves them later, and
    ``books_at`` the moment it was written: the same for what was known then, whether it is printed then or later.
    The calculator alone has no currency: it splits any amount.
    """

    office: str
    notice: str
    as_of: date
    known_at: datetime | None
    data_until: date | None
    currency: str = "CHF"
    head: str = ""
    books_at: datetime | None = None


class SummaryLine(NamedTuple):
    """One figure of a report's summary: how many States, and how much (CHF)."""

    key: str
    title: str
    states_count: int
    amount_chf: Decimal


@dataclass(frozen=True, slots=True)
class Table:
    """A finished report: typed columns, rows and a total row by column key, notes, and identities that hold.

    ``figures`` are the report's further figures by name, for machines; people read them in the notes.
    ``machine_rows`` stand in JSON in place of the rows, where a row holds lists.
    Every file that holds a confidential one is marked, and so is every sheet of it.
    """

    name: str
    title: str
    heading: Heading
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Cell], ...]
    total: Mapping[str, Cell]
    summary: tuple[SummaryLine, ...] = ()
    notes: tuple[str, ...] = ()
    identities: tuple[Identity, ...] = field(default=())
    figures: Mapping[str, Cell | Mapping[str, Cell]] = field(default_factory=dict)
    machine_rows: tuple[Mapping[str, object], ...] | None = None
    is_confidential: bool = False

    def __post_init__(self) -> None:
        for identity in self.identities:
            if not identity.holds:
                raise IdentityBroken(self.name, identity)
        keys = {column.key for column in self.columns}
        assert all(set(row) == keys for row in self.rows), f"a row of {self.name} has other cells than its columns"

    def without(self, *keys: str) -> "Table":
        """Give the table without some columns, of which no total is kept either."""
        kept = tuple(column for column in self.columns if column.key not in keys)
        rows = tuple({key: cell for key, cell in row.items() if key not in keys} for row in self.rows)
        total = {key: cell for key, cell in self.total.items() if key not in keys}
        return replace(self, columns=kept, rows=rows, total=total)


def column_total(rows: tuple[Mapping[str, Cell], ...], key: str) -> Decimal:
    """Add up a column of CHF; empty cells count nothing."""
    amounts = (row[key] for row in rows)
    return sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal("0.00"))
