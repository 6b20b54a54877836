"""What each act does to a State: charges, money on account, and which receipt it came from."""

from datetime import date

import pytest

from db import balances
from db.moments import BEGINNING
from db.vocabulary import Account
from ledger.books.assessing import YearAssessedAlready, assess
from ledger.books.keeping import enter_states
from ledger.books.open_books import open_books
from ledger.books.receiving import take_bank_files
from ledger.intake.office_tables import StateFacts
from ledger.intake.statements import BankFile
from tests.helpers import AT, Office, a_state, chf

GERMANY = "DE89370400440532013000"


def test_an_assessment_charges_every_state_party_and_adds_up_per_line(office: Office) -> None:
    assessed = office.assess(2016)
    assert {line: sum(parts.values()) for line, parts in assessed.charged_chf.items()} == {
        "7a": chf("1000.00"),
        "7b": chf("1500.00"),
    }
    assert {charge.state for charge in office.charges()} == {"CIV", "DEU", "FJI", "TUN"}
    assert office.open_of("CIV") == {(2016, "7a"): chf("1.40"), (2016, "7b"): chf("2.10")}


def test_a_receipt_pays_the_oldest_year_first_and_the_rest_stays_on_account(office: Office) -> None:
    office.assess(2016)
    office.assess(2017)
    office.know("TN59", "TUN")
    office.receive("20.00", date(2017, 1, 10), account="TN59")
    assert office.open_of("TUN") == {
        (2016, "7a"): chf("0.00"),
        (2016, "7b"): chf("0.00"),
        (2017, "7a"): chf("0.00"),
        (2017, "7b"): chf("1.76"),
    }
    office.receive("10.00", date(2017, 1, 11), account="TN59")
    assert office.on_account_of("TUN") == chf("8.24")


def test_money_on_account_is_drawn_down_when_the_next_year_is_assessed(office: Office) -> None:
    office.assess(2016)
    office.know("TN59", "TUN")
    office.receive("30.00", date(2016, 6, 1), account="TN59")
    assert office.on_account_of("TUN") == chf("19.12")
    assert office.assess(2017).settled_chf == chf("10.88")
    assert set(office.open_of("TUN").values()) == {chf("0.00")}
    assert office.on_account_of("TUN") == chf("8.24")


def test_our_reference_on_the_wire_pays_the_state(office: Office) -> None:
    office.assess(2016)
    office.receive("3.50", date(2016, 5, 1), reference=office.reference("CIV", 2016))
    assert set(office.open_of("CIV").values()) == {chf("0.00")}


def test_an_unknown_payer_stays_unidentified_and_pays_nothing(office: Office) -> None:
    office.assess(2016)
    taken = office.receive("3.50", date(2016, 5, 1), text="COTE D IVOIRE")
    assert (taken.received_count, taken.received_chf) == (1, chf("3.50"))
    assert office.receipts()[0].unidentified_chf == chf("3.50")
    assert office.open_of("CIV") == {(2016, "7a"): chf("1.40"), (2016, "7b"): chf("2.10")}


def test_designated_money_goes_to_the_voluntary_line_and_the_rest_to_what_is_owed(office: Office) -> None:
    office.assess(2016)
    office.know(GERMANY, "DEU")
    office.receive("3000.00", date(2016, 5, 1), account=GERMANY, text="2016 7A 993.78 7B 1490.66 7C 400.00")
    receipt = office.receipts("DEU")[0]
    assert (receipt.allocated_chf, receipt.given_chf) == (chf("2484.45"), chf("400.00"))
    assert receipt.on_account_chf == chf("115.55")


def test_a_gift_for_a_year_without_a_budget_waits_and_pays_no_charge(office: Office) -> None:
    office.assess(2016)
    office.know("FJ22", "FJI")
    office.receive("50.00", date(2016, 6, 1), account="FJ22", text="VOLUNTARY CONTRIBUTION 7C 2017")
    assert office.on_account_of("FJI") == chf("50.00")
    assert sum(office.open_of("FJI").values()) == chf("1.17")
    office.budget(2017)
    receipt = office.receipts("FJI")[0]
    assert (receipt.given_chf, receipt.on_account_chf) == (chf("50.00"), chf("0.00"))


def test_an_excess_that_nobody_designated_never_becomes_a_gift(office: Office) -> None:
    office.assess(2016)
    office.know(GERMANY, "DEU")
    office.receive("9000.00", date(2016, 5, 1), account=GERMANY, text="CONTRIBUTION 2016")
    assert balances.account_balances(office.store.db, as_of=date.max)[Account.VOLUNTARY] == chf("0.00")
    assert office.on_account_of("DEU") == chf("6515.55")


def test_money_received_in_june_does_not_lower_the_arrears_of_may(office: Office) -> None:
    office.assess(2016)
    office.receive("3.50", date(2016, 6, 1), reference=office.reference("CIV", 2016))
    assert sum(office.open_of("CIV", date(2016, 5, 31)).values()) == chf("3.50")
    assert sum(office.open_of("CIV", date(2016, 6, 1)).values()) == chf("0.00")


