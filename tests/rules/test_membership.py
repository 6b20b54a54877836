"""For which part of a year a State owes: each boundary by the day before, the day, and the day after."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.readings import StateReading
from db.vocabulary import Joining, Leaving
from ledger.rules.membership import (
    JOINING_RULES,
    LEAVING_RULES,
    is_payer_from_the_start,
    joins_in,
    part_of_year,
)
from tests.helpers import a_state

WHOLE, NOTHING = Fraction(1), Fraction(0)
END_OF_2017 = date(2017, 12, 31)


def fiji(joined: str = "2010-08-01", left: str | None = None) -> StateReading:
    return a_state("FJI", date.fromisoformat(joined), party_until=date.fromisoformat(left) if left else None)


def joined_on(day: str, joining: Joining) -> Fraction:
    return part_of_year(fiji(day), int(day[:4]), joining, Leaving.MONTHS)


def left_on(day: str, leaving: Leaving) -> Fraction:
    return part_of_year(fiji(left=day), int(day[:4]), Joining.MONTHS, leaving)


def both(joined: str, left: str, joining: Joining, leaving: Leaving) -> Fraction:
    return part_of_year(fiji(joined, left), 2017, joining, leaving)


@pytest.mark.parametrize(
    ("day", "twelfths"),
    [
        ("2017-01-02", 12),
        ("2017-01-31", 12),
        ("2017-02-01", 11),
        ("2017-03-31", 10),
        ("2017-04-01", 9),
        ("2017-04-02", 9),
        ("2017-11-30", 2),
        ("2017-12-01", 1),
        ("2017-12-31", 1),
        ("2016-02-29", 11),
        ("2016-03-01", 10),
    ],
)
def test_by_months_a_state_that_joins_owes_from_the_month_it_joins_in(day: str, twelfths: int) -> None:
    assert joined_on(day, Joining.MONTHS) == Fraction(twelfths, 12)


@pytest.mark.parametrize(
    ("day", "days", "of"),
    [
        ("2017-01-02", 364, 365),
        ("2017-03-31", 276, 365),
        ("2017-04-01", 275, 365),
        ("2017-04-02", 274, 365),
        ("2017-12-30", 2, 365),
        ("2017-12-31", 1, 365),
        ("2016-01-02", 365, 366),
        ("2016-02-28", 308, 366),
        ("2016-02-29", 307, 366),
        ("2016-03-01", 306, 366),
        ("2017-02-28", 307, 365),
        ("2017-03-01", 306, 365),
        ("2016-12-31", 1, 366),
    ],
)
def test_by_days_a_state_that_joins_owes_from_its_first_day(day: str, days: int, of: int) -> None:
    assert joined_on(day, Joining.DAYS) == Fraction(days, of)


@pytest.mark.parametrize("day", ["2017-01-02", "2017-03-31", "2017-04-01", "2017-04-02", "2017-12-31", "2016-02-29"])
def test_a_state_that_joins_owes_the_full_year_or_nothing_until_the_next(day: str) -> None:
    assert joined_on(day, Joining.FULL_YEAR) == WHOLE
    assert joined_on(day, Joining.NEXT_YEAR) == NOTHING


@pytest.mark.parametrize("joining", Joining)
@pytest.mark.parametrize("day", ["2010-08-01", "2016-12-31", "2017-01-01"])
def test_a_state_that_is_in_on_the_first_of_january_owes_the_whole_year(day: str, joining: Joining) -> None:
    assert part_of_year(fiji(day), 2017, joining, Leaving.MONTHS) == WHOLE
    assert part_of_year(fiji(day), 2017, joining, Leaving.DAYS) == WHOLE
    assert part_of_year(fiji(day), 2017, joining, Leaving.FULL_YEAR) == WHOLE


@pytest.mark.parametrize(
    ("day", "twelfths"),
    [
        ("2017-01-02", 1),
        ("2017-02-01", 1),
        ("2017-02-02", 2),
        ("2017-06-30", 6),
        ("2017-07-01", 6),
        ("2017-07-02", 7),
        ("2017-12-01", 11),
        ("2017-12-02", 12),
        ("2017-12-31", 12),
        ("2016-02-29", 2),
        ("2016-03-01", 2),
        ("2016-03-02", 3),
    ],
)
def test_by_months_a_state_that_leaves_owes_up_to_the_month_of_its_last_day(day: str, twelfths: int) -> None:
    assert left_on(day, Leaving.MONTHS) == Fraction(twelfths, 12)


@pytest.mark.parametrize(
    ("day", "days", "of"),
    [
        ("2017-01-02", 1, 365),
        ("2017-06-30", 180, 365),
        ("2017-07-01", 181, 365),
        ("2017-07-02", 182, 365),
        ("2017-12-31", 364, 365),
        ("2016-02-29", 59, 366),
        ("2016-03-01", 60, 366),
        ("2017-03-01", 59, 365),
        ("2016-07-01", 182, 366),
        ("2016-12-31", 365, 366),
    ],
)
def test_by_days_a_state_that_leaves_owes_up_to_the_day_before_it_is_out(day: str, days: int, of: int) -> None:
    assert left_on(day, Leaving.DAYS) == Fraction(days, of)


@pytest.mark.parametrize("day", ["2017-01-02", "2017-06-30", "2017-07-01", "2017-07-02", "2017-12-31"])
def test_a_state_that_leaves_owes_the_full_year_if_that_is_the_rule(day: str) -> None:
    assert left_on(day, Leaving.FULL_YEAR) == WHOLE


@pytest.mark.parametrize("leaving", Leaving)
@pytest.mark.parametrize("day", ["2018-01-01", "2018-01-02", "2018-07-01"])
def test_a_state_that_is_in_until_the_last_of_december_owes_the_whole_year(day: str, leaving: Leaving) -> None:
    assert part_of_year(fiji(left=day), 2017, Joining.MONTHS, leaving) == WHOLE


def test_a_state_that_joins_and_leaves_in_one_year_owes_what_is_between() -> None:
    joined, left = "2017-04-01", "2017-07-01"
    assert both(joined, left, Joining.MONTHS, Leaving.MONTHS) == Fraction(3, 12)
    assert both(joined, left, Joining.DAYS, Leaving.DAYS) == Fraction(91, 365)
    assert both(joined, left, Joining.MONTHS, Leaving.DAYS) == Fraction(181, 365) - Fraction(3, 12)
    assert both(joined, left, Joining.DAYS, Leaving.MONTHS) == Fraction(6, 12) - Fraction(90, 365)
    assert both(joined, left, Joining.FULL_YEAR, Leaving.FULL_YEAR) == WHOLE
    assert both(joined, left, Joining.FULL_YEAR, Leaving.MONTHS) == Fraction(6, 12)
    assert both(joined, left, Joining.MONTHS, Leaving.FULL_YEAR) == Fraction(9, 12)
    assert {both(joined, left, Joining.NEXT_YEAR, leaving) for leaving in Leaving} == {NOTHING}


def test_a_state_that_joins_and_leaves_within_days_owes_the_month_or_the_days() -> None:
    assert both("2017-03-31", "2017-04-02", Joining.MONTHS, Leaving.MONTHS) == Fraction(2, 12)
    assert both("2017-03-31", "2017-04-01", Joining.MONTHS, Leaving.MONTHS) == Fraction(1, 12)
    assert both("2017-03-10", "2017-03-20", Joining.MONTHS, Leaving.MONTHS) == Fraction(1, 12)
    assert both("2017-03-10", "2017-03-11", Joining.DAYS, Leaving.DAYS) == Fraction(1, 365)
    assert both("2017-12-31", "2018-01-01", Joining.MONTHS, Leaving.MONTHS) == Fraction(1, 12)
    assert both("2017-12-31", "2018-01-01", Joining.DAYS, Leaving.DAYS) == Fraction(1, 365)


days_of_2017 = st.dates(date(2017, 1, 1), date(2018, 1, 1))


@given(days_of_2017, days_of_2017)
def test_days_and_months_are_those_in_which_the_state_was_in(one: date, other: date) -> None:
    joined, left = sorted((one, other))
    state = a_state("FJI", joined, party_until=left)
    days = [date(2017, 1, 1) + timedelta(number) for number in range(365)]
    inside = [day for day in days if state.is_party(day)]
    if inside:
        months = {day.month for day in inside}
        assert part_of_year(state, 2017, Joining.DAYS, Leaving.DAYS) == Fraction(len(inside), 365)
        assert part_of_year(state, 2017, Joining.MONTHS, Leaving.MONTHS) == Fraction(len(months), 12)


@given(days_of_2017, days_of_2017, st.sampled_from(Joining), st.sampled_from(Leaving))
def test_a_part_is_from_nothing_to_the_whole(one: date, other: date, joining: Joining, leaving: Leaving) -> None:
    joined, left = sorted((one, other))
    assert NOTHING <= part_of_year(a_state("FJI", joined, party_until=left), 2017, joining, leaving) <= WHOLE


@pytest.mark.parametrize(
    ("joined", "pays"),
    [("2016-12-31", True), ("2017-01-01", True), ("2017-01-02", False), ("2017-12-31", False), ("2018-01-01", False)],
)
def test_the_budget_is_split_over_those_that_are_in_on_the_first_of_january(joined: str, pays: bool) -> None:
    assert is_payer_from_the_start(fiji(joined), 2017) is pays


@pytest.mark.parametrize(
    ("left", "pays"), [("2016-12-31", False), ("2017-01-01", False), ("2017-01-02", True), ("2018-01-01", True)]
)
def test_a_state_that_is_out_on_the_first_of_january_is_no_payer(left: str, pays: bool) -> None:
    assert is_payer_from_the_start(fiji(left=left), 2017) is pays


def test_a_state_that_never_joined_is_no_payer() -> None:
    never = a_state("BRA", None)
    assert not is_payer_from_the_start(never, 2017)
    assert not joins_in(never, 2017, by=END_OF_2017)


@pytest.mark.parametrize(
    ("joined", "joins"),
    [
        ("2016-12-31", False),
        ("2017-01-01", False),
        ("2017-01-02", True),
        ("2017-03-31", True),
        ("2017-12-31", True),
        ("2018-01-01", False),
        ("2018-01-02", False),
    ],
)
def test_a_state_joins_in_the_year_after_its_first_day_and_up_to_its_last(joined: str, joins: bool) -> None:
    assert joins_in(fiji(joined), 2017, by=END_OF_2017) is joins
    assert joins_in(fiji(joined), 2017, by=date(2019, 6, 1)) is joins


@pytest.mark.parametrize(("joined", "joins"), [("2017-03-31", True), ("2017-04-01", True), ("2017-04-02", False)])
def test_a_state_has_joined_by_a_day_if_it_is_in_on_that_day(joined: str, joins: bool) -> None:
    assert joins_in(fiji(joined), 2017, by=date(2017, 4, 1)) is joins


def test_nobody_has_joined_a_year_before_it_begins() -> None:
    assert not joins_in(fiji("2017-04-01"), 2017, by=date(2016, 12, 31))
    assert not joins_in(fiji("2016-04-01"), 2017, by=date(2016, 12, 31))


@given(st.dates(date(2015, 1, 1), date(2019, 12, 31)), st.integers(2015, 2019))
def test_a_state_is_from_the_start_or_joins_or_comes_later_and_never_two_of_them(joined: date, year: int) -> None:
    state = a_state("FJI", joined)
    ways = (
        is_payer_from_the_start(state, year),
        joins_in(state, year, by=date(year, 12, 31)),
        joined > date(year, 12, 31),
    )
    assert sum(ways) == 1


def test_every_setting_has_its_sentence() -> None:
    assert set(JOINING_RULES) == set(Joining)
    assert set(LEAVING_RULES) == set(Leaving)


@pytest.mark.parametrize("left", [date(2017, 1, 1), date(2016, 7, 1)])
def test_a_state_that_left_before_the_year_owes_nothing_of_it(left: date) -> None:
    state = a_state("FJI", date(2010, 8, 1), party_until=left)
    assert part_of_year(state, 2017, Joining.MONTHS, Leaving.MONTHS) == 0
