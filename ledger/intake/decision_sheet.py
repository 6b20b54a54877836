"""Read a decision sheet that a person filled in: rows in any order, each with its line in the file.

Apart from taking the decisions: here only what stands in the file is read; a cell that cannot be read is a fault of
its row.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from db.decision_sheet import COLUMNS, SheetRow
from db.errors import LedgerError
from ledger.intake import cells
from ledger.intake.sheets import SheetRow as FileRow
from ledger.intake.sheets import read_rows


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of the file: its line, the receipt it names, its key, and what it shows, or why it cannot be read."""

    line: int
    receipt: str
    key: str
    shown: SheetRow | None
    fault: str = ""

    @property
    def decision(self) -> str:
        """Give what the person chose."""
        return self.shown.decision if self.shown else ""


def read_decisions(path: Path) -> list[ReadRow]:
    """Read every row. Raises MissingFile, UnreadableSheet, or Faults if a column was deleted or renamed."""
    return [_row(row) for row in read_rows(path, COLUMNS)]


def _row(row: FileRow) -> ReadRow:
    try:
        shown = SheetRow(
            receipt=row["Receipt"],
            value_date=cells.day(row["Value date"]),
            amount_chf=_amount(row["CHF"]),
            payer=row["Payer"],
            text=row["Text"],
            match_class=row["Class"],
            state=row["State"],
            pays=row["Pays"],
            evidence=row["Evidence"],
            decision=row["Decision"],
        )
    except LedgerError as error:
        return ReadRow(row.line, row["Receipt"], row["Key"], None, str(error))
    return ReadRow(row.line, row["Receipt"], row["Key"], shown)


def _amount(cell: str) -> Decimal:
    """Read an amount as Excel holds it: 239.18, 10000, or with the thousands of a CSV."""
    try:
        amount = Decimal(cell.replace("'", "").replace("’", ""))
    except InvalidOperation:
        raise cells.BadCell(f"{cell!r} is no amount") from None
    if not amount.is_finite() or amount != round(amount, 2):
        raise cells.BadCell(f"{cell!r} is no amount in CHF and rappen")
    return round(amount, 2)
