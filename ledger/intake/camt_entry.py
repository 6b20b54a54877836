"""Read one entry (``Ntry``) of a camt message: the booked line, and the payments in it with all that the bank tells.

Apart because money is decided here: it is the entry's own ``Amt`` and ``CdtDbtInd`` and nothing else. ``RvslInd`` never
turns a sign, and what the details say of amounts, charges and other currencies are facts in words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.errors import LedgerError
from db.money import ZERO_CHF, parse_chf
from db.vocabulary import Direction
from ledger.intake.statements import BankPayment, StatementLine
from ledger.intake.xml_nodes import Node

_NOTHING_TOLD = ("NOTPROVIDED", "NONREF", "NOTAVAIL", "NOTAVAILABLE")
_DIRECTIONS = {"CRDT": Direction.CREDIT, "DBIT": Direction.DEBIT}
_OTHER_REFERENCES = (
    "MsgId", "PmtInfId", "InstrId", "TxId", "UETR", "MndtId", "ChqNb", "ClrSysRef", "AcctOwnrTxId", "PrcgId",
)  # fmt: skip
_MOST_UNTOLD = 99  # payments of which a batch gives the number only
_OTHER_AMOUNTS = ("InstdAmt", "TxAmt", "CntrValAmt", "AnncdPstngAmt")


class EntryFault(LedgerError):
    """Refuse a statement or entry; the reader adds file and place."""


@dataclass(frozen=True, slots=True)
class _Booking:
    """What an entry books: the frame in which its details are read."""

    amount: Decimal
    direction: Direction
    currency: str
    bank_reference: str
    is_reversal: bool


def read_entry(entry: Node, raw: str, position: int, fallback: str) -> tuple[StatementLine, str, list[str]]:
    """Read a booked entry: the line, the currency of its amount, and what is odd about it.

    ``fallback`` is the day written on the statement, for an entry without any. Raises EntryFault.
    """
    booked = _only(entry, "BookgDt").any_of("Dt", "DtTm")
    valued = _only(entry, "ValDt").any_of("Dt", "DtTm")
    undated = [] if booked or valued else ["it has no date; the statement's is taken"]
    details = [detail for group in entry.all("NtryDtls") for detail in group.all("TxDtls")]
    lone = details[0] if len(details) == 1 else Node("")
    booking = _Booking(
        amount=amount_of(entry),
        direction=direction_of(entry),
        currency=entry.child("Amt").attributes.get("Ccy", ""),
        bank_reference=_told(entry.at("AcctSvcrRef")) or _told(lone.at("Refs", "AcctSvcrRef")),
        is_reversal=entry.at("RvslInd") in ("true", "1"),
    )
    payments = _payments(entry, details, booking)
    line = StatementLine(
        position=position,
        direction=booking.direction,
        amount=booking.amount,
        booked_on=day_of(booked or valued or fallback, "booking date"),
        value_date=day_of(valued or booked or fallback, "value date"),
        raw=raw,
        bank_reference=booking.bank_reference,
        entry_reference=_told(entry.at("NtryRef")),
        code=_bank_code(entry) or _bank_code(lone),
        is_reversal=booking.is_reversal,
        note=" ".join(entry.at("AddtlNtryInf").split()) or _batch(entry, details),
        payments=(*payments, *_untold(entry, payments, booking)) if details else tuple(payments),
    )
    return line, booking.currency, [*undated, *_oddities(entry, details, payments, booking)]


def amount_of(element: Node) -> Decimal:
    """Read the ``Amt`` of an entry or balance: 0.00 or more. Raises EntryFault."""
    written = _only(element, "Amt")
    if written.children:
        raise EntryFault("its amount has other elements within")
    try:
        amount = parse_chf(written.text)
    except LedgerError as error:
        raise EntryFault(str(error)) from None
    if amount < ZERO_CHF:
        raise EntryFault(f"its amount {amount} is negative, which CdtDbtInd says in camt")
    return amount


def direction_of(element: Node) -> Direction:
    """Read the ``CdtDbtInd`` of an entry or balance. Raises EntryFault."""
    written = _only(element, "CdtDbtInd").text.strip()
    if written not in _DIRECTIONS:
        raise EntryFault(f"its direction {written!r} is neither CRDT nor DBIT")
    return _DIRECTIONS[written]


def status_of(entry: Node) -> str:
    """Read the ``Sts`` of an entry: up to .07 a text, from .08 on a code. Raises EntryFault."""
    status = _only(entry, "Sts")
    return status.any_of("Cd", "Prtry") or status.text.strip()


def _only(element: Node, name: str) -> Node:
    if len(element.all(name)) > 1:
        raise EntryFault(f"it has {len(element.all(name))} elements {name}, of which one can be right")
    return element.child(name)


def day_of(written: str, what: str) -> date:
    """Read a day, or the day of a moment as it is written there, never shifted. Raises EntryFault."""
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d(T.*|[Z+-][\d:]*)?", written, re.ASCII):
            raise ValueError
        day = date.fromisoformat(written[:10])
        if not 1900 <= day.year < 2200:
            raise ValueError
        return day
    except ValueError:
        raise EntryFault(f"its {what} {written!r} is no date") from None


def compact(written: str) -> str:
    """Write an account or reference as it is compared: letters and digits, in capitals."""
    return re.sub(r"[^0-9A-Z]", "", written.upper())


def _told(written: str) -> str:
    """Give what is written, unless it only says that there is nothing to say."""
    return "" if compact(written) in _NOTHING_TOLD else written


def _bank_code(entry: Node) -> str:
    domain = entry.child("BkTxCd", "Domn")
    parts = (domain.at("Cd"), domain.at("Fmly", "Cd"), domain.at("Fmly", "SubFmlyCd"))
    return "/".join(filter(None, parts)) or entry.at("BkTxCd", "Prtry", "Cd")


def _payments_count(entry: Node) -> int:
    """Count the payments of which an entry speaks, in detail or by number only."""
    count = 0
    for group in entry.all("NtryDtls"):
        told = group.at("Btch", "NbOfTxs")
        count += max(int(told) if re.fullmatch(r"[0-9]{1,9}", told) else 0, len(group.all("TxDtls")))
    return count


def _batch(entry: Node, details: list[Node]) -> str:
    count = 0 if details else _payments_count(entry)
    return f"{count} payments in one booking" if count > 1 else ""


def _oddities(entry: Node, details: list[Node], payments: list[BankPayment], booking: _Booking) -> Iterator[str]:
    booked = f"the booking {'is' if details else 'of the batch is'} {booking.amount}, which counts"
    told = [_amount_told([group.child("Btch", "TtlAmt")], booking.currency) for group in entry.all("NtryDtls")]
    amounts = [payment.amount for payment in payments] if details else told
    total = _total(entry, details, amounts)
    if total is not None and total != booking.amount:
        yield f"its {'details' if details else 'batches'} add up to {total}, {booked}"
    elif details and any(amounts) and None in amounts:
        yield f"only {len(amounts) - amounts.count(None)} of its {len(amounts)} details tell their amount for certain"
    said = {detail.at("CdtDbtInd") for detail in details} - {""}
    if said - {entry.at("CdtDbtInd")}:
        yield f"its details say {' and '.join(sorted(said))}, the booking {entry.at('CdtDbtInd')}, which counts"
    if details and _payments_count(entry) > len(details):
        yield f"it is {_payments_count(entry)} payments in one booking, and tells details of {len(details)} only"
    if _batch(entry, details):
        yield f"{_batch(entry, details)} without their details; the camt.054 of the same day may have them"


def _total(entry: Node, details: list[Node], amounts: list[Decimal | None]) -> Decimal | None:
    """Add up what is told, if all of it is; among details of both directions, the other one is taken off."""
    known = [amount for amount in amounts if amount is not None]
    if not known or len(known) < len(amounts):
        return None
    own = entry.at("CdtDbtInd")
    is_own = [detail.at("CdtDbtInd") in ("", own) for detail in details]
    ways = is_own if any(is_own) else [True] * len(known)
    return sum((amount if own_way else -amount for amount, own_way in zip(known, ways, strict=True)), ZERO_CHF)


# The payments in an entry -----------------------------------------------------------------------------------------


def _payments(entry: Node, details: list[Node], booking: _Booking) -> list[BankPayment]:
    """Read each payment; what the entry tells of original amounts and charges is told of a payment that has none."""
    original = _original(entry, booking.currency, booking.amount)
    charges = _charges(entry, booking.amount, booking.currency)
    if not details:
        return [BankPayment(original=original, charges=charges)] if original or charges else []
    of_all = " (the whole booking)" if len(details) > 1 else ""
    return [
        payment._replace(
            original=payment.original or (original and original + of_all),
            charges=payment.charges or (charges and charges + of_all),
        )
        for payment in (_payment(detail, booking, is_only=len(details) == 1) for detail in details)
    ]


def _untold(entry: Node, payments: list[BankPayment], booking: _Booking) -> Iterator[BankPayment]:
    """Give an empty payment for each that a lone one stands beside, lest the whole booking be taken for its payer's."""
    if len(payments) == 1:
        is_a_part = payments[0].amount is not None and payments[0].amount < booking.amount
        others = max(_payments_count(entry) - 1, 1 if is_a_part else 0)
        yield from (BankPayment() for _ in range(min(others, _MOST_UNTOLD)))


