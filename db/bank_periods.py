"""What is compared when a bank statement comes: the periods, balances and lines of those that are held.

Apart from ``db.bank_papers``: nothing of this is shown, and every import asks for it.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from db.bank_papers import ALL_LINES
from db.money import chf


def same_statement(
    db: sqlite3.Connection, account: int, identification: str, sequence: str, created: str, period: tuple[date, date]
) -> int | None:
    """Name the statement that was taken under the same identification, number, moment of making and period, if any."""
    row = db.execute(
        """
        SELECT id FROM bank_statement
        WHERE bank_account_id = ? AND identification = ? AND sequence = ? AND created = ? AND created <> ''
          AND from_on = ? AND to_on = ?
        """,
        (account, identification, sequence, created, period[0].isoformat(), period[1].isoformat()),
    ).fetchone()
    return None if row is None else int(row[0])


def balances_of_days(
    db: sqlite3.Connection, account: int, first: date, last: date
) -> dict[int, tuple[date, date, Decimal | None, Decimal | None]]:
    """Read the period and balances of an account's statements that share a day with a period; keyed by statement."""
    rows = db.execute(
        """
        SELECT id, from_on, to_on, opening_hundredths, closing_hundredths FROM bank_statement
        WHERE bank_account_id = ? AND from_on <= ? AND to_on >= ? ORDER BY from_on, to_on, id
        """,
        (account, last.isoformat(), first.isoformat()),
    )
    return {
        id_: (
            date.fromisoformat(from_on),
            date.fromisoformat(to_on),
            None if opening is None else chf(opening),
            None if closing is None else chf(closing),
        )
        for id_, from_on, to_on, opening, closing in rows
    }


def lines_of_statements(
    db: sqlite3.Connection, statements: Iterable[int]
) -> dict[int, list[tuple[int, date, int, str, tuple[str, str]]]]:
    """Read the lines of statements, those first told elsewhere included; keyed by statement.

    Each is (line, day of booking, signed hundredths, the bank's reference, (value date, number)), in the order of the
    statement.
    """
    wanted = list(statements)
    found: dict[int, list[tuple[int, date, int, str, tuple[str, str]]]] = defaultdict(list)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        rows = db.execute(
            f"""
            SELECT told.bank_statement_id, line.id, line.booked_on,
                   CASE line.direction WHEN 'credit' THEN amount_hundredths ELSE -amount_hundredths END,
                   line.bank_reference, line.value_date, line.entry_reference
            FROM ({ALL_LINES}) AS told JOIN bank_line AS line ON line.id = told.line_id
            WHERE told.bank_statement_id IN ({", ".join("?" * len(part))})
            ORDER BY told.bank_statement_id, told.position
            """,
            part,
        )
        for statement, line, booked_on, signed, reference, *further in rows:
            found[statement].append((line, date.fromisoformat(booked_on), signed, reference, (further[0], further[1])))
    return found
