"""Read MT940, the customer statement of SWIFT, as Swiss banks wrote it before camt and as archives still hold it.

Apart because here a file becomes statements: its frame, its balances ``:60F:`` and ``:62F:``, and the pages that
``:28C:`` counts. Every ``:61:`` gives one line or a warning; what looks like a field and is none refuses its statement.
Balances stand for the evening: a statement that opens with the balance of 31 December begins on 1 January; but never
after its first booking, as some banks date the opening balance like it.
"""

import hashlib
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from db.money import chf_text
from ledger.intake.decoding import text_of
from ledger.intake.line_store import LineStore
from ledger.intake.mt940_details import Field, Mt940Fault, account_of, amount_of, day_of, is_booking, read_booking
from ledger.intake.statements import BankFile, RefusedStatement, Statement, UnreadableBankFile

ASK_THE_BANK = "fetch it anew from the bank, best as camt.053"
_MOST_FAULTS = 1000
_MOST_OTHERS = 500
_LONGEST_LINE = 1000
_ENDS = ("-\n", "-\r\n")
_WAKING = (":20:", "-", "{")  # only these lines can end a statement that is faulty already
_FRAME = re.compile(r"(?P<end>-\}|-(?=\s*\Z))?(?P<blocks>(?:\{[1235S]:(?:[^{}]|\{[^{}]*\})*\})*)(?P<text>\{4:)?")
_TAG = re.compile(r":(\d\d[A-Z]?|NS):", re.ASCII)
_HIDDEN = re.compile(r"^\s*:?6[0-5][FM]?\s?[:;]\s?[CD]?\d{6}|:6[0-5][FM]?:[CD]?\d{6}", re.ASCII)
_ORDER = {"20": 0, "21": 0, "25": 0, "25P": 0, "28": 0, "28C": 0, "60F": 1, "60M": 1, "61": 2, "62F": 3, "62M": 3,
          "64": 4, "65": 4}  # fmt: skip
_MOST_LINES = {**dict.fromkeys(_ORDER, 1), "25P": 2, "61": 2, "86": 50}
_ONCE = {"25": "account :25:", "60": "opening balance :60F:", "62": "closing balance :62F:"}
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(.*)", re.ASCII)
_NUMBER = re.compile(r"(\d{1,5})(?:/(\d{1,5}))?", re.ASCII)


@dataclass(slots=True)
class _Message:
    """One message, from its ``:20:`` to its end: a statement, or a page of one."""

    in_block: bool
    fields: list[Field] = field(default_factory=list)
    fault: str = ""
    known: str = ""  # the tag of the last field, those left out not counted
    is_closed: bool = False
    others_count: int = 0

    def value(self, *tags: str) -> str:
        """Give the value of the first field with one of the tags."""
        return next((each.value for each in self.fields if each.tag in tags), "")

    def take(self, number: int, line: str, raw: str) -> None:
        """Put a line into the field that it begins or goes on with; what fits nowhere is a fault."""
        tag = _TAG.match(line)
        if len(line) > _LONGEST_LINE:
            self.fault = f"line {number} is {len(line)} characters long"
        elif _HIDDEN.search(line, tag.end() if tag else 0):
            self.fault = f"line {number} holds a booking or balance that does not stand as a field of its own"
        elif tag:
            self._begin(Field(tag[1], number, [line[tag.end() :]], [raw]))
        elif line.startswith(":") or len(self.fields[-1].lines) >= _MOST_LINES.get(self.fields[-1].tag, 50):
            self.fault = f"line {number} belongs to no field: {line[:40]!r}"
        else:
            self.fields[-1].lines.append(line)
            self.fields[-1].raw.append(raw)

    def _begin(self, new: Field) -> None:
        is_details = new.tag == "86" and self.known == "61"
        self.others_count += not is_details and new.tag != "61"
        if new.tag == "61" and not is_booking(new.value):
            self.fault = f"line {new.line}: {new.value[:60]!r} is no booking"
        elif new.tag == "86" and not (is_details or self.is_closed):
            self.fault = f"line {new.line}: the field :86: stands below no booking"
        elif self.others_count > _MOST_OTHERS:
            self.fault = f"line {new.line}: it has too many fields that are no bookings"
        self.fields.append(new)
        self.known = new.tag if new.tag in _ORDER or new.tag == "86" else self.known
        self.is_closed = self.is_closed or new.tag in ("62F", "62M")


@dataclass(frozen=True, slots=True)
class _Balance:
    is_outer: bool
    on: date
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class _Page:
    """What frames the bookings of one message: a statement has one page, or several that join."""

    account: str
    number: str
    page: int | None
    opening: _Balance
    closing: _Balance

    @property
    def named(self) -> str:
        """Name the page in a sentence."""
        return "a page" if self.page is None else f"page {self.page}"


@dataclass(slots=True)
class _Draft:
    """A statement while its pages are read."""

    reference: str
    number: str
    fault: str = ""
    pages: list[_Page] = field(default_factory=list)
    lines: LineStore = field(default_factory=LineStore)
    booked: set[date] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)


