"""The first sheet of a workbook: what is said, then blocks of figures, with bars."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reports.table import Cell, Column, Kind, Table
from reports.writers.cells import heading_lines, printable
from reports.writers.workbook_look import HEADER_COLOUR, Formats, set_up_page, write_cell

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SERIES_COLOURS = (HEADER_COLOUR, "#C77B30", "#5B8C6E", "#8A6FA8", "#A33B3B", "#7A7A7A")
_ROW_PIXELS = 20


@dataclass(frozen=True, slots=True)
class SummaryBlock:
    """A titled block of the first sheet: rows of a label, a count and CHF amounts, under column titles.

    ``bars`` draws so many of its last columns: one to the right of this block and the one before, several below.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_summed: bool = False
    bars: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """The first sheet: the sentences of the update, then blocks of figures."""

    title: str
    sentences: tuple[str, ...]
    blocks: tuple[SummaryBlock, ...]


class SummarySheet:
    """Write the first sheet: what the director says in the meeting, then the figures behind it."""

    def __init__(self, workbook: "Workbook", formats: Formats, table: Table) -> None:
        self.formats = formats
        self.table = table
        self.workbook = workbook
        self.sheet = workbook.add_worksheet("Summary")
        self.row = 0
        self.block_starts: list[int] = []

    def write(self, summary: Summary) -> None:
        """Write the title, the sentences and the blocks."""
        self.sheet.set_column(0, 0, 46)
        widest = max((len(block.columns) for block in summary.blocks), default=0)
        self.sheet.set_column(1, max(widest - 1, 6), 17)
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
        set_up_page(self.sheet, self.table)
        if any(block.bars > 1 for block in summary.blocks):
            self.sheet.fit_to_pages(1, 1)

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
                write_cell(self.sheet, self.row, number, cell, self.formats.cell(_column_for(cell)))
        self.row += 1
        after = first + len(block.rows)
        if block.is_summed:
            self._sums(block, first)
            self.row += 1
        if block.bars == 1:
            chart = self._chart(block, first, after - 1, {"width": 500, "height": 330})
            self.sheet.insert_chart(self.block_starts[-2], len(block.columns), chart, {"x_offset": 20})
        elif block.bars:
            chart = self._chart(block, first, after - 1, {"width": 1000, "height": 26 * _ROW_PIXELS})
            self.sheet.insert_chart(self.row + 1, 0, chart)
            self.row += 28

    def _chart(self, block: SummaryBlock, first: int, last: int, size: dict[str, int]) -> Any:
        chart = self.workbook.add_chart({"type": "bar"})
        for number, colour in zip(
            range(len(block.columns) - block.bars, len(block.columns)), SERIES_COLOURS, strict=False
        ):
            chart.add_series(
                {
                    "name": ["Summary", first - 1, number],
                    "categories": ["Summary", first, 0, last, 0],
                    "values": ["Summary", first, number, last, number],
                    "fill": {"color": colour},
                    "gap": 60,
                    "data_labels": {"value": True, "num_format": "[$-807]#,##0"},
                }
            )
        several = block.bars > 1
        title = block.title if several else f"{block.title}, {block.columns[-1]}"
        chart.set_title({"name": title, "name_font": {"size": 11}})
        chart.set_legend({"position": "bottom"} if several else {"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_size(size)
        return chart

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
