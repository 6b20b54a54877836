"""Why a State is written to or not: its whole story in sentences, from membership to letter, with figures and dates."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from db.letter_readings import LetterDecision
from db.moments import long_date
from db.money import ZERO_CHF, with_chf
from db.readings import ApplicationReading, ChargeReading, ReceiptReading, StateReading
from reports.picture import Picture, sum_chf


def why(
    picture: Picture,
    state: StateReading,
    decision: LetterDecision | None,
    past: Sequence[tuple[date, str, str, str]] = (),
) -> tuple[str, ...]:
    """Tell the story of one State; ``decision`` is none for a State that is no party on the day.

    ``past`` are letters, calls, plans and disputes up to the day, as in the history of its letters.
    """
    return (
        _membership(picture, state),
        *_contributions(picture, state),
        *_receipts(picture, state),
        *_position(picture, state),
        *(f"On {long_date(on)}: {_said(what, paper, words)}." for on, what, paper, words in past),
        *_letter(picture, decision),
    )


def _said(what: str, paper: str, words: str) -> str:
    return f"{what} {paper}: {words}".replace(" : ", ": ").removesuffix(".")


def _membership(picture: Picture, state: StateReading) -> str:
    name, on = f"{state.name_en} ({state.iso3})", long_date(picture.as_of)
    if state.is_party(picture.as_of):
        assert state.party_from is not None
        return f"{name} is a State Party since {long_date(state.party_from)}."
    if state.party_from is None:
        reason = "the ledger holds no entry into force for it"
    elif state.party_from > picture.as_of:
        reason = f"the treaty enters into force for it on {long_date(state.party_from)}"
    else:
        assert state.party_until is not None
        reason = f"it left on {long_date(state.party_until)}"
    return f"{name} is not a State Party on {on}: {reason}. It is asked for nothing and gets no letter."


def _contributions(picture: Picture, state: StateReading) -> Iterator[str]:
    charges = picture.charges.get(state.iso3, ())
    if not charges and not state.is_party(picture.as_of):
        return
    for year, decisions in sorted(picture.decisions.items()):
        of_year = [charge for charge in charges if charge.year == year]
        if of_year:
            yield _year(picture, year, of_year)
        elif state.party_from and state.party_from > decisions[0].on:
            later = f"; `isu assess revise {year}` charges its part of the year" * (state.party_from.year == year)
            yield (
                f"For {year} it was not assessed: it was not yet a State Party when the year was assessed, "
                f"on {long_date(decisions[0].on)}{later}."
            )
        else:
            yield f"For {year} it was not assessed."


def _year(picture: Picture, year: int, charges: list[ChargeReading]) -> str:
    first = charges[0]
    issued = {charge.line: charge.issued_chf for charge in charges}
    assessed = {charge.line: charge.assessed_chf for charge in charges}
    asked = f"For {year} it was assessed {_by_line(issued)}, by invoice {first.invoice_number} of "
    due = f"due on {long_date(max(charge.due_on for charge in charges))}"
    revised = f" {_revised(picture, year)} made it {_by_line(assessed)}." if issued != assessed else ""
    return f"{asked}{long_date(first.charged_on)}, {due}.{revised} {_standing(picture, charges)}"


def _by_line(amounts: Mapping[str, Decimal]) -> str:
    lines = ", ".join(f"{line} {with_chf(amount)}" for line, amount in amounts.items())
    return f"{with_chf(sum_chf(amounts.values()))} ({lines})"


def _revised(picture: Picture, year: int) -> str:
    """Name the decisions that revised a year, with their days and documents."""
    decisions = picture.decisions[year][1:]
    named = " and ".join(
        f"{decision.label} of {long_date(decision.on)} ({decision.decision})" for decision in decisions
    )
    return f"Revision {named}" if len(decisions) == 1 else f"Revisions {named}"


def _standing(picture: Picture, charges: list[ChargeReading]) -> str:
    open_chf = sum_chf(charge.open_chf for charge in charges)
    if not open_chf:
        return "All of it is paid."
    received_chf = sum_chf(charge.received_chf for charge in charges)
    paid = (
        f"{with_chf(received_chf)} is paid and {with_chf(open_chf)} is open" if received_chf else "None of it is paid"
    )
    if any(charge.is_in_arrears(picture.as_of) for charge in charges):
        return f"{paid}; it is in arrears."
    overdue = any(charge.open_chf and picture.as_of > charge.due_on for charge in charges)
    return f"{paid}; it is {'overdue' if overdue else 'not yet overdue'}."


def _receipts(picture: Picture, state: StateReading) -> Iterator[str]:
    receipts = picture.receipts.get(state.iso3, ())
    if not receipts:
        yield f"Nothing has been received from it by {long_date(picture.as_of)}."
    for receipt in receipts:
        uses = [use for use in picture.applications.get(state.iso3, ()) if use.receipt_id == receipt.id]
        yield _receipt(receipt, uses)
    for returned in picture.returns.get(state.iso3, ()):
        yield (
            f"On {long_date(returned.returned_on)} the bank took back {with_chf(returned.amount_chf)} "
            f"of receipt R{returned.receipt_id}, which counts no more from that day: {returned.why}."
        )


def _receipt(receipt: ReceiptReading, uses: list[ApplicationReading]) -> str:
    payer = f" from {receipt.payer}" if receipt.payer else ""
    paid = ", ".join(f"{with_chf(use.amount_chf)} to {use.year} {use.line}" for use in uses)
    kept = f"{with_chf(receipt.on_account_chf)} is still on account for the years to come"
    parts = [paid] * bool(paid) + [kept] * bool(receipt.on_account_chf)
    received = f"On {long_date(receipt.value_date)} {with_chf(receipt.amount_chf)} came in{payer} ({receipt.label}"
    reference = f", bank reference {receipt.bank_reference}" if receipt.bank_reference else ""
    return f"{received}{reference}): {'; '.join(parts)}. Known by: {receipt.evidence}."


def _position(picture: Picture, state: StateReading) -> Iterator[str]:
    open_chf = sum_chf(charge.open_chf for charge in picture.charges.get(state.iso3, ()))
    held_chf = sum_chf(receipt.on_account_chf for receipt in picture.receipts.get(state.iso3, ()))
    if open_chf or held_chf or state.iso3 in picture.charges:
        on = long_date(picture.as_of)
        yield f"On {on} {with_chf(open_chf)} is open and {with_chf(held_chf)} is held on account."


def _letter(picture: Picture, decision: LetterDecision | None) -> Iterator[str]:
    if decision is None:
        return
    if decision.written:
        yield f"A letter is written: it {decision.reason}."
        yield (
            f"It would get none if {with_chf(decision.requested_chf)} more came in "
            f"with a value date up to {long_date(picture.as_of)}."
        )
    else:
        owing = "it " if decision.reason.startswith("owes ") else ""
        yield f"No letter is written: {owing}{decision.reason}."
        if decision.on_account_chf > ZERO_CHF:
            yield "The money on account is used by itself when the next year is assessed."
