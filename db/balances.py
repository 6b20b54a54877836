"""Every balance, as of a day and as known at a moment; the only place where one is computed.

``as_of`` has no default: an entry counts when its ``value_date`` is that day or before. ``known_at`` counts what was
recorded up to that moment, ``None`` everything so far. The SQL is plain and runs on the bare connection, because a
report then starts in a fifth of the time that the object layer needs to be imported.
"""

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from db.designations import designations
from db.entries import NAMED_ENTRIES
from db.moments import known_text
from db.money import chf
from db.readings import (
    AccountLineReading,
    ApplicationReading,
    ChargeReading,
    DesignatedPart,
    ReceiptReading,
    ReturnReading,
)
from db.vocabulary import Account, Act, Obligation

Row = tuple[Any, ...]  # as sqlite3 gives it
_RECEIVED_ON = "coalesce(min(CASE WHEN e.act = 'receive' THEN e.value_date END), line.value_date)"
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
               sum(CASE WHEN e.act IN ('allocate', 'bear_fee') THEN 0 ELSE {_signed("e.debit = 'receivable'")} END),
               sum(CASE e.act WHEN 'allocate' THEN {_signed("e.credit = 'receivable'")} ELSE 0 END),
               sum({_signed("e.debit = 'receivable'")}),
               sum(CASE e.act WHEN 'increase' THEN {_signed("e.debit = 'receivable'")} ELSE 0 END),
               max(CASE e.act WHEN 'increase' THEN revision.due_on END),
               sum(CASE e.act WHEN 'bear_fee' THEN {_signed("e.credit = 'receivable'")} ELSE 0 END)
        FROM entry AS e
        LEFT JOIN revision ON revision.id = e.revision_id
        JOIN charge ON charge.id = e.charge_id
        JOIN budget_line AS line ON line.id = charge.budget_line_id
        JOIN budget ON budget.id = line.budget_id
        JOIN invoice ON invoice.id = charge.invoice_id
        WHERE {_counted(state)}
        GROUP BY charge.id ORDER BY charge.state, budget.year, line.position
        """,
        _counted_values(as_of, known_at, state),
    )
    return [_charge(row) for row in rows]


def _charge(row: Row) -> ChargeReading:
    is_only_the_increase = 0 < row[11] <= row[12]
    return ChargeReading(
        id=row[0],
        state=row[1],
        year=row[2],
        line=row[3],
        position=row[4],
        invoice_number=row[5],
        charged_on=date.fromisoformat(row[6]),
        due_on=date.fromisoformat(max(row[7], row[13]) if is_only_the_increase else row[7]),
        issued_chf=chf(row[8]),
        assessed_chf=chf(row[9]),
        received_chf=chf(row[10]),
        bank_charges_chf=chf(row[14]),
        open_chf=chf(row[11]),
    )


def receipts(
    db: sqlite3.Connection,
    *,
    as_of: date,
    known_at: datetime | None = None,
    state: str | None = None,
    receipt: int | None = None,
    after: date | None = None,
) -> list[ReceiptReading]:
    """Read every receipt of the day or before and where its money stands; by the day on which it counts in the books.

    That is the bank's value date, or the first open day if its month was closed when the bank's paper came.
    With a State: the receipts identified as that State's, and only them. With a receipt: that one alone. With a day
    ``after`` which: those that came later.
    """
    of_state = "AND e.receipt_id IN (SELECT receipt_id FROM entry WHERE state = ?)" if state else ""
    of_receipt = "AND e.receipt_id = ?" if receipt is not None else ""
    of_days = (
        "AND e.receipt_id IN (SELECT receipt_id FROM entry WHERE act = 'receive' AND value_date > ?)" if after else ""
    )
    named = (state, receipt, after.isoformat() if after else None)
    rows = db.execute(
        f"""
        SELECT e.receipt_id, {_RECEIVED_ON}, max(CASE WHEN {_IDENTIFIES} THEN e.state END), line.amount_hundredths,
               sum(CASE e.act WHEN 'allocate' THEN {_signed("e.debit = 'on_account'")} ELSE 0 END),
               sum(CASE e.act WHEN 'give' THEN {_signed("e.debit = 'on_account'")} ELSE 0 END),
               sum({_balance("on_account")}), sum({_balance("unidentified")}), sum({_balance("set_aside")}),
               sum(CASE e.act WHEN 'return' THEN {_signed("e.debit = 'unidentified'")} ELSE 0 END),
               line.payer, line.payer_account, line.bank_reference, line.creditor_reference, line.text,
               coalesce(max(CASE WHEN {_IDENTIFIES} THEN e.note END), '')
        FROM entry AS e
        JOIN receipt ON receipt.id = e.receipt_id
        JOIN bank_line AS line ON line.id = receipt.bank_line_id
        WHERE {_counted(None)} {of_state} {of_receipt} {of_days}
        GROUP BY e.receipt_id ORDER BY 2, e.receipt_id
        """,
        (as_of.isoformat(), known_text(known_at)) * 3 + tuple(each for each in named if each is not None),
    )
    said = designations(db, known_at=known_at)
    read = [_receipt(row, said.get(row[0])) for row in rows]
    return [each for each in read if state in (None, each.state)]


def _receipt(row: Row, designated: tuple[DesignatedPart, ...] | None) -> ReceiptReading:
    return ReceiptReading(
        id=row[0],
        value_date=date.fromisoformat(row[1]),
        state=row[2],
        amount_chf=chf(row[3]),
        allocated_chf=chf(row[4]),
        given_chf=chf(row[5]),
        on_account_chf=chf(row[6]),
        unidentified_chf=chf(row[7]),
        set_aside_chf=chf(row[8]),
        returned_chf=chf(row[9]),
        payer=row[10],
        payer_account=row[11],
        bank_reference=row[12],
        creditor_reference=row[13],
        text=row[14],
        evidence=row[15],
        designated=designated,
    )


def returns(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> list[ReturnReading]:
    """Read what the bank took back of receipts that had been a State's, by day; what was undone by then is left out."""
    rows = db.execute(
        f"""
        SELECT e.receipt_id, (
                   SELECT whose.state FROM entry AS whose
                   WHERE whose.receipt_id = e.receipt_id AND whose.act = 'identify' AND whose.id < e.id
                   ORDER BY whose.id DESC LIMIT 1),
               e.value_date, e.amount_rappen, e.note
        FROM entry AS e
        WHERE e.bank_line_id IS NOT NULL AND e.act = 'return' AND +e.reverses_id IS NULL AND {_counted(None)}
          AND NOT EXISTS (
            SELECT 1 FROM entry AS undone
            WHERE undone.reverses_id = e.id AND undone.value_date <= ? AND undone.recorded_at <= ?)
        ORDER BY e.value_date, e.id
        """,
        (as_of.isoformat(), known_text(known_at)) * 2,
    )
    return [ReturnReading(row[0], row[1], date.fromisoformat(row[2]), chf(row[3]), row[4]) for row in rows if row[1]]


