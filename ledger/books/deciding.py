"""Enter what was decided: scales of assessments for their periods, budgets by line with the rules that split them.

Apart from the other facts because a year is assessed by them: what was used is never changed, only followed.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from db import decided, facts
from db.errors import LedgerError
from db.moments import long_date
from db.readings import BudgetReading, ScaleReading
from db.tables import Budget, BudgetLine, BudgetLineShare, Scale, ScaleRate
from db.vocabulary import Key, Residue
from ledger.books.keeping import Entered
from ledger.books.open_books import Books
from ledger.books.settling import settle
from ledger.intake.office_tables import BudgetFacts, BudgetLineFacts


class ScaleInUse(LedgerError):
    """Refuse to change a scale by which a year was assessed."""

    def __init__(self, name: str, years: list[int]) -> None:
        super().__init__(
            f"the scale {name} was used to assess {', '.join(map(str, years))} and differs from this file; what was "
            f'assessed stays as issued; import the new rates with a name of their own and --replaces "{name}", then '
            f"`isu assess revise {years[-1]}`"
        )


class BudgetInUse(LedgerError):
    """Refuse to change the budget of a year that was assessed."""

    def __init__(self, year: int, assessed_on: date) -> None:
        super().__init__(
            f"the budget of {year} was assessed on {long_date(assessed_on)} and differs from this one; nothing was "
            f"changed; enter a later decision on it with `isu assess revise {year} --decision …`, by --line or --from"
        )


class NoAssessedLine(LedgerError):
    """Refuse a budget that nobody would owe."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the budget of {year} has no assessed line; give at least one with the key un_scale or equal")


class DoubledLine(LedgerError):
    """Refuse a budget that names a line twice."""

    def __init__(self, year: int, code: str) -> None:
        super().__init__(f"the budget of {year} names line {code} twice; give each line once, with its whole amount")


class RuleNamesNobody(LedgerError):
    """Refuse a rule of a line that names a State nobody knows."""

    def __init__(self, line: str, state: str) -> None:
        super().__init__(
            f"the rule of line {line} names {state}, which is not among the ledger's States; mend the code, or bring "
            "the State in with `isu states import`"
        )


class PeriodTaken(LedgerError):
    """Refuse a second scale for the same years."""

    def __init__(self, name: str, years: tuple[int, int], holder: str) -> None:
        super().__init__(
            f"the scale {name} for {years[0]} to {years[1]} covers years of the scale {holder}; mend --period, or take "
            f'its place with --replaces "{holder}"'
        )


class NothingToReplace(LedgerError):
    """Refuse to take the place of a scale that is not held."""

    def __init__(self, replaces: str) -> None:
        super().__init__(f"there is no scale {replaces!r} to take the place of; `isu scale list` shows those there are")


def enter_scale(
    books: Books, name: str, period: tuple[int, int], rates: Mapping[str, Decimal], decision: str, *, replaces: str = ""
) -> Entered:
    """Enter a scale of assessments for the years of ``period``, first and last; rates in percent by ISO3.

    ``replaces`` names a scale of the same years whose place it takes; two scales for one year are refused else.
    """
    held = decided.scales(books.db)
    known = next((scale for scale in held if scale.name == name), None)
    facts_of = (*period, dict(rates), replaces)
    if known and (known.first_year, known.last_year, dict(known.rates), known.replaces) == facts_of:
        return Entered(0, 0, len(rates))
    if known:
        _refuse_if_used(books, name)
    _refuse_second(name, period, replaces, held)
    scale = Scale(
        name=name,
        first_year=period[0],
        last_year=period[1],
        decision=decision,
        recorded_at=books.at,
        replaces=replaces,
    )
    books.add(scale)
    assert scale.id is not None
    books.add(*(ScaleRate(scale_id=scale.id, state=iso3, rate=str(rate)) for iso3, rate in rates.items()))
    return Entered(0, len(rates), 0) if known else Entered(len(rates), 0, 0)


