"""What was decided: scales of assessments, budgets, and the decisions that assessed and revised each year.

Apart from ``db.facts`` because a decision is in force from its day until the next one: a reading names the day.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from db.moments import known_text, moment
from db.money import chf
from db.readings import (
    AssessedLineReading,
    BudgetLineReading,
    BudgetReading,
    DecisionReading,
    ScaleReading,
    SplitRule,
)
from db.vocabulary import Joining, Key, Leaving, Obligation, Rounding

Row = tuple[Any, ...]  # as sqlite3 gives it
OPENING = "Opening balances"  # how the decision begins by which a year's balances were brought over


def scales(db: sqlite3.Connection, *, known_at: datetime | None = None) -> list[ScaleReading]:
    """Read the newest of each scale, by period."""
    newest = db.execute(
        """
        SELECT id, name, first_year, last_year, decision, replaces FROM scale
        WHERE id IN (SELECT max(id) FROM scale WHERE recorded_at <= ? GROUP BY name) ORDER BY first_year, name
        """,
        (known_text(known_at),),
    ).fetchall()
    return [_scale(db, row) for row in newest]


def scale(db: sqlite3.Connection, scale_id: int) -> ScaleReading:
    """Read one scale, also one that another has replaced."""
    row = db.execute(
        "SELECT id, name, first_year, last_year, decision, replaces FROM scale WHERE id = ?", (scale_id,)
    ).fetchone()
    return _scale(db, row)


def _scale(db: sqlite3.Connection, row: Row) -> ScaleReading:
    scale_id, name, first_year, last_year, decision, replaces = row
    return ScaleReading(scale_id, name, first_year, last_year, decision, replaces, _rates(db, scale_id))


def scale_of_year(db: sqlite3.Connection, year: int, *, known_at: datetime | None = None) -> ScaleReading | None:
    """Read the scale in force for a year: its period holds the year, and no other has taken its place."""
    fitting = [scale for scale in scales(db, known_at=known_at) if scale.covers(year)]
    replaced = {scale.replaces for scale in fitting}
    return max((scale for scale in fitting if scale.name not in replaced), key=lambda scale: scale.id, default=None)


def _rates(db: sqlite3.Connection, scale_id: int) -> dict[str, Decimal]:
    rows = db.execute("SELECT state, rate FROM scale_rate WHERE scale_id = ? ORDER BY state", (scale_id,))
    return {state: Decimal(rate) for state, rate in rows}


def budget(db: sqlite3.Connection, year: int, *, as_of: date, known_at: datetime | None = None) -> BudgetReading | None:
    """Read the budget in force for a year on a day: that of its last decision, else the newest one set."""
    held = _budgets_in_force(db, as_of, known_at).get(year)
    return None if held is None else budget_with(db, held)


def budgets(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> dict[int, BudgetReading]:
    """Read the budgets in force on a day; keyed by year."""
    return {year: budget_with(db, held) for year, held in sorted(_budgets_in_force(db, as_of, known_at).items())}


def _budgets_in_force(db: sqlite3.Connection, as_of: date, known_at: datetime | None) -> dict[int, int]:
    """Give the row of each year's budget."""
    known = known_text(known_at)
    newest = db.execute(
        """
        SELECT year, max(id) FROM budget WHERE recorded_at <= ? AND id NOT IN (SELECT budget_id FROM revision)
        GROUP BY year
        """,
        (known,),
    )
    decided = db.execute(
        """
        SELECT year, budget_id, 0 AS number FROM assessment WHERE assessed_on <= ? AND recorded_at <= ?
        UNION ALL SELECT year, budget_id, number FROM revision WHERE revised_on <= ? AND recorded_at <= ?
        ORDER BY number
        """,
        (as_of.isoformat(), known) * 2,
    )
    return dict(newest.fetchall()) | {year: held for year, held, _ in decided}


def assessed_years(db: sqlite3.Connection, *, known_at: datetime | None = None) -> frozenset[int]:
    """Name the years that are assessed."""
    return frozenset(
        year for (year,) in db.execute("SELECT year FROM assessment WHERE recorded_at <= ?", (known_text(known_at),))
    )


