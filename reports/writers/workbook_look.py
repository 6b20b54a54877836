"""How cells and pages of a workbook look; shared by its sheets."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from db.moments import long_date
from reports.table import Cell, Column, Kind, Table
from reports.writers.cells import CONFIDENTIAL, is_number, printable, sheet_text, shown

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

AMOUNT_FORMAT = "[$-807]#,##0.00;[Red]-#,##0.00"
CREDIT_FORMAT = "[$-807](#,##0.00);[Red]-#,##0.00;"
DATE_FORMAT = "yyyy-mm-dd"
HEADER_COLOUR = "#1F3A5F"
BAND_COLOUR = "#F2F5F9"
_WARNING_COLOUR = "#9C2A00"


class Formats:
    """The few cell formats of the house, made once a workbook."""

    def __init__(self, workbook: "Workbook") -> None:
        base = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
        top = {"top": 1, "bold": True}
        head = {
            "bold": True,
            "font_color": "#FFFFFF",
            "bg_color": HEADER_COLOUR,
            "text_wrap": True,
            "valign": "vcenter",
        }
        self.title = workbook.add_format({**base, "bold": True, "font_size": 16, "font_color": HEADER_COLOUR})
        self.block = workbook.add_format({**base, "bold": True, "font_size": 12, "font_color": HEADER_COLOUR})
        self.line = workbook.add_format({**base, "font_color": "#444444"})
        self.notice = workbook.add_format({**base, "italic": True, "font_color": _WARNING_COLOUR})
        self.sentence = workbook.add_format({**base, "font_size": 12, "text_wrap": True})
        sides = ("left", "center", "right")
        self.headers = {
            side: workbook.add_format({**base, **head, "align": side, "indent": int(side == "left")}) for side in sides
        }
        self._workbook, self._base, self._top = workbook, base, top
        self._made: dict[tuple[Any, ...], Any] = {}

    def cell(self, column: Column, *, banded: bool = False, is_total: bool = False) -> Any:
        """Give the format of a column's cell."""
        number_format = _number_format(column)
        key = (number_format, alignment(column), banded, is_total)
        if key not in self._made:
            look = {**self._base, "text_wrap": not is_number(column), **(self._top if is_total else {})}
            look |= {"num_format": number_format} if number_format else {}
            look |= {"bg_color": BAND_COLOUR} if banded else {}
            look |= {"align": alignment(column)} | ({"indent": 1} if alignment(column) == "left" else {})
            self._made[key] = self._workbook.add_format(look)
        return self._made[key]


def alignment(column: Column) -> str:
    """Tell to which side a column is set."""
    if is_number(column):
        return "right"
    return "center" if column.kind in (Kind.DATE, Kind.YES_NO) else "left"


def _number_format(column: Column) -> str:
    if column.kind is Kind.PERCENT:
        return f"0.{'0' * column.decimals}".rstrip(".")
    if column.kind is Kind.CHF:
        return CREDIT_FORMAT if column.in_parentheses else AMOUNT_FORMAT
    return {Kind.DATE: DATE_FORMAT, Kind.COUNT: "0", Kind.DAYS: "0"}.get(column.kind, "")


def set_up_page(sheet: "Worksheet", table: Table) -> None:
    """Set a sheet up for printing: A4 landscape, one page wide; a confidential one says so on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    office = printable(table.heading.office).replace("&", "&&")
    middle = f"&C&B{CONFIDENTIAL}" if table.is_confidential else ""
    if table.is_confidential:
        sheet.set_tab_color(_WARNING_COLOUR)
    sheet.set_header(f"&L{office}{middle}&RAs of {long_date(table.heading.as_of)}")
    sheet.set_footer("&L&A&RPage &P of &N")


def write_cell(sheet: "Worksheet", row: int, column: int, cell: Cell, look: Any) -> None:
    """Write a cell as what it is; a text stays a text, whatever it starts with."""
    if cell is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(cell, bool):
        sheet.write_string(row, column, shown(cell), look)
    elif isinstance(cell, (Decimal, int)):
        sheet.write_number(row, column, cell, look)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), look)
    else:
        sheet.write_string(row, column, sheet_text(cell), look)