def test_an_advance_pays_on_the_day_of_the_charge_and_not_before(office: Office) -> None:
    office.know("TN59", "TUN")
    office.receive("10.88", date(2015, 12, 20), account="TN59")
    office.assess(2016, on=date(2016, 1, 4))
    assert office.receipts("TUN", date(2016, 1, 3))[0].on_account_chf == chf("10.88")
    assert office.receipts("TUN", date(2016, 1, 4))[0].on_account_chf == chf("0.00")
    assert office.charges("TUN", date(2016, 1, 3)) == []


def test_what_a_person_identifies_pays_and_can_be_taken_back_alone(office: Office) -> None:
    office.assess(2016)
    office.receive("3.50", date(2016, 5, 1))
    office.receive("2.00", date(2016, 5, 2))
    office.identify("R1", "CIV")
    office.identify("R2", "CIV")
    assert office.on_account_of("CIV") == chf("2.00")
    office.unidentify("R1")
    assert sum(office.open_of("CIV").values()) == chf("1.50")
    receipts = {receipt.label: receipt for receipt in office.receipts()}
    assert (receipts["R1"].state, receipts["R1"].unidentified_chf) == (None, chf("3.50"))
    assert receipts["R2"].state == "CIV"
    office.identify("R1", "TUN")
    assert office.receipts("TUN")[0].evidence == "asked the mission"
    assert [receipt.label for receipt in office.receipts("CIV")] == ["R2"]


def test_a_state_that_joined_later_is_not_charged(office: Office) -> None:
    with open_books(office.store, at=AT) as books:
        enter_states(books, [StateFacts(a_state("FJI", date(2016, 1, 5)), BEGINNING)])
    assessed = office.assess(2016, on=date(2016, 1, 4))
    assert set(assessed.charged_chf["7a"]) == {"CIV", "DEU", "TUN"}
    assert "FJI" in office.assess(2017, on=date(2017, 1, 4)).charged_chf["7a"]


@pytest.mark.parametrize("day", [date(2016, 1, 4), date(2016, 1, 5)])
def test_one_that_joins_is_charged_from_its_day_and_one_that_leaves_for_its_month(office: Office, day: date) -> None:
    with open_books(office.store, at=AT) as books:
        enter_states(books, [StateFacts(a_state("BRA", day), BEGINNING)])
        enter_states(books, [StateFacts(a_state("FJI", date(2010, 8, 1), party_until=day), BEGINNING)])
    office.budget(2016, "7a=100.00:equal")
    charged = office.assess(2016, on=date(2016, 1, 4)).charged_chf["7a"]
    assert ("BRA" in charged) == (day <= date(2016, 1, 4))
    assert charged["FJI"] == chf("2.08"), "it left in January and owes that month"
    assert charged["DEU"] == chf("25.00")


def test_a_gift_is_read_by_the_budget_of_its_year_even_if_a_later_one_lacks_the_line(office: Office) -> None:
    office.assess(2016)
    office.budget(2017, "7a=100.00")
    office.know(GERMANY, "DEU")
    office.receive("50.00", date(2016, 6, 1), account=GERMANY, text="VOLUNTARY 7C 2016")
    assert office.receipts("DEU")[0].given_chf == chf("50.00")


def test_a_payers_text_that_is_no_clear_amount_stops_no_import(office: Office) -> None:
    office.assess(2016)
    office.know(GERMANY, "DEU")
    office.receive("5000.00", date(2016, 6, 1), account=GERMANY, text="7c CHF 1'2345.00")
    receipt = office.receipts("DEU")[0]
    assert (receipt.given_chf, receipt.allocated_chf) == (chf("0.00"), chf("2484.45"))


def test_a_rehearsal_keeps_nothing(office: Office) -> None:
    office.budget(2016)
    before = list(office.store.db.iterdump())
    with open_books(office.store, at=AT, rehearse=True) as books:
        assert assess(books, 2016, on=date(2016, 1, 4)).charged_chf
    assert list(office.store.db.iterdump()) == before


def test_an_act_that_is_refused_half_way_keeps_nothing(office: Office) -> None:
    office.budget(2016)
    before = list(office.store.db.iterdump())

    def assess_twice() -> None:
        with open_books(office.store, at=AT) as books:
            assess(books, 2016, on=date(2016, 1, 4))
            assess(books, 2016, on=date(2016, 1, 4))

    with pytest.raises(YearAssessedAlready):
        assess_twice()
    assert list(office.store.db.iterdump()) == before


def test_a_file_that_was_taken_changes_nothing(office: Office) -> None:
    office.receive("3.50", date(2016, 5, 1))
    digest = office.store.db.execute("SELECT digest FROM bank_file").fetchone()[0]
    before = list(office.store.db.iterdump())
    with open_books(office.store, at=AT) as books:
        (again,) = take_bank_files(books, [BankFile("again.xml", digest, "camt.053.001.08", ())])
    assert again.taken_before == AT.date()
    assert list(office.store.db.iterdump()) == before
