"""The tables of closed months and of the log as SQLModel classes. Apart from ``db.tables`` only to keep each short."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from db.columns import ChfInRappen
from db.tables import in_rappen


class Closing(SQLModel, table=True):
    """That a month was closed or reopened, with what was known of it; the newest row tells what is closed."""

    id: int | None = Field(default=None, primary_key=True)
    act: str
    month_end: date
    closed_until: date | None
    difference_chf: Decimal | None = Field(sa_column=Column("difference_rappen", ChfInRappen, nullable=True))
    unidentified_count: int
    unidentified_chf: Decimal = Field(sa_column=in_rappen("unidentified_rappen"))
    undecided_debits_count: int
    why: str
    recorded_at: datetime


class LoggedCommand(SQLModel, table=True):
    """One command that changed the ledger: whose, its words, its files and the rows that it wrote, as JSON."""

    __tablename__ = "logged_command"

    id: int | None = Field(default=None, primary_key=True)
    said_by: str
    words: str
    files: str
    remark: str
    wrote: str
    recorded_at: datetime


class ForgottenRow(SQLModel, table=True):
    """A row whose words about a person were overwritten, with 16 bytes over what stands there now."""

    __tablename__ = "forgotten_row"

    id: int | None = Field(default=None, primary_key=True)
    table_name: str
    row_number: int
    digest: bytes
    recorded_at: datetime
