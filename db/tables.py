"""The tables as SQLModel classes: how acts write rows, typed and by name.

The schema itself, with every CHECK and guard, stands frozen in ``db/schema/*.sql``, because a migration must never
change with the code; ``tests/test_schema.py`` holds the two to each other. Reports read by SQL (see ``db.balances``).
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from db.columns import ChfInRappen


def in_rappen(name: str) -> Column[Decimal]:
    """Give a column of money that must be there."""
    return Column(name, ChfInRappen, nullable=False)


class Office(SQLModel, table=True):
    """The office whose books these are, and a notice that every report shows; the newest row counts."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    notice: str
    recorded_at: datetime


class State(SQLModel, table=True):
    """A party or other State, by its ISO 3166-1 codes."""

    iso3: str = Field(primary_key=True)
    iso2: str = Field(unique=True)
    recorded_at: datetime


class StateVersion(SQLModel, table=True):
    """What a State is called and when it is a party, from ``valid_from``; of equal days the newest row counts."""

    __tablename__ = "state_version"

    id: int | None = Field(default=None, primary_key=True)
    state: str = Field(foreign_key="state.iso3")
    valid_from: date
    name_en: str
    name_fr: str
    name_es: str
    with_article_fr: str
    with_article_es: str
    formal_en: str
    formal_fr: str
    formal_es: str
    other_names: str
    regional_group: str
    language: str
    party_from: date | None
    party_until: date | None
    recorded_at: datetime


class Mission(SQLModel, table=True):
    """A mission of a State; of one post the newest row counts, and letters go where its use is letters."""

    id: int | None = Field(default=None, primary_key=True)
    state: str = Field(foreign_key="state.iso3")
    mission: str
    addressee: str
    rank: str
    salutation: str
    street: str
    postcode: str
    city: str
    country: str
    email: str
    language: str
    channel: str
    copy_new_york: str
    checked_on: date | None
    recorded_at: datetime
    post: str
    use: str


class Scale(SQLModel, table=True):
    """A scale of assessments for a period of years; of one name the newest row counts."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    first_year: int
    last_year: int
    decision: str
    recorded_at: datetime
    replaces: str = ""


class ScaleRate(SQLModel, table=True):
    """One State's rate, in percent, as exact decimal text."""

    __tablename__ = "scale_rate"

    scale_id: int = Field(primary_key=True, foreign_key="scale.id")
    state: str = Field(primary_key=True, foreign_key="state.iso3")
    rate: str


class Budget(SQLModel, table=True):
    """The budget decided for a year; until the year is assessed the newest row counts, then that of its decision."""

    id: int | None = Field(default=None, primary_key=True)
    year: int
    decision: str
    decided_on: date
    recorded_at: datetime
    joining: str
    leaving: str


class BudgetLine(SQLModel, table=True):
    """One line of a budget: its amount, how it is split, and whether it is owed or promised."""

    __tablename__ = "budget_line"

    id: int | None = Field(default=None, primary_key=True)
    budget_id: int = Field(foreign_key="budget.id")
    position: int
    code: str
    title: str
    amount_chf: Decimal = Field(sa_column=in_rappen("amount_rappen"))
    key: str
    obligation: str
    key_decimals: int | None
    unit_chf: Decimal = Field(sa_column=in_rappen("unit_rappen"))
    rounding: str
    residue: str
    floor_chf: Decimal | None = Field(sa_column=Column("floor_rappen", ChfInRappen, nullable=True))
    floor_percent: str | None
    ceiling_percent: str | None


class BudgetLineShare(SQLModel, table=True):
    """A payer's fixed percentage of a line, as exact decimal text."""

    __tablename__ = "budget_line_share"

    budget_line_id: int = Field(primary_key=True, foreign_key="budget_line.id")
    state: str = Field(primary_key=True, foreign_key="state.iso3")
    percent: str


