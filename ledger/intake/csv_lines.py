"""Turn the rows of a bank's CSV export into booked lines with their payments.

Apart because money is decided here: a row with an amount is a booking, a row without is detail of the one above, and a
sub-amount is a payment within a booking and never added.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from db.money import ZERO_CHF, chf_text
from db.vocabulary import Direction
from ledger.intake.csv_balances import Step
from ledger.intake.csv_cells import CsvFault, amount, day, padded_amount
from ledger.intake.csv_layouts import (
    CREDIT_WORDS,
    DEBIT_WORDS,
    END_WORDS,
    META_WORDS,
    TOTAL_START,
    Column,
    Meta,
    folded,
)
from ledger.intake.csv_table import Header, Row
from ledger.intake.csv_texts import Found, read_texts, starts_with_label, valid_ibans
from ledger.intake.statements import BankPayment, StatementLine

_MONEY = (Column.AMOUNT, Column.DEBIT, Column.CREDIT)
_BALANCES = {Meta.OPENING, Meta.CLOSING}


@dataclass(slots=True)
class Booking:
    """A row with an amount, and the rows below it that belong to it."""

    head: Row
    signed: Decimal
    booked_on: date | None
    step: Step
    details: list[Row] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)

    @property
    def raw(self) -> str:
        """Give the bank's own text of all its rows, in the order of the file."""
        rows = sorted([self.head, *self.details, *self.parts], key=lambda row: row.line)
        return "".join(row.raw for row in rows).rstrip("\r\n")


@dataclass(slots=True)
class Body:
    """What stands below the header: the bookings, and what the rows at the end say."""

    bookings: list[Booking] = field(default_factory=list)
    footer: dict[Meta, Decimal] = field(default_factory=dict)
    parts_count: int = 0


def read_body(rows: Iterable[Row], header: Header) -> Body:
    """Sort the rows into bookings and what belongs to them. Raises CsvFault."""
    body = Body()
    below = iter(rows)
    for row in below:
        if not any(row.cells):
            continue
        if folded(row.cells[0]) in END_WORDS:
            _nothing_booked(below, header)
        elif row.cells[0].casefold().startswith(TOTAL_START) and not _is_day(row, header):
            _check_totals(row, header, body.bookings)
        elif labels := _balance_labels(row):
            body.footer |= _footer(labels, next(below, None))
        else:
            _take(row, header, body)
    return body


def _take(row: Row, header: Header, body: Body) -> None:
    if any(header.cell(row, column) for column in _MONEY):
        body.bookings.append(_booking(row, header))
    elif not body.bookings:
        raise CsvFault(f"line {row.line} has no amount, and there is no booking above it that it could belong to")
    else:
        _take_detail(row, header, body)


def _take_detail(row: Row, header: Header, body: Body) -> None:
    head = body.bookings[-1].head
    if header.cell(row, Column.BALANCE):
        raise CsvFault(f"line {row.line} has a balance and no amount")
    if header.layout.repeats_dates:
        same = header.cell(row, Column.REFERENCE) == header.cell(head, Column.REFERENCE)
    else:
        same = not _is_day(row, header)
    if not same:
        raise CsvFault(f"line {row.line} has a booking date and no amount")
    if header.cell(row, Column.PART):
        body.bookings[-1].parts.append(row)
        body.parts_count += 1
    else:
        body.bookings[-1].details.append(row)


def _is_day(row: Row, header: Header) -> bool:
    """Tell whether a booking date stands in the row; some banks put the text of a detail into that column."""
    cell = header.cell(row, Column.BOOKED)
    try:
        return bool(cell) and bool(day(cell, header.layout, row.line, "booking date"))
    except CsvFault:
        return False


def _booking(row: Row, header: Header) -> Booking:
    if len(row.cells) < header.width:
        why = f"line {row.line} is cut short: it has {len(row.cells)} cells, the header {header.width}"
        raise CsvFault(why)
    if any(row.cells[header.width :]):
        why = f"line {row.line} has more cells than the header, so its amounts may stand in the wrong columns"
        raise CsvFault(why)
    written = header.cell(row, Column.BOOKED)
    if not (written or header.layout.has_pending):
        raise CsvFault(f"line {row.line} has an amount and no booking date")
    signed = _signed(row, header)
    booked_on = day(written, header.layout, row.line, "booking date") if written else None
    told = header.cell(row, Column.TRADED) or written or header.cell(row, Column.VALUED)
    traded_on = day(told, header.layout, row.line, "trade date")
    balance = header.cell(row, Column.BALANCE)
    step = Step(row.line, (traded_on, booked_on or traded_on), signed, amount(balance, row.line) if balance else None)
    return Booking(row, signed, booked_on, step)


