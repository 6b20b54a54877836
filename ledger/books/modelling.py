"""What would be: a year's budget under a model, and years ahead; read from the ledger, never written to it.

Apart from assessing so that nothing here can reach the books.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db import balances, decided, facts
from db.errors import LedgerError
from db.money import ZERO_CHF, chf
from db.readings import BudgetLineReading, BudgetReading, PlannedYear, ScaleReading
from db.vocabulary import Key, Obligation
from ledger.books.working_out import NoBudget, NoScale, YearShares, work_out
from ledger.intake.models import Model, ModelLine


class ModelLacksLine(LedgerError):
    """Refuse a model that does not say how an assessed line is paid."""

    def __init__(self, model: Model, missing: Iterable[str], year: int) -> None:
        super().__init__(
            f"the model {model.name} has no line {', '.join(missing)}, which the budget of {year} has; "
            "add a [[line]] for it, with the key voluntary if nobody is to owe it"
        )


class LineWithoutAmount(LedgerError):
    """Refuse a model's line of which nobody knows the amount."""

    def __init__(self, model: Model, code: str, year: int) -> None:
        super().__init__(
            f"line {code} of the model {model.name} has no amount, and the budget of {year} has no such line; "
            "write amount = 1000.00 into the model"
        )


def under_model(
    db: sqlite3.Connection, budget: BudgetReading, model: Model, *, on: date, scale: ScaleReading | None
) -> YearShares:
    """Split a year's budget as a model would. Raises ModelLacksLine, LineWithoutAmount, and what assess raises."""
    states = facts.states(db, as_of=on)
    chosen = {iso3: state for iso3, state in states.items() if iso3 not in model.without}
    start = date(budget.year, 1, 1)
    chosen |= {iso3: states[iso3]._replace(party_from=start, party_until=None) for iso3 in model.also}
    return work_out(db, _budget_of(model, budget), on=on, scale=scale, states=chosen)


def _budget_of(model: Model, budget: BudgetReading) -> BudgetReading:
    held = {line.code: line for line in budget.lines}
    missing = [line.code for line in budget.assessed_lines() if line.code not in {each.code for each in model.lines}]
    if missing:
        raise ModelLacksLine(model, missing, budget.year)
    lines = tuple(
        _line(model, line, held.get(line.code), budget.year, position)
        for position, line in enumerate(model.lines, start=1)
    )
    return budget._replace(lines=lines, joining=model.joining, leaving=model.leaving)


def _line(model: Model, line: ModelLine, held: BudgetLineReading | None, year: int, position: int) -> BudgetLineReading:
    amount_chf = line.amount_chf if line.amount_chf is not None else held.amount_chf if held else None
    if amount_chf is None:
        raise LineWithoutAmount(model, line.code, year)
    return BudgetLineReading(
        id=0,
        year=year,
        position=position,
        code=line.code,
        title=held.title if held else line.code,
        amount_chf=amount_chf,
        key=line.key,
        obligation=Obligation.VOLUNTARY if line.key is Key.VOLUNTARY else Obligation.ASSESSED,
        split=line.split,
    )


def plan(db: sqlite3.Connection, years: Iterable[int], *, as_of: date) -> tuple[PlannedYear, ...]:
    """Work out what settles each year: what is open of an assessed one, what would be asked of another.

    Raises NoBudget, NoScale.
    """
    assessed = decided.decisions(db, as_of=as_of)
    return tuple(
        _open_of(db, year, as_of=as_of) if year in assessed else _ahead(db, year, as_of=as_of) for year in sorted(years)
    )


def _open_of(db: sqlite3.Connection, year: int, *, as_of: date) -> PlannedYear:
    open_chf: dict[str, Decimal] = {}
    for charge in balances.charges(db, as_of=as_of):
        if charge.year == year:
            open_chf[charge.state] = open_chf.get(charge.state, ZERO_CHF) + charge.open_chf
    return PlannedYear(year, open_chf, (f"{year}: assessed already; what is still open.",))


def _ahead(db: sqlite3.Connection, year: int, *, as_of: date) -> PlannedYear:
    budget, notes = _budget_ahead(db, year, as_of=as_of)
    scale, scale_notes = _scale_ahead(db, year)
    states = facts.states(db, as_of=as_of)
    shares = work_out(db, budget, on=date(year, 12, 31), scale=scale, states=states)
    amounts = {iso3: chf(shares.owed_by(iso3)) for iso3 in shares.payers.everybody()}
    known = f"{year}: the States Parties as known today."
    return PlannedYear(year, amounts, (*notes, *scale_notes, known))


def _budget_ahead(db: sqlite3.Connection, year: int, *, as_of: date) -> tuple[BudgetReading, list[str]]:
    budget = decided.budget(db, year, as_of=as_of)
    if budget is not None:
        return budget, []
    held = decided.budgets(db, as_of=as_of)
    before = max((each for each in held if each < year), default=None)
    if before is None:
        raise NoBudget(year, held)
    return held[before]._replace(year=year), [f"{year}: assumption: the budget of {before}, as {year} has none yet."]


def _scale_ahead(db: sqlite3.Connection, year: int) -> tuple[ScaleReading, list[str]]:
    scale = decided.scale_of_year(db, year)
    if scale is not None:
        return scale, []
    held = decided.scales(db)
    before = max(
        (each for each in held if each.last_year < year), key=lambda each: (each.last_year, each.id), default=None
    )
    if before is None:
        raise NoScale(year, held)
    return before, [f"{year}: assumption: the scale {before.name}, as none covers {year} yet."]


def rates_of(shares: YearShares) -> Mapping[str, Decimal]:
    """Give the rates by which a year was worked out; empty if no line is on the scale."""
    return shares.scale.rates if shares.scale else {}


@dataclass(frozen=True, slots=True)
class Compared:
    """A year's budget as it is in force, and as each model would split it, all as of one day."""

    on: date
    now: YearShares
    asked: tuple[tuple[Model, YearShares], ...]


def compare(db: sqlite3.Connection, year: int, models: Iterable[Model], *, on: date | None, today: date) -> Compared:
    """Split a year's budget as in force and under each model: on the same day, by the same scale.

    The day is ``on``, else that of the year's decision in force, else today. Raises NoBudget, what assess raises, and
    ModelLacksLine, LineWithoutAmount.
    """
    budget = decided.budget(db, year, as_of=date.max)
    if budget is None:
        raise NoBudget(year, decided.budgets(db, as_of=date.max))
    made = decided.decisions(db, as_of=date.max).get(year)
    decision = decided.standing(made)[-1] if made else None
    day = on or (decision.on if decision else today)
    scale = decided.scale(db, decision.scale_id) if decision and decision.scale_id else decided.scale_of_year(db, year)
    now = work_out(db, budget, on=day, scale=scale)
    asked = tuple((model, under_model(db, budget, model, on=day, scale=scale)) for model in models)
    return Compared(day, now, asked)
