"""Agree and end payment plans, and raise and settle disputes: words about what is owed; no balance changes."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from db import balances, plans
from db.errors import LedgerError
from db.letter_readings import DisputeReading, InstalmentReading, PlanReading
from db.letter_tables import Dispute, DisputeEnd, Instalment, PaymentPlan, PaymentPlanEnd
from db.money import ZERO_CHF, with_chf
from ledger.books.open_books import EVER, Books
from ledger.rules.instalments import YEARS_AT_MOST, last_day


class PlanRefused(LedgerError):
    """Refuse a payment plan that cannot be kept in the ledger."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"no payment plan of {name} was entered: {why}")


class UnknownPlan(LedgerError):
    """Refuse a plan that is not in the ledger."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"there is no payment plan {asked}; `isu plan list` shows them, from L1 on")


class UnknownDispute(LedgerError):
    """Refuse a dispute that is not in the ledger."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"there is no dispute {asked}; `isu dispute list` shows them, from D1 on")


class EndRefused(LedgerError):
    """Refuse to end a plan or dispute twice, before it began, or without a reason."""

    def __init__(self, label: str, why: str) -> None:
        super().__init__(f"{label} was not ended: {why}")


class NothingToDispute(LedgerError):
    """Refuse a dispute about what is not open, or is disputed already."""

    def __init__(self, name: str, year: int, line: str, why: str) -> None:
        super().__init__(f"{name} has no {year} {line} to dispute: {why}; `isu report statement` shows its account")


def open_chf(books: Books, state: str, on: date) -> Decimal:
    """Give what a State owes on a day for years up to that day's, in CHF."""
    charges = balances.charges(books.db, as_of=on, state=state)
    return sum((each.open_chf for each in charges if each.year <= on.year), ZERO_CHF)


def add_plan(
    books: Books, state: str, instalments: Sequence[InstalmentReading], *, name: str, on: date, words: str
) -> PlanReading:
    """Enter a plan agreed on a day, of at most six years and of no more than is open. Raises PlanRefused."""
    _refuse_plan(books, state, instalments, name, on, words)
    plan = PaymentPlan(state=state, agreed_on=on, words=words, recorded_at=books.at)
    books.add(plan)
    assert plan.id is not None
    for each in sorted(instalments, key=lambda part: part.due_on):
        books.add(Instalment(payment_plan_id=plan.id, due_on=each.due_on, amount_chf=each.amount_chf))
    return find_plan(books, f"L{plan.id}")


def _refuse_plan(
    books: Books, state: str, instalments: Sequence[InstalmentReading], name: str, on: date, words: str
) -> None:
    if not words.strip():
        raise PlanRefused(name, "it needs who agreed to it and where; say it with --words")
    days = [each.due_on for each in instalments]
    if not days or len(set(days)) < len(days) or min(each.amount_chf for each in instalments) <= ZERO_CHF:
        raise PlanRefused(name, "each instalment needs a day of its own and an amount above zero")
    if min(days) <= on or max(days) > last_day(on):
        raise PlanRefused(name, f"its days must be after {on} and at most {YEARS_AT_MOST} years later")
    standing = [each for each in plans.plans(books.db, as_of=on) if each.state == state and each.ended_on is None]
    if standing:
        label = standing[-1].label
        raise PlanRefused(
            name, f"{label} of {standing[-1].agreed_on} stands; end it first: isu plan end {label} --why …"
        )
    planned_chf = sum((each.amount_chf for each in instalments), ZERO_CHF)
    owed_chf = open_chf(books, state, on)
    if planned_chf > owed_chf:
        raise PlanRefused(
            name,
            f"its instalments are {with_chf(planned_chf)} and {with_chf(owed_chf)} is open on {on}; make them less",
        )


def find_plan(books: Books, asked: str) -> PlanReading:
    """Find a plan by its label, L3 or 3. Raises UnknownPlan."""
    for plan in plans.plans(books.db, as_of=EVER):
        if str(plan.id) == asked.strip().upper().removeprefix("L"):
            return plan
    raise UnknownPlan(asked)


def end_plan(books: Books, plan: PlanReading, *, on: date, why: str) -> None:
    """End a plan from a day on. Raises EndRefused."""
    _refuse_end(plan.label, plan.agreed_on, plan.ended_on, on, why)
    books.add(PaymentPlanEnd(payment_plan_id=plan.id, ended_on=on, why=why, recorded_at=books.at))


def _refuse_end(label: str, began_on: date, ended_on: date | None, on: date, why: str) -> None:
    if not why.strip():
        raise EndRefused(label, "it needs a reason; say it with --why")
    if ended_on:
        raise EndRefused(label, f"it ended on {ended_on} already")
    if on < began_on:
        raise EndRefused(label, f"{on} is before it began, on {began_on}")


def add_dispute(books: Books, state: str, year: int, line: str, *, name: str, on: date, why: str) -> DisputeReading:
    """Mark what is open on a line of a year as disputed from a day on. Raises NothingToDispute."""
    charges = balances.charges(books.db, as_of=on, state=state)
    found = [each for each in charges if (each.year, each.line) == (year, line) and each.open_chf]
    if not why.strip():
        raise NothingToDispute(name, year, line, "a dispute needs its reason; say it with --why")
    if not found:
        raise NothingToDispute(name, year, line, f"nothing is open on it on {on}")
    held = [each for each in plans.disputes(books.db, as_of=on) if each.charge_id == found[0].id and not each.ended_on]
    if held:
        raise NothingToDispute(name, year, line, f"it is disputed already ({held[0].label})")
    row = Dispute(charge_id=found[0].id, disputed_on=on, why=why, recorded_at=books.at)
    books.add(row)
    return find_dispute(books, f"D{row.id}")


def find_dispute(books: Books, asked: str) -> DisputeReading:
    """Find a dispute by its label, D3 or 3. Raises UnknownDispute."""
    for dispute in plans.disputes(books.db, as_of=EVER):
        if str(dispute.id) == asked.strip().upper().removeprefix("D"):
            return dispute
    raise UnknownDispute(asked)


def settle_dispute(books: Books, dispute: DisputeReading, *, on: date, why: str) -> None:
    """End a dispute from a day on. Raises EndRefused."""
    _refuse_end(dispute.label, dispute.disputed_on, dispute.ended_on, on, why)
    books.add(DisputeEnd(dispute_id=dispute.id, ended_on=on, why=why, recorded_at=books.at))
