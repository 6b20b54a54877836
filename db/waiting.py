"""What matching reads: receipts that are nobody's yet, with all that the bank tells of them, and who paid before.

Apart from ``db.balances``: wide readings of the bank's papers, for many receipts at once.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from db import bank_papers
from db.bank_readings import PaymentReading
from db.moments import known_text
from db.money import chf
from db.names import folded

_GAP = 50  # lines further apart are read by a query of their own


class LineOfReceipt(NamedTuple):
    """A receipt as the bank's papers tell it; ``amount_chf`` is what of it is asked about.

    ``taken_back`` is why the last word on it was taken back, if there was one; ``state`` and ``evidence`` what stands.
    """

    receipt_id: int
    line_id: int
    value_date: date
    amount_chf: Decimal
    creditor_reference: str
    payer_account: str
    text: str
    payer: str
    bank_reference: str
    end_to_end_id: str
    is_reversal: bool
    taken_back: str
    state: str
    evidence: str
    payments: tuple[PaymentReading, ...]


_COLUMNS = """receipt.id, line.id, line.value_date, {amount}, line.creditor_reference, line.payer_account, line.text,
    line.payer, line.bank_reference, line.end_to_end_id, line.is_reversal"""


def waiting_receipts(db: sqlite3.Connection, *, known_at: datetime | None = None) -> list[LineOfReceipt]:
    """Read every receipt of which something is unidentified; by value date, bank reference and line."""
    amount = """sum(CASE WHEN e.credit = 'unidentified' THEN e.amount_rappen
        WHEN e.debit = 'unidentified' THEN -e.amount_rappen ELSE 0 END)"""
    rows = db.execute(
        f"""
        SELECT {_COLUMNS.format(amount=amount)}, coalesce((
                   SELECT CASE WHEN last.reverses_id IS NULL THEN last.note ELSE 'back: ' || last.note END
                   FROM entry AS last
                   WHERE last.receipt_id = receipt.id AND last.act <> 'receive' AND last.recorded_at <= :known
                   ORDER BY last.id DESC LIMIT 1), '')
        FROM receipt
        JOIN bank_line AS line ON line.id = receipt.bank_line_id
        JOIN entry AS e ON e.receipt_id = receipt.id AND e.recorded_at <= :known
        GROUP BY receipt.id HAVING {amount} > 0
        ORDER BY line.value_date, line.bank_reference, line.id
        """,
        {"known": known_text(known_at)},
    ).fetchall()
    told = dict(_payments(db, [row[1] for row in rows], known_at))
    return [_line(row, told, taken_back=row[11].removeprefix("back: ")) for row in rows]


def identified_once(db: sqlite3.Connection, lines: Iterable[int]) -> list[LineOfReceipt]:
    """Read, of the lines named, the receipts of which was said once whose they are, and no other word since."""
    found = []
    for line in sorted(set(lines)):
        rows = db.execute(
            f"""
            SELECT {_COLUMNS.format(amount="line.amount_hundredths")}, e.state, e.note
            FROM bank_line AS line
            JOIN receipt ON receipt.bank_line_id = line.id
            JOIN entry AS e ON e.receipt_id = receipt.id AND e.act = 'identify'
            WHERE line.id = ? AND NOT EXISTS (
                SELECT 1 FROM entry AS other
                WHERE other.receipt_id = receipt.id AND other.id <> e.id
                  AND other.act NOT IN ('receive', 'allocate', 'give'))
              AND NOT EXISTS (SELECT 1 FROM designation AS said WHERE said.receipt_id = receipt.id)
            """,
            (line,),
        ).fetchall()
        told = dict(_payments(db, [line])) if rows else {}
        found += [_line(row, told, state=row[11], evidence=row[12]) for row in rows]
    return found


def _line(
    row: tuple[Any, ...],
    told: dict[int, list[PaymentReading]],
    *,
    taken_back: str = "",
    state: str = "",
    evidence: str = "",
) -> LineOfReceipt:
    return LineOfReceipt(
        receipt_id=row[0],
        line_id=row[1],
        value_date=date.fromisoformat(row[2]),
        amount_chf=chf(row[3]),
        creditor_reference=row[4],
        payer_account=row[5],
        text=row[6],
        payer=row[7],
        bank_reference=row[8],
        end_to_end_id=row[9],
        is_reversal=bool(row[10]),
        taken_back=taken_back,
        state=state,
        evidence=evidence,
        payments=tuple(told.get(row[1], ())),
    )


def _payments(
    db: sqlite3.Connection, lines: list[int], known_at: datetime | None = None
) -> Iterator[tuple[int, list[PaymentReading]]]:
    for first, last in _ranges(sorted(lines)):
        yield from bank_papers.payments(db, lines=(first, last), known_at=known_at).items()


def _ranges(lines: list[int]) -> Iterator[tuple[int, int]]:
    """Give lines as ranges, both ends included, that leave out what is far from any of them."""
    start = 0
    for place in range(1, len(lines) + 1):
        if place == len(lines) or lines[place] - lines[place - 1] > _GAP:
            yield lines[start], lines[place - 1]
            start = place


def paid_for(
    db: sqlite3.Connection, *, known_at: datetime | None = None
) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Read for which States payers have paid, as it stands: by account, and by folded name."""
    rows = db.execute(
        """
        SELECT DISTINCT line.payer_account, line.payer, e.state
        FROM entry AS e
        JOIN receipt ON receipt.id = e.receipt_id
        JOIN bank_line AS line ON line.id = receipt.bank_line_id
        WHERE e.act = 'identify' AND +e.reverses_id IS NULL AND e.recorded_at <= :known
          AND NOT EXISTS (
            SELECT 1 FROM entry AS undone WHERE undone.reverses_id = e.id AND undone.recorded_at <= :known)
        """,
        {"known": known_text(known_at)},
    )
    by_account: dict[str, set[str]] = defaultdict(set)
    by_name: dict[str, set[str]] = defaultdict(set)
    for accounts, payer, state in rows:
        for account in accounts.split():
            by_account[account].add(state)
        if payer:
            by_name[folded(payer)].add(state)
    return _frozen(by_account), _frozen(by_name)


def _frozen(found: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(states) for key, states in found.items()}


def credits_received(
    db: sqlite3.Connection, *, known_at: datetime | None = None
) -> list[tuple[int, date, Decimal, str, str]]:
    """Read the receipts that are not set aside: receipt, value date, CHF, payer's accounts, payer."""
    rows = db.execute(
        """
        SELECT receipt.id, line.value_date, line.amount_hundredths, line.payer_account, line.payer
        FROM receipt JOIN bank_line AS line ON line.id = receipt.bank_line_id
        WHERE receipt.recorded_at <= :known AND NOT EXISTS (
            SELECT 1 FROM entry AS aside
            WHERE aside.receipt_id = receipt.id AND aside.act = 'set_aside' AND +aside.reverses_id IS NULL
              AND aside.recorded_at <= :known AND NOT EXISTS (
                SELECT 1 FROM entry AS undone WHERE undone.reverses_id = aside.id AND undone.recorded_at <= :known))
        ORDER BY line.value_date, receipt.id
        """,
        {"known": known_text(known_at)},
    )
    return [(row[0], date.fromisoformat(row[1]), chf(row[2]), row[3], row[4]) for row in rows]
