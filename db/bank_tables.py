"""The tables of the bank's papers as SQLModel classes; the others are in ``db.tables``.

Apart because papers hold facts as the bank wrote them, and the books (``Entry``) hold money.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from db.columns import ChfInRappen
from db.tables import in_rappen


class BankAccount(SQLModel, table=True):
    """An account of the office, in one currency."""

    __tablename__ = "bank_account"

    id: int | None = Field(default=None, primary_key=True)
    iban: str
    currency: str
    recorded_at: datetime


class BankFile(SQLModel, table=True):
    """A file that was taken, by the digest of its bytes."""

    __tablename__ = "bank_file"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    digest: str = Field(unique=True)
    format: str
    recorded_at: datetime


class BankStatement(SQLModel, table=True):
    """A bank statement: its account, period and balances (in the account's currency, where it gives them)."""

    __tablename__ = "bank_statement"

    id: int | None = Field(default=None, primary_key=True)
    bank_file_id: int = Field(foreign_key="bank_file.id")
    bank_account_id: int = Field(foreign_key="bank_account.id")
    identification: str
    sequence: str
    created: str
    from_on: date
    to_on: date
    opening: Decimal | None = Field(sa_column=Column("opening_hundredths", ChfInRappen, nullable=True))
    closing: Decimal | None = Field(sa_column=Column("closing_hundredths", ChfInRappen, nullable=True))
    warnings: str
    recorded_at: datetime


class BankLine(SQLModel, table=True):
    """A booked line, as the bank wrote it in the statement that came first; the amount in the account's currency."""

    __tablename__ = "bank_line"

    id: int | None = Field(default=None, primary_key=True)
    bank_statement_id: int = Field(foreign_key="bank_statement.id")
    position: int
    direction: str
    amount: Decimal = Field(sa_column=in_rappen("amount_hundredths"))
    booked_on: date
    value_date: date
    bank_reference: str
    end_to_end_id: str
    creditor_reference: str
    payer: str
    payer_account: str
    text: str
    raw: str
    entry_reference: str
    code: str
    is_reversal: bool
    note: str


class BankLineAgain(SQLModel, table=True):
    """A line that is in the ledger, as another statement of the same days tells it."""

    __tablename__ = "bank_line_again"

    id: int | None = Field(default=None, primary_key=True)
    bank_statement_id: int = Field(foreign_key="bank_statement.id")
    position: int
    bank_line_id: int = Field(foreign_key="bank_line.id")
    raw: str


class BankNotice(SQLModel, table=True):
    """What the bank tells of a booking outside its statements: details, never money."""

    __tablename__ = "bank_notice"

    id: int | None = Field(default=None, primary_key=True)
    bank_file_id: int = Field(foreign_key="bank_file.id")
    bank_account_id: int = Field(foreign_key="bank_account.id")
    kind: str
    position: int
    direction: str
    amount: Decimal = Field(sa_column=in_rappen("amount_hundredths"))
    booked_on: date | None
    bank_reference: str
    note: str
    raw: str


class BankPayment(SQLModel, table=True):
    """One payment within a line, as one statement or notice tells it; several texts stand a line each."""

    __tablename__ = "bank_payment"

    id: int | None = Field(default=None, primary_key=True)
    bank_line_id: int | None = Field(default=None, foreign_key="bank_line.id")
    bank_line_again_id: int | None = Field(default=None, foreign_key="bank_line_again.id")
    bank_notice_id: int | None = Field(default=None, foreign_key="bank_notice.id")
    position: int
    amount: Decimal | None = Field(sa_column=Column("amount_hundredths", ChfInRappen, nullable=True))
    payer: str
    ultimate_payer: str
    payer_account: str
    payer_agent: str
    payer_country: str
    end_to_end_id: str
    creditor_reference: str
    further_references: str
    text_parts: str
    original: str
    charges: str
    return_reason: str


class BankDebitStanding(SQLModel, table=True):
    """That a person set a debit aside, or opened it again; of one line the newest row counts."""

    __tablename__ = "bank_debit_standing"

    id: int | None = Field(default=None, primary_key=True)
    bank_line_id: int = Field(foreign_key="bank_line.id")
    standing: str
    why: str
    recorded_at: datetime


class BankMapping(SQLModel, table=True):
    """How a list of the director's own layout is read, by its header; of one header the newest row counts."""

    __tablename__ = "bank_mapping"

    id: int | None = Field(default=None, primary_key=True)
    header: str
    mapping: str
    recorded_at: datetime
