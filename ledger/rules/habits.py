"""By which day of the year a State has paid in the years before: an assumption for planning, and never a balance."""

from collections.abc import Iterable, Sequence
from datetime import date

from db.moments import months_later
from db.readings import ApplicationReading, ChargeReading

YEARS_OF_A_HABIT = 2


def has_paid_by(charges: Sequence[ChargeReading], uses: Iterable[ApplicationReading], year: int, by: date) -> int:
    """Give in how many earlier years, at least two and every one, a State had paid all by the same day; else 0.

    ``charges`` and ``uses`` are one State's; ``year`` is the one that is planned for.
    """
    earlier = sorted({charge.year for charge in charges if charge.year < year and charge.assessed_chf})
    paid = list(uses)
    for past in earlier:
        last = months_later(by, 12 * (past - year))
        of_year = [charge for charge in charges if charge.year == past]
        received = sum(use.amount_chf for use in paid if use.year == past and use.received_on <= last)
        if received < sum(charge.assessed_chf - charge.bank_charges_chf for charge in of_year):
            return 0
    return len(earlier) if len(earlier) >= YEARS_OF_A_HABIT else 0
