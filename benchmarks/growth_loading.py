"""How many entries a second are loaded, with every guard on: in bulk, as acts, as opening balances, as bank statements.

`python -m benchmarks.growth_loading WAY ENTRIES LEDGER` writes one ledger and prints the count and the seconds of the
processor that its acts took; the seconds in which Python starts are no part of it.
"""

import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from benchmarks.growth_office import by_acts, in_bulk
from benchmarks.growth_story import SIZES, Paid
from benchmarks.matching import AT, office
from benchmarks.office_story import FIRST_YEAR, IBAN, republics
from db import bank_papers
from db.bank_tables import BankAccount
from db.money import ZERO_CHF, chf
from db.store import Store
from db.vocabulary import Direction
from ledger.books.open_books import open_books
from ledger.books.opening import bring_over
from ledger.books.receiving import take_bank_files
from ledger.intake.opening_sheet import OpeningSheet
from ledger.intake.statements import BankFile, BankPayment, Statement, StatementLine


def main() -> None:
    """Write one ledger in one way."""
    way, entries, path = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    begun = time.process_time()
    if way in ("bulk", "acts"):
        store = (in_bulk if way == "bulk" else by_acts)(path, SIZES[entries])
    else:
        folder = path.with_suffix("")
        folder.mkdir(exist_ok=True)
        store = office(folder, 100, 1, 1)
        begun = time.process_time()
        _LOADS[way](store, entries)
    took = time.process_time() - begun
    (count,) = store.db.execute("SELECT count(*) FROM entry").fetchone()
    store.db.close()
    if way not in ("bulk", "acts"):
        store.path.replace(path)
    print(count, f"{took:.3f}")  # noqa: T201


def _load_opening(store: Store, entries: int) -> None:
    """Bring over what hundred States owe on lines of ten years before the office began."""
    states = [state.iso3 for state in republics(100)]
    codes = [f"7{number:03}" for number in range(max(entries // (len(states) * 10), 1))]
    years = range(FIRST_YEAR - 10, FIRST_YEAR)
    owed = {
        year: {
            code: {state: chf(10_000 + 7 * place + year) for place, state in enumerate(states)} for code in codes
        }
        for year in years
    }  # fmt: skip
    with open_books(store, at=AT) as books:
        bring_over(
            books, OpeningSheet("opening.xlsx", sha256(b"o").hexdigest(), owed, {}), on=date(FIRST_YEAR - 1, 12, 31)
        )


def _load_statements(store: Store, entries: int) -> None:
    """Take twelve statements of one file, each credit a receipt."""
    day, closing, statements = date(FIRST_YEAR, 1, 1), ZERO_CHF, []
    per_month = entries // 12
    with open_books(store, at=AT) as books:
        books.add(BankAccount(iban=IBAN, currency=bank_papers.FRANCS, recorded_at=AT))
        for month in range(12):
            first = day + timedelta(days=30 * month)
            paid = [
                Paid(month * per_month + n, first + timedelta(days=n % 30), "", 10_000 + n) for n in range(per_month)
            ]
            lines = tuple(_line(place, each) for place, each in enumerate(paid, start=1))
            opening, closing = closing, closing + sum((line.amount for line in lines), ZERO_CHF)
            statements.append(
                Statement(IBAN, bank_papers.FRANCS, f"{month}", f"{month}", first, first + timedelta(days=29), opening,
                          closing, lines)
            )  # fmt: skip
        take_bank_files(books, [BankFile("year.xml", sha256(b"y").hexdigest(), "camt.053.001.08", tuple(statements))])


def _line(position: int, paid: Paid) -> StatementLine:
    payment = BankPayment(payer=f"TREASURY {paid.number % 97}", text_parts=("CONTRIBUTION",))
    return StatementLine(
        position, Direction.CREDIT, chf(paid.rappen), paid.on, paid.on, "<Ntry/>", f"B{paid.number:08}",
        payments=(payment,),
    )  # fmt: skip


_LOADS: dict[str, Callable[[Store, int], None]] = {"opening": _load_opening, "statements": _load_statements}


if __name__ == "__main__":
    main()
