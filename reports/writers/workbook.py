"""Excel: one sheet a table, values in the data cells, SUM formulas with their results stored in the total row.

Written by XlsxWriter, because it stores the results of formulas (a preview or a phone shows figures, not blanks) and
gives the same bytes for the same books.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.errors import LedgerError
from db.moments import long_date
from reports.table import Cell, Column, Kind, Table
from reports.writers.cells import heading_lines, is_number, printable, shown

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

AMOUNT_FORMAT = "[$-807]#,##0.00;[Red]-#,##0.00"
CREDIT_FORMAT = "[$-807](#,##0.00);[Red]-#,##0.00;"
DATE_FORMAT = "yyyy-mm-dd"
HEADER_COLOUR = "#1F3A5F"
BAND_COLOUR = "#F2F5F9"
_WIDEST = 60
_NARROWEST = 9
_LINE_HEIGHT = 13.5  # points


class FileNotWritten(LedgerError):
    """Refuse when the system does not let us write."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} was not written: {why}; if it is open in Excel, close it, or choose another name")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under the name of its sheet; ``is_data`` for a mail merge: header and rows alone, from the first line."""

    name: str
    table: Table
    is_data: bool = False


@dataclass(frozen=True, slots=True)
class SummaryBlock:
    """A titled block of the first sheet: rows of a label, a count and CHF amounts, under column titles.

    ``bars`` draws its last column as bars, to the right of this block and the one before.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_summed: bool = False
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """The first sheet: the sentences of the update, then blocks of figures."""

    title: str
    sentences: tuple[str, ...]
    blocks: tuple[SummaryBlock, ...]


def write_workbook(path: Path, sheets: Sequence[Sheet], summary: Summary | None = None) -> None:
    """Write the sheets into one file, whole or not at all; raises FileNotWritten."""
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxFileError

    heading = sheets[0].table.heading
    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        workbook = xlsxwriter.Workbook(str(partial), {"strings_to_formulas": False, "strings_to_urls": False})
        made_on = datetime.combine(heading.as_of, time(), tzinfo=UTC).replace(tzinfo=None)
        workbook.set_properties({"title": sheets[0].table.title, "author": heading.office, "created": made_on})
        formats = _Formats(workbook)
        if summary:
            _SummarySheet(workbook, formats, sheets[0].table).write(summary)
        for sheet in sheets:
            _TableSheet(workbook, formats, sheet).write()
        workbook.close()
        partial.replace(path)
    except (OSError, XlsxFileError) as error:
        with suppress(OSError):
            partial.unlink()
        raise FileNotWritten(path, getattr(error, "strerror", None) or str(error)) from None


class _Formats:
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
        self.notice = workbook.add_format({**base, "italic": True, "font_color": "#9C2A00"})
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
        key = (number_format, _alignment(column), banded, is_total)
        if key not in self._made:
            look = {**self._base, "text_wrap": not is_number(column), **(self._top if is_total else {})}
            look |= {"num_format": number_format} if number_format else {}
            look |= {"bg_color": BAND_COLOUR} if banded else {}
            look |= {"align": _alignment(column)} | ({"indent": 1} if _alignment(column) == "left" else {})
            self._made[key] = self._workbook.add_format(look)
        return self._made[key]


def _alignment(column: Column) -> str:
    if is_number(column):
        return "right"
    return "center" if column.kind in (Kind.DATE, Kind.YES_NO) else "left"


def _number_format(column: Column) -> str:
    if column.kind is Kind.CHF:
        return CREDIT_FORMAT if column.in_parentheses else AMOUNT_FORMAT
    return {Kind.DATE: DATE_FORMAT, Kind.COUNT: "0", Kind.DAYS: "0"}.get(column.kind, "")


def _set_up_page(sheet: "Worksheet", table: Table) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    office = printable(table.heading.office).replace("&", "&&")
    sheet.set_header(f"&L{office}&RAs of {long_date(table.heading.as_of)}")
    sheet.set_footer("&L&A&RPage &P of &N")


