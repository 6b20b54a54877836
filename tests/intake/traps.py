"""The traps of bank files, one row each: a small file made from readable values, and what must be read from it.

``python -m tests.intake.traps FOLDER`` writes every file into a folder. ``test_traps`` reads each of them as an import
does and compares everything with its row. Payers, accounts and references are invented.
"""

import io
import re
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from db.vocabulary import ChainState
from ledger.intake.mapped import SheetMapping

OURS = "CH6008990000201600001"
THEIRS = "LU950877400419714297"
OTHERS = "DE89370400440532013000"
URN = "urn:iso:std:iso:20022:tech:xsd:"


# The rows of the table -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Expected:
    """One statement as it must be read: ``lines`` its signed amounts in order, ``state`` what its balances prove."""

    lines: str = "+100.00"
    opening: str | None = "1000.00"
    closing: str | None = "1100.00"
    state: ChainState = ChainState.OK
    identification: str = "S1"
    account: str = OURS
    currency: str = "CHF"
    from_on: str = "2016-02-01"
    to_on: str = "2016-02-29"

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        return tuple(map(Decimal, self.lines.split()))

    @property
    def credits_sum(self) -> Decimal:
        return sum((amount for amount in self.amounts if amount > 0), Decimal("0.00"))

    @property
    def debits_sum(self) -> Decimal:
        return -sum((amount for amount in self.amounts if amount < 0), Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class Trap:
    """One file and what must come of it.

    ``line`` and ``payment`` are facts of the first line, or notice, and of its first payment, unless ``place`` names
    others. ``warning``, ``explanation`` and ``refusal`` are fragments; a file without a ``warning`` must give none.
    ``refusal`` is that of the file where it gives no statement, else of its refused statements or notices.
    """

    name: str
    data: bytes
    statements: tuple[Expected, ...] = (Expected(),)
    format: str = "camt.053.001.08"
    notices: int = 0
    refused: int = 0
    line: Mapping[str, object] = field(default_factory=dict)
    payment: Mapping[str, object] = field(default_factory=dict)
    place: tuple[int, int] = (1, 1)
    payments: int | None = None
    links: tuple[ChainState, ...] = ()
    warning: str = ""
    explanation: str = ""
    refusal: str = ""
    file_name: str = "bank.xml"
    mappings: tuple[SheetMapping, ...] = ()
    is_large: bool = False


def not_taken(name: str, data: bytes, refusal: str, file_name: str = "bank.xml", *, is_large: bool = False) -> Trap:
    """Expect that a whole file is refused, and why."""
    return Trap(name, data, statements=(), format="", refusal=refusal, file_name=file_name, is_large=is_large)


def refused_alone(name: str, data: bytes, refusal: str, **others: object) -> Trap:
    """Expect that the only statement, or notice, of a file is refused, and why."""
    return Trap(name, data, statements=(), refused=1, refusal=refusal, **others)  # type: ignore[arg-type]


# The builder of camt -------------------------------------------------------------------------------------------------


def tag(name: str, *inside: str) -> str:
    return f"<{name}>{''.join(inside)}</{name}>" if any(inside) else ""


def money(name: str, amount: str, currency: str = "CHF") -> str:
    return f'<{name} Ccy="{currency}">{amount}</{name}>' if amount else ""


def day(name: str, written: str) -> str:
    return tag(name, tag("DtTm" if "T" in written else "Dt", written))


def amount_details(**amounts: str) -> str:
    """Write ``AmtDtls`` from values like InstdAmt="USD 1085.20"; a rate stands behind: "USD 1085.20 at 0.95"."""
    told = []
    for name, written in amounts.items():
        amount, _, rate = written.partition(" at ")
        currency, _, figures = amount.partition(" ")
        exchange = tag("SrcCcy", currency) + tag("TrgtCcy", "CHF") + tag("XchgRate", rate) if rate else ""
        told.append(tag(name, money("Amt", figures, currency), tag("CcyXchg", exchange)))
    return tag("AmtDtls", *told)


def charges(amount: str, included: str = "", currency: str = "CHF") -> str:
    return tag("Chrgs", tag("Rcrd", money("Amt", amount, currency), tag("ChrgInclInd", included)))


def reference(number: str, code: str = "", own_code: str = "") -> str:
    kind = tag("Tp", tag("CdOrPrtry", tag("Cd", code), tag("Prtry", own_code)))
    return tag("Strd", tag("CdtrRefInf", kind, tag("Ref", number)))


def domain(code: str, family: str, sub: str) -> str:
    return tag("BkTxCd", tag("Domn", tag("Cd", code), tag("Fmly", tag("Cd", family), tag("SubFmlyCd", sub))))


@dataclass(frozen=True, slots=True)
class Detail:
    """One ``TxDtls``; what is empty is left out. Names ending in ``xml`` are put in as they are."""

    payer: str = ""
    ultimate: str = ""
    account: str = ""
    other_account: str = ""
    agent_xml: str = ""
    party_xml: str = ""
    bank_xml: str = ""
    texts: tuple[str, ...] = ()
    structured_xml: str = ""
    end_to_end: str = ""
    refs_xml: str = ""
    amount: str = ""
    currency: str = "CHF"
    direction: str = ""
    amounts_xml: str = ""
    charges_xml: str = ""
    code_xml: str = ""
    note: str = ""
    returned_xml: str = ""
    related_xml: str = ""
    role: str = ""

    def xml(self, version: str, direction: str) -> str:
        role = self.role or ("Cdtr" if direction == "DBIT" else "Dbtr")
        account = tag("Id", tag("IBAN", self.account), tag("Othr", tag("Id", self.other_account)))
        return tag(
            "TxDtls",
            tag("Refs", self.refs_xml, tag("EndToEndId", self.end_to_end)),
            money("Amt", self.amount, self.currency),
            tag("CdtDbtInd", self.direction),
            self.amounts_xml,
            self.code_xml,
            self.charges_xml,
            tag("RltdPties", self._parties(role, version), tag(f"{role}Acct", account)),
            tag("RltdAgts", tag(f"{role}Agt", tag("FinInstnId", self.agent_xml))),
            self.related_xml,
            tag("RmtInf", *(tag("Ustrd", escape(text)) for text in self.texts), self.structured_xml),
            self.returned_xml,
            tag("AddtlTxInf", self.note),
        )

    def _parties(self, role: str, version: str) -> str:
        wrapped = "Pty" if int(version) >= 8 else ""
        named = tag("Nm", escape(self.payer)) + self.party_xml
        ultimate = tag("Nm", escape(self.ultimate))
        own = tag("Agt", tag("FinInstnId", self.bank_xml)) or (tag(wrapped, named) if wrapped else named)
        return tag(f"Ultmt{role}", tag(wrapped, ultimate) if wrapped else ultimate) + tag(role, own)


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``Ntry``: CHF 100.00 in, booked on 3 February 2016, unless said otherwise."""

    amount: str = "100.00"
    direction: str = "CRDT"
    status: str = "BOOK"
    currency: str = "CHF"
    booked: str = "2016-02-03"
    valued: str = "2016-02-03"
    reversal: str = ""
    reference: str = ""
    entry_reference: str = ""
    code_xml: str = ""
    amounts_xml: str = ""
    charges_xml: str = ""
    batch: str = ""
    batch_total: str = ""
    details: tuple[Detail, ...] = ()
    groups: tuple[tuple[Detail, ...], ...] = ()
    note: str = ""
    more_xml: str = ""

    def xml(self, version: str) -> str:
        batch = tag("Btch", tag("NbOfTxs", self.batch), money("TtlAmt", self.batch_total, self.currency))
        groups = self.groups or (self.details,)
        return tag(
            "Ntry",
            tag("NtryRef", self.entry_reference),
            money("Amt", self.amount, self.currency),
            tag("CdtDbtInd", self.direction),
            tag("RvslInd", self.reversal),
            tag("Sts", tag("Cd", self.status) if int(version) >= 8 else self.status),
            day("BookgDt", self.booked),
            day("ValDt", self.valued),
            tag("AcctSvcrRef", self.reference),
            self.code_xml,
            self.amounts_xml,
            self.charges_xml,
            *(tag("NtryDtls", batch, *(each.xml(version, self.direction) for each in group)) for group in groups),
            tag("AddtlNtryInf", self.note),
            self.more_xml,
        )

    @property
    def signed(self) -> Decimal:
        if self.status != "BOOK":
            return Decimal(0)
        return Decimal(self.amount) * (-1 if self.direction == "DBIT" else 1)


def balance(code: str, amount: str, on: str, currency: str = "CHF", *, is_signed: bool = True) -> str:
    direction = "DBIT" if amount.startswith("-") else "CRDT"
    return tag(
        "Bal",
        tag("Tp", tag("CdOrPrtry", tag("Cd", code))),
        money("Amt", amount.removeprefix("-"), currency),
        tag("CdtDbtInd", direction if is_signed else ""),
        day("Dt", on),
    )


IBAN_IN_FRANCS = tag("Id", tag("IBAN", OURS)) + tag("Ccy", "CHF")
FEBRUARY = ("2016-02-01T00:00:00", "2016-02-29T23:59:59")


@dataclass(frozen=True, slots=True)
class Report:
    """One ``Stmt``, ``Rpt`` or ``Ntfctn``; without a ``closing`` the entries give it, and "" leaves a balance out."""

    entries: tuple[Entry, ...] = (Entry(),)
    opening: str = "1000.00"
    closing: str | None = None
    opening_code: str = "OPBD"
    opening_day: str = "2016-02-01"
    closing_day: str = "2016-02-29"
    currency: str = "CHF"
    closing_currency: str = ""
    is_signed: bool = True
    identification: str = "S1"
    sequence: str = "1"
    period: tuple[str, str] | None = FEBRUARY
    account_xml: str = IBAN_IN_FRANCS
    balances_xml: str = ""
    page_xml: str = ""
    summary_xml: str = ""
    copy: str = ""
    created: str = "2016-03-01T06:00:00"

    def xml(self, container: str, version: str) -> str:
        has_balances = container == "Stmt"
        period = tag("FrToDt", tag("FrDtTm", self.period[0]), tag("ToDtTm", self.period[1])) if self.period else ""
        return tag(
            container,
            tag("Id", self.identification),
            self.page_xml,
            tag("ElctrncSeqNb", self.sequence),
            tag("CreDtTm", self.created),
            period,
            tag("CpyDplctInd", self.copy),
            tag("Acct", self.account_xml),
            self._balances() if has_balances else "",
            self.balances_xml,
            self.summary_xml,
            *(entry.xml(version) for entry in self.entries),
        )

    def _balances(self) -> str:
        closing = self.closing
        if closing is None:
            closing = f"{Decimal(self.opening) + sum((entry.signed for entry in self.entries), Decimal(0)):.2f}"
        opens = balance(self.opening_code, self.opening, self.opening_day, self.currency, is_signed=self.is_signed)
        currency = self.closing_currency or self.currency
        closes = balance("CLBD", closing, self.closing_day, currency, is_signed=self.is_signed)
        return (opens if self.opening else "") + (closes if closing else "")


MESSAGES = {
    "052": ("BkToCstmrAcctRpt", "Rpt"),
    "053": ("BkToCstmrStmt", "Stmt"),
    "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def message(*reports: Report, kind: str = "053", version: str = "08", header_xml: str = "") -> str:
    outer, inner = MESSAGES[kind]
    header = tag("GrpHdr", tag("MsgId", "MSG1"), tag("CreDtTm", "2016-03-01T06:00:00"), header_xml)
    return tag(outer, header, *(report.xml(inner, version) for report in reports))


def document(body: str, kind: str = "053", version: str = "08") -> str:
    return f'<Document xmlns="{URN}camt.{kind}.001.{version}">{body}</Document>'


def camt(*reports: Report, kind: str = "053", version: str = "08", header_xml: str = "") -> bytes:
    body = message(*reports, kind=kind, version=version, header_xml=header_xml)
    return (DECLARATION + document(body, kind, version)).encode()


def booked(*entries: Entry, version: str = "08", **report: object) -> bytes:
    """Write a camt.053 of one statement with these entries."""
    return camt(Report(entries, **report), version=version)  # type: ignore[arg-type]


def paid(detail: Detail, version: str = "08", **entry: object) -> bytes:
    """Write a camt.053 of one entry with one detail."""
    return booked(Entry(details=(detail,), **entry), version=version)  # type: ignore[arg-type]


def told(*entries: Entry, kind: str = "054", version: str = "08", **report: object) -> bytes:
    """Write a camt.054 or camt.052 of one report with these entries."""
    return camt(Report(entries, **report), kind=kind, version=version)  # type: ignore[arg-type]


def changed(data: bytes, old: str, new: str) -> bytes:
    assert old.encode() in data, old
    return data.replace(old.encode(), new.encode(), 1)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Pack files into a ZIP that is the same each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2016, 3, 1, 6, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


# 1.1 Formats ---------------------------------------------------------------------------------------------------------

GOOD = camt(Report())
PAYER = Detail(payer="MINISTRY OF FINANCE", account=THEIRS)
NAMED = {"payer": "MINISTRY OF FINANCE", "payer_account": THEIRS}
NO_BALANCE: dict[str, Any] = {"opening": None, "closing": None, "state": ChainState.NO_BALANCES}

VERSIONS = tuple(
    Trap(
        f"camt.053 version .{version}: the payer stands directly up to .07 and within Pty from .08 on",
        paid(PAYER, version=version),
        format=f"camt.053.001.{version}",
        payment=NAMED,
    )
    for version in ("02", "03", "04", "06", "07", "08", "10", "13")
)
NOTICES = tuple(
    Trap(
        f"camt.{kind} version .{version} tells of bookings and never makes money",
        told(Entry(details=(PAYER,)), kind=kind, version=version),
        statements=(),
        format=f"camt.{kind}.001.{version}",
        notices=1,
        line={"kind": f"camt.{kind}", "iban": OURS, "currency": "CHF", "amount": "100.00", "direction": "credit"},
        payment=NAMED,
    )
    for kind, version in (("052", "02"), ("052", "08"), ("054", "02"), ("054", "04"), ("054", "08"), ("054", "13"))
)
BATCH_DETAILS = (
    Detail(payer="FIJI", amount="60.00", structured_xml=reference("RF69CCM2017DE01", "SCOR")),
    Detail(payer="TUNISIA", amount="40.00"),
)
FORMATS = (
    not_taken("a version that is too old is refused", camt(Report(), version="01"), "only camt.053.001.02 to .13"),
    not_taken("a version that is too new is refused", camt(Report(), version="14"), "it is camt.053.001.14, and only"),
    not_taken(
        "a payment order is no statement",
        f'{DECLARATION}<Document xmlns="{URN}pain.001.001.09"><CstmrCdtTrfInitn/></Document>'.encode(),
        "no camt bank statement",
    ),
    not_taken("a message without a statement is refused", camt(), "it holds no statement"),
    Trap(
        "variant 2, the statement: a batch total without its details",
        booked(Entry(batch="2", batch_total="100.00", reference="BATCH1"), version="04"),
        format="camt.053.001.04",
        line={"note": "2 payments in one booking", "bank_reference": "BATCH1"},
        payments=0,
        warning="2 payments in one booking without their details; the camt.054 of the same day may have them",
    ),
    Trap(
        "variant 2, the notice: the details of a batch, with the reference by which they find the booking",
        told(Entry(batch="2", reference="BATCH1", details=BATCH_DETAILS), version="04"),
        statements=(),
        format="camt.054.001.04",
        notices=1,
        line={"bank_reference": "BATCH1"},
        payment={"payer": "FIJI", "amount": "60.00", "creditor_reference": "RF69CCM2017DE01"},
        payments=2,
    ),
    Trap(
        "a camt.054 whose details do not add up is told with the notice that it is",
        told(Entry(details=BATCH_DETAILS[:1] * 2), version="04"),
        statements=(),
        format="camt.054.001.04",
        notices=1,
        warning="notice S1, entry 1: its details add up to 120.00, the booking is 100.00, which counts",
    ),
    Trap(
        "an intraday camt.052 may hold what is not booked yet, which is left out",
        told(Entry(), Entry(status="PDNG", amount="55.00"), kind="052"),
        statements=(),
        format="camt.052.001.08",
        notices=1,
        warning="notice S1, entry 2 is not booked yet (PDNG) and was left out",
    ),
    Trap(
        "the balances of a camt.052 are not looked at",
        told(Entry(), kind="052", balances_xml=balance("ITBD", "77.00", "2016-02-03")),
        statements=(),
        format="camt.052.001.08",
        notices=1,
    ),
    Trap(
        "a camt.054 without the currency of its account has it from its bookings",
        told(Entry(), account_xml=tag("Id", tag("IBAN", OURS))),
        statements=(),
        format="camt.054.001.08",
        notices=1,
        line={"currency": "CHF"},
    ),
    refused_alone(
        "a camt.054 with an unknown direction is refused with its entry",
        told(Entry(direction="C")),
        "notice S1: entry 1: its direction 'C' is neither CRDT nor DBIT",
        format="camt.054.001.08",
    ),
    Trap(
        "a statement and a notice in one envelope are both read",
        "".join(
            (
                DECLARATION,
                "<All>",
                document(message(Report())),
                document(message(Report(), kind="054"), "054"),
                "</All>",
            )
        ).encode(),
        notices=1,
        line={"bank_reference": ""},
    ),
    Trap(
        "several statements in one file are all read",
        camt(Report(), Report((Entry("7.00"),), identification="S2", sequence="2", opening="1100.00")),
        statements=(Expected(), Expected("+7.00", "1100.00", "1107.00", identification="S2")),
    ),
    Trap(
        "a faulty statement is refused and the other one is read",
        camt(Report((Entry(direction="C"),), identification="BAD"), Report()),
        refused=1,
        refusal="statement BAD, entry 1: its direction 'C'",
    ),
    Trap("a statement without entries is read", booked(), statements=(Expected("", "1000.00", "1000.00"),)),
)

# 1.2 Envelope and encoding -------------------------------------------------------------------------------------------

BODY = message(Report((Entry(details=(Detail(payer="TRÉSORERIE"),)),)))
ACCENTED = (DECLARATION + document(BODY)).encode()
NO_NAMESPACE: dict[str, Any] = {"format": "camt.053"}
ACCENT = {"payer": "TRÉSORERIE"}


def in_encoding(declared: str, encoding: str) -> bytes:
    return ACCENTED.decode().replace("UTF-8", declared).encode(encoding)


ENVELOPES = (
    Trap(
        "no namespace at all", f"{DECLARATION}<Document>{BODY}</Document>".encode(), format="camt.053", payment=ACCENT
    ),
    Trap(
        "a prefix before every element",
        re.sub(rb"<(/?)([A-Z])", rb"<\1ns2:\2", ACCENTED).replace(b"xmlns=", b"xmlns:ns2="),
        payment=ACCENT,
    ),
    Trap(
        "a wrong namespace",
        f'{DECLARATION}<Document xmlns="http://bank.example/statement">{BODY}</Document>'.encode(),
        format="camt.053",
        payment=ACCENT,
    ),
    Trap(
        "the namespace of another message: what is in it counts",
        f'{DECLARATION}<Document xmlns="{URN}camt.054.001.04">{BODY}</Document>'.encode(),
        format="camt.053",
    ),
    Trap("the root is written document", f"{DECLARATION}<document>{BODY}</document>".encode(), format="camt.053"),
    Trap(
        "a SWIFT envelope with an AppHdr",
        f'{DECLARATION}<Envelope xmlns="urn:swift:xsd:envelope"><h:AppHdr xmlns:h="{URN}head.001.001.02">'
        f"<h:Fr/><h:BizMsgIdr>1</h:BizMsgIdr></h:AppHdr>{document(BODY)}</Envelope>".encode(),
        payment=ACCENT,
    ),
    Trap(
        "a BizMsgEnvlp",
        (DECLARATION + tag("BizMsgEnvlp", tag("Hdr", "<AppHdr/>"), tag("Doc", document(BODY, version="10")))).encode(),
        format="camt.053.001.10",
    ),
    Trap("a byte order mark of UTF-8", ACCENTED.decode().encode("utf-8-sig"), payment=ACCENT),
    Trap("UTF-16 with its byte order mark", in_encoding("UTF-16", "utf-16"), payment=ACCENT),
    Trap("ISO-8859-1, as it says", in_encoding("ISO-8859-1", "latin-1"), payment=ACCENT),
    Trap("Windows-1252, as it says", in_encoding("windows-1252", "cp1252"), payment=ACCENT),
    Trap("no XML declaration", document(BODY).encode(), payment=ACCENT),
    Trap("comments and blank lines between elements", GOOD.replace(b"><", b">\r\n <!-- <Ntry/> -->\r\n <")),
    not_taken(
        "it lies: UTF-8 it says, Latin-1 it is", in_encoding("UTF-8", "latin-1"), "it says it is written in utf-8"
    ),
    not_taken(
        "it lies: Latin-1 it says, UTF-8 it is",
        in_encoding("ISO-8859-1", "utf-8"),
        "it says it is written in iso-8859-1, but it is in utf-8",
    ),
    not_taken(
        "it lies: UTF-16 it says, UTF-8 it is", in_encoding("UTF-16", "utf-8"), "it says it is written in utf-16"
    ),
    not_taken(
        "it lies: its byte order mark is that of another encoding",
        in_encoding("ISO-8859-1", "utf-8-sig"),
        "it says it is written in iso-8859-1, but it is in utf-8",
    ),
    not_taken("an encoding that nobody knows", in_encoding("KLINGON-8", "utf-8"), "is not one that banks use"),
    Trap(
        "what a schema would refuse is read: redacted accounts, unknown elements, a UETR of another version",
        changed(
            paid(
                Detail(
                    payer="A",
                    account="XXXXXXXXXXXX",
                    refs_xml="<UETR>not-a-uetr</UETR><Prtry><Tp>01</Tp><Ref>7</Ref></Prtry>",
                )
            ),
            "<Acct>",
            "<Colour>blue</Colour><Acct>",
        ),
        payment={"payer_account": "XXXXXXXXXXXX", "references": ("UETR not-a-uetr", "01 7")},
    ),
)

# 1.2 Identification, pages, accounts ---------------------------------------------------------------------------------


def page(number: str, is_last: str, name: str = "StmtPgntn") -> str:
    return tag(name, tag("PgNb", number), tag("LastPgInd", is_last))


P1 = Report(closing="", page_xml=page("1", "false"))
P2 = Report((Entry("20.00", "DBIT", booked="2016-02-09", valued="2016-02-09"),), opening="", closing="1080.00",
            page_xml=page("2", "true"))  # fmt: skip
P3 = Report((), opening="", closing="1080.00", page_xml=page("3", "true"))
JOINED = Expected("+100.00 -20.00", "1000.00", "1080.00")
HALF_1 = Expected(closing=None, state=ChainState.HALF)
HALF_2 = Expected("-20.00", None, "1080.00", ChainState.HALF)
OTHER_ACCOUNT = tag("Id", tag("IBAN", OTHERS)) + tag("Ccy", "CHF")
PAGES = (
    Trap(
        "page 2, the last, without page 1: its balances prove it whole, and it is said",
        booked(Entry(), page_xml=page("2", "true")),
        warning="it is page 2",
    ),
    Trap(
        "page 2 by the header of the message, as up to version .07",
        camt(Report(), version="04", header_xml=page("2", "true", "MsgPgntn")),
        format="camt.053.001.04",
        warning="it is page 2",
    ),
    Trap(
        "page 1, not the last, has no closing balance and is half a statement",
        camt(P1),
        statements=(HALF_1,),
        warning="it is page 1, not the last one",
        explanation="it has no closing balance",
    ),
    Trap("two pages are one statement", camt(P1, P2), statements=(JOINED,), place=(2, 1), line={"position": "2"}),
    Trap("two pages in the wrong order are one statement", camt(P2, P1), statements=(JOINED,)),
    Trap(
        "two pages of two messages are one statement",
        "".join(
            (
                f"{DECLARATION}<Both>",
                document(
                    message(Report(closing=""), version="04", header_xml=page("1", "false", "MsgPgntn")), version="04"
                ),
                document(
                    message(
                        Report((), opening="", closing="1100.00"),
                        version="04",
                        header_xml=page("2", "true", "MsgPgntn"),
                    ),
                    version="04",
                ),
                "</Both>",
            )
        ).encode(),
        format="camt.053.001.04",
    ),
    Trap(
        "pages 1 and 3 without page 2 are not put together",
        camt(P1, P3),
        statements=(HALF_1, Expected("", None, "1080.00", ChainState.HALF)),
        warning="it is page 3",
        explanation="it has no opening balance",
    ),
    Trap(
        "pages of two accounts with the same numbers are not put together",
        camt(P1, Report(P2.entries, opening="", closing="1080.00", page_xml=P2.page_xml, account_xml=OTHER_ACCOUNT)),
        statements=(HALF_1, Expected("-20.00", None, "1080.00", ChainState.HALF, account=OTHERS)),
        warning="it is page 2",
        explanation="it has no closing balance",
    ),
    Trap(
        "two statements of a message that is page 2 are two statements, though their ids are the same",
        camt(Report(), Report((Entry("7.00"),), "1100.00"), header_xml=page("2", "true", "MsgPgntn")),
        statements=(Expected(), Expected("+7.00", "1100.00", "1107.00")),
        warning="it is page 2",
    ),
    Trap(
        "the id of a statement is used again for another day",
        camt(
            Report(),
            Report(
                (Entry("7.00", booked="2016-03-02", valued="2016-03-02"),),
                "1100.00",
                period=("2016-03-01T00:00:00", "2016-03-31T23:59:59"),
            ),
        ),
        statements=(Expected(), Expected("+7.00", "1100.00", "1107.00", from_on="2016-03-01", to_on="2016-03-31")),
        links=(ChainState.OK, ChainState.OK),
    ),
    Trap(
        "a statement without an id",
        changed(GOOD, "<Id>S1</Id>", ""),
        (Expected(identification="without identification"),),
    ),
    Trap("CreDtTm of the statement may be missing", booked(Entry(), created="")),
    Trap(
        "the mark of a copy is told: DUPL",
        booked(Entry(), copy="DUPL"),
        warning="the bank marks it as a copy (DUPL)",
    ),
    Trap(
        "the mark of a copy is told: CODU",
        booked(Entry(), copy="CODU"),
        warning="the bank marks it as a copy (CODU)",
    ),
    Trap(
        "the account's currency is missing: the balances say it",
        booked(Entry(), account_xml=tag("Id", tag("IBAN", OURS))),
    ),
    Trap(
        "an account without an IBAN",
        booked(Entry(), account_xml=tag("Id", tag("Othr", tag("Id", "48-191.633/918"))) + tag("Ccy", "CHF")),
        (Expected(account="48191633918"),),
    ),
    Trap(
        "an IBAN written with blanks and in small letters",
        booked(Entry(), account_xml=tag("Id", tag("IBAN", "ch60 0899 0000 2016 0000 1")) + tag("Ccy", "CHF")),
    ),
    refused_alone(
        "no account is named", booked(Entry(), account_xml=tag("Ccy", "CHF")), "statement S1: it names no account"
    ),
    refused_alone(
        "no currency stands anywhere",
        GOOD.replace(b' Ccy="CHF"', b"").replace(b"<Ccy>CHF</Ccy>", b""),
        "it does not say in which currency its account is",
    ),
    Trap(
        "an account in euros is a statement in euros",
        booked(Entry(currency="EUR"), currency="EUR", account_xml=tag("Id", tag("IBAN", OURS)) + tag("Ccy", "EUR")),
        (Expected(currency="EUR"),),
    ),
)

# 1.2 Balances and period ---------------------------------------------------------------------------------------------

OTHER_BALANCES = "".join(
    balance(code, "77.00", "2016-02-29") for code in ("OPAV", "CLAV", "FWAV", "ITBD", "INFO", "XPCD")
)
BALANCES = (
    Trap(
        "PRCD instead of OPBD: the period begins on the day after it",
        booked(Entry(), opening_code="PRCD", opening_day="2016-01-31", period=None),
    ),
    Trap("PRCD dated on the first day of a period that is told", booked(Entry(), opening_code="PRCD")),
    Trap("OPBD counts before PRCD", booked(Entry(), balances_xml=balance("PRCD", "77.00", "2016-01-31"))),
    Trap("available, interim and expected balances count for nothing", booked(Entry(), balances_xml=OTHER_BALANCES)),
    Trap("CdtDbtInd is missing on the balances: the lines prove the sign", booked(Entry(), is_signed=False)),
    refused_alone(
        "CdtDbtInd is missing on the balances and no booked line proves the sign",
        booked(Entry(status="PDNG"), is_signed=False),
        "statement S1: balance OPBD: its direction '' is neither CRDT nor DBIT",
    ),
    refused_alone(
        "CdtDbtInd is missing on the balances and the lines add up to nothing",
        booked(Entry(), Entry(direction="DBIT"), is_signed=False),
        "balance OPBD: its direction '' is neither",
    ),
    refused_alone(
        "CdtDbtInd is missing on the only balance",
        booked(Entry(), is_signed=False, closing=""),
        "balance OPBD: its direction '' is neither",
    ),
    Trap(
        "CdtDbtInd is missing on balances of 0.00, which have no sign",
        booked(is_signed=False, opening="0.00"),
        (Expected("", "0.00", "0.00"),),
    ),
    Trap("DBIT is overdrawn", booked(Entry(), opening="-250.00"), (Expected("+100.00", "-250.00", "-150.00"),)),
    Trap(
        "overdrawn at first and not at last",
        booked(Entry(), opening="-60.00"),
        (Expected("+100.00", "-60.00", "40.00"),),
    ),
    refused_alone(
        "a negative amount of a balance",
        changed(GOOD, ">1000.00<", ">-1000.00<"),
        "statement S1: balance OPBD: its amount -1000.00 is negative",
    ),
    refused_alone(
        "a balance with CdtDbtInd twice",
        changed(GOOD, "<CdtDbtInd>CRDT</CdtDbtInd><Dt>", "<CdtDbtInd>CRDT</CdtDbtInd><CdtDbtInd>DBIT</CdtDbtInd><Dt>"),
        "balance OPBD: it has 2 elements CdtDbtInd",
    ),
    refused_alone(
        "two closing balances that differ",
        booked(Entry(), balances_xml=balance("CLBD", "1200.00", "2016-02-29")),
        "it has several balances CLBD that differ",
    ),
    Trap(
        "two closing balances that are the same", booked(Entry(), balances_xml=balance("CLBD", "1100.00", "2016-02-29"))
    ),
    Trap("without a period the days of the balances are it", booked(Entry(), period=None)),
    Trap(
        "without a period and balances the days of the lines are it",
        booked(Entry(), Entry(booked="2016-02-08"), period=None, opening="", closing=""),
        (Expected("+100.00 +100.00", from_on="2016-02-03", to_on="2016-02-08", **NO_BALANCE),),
        explanation="neither an opening nor a closing balance",
    ),
    refused_alone(
        "nothing says for which days it is",
        booked(period=None, opening="", closing=""),
        "nothing in it says for which days it is",
    ),
    refused_alone(
        "it runs backwards", booked(Entry(), period=FEBRUARY[::-1]), "runs backwards, from 2016-02-29 to 2016-02-01"
    ),
    Trap(
        "a booking outside of the period is told and counts",
        booked(Entry(booked="2016-03-02")),
        (Expected(to_on="2016-03-02"),),
        warning="it says 2016-02-01 to 2016-02-29, but has bookings from 2016-03-02 to 2016-03-02, which count",
    ),
    refused_alone(
        "a day at the end of all time",
        booked(Entry(), opening_code="PRCD", opening_day="9999-12-31", period=None),
        "its day of the opening balance '9999-12-31' is no date",
    ),
)

# 1.2 Entries: amount, status, dates, references ----------------------------------------------------------------------

FOREIGN = "USD 105.00 at 0.952381"
ENTRIES = (
    Trap(
        "only the entry's own amount is money, whatever other amounts stand in it",
        changed(
            paid(Detail(amount="100.00", amounts_xml=amount_details(TxAmt="CHF 100.00", InstdAmt="USD 999.00"))),
            "<Ntry>",
            "<Ntry>" + amount_details(InstdAmt="USD 999.00"),
        ),
        payment={"original": "InstdAmt USD 999.00"},
    ),
    refused_alone("an unknown direction", booked(Entry(direction="C")), "statement S1, entry 1: its direction 'C'"),
    refused_alone("no direction", booked(Entry(direction="")), "its direction '' is neither CRDT nor DBIT"),
    refused_alone("a garbled amount", changed(GOOD, ">100.00<", ">12..34<"), "entry 1: '12..34' is no amount"),
    refused_alone("an amount with a comma", changed(GOOD, ">100.00<", ">100,00<"), "'100,00' is no amount"),
    refused_alone("an amount with an exponent", changed(GOOD, ">100.00<", ">1E2<"), "'1E2' is no amount"),
    refused_alone("a negative amount", changed(GOOD, ">100.00<", ">-100.00<"), "its amount -100.00 is negative"),
    refused_alone(
        "an amount cut by an element", changed(GOOD, ">100.00<", ">10<x/>0.00<"), "has other elements within"
    ),
    refused_alone(
        "two amounts in one entry",
        changed(GOOD, "<Ntry>", '<Ntry><Amt Ccy="CHF">90.00</Amt>'),
        "entry 1: it has 2 elements Amt, of which one can be right",
    ),
    refused_alone(
        "two directions in one entry",
        changed(GOOD, "<Ntry>", "<Ntry><CdtDbtInd>CRDT</CdtDbtInd>"),
        "it has 2 elements CdtDbtInd",
    ),
    refused_alone(
        "two states in one entry", changed(GOOD, "<Sts>", "<Sts><Cd>INFO</Cd></Sts><Sts>"), "it has 2 elements Sts"
    ),
    refused_alone(
        "five decimals", changed(GOOD, ">100.00<", ">100.00500<"), "'100.00500' is no amount in francs: it has more"
    ),
    refused_alone(
        "thirteen decimals", changed(GOOD, ">100.00<", ">99.9999999999999<"), "it has more than two decimals"
    ),
    Trap("an amount without decimals", booked(Entry("100"), opening="1000", closing="1100")),
    Trap(
        "a booking of nothing is left out",
        booked(Entry(), Entry("0.00")),
        warning="entry 2 is of 0.00 and was left out",
    ),
    *(
        Trap(
            f"the status {status} in version .{version} is no booking",
            booked(Entry(), Entry("55.00", status=status), version=version),
            format=f"camt.053.001.{version}",
            warning=f"entry 2 is not booked yet ({status}) and was left out",
        )
        for status in ("PDNG", "INFO", "FUTR")
        for version in ("04", "08")
    ),
    refused_alone("an unknown status", booked(Entry(status="DONE")), "entry 1: its status 'DONE' is unknown"),
    refused_alone("no status", booked(Entry(status="")), "entry 1: its status '' is unknown"),
    Trap(
        "a moment with an offset is cut to its day, not shifted",
        booked(Entry(booked="2016-02-03T23:30:00-05:00", valued="2016-02-04T00:30:00+02:00")),
        line={"booked_on": "2016-02-03", "value_date": "2016-02-04"},
    ),
    Trap(
        "a day with an offset is that day",
        booked(Entry(booked="2016-02-03+01:00", valued="2016-02-03Z")),
        line={"booked_on": "2016-02-03", "value_date": "2016-02-03"},
    ),
    Trap(
        "only the value date is there",
        booked(Entry(booked="", valued="2016-02-05")),
        line={"booked_on": "2016-02-05", "value_date": "2016-02-05"},
    ),
    Trap(
        "only the booking date is there",
        booked(Entry(valued="")),
        line={"booked_on": "2016-02-03", "value_date": "2016-02-03"},
    ),
    Trap(
        "both dates are missing: the last day of the period is taken, and said",
        booked(Entry(booked="", valued="")),
        line={"booked_on": "2016-02-29", "value_date": "2016-02-29"},
        warning="entry 1: it has no date; the statement's is taken",
    ),
    Trap(
        "both dates and the period are missing: the day of the closing balance, never that of the file's making",
        booked(Entry(booked="", valued=""), period=None),
        line={"booked_on": "2016-02-29"},
        warning="entry 1: it has no date; the statement's is taken",
    ),
    refused_alone(
        "no date stands anywhere",
        booked(Entry(booked="", valued=""), period=None, opening="", closing=""),
        "entry 1: its booking date '' is no date",
    ),
    refused_alone("a 30th of February", booked(Entry(valued="2016-02-30")), "its value date '2016-02-30' is no date"),
    refused_alone(
        "a date that stands for none", booked(Entry(booked="0001-01-01")), "booking date '0001-01-01' is no date"
    ),
    refused_alone("a date the other way round", booked(Entry(booked="03.02.2016")), "'03.02.2016' is no date"),
    Trap(
        "the bank's own reference stands on the entry",
        paid(Detail(refs_xml=tag("AcctSvcrRef", "DETAIL7")), reference="ENTRY7"),
        line={"bank_reference": "ENTRY7"},
        payment={"references": ("AcctSvcrRef DETAIL7",)},
    ),
    Trap(
        "the bank's own reference stands on the only detail",
        paid(Detail(refs_xml=tag("AcctSvcrRef", "DETAIL7"))),
        line={"bank_reference": "DETAIL7"},
        payment={"references": ()},
    ),
    Trap(
        "each detail of a batch has a reference of the bank's own",
        booked(
            Entry(
                reference="B",
                details=tuple(Detail(amount="50.00", refs_xml=tag("AcctSvcrRef", f"D{n}")) for n in (1, 2)),
            )
        ),
        line={"bank_reference": "B"},
        payment={"references": ("AcctSvcrRef D2",)},
        place=(1, 2),
        payments=2,
    ),
    Trap(
        "all references of a payment are kept",
        paid(
            Detail(
                end_to_end="E2E7",
                refs_xml="<MsgId>M</MsgId><PmtInfId>P</PmtInfId><InstrId>I</InstrId><TxId>T</TxId><UETR>U</UETR>",
            )
        ),
        payment={"end_to_end_id": "E2E7", "references": ("MsgId M", "PmtInfId P", "InstrId I", "TxId T", "UETR U")},
    ),
    *(
        Trap(
            f"{label}: it says that there is no reference, no account and no name",
            paid(
                Detail(
                    payer=nothing,
                    ultimate=nothing,
                    other_account=nothing,
                    end_to_end=nothing,
                    agent_xml=tag("BICFI", nothing),
                    refs_xml=tag("InstrId", nothing),
                    texts=("CCM",),
                    structured_xml=reference(nothing),
                ),
                reference=nothing,
                entry_reference=nothing,
            ),
            line={"bank_reference": "", "entry_reference": "", "payer": ""},
            payment={
                "end_to_end_id": "",
                "payer_account": "",
                "payer_agent": "",
                "references": (),
                "text": "CCM",
                "creditor_reference": "",
            },
        )
        for label, nothing in (
            ("NOTPROVIDED", "NOTPROVIDED"),
            ("NONREF", "NONREF"),
            ("NOTAVAIL", "NOTAVAIL"),
            ("in small letters, notprovided", "notprovided"),
            ("with a blank, NOT PROVIDED", "NOT PROVIDED"),
        )
    ),
    Trap(
        "NtryRef is the same on two entries, for PostFinance puts the account there",
        booked(Entry(entry_reference="CH3080005000085720061"), Entry("50.00", entry_reference="CH3080005000085720061")),
        (Expected("+100.00 +50.00", closing="1150.00"),),
        line={"entry_reference": "CH3080005000085720061", "bank_reference": ""},
    ),
)

# 1.2 Batches and details ---------------------------------------------------------------------------------------------


def parts(*amounts: str, currency: str = "CHF") -> tuple[Detail, ...]:
    return tuple(
        Detail(payer=f"PAYER {n}", amount=amount, currency=currency) for n, amount in enumerate(amounts, start=1)
    )


SEVERAL = {"payer": "2 payments in one booking", "text": "2 payments in one booking"}
BATCHES = (
    Trap(
        "a batch with its details",
        booked(Entry(batch="2", details=parts("60.00", "40.00"))),
        line=SEVERAL,
        payments=2,
        payment={"payer": "PAYER 2", "amount": "40.00"},
        place=(1, 2),
    ),
    Trap("several TxDtls in one NtryDtls", booked(Entry(details=parts("60.00", "40.00"))), line=SEVERAL, payments=2),
    Trap(
        "several NtryDtls with one TxDtls each",
        booked(Entry(groups=(parts("60.00"), parts("40.00")))),
        line=SEVERAL,
        payments=2,
    ),
    Trap(
        "several NtryDtls of which each gives its number only are counted together",
        booked(Entry(batch="3", batch_total="50.00", groups=((), ()))),
        line={"note": "6 payments in one booking"},
        payments=0,
        warning="6 payments in one booking without their details",
    ),
    Trap(
        "the total of a batch is not what was booked",
        booked(Entry(batch="3", batch_total="90.00")),
        payments=0,
        warning="its batches add up to 90.00, the booking of the batch is 100.00, which counts",
    ),
    Trap(
        "a batch of one without details is a booking as any other",
        booked(Entry(batch="1", note="CREDIT")),
        payments=0,
        line={"note": "CREDIT"},
    ),
    Trap(
        "a number of payments that is none is not believed", booked(Entry(batch="many")), payments=0, line={"note": ""}
    ),
    Trap(
        "a batch of three with details of two",
        booked(Entry(batch="3", details=parts("60.00", "40.00"))),
        payments=2,
        warning="it is 3 payments in one booking, and tells details of 2 only",
    ),
    Trap(
        "a batch of three with the details of one: nobody is taken for the payer of the whole",
        booked(
            Entry(
                batch="3", details=(Detail(payer="FIJI", account=THEIRS, structured_xml=reference("RF69CCM2017DE01")),)
            )
        ),
        line={"payer": "3 payments in one booking"},
        payments=3,
        warning="it is 3 payments in one booking, and tells details of 1 only",
    ),
    Trap(
        "a batch of 999999999 with the details of one does not fill the memory",
        booked(Entry(batch="999999999", details=parts("60.00"))),
        payments=100,
        warning="it is 999999999 payments in one booking",
    ),
    Trap(
        "the details are 43.00 of 754.90: told, and the one payer is not the payer of the whole",
        paid(Detail(payer="FIJI", account=THEIRS, amount="43.00"), amount="754.90"),
        (Expected("+754.90", closing="1754.90"),),
        line={"payer": "2 payments in one booking"},
        payment={"payer": "FIJI", "amount": "43.00"},
        payments=2,
        warning="its details add up to 43.00, the booking is 754.90, which counts",
    ),
    Trap(
        "the details are 150.00 of 1000.00",
        booked(Entry("1000.00", details=parts("100.00", "50.00"))),
        (Expected("+1000.00", closing="2000.00"),),
        payments=2,
        warning="its details add up to 150.00, the booking is 1000.00, which counts",
    ),
    Trap(
        "the details are more than what was booked",
        booked(Entry(details=parts("60.00", "60.00"))),
        payments=2,
        warning="its details add up to 120.00, the booking is 100.00, which counts",
    ),
    Trap(
        "a batch nets credits and debits",
        booked(Entry(details=(Detail(amount="150.00", direction="CRDT"), Detail(amount="50.00", direction="DBIT")))),
        payments=2,
        warning="its details say CRDT and DBIT, the booking CRDT, which counts",
    ),
    Trap(
        "the only detail says CRDT, the entry of 77.70 says DBIT, which counts",
        paid(Detail(amount="77.70", direction="CRDT"), amount="77.70", direction="DBIT"),
        (Expected("-77.70", closing="922.30"),),
        warning="its details say CRDT, the booking DBIT, which counts",
    ),
    Trap("the amount of a detail may be missing from version .08 on", paid(PAYER), payment={"amount": "None"}),
    Trap(
        "the amount of a detail stands in TxAmt in version .02",
        paid(Detail(amounts_xml=amount_details(TxAmt="CHF 100.00")), version="02"),
        format="camt.053.001.02",
        payment={"amount": "100.00", "original": ""},
    ),
    Trap(
        "the amount of a detail in another currency is no share of the booking",
        paid(Detail(amount="105.00", currency="USD")),
        payment={"amount": "None"},
    ),
    Trap(
        "the amount of a detail is garbled: it is not used, and that is said",
        booked(Entry(details=parts("60.00", "4o.00"))),
        payments=2,
        payment={"amount": "None"},
        place=(1, 2),
        warning="entry 1: only 1 of its 2 details tell their amount for certain",
    ),
    Trap(
        "the amount of a detail is negative: it is not used",
        booked(Entry(details=parts("140.00", "-40.00"))),
        payments=2,
        payment={"amount": "None"},
        place=(1, 2),
        warning="only 1 of its 2 details tell their amount for certain",
    ),
)

# 1.2 and 1.5 Original amounts and charges ----------------------------------------------------------------------------

IN_DOLLARS = amount_details(InstdAmt=FOREIGN)
TWO_RATES = amount_details(InstdAmt="USD 105.00 at 1.5", TxAmt="CHF 100.00 at 0.666667")
SHARE_AND_ORIGINAL = amount_details(InstdAmt="CHF 5500.00", TxAmt="CHF 5455.00")
AMOUNTS = (
    Trap(
        "the original amount in dollars with its rate is a fact in words",
        paid(Detail(amounts_xml=IN_DOLLARS)),
        payment={"original": "InstdAmt USD 105.00, rate 0.952381 USD/CHF"},
    ),
    Trap(
        "the original amount stands on the entry, and there is no detail",
        booked(Entry(amounts_xml=IN_DOLLARS)),
        payment={"original": "InstdAmt USD 105.00, rate 0.952381 USD/CHF"},
    ),
    Trap(
        "the original amount stands on the entry, and there is one detail",
        paid(PAYER, amounts_xml=IN_DOLLARS),
        payment=NAMED | {"original": "InstdAmt USD 105.00, rate 0.952381 USD/CHF"},
    ),
    Trap(
        "the original amount stands on the entry of a batch: it is that of the whole",
        booked(Entry(amounts_xml=IN_DOLLARS, details=parts("60.00", "40.00"))),
        payment={"original": "InstdAmt USD 105.00, rate 0.952381 USD/CHF (the whole booking)"},
        payments=2,
    ),
    Trap(
        "rates that contradict each other are both kept and never computed with",
        paid(Detail(amounts_xml=TWO_RATES)),
        payment={"original": "InstdAmt USD 105.00, rate 1.5 USD/CHF, rate 0.666667 CHF/CHF", "amount": "100.00"},
    ),
    Trap(
        "a counter value and an announced amount in other currencies are facts",
        paid(Detail(amounts_xml=amount_details(CntrValAmt="EUR 93.00", AnncdPstngAmt="USD 105.00"))),
        payment={"original": "CntrValAmt EUR 93.00, AnncdPstngAmt USD 105.00"},
    ),
    Trap(
        "charges billed apart: 1000.00 is credited in full although they say 5.60",
        paid(Detail(amount="1000.00", charges_xml=charges("5.60", "false")), amount="1000.00"),
        (Expected("+1000.00", closing="2000.00"),),
        payment={"charges": "CHF 5.60 billed apart", "amount": "1000.00"},
    ),
    Trap(
        "charges taken off, as they say",
        paid(Detail(charges_xml=charges("5.60", "true"))),
        payment={"charges": "CHF 5.60 taken off"},
    ),
    Trap(
        "charges taken off, as the amounts prove: 5500.00 instructed, 5455.00 booked, 45.00 charged",
        paid(
            Detail(amounts_xml=SHARE_AND_ORIGINAL, charges_xml=tag("Chrgs", money("Amt", "45.00"))),
            "02",
            amount="5455.00",
        ),
        (Expected("+5455.00", closing="6455.00"),),
        format="camt.053.001.02",
        payment={"charges": "CHF 45.00 taken off", "original": "InstdAmt CHF 5500.00", "amount": "5455.00"},
    ),
    Trap(
        "charges taken off, proven by the booking where the detail tells the amount before them",
        paid(
            Detail(
                amounts_xml=amount_details(InstdAmt="CHF 5500.00", TxAmt="CHF 5500.00"),
                charges_xml=tag("Chrgs", money("Amt", "45.00")),
            ),
            "02",
            amount="5455.00",
        ),
        (Expected("+5455.00", closing="6455.00"),),
        format="camt.053.001.02",
        payment={"charges": "CHF 45.00 taken off", "original": "InstdAmt CHF 5500.00", "amount": "5500.00"},
        payments=1,
        warning="its details add up to 5500.00, the booking is 5455.00, which counts",
    ),
    Trap(
        "charges taken off on the entry, which has no details",
        booked(
            Entry(amounts_xml=amount_details(InstdAmt="CHF 145.00"), charges_xml=tag("Chrgs", money("Amt", "45.00"))),
            version="02",
        ),
        format="camt.053.001.02",
        payment={"charges": "CHF 45.00 taken off", "original": "InstdAmt CHF 145.00"},
    ),
    Trap(
        "two charges taken off are proven together",
        paid(
            Detail(
                amounts_xml=amount_details(InstdAmt="CHF 145.00"),
                charges_xml=tag("Chrgs", money("Amt", "30.00")) + tag("Chrgs", money("Amt", "15.00")),
            ),
            "02",
        ),
        format="camt.053.001.02",
        payment={"charges": "CHF 30.00 taken off, CHF 15.00 taken off"},
    ),
    Trap(
        "charges of version .02 without any proof say nothing of how",
        paid(Detail(charges_xml=tag("Chrgs", money("Amt", "5.60"))), "02"),
        format="camt.053.001.02",
        payment={"charges": "CHF 5.60"},
    ),
    Trap(
        "charges of which only the total is told",
        paid(Detail(charges_xml=tag("Chrgs", money("TtlChrgsAndTaxAmt", "5.60")))),
        payment={"charges": "CHF 5.60"},
    ),
    Trap("charges of nothing are none", paid(Detail(charges_xml=charges("0.00", "false"))), payment={"charges": ""}),
    Trap(
        "charges on the entry of a batch are those of the whole",
        booked(Entry(charges_xml=charges("5.60", "false"), details=parts("60.00", "40.00"))),
        payment={"charges": "CHF 5.60 billed apart (the whole booking)"},
        payments=2,
    ),
    Trap(
        "charges in another currency are told in it",
        paid(Detail(charges_xml=charges("5.60", "true", "USD"))),
        payment={"charges": "USD 5.60 taken off"},
    ),
)

# 1.2 Who paid --------------------------------------------------------------------------------------------------------


def address(country: str, *lines: str) -> str:
    return tag("PstlAdr", tag("Ctry", country), *(tag("AdrLine", line) for line in lines))


MINISTRY = {"payer": "BANK OF FIJI", "ultimate_payer": "MINISTRY OF FINANCE"}
PAYERS = (
    Trap(
        "the payer is a bank, within Agt",
        paid(Detail(bank_xml=tag("Nm", "RESERVE BANK OF FIJI") + address("FJ"))),
        payment={"payer": "RESERVE BANK OF FIJI", "payer_country": "FJ"},
    ),
    Trap(
        "the payer is a bank of which only the code is told",
        paid(Detail(bank_xml=tag("BICFI", "RBFJFJFJXXX"))),
        payment={"payer": "RBFJFJFJXXX"},
    ),
    *(
        Trap(
            f"UltmtDbtr in version .{version}: the ministry that pays through its treasury",
            paid(Detail(payer="BANK OF FIJI", ultimate="MINISTRY OF FINANCE"), version),
            format=f"camt.053.001.{version}",
            line={"payer": "MINISTRY OF FINANCE through BANK OF FIJI"},
            payment=MINISTRY,
        )
        for version in ("02", "04", "08")
    ),
    Trap(
        "of a debit, the payer is who was paid",
        paid(PAYER, direction="DBIT"),
        (Expected("-100.00", closing="900.00"),),
        payment=NAMED,
    ),
    Trap(
        "the payer's country is its own",
        paid(Detail(payer="A", party_xml=address("FJ", "PO Box 2212", "Suva"))),
        payment={"payer": "A", "payer_country": "FJ"},
    ),
    Trap(
        "the country of the payer's bank is not the payer's",
        paid(Detail(payer="A MISSION", agent_xml=tag("Nm", "BANK AT GENEVA") + address("CH"))),
        payment={"payer_country": "", "payer_agent": "BANK AT GENEVA"},
    ),
    Trap(
        "the payer has an address and no name",
        paid(Detail(party_xml=address("", "MINISTRY OF FINANCE", "SUVA"))),
        payment={"payer": "MINISTRY OF FINANCE SUVA"},
    ),
    Trap(
        "a name of several lines",
        paid(Detail(payer="MINISTRY OF\n   FINANCE &  ECONOMY")),
        payment={"payer": "MINISTRY OF FINANCE & ECONOMY"},
    ),
    Trap(
        "an account that is no IBAN", paid(Detail(other_account="0004-711.23")), payment={"payer_account": "000471123"}
    ),
    Trap(
        "the payer's bank as BIC",
        paid(Detail(agent_xml=tag("BIC", "BFIJFJFJ")), "04"),
        format="camt.053.001.04",
        payment={"payer_agent": "BFIJFJFJ"},
    ),
    Trap(
        "the payer's bank as BICFI",
        paid(Detail(agent_xml=tag("BICFI", "BFIJFJFJ"))),
        payment={"payer_agent": "BFIJFJFJ"},
    ),
    Trap(
        "the payer's bank as the number of a clearing system",
        paid(Detail(agent_xml=tag("ClrSysMmbId", tag("ClrSysId", tag("Cd", "CHBCC")), tag("MmbId", "09000")))),
        payment={"payer_agent": "09000"},
    ),
    Trap(
        "the payer's bank by name only",
        paid(Detail(agent_xml=tag("Nm", "BANK OF FIJI"))),
        payment={"payer_agent": "BANK OF FIJI"},
    ),
)

# 1.2 Texts and references --------------------------------------------------------------------------------------------

LONG = "CONTRIBUTION " * 10
TEXTS = (
    Trap(
        "a text cut into parts of 140 is one text, and the parts are kept",
        paid(Detail(texts=(LONG[:70], LONG[70:], "2016"))),
        payment={
            "text": f"{' '.join(LONG[:70].split())} {' '.join(LONG[70:].split())} 2016",
            "text_parts": (" ".join(LONG[:70].split()), " ".join(LONG[70:].split()), "2016"),
        },
    ),
    *(
        Trap(
            f"SCOR does not mean RF: {written}",
            paid(Detail(structured_xml=reference(written, "SCOR"))),
            payment={"creditor_reference": written},
        )
        for written in ("INV123456", "1906350066203673")
    ),
    Trap(
        "a SCOR reference in groups of four is written compact",
        paid(Detail(structured_xml=reference("RF69 CCM2 017D E01", "SCOR"))),
        payment={"creditor_reference": "RF69CCM2017DE01"},
    ),
    Trap(
        "a QR reference",
        paid(Detail(structured_xml=reference("21 00000 00003 13947 14300 09017", own_code="QRR"))),
        payment={"creditor_reference": "210000000003139471430009017"},
    ),
    Trap(
        "an ISR reference",
        paid(Detail(structured_xml=reference("000000000000000012345678903", own_code="ISR Reference")), "04"),
        format="camt.053.001.04",
        payment={"creditor_reference": "000000000000000012345678903"},
    ),
    Trap(
        "a reference without its type",
        paid(Detail(structured_xml=reference("RF69CCM2017DE01"))),
        payment={"creditor_reference": "RF69CCM2017DE01"},
    ),
    Trap(
        "two references of one payment are both kept",
        paid(Detail(structured_xml=reference("RF69CCM2017DE01", "SCOR") + reference("RF17CCM2017HN01", "SCOR"))),
        payment={"creditor_reference": "RF69CCM2017DE01 RF17CCM2017HN01"},
    ),
    Trap(
        "a slip that could not be read says so in AddtlRmtInf",
        paid(Detail(structured_xml=tag("Strd", tag("AddtlRmtInf", "?REJECT?0")))),
        payment={"references": ("?REJECT?0",), "creditor_reference": ""},
    ),
    Trap(
        "an invoice number in RfrdDocInf is a further reference",
        paid(
            Detail(
                structured_xml="<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>CCM-2017-C</Nb></RfrdDocInf></Strd>"
            )
        ),
        payment={"references": ("CCM-2017-C (CINV)",), "creditor_reference": ""},
    ),
    Trap(
        "only AddtlNtryInf tells of the payer",
        booked(Entry(note="CREDIT FROM\n FIJI")),
        line={"note": "CREDIT FROM FIJI", "text": "CREDIT FROM FIJI"},
    ),
    Trap(
        "AddtlTxInf is the text where there is no other",
        paid(Detail(note="CREDIT FROM FIJI")),
        payment={"text": "CREDIT FROM FIJI"},
    ),
    Trap(
        "AddtlTxInf beside a text of the payer is not lost",
        paid(Detail(texts=("CCM 2016",), note="RETURN OF E2E7")),
        payment={"text": "CCM 2016", "references": ("RETURN OF E2E7",)},
    ),
    Trap(
        "RltdRmtInf names an advice that was sent apart",
        paid(Detail(related_xml=tag("RltdRmtInf", tag("RmtId", "ADVICE9")))),
        payment={"references": ("RmtId ADVICE9",)},
    ),
    Trap(
        "a code of the standard",
        booked(Entry(code_xml=domain("PMNT", "RCDT", "XBCT"))),
        line={"code": "PMNT/RCDT/XBCT"},
    ),
    Trap(
        "a code of the bank's own",
        booked(Entry(code_xml=tag("BkTxCd", tag("Prtry", tag("Cd", "NTRF+103"))))),
        line={"code": "NTRF+103"},
    ),
    Trap(
        "the code stands on the only detail",
        paid(Detail(code_xml=domain("PMNT", "RCDT", "ESCT"))),
        line={"code": "PMNT/RCDT/ESCT"},
    ),
    Trap(
        "a return tells its reason",
        paid(
            Detail(
                payer="FIJI",
                returned_xml="<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>ACCOUNT CLOSED</AddtlInf></RtrInf>",
            ),
            direction="DBIT",
            code_xml=domain("PMNT", "RRCT", "ARET"),
        ),
        (Expected("-100.00", closing="900.00"),),
        line={"code": "PMNT/RRCT/ARET"},
        payment={"return_reason": "AC04 ACCOUNT CLOSED", "payer": "FIJI"},
    ),
    Trap(
        "a return tells its reason in the bank's own words",
        paid(Detail(returned_xml="<RtrInf><Rsn><Prtry>RECALL</Prtry></Rsn></RtrInf>"), direction="DBIT"),
        (Expected("-100.00", closing="900.00"),),
        payment={"return_reason": "RECALL"},
    ),
)

# 1.3 The chain of balances -------------------------------------------------------------------------------------------


def broken(closing: str, lines: str = "+100.00", opening: str = "1000.00") -> tuple[Expected, ...]:
    return (Expected(lines, opening, closing, ChainState.BROKEN),)


def summary(path: str, count: str, total: str) -> str:
    return tag("TxsSummry", tag(path, tag("NbOfNtries", count), tag("Sum", total)))


MARCH = ("2016-03-01T00:00:00", "2016-03-31T23:59:59")
APRIL = ("2016-04-01T00:00:00", "2016-04-30T23:59:59")
IN_MARCH = Entry("7.00", booked="2016-03-02", valued="2016-03-02")
MIXED = ChainState.CURRENCY_MIX
CHAIN = (
    Trap(
        "a line is missing",
        booked(Entry(), closing="1150.00"),
        broken("1150.00"),
        explanation="a line is missing or changed",
    ),
    Trap(
        "a line is doubled: one entry is the whole difference",
        booked(Entry("40.00"), Entry(), Entry(), Entry("40.00"), Entry("30.00"), closing="1280.00"),
        broken("1280.00", "+40.00 +100.00 +100.00 +40.00 +30.00"),
        explanation="line 5 is exactly the difference: it may stand there once too often",
    ),
    Trap(
        "a sign is turned: one entry is half of the difference",
        booked(Entry(), Entry("40.00"), closing="1060.00"),
        broken("1060.00", "+100.00 +40.00"),
        explanation="line 2 is exactly half of the difference: its direction may be the wrong one",
    ),
    Trap(
        "the closing balance leaves out the entry of 1537.00 valued on the next day",
        booked(
            Entry(),
            Entry("1537.00", booked="2016-02-29", valued="2016-03-01"),
            closing="1100.00",
            balances_xml=balance("FWAV", "2637.00", "2016-03-01"),
        ),
        broken("1100.00", "+100.00 +1537.00"),
        explanation="the lines valued after 2016-02-29 (line 2) make exactly the difference",
    ),
    Trap(
        "the difference is one rappen",
        booked(Entry(), closing="1100.01"),
        broken("1100.01"),
        explanation="missing or changed",
    ),
    Trap(
        "no balances",
        booked(Entry(), opening="", closing=""),
        (Expected(**NO_BALANCE),),
        explanation="neither an opening nor a closing balance",
    ),
    Trap(
        "no opening balance",
        booked(Entry(), opening="", closing="1100.00"),
        (Expected(opening=None, state=ChainState.HALF),),
        explanation="it has no opening balance",
    ),
    Trap("no closing balance", booked(Entry(), closing=""), (HALF_1,), explanation="it has no closing balance"),
    Trap(
        "three currencies on the balances",
        booked(
            currency="EUR",
            closing_currency="SEK",
            account_xml=tag("Id", tag("IBAN", OURS)) + tag("Ccy", "EUR"),
            balances_xml=balance("CLAV", "9.00", "2016-02-29", "JPY"),
        ),
        (Expected("", "1000.00", "1000.00", MIXED, currency="EUR"),),
        explanation="it mixes the currencies EUR and SEK, which cannot be added",
    ),
    Trap(
        "an entry in another currency is never added, though it would fit",
        booked(Entry(), Entry("29.06", currency="EUR"), closing="1129.06"),
        (Expected("+100.00 +29.06", closing="1129.06", state=MIXED),),
        explanation="it mixes the currencies CHF and EUR",
    ),
    Trap(
        "an account in francs with balances in euros",
        booked(Entry(currency="EUR"), currency="EUR"),
        (Expected(state=MIXED),),
        explanation="it mixes the currencies CHF and EUR",
    ),
    Trap("the summary agrees", booked(Entry(), summary_xml=summary("TtlCdtNtries", "1", "100.0"))),
    Trap(
        "the summary counts other credits",
        booked(Entry(), summary_xml=summary("TtlCdtNtries", "2", "100.00")),
        warning="its summary says 2 for the credits (NbOfNtries), but it holds 1",
    ),
    Trap(
        "the summary adds up other debits",
        booked(Entry(), summary_xml=summary("TtlDbtNtries", "0", "5.00")),
        warning="its summary says 5.00 for the debits (Sum), but it holds 0.00",
    ),
    Trap(
        "the summary counts other entries",
        booked(Entry(), summary_xml=summary("TtlNtries", "3", "100.00")),
        warning="its summary says 3 for the entries (NbOfNtries), but it holds 1",
    ),
    Trap(
        "a statement is missing between two of them",
        camt(
            Report(),
            Report(
                (Entry("7.00", booked="2016-04-02", valued="2016-04-02"),),
                "1200.00",
                period=APRIL,
                identification="S3",
                sequence="3",
            ),
        ),
        statements=(
            Expected(),
            Expected("+7.00", "1200.00", "1207.00", identification="S3", from_on="2016-04-01", to_on="2016-04-30"),
        ),
        links=(ChainState.OK, ChainState.GAP),
    ),
    Trap(
        "statements in the wrong order in the file follow each other by their days",
        camt(Report((IN_MARCH,), "1100.00", period=MARCH, identification="S2", sequence="2"), Report()),
        statements=(
            Expected("+7.00", "1100.00", "1107.00", identification="S2", from_on="2016-03-01", to_on="2016-03-31"),
            Expected(),
        ),
        links=(ChainState.OK, ChainState.OK),
    ),
    Trap(
        "two statements share days and opened within each other",
        camt(
            Report(), Report((), "1100.00", period=("2016-02-15T00:00:00", "2016-02-29T23:59:59"), identification="S2")
        ),
        statements=(Expected(), Expected("", "1100.00", "1100.00", identification="S2", from_on="2016-02-15")),
        links=(ChainState.OK, ChainState.OVERLAP),
    ),
)

# 1.4 Reversals -------------------------------------------------------------------------------------------------------

REVERSALS = (
    Trap(
        "RvslInd on a credit never turns it, and the balances prove it",
        booked(Entry(reversal="true"), closing="1100.00"),
        line={"is_reversal": True, "direction": "credit"},
    ),
    Trap(
        "RvslInd on a debit never turns it, and the balances prove it",
        booked(Entry(direction="DBIT", reversal="true"), closing="900.00"),
        (Expected("-100.00", closing="900.00"),),
        line={"is_reversal": True, "direction": "debit"},
    ),
    Trap("RvslInd written as 1", booked(Entry(reversal="1")), line={"is_reversal": True}),
    Trap("RvslInd that is false", booked(Entry(reversal="false")), line={"is_reversal": False}),
    Trap(
        "a reversed payment of a State names the State as its debtor still",
        paid(Detail(payer="FIJI", account=THEIRS, end_to_end="E2E7", role="Dbtr"), direction="DBIT", reversal="true"),
        (Expected("-100.00", closing="900.00"),),
        payment={"payer": "FIJI", "payer_account": THEIRS, "end_to_end_id": "E2E7"},
    ),
    Trap(
        "a payment of ours that comes back names whom we had paid",
        paid(
            Detail(payer="AIRLINE", account=OTHERS, role="Cdtr"),
            reversal="true",
            code_xml=domain("PMNT", "RRCT", "RRTN"),
        ),
        payment={"payer": "AIRLINE", "payer_account": OTHERS},
        line={"code": "PMNT/RRCT/RRTN"},
    ),
)

# 1.7 The same line twice ---------------------------------------------------------------------------------------------

SAME = (
    Trap(
        "one reference of the bank on two entries of different amounts",
        booked(Entry("1537.00", reference="R1"), Entry("1692.22", reference="R1")),
        (Expected("+1537.00 +1692.22", closing="4229.22"),),
        line={"bank_reference": "R1"},
        place=(2, 1),
    ),
    Trap(
        "one reference of the bank on two entries that are the same: both are needed",
        booked(Entry("7.00", reference="R1"), Entry("7.00", reference="R1")),
        (Expected("+7.00 +7.00", closing="1014.00"),),
        line={"bank_reference": "R1", "position": "2"},
        place=(2, 1),
    ),
    Trap(
        "two entries of 125.00 of which only NtryRef differs",
        booked(
            Entry("125.00", reference="R1", entry_reference="1"), Entry("125.00", reference="R1", entry_reference="2")
        ),
        (Expected("+125.00 +125.00", closing="1250.00"),),
        line={"entry_reference": "2"},
        place=(2, 1),
    ),
    Trap(
        "the payer's EndToEndId recurs",
        booked(*(Entry(details=(Detail(payer="FIJI", end_to_end="CCM"),)) for _ in range(2))),
        (Expected("+100.00 +100.00", closing="1200.00"),),
        payment={"end_to_end_id": "CCM"},
        place=(2, 1),
    ),
)

# Dangers of XML, and files that are something else -------------------------------------------------------------------


def with_type(declared: str, used: str = "") -> bytes:
    return changed(changed(GOOD, DECLARATION, DECLARATION + declared), "<Id>S1</Id>", f"<Id>S1{used}</Id>")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
REFUSES_TYPES = "it declares a document type or an entity (line "
DANGERS = (
    not_taken("a document type", with_type("<!DOCTYPE Document>"), REFUSES_TYPES),
    not_taken("an entity", with_type('<!DOCTYPE Document [<!ENTITY sum "9">]>', "&sum;"), REFUSES_TYPES),
    not_taken(
        "a bomb of entities", with_type(f'<!DOCTYPE Document [<!ENTITY l0 "ha">{LAUGHS}]>', "&l9;"), REFUSES_TYPES
    ),
    not_taken(
        "an entity that grows by squares",
        with_type(f'<!DOCTYPE Document [<!ENTITY a "{"a" * 2000}">]>', "&a;" * 500),
        REFUSES_TYPES,
    ),
    not_taken(
        "an external entity",
        with_type('<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/hostname">]>', "&x;"),
        REFUSES_TYPES,
    ),
    not_taken(
        "an external document type", with_type('<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">'), REFUSES_TYPES
    ),
    not_taken(
        "a parameter entity",
        with_type('<!DOCTYPE Document [<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;]>'),
        REFUSES_TYPES,
    ),
    not_taken("an entity that nobody declared", with_type("", "&sum;"), "it is not whole XML (undefined entity"),
    not_taken("a truncated file", GOOD[: len(GOOD) // 2], "it is not whole XML"),
    not_taken("a file cut within its last element", GOOD[:-1], "it is not whole XML"),
    not_taken(
        "a second document behind the first", GOOD + GOOD.replace(DECLARATION.encode(), b""), "it is not whole XML"
    ),
    not_taken(
        "40 MB of nesting",
        b"<a>" * (14 * 2**20),
        "it is nested deeper than any bank statement (line 1, column 192)",
        is_large=True,
    ),
    not_taken(
        "one tag of 20 MB", b'<a x="' + b"x" * (20 * 2**20), "a tag or comment in it is longer than", is_large=True
    ),
    not_taken("one comment of 20 MB", b"<a><!--" + b"x" * (20 * 2**20), "a tag or comment in it is", is_large=True),
    not_taken(
        "hundreds of thousands of elements side by side",
        b"<a>" + b"<b/>" * 299_000 + b"</a>",
        "no camt bank",
        is_large=True,
    ),
    not_taken(
        "more elements than any statement has in one place",
        b"<a>" + b"<b/>" * 400_000,
        "more than 300000 elements",
        is_large=True,
    ),
    Trap("20 MB of blank lines behind the statement", GOOD + b"\n" * (20 * 2**20), is_large=True),
    Trap(
        "20 MB of blank lines within the statement",
        changed(GOOD, "<Ntry>", "\n" * (20 * 2**20) + "<Ntry>"),
        is_large=True,
    ),
    refused_alone(
        "an amount of a million digits",
        changed(GOOD, ">1100.00<", ">" + "9" * 1_000_100 + "<"),
        "it is larger than this ledger can hold",
        is_large=True,
    ),
    Trap(
        "a detail of a million digits, which is not used",
        paid(Detail(amount="9" * 1_000_100)),
        payment={"amount": "None"},
        is_large=True,
    ),
    not_taken("a PDF named .xml", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\nendobj\n", "it is a PDF, for people to read"),
    not_taken("a page to log in", b"<html><body>Please log in</body></html>", "it is XML, but no camt bank statement"),
    not_taken("a page to log in, of HTML 5", b"<!DOCTYPE html><html><br></html>", REFUSES_TYPES),
    not_taken("an empty file", b"", "it is empty"),
    not_taken("a file of blanks", b" \r\n\x00 ", "it is empty"),
    not_taken(
        "an old Excel file", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(64), "an old Excel file (.xls)", "bank.xls"
    ),
    not_taken("JSON", b'{"amount": 100.0, "currency": "CHF"}', "was not taken", "bank.json"),
    not_taken("random bytes", bytes(range(256)) * 4, "it is no text that can be read", "bank.dat"),
)

# MT940 ---------------------------------------------------------------------------------------------------------------


def mt940(
    *body: str,
    opening: str = ":60F:C160131CHF1000,00",
    closing: str = ":62F:C160229CHF1100,00",
    number: str = "1/1",
    account: str = OURS,
) -> str:
    head = (":20:S1", f":25:{account}", f":28C:{number}", opening)
    return "\r\n".join(filter(None, (*head, *body, closing))) + "\r\n-\r\n"


def mt(*pages: str, encoding: str = "utf-8") -> bytes:
    return "".join(pages).encode(encoding)


CREDIT = ":61:1602030203C100,00NTRFNONREF//R1"
TEXT_MT: dict[str, Any] = {"format": "MT940", "file_name": "bank.sta"}
PAGE_1 = mt940(CREDIT, number="1/1", closing=":62M:C160215CHF1100,00")
PAGE_2 = mt940(":61:1602160216D20,00NTRFNONREF", number="1/2", opening=":60M:C160215CHF1100,00",
               closing=":62F:C160229CHF1080,00")  # fmt: skip


def mt_refused(name: str, data: bytes, refusal: str) -> Trap:
    return refused_alone(name, data, refusal, **TEXT_MT)


MT940 = (
    Trap(
        "MT940: C adds to the account",
        mt(mt940(CREDIT)),
        line={"bank_reference": "R1", "entry_reference": ""},
        **TEXT_MT,
    ),
    Trap(
        "MT940: D takes from it",
        mt(mt940(":61:1602030203D100,NTRFNONREF", closing=":62F:C160229CHF900,")),
        (Expected("-100.00", closing="900.00"),),
        line={"is_reversal": False},
        **TEXT_MT,
    ),
    Trap(
        "MT940: RC takes a credit back, and the balances prove it",
        mt(mt940(":61:1602030203RC100,00NTRFNONREF", closing=":62F:C160229CHF900,00")),
        (Expected("-100.00", closing="900.00"),),
        line={"is_reversal": True},
        **TEXT_MT,
    ),
    Trap(
        "MT940: RD gives a debit back, and the balances prove it",
        mt(mt940(":61:1602030203RD100,00NTRFNONREF")),
        line={"is_reversal": True},
        **TEXT_MT,
    ),
    Trap(
        "MT940: the letter of the currency behind the mark",
        mt(mt940(":61:1602030203CF100,00NTRFNONREF")),
        **TEXT_MT,
    ),
    Trap(
        "MT940: EC is only expected",
        mt(mt940(CREDIT, ":61:1602030203EC55,00NTRFNONREF")),
        warning="is only expected (EC 55,00) and was left out",
        **TEXT_MT,
    ),
    Trap(
        "MT940: an entry date in the year before its value date",
        mt(
            mt940(":61:1601021231C100,00NTRFNONREF", opening=":60F:C151130CHF1000,00", closing=":62F:C160131CHF1100,00")
        ),
        (Expected(from_on="2015-12-01", to_on="2016-01-31"),),
        line={"booked_on": "2015-12-31", "value_date": "2016-01-02"},
        **TEXT_MT,
    ),
    Trap(
        "MT940: PostFinance's own reference stands on a line of its own",
        mt(mt940(CREDIT, "20131209007602198765432000000012")),
        line={"bank_reference": "20131209007602198765432000000012"},
        **TEXT_MT,
    ),
    Trap(
        "MT940: overdrawn",
        mt(mt940(CREDIT, opening=":60F:D160131CHF250,00", closing=":62F:D160229CHF150,00")),
        (Expected("+100.00", "-250.00", "-150.00"),),
        **TEXT_MT,
    ),
    Trap(
        "MT940: in Windows-1252",
        mt(mt940(CREDIT, ":86:TRÉSORERIE"), encoding="cp1252"),
        payment={"text": "TRÉSORERIE"},
        **TEXT_MT,
    ),
    Trap("MT940: two pages are one statement", mt(PAGE_1, PAGE_2), (JOINED,), **TEXT_MT),
    Trap(
        "MT940: within SWIFT's blocks",
        mt("{1:F01BANKCHZZAXXX0000000000}{2:O940}{4:\r\n", mt940(CREDIT)[:-3], "-}\r\n"),
        **TEXT_MT,
    ),
    mt_refused(
        "MT940: the first page is missing", mt(PAGE_2), "it begins with page 2, and the page before it is missing"
    ),
    mt_refused("MT940: the last page is missing", mt(PAGE_1), "it ends with page 1, and the page after it is missing"),
    mt_refused(
        "MT940: an amount with a point is not cut",
        mt(mt940(":61:1602030203C100.00NTRFNONREF")),
        "'100.00' is no amount with a decimal comma",
    ),
    mt_refused(
        "MT940: an amount with three decimals",
        mt(mt940(":61:1602030203C100,001NTRFNONREF")),
        "'100,001' is no amount with a decimal comma and at most two decimals",
    ),
    mt_refused("MT940: no closing balance", mt(mt940(CREDIT, closing="")), "it has no closing balance :62F:"),
    mt_refused(
        "MT940: a booking that no field mark begins is not lost",
        mt(mt940(CREDIT, "61:1602040204C55,00NTRFNONREF")),
        "holds a booking or balance that does not stand as a field of its own",
    ),
    mt_refused("MT940: a mark that is none", mt(mt940(":61:1602030203X100,00NTRFNONREF")), "is no booking"),
    mt_refused("MT940: a day that is none", mt(mt940(":61:1602300230C100,00NTRFNONREF")), "is no date"),
    Trap(
        "MT940: a line is missing",
        mt(mt940(CREDIT, closing=":62F:C160229CHF1150,00")),
        broken("1150.00"),
        explanation="a line is missing or changed",
        **TEXT_MT,
    ),
    Trap(
        "MT940: it opens in francs and closes in euros",
        mt(mt940(CREDIT, closing=":62F:C160229EUR1100,00")),
        (Expected(state=MIXED),),
        explanation="it mixes the currencies CHF and EUR",
        **TEXT_MT,
    ),
    Trap(
        "MT940: two bookings that are the same are two",
        mt(mt940(CREDIT, CREDIT, closing=":62F:C160229CHF1200,00")),
        (Expected("+100.00 +100.00", closing="1200.00"),),
        **TEXT_MT,
    ),
)

# 1.6 CSV -------------------------------------------------------------------------------------------------------------

FEB = "2016-02-"
UBS_HEADER = (
    "Date de transaction;Heure de transaction;Date de comptabilisation;Date de valeur;Devise;Débit;Crédit;"
    "Sous-montant;Solde;N° de transaction;Description1;Description2;Description3;Notes de bas de page;"
)
UBS_NEWEST_FIRST = (
    f"{FEB}09;;{FEB}09;{FEB}09;CHF;-20.00;;;1080.00;2016040PH02;Papeterie Test;Ordre;;;",
    f"{FEB}03;;{FEB}03;{FEB}03;CHF;;100.00;;1100.00;2016034PH01;MINISTRY OF TESTS;Crédit;;;",
)
UBS_SUB_AMOUNTS = (
    f"{FEB}03;;{FEB}03;{FEB}03;CHF;;100.00;;1100.00;2016034PH01;Crédit;Liste;;;",
    ";;;;CHF;;;60.00;;2016034PH01;PAYER A;;Motif du paiement: A;;",
    ";;;;CHF;;;40.00;;2016034PH01;PAYER B;;Motif du paiement: B;;",
)


def ubs(rows: Sequence[str], opening: str = "1000.00", closing: str = "1080.00", header: str = UBS_HEADER) -> str:
    above = (f"IBAN:;{OURS};", f"Du:;{FEB}01;", f"Au:;{FEB}29;", f"Solde initial:;{opening};",
             f"Solde final:;{closing};", "Évaluation en:;CHF;", "")  # fmt: skip
    return "\r\n".join((*above, header, *rows)) + "\r\n"


POSTFINANCE = f"""\
Date de début:;="01.02.2016"
Date de fin:;="29.02.2016"
Compte:;="{OURS}"
Monnaie:;="CHF"

Date;Texte de notification;Crédit en CHF;Débit en CHF;Label;Catégorie;Valeur;Solde en CHF

="09.02.2016";"ORDRE";;-20;;;09.02.2016;1080
="03.02.2016";"CRÉDIT B";60.5;;;;03.02.2016;1100
="03.02.2016";"CRÉDIT A";39.5;;;;03.02.2016;

Disclaimer:
Le contenu est sans garantie.
"""
ZKB = """\
"Datum";"Buchungstext";"Zahlungszweck";"Whg";"Betrag Detail";"ZKB-Referenz";"Referenznummer";"Belastung CHF";\
"Gutschrift CHF";"Valuta";"Saldo CHF";"Zahlungszweck";"Details"
"09.02.2016";"Belastungen (2)";"";"";"";"Z2";"";"20.00";"";"09.02.2016";"1'080.00";"";""
"";"Papeterie Test";"";"CHF";"15.00";"";"";"";"";"";"";"";""
"";"Imprimerie Test";"";"CHF";"5.00";"";"";"";"";"";"";"";""
"03.02.2016";"Gutschrift: FIJI";"CCM";"";"";"Z1";"";"";"100.00";"03.02.2016";"1'100.00";"PAY";""
"""
RAIFFEISEN = f"""\
IBAN;Booked At;Text;Credit/Debit Amount;Balance;Valuta Date
{OURS};2016-02-03 00:00:00.0;Gutschrift FIJI;100;1100;2016-02-03 00:00:00.0
;Second line of the text;;;;
;;;;;
{OURS};2016-02-09 00:00:00.0;Sammelauftrag;-20.0;1080;2016-02-09 00:00:00.0
"""
BCV = f"""\
Transactions list;;;;;29.02.2016, 08:00
Account No. : {OURS};;;;;
Balance : 2'330.00;;;;;
Curr. : CHF;;;;;
;;;;;
Execution date;Transactions;Debit;Credit;Value date;Balance
09.02.2016;Papeterie Test;20.00;;09.02.2016;
03.02.2016;TREASURY OF NOWHERE;;1'350.00;03.02.2016;
"""
PLUS_MINUS = "+100.00 -20.00"
UBS_READ = Expected(PLUS_MINUS, closing="1080.00", identification="UBS 2016-02-01 to 2016-02-29")
UBS_FORM: dict[str, Any] = {"format": "CSV UBS", "file_name": "export.csv"}


def days_of_lines(bank: str, lines: str, opening: str | None, closing: str | None, state: ChainState) -> Expected:
    """Expect a list of 3 to 9 February that does not say its period."""
    told = f"{bank} 2016-02-03 to 2016-02-09"
    return Expected(lines, opening, closing, state, told, from_on="2016-02-03", to_on="2016-02-09")


CSV = (
    Trap(
        "UBS: newest first is turned round",
        ubs(UBS_NEWEST_FIRST).encode(),
        (UBS_READ,),
        line={"bank_reference": "2016034PH01"},
        **UBS_FORM,
    ),
    Trap("UBS: oldest first stays", ubs(UBS_NEWEST_FIRST[::-1]).encode(), (UBS_READ,), **UBS_FORM),
    Trap("UBS: with a byte order mark", ubs(UBS_NEWEST_FIRST).encode("utf-8-sig"), (UBS_READ,), **UBS_FORM),
    Trap("UBS: in Windows-1252", ubs(UBS_NEWEST_FIRST).encode("cp1252"), (UBS_READ,), **UBS_FORM),
    Trap(
        "UBS: sub-amounts are the payments of one booking and are never added",
        ubs(UBS_SUB_AMOUNTS, closing="1100.00").encode(),
        (replace(UBS_READ, lines="+100.00", closing="1100.00"),),
        line={"payer": "2 payments in one booking"},
        payment={"payer": "PAYER B", "amount": "40.00", "text": "B"},
        payments=2,
        place=(1, 2),
        **UBS_FORM,
    ),
    Trap(
        "UBS: sub-amounts that do not add up are told",
        ubs((UBS_SUB_AMOUNTS[0], UBS_SUB_AMOUNTS[1], UBS_SUB_AMOUNTS[1]), closing="1100.00").encode(),
        (replace(UBS_READ, lines="+100.00", closing="1100.00"),),
        payments=2,
        warning="add up to 120.00, the booking is 100.00, which counts",
        **UBS_FORM,
    ),
    not_taken(
        "UBS: a running balance that does not follow",
        ubs([row.replace("1100.00", "1110.00") for row in UBS_NEWEST_FIRST]).encode(),
        "the running balance is",
        "export.csv",
    ),
    not_taken(
        "UBS: the column of the debits stands there twice",
        ubs(UBS_NEWEST_FIRST, header=UBS_HEADER.replace("Débit;", "Débit;Débit;")).encode(),
        "has the column for the debit twice",
        "export.csv",
    ),
    not_taken(
        "UBS: an amount with a comma",
        ubs([row.replace(";100.00;", ";100,00;") for row in UBS_NEWEST_FIRST]).encode(),
        "is no amount",
        "export.csv",
    ),
    Trap(
        "PostFinance: dates written as formulas, a balance on the last line of a day, and a disclaimer below",
        POSTFINANCE.encode("utf-8-sig"),
        (Expected("+39.50 +60.50 -20.00", closing="1080.00", identification="PostFinance 2016-02-01 to 2016-02-29"),),
        format="CSV PostFinance",
        file_name="export.csv",
        line={"bank_reference": "", "booked_on": "2016-02-03"},
        place=(2, 1),
    ),
    not_taken(
        "PostFinance: a booking below the disclaimer",
        (POSTFINANCE + "09.02.2016;X;5;;;;09.02.2016;\n").encode(),
        "stands below the bank's disclaimer",
        "export.csv",
    ),
    Trap(
        "ZKB: details below a booking, and the column Zahlungszweck twice",
        ZKB.encode("utf-8-sig"),
        (replace(days_of_lines("ZKB", PLUS_MINUS, "1000.00", "1080.00", ChainState.OK), account=""),),
        format="CSV ZKB",
        file_name="export.csv",
        payment={"amount": "5.00", "text": "Imprimerie Test"},
        payments=2,
        place=(2, 2),
    ),
    Trap(
        "Raiffeisen: times behind the days, rows that go on with the text, and empty rows",
        RAIFFEISEN.encode("cp1252"),
        (days_of_lines("Raiffeisen", PLUS_MINUS, "1000.00", "1080.00", ChainState.OK),),
        format="CSV Raiffeisen",
        file_name="export.csv",
        line={"text": "Gutschrift FIJI Second line of the text", "booked_on": "2016-02-03"},
        warning="does not say its currency",
    ),
    Trap(
        "BCV: an apostrophe between the thousands, and no balance on its lines",
        BCV.encode(),
        (days_of_lines("BCV", "+1350.00 -20.00", None, None, ChainState.NO_BALANCES),),
        format="CSV BCV",
        file_name="export.csv",
        explanation="neither an opening nor a closing balance",
    ),
    not_taken(
        "CSV: a header that no bank writes", b"Jour;Somme\n1.2.2016;5\n", "isu bank map export.csv", "export.csv"
    ),
    not_taken(
        "CSV: a header and nothing below it", ubs(()).encode(), "a header and no booked line below it", "export.csv"
    ),
)

# ZIP and Excel -------------------------------------------------------------------------------------------------------

LIST_HEADER = ("Day", "Amount", "Balance", "Text")
OWN_LIST = SheetMapping(
    LIST_HEADER, "Day", amount="Amount", balance="Balance", text=("Text",), iban=OURS, date_form="dmy"
)
OWN_ROWS = "Day;Amount;Balance;Text\n03.02.2016;100.00;1100.00;FIJI\n09.02.2016;-20.00;1080.00;Paper\n;;;more of it\n"
OWN_READ = Expected(PLUS_MINUS, closing="1080.00", identification="list 2016-02-03 to 2016-02-09", from_on="2016-02-03",
                    to_on="2016-02-09")  # fmt: skip
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def cell(written: str) -> str:
    """Write a cell: a number, ``=SUM(1)`` a formula without its result, ``#REF!`` an error, else a text."""
    if re.fullmatch(r"-?\d+(\.\d+)?", written):
        return f"<c><v>{written}</v></c>"
    if written.startswith("="):
        return f"<c><f>{written[1:]}</f></c>"
    if written.startswith("#"):
        return f'<c t="e"><v>{written}</v></c>'
    return f'<c t="inlineStr"><is><t>{written}</t></is></c>'


def xlsx(*rows: Sequence[str], extra: Mapping[str, bytes] | None = None) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    table = "".join(tag("row", *map(cell, row)) for row in rows)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEETS}" xmlns:r="{REL}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEETS}"><sheetData>{table}</sheetData></worksheet>',
    }
    return zipped({name: (DECLARATION + part).encode() for name, part in parts.items()} | dict(extra or {}))


