"""The office that grows: in bulk it has the books of one by the acts; and each reading uses an index."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise

import pytest

from benchmarks.growth_office import by_acts, in_bulk
from benchmarks.growth_peers import lean_beancount, lean_journal
from benchmarks.growth_story import Size
from db import balances, bank_papers, entries, journal, sums
from db.link_faults import chain_faults
from db.readings import ReceiptReading
from db.store import Store
from db.vocabulary import Account
from ledger.commands.checking import check_table
from ledger.commands.desk import picture_of
from reports.arrears import arrears, arrears_of, take_owed
from reports.status import status

SMALL = Size(states=9, lines=3, years=4, payments=4)
DUE_ON = date(2012, 2, 3)
DAYS = (
    *(date(2010, 3, 1) + timedelta(days=137 * step) for step in range(9)),
    DUE_ON,
    DUE_ON + timedelta(days=1),
    date(2013, 7, 16),
)


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with in_bulk(tmp_path_factory.mktemp("bulk") / "ledger.sqlite", SMALL) as store:
        yield store


@pytest.fixture(scope="module")
def acts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with by_acts(tmp_path_factory.mktemp("acts") / "ledger.sqlite", SMALL) as store:
        yield store


def test_an_office_written_in_bulk_has_the_books_of_one_written_by_the_acts(bulk: Store, acts: Store) -> None:
    for on in DAYS:
        assert balances.charges(bulk.db, as_of=on) == balances.charges(acts.db, as_of=on)
        assert journal.sub_balances(bulk.db, as_of=on) == journal.sub_balances(acts.db, as_of=on)
        assert balances.applications(bulk.db, as_of=on) == balances.applications(acts.db, as_of=on)
        assert _money(bulk, on) == _money(acts, on)
        ours, theirs = (status(picture_of(store, on)) for store in (bulk, acts))
        assert (ours.rows, ours.total, ours.summary, ours.notes) == (
            theirs.rows, theirs.total, theirs.summary, theirs.notes,
        )  # fmt: skip


def _money(store: Store, on: date) -> list[tuple[object, ...]]:
    """Give the receipts without the evidence, which the two ways word differently."""
    held = balances.receipts(store.db, as_of=on)
    return [(each.id, each.state, each.value_date, each.allocated_chf, each.on_account_chf) for each in held]


@pytest.mark.parametrize("way", ["bulk", "acts"])
def test_the_books_of_either_way_verify_and_check_clean(way: str, request: pytest.FixtureRequest) -> None:
    store: Store = request.getfixturevalue(way)
    assert chain_faults(store.db) == []
    checked = check_table(store, date(2013, 12, 31))
    assert [row for row in checked.rows if not row["holds"]] == []


def test_a_check_reads_the_receipts_few_times_for_each_year_that_is_over(bulk: Store) -> None:
    counts = []
    for year in (2011, 2012, 2013):
        with asked(bulk.db) as statements:
            check_table(bulk, date(year, 12, 31))
        counts.append(sum("line.amount_hundredths" in each for each in statements))
    assert all(more - less <= 4 for less, more in pairwise(counts)), counts  # 8 where each schedule reads its own


def test_an_office_in_bulk_has_arrears_money_on_account_and_money_of_nobody(bulk: Store) -> None:
    assert arrears(picture_of(bulk, DAYS[-1])).total["in_arrears"]
    assert any(sums.on_account_by_state(bulk.db, as_of=on) for on in DAYS)
    assert any(receipt.unidentified_chf for receipt in balances.receipts(bulk.db, as_of=DAYS[-1]))


# Sums that the database adds up are the sums of what is read one by one ----------------------------------------------


@pytest.mark.parametrize("on", DAYS)
def test_arrears_from_sums_are_those_of_the_picture(bulk: Store, on: date) -> None:
    assert arrears_of(take_owed(bulk.db, as_of=on)) == arrears(picture_of(bulk, on))


@pytest.mark.parametrize("on", DAYS[::3])
def test_balances_by_line_are_the_sums_of_the_charges(bulk: Store, on: date) -> None:
    charges = balances.charges(bulk.db, as_of=on)
    for each in sums.balances_by_line(bulk.db, as_of=on):
        of_line = [charge for charge in charges if (charge.state, charge.line) == (each.state, each.line)]
        assert each.assessed_chf == sum(charge.assessed_chf for charge in of_line)
        assert each.received_chf == sum(charge.received_chf for charge in of_line)
        assert each.open_chf == sum(charge.open_chf for charge in of_line)


@pytest.mark.parametrize("on", DAYS[::3])
def test_money_on_account_by_state_is_the_sum_of_the_receipts(bulk: Store, on: date) -> None:
    held = [each for each in balances.receipts(bulk.db, as_of=on) if each.on_account_chf]
    found = {state: sum(each.on_account_chf for each in held if each.state == state) for state in _states(held)}
    assert sums.on_account_by_state(bulk.db, as_of=on) == found


def _states(held: Iterable[ReceiptReading]) -> set[str | None]:
    return {each.state for each in held}


# Each reading goes by an index where a State, a charge, a receipt or a day is given ----------------------------------

ON = DAYS[-1]
READINGS: dict[str, Callable[[sqlite3.Connection], object]] = {
    "charges of a State": lambda db: balances.charges(db, as_of=ON, state="AFK"),
    "receipts of a State": lambda db: balances.receipts(db, as_of=ON, state="AFK"),
    "one receipt": lambda db: balances.receipts(db, as_of=ON, receipt=1),
    "what a State's receipts paid": lambda db: balances.applications(db, as_of=ON, state="AFK"),
    "a State's account": lambda db: balances.account_lines(db, as_of=ON, state="AFK"),
    "a receipt's movements": lambda db: balances.money_movements(db, 1, Account.ON_ACCOUNT, state="AFK"),
    "a charge's movements": lambda db: balances.charge_movements(db, 1),
    "a receipt's entries": lambda db: entries.entries_of_receipt(db, 1),
    "what the bank took back": lambda db: balances.returns(db, as_of=ON),
    "one bank line": lambda db: bank_papers.bank_lines(db, line=1),
    "the lines of days": lambda db: bank_papers.bank_lines(db, booked=(ON, ON)),
    "money on account": lambda db: sums.on_account_by_state(db, as_of=ON),
}
SUMS: dict[str, Callable[[sqlite3.Connection], object]] = {
    "what is open by year": lambda db: sums.open_by_year(db, as_of=ON),
    "balances by line": lambda db: sums.balances_by_line(db, as_of=ON),
    "what is open in all": lambda db: sums.receivable_chf(db, as_of=ON),
    "money on account": lambda db: sums.on_account_by_state(db, as_of=ON),
}
LARGE = [
    "entry",
    "e",
    "charge",
    "receipt",
    "bank_line",
    "line",
    "invoice",
    "other",
    "undone",
    "aside",
    "mirror",
    "whose",
    "taken_back",
]


@pytest.mark.parametrize("name", READINGS)
def test_a_reading_of_one_state_charge_receipt_or_day_scans_no_large_table(bulk: Store, name: str) -> None:
    with asked(bulk.db) as statements:
        READINGS[name](bulk.db)
    for sql in statements:
        scanned = [step for step in plan(bulk.db, sql) if step.split()[:1] == ["SCAN"] and step.split()[1] in LARGE]
        assert not [step for step in scanned if "entry_on_account" not in step], (scanned, sql)


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("one bank line", "SEARCH line USING INTEGER PRIMARY KEY"),
        ("the lines of days", "SEARCH line USING INDEX bank_line_of_day"),
        ("one receipt", "SEARCH e USING INDEX entry_of_receipt (receipt_id=?"),
        ("a charge's movements", "SEARCH e USING COVERING INDEX entry_of_charge (charge_id=?"),
        ("charges of a State", "SEARCH e USING INDEX entry_of_state (state=?"),
        ("what the bank took back", "USING INDEX entry_of_bank_line"),
    ],
)
def test_a_reading_starts_from_what_is_named(bulk: Store, name: str, step: str) -> None:
    with asked(bulk.db) as statements:
        READINGS[name](bulk.db)
    steps = [each for sql in statements for each in plan(bulk.db, sql)]
    assert any(step in each for each in steps), steps


@pytest.mark.parametrize("name", SUMS)
def test_a_sum_over_all_charges_reads_an_index_alone_and_sorts_no_entries(bulk: Store, name: str) -> None:
    with asked(bulk.db) as statements:
        SUMS[name](bulk.db)
    steps = [step for sql in statements for step in plan(bulk.db, sql)]
    of_entries = [step for step in steps if step.split()[1] == "e"]
    assert of_entries
    assert all("COVERING INDEX" in step for step in of_entries), steps


@contextmanager
def asked(db: sqlite3.Connection) -> Iterator[list[str]]:
    """Collect the statements that are executed, with their values in them."""
    statements: list[str] = []
    db.set_trace_callback(statements.append)
    try:
        yield statements
    finally:
        db.set_trace_callback(None)


def plan(db: sqlite3.Connection, sql: str) -> list[str]:
    """Give the steps that SQLite takes for a statement."""
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]


# What the other programs are given -----------------------------------------------------------------------------------


def test_a_lean_journal_keeps_the_entries_and_nothing_else() -> None:
    whole = ["; a\n", "account A\n", "\n", "2016-01-04 * (E1) X | y\n", "    ; act:assess\n", "    A  1.00 CHF\n"]
    whole += ["    B  -1.00 CHF\n", "\n", "2016-01-05 * (balances) isu | all\n", "    A  0.00 CHF = 1.00 CHF\n"]
    assert list(lean_journal(whole)) == ["\n", whole[3], whole[5], whole[6], "\n"]
    assert list(lean_journal(["    Assets:Receivable:FJI:7a:2016  1.00 CHF\n"])) == [
        "    Assets:Receivable:FJI:7a  1.00 CHF\n"
    ]
    bean = ["2016-01-04 open A CHF\n", '2016-01-04 * "X" "y"\n', '  entry: "E1"\n', "  Assets:A  1.00 CHF\n"]
    assert list(lean_beancount([*bean, "2016-01-06 balance Assets:A  1.00 ~ 0.00 CHF\n"])) == [
        bean[0],
        bean[1],
        bean[3],
    ]