def read_mt940(name: str, data: bytes) -> BankFile:
    """Read the bytes of one MT940 file; ``name`` is for messages.

    A statement that is not certain is refused by itself, in the file's ``refused``. Raises UnreadableBankFile for what
    is no MT940, and where a line stands outside of all statements.
    """
    _refuse_cut_character(name, data)
    drafts: list[_Draft] = []
    waiting: dict[tuple[str, str], _Draft] = {}
    faults_count = 0
    for message in _messages(name, text_of(name, data)):
        draft = _take(message, drafts, waiting)
        faults_count += bool(draft.fault)
        if faults_count > _MOST_FAULTS:
            why = f"more than {_MOST_FAULTS} of its statements have faults, the last: {draft.fault}"
            raise UnreadableBankFile(name, why, ASK_THE_BANK)
    if not drafts:
        raise UnreadableBankFile(name, "it holds no statement of MT940", ASK_THE_BANK)
    return _file(name, data, drafts)


def _refuse_cut_character(name: str, data: bytes) -> None:
    """Refuse UTF-8 that ends within a character: read in another encoding, it would change the texts before."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise UnreadableBankFile(name, "it is cut off within its last character", ASK_THE_BANK) from None


def _file(name: str, data: bytes, drafts: list[_Draft]) -> BankFile:
    references = Counter(draft.reference for draft in drafts)
    statements, refused = [], []
    for count, draft in enumerate(drafts, start=1):
        number = draft.number if references[draft.reference] > 1 else ""
        identification = f"{draft.reference or 'without reference'} {number}".strip()
        if not draft.fault and not draft.pages[-1].closing.is_outer:
            draft.fault = f"it ends with {draft.pages[-1].named}, and the page after it is missing"
        if draft.fault:
            why = f"statement {count} ({identification}), {draft.fault}"
            refused.append(RefusedStatement(identification, why, ASK_THE_BANK))
        else:
            statements.append(_statement(draft, identification))
    return BankFile(name, hashlib.sha256(data).hexdigest(), "MT940", tuple(statements), refused=tuple(refused))


def _messages(name: str, text: str) -> Iterator[_Message]:
    """Cut the text into messages, with SWIFT's blocks around them or without."""
    cutter = _Cutter(name)
    is_faulty = False
    for number, raw in enumerate(io.StringIO(text, newline=""), start=1):
        if raw.isspace() or (is_faulty and not raw.startswith(_WAKING)) or (raw in _ENDS and not cutter.message):
            continue
        ended = cutter.take(number, raw)
        is_faulty = bool(cutter.message and cutter.message.fault)
        if ended:
            yield ended
    yield from filter(None, [cutter.end(is_marked=False)])
    if cutter.is_opened:
        raise UnreadableBankFile(name, "it ends with the header of a statement that is not there", ASK_THE_BANK)


@dataclass(slots=True)
class _Cutter:
    """Where the lines of a file stand: within a message, between two, or below the header of the next."""

    name: str
    message: _Message | None = None
    is_opened: bool = False

    def take(self, number: int, raw: str) -> _Message | None:
        """Take the next line; give the message that it ends."""
        line = raw.rstrip("\r\n")
        ended = None
        frame = _FRAME.match(line[:_LONGEST_LINE]) if line[:1] in ("-", "{") else None
        if frame and frame[0]:
            ended = self.end(is_marked=frame["end"] == "-}")
            self.is_opened = self.is_opened or "{1:" in frame["blocks"] or bool(frame["text"])
            line = line[frame.end() :]
        if line.startswith(":20:"):
            ended = ended or self.end(is_marked=False)
            self.message, self.is_opened = _Message(in_block=self.is_opened), False
        if line.strip():
            self._put(number, line, raw)
        return ended

    def _put(self, number: int, line: str, raw: str) -> None:
        if self.message is None:
            raise UnreadableBankFile(self.name, f"line {number} is in no statement: {line[:40]!r}", ASK_THE_BANK)
        self.message.take(number, line, raw)

    def end(self, *, is_marked: bool) -> _Message | None:
        """End the message, if there is one; one within a SWIFT block must have its end mark."""
        message, self.message = self.message, None
        if message and message.in_block and not is_marked:
            message.fault = message.fault or "its block does not end with -}, so it may be cut off"
        return message


def _take(message: _Message, drafts: list[_Draft], waiting: dict[tuple[str, str], _Draft]) -> _Draft:
    """Begin a statement with a message, or go on with the one whose next page it is."""
    new = _Draft(message.value("20"), _number(message.value("28C", "28"))[0])
    try:
        page = _page(message)
    except Mt940Fault as fault:
        new.fault = str(fault)
        drafts.append(new)
        return new
    draft = (None if page.opening.is_outer else waiting.pop((page.account, page.number), None)) or new
    if draft is new:
        drafts.append(new)
    _add(page, message, draft)
    if not page.closing.is_outer:
        waiting[page.account, page.number] = draft
    return draft