class Assessment(SQLModel, table=True):
    """The year's assessment: by which budget and scale, on which day."""

    id: int | None = Field(default=None, primary_key=True)
    year: int = Field(unique=True)
    budget_id: int = Field(foreign_key="budget.id", unique=True)
    scale_id: int | None = Field(foreign_key="scale.id")
    assessed_on: date
    recorded_at: datetime


class Revision(SQLModel, table=True):
    """A later decision on an assessed year, or the taking back of one; its entries name it."""

    id: int | None = Field(default=None, primary_key=True)
    year: int = Field(foreign_key="assessment.year")
    number: int
    budget_id: int = Field(foreign_key="budget.id")
    scale_id: int | None = Field(foreign_key="scale.id")
    decision: str
    revised_on: date
    due_on: date
    undoes_id: int | None = Field(default=None, foreign_key="revision.id", unique=True)
    recorded_at: datetime


class AssessedLine(SQLModel, table=True):
    """The control figures of one line after a decision; without a revision they are the assessment's."""

    __tablename__ = "assessed_line"

    id: int | None = Field(default=None, primary_key=True)
    year: int = Field(foreign_key="assessment.year")
    revision_id: int | None = Field(foreign_key="revision.id")
    budget_line_id: int = Field(foreign_key="budget_line.id")
    residue_chf: Decimal = Field(sa_column=in_rappen("residue_rappen"))
    joined_chf: Decimal = Field(sa_column=in_rappen("joined_rappen"))
    left_chf: Decimal = Field(sa_column=in_rappen("left_rappen"))


class Invoice(SQLModel, table=True):
    """The numbered paper that asks a State for its charges."""

    id: int | None = Field(default=None, primary_key=True)
    year: int
    serial: int
    number: str = Field(unique=True)
    state: str = Field(foreign_key="state.iso3")
    issued_on: date
    due_on: date
    reference: str = Field(unique=True)
    recorded_at: datetime


class Charge(SQLModel, table=True):
    """One receivable: a State and a budget line; its amount stands in the entries."""

    id: int | None = Field(default=None, primary_key=True)
    state: str = Field(foreign_key="state.iso3")
    budget_line_id: int = Field(foreign_key="budget_line.id")
    invoice_id: int = Field(foreign_key="invoice.id")
    recorded_at: datetime


class Receipt(SQLModel, table=True):
    """Money in, as the bank booked it: one credit line."""

    id: int | None = Field(default=None, primary_key=True)
    bank_line_id: int = Field(foreign_key="bank_line.id", unique=True)
    recorded_at: datetime


class PayerAccount(SQLModel, table=True):
    """An account from which a State is known to pay; of one account the newest row counts."""

    __tablename__ = "payer_account"

    id: int | None = Field(default=None, primary_key=True)
    account: str
    state: str = Field(foreign_key="state.iso3")
    standing: str
    payer: str
    why: str
    recorded_at: datetime
    receipt_id: int | None = Field(default=None, foreign_key="receipt.id")


class Entry(SQLModel, table=True):
    """One append-only line of the books: an amount from the credit account to the debit account."""

    id: int | None = Field(default=None, primary_key=True)
    act: str
    debit: str
    credit: str
    amount_chf: Decimal = Field(sa_column=in_rappen("amount_rappen"))
    value_date: date
    recorded_at: datetime
    state: str | None = Field(default=None, foreign_key="state.iso3")
    receipt_id: int | None = Field(default=None, foreign_key="receipt.id")
    charge_id: int | None = Field(default=None, foreign_key="charge.id")
    budget_line_id: int | None = Field(default=None, foreign_key="budget_line.id")
    reverses_id: int | None = Field(default=None, foreign_key="entry.id", unique=True)
    note: str = ""
    revision_id: int | None = Field(default=None, foreign_key="revision.id")
    bank_line_id: int | None = Field(default=None, foreign_key="bank_line.id")


class ReportSnapshot(SQLModel, table=True):
    """What was reported as of a day: digests and totals of the reports, as JSON."""

    __tablename__ = "report_snapshot"

    id: int | None = Field(default=None, primary_key=True)
    as_of: date
    year: int
    words: str
    figures: str
    recorded_at: datetime
