"""Work out what a budget asks of everybody, from the States, scales and settings in the ledger; writes nothing.

Apart from assessing because a dry run, a comparison, a plan and a check ask the same question without the books open.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from db import decided, facts
from db.errors import LedgerError
from db.moments import long_date
from db.money import chf
from db.names import meant_year
from db.readings import (
    AssessedLineReading,
    BudgetReading,
    DecisionReading,
    LineAmounts,
    ScaleReading,
    StateReading,
)
from ledger.rules.shares_of_year import LineShares, Payers, needs_scale, payers_of, shares_of_year


class NotAssessed(LedgerError):
    """Refuse to revise a year that was not assessed."""

    def __init__(self, year: int, assessed: Iterable[int]) -> None:
        super().__init__(
            f"{year} is not assessed yet, so there is nothing to revise; {meant_year(year, assessed)}assess it with "
            f"`isu assess {year}`"
        )


class NoBudget(LedgerError):
    """Refuse to assess a year without a budget."""

    def __init__(self, year: int, held: Iterable[int]) -> None:
        super().__init__(
            f"there is no budget for {year} to assess; {meant_year(year, held)}enter it first with "
            f"`isu budget set {year}`"
        )


class NoScale(LedgerError):
    """Refuse to assess a year that no scale covers."""

    def __init__(self, year: int, held: Iterable[ScaleReading]) -> None:
        periods = [scale_words(scale) for scale in held]
        found = f"the ledger has {', '.join(periods)}" if periods else "the ledger has none"
        super().__init__(
            f"no scale of assessments covers {year} ({found}); bring it in with `isu scale import`, or assess by "
            "another one until it comes, with --provisional-scale NAME"
        )


def scale_words(scale: ScaleReading) -> str:
    """Name a scale with its years, if its name does not say them."""
    years = "-".join(map(str, sorted({scale.first_year, scale.last_year})))
    return scale.name if years in scale.name else f"{scale.name} for {years}"


class UnknownScale(LedgerError):
    """Refuse a scale that is not held."""

    def __init__(self, name: str, held: Iterable[ScaleReading]) -> None:
        names = ", ".join(scale.name for scale in held) or "none"
        super().__init__(f"there is no scale {name!r} (the ledger has {names}); bring it in with `isu scale import`")


class ScaleOfOtherYears(LedgerError):
    """Refuse a scale whose period does not hold the year."""

    def __init__(self, scale: ScaleReading, year: int) -> None:
        super().__init__(
            f"the scale {scale.name} is for {scale.first_year} to {scale.last_year} and does not cover {year}; "
            f"name one that does, or use it until the scale of {year} comes, with --provisional-scale {scale.name}"
        )


class ScaleMissesStates(LedgerError):
    """Refuse to assess by a scale that lacks a State Party."""

    def __init__(self, scale: str, year: int, missing: list[StateReading]) -> None:
        named = ", ".join(f"{state.iso3} ({state.name_en})" for state in missing[:8])
        more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""
        super().__init__(
            f"the scale {scale} has no rate for {len(missing)} of the States Parties to be assessed for {year}: "
            f"{named}{more}; add their rates to the scale's file and import it again"
        )


class NoStatesParties(LedgerError):
    """Refuse to assess nobody."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"no State is a party on {long_date(on)}, so there is nobody to assess; "
            "bring the States in with `isu states import`, or see to the days from which they are parties"
        )


@dataclass(frozen=True, slots=True)
class YearShares:
    """What a year's decision asks of everybody: the budget, the scale if one is needed, the payers, the lines."""

    budget: BudgetReading
    scale: ScaleReading | None
    payers: Payers
    lines: tuple[LineShares, ...]

    def owed_by(self, state: str) -> int:
        """Give what a State owes on all lines, in rappen."""
        return sum(line.owed.get(state, 0) for line in self.lines)

    def amounts(self) -> tuple[LineAmounts, ...]:
        """Give the lines in francs, for a report."""
        return tuple(_amounts(line) for line in self.lines)


def _amounts(shares: LineShares) -> LineAmounts:
    return LineAmounts(
        figures=AssessedLineReading(
            line=shares.line.code,
            budget_chf=shares.line.amount_chf,
            residue_chf=chf(shares.split.residue_rappen),
            joined_chf=chf(shares.joined_rappen),
            left_chf=chf(shares.left_rappen),
        ),
        amounts={iso3: chf(part) for iso3, part in shares.owed.items()},
        at_floor=shares.split.at_floor,
        at_ceiling=shares.split.at_ceiling,
    )


def find_scale(db: sqlite3.Connection, name: str) -> ScaleReading:
    """Find a scale by its name; raises UnknownScale."""
    held = decided.scales(db)
    found = next((scale for scale in held if scale.name == name), None)
    if found is None:
        raise UnknownScale(name, held)
    return found


def work_out(
    db: sqlite3.Connection,
    budget: BudgetReading,
    *,
    on: date,
    scale: ScaleReading | None = None,
    states: Mapping[str, StateReading] | None = None,
) -> YearShares:
    """Work out what a budget asks of its year's payers as of a day; writes nothing.

    Without a scale it is the one in force for the year; without States, those known on the day. Raises what ``assess``
    raises.
    """
    payers = payers_of(budget.year, facts.states(db, as_of=on) if states is None else states, by=on)
    if not payers.from_the_start:
        raise NoStatesParties(date(budget.year, 1, 1))
    used = (scale or _scale_of_year(db, budget.year)) if needs_scale(budget) else None
    if used:
        everybody = payers.everybody()
        missing = [everybody[iso3] for iso3 in sorted(everybody) if iso3 not in used.rates]
        if missing:
            raise ScaleMissesStates(used.name, budget.year, missing)
    lines = shares_of_year(budget, payers, used.rates if used else {})
    return YearShares(budget, used, payers, lines)


def departures(
    db: sqlite3.Connection, decisions: Iterable[DecisionReading], charged: Mapping[tuple[str, str], int]
) -> int:
    """Count the charges of a year (rappen by line and ISO3) that are not what its decision works out to.

    It takes the budget, the scale and the States as they were known when the decision was recorded. Balances that were
    brought over are nothing that could be worked out: their proof is the sheet they came from.
    """
    held = list(decisions)
    if any(decided.is_opening(each) for each in held):
        return 0
    made = decided.standing(held)[-1]
    shares = work_out(
        db,
        decided.budget_with(db, made.budget_id),
        on=made.on,
        scale=decided.scale(db, made.scale_id) if made.scale_id else None,
        states=facts.states(db, as_of=made.on, known_at=made.recorded_at),
    )
    owed = {(line.line.code, iso3): part for line in shares.lines for iso3, part in line.owed.items()}
    return sum(owed.get(key, 0) != charged.get(key, 0) for key in {*owed, *charged})


def _scale_of_year(db: sqlite3.Connection, year: int) -> ScaleReading:
    scale = decided.scale_of_year(db, year)
    if scale is None:
        raise NoScale(year, decided.scales(db))
    return scale