def _page(message: _Message) -> _Page:
    """Read what frames the bookings of a message. Raises Mt940Fault."""
    if message.fault:
        raise Mt940Fault(message.fault)
    found: dict[str, Field] = {}
    reached = 0
    for each in message.fields:
        order = _ORDER.get(each.tag, reached)
        if order < reached:
            raise Mt940Fault(f"line {each.line}: the field :{each.tag}: stands too late")
        reached = order
        if each.tag in _ORDER and each.tag not in ("61", "64", "65"):
            if each.tag[:2] in found:
                raise Mt940Fault(f"line {each.line}: the field :{each.tag}: stands there twice")
            found[each.tag[:2]] = each
    missing = [what for tag, what in _ONCE.items() if tag not in found]
    if missing:
        raise Mt940Fault(f"it has no {' and no '.join(missing)}, so it may be cut off")
    number, page = _number(message.value("28C", "28"))
    account = account_of(found["25"].value)
    if not account:
        raise Mt940Fault(f"line {found['25'].line}: it names no account")
    return _Page(account, number, page, _balance(found["60"]), _balance(found["62"]))


def _number(written: str) -> tuple[str, int | None]:
    """Read the number of a statement and of its page.

    >>> _number("00012/002"), _number("12"), _number("2016-A")
    (('12', 2), ('12', None), ('2016-A', None))
    """
    found = _NUMBER.fullmatch(written)
    if found is None:
        return written, None
    return str(int(found[1])), int(found[2]) if found[2] else None


def _balance(written: Field) -> _Balance:
    found = _BALANCE.fullmatch(written.value)
    if found is None:
        raise Mt940Fault(f"line {written.line}: {written.value[:40]!r} is no balance")
    mark, day, currency, figures = found.groups()
    if not written.raw[-1].endswith(("\r", "\n")) and len(figures.partition(",")[2]) < 2:
        raise Mt940Fault(f"line {written.line}: the file ends within the balance {figures!r}")
    amount = amount_of(figures, written.line)
    return _Balance(written.tag.endswith("F"), day_of(day, written.line), currency, amount if mark == "C" else -amount)


def _add(page: _Page, message: _Message, draft: _Draft) -> None:
    """Put a page behind those of its statement; the first fault stays."""
    draft.fault = draft.fault or _gap(draft.pages[-1] if draft.pages else None, page)
    draft.pages.append(page)
    if page.opening.is_outer and (page.page or 0) > 1:
        draft.warnings.append(f"it is numbered as {page.named}, but opens as the first page")
    draft.warnings += [f"line {each.line}: the field :{each.tag}: is not known and was left out"
                       for each in message.fields if each.tag not in _ORDER and each.tag != "86"]  # fmt: skip
    if not draft.fault:
        draft.fault = _book(message, page, draft)


def _gap(before: _Page | None, page: _Page) -> str:
    """Tell why a page cannot follow the one before; nothing if it can."""
    if page.opening.on > page.closing.on:
        return f"{page.named} runs backwards, from {page.opening.on} to {page.closing.on}"
    if before is None:
        return "" if page.opening.is_outer else f"it begins with {page.named}, and the page before it is missing"
    if page.page != (None if before.page is None else before.page + 1):
        return f"{page.named} follows {before.named}"
    closed, opened = before.closing, page.opening
    if (closed.amount, closed.currency) != (opened.amount, opened.currency):
        ends = f"{before.named} closes with {closed.currency} {chf_text(closed.amount)}"
        return f"{ends} and {page.named} opens with {opened.currency} {chf_text(opened.amount)}"
    return ""


def _statement(draft: _Draft, identification: str) -> Statement:
    opening, closing = draft.pages[0].opening, draft.pages[-1].closing
    to_on = max([closing.on, *draft.booked])
    if to_on > closing.on:
        draft.warnings.append(f"it closes on {closing.on}, but has bookings up to {to_on}, which count")
    return Statement(
        iban=draft.pages[0].account,
        currency=opening.currency,
        identification=identification,
        sequence=draft.pages[0].number,
        from_on=min([opening.on + timedelta(days=1), closing.on, *draft.booked]),
        to_on=to_on,
        opening=opening.amount,
        closing=closing.amount,
        lines=draft.lines.kept(),
        currencies=tuple(sorted({each.currency for page in draft.pages for each in (page.opening, page.closing)})),
        warnings=tuple(draft.warnings),
    )


def _book(message: _Message, page: _Page, draft: _Draft) -> str:
    """Read every booking of a message; give the first fault."""
    known = [each for each in message.fields if each.tag in ("61", "62F", "62M", "86")]
    for each, below in ((one, next_one) for one, next_one in itertools.pairwise(known) if one.tag == "61"):
        details = below if below.tag == "86" else None
        try:
            booked = read_booking(each, details, page.opening.currency, page.account, len(draft.lines) + 1)
        except Mt940Fault as fault:
            return str(fault)
        if isinstance(booked, str):
            draft.warnings.append(booked)
        else:
            draft.lines.append(booked)
            draft.booked.add(booked.booked_on)
    return ""
