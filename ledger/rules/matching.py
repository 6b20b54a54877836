"""Which State a receipt comes from and what it pays: certain, likely or open, with the evidence in sentences.

Apart because a wrong automatic match is the worst fault this product can have: only a certain sign and exactly one
fitting use, with nothing against it, is automatic. Everything else is for a person. Names propose only.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from db.money import ZERO_CHF
from db.names import folded
from db.readings import ChargeReading, StateReading
from ledger.rules.allocation import Years
from ledger.rules.candidates import SIGN, Candidate, Candidates, People, likeliest
from ledger.rules.designation import Wish, wish_of
from ledger.rules.fitting import Fit, fit
from ledger.rules.identification import KnownSigns, Signs
from ledger.rules.payer_words import BEHALF, CONTRIBUTIONS, NO_CONTRIBUTIONS, OTHER_TREATIES, VOLUNTARY, found
from ledger.rules.state_names import How, StateNames, tokens_of
from ledger.rules.verdicts import Incoming, MatchClass, Proposal, Verdict

_TWIN_DAYS = timedelta(days=10)
_MOST_PROPOSALS = 6
Twins = Mapping[tuple[str, Decimal], Sequence[tuple[date, str]]]


class Knowledge(NamedTuple):
    """What is known when a receipt comes: signs, names, earlier payers, the States, the years and the rules.

    ``owing`` gives the State for which alone an amount (CHF) is all that is open, if there is one.
    """

    signs: KnownSigns
    names: StateNames
    people: People
    states: Mapping[str, StateReading]
    years: Years
    charges: Callable[[str], Sequence[ChargeReading]]
    owing: Callable[[Decimal], Sequence[str]]
    short_payment_chf: Decimal = ZERO_CHF


def judge(incoming: Incoming, known: Knowledge, twins: Twins) -> Verdict:
    """Say what a receipt is; ``twins`` are the credits known so far, by payer and amount, for a payment made twice."""
    signs = Signs({}) if incoming.tells_of_several else known.signs.signs_on(incoming.payment)
    candidates = Candidates(incoming, signs, known.names, known.people)
    doubts = tuple(_doubts(incoming, signs, candidates, known, twins))
    proposals = _proposals(incoming, candidates.found(), known)
    if signs.disagree:
        doubts = ("the signs disagree", *doubts)
        return Verdict(incoming, MatchClass.AMBIGUOUS, proposals[:_MOST_PROPOSALS], doubts)
    if signs.state:
        said = proposals[0]
        if said.fit.rests_on_words and not found(_words(incoming), CONTRIBUTIONS):
            doubts = (*doubts, "nothing in the text says that it is a contribution")
        is_sure = said.fit.is_exact and not doubts
        return Verdict(incoming, MatchClass.AUTOMATIC if is_sure else MatchClass.PROPOSED, proposals, doubts)
    return _without_a_sign(incoming, proposals, doubts, candidates, known)


def contradiction(incoming: Incoming, state: str, known: Knowledge) -> str:
    """Say what stands against an automatic match that was made on less than the bank tells now; nothing if nothing."""
    if incoming.tells_of_several:
        return "the bank tells of several payments in this booking"
    signs = known.signs.signs_on(incoming.payment)
    if signs.disagree:
        return "the signs disagree: " + "; ".join(sentence for said in signs.certain.values() for sentence in said)
    people = known.people._replace(by_account={}, by_name={})
    candidates = Candidates(incoming, Signs({state: ()}, signs.mistyped), known.names, people)
    known = known._replace(people=people)
    return "; ".join(_doubts(incoming, Signs({state: ()}, signs.mistyped), candidates, known, {}))


def _without_a_sign(
    incoming: Incoming,
    proposals: tuple[Proposal, ...],
    doubts: tuple[str, ...],
    candidates: Candidates,
    known: Knowledge,
) -> Verdict:
    if found(_words(incoming), NO_CONTRIBUTIONS) or incoming.is_reversal:
        return Verdict(incoming, MatchClass.NO_CONTRIBUTION, proposals, doubts)
    if not proposals:
        return Verdict(incoming, MatchClass.UNKNOWN, _by_amount(incoming, known), (*doubts, _nobody(incoming)))
    best = likeliest(candidates.found(), {each.state: each.fit.is_exact for each in proposals})
    if len(best) == 1:
        return Verdict(incoming, MatchClass.PROPOSED, proposals, doubts)
    several = " or ".join(_name(each.state, known) for each in proposals if each.state in best)
    return Verdict(incoming, MatchClass.AMBIGUOUS, proposals, (f"it may be {several}", *doubts))


def _nobody(incoming: Incoming) -> str:
    who = f"the payer {incoming.payer} names no State" if incoming.payer else "the bank names no payer"
    return f"{who}, and there is no reference of ours and no known account"


def _by_amount(incoming: Incoming, known: Knowledge) -> tuple[Proposal, ...]:
    """Propose, for an unknown payer, the State for which alone the amount is all that is open."""
    owing = known.owing(incoming.amount_chf)
    if len(owing) != 1:
        return ()
    said = ("no other State has just this amount open; nothing else points to it",)
    return _proposals(incoming, [Candidate(owing[0], 0, 0, said)], known)


def _proposals(incoming: Incoming, candidates: Iterable[Candidate], known: Knowledge) -> tuple[Proposal, ...]:
    """Give the candidates with how the amount fits each, the likeliest first."""
    held = list(candidates)
    wish = _wish(incoming, incoming.own_text, known)
    fits = {each.state: _fit(incoming, wish, each.state, known) for each in held}
    exact = {state: each.is_exact for state, each in fits.items()}
    ranked = sorted(held, key=lambda each: (*each.rank(is_exact=exact[each.state]), each.state))
    return tuple(
        Proposal(each.state, fits[each.state], (*each.evidence, *_no_party(incoming, each, known)))
        for each in ranked[:_MOST_PROPOSALS]
    )


def _wish(incoming: Incoming, text: str, known: Knowledge) -> Wish:
    return wish_of(text, incoming.amount_chf, incoming.value_date, known.years.lines)


def _no_party(incoming: Incoming, candidate: Candidate, known: Knowledge) -> Iterable[str]:
    if candidate.tier < SIGN and candidate.state in known.states:
        state = known.states[candidate.state]
        if not state.is_party(incoming.value_date):
            yield f"{state.name_en} is no State Party on {incoming.value_date}"


def _fit(incoming: Incoming, wish: Wish, state: str, known: Knowledge) -> Fit:
    charges = known.charges(state)
    return fit(incoming.amount_chf, wish, charges, known.years, short_payment_chf=known.short_payment_chf)


def _words(incoming: Incoming) -> tuple[str, ...]:
    return tokens_of(" ; ".join((*incoming.payers, *incoming.behind, incoming.payment.text)))


def _doubts(incoming: Incoming, signs: Signs, candidates: Candidates, known: Knowledge, twins: Twins) -> Iterable[str]:
    """Give every reason for which a person must look, whatever the signs say."""
    yield from _doubts_of_words(incoming, known)
    if candidates.is_of_a_person:
        yield f"the payer {incoming.payer} looks like a person"
    if incoming.spoken_of:
        yield f"a person has spoken of it before and taken it back: {incoming.spoken_of}"
    yield from _twins(incoming, twins)
    if signs.state:
        yield from _doubts_of_state(incoming, signs, candidates, known)


def _doubts_of_words(incoming: Incoming, known: Knowledge) -> Iterable[str]:
    words = _words(incoming)
    if treaty := found(words, OTHER_TREATIES):
        yield f"the text names something else, {treaty.upper()}: is the money for it?"
    if no_contribution := found(words, NO_CONTRIBUTIONS):
        yield f'it says "{no_contribution}": is it a contribution?'
    if incoming.tells_of_several:
        yield "the bank tells of several payments in this booking"
    if incoming.is_reversal:
        yield "the bank marks it as a reversal"
    gives_to_a_line = _wish(incoming, incoming.own_text, known).gifts_chf(known.years.lines)
    if not gives_to_a_line and (voluntary := found(words, VOLUNTARY)):
        yield f'it says "{voluntary}" and names no line: is it a gift, and to which?'
    if _wish(incoming, incoming.payment.text, known) != _wish(incoming, incoming.own_text, known):
        yield f'the bank\'s details say what it is for, and the booking does not: "{incoming.payment.text}"'


def _doubts_of_state(incoming: Incoming, signs: Signs, candidates: Candidates, known: Knowledge) -> Iterable[str]:
    state = signs.state
    assert state is not None
    name = _name(state, known)
    if state not in known.states or not known.states[state].is_party(incoming.value_date):
        yield f"{name} is no State Party on {incoming.value_date}"
    for account, states in sorted(known.people.accounts_of(incoming.payment.payer_account).items()):
        if others := sorted(states - {state}):
            paid_for = ", ".join(_name(other, known) for other in others)
            yield f"account {account} has paid for {paid_for} before"
    yield from _doubts_of_names(incoming, candidates, state, name)
    if signs.rests_on_number and not candidates.points_elsewise_to(state):
        yield f"only the number of an invoice points to {name}, and it may be mistyped"
    for other, said in sorted(signs.mistyped.items()):
        if other != state:
            yield from said


def _doubts_of_names(incoming: Incoming, candidates: Candidates, state: str, name: str) -> Iterable[str]:
    is_named = any(state in each.states for each in candidates.named)
    if not is_named and (behalf := found(_words(incoming), BEHALF)):
        yield f'it is paid "{behalf}" somebody, and does not name {name}'
    for each in candidates.named:
        if each.how is How.WHOLE and state not in each.states:
            yield f'it names "{each.words}", which is not {name}'


def _name(state: str, known: Knowledge) -> str:
    return known.states[state].name_en if state in known.states else state


def _twins(incoming: Incoming, twins: Twins) -> Iterable[str]:
    """Tell of an earlier credit of the same payer and amount within ten days."""
    told = {}
    for key in twin_keys(incoming.payment.payer_account, incoming.payer, incoming.amount_chf):
        for on, label in twins.get(key, ()):
            if label != incoming.label and timedelta(0) <= incoming.value_date - on <= _TWIN_DAYS:
                told[label] = f"the same payer sent the same amount on {on} ({label}): a second time?"
    yield from told.values()


def twin_keys(accounts: str, payer: str, amount_chf: Decimal) -> list[tuple[str, Decimal]]:
    """Give the keys under which a credit is known as one payer's: each account, or the name."""
    names = [*accounts.split(), *([folded(payer)] if payer else [])]
    return [(name, amount_chf) for name in names]
