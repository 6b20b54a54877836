"""Judge receipts: what each unidentified one is, by what the ledger knows now; reads, and writes nothing.

Apart from booking what is certain, because letters and reviews ask the same and must start fast.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from db import balances, decided, facts, rules_of_office, waiting
from db.money import ZERO_CHF
from db.names import folded
from db.readings import ChargeReading
from db.waiting import LineOfReceipt
from ledger.rules.allocation import Years
from ledger.rules.candidates import People
from ledger.rules.identification import AUTOMATIC, IssuedReference, KnownSigns, Payment
from ledger.rules.matching import Knowledge, judge, twin_keys
from ledger.rules.state_names import names_of
from ledger.rules.verdicts import Incoming, MatchClass, Verdict

_NO_PROGRESS: Callable[[str], None] = lambda _label: None  # noqa: E731


def verdicts_on(
    db: sqlite3.Connection,
    *,
    known_at: datetime | None = None,
    progress: Callable[[str], None] = _NO_PROGRESS,
) -> list[Verdict]:
    """Judge every receipt of which something is unidentified, oldest first, as known at a moment; writes nothing."""
    lines = waiting.waiting_receipts(db, known_at=known_at)
    if not lines:
        return []
    moving = Moving(db, known_at)
    known = knowledge_of(db, moving, known_at)
    twins = _twins(db, known_at)
    verdicts = []
    for line in lines:
        verdict = judge(incoming_of(line), known, twins)
        if verdict.match_class is MatchClass.AUTOMATIC:
            moving.apply(verdict, known.people)
        verdicts.append(verdict)
        progress(verdict.incoming.label)
    return verdicts


def years_of(db: sqlite3.Connection, known_at: datetime | None = None) -> Years:
    """Read the budgets, and which years are assessed."""
    return Years(decided.budgets(db, as_of=date.max, known_at=known_at), decided.assessed_years(db, known_at=known_at))


def knowledge_of(db: sqlite3.Connection, moving: "Moving", known_at: datetime | None = None) -> Knowledge:
    """Read what is known when receipts are judged."""
    invoices = facts.invoices(db, as_of=date.max, known_at=known_at)
    states = facts.states(db, as_of=date.max, known_at=known_at)
    by_account, by_name = waiting.paid_for(db, known_at=known_at)
    signs = KnownSigns(
        {invoice.reference: IssuedReference(invoice.state, invoice.number) for invoice in invoices},
        {payer.account: payer.state for payer in facts.payer_accounts(db, known_at=known_at).values()},
        {iso3: state.name_en for iso3, state in states.items()},
    )
    return Knowledge(
        signs=signs,
        names=names_of(tuple(states.values())),
        people=People(by_account, by_name),
        states=states,
        years=years_of(db, known_at),
        charges=moving.charges,
        owing=moving.owing,
        short_payment_chf=rules_of_office.short_payment_chf(db, known_at=known_at),
    )


def incoming_of(line: LineOfReceipt) -> Incoming:
    """Put together what all papers tell of one receipt."""
    told = line.payments
    told_by = [payment.told_by for payment in told]
    text = _joined(line.text, *(" ".join(each.text_parts.split()) for each in told))
    payers = dict.fromkeys(filter(None, (*(each.payer for each in told), *([] if told else [line.payer]))))
    return Incoming(
        receipt_id=line.receipt_id,
        value_date=line.value_date,
        amount_chf=line.amount_chf,
        payment=Payment(
            _joined(line.creditor_reference, *(each.creditor_reference for each in told)),
            _joined(line.payer_account, *(each.payer_account for each in told)),
            text,
        ),
        payer=line.payer,
        payers=tuple(payers),
        behind=tuple(dict.fromkeys(each.ultimate_payer for each in told if each.ultimate_payer)),
        bank_reference=line.bank_reference,
        end_to_end_id=line.end_to_end_id,
        own_text=line.text,
        tells_of_several=len(set(told_by)) < len(told_by),
        is_reversal=line.is_reversal,
        spoken_of="" if line.taken_back.startswith(AUTOMATIC) else line.taken_back,
    )


def _joined(*parts: str) -> str:
    return " ".join(dict.fromkeys(filter(None, parts)))


def _twins(
    db: sqlite3.Connection, known_at: datetime | None
) -> Mapping[tuple[str, Decimal], Sequence[tuple[date, str]]]:
    twins: dict[tuple[str, Decimal], list[tuple[date, str]]] = defaultdict(list)
    for receipt, on, amount_chf, accounts, payer in waiting.credits_received(db, known_at=known_at):
        for key in twin_keys(accounts, payer, amount_chf):
            twins[key].append((on, f"R{receipt}"))
    return twins


class Moving:
    """What is open for each State while receipts are judged: what one is certain to pay is not open for the next."""

    def __init__(self, db: sqlite3.Connection, known_at: datetime | None = None) -> None:
        self._charges: dict[str, list[ChargeReading]] = defaultdict(list)
        for charge in balances.charges(db, as_of=date.max, known_at=known_at):
            self._charges[charge.state].append(charge)
        self._by_amount: dict[Decimal, set[str]] = defaultdict(set)
        for state in self._charges:
            self._by_amount[self._open(state)].add(state)

    def charges(self, state: str) -> Sequence[ChargeReading]:
        """Give a State's charges with what is open now."""
        return self._charges.get(state, ())

    def owing(self, amount_chf: Decimal) -> Sequence[str]:
        """Name the States for which an amount is all that is open."""
        return sorted(self._by_amount.get(amount_chf, ())) if amount_chf else ()

    def _open(self, state: str) -> Decimal:
        return sum((charge.open_chf for charge in self._charges[state]), ZERO_CHF)

    def apply(self, verdict: Verdict, people: People) -> None:
        """Lower what a certain receipt pays, and remember whose its payer is."""
        state = verdict.state
        assert state is not None
        self._by_amount[self._open(state)].discard(state)
        paid = {use.charge.id: use.amount_chf for use in verdict.proposals[0].fit.uses if use.charge}
        self._charges[state] = [
            each._replace(open_chf=each.open_chf - paid.get(each.id, ZERO_CHF)) for each in self._charges[state]
        ]
        self._by_amount[self._open(state)].add(state)
        people.remember(verdict.incoming.payment.payer_account, folded(verdict.incoming.payer), state)
