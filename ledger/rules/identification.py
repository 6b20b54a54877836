"""Whose money a receipt is: by our reference, or by a payer account that a person has confirmed. Never by a name.

Apart because a wrong answer here is the worst fault this product can have; where two signs disagree there is no answer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_REFERENCE_START = re.compile(r"(?<![0-9A-Za-z])RF\s?\d\s?\d", re.IGNORECASE)
_LONGEST_REFERENCE = 25


@dataclass(frozen=True, slots=True)
class Payment:
    """What a bank says of a payment; accounts and references compact, in capitals, several with a blank between."""

    creditor_reference: str
    payer_account: str
    text: str


@dataclass(frozen=True, slots=True)
class IssuedReference:
    """A payment reference of ours: whose it is and on which invoice it was printed."""

    state: str
    invoice_number: str


@dataclass(frozen=True, slots=True)
class Identification:
    """The State, if it is certain, and the evidence as a sentence; ``is_disputed`` where signs name several States."""

    state: str | None
    evidence: str
    is_disputed: bool = False


_SIGN = r"(?:reference \w+ is on invoice [\w-]+ to [A-Z]{3}|account \w+ is known to pay for [A-Z]{3})"
_EVIDENCE = re.compile(rf"{_SIGN}(?:; {_SIGN})*")


def is_automatic(evidence: str) -> bool:
    """Tell evidence that ``identify`` wrote from the words of a person.

    >>> is_automatic("account FJ0001 is known to pay for FJI"), is_automatic("the mission says so")
    (True, False)
    """
    return _EVIDENCE.fullmatch(evidence) is not None


def identify(
    payment: Payment, references: Mapping[str, IssuedReference], accounts: Mapping[str, str]
) -> Identification:
    """Say whose money a receipt is, if reference and account leave no doubt.

    ``references`` are ours by their compact text; ``accounts`` the confirmed payer accounts with their State.
    """
    named = {ref: references[ref] for ref in _references_in(payment) if ref in references}
    payers = {account: accounts[account] for account in payment.payer_account.split() if account in accounts}
    signs = [
        f"reference {ref} is on invoice {issued.invoice_number} to {issued.state}" for ref, issued in named.items()
    ]
    signs += [f"account {account} is known to pay for {state}" for account, state in payers.items()]
    states = {issued.state for issued in named.values()} | set(payers.values())
    if not states:
        return Identification(None, "no reference of ours and no known payer account")
    if len(states) > 1:
        return Identification(None, "the signs disagree: " + "; ".join(signs), is_disputed=True)
    return Identification(states.pop(), "; ".join(signs))


def _references_in(payment: Payment) -> list[str]:
    found = payment.creditor_reference.split()
    for text in (payment.text, payment.creditor_reference):
        for start in _REFERENCE_START.finditer(text):
            found.extend(_words_joined(text[start.start() :]))
    return list(dict.fromkeys(found))


def _words_joined(text: str) -> list[str]:
    """Give what starts here, read to the end of each following word: a reference may be printed in groups of four.

    >>> _words_joined("RF69 CCM2 017D E01 THANKS")[:4]
    ['RF69', 'RF69CCM2', 'RF69CCM2017D', 'RF69CCM2017DE01']
    """
    joined, found = "", []
    for word in re.findall(r"[0-9A-Za-z]+|[^0-9A-Za-z\s]+", text):
        if not word.isalnum() or len(joined) + len(word) > _LONGEST_REFERENCE:
            break
        joined += word.upper()
        found.append(joined)
    return found
