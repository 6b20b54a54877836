"""Assess a year: one charge per State Party and assessed line, one invoice per State; then money on account is used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db import facts
from db.errors import LedgerError
from db.moments import long_date
from db.money import ZERO_CHF, chf, rappen
from db.names import alphabetical
from db.readings import BudgetLineReading, BudgetReading, ScaleReading, StateReading
from db.tables import Assessment, Charge, Invoice
from db.vocabulary import Act, Key
from ledger.books.open_books import Books
from ledger.books.settling import settle
from ledger.rules.apportionment import apportion
from ledger.rules.numbering import due_on, invoice_number, payment_reference


class YearAssessedAlready(LedgerError):
    """Refuse to assess a year twice."""

    def __init__(self, year: int, assessed_on: date) -> None:
        super().__init__(
            f"{year} was assessed on {long_date(assessed_on)} already; nothing was changed; "
            f"`isu budget show {year}` and `isu report status` show what was charged"
        )


class NoBudget(LedgerError):
    """Refuse to assess a year without a budget."""

    def __init__(self, year: int) -> None:
        super().__init__(f"there is no budget for {year} to assess; enter it first with `isu budget set {year}`")


class NoScale(LedgerError):
    """Refuse to assess a year that no scale covers."""

    def __init__(self, year: int, periods: list[str]) -> None:
        held = f"the ledger has {', '.join(periods)}" if periods else "the ledger has none"
        super().__init__(f"no scale of assessments covers {year} ({held}); bring it in with `isu scale import`")


class ScaleMissesStates(LedgerError):
    """Refuse to assess by a scale that lacks a State Party."""

    def __init__(self, scale: str, year: int, missing: list[StateReading]) -> None:
        named = ", ".join(f"{state.iso3} ({state.name_en})" for state in missing[:8])
        more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""
        super().__init__(
            f"the scale {scale} has no rate for {len(missing)} of the States Parties to be assessed for {year}: "
            f"{named}{more}; add their rates to the scale's file and import it again"
        )


class NoStatesParties(LedgerError):
    """Refuse to assess nobody."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"no State is a party on {long_date(on)}, so there is nobody to assess; "
            "bring the States in with `isu states import`, or give another day with --on"
        )


class FarFromItsYear(LedgerError):
    """Refuse a day of assessment that cannot be meant."""

    def __init__(self, year: int, on: date) -> None:
        super().__init__(
            f"{year} cannot be assessed on {long_date(on)}; give a day of {year - 1} to {year + 1} with --on"
        )


@dataclass(frozen=True, slots=True)
class AssessedYear:
    """What an assessment charged: CHF by line code, then by ISO3; and what money on account settled at once."""

    year: int
    on: date
    due_on: date
    scale_name: str
    charged_chf: Mapping[str, Mapping[str, Decimal]]
    settled_chf: Decimal


def assess(books: Books, year: int, *, on: date) -> AssessedYear:
    """Charge every State Party of the day ``on`` with its part of the year's assessed lines, and invoice it.

    Raises YearAssessedAlready, NoBudget, NoScale, ScaleMissesStates, NoStatesParties, FarFromItsYear.
    """
    budget = _budget_to_assess(books, year, on)
    payers = facts.parties(books.db, on=on)
    if not payers:
        raise NoStatesParties(on)
    scale = _scale_for(books, budget, payers)
    shares = {line: _split(line, payers, scale) for line in budget.assessed_lines()}
    assessment = Assessment(
        year=year, budget_id=budget.id, scale_id=scale.id if scale else None, assessed_on=on, recorded_at=books.at
    )
    books.add(assessment)
    _charge_and_invoice(books, budget, payers, shares, on)
    settled_chf = settle(books, payers)
    charged = {line.code: {iso3: chf(part) for iso3, part in parts.items()} for line, parts in shares.items()}
    return AssessedYear(year, on, due_on(year, on), scale.name if scale else "", charged, settled_chf)


def _budget_to_assess(books: Books, year: int, on: date) -> BudgetReading:
    if assessed := facts.assessments(books.db, as_of=date.max).get(year):
        raise YearAssessedAlready(year, assessed.assessed_on)
    budget = facts.budget(books.db, year)
    if budget is None:
        raise NoBudget(year)
    if abs(on.year - year) > 1:
        raise FarFromItsYear(year, on)
    return budget


def _scale_for(books: Books, budget: BudgetReading, payers: Mapping[str, StateReading]) -> ScaleReading | None:
    if all(line.key is not Key.UN_SCALE for line in budget.assessed_lines()):
        return None
    scale = facts.scale_of_year(books.db, budget.year)
    if scale is None:
        raise NoScale(budget.year, [held.name for held in facts.scales(books.db)])
    missing = [payers[iso3] for iso3 in sorted(payers) if iso3 not in scale.rates]
    if missing:
        raise ScaleMissesStates(scale.name, budget.year, missing)
    return scale


def _split(line: BudgetLineReading, payers: Mapping[str, StateReading], scale: ScaleReading | None) -> dict[str, int]:
    if line.key is Key.EQUAL:
        return apportion(rappen(line.amount_chf), dict.fromkeys(payers, Decimal(1)))
    assert scale is not None, "a line on the UN scale has a scale"
    return apportion(rappen(line.amount_chf), {iso3: scale.rates[iso3] for iso3 in payers})


def _charge_and_invoice(
    books: Books,
    budget: BudgetReading,
    payers: Mapping[str, StateReading],
    shares: Mapping[BudgetLineReading, Mapping[str, int]],
    on: date,
) -> None:
    for serial, state in enumerate(alphabetical(payers.values()), start=1):
        invoice = _invoice(books, budget.year, serial, state, on)
        for line, parts in shares.items():
            amount_chf = chf(parts[state.iso3])
            if amount_chf > ZERO_CHF:
                charge = Charge(state=state.iso3, budget_line_id=line.id, invoice_id=invoice, recorded_at=books.at)
                books.add(charge)
                books.post(Act.ASSESS, amount_chf, on, state=state.iso3, charge=charge.id)


def _invoice(books: Books, year: int, serial: int, state: StateReading, on: date) -> int:
    invoice = Invoice(
        year=year,
        serial=serial,
        number=invoice_number(year, serial),
        state=state.iso3,
        issued_on=on,
        due_on=due_on(year, on),
        reference=payment_reference(year, state.iso2),
        recorded_at=books.at,
    )
    books.add(invoice)
    assert invoice.id is not None
    return invoice.id
