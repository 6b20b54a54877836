"""How long an export takes, how much memory, and how it grows to a million entries: `python -m benchmarks.export`.

Receipts that are received and identified, written many at a time; each format in a process of its own.
"""

import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.matching import AT, office, receive
from benchmarks.office_story import FIRST_YEAR
from benchmarks.timing import measured
from db.bank_tables import BankLine
from db.store import Store
from db.tables import Entry, Receipt
from db.vocabulary import Act
from ledger.books.open_books import Books, open_books

SIZES = (100_000, 1_000_000)
ENDINGS = {"beancount": "beancount", "hledger": "journal", "csv": "csv", "json": "json"}
_PORTION = 20_000


def main() -> None:
    """Export each size in each format, and print seconds of the processor, memory and seconds per million entries."""
    for entries_count in SIZES:
        with TemporaryDirectory() as folder:
            store = office(Path(folder), 112, 10, 3)
            receive(store, 1)
            fill(store, entries_count)
            store.db.close()
            for name, ending in ENDINGS.items():
                _measure(Path(folder), name, f"books.{ending}", entries_count)


def fill(store: Store, entries_count: int) -> None:
    """Receive and identify receipts of one franc until the books hold so many entries."""
    (held,) = store.db.execute("SELECT count(*) FROM entry").fetchone()
    states = [state for (state,) in store.db.execute("SELECT iso3 FROM state")]
    with open_books(store, at=AT) as books:
        for start in range(0, (entries_count - held) // 2, _PORTION):
            _portion(books, states, range(start, min(start + _PORTION, (entries_count - held) // 2)))


def _portion(books: Books, states: list[str], numbers: range) -> None:
    line, receipt = books.next_id(BankLine), books.next_id(Receipt)
    texts = dict.fromkeys(
        ("end_to_end_id", "creditor_reference", "payer_account", "entry_reference", "code", "note"), ""
    )
    lines, receipts, entries = [], [], []
    for place, number in enumerate(numbers):
        on = date(FIRST_YEAR, 1, 5) + timedelta(days=number % 3000)
        named = {"payer": f"MINISTRY {number}", "text": "CONTRIBUTION", "raw": "", "bank_reference": f"F{number}"}
        lines.append(
            {**texts, **named, "id": line + place, "bank_statement_id": 1, "position": 10 + number,
             "is_reversal": False, "direction": "credit", "amount": Decimal("1.00"), "booked_on": on, "value_date": on}
        )  # fmt: skip
        receipts.append({"id": receipt + place, "bank_line_id": line + place, "recorded_at": books.at})
        state = states[number % len(states)]
        entries.append(books.entry_row(Act.RECEIVE, Decimal("1.00"), on, receipt=receipt + place))
        entries.append(books.entry_row(Act.IDENTIFY, Decimal("1.00"), on, receipt=receipt + place, state=state))
    books.add_many(BankLine, lines)
    books.add_many(Receipt, receipts)
    books.add_many(Entry, entries)


def _measure(folder: Path, name: str, file: str, entries_count: int) -> None:
    line = f"--ledger ledger.sqlite export {name} --as-of {date(FIRST_YEAR + 9, 12, 31)} --output {file}"
    took = measured([sys.executable, "-m", "ledger", *line.split()], folder=folder)
    size = (folder / file).stat().st_size // 1_000_000
    per_million = took.processor * 1_000_000 / entries_count
    sys.stdout.write(
        f"{entries_count:>9} entries {name:10} {took.processor:6.1f} s ({per_million:.1f} s a million), {size} MB, "
        f"at most {took.mib:.0f} MiB\n"
    )


if __name__ == "__main__":
    main()
