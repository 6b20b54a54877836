"""Read camt.053 (ISO 20022 bank-to-customer statement), versions .001.04 and .001.08, as Swiss banks send it.

Apart because every trap of the format is met here: elements are found by local name and direct child path, only booked
entries count, the sign is the entry's own ``CdtDbtInd`` and nothing else, and a doubt refuses the whole file.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from db.errors import LedgerError
from db.money import ZERO_CHF, parse_chf, with_chf
from db.vocabulary import Direction
from ledger.intake.statements import BankFile, Statement, StatementLine, UnreadableBankFile

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST_BYTES = 64 * 2**20
READ_VERSIONS = ("camt.053.001.04", "camt.053.001.08")
ASK_THE_BANK = "ask the bank for the statement as camt.053 (.001.04 or .001.08) and import that file"
_NO_REFERENCE = ("", "NOTPROVIDED", "NONREF", "NOTAVAIL")
_DIRECTIONS = {"CRDT": Direction.CREDIT, "DBIT": Direction.DEBIT}


def read_camt053(name: str, data: bytes) -> BankFile:
    """Read the bytes of one camt.053 file; ``name`` is for messages.

    Raises UnreadableBankFile for anything that is not a complete, unambiguous statement in francs whose opening balance
    and lines give its closing balance. A document type, an entity or an external reference is never followed.
    """
    root = _parse(name, data)
    version = _version(name, root)
    statements = [_Reader(name, element).statement() for element in _all(_only_child(root), "Stmt")]
    if not statements:
        raise UnreadableBankFile(name, "it holds no statement", ASK_THE_BANK)
    for statement in statements:
        _refuse_unless_it_adds_up(name, statement)
    return BankFile(name, hashlib.sha256(data).hexdigest(), version, tuple(statements))


def _parse(name: str, data: bytes) -> "Element":
    from xml.etree import ElementTree  # only for its error class: the parser is defusedxml's

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if len(data) > LARGEST_BYTES:
        raise UnreadableBankFile(name, f"it is larger than {LARGEST_BYTES // 2**20} MiB", ASK_THE_BANK)
    try:
        root: Element = fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        why = "it declares a document type or an entity, which no bank statement does"
        raise UnreadableBankFile(name, why, "do not use this file; fetch the statement anew from the bank") from None
    except ElementTree.ParseError as error:
        raise UnreadableBankFile(name, f"it is not whole XML ({error})", ASK_THE_BANK) from None
    except (ValueError, LookupError) as error:
        raise UnreadableBankFile(name, f"its text cannot be read ({error})", ASK_THE_BANK) from None
    return root


def _version(name: str, root: "Element") -> str:
    found = re.search(r"camt\.05\d\.001\.\d\d", root.tag)
    if found is None or not len(root) or _local(root[0]) != "BkToCstmrStmt":
        raise UnreadableBankFile(name, "it is XML, but no camt.053 bank statement", ASK_THE_BANK)
    if found[0] not in READ_VERSIONS:
        why = f"it is {found[0]}, and only {' and '.join(READ_VERSIONS)} are read"
        raise UnreadableBankFile(name, why, ASK_THE_BANK)
    return found[0]


def _refuse_unless_it_adds_up(name: str, statement: Statement) -> None:
    difference_chf = statement.difference_chf()
    if difference_chf != ZERO_CHF:
        why = (
            f"statement {statement.identification} does not add up: opening {with_chf(statement.opening_chf)} "
            f"+ credits {with_chf(statement.sum_chf(Direction.CREDIT))} "
            f"- debits {with_chf(statement.sum_chf(Direction.DEBIT))} is not closing "
            f"{with_chf(statement.closing_chf)} (difference {with_chf(difference_chf)})"
        )
        raise UnreadableBankFile(name, why, "fetch the statement anew from the bank; a line is missing or changed")


class _Reader:
    """Read one ``Stmt`` element; every fault names the file, the statement and the entry."""

    def __init__(self, name: str, element: "Element") -> None:
        self.name = name
        self.element = element
        self.identification = _text(element, "Id") or "without identification"
        self.place = f"statement {self.identification}"

    def statement(self) -> Statement:
        """Give the statement with its booked lines."""
        account = _child(self.element, "Acct")
        iban = _compact(_text(account, "Id", "IBAN") or _text(account, "Id", "Othr", "Id"))
        if not iban:
            raise self._fault("it names no account")
        opening, closing = self._balance("OPBD", "PRCD"), self._balance("CLBD")
        from_on, to_on = self._period(opening, closing)
        self.currency = _text(account, "Ccy") or _child(opening, "Amt").get("Ccy", "")
        if self.currency != "CHF":
            raise self._fault(f"its account is in {self.currency or 'no currency'}, not in CHF")
        return Statement(
            iban=iban,
            currency=self.currency,
            identification=self.identification,
            sequence=_text(self.element, "ElctrncSeqNb") or _text(self.element, "LglSeqNb"),
            from_on=from_on,
            to_on=to_on,
            opening_chf=self._signed(opening),
            closing_chf=self._signed(closing),
            lines=tuple(self._lines()),
        )

    def _fault(self, why: str) -> UnreadableBankFile:
        return UnreadableBankFile(self.name, f"{self.place}: {why}", ASK_THE_BANK)

    def _balance(self, *codes: str) -> "Element":
        for code in codes:
            for balance in _all(self.element, "Bal"):
                if _text(balance, "Tp", "CdOrPrtry", "Cd") == code:
                    return balance
        raise self._fault(
            f"it has no {'opening' if 'OPBD' in codes else 'closing'} balance, so nothing proves it whole"
        )

    def _period(self, opening: "Element", closing: "Element") -> tuple[date, date]:
        first = _text(self.element, "FrToDt", "FrDtTm") or _dated(opening)
        last = _text(self.element, "FrToDt", "ToDtTm") or _dated(closing)
        from_on, to_on = self._day(first, "first day"), self._day(last, "last day")
        if from_on > to_on:
            raise self._fault(f"it runs backwards, from {from_on} to {to_on}")
        return from_on, to_on

    def _lines(self) -> Iterator[StatementLine]:
        for position, entry in enumerate(_all(self.element, "Ntry"), start=1):
            self.place = f"statement {self.identification}, entry {position}"
            status = _text(entry, "Sts") or _text(entry, "Sts", "Cd")
            if status not in ("BOOK", "PDNG", "INFO", "FUTR"):
                raise self._fault(f"its status {status!r} is unknown")
            if status == "BOOK" and self._amount(entry) > ZERO_CHF:
                yield self._line(position, entry)

    def _line(self, position: int, entry: "Element") -> StatementLine:
        direction = self._direction(entry)
        details = [detail for group in _all(entry, "NtryDtls") for detail in _all(group, "TxDtls")]
        detail = details[0] if len(details) == 1 else None
        booked = _text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm")
        valued = _text(entry, "ValDt", "Dt") or _text(entry, "ValDt", "DtTm")
        several = f"{len(details)} payments in one booking" if len(details) > 1 else ""
        return StatementLine(
            position=position,
            direction=direction,
            amount_chf=self._amount(entry),
            booked_on=self._day(booked or valued, "booking date"),
            value_date=self._day(valued or booked, "value date"),
            bank_reference=_text(entry, "AcctSvcrRef") or _text(detail, "Refs", "AcctSvcrRef"),
            end_to_end_id=_reference(_text(detail, "Refs", "EndToEndId")),
            creditor_reference=_creditor_references(detail),
            payer=several or _party(detail, direction),
            payer_account=_account(detail, direction),
            text=several or _free_text(entry, detail),
            raw=self._raw(entry),
        )

    def _raw(self, entry: "Element") -> str:
        from xml.etree.ElementTree import tostring

        try:
            return tostring(entry, encoding="unicode")
        except RecursionError:
            raise self._fault("it is nested deeper than any bank statement") from None

    def _direction(self, element: "Element") -> Direction:
        written = _text(element, "CdtDbtInd")
        if written not in _DIRECTIONS:
            raise self._fault(f"its direction {written!r} is neither CRDT nor DBIT")
        return _DIRECTIONS[written]

    def _amount(self, element: "Element") -> Decimal:
        amount = _child(element, "Amt")
        if amount.get("Ccy") not in (None, self.currency):
            raise self._fault(f"its amount is in {amount.get('Ccy')}, the account in {self.currency}")
        try:
            amount_chf = parse_chf(amount.text or "")
        except LedgerError as error:
            raise self._fault(str(error)) from None
        if amount_chf < ZERO_CHF:
            raise self._fault(f"its amount {amount_chf} is negative, which CdtDbtInd says in camt")
        return amount_chf

    def _signed(self, balance: "Element") -> Decimal:
        amount_chf = self._amount(balance)
        if not _text(balance, "CdtDbtInd") and _all(self.element, "Ntry"):
            return amount_chf  # some banks leave it out; the lines then prove the sign
        return amount_chf if self._direction(balance) is Direction.CREDIT else -amount_chf

    def _day(self, written: str, what: str) -> date:
        try:
            if not re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", written, re.ASCII):
                raise ValueError
            return date.fromisoformat(written[:10])
        except ValueError:
            raise self._fault(f"its {what} {written!r} is no date") from None


def _party(detail: "Element | None", direction: Direction) -> str:
    role = "Dbtr" if direction is Direction.CREDIT else "Cdtr"
    names = []
    for element in (f"Ultmt{role}", role):
        named = _text(detail, "RltdPties", element, "Nm") or _text(detail, "RltdPties", element, "Pty", "Nm")
        names += [named] if named else []
    return " through ".join(dict.fromkeys(names))


def _account(detail: "Element | None", direction: Direction) -> str:
    element = "DbtrAcct" if direction is Direction.CREDIT else "CdtrAcct"
    path = ("RltdPties", element, "Id")
    return _compact(_text(detail, *path, "IBAN") or _text(detail, *path, "Othr", "Id"))


def _dated(balance: "Element") -> str:
    return _text(balance, "Dt", "Dt") or _text(balance, "Dt", "DtTm")


def _creditor_references(detail: "Element | None") -> str:
    """Give every structured reference, compact, with a blank between several."""
    structured = _all(_child(detail, "RmtInf"), "Strd")
    return " ".join(filter(None, (_compact(_text(each, "CdtrRefInf", "Ref")) for each in structured)))


def _free_text(entry: "Element", detail: "Element | None") -> str:
    parts = [part.text or "" for part in _all(_child(detail, "RmtInf"), "Ustrd")]
    more = (_text(detail, "AddtlTxInf"), _text(entry, "AddtlNtryInf"))
    return " ".join(" ".join(parts).split()) or next((" ".join(text.split()) for text in more if text), "")


def _reference(written: str) -> str:
    return "" if written in _NO_REFERENCE else written


def _compact(written: str) -> str:
    """Write an account or reference as it is compared: letters and digits, in capitals."""
    return re.sub(r"[^0-9A-Z]", "", written.upper())


def _local(element: "Element") -> str:
    return element.tag.rpartition("}")[2]


def _all(element: "Element", name: str) -> list["Element"]:
    return [child for child in element if _local(child) == name]


def _only_child(root: "Element") -> "Element":
    return root[0]


def _child(element: "Element | None", *path: str) -> "Element":
    """Follow direct children by local name; an empty element where the path ends early."""
    from xml.etree.ElementTree import Element

    found = Element("") if element is None else element
    for name in path:
        found = next(iter(_all(found, name)), Element(""))
    return found


def _text(element: "Element | None", *path: str) -> str:
    return (_child(element, *path).text or "").strip()
