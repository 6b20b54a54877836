"""Find the table in a bank's CSV export: its delimiter, the header and so the layout, the rows above and below it.

Apart because a file that is no known export must be told from one within its first lines, whatever its size.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from ledger.intake.csv_cells import FETCH_ANEW, CsvFault, amount, day, plain
from ledger.intake.csv_layouts import LAYOUTS, META_WORDS, SEVERAL, Column, Layout, Meta, folded, word_and_currency

_DELIMITERS = ";,\t"
_HEADER_WITHIN = 60
_LONGEST_HEADER = 4096
_LONGEST_LINE = 2**16
_MOST_ROWS = 50_000


class NoKnownHeader(CsvFault):
    """Refuse a file in whose first lines no known header stands."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header: its line in the file, its cells without wrapping, and its own text with line end."""

    line: int
    cells: tuple[str, ...]
    raw: str


@dataclass(frozen=True, slots=True)
class Header:
    """The header: where it stands, whose layout it is, and which cells each column has."""

    line: int
    layout: Layout
    delimiter: str
    width: int
    cells_of: Mapping[Column, tuple[int, ...]]
    currency: str

    def cell(self, row: Row, column: Column) -> str:
        """Give the cell of a column; empty if the row or the file has none."""
        at = self.cells_of.get(column)
        return row.cells[at[0]] if at and at[0] < len(row.cells) else ""

    def texts(self, row: Row, column: Column) -> list[str]:
        """Give the cells of a column that may stand there several times, without the empty ones."""
        cells = (row.cells[at] for at in self.cells_of.get(column, ()) if at < len(row.cells))
        return [" ".join(cell.split()) for cell in cells if cell]


@dataclass(frozen=True, slots=True)
class MetaRows:
    """What the rows above the header say, each with its line."""

    said: Mapping[Meta, tuple[str, int]]

    def text(self, meta: Meta) -> str:
        """Give what is said, or nothing."""
        return self.said.get(meta, ("", 0))[0]

    def day(self, meta: Meta, layout: Layout) -> date | None:
        """Read a day, if there is one. Raises CsvFault."""
        cell, line = self.said.get(meta, ("", 0))
        return day(cell, layout, line, str(meta)) if cell else None

    def amount(self, meta: Meta) -> Decimal | None:
        """Read a balance, if there is one. Raises CsvFault."""
        cell, line = self.said.get(meta, ("", 0))
        return amount(cell, line) if cell else None


@dataclass(slots=True)
class _Source:
    """Hand over the physical lines, keeping those since the last row; they end as the bank ended them."""

    file: io.StringIO
    line: int = 0
    kept: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        for text in self.file:
            self.line += 1
            if len(text) > _LONGEST_LINE:
                raise CsvFault(f"line {self.line} is longer than a line of a bank statement can be")
            self.kept.append(text)
            yield text

    def taken(self) -> list[str]:
        taken, self.kept = self.kept, []
        return taken


def open_table(text: str) -> tuple[Header, MetaRows, Iterator[Row]]:
    """Find the header, and read what is above and below it; the rows are read as they are asked for.

    Raises NoKnownHeader, or CsvFault for a known header that has a column twice.
    """
    file = io.StringIO(text, newline="")
    above: list[str] = []
    nearest = ""
    for line, written in zip(
        range(1, _HEADER_WITHIN + 1), iter(lambda: file.readline(_LONGEST_LINE), ""), strict=False
    ):
        header, missing = _header_in(written, line)
        nearest = nearest or missing
        if header:
            return header, _meta_rows(above, header.delimiter), _rows(_Source(file, line), header)
        above.append(written)
    raise NoKnownHeader(nearest or "no header of a bank's export that is known stands in its first lines")


def _header_in(written: str, line: int) -> tuple[Header | None, str]:
    """Give the header in a line; or else which columns it lacks, if it is nearly one."""
    if len(written) > _LONGEST_HEADER:
        return None, ""
    missing = ""
    for delimiter in _DELIMITERS:
        if delimiter in written:
            words = _split(written, delimiter)
            fitting = [layout for layout in LAYOUTS if not _missing(layout, words)]
            if fitting:
                return _header(max(fitting, key=lambda layout: len(layout.required)), words, delimiter, line), ""
            missing = missing or _nearly(words, line)
    return None, missing


