"""Read one booking of MT940, ``:61:``, and its text ``:86:``, in whichever of three ways the bank writes that.

Apart because the traps of a booking are met here: a mark of one letter or two, a comma, a date without a year. A text
may come from whoever paid: a name or an account counts where the bank labels it before the text; without labels, only
an account or a reference that proves itself by its check digits and stands there alone.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.errors import LedgerError
from db.money import ZERO_CHF, parse_chf
from db.vocabulary import Direction
from ledger.intake.camt_entry import compact
from ledger.intake.csv_texts import read_texts
from ledger.intake.statements import BankPayment, StatementLine

_SUPPLEMENT_COLUMNS = 65  # the standard says 34, and some banks write more
_DAYS_APART = 190  # the farthest that the day of booking and the value date may lie apart
_FIRST_YEAR_OF_LAST_CENTURY = 80  # SWIFT: 80 to 99 are of the last century
_BOOKING = re.compile(r"(\d{6})(\d{4})?(R[CD]|E[CD]|[CD])([A-Z])?([0-9.,]+)([NFS][A-Z0-9]{3})(.*)", re.ASCII)
_AMOUNT = re.compile(r"\d{1,12},\d{0,2}", re.ASCII)
_SERVICER_REFERENCE = re.compile(r"\d{32}", re.ASCII)
_DIRECTIONS = {"C": Direction.CREDIT, "RD": Direction.CREDIT, "D": Direction.DEBIT, "RC": Direction.DEBIT}
_COLUMNS = 65  # a line as long as this is cut anywhere and goes on below; a shorter one ends with a word
_SUBFIELD_COLUMNS = 27
_NOT_TOLD = {"NONREF", "NOTPROVIDED", "NOREF", "NOTAVAIL"}
_ACCOUNT = re.compile(r"[0-9A-Z]{4,34}")
_GERMAN = re.compile(r"(\d{3})?(?=\?\d\d)", re.ASCII)
_SUBFIELD = re.compile(r"\?(\d\d)", re.ASCII)
_SEPA_WORD = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|COAM|OAMT|SQTP)\+")
_PAYERS, _PAYEES = ("ORDP", "DBTR"), ("BENM", "CDTR")
_OF_A_PARTY = ("NAME", "IBAN", "ACCT", "BIC", "ADDR", "CNTP", *_PAYERS, *_PAYEES)
_REFERENCES = ("EREF", "PREF", "RREF", "IREF", "TRID", "MARF", "CSID")
_FACTS = ("CHGS", "EXCH", "OCMT", "RTRN", "ULTD", "ULTC", "ULTB", "SVCL", "PURP", "TRTP", "ISDT")
_AFTER_THE_TEXT = ("REMI", *_REFERENCES)  # any other word within the text was written by whoever paid
_WORDS = "|".join((*_OF_A_PARTY, *_FACTS, *_AFTER_THE_TEXT))
_WORD = re.compile(rf"/({_WORDS})(?=/)")
_BEGINS_WITH_WORD = re.compile(rf"/(?:{_WORDS})/")
_GOES_ON = re.compile(rf"//(?!(?:{_WORDS})/)")
_REMITTANCE = re.compile(r"/?(?P<free>USTD//?)?(?:STRD/(?:(?:CUR|SCOR|QRR|ISR|ISO)/)?)?(?P<rest>.*)", re.DOTALL)


class Mt940Fault(LedgerError):
    """Refuse one statement; the reader of the file adds which."""


@dataclass(slots=True)
class Field:
    """One field: its tag, the line of the file on which it begins, its lines bare and verbatim."""

    tag: str
    line: int
    lines: list[str]
    raw: list[str]

    @property
    def value(self) -> str:
        """Give the first line, trimmed."""
        return self.lines[0].strip()


def amount_of(written: str, line: int) -> Decimal:
    """Read an amount. Raises Mt940Fault.

    >>> amount_of("1234,5", 1), amount_of("1234,", 1)
    (Decimal('1234.50'), Decimal('1234.00'))
    """
    if not _AMOUNT.fullmatch(written):
        raise Mt940Fault(f"line {line}: {written[:20]!r} is no amount with a decimal comma and at most two decimals")
    francs, _, rest = written.partition(",")
    return parse_chf(f"{francs}.{rest:0<2}")


def day_of(written: str, line: int) -> date:
    """Read a day written YYMMDD. Raises Mt940Fault."""
    year = int(written[:2])
    try:
        return date((1900 if year >= _FIRST_YEAR_OF_LAST_CENTURY else 2000) + year, int(written[2:4]), int(written[4:]))
    except ValueError:
        raise Mt940Fault(f"line {line}: {written!r} is no date") from None


def is_booking(written: str) -> bool:
    """Tell whether a line has the form of ``:61:``."""
    return _BOOKING.fullmatch(written) is not None


def read_booking(
    booking: Field, details: Field | None, currency: str, our_account: str, position: int
) -> StatementLine | str:
    """Read ``:61:`` and the ``:86:`` below it; words where it is no money. Raises Mt940Fault."""
    found = _BOOKING.fullmatch(booking.value)
    assert found is not None, "is_booking comes first"
    valued, entered, mark, letter, figures, kind, references = found.groups()
    if letter and letter != currency[2]:
        raise Mt940Fault(f"line {booking.line}: the letter {letter} behind {mark} is not that of {currency}")
    amount, value_date = amount_of(figures, booking.line), day_of(valued, booking.line)
    booked_on = _entry_day(entered, value_date, booking.line) if entered else value_date
    if mark not in _DIRECTIONS or amount == ZERO_CHF:
        what = "is of 0.00" if mark in _DIRECTIONS else f"is only expected ({mark} {figures})"
        return f"line {booking.line}: the booking {what} and was left out"
    customer, _, bank = references.partition("//")
    own, supplement = _supplement(booking)
    direction = _DIRECTIONS[mark]
    kind_of_text, payment = read_details(details.lines, direction, our_account, amount) if details else ("", None)
    return StatementLine(
        position=position,
        direction=direction,
        amount=amount,
        booked_on=booked_on,
        value_date=value_date,
        raw="".join([*booking.raw, *(details.raw if details else [])]).rstrip("\r\n"),
        bank_reference=own or told(bank),
        entry_reference=told(customer),
        code=" ".join(filter(None, (kind, kind_of_text))),
        is_reversal=mark.startswith("R"),
        note=told(bank) if own else supplement,
        payments=(payment,) if payment else (),
    )


def _supplement(booking: Field) -> tuple[str, str]:
    """Read the line below a booking: PostFinance's own reference of 32 digits, or words."""
    written = joined(booking.lines[1:])
    if len(written) > _SUPPLEMENT_COLUMNS:
        raise Mt940Fault(f"line {booking.line + 1} is too long to belong to the booking above it")
    return (written, "") if _SERVICER_REFERENCE.fullmatch(written) else ("", written)