EXCEL_ROWS = (LIST_HEADER, ("03.02.2016", "100", "1100", "FIJI"), ("09.02.2016", "-20.00", "1080", "Paper"))
SECOND = camt(Report((Entry("7.00"),), identification="S2", sequence="2", opening="1100.00"))
NESTED = zipped({"inner.zip": zipped({"bank.xml": GOOD})})
PACKED = (
    Trap(
        "ZIP: two statements in two files",
        zipped({"a/1.xml": GOOD, "a/2.xml": SECOND}),
        (Expected(), Expected("+7.00", "1100.00", "1107.00", identification="S2")),
        file_name="bank.zip",
    ),
    Trap(
        "ZIP: what a Mac puts beside the files is left out",
        zipped({"bank.xml": GOOD, "__MACOSX/._bank.xml": b"\x00\x05", ".DS_Store": b"\x00"}),
        file_name="bank.zip",
    ),
    not_taken(
        "ZIP: a name that points outside", zipped({"../bank.xml": GOOD}), "points outside the archive", "bank.zip"
    ),
    not_taken("ZIP: a name from the root", zipped({"/etc/bank.xml": GOOD}), "points outside the archive", "bank.zip"),
    not_taken("ZIP: a name of Windows", zipped({"C:\\bank.xml": GOOD}), "points outside the archive", "bank.zip"),
    not_taken("ZIP: a bomb", zipped({"bank.xml": b" " * (4 * 2**20)}), "would unpack to 4 MiB from", "bank.zip"),
    not_taken("ZIP: a ZIP within a ZIP", NESTED, "it is a ZIP within a ZIP", "bank.zip"),
    not_taken("ZIP: nothing in it", zipped({}), "it is a ZIP with no file in it", "bank.zip"),
    not_taken("ZIP: cut off", zipped({"bank.xml": GOOD})[:-30], "it is a damaged ZIP", "bank.zip"),
    not_taken(
        "ZIP: a file changed within",
        zipped({"bank.xml": GOOD}).replace(b"bank.xml", b"bank.xmk", 1),
        "it is a damaged ZIP",
        "bank.zip",
    ),
    not_taken("ZIP: a PDF within", zipped({"bank.pdf": b"%PDF-1.7\n"}), "bank.zip/bank.pdf was not taken", "bank.zip"),
    not_taken(
        "Excel: a layout of which nobody has said what it is", xlsx(*EXCEL_ROWS), "isu bank map list.xlsx", "list.xlsx"
    ),
    Trap(
        "Excel: a layout of which a person has said what it is",
        xlsx(*EXCEL_ROWS),
        (OWN_READ,),
        format="XLSX mapped",
        file_name="list.xlsx",
        mappings=(OWN_LIST,),
        payment={"text": "FIJI"},
    ),
    replace(
        not_taken(
            "Excel: a formula without its result",
            xlsx(*EXCEL_ROWS[:2], ("09.02.2016", "=SUM(A1:A2)", "1080", "Paper")),
            "cell B3 is a formula without a stored value",
            "list.xlsx",
        ),
        mappings=(OWN_LIST,),
    ),
    replace(
        not_taken(
            "Excel: an error in a cell",
            xlsx(*EXCEL_ROWS[:2], ("09.02.2016", "#REF!", "1080", "Paper")),
            "cell B3 holds the error #REF!",
            "list.xlsx",
        ),
        mappings=(OWN_LIST,),
    ),
    replace(
        not_taken(
            "Excel: a third decimal",
            xlsx(*EXCEL_ROWS[:2], ("09.02.2016", "-20.005", "1080", "Paper")),
            "it has more than two decimals",
            "list.xlsx",
        ),
        mappings=(OWN_LIST,),
    ),
    Trap(
        "an own list as CSV: a row without day and amount belongs to the row above",
        OWN_ROWS.encode(),
        (OWN_READ,),
        format="CSV mapped",
        file_name="list.csv",
        mappings=(OWN_LIST,),
        line={"text": "Paper more of it"},
        place=(2, 1),
    ),
    replace(
        not_taken(
            "an own list whose balances do not agree",
            OWN_ROWS.replace("1080.00", "1090.00").encode(),
            "off by -10.00",
            "list.csv",
        ),
        mappings=(OWN_LIST,),
    ),
)


