"""The frozen values that queries return; amounts are CHF as ``Decimal``, days are ``date``.

Pure, so that reports and rules can be tested without a database.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from db.vocabulary import Act, Joining, Key, Leaving, Obligation, Residue, Rounding


class OfficeReading(NamedTuple):
    """Whose books these are, and the notice that every report shows."""

    name: str
    notice: str


class StateReading(NamedTuple):
    """A State as it is called and as it stands on the day asked about."""

    iso3: str
    iso2: str
    name_en: str
    name_fr: str
    name_es: str
    with_article_fr: str
    with_article_es: str
    formal_en: str
    formal_fr: str
    formal_es: str
    other_names: tuple[str, ...]
    regional_group: str
    language: str
    party_from: date | None
    party_until: date | None

    def is_party(self, on: date) -> bool:
        """Tell whether the treaty is in force for the State on a day; the day of leaving is the first day out."""
        return (
            self.party_from is not None
            and self.party_from <= on
            and (self.party_until is None or on < self.party_until)
        )

    def names(self) -> tuple[str, ...]:
        """Give every code and name by which a person may ask for the State, without blanks."""
        named = (self.iso3, self.iso2, self.name_en, self.name_fr, self.name_es)
        formal = (self.formal_en, self.formal_fr, self.formal_es)
        return tuple(name for name in (*named, *formal, *self.other_names) if name)


class MissionReading(NamedTuple):
    """A mission of a State at a post: letters go to it, a copy does, or it is only known (``use``)."""

    state: str
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
    post: str = "Geneva"
    use: str = "letters"


class ScaleReading(NamedTuple):
    """A scale of assessments: rates in percent by ISO3; ``replaces`` names the scale whose place it takes."""

    id: int
    name: str
    first_year: int
    last_year: int
    decision: str
    replaces: str
    rates: Mapping[str, Decimal]

    def covers(self, year: int) -> bool:
        """Tell whether a year is in its period."""
        return self.first_year <= year <= self.last_year


class SplitRule(NamedTuple):
    """How one amount is split over its payers; the defaults are the rule of the house.

    ``key_decimals``: the percentage is rounded half-up to so many decimals and amounts come from it; none: unrounded.
    ``unit_chf``: amounts are whole multiples of it. ``residue``: ``left``, ``spread`` or a payer's code.
    ``floor_chf`` and ``floor_percent``: nobody pays less. ``ceiling_percent``: nobody pays more of the total.
    ``fixed``: payers whose percentage of the total is set, by code; the others share the rest.
    """

    key_decimals: int | None = None
    unit_chf: Decimal = Decimal("0.01")
    rounding: Rounding = Rounding.LARGEST_REMAINDER
    residue: str = Residue.LEFT.value
    floor_chf: Decimal | None = None
    floor_percent: Decimal | None = None
    ceiling_percent: Decimal | None = None
    fixed: tuple[tuple[str, Decimal], ...] = ()


PLAIN_SPLIT = SplitRule()


class BudgetLineReading(NamedTuple):
    """One line of a budget."""

    id: int
    year: int
    position: int
    code: str
    title: str
    amount_chf: Decimal
    key: Key
    obligation: Obligation
    split: SplitRule


class BudgetReading(NamedTuple):
    """The budget in force for a year, its lines in order, and what States owe that join or leave in it."""

    id: int
    year: int
    decision: str
    decided_on: date
    joining: Joining
    leaving: Leaving
    lines: tuple[BudgetLineReading, ...]

    def assessed_lines(self) -> tuple[BudgetLineReading, ...]:
        """Give the lines that States owe."""
        return tuple(line for line in self.lines if line.obligation is Obligation.ASSESSED)


class AssessedLineReading(NamedTuple):
    """The control figures of one line after a decision: charged = budget - residue + joined - left, in CHF."""

    line: str
    budget_chf: Decimal
    residue_chf: Decimal
    joined_chf: Decimal
    left_chf: Decimal

    @property
    def charged_chf(self) -> Decimal:
        """Give what the charges of the line must add up to."""
        return self.budget_chf - self.residue_chf + self.joined_chf - self.left_chf


class LineAmounts(NamedTuple):
    """What one line asks of each State (CHF by ISO3), who sits at a bound, and its control figures."""

    figures: AssessedLineReading
    amounts: Mapping[str, Decimal]
    at_floor: frozenset[str]
    at_ceiling: frozenset[str]


class PlannedYear(NamedTuple):
    """One year of a plan: what is open or would be asked (CHF by ISO3), and what is assumed."""

    year: int
    amounts: Mapping[str, Decimal]
    notes: tuple[str, ...]


class DecisionReading(NamedTuple):
    """A decision on a year: number 0 assessed it, the others revised it; ``undoes`` is the number it took back."""

    year: int
    number: int
    on: date
    decision: str
    budget_id: int
    scale_id: int | None
    scale_name: str
    undoes: int | None
    recorded_at: datetime
    lines: tuple[AssessedLineReading, ...]

    @property
    def label(self) -> str:
        """Give the name by which a person calls the decision."""
        return f"{self.year}/{self.number}"


class InvoiceReading(NamedTuple):
    """The numbered paper that asks a State for a year's charges."""

    id: int
    number: str
    year: int
    state: str
    issued_on: date
    due_on: date
    reference: str


