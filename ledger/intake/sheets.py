"""Read the director's own tables: CSV or Excel with a header, every cell as the text that it is.

Apart because this is where pandas serves: it reads office files; no amount ever becomes a float (``NA`` is Namibia).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from db.errors import Faults, LedgerError

_Value = TypeVar("_Value")


class MissingFile(LedgerError):
    """Refuse a file that is not there or cannot be opened."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"there is no file {path}; check the name and the folder")


class UnreadableSheet(LedgerError):
    """Refuse a file that is no table."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be read as a table ({why}); save it as CSV (UTF-8) or .xlsx with a header row")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its line in the file (the header is line 1) and its cells by column name."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(slots=True)
class FaultList:
    """Collect the faults of one file with their lines, and refuse all of them at once."""

    source: str
    found: list[str] = field(default_factory=list)

    def read(self, row: SheetRow, column: str, reader: Callable[[str], _Value]) -> _Value | None:
        """Read one cell; a refusal becomes a fault of its line."""
        try:
            return reader(row[column])
        except LedgerError as error:
            self.add(row.line, f"{column}: {error}")
            return None

    def add(self, line: int, what: str) -> None:
        """Note a fault."""
        self.found.append(f"line {line}: {what}")

    def refuse_if_any(self) -> None:
        """Raise all faults at once, if there are any."""
        if self.found:
            raise Faults(self.source, self.found, "mend these lines and import the file again")


def read_rows(path: Path, required: Iterable[str]) -> list[SheetRow]:
    """Read a CSV or Excel file; columns in any order, further ones are carried along.

    Raises MissingFile, UnreadableSheet, or Faults if a required column is missing or there is no row.
    """
    header, *body = _grid(path)
    columns = [cell for cell in header if cell]
    missing = [column for column in required if column not in columns]
    if missing:
        named = ", ".join(columns) or "none"
        fault = f"line 1: the columns {', '.join(missing)} are missing (found: {named})"
        raise Faults(path.name, [fault], "add them to the header and import the file again")
    doubled = sorted({column for column in columns if columns.count(column) > 1})
    if doubled:
        fault = f"line 1: the columns {', '.join(doubled)} stand there twice"
        raise Faults(path.name, [fault], "leave one of each and import the file again")
    rows = []
    line = 2
    for cells in body:
        rows.append(SheetRow(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}))
        line += 1 + sum(cell.count("\n") for cell in cells)
    filled = [row for row in rows if any(row.cells.values())]
    if not filled:
        raise Faults(path.name, ["line 2: there is no row below the header"], "fill the file and import it again")
    return filled


def _grid(path: Path) -> list[list[str]]:
    """Read all cells as text, the header first and trimmed; every row is as long as the longest."""
    if not path.is_file():
        raise MissingFile(path)
    grid = _excel(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path)
    if not grid:
        raise UnreadableSheet(path, "it has no cells")
    return [[cell.strip() for cell in grid[0]], *grid[1:]]


def _csv(path: Path) -> list[list[str]]:
    import pandas as pd

    try:
        cells = pd.read_csv(path, encoding="utf-8-sig", header=None, dtype=str, na_filter=False, skip_blank_lines=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, OSError) as error:
        raise UnreadableSheet(path, str(error).strip().splitlines()[0]) from None
    return [[str(cell) for cell in row] for row in cells.fillna("").itertuples(index=False, name=None)]


def _excel(path: Path) -> list[list[str]]:
    from openpyxl import load_workbook

    try:
        with path.open("rb") as file:
            sheet = load_workbook(file, data_only=True).worksheets[0]
        cells = [list(row) for row in sheet.iter_rows()]
    except Exception as error:  # a damaged archive raises whatever its layers happen to raise
        why = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise UnreadableSheet(path, why) from None
    faults = [f"line {cell.row}: cell {cell.coordinate} holds the error {cell.value}" for row in cells for cell in row
              if cell.data_type == "e"]  # fmt: skip
    if faults:
        raise Faults(path.name, faults, "mend these cells in Excel and import the file again")
    return [[_excel_text(cell.value) for cell in row] for row in cells]


def _excel_text(value: object) -> str:
    """Write what Excel holds as a person sees it: 2017, not 2017.0; a day as 2017-01-27."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
