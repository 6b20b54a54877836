"""The tables of holds and contacts as SQLModel classes. Apart from ``db.tables`` only to keep each module short."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class Hold(SQLModel, table=True):
    """A State that is not written to until a day, with the reason."""

    id: int | None = Field(default=None, primary_key=True)
    state: str = Field(foreign_key="state.iso3")
    from_on: date
    until_on: date
    why: str
    recorded_at: datetime


class HoldRelease(SQLModel, table=True):
    """That a hold ended before its day."""

    __tablename__ = "hold_release"

    id: int | None = Field(default=None, primary_key=True)
    hold_id: int = Field(foreign_key="hold.id", unique=True)
    released_on: date
    why: str
    recorded_at: datetime


class Contact(SQLModel, table=True):
    """What was said with a State: a call, a meeting, a message, or a promise to pay until a day."""

    id: int | None = Field(default=None, primary_key=True)
    state: str = Field(foreign_key="state.iso3")
    kind: str
    contacted_on: date
    until_on: date | None
    words: str
    recorded_at: datetime


class ContactWithdrawal(SQLModel, table=True):
    """That a contact was entered by mistake."""

    __tablename__ = "contact_withdrawal"

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", unique=True)
    why: str
    recorded_at: datetime
