"""What a person says of a bank line: no contribution, or the return of a receipt; what changes, and its undoing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from db import balances, bank_papers
from db.bank_readings import BankLineReading
from db.entries import entries_of_receipt
from db.vocabulary import Account, Act, Direction
from ledger.books import lines as of_lines
from ledger.books.identifying import NothingToIdentify, find_receipt
from ledger.books.open_books import EVER, open_books
from ledger.books.undoing import undo_entry
from ledger.intake.statements import BankPayment
from ledger.rules.returns import Credited, Proposal, proposals, the_best
from tests.helpers import AT, Office, chf, write_raw
from tests.test_bank_import import Booked, file_of, owing_office, statement, take

GERMANY, FIJI = "DE89370400440532013000", "FJ0001"
ZERO = chf("0.00")
PAID_ON, RETURNED_ON = date(2016, 2, 2), date(2016, 2, 11)
TRUTH = [
    Booked(1, "500.00", GERMANY, "A"),
    Booked(3, "80.00", "", "B"),
    Booked(10, "-500.00", GERMANY, "C", "RETURN OF YOUR CREDIT"),
    Booked(11, "-20.00", "", "D", "CHARGES"),
]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Germany paid 500.00, which the bank took back on 11 February; 80.00 are unidentified, 20.00 are a fee."""
    made = owing_office(tmp_path)
    take(made, file_of(statement(TRUTH, 0, 15)))
    yield made
    made.close()


def line(office: Office, label: str) -> BankLineReading:
    with open_books(office.store, at=AT) as books:
        return of_lines.find_line(books, label)


def give_back(office: Office, label: str = "L3", receipt: str = "R1") -> Decimal:
    with open_books(office.store, at=AT) as books:
        return of_lines.return_receipt(
            books, of_lines.find_line(books, label), find_receipt(books, receipt), why="recalled"
        )


def put_aside(office: Office, label: str, why: str = "travel refund") -> None:
    with open_books(office.store, at=AT) as books:
        of_lines.set_aside(books, of_lines.find_line(books, label), why=why)


def take_back(office: Office, label: str) -> None:
    with open_books(office.store, at=AT) as books:
        of_lines.take_back(books, of_lines.find_line(books, label), why="it was not so")


def bank(office: Office, as_of: date = EVER) -> Decimal:
    return balances.account_balances(office.store.db, as_of=as_of)[Account.BANK]


def open_of(office: Office, as_of: date) -> Decimal:
    return sum(office.open_of("DEU", as_of).values(), Decimal("0.00"))


# Returns ----------------------------------------------------------------------------------------------------------


def test_a_return_opens_again_what_the_receipt_had_paid_from_the_day_on_which_the_bank_took_it_back(
    office: Office,
) -> None:
    owed = open_of(office, date(2016, 2, 1))
    assert give_back(office) == chf("500.00")
    assert open_of(office, PAID_ON) == owed - chf("500.00")
    assert open_of(office, date(2016, 2, 10)) == owed - chf("500.00")
    assert open_of(office, RETURNED_ON) == owed
    (receipt,) = (each for each in office.receipts() if each.label == "R1")
    assert (receipt.state, receipt.returned_chf, receipt.unidentified_chf) == (None, chf("500.00"), chf("0.00"))
    assert bank(office) == chf("80.00")
    assert bank(office, date(2016, 2, 10)) == chf("580.00")


def test_a_return_that_is_taken_back_leaves_everything_as_it_was(office: Office) -> None:
    days = [PAID_ON, date(2016, 2, 10), RETURNED_ON, EVER]
    before = [(office.charges(as_of=day), bank(office, day)) for day in days]
    give_back(office)
    take_back(office, "L3")
    assert [(office.charges(as_of=day), bank(office, day)) for day in days] == before
    assert office.receipts("DEU")[0].allocated_chf == chf("500.00")
    give_back(office)
    assert office.receipts("DEU") == []


def test_a_part_that_is_returned_leaves_the_rest_with_the_state(tmp_path: Path) -> None:
    office = owing_office(tmp_path)
    truth = [replace(each, amount="-60.00") if each.day == 10 else each for each in TRUTH]
    take(office, file_of(statement(truth, 0, 15)))
    assert give_back(office) == chf("60.00")
    (receipt,) = office.receipts("DEU")
    assert (receipt.allocated_chf, receipt.returned_chf) == (chf("440.00"), chf("60.00"))
    assert office.receipts("DEU", date(2016, 2, 10))[0].allocated_chf == chf("500.00")
    take_back(office, "L3")
    (receipt,) = office.receipts("DEU")
    assert (receipt.allocated_chf, receipt.returned_chf, receipt.unidentified_chf) == (chf("500.00"), ZERO, ZERO)
    office.close()


def test_what_was_returned_and_comes_again_pays_again(office: Office) -> None:
    give_back(office)
    again = [*TRUTH, Booked(20, "500.00", GERMANY, "E")]
    take(office, file_of(statement(again, 16, 25)))
    (receipt,) = office.receipts("DEU")
    assert (receipt.value_date, receipt.allocated_chf) == (date(2016, 2, 21), chf("500.00"))


