"""Which receipt a debit takes back: a returned, recalled or reversed payment. Proposed with its evidence, never booked.

Apart because netting the two silently would hide that a State owes again.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from db.bank_readings import BankLineReading, PaymentReading
from db.vocabulary import Direction

_RETURN_CODES = ("RRTN", "RRCT", "ARET", "RPCR", "RVSL", "RIMB")
_RETURN_WORDS = re.compile(
    r"\b(?:retour\w*|return\w*|recall\w*|rappel\w*|revers\w*|storn\w*|annul\w*|r(?:ü|ue)ck\w*|rejet\w*|reject\w*"
    r"|devoluci[oó]n\w*|restitu\w*)\b",
    re.IGNORECASE,
)


class Proposal(NamedTuple):
    """A receipt that a debit may take back, and why, in words."""

    debit: BankLineReading
    receipt: BankLineReading
    evidence: tuple[str, ...]

    @property
    def words(self) -> str:
        """Write the evidence as people read it."""
        return ", ".join(self.evidence)


class Credited:
    """The receipts' lines, to be found by amount or by a reference that a debit names."""

    def __init__(self, lines: Iterable[BankLineReading]) -> None:
        self._by_amount: dict[Decimal, list[BankLineReading]] = defaultdict(list)
        self._by_reference: dict[str, list[BankLineReading]] = defaultdict(list)
        for line in lines:
            self._by_amount[line.amount].append(line)
            for reference in {line.bank_reference, line.end_to_end_id} - {""}:
                self._by_reference[reference].append(line)

    def candidates(self, debit: BankLineReading, told: Sequence[PaymentReading]) -> list[BankLineReading]:
        """Give the receipts of the same amount, and those of which a reference is named."""
        named = [line for word in _words(debit, told) for line in self._by_reference.get(word, ())]
        return list({line.id: line for line in (*self._by_amount.get(debit.amount, ()), *named)}.values())


def looks_like_a_return(debit: BankLineReading, payments: Iterable[PaymentReading]) -> bool:
    """Tell whether the bank marks a debit as a return or reversal, by its flag, code, reason or words."""
    told = list(payments)
    said = " ".join([debit.text, debit.note, *(payment.text_parts for payment in told)])
    is_coded = any(part in _RETURN_CODES for part in debit.code.split("/"))
    has_reason = any(payment.return_reason for payment in told)
    return debit.is_reversal or is_coded or has_reason or bool(_RETURN_WORDS.search(said))


def proposals(debit: BankLineReading, payments: Iterable[PaymentReading], credited: "Credited") -> list[Proposal]:
    """Propose the receipts that a debit may take back, the best evidence first.

    A receipt is proposed for an equal amount and one more sign, or for a larger one whose own reference is named.
    """
    if debit.direction is not Direction.DEBIT or debit.receipt_id or debit.set_aside:
        return []
    told = list(payments)
    marked = looks_like_a_return(debit, told)
    found = []
    for receipt in credited.candidates(debit, told):
        if not _is_before(receipt, debit):
            continue
        named, alike = _names(debit, told, receipt), _resembles(debit, told, receipt)
        is_equal = receipt.amount == debit.amount
        if (is_equal and (named or alike or marked)) or named:
            amount = ["the same amount"] if is_equal else [f"a part of its {receipt.amount}"]
            mark = ["the bank marks it as a return"] if marked else []
            found.append(Proposal(debit, receipt, (*named, *alike, *amount, *mark)))
    return sorted(found, key=lambda each: (-len(each.evidence), -each.receipt.id))


def the_best(found: Sequence[Proposal]) -> Proposal | None:
    """Give the one proposal with more evidence than any other; none where two are equal."""
    if not found or (len(found) > 1 and len(found[0].evidence) == len(found[1].evidence)):
        return None
    return found[0]


def _is_before(receipt: BankLineReading, debit: BankLineReading) -> bool:
    return (
        receipt.receipt_id is not None
        and not receipt.set_aside
        and (receipt.iban, receipt.currency) == (debit.iban, debit.currency)
        and receipt.booked_on <= debit.booked_on
        and debit.amount <= receipt.amount
    )


def _names(debit: BankLineReading, told: Sequence[PaymentReading], receipt: BankLineReading) -> list[str]:
    """Give the references of the receipt that the debit names."""
    words = _words(debit, told)
    signs = []
    if receipt.end_to_end_id and receipt.end_to_end_id in words:
        signs.append(f"the same end-to-end id {receipt.end_to_end_id}")
    if receipt.bank_reference and receipt.bank_reference in words:
        signs.append(f"it names the bank's reference {receipt.bank_reference}")
    return signs


def _words(debit: BankLineReading, told: Sequence[PaymentReading]) -> set[str]:
    """Give every whole word that the bank writes of a debit, its references among them."""
    references = [debit.end_to_end_id, debit.bank_reference, *(each.end_to_end_id for each in told)]
    texts = [debit.text, debit.note, *(f"{each.further_references} {each.text_parts}" for each in told)]
    return {*filter(None, references), *re.findall(r"[0-9A-Za-z/_.-]+", " ".join(texts))}


def _resembles(debit: BankLineReading, told: Sequence[PaymentReading], receipt: BankLineReading) -> list[str]:
    signs = []
    if receipt.payer_account and receipt.payer_account in {debit.payer_account, *(p.payer_account for p in told)}:
        signs.append(f"the same account {receipt.payer_account}")
    if receipt.creditor_reference and receipt.creditor_reference == debit.creditor_reference:
        signs.append(f"the same reference {receipt.creditor_reference}")
    names = {_folded(name) for name in (debit.payer, *(payment.payer for payment in told)) if name}
    if receipt.payer and _folded(receipt.payer) in names:
        signs.append(f"the same name {receipt.payer}")
    return signs


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
