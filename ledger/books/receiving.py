"""Take bank files into the books: each booked credit becomes a receipt, and is identified where that is certain.

A file is taken whole or not at all; a file that was taken before changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db import facts
from db.errors import LedgerError
from db.moments import long_date
from db.money import ZERO_CHF
from db.readings import BankStatementReading
from db.tables import BankFile as BankFileTable
from db.tables import BankLine, BankStatement, Receipt
from db.vocabulary import Act, Direction
from ledger.books.keeping import set_bank_account
from ledger.books.open_books import EVER, Books
from ledger.books.settling import settle
from ledger.intake.statements import BankFile, Statement, StatementLine
from ledger.rules.identification import Identification, IssuedReference, Payment, identify


class StatementTakenAlready(LedgerError):
    """Refuse a statement whose days were taken from another file."""

    def __init__(self, name: str, statement: Statement, held: BankStatementReading) -> None:
        super().__init__(
            f"{name} was not taken: statement {statement.identification} covers {long_date(statement.from_on)} to "
            f"{long_date(statement.to_on)}, but statement {held.identification} of the same account was taken for "
            f"{long_date(held.from_on)} to {long_date(held.to_on)}; taking both would count money twice; "
            "import only statements for days that are not in the ledger yet"
        )


class AccountNotOurs(LedgerError):
    """Refuse a statement of an account that is not the office's."""

    def __init__(self, name: str, iban: str, ours: Iterable[str]) -> None:
        super().__init__(
            f"{name} was not taken: it is a statement of account {iban}, the office's account is {', '.join(ours)}; "
            f"if this one is the office's too, `isu bank account add {iban}` and import again"
        )


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What came of one file; ``taken_before`` names the day if it was in the ledger already."""

    name: str
    taken_before: date | None
    credits_count: int = 0
    debits_count: int = 0
    received_chf: Decimal = ZERO_CHF
    identified_count: int = 0
    unidentified_chf: Decimal = ZERO_CHF
    to_on: date | None = None


def take_bank_files(books: Books, files: Iterable[BankFile]) -> list[TakenFile]:
    """Take files in the order of their days, all or none; raises StatementTakenAlready or AccountNotOurs."""
    in_order = sorted(files, key=lambda file: min((each.from_on for each in file.statements), default=date.min))
    return [_take_file(books, file) for file in in_order]


def _take_file(books: Books, file: BankFile) -> TakenFile:
    if before := facts.bank_file_with(books.db, file.digest):
        return TakenFile(file.name, before[1])
    row = BankFileTable(name=file.name, digest=file.digest, format=file.format, recorded_at=books.at)
    books.add(row)
    assert row.id is not None
    identified: list[Identification] = []
    for statement in file.statements:
        identified += _take_statement(books, file.name, row.id, statement)
    settle(books, {found.state for found in identified if found.state})
    lines = [line for statement in file.statements for line in statement.lines]
    credits_of = [line for line in lines if line.direction is Direction.CREDIT]
    unknown = [line for line, found in zip(credits_of, identified, strict=True) if found.state is None]
    return TakenFile(
        name=file.name,
        taken_before=None,
        credits_count=len(credits_of),
        debits_count=len(lines) - len(credits_of),
        received_chf=sum((line.amount_chf for line in credits_of), ZERO_CHF),
        identified_count=len(credits_of) - len(unknown),
        unidentified_chf=sum((line.amount_chf for line in unknown), ZERO_CHF),
        to_on=max(statement.to_on for statement in file.statements),
    )


def _take_statement(books: Books, name: str, file_id: int, statement: Statement) -> list[Identification]:
    row = BankStatement(
        bank_file_id=file_id,
        bank_account_id=_account_of(books, name, statement),
        identification=statement.identification,
        sequence=statement.sequence,
        from_on=statement.from_on,
        to_on=statement.to_on,
        opening_chf=statement.opening_chf,
        closing_chf=statement.closing_chf,
        recorded_at=books.at,
    )
    books.add(row)
    assert row.id is not None
    references = {
        invoice.reference: IssuedReference(invoice.state, invoice.number)
        for invoice in facts.invoices(books.db, as_of=EVER)
    }
    accounts = {payer.account: payer.state for payer in facts.payer_accounts(books.db).values()}
    identified = []
    for line in statement.lines:
        line_id = _keep_line(books, row.id, line)
        if line.direction is Direction.CREDIT:
            identified.append(_receive(books, line_id, line, references, accounts))
    return identified


def _account_of(books: Books, name: str, statement: Statement) -> int:
    for held in facts.bank_statements(books.db):
        if held.iban == statement.iban and held.from_on <= statement.to_on and statement.from_on <= held.to_on:
            raise StatementTakenAlready(name, statement, held)
    ours = facts.bank_accounts(books.db)
    if ours and statement.iban not in ours:
        raise AccountNotOurs(name, statement.iban, ours)
    set_bank_account(books, statement.iban)
    return facts.bank_accounts(books.db)[statement.iban]


def _keep_line(books: Books, statement_id: int, line: StatementLine) -> int:
    values = {name: getattr(line, name) for name in StatementLine.__slots__}
    row = BankLine(bank_statement_id=statement_id, **values | {"direction": line.direction.value})
    books.add(row)
    assert row.id is not None
    return row.id


def _receive(
    books: Books,
    line_id: int,
    line: StatementLine,
    references: Mapping[str, IssuedReference],
    accounts: Mapping[str, str],
) -> Identification:
    receipt = Receipt(bank_line_id=line_id, recorded_at=books.at)
    books.add(receipt)
    books.post(Act.RECEIVE, line.amount_chf, line.value_date, receipt=receipt.id)
    payment = Payment(line.creditor_reference, line.payer_account, line.text)
    found = identify(payment, references, accounts)
    if found.state:
        books.post(
            Act.IDENTIFY, line.amount_chf, line.value_date, state=found.state, receipt=receipt.id, note=found.evidence
        )
    return found
