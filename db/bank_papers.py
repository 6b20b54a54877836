"""What the bank sent: accounts, files, statements, lines, the payments in them, and what a person said of a line.

Apart from ``db.balances``: these are papers as the bank wrote them, amounts in the currency of their account; the books
stand in ``entry``. Nothing here computes what anybody owes.
"""

import sqlite3
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from db.bank_readings import BankLineReading, BankStatementReading, PaymentReading
from db.moments import day, known_text
from db.money import chf
from db.vocabulary import Direction

FRANCS = "CHF"
OPENING_ACCOUNT = "OPENINGBALANCES"  # no account of a bank: on it stands money from before this ledger
ALL_LINES = """
    SELECT id, bank_statement_id, position, id AS line_id, 0 AS is_again FROM bank_line
    UNION ALL SELECT id, bank_statement_id, position, bank_line_id, 1 FROM bank_line_again
"""


def bank_accounts(db: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """Read the office's own accounts: IBAN and currency to row id."""
    return {(iban, currency): id_ for iban, currency, id_ in db.execute("SELECT iban, currency, id FROM bank_account")}


def office_accounts(db: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """Read the office's accounts at banks, without the one on which opening balances stand."""
    return {account: row for account, row in bank_accounts(db).items() if account[0] != OPENING_ACCOUNT}


def bank_file_with(db: sqlite3.Connection, digest: str) -> tuple[int, date, list[tuple[str, date, date]]] | None:
    """Tell of a file with these bytes, if it was taken: its row, the day, and its statements that were taken.

    Each statement is (identification, first day, last day).
    """
    row = db.execute("SELECT id, recorded_at FROM bank_file WHERE digest = ?", (digest,)).fetchone()
    if row is None:
        return None
    told = db.execute("SELECT identification, from_on, to_on FROM bank_statement WHERE bank_file_id = ?", (row[0],))
    statements = [(name, date.fromisoformat(first), date.fromisoformat(last)) for name, first, last in told]
    return row[0], date.fromisoformat(row[1][:10]), statements


def bank_statements(
    db: sqlite3.Connection, *, known_at: datetime | None = None, account: int | None = None
) -> list[BankStatementReading]:
    """Read the bank statements taken, by account and period; of one account if its row is named."""
    rows = db.execute(
        """
        SELECT s.id, account.iban, account.currency, s.identification, s.sequence, s.from_on, s.to_on,
               s.opening_hundredths, s.closing_hundredths, coalesce(own.credits, 0) + coalesce(again.credits, 0),
               coalesce(own.debits, 0) + coalesce(again.debits, 0), coalesce(own.credits, 0), coalesce(own.debits, 0),
               coalesce(own.count, 0) + coalesce(again.count, 0), coalesce(again.count, 0), file.name, file.format,
               s.warnings
        FROM bank_statement AS s
        JOIN bank_account AS account ON account.id = s.bank_account_id
        JOIN bank_file AS file ON file.id = s.bank_file_id
        LEFT JOIN (
            SELECT bank_statement_id, count(*) AS count,
                   sum(CASE direction WHEN 'credit' THEN amount_hundredths ELSE 0 END) AS credits,
                   sum(CASE direction WHEN 'debit' THEN amount_hundredths ELSE 0 END) AS debits
            FROM bank_line GROUP BY bank_statement_id) AS own ON own.bank_statement_id = s.id
        LEFT JOIN (
            SELECT seen.bank_statement_id, count(*) AS count,
                   sum(CASE direction WHEN 'credit' THEN amount_hundredths ELSE 0 END) AS credits,
                   sum(CASE direction WHEN 'debit' THEN amount_hundredths ELSE 0 END) AS debits
            FROM bank_line_again AS seen JOIN bank_line AS line ON line.id = seen.bank_line_id
            GROUP BY seen.bank_statement_id) AS again ON again.bank_statement_id = s.id
        WHERE s.recorded_at <= ? AND s.bank_account_id = coalesce(?, s.bank_account_id)
        ORDER BY account.iban, account.currency, s.from_on, s.to_on, s.id
        """,
        (known_text(known_at), account),
    )
    return [_statement(row) for row in rows]


def _statement(row: tuple[Any, ...]) -> BankStatementReading:
    return BankStatementReading(
        id=row[0],
        iban=row[1],
        currency=row[2],
        identification=row[3],
        sequence=row[4],
        from_on=date.fromisoformat(row[5]),
        to_on=date.fromisoformat(row[6]),
        opening=None if row[7] is None else chf(row[7]),
        closing=None if row[8] is None else chf(row[8]),
        credits=chf(row[9]),
        debits=chf(row[10]),
        new_credits=chf(row[11]),
        new_debits=chf(row[12]),
        lines_count=row[13],
        repeated_count=row[14],
        file_name=row[15],
        format=row[16],
        warnings=tuple(filter(None, row[17].split("\n"))),
    )


def data_until(db: sqlite3.Connection, *, known_at: datetime | None = None) -> date | None:
    """Tell until which day the bank's data on the accounts in francs were brought in."""
    row = db.execute(
        """
        SELECT max(to_on) FROM bank_statement JOIN bank_account ON bank_account.id = bank_account_id
        WHERE currency = ? AND bank_statement.recorded_at <= ?
        """,
        (FRANCS, known_text(known_at)),
    )
    return day(row.fetchone()[0])


def moved_by_day(db: sqlite3.Connection) -> dict[int, dict[date, Decimal]]:
    """Read what the lines of each statement add up to on each day of booking; keyed by statement."""
    rows = db.execute(
        f"""
        SELECT told.bank_statement_id, line.booked_on,
               sum(CASE line.direction WHEN 'credit' THEN amount_hundredths ELSE -amount_hundredths END)
        FROM ({ALL_LINES}) AS told JOIN bank_line AS line ON line.id = told.line_id
        GROUP BY told.bank_statement_id, line.booked_on
        """
    )
    found: dict[int, dict[date, Decimal]] = defaultdict(dict)
    for statement, on, moved in rows:
        found[statement][date.fromisoformat(on)] = chf(moved)
    return found


def bank_lines(
    db: sqlite3.Connection,
    *,
    known_at: datetime | None = None,
    line: int | None = None,
    statement: int | None = None,
    direction: Direction | None = None,
    booked: tuple[date, date] | None = None,
) -> list[BankLineReading]:
    """Read booked lines, each once, by account and day.

    One of them, those of one statement, of one direction, or booked between two days; an index finds what is named.
    """
    named = {
        "AND line.id = :line": line,
        f"AND line.id IN (SELECT line_id FROM ({ALL_LINES}) WHERE bank_statement_id = :statement)": statement,
        "AND line.direction = :direction": direction,
        "AND line.booked_on BETWEEN :first AND :last": booked,
    }
    rows = db.execute(
        f"""
        SELECT line.id, line.bank_statement_id, line.position, account.iban, account.currency, line.direction,
               line.amount_hundredths, line.booked_on, line.value_date, line.bank_reference, line.end_to_end_id,
               line.creditor_reference, line.payer, line.payer_account, line.text, line.entry_reference, line.code,
               line.is_reversal, line.note, coalesce(receipt.id, taken_back.receipt_id),
               coalesce(aside.note, CASE standing.standing WHEN 'set_aside' THEN standing.why END, '')
        FROM bank_line AS line
        JOIN bank_statement AS s ON s.id = line.bank_statement_id
        JOIN bank_account AS account ON account.id = s.bank_account_id
        LEFT JOIN receipt ON receipt.bank_line_id = line.id
        LEFT JOIN entry AS taken_back ON taken_back.bank_line_id = line.id AND {_stands("taken_back")}
        LEFT JOIN entry AS aside
            ON aside.receipt_id = receipt.id AND aside.act = 'set_aside' AND {_stands("aside")}
        LEFT JOIN bank_debit_standing AS standing ON standing.id = (
            SELECT max(id) FROM bank_debit_standing AS newest
            WHERE newest.bank_line_id = line.id AND newest.recorded_at <= :known)
        WHERE s.recorded_at <= :known {" ".join(sql for sql, given in named.items() if given is not None)}
        ORDER BY account.iban, account.currency, line.booked_on, line.id
        """,
        {
            "known": known_text(known_at),
            "line": line,
            "statement": statement,
            "direction": direction.value if direction else None,
            "first": booked[0].isoformat() if booked else None,
            "last": booked[1].isoformat() if booked else None,
        },
    )
    return [_line(row) for row in rows]


def _stands(entry: str) -> str:
    """Write SQL for an entry that is recorded by then and not taken back by then."""
    return (
        f"+{entry}.reverses_id IS NULL AND {entry}.recorded_at <= :known AND NOT EXISTS ("
        f"SELECT 1 FROM entry AS undone WHERE undone.reverses_id = {entry}.id AND undone.recorded_at <= :known)"
    )


def _line(row: tuple[Any, ...]) -> BankLineReading:
    return BankLineReading(
        id=row[0],
        statement_id=row[1],
        position=row[2],
        iban=row[3],
        currency=row[4],
        direction=Direction(row[5]),
        amount=chf(row[6]),
        booked_on=date.fromisoformat(row[7]),
        value_date=date.fromisoformat(row[8]),
        bank_reference=row[9],
        end_to_end_id=row[10],
        creditor_reference=row[11],
        payer=row[12],
        payer_account=row[13],
        text=row[14],
        entry_reference=row[15],
        code=row[16],
        is_reversal=bool(row[17]),
        note=row[18],
        receipt_id=row[19],
        set_aside=row[20],
    )


def raw_of_line(db: sqlite3.Connection, line: int) -> list[tuple[str, str, str, int, str]]:
    """Read a line as each paper tells it: paper, file, its digest, position there, and the bank's own text."""
    rows = db.execute(
        f"""
        SELECT 'statement S' || s.id, file.name, file.digest, told.position, coalesce(again.raw, line.raw)
        FROM ({ALL_LINES}) AS told
        JOIN bank_line AS line ON line.id = told.line_id
        LEFT JOIN bank_line_again AS again ON told.is_again AND again.id = told.id
        JOIN bank_statement AS s ON s.id = told.bank_statement_id
        JOIN bank_file AS file ON file.id = s.bank_file_id
        WHERE told.line_id = :line
        UNION ALL
        SELECT notice.kind, file.name, file.digest, notice.position, notice.raw
        FROM {_NOTICE_OF_LINE} JOIN bank_file AS file ON file.id = notice.bank_file_id
        WHERE line.id = :line
        """,
        {"line": line},
    )
    return list(rows)


_NOTICE_OF_LINE = """bank_line AS line
    JOIN bank_statement AS own ON own.id = line.bank_statement_id
    JOIN bank_notice AS notice ON notice.bank_reference = line.bank_reference AND line.bank_reference <> ''
        AND notice.bank_account_id = own.bank_account_id AND notice.direction = line.direction
        AND notice.amount_hundredths = line.amount_hundredths
        AND coalesce(notice.booked_on, line.booked_on) IN (line.booked_on, line.value_date)
        AND NOT EXISTS (
            SELECT 1 FROM bank_line AS twin JOIN bank_statement AS told_in ON told_in.id = twin.bank_statement_id
            WHERE twin.booked_on = line.booked_on AND twin.id <> line.id
                AND twin.bank_reference = line.bank_reference AND twin.direction = line.direction
                AND twin.amount_hundredths = line.amount_hundredths
                AND told_in.bank_account_id = own.bank_account_id)"""
_PAYMENT_COLUMNS = """payment.position, payment.amount_hundredths, payment.payer, payment.ultimate_payer,
    payment.payer_account, payment.payer_agent, payment.payer_country, payment.end_to_end_id,
    payment.creditor_reference, payment.further_references, payment.text_parts, payment.original, payment.charges,
    payment.return_reason"""


def payments(
    db: sqlite3.Connection, *, lines: tuple[int, int], known_at: datetime | None = None
) -> dict[int, list[PaymentReading]]:
    """Read the payments within lines (from the first to the last), from every paper that tells of them; keyed by line.

    A notice (camt.054, camt.052) tells of the one line of its account with the same reference, amount, direction and
    day; where there are two such lines, it is not known of which.
    """
    rows = db.execute(
        f"""
        SELECT line.id, 'statement S' || line.bank_statement_id, {_PAYMENT_COLUMNS}, payment.id
        FROM bank_payment AS payment JOIN bank_line AS line ON line.id = payment.bank_line_id
        WHERE payment.bank_line_id BETWEEN :first AND :last
        UNION ALL
        SELECT again.bank_line_id, 'statement S' || again.bank_statement_id, {_PAYMENT_COLUMNS}, payment.id
        FROM bank_line_again AS again JOIN bank_payment AS payment ON payment.bank_line_again_id = again.id
        JOIN bank_statement AS s ON s.id = again.bank_statement_id AND s.recorded_at <= :known
        WHERE again.bank_line_id BETWEEN :first AND :last
        UNION ALL
        SELECT line.id, notice.kind || ' notice ' || notice.id, {_PAYMENT_COLUMNS}, payment.id
        FROM {_NOTICE_OF_LINE} JOIN bank_payment AS payment ON payment.bank_notice_id = notice.id
        JOIN bank_file AS file ON file.id = notice.bank_file_id AND file.recorded_at <= :known
        WHERE line.id BETWEEN :first AND :last
        ORDER BY 1, 17
        """,
        {"first": lines[0], "last": lines[1], "known": known_text(known_at)},
    )
    found: dict[int, list[PaymentReading]] = defaultdict(list)
    for row in rows:
        amount = None if row[3] is None else chf(row[3])
        found[row[0]].append(PaymentReading(row[1], row[2], amount, *row[4:16]))
    return found


def lines_of_notices(db: sqlite3.Connection, file_id: int) -> set[int]:
    """Name the booked lines of which the notices of one file tell."""
    rows = db.execute(f"SELECT line.id FROM {_NOTICE_OF_LINE} WHERE notice.bank_file_id = ?", (file_id,))
    return {line for (line,) in rows}


def unattached_notices(db: sqlite3.Connection) -> int:
    """Count the notices of which no booked line is in the ledger."""
    row = db.execute(
        f"SELECT count(*) FROM bank_notice WHERE id NOT IN (SELECT notice.id FROM {_NOTICE_OF_LINE})"
    ).fetchone()
    return int(row[0])


def bank_mappings(db: sqlite3.Connection) -> list[str]:
    """Read how lists of the director's own layouts are read, as JSON; of one header the newest."""
    rows = db.execute("SELECT mapping FROM bank_mapping WHERE id IN (SELECT max(id) FROM bank_mapping GROUP BY header)")
    return [mapping for (mapping,) in rows]
