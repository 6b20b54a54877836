"""Whose money a receipt is for certain: by our reference, our invoice number, or an account that a person confirmed.

Apart because a wrong answer here is the worst fault this product can have; where two signs disagree there is no answer,
and a name is no sign.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

_REFERENCE_START = re.compile(r"(?<![0-9A-Za-z])RF\s?\d\s?\d", re.IGNORECASE)
_LONGEST_REFERENCE = 25
_INVOICE = r"(?:INVOICES?|INVS?|FACTURES?|FACT|FACTURAS?|FACTS|RECHNUNG(?:EN)?|RG|FATURA|FATTURA|BILL|CCM|ISU)"
_NUMBER = re.compile(
    rf"\b{_INVOICE}\b[.:#]?\s*(?:NO|NR|NUM|N°|#)?[.:]?\s*(?<![\w/.-])(\d{{4}}-\d{{3,}})(?![\w/-]|\.\d)", re.IGNORECASE
)
_LOOSE_NUMBER = re.compile(r"(?<!\d)(\d{4})\s?[-/. ]\s?(\d{3,})(?!\d)")
_LOOKS_LIKE_OURS = re.compile(r"[0-9A-Z]{0,6}CCM[0-9A-Z]{5,12}")
AUTOMATIC = "automatic: "


class Payment(NamedTuple):
    """What a bank says of a payment; accounts and references compact, in capitals, several with a blank between."""

    creditor_reference: str
    payer_account: str
    text: str


class IssuedReference(NamedTuple):
    """A payment reference of ours: whose it is and on which invoice it was printed."""

    state: str
    invoice_number: str


@dataclass(frozen=True, slots=True)
class Signs:
    """The certain signs on a payment, each a sentence, by the State that it names; and the mistyped ones.

    ``rests_on_number``: only the number of an invoice says so, which has no check digits.
    """

    certain: Mapping[str, tuple[str, ...]]
    mistyped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rests_on_number: bool = False

    @property
    def state(self) -> str | None:
        """Give the one State that all certain signs name, if there is one."""
        return next(iter(self.certain)) if len(self.certain) == 1 else None

    @property
    def disagree(self) -> bool:
        """Tell whether certain signs name several States."""
        return len(self.certain) > 1


def is_automatic(evidence: str) -> bool:
    """Tell evidence that was written without a person from a person's words.

    >>> is_automatic("automatic: account FJ0001 is known to pay for Fiji"), is_automatic("the mission says so")
    (True, False)
    """
    return evidence.startswith(AUTOMATIC) or _OLDER_EVIDENCE.fullmatch(evidence) is not None


_OLDER_SIGN = r"(?:reference \w+ is on invoice [\w-]+ to [A-Z]{3}|account \w+ is known to pay for [A-Z]{3})"
_OLDER_EVIDENCE = re.compile(rf"{_OLDER_SIGN}(?:; {_OLDER_SIGN})*")


def whose(name: str) -> str:
    """Write a name as an owner's.

    >>> whose("Germany"), whose("Netherlands")
    ("Germany's", "Netherlands'")
    """
    return f"{name}'" if name.endswith("s") else f"{name}'s"


@dataclass(frozen=True, slots=True)
class KnownSigns:
    """What is known for certain: our references by their compact text, and confirmed accounts with their State.

    ``names`` are the States' names, for the sentences.
    """

    references: Mapping[str, IssuedReference]
    accounts: Mapping[str, str]
    names: Mapping[str, str]
    numbers: Mapping[str, IssuedReference] = field(init=False)
    _near: Mapping[str, frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", {issued.invoice_number: issued for issued in self.references.values()})
        object.__setattr__(self, "_near", _without_a_character(self.references))

    def signs_on(self, payment: Payment) -> Signs:
        """Read the signs on a payment."""
        told: dict[str, list[str]] = {}
        found = _references_in(payment)
        for ref in found:
            if issued := self.references.get(ref):
                sentence = f"reference {ref} is {self._invoice(issued)}"
                told.setdefault(issued.state, []).append(sentence)
        for number in dict.fromkeys(_NUMBER.findall(payment.text)):
            if issued := self.numbers.get(number):
                told.setdefault(issued.state, []).append(f"{number} is the number of {self._owner(issued)} invoice")
        for account in payment.payer_account.split():
            if state := self.accounts.get(account):
                name = self.names.get(state, state)
                told.setdefault(state, []).append(f"account {account} is known to pay for {name}")
        certain = {state: tuple(said) for state, said in told.items()}
        rests_on_number = all(" is the number of " in sentence for said in certain.values() for sentence in said)
        return Signs(certain, self._mistyped(payment, found), bool(certain) and rests_on_number)

    def _owner(self, issued: IssuedReference) -> str:
        return whose(self.names.get(issued.state, issued.state))

    def _invoice(self, issued: IssuedReference) -> str:
        return f"{self._owner(issued)} invoice {issued.invoice_number}"

    def _mistyped(self, payment: Payment, read: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Find references that differ from one of ours by a character, or by their check digits only."""
        compact = " ".join((payment.creditor_reference, payment.text)).upper()
        looked_at = dict.fromkeys((*read, *_LOOKS_LIKE_OURS.findall(compact)))
        exact = {ref for ref in looked_at if ref in self.references}
        told: dict[str, list[str]] = {}
        for ref in looked_at:
            if any(ref in whole or whole in ref for whole in exact) or "CCM" not in ref:
                continue
            for ours in sorted({each for key in _keys(ref) for each in self._near.get(key, ())}):
                issued = self.references[ours]
                sentence = f"{ref} is near to reference {ours}, which is {self._invoice(issued)}: mistyped?"
                told.setdefault(issued.state, []).append(sentence)
        exact |= set(_NUMBER.findall(payment.text))
        for year, serial in dict.fromkeys(_LOOSE_NUMBER.findall(payment.text)):
            number = f"{year}-{serial}"
            if number in self.numbers and number not in exact:
                issued = self.numbers[number]
                told.setdefault(issued.state, []).append(f"it may mean {self._invoice(issued)}")
        return {state: tuple(said) for state, said in told.items()}


def _without_a_character(references: Iterable[str]) -> dict[str, frozenset[str]]:
    near: dict[str, set[str]] = {}
    for ref in references:
        for key in _keys(ref):
            near.setdefault(key, set()).add(ref)
    return {key: frozenset(found) for key, found in near.items()}


def _keys(reference: str) -> set[str]:
    """Give what two references share that differ by a character or by their beginning RF and check digits."""
    body = reference[reference.index("CCM") :] if "CCM" in reference else ""
    spelled = {reference[:place] + reference[place + 1 :] for place in range(len(reference))}
    return {reference, *spelled, *({f"body {body}"} if len(body) > 8 else ())}


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
