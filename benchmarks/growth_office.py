"""An office of any size, written in two ways: by the acts that the commands call, or in bulk with all guards on.

Both ways tell the same story (see ``growth_story``); a test holds the books of the two to each other.
"""

import calendar
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.growth_story import FIRST_YEAR, SEED, GrowthStory, Paid, Size, Used
from benchmarks.office_story import IBAN, republics
from db import bank_papers, decided, waiting
from db.bank_tables import BankFile as BankFileTable
from db.moments import BEGINNING
from db.money import ZERO_CHF, chf
from db.names import alphabetical
from db.readings import StateReading
from db.store import Store, create_store
from db.tables import Assessment, Entry
from db.vocabulary import Act, Direction, Key, Obligation
from ledger.books import deciding, keeping
from ledger.books.assessing import assess, charge, issue_invoices, keep_control_figures
from ledger.books.identifying import find_receipt, identify_receipt
from ledger.books.matching import match
from ledger.books.open_books import EVER, Books, open_books
from ledger.books.receiving import take_bank_files
from ledger.books.working_out import YearShares, work_out
from ledger.books.writing_lines import write_statement
from ledger.intake.office_tables import BudgetFacts, BudgetLineFacts, StateFacts
from ledger.intake.statements import BankFile, BankPayment, Statement, StatementLine
from ledger.rules.numbering import due_on, payment_reference
from ledger.rules.sightings import Sightings

_NOTHING_SEEN = Sightings({}, frozenset())
Way = Callable[["_Writer", int], None]


def in_bulk(path: Path, size: Size, seed: int = SEED) -> Store:
    """Write the office with few statements of SQL a year; every row passes every guard and is chained."""
    return _written(path, size, seed, _year_in_bulk)


def by_acts(path: Path, size: Size, seed: int = SEED) -> Store:
    """Write the office as its commands would: assess, import, match, and say whose the rest is."""
    return _written(path, size, seed, _year_by_acts)


def _written(path: Path, size: Size, seed: int, way: Way) -> Store:
    store = create_store(path, at=_moment(date(FIRST_YEAR - 1, 11, 2)))
    states = republics(size.states)
    writer = _Writer(store, size, states, GrowthStory(size, sorted(state.iso3 for state in states), seed))
    writer.found()
    for year in size.all_years:
        way(writer, year)
    return store


def _moment(on: date) -> datetime:
    return datetime.combine(on, time(9), tzinfo=UTC)


@dataclass
class _Writer:
    """What both ways share: the office, its budgets, and the bank's papers."""

    store: Store
    size: Size
    states: list[StateReading]
    story: GrowthStory
    closing: Decimal = ZERO_CHF

    def found(self) -> None:
        """Enter the office, its States, one scale for all years, and the account."""
        rates = {state.iso3: Decimal(number % 17 + 1) / 100 for number, state in enumerate(self.states)}
        with open_books(self.store, at=_moment(date(FIRST_YEAR - 1, 11, 3))) as books:
            keeping.set_office(books, "An office that grows", "made from a seed")
            keeping.enter_states(books, [StateFacts(state, BEGINNING) for state in self.states])
            keeping.set_bank_account(books, IBAN, bank_papers.FRANCS)
            last_year = FIRST_YEAR + self.size.years
            deciding.enter_scale(books, "always", (FIRST_YEAR, last_year), rates, "a decision")

    def set_budget(self, books: Books, year: int) -> None:
        """Set the budget of a year: every third line in equal parts, the others on the scale."""
        lines = tuple(
            BudgetLineFacts(
                code,
                f"Line {code}",
                chf(10_000_000 + 7_919 * (year + 31 * number)),
                Key.UN_SCALE if number % 3 else Key.EQUAL,
                Obligation.ASSESSED,
            )
            for number, code in enumerate(self.size.codes, start=1)
        )
        deciding.set_budget(books, BudgetFacts(year, "MSP", date(year - 1, 11, 4), lines))

    def owed(self, shares: YearShares) -> list[tuple[str, int, int]]:
        """Give what a year asks, for the story: State, position of the line, rappen."""
        return [(state, line.line.position, part) for line in shares.lines for state, part in line.owed.items()]

    def bank_file(self, year: int, paid: Sequence[Paid]) -> BankFile:
        """Write what was paid in a year as twelve statements of one file."""
        by_month = defaultdict(list)
        for each in paid:
            by_month[each.on.month].append(each)
        references = {state.iso3: payment_reference(year, state.iso2) for state in self.states}
        statements = tuple(self._statement(year, month, by_month[month], references) for month in range(1, 13))
        return BankFile(f"{year}.xml", sha256(str(year).encode()).hexdigest(), "camt.053.001.08", statements)

    def _statement(self, year: int, month: int, paid: Sequence[Paid], references: dict[str, str]) -> Statement:
        lines = tuple(_line(place, each, references) for place, each in enumerate(paid, start=1))
        opening = self.closing
        self.closing += sum((line.amount for line in lines), ZERO_CHF)
        last = date(year, month, calendar.monthrange(year, month)[1])
        return Statement(
            iban=IBAN, currency=bank_papers.FRANCS, identification=f"{year}-{month:02}", sequence=str(month),
            from_on=last.replace(day=1), to_on=last, opening=opening, closing=self.closing, lines=lines,
        )  # fmt: skip


