"""Take from the texts of a booking what is certain: the payer's account and the reference of a creditor.

Apart because a text may come from whoever paid: what the bank labels counts; without labels only a value that proves
itself by its check digits and stands there alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ledger.intake.camt_entry import compact

_QR_BANKS = range(30000, 32000)  # the bank numbers of QR-IBANs: money comes in on them, none goes out
_LONGEST_IBAN = 34
_LONGEST_RF = 25
_SHORTEST_RF = 5
_IBAN_START = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}\d\d(?=[ 0-9A-Z])", re.ASCII)
_RF_START = re.compile(r"(?<![0-9A-Za-z])RF ?\d ?\d(?=[ 0-9A-Za-z])", re.ASCII | re.IGNORECASE)
_QRR = re.compile(r"(?<![0-9A-Za-z])(?:\d{27}|\d\d(?: \d{5}){5})(?![0-9A-Za-z])", re.ASCII)
_ACCOUNT = re.compile(r"[0-9A-Z]{4,34}", re.ASCII)


class _Label(StrEnum):
    REASON = "reason"
    ACCOUNT = "account"
    REFERENCE = "reference"
    OTHER = "other"


_NUMBER = r"(?:no\.?|n[°º.]|nr\.?)"
_LABELS = {
    _Label.REASON: r"motif du paiement|zahlungsgrund|mitteilungen|reason for payment|motivo del pagamento|"
    r"motivo di pagamento",
    _Label.ACCOUNT: rf"(?:account|compte|konto|conto)[ -]?{_NUMBER}(?: ?/? ?iban)?|"
    rf"{_NUMBER} (?:de compte|di conto)(?: ?/? ?iban)?",
    _Label.REFERENCE: rf"(?:reference|référence|referenz|riferimento)[ -]?{_NUMBER}(?: (?:qrr|scor|isr|abb))?|"
    rf"{_NUMBER} (?:de référence|di riferimento)(?: (?:qrr|scor))?|qrr|scor",
    _Label.OTHER: rf"(?:transactions?|transaktions)[ -]?{_NUMBER}|{_NUMBER} (?:de transactions?|di transazion[ei])|"
    r"costs|kosten|coûts|frais|spese",
}
# A colon ends a label; only a number written with "no." may do without one, as UBS writes "Transaction no. 99…".
_LABELLED = re.compile(
    r"(?:^|[;,] ?)(?:" + "|".join(rf"(?P<{label}>{words})" for label, words in _LABELS.items()) + r")(?:: ?|(?<=\.) )",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What is certain of a text: account and reference compact, or empty; the texts without what the bank labels."""

    account: str = ""
    reference: str = ""
    texts: tuple[str, ...] = ()


def starts_with_label(text: str) -> bool:
    """Tell whether a text begins with a label of the bank, so that it names nobody."""
    return bool(_LABELLED.match(text))


def read_texts(texts: Iterable[str], *, our_iban: str, is_credit: bool) -> Found:
    """Find the other side's account, the creditor reference and the free text.

    >>> read_texts(["Motif du paiement: CCM; Account no. 7907029821"], our_iban="", is_credit=True)
    Found(account='7907029821', reference='', texts=('CCM',))
    """
    parts = list(texts)
    labelled = [(label, value) for part in parts for label, value in _labelled(part)]
    if any(label for label, _ in labelled):
        accounts = [_account(value) for label, value in labelled if label is _Label.ACCOUNT]
        references = [_reference(value) for label, value in labelled if label is _Label.REFERENCE]
        free = [value for label, value in labelled if label in (None, _Label.REASON)]
    else:
        accounts, references, free = list(_ibans(parts)), list(_references(parts)), parts
    theirs = [each for each in accounts if each != our_iban and not (is_credit and _is_qr_iban(each))]
    return Found(_only(theirs), _only(references), tuple(text for text in free if text))


def valid_ibans(text: str) -> list[str]:
    """Give every IBAN with right check digits that stands in a text, compact, once each."""
    return list(dict.fromkeys(_ibans([text])))


def _labelled(text: str) -> Iterator[tuple[_Label | None, str]]:
    """Cut a text at the labels in it; what stands before the first has none."""
    label: _Label | None = None
    start = 0
    for match in _LABELLED.finditer(text):
        yield label, text[start : match.start()].strip(" ;,")
        label, start = _Label(match.lastgroup or ""), match.end()
    yield label, text[start:].strip(" ;,") if label else text.strip()


def _account(written: str) -> str:
    """Take a labelled account: an IBAN only with right check digits, else a plain number as it is."""
    from stdnum import iban

    bare = compact(written)
    if not _ACCOUNT.fullmatch(bare):
        return ""
    looks_like_iban = bool(re.match(r"[A-Z]{2}\d\d", bare, re.ASCII))
    return bare if not looks_like_iban or iban.is_valid(bare, check_country=False) else ""


def _reference(written: str) -> str:
    """Take a labelled reference if its check digits are right."""
    bare = compact(written)
    return bare if _is_reference(bare) else ""


def _is_reference(bare: str) -> bool:
    from stdnum import iso11649
    from stdnum.ch import esr

    if bare.startswith("RF"):
        return len(bare) >= _SHORTEST_RF and bool(iso11649.is_valid(bare))
    return len(bare) == 27 and bare.isdigit() and bool(esr.is_valid(bare))


def _ibans(texts: Iterable[str]) -> Iterator[str]:
    from stdnum import iban

    for text in texts:
        for start in _IBAN_START.finditer(text):
            for joined in _joined(text[start.start() :], _LONGEST_IBAN):
                if iban.is_valid(joined, check_country=False):
                    yield joined


def _references(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for start in _RF_START.finditer(text):
            yield from (joined for joined in _joined(text[start.start() :], _LONGEST_RF) if _is_reference(joined))
        for match in _QRR.finditer(text):
            if _is_reference(compact(match[0])):
                yield compact(match[0])


def _joined(text: str, longest: int) -> Iterator[str]:
    """Give what starts here, read to the end of each following word: it may be printed in groups of four."""
    joined = ""
    for word in re.findall(r"[0-9A-Za-z]+|[^0-9A-Za-z ]", text[: longest * 2]):
        joined += word.upper()
        if not word.isalnum() or len(joined) > longest:
            return
        yield joined


def _only(found: Iterable[str]) -> str:
    """Give the one value that was found; nothing where there are several."""
    values = set(found)
    return values.pop() if len(values) == 1 else ""


def _is_qr_iban(account: str) -> bool:
    return account[:2] in ("CH", "LI") and account[4:9].isdigit() and int(account[4:9]) in _QR_BANKS
