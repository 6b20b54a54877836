"""Excel: one sheet a table, values in the data cells, SUM formulas with their results stored in the total row.

Written by XlsxWriter, because it stores the results of formulas (a preview or a phone shows figures, not blanks) and
gives the same bytes for the same books.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import LedgerError
from reports.table import Column, Table
from reports.writers.cells import CONFIDENTIAL, heading_lines, printable, shown
from reports.writers.workbook_charts import Place
from reports.writers.workbook_look import Formats, alignment, set_up_page, write_cell
from reports.writers.workbook_summary import Summary, SummarySheet

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDEST = 60
_WIDEST_OF_MANY = 32
_MANY_COLUMNS = 12
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


def write_workbook(path: Path, sheets: Sequence[Sheet], summary: Summary | None = None) -> None:
    """Write the sheets into one file, whole or not at all; raises FileNotWritten."""
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxFileError

    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        workbook = xlsxwriter.Workbook(str(partial), {"strings_to_formulas": False, "strings_to_urls": False})
        workbook.set_properties(_properties(sheets, summary))
        formats = Formats(workbook)
        first = SummarySheet(workbook, formats, sheets[0].table) if summary else None
        if summary and first:
            first.write(summary)
        places = {sheet.name: _TableSheet(workbook, formats, sheet).write() for sheet in sheets}
        if summary and first:
            first.draw(summary, {**places, **first.places})
        workbook.close()
        partial.replace(path)
    except (OSError, XlsxFileError) as error:
        with suppress(OSError):
            partial.unlink()
        raise FileNotWritten(path, getattr(error, "strerror", None) or str(error)) from None


def _properties(sheets: Sequence[Sheet], summary: Summary | None) -> dict[str, object]:
    """Give what Excel shows under File, Info; made on the day of the figures, so that same books give same bytes."""
    heading = sheets[0].table.heading
    about, as_of, *notices = heading_lines(heading, summary.title if summary else sheets[0].table.title)
    return {
        "title": printable(about),
        "subject": printable(as_of),
        "author": printable(heading.office),
        "company": printable(heading.office),
        "category": "Contributions of States Parties",
        "comments": printable(" ".join(notices)),
        "status": CONFIDENTIAL if any(sheet.table.is_confidential for sheet in sheets) else "",
        "created": datetime.combine(heading.as_of, time(), tzinfo=UTC).replace(tzinfo=None),
    }


_ABOUT = "About this list"


class _TableSheet:
    """Write one table onto one sheet."""

    def __init__(self, workbook: "Workbook", formats: Formats, sheet: Sheet) -> None:
        self.formats = formats
        self.table = sheet.table
        self.is_data = sheet.is_data
        self.workbook = workbook
        self.sheet = workbook.add_worksheet(sheet.name)

    def write(self) -> Place:
        """Write heading, header, rows, totals, summary and notes, set the sheet up for printing, and tell its cells."""
        header_row = 0 if self.is_data else self._heading(self.sheet)
        self._header(header_row)
        last = self._rows(header_row + 1)
        if self.is_data and _ABOUT in self.workbook.sheetnames:
            pass
        elif self.is_data:
            about = self.workbook.add_worksheet(_ABOUT)
            self._after(about, self._heading(about))
        else:
            self._total(header_row + 1, last)
            self._after(self.sheet, last + 3)
        self.sheet.freeze_panes(header_row + 1, 2 if len(self.table.columns) > 4 else 0)
        self.sheet.repeat_rows(header_row)
        if self.table.rows:
            self.sheet.autofilter(header_row, 0, last, len(self.table.columns) - 1)
        set_up_page(self.sheet, self.table)
        columns = {column.key: number for number, column in enumerate(self.table.columns)}
        return Place(self.sheet.get_name(), header_row, header_row + 1, last, columns)

    def _heading(self, sheet: "Worksheet") -> int:
        title, line, *notice = heading_lines(self.table.heading, self.table.title)
        notice += [f"{CONFIDENTIAL}: not for the public."] if self.table.is_confidential else []
        sheet.write_string(0, 0, printable(title), self.formats.title)
        sheet.set_row(0, 24)
        sheet.write_string(1, 0, line, self.formats.line)
        for row, text in enumerate(notice, start=2):
            sheet.write_string(row, 0, printable(text), self.formats.notice)
        return 3 + len(notice)

    def _header(self, row: int) -> None:
        self.sheet.set_row(row, 30)
        for number, column in enumerate(self.table.columns):
            self.sheet.write_string(row, number, column.title, self.formats.headers[alignment(column)])
            self.sheet.set_column(number, number, self._width(column))

    def _width(self, column: Column) -> float:
        cells = (shown(row[column.key], column) for row in self.table.rows)
        total = shown(self.table.total.get(column.key), column)
        widest = max((len(text) for text in (*column.title.split(), total, *cells)), default=0)
        most = _WIDEST_OF_MANY if len(self.table.columns) > _MANY_COLUMNS else _WIDEST
        return min(max(widest, _NARROWEST), most) * 1.05 + 1.5

    def _rows(self, first: int) -> int:
        widths = {column.key: self._width(column) for column in self.table.columns}
        for row, cells in enumerate(self.table.rows, start=first):
            lines = max(-(-len(shown(cells[key])) // int(width)) for key, width in widths.items())
            self.sheet.set_row(row, _LINE_HEIGHT * max(lines, 1))
            for number, column in enumerate(self.table.columns):
                look = self.formats.cell(column, banded=(row - first) % 2 == 1)
                write_cell(self.sheet, row, number, cells[column.key], look)
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
                write_cell(self.sheet, last + 1, number, total, look)

    def _after(self, sheet: "Worksheet", row: int) -> None:
        for line in self.table.summary:
            states = "State" if line.states_count == 1 else "States"
            text = f"{line.title}: {line.states_count} {states}, CHF {shown(line.amount_chf)}"
            sheet.write_string(row, 0, text, self.formats.line)
            row += 1
        for note in self.table.notes:
            sheet.write_string(row, 0, printable(note), self.formats.line)
            row += 1
