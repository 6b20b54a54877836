"""For which part of a year a State owes its contribution: the whole, or from joining, or until leaving.

Apart because it is a setting of the budget, and a boundary of one day that is asked about.
"""

from datetime import date, timedelta
from fractions import Fraction

from db.readings import StateReading
from db.vocabulary import Joining, Leaving

_WHOLE = Fraction(1)
JOINING_RULES = {
    Joining.MONTHS: "a State that joins in the year pays by months, from the month of entry into force",
    Joining.DAYS: "a State that joins in the year pays by days, from the day of entry into force",
    Joining.FULL_YEAR: "a State that joins in the year pays the full year",
    Joining.NEXT_YEAR: "a State that joins in the year pays from the next year",
}
LEAVING_RULES = {
    Leaving.MONTHS: "one that leaves pays by months, up to the month of its last day",
    Leaving.DAYS: "one that leaves pays by days, up to its last day",
    Leaving.FULL_YEAR: "one that leaves pays the full year",
}


def is_payer_from_the_start(state: StateReading, year: int) -> bool:
    """Tell whether the year's budget is split over the State: it is a State Party on 1 January."""
    return state.is_party(date(year, 1, 1))


def joins_in(state: StateReading, year: int, *, by: date) -> bool:
    """Tell whether the State became a State Party after 1 January of the year, by a day and in the year."""
    joined = state.party_from
    return joined is not None and date(year, 1, 1) < joined <= min(by, date(year, 12, 31))


def part_of_year(state: StateReading, year: int, joining: Joining, leaving: Leaving) -> Fraction:
    """Give the part of the year that a State Party owes, from 0 to 1.

    The day of leaving is the first day out, so the day before is the last one owed. Months count when begun.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    assert state.party_from is not None, "a State Party has the day from which it is one"
    if state.party_until and state.party_until <= first:
        return Fraction(0)
    from_on = max(state.party_from, first)
    leaves_on = state.party_until if state.party_until and state.party_until <= last else None
    if from_on > first and joining is Joining.NEXT_YEAR:
        return Fraction(0)
    if from_on > first and joining is Joining.FULL_YEAR:
        from_on = first
    until = last if leaves_on is None or leaving is Leaving.FULL_YEAR else leaves_on - timedelta(days=1)
    days = Fraction((last - first).days + 1)
    start = Fraction(from_on.month - 1, 12) if joining is Joining.MONTHS else (from_on - first).days / days
    end = Fraction(until.month, 12) if leaving is Leaving.MONTHS else ((until - first).days + 1) / days
    return max(min(end, _WHOLE) - start, Fraction(0))
