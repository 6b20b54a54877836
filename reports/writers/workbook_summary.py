"""The first sheet of a workbook: what is said, then blocks of figures, with bars."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reports.table import Cell, Column, Kind, Table
from reports.writers.cells import heading_lines, printable
from reports.writers.workbook_charts import Chart, Place, drawn
from reports.writers.workbook_look import Formats, set_up_page, write_cell

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_ROW_PIXELS = 20
_CHART_SIZE = {"width": 420, "height": 330}
_CHARTS_ABREAST = 2


@dataclass(frozen=True, slots=True)
class SummaryBlock:
    """A titled block of the first sheet: rows of a label, a count and CHF amounts, under column titles.

    ``bars`` draws so many of its last columns as bars below it.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_summed: bool = False
    bars: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """The first sheet: the sentences of the update, then blocks of figures, and charts at their right."""

    title: str
    sentences: tuple[str, ...]
    blocks: tuple[SummaryBlock, ...]
    charts: tuple[Chart, ...] = ()


class SummarySheet:
    """Write the first sheet: what the director says in the meeting, then the figures behind it."""

    def __init__(self, workbook: "Workbook", formats: Formats, table: Table) -> None:
        self.formats = formats
        self.table = table
        self.workbook = workbook
        self.sheet = workbook.add_worksheet("Summary")
        self.row = 0
        self.places: dict[str, Place] = {}

    def write(self, summary: Summary) -> None:
        """Write the title, the sentences and the blocks."""
        self.sheet.set_column(0, 0, 34 if summary.charts else 46)
        widest = max((len(block.columns) for block in summary.blocks), default=0)
        self.sheet.set_column(1, max(widest - 1, 6), 14 if summary.charts else 17)
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
        self.first_block = self.row + 1
        for block in summary.blocks:
            self.row += 1
            self._block(block)
        set_up_page(self.sheet, self.table)
        if summary.charts or any(block.bars for block in summary.blocks):
            self.sheet.fit_to_pages(1, 1)

    def draw(self, summary: Summary, places: Mapping[str, Place]) -> None:
        """Put the charts at the right of the blocks, two abreast, once all their cells are written."""
        beside = max((len(block.columns) for block in summary.blocks), default=0)
        step = -(-_CHART_SIZE["height"] // _ROW_PIXELS)
        for number, chart in enumerate(summary.charts):
            down, across = divmod(number, _CHARTS_ABREAST)
            made = drawn(self.workbook, chart, places[chart.source], _CHART_SIZE)
            offset = {"x_offset": 20 + across * (_CHART_SIZE["width"] + 10), "object_position": 3}
            self.sheet.insert_chart(self.first_block + down * step, beside, made, offset)

    def _text(self, text: str, look: Any) -> None:
        self.sheet.write_string(self.row, 0, printable(text), look)
        self.row += 1

    def _block(self, block: SummaryBlock) -> None:
        self._text(block.title, self.formats.block)
        for number, title in enumerate(block.columns):
            look = self.formats.headers["right" if number else "left"]
            self.sheet.write_string(self.row, number, title, look)
        first = self.row + 1
        for cells in block.rows:
            self.row += 1
            for number, cell in enumerate(cells):
                write_cell(self.sheet, self.row, number, cell, self.formats.cell(_column_for(cell)))
        columns = {title: number for number, title in enumerate(block.columns)}
        place = self.places[block.title] = Place("Summary", first - 1, first, self.row, columns)
        self.row += 1
        if block.is_summed:
            self._sums(block, first)
            self.row += 1
        if block.bars:
            self._bars(block, place)

    def _bars(self, block: SummaryBlock, place: Place) -> None:
        chart = Chart(block.title, "bar", block.title, block.columns[0], block.columns[-block.bars :], label_percent=25)
        made = drawn(self.workbook, chart, place, {"width": 1000, "height": 26 * _ROW_PIXELS})
        self.sheet.insert_chart(self.row + 1, 0, made)
        self.row += 28

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