@pytest.mark.parametrize(
    ("label", "receipt", "said"),
    [
        ("L2", "R1", "it is money that came in"),
        ("L3", "R2", r"only CHF 80.00 of it are left to return"),
        ("R2", "R1", "it is money that came in"),
    ],
)
def test_what_cannot_be_a_return_is_refused(office: Office, label: str, receipt: str, said: str) -> None:
    before = list(office.store.db.iterdump())
    with pytest.raises(of_lines.NotAReturn, match=said):
        give_back(office, label, receipt)
    assert list(office.store.db.iterdump()) == before


def test_a_debit_booked_before_the_receipt_is_not_its_return(tmp_path: Path) -> None:
    office = owing_office(tmp_path)
    take(office, file_of(statement([Booked(1, "-5.00", "", "A"), Booked(2, "5.00", FIJI, "B")], 0, 15)))
    with pytest.raises(of_lines.NotAReturn, match="booked before the receipt"):
        give_back(office, "L1", "R1")
    office.close()


def test_a_line_has_one_word_at_a_time(office: Office) -> None:
    give_back(office)
    for say in (give_back, lambda held: put_aside(held, "L3")):
        with pytest.raises(of_lines.LineSpokenFor, match=r"takes back receipt R1.*isu bank take-back L3"):
            say(office)
    put_aside(office, "L4", "bank charges")
    with pytest.raises(of_lines.LineSpokenFor, match=r'was set aside \("bank charges"\)'):
        put_aside(office, "L4")
    with pytest.raises(of_lines.LineSpokenFor, match="was set aside"):
        give_back(office, "L4", "R2")


# Setting aside ------------------------------------------------------------------------------------------------------


def test_what_is_set_aside_is_no_longer_unidentified_and_stays_in_the_bank(office: Office) -> None:
    put_aside(office, "R2")
    (receipt,) = (each for each in office.receipts() if each.label == "R2")
    assert (receipt.unidentified_chf, receipt.set_aside_chf) == (chf("0.00"), chf("80.00"))
    assert line(office, "L2").set_aside == "travel refund"
    assert bank(office) == chf("580.00")
    with pytest.raises(NothingToIdentify, match=r"set aside as no contribution.*isu bank take-back R2"):
        office.identify("R2", "FJI")
    take_back(office, "R2")
    office.identify("R2", "FJI")
    assert office.receipts("FJI")[0].amount_chf == chf("80.00")


def test_a_debit_is_set_aside_and_opened_again(office: Office) -> None:
    put_aside(office, "L4", "bank charges")
    assert line(office, "L4").set_aside == "bank charges"
    take_back(office, "4")
    assert line(office, "l4").set_aside == ""
    assert bank(office) == chf("580.00")


def test_a_states_receipt_is_not_set_aside(office: Office) -> None:
    with pytest.raises(of_lines.LineSpokenFor, match=r"is the receipt R1 of DEU.*isu unidentify R1"):
        put_aside(office, "R1")


def test_a_returned_receipt_is_identified_or_set_aside_no_more(office: Office) -> None:
    give_back(office)
    with pytest.raises(of_lines.LineSpokenFor, match="was returned by the bank"):
        put_aside(office, "R1")
    with pytest.raises(NothingToIdentify, match="was returned by the bank"):
        office.identify("R1", "DEU")


def test_a_credit_in_euros_is_not_set_aside(office: Office) -> None:
    write_raw(office.store, "INSERT INTO bank_account VALUES (9, 'CH6008990000201600001', 'EUR', '')")
    take(office, file_of(statement(TRUTH, 0, 15)._replace(currency="EUR", currencies=("EUR",))))
    (credited, *_) = (each for each in bank_papers.bank_lines(office.store.db) if each.currency == "EUR")
    with pytest.raises(of_lines.LineSpokenFor, match="is in EUR and never a contribution"):
        put_aside(office, credited.label)


def test_every_word_needs_a_line_and_a_reason(office: Office) -> None:
    with pytest.raises(of_lines.UnknownLine, match="isu bank lines"):
        put_aside(office, "L99")
    with pytest.raises(of_lines.LineNeedsReason, match="--why"):
        put_aside(office, "L4", "  ")
    with pytest.raises(of_lines.NothingSaid):
        take_back(office, "L4")


# Proposals ----------------------------------------------------------------------------------------------------------


def proposed(office: Office, label: str = "L3") -> list[Proposal]:
    db = office.store.db
    debit = line(office, label)
    told = bank_papers.payments(db, lines=(debit.id, debit.id)).get(debit.id, [])
    return proposals(debit, told, Credited(bank_papers.bank_lines(db, direction=Direction.CREDIT)))


def test_a_return_is_proposed_with_its_evidence_in_words_and_booked_by_nobody(office: Office) -> None:
    (found,) = proposed(office)
    assert found.receipt.receipt_id == 1
    assert found.words == f"the same account {GERMANY}, the same amount, the bank marks it as a return"
    assert office.receipts("DEU")[0].allocated_chf == chf("500.00")