def _payment(detail: Node, booking: _Booking, *, is_only: bool) -> BankPayment:
    """Read one ``TxDtls``; in a reversal the parties are those of the payment that is reversed."""
    role = "Dbtr" if (booking.direction is Direction.CREDIT) != booking.is_reversal else "Cdtr"
    parties, agent = detail.child("RltdPties"), detail.child("RltdAgts", f"{role}Agt", "FinInstnId")
    remittance = detail.child("RmtInf")
    account = parties.child(f"{role}Acct", "Id")
    texts = [" ".join(part.text.split()) for part in remittance.all("Ustrd")]
    amount = _amount_told([detail.child("Amt"), detail.child("AmtDtls", "TxAmt", "Amt")], booking.currency)
    booked = booking.amount if is_only else amount
    return BankPayment(
        amount=amount,
        payer=_named(parties, role),
        ultimate_payer=_named(parties, f"Ultmt{role}"),
        payer_account=_told(compact(account.at("IBAN") or account.at("Othr", "Id"))),
        payer_agent=_told(agent.any_of("BICFI", "BIC") or agent.at("ClrSysMmbId", "MmbId") or agent.at("Nm")),
        payer_country=_country(parties, role),
        end_to_end_id=_told(detail.at("Refs", "EndToEndId")),
        creditor_reference=" ".join(
            filter(None, (_told(compact(each.at("CdtrRefInf", "Ref"))) for each in remittance.all("Strd")))
        ),
        references=tuple(_further_references(detail, booking.bank_reference)),
        text_parts=tuple(filter(None, texts)) or tuple(filter(None, [_words(detail, "AddtlTxInf")])),
        original=_original(detail, booking.currency, booked),
        charges=_charges(detail, booked, booking.currency),
        return_reason=_return_reason(detail),
    )


