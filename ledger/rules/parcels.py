"""Parcels: from which day on how much of a balance is free, and on which days money can be set against debt.

Apart because a revision frees money and opens debt in the middle of a year: nothing is used before it is there, and
what a past day showed stays.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from db.money import ZERO_CHF

Parcel = tuple[date, Decimal]


def parcels(movements: Iterable[Parcel]) -> list[Parcel]:
    """Give what is free from which day on, in CHF, from what each day added to a balance (in order of days).

    An amount is free from a day if the balance never falls below it from then on.

    >>> from datetime import date as day
    >>> moved = [(day(2017, 1, 4), Decimal(100)), (day(2017, 2, 1), Decimal(-60)), (day(2017, 6, 1), Decimal(20))]
    >>> [(on.isoformat(), str(free)) for on, free in parcels(moved)]
    [('2017-01-04', '40.00'), ('2017-06-01', '20.00')]
    """
    days, balances, balance = [], [], ZERO_CHF
    for on, moved in movements:
        balance += moved
        days.append(on)
        balances.append(balance)
    found: list[Parcel] = []
    least = balances[-1] if balances else ZERO_CHF
    for number in range(len(days) - 1, -1, -1):
        least_before = min(least, balances[number - 1]) if number else ZERO_CHF
        if least > least_before:
            found.append((days[number], least - least_before))
        least = least_before
    return found[::-1]


def days_to_use(amount_chf: Decimal, money: list[Parcel], debt: list[Parcel]) -> list[Parcel]:
    """Set an amount of money against debt: gives the days and CHF, each on the later day of the two parcels.

    Both lists lose what is used, the earliest parcels first; the amount must be within both.
    """
    used: dict[date, Decimal] = {}
    left = amount_chf
    while left:
        part = min(left, money[0][1], debt[0][1])
        on = max(money[0][0], debt[0][0])
        used[on] = used.get(on, ZERO_CHF) + part
        left -= part
        _take(money, part)
        _take(debt, part)
    return sorted(used.items())


def _take(held: list[Parcel], part: Decimal) -> None:
    on, amount = held.pop(0)
    if amount > part:
        held.insert(0, (on, amount - part))