def _signed(row: Row, header: Header) -> Decimal:
    """Read what the row adds to the account, by the sign convention of the layout. Raises CsvFault."""
    if Column.AMOUNT in header.cells_of:
        return _agreed(amount(header.cell(row, Column.AMOUNT), row.line), row, header)
    debit_cell, credit_cell = header.cell(row, Column.DEBIT), header.cell(row, Column.CREDIT)
    debit = amount(debit_cell, row.line) if debit_cell else ZERO_CHF
    credit = amount(credit_cell, row.line) if credit_cell else ZERO_CHF
    if debit and credit:
        raise CsvFault(f"line {row.line} has a debit {debit_cell} and a credit {credit_cell}")
    if credit < ZERO_CHF:
        raise CsvFault(f"line {row.line}: the credit {credit_cell} is negative")
    is_negative = header.layout.debits_are_negative
    if debit and (debit < ZERO_CHF) is not is_negative:
        how = "with" if is_negative else "without"
        raise CsvFault(f"line {row.line}: the debit {debit_cell} is not written {how} a minus, as this bank does")
    return credit - abs(debit)


def _agreed(signed: Decimal, row: Row, header: Header) -> Decimal:
    """Check a sign against the word beside it, where the layout has one."""
    if Column.DIRECTION not in header.cells_of or not signed:
        return signed
    word = header.cell(row, Column.DIRECTION)
    if folded(word) not in (DEBIT_WORDS if signed < ZERO_CHF else CREDIT_WORDS):
        raise CsvFault(f"line {row.line}: the amount {signed} and the word {word[:20]!r} beside it do not agree")
    return signed


# The rows at the end ----------------------------------------------------------------------------------------------


def _nothing_booked(below: Iterator[Row], header: Header) -> None:
    for row in below:
        if _is_day(row, header):
            raise CsvFault(f"line {row.line} stands below the bank's disclaimer and looks like a booking")


def _check_totals(row: Row, header: Header, bookings: list[Booking]) -> None:
    """Compare the sums that a bank writes below the table; a column without a sum is not compared."""
    sums = {
        Column.DEBIT: -sum((each.signed for each in bookings if each.signed < ZERO_CHF), ZERO_CHF),
        Column.CREDIT: sum((each.signed for each in bookings if each.signed > ZERO_CHF), ZERO_CHF),
    }
    for column, added in sums.items():
        told = header.cell(row, column)
        if told and abs(amount(told, row.line)) != added:
            why = f"line {row.line}: the {column}s add up to {chf_text(added)}, the bank's own total is {told}"
            raise CsvFault(why)


def _balance_labels(row: Row) -> list[Meta]:
    """Give the labels of the balances that stand in the row below, if the row is nothing but labels."""
    cells = [cell for cell in row.cells if cell]
    labels = {META_WORDS.get(folded(cell)) for cell in cells} if len(cells) == len(_BALANCES) else set()
    return [META_WORDS[folded(cell)] for cell in cells] if labels == _BALANCES else []


def _footer(labels: list[Meta], below: Row | None) -> dict[Meta, Decimal]:
    if below is None:
        return {}
    values = [padded_amount(cell, below.line) for cell in below.cells if cell]
    if len(values) != len(labels):
        raise CsvFault(f"line {below.line} has {len(values)} balances for {len(labels)} labels")
    return dict(zip(labels, values, strict=True))


# The lines --------------------------------------------------------------------------------------------------------


def line_of(booking: Booking, position: int, header: Header, our_iban: str) -> tuple[StatementLine, str]:
    """Make the line of a booked row, and tell what is odd about it."""
    if booking.booked_on is None:
        raise CsvFault(f"line {booking.head.line} has no booking date")
    valued = header.cell(booking.head, Column.VALUED)
    direction = Direction.CREDIT if booking.signed > ZERO_CHF else Direction.DEBIT
    payments, oddity = _payments(booking, header, our_iban)
    kinds = [*header.texts(booking.head, Column.KIND), *header.texts(booking.head, Column.NOTE)]
    if len(payments) > 1:
        kinds = [*header.texts(booking.head, Column.PARTY), *kinds, *header.texts(booking.head, Column.TEXT)]
    line = StatementLine(
        position=position,
        direction=direction,
        amount=abs(booking.signed),
        booked_on=booking.booked_on,
        value_date=day(valued, header.layout, booking.head.line, "value date") if valued else booking.booked_on,
        raw=booking.raw,
        bank_reference=header.cell(booking.head, Column.REFERENCE),
        note=" ".join(kinds),
        payments=payments,
    )
    return line, oddity


