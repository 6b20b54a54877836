"""What a State's money pays: first what its payer designates, then the oldest year, in the order of the budget's lines.

Apart because the order is policy: it is printed wherever its effect is shown. The same functions say what a receipt
would pay before anybody decides, and what is booked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from db.money import ZERO_CHF
from db.readings import BudgetReading, ChargeReading
from db.vocabulary import Obligation
from ledger.rules.designation import Lines, Wish

ORDER_IN_FORCE = (
    "Money pays the years, lines and amounts that its payer names; else the oldest year first, within a year the "
    "assessed lines in their order; the rest stays on account for the years to come."
)


class Use(NamedTuple):
    """What a receipt pays (CHF): an open charge, or, without one, a gift to a voluntary line of a budget."""

    year: int
    line: str
    amount_chf: Decimal
    charge: ChargeReading | None = None
    gift_line: int | None = None


@dataclass(frozen=True, slots=True)
class Years:
    """What is known of the years: their budgets, and which of them are assessed."""

    budgets: Mapping[int, BudgetReading]
    assessed: frozenset[int]
    lines: Lines = field(init=False)  # every line that any budget has, as the newest has it

    def __post_init__(self) -> None:
        lines = {line.code: line.obligation for _, budget in sorted(self.budgets.items()) for line in budget.lines}
        object.__setattr__(self, "lines", lines)

    def is_to_come(self, year: int) -> bool:
        """Tell whether a year is not assessed yet, and will be."""
        return year not in self.assessed and year > max(self.assessed, default=0)


def allocate(amount_chf: Decimal, charges: Iterable[ChargeReading]) -> list[tuple[ChargeReading, Decimal]]:
    """Set an amount (CHF, not negative) against what is open, oldest year first.

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


def designated_uses(
    amount_chf: Decimal,
    wish: Wish,
    applied: Mapping[tuple[int, str], Decimal],
    charges: Sequence[ChargeReading],
    years: Years,
) -> tuple[list[Use], Decimal]:
    """Give what the amounts designated pay now, and how much (CHF) they keep on account for later.

    ``applied`` is what the receipt has paid already, by year and line. A part waits for a year that is to come; a part
    that finds nothing open is free for the order in force.
    """
    uses, held_chf, left_chf = [], ZERO_CHF, amount_chf
    open_charges = {(charge.year, charge.line): charge for charge in charges}
    done = dict(applied)
    for part in wish.parts:
        key = (part.year or 0, part.line)
        done_chf = min(done.get(key, ZERO_CHF), part.amount_chf)
        done[key] = done.get(key, ZERO_CHF) - done_chf
        wanted_chf = min(part.amount_chf - done_chf, left_chf)
        if wanted_chf <= ZERO_CHF:
            continue
        use, keeps_chf = _use_of_part(key, wanted_chf, open_charges, years)
        if use:
            uses.append(use)
        held_chf += keeps_chf
        left_chf -= keeps_chf + (use.amount_chf if use else ZERO_CHF)
    return uses, held_chf


def planned_uses(
    amount_chf: Decimal, wish: Wish, charges: Sequence[ChargeReading], years: Years
) -> tuple[list[Use], Decimal]:
    """Give all that a new receipt of an amount (CHF) would pay, and what would stay on account."""
    uses, held_chf = designated_uses(amount_chf, wish, {}, charges, years)
    left_chf = amount_chf - held_chf - sum((use.amount_chf for use in uses), ZERO_CHF)
    paid = {use.charge.id: use.amount_chf for use in uses if use.charge}
    lowered = [each._replace(open_chf=each.open_chf - paid[each.id]) if each.id in paid else each for each in charges]
    further, _ = ordered_uses(left_chf, wish, lowered, years)
    left_chf -= sum((use.amount_chf for use in further), ZERO_CHF)
    return uses + further, left_chf + held_chf


def _use_of_part(
    key: tuple[int, str], wanted_chf: Decimal, charges: Mapping[tuple[int, str], ChargeReading], years: Years
) -> tuple[Use | None, Decimal]:
    year, code = key
    budget = years.budgets.get(year)
    line = next((line for line in budget.lines if line.code == code), None) if budget else None
    if line and line.obligation is Obligation.VOLUNTARY:
        return Use(year, code, wanted_chf, gift_line=line.id), ZERO_CHF
    if charge := charges.get(key):
        paid_chf = min(wanted_chf, charge.open_chf)
        return (Use(year, code, paid_chf, charge) if paid_chf else None), ZERO_CHF
    waits = not year or years.is_to_come(year) or (budget is None and year not in years.assessed)
    return None, wanted_chf if waits else ZERO_CHF


def ordered_uses(
    amount_chf: Decimal, wish: Wish, charges: Sequence[ChargeReading], years: Years
) -> tuple[list[Use], Decimal]:
    """Give what an amount pays after its designated parts, and how much of the rest waits for years that are to come.

    The years named come first; where one of them is to come, the rest waits for it; else the order in force.
    """
    named = [charge for charge in charges if charge.year in wish.years]
    paid = allocate(amount_chf, named)
    left_chf = amount_chf - sum((part for _, part in paid), ZERO_CHF)
    held_chf = ZERO_CHF
    if any(years.is_to_come(year) for year in wish.years):
        held_chf = left_chf
    else:
        paid += allocate(left_chf, [charge for charge in charges if charge.year not in wish.years])
    return [Use(charge.year, charge.line, part, charge) for charge, part in paid], held_chf