def years_assessed(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> frozenset[int]:
    """Name the years that were assessed on or before a day."""
    rows = db.execute(
        "SELECT year FROM assessment WHERE assessed_on <= ? AND recorded_at <= ?",
        (as_of.isoformat(), known_text(known_at)),
    )
    return frozenset(year for (year,) in rows)


def budget_with(db: sqlite3.Connection, budget_id: int) -> BudgetReading:
    """Read one budget, in force or not."""
    row = db.execute(
        "SELECT id, year, decision, decided_on, joining, leaving FROM budget WHERE id = ?", (budget_id,)
    ).fetchone()
    lines = db.execute(
        """
        SELECT id, position, code, title, amount_rappen, key, obligation, key_decimals, unit_rappen, rounding, residue,
               floor_rappen, floor_percent, ceiling_percent
        FROM budget_line WHERE budget_id = ? ORDER BY position
        """,
        (budget_id,),
    ).fetchall()
    shares = _fixed_shares(db, budget_id)
    return BudgetReading(
        id=row[0],
        year=row[1],
        decision=row[2],
        decided_on=date.fromisoformat(row[3]),
        joining=Joining(row[4]),
        leaving=Leaving(row[5]),
        lines=tuple(_line(row[1], line, shares.get(line[0], ())) for line in lines),
    )


def _fixed_shares(db: sqlite3.Connection, budget_id: int) -> dict[int, tuple[tuple[str, Decimal], ...]]:
    """Read the percentages that are set, by the row of their line."""
    rows = db.execute(
        """
        SELECT share.budget_line_id, share.state, share.percent
        FROM budget_line AS line JOIN budget_line_share AS share ON share.budget_line_id = line.id
        WHERE line.budget_id = ? ORDER BY share.budget_line_id, share.state
        """,
        (budget_id,),
    ).fetchall()
    by_line = groupby(rows, key=itemgetter(0))
    return {line: tuple((state, Decimal(percent)) for _, state, percent in held) for line, held in by_line}


def _line(year: int, row: Row, fixed: tuple[tuple[str, Decimal], ...]) -> BudgetLineReading:
    return BudgetLineReading(
        id=row[0],
        year=year,
        position=row[1],
        code=row[2],
        title=row[3],
        amount_chf=chf(row[4]),
        key=Key(row[5]),
        obligation=Obligation(row[6]),
        split=SplitRule(
            key_decimals=row[7],
            unit_chf=chf(row[8]),
            rounding=Rounding(row[9]),
            residue=row[10],
            floor_chf=None if row[11] is None else chf(row[11]),
            floor_percent=None if row[12] is None else Decimal(row[12]),
            ceiling_percent=None if row[13] is None else Decimal(row[13]),
            fixed=fixed,
        ),
    )


def decisions(
    db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None
) -> dict[int, tuple[DecisionReading, ...]]:
    """Read the decisions made on or before a day, by year: the assessment first, then what revised it."""
    counted = (as_of.isoformat(), known_text(known_at))
    rows = db.execute(
        """
        SELECT NULL, d.year, 0, d.assessed_on, budget.decision, d.budget_id, d.scale_id, coalesce(scale.name, ''), NULL,
               d.recorded_at
        FROM assessment AS d JOIN budget ON budget.id = d.budget_id LEFT JOIN scale ON scale.id = d.scale_id
        WHERE d.assessed_on <= ? AND d.recorded_at <= ?
        UNION ALL
        SELECT d.id, d.year, d.number, d.revised_on, d.decision, d.budget_id, d.scale_id, coalesce(scale.name, ''),
               (SELECT number FROM revision AS undone WHERE undone.id = d.undoes_id), d.recorded_at
        FROM revision AS d LEFT JOIN scale ON scale.id = d.scale_id
        WHERE d.revised_on <= ? AND d.recorded_at <= ?
        ORDER BY 2, 3
        """,
        counted * 2,
    ).fetchall()
    lines = _assessed_lines(db)
    found = [_decision(row, lines.get((row[1], row[0]), ())) for row in rows]
    return {year: tuple(of_year) for year, of_year in groupby(found, key=lambda decision: decision.year)}


def standing(decisions: Iterable[DecisionReading]) -> list[DecisionReading]:
    """Choose of a year's decisions those that stand: neither taken back nor the taking back of another."""
    held = list(decisions)
    undone = {decision.undoes for decision in held}
    return [decision for decision in held if decision.undoes is None and decision.number not in undone]


def is_opening(decision: DecisionReading) -> bool:
    """Tell whether a decision brought balances over from before this ledger, or took them back."""
    return decision.decision.startswith(OPENING)


def _decision(row: Row, lines: tuple[AssessedLineReading, ...]) -> DecisionReading:
    return DecisionReading(
        year=row[1],
        number=row[2],
        on=date.fromisoformat(row[3]),
        decision=row[4],
        budget_id=row[5],
        scale_id=row[6],
        scale_name=row[7],
        undoes=row[8],
        recorded_at=moment(row[9]),
        lines=lines,
    )


def _assessed_lines(db: sqlite3.Connection) -> Mapping[tuple[int, int | None], tuple[AssessedLineReading, ...]]:
    """Read the control figures of every decision; keyed by year and revision (none: the assessment)."""
    found: dict[tuple[int, int | None], list[AssessedLineReading]] = defaultdict(list)
    for row in db.execute(
        """
        SELECT d.year, d.revision_id, line.code, line.amount_rappen, d.residue_rappen, d.joined_rappen, d.left_rappen
        FROM assessed_line AS d JOIN budget_line AS line ON line.id = d.budget_line_id ORDER BY d.id
        """
    ):
        found[row[:2]].append(AssessedLineReading(row[2], *(chf(rappen) for rappen in row[3:])))
    return {of: tuple(lines) for of, lines in found.items()}
