"""The steps after a letter, payment plans kept and broken, and who gets letters that ask for nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.letter_readings import InstalmentReading, LetterDecision, PlanReading
from db.readings import ApplicationReading
from db.vocabulary import Obligation
from ledger.rules.escalation import Trail, next_step
from ledger.rules.instalments import equal_instalments, kept, last_day, standing_of
from ledger.rules.purposes import only, proposing, thanking

DUE = date(2017, 2, 2)
BROKEN = "broken: the instalment due on 2017-03-31 was not paid 30 days later"
PLAN = PlanReading(
    1,
    "CIV",
    date(2017, 2, 10),
    "agreed",
    (InstalmentReading(date(2017, 3, 31), Decimal("30.00")), InstalmentReading(date(2017, 6, 30), Decimal("70.00"))),
    None,
    "",
)


def use(amount: str, on: date, year: int = 2017, obligation: Obligation = Obligation.ASSESSED) -> ApplicationReading:
    return ApplicationReading(1, on, on, "CIV", year, "7a", 1, obligation, Decimal(amount))


@pytest.mark.parametrize(
    ("trail", "step", "from_on"),
    [
        (Trail(), "package", date(2016, 12, 1)),
        (Trail([date(2017, 1, 27)]), "reminder", date(2017, 4, 3)),
        (Trail([date(2017, 1, 27)], broken_promise=date(2017, 3, 1)), "reminder", date(2017, 3, 2)),
        (Trail([date(2017, 1, 27), date(2017, 4, 5)]), "courtesy call", date(2017, 5, 3)),
        (Trail([date(2017, 1, 27), date(2017, 4, 5)], [date(2017, 5, 5)]), "second reminder", date(2017, 10, 1)),
        (Trail([date(2017, 1, 27), date(2017, 10, 2)]), "letter of the President", date(2017, 11, 1)),
        (Trail([date(2017, 1, 27), date(2017, 10, 2)], formal=[date(2017, 11, 2)]), "personal delivery",
         date(2017, 12, 2)),
        (Trail([date(2017, 1, 27), date(2017, 10, 2)], formal=[date(2017, 11, 2)], delivered=[date(2017, 11, 6)]),
         "the capital", date(2017, 12, 6)),
        (Trail([date(2017, 1, 27), date(2017, 4, 5)], [date(2017, 2, 10)]), "second reminder", date(2017, 10, 1)),
        (Trail([date(2017, 1, 27), date(2017, 4, 5)], [date(2017, 1, 26)]), "courtesy call", date(2017, 5, 3)),
        (Trail([date(2017, 1, 27), date(2017, 10, 2)], formal=[date(2017, 11, 2)], delivered=[date(2017, 10, 20)]),
         "personal delivery", date(2017, 12, 2)),
        (Trail([date(2017, 1, 27), date(2017, 10, 2)], formal=[date(2017, 11, 2)], delivered=[date(2017, 11, 2)]),
         "the capital", date(2017, 12, 2)),
    ],
)  # fmt: skip
def test_each_step_follows_from_what_was_done(trail: Trail, step: str, from_on: date) -> None:
    found = next_step(2017, DUE, trail)
    assert (found.name, found.from_on) == (step, from_on)


@pytest.mark.parametrize(
    ("paid", "on", "words", "deferred"),
    [
        ([], date(2017, 4, 30), "kept", "100.00"),
        ([], date(2017, 5, 1), BROKEN, "100.00"),
        ([use("30.00", date(2017, 4, 20))], date(2017, 5, 1), "kept", "70.00"),
        ([use("29.99", date(2017, 4, 20))], date(2017, 5, 1), BROKEN, "70.01"),
        ([use("100.00", date(2017, 4, 20))], date(2017, 12, 1), "paid in full", "0.00"),
        ([use("100.00", date(2017, 2, 9))], date(2017, 5, 1), BROKEN, "100.00"),
        ([use("100.00", date(2017, 4, 20), 2017, Obligation.VOLUNTARY)], date(2017, 4, 1), "kept", "100.00"),
        ([use("100.00", date(2018, 2, 9), 2018)], date(2017, 4, 1), "kept", "100.00"),
    ],
)  # fmt: skip
def test_a_plan_is_kept_until_thirty_days_after_an_instalment(
    paid: list[ApplicationReading], on: date, words: str, deferred: str
) -> None:
    standing = standing_of(PLAN, paid, on)
    assert (standing.words, str(standing.deferred_chf)) == (words, deferred)
    assert (kept([standing]) is not None) == (words == "kept")


@pytest.mark.parametrize(
    ("on", "due"),
    [(date(2017, 3, 30), "0.00"), (date(2017, 3, 31), "30.00"), (date(2017, 6, 29), "30.00"),
     (date(2017, 6, 30), "100.00")],
)  # fmt: skip
def test_an_instalment_is_due_from_its_own_day_on(on: date, due: str) -> None:
    assert str(standing_of(PLAN, [], on).due_chf) == due


def test_what_follows_is_the_first_instalment_that_is_not_covered() -> None:
    first, second = PLAN.instalments
    assert standing_of(PLAN, [], date(2017, 2, 10)).next == first
    assert standing_of(PLAN, [use("30.00", date(2017, 3, 1))], date(2017, 3, 1)).next == second
    assert standing_of(PLAN, [use("100.00", date(2017, 3, 1))], date(2017, 3, 1)).next is None


def test_money_of_the_day_of_the_agreement_and_for_its_year_counts() -> None:
    paid = [use("30.00", PLAN.agreed_on), use("20.00", date(2017, 3, 1), 2016), use("50.00", date(2018, 1, 5), 2018)]
    assert str(standing_of(PLAN, paid, date(2018, 1, 5)).received_chf) == "50.00"


@given(
    st.integers(2, 10_000_000),
    st.integers(2, 72),
    st.dates(date(2016, 1, 1), date(2030, 12, 31)),
    st.integers(1, 12),
)
def test_equal_instalments_add_up_and_keep_their_order(hundredths: int, count: int, first: date, months: int) -> None:
    amount_chf = Decimal(hundredths) / 100
    parts = equal_instalments(amount_chf, count, first, months)
    assert sum(part.amount_chf for part in parts) == amount_chf
    assert [part.due_on for part in parts] == sorted({part.due_on for part in parts})
    assert parts[0].due_on == first
    assert last_day(first) - first >= timedelta(days=6 * 365)


def decision(state: str, kind: str, *, written: bool, prior: str = "0.00", deferred: str = "0.00") -> LetterDecision:
    asked = Decimal("10.00") if written else Decimal("0.00")
    return LetterDecision(state, written, kind, "reason", Decimal(prior), {}, Decimal("0.00"), asked, Decimal(deferred))


ALL = [
    decision("AFG", "this year", written=True),
    decision("CIV", "this year and prior years", written=True, prior="5.00"),
    decision("DEU", "paid in advance", written=False),
    decision("FJI", "paid in advance", written=False),
    decision("TUN", "plan kept", written=False, prior="5.00", deferred="5.00"),
]


def test_thanks_go_once_to_those_paid_in_advance_and_plans_are_proposed_to_those_with_prior_years() -> None:
    thanked = thanking(ALL, {"FJI": "NV/2017/003"})
    assert [each.state for each in thanked if each.written] == ["DEU"]
    assert "NV/2017/003" in next(each.reason for each in thanked if each.state == "FJI")
    proposed = proposing(ALL)
    assert [each.state for each in proposed if each.written] == ["CIV"]
    assert [each.kind for each in proposed if each.state == "TUN"] == ["has a plan"]
    for run in (thanked, proposed, only(ALL, {"AFG"})):
        assert [each.state for each in run] == [each.state for each in ALL]
    assert not any(each.requested_chf for each in (*thanked, *proposed))
    assert [each.state for each in only(ALL, {"AFG"}) if each.written] == ["AFG"]
    assert only(ALL, ()) == ALL
    (left_out,) = {
        each.reason.partition(";")[0] for each in only(ALL, ["XXB", "XXA"]) if each.kind == "not in this run"
    }
    assert left_out == "this run is for XXA, XXB only"
