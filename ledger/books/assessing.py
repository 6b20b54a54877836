"""Assess a year: one charge per payer and assessed line, one invoice per State; then money on account is used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db import decided
from db.errors import LedgerError
from db.moments import long_date
from db.money import chf
from db.names import alphabetical
from db.readings import BudgetReading, StateReading
from db.tables import AssessedLine, Assessment, Charge, Entry, Invoice
from db.vocabulary import Act
from ledger.books.open_books import EVER, Books
from ledger.books.settling import settle
from ledger.books.working_out import NoBudget, YearShares, find_scale, work_out
from ledger.rules.numbering import due_on, invoice_number, payment_reference
from ledger.rules.shares_of_year import LineShares


class YearAssessedAlready(LedgerError):
    """Refuse to assess a year twice."""

    def __init__(self, year: int, assessed_on: date) -> None:
        super().__init__(
            f"{year} was assessed on {long_date(assessed_on)} already; nothing was changed; "
            f"`isu assess history {year}` shows what was decided, `isu assess revise {year}` changes it by a decision"
        )


class FarFromItsYear(LedgerError):
    """Refuse a day of assessment that cannot be meant."""

    def __init__(self, year: int, on: date) -> None:
        super().__init__(
            f"{year} cannot be assessed on {long_date(on)}; give a day of {year - 1} to {year + 1} with --on"
        )


@dataclass(frozen=True, slots=True)
class AssessedYear:
    """What an assessment charged, and what money on account settled at once (CHF)."""

    year: int
    on: date
    due_on: date
    shares: YearShares
    settled_chf: Decimal

    @property
    def charged_chf(self) -> Mapping[str, Mapping[str, Decimal]]:
        """Give CHF by line code, then by ISO3."""
        return {
            shares.line.code: {iso3: chf(part) for iso3, part in shares.owed.items()} for shares in self.shares.lines
        }


def assess(books: Books, year: int, *, on: date, provisional_scale: str = "") -> AssessedYear:
    """Charge every State Party of the year with its part of the assessed lines, and invoice it.

    The budget is split over the States Parties of 1 January; one that joined since, up to the day ``on``, pays its part
    of the year on top. ``provisional_scale`` names a scale of other years that is used until the year's own one comes.

    Raises YearAssessedAlready, NoBudget, NoScale, ScaleMissesStates, NoStatesParties, FarFromItsYear, and what
    apportion refuses.
    """
    budget = _budget_to_assess(books, year, on)
    scale = find_scale(books.db, provisional_scale) if provisional_scale else None
    shares = work_out(books.db, budget, on=on, scale=scale)
    return charge_shares(books, shares, on=on, due=due_on(year, on))


def charge_shares(books: Books, shares: YearShares, *, on: date, due: date) -> AssessedYear:
    """Write the assessment of a year as it is worked out: control figures, invoices due on a day, charges."""
    budget, year = shares.budget, shares.budget.year
    books.add(
        Assessment(
            year=year,
            budget_id=budget.id,
            scale_id=shares.scale.id if shares.scale else None,
            assessed_on=on,
            recorded_at=books.at,
        )
    )
    keep_control_figures(books, year, shares.lines)
    owing = alphabetical(state for iso3, state in shares.payers.everybody().items() if shares.owed_by(iso3))
    invoices = issue_invoices(books, year, 1, owing, on, due=due)
    charges = [
        (line.line.id, state.iso3, line.owed.get(state.iso3, 0), invoice)
        for state, invoice in zip(owing, invoices, strict=True)
        for line in shares.lines
    ]
    charge(books, charges, on)
    settled_chf = settle(books, [state.iso3 for state in owing])
    return AssessedYear(year, on, due, shares, settled_chf)


def _budget_to_assess(books: Books, year: int, on: date) -> BudgetReading:
    if decisions := decided.decisions(books.db, as_of=EVER).get(year):
        raise YearAssessedAlready(year, decisions[0].on)
    budget = decided.budget(books.db, year, as_of=EVER)
    if budget is None:
        raise NoBudget(year, decided.budgets(books.db, as_of=EVER))
    if abs(on.year - year) > 1:
        raise FarFromItsYear(year, on)
    return budget


def keep_control_figures(books: Books, year: int, lines: Iterable[LineShares], revision: int | None = None) -> None:
    """Write what the charges of each line must add up to after a decision."""
    books.add(
        *(
            AssessedLine(
                year=year,
                revision_id=revision,
                budget_line_id=shares.line.id,
                residue_chf=chf(shares.split.residue_rappen),
                joined_chf=chf(shares.joined_rappen),
                left_chf=chf(shares.left_rappen),
            )
            for shares in lines
        )
    )


def charge(books: Books, asked: Iterable[tuple[int, str, int, int]], on: date, *, revision: int | None = None) -> None:
    """Charge States on budget lines: row of the line, ISO3, rappen, row of the invoice; what is nothing is left out."""
    first = books.next_id(Charge)
    charged = list(enumerate((each for each in asked if each[2]), first))
    books.add_many(
        Charge,
        [
            {"id": number, "state": state, "budget_line_id": line, "invoice_id": invoice, "recorded_at": books.at}
            for number, (line, state, _, invoice) in charged
        ],
    )
    entries = [
        books.entry_row(Act.ASSESS, chf(rappen), on, receipt=None, state=state)
        | {"charge_id": number, "revision_id": revision}
        for number, (_, state, rappen, _) in charged
    ]
    books.add_many(Entry, entries)


def issue_invoice(
    books: Books, year: int, serial: int, state: StateReading, on: date, *, due: date | None = None
) -> int:
    """Write the year's ``serial``-th invoice, to a State, due on a day or else by the rule; gives its row."""
    (invoice,) = issue_invoices(books, year, serial, [state], on, due=due or due_on(year, on))
    return invoice


def issue_invoices(
    books: Books, year: int, serial: int, states: Sequence[StateReading], on: date, *, due: date
) -> list[int]:
    """Write invoices of a year, one to each State, numbered from ``serial`` on; gives their rows."""
    first = books.next_id(Invoice)
    rows = [
        {
            "id": first + place,
            "year": year,
            "serial": serial + place,
            "number": invoice_number(year, serial + place),
            "state": state.iso3,
            "issued_on": on,
            "due_on": due,
            "reference": payment_reference(year, state.iso2),
            "recorded_at": books.at,
        }
        for place, state in enumerate(states)
    ]
    books.add_many(Invoice, rows)
    return [first + place for place in range(len(rows))]
