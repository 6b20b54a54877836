"""What is read of charges, receipts and returns, column by column: who it was, in which order, on which day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db import balances, decided
from db.readings import ReturnReading
from db.vocabulary import Account
from ledger.books import lines as of_lines
from ledger.books.identifying import find_receipt
from ledger.books.open_books import EVER, open_books
from ledger.books.revising import revise
from ledger.intake.office_tables import revised_budget
from tests.helpers import AT, Office, chf, make_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose receipts wait for a person: the test says whose they are."""
    made = make_office(tmp_path)
    made.accepts = False
    made.assess(2016)
    yield made
    made.close()


def return_of(office: Office, line: str, receipt: str) -> None:
    with open_books(office.store, at=AT) as books:
        of_lines.return_receipt(books, of_lines.find_line(books, line), find_receipt(books, receipt), why="recalled")


def returns(office: Office, as_of: date = EVER) -> list[ReturnReading]:
    return balances.returns(office.store.db, as_of=as_of)


def test_a_charge_has_the_position_of_its_line_in_the_budget(office: Office) -> None:
    positions = {each.line: each.position for each in office.charges("DEU")}
    assert positions == {"7a": 1, "7b": 2}


def test_receipts_come_by_the_day_on_which_they_count_and_not_as_they_were_entered(office: Office) -> None:
    office.receive("20.00", date(2016, 3, 9))
    office.receive("10.00", date(2016, 2, 1))
    assert [each.label for each in office.receipts()] == ["R2", "R1"]


def test_receipts_after_a_day_are_those_that_came_later(office: Office) -> None:
    office.receive("10.00", date(2016, 2, 1))
    office.receive("20.00", date(2016, 3, 9))
    found = balances.receipts(office.store.db, as_of=EVER, after=date(2016, 2, 1))
    assert [each.label for each in found] == ["R2"]


def test_a_receipt_tells_the_references_of_bank_and_payer_apart(office: Office) -> None:
    reference = office.reference("DEU", 2016)
    office.receive("10.00", date(2016, 2, 1), reference=reference)
    (receipt,) = office.receipts()
    assert (receipt.bank_reference, receipt.creditor_reference) == ("B1", reference)


def test_a_return_is_told_of_the_state_that_the_receipt_was_of_and_of_no_other(office: Office) -> None:
    office.receive("30.00", date(2016, 2, 1))
    office.receive("40.00", date(2016, 2, 2))
    office.receive("-30.00", date(2016, 2, 8), text="RETURN")
    office.identify("R1", "FJI")
    office.identify("R2", "TUN")
    assert returns(office) == []
    return_of(office, "L3", "R1")
    assert [(each.receipt_id, each.state, each.amount_chf) for each in returns(office)] == [(1, "FJI", chf("30.00"))]
    assert returns(office, date(2016, 2, 7)) == []


def test_a_return_of_nobodys_money_is_told_of_no_state(office: Office) -> None:
    office.receive("30.00", date(2016, 2, 1))
    office.receive("-30.00", date(2016, 2, 8), text="RETURN")
    return_of(office, "L2", "R1")
    assert returns(office) == []


def test_a_return_that_was_taken_back_is_told_until_then_and_another_stays(office: Office) -> None:
    for day, amount in ((1, "30.00"), (2, "40.00"), (8, "-30.00"), (9, "-40.00")):
        office.receive(amount, date(2016, 2, day), text="RETURN" if amount.startswith("-") else "")
    office.identify("R1", "FJI")
    office.identify("R2", "TUN")
    return_of(office, "L3", "R1")
    return_of(office, "L4", "R2")
    with open_books(office.store, at=AT) as books:
        of_lines.take_back(books, of_lines.find_line(books, "L3"), why="it was not so")
    assert [each.state for each in returns(office)] == ["TUN"]


def test_an_account_line_that_was_taken_back_on_its_day_is_left_out_and_others_of_the_day_stay(office: Office) -> None:
    office.receive("30.00", date(2016, 2, 1))
    office.receive("40.00", date(2016, 2, 1))
    office.identify("R1", "FJI")
    office.identify("R2", "FJI")
    office.unidentify("R1")
    lines = balances.account_lines(office.store.db, as_of=EVER, state="FJI")
    assert [(each.on, each.owed_chf) for each in lines if each.act == "identify"] == [(date(2016, 2, 1), chf("-40.00"))]


def test_what_a_day_moved_on_an_account_counts_debits_and_credits(office: Office) -> None:
    office.receive("30.00", date(2016, 2, 1))
    office.identify("R1", "FJI")
    moved = balances.moved_by_day(office.store.db, Account.ON_ACCOUNT)
    assert [on for on, _ in moved] == [date(2016, 2, 1)]
    received = balances.moved_by_day(office.store.db, Account.UNIDENTIFIED)
    assert received == [(date(2016, 2, 1), chf("0.00"))]
    charged = balances.moved_by_day(office.store.db, Account.CONTRIBUTIONS)
    assert sum((amount for _, amount in charged), chf("0.00")) == -sum(
        (each.assessed_chf for each in office.charges()), chf("0.00")
    )


def test_what_paid_a_line_on_two_days_was_applied_on_the_later_one(office: Office) -> None:
    owed = sum((each.open_chf for each in office.charges("DEU")), chf("0.00"))
    office.receive(str(owed + 500), date(2016, 2, 1))
    office.identify("R1", "DEU")
    held = decided.budget(office.store.db, 2016, as_of=EVER)
    assert held is not None
    june = date(2016, 6, 1)
    with open_books(office.store, at=AT) as books:
        revise(books, 2016, on=june, decision="7MSP", budget=revised_budget(held, ["7a=1100.00"], "7MSP", june))
    applied = {each.line: each.applied_on for each in balances.applications(office.store.db, as_of=EVER)}
    assert applied == {"7a": june, "7b": date(2016, 2, 1)}


def test_a_return_is_of_the_state_that_had_the_receipt_last_even_where_it_had_paid_nothing_of_it(
    office: Office,
) -> None:
    office.receive(str(sum((each.open_chf for each in office.charges("FJI")), chf("0.00"))), date(2016, 2, 1))
    office.receive("30.00", date(2016, 2, 2))
    office.receive("-30.00", date(2016, 2, 8), text="RETURN")
    office.identify("R2", "TUN")
    office.unidentify("R2")
    office.identify("R1", "FJI")
    office.identify("R2", "FJI")
    return_of(office, "L3", "R2")
    assert [each.state for each in returns(office)] == ["FJI"]


def test_a_return_stays_with_its_state_when_the_rest_is_found_to_be_anothers(office: Office) -> None:
    office.receive("40.00", date(2016, 2, 1))
    office.receive("-30.00", date(2016, 2, 8), text="RETURN")
    office.identify("R1", "FJI")
    return_of(office, "L2", "R1")
    office.unidentify("R1")
    office.identify("R1", "TUN")
    assert [(each.state, each.amount_chf) for each in returns(office)] == [("FJI", chf("30.00"))]
