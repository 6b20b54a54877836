"""Revise an assessed year by a decision, and take the last revision back.

A revision works out the year anew (budget, scale, membership as they are known now) and books the differences, charge
by charge, dated on its day: what was issued stays as issued. Money that had paid what is no longer owed is freed first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlmodel import col

from db import balances, decided, facts
from db.errors import LedgerError
from db.moments import long_date
from db.money import ZERO_CHF, chf, rappen
from db.names import alphabetical
from db.readings import ChargeReading, DecisionReading, ScaleReading
from db.tables import AssessedLine, Entry, Revision
from db.vocabulary import Account, Act
from ledger.books.assessing import charge, issue_invoice, keep_control_figures
from ledger.books.deciding import write_budget
from ledger.books.open_books import EVER, Books
from ledger.books.settling import settle
from ledger.books.working_out import NotAssessed, ScaleOfOtherYears, YearShares, find_scale, work_out
from ledger.intake.office_tables import BudgetFacts
from ledger.rules.numbering import DAYS_TO_PAY


class NothingToRevise(LedgerError):
    """Refuse a revision that would change nothing."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"nothing about {year} differs from what is charged: budget, scale and membership are as they were; "
            "give the changed lines with --line or --from, bring in the scale with `isu scale import`, or the States "
            "with `isu states import`"
        )


class WasBroughtOver(LedgerError):
    """Refuse to revise balances that were brought over."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"the balances of {year} were brought over from before this ledger, so nothing was split that could be "
            "revised; take them back with `isu import undo` and import the corrected file"
        )


class NeedsDocument(LedgerError):
    """Refuse a revision without its decision, or taking one back without a reason."""

    def __init__(self, option: str) -> None:
        super().__init__(f"what was decided, and where, must be said; give it with {option}")


class TooEarly(LedgerError):
    """Refuse a revision dated before the decision that it follows."""

    def __init__(self, on: date, last: DecisionReading) -> None:
        super().__init__(
            f"{long_date(on)} is before the last decision on {last.year}, of {long_date(last.on)}; "
            "give that day or a later one with --on"
        )


class NothingToUndo(LedgerError):
    """Refuse to take back what is not there."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} has no revision that stands; `isu assess history {year}` shows what was decided")


@dataclass(frozen=True, slots=True)
class Difference:
    """What a State owes more (or less, below zero) on a line, in CHF; without a charge it was not charged before."""

    state: str
    line: str
    changed_chf: Decimal
    charge: ChargeReading | None


@dataclass(frozen=True, slots=True)
class RevisedYear:
    """What a revision changed, the CHF freed because they had paid too much, and the CHF settled after it."""

    year: int
    number: int
    on: date
    differences: tuple[Difference, ...]
    freed_chf: Decimal
    settled_chf: Decimal


def revise(
    books: Books, year: int, *, on: date, decision: str, budget: BudgetFacts | None = None, scale: str = ""
) -> RevisedYear:
    """Work a year out anew and book the differences on the day ``on``, under a decision and its document.

    ``budget`` is the whole revised budget, none if it stays; ``scale`` names one that covers the year, else it is the
    one in force for the year now, or the provisional one as long as there is none.

    Raises NotAssessed, NeedsDocument, TooEarly, NothingToRevise, UnknownScale, ScaleOfOtherYears, what assess raises.
    """
    last = _last(_decisions(books, year), on)
    if decided.is_opening(last):
        raise WasBroughtOver(year)
    if not decision.strip():
        raise NeedsDocument("--decision")
    revised = decided.budget_with(books.db, write_budget(books, budget) if budget else last.budget_id)
    shares = work_out(books.db, revised, on=on, scale=_scale(books, last, scale))
    return change_shares(books, shares, last, on=on, due=on + timedelta(days=DAYS_TO_PAY), decision=decision)


