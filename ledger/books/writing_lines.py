"""Write a bank statement with its lines, payments and receipts, many rows at a time.

Apart because a file may hold a hundred thousand lines: they pass in portions, and never stand in memory as rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from db import bank_papers
from db.bank_tables import BankLine, BankLineAgain, BankNotice, BankPayment, BankStatement
from db.tables import Entry, Receipt
from db.vocabulary import Act, Direction
from ledger.books.open_books import Books
from ledger.intake.statements import BankPayment as PaymentRead
from ledger.intake.statements import Notice, Statement, StatementLine
from ledger.rules.sightings import Sightings

_PORTION = 2000
Row = dict[str, object]


def write_statement(books: Books, file_id: int, account: int, statement: Statement, seen: Sightings) -> int:
    """Write a statement; a line that was seen before is that line of the ledger, told again.

    Each other credit of an account in francs becomes a receipt, received and unidentified.
    """
    row = BankStatement(
        bank_file_id=file_id,
        bank_account_id=account,
        identification=statement.identification,
        sequence=statement.sequence,
        created=statement.created,
        from_on=statement.from_on,
        to_on=statement.to_on,
        opening=statement.opening,
        closing=statement.closing,
        warnings="\n".join(statement.warnings),
        recorded_at=books.at,
    )
    books.add(row)
    assert row.id is not None
    is_in_francs = statement.currency == bank_papers.FRANCS
    for portion in _portions(line for line in statement.lines if line.position not in seen.known):
        _write_new(books, row.id, portion, is_in_francs=is_in_francs)
    if seen.known:
        _write_again(books, row.id, [line for line in statement.lines if line.position in seen.known], seen)
    return row.id


def _portions(lines: Iterable[StatementLine]) -> Iterator[list[StatementLine]]:
    waiting = iter(lines)
    while portion := list(islice(waiting, _PORTION)):
        yield portion


def _write_new(books: Books, statement_id: int, lines: Sequence[StatementLine], *, is_in_francs: bool) -> None:
    first = books.next_id(BankLine)
    numbered = dict(enumerate(lines, start=first))
    books.add_many(BankLine, [_line_row(number, statement_id, line) for number, line in numbered.items()])
    books.add_many(
        BankPayment,
        [
            _payment_row(position, payment, bank_line_id=number)
            for number, line in numbered.items()
            for position, payment in enumerate(line.payments, start=1)
        ],
    )
    if is_in_francs:
        _receive(books, {number: line for number, line in numbered.items() if line.direction is Direction.CREDIT})


def _receive(books: Books, credited: Mapping[int, StatementLine]) -> None:
    receipts = dict(enumerate(credited, start=books.next_id(Receipt)))
    rows = [{"id": receipt, "bank_line_id": line, "recorded_at": books.at} for receipt, line in receipts.items()]
    books.add_many(Receipt, rows)
    entries = []
    for receipt, number in receipts.items():
        line = credited[number]
        entries.append(books.entry_row(Act.RECEIVE, line.amount, line.value_date, receipt=receipt))
    books.add_many(Entry, entries)


def _line_row(number: int, statement_id: int, line: StatementLine) -> Row:
    return {
        "id": number,
        "bank_statement_id": statement_id,
        "position": line.position,
        "direction": line.direction.value,
        "amount": line.amount,
        "booked_on": line.booked_on,
        "value_date": line.value_date,
        "bank_reference": line.bank_reference,
        "end_to_end_id": line.payment.end_to_end_id,
        "creditor_reference": line.payment.creditor_reference,
        "payer": line.payer,
        "payer_account": line.payment.payer_account,
        "text": line.text,
        "raw": line.raw,
        "entry_reference": line.entry_reference,
        "code": line.code,
        "is_reversal": line.is_reversal,
        "note": line.note,
    }


def _payment_row(
    position: int,
    payment: PaymentRead,
    *,
    bank_line_id: int | None = None,
    bank_line_again_id: int | None = None,
    bank_notice_id: int | None = None,
) -> Row:
    return {
        "bank_line_id": bank_line_id,
        "bank_line_again_id": bank_line_again_id,
        "bank_notice_id": bank_notice_id,
        "position": position,
        "amount": payment.amount,
        "payer": payment.payer,
        "ultimate_payer": payment.ultimate_payer,
        "payer_account": payment.payer_account,
        "payer_agent": payment.payer_agent,
        "payer_country": payment.payer_country,
        "end_to_end_id": payment.end_to_end_id,
        "creditor_reference": payment.creditor_reference,
        "further_references": "\n".join(payment.references),
        "text_parts": "\n".join(payment.text_parts),
        "original": payment.original,
        "charges": payment.charges,
        "return_reason": payment.return_reason,
    }


def _write_again(books: Books, statement_id: int, lines: Sequence[StatementLine], seen: Sightings) -> None:
    """Write lines that are told again; what is told of a line that may be its equal is kept verbatim only."""
    numbered = dict(enumerate(lines, start=books.next_id(BankLineAgain)))
    rows: list[Row] = [
        {
            "id": number,
            "bank_statement_id": statement_id,
            "position": line.position,
            "bank_line_id": seen.known[line.position],
            "raw": line.raw,
        }
        for number, line in numbered.items()
    ]
    books.add_many(BankLineAgain, rows)
    books.add_many(
        BankPayment,
        [
            _payment_row(position, payment, bank_line_again_id=number)
            for number, line in numbered.items()
            if line.position not in seen.unsure
            for position, payment in enumerate(line.payments, start=1)
        ],
    )


def write_notices(books: Books, file_id: int, account: int, notices: Sequence[Notice]) -> set[int]:
    """Write what a bank tells outside its statements; gives the lines of the ledger that it tells of."""
    numbered = dict(enumerate(notices, start=books.next_id(BankNotice)))
    rows: list[Row] = [
        {
            "id": number,
            "bank_file_id": file_id,
            "bank_account_id": account,
            "kind": notice.kind,
            "position": notice.position,
            "direction": notice.direction.value,
            "amount": notice.amount,
            "booked_on": notice.booked_on,
            "bank_reference": notice.bank_reference,
            "note": notice.note,
            "raw": notice.raw,
        }
        for number, notice in numbered.items()
    ]
    books.add_many(BankNotice, rows)
    books.add_many(
        BankPayment,
        [
            _payment_row(position, payment, bank_notice_id=number)
            for number, notice in numbered.items()
            for position, payment in enumerate(notice.payments, start=1)
        ],
    )
    return bank_papers.lines_of_notices(books.db, file_id)