def _line(position: int, paid: Paid, references: dict[str, str]) -> StatementLine:
    payment = BankPayment(
        payer=f"TREASURY {paid.number % 97}", creditor_reference=references.get(paid.state, ""),
    )  # fmt: skip
    return StatementLine(
        position=position, direction=Direction.CREDIT, amount=chf(paid.rappen), booked_on=paid.on, value_date=paid.on,
        raw="<Ntry/>", bank_reference=f"B{paid.number:08}", payments=(payment,),
    )  # fmt: skip


# By the acts ------------------------------------------------------------------------------------------------------


def _year_by_acts(writer: _Writer, year: int) -> None:
    on = date(year, 1, 4)
    with open_books(writer.store, at=_moment(on)) as books:
        writer.set_budget(books, year)
        assessed = assess(books, year, on=on)
    writer.story.assess(year, writer.owed(assessed.shares), on)
    paid, _ = writer.story.pay(year)
    file = writer.bank_file(year, paid)
    at = _moment(date(year + 1, 1, 2))
    with open_books(writer.store, at=at) as books:
        take_bank_files(books, [file])
    with open_books(writer.store, at=at + timedelta(seconds=1)) as books:
        match(books)
    _identify_the_rest(writer, paid, at + timedelta(seconds=2))


def _identify_the_rest(writer: _Writer, paid: Sequence[Paid], at: datetime) -> None:
    """Say whose each receipt is that did not match by itself, as a person would."""
    unmatched = {each.receipt_id for each in waiting.waiting_receipts(writer.store.db)}
    for each in paid:
        if each.state and each.number in unmatched:
            with open_books(writer.store, at=at + timedelta(milliseconds=each.number)) as books:
                identify_receipt(books, find_receipt(books, f"R{each.number}"), each.state, why="asked", learn=False)


# In bulk ----------------------------------------------------------------------------------------------------------


def _year_in_bulk(writer: _Writer, year: int) -> None:
    on = date(year, 1, 4)
    with open_books(writer.store, at=_moment(on)) as books:
        writer.set_budget(books, year)
        budget = decided.budget(books.db, year, as_of=EVER)
        assert budget is not None
        shares = work_out(books.db, budget, on=on)
        _charge(books, shares, on)
        uses = writer.story.assess(year, writer.owed(shares), on)
        books.add_many(Entry, list(_allocations(books, uses)))
    paid, uses = writer.story.pay(year)
    with open_books(writer.store, at=_moment(date(year + 1, 1, 2))) as books:
        _receive(books, writer.bank_file(year, paid))
        identified = (
            books.entry_row(Act.IDENTIFY, chf(each.rappen), each.on, receipt=each.number, state=each.state, note="bulk")
            for each in paid
            if each.state
        )
        books.add_many(Entry, [*identified, *_allocations(books, uses)])


def _charge(books: Books, shares: YearShares, on: date) -> None:
    year = shares.budget.year
    assert shares.scale is not None
    books.add(
        Assessment(
            year=year, budget_id=shares.budget.id, scale_id=shares.scale.id, assessed_on=on, recorded_at=books.at
        )
    )
    keep_control_figures(books, year, shares.lines)
    states = alphabetical(shares.payers.everybody().values())
    invoices = issue_invoices(books, year, 1, states, on, due=due_on(year, on))
    charges = [
        (line.line.id, state.iso3, line.owed.get(state.iso3, 0), invoice)
        for state, invoice in zip(states, invoices, strict=True)
        for line in shares.lines
    ]
    charge(books, charges, on)


def _receive(books: Books, file: BankFile) -> None:
    row = BankFileTable(name=file.name, digest=file.digest, format=file.format, recorded_at=books.at)
    books.add(row)
    assert row.id is not None
    account = bank_papers.bank_accounts(books.db)[IBAN, bank_papers.FRANCS]
    for statement in file.statements:
        write_statement(books, row.id, account, statement, _NOTHING_SEEN)


def _allocations(books: Books, uses: Sequence[Used]) -> Iterator[dict[str, Any]]:
    charges: dict[tuple[str, int, int], int] = {
        (state, year, position): number
        for number, state, year, position in books.db.execute(
            """
            SELECT charge.id, charge.state, budget.year, line.position FROM charge
            JOIN budget_line AS line ON line.id = charge.budget_line_id JOIN budget ON budget.id = line.budget_id
            WHERE budget.year BETWEEN ? AND ?
            """,
            (min((use.year for use in uses), default=0), max((use.year for use in uses), default=0)),
        )
    }
    for use in uses:
        row = books.entry_row(Act.ALLOCATE, chf(use.rappen), use.on, receipt=use.number, state=use.state)
        yield row | {"charge_id": charges[use.state, use.year, use.position]}