def _entry_day(written: str, value_date: date, line: int) -> date:
    """Give the day of booking in the year that brings it nearest to the value date: New Year may lie between."""
    days = []
    for year in (value_date.year - 1, value_date.year, value_date.year + 1):
        try:
            days.append(date(year, int(written[:2]), int(written[2:])))
        except ValueError:
            continue
    nearest = min(days, key=lambda each: abs(each - value_date), default=None)
    if nearest is None or abs(nearest - value_date).days > _DAYS_APART:
        raise Mt940Fault(f"line {line}: {written!r} is no day of booking near the value date {value_date}")
    return nearest


# Texts --------------------------------------------------------------------------------------------------------------


def told(written: str) -> str:
    """Give a reference, trimmed; nothing where it only says that there is none.

    >>> told("NONREF"), told("2016022PH0000001 ")
    ('', '2016022PH0000001')
    """
    bare = written.strip()
    return "" if bare.upper() in _NOT_TOLD else bare


def account_of(written: str) -> str:
    """Read ``:25:``: the IBAN that stands in it, whatever the bank writes around it, else the account number, compact.

    >>> account_of("UBSWCHZH80A/CH60 0899 0000 2016 0000 1 CHF"), account_of("50060400/0000123456")
    ('CH6008990000201600001', '0000123456')
    """
    from stdnum import iban

    parts = [compact(part) for part in written.split("/")]
    parts = [part for part in parts if part]
    for part in parts:
        for candidate in (part, part[:-3]):
            if iban.is_valid(candidate, check_country=False):
                return candidate
    without_currency = [part for part in parts[1:] if not re.fullmatch(r"[A-Z]{3}", part)]
    return (without_currency or parts or [""])[0]