FURTHER = (
    refused_alone(
        "a camt.054 of an account in francs with an entry in euros",
        told(Entry(currency="EUR")),
        "it has entries in EUR, its account is in CHF",
        format="camt.054.001.08",
    ),
    refused_alone(
        "two pages that do not join",
        camt(replace(P1, closing="1090.00"), replace(P2, opening="1100.00")),
        "a page closes with 1090.00 and the next one opens with 1100.00",
    ),
    Trap(
        "two pages of which each has balances of its own",
        camt(replace(P1, closing=None), replace(P2, opening="1100.00")),
        (JOINED,),
    ),
    Trap(
        "two pages of which each repeats the balances of the whole",
        camt(replace(P1, closing="1080.00"), replace(P2, opening="1000.00")),
        (JOINED,),
    ),
    Trap(
        "a line that stands there twice is one explanation",
        booked(Entry(), Entry(), Entry("40.00"), closing="1140.00"),
        (Expected("+100.00 +100.00 +40.00", closing="1140.00", state=ChainState.BROKEN),),
        explanation="lines 1, 2 are each exactly the difference",
    ),
    Trap(
        "two explanations are both told",
        booked(Entry("40.00"), Entry("20.00"), closing="1020.00"),
        (Expected("+40.00 +20.00", closing="1020.00", state=ChainState.BROKEN),),
        explanation="one of these: line 1 is exactly the difference",
    ),
    Trap(
        "it says Latin-1 and has signs that only Windows-1252 has",
        paid(Detail(payer="L’ÉTAT")).decode().replace("UTF-8", "ISO-8859-1").encode("cp1252"),
        payment={"payer": "L’ÉTAT"},
    ),
    Trap(
        "the balances' days are moments with an offset: cut, not shifted",
        camt(Report(period=None, opening_day="2016-02-01T00:00:00+01:00", closing_day="2016-02-29T23:00:00-05:00")),
    ),
    Trap("an amount without its currency is in the account's", changed(GOOD, '<Ntry><Amt Ccy="CHF">', "<Ntry><Amt>")),
    Trap(
        "CDATA is text",
        changed(paid(Detail(payer="X")), "<Nm>X</Nm>", "<Nm><![CDATA[A & B <x>]]></Nm>"),
        payment={"payer": "A & B <x>"},
    ),
    Trap(
        "only UltmtDbtr is told",
        paid(Detail(ultimate="MINISTRY OF FINANCE")),
        line={"payer": "MINISTRY OF FINANCE"},
        payment={"payer": "", "ultimate_payer": "MINISTRY OF FINANCE"},
    ),
    not_taken("UTF-16 without its byte order mark", in_encoding("UTF-16", "utf-16-le"), "its text cannot be read"),
)

TRAPS = (
    *VERSIONS, *NOTICES, *FORMATS, *ENVELOPES, *PAGES, *BALANCES, *ENTRIES, *BATCHES, *AMOUNTS, *PAYERS, *TEXTS,
    *CHAIN, *REVERSALS, *SAME, *DANGERS, *MT940, *CSV, *PACKED, *FURTHER,
)  # fmt: skip


def file_name_of(trap: Trap) -> str:
    """Name the file of a trap by its sentence."""
    words = "-".join(re.findall(r"[a-z0-9]+", trap.name.lower()))
    return f"{words}{Path(trap.file_name).suffix}"


def write_all(folder: Path) -> None:
    """Write the file of every trap into a folder; those that are made large on purpose are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for trap in TRAPS:
        if not trap.is_large:
            (folder / file_name_of(trap)).write_bytes(trap.data)


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
