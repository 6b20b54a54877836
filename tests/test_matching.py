"""Matching in the books: what is learnt, what always asks, what a person decided, fees, designations, undo."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from db import balances, bank_papers, facts
from db.entries import entries_of_receipt
from db.errors import LedgerError
from db.readings import DesignatedPart, ReceiptReading
from db.vocabulary import Account, Act
from ledger.books import lines as of_lines
from ledger.books.accepting import FeeNotBorne, accept
from ledger.books.designating import MoreThanOpen, MoreThanReceived, NobodysReceipt, NoSuchCharge, designate
from ledger.books.identifying import find_receipt, identify_receipt
from ledger.books.judging import verdicts_on
from ledger.books.keeping import revoke_payer_account
from ledger.books.matching import match
from ledger.books.open_books import EVER, open_books
from ledger.books.receiving import take_bank_files
from ledger.books.ruling import set_short_payment
from ledger.books.undoing import NotUndone, UnknownEntry, undo_entry
from ledger.rules.returns import looks_like_a_return
from ledger.rules.second_wires import second_wires
from ledger.rules.verdicts import MatchClass, Verdict
from tests.helpers import Office, chf

ACCOUNT, OTHER = "CH0001", "CH0002"
ZERO = chf("0.00")


@pytest.fixture
def owing(office: Office) -> Office:
    """The small office with 2016 assessed: Germany owes 2'484.45 (7a 993.78, 7b 1'490.67), Fiji 1.17."""
    office.assess(2016)
    return office


def money_in(office: Office, amount: str | Decimal, on: date, **told: Any) -> Verdict:
    """Take a receipt without matching, and give what matching says of it."""
    office.accepts = False
    office.receive(str(amount), on, **told)
    office.accepts = True
    return verdict(office)


def verdict(office: Office) -> Verdict:
    """Give what matching says of the newest receipt, and keep nothing."""
    with open_books(office.store, at=office.at, rehearse=True) as books:
        return max(verdicts_on(books.db), key=lambda each: each.incoming.receipt_id)


def run(office: Office) -> list[Verdict]:
    with open_books(office.store, at=office.at) as books:
        return match(books)


def open_chf(office: Office, state: str) -> Decimal:
    return sum(office.open_of(state).values(), ZERO)


def day(number: int) -> date:
    return date(2016, 3, 1) + timedelta(days=number)


def newest(office: Office) -> ReceiptReading:
    return max(office.receipts(), key=lambda each: each.id)


def identify(office: Office, label: str, state: str, *, learn: bool = True) -> tuple[tuple[str, ...], tuple[str, ...]]:
    with open_books(office.store, at=office.at) as books:
        done = identify_receipt(books, find_receipt(books, label), state, why="note verbale", learn=learn)
    return done.learnt, done.not_learnt


def undo(office: Office, act: Act, *, why: str = "a mistake", number: int = -1) -> str:
    """Undo the newest entry of an act about the newest receipt."""
    standing = [
        each
        for each in entries_of_receipt(office.store.db, newest(office).id)
        if each.act is act and not each.undoes and not each.undone_by
    ]
    with open_books(office.store, at=office.at) as books:
        return undo_entry(books, standing[number].label, why=why)


# What is learnt -----------------------------------------------------------------------------------------------------


def test_a_payer_that_a_person_confirmed_once_is_automatic_next_month_and_asks_again_once_revoked(
    owing: Office,
) -> None:
    first = money_in(owing, "10.00", day(0), account=ACCOUNT, text="CONTRIBUTION GERMANY")
    assert (first.match_class, first.state) == (MatchClass.PROPOSED, "DEU")
    assert identify(owing, "R1", "DEU") == ((ACCOUNT,), ())
    (learnt,) = facts.payer_accounts(owing.store.db).values()
    assert (learnt.account, learnt.state, learnt.receipt_id, learnt.learnt_from) == (ACCOUNT, "DEU", 1, "R1")
    second = money_in(owing, open_chf(owing, "DEU"), day(30), account=ACCOUNT)
    assert (second.match_class, second.state) == (MatchClass.AUTOMATIC, "DEU")
    with open_books(owing.store, at=owing.at) as books:
        revoke_payer_account(books, ACCOUNT, "paid for two States")
    assert verdict(owing).match_class is MatchClass.PROPOSED


def test_an_account_that_paid_for_two_states_always_asks(owing: Office) -> None:
    owing.know(ACCOUNT, "DEU")
    money_in(owing, "10.00", day(0), account=ACCOUNT)
    identify(owing, "R1", "FJI", learn=False)
    asked = money_in(owing, open_chf(owing, "DEU"), day(30), account=ACCOUNT)
    assert asked.match_class is MatchClass.PROPOSED
    assert f"account {ACCOUNT} has paid for Fiji before" in asked.doubts
    with_reference = money_in(
        owing, open_chf(owing, "DEU"), day(60), account=ACCOUNT, reference=owing.reference("DEU", 2016)
    )
    assert with_reference.match_class is MatchClass.PROPOSED


def test_an_account_of_another_state_is_not_learnt(owing: Office) -> None:
    owing.know(ACCOUNT, "DEU")
    money_in(owing, "10.00", day(0), account=ACCOUNT)
    assert identify(owing, "R1", "FJI") == ((), (f"account {ACCOUNT} is known to pay for DEU",))
    money_in(owing, "10.00", day(1), account=OTHER)
    assert identify(owing, "R2", "FJI") == ((OTHER,), ())
    with open_books(owing.store, at=owing.at) as books:
        revoke_payer_account(books, OTHER, "no")
    money_in(owing, "11.00", day(2), account=OTHER)
    learnt, not_learnt = identify(owing, "R3", "TUN")
    assert learnt == ()
    assert "has paid for FJI too" in not_learnt[0]


def test_an_agent_teaches_nothing(owing: Office) -> None:
    money_in(owing, "10.00", day(0), account=ACCOUNT, text="ON BEHALF OF FIJI")
    learnt, (why,) = identify(owing, "R1", "FJI")
    assert learnt == ()
    assert why == 'it was paid "on behalf of" a State, so its account may pay for another next time'


def test_what_was_learnt_from_a_receipt_is_forgotten_with_it_and_the_receipt_is_not_matched_again(
    owing: Office,
) -> None:
    money_in(owing, open_chf(owing, "FJI"), day(0), account=ACCOUNT)
    identify(owing, "R1", "FJI")
    owing.unidentify("R1")
    assert facts.payer_accounts(owing.store.db) == {}
    owing.know(ACCOUNT, "FJI")
    again = verdict(owing)
    assert (again.match_class, again.state) == (MatchClass.PROPOSED, "FJI")
    assert "a person has spoken of it before and taken it back: it was another's" in again.doubts
    run(owing)
    assert newest(owing).state is None


# What always asks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "asks"), [(0, True), (10, True), (11, False)])
def test_a_second_wire_of_one_payer_and_amount_asks_within_ten_days(owing: Office, days: int, asks: bool) -> None:
    owing.know(ACCOUNT, "DEU")
    money_in(owing, "50.00", day(0), account=ACCOUNT, text="VOLUNTARY 7C 2016")
    run(owing)
    second = money_in(owing, "50.00", day(days), account=ACCOUNT, text="VOLUNTARY 7C 2016")
    assert (second.match_class is MatchClass.PROPOSED) is asks


@pytest.mark.parametrize(("on", "asks"), [(date(2010, 7, 31), True), (date(2010, 8, 1), False)])
def test_a_state_that_is_no_party_on_the_day_asks(office: Office, on: date, asks: bool) -> None:
    office.know(ACCOUNT, "DEU")
    said = money_in(office, "50.00", on, account=ACCOUNT, text="CCM 2011")
    assert (f"Germany is no State Party on {on}" in said.doubts) is asks


@pytest.mark.parametrize(
    "text",
    [
        "APMBC 2016",
        "CCW",
        "BWC CONTRIBUTION",
        "ARMS TRADE TREATY",
        "REFUND OF TRAVEL",
        "CONTRIBUTION OF FIJI",
        "ATT 2016",
    ],
)
def test_words_that_make_a_person_look_always_ask(owing: Office, text: str) -> None:
    owing.know(ACCOUNT, "DEU")
    said = money_in(owing, open_chf(owing, "DEU"), day(0), account=ACCOUNT, text=text)
    assert (said.match_class, said.state) == (MatchClass.PROPOSED, "DEU")
    assert len(said.doubts) == 1


@pytest.mark.parametrize("change", ["-0.01", "0.01"])
def test_a_rappen_too_little_or_too_much_asks(owing: Office, change: str) -> None:
    owing.know(ACCOUNT, "DEU")
    said = money_in(owing, open_chf(owing, "DEU") + chf(change), day(0), account=ACCOUNT)
    assert said.match_class is MatchClass.PROPOSED
    assert "CHF 0.01 more" in said.evidence[-1]


def test_what_a_person_decided_is_never_changed_by_a_run(owing: Office) -> None:
    owing.know(ACCOUNT, "DEU")
    money_in(owing, open_chf(owing, "DEU"), day(0), account=ACCOUNT)
    identify(owing, "R1", "TUN", learn=False)
    before = owing.receipts()
    assert run(owing) == []
    assert owing.receipts() == before


def test_a_run_again_books_nothing(owing: Office) -> None:
    owing.know(ACCOUNT, "DEU")
    money_in(owing, open_chf(owing, "DEU"), day(0), account=ACCOUNT)
    assert [each.match_class for each in run(owing)] == [MatchClass.AUTOMATIC]
    before = list(owing.store.db.iterdump())
    assert run(owing) == []
    assert list(owing.store.db.iterdump()) == before


def test_a_later_receipt_is_judged_by_what_the_earlier_left_open(owing: Office) -> None:
    owing.know(ACCOUNT, "DEU")
    whole = open_chf(owing, "DEU")
    money_in(owing, whole, day(0), account=ACCOUNT)
    money_in(owing, whole, day(20), account=ACCOUNT)
    first, second = run(owing)
    assert (first.match_class, second.match_class) == (MatchClass.AUTOMATIC, MatchClass.PROPOSED)
    assert "nothing is open" in second.evidence[-1]


# Short payments -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("missing", "fee"), [("20.00", "20.00"), ("20.01", "0.00"), ("0.01", "0.01")])
def test_a_short_payment_within_the_rule_is_proposed_with_its_fee(owing: Office, missing: str, fee: str) -> None:
    owing.know(ACCOUNT, "DEU")
    with open_books(owing.store, at=owing.at) as books:
        set_short_payment(books, chf("20.00"), why="a decision")
    said = money_in(owing, open_chf(owing, "DEU") - chf(missing), day(0), account=ACCOUNT)
    assert (said.match_class, said.proposals[0].fit.fee_chf) == (MatchClass.PROPOSED, chf(fee))


def test_the_rule_is_off_unless_set(owing: Office) -> None:
    owing.know(ACCOUNT, "DEU")
    assert (
        money_in(owing, open_chf(owing, "DEU") - chf("0.01"), day(0), account=ACCOUNT).proposals[0].fit.fee_chf == ZERO
    )


def test_an_accepted_fee_settles_the_charge_is_listed_and_is_undone_alone(owing: Office) -> None:
    owing.know(ACCOUNT, "DEU")
    with open_books(owing.store, at=owing.at) as books:
        set_short_payment(books, chf("20.00"), why="a decision")
    said = money_in(owing, open_chf(owing, "DEU") - chf("20.00"), day(0), account=ACCOUNT)
    with open_books(owing.store, at=owing.at) as books:
        accept(books, said, said.proposals[0])
    assert open_chf(owing, "DEU") == ZERO
    held = balances.account_balances(owing.store.db, as_of=EVER)
    assert held[Account.BANK_CHARGES] == chf("20.00")
    (charge,) = [each for each in owing.charges("DEU") if each.bank_charges_chf]
    assert charge.assessed_chf == charge.received_chf + charge.bank_charges_chf
    assert undo(owing, Act.BEAR_FEE) == "CHF 20.00 are open again, the bank's fee is not borne any more"
    assert open_chf(owing, "DEU") == chf("20.00")


def test_a_fee_goes_with_the_identification_it_belongs_to(owing: Office) -> None:
    owing.know(ACCOUNT, "DEU")
    with open_books(owing.store, at=owing.at) as books:
        set_short_payment(books, chf("20.00"), why="a decision")
    whole = open_chf(owing, "DEU")
    said = money_in(owing, whole - chf("20.00"), day(0), account=ACCOUNT)
    with open_books(owing.store, at=owing.at) as books:
        accept(books, said, said.proposals[0])
    owing.unidentify("R1")
    assert open_chf(owing, "DEU") == whole


# What a receipt pays ------------------------------------------------------------------------------------------------


def say(office: Office, *parts: tuple[int | None, str, str]) -> ReceiptReading:
    """Say what the newest receipt pays."""
    said = [DesignatedPart(year, line, chf(amount)) for year, line, amount in parts]
    with open_books(office.store, at=office.at) as books:
        return designate(books, newest(office), said, why="a letter", name="Germany")


def applied(office: Office) -> dict[tuple[int, str], str]:
    of_newest = [
        each for each in balances.applications(office.store.db, as_of=EVER) if each.receipt_id == newest(office).id
    ]
    return {(each.year, each.line): str(each.amount_chf) for each in of_newest}


def test_a_persons_word_comes_before_the_order_and_the_rest_follows_it(owing: Office) -> None:
    money_in(owing, "1000.00", day(0))
    identify(owing, "R1", "DEU")
    assert applied(owing) == {(2016, "7a"): "993.78", (2016, "7b"): "6.22"}
    say(owing, (2016, "7b", "600.00"), (2016, "7c", "50.00"), (2018, "7a", "100.00"), (None, "", "30.00"))
    assert applied(owing) == {(2016, "7a"): "220.00", (2016, "7b"): "600.00", (2016, "7c"): "50.00"}
    assert newest(owing).on_account_chf == chf("130.00")
    say(owing)
    assert applied(owing) == {(2016, "7a"): "993.78", (2016, "7b"): "6.22"}


def test_money_for_a_year_to_come_pays_it_when_it_is_assessed(owing: Office) -> None:
    money_in(owing, "1000.00", day(0))
    identify(owing, "R1", "DEU")
    say(owing, (2017, "7b", "700.00"))
    owing.assess(2017)
    assert applied(owing) == {(2016, "7a"): "300.00", (2017, "7b"): "700.00"}


@pytest.mark.parametrize("text", ["", "2016 7A 993.78 7C 50.00"])
def test_a_part_is_paid_once_however_often_money_is_settled(owing: Office, text: str) -> None:
    money_in(owing, "3000.00", day(0), text=text)
    identify(owing, "R1", "DEU")
    if not text:
        say(owing, (2016, "7a", "993.78"), (2016, "7c", "50.00"))
    for year in (2017, 2018):
        owing.assess(year)
        money_in(owing, "1.00", day(year - 2010))
        identify(owing, newest(owing).label, "DEU")
    first = next(each for each in owing.receipts() if each.id == 1)
    assert first.given_chf == chf("50.00")


def test_years_named_in_the_text_are_paid_first_and_years_to_come_wait(owing: Office) -> None:
    owing.assess(2017)
    money_in(owing, "3000.00", day(0), text="CCM 2017")
    identify(owing, "R1", "DEU")
    assert [key for key in applied(owing) if key[0] == 2017] == [(2017, "7a"), (2017, "7b")]
    assert applied(owing)[2017, "7b"] == "1490.67"
    money_in(owing, "100.00", day(1), text="CCM 2018")
    identify(owing, "R2", "DEU")
    assert newest(owing).on_account_chf == chf("100.00")


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ([(2016, "7a", "1000.01")], MoreThanReceived),
        ([(2016, "7a", "993.79")], MoreThanOpen),
        ([(2016, "7a", "500.00"), (2016, "7a", "500.00")], MoreThanOpen),
        ([(2016, "7x", "1.00")], NoSuchCharge),
        ([(2015, "7a", "1.00")], NoSuchCharge),
        ([(2027, "7a", "1.00")], NoSuchCharge),
    ],
)
def test_a_word_that_does_not_fit_is_refused_and_changes_nothing(
    owing: Office, parts: list[tuple[int | None, str, str]], refusal: type[LedgerError]
) -> None:
    money_in(owing, "1000.00", day(0))
    identify(owing, "R1", "DEU")
    before = applied(owing)
    with pytest.raises(refusal):
        say(owing, *parts)
    assert applied(owing) == before


def test_nobodys_money_is_not_allocated(owing: Office) -> None:
    money_in(owing, "1000.00", day(0))
    with pytest.raises(NobodysReceipt, match="say whose it is first"):
        say(owing, (2016, "7a", "1.00"))


# Undo ---------------------------------------------------------------------------------------------------------------


def test_one_allocation_is_undone_alone_and_no_run_books_it_again(owing: Office) -> None:
    money_in(owing, "1000.00", day(0))
    identify(owing, "R1", "DEU")
    assert undo(owing, Act.ALLOCATE) == "CHF 6.22 of receipt R1 stay on account until you say what they pay"
    assert applied(owing) == {(2016, "7a"): "993.78"}
    run(owing)
    owing.assess(2017)
    assert applied(owing) == {(2016, "7a"): "993.78"}
    assert newest(owing).on_account_chf == chf("6.22")
    undo(owing, Act.ALLOCATE)
    assert newest(owing).on_account_chf == chf("1000.00")


def test_a_gift_an_identification_and_a_setting_aside_are_undone(owing: Office) -> None:
    money_in(owing, "40.00", day(0), text="VOLUNTARY 7C 2016")
    identify(owing, "R1", "DEU")
    undo(owing, Act.GIVE)
    assert (newest(owing).given_chf, newest(owing).on_account_chf) == (ZERO, chf("40.00"))
    assert undo(owing, Act.IDENTIFY) == "receipt R1 is unidentified again, with all that it paid"
    with open_books(owing.store, at=owing.at) as books:
        of_lines.set_aside(books, of_lines.find_line(books, "R1"), why="no contribution")
    undo(owing, Act.SET_ASIDE)
    assert newest(owing).unidentified_chf == chf("40.00")


def test_what_cannot_be_undone_says_what_to_do(owing: Office) -> None:
    money_in(owing, "40.00", day(0))
    with pytest.raises(NotUndone, match="what the bank booked stays"):
        undo(owing, Act.RECEIVE)
    identify(owing, "R1", "DEU")
    undo(owing, Act.ALLOCATE)
    with open_books(owing.store, at=owing.at) as books:
        undone = next(each for each in entries_of_receipt(owing.store.db, 1) if each.undone_by)
        with pytest.raises(NotUndone, match="undone already, by E"):
            undo_entry(books, undone.label, why="again")
        with pytest.raises(NotUndone, match="it takes back E"):
            undo_entry(books, f"E{undone.undone_by}", why="again")
        with pytest.raises(NotUndone, match="assess revise"):
            undo_entry(books, "E1", why="no")
        with pytest.raises(UnknownEntry):
            undo_entry(books, "E99999", why="no")


def test_importing_again_changes_no_decision(owing: Office) -> None:
    money_in(owing, "40.00", day(0))
    identify(owing, "R1", "DEU")
    before = owing.receipts()
    assert owing.last_file is not None
    with open_books(owing.store, at=owing.at) as books:
        (taken,) = take_bank_files(books, [owing.last_file])
    assert taken.taken_before
    assert owing.receipts() == before


def test_a_doubt_between_states_names_them(owing: Office) -> None:
    found = money_in(owing, "7.00", date(2016, 3, 1), text="CCM FIJI TUNISIA")
    assert (found.match_class, found.doubts[0]) == (MatchClass.AMBIGUOUS, "it may be Fiji or Tunisia")


# What makes a person look, one by one -------------------------------------------------------------------------------


def test_a_credit_that_the_bank_marks_as_a_reversal_asks(owing: Office) -> None:
    owing.know(ACCOUNT, "DEU")
    said = money_in(owing, open_chf(owing, "DEU"), day(0), account=ACCOUNT, is_reversal=True)
    assert (said.match_class, said.doubts) == (MatchClass.PROPOSED, ("the bank marks it as a reversal",))


def test_a_reference_of_another_state_that_is_nearly_right_asks(owing: Office) -> None:
    owing.know(ACCOUNT, "DEU")
    ours = owing.reference("FJI", 2016)
    mistyped = f"{ours[:-1]}{(int(ours[-1]) + 1) % 10}"
    said = money_in(owing, open_chf(owing, "DEU"), day(0), account=ACCOUNT, text=mistyped)
    assert (said.match_class, said.state) == (MatchClass.PROPOSED, "DEU")
    assert any(f"{mistyped} is near to reference {ours}, which is Fiji's" in doubt for doubt in said.doubts)


def test_money_on_behalf_of_somebody_that_does_not_name_the_state_asks(owing: Office) -> None:
    owing.know(ACCOUNT, "DEU")
    said = money_in(owing, open_chf(owing, "DEU"), day(0), account=ACCOUNT, text="ON BEHALF OF OUR CLIENT")
    assert said.match_class is MatchClass.PROPOSED
    assert said.doubts == ('it is paid "on behalf of" somebody, and does not name Germany',)
    named = money_in(owing, open_chf(owing, "DEU"), day(40), account=ACCOUNT, text="ON BEHALF OF GERMANY")
    assert not any("does not name" in doubt for doubt in named.doubts)


def test_who_stands_behind_a_payer_weighs_more_than_a_name_in_the_text(owing: Office) -> None:
    said = money_in(owing, "10.00", day(0), text="TUNISIA", behind="Fiji")
    assert [each.state for each in said.proposals] == ["FJI", "TUN"]
    assert 'who stands behind the payer names "fiji"' in said.proposals[0].evidence[0]


def test_an_account_and_a_name_that_paid_for_more_than_four_states_say_nothing(owing: Office) -> None:
    for number, state in enumerate(("CIV", "FJI", "TUN", "DEU")):
        money_in(owing, f"{number + 1}.00", day(20 * number), account=ACCOUNT)
        identify(owing, newest(owing).label, state, learn=False)
    four = money_in(owing, "9.00", day(100), account=ACCOUNT)
    assert {each.state for each in four.proposals} <= {"CIV", "DEU", "FJI", "TUN"}
    assert len(four.proposals) > 1
    identify(owing, newest(owing).label, "BRA", learn=False)
    five = money_in(owing, "9.50", day(200), account=ACCOUNT)
    assert five.proposals == ()


# Proposals that the books outran ------------------------------------------------------------------------------------


def test_a_proposal_is_accepted_for_another_use_that_its_amount_fits(owing: Office) -> None:
    owing.assess(2017)
    said = money_in(owing, "1490.67", day(400), text="GERMANY")
    other = next(each for each in said.proposals[0].fit.others if each.parts)
    with open_books(owing.store, at=owing.at) as books:
        done = accept(books, said, said.proposals[0], other=other)
    assert done.settled_chf == chf("1490.67")
    assert applied(owing) == {(part.year, part.line): str(part.amount_chf) for part in other.parts}


def test_a_fee_is_not_borne_if_the_books_have_changed_since_it_was_proposed(owing: Office) -> None:
    owing.know(ACCOUNT, "DEU")
    with open_books(owing.store, at=owing.at) as books:
        set_short_payment(books, chf("20.00"), why="a decision")
    said = money_in(owing, open_chf(owing, "DEU") - chf("20.00"), day(0), account=ACCOUNT)
    owing.assess(2017)
    before = list(owing.store.db.iterdump())
    with (
        pytest.raises(FeeNotBorne, match=r"CHF 20.00 were to be borne as a bank's fee, but CHF 2'504.45 would be left"),
        open_books(owing.store, at=owing.at) as books,
    ):
        accept(books, said, said.proposals[0])
    assert list(owing.store.db.iterdump()) == before


def test_a_proposal_by_a_name_says_that_the_state_is_no_party(owing: Office) -> None:
    said = money_in(owing, "10.00", day(2), text="CONTRIBUTION OF BRAZIL")
    assert [proposal.evidence[-1] for proposal in said.proposals] == [f"Brazil is no State Party on {day(2)}"]
    said = money_in(owing, "10.00", day(3), text="CONTRIBUTION OF FIJI")
    assert [proposal.evidence for proposal in said.proposals] == [('the text names "fiji"',)]


def test_a_state_that_paid_before_and_is_named_comes_before_one_that_only_paid_before(owing: Office) -> None:
    for number, state in ((2, "FJI"), (3, "TUN")):
        money_in(owing, "10.00", day(number), account=OTHER)
        identify(owing, newest(owing).label, state, learn=False)
    said = money_in(owing, "10.00", day(4), account=OTHER, text="TUNISIA")
    assert [proposal.state for proposal in said.proposals] == ["TUN", "FJI"]


def test_two_like_credits_are_told_once_one_of_them_is_new_and_none_is_set_aside(owing: Office) -> None:
    for number in (2, 3):
        money_in(owing, "10.00", day(number), text="TWICE")
    lines = bank_papers.bank_lines(owing.store.db)
    first, second = lines
    assert second_wires(lines, [second.statement_id]) == [(first, second)]
    assert second_wires(lines, []) == []
    assert second_wires([first._replace(set_aside="a refund"), second], [second.statement_id]) == []


def test_a_debit_is_a_return_by_one_part_of_its_code(owing: Office) -> None:
    money_in(owing, "10.00", day(2))
    money_in(owing, "-10.00", day(3), text="OUR PAYMENT")
    debit = bank_papers.bank_lines(owing.store.db)[1]
    assert not looks_like_a_return(debit, ())
    assert looks_like_a_return(debit._replace(code="PMNT/ICDT/RRTN"), ())


@pytest.mark.parametrize(("days", "count"), [(10, 1), (11, 0)])
def test_like_credits_are_told_within_ten_days(owing: Office, days: int, count: int) -> None:
    for number in (2, 2 + days):
        money_in(owing, "10.00", day(number), text="TWICE")
    lines = bank_papers.bank_lines(owing.store.db)
    assert len(second_wires(lines, [lines[0].statement_id])) == count


def test_a_payer_without_an_account_that_sends_the_same_again_is_asked_about_by_its_name(owing: Office) -> None:
    money_in(owing, "10.00", day(2), text="CONTRIBUTION OF FIJI")
    said = money_in(owing, "10.00", day(4), text="CONTRIBUTION OF FIJI")
    assert f"the same payer sent the same amount on {day(2)} (R1): a second time?" in said.doubts


def test_a_sign_of_a_state_that_is_no_party_is_a_doubt_and_not_evidence(office: Office) -> None:
    office.know(ACCOUNT, "DEU")
    said = money_in(office, "50.00", date(2010, 7, 31), account=ACCOUNT, text="CCM 2011")
    assert said.doubts.count("Germany is no State Party on 2010-07-31") == 1
    assert all("no State Party" not in sentence for proposal in said.proposals for sentence in proposal.evidence)