def change_shares(
    books: Books, shares: YearShares, last: DecisionReading, *, on: date, due: date, decision: str
) -> RevisedYear:
    """Write a revision of a year as it is worked out, after its last decision. Raises NothingToRevise."""
    year, revised = last.year, shares.budget
    scale_id = shares.scale.id if shares.scale else None
    revision = _write(books, last, on, decision, budget_id=revised.id, scale_id=scale_id, due=due)
    keep_control_figures(books, year, shares.lines, revision)
    differences = _differences(books, shares)
    if not differences and (revised.id, scale_id) == (last.budget_id, last.scale_id):
        raise NothingToRevise(year)
    freed_chf = sum((_change(books, each, on, revision) for each in differences if each.charge), ZERO_CHF)
    _charge_new(books, shares, [each for each in differences if not each.charge], on, revision)
    settled_chf = settle(books, {each.state for each in differences})
    return RevisedYear(year, last.number + 1, on, tuple(differences), freed_chf, settled_chf)


def undo_revision(books: Books, year: int, *, on: date, why: str) -> RevisedYear:
    """Take back the last revision of a year that stands, by the mirror of each of its entries on the day ``on``.

    Raises NotAssessed, NothingToUndo, NeedsDocument, TooEarly.
    """
    decisions = _decisions(books, year)
    last = _last(decisions, on)
    if decided.is_opening(last):
        raise WasBroughtOver(year)
    standing = decided.standing(decisions)
    if len(standing) < 2:
        raise NothingToUndo(year)
    if not why.strip():
        raise NeedsDocument("--why")
    before, taken_back = standing[-2], standing[-1]
    undoes = _row(books, taken_back)
    revision = _write(books, last, on, why, budget_id=before.budget_id, scale_id=before.scale_id, undoes=undoes.id)
    _copy_control_figures(books, before, revision)
    charges = {charge.id: charge for charge in balances.charges(books.db, as_of=EVER)}
    of_revision = select(Entry).where(col(Entry.revision_id) == undoes.id).order_by(col(Entry.id))
    differences, freed_chf = [], ZERO_CHF
    for entry in books.session.scalars(of_revision).all():
        assert entry.charge_id is not None
        charge = charges[entry.charge_id]
        is_less = entry.debit == Account.RECEIVABLE.value
        if is_less:
            freed_chf += _free(books, charge, entry.amount_chf, on, why)
        books.reverse(entry, why=why, on=on, revision=revision)
        differences.append(
            Difference(charge.state, charge.line, -entry.amount_chf if is_less else entry.amount_chf, charge)
        )
    settled_chf = settle(books, {each.state for each in differences})
    return RevisedYear(year, last.number + 1, on, tuple(differences), freed_chf, settled_chf)


def _decisions(books: Books, year: int) -> tuple[DecisionReading, ...]:
    decisions = decided.decisions(books.db, as_of=EVER)
    if not decisions.get(year):
        raise NotAssessed(year, decisions)
    return decisions[year]


def _last(decisions: tuple[DecisionReading, ...], on: date) -> DecisionReading:
    if on < decisions[-1].on:
        raise TooEarly(on, decisions[-1])
    return decisions[-1]


def _scale(books: Books, last: DecisionReading, name: str) -> ScaleReading | None:
    """Choose the scale: the one named, else the one in force for the year, else the provisional one in use."""
    if not name:
        in_force = decided.scale_of_year(books.db, last.year)
        return in_force or (decided.scale(books.db, last.scale_id) if last.scale_id else None)
    found = find_scale(books.db, name)
    if not found.covers(last.year):
        raise ScaleOfOtherYears(found, last.year)
    return found


def _write(
    books: Books,
    last: DecisionReading,
    on: date,
    decision: str,
    *,
    budget_id: int,
    scale_id: int | None,
    due: date | None = None,
    undoes: int | None = None,
) -> int:
    row = Revision(
        year=last.year,
        number=last.number + 1,
        budget_id=budget_id,
        scale_id=scale_id,
        decision=decision.strip(),
        revised_on=on,
        due_on=due or on + timedelta(days=DAYS_TO_PAY),
        undoes_id=undoes,
        recorded_at=books.at,
    )
    books.add(row)
    assert row.id is not None
    return row.id