def _words(node: Node, name: str) -> str:
    return " ".join(node.at(name).split())


def _party(parties: Node, role: str) -> Node:
    """Give the party itself: up to .07 directly, from .08 on within ``Pty`` or ``Agt``."""
    node = parties.child(role)
    return next((node.child(inner) for inner in ("Pty", "Agt") if node.all(inner)), node)


def _named(parties: Node, role: str) -> str:
    """Name a party: by its name, as a bank by its code, or else by its address, where some banks put the name."""
    party = _party(parties, role)
    bank = party.child("FinInstnId")
    address = " ".join(line.text for line in party.child("PstlAdr").all("AdrLine"))
    names = (party.at("Nm"), bank.at("Nm"), bank.any_of("BICFI", "BIC"), address)
    return " ".join(next(filter(None, map(_told, names)), "").split())


def _country(parties: Node, role: str) -> str:
    """Give a party's own country, never that of its bank, which is often another."""
    party = _party(parties, role)
    return party.at("PstlAdr", "Ctry") or party.at("CtryOfRes") or party.at("FinInstnId", "PstlAdr", "Ctry")


def _amount_told(nodes: list[Node], currency: str) -> Decimal | None:
    """Read the first amount that is there in a currency; one that cannot be read for certain is not used."""
    for node in nodes:
        if node.text and node.attributes.get("Ccy", currency) == currency:
            try:
                amount = parse_chf(node.text)
            except LedgerError:
                return None
            return amount if amount >= ZERO_CHF else None
    return None


