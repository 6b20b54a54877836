"""Read the CSV exports of Swiss banks' e-banking: UBS, PostFinance, ZKB, Raiffeisen, BCV and the former Credit Suisse.

For the day the camt file is not at hand. Apart because here a file becomes a statement: its order, period and balances;
``ledger.intake.csv_layouts`` knows the banks, ``csv_table`` finds the table, ``csv_lines`` reads the bookings.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from db.money import ZERO_CHF
from ledger.intake.camt_entry import compact
from ledger.intake.csv_balances import outer_balances, runs_backwards
from ledger.intake.csv_cells import CsvFault, day
from ledger.intake.csv_layouts import BANKS, Column, Meta
from ledger.intake.csv_lines import Body, Booking, line_of, read_body
from ledger.intake.csv_table import Header, MetaRows, NoKnownHeader, open_table
from ledger.intake.csv_texts import valid_ibans
from ledger.intake.decoding import text_of
from ledger.intake.statements import BankFile, Statement, StatementLine, UnreadableBankFile

_CURRENCY_LETTERS = 3


class UnknownLayout(UnreadableBankFile):
    """Refuse a file that has no header of a known bank; the director can say what its columns are."""

    def __init__(self, name: str, why: str) -> None:
        known = f"{', '.join(BANKS[:-1])} or {BANKS[-1]}"
        mapped = f"say once what its columns are with `isu bank map {name}`"
        super().__init__(name, why, f"fetch it as camt.053 or as CSV from {known}, or {mapped}")


def read_bank_csv(name: str, data: bytes) -> BankFile:
    """Read the bytes of one CSV export; ``name`` is for messages.

    Lines come oldest first. Raises UnknownLayout if no known header stands in it, else UnreadableBankFile for whatever
    is doubtful, with its line.
    """
    text = text_of(name, data)
    try:
        header, meta, rows = open_table(text)
        body = read_body(rows, header)
        statement = _statement(header, meta, body)
    except NoKnownHeader as fault:
        raise UnknownLayout(name, fault.why) from None
    except CsvFault as fault:
        raise UnreadableBankFile(name, fault.why, fault.remedy) from None
    return BankFile(name, hashlib.sha256(data).hexdigest(), f"CSV {header.layout.bank}", (statement,))


def _statement(header: Header, meta: MetaRows, body: Body) -> Statement:
    ordered = _oldest_first(header, body, meta.amount(Meta.OPENING))
    warnings = [header.layout.remark] if header.layout.remark else []
    _check_count(meta.text(Meta.COUNT), body, warnings)
    iban = _our_iban(header, meta, body.bookings, warnings)
    currency, currencies = _currencies(header, meta, body.bookings, warnings)
    lines = _lines(ordered, header, iban, warnings)
    if not lines:
        raise CsvFault("it holds a header and no booked line below it", "fetch it for a period with bookings")
    from_on, to_on = _period(header, meta, body.bookings, lines)
    outside = [line for line in lines if not from_on <= line.booked_on <= to_on]
    if outside:
        warnings.append(f"lines booked outside its period: {len(outside)}, the first on {outside[0].booked_on}")
        from_on = min(from_on, *(line.booked_on for line in outside))
        to_on = max(to_on, *(line.booked_on for line in outside))
    opening, closing = _balances(meta, body, ordered, warnings)
    return Statement(
        iban=iban,
        currency=currency,
        identification=f"{header.layout.bank} {from_on} to {to_on}",
        sequence="",
        from_on=from_on,
        to_on=to_on,
        opening=opening,
        closing=closing,
        lines=lines,
        currencies=currencies,
        warnings=tuple(warnings),
    )


def _oldest_first(header: Header, body: Body, opening: Decimal | None) -> list[Booking]:
    steps = [booking.step for booking in body.bookings]
    if steps and runs_backwards(steps, newest_first=header.layout.newest_first, opening=opening):
        return body.bookings[::-1]
    return body.bookings


def _check_count(told: str, body: Body, warnings: list[str]) -> None:
    """Compare the bank's own count: fewer rows than it says were lost on the way."""
    if not (told.isascii() and told.isdigit() and len(told) < 10):
        return
    count = len(body.bookings)
    if int(told) > count + body.parts_count:
        raise CsvFault(f"the bank counts {int(told)} bookings in it and only {count} are there")
    if int(told) != count:
        warnings.append(f"the bank counts {int(told)} bookings in it, {count} are there")


