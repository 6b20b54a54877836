"""The frozen values of letters, payment plans and disputes; amounts are CHF as ``Decimal``. Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.money import ZERO_CHF

DAYS_OF_GRACE = 30  # after the day of an instalment


class InstalmentReading(NamedTuple):
    """What is to be paid by a day, in CHF."""

    due_on: date
    amount_chf: Decimal


class PlanReading(NamedTuple):
    """A State's payment plan; its instalments by day; ``ended_on`` is the first day without it."""

    id: int
    state: str
    agreed_on: date
    words: str
    instalments: tuple[InstalmentReading, ...]
    ended_on: date | None
    ended_why: str

    @property
    def label(self) -> str:
        """Give the name by which a person calls the plan."""
        return f"L{self.id}"

    @property
    def amount_chf(self) -> Decimal:
        """Give the sum of the instalments."""
        return sum((each.amount_chf for each in self.instalments), ZERO_CHF)


class Standing(NamedTuple):
    """How a plan stands on a day: received under it, due by then (CHF), and the instalment that broke it, if any."""

    plan: PlanReading
    received_chf: Decimal
    due_chf: Decimal
    broken_by: InstalmentReading | None
    next: InstalmentReading | None

    @property
    def is_kept(self) -> bool:
        """Tell whether it stands and defers what is not paid."""
        return self.plan.ended_on is None and self.broken_by is None and bool(self.deferred_chf)

    @property
    def deferred_chf(self) -> Decimal:
        """Give what of the plan is not paid yet."""
        return max(self.plan.amount_chf - self.received_chf, ZERO_CHF)

    @property
    def words(self) -> str:
        """Say how it stands."""
        if self.plan.ended_on:
            return f"ended on {self.plan.ended_on}: {self.plan.ended_why}"
        if self.broken_by:
            return f"broken: the instalment due on {self.broken_by.due_on} was not paid {DAYS_OF_GRACE} days later"
        return "kept" if self.deferred_chf else "paid in full"


class DisputeReading(NamedTuple):
    """A charge that its State disputes; ``ended_on`` is the first day without the dispute."""

    id: int
    charge_id: int
    state: str
    year: int
    line: str
    disputed_on: date
    why: str
    ended_on: date | None
    ended_why: str

    @property
    def label(self) -> str:
        """Give the name by which a person calls the dispute."""
        return f"D{self.id}"


class LetterDecision(NamedTuple):
    """Whether a State is written to, of which kind, and why, with what it is asked for.

    Requested = prior years + this year - on account - deferred by a payment plan - disputed, when that is above zero.
    """

    state: str
    written: bool
    kind: str
    reason: str
    prior_years_chf: Decimal
    this_year_chf: Mapping[str, Decimal]
    on_account_chf: Decimal
    requested_chf: Decimal
    deferred_chf: Decimal = ZERO_CHF
    disputed_chf: Decimal = ZERO_CHF


class Step(NamedTuple):
    """The next step with a State, and from which day on it is due."""

    name: str
    from_on: date
    why: str
