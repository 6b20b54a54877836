"""How long matching takes, and how it grows with receipts, States, years and lines: `python -m benchmarks.matching`.

Each ledger is made with as many charges as asked for; half of the receipts carry our reference and fit, the others come
from payers who are only named, or from nobody. What is measured is `isu match` as a whole: reading, judging, booking.
"""

import sys
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.office_story import FIRST_YEAR, IBAN, republics
from db import facts
from db.moments import BEGINNING
from db.store import Store, create_store
from db.vocabulary import Direction
from ledger.books import deciding, keeping
from ledger.books.assessing import assess
from ledger.books.matching import match
from ledger.books.open_books import EVER, open_books
from ledger.books.receiving import take_bank_files
from ledger.intake.office_tables import BudgetFacts, StateFacts, one_line_budget
from ledger.intake.statements import BankFile, BankPayment, Statement, StatementLine
from ledger.rules.verdicts import MatchClass

AT = datetime(2016, 1, 4, 9, 0, tzinfo=UTC)
WHOLE = (10_000, 100, 20, 3)
SMALLER = ((5_000, 100, 20, 3), (2_500, 100, 20, 3), (10_000, 50, 20, 3), (10_000, 100, 10, 3), (10_000, 100, 20, 1))


def office(folder: Path, states_count: int, years_count: int, lines_count: int) -> Store:
    """Make a ledger with all its years assessed, the last of them today's."""
    store = create_store(folder / "ledger.sqlite", at=AT)
    states = republics(states_count)
    with open_books(store, at=AT) as books:
        keeping.set_office(books, "ISU-CCM", "")
        keeping.enter_states(books, [StateFacts(state, BEGINNING) for state in states])
        rates = {state.iso3: Decimal(number + 1) / 1000 for number, state in enumerate(states)}
        deciding.enter_scale(books, "always", (2000, 2050), rates, "a decision")
        for year in range(FIRST_YEAR, FIRST_YEAR + years_count):
            lines = tuple(one_line_budget(f"7{letter}={100_000 + year}.00") for letter in "abd"[:lines_count])
            deciding.set_budget(books, BudgetFacts(year, "MSP", date(year - 1, 9, 1), lines))
            assess(books, year, on=date(year, 1, 4))
    return store


def receive(store: Store, receipts_count: int) -> None:
    """Take a statement of so many credits: of every charged year with our reference, and of others."""
    from db import balances

    invoices = facts.invoices(store.db, as_of=EVER)
    open_chf: dict[str, Decimal] = {}
    for charge in balances.charges(store.db, as_of=EVER):
        open_chf[charge.invoice_number] = open_chf.get(charge.invoice_number, Decimal("0.00")) + charge.open_chf
    on, lines = date(max(invoice.year for invoice in invoices), 2, 1), []
    for number in range(receipts_count):
        invoice = invoices[number // 2 % len(invoices)]
        is_ours = number % 2 == 0 and number // 2 < len(invoices)
        text = f"CCM {invoice.year}" if is_ours else f"REPUBLIC {invoice.state} CONTRIBUTION" if number % 3 else "CCM"
        payment = BankPayment(
            payer="MINISTRY OF FINANCE" if is_ours else f"TREASURY {number % 500}",
            payer_account=f"XX{number % 1000}",
            creditor_reference=invoice.reference if is_ours else "",
            text_parts=(text,),
        )
        amount = open_chf[invoice.number] if is_ours else Decimal(number % 900 + 100)
        day = on + timedelta(days=number * 300 // receipts_count)
        lines.append(
            StatementLine(
                position=number + 1, direction=Direction.CREDIT, amount=amount, booked_on=day, value_date=day,
                raw="<Ntry/>", bank_reference=f"B{number}", payments=(payment,),
            )
        )  # fmt: skip
    closing = sum((line.amount for line in lines), Decimal("0.00"))
    statement = Statement(
        iban=IBAN, currency="CHF", identification="S", sequence="1", from_on=on, to_on=date(on.year, 12, 31),
        opening=Decimal("0.00"), closing=closing, lines=tuple(lines),
    )  # fmt: skip
    with open_books(store, at=AT) as books:
        take_bank_files(books, [BankFile("a.xml", sha256(b"a").hexdigest(), "camt.053.001.08", (statement,))])


def measure(receipts_count: int, states_count: int, years_count: int, lines_count: int) -> tuple[float, int]:
    """Give the seconds of one match, and how many receipts were certain."""
    with TemporaryDirectory() as folder:
        store = office(Path(folder), states_count, years_count, lines_count)
        receive(store, receipts_count)
        begun = time.perf_counter()
        with open_books(store, at=AT) as books:
            verdicts = match(books)
        seconds = time.perf_counter() - begun
        store.db.close()
    return seconds, sum(verdict.match_class is MatchClass.AUTOMATIC for verdict in verdicts)


def main() -> None:
    """Measure the whole, then with one factor smaller at a time; print ratios."""
    whole, certain = measure(*WHOLE)
    sys.stdout.write(f"{_named(WHOLE)}: {whole:.1f} s, {certain} automatic\n")
    for sizes in SMALLER:
        seconds, certain = measure(*sizes)
        sys.stdout.write(f"{_named(sizes)}: {seconds:.1f} s, {certain} automatic, {whole / seconds:.1f} times less\n")


def _named(sizes: tuple[int, int, int, int]) -> str:
    return f"{sizes[0]} receipts, {sizes[1]} States x {sizes[2]} years x {sizes[3]} lines"


if __name__ == "__main__":
    main()
