"""The tables of matching as SQLModel classes: what a person says a receipt pays, pledges, rules of the office.

Apart from ``db.tables`` only to keep each module short.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Field, SQLModel

from db.tables import in_rappen


class Designation(SQLModel, table=True):
    """A person's word on what a receipt pays; of one receipt the newest counts; without parts it is taken back."""

    id: int | None = Field(default=None, primary_key=True)
    receipt_id: int = Field(foreign_key="receipt.id")
    why: str
    recorded_at: datetime


class DesignationPart(SQLModel, table=True):
    """One amount of a designation, for a line of a year; without a year it stays on account."""

    __tablename__ = "designation_part"

    designation_id: int = Field(primary_key=True, foreign_key="designation.id")
    position: int = Field(primary_key=True)
    year: int | None
    line: str
    amount_chf: Decimal = Field(sa_column=in_rappen("amount_rappen"))


class Rule(SQLModel, table=True):
    """A rule of the office that differs from the default; of one name the newest row counts."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    value: str
    why: str
    recorded_at: datetime


class Pledge(SQLModel, table=True):
    """An announced voluntary contribution: a promise, never arrears."""

    id: int | None = Field(default=None, primary_key=True)
    state: str = Field(foreign_key="state.iso3")
    year: int
    line: str
    amount_chf: Decimal = Field(sa_column=in_rappen("amount_rappen"))
    pledged_on: date
    why: str
    recorded_at: datetime


class PledgeCancellation(SQLModel, table=True):
    """That a pledge was taken back or will not come."""

    __tablename__ = "pledge_cancellation"

    id: int | None = Field(default=None, primary_key=True)
    pledge_id: int = Field(foreign_key="pledge.id", unique=True)
    cancelled_on: date
    why: str
    recorded_at: datetime
