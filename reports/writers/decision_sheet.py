"""The decision sheet in Excel: a row a receipt, one column to fill in from a list; everything else is locked."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from db.decision_sheet import ACCEPT, COLUMNS, LATER, SET_ASIDE, SheetRow
from reports.table import Heading
from reports.writers.cells import printable, sheet_text
from reports.writers.workbook import FileNotWritten
from reports.writers.workbook_look import AMOUNT_FORMAT, DATE_FORMAT, HEADER_COLOUR

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = (9, 11, 13, 32, 32, 14, 8, 26, 62, 24, 16)
_LINE_HEIGHT = 13.5  # points
_DECISION = COLUMNS.index("Decision")
_HOW_TO = (
    "Choose a decision for each receipt in the yellow column; leave it empty to decide later.",
    f"{ACCEPT}: the State and the use that the row proposes.",
    f"{SET_ASIDE}: no contribution.   {LATER}: decide later.   A code, like CIV: the money is that State's.",
    "Then: isu review import FILE. A row whose other cells were changed is refused, and nothing is taken.",
    "You may sort and filter; do not delete columns.",
)


def write_decision_sheet(
    path: Path, heading: Heading, rows: Sequence[SheetRow], states: Sequence[tuple[str, str]]
) -> None:
    """Write the sheet, whole or not at all; ``states`` are the codes and names to choose from."""
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxFileError

    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        workbook = xlsxwriter.Workbook(str(partial), {"strings_to_formulas": False, "strings_to_urls": False})
        made_on = datetime.combine(heading.as_of, time())
        workbook.set_properties({"title": "Decisions on receipts", "author": heading.office, "created": made_on})
        sheet = workbook.add_worksheet("Decisions")
        _write_rows(workbook, sheet, rows)
        choices = [ACCEPT, LATER, SET_ASIDE, *(f"{code} {name}" for code, name in states)]
        _write_choices(workbook, heading, choices)
        _offer(sheet, len(rows), len(choices))
        workbook.close()
        partial.replace(path)
    except (OSError, XlsxFileError) as error:
        with suppress(OSError):
            partial.unlink()
        raise FileNotWritten(path, getattr(error, "strerror", None) or str(error)) from None


def _write_rows(workbook: "Workbook", sheet: "Worksheet", rows: Sequence[SheetRow]) -> None:
    base = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
    head = workbook.add_format({**base, "bold": True, "font_color": "#FFFFFF", "bg_color": HEADER_COLOUR})
    text = workbook.add_format({**base, "text_wrap": True, "indent": 1})
    small = workbook.add_format({**base, "font_color": "#999999", "font_size": 8})
    money = workbook.add_format({**base, "num_format": AMOUNT_FORMAT})
    day = workbook.add_format({**base, "num_format": DATE_FORMAT, "align": "center"})
    open_ = workbook.add_format(
        {**base, "bg_color": "#FFF6CC", "border": 1, "border_color": "#D9C46A", "locked": False}
    )
    for column, (title, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    for number, row in enumerate(rows, start=1):
        cells: tuple[tuple[Any, Any], ...] = (
            (row.receipt, text), (datetime.combine(row.value_date, time()), day), (row.amount_chf, money),
            (row.payer, text), (row.text, text), (row.match_class, text), (row.state, text), (row.pays, text),
            (row.evidence, text), (row.decision, open_), (row.key, small),
        )  # fmt: skip
        for column, (cell, look) in enumerate(cells):
            _write(sheet, number, column, cell, look)
        sheet.set_row(
            number, _LINE_HEIGHT * max(_lines(cell, _WIDTHS[column]) for column, (cell, _) in enumerate(cells))
        )
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _lines(cell: Any, width: int) -> int:
    """Give how many lines a text takes in a column, words kept whole."""
    return len(wrap(cell, int(width * 1.05))) if isinstance(cell, str) and cell else 1


def _write(sheet: "Worksheet", row: int, column: int, cell: Any, look: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, look)
    elif isinstance(cell, str):
        sheet.write_string(row, column, sheet_text(cell), look)
    else:
        sheet.write_number(row, column, cell, look)


def _write_choices(workbook: "Workbook", heading: Heading, choices: Sequence[str]) -> None:
    sheet = workbook.add_worksheet("How to decide")
    sheet.set_column(0, 0, 40)
    sheet.set_column(2, 2, 90)
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for number, choice in enumerate(choices):
        sheet.write_string(number, 0, printable(choice))
    lines = (*_HOW_TO, f"Written on {heading.as_of.isoformat()} by {heading.office}.", heading.notice)
    for number, line in enumerate(filter(None, lines)):
        sheet.write_string(number, 2, printable(line), wrapped)
    sheet.protect()


def _offer(sheet: "Worksheet", rows_count: int, choices_count: int) -> None:
    """Offer the choices in the one open column, and lock the others."""
    if rows_count:
        sheet.data_validation(
            1, _DECISION, rows_count, _DECISION,
            {
                "validate": "list",
                "source": f"='How to decide'!$A$1:$A${choices_count}",
                "error_title": "No such decision",
                "error_message": "Choose from the list: accept, later, set aside, or a State.",
                "input_title": "Decision",
                "input_message": "accept, later, set aside, or a State",
            },
        )  # fmt: skip
    sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True})