def _row(books: Books, decision: DecisionReading) -> Revision:
    of_number = select(Revision).where(col(Revision.year) == decision.year, col(Revision.number) == decision.number)
    return books.session.scalars(of_number).one()


def _copy_control_figures(books: Books, before: DecisionReading, revision: int) -> None:
    of_before = select(AssessedLine).where(
        col(AssessedLine.year) == before.year,
        col(AssessedLine.revision_id) == (_row(books, before).id if before.number else None),
    )
    for held in books.session.scalars(of_before).all():
        books.add(AssessedLine(**held.model_dump(exclude={"id"}) | {"revision_id": revision}))


def _differences(books: Books, shares: YearShares) -> list[Difference]:
    """Compare what is charged with what should be, charge by charge; those that are equal are left out."""
    year = shares.budget.year
    held = {(each.line, each.state): each for each in balances.charges(books.db, as_of=EVER) if each.year == year}
    owed = {(line.line.code, iso3): chf(part) for line in shares.lines for iso3, part in line.owed.items()}
    found = []
    for code, state in sorted({*held, *owed}):
        charge = held.get((code, state))
        changed_chf = owed.get((code, state), ZERO_CHF) - (charge.assessed_chf if charge else ZERO_CHF)
        if changed_chf:
            found.append(Difference(state, code, changed_chf, charge))
    return found


def _change(books: Books, difference: Difference, on: date, revision: int) -> Decimal:
    """Book the difference of a charge; gives the CHF of money freed because it had paid what is no longer owed."""
    charge, changed_chf = difference.charge, difference.changed_chf
    assert charge is not None
    if changed_chf > ZERO_CHF:
        books.post(Act.INCREASE, changed_chf, on, state=charge.state, charge=charge.id, revision=revision)
        return ZERO_CHF
    freed_chf = _free(books, charge, -changed_chf, on, f"revision {difference.line} of {charge.year}: less is owed")
    books.post(Act.REDUCE, -changed_chf, on, state=charge.state, charge=charge.id, revision=revision)
    return freed_chf


def _free(books: Books, charge: ChargeReading, reduced_chf: Decimal, on: date, why: str) -> Decimal:
    """Take back allocations and fees borne, newest first, until the charge can be reduced; gives the CHF freed."""
    too_much_chf = max(reduced_chf - charge.open_chf, ZERO_CHF)
    left_chf = too_much_chf
    of_charge = select(Entry).where(col(Entry.charge_id) == charge.id).order_by(col(Entry.id).desc())
    entries = books.session.scalars(of_charge).all()
    undone = {entry.reverses_id for entry in entries}
    paid = (entry for entry in entries if _pays(entry) and entry.id not in undone)
    while left_chf > ZERO_CHF:
        entry = next(paid)
        books.reverse(entry, why=why, on=max(on, entry.value_date))
        left_chf -= entry.amount_chf
    return too_much_chf


def _pays(entry: Entry) -> bool:
    return entry.act in (Act.ALLOCATE.value, Act.BEAR_FEE.value) and entry.reverses_id is None


def _charge_new(books: Books, shares: YearShares, differences: Sequence[Difference], on: date, revision: int) -> None:
    """Charge what was not charged before: States that joined, lines that are new; invoice those without an invoice."""
    year = shares.budget.year
    invoices = [each for each in facts.invoices(books.db, as_of=EVER) if each.year == year]
    held = {each.state: each.id for each in invoices}
    lines = {line.code: line.id for line in shares.budget.lines}
    payers = shares.payers.everybody()
    for state in alphabetical(payers[iso3] for iso3 in {each.state for each in differences}):
        invoice = held.get(state.iso3) or issue_invoice(books, year, len(invoices) + 1, state, on)
        if state.iso3 not in held:
            invoices = [each for each in facts.invoices(books.db, as_of=EVER) if each.year == year]
        of_state = [each for each in differences if each.state == state.iso3]
        asked = [(lines[each.line], each.state, rappen(each.changed_chf), invoice) for each in of_state]
        charge(books, asked, on, revision=revision)
