"""Who is written to: the net position on the day, and the reason in words and figures."""

from datetime import date

from db.letter_readings import LetterDecision
from db.readings import ChargeReading, ReceiptReading
from db.vocabulary import Obligation
from ledger.rules.reminders import Deferred, decide
from tests.helpers import chf


def charge(year: int, line: str, assessed: str, left: str) -> ChargeReading:
    on = date(year, 1, 4)
    amount, open_chf = chf(assessed), chf(left)
    return ChargeReading(
        year, "FJI", year, line, 1, "", on, on, amount, amount, amount - open_chf, chf("0.00"), open_chf
    )


def receipt(on_account: str, allocated: str = "0.00") -> ReceiptReading:
    amount = chf(on_account) + chf(allocated)
    zero = chf("0.00")
    return ReceiptReading(1, date(2016, 12, 5), "FJI", amount, chf(allocated), zero, chf(on_account), zero, zero, zero,
                          "", "", "", "", "", "")  # fmt: skip


def decision(*charges: ChargeReading, receipts: tuple[ReceiptReading, ...] = ()) -> LetterDecision:
    return decide("FJI", charges, receipts, 2017, {"7a": Obligation.ASSESSED, "7c": Obligation.VOLUNTARY})


def test_a_state_that_owes_this_year_is_written_to() -> None:
    made = decision(charge(2017, "7a", "10.00", "10.00"), charge(2017, "7b", "15.00", "5.00"))
    assert (made.written, made.kind, made.requested_chf) == (True, "this year", chf("15.00"))
    assert made.reason == "owes CHF 15.00 for 2017 (7a CHF 10.00, 7b CHF 5.00)"


def test_a_rappen_is_enough_for_a_letter() -> None:
    assert decision(charge(2017, "7a", "10.00", "0.01")).written
    assert not decision(charge(2017, "7a", "10.00", "0.00")).written


def test_prior_years_are_named_apart() -> None:
    made = decision(charge(2016, "7a", "9.00", "9.00"), charge(2017, "7a", "10.00", "10.00"))
    assert (made.kind, made.prior_years_chf) == ("this year and prior years", chf("9.00"))
    assert made.reason == "owes CHF 10.00 for 2017 (7a CHF 10.00) and CHF 9.00 for 2016 (7a CHF 9.00)"


def test_a_state_that_owes_only_a_prior_year_is_written_to() -> None:
    made = decision(charge(2016, "7a", "9.00", "9.00"), charge(2017, "7a", "10.00", "0.00"))
    assert (made.written, made.kind) == (True, "prior years")


def test_a_state_that_has_paid_gets_none() -> None:
    made = decision(charge(2017, "7a", "10.00", "0.00"), receipts=(receipt("0.00", "10.00"),))
    assert (made.written, made.kind) == (False, "paid in advance")
    assert made.reason == "paid in advance: CHF 10.00 for 2017 is covered, last received 5 December 2016"


def test_money_on_account_counts_before_a_letter_is_written() -> None:
    due = charge(2017, "7a", "10.00", "10.00")
    assert decision(due, receipts=(receipt("9.99"),)).requested_chf == chf("0.01")
    assert decision(due, receipts=(receipt("10.00"),)).kind == "covered on account"


def test_money_that_waits_to_be_given_lowers_no_request() -> None:
    due = charge(2017, "7a", "10.00", "10.00")
    waiting = receipt("50.00")._replace(text="VOLUNTARY 7C 2018")
    assert decision(due, receipts=(waiting,)).requested_chf == chf("10.00")
    assert decision(due, receipts=(waiting, receipt("4.00"))).requested_chf == chf("6.00")


def test_a_state_that_was_not_charged_gets_none() -> None:
    assert (decision().written, decision().kind) == (False, "not charged")


def test_a_later_years_charge_is_not_asked_for() -> None:
    made = decision(charge(2017, "7a", "10.00", "0.00"), charge(2018, "7a", "10.00", "10.00"))
    assert (made.written, made.kind) == (False, "paid in advance")
    assert "CHF 10.00 is open for years after 2017" in made.reason


def test_what_is_disputed_or_deferred_whole_is_not_asked_for() -> None:
    due = [charge(2017, "7a", "10.00", "10.00")]
    lines = {"7a": Obligation.ASSESSED}
    disputed = decide("FJI", due, [], 2017, lines, deferred=Deferred(disputed_chf=chf("10.00")))
    assert (disputed.written, disputed.kind, disputed.requested_chf) == (False, "disputed", chf("0.00"))
    assert disputed.reason.endswith("less CHF 10.00 disputed; but all of it is disputed")
    plan = Deferred(plan_chf=chf("10.00"), plan_words="plan L1")
    deferred = decide("FJI", due, [], 2017, lines, deferred=plan)
    assert (deferred.written, deferred.kind) == (False, "plan kept")
    both = decide("FJI", due, [], 2017, lines, deferred=plan._replace(disputed_chf=chf("9.99")))
    assert (both.kind, both.deferred_chf, both.disputed_chf) == ("plan kept", chf("0.01"), chf("9.99"))


def test_money_designated_to_an_assessed_year_waits_for_nothing_and_that_to_a_year_to_come_does() -> None:
    def owed(text: str) -> str:
        held = receipt("4.00")._replace(text=text)
        return str(decision(charge(2017, "7a", "10.00", "10.00"), receipts=(held,)).requested_chf)

    assert owed("7A 2017 CHF 4.00") == "6.00"
    assert owed("7A 2018 CHF 4.00") == "10.00"
