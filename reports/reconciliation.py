"""The reconciliation statement of a month: what the bank booked, what each receipt is, and why the books agree.

The bank's side is by day of booking, from the balances of its statements; the books' side is by value date, from the
entries. Every item between the two has its figure, and what is left must be 0.00.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from db.bank_readings import BankLineReading
from db.match_readings import AllocationReading
from db.money import ZERO_CHF, with_chf
from db.readings import ApplicationReading, ChargeReading, ReceiptReading
from db.vocabulary import Direction
from reports.books_side import BooksSide
from reports.matching import use_in_words
from reports.picture import sum_chf
from reports.receipts_of_period import Tie
from reports.table import Cell, Column, Heading, Identity, Kind, Table

CLASSES = ("automatic", "decided by a person", "unidentified", "set aside", "returned")
_DEBITS = ("fee or transfer, set aside", "takes back a receipt", "nobody has said what for")


def reconciliation(
    heading: Heading,
    period: tuple[date, date],
    ties: Sequence[Tie],
    lines: Sequence[BankLineReading],
    books: BooksSide,
    receipts: Mapping[int, ReceiptReading],
    applications: Iterable[ApplicationReading],
    charges: tuple[Sequence[ChargeReading], Sequence[ChargeReading]],
    is_automatic: Callable[[str], bool],
) -> Table:
    """Build the statement of a month; ``lines`` are those booked in it, ``charges`` those before it and at its end."""
    first, last = period
    used: dict[int, list[AllocationReading]] = defaultdict(list)
    for each in applications:
        used[each.receipt_id].append(AllocationReading(each.year, each.line, each.amount_chf))
    received, debits = sides_of(lines, receipts)
    rows = [
        *_bank_rows(ties),
        *(_receipt_row(line, receipts[line.receipt_id or 0], used, is_automatic) for line in received),
        *(_debit_row(line) for line in debits),
        *_books_rows(books, last),
        *_invoice_rows(*charges),
    ]
    classes = {name: [row for row in rows if row["section"] == "receipts" and row["class"] == name] for name in CLASSES}
    difference = difference_of(ties, books, last)
    return Table(
        name="reconciliation",
        title=f"Bank reconciliation {first:%Y-%m}",
        heading=heading,
        columns=_COLUMNS,
        rows=tuple(rows),
        total={},
        notes=(*_notes(ties, books.gaps_until(last), classes, debits), _difference_words(difference)),
        identities=tuple(identities(ties, received, debits, difference)),
        figures={
            "opening": _sum_known(each.opening for each in ties),
            "credits": sum_chf(each.credits for each in ties),
            "debits": sum_chf(each.debits for each in ties),
            "closing": _sum_known(each.closing for each in ties),
            "books": books.bank.until(last),
            "difference": difference,
            "classes_count": {name: len(held) for name, held in classes.items()},
            "classes_chf": {name: sum_chf(_amount(row) for row in held) for name, held in classes.items()},
        },
    )


_COLUMNS = (
    Column("section", "Section"),
    Column("item", "Item"),
    Column("on", "Booked", Kind.DATE, spare=2),
    Column("state", "State", spare=1),
    Column("amount", "CHF", Kind.CHF),
    Column("class", "Class"),
    Column("pays", "Pays", spare=3),
    Column("evidence", "Known by", spare=4),
)


def _line_of(section: str, item: str, amount: Decimal | None, **further: Cell) -> dict[str, Cell]:
    blank: dict[str, Cell] = {"on": None, "state": "", "class": "", "pays": "", "evidence": ""}
    return {"section": section, "item": item, "amount": amount, **blank, **further}


def _amount(row: Mapping[str, Cell]) -> Decimal:
    amount = row["amount"]
    assert isinstance(amount, Decimal)
    return amount


def _bank_rows(ties: Sequence[Tie]) -> Iterable[dict[str, Cell]]:
    for each in ties:
        yield _line_of("bank", f"{each.account}: balance before", each.opening)
        yield _line_of("bank", f"{each.account}: came in", each.credits)
        yield _line_of("bank", f"{each.account}: paid out", -each.debits)
        yield _line_of("bank", f"{each.account}: balance after", each.closing)


def _receipt_row(
    line: BankLineReading,
    receipt: ReceiptReading,
    used: Mapping[int, Sequence[AllocationReading]],
    is_automatic: Callable[[str], bool],
) -> dict[str, Cell]:
    return _line_of(
        "receipts",
        f"{receipt.label} {line.payer}".strip(),
        line.amount,
        on=line.booked_on,
        state=receipt.state or "",
        pays=use_in_words(used.get(receipt.id, ()), receipt.on_account_chf),
        evidence=receipt.evidence or line.set_aside,
        **{"class": _class_of(receipt, is_automatic)},
    )


def _class_of(receipt: ReceiptReading, is_automatic: Callable[[str], bool]) -> str:
    if receipt.returned_chf:
        return "returned"
    if receipt.set_aside_chf:
        return "set aside"
    if receipt.state is None:
        return "unidentified"
    return "automatic" if is_automatic(receipt.evidence) else "decided by a person"


def _debit_row(line: BankLineReading) -> dict[str, Cell]:
    kind = _DEBITS[0] if line.set_aside else _DEBITS[1] if line.receipt_id else _DEBITS[2]
    item = f"{line.label} {line.payer or line.text or line.note}".strip()
    said = f"R{line.receipt_id}" if line.receipt_id else line.set_aside
    return _line_of("paid out", item, -line.amount, on=line.booked_on, evidence=said, **{"class": kind})


def _books_rows(books: BooksSide, last: date) -> Iterable[dict[str, Cell]]:
    yield _line_of("books", "receipts in the books, less what the bank took back", books.bank.until(last))
    for item, amount in books.bridge(last):
        if amount:
            yield _line_of("books", item, amount)
    reached = books.bank.until(last) + sum_chf(amount for _, amount in books.bridge(last))
    yield _line_of("books", "what the bank must hold by the books", reached)


def _invoice_rows(before: Sequence[ChargeReading], after: Sequence[ChargeReading]) -> Iterable[dict[str, Cell]]:
    """Give the invoices that the month settled, in full or in part, and those still open, by year."""
    was, now = _open_by_invoice(before), _open_by_invoice(after)
    paid_before, paid_now = _paid_by_invoice(before), _paid_by_invoice(after)
    touched = [number for number in now if paid_now[number] != paid_before.get(number, ZERO_CHF)]
    settled = [number for number in touched if not now[number] and was.get(number, Decimal(1))]
    part = [number for number in touched if now[number]]
    yield _line_of("invoices", _counted("settled in the month", len(settled)), _sum(paid_now, paid_before, settled))
    yield _line_of("invoices", _counted("part-settled in the month", len(part)), _sum(paid_now, paid_before, part))
    for year in sorted({number[:4] for number in now}):
        still = [number for number in now if number[:4] == year and now[number]]
        if still:
            yield _line_of(
                "invoices", _counted(f"of {year} still open", len(still)), sum_chf(now[each] for each in still)
            )


def _counted(what: str, count: int) -> str:
    return f"{count} {'invoice' if count == 1 else 'invoices'} {what}"


def _sum(now: Mapping[str, Decimal], before: Mapping[str, Decimal], numbers: Iterable[str]) -> Decimal:
    return sum_chf(now[number] - before.get(number, ZERO_CHF) for number in numbers)


def _open_by_invoice(charges: Iterable[ChargeReading]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(lambda: ZERO_CHF)
    for charge in charges:
        found[charge.invoice_number] += charge.open_chf
    return found


def _paid_by_invoice(charges: Iterable[ChargeReading]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(lambda: ZERO_CHF)
    for charge in charges:
        found[charge.invoice_number] += charge.received_chf + charge.bank_charges_chf
    return found


def _sum_known(amounts: Iterable[Decimal | None]) -> Decimal | None:
    held = list(amounts)
    known = [amount for amount in held if amount is not None]
    return sum_chf(known) if held and len(known) == len(held) else None


def difference_of(ties: Sequence[Tie], books: BooksSide, last: date) -> Decimal | None:
    """Give what the bank holds more than the books explain at the end of a day; nothing where that is not proven."""
    closing = _sum_known(each.closing for each in ties)
    if closing is None or books.before_chf is None or books.gaps_until(last) or any(each.doubts for each in ties):
        return None
    return closing - books.bank.until(last) - sum_chf(amount for _, amount in books.bridge(last))


def _difference_words(difference: Decimal | None) -> str:
    if difference is None:
        return "Difference between bank and books: not proven, because of what is said above."
    return f"Difference between bank and books: {with_chf(difference)}"


def _notes(
    ties: Sequence[Tie],
    gaps: Sequence[str],
    classes: Mapping[str, Sequence[Mapping[str, Cell]]],
    debits: Sequence[BankLineReading],
) -> Iterable[str]:
    for each in ties:
        yield from (f"NOT PROVEN, {each.account}: {doubt}" for doubt in each.doubts)
    yield from (f"NOT PROVEN, {gap}" for gap in gaps)
    if not ties:
        yield "NOT PROVEN: there is no bank statement of an account in francs"
    counted = [
        f"{len(held)} {name} ({with_chf(sum_chf(_amount(row) for row in held))})"
        for name, held in classes.items()
        if held
    ]
    if counted:
        yield f"Receipts: {', '.join(counted)}"
    unsaid = [line.amount for line in debits if not line.set_aside and not line.receipt_id]
    if unsaid:
        yield f"Paid out and nobody has said what for: {len(unsaid)} ({with_chf(sum_chf(unsaid))})"


def sides_of(
    lines: Sequence[BankLineReading], receipts: Container[int | None]
) -> tuple[list[BankLineReading], list[BankLineReading]]:
    """Give of a month's lines the credits that are receipts of the books, and the debits."""
    received = [line for line in lines if line.direction is Direction.CREDIT and line.receipt_id in receipts]
    return received, [line for line in lines if line.direction is Direction.DEBIT]


def identities(
    ties: Sequence[Tie],
    receipts: Sequence[BankLineReading],
    debits: Sequence[BankLineReading],
    difference: Decimal | None,
) -> Iterable[Identity]:
    """Give the control figures of a month; ``receipts`` and ``debits`` are its two sides."""
    credits_chf, debits_chf = sum_chf(each.credits for each in ties), sum_chf(each.debits for each in ties)
    yield Identity("receipts listed = came in in the month", sum_chf(line.amount for line in receipts), credits_chf)
    yield Identity("lines paid out = paid out in the month", sum_chf(line.amount for line in debits), debits_chf)
    for each in ties:
        if each.opening is not None and each.closing is not None and not each.doubts:
            reached = each.opening + each.credits - each.debits
            yield Identity(f"{each.account}: before + came in - paid out = after", reached, each.closing)
    if difference is not None:
        yield Identity("difference between bank and books = none", difference, ZERO_CHF)
