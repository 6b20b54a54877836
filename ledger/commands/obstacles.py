"""What keeps a State from being written to: a receipt that may be its own, a hold, a promise, a missing address."""

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.letter_readings import Standing
    from db.readings import MissionReading
    from ledger.rules.reminders import Deferred, Obstacles
    from ledger.rules.verdicts import Verdict
    from reports.picture import Picture


def obstacles_of(
    db: sqlite3.Connection, picture: "Picture", verdicts: "Iterable[Verdict] | None" = None
) -> "dict[str, Obstacles]":
    """Give the obstacles of each State Party of the picture's day that has any; ``verdicts`` if they are known."""
    from db import contacts
    from db.moments import long_date
    from ledger.rules.reminders import NOTHING, Obstacles

    on, known = picture.as_of, picture.heading.known_at
    check = _check_first(db, picture, verdicts)
    held = {each.state: each for each in contacts.holds(db, as_of=on, known_at=known) if each.holds(on)}
    said = contacts.contacts(db, as_of=on, known_at=known)
    found = {}
    for state in picture.parties:
        hold = held.get(state.iso3)
        promises = [each for each in said.get(state.iso3, ()) if each.is_promised(on)]
        until = max((each.until_on for each in promises if each.until_on), default=None)
        obstacles = Obstacles(
            check_first=check.get(state.iso3, ""),
            hold=f"it is on hold until {long_date(hold.until_on)}: {hold.why}" if hold else "",
            promise=f"it has promised to pay until {long_date(until)}: {promises[-1].words}" if until else "",
            no_address=_no_address(picture.missions.get(state.iso3)),
        )
        if obstacles != NOTHING:
            found[state.iso3] = obstacles
    return found


def _no_address(mission: "MissionReading | None") -> str:
    """Say what is missing to reach a State by its channel; nothing if nothing is."""
    if mission is None:
        return "there is no address: isu addresses import"
    if mission.channel == "e-mail" and not mission.email:
        return "it is written to by e-mail, and there is no e-mail address: isu addresses import"
    if mission.channel != "e-mail" and not (mission.street and mission.city):
        return "its address has no street or city: isu addresses import"
    return ""


def _check_first(db: sqlite3.Connection, picture: "Picture", verdicts: "Iterable[Verdict] | None") -> dict[str, str]:
    """Name, by State, the unidentified receipts of the picture's day that may be its own."""
    from db.moments import long_date
    from db.money import with_chf

    waiting = {receipt.id: receipt for receipt in picture.unidentified}
    if not waiting:
        return {}
    if verdicts is None:
        from ledger.books.judging import verdicts_on

        verdicts = verdicts_on(db, known_at=picture.heading.known_at)
    found: dict[str, list[str]] = {}
    for verdict in verdicts:
        receipt = waiting.get(verdict.incoming.receipt_id)
        if receipt is None:
            continue
        for state in _may_be_of(verdict):
            amount, day = with_chf(receipt.unidentified_chf), long_date(receipt.value_date)
            found.setdefault(state, []).append(f"receipt {receipt.label} of {amount} of {day}")
    return {
        state: f"{' and '.join(held)} may be its own and {'is' if len(held) == 1 else 'are'} not matched: isu review"
        for state, held in found.items()
    }


def _may_be_of(verdict: "Verdict") -> Iterable[str]:
    """Give the States that a receipt may come from: the one that is said, or each of several."""
    from ledger.rules.verdicts import MatchClass

    if verdict.match_class is MatchClass.NO_CONTRIBUTION:
        return ()
    if verdict.state:
        return (verdict.state,)
    return [proposal.state for proposal in verdict.proposals]


def standings_of(db: sqlite3.Connection, picture: "Picture") -> "dict[str, list[Standing]]":
    """Judge the payment plans of the picture's day, by State."""
    from db import plans
    from ledger.rules.instalments import standing_of

    found: dict[str, list[Standing]] = {}
    for plan in plans.plans(db, as_of=picture.as_of, known_at=picture.heading.known_at):
        standing = standing_of(plan, picture.applications.get(plan.state, ()), picture.as_of)
        found.setdefault(plan.state, []).append(standing)
    return found


def deferred_of(db: sqlite3.Connection, picture: "Picture") -> "dict[str, Deferred]":
    """Give what no letter asks for, by State: what a kept plan defers, what is disputed, and the smallest amount."""
    from db.money import ZERO_CHF
    from db.plans import disputes
    from db.rules_of_office import smallest_letter_chf
    from ledger.rules.instalments import kept
    from ledger.rules.reminders import ALL_IS_DUE, Deferred
    from reports.picture import sum_chf

    known = picture.heading.known_at
    smallest_chf = smallest_letter_chf(db, known_at=known)
    standings = standings_of(db, picture)
    disputed = {each.charge_id for each in disputes(db, as_of=picture.as_of, known_at=known) if not each.ended_on}
    found = {}
    for state in picture.parties:
        plan = kept(standings.get(state.iso3, ()))
        charges = picture.charges.get(state.iso3, ())
        deferred = Deferred(
            plan_chf=plan.deferred_chf if plan else ZERO_CHF,
            plan_words=f"payment plan {plan.plan.label}" if plan else "",
            disputed_chf=sum_chf(
                each.open_chf for each in charges if each.id in disputed and each.year <= picture.year
            ),
            smallest_chf=smallest_chf,
        )
        if deferred != ALL_IS_DUE:
            found[state.iso3] = deferred
    return found