def joined(lines: Sequence[str]) -> str:
    """Put physical lines together as one text; a full line goes on in the next without a blank."""
    return " ".join(_texts(lines))


def read_details(
    lines: Sequence[str], direction: Direction, our_account: str, amount: Decimal
) -> tuple[str, BankPayment]:
    """Read what a bank tells of a booking from the physical lines of ``:86:``; give its code of business too."""
    whole = "".join(lines)
    german = _GERMAN.match(whole)
    is_credit = direction is Direction.CREDIT
    if german:
        return german[1] or "", _of_subfields(whole, our_account, amount, is_credit=is_credit)
    if _BEGINS_WITH_WORD.match(whole):
        return "", _of_words(_unfolded(lines), amount, is_credit=is_credit)
    texts = _texts(lines)
    found = read_texts([" ".join(texts)], our_iban=our_account, is_credit=is_credit)
    payment = BankPayment(
        amount=amount, payer_account=found.account, creditor_reference=found.reference, text_parts=tuple(texts)
    )
    return "", payment


def _texts(lines: Sequence[str], columns: int = _COLUMNS) -> list[str]:
    """Put each full line together with the one below it."""
    texts, goes_on = [""], True
    for line in lines:
        texts[-1:] = [texts[-1] + line] if goes_on else [texts[-1], line]
        goes_on = len(line) >= columns
    return [" ".join(text.split()) for text in texts if text.strip()]


def _account(written: str) -> str:
    """Take a labelled account: an IBAN only with right check digits, else a number as it is."""
    from stdnum import iban

    bare = compact(written)
    if re.match(r"[A-Z]{2}\d\d", bare):
        return bare if iban.is_valid(bare, check_country=False) else ""
    return bare if _ACCOUNT.fullmatch(bare) else ""


# German: 166?00GUTSCHRIFT?20EREF+…?32NAME ---------------------------------------------------------------------------


def _of_subfields(whole: str, our_account: str, amount: Decimal, *, is_credit: bool) -> BankPayment:
    pieces = _SUBFIELD.split(whole)
    pairs = list(zip(pieces[1::2], pieces[2::2], strict=True))
    counts = Counter(tag for tag, _ in pairs)
    own = {tag: value for tag, value in pairs if counts[tag] == 1}  # what stands twice is doubtful
    remittance = [value for tag, value in pairs if "20" <= tag <= "29" or "60" <= tag <= "63"]
    labelled, texts = _sepa(remittance)
    found = read_texts([" ".join(texts)], our_iban=our_account, is_credit=is_credit)
    return BankPayment(
        amount=amount,
        payer=" ".join(_texts([own.get("32", ""), own.get("33", "")], _SUBFIELD_COLUMNS)) if "32" in own else "",
        ultimate_payer=labelled.pop("ABWA", "") if is_credit else labelled.pop("ABWE", ""),
        payer_account=_account(own.get("31", "")) if "31" in counts else found.account,
        payer_agent=compact(own.get("30", "")),
        end_to_end_id=told(labelled.pop("EREF", "")),
        creditor_reference=found.reference,
        references=tuple(f"{word} {value}" for word, value in labelled.items() if told(value)),
        text_parts=tuple(texts),
        return_reason=own.get("34", "").strip().strip("0"),
    )