def receipts_of_file(db: sqlite3.Connection, file_id: int) -> list[Decimal]:
    """Read the amounts (CHF) of the receipts that a bank file was the first to tell."""
    rows = db.execute(
        """
        SELECT line.amount_hundredths FROM bank_statement AS s
        JOIN bank_line AS line ON line.bank_statement_id = s.id
        JOIN receipt ON receipt.bank_line_id = line.id
        WHERE s.bank_file_id = ?
        """,
        (file_id,),
    )
    return [chf(amount) for (amount,) in rows]


def applications(
    db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None, state: str | None = None
) -> list[ApplicationReading]:
    """Read what each receipt paid, per line and year, net of reversals; by the day it was received."""
    rows = db.execute(
        f"""
        SELECT e.receipt_id, received.value_date, max(e.value_date), e.state, budget.year, line.code, line.position,
               line.obligation, sum({_signed("e.debit = 'on_account'")})
        FROM entry AS e
        LEFT JOIN charge ON charge.id = e.charge_id
        JOIN budget_line AS line ON line.id = coalesce(charge.budget_line_id, e.budget_line_id)
        JOIN budget ON budget.id = line.budget_id
        JOIN entry AS received ON received.receipt_id = e.receipt_id AND received.act = 'receive'
            AND +received.reverses_id IS NULL
        WHERE e.act IN ('allocate', 'give') AND {_counted(state)}
        GROUP BY e.receipt_id, e.state, line.id
        HAVING sum({_signed("e.debit = 'on_account'")}) <> 0
        ORDER BY received.value_date, e.receipt_id, budget.year, line.position
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


def account_lines(
    db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None, state: str
) -> list[AccountLineReading]:
    """Read what changed a State's balance, by day: charges, revisions, receipts and gifts.

    What was taken back on its own day is left out, with its mirror.
    """
    rows = db.execute(
        f"""
        SELECT e.value_date, e.act, e.reverses_id IS NOT NULL,
               CASE WHEN e.act IN ('identify', 'give') THEN {_balance("on_account", sign=-1)}
                    ELSE {_signed("e.debit = 'receivable'")} END,
               budget.year, coalesce(line.code, ''),
               CASE WHEN e.act = 'assess' AND e.reverses_id IS NULL THEN invoice.number
                    WHEN e.act = 'identify' THEN bank_line.bank_reference
                    ELSE coalesce(revision.year || '/' || revision.number || ', ' || revision.decision, '') END
        FROM {NAMED_ENTRIES}
        LEFT JOIN entry AS mirror ON (mirror.reverses_id = e.id OR mirror.id = e.reverses_id)
            AND mirror.value_date = e.value_date AND mirror.recorded_at <= ?
        WHERE e.act <> 'allocate' AND mirror.id IS NULL AND {_counted(state)}
        ORDER BY e.value_date, e.id
        """,
        (known_text(known_at), *_counted_values(as_of, known_at, state)),
    )
    return [
        AccountLineReading(date.fromisoformat(row[0]), Act(row[1]), bool(row[2]), chf(row[3]), *row[4:]) for row in rows
    ]


def money_movements(
    db: sqlite3.Connection, receipt: int, account: Account, *, state: str | None
) -> list[tuple[date, Decimal]]:
    """Read what each day added to (or took from) a receipt's money on an account, in CHF, by day.

    With a State: its money on account; a receipt may have been another's before.
    """
    rows = db.execute(
        f"""
        SELECT e.value_date, sum({_balance(account.value)}) FROM entry AS e
        WHERE e.receipt_id = ? AND ? IN (e.debit, e.credit) AND (? IS NULL OR e.state = ?)
        GROUP BY e.value_date ORDER BY e.value_date
        """,
        (receipt, account.value, state, state),
    )
    return [(date.fromisoformat(on), chf(moved)) for on, moved in rows]


def charge_movements(db: sqlite3.Connection, charge: int) -> list[tuple[date, Decimal]]:
    """Read what each day added to (or took from) what is open on a charge, in CHF, by day."""
    rows = db.execute(
        f"""
        SELECT e.value_date, sum({_signed("e.debit = 'receivable'")}) FROM entry AS e
        WHERE e.charge_id = ? GROUP BY e.value_date ORDER BY e.value_date
        """,
        (charge,),
    )
    return [(date.fromisoformat(on), chf(moved)) for on, moved in rows]


def moved_by_day(
    db: sqlite3.Connection, account: Account, *, act: Act | None = None, known_at: datetime | None = None
) -> list[tuple[date, Decimal]]:
    """Read what each day moved on an account (CHF, debits positive), by day; with an act, what that alone moved."""
    of_act = "AND e.act = :act" if act else ""
    rows = db.execute(
        f"""
        SELECT e.value_date, sum(CASE WHEN e.debit = :account THEN e.amount_rappen ELSE -e.amount_rappen END)
        FROM entry AS e WHERE :account IN (e.debit, e.credit) AND e.recorded_at <= :known {of_act}
        GROUP BY e.value_date ORDER BY e.value_date
        """,
        {"account": account.value, "act": act.value if act else None, "known": known_text(known_at)},
    )
    return [(date.fromisoformat(on), chf(moved)) for on, moved in rows]


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


def _balance(account: str, *, sign: int = 1) -> str:
    """Write SQL for what an entry adds to an account that holds money for others, or with the sign turned."""
    return (
        f"CASE WHEN e.credit = '{account}' THEN {sign} * e.amount_rappen "
        f"WHEN e.debit = '{account}' THEN {-sign} * e.amount_rappen ELSE 0 END"
    )


def _counted(state: str | None) -> str:
    """Write SQL for the entries that count; a State is named so that its index is used."""
    return "e.value_date <= ? AND e.recorded_at <= ?" + (" AND e.state = ?" if state else "")


def _counted_values(as_of: date, known_at: datetime | None, state: str | None) -> tuple[str, ...]:
    values = (as_of.isoformat(), known_text(known_at))
    return (*values, state) if state else values
