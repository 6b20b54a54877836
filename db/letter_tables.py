"""The tables of letters, holds and contacts as SQLModel classes. Apart from ``db.tables`` only to keep each short."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Field, SQLModel

from db.tables import in_rappen


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


class LetterRun(SQLModel, table=True):
    """One run of letters of a day: what it is for, and in which form it is written."""

    __tablename__ = "letter_run"

    id: int | None = Field(default=None, primary_key=True)
    year: int
    letters_on: date
    data_until: date | None
    unmatched_count: int
    unmatched_chf: Decimal = Field(sa_column=in_rappen("unmatched_rappen"))
    recorded_at: datetime
    purpose: str
    form: str


class LetterRunCancellation(SQLModel, table=True):
    """That a run was taken back; its numbers stay used."""

    __tablename__ = "letter_run_cancellation"

    id: int | None = Field(default=None, primary_key=True)
    letter_run_id: int = Field(foreign_key="letter_run.id", unique=True)
    why: str
    recorded_at: datetime


class LetterDecision(SQLModel, table=True):
    """Whether a State is written to in a run, and why."""

    __tablename__ = "letter_decision"

    id: int | None = Field(default=None, primary_key=True)
    letter_run_id: int = Field(foreign_key="letter_run.id")
    state: str = Field(foreign_key="state.iso3")
    is_written: bool
    kind: str
    reason: str
    requested_chf: Decimal = Field(sa_column=in_rappen("requested_rappen"))


class Letter(SQLModel, table=True):
    """A letter of a run; ``content`` is everything it says, as JSON."""

    id: int | None = Field(default=None, primary_key=True)
    letter_decision_id: int = Field(foreign_key="letter_decision.id", unique=True)
    form: str
    year: int
    serial: int
    reference: str = Field(unique=True)
    language: str
    channel: str
    content: str


class LetterEvent(SQLModel, table=True):
    """What became of a letter: sent, delivered, acknowledged, replied."""

    __tablename__ = "letter_event"

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id")
    kind: str
    happened_on: date
    channel: str
    words: str
    recorded_at: datetime


class PaymentPlan(SQLModel, table=True):
    """That a State pays what it owes of years before in instalments."""

    __tablename__ = "payment_plan"

    id: int | None = Field(default=None, primary_key=True)
    state: str = Field(foreign_key="state.iso3")
    agreed_on: date
    words: str
    recorded_at: datetime


class Instalment(SQLModel, table=True):
    """What is to be paid by a day under a plan."""

    id: int | None = Field(default=None, primary_key=True)
    payment_plan_id: int = Field(foreign_key="payment_plan.id")
    due_on: date
    amount_chf: Decimal = Field(sa_column=in_rappen("amount_rappen"))


class PaymentPlanEnd(SQLModel, table=True):
    """That a plan stands no more."""

    __tablename__ = "payment_plan_end"

    id: int | None = Field(default=None, primary_key=True)
    payment_plan_id: int = Field(foreign_key="payment_plan.id", unique=True)
    ended_on: date
    why: str
    recorded_at: datetime


class Dispute(SQLModel, table=True):
    """A charge that its State disputes: it stays owed, and no letter asks for it."""

    id: int | None = Field(default=None, primary_key=True)
    charge_id: int = Field(foreign_key="charge.id")
    disputed_on: date
    why: str
    recorded_at: datetime


class DisputeEnd(SQLModel, table=True):
    """That a dispute was settled."""

    __tablename__ = "dispute_end"

    id: int | None = Field(default=None, primary_key=True)
    dispute_id: int = Field(foreign_key="dispute.id", unique=True)
    ended_on: date
    why: str
    recorded_at: datetime