def _sepa(subfields: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Sort what SEPA labels within the text from the text itself: a label counts only where a subfield begins."""
    groups: list[tuple[str, list[str]]] = [("", [])]
    for value in subfields:
        label = _SEPA_WORD.match(value)
        if label and label[1] not in [word for word, _ in groups]:
            groups.append((label[1], [value]))
        else:
            groups[-1][1].append(value)
    labelled: dict[str, str] = {}
    texts: list[str] = []
    for word, values in groups:
        parts = _texts(values, _SUBFIELD_COLUMNS)
        if word in ("", "SVWZ"):
            texts += [part for part in (parts[0].removeprefix("SVWZ+"), *parts[1:]) if part] if parts else []
        else:
            labelled[word] = " ".join(parts).removeprefix(f"{word}+").strip()
    return labelled, texts


# Code words: /ORDP/NAME/IBAN/CH…/REMI/text --------------------------------------------------------------------------


def _unfolded(lines: Sequence[str]) -> str:
    """Put the lines together: one that begins with ``//`` goes on at once, as does one below a full line."""
    text, is_full = "", True
    for count, line in enumerate(lines):
        goes_on = _GOES_ON.match(line) if count else None
        text += line[2:] if goes_on else line if is_full or line.startswith("/") else f" {line}"
        is_full = len(line) >= _COLUMNS
    return text


def _of_words(text: str, amount: Decimal, *, is_credit: bool) -> BankPayment:
    pieces = _WORD.split(text)
    party: dict[str, str] = {}
    others: dict[str, str] = {}
    remittance: list[str] = []
    is_theirs = True
    for word, value in zip(pieces[1::2], pieces[2::2], strict=True):
        if remittance and word not in _AFTER_THE_TEXT:
            remittance[-1] += f"/{word}{value}"
            continue
        if word in (*_PAYERS, *_PAYEES):
            is_theirs = (word in _PAYERS) is is_credit
        if word == "REMI":
            remittance.append(value)
        elif word not in _OF_A_PARTY:
            others.setdefault(word, _bare(value))
        elif is_theirs:
            party.setdefault("NAME" if word in (*_PAYERS, *_PAYEES) and _bare(value) else word, _bare(value))
    return _told_by_words(party, others, remittance, amount, is_credit=is_credit)


def _bare(value: str) -> str:
    return " ".join(value.split()).strip("/ ")


def _told_by_words(
    party: dict[str, str], others: dict[str, str], remittance: list[str], amount: Decimal, *, is_credit: bool
) -> BankPayment:
    account, agent, name = (*party.get("CNTP", "").split("/", 3), "", "", "")[:3]
    references, texts = _remittance(remittance)
    return BankPayment(
        amount=amount,
        payer=party.get("NAME") or name.strip(),
        ultimate_payer=others.get("ULTD", "") if is_credit else others.get("ULTC") or others.get("ULTB", ""),
        payer_account=_account(party.get("IBAN") or party.get("ACCT") or account),
        payer_agent=compact(party.get("BIC") or agent),
        end_to_end_id=told(others.get("EREF", "")),
        creditor_reference=references[0] if len(set(references)) == 1 else "",
        references=tuple(f"{word} {others[word]}" for word in _REFERENCES[1:] if told(others.get(word, ""))),
        text_parts=tuple(texts),
        charges=others.get("CHGS", ""),
        original=" ".join(filter(None, (others.get("OCMT"), others.get("EXCH")))),
        return_reason=others.get("RTRN", ""),
    )


def _remittance(values: Sequence[str]) -> tuple[list[str], list[str]]:
    """Sort what is labelled as, or is nothing but, a reference with right check digits from the texts."""
    references, texts = [], []
    for value in values:
        found = _REMITTANCE.match(value)
        assert found is not None, "the pattern fits every text"
        rest = " ".join(found["rest"].split()).removesuffix("/")
        proven = "" if found["free"] else read_texts([rest], our_iban="", is_credit=True).reference
        if proven and compact(rest) == proven:
            references.append(proven)
        elif rest:
            texts.append(rest)
    return references, texts
