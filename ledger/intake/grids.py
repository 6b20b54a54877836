"""Read a table from bytes, CSV or Excel, into rows of text with their line in the file; nothing becomes a float.

Apart from ``ledger.intake.sheets``, which reads the director's own tables from the disk: these bytes come from outside,
so what is in an Excel file is weighed and searched before it is opened, and a formula without its result is refused.
"""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ledger.intake.decoding import text_of
from ledger.intake.statements import UnreadableBankFile
from ledger.intake.zipped import is_xlsx, members

Grid = list[tuple[int, tuple[str, ...]]]
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELLS = 300_000  # of a sheet from its first to its farthest cell, the empty ones included
_DELIMITERS = (";", ",", "\t")
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def grid_of(name: str, data: bytes) -> Grid:
    """Read the cells of a CSV or of an Excel file's first sheet as text, row by row with the row's line.

    Raises UnreadableBankFile, with the cell or line, for what cannot be read for certain.
    """
    return _excel(name, data) if is_xlsx(data) else _csv(name, data)


def _csv(name: str, data: bytes) -> Grid:
    text = text_of(name, data)
    cut = [_cut(name, text, delimiter) for delimiter in _DELIMITERS]
    widths = [(sum(len(cells) > 1 for _, cells in grid), fault is not None) for grid, fault in cut]
    if not max(width for width, _ in widths) and not any(fault for _, fault in cut):
        raise UnreadableBankFile(name, "it is no table: no line has several cells", "save it as CSV or .xlsx")
    grid, fault = cut[widths.index(max(widths))]
    if fault:
        raise fault
    return grid


def _cut(name: str, text: str, delimiter: str) -> tuple[Grid, UnreadableBankFile | None]:
    """Cut text at a delimiter, up to its end or to a fault; by a wrong delimiter a sound list may have one."""
    grid: Grid = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    line, cells_count = 1, 0
    try:
        for cells in reader:
            cells_count += len(cells)
            if len(grid) >= MOST_ROWS or len(cells) > MOST_COLUMNS or cells_count > MOST_CELLS:
                why, remedy = f"line {line}: it is larger than any bank list", "save a shorter period"
                return grid, UnreadableBankFile(name, why, remedy)
            if len(cells) > 1 and any("\n" in cell and delimiter in cell for cell in cells):
                why = f"line {line}: a quotation mark is opened and not closed, so the lines below are swallowed"
                return grid, UnreadableBankFile(name, why, "save it anew as CSV")
            grid.append((line, tuple(cell.strip() for cell in cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        return grid, UnreadableBankFile(name, f"line {line} cannot be read ({error})", "save it anew as CSV")
    return grid, None


def _excel(name: str, data: bytes) -> Grid:
    from openpyxl import load_workbook

    _refuse_what_is_no_plain_workbook(name, data)
    try:
        values, formulas = (
            load_workbook(io.BytesIO(data), data_only=data_only, read_only=False).worksheets[0]
            for data_only in (True, False)
        )
        if values.max_row * values.max_column > MOST_CELLS or values.max_column > MOST_COLUMNS:
            farthest = f"its farthest cell is in row {values.max_row}, column {values.max_column}"
            remedy = "save a shorter period, and delete what stands far below or beside it"
            raise UnreadableBankFile(name, f"it is larger than any bank list: {farthest}", remedy)
        pairs = list(zip(values.iter_rows(), formulas.iter_rows(), strict=True))
    except UnreadableBankFile:
        raise
    except Exception as error:  # a damaged workbook raises whatever its layers happen to raise
        why = (str(error).strip() or type(error).__name__).splitlines()[0][:100]
        raise UnreadableBankFile(name, f"it is a damaged workbook ({why})", "save it anew as .xlsx") from None
    return [
        (number, tuple(_cell(name, *both) for both in zip(*rows, strict=True)))
        for number, rows in enumerate(pairs, start=1)
    ]


def _refuse_what_is_no_plain_workbook(name: str, data: bytes) -> None:
    """Weigh the parts of a workbook as a ZIP from outside, and refuse one that declares entities."""
    for part, content in members(name, data):
        if part.endswith((".xml", ".rels")) and _DECLARES.search(content):
            why = f"its part {part.rpartition('/')[2]} declares a document type or an entity"
            raise UnreadableBankFile(name, why, "do not use this file")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(each.filename.endswith("vbaProject.bin") for each in archive.infolist()):
            raise UnreadableBankFile(name, "it holds a macro", "save it as .xlsx, without macros")


def _cell(name: str, value: Any, formula: Any) -> str:
    if value.data_type == "e":
        raise UnreadableBankFile(name, f"cell {value.coordinate} holds the error {value.value}", "mend it in Excel")
    if formula.data_type == "f" and value.value is None:
        why = f"cell {value.coordinate} is a formula without a stored value"
        raise UnreadableBankFile(name, why, "open it in Excel, save it and import it again")
    return text_of_value(value.value)


def text_of_value(value: object) -> str:
    """Write what Excel holds as a person sees it, exactly: 2017, 570.62, 2017-01-27.

    >>> text_of_value(570.62), text_of_value(2017.0), text_of_value(datetime(2017, 1, 27))
    ('570.62', '2017', '2017-01-27')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        exact = Decimal(repr(value))
        return str(int(exact)) if exact == exact.to_integral_value() else f"{exact:f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
