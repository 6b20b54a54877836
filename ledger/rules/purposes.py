"""Who gets a letter that asks for nothing: thanks, a receipt acknowledged, a payment plan proposed.

Apart from the request, on which each of them builds: every run has one decision for every State Party.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from db.letter_readings import LetterDecision
from db.money import ZERO_CHF, with_chf
from db.readings import ReceiptReading


def thanking(decisions: Iterable[LetterDecision], thanked: Mapping[str, str]) -> list[LetterDecision]:
    """Thank who has paid in advance and was not thanked before; ``thanked`` are references by State."""
    found = []
    for each in decisions:
        if each.kind != "paid in advance":
            found.append(_not_written(each, each.kind if not each.written else "owes", f"no thanks: {each.reason}"))
        elif each.state in thanked:
            found.append(_not_written(each, "thanked before", f"thanked by {thanked[each.state]}; {each.reason}"))
        else:
            found.append(_written(each, "thanks", each.reason))
    return found


def acknowledging(
    decisions: Iterable[LetterDecision], receipts: Mapping[str, Sequence[ReceiptReading]], period: str
) -> list[LetterDecision]:
    """Acknowledge the receipts of a period, which is said in words."""
    found = []
    for each in decisions:
        held = receipts.get(each.state, ())
        if held:
            labels = ", ".join(f"{receipt.label} of {with_chf(receipt.amount_chf)}" for receipt in held)
            found.append(_written(each, "receipt", f"received {period}: {labels}"))
        else:
            found.append(_not_written(each, "nothing received", f"nothing was received from it {period}"))
    return found


def proposing(decisions: Iterable[LetterDecision]) -> list[LetterDecision]:
    """Propose a payment plan to who owes for years before and has none."""
    found = []
    for each in decisions:
        if each.deferred_chf:
            found.append(_not_written(each, "has a plan", each.reason))
        elif each.written and each.prior_years_chf:
            found.append(_written(each, "plan proposal", each.reason))
        else:
            found.append(_not_written(each, each.kind if not each.written else "this year only", each.reason))
    return found


def reachable(decisions: Iterable[LetterDecision], missing: Mapping[str, str]) -> list[LetterDecision]:
    """Leave out the States that cannot be reached; ``missing`` says by State what is missing of its address."""
    return [
        _not_written(each, "no address", f"{each.reason}; but {missing[each.state]}")
        if each.written and missing.get(each.state)
        else each
        for each in decisions
    ]


def only(decisions: Iterable[LetterDecision], states: Collection[str]) -> list[LetterDecision]:
    """Leave out all States but some; all if none is named."""
    words = f"this run is for {', '.join(sorted(states))} only"
    return [
        _not_written(each, "not in this run", f"{words}; {each.reason}")
        if states and each.written and each.state not in states
        else each
        for each in decisions
    ]


def _written(each: LetterDecision, kind: str, reason: str) -> LetterDecision:
    return each._replace(written=True, kind=kind, reason=reason, requested_chf=ZERO_CHF)


def _not_written(each: LetterDecision, kind: str, reason: str) -> LetterDecision:
    return each._replace(written=False, kind=kind, reason=reason, requested_chf=ZERO_CHF)
