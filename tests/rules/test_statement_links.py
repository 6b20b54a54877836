"""How statements join: numbers that were left out between balances that meet, and days that lie apart."""

from datetime import date
from decimal import Decimal

import pytest

from db.vocabulary import ChainState
from ledger.rules.chain import Covered, in_order, links
from ledger.rules.sightings import CannotTell, Line, Period, StatementsDisagree, sightings
from tests.helpers import chf

CLOSING = chf("100.00")


def covered(sequence: str, month: int, year: int = 2016) -> Covered:
    """Make a statement of a month without lines."""
    return Covered(f"S{month}", sequence, date(year, month, 1), date(year, month, 28), CLOSING, CLOSING)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("1", "2", ""),
        ("1", "3", "the balances meet, but between numbers 1 and 3 1 left out"),
        ("1", "33", "the balances meet, but between numbers 1 and 33 31 left out"),
        ("1", "34", ""),
        ("3", "1", ""),
        ("A1", "3", ""),
        ("1", "A3", ""),
    ],
)
def test_a_number_that_was_left_out_is_told_though_the_balances_meet(first: str, second: str, said: str) -> None:
    before, after = links([covered(first, 1), covered(second, 2)])
    assert (before.said, after.state, after.said) == ("", ChainState.OK, said)


def test_numbers_of_another_year_are_not_compared() -> None:
    assert links([covered("1", 12), covered("9", 1, 2017)])[1].said == ""
    assert links([covered("1", 12, 2015), covered("9", 1)])[1].said == ""


def test_a_statement_of_other_days_says_nothing_of_a_line() -> None:
    line = Line(date(2016, 2, 5), Decimal("5.00"), "")
    new = Period("", date(2016, 2, 1), date(2016, 2, 28), CLOSING, chf("105.00"), {1: line})
    for first, last in ((date(2016, 1, 1), date(2016, 1, 31)), (date(2016, 2, 29), date(2016, 3, 31))):
        elsewhere = Period("S1", first, last, CLOSING, chf("105.00"), {7: line})
        assert sightings(new, [elsewhere]).known == {}
    assert sightings(new, [Period("S1", new.from_on, new.to_on, CLOSING, chf("105.00"), {7: line})]).known == {1: 7}


def test_the_second_part_of_a_day_goes_on_where_the_first_ended_though_the_bank_gives_no_references() -> None:
    day = date(2016, 2, 5)
    held = Period("S1", day, day, CLOSING, chf("110.00"), {7: Line(day, chf("10.00"), "")})
    new = Period("", day, day, chf("110.00"), chf("130.00"), {1: Line(day, chf("20.00"), "")})
    assert sightings(new, [held]).known == {}
    before = Period("", day, day, chf("80.00"), CLOSING, {1: Line(day, chf("20.00"), "")})
    assert sightings(before, [held]).known == {}


def part_of_a_day(label: str, opening: str, *moved: tuple[str, str], numbered: int = 1) -> Period:
    """Make a statement of one day, closing by its lines, each an amount and the bank's reference."""
    day = date(2016, 2, 5)
    lines = {number: Line(day, chf(amount), told) for number, (amount, told) in enumerate(moved, start=numbered)}
    closing = sum((line.signed for line in lines.values()), chf(opening))
    return Period(label, day, day, chf(opening), closing, lines)


def test_a_statement_that_opens_in_the_middle_of_a_day_repeats_what_nets_to_nil() -> None:
    held = part_of_a_day("S1", "100.00", ("5.00", "A"), ("10.00", "B"), ("-10.00", "C"), numbered=7)
    new = part_of_a_day("", "105.00", ("10.00", "B"), ("-10.00", "C"))
    assert sightings(new, [held]).known == {1: 8, 2: 9}


def test_an_equal_payment_in_the_next_part_of_a_day_is_a_second_one() -> None:
    held = part_of_a_day("S1", "100.00", ("10.00", ""), numbered=7)
    assert sightings(part_of_a_day("", "110.00", ("10.00", "")), [held]).known == {}


def test_parts_of_a_day_are_told_by_references_on_every_line_of_both() -> None:
    held = part_of_a_day("S1", "100.00", ("10.00", "A"), numbered=7)
    named = part_of_a_day("", "150.00", ("20.00", "B"), ("30.00", "C"))
    assert sightings(named, [held]).known == {}
    with pytest.raises(StatementsDisagree, match=r"opens with 150.00 .* was 100.00 \(difference 50.00\)"):
        sightings(part_of_a_day("", "150.00", ("20.00", "B"), ("30.00", "")), [held])


def test_a_day_had_begun_by_lines_that_all_have_references() -> None:
    held = part_of_a_day("S1", "100.00", ("5.00", "A"), ("6.00", "B"), ("10.00", "C"), numbered=7)
    new = part_of_a_day("", "111.00", ("10.00", "C"))
    assert sightings(new, [held]).known == {1: 9}
    unnamed = part_of_a_day("S1", "100.00", ("5.00", "A"), ("6.00", ""), ("10.00", "C"), numbered=7)
    with pytest.raises(StatementsDisagree, match=r"difference 11.00"):
        sightings(new, [unnamed])


def test_of_lines_that_nothing_proves_the_same_the_first_is_named() -> None:
    days = [date(2016, 2, day) for day in (3, 5)]
    lines = {number: Line(day, chf(f"{number}.00"), "") for number, day in enumerate(days, start=1)}
    held = Period("S1", days[0], days[1], CLOSING, None, {number + 6: line for number, line in lines.items()})
    new = Period("", days[0], days[1], CLOSING, None, lines)
    with pytest.raises(CannotTell, match=r"2 of its lines .* of statement S1 .* the first 1.00 of 2016-02-03"):
        sightings(new, [held])
    assert sightings(new, [held], same_lines=True).known == {1: 7, 2: 8}


@pytest.mark.parametrize(("opening", "state"), [("110.00", ChainState.OVERLAP), ("111.00", ChainState.GAP)])
def test_a_statement_that_begins_on_the_last_day_of_another_opens_at_its_balance_of_that_day(
    opening: str, state: ChainState
) -> None:
    moved = {date(2016, 2, 5): chf("10.00"), date(2016, 2, 28): chf("7.00")}
    first = Covered("S1", "", date(2016, 2, 1), date(2016, 2, 28), chf("100.00"), chf("117.00"), moved)
    moved = {date(2016, 3, 2): chf("1.00")}
    second = Covered("S2", "", date(2016, 2, 28), date(2016, 3, 10), chf(opening), chf(opening) + 1, moved)
    assert links([first, second])[1].state == state


def test_statements_of_other_days_keep_their_order_though_a_later_one_would_follow_on() -> None:
    january = covered("1", 1)
    february = Covered("S2", "2", date(2016, 2, 1), date(2016, 2, 28), chf("120.00"), chf("130.00"))
    assert [each.label for each in in_order([covered("3", 3), february, january])] == ["S1", "S2", "S3"]
