"""The days on which a charge or the money of a receipt was below zero: every past day at once, in one pass.

Apart from ``db.balances``, which reads one day: a guard refuses this at writing, here it is found if one was dropped.
"""

import sqlite3
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.money import chf


class LowestReading(NamedTuple):
    """The lowest day of a charge or receipt (``what`` and ``id``) and of the place of its money, in CHF below zero."""

    what: str
    id: int
    place: str
    on: date
    amount_chf: Decimal


def lowest_days(db: sqlite3.Connection) -> list[LowestReading]:
    """Read every charge and every place of a receipt's money that was below zero on any day, with its lowest day."""
    rows = db.execute(
        """
        WITH moved AS (
            SELECT 'charge' AS what, charge_id AS id, '' AS place, value_date,
                   sum(CASE WHEN debit = 'receivable' THEN amount_rappen ELSE -amount_rappen END) AS change
            FROM entry WHERE charge_id IS NOT NULL GROUP BY charge_id, value_date
            UNION ALL
            SELECT 'receipt', receipt_id, 'unidentified', value_date,
                   sum(CASE WHEN credit = 'unidentified' THEN amount_rappen ELSE -amount_rappen END)
            FROM entry WHERE 'unidentified' IN (debit, credit) GROUP BY receipt_id, value_date
            UNION ALL
            SELECT 'receipt', receipt_id, 'on account of ' || state, value_date,
                   sum(CASE WHEN credit = 'on_account' THEN amount_rappen ELSE -amount_rappen END)
            FROM entry WHERE 'on_account' IN (debit, credit) GROUP BY receipt_id, state, value_date
        ), held AS (
            SELECT what, id, place, value_date,
                   sum(change) OVER (PARTITION BY what, id, place ORDER BY value_date) AS rappen
            FROM moved
        )
        SELECT what, id, place, value_date, min(rappen) FROM held WHERE rappen < 0 GROUP BY what, id, place
        ORDER BY what, id, place
        """
    )
    return [LowestReading(row[0], row[1], row[2], date.fromisoformat(row[3]), chf(row[4])) for row in rows]