class ChargeReading(NamedTuple):
    """What a State owes on one line of one year: assessed = received + bank charges + open; issued was asked first."""

    id: int
    state: str
    year: int
    line: str
    position: int
    invoice_number: str
    charged_on: date
    due_on: date
    issued_chf: Decimal
    assessed_chf: Decimal
    received_chf: Decimal
    bank_charges_chf: Decimal
    open_chf: Decimal

    def is_in_arrears(self, on: date) -> bool:
        """Tell whether it is unpaid on or after 1 January of the following year, and past its due date."""
        return bool(self.open_chf) and self.year < on.year and self.due_on < on


class DesignatedPart(NamedTuple):
    """One amount (CHF) that a receipt is to pay on a line of a year; without a year it is to stay on account."""

    year: int | None
    line: str
    amount_chf: Decimal


class ReceiptReading(NamedTuple):
    """Money in, and where it stands as of a day.

    Amount = allocated + given + on account + unidentified + set aside (no contribution) + returned (by the bank).
    ``designated`` is what a person said that it pays; then the payer's own text counts no more.
    """

    id: int
    value_date: date
    state: str | None
    amount_chf: Decimal
    allocated_chf: Decimal
    given_chf: Decimal
    on_account_chf: Decimal
    unidentified_chf: Decimal
    set_aside_chf: Decimal
    returned_chf: Decimal
    payer: str
    payer_account: str
    bank_reference: str
    creditor_reference: str
    text: str
    evidence: str
    designated: tuple[DesignatedPart, ...] | None = None

    @property
    def label(self) -> str:
        """Give the name by which a person calls the receipt."""
        return f"R{self.id}"


class ReturnReading(NamedTuple):
    """What the bank took back of a receipt, whose it had been, on which day and why."""

    receipt_id: int
    state: str
    returned_on: date
    amount_chf: Decimal
    why: str


class ApplicationReading(NamedTuple):
    """What a receipt paid on one line of one year, net of what was taken back."""

    receipt_id: int
    received_on: date
    applied_on: date
    state: str
    year: int
    line: str
    position: int
    obligation: Obligation
    amount_chf: Decimal


class AccountLineReading(NamedTuple):
    """One line of a State's account: what it owes more, or less when below zero (CHF); by which act and paper."""

    on: date
    act: Act
    is_reversal: bool
    owed_chf: Decimal
    year: int | None
    line: str
    document: str


class PayerAccountReading(NamedTuple):
    """An account from which a State is known to pay."""

    account: str
    state: str
    payer: str
    why: str
    receipt_id: int | None = None

    @property
    def learnt_from(self) -> str:
        """Say where it was learnt."""
        return f"R{self.receipt_id}" if self.receipt_id else "entered by hand"
