"""Whether a payment plan is kept: what came in since it was agreed, against what was due by then.

Apart from the letters, which ask only whether it is kept. What is deferred stays owed.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from db.letter_readings import DAYS_OF_GRACE, InstalmentReading, PlanReading, Standing
from db.moments import months_later
from db.money import ZERO_CHF
from db.readings import ApplicationReading
from db.vocabulary import Obligation

YEARS_AT_MOST = 6


def standing_of(plan: PlanReading, uses: Iterable[ApplicationReading], on: date) -> Standing:
    """Judge a plan on a day; ``uses`` are what the State's receipts have paid as of that day.

    What was received from the day of the agreement on and paid contributions of years up to that day's counts for the
    plan; a voluntary gift does not.
    """
    received_chf = sum(
        (
            use.amount_chf
            for use in uses
            if use.obligation is Obligation.ASSESSED
            and use.received_on >= plan.agreed_on
            and use.year <= plan.agreed_on.year
        ),
        ZERO_CHF,
    )
    due_chf, wanted_chf, broken_by, following = ZERO_CHF, ZERO_CHF, None, None
    for instalment in plan.instalments:
        wanted_chf += instalment.amount_chf
        if instalment.due_on <= on:
            due_chf = wanted_chf
        if received_chf < wanted_chf:
            following = following or instalment
            if broken_by is None and on > instalment.due_on + timedelta(days=DAYS_OF_GRACE):
                broken_by = instalment
    return Standing(plan, received_chf, due_chf, broken_by, following)


def equal_instalments(amount_chf: Decimal, count: int, first: date, months: int) -> list[InstalmentReading]:
    """Cut an amount into equal parts every some months; the last takes the rappen that are left over.

    >>> parts = equal_instalments(Decimal("100.00"), 3, date(2017, 1, 31), 1)
    >>> [(str(part.due_on), str(part.amount_chf)) for part in parts]
    [('2017-01-31', '33.33'), ('2017-02-28', '33.33'), ('2017-03-31', '33.34')]
    """
    part_chf = (amount_chf / count).quantize(ZERO_CHF, rounding="ROUND_DOWN")
    parts = [InstalmentReading(months_later(first, months * number), part_chf) for number in range(count)]
    return [*parts[:-1], InstalmentReading(parts[-1].due_on, amount_chf - part_chf * (count - 1))]


def last_day(agreed_on: date) -> date:
    """Give the last day on which an instalment of a plan may be due.

    >>> last_day(date(2020, 2, 29))
    datetime.date(2026, 2, 28)
    """
    return months_later(agreed_on, 12 * YEARS_AT_MOST)


def kept(standings: Sequence[Standing]) -> Standing | None:
    """Give the plan that is kept, the newest of several."""
    found = [each for each in standings if each.is_kept]
    return found[-1] if found else None