def _original(node: Node, currency: str, amount: Decimal | None) -> str:
    """Write the amounts in other currencies, and rates, as the bank gives them."""
    said = []
    for name in _OTHER_AMOUNTS:
        told = node.child("AmtDtls", name)
        other = told.child("Amt")
        is_other = other.attributes.get("Ccy", currency) != currency
        if other.text and (is_other or (name == "InstdAmt" and amount is not None and _differs(other.text, amount))):
            said.append(f"{name} {other.attributes.get('Ccy', '')} {other.text.strip()}")
        exchange = told.child("CcyXchg")
        if exchange.at("XchgRate"):
            said.append(f"rate {exchange.at('XchgRate')} {exchange.at('SrcCcy')}/{exchange.at('TrgtCcy')}".rstrip("/"))
    return ", ".join(dict.fromkeys(said))


def _differs(text: str, amount: Decimal) -> bool:
    try:
        return parse_chf(text) != amount
    except LedgerError:
        return True


def _charges(node: Node, booked: Decimal | None, currency: str) -> str:
    """Write the bank's charges, and whether they were taken off the amount, as far as that is told or can be proven."""
    records = [record for charge in node.all("Chrgs") for record in charge.all("Rcrd") or [charge]]
    amounts = [(record, (record.all("Amt") or record.all("TtlChrgsAndTaxAmt"))[:1]) for record in records]
    told = [(record, money) for record, found in amounts for money in found if money.text.strip().strip("0.")]
    proven = _proven(node, booked, [money for _, money in told], currency)
    words = {"true": " taken off", "1": " taken off", "false": " billed apart", "0": " billed apart"}
    return ", ".join(
        f"{money.attributes.get('Ccy', currency)} {money.text.strip()}{words.get(record.at('ChrgInclInd'), proven)}"
        for record, money in told
    )


def _proven(node: Node, booked: Decimal | None, charges: list[Node], currency: str) -> str:
    """Tell that charges were taken off where instructed - charges = booked; the old versions do not say it."""
    instructed = node.child("AmtDtls", "InstdAmt", "Amt")
    currencies = {instructed.attributes.get("Ccy"), *(money.attributes.get("Ccy", currency) for money in charges)}
    if booked is None or currencies != {currency}:
        return ""
    try:
        taken_off = sum((parse_chf(money.text) for money in charges), ZERO_CHF)
        return " taken off" if parse_chf(instructed.text) - taken_off == booked else ""
    except LedgerError:
        return ""


def _further_references(detail: Node, own_reference: str) -> Iterator[str]:
    refs = detail.child("Refs")
    if refs.at("AcctSvcrRef") != own_reference and _told(refs.at("AcctSvcrRef")):
        yield f"AcctSvcrRef {refs.at('AcctSvcrRef')}"
    for name in _OTHER_REFERENCES:
        if _told(refs.at(name)):
            yield f"{name} {refs.at(name)}"
    for own in refs.all("Prtry"):
        if own.at("Ref"):
            yield f"{own.at('Tp')} {own.at('Ref')}".strip()
    yield from (f"RmtId {each.at('RmtId')}" for each in detail.all("RltdRmtInf") if each.at("RmtId"))
    for structured in detail.child("RmtInf").all("Strd"):
        yield from (f"{each.at('Nb')} ({_kind(each)})" for each in structured.all("RfrdDocInf") if each.at("Nb"))
        yield from (each.text.strip() for each in structured.all("AddtlRmtInf") if each.text.strip())
    if any(each.text.strip() for each in detail.child("RmtInf").all("Ustrd")) and _words(detail, "AddtlTxInf"):
        yield _words(detail, "AddtlTxInf")


def _kind(document: Node) -> str:
    return document.at("Tp", "CdOrPrtry", "Cd") or "document"


def _return_reason(detail: Node) -> str:
    reason = detail.child("RtrInf")
    told = (reason.at("Rsn", "Cd"), reason.at("Rsn", "Prtry"), *(each.text.strip() for each in reason.all("AddtlInf")))
    return " ".join(filter(None, told))