def test_a_fee_and_a_spoken_for_debit_are_proposed_as_nothing(office: Office) -> None:
    assert proposed(office, "L4") == []
    give_back(office)
    assert proposed(office) == []


def test_of_two_equal_receipts_none_is_the_best_unless_the_bank_names_one(tmp_path: Path) -> None:
    office = owing_office(tmp_path)
    twice = [Booked(1, "500.00", GERMANY, "A1"), Booked(2, "500.00", GERMANY, "A2")]
    unnamed, named = Booked(3, "-500.00", GERMANY, "C1"), Booked(4, "-500.00", "", "C2", "RECALL OF A2")
    take(office, file_of(statement([*twice, unnamed, named], 0, 15)))
    assert the_best(proposed(office, "L3")) is None
    best = the_best(proposed(office, "L4"))
    assert best is not None
    assert best.receipt.receipt_id == 2
    assert "it names the bank's reference A2" in best.evidence
    office.close()


def test_a_debit_of_the_same_amount_alone_is_proposed_as_nothing(tmp_path: Path) -> None:
    office = owing_office(tmp_path)
    take(office, file_of(statement([Booked(1, "500.00", GERMANY, "A"), Booked(2, "-500.00", "", "B", "RENT")], 0, 15)))
    assert proposed(office, "L2") == []
    office.close()


def test_a_reversal_flag_an_end_to_end_id_and_a_reason_are_evidence(tmp_path: Path) -> None:
    office = owing_office(tmp_path)
    whole = statement([Booked(1, "500.00", GERMANY, "A"), Booked(2, "-480.00", "", "B")], 0, 15)
    paid, back = whole.lines
    paid = paid._replace(payments=(paid.payments[0]._replace(end_to_end_id="E-1"),))
    back = back._replace(is_reversal=True, payments=(BankPayment(end_to_end_id="E-1", return_reason="AC04"),))
    take(office, file_of(whole._replace(lines=(paid, back))))
    (found,) = proposed(office, "L2")
    assert found.evidence == (
        "the same end-to-end id E-1",
        "a part of its 500.00",
        "the bank marks it as a return",
    )
    office.close()


def test_a_return_of_another_account_or_of_what_was_set_aside_is_refused(office: Office) -> None:
    write_raw(office.store, "INSERT INTO bank_account VALUES (9, 'CH6008990000201600001', 'EUR', '')")
    euros = statement(TRUTH, 0, 15)._replace(currency="EUR", currencies=("EUR",))
    take(office, file_of(euros))
    debits = bank_papers.bank_lines(office.store.db, direction=Direction.DEBIT)
    foreign = next(each for each in debits if each.currency == "EUR")
    with pytest.raises(of_lines.NotAReturn, match="it is of another account"):
        give_back(office, foreign.label)
    put_aside(office, "R2")
    with pytest.raises(of_lines.NotAReturn, match="the receipt is set aside"):
        give_back(office, "L4", "R2")


def test_a_return_of_nobodys_money_that_is_taken_back_leaves_it_nobodys(office: Office) -> None:
    assert give_back(office, "L4", "R2") == ZERO
    (receipt,) = (each for each in office.receipts() if each.label == "R2")
    assert (receipt.returned_chf, receipt.unidentified_chf) == (chf("20.00"), chf("60.00"))
    take_back(office, "L4")
    (receipt,) = (each for each in office.receipts() if each.label == "R2")
    assert (receipt.state, receipt.returned_chf, receipt.unidentified_chf) == (None, ZERO, chf("80.00"))


def test_the_entry_of_a_return_is_undone_like_its_line(office: Office) -> None:
    give_back(office)
    (returned,) = (each for each in entries_of_receipt(office.store.db, 1) if each.act is Act.RETURN)
    with open_books(office.store, at=AT) as books:
        said = undo_entry(books, returned.label, why="it was not so")
    assert said == "CHF 500.00 of receipt R1 are what they were before"
    assert office.receipts("DEU")[0].allocated_chf == chf("500.00")
    assert bank(office) == chf("580.00")


def test_the_same_reference_or_name_is_evidence_beside_the_amount(tmp_path: Path) -> None:
    office = owing_office(tmp_path)
    whole = statement([Booked(1, "500.00", "", "A"), Booked(2, "-500.00", "", "B", "RETURN")], 0, 15)
    told = BankPayment(payer="Ministry of  Finance", creditor_reference="RF18539007547034")
    back = told._replace(payer="MINISTRY OF FINANCE", text_parts=("RETURN",))
    lines = (whole.lines[0]._replace(payments=(told,)), whole.lines[1]._replace(payments=(back,)))
    take(office, file_of(whole._replace(lines=lines)))
    (found,) = proposed(office, "L2")
    assert found.evidence[:2] == ("the same reference RF18539007547034", "the same name Ministry of  Finance")
    office.close()