def _refuse_second(name: str, period: tuple[int, int], replaces: str, held: Iterable[ScaleReading]) -> None:
    others = [scale for scale in held if scale.name != name]
    if replaces and replaces not in (scale.name for scale in others):
        raise NothingToReplace(replaces)
    gone = {replaces, *(scale.replaces for scale in others)}
    for scale in others:
        if scale.name not in gone and scale.first_year <= period[1] and period[0] <= scale.last_year:
            raise PeriodTaken(name, period, scale.name)


def _refuse_if_used(books: Books, name: str) -> None:
    decisions = decided.decisions(books.db, as_of=date.max)
    years = [year for year, made in decisions.items() if any(decision.scale_name == name for decision in made)]
    if years:
        raise ScaleInUse(name, years)


def set_budget(books: Books, budget: BudgetFacts) -> bool:
    """Enter the budget of a year; false if the same one is in force already.

    Money that States have given to a voluntary line of this year, and that waited for it, is booked to it.
    """
    if _same_budget(books, budget):
        return False
    if decisions := decided.decisions(books.db, as_of=date.max).get(budget.year):
        raise BudgetInUse(budget.year, decisions[0].on)
    write_budget(books, budget)
    settle(books)
    return True


def write_budget(books: Books, budget: BudgetFacts) -> int:
    """Write a budget and its lines; gives its row. Raises DoubledLine, NoAssessedLine."""
    codes = [line.code for line in budget.lines]
    if len(set(codes)) < len(codes):
        raise DoubledLine(budget.year, next(code for code in codes if codes.count(code) > 1))
    if all(line.key is Key.VOLUNTARY for line in budget.lines):
        raise NoAssessedLine(budget.year)
    _refuse_unknown_states(books, budget)
    row = Budget(
        year=budget.year,
        decision=budget.decision,
        decided_on=budget.decided_on,
        recorded_at=books.at,
        joining=budget.joining.value,
        leaving=budget.leaving.value,
    )
    books.add(row)
    assert row.id is not None
    for position, line in enumerate(budget.lines, start=1):
        _write_line(books, row.id, position, line)
    return row.id


def _refuse_unknown_states(books: Books, budget: BudgetFacts) -> None:
    known = facts.states(books.db, as_of=date.max)
    for line in budget.lines:
        bearer = () if line.split.residue in tuple(Residue) else (line.split.residue,)
        for state in (*(state for state, _ in line.split.fixed), *bearer):
            if state not in known:
                raise RuleNamesNobody(line.code, state)


def _write_line(books: Books, budget: int, position: int, line: BudgetLineFacts) -> None:
    split = line.split
    row = BudgetLine(
        budget_id=budget,
        position=position,
        code=line.code,
        title=line.title,
        amount_chf=line.amount_chf,
        key=line.key.value,
        obligation=line.obligation.value,
        key_decimals=split.key_decimals,
        unit_chf=split.unit_chf,
        rounding=split.rounding.value,
        residue=split.residue,
        floor_chf=split.floor_chf,
        floor_percent=None if split.floor_percent is None else str(split.floor_percent),
        ceiling_percent=None if split.ceiling_percent is None else str(split.ceiling_percent),
    )
    books.add(row)
    assert row.id is not None
    books.add(*(BudgetLineShare(budget_line_id=row.id, state=state, percent=str(each)) for state, each in split.fixed))


def _same_budget(books: Books, budget: BudgetFacts) -> bool:
    known = decided.budget(books.db, budget.year, as_of=date.max)
    if known is None or _decision_of(known) != _decision_of(budget):
        return False
    held = [(line.code, line.title, line.amount_chf, line.key, line.split) for line in known.lines]
    return held == [(line.code, line.title, line.amount_chf, line.key, line.split) for line in budget.lines]


def _decision_of(budget: BudgetReading | BudgetFacts) -> tuple[object, ...]:
    return (budget.decision, budget.decided_on, budget.joining, budget.leaving)
