"""Payment plans and disputed charges, as they stand on a day. Apart: they defer a request and change no balance."""

import sqlite3
from collections import defaultdict
from datetime import date, datetime

from db.letter_readings import DisputeReading, InstalmentReading, PlanReading
from db.moments import day, known_text
from db.money import chf


def plans(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> list[PlanReading]:
    """Read the plans agreed by a day, by State and day; an end counts from its day."""
    instalments: dict[int, list[InstalmentReading]] = defaultdict(list)
    for plan, due_on, amount in db.execute(
        "SELECT payment_plan_id, due_on, amount_rappen FROM instalment ORDER BY payment_plan_id, due_on"
    ):
        instalments[plan].append(InstalmentReading(date.fromisoformat(due_on), chf(amount)))
    rows = db.execute(
        """
        SELECT plan.id, plan.state, plan.agreed_on, plan.words, ended.ended_on, coalesce(ended.why, '')
        FROM payment_plan AS plan LEFT JOIN payment_plan_end AS ended
            ON ended.payment_plan_id = plan.id AND ended.ended_on <= :day AND ended.recorded_at <= :known
        WHERE plan.agreed_on <= :day AND plan.recorded_at <= :known ORDER BY plan.state, plan.agreed_on, plan.id
        """,
        {"day": as_of.isoformat(), "known": known_text(known_at)},
    )
    return [
        PlanReading(
            id=row[0],
            state=row[1],
            agreed_on=date.fromisoformat(row[2]),
            words=row[3],
            instalments=tuple(instalments[row[0]]),
            ended_on=day(row[4]),
            ended_why=row[5],
        )
        for row in rows
    ]


def disputes(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> list[DisputeReading]:
    """Read the disputes raised by a day, by State, year and line; an end counts from its day."""
    rows = db.execute(
        """
        SELECT dispute.id, charge.id, charge.state, budget.year, line.code, dispute.disputed_on, dispute.why,
               ended.ended_on, coalesce(ended.why, '')
        FROM dispute
        JOIN charge ON charge.id = dispute.charge_id
        JOIN budget_line AS line ON line.id = charge.budget_line_id
        JOIN budget ON budget.id = line.budget_id
        LEFT JOIN dispute_end AS ended
            ON ended.dispute_id = dispute.id AND ended.ended_on <= :day AND ended.recorded_at <= :known
        WHERE dispute.disputed_on <= :day AND dispute.recorded_at <= :known
        ORDER BY charge.state, budget.year, line.position, dispute.id
        """,
        {"day": as_of.isoformat(), "known": known_text(known_at)},
    )
    return [
        DisputeReading(
            id=row[0],
            charge_id=row[1],
            state=row[2],
            year=row[3],
            line=row[4],
            disputed_on=date.fromisoformat(row[5]),
            why=row[6],
            ended_on=day(row[7]),
            ended_why=row[8],
        )
        for row in rows
    ]
