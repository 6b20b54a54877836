"""Match receipts: book what is certain, say what is likely, leave the rest; nothing that a person decided is touched.

Receipts are taken in the order of their value dates, each against what those before it left open. Run again, it finds
nothing new to book.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from db import balances, facts, rules_of_office, waiting
from db.money import ZERO_CHF
from db.names import folded
from db.readings import ChargeReading
from db.tables import Entry
from db.vocabulary import Act
from db.waiting import LineOfReceipt
from ledger.books.identifying import find_receipt, take_back_uses
from ledger.books.open_books import EVER, Books
from ledger.books.settling import settle_in_order, years_of
from ledger.rules.candidates import People
from ledger.rules.identification import AUTOMATIC, IssuedReference, KnownSigns, Payment, is_automatic
from ledger.rules.matching import Knowledge, contradiction, judge, twin_keys
from ledger.rules.state_names import StateNames
from ledger.rules.verdicts import Incoming, MatchClass, Verdict

_NO_PROGRESS: Callable[[str], None] = lambda _label: None  # noqa: E731


def match(books: Books, *, progress: Callable[[str], None] = _NO_PROGRESS) -> list[Verdict]:
    """Identify what is certain and put it to use; gives a verdict for every receipt that was unidentified."""
    verdicts = verdicts_on(books, progress=progress)
    booked = [verdict for verdict in verdicts if verdict.match_class is MatchClass.AUTOMATIC]
    rows = [
        books.entry_row(
            Act.IDENTIFY,
            verdict.incoming.amount_chf,
            verdict.incoming.value_date,
            receipt=verdict.incoming.receipt_id,
            state=verdict.state,
            note=AUTOMATIC + "; ".join(verdict.evidence),
        )
        for verdict in booked
    ]
    books.add_many(Entry, rows)
    settle_in_order(books, {verdict.state for verdict in booked if verdict.state})
    return verdicts


def verdicts_on(books: Books, *, progress: Callable[[str], None] = _NO_PROGRESS) -> list[Verdict]:
    """Judge every receipt of which something is unidentified, oldest first; writes nothing."""
    moving = _Moving(books)
    known = knowledge_of(books, moving)
    twins = _twins(books)
    verdicts = []
    for line in waiting.waiting_receipts(books.db):
        verdict = judge(incoming_of(line), known, twins)
        if verdict.match_class is MatchClass.AUTOMATIC:
            moving.apply(verdict, known.people)
        verdicts.append(verdict)
        progress(verdict.incoming.label)
    return verdicts


def take_back_contradicted(books: Books, lines: Iterable[int]) -> set[str]:
    """Take back what was identified without a person, where the bank's further papers on these lines contradict it.

    So it comes to the same whether those papers came before or after the statement. Gives the States concerned.
    """
    held = [each for each in waiting.identified_once(books.db, lines) if is_automatic(each.evidence)]
    if not held:
        return set()
    known = knowledge_of(books, _Moving(books))
    states = set()
    for line in held:
        if why := contradiction(incoming_of(line), line.state, known):
            take_back_uses(books, find_receipt(books, f"R{line.receipt_id}"), on=None, why=AUTOMATIC + why)
            states.add(line.state)
    return states


def knowledge_of(books: Books, moving: "_Moving") -> Knowledge:
    """Read what is known when receipts are judged."""
    invoices = facts.invoices(books.db, as_of=EVER)
    states = facts.states(books.db, as_of=EVER)
    by_account, by_name = waiting.paid_for(books.db)
    signs = KnownSigns(
        {invoice.reference: IssuedReference(invoice.state, invoice.number) for invoice in invoices},
        {payer.account: payer.state for payer in facts.payer_accounts(books.db).values()},
        {iso3: state.name_en for iso3, state in states.items()},
    )
    return Knowledge(
        signs=signs,
        names=StateNames(states.values()),
        people=People(by_account, by_name),
        states=states,
        years=years_of(books),
        charges=moving.charges,
        owing=moving.owing,
        short_payment_chf=rules_of_office.short_payment_chf(books.db),
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


def _twins(books: Books) -> Mapping[tuple[str, Decimal], Sequence[tuple[date, str]]]:
    twins: dict[tuple[str, Decimal], list[tuple[date, str]]] = defaultdict(list)
    for receipt, on, amount_chf, accounts, payer in waiting.credits_received(books.db):
        for key in twin_keys(accounts, payer, amount_chf):
            twins[key].append((on, f"R{receipt}"))
    return twins


class _Moving:
    """What is open for each State while receipts are judged: what one is certain to pay is not open for the next."""

    def __init__(self, books: Books) -> None:
        self._charges: dict[str, list[ChargeReading]] = defaultdict(list)
        for charge in balances.charges(books.db, as_of=EVER):
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
            replace(each, open_chf=each.open_chf - paid.get(each.id, ZERO_CHF)) for each in self._charges[state]
        ]
        self._by_amount[self._open(state)].add(state)
        people.remember(verdict.incoming.payment.payer_account, folded(verdict.incoming.payer), state)
