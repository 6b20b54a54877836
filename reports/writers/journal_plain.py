"""The books as CSV and JSON, one entry a row, ended by control totals; apart from tables, which stand in memory."""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

from db.journal import JournalEntry
from db.money import ZERO_CHF, plain_text
from reports.journal import Journal
from reports.writers.cells import csv_cell, json_line
from reports.writers.journals import account_name

COLUMNS = (
    "entry", "value_date", "act", "debit", "credit", "amount_chf", "state", "year", "line", "receipt", "invoice",
    "revision", "reverses", "recorded_at", "payer", "text", "note",
)  # fmt: skip


def _row(entry: JournalEntry) -> dict[str, str]:
    cells = (
        entry.label,
        entry.value_date.isoformat(),
        entry.act.value,
        entry.debit.account.value,
        entry.credit.account.value,
        plain_text(entry.amount_chf),
        entry.state,
        str(entry.year or ""),
        entry.line,
        f"R{entry.receipt_id}" if entry.receipt_id else "",
        entry.invoice_number,
        entry.revision,
        f"E{entry.reverses_id}" if entry.reverses_id else "",
        entry.recorded_at,
        entry.payer,
        entry.text,
        entry.note,
    )
    return dict(zip(COLUMNS, cells, strict=True))


def journal_csv(book: Journal) -> Iterator[str]:
    """Write the entries as CSV; the last row begins with ``total`` and has their count and sum."""
    line = _CsvLine()
    yield line.of(COLUMNS)
    count, sum_chf = 0, ZERO_CHF
    for entry in book.entries:
        yield line.of(_row(entry).values())
        count, sum_chf = count + 1, sum_chf + entry.amount_chf
    total = {"entry": "total", "value_date": book.heading.as_of.isoformat(), "act": f"{count} entries"}
    total |= {"amount_chf": plain_text(sum_chf)}
    yield line.of(total.get(column, "") for column in COLUMNS)


class _CsvLine:
    """Write one line of a CSV file at a time."""

    def __init__(self) -> None:
        self.written = io.StringIO()
        self.writer = csv.writer(self.written)

    def of(self, cells: Iterable[str]) -> str:
        """Write the cells as a line."""
        self.written.seek(0)
        self.written.truncate()
        self.writer.writerow([csv_cell(cell) for cell in cells])
        return self.written.getvalue()


def journal_json(book: Journal) -> Iterator[str]:
    """Write one object: what it is, an entry a line, then the control: count, sum, and the balance of each account."""
    heading = book.heading
    about = {
        "export": "entries",
        "office": heading.office,
        "notice": heading.notice,
        "as_of": heading.as_of.isoformat(),
        "known_at": heading.books_at.isoformat() if heading.books_at else None,
        "data_until": heading.data_until.isoformat() if heading.data_until else None,
        "currency": heading.currency,
    }
    yield json_line(about)[:-1] + ', "entries": ['
    count, sum_chf = 0, ZERO_CHF
    for entry in book.entries:
        yield ("," if count else "") + "\n" + json_line(_row(entry))
        count, sum_chf = count + 1, sum_chf + entry.amount_chf
    balances = [_balance(account_name(each.sub_account), each.balance_chf) for each in book.balances]
    control = {"entries_count": count, "amount_chf": plain_text(sum_chf), "balances": balances}
    yield '\n], "control": ' + json_line(control) + "}\n"


def _balance(name: str, balance_chf: Decimal) -> dict[str, str]:
    return {"account": name, "balance_chf": plain_text(balance_chf)}