def _payments(booking: Booking, header: Header, our_iban: str) -> tuple[tuple[BankPayment, ...], str]:
    """Make one payment, or one for each sub-amount where they all go the way of the line."""
    parts = [(row, _part_amount(row, header)) for row in booking.parts]
    known = [part for _, part in parts if part is not None]
    if len(parts) < 2 or len(known) < len(parts) or not _go_one_way(known, booking.signed):
        return (_payment(booking, booking.details + booking.parts, header, our_iban),), ""
    payments = tuple(_part(row, abs(part or ZERO_CHF), booking, header, our_iban) for row, part in parts)
    added = abs(sum(known, ZERO_CHF))
    total = abs(booking.signed)
    odd = f"line {booking.head.line}: its {len(payments)} payments add up to {added}, the booking is {total}"
    return payments, "" if added == total else f"{odd}, which counts"


def _go_one_way(parts: list[Decimal], signed: Decimal) -> bool:
    """Tell whether sub-amounts are payments of the booking: some banks write those of a debit without a minus."""
    return all(part > ZERO_CHF for part in parts) or (signed < ZERO_CHF and all(part < ZERO_CHF for part in parts))


def _part_amount(row: Row, header: Header) -> Decimal | None:
    """Read a sub-amount; none where it is in another currency."""
    if header.cell(row, Column.RATE) or _foreign(row, header):
        return None
    read = padded_amount if header.layout.pads_parts else amount
    return read(header.cell(row, Column.PART), row.line)


def _foreign(row: Row, header: Header) -> str:
    currency = header.cell(row, Column.PART_CURRENCY)
    return currency if currency != header.currency else ""


def _original(row: Row, header: Header) -> str:
    """Write a sub-amount in another currency, and its rate, as the bank gives them."""
    part, rate = header.cell(row, Column.PART), header.cell(row, Column.RATE)
    if not part or not (rate or _foreign(row, header)):
        return ""
    return f"{_foreign(row, header)} {part}{' rate ' + rate if rate else ''}".strip()


def _payment(booking: Booking, below: list[Row], header: Header, our_iban: str) -> BankPayment:
    """Make the one payment of a line; the rows below it are its text."""
    party, texts = _party(booking.head, header)
    for row in below:
        other, more = _party(row, header)
        party = party or other
        texts += [*more, *_part_in_words(row, header)]
    found = read_texts(texts, our_iban=our_iban, is_credit=booking.signed > ZERO_CHF)
    originals = filter(None, (_original(row, header) for row in (booking.head, *below)))
    return _described(party, found, abs(booking.signed), ", ".join(originals))


def _part(row: Row, part: Decimal, booking: Booking, header: Header, our_iban: str) -> BankPayment:
    party, texts = _party(row, header)
    return _described(party, read_texts(texts, our_iban=our_iban, is_credit=booking.signed > ZERO_CHF), part, "")


def _described(party: str, found: Found, money: Decimal, original: str) -> BankPayment:
    return BankPayment(
        amount=money,
        payer=party,
        payer_account=found.account,
        creditor_reference=found.reference,
        text_parts=found.texts,
        original=original,
    )


def _party(row: Row, header: Header) -> tuple[str, list[str]]:
    """Tell the other side from the texts of a row.

    UBS names it in its first description, up to the first semicolon, and says in the second what kind of booking it is;
    without a kind, or with an account there, the first description is the bank's own words. A part has no kind.
    """
    named, kinds = header.texts(row, Column.PARTY), header.texts(row, Column.KIND)
    texts = header.texts(row, Column.TEXT)
    shifted = header.cell(row, Column.BOOKED)
    if shifted and not any(header.cell(row, column) for column in _MONEY) and not _is_day(row, header):
        texts = [shifted, *texts]
    is_named = bool(header.cell(row, Column.PART)) or any(not valid_ibans(kind) for kind in kinds)
    if named and is_named and not starts_with_label(named[0]):
        return named[0].partition(";")[0].strip(), texts
    return "", [*named, *texts]


def _part_in_words(row: Row, header: Header) -> list[str]:
    """Keep a sub-amount that is no payment of its own as text, unless the booking's amount says it already."""
    return [header.cell(row, Column.PART)] if header.layout.pads_parts and header.cell(row, Column.PART) else []
