"""CSV: one header row of keys, plain numbers, ISO days, no total row; no cell can start a formula."""

import csv
import io
from decimal import Decimal

from reports.table import Cell, Column, Table
from reports.writers.cells import csv_cell, plain


def csv_text(table: Table) -> str:
    """Write a table as CSV with a comma between the cells and CRLF at each end, as RFC 4180 has it."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow([column.key for column in table.columns])
    for row in table.rows:
        cells = ((row[column.key], column) for column in table.columns)
        lines.writerow([_cell(cell, column) for cell, column in cells])
    return written.getvalue()


def _cell(cell: Cell, column: Column) -> str:
    written = plain(cell, column)
    return written if isinstance(cell, Decimal) else csv_cell(written)