class _TableSheet:
    """Write one table onto one sheet."""

    def __init__(self, workbook: "Workbook", formats: _Formats, sheet: Sheet) -> None:
        self.formats = formats
        self.table = sheet.table
        self.is_data = sheet.is_data
        self.workbook = workbook
        self.sheet = workbook.add_worksheet(sheet.name)

    def write(self) -> None:
        """Write heading, header, rows, totals, summary and notes, and set the sheet up for reading and printing."""
        header_row = 0 if self.is_data else self._heading(self.sheet)
        self._header(header_row)
        last = self._rows(header_row + 1)
        if self.is_data:
            about = self.workbook.add_worksheet("About this list")
            self._after(about, self._heading(about))
        else:
            self._total(header_row + 1, last)
            self._after(self.sheet, last + 3)
        self.sheet.freeze_panes(header_row + 1, 2 if len(self.table.columns) > 4 else 0)
        self.sheet.repeat_rows(header_row)
        if self.table.rows:
            self.sheet.autofilter(header_row, 0, last, len(self.table.columns) - 1)
        _set_up_page(self.sheet, self.table)

    def _heading(self, sheet: "Worksheet") -> int:
        title, line, *notice = heading_lines(self.table.heading, self.table.title)
        sheet.write_string(0, 0, printable(title), self.formats.title)
        sheet.set_row(0, 24)
        sheet.write_string(1, 0, line, self.formats.line)
        for row, text in enumerate(notice, start=2):
            sheet.write_string(row, 0, printable(text), self.formats.notice)
        return 3 + len(notice)

    def _header(self, row: int) -> None:
        self.sheet.set_row(row, 30)
        for number, column in enumerate(self.table.columns):
            self.sheet.write_string(row, number, column.title, self.formats.headers[_alignment(column)])
            self.sheet.set_column(number, number, self._width(column))

    def _width(self, column: Column) -> float:
        cells = (shown(row[column.key], column) for row in self.table.rows)
        total = shown(self.table.total.get(column.key), column)
        widest = max((len(text) for text in (*column.title.split(), total, *cells)), default=0)
        return min(max(widest, _NARROWEST), _WIDEST) * 1.05 + 1.5

    def _rows(self, first: int) -> int:
        widths = {column.key: self._width(column) for column in self.table.columns}
        for row, cells in enumerate(self.table.rows, start=first):
            lines = max(-(-len(shown(cells[key])) // int(width)) for key, width in widths.items())
            self.sheet.set_row(row, _LINE_HEIGHT * max(lines, 1))
            for number, column in enumerate(self.table.columns):
                look = self.formats.cell(column, banded=(row - first) % 2 == 1)
                _write(self.sheet, row, number, cells[column.key], look)
        return first + len(self.table.rows) - 1

    def _total(self, first: int, last: int) -> None:
        if not self.table.rows or not any(column.key in self.table.total for column in self.table.columns):
            return
        from xlsxwriter.utility import xl_range

        for number, column in enumerate(self.table.columns):
            look, total = self.formats.cell(column, is_total=True), self.table.total.get(column.key)
            if number == 0:
                self.sheet.write_string(last + 1, 0, "Total", look)
            elif isinstance(total, Decimal):
                formula = f"=SUM({xl_range(first, number, last, number)})"
                self.sheet.write_formula(last + 1, number, formula, look, total)
            else:
                _write(self.sheet, last + 1, number, total, look)

    def _after(self, sheet: "Worksheet", row: int) -> None:
        for line in self.table.summary:
            states = "State" if line.states_count == 1 else "States"
            text = f"{line.title}: {line.states_count} {states}, CHF {shown(line.amount_chf)}"
            sheet.write_string(row, 0, text, self.formats.line)
            row += 1
        for note in self.table.notes:
            sheet.write_string(row, 0, printable(note), self.formats.line)
            row += 1


class _SummarySheet:
    """Write the first sheet: what the director says in the meeting, then the figures behind it."""

    def __init__(self, workbook: "Workbook", formats: _Formats, table: Table) -> None:
        self.formats = formats
        self.table = table
        self.workbook = workbook
        self.sheet = workbook.add_worksheet("Summary")
        self.row = 0
        self.block_starts: list[int] = []

    def write(self, summary: Summary) -> None:
        """Write the title, the sentences and the blocks."""
        self.sheet.set_column(0, 0, 46)
        self.sheet.set_column(1, 6, 17)
        title, line, *notice = heading_lines(self.table.heading, summary.title)
        self.sheet.set_row(0, 26)
        self._text(title, self.formats.title)
        self._text(line, self.formats.line)
        for text in notice:
            self._text(text, self.formats.notice)
        self.row += 1
        for sentence in summary.sentences:
            self.sheet.merge_range(self.row, 0, self.row, 6, "", self.formats.sentence)
            self._text(sentence, self.formats.sentence)
        for block in summary.blocks:
            self.row += 1
            self._block(block)
        _set_up_page(self.sheet, self.table)

    def _text(self, text: str, look: Any) -> None:
        self.sheet.write_string(self.row, 0, printable(text), look)
        self.row += 1

    def _block(self, block: SummaryBlock) -> None:
        self.block_starts.append(self.row)
        self._text(block.title, self.formats.block)
        for number, title in enumerate(block.columns):
            look = self.formats.headers["right" if number else "left"]
            self.sheet.write_string(self.row, number, title, look)
        first = self.row + 1
        for cells in block.rows:
            self.row += 1
            for number, cell in enumerate(cells):
                _write(self.sheet, self.row, number, cell, self.formats.cell(_column_for(cell)))
        self.row += 1
        if block.bars:
            self._bars(block, first)
        if block.is_summed:
            self._sums(block, first)
            self.row += 1

    def _bars(self, block: SummaryBlock, first: int) -> None:
        last, column = self.row - 1, len(block.columns) - 1
        chart = self.workbook.add_chart({"type": "bar"})
        series = {
            "fill": {"color": HEADER_COLOUR},
            "gap": 60,
            "data_labels": {"value": True, "num_format": "[$-807]#,##0"},
        }
        categories, values = ["Summary", first, 0, last, 0], ["Summary", first, column, last, column]
        chart.add_series({**series, "categories": categories, "values": values})
        chart.set_title({"name": f"{block.title}, {block.columns[-1]}", "name_font": {"size": 11}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_size({"width": 500, "height": 330})
        self.sheet.insert_chart(self.block_starts[-2], column + 1, chart, {"x_offset": 20})

    def _sums(self, block: SummaryBlock, first: int) -> None:
        from xlsxwriter.utility import xl_range

        self.sheet.write_string(self.row, 0, "Total", self.formats.cell(Column("", ""), is_total=True))
        for number in range(1, len(block.columns)):
            cells = [row[number] for row in block.rows]
            total = sum((cell for cell in cells if isinstance(cell, (Decimal, int))), Decimal(0))
            formula = f"=SUM({xl_range(first, number, self.row - 1, number)})"
            look = self.formats.cell(_column_for(cells[0]), is_total=True)
            self.sheet.write_formula(self.row, number, formula, look, total)


def _column_for(cell: Cell) -> Column:
    if isinstance(cell, Decimal):
        return Column("", "", Kind.CHF)
    return Column("", "", Kind.COUNT if isinstance(cell, int) else Kind.TEXT)


def _write(sheet: "Worksheet", row: int, column: int, cell: Cell, look: Any) -> None:
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
        sheet.write_string(row, column, printable(cell), look)
