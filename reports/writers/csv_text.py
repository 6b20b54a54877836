"""CSV: one header row of keys, plain numbers, ISO days, no total row; no cell can start a formula."""

import csv
import io
from decimal import Decimal

from reports.table import Table
from reports.writers.cells import harmless, plain


def csv_text(table: Table) -> str:
    """Write a table as CSV with a comma between the cells and CRLF at each end, as RFC 4180 has it."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow([column.key for column in table.columns])
    for row in table.rows:
        cells = (row[column.key] for column in table.columns)
        lines.writerow([plain(cell) if isinstance(cell, Decimal) else harmless(plain(cell)) for cell in cells])
    return written.getvalue()