def _split(written: str, delimiter: str) -> list[tuple[str, str]]:
    return [word_and_currency(cell) for cell in _cells(written, delimiter)]


def _cells(written: str, delimiter: str) -> tuple[str, ...]:
    try:
        row = next(csv.reader([written], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return ()
    return tuple(plain(cell) for cell in row)


def _missing(layout: Layout, words: list[tuple[str, str]]) -> list[Column]:
    there = {word for word, _ in words}
    return [column for column in Column if column in layout.required and not layout.columns[column] & there]


def _nearly(words: list[tuple[str, str]], line: int) -> str:
    """Tell which columns are missing where at least half of what a layout requires is there."""
    nearest = min(LAYOUTS, key=lambda layout: len(_missing(layout, words)) / len(layout.required))
    missing = _missing(nearest, words)
    if len(missing) * 2 > len(nearest.required) or len(nearest.required) - len(missing) < 3:
        return ""
    return f"line {line} looks like the header of {nearest.bank}, but has no column for the {_listed(missing)}"


def _listed(columns: list[Column]) -> str:
    return " and the ".join(filter(None, (", the ".join(columns[:-1]), columns[-1])))


def _header(layout: Layout, words: list[tuple[str, str]], delimiter: str, line: int) -> Header:
    cells_of = {
        column: tuple(at for at, (word, _) in enumerate(words) if word in layout.columns[column])
        for column in layout.columns
    }
    doubled = [column for column in Column if column not in SEVERAL and len(cells_of.get(column, ())) > 1]
    if doubled:
        raise CsvFault(f"line {line}: the header of {layout.bank} has the column for the {_listed(doubled)} twice")
    money = (Column.AMOUNT, Column.DEBIT, Column.CREDIT, Column.BALANCE)
    currencies = {words[at][1] for column in money for at in cells_of.get(column, ()) if words[at][1]}
    if len(currencies) > 1:
        raise CsvFault(f"line {line}: the header names several currencies, {' and '.join(sorted(currencies))}")
    width = max((at + 1 for at, (word, _) in enumerate(words) if word), default=0)
    found = {column: cells for column, cells in cells_of.items() if cells}
    return Header(line, layout, delimiter, width, found, next(iter(currencies), ""))


def _meta_rows(above: list[str], delimiter: str) -> MetaRows:
    """Read label and value, in two cells or in one with a colon; two values for one label are refused."""
    said: dict[Meta, tuple[str, int]] = {}
    for line, written in enumerate(above, start=1):
        cells = [cell for cell in _cells(written, delimiter) if cell]
        if len(cells) == 1 and ":" in cells[0]:
            label, _, value = cells[0].partition(":")
            cells = [label, value.strip()]
        for label, value in pairwise(cells):
            meta = META_WORDS.get(folded(label))
            if meta is Meta.IBAN:
                said[meta] = (f"{said.get(meta, ('', 0))[0]} {value}", line)
            elif meta and value and said.setdefault(meta, (value, line))[0] != value and meta is not Meta.BALANCE_NOW:
                raise CsvFault(f"line {line}: the {meta} is said twice, {said[meta][0][:40]} and {value[:40]}")
    return MetaRows(said)


def _rows(source: _Source, header: Header) -> Iterator[Row]:
    reader = csv.reader(source, delimiter=header.delimiter, skipinitialspace=True)
    start = source.line + 1
    try:
        for count, cells in enumerate(reader):
            if count >= _MOST_ROWS:
                raise CsvFault(f"it has more than {_MOST_ROWS} rows", "fetch it for a shorter period")
            lines = source.taken()
            if any(later.count(header.delimiter) >= header.width - 1 for later in lines[1:]):
                why = f"line {start}: a quotation mark is opened and not closed, so the lines below are swallowed"
                raise CsvFault(why)
            yield Row(start, tuple(plain(cell) for cell in cells), "".join(lines))
            start = source.line + 1
    except csv.Error as error:
        raise CsvFault(f"line {start} cannot be read as CSV ({error})", FETCH_ANEW) from None
