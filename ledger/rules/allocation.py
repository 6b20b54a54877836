"""Which charges a State's money pays: oldest year first, within a year in the order of the budget's lines.

Apart because the order is policy: it is printed wherever its effect is shown.
"""

from collections.abc import Iterable
from decimal import Decimal

from db.money import ZERO_CHF
from db.readings import ChargeReading

ORDER_IN_FORCE = (
    "Money pays the oldest year first, within a year the assessed lines in their order; "
    "the rest stays on account for the years to come."
)


def allocate(amount_chf: Decimal, charges: Iterable[ChargeReading]) -> list[tuple[ChargeReading, Decimal]]:
    """Set an amount (CHF, not negative) against what is open, in the order in force.

    Gives each charge that gets something with what it gets; what is left of the amount is the caller's.
    """
    left, uses = amount_chf, []
    for charge in sorted(charges, key=lambda charge: (charge.year, charge.position)):
        part = min(left, charge.open_chf)
        if part > ZERO_CHF:
            uses.append((charge, part))
            left -= part
    assert sum((part for _, part in uses), left) == amount_chf
    return uses
