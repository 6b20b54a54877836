"""How review shows one receipt: who, how much, the evidence, what it would pay, and what that does to the balance."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from ledger.commands.desk import write_books

if TYPE_CHECKING:
    import sqlite3

    from db.readings import StateReading
    from db.store import Store
    from ledger.rules.fitting import OtherUse
    from ledger.rules.verdicts import Proposal, Verdict

_WIDTH = 100
_IN_WORDS = {
    "unknown payer": "from a payer who is not known",
    "ambiguous": "of one of several States, none of them certain",
    "not a contribution?": "perhaps no contribution",
}


def choices(verdict: "Verdict") -> "list[tuple[Proposal, OtherUse | None]]":
    """Give what may be chosen by number: other uses of the State that is said, then the other States."""
    found: list[tuple[Proposal, OtherUse | None]] = []
    if verdict.state:
        found += [(verdict.proposals[0], other) for other in verdict.proposals[0].fit.others]
    others = verdict.proposals[1:] if verdict.state else verdict.proposals
    return found + [(proposal, None) for proposal in others]


def keys(verdict: "Verdict") -> str:
    """Name the keys that may be typed."""
    accept = "[a]ccept  " if verdict.state else ""
    numbers = f"[1-{len(choices(verdict))}] instead  " if choices(verdict) else ""
    return (
        f"  {accept}{numbers}[o]ther State  [s]plit on lines  [d]esignate to one line\n"
        "  [x] set aside  [l]ater  [u]ndo last  [q]uit"
    )


def card(store: "Store", verdict: "Verdict", states: "Mapping[str, StateReading]", left_count: int) -> Iterator[str]:
    """Write everything that a person needs to decide on one receipt."""
    from db.moments import long_date
    from db.money import with_chf

    incoming = verdict.incoming
    yield ""
    yield (
        f"{incoming.label}   {with_chf(incoming.amount_chf)}   received {long_date(incoming.value_date)}   "
        f"({left_count} to decide)"
    )
    accounts = f" (account {incoming.payment.payer_account})" if incoming.payment.payer_account else ""
    yield from _field("From", (incoming.payer or "the bank names nobody") + accounts)
    if incoming.behind:
        yield from _field("On behalf of", ", ".join(incoming.behind))
    yield from _field("Reference", incoming.payment.creditor_reference)
    yield from _field("Text", incoming.payment.text)
    if verdict.state:
        yield from _field("Proposed", states[verdict.state].name_en)
    else:
        yield from _field("It is", _IN_WORDS.get(verdict.match_class.value, verdict.match_class.value))
    for number, sentence in enumerate(verdict.evidence):
        yield from _field("Because" if not number else "", sentence)
    if verdict.state:
        yield from _field("It pays", _pays(verdict.proposals[0]))
        yield from _field("Effect", _effect(store, verdict, states[verdict.state].name_en))
    for number, (proposal, other) in enumerate(choices(verdict), start=1):
        name = states[proposal.state].name_en
        said = f"the amount is {other.words}" if other else "; ".join((*proposal.evidence, proposal.fit.words))
        yield from _field("Instead" if number == 1 else "", f"{number}  {name}: {said}")


def _field(name: str, text: str) -> Iterator[str]:
    """Write a field, wrapped; nothing for an empty one."""
    import textwrap

    if text:
        yield from textwrap.wrap(text, _WIDTH, initial_indent=f"  {name:<13}", subsequent_indent=" " * 15)


def _pays(proposal: "Proposal") -> str:
    from db.match_readings import AllocationReading
    from reports.matching import use_in_words

    fit = proposal.fit
    uses = [AllocationReading(use.year, use.line, use.amount_chf) for use in fit.uses]
    return use_in_words(uses, fit.on_account_chf, fit.fee_chf)


def _effect(store: "Store", verdict: "Verdict", name: str) -> str:
    """Say what accepting does to the State's balance, by doing it and taking it back."""
    from db.errors import LedgerError
    from db.money import with_chf
    from ledger.books.accepting import accept

    proposal = verdict.proposals[0]
    before = _standing(store.db, proposal.state)
    try:
        with write_books(store, rehearse=True) as books:
            accept(books, verdict, proposal, learn=False)
            after = _standing(store.db, proposal.state)
    except LedgerError as refusal:
        return f"it cannot be accepted as it is: {refusal}"
    owes = f"{name} owes {with_chf(before[0])} now, {with_chf(after[0])} then"
    if not before[1] and not after[1]:
        return owes
    return f"{owes}; on account {with_chf(before[1])} now, {with_chf(after[1])} then"


def _standing(db: "sqlite3.Connection", state: str) -> tuple[Decimal, Decimal]:
    """Give what is open for a State, and what it has on account, in CHF."""
    from datetime import date

    from db import balances
    from db.money import ZERO_CHF

    open_chf = sum((each.open_chf for each in balances.charges(db, as_of=date.max, state=state)), ZERO_CHF)
    held = balances.receipts(db, as_of=date.max, state=state)
    return open_chf, sum((each.on_account_chf for each in held), ZERO_CHF)
