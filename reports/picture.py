"""Picture: everything that the reports of one day need, read from the books once.

Apart so that all reports of one call speak of the same books, and so that each report is a pure function.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple, TypeVar

from db import balances, decided, facts, plans
from db.errors import LedgerError
from db.letter_readings import DisputeReading, PlanReading
from db.moments import long_date
from db.money import ZERO_CHF
from db.names import alphabetical, meant_year
from db.readings import (
    ApplicationReading,
    BudgetReading,
    ChargeReading,
    DecisionReading,
    InvoiceReading,
    MissionReading,
    ReceiptReading,
    ReturnReading,
    StateReading,
)
from reports.heading import heading_of
from reports.table import Heading

_OfState = TypeVar("_OfState", InvoiceReading, ChargeReading, ReceiptReading, ReturnReading, ApplicationReading)


class NothingAssessed(LedgerError):
    """Refuse a report of contributions before there are any."""

    def __init__(self, as_of: date, year: int | None, assessed: Collection[int]) -> None:
        what = f"{year} was not" if year else "no year was"
        others = (
            f" ({' and '.join(map(str, sorted(assessed)))} {'was' if len(assessed) == 1 else 'were'})"
            if year and assessed
            else ""
        )
        meant = meant_year(year, assessed) if year else ""
        super().__init__(
            f"{what} assessed on or before {long_date(as_of)}{others}, so there is nothing to report; "
            f"{meant}assess it with `isu assess YEAR`, or ask for a later day"
        )


class Picture(NamedTuple):
    """The books as of a day: States of that day, and what is charged, received and used, by State (ISO3).

    ``received_since`` are the receipts from the day after up to where the bank's data run, by value date.
    """

    heading: Heading
    year: int
    budget: BudgetReading
    decisions: Mapping[int, tuple[DecisionReading, ...]]
    states: Mapping[str, StateReading]
    parties: tuple[StateReading, ...]
    missions: Mapping[str, MissionReading]
    invoices: Mapping[str, tuple[InvoiceReading, ...]]
    charges: Mapping[str, tuple[ChargeReading, ...]]
    receipts: Mapping[str, tuple[ReceiptReading, ...]]
    applications: Mapping[str, tuple[ApplicationReading, ...]]
    returns: Mapping[str, tuple[ReturnReading, ...]]
    unidentified: tuple[ReceiptReading, ...]
    plans: Mapping[str, PlanReading]
    disputed_chf: Mapping[str, Decimal]
    received_since: tuple[ReceiptReading, ...]

    @property
    def as_of(self) -> date:
        """Give the day asked about."""
        return self.heading.as_of

    def reported_states(self) -> tuple[StateReading, ...]:
        """Give the States Parties of the day and any other State with money in the books, alphabetically."""
        party_codes = {state.iso3 for state in self.parties}
        others = (set(self.charges) | set(self.receipts)) - party_codes
        return tuple(alphabetical((*self.parties, *(self.states[iso3] for iso3 in others))))

    def charged_chf(self) -> Decimal:
        """Give what the charges of the year must add up to, by the control figures of its last decision."""
        return sum_chf(line.charged_chf for line in self.decisions[self.year][-1].lines)

    def all_charges(self) -> list[ChargeReading]:
        """Give the charges of all States."""
        return [charge for charges in self.charges.values() for charge in charges]


def take_picture(
    db: sqlite3.Connection,
    *,
    as_of: date,
    known_at: datetime | None = None,
    year: int | None = None,
    state: str | None = None,
) -> Picture:
    """Read the books as of a day, as known at a moment; of one State only if it is named (ISO3).

    ``year`` is the assessment year to report; else the newest that was assessed by then and is not in the future.
    Raises NothingAssessed.
    """
    decisions = decided.decisions(db, as_of=as_of, known_at=known_at)
    reported = reported_year(decisions, as_of, year)
    budget = decided.budget(db, reported, as_of=as_of, known_at=known_at)
    assert budget is not None, "an assessed year has its budget"
    states = facts.states(db, as_of=as_of, known_at=known_at)
    charges = balances.charges(db, as_of=as_of, known_at=known_at, state=state)
    receipts = balances.receipts(db, as_of=as_of, known_at=known_at, state=state)
    heading = heading_of(db, as_of, known_at)
    return Picture(
        heading=heading,
        year=reported,
        budget=budget,
        decisions=decisions,
        states=states,
        parties=tuple(alphabetical(found for found in states.values() if found.is_party(as_of))),
        missions=facts.missions(db, known_at=known_at),
        invoices=_by_state(facts.invoices(db, as_of=as_of, known_at=known_at, state=state)),
        charges=_by_state(charges),
        receipts=_by_state([receipt for receipt in receipts if receipt.state]),
        applications=_by_state(balances.applications(db, as_of=as_of, known_at=known_at, state=state)),
        returns=_by_state(balances.returns(db, as_of=as_of, known_at=known_at)),
        unidentified=tuple(receipt for receipt in receipts if receipt.unidentified_chf),
        plans={
            plan.state: plan
            for plan in plans.plans(db, as_of=as_of, known_at=known_at)
            if plan.ended_on is None and state in (None, plan.state)
        },
        disputed_chf=_disputed(charges, plans.disputes(db, as_of=as_of, known_at=known_at)),
        received_since=_received_since(db, heading, state),
    )


def reported_year(assessed: Collection[int], as_of: date, year: int | None) -> int:
    """Give the year to report of those assessed: the one asked for, else the newest up to the day's own.

    Raises NothingAssessed.
    """
    reported = year or max((each for each in assessed if each <= as_of.year), default=None)
    if reported is None or reported not in assessed:
        raise NothingAssessed(as_of, year, assessed)
    return reported


def _received_since(db: sqlite3.Connection, heading: Heading, state: str | None) -> tuple[ReceiptReading, ...]:
    until = heading.data_until
    if until is None or until <= heading.as_of:
        return ()
    later = balances.receipts(db, as_of=until, known_at=heading.known_at, state=state, after=heading.as_of)
    return tuple(receipt for receipt in later if receipt.value_date > heading.as_of)


def _disputed(charges: Iterable[ChargeReading], raised: Iterable[DisputeReading]) -> dict[str, Decimal]:
    """Add up by State (CHF) what is open on disputed charges."""
    disputed = {each.charge_id for each in raised if each.ended_on is None}
    found: dict[str, Decimal] = {}
    for charge in charges:
        if charge.id in disputed and charge.open_chf:
            found[charge.state] = found.get(charge.state, ZERO_CHF) + charge.open_chf
    return found


def _by_state(
    readings: Iterable[_OfState],
) -> dict[str, tuple[_OfState, ...]]:
    found: dict[str, list[_OfState]] = {}
    for reading in readings:
        assert reading.state is not None
        found.setdefault(reading.state, []).append(reading)
    return {state: tuple(held) for state, held in found.items()}


def sum_chf(amounts: Iterable[Decimal]) -> Decimal:
    """Add up CHF; 0.00 for none."""
    return sum(amounts, ZERO_CHF)


def share_of(part_chf: Decimal, whole_chf: Decimal, of: int = 100) -> Decimal:
    """Give a part as percent of a whole, or as so many other parts of it; one decimal, rounded down; 0.0 of nothing.

    What is not whole never reads as whole.

    >>> share_of(Decimal("99.99"), Decimal("100.00")), share_of(Decimal("1.00"), Decimal("4.00"), of=12)
    (Decimal('99.9'), Decimal('3.0'))
    """
    tenth = Decimal("0.1")
    return (part_chf * of / whole_chf).quantize(tenth, ROUND_DOWN) if whole_chf else tenth * 0
