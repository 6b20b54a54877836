"""Sums over all charges and receipts that the database adds up itself: by State and year, by State and line.

Apart from ``db.balances``, which reads charges and receipts one by one: of a million entries only the sums leave the
database here. A test holds the two to each other.
"""

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from db.moments import known_text
from db.money import chf


class Standing(StrEnum):
    """How what is open on a charge stands on a day: exactly one of the three."""

    NOT_DUE = "not_due"
    OVERDUE = "overdue"
    IN_ARREARS = "in_arrears"


class OpenReading(NamedTuple):
    """What is open (CHF) for a State on its charges of a year that stand alike."""

    state: str
    year: int
    standing: Standing
    open_chf: Decimal


class LineReading(NamedTuple):
    """What a State was asked on a line in all years, what it paid of it, and what is open, in CHF."""

    state: str
    line: str
    assessed_chf: Decimal
    received_chf: Decimal
    bank_charges_chf: Decimal
    open_chf: Decimal


_RAISES = "CASE WHEN e.debit = 'receivable' THEN e.amount_rappen ELSE -e.amount_rappen END"
_COUNTED = "e.charge_id IS NOT NULL AND e.value_date <= :day AND e.recorded_at <= :known"


def open_by_year(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> list[OpenReading]:
    """Read what is open on the day by State, year of assessment and how it stands.

    What only an increase has opened is due when the increase is (see ``db.balances.charges``).
    """
    rows = db.execute(
        f"""
        SELECT charge.state, budget.year,
               CASE WHEN CASE WHEN held.rappen <= held.increased THEN max(invoice.due_on, held.increase_due_on)
                              ELSE invoice.due_on END >= :day THEN 'not_due'
                    WHEN budget.year < :year THEN 'in_arrears' ELSE 'overdue' END,
               sum(held.rappen)
        FROM (
            SELECT e.charge_id, sum({_RAISES}) AS rappen,
                   sum(CASE e.act WHEN 'increase' THEN {_RAISES} ELSE 0 END) AS increased,
                   max(CASE e.act WHEN 'increase' THEN
                       (SELECT due_on FROM revision WHERE revision.id = e.revision_id) END) AS increase_due_on
            FROM entry AS e WHERE {_COUNTED} GROUP BY e.charge_id HAVING sum({_RAISES}) <> 0) AS held
        CROSS JOIN charge ON charge.id = held.charge_id
        CROSS JOIN invoice ON invoice.id = charge.invoice_id
        CROSS JOIN budget_line AS line ON line.id = charge.budget_line_id
        CROSS JOIN budget ON budget.id = line.budget_id
        GROUP BY 1, 2, 3
        """,
        {"day": as_of.isoformat(), "known": known_text(known_at), "year": as_of.year},
    )
    return [OpenReading(state, year, Standing(standing), chf(rappen)) for state, year, standing, rappen in rows]


def balances_by_line(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> list[LineReading]:
    """Read what every State was asked, paid and owes on each line, all years together; by State and line."""
    rows = db.execute(
        f"""
        SELECT charge.state, line.code, sum(held.assessed), sum(held.received), sum(held.fees), sum(held.rappen)
        FROM (
            SELECT e.charge_id, sum({_RAISES}) AS rappen,
                   sum(CASE e.act WHEN 'assess' THEN {_RAISES} WHEN 'increase' THEN {_RAISES}
                                  WHEN 'reduce' THEN {_RAISES} ELSE 0 END) AS assessed,
                   -sum(CASE e.act WHEN 'allocate' THEN {_RAISES} ELSE 0 END) AS received,
                   -sum(CASE e.act WHEN 'bear_fee' THEN {_RAISES} ELSE 0 END) AS fees
            FROM entry AS e WHERE {_COUNTED} GROUP BY e.charge_id) AS held
        CROSS JOIN charge ON charge.id = held.charge_id
        CROSS JOIN budget_line AS line ON line.id = charge.budget_line_id
        GROUP BY charge.state, line.code ORDER BY charge.state, line.code
        """,
        {"day": as_of.isoformat(), "known": known_text(known_at)},
    )
    return [LineReading(row[0], row[1], *map(chf, row[2:])) for row in rows]


def receivable_chf(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> Decimal:
    """Read what is open on all charges as one sum, whatever State, line and year they are of: the control of the rest.

    Only entries about a charge move what is owed (the guard on what an act names has it so).
    """
    (rappen,) = db.execute(
        f"SELECT coalesce(sum({_RAISES}), 0) FROM entry AS e WHERE {_COUNTED}",
        {"day": as_of.isoformat(), "known": known_text(known_at)},
    ).fetchone()
    return chf(rappen)


def on_account_by_state(db: sqlite3.Connection, *, as_of: date) -> dict[str, Decimal]:
    """Read the money on account (CHF) of every State that has some."""
    rows = db.execute(
        """
        SELECT e.state, sum(CASE WHEN e.credit = 'on_account' THEN e.amount_rappen ELSE -e.amount_rappen END)
        FROM entry AS e
        WHERE (e.debit = 'on_account' OR e.credit = 'on_account') AND e.value_date <= ?
        GROUP BY e.state ORDER BY e.state
        """,
        (as_of.isoformat(),),
    )
    return {state: chf(rappen) for state, rappen in rows if rappen}
