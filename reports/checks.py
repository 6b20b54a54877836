"""The identities of the books, each with its two figures: what `isu check` recomputes."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from db import balances, bank_papers
from db.file_faults import file_faults
from db.letter_readings import LetterDecision
from db.lowest import lowest_days
from db.money import ZERO_CHF, chf_text, with_chf
from db.readings import ReceiptReading
from db.vocabulary import Account
from reports.arrears import arrears
from reports.picture import Picture, sum_chf
from reports.proof import COLUMNS, Finding, rows_of
from reports.status import control_words, status
from reports.table import Heading, Identity, Table


def check(
    db: sqlite3.Connection,
    heading: Heading,
    picture: Picture | None,
    decisions: Sequence[LetterDecision],
    further: Iterable[Identity] = (),
    found: Sequence[Finding] = (),
) -> Table:
    """Recompute every identity as of the heading's day and moment; ``further`` ones, and a picture if there is one.

    ``found`` is the proof of the file, which comes first; without it the faults of the file are counted.
    """
    identities = [
        *_books(db, heading.as_of, heading.known_at),
        *(() if found else (Identity("faults in the file = none", len(file_faults(db)), 0),)),
        *(_reports(picture, decisions) if picture else ()),
        *further,
    ]
    lines = [*found, *(Finding(each.name, each.figures(), each.holds) for each in identities), *_below_zero(db)]
    broken_count = sum(not each.holds for each in lines)
    return Table(
        name="check",
        title="Identities of the books",
        heading=heading,
        columns=COLUMNS,
        rows=rows_of(lines),
        total={"holds_count": len(lines) - broken_count, "broken_count": broken_count},
    )


def _below_zero(db: sqlite3.Connection) -> list[Finding]:
    """Name every charge and receipt that was below zero on any day, whatever the day asked about."""
    name = "charges and receipts below zero on any day = none"
    broken = [
        Finding(
            f"{_ITEM[each.what]}{each.id} {each.place} is not below zero".replace("  ", " "),
            f"{with_chf(each.amount_chf)} on {each.on}",
            holds=False,
        )
        for each in lowest_days(db)
    ]
    return broken or [Finding(name, "none", holds=True)]


_ITEM = {"charge": "charge ", "receipt": "receipt R"}


def _books(db: sqlite3.Connection, as_of: date, known: datetime | None) -> Iterator[Identity]:
    held = balances.account_balances(db, as_of=as_of, known_at=known)
    receipts = balances.receipts(db, as_of=as_of, known_at=known)
    charges = balances.charges(db, as_of=as_of, known_at=known)
    received_chf = sum_chf(each.amount_chf for each in receipts)
    used_chf = sum_chf(sum_chf(_parts(each)) for each in receipts)
    returned_chf = sum_chf(each.returned_chf for each in receipts)
    yield Identity("the accounts of the books add up to nothing", sum_chf(held.values()), ZERO_CHF)
    yield Identity(
        "receipts = allocated + given + on account + unidentified + set aside + returned", received_chf, used_chf
    )
    yield Identity("receipts - returned = bank account in the books", received_chf - returned_chf, held[Account.BANK])
    yield from _bank(db, as_of, known)
    open_chf = sum_chf(each.open_chf for each in charges)
    yield Identity("open on all charges = receivable in the books", open_chf, held[Account.RECEIVABLE])
    borne_chf = sum_chf(each.bank_charges_chf for each in charges)
    yield Identity("bank charges borne for charges = bank charges in the books", borne_chf, held[Account.BANK_CHARGES])
    yield Identity("charges below zero = none", sum(each.open_chf < ZERO_CHF for each in charges), 0)
    yield Identity("receipts used beyond their amount = none", sum(_is_overused(each) for each in receipts), 0)


def _is_overused(receipt: ReceiptReading) -> bool:
    return any(amount < ZERO_CHF for amount in _parts(receipt))


def _parts(receipt: ReceiptReading) -> tuple[Decimal, ...]:
    return (
        receipt.allocated_chf,
        receipt.given_chf,
        receipt.on_account_chf,
        receipt.unidentified_chf,
        receipt.set_aside_chf,
        receipt.returned_chf,
    )


def _bank(db: sqlite3.Connection, as_of: date, known: datetime | None) -> Iterator[Identity]:
    """Hold the statements to themselves, and the books to the statements, each booked line once."""
    statements = bank_papers.bank_statements(db, known_at=known)
    proven = [each for each in statements if each.opening is not None and each.closing is not None]
    whole = [each for each in proven if (each.opening or ZERO_CHF) + each.credits - each.debits == each.closing]
    yield Identity("bank statements that add up = all that give their balances", len(whole), len(proven))
    in_francs = [each for each in statements if each.currency == bank_papers.FRANCS]
    if in_francs and all(each.to_on <= as_of for each in in_francs):
        books = balances.receipts(db, as_of=date.max, known_at=known)
        yield Identity(
            "credits of the bank statements = receipts in the books",
            sum_chf(each.new_credits for each in in_francs),
            sum_chf(each.amount_chf for each in books),
        )


def _reports(picture: Picture, letters: Sequence[LetterDecision]) -> Iterator[Identity]:
    yield from (each._replace(name=f"status: {each.name}") for each in status(picture).identities)
    yield from (each._replace(name=f"arrears: {each.name}") for each in arrears(picture).identities)
    invoices = [invoice for held in picture.invoices.values() for invoice in held]
    for year, decisions in sorted(picture.decisions.items()):
        of_year = [charge for charge in picture.all_charges() if charge.year == year]
        received_chf = sum_chf(charge.received_chf for charge in of_year)
        open_chf = sum_chf(charge.open_chf for charge in of_year)
        fees_chf = sum_chf(charge.bank_charges_chf for charge in of_year)
        fees = (" + bank charges", f" + {chf_text(fees_chf)}") if fees_chf else ("", "")
        yield Identity(
            f"{year}: received + outstanding{fees[0]} = {control_words(picture, year)} "
            f"({chf_text(received_chf)} + {chf_text(open_chf)}{fees[1]})",
            received_chf + open_chf + fees_chf,
            sum_chf(line.charged_chf for line in decisions[-1].lines),
        )
        for line in decisions[-1].lines:
            of_line = sum_chf(charge.assessed_chf for charge in of_year if charge.line == line.line)
            yield Identity(f"{year} {line.line}: charged = its control figure", of_line, line.charged_chf)
        serials = [int(each.number.rpartition("-")[2]) for each in invoices if each.year == year]
        yield Identity(f"{year}: invoices = highest invoice number", len(serials), max(serials, default=0))
    written_count = sum(letter.written for letter in letters)
    yield Identity(
        f"letters {written_count} + none {len(letters) - written_count} = States Parties",
        len(letters),
        len(picture.parties),
    )
