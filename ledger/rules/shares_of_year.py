"""What each State owes for a year, line by line: the budget split over its payers, and States that join or leave in it.

Apart from the books because a model of funding, a plan and a check ask the same without writing anything.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from db.money import rappen
from db.readings import BudgetLineReading, BudgetReading, StateReading
from db.vocabulary import Key
from ledger.rules.apportionment import Apportionment, apportion, prorated
from ledger.rules.membership import is_payer_from_the_start, joins_in, part_of_year

_EQUAL = Decimal(1)


class LineShares(NamedTuple):
    """One line's charges in rappen by State: sum = budget - residue + joined - left."""

    line: BudgetLineReading
    split: Apportionment
    owed: Mapping[str, int]
    joined_rappen: int
    left_rappen: int


class Payers(NamedTuple):
    """Over whom the budget is split, and who joined the treaty later in the year; by ISO3."""

    from_the_start: Mapping[str, StateReading]
    joined: Mapping[str, StateReading]

    def everybody(self) -> dict[str, StateReading]:
        """Give both."""
        return {**self.from_the_start, **self.joined}


def payers_of(year: int, states: Mapping[str, StateReading], *, by: date) -> Payers:
    """Choose the payers of a year: the States Parties of 1 January, and those that joined in it by a day."""
    first = {iso3: state for iso3, state in states.items() if is_payer_from_the_start(state, year)}
    return Payers(first, {iso3: state for iso3, state in states.items() if joins_in(state, year, by=by)})


def needs_scale(budget: BudgetReading) -> bool:
    """Tell whether a line of the budget is split by the scale of assessments."""
    return any(line.key is Key.UN_SCALE for line in budget.lines)


def shares_of_year(budget: BudgetReading, payers: Payers, rates: Mapping[str, Decimal]) -> tuple[LineShares, ...]:
    """Split the assessed lines of a budget; ``rates`` must hold every payer if a line needs the scale.

    A State that joins pays its part of the year at the others' price, on top of the budget; one that leaves pays its
    part, and what it does not pay is missing from the budget: nobody else's charge changes.
    """
    return tuple(_line(budget, line, payers, rates) for line in budget.assessed_lines())


def _line(budget: BudgetReading, line: BudgetLineReading, payers: Payers, rates: Mapping[str, Decimal]) -> LineShares:
    fixed_payers = {payer for payer, _ in line.split.fixed}
    first = _rates(line, payers.from_the_start, rates)
    if line.key is Key.FIXED:
        first = {iso3: rate for iso3, rate in first.items() if iso3 in fixed_payers}
    split = apportion(rappen(line.amount_chf), first, line.split)
    parts = {iso3: _part(budget, payers.from_the_start[iso3]) for iso3 in split.parts}
    owed = {iso3: prorated(part, parts[iso3], line.split) for iso3, part in split.parts.items()}
    joined = {}
    if line.key is not Key.FIXED:
        joined = {
            iso3: split.part_of_another(rate, _part(budget, payers.joined[iso3]), line.split)
            for iso3, rate in _rates(line, payers.joined, rates).items()
        }
    left = sum(split.parts.values()) - sum(owed.values())
    return LineShares(line, split, {**owed, **joined}, sum(joined.values()), left)


def _rates(
    line: BudgetLineReading, payers: Mapping[str, StateReading], rates: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    if line.key is Key.UN_SCALE:
        return {iso3: rates[iso3] for iso3 in payers}
    return dict.fromkeys(payers, _EQUAL)


def _part(budget: BudgetReading, state: StateReading) -> Fraction:
    return part_of_year(state, budget.year, budget.joining, budget.leaving)