def _our_iban(header: Header, meta: MetaRows, bookings: Sequence[Booking], warnings: list[str]) -> str:
    """Give our account from the rows or from above the header; nothing where it is not told for certain."""
    written = {compact(header.cell(each.head, Column.IBAN)) for each in bookings} - {""}
    if len(written) > 1:
        raise CsvFault("it holds the lines of several accounts", "fetch each account by itself")
    told = " ".join(written) or meta.text(Meta.IBAN)
    found = valid_ibans(told)
    if told and not found:
        warnings.append(f"the account {told.strip()[:40]!r} is no IBAN with right check digits")
    return found[0] if len(found) == 1 else ""


def _currencies(
    header: Header, meta: MetaRows, bookings: Sequence[Booking], warnings: list[str]
) -> tuple[str, tuple[str, ...]]:
    """Give the account's currency and all that stand in the file: from the rows, the header or above it, else CHF."""
    of_rows = [header.cell(each.head, Column.CURRENCY) for each in bookings]
    above = meta.text(Meta.CURRENCY) or _currency_in(meta.text(Meta.BALANCE_NOW))
    told = [each for each in dict.fromkeys((above, header.currency, *of_rows)) if each]
    odd = [each for each in told if not (len(each) == _CURRENCY_LETTERS and each.isascii() and each.isupper())]
    if odd:
        raise CsvFault(f"its currency {odd[0][:20]!r} is no code of three capitals")
    if not told:
        warnings.append("the file does not say its currency; CHF is taken")
    return (told[0], tuple(told)) if told else ("CHF", ("CHF",))


def _currency_in(balance: str) -> str:
    return next((word for word in balance.split() if len(word) == _CURRENCY_LETTERS and word.isalpha()), "")


def _lines(ordered: Iterable[Booking], header: Header, iban: str, warnings: list[str]) -> list[StatementLine]:
    lines: list[StatementLine] = []
    for booking in ordered:
        at = f"line {booking.head.line}"
        if booking.booked_on is None:
            warnings.append(f"{at}: {abs(booking.signed)} is not booked yet and was skipped")
        elif booking.signed == ZERO_CHF:
            warnings.append(f"{at}: a booking of 0.00 was skipped")
        else:
            line, oddity = line_of(booking, len(lines) + 1, header, iban)
            lines.append(line)
            warnings.extend(filter(None, [oddity]))
    return lines


def _period(
    header: Header, meta: MetaRows, bookings: Sequence[Booking], lines: Sequence[StatementLine]
) -> tuple[date, date]:
    booked = [line.booked_on for line in lines]
    from_on = meta.day(Meta.FROM, header.layout) or _day_of_rows(header, bookings, Column.FROM) or min(booked)
    to_on = meta.day(Meta.TO, header.layout) or _day_of_rows(header, bookings, Column.TO) or max(booked)
    if from_on > to_on:
        raise CsvFault(f"its period runs from {from_on} to {to_on}, backwards")
    return from_on, to_on


def _day_of_rows(header: Header, bookings: Sequence[Booking], column: Column) -> date | None:
    """Give the day that the layout repeats in each row."""
    row = bookings[0].head
    cell = header.cell(row, column)
    return day(cell, header.layout, row.line, str(column)) if cell else None


def _balances(
    meta: MetaRows, body: Body, ordered: Sequence[Booking], warnings: list[str]
) -> tuple[Decimal | None, Decimal | None]:
    """Give the balances before and after; one that counts lines not booked yet is none of a statement."""
    first, last = outer_balances([booking.step for booking in ordered])
    told = {Meta.OPENING: meta.amount(Meta.OPENING), Meta.CLOSING: meta.amount(Meta.CLOSING)}
    told |= {label: value for label, value in body.footer.items() if told[label] is None}
    opening = first if told[Meta.OPENING] is None else told[Meta.OPENING]
    closing = last if told[Meta.CLOSING] is None else told[Meta.CLOSING]
    if closing is not None and any(booking.booked_on is None for booking in ordered):
        warnings.append(f"the closing balance {closing} counts lines that are not booked yet, so it is not used")
        return opening, None
    return opening, closing
