"""Every balance, as of a day and as known at a moment; the only place where one is computed.

``as_of`` has no default: an entry counts when its ``value_date`` is that day or before. ``known_at`` counts what was
recorded up to that moment, ``None`` everything so far. The SQL is plain and runs on the bare connection, because a
report then starts in a fifth of the time that the object layer needs to be imported.
"""

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from db.moments import known_text
from db.money import chf
from db.readings import ApplicationReading, ChargeReading, ReceiptReading
from db.vocabulary import Account, Obligation

Row = tuple[Any, ...]  # as sqlite3 gives it
_IDENTIFIES = """
    e.act = 'identify' AND e.reverses_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM entry AS undone
        WHERE undone.reverses_id = e.id AND undone.value_date <= ? AND undone.recorded_at <= ?)"""


def charges(
    db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None, state: str | None = None
) -> list[ChargeReading]:
    """Read every charge that exists on the day, with what is open on it; by State, year and line."""
    rows = db.execute(
        f"""
        SELECT charge.id, charge.state, budget.year, line.code, line.position, invoice.number, invoice.issued_on,
               invoice.due_on,
               sum(CASE e.act WHEN 'assess' THEN {_signed("e.debit = 'receivable'")} ELSE 0 END),
               sum(CASE e.act WHEN 'allocate' THEN {_signed("e.credit = 'receivable'")} ELSE 0 END),
               sum({_signed("e.debit = 'receivable'")})
        FROM entry AS e
        JOIN charge ON charge.id = e.charge_id
        JOIN budget_line AS line ON line.id = charge.budget_line_id
        JOIN budget ON budget.id = line.budget_id
        JOIN invoice ON invoice.id = charge.invoice_id
        WHERE {_counted(state)}
        GROUP BY charge.id ORDER BY charge.state, budget.year, line.position
        """,
        _counted_values(as_of, known_at, state),
    )
    return [
        ChargeReading(
            id=row[0],
            state=row[1],
            year=row[2],
            line=row[3],
            position=row[4],
            invoice_number=row[5],
            charged_on=date.fromisoformat(row[6]),
            due_on=date.fromisoformat(row[7]),
            assessed_chf=chf(row[8]),
            received_chf=chf(row[9]),
            open_chf=chf(row[10]),
        )
        for row in rows
    ]


def receipts(
    db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None, state: str | None = None
) -> list[ReceiptReading]:
    """Read every receipt of the day or before and where its money stands; by value date.

    With a State: the receipts identified as that State's, and only them.
    """
    of_state = "AND e.receipt_id IN (SELECT receipt_id FROM entry WHERE state = ?)" if state else ""
    rows = db.execute(
        f"""
        SELECT e.receipt_id, line.value_date, max(CASE WHEN {_IDENTIFIES} THEN e.state END), line.amount_rappen,
               sum(CASE e.act WHEN 'allocate' THEN {_signed("e.debit = 'on_account'")} ELSE 0 END),
               sum(CASE e.act WHEN 'give' THEN {_signed("e.debit = 'on_account'")} ELSE 0 END),
               sum({_balance("on_account")}), sum({_balance("unidentified")}),
               line.payer, line.payer_account, line.bank_reference, line.creditor_reference, line.text,
               coalesce(max(CASE WHEN {_IDENTIFIES} THEN e.note END), '')
        FROM entry AS e
        JOIN receipt ON receipt.id = e.receipt_id
        JOIN bank_line AS line ON line.id = receipt.bank_line_id
        WHERE {_counted(None)} {of_state}
        GROUP BY e.receipt_id ORDER BY line.value_date, e.receipt_id
        """,
        (as_of.isoformat(), known_text(known_at)) * 3 + ((state,) if state else ()),
    )
    read = [_receipt(row) for row in rows]
    return [receipt for receipt in read if state in (None, receipt.state)]


def _receipt(row: Row) -> ReceiptReading:
    return ReceiptReading(
        id=row[0],
        value_date=date.fromisoformat(row[1]),
        state=row[2],
        amount_chf=chf(row[3]),
        allocated_chf=chf(row[4]),
        given_chf=chf(row[5]),
        on_account_chf=chf(row[6]),
        unidentified_chf=chf(row[7]),
        payer=row[8],
        payer_account=row[9],
        bank_reference=row[10],
        creditor_reference=row[11],
        text=row[12],
        evidence=row[13],
    )


def applications(
    db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None, state: str | None = None
) -> list[ApplicationReading]:
    """Read what each receipt paid, per line and year, net of reversals; by the day it was received."""
    rows = db.execute(
        f"""
        SELECT e.receipt_id, bank_line.value_date, max(e.value_date), e.state, budget.year, line.code, line.position,
               line.obligation, sum({_signed("e.debit = 'on_account'")})
        FROM entry AS e
        LEFT JOIN charge ON charge.id = e.charge_id
        JOIN budget_line AS line ON line.id = coalesce(charge.budget_line_id, e.budget_line_id)
        JOIN budget ON budget.id = line.budget_id
        JOIN receipt ON receipt.id = e.receipt_id
        JOIN bank_line ON bank_line.id = receipt.bank_line_id
        WHERE e.act IN ('allocate', 'give') AND {_counted(state)}
        GROUP BY e.receipt_id, e.state, line.id
        HAVING sum({_signed("e.debit = 'on_account'")}) <> 0
        ORDER BY bank_line.value_date, e.receipt_id, budget.year, line.position
        """,
        _counted_values(as_of, known_at, state),
    )
    return [
        ApplicationReading(
            receipt_id=row[0],
            received_on=date.fromisoformat(row[1]),
            applied_on=date.fromisoformat(row[2]),
            state=row[3],
            year=row[4],
            line=row[5],
            position=row[6],
            obligation=Obligation(row[7]),
            amount_chf=chf(row[8]),
        )
        for row in rows
    ]


def account_balances(
    db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None
) -> dict[Account, Decimal]:
    """Read the trial balance: what each account holds, debits positive; the sum is 0.00 by construction."""
    counted, values = _counted(None), _counted_values(as_of, known_at, None)
    rows = db.execute(
        f"""
        SELECT account, sum(rappen) FROM (
            SELECT e.debit AS account, e.amount_rappen AS rappen FROM entry AS e WHERE {counted}
            UNION ALL SELECT e.credit, -e.amount_rappen FROM entry AS e WHERE {counted}) AS sides
        GROUP BY account
        """,
        values * 2,
    )
    found = {Account(account): chf(total) for account, total in rows}
    return {account: found.get(account, chf(0)) for account in Account}


def _signed(when_positive: str) -> str:
    """Write SQL for an entry's rappen, negative on the other side (which is what a reversal is)."""
    return f"CASE WHEN {when_positive} THEN e.amount_rappen ELSE -e.amount_rappen END"


def _balance(account: str) -> str:
    """Write SQL for what an entry adds to an account that holds money for others."""
    return (
        f"CASE WHEN e.credit = '{account}' THEN e.amount_rappen "
        f"WHEN e.debit = '{account}' THEN -e.amount_rappen ELSE 0 END"
    )


def _counted(state: str | None) -> str:
    """Write SQL for the entries that count; a State is named so that its index is used."""
    return "e.value_date <= ? AND e.recorded_at <= ?" + (" AND e.state = ?" if state else "")


def _counted_values(as_of: date, known_at: datetime | None, state: str | None) -> tuple[str, ...]:
    values = (as_of.isoformat(), known_text(known_at))
    return (*values, state) if state else values
