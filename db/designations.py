"""What persons said that receipts pay. Apart from ``db.balances``: words, and no balance."""

import sqlite3
from collections import defaultdict
from datetime import datetime

from db.moments import known_text
from db.money import chf
from db.readings import DesignatedPart


def designations(db: sqlite3.Connection, *, known_at: datetime | None = None) -> dict[int, tuple[DesignatedPart, ...]]:
    """Read the newest word on each receipt, in CHF; keyed by receipt. An empty one takes the word back."""
    rows = db.execute(
        """
        SELECT said.receipt_id, part.year, part.line, part.amount_rappen
        FROM designation AS said LEFT JOIN designation_part AS part ON part.designation_id = said.id
        WHERE said.id IN (SELECT max(id) FROM designation WHERE recorded_at <= ? GROUP BY receipt_id)
        ORDER BY said.receipt_id, part.position
        """,
        (known_text(known_at),),
    )
    found: dict[int, list[DesignatedPart]] = defaultdict(list)
    for receipt, year, line, amount in rows:
        found[receipt] += [] if amount is None else [DesignatedPart(year, line, chf(amount))]
    return {receipt: tuple(parts) for receipt, parts in found.items() if parts}
