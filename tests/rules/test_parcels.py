"""Parcels: what is free from which day on, and that nothing is used before it is there."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.parcels import Parcel, days_to_use, parcels
from tests.helpers import chf

START = date(2017, 1, 1)


def day(number: int) -> date:
    return START + timedelta(number)


def francs(rappen: int) -> Decimal:
    return Decimal(rappen).scaleb(-2)


rappen = st.integers(0, 30)
balances_by_day = st.dictionaries(st.integers(0, 20).map(day), rappen, max_size=10).map(
    lambda found: dict(sorted(found.items()))
)
parcel_lists = st.dictionaries(st.integers(0, 12).map(day), st.integers(1, 12), max_size=6).map(
    lambda found: [(on, francs(amount)) for on, amount in sorted(found.items())]
)


def movements(balances: dict[date, int]) -> list[Parcel]:
    before = 0
    found = []
    for on, balance in balances.items():
        found.append((on, francs(balance - before)))
        before = balance
    return found


def by_day(found: list[Parcel], on: date) -> Decimal:
    return sum((amount for free_from, amount in found if free_from <= on), chf("0.00"))


def rappen_by_rappen(found: list[Parcel]) -> list[date]:
    return [on for on, amount in found for _ in range(int(amount * 100))]


def total(found: list[Parcel]) -> Decimal:
    return sum((amount for _, amount in found), chf("0.00"))


@given(balances_by_day)
def test_from_a_day_is_free_the_least_that_the_balance_is_on_and_after_it(balances: dict[date, int]) -> None:
    found = parcels(movements(balances))
    for number in range(-1, 22):
        reached = [balance for on, balance in balances.items() if on <= day(number)][-1:] or [0]
        ahead = [balance for on, balance in balances.items() if on > day(number)]
        assert by_day(found, day(number)) == francs(min(reached + ahead))


@given(balances_by_day)
def test_parcels_are_amounts_in_order_of_days_that_add_up_to_the_balance(balances: dict[date, int]) -> None:
    found = parcels(movements(balances))
    assert all(amount > 0 for _, amount in found)
    assert all(earlier < later for (earlier, _), (later, _) in pairwise(found))
    assert {on for on, _ in found} <= set(balances)
    assert total(found) == francs([0, *balances.values()][-1])


def test_where_nothing_moved_nothing_is_free() -> None:
    assert parcels([]) == []
    assert parcels([(day(0), chf("5.00")), (day(1), chf("-5.00"))]) == []


def test_money_that_is_taken_back_later_was_never_free() -> None:
    moved = [(day(0), chf("100.00")), (day(1), chf("-60.00")), (day(2), chf("20.00")), (day(3), chf("-5.00"))]
    assert parcels(moved) == [(day(0), chf("40.00")), (day(2), chf("15.00"))]


def test_money_that_goes_and_comes_back_is_free_from_when_it_came_back() -> None:
    moved = [(day(0), chf("100.00")), (day(1), chf("-100.00")), (day(2), chf("100.00"))]
    assert parcels(moved) == [(day(2), chf("100.00"))]


@given(parcel_lists, parcel_lists, st.data())
def test_each_rappen_meets_its_debt_on_the_day_when_both_are_there(
    money: list[Parcel], debt: list[Parcel], data: st.DataObject
) -> None:
    paid = list(zip(rappen_by_rappen(money), rappen_by_rappen(debt), strict=False))
    paid = paid[: data.draw(st.integers(0, len(paid)))]
    met = Counter(max(there, owed) for there, owed in paid)
    left_money, left_debt = rappen_by_rappen(money)[len(paid) :], rappen_by_rappen(debt)[len(paid) :]
    used = days_to_use(francs(len(paid)), money, debt)
    assert used == [(on, francs(count)) for on, count in sorted(met.items())]
    assert rappen_by_rappen(money) == left_money
    assert rappen_by_rappen(debt) == left_debt
    assert all(amount > 0 for _, amount in (*used, *money, *debt))


@given(parcel_lists, parcel_lists, st.data())
def test_what_is_used_is_the_amount_never_before_it_is_there_and_both_sides_lose_it(
    money: list[Parcel], debt: list[Parcel], data: st.DataObject
) -> None:
    amount = francs(data.draw(st.integers(0, int(min(total(money), total(debt)) * 100))))
    money_before, debt_before = money.copy(), debt.copy()
    used = days_to_use(amount, money, debt)
    assert total(used) == amount
    assert total(money_before) - total(money) == total(debt_before) - total(debt) == amount
    for on, so_far in zip((on for on, _ in used), accumulate(part for _, part in used), strict=True):
        assert so_far <= min(by_day(money_before, on), by_day(debt_before, on))
    assert [on for on, _ in used] == sorted({on for on, _ in used})


def test_money_waits_for_debt_and_debt_for_money() -> None:
    money = [(day(0), chf("50.00")), (day(9), chf("50.00"))]
    debt = [(day(3), chf("30.00")), (day(5), chf("60.00"))]
    assert days_to_use(chf("80.00"), money, debt) == [
        (day(3), chf("30.00")),
        (day(5), chf("20.00")),
        (day(9), chf("30.00")),
    ]
    assert (money, debt) == ([(day(9), chf("20.00"))], [(day(5), chf("10.00"))])


def test_using_nothing_takes_nothing() -> None:
    money, debt = [(day(0), chf("1.00"))], [(day(0), chf("2.00"))]
    assert days_to_use(chf("0.00"), money, debt) == []
    assert (money, debt) == ([(day(0), chf("1.00"))], [(day(0), chf("2.00"))])
