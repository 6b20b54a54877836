"""Rules of the office that differ from the default; of one name the newest counts."""

import sqlite3
from datetime import date, datetime
from decimal import Decimal

from db.moments import known_text
from db.money import ZERO_CHF, chf, parse_chf

SHORT_PAYMENT = "short_payment_chf"
SMALLEST_LETTER = "smallest_letter_chf"


def rules_of_office(db: sqlite3.Connection, *, known_at: datetime | None = None) -> dict[str, tuple[str, str]]:
    """Read every rule that was set: its value and why; keyed by name."""
    rows = db.execute("SELECT name, value, why FROM rule WHERE recorded_at <= ? ORDER BY id", (known_text(known_at),))
    return {name: (value, why) for name, value, why in rows}


def short_payment_chf(db: sqlite3.Connection, *, known_at: datetime | None = None) -> Decimal:
    """Read up to how many CHF may be missing of a payment for a bank's fee; zero while the rule is off."""
    value, _ = rules_of_office(db, known_at=known_at).get(SHORT_PAYMENT, ("", ""))
    return parse_chf(value) if value else ZERO_CHF


def smallest_letter_chf(db: sqlite3.Connection, *, known_at: datetime | None = None) -> Decimal:
    """Read below how many CHF no letter asks; zero while there is no such rule."""
    value, _ = rules_of_office(db, known_at=known_at).get(SMALLEST_LETTER, ("", ""))
    return parse_chf(value) if value else ZERO_CHF


def fees_borne(
    db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None
) -> list[tuple[date, str, int, str, int, str, Decimal]]:
    """Read the fees that the office bore and that stand: day, State, receipt, payer, year, line, CHF; by day."""
    rows = db.execute(
        """
        SELECT e.value_date, e.state, e.receipt_id, bank_line.payer, budget.year, line.code, e.amount_rappen
        FROM entry AS e
        JOIN charge ON charge.id = e.charge_id
        JOIN budget_line AS line ON line.id = charge.budget_line_id
        JOIN budget ON budget.id = line.budget_id
        JOIN receipt ON receipt.id = e.receipt_id
        JOIN bank_line ON bank_line.id = receipt.bank_line_id
        WHERE e.act = 'bear_fee' AND +e.reverses_id IS NULL AND e.value_date <= ? AND e.recorded_at <= ?
          AND NOT EXISTS (
            SELECT 1 FROM entry AS undone
            WHERE undone.reverses_id = e.id AND undone.value_date <= ? AND undone.recorded_at <= ?)
        ORDER BY e.value_date, e.id
        """,
        (as_of.isoformat(), known_text(known_at)) * 2,
    )
    return [(date.fromisoformat(row[0]), *row[1:6], chf(row[6])) for row in rows]
