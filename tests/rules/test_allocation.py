"""Allocation: oldest year first, within a year the lines in their order, never more than is open."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from db.readings import ChargeReading
from ledger.rules.allocation import allocate
from tests.helpers import chf


def charge(year: int, position: int, open_chf: str) -> ChargeReading:
    on = date(year, 1, 4)
    amount = chf(open_chf)
    line = f"7{'abc'[position - 1]}"
    return ChargeReading(year * 10 + position, "FJI", year, line, position, "", on, on, amount, amount, chf("0.00"),
                         chf("0.00"), amount)  # fmt: skip


CHARGES = [charge(2017, 2, "30.00"), charge(2016, 2, "20.00"), charge(2017, 1, "15.00"), charge(2016, 1, "10.00")]


def uses(amount: str) -> list[tuple[int, str, Decimal]]:
    return [(charge.year, charge.line, part) for charge, part in allocate(chf(amount), CHARGES)]


def test_the_oldest_year_is_paid_first_and_7a_before_7b() -> None:
    assert uses("50.00") == [
        (2016, "7a", chf("10.00")),
        (2016, "7b", chf("20.00")),
        (2017, "7a", chf("15.00")),
        (2017, "7b", chf("5.00")),
    ]


def test_what_is_left_over_is_not_used() -> None:
    assert sum(part for _, _, part in uses("100.00")) == chf("75.00")


def test_nothing_pays_nothing() -> None:
    assert uses("0.00") == []


def test_a_paid_charge_gets_nothing() -> None:
    assert allocate(chf("5.00"), [charge(2016, 1, "0.00"), charge(2016, 2, "5.00")])[0][0].line == "7b"


@given(st.integers(0, 10_000))
def test_no_charge_gets_more_than_is_open_and_later_ones_only_when_earlier_ones_are_full(rappen: int) -> None:
    paid = allocate(Decimal(rappen).scaleb(-2), CHARGES)
    assert all(chf("0.00") < part <= each.open_chf for each, part in paid)
    assert all(part == each.open_chf for each, part in paid[:-1])
    assert sum((part for _, part in paid), chf("0.00")) == min(Decimal(rappen).scaleb(-2), chf("75.00"))
