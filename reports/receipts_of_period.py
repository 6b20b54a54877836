"""Receipts between two days (R3), tied to the bank: opening + receipts - debits = closing, for each account in francs.

The days are those of booking, because the bank's balances are by booking. The two balances come from the statements,
the lines between them are counted once each: the two sides are independent.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from db.bank_readings import BankLineReading, BankStatementReading, PaymentReading
from db.moments import long_date
from db.money import chf_text, with_chf
from db.readings import ApplicationReading, ReceiptReading
from db.vocabulary import Direction
from reports.picture import sum_chf
from reports.table import Cell, Column, Heading, Identity, Kind, Table, column_total

EARLIEST = date(1, 1, 2)  # the first day that has one before it


@dataclass(frozen=True, slots=True)
class Tie:
    """One account between two days, in CHF: what its statements say it held, what was booked, and what is in doubt."""

    account: str
    opening: Decimal | None
    closing: Decimal | None
    credits: Decimal
    debits: Decimal
    doubts: tuple[str, ...]

    @property
    def words(self) -> str:
        """Write the tie for people."""
        moved = f"receipts {chf_text(self.credits)} - paid out {chf_text(self.debits)}"
        opening, closing = _or_unknown(self.opening), _or_unknown(self.closing)
        return f"{self.account}: opening {opening} + {moved} = closing {closing}"


def _or_unknown(balance: Decimal | None) -> str:
    return "not known" if balance is None else chf_text(balance)


def tie(
    account: str,
    statements: Sequence[BankStatementReading],
    balances_of: Mapping[int, Mapping[date, Decimal]],
    lines: Iterable[BankLineReading],
    period: tuple[date, date],
    gaps: Sequence[str],
) -> Tie:
    """Tie one account, its statements in the order of the chain.

    ``balances_of`` is what each statement's lines add up to by day; ``gaps`` are said as doubts.
    """
    first, last = period
    booked = [line for line in lines if first <= line.booked_on <= last]
    begins, until = min(each.from_on for each in statements), max(each.to_on for each in statements)
    early = [f"the bank data begin on {long_date(begins)}"] if first < begins else []
    late = [f"the bank data run until {long_date(until)}"] if until < last else []
    opening = _balance_after(statements, balances_of, max(first, EARLIEST) - timedelta(days=1))
    if opening is None and first <= begins <= last:
        opening = statements[0].opening
    return Tie(
        account=account,
        opening=opening,
        closing=_balance_after(statements, balances_of, last),
        credits=sum_chf(line.amount for line in booked if line.direction is Direction.CREDIT),
        debits=sum_chf(line.amount for line in booked if line.direction is Direction.DEBIT),
        doubts=(*gaps, *early, *late),
    )


def _balance_after(
    statements: Sequence[BankStatementReading], balances_of: Mapping[int, Mapping[date, Decimal]], day: date
) -> Decimal | None:
    """Give the balance at the end of a day as the statements say it: within one, or at the end of the one before."""
    for each in statements:
        if each.opening is not None and each.from_on <= day < each.to_on:
            return each.opening + sum_chf(moved for on, moved in balances_of[each.id].items() if on <= day)
    ended = [each for each in statements if each.to_on <= day and each.closing is not None]
    return sorted(ended, key=lambda each: each.to_on)[-1].closing if ended else None  # of one day the last in the chain


def receipts_of_period(
    heading: Heading,
    period: tuple[date, date],
    lines: Sequence[BankLineReading],
    receipts: Mapping[int, ReceiptReading],
    applications: Iterable[ApplicationReading],
    payments: Mapping[int, Sequence[PaymentReading]],
    ties: Sequence[Tie],
) -> Table:
    """Build the receipts booked between two days, both included, with what each paid as of the heading's day."""
    applied: dict[int, list[ApplicationReading]] = defaultdict(list)
    for application in applications:
        applied[application.receipt_id].append(application)
    first, last = period
    shown = [line for line in lines if line.receipt_id in receipts and line.direction is Direction.CREDIT]
    rows = tuple(
        _row(line, receipts[line.receipt_id or 0], applied[line.receipt_id or 0], payments.get(line.id, ()))
        for line in shown
    )
    amounts = ("amount", "applied", "on_account", "unidentified", "set_aside", "returned")
    debits = [line for line in lines if line.direction is Direction.DEBIT]
    return Table(
        name="receipts-of-period",
        title=f"Receipts booked from {long_date(first)} to {long_date(last)}",
        heading=heading,
        columns=_COLUMNS,
        rows=rows,
        total={key: column_total(rows, key) for key in amounts},
        notes=(*(_notes(ties)), *_debits(debits)),
        identities=(*_identities(rows, amounts, ties),),
        figures={each.account: _figures(each) for each in ties},
    )


_COLUMNS = (
    Column("receipt", "Receipt"),
    Column("booked_on", "Booked", Kind.DATE),
    Column("value_date", "Value date", Kind.DATE, spare=3),
    Column("bank_reference", "Bank reference", spare=4),
    Column("state", "State"),
    Column("payer", "Payer", spare=2),
    Column("original", "Original amount", spare=6),
    Column("amount", "Amount", Kind.CHF),
    Column("applied_to", "Applied to", spare=1),
    Column("applied", "Applied", Kind.CHF, spare=7),
    Column("on_account", "On account", Kind.CHF),
    Column("unidentified", "Unidentified", Kind.CHF),
    Column("set_aside", "Set aside", Kind.CHF, spare=5),
    Column("returned", "Returned", Kind.CHF, spare=5),
)


def _row(
    line: BankLineReading,
    receipt: ReceiptReading,
    applied: Sequence[ApplicationReading],
    payments: Sequence[PaymentReading],
) -> dict[str, Cell]:
    paid = sorted(applied, key=lambda each: (each.year, each.position))
    return {
        "receipt": receipt.label,
        "booked_on": line.booked_on,
        "value_date": line.value_date,
        "bank_reference": line.bank_reference,
        "state": receipt.state or "",
        "payer": line.payer,
        "original": ", ".join(dict.fromkeys(payment.original for payment in payments if payment.original)),
        "amount": line.amount,
        "applied_to": ", ".join(f"{each.year} {each.line} {chf_text(each.amount_chf)}" for each in paid),
        "applied": receipt.allocated_chf + receipt.given_chf,
        "on_account": receipt.on_account_chf,
        "unidentified": receipt.unidentified_chf,
        "set_aside": receipt.set_aside_chf,
        "returned": receipt.returned_chf,
    }


def _notes(ties: Sequence[Tie]) -> list[str]:
    notes = []
    for each in ties:
        notes += [f"NOT PROVEN, {each.account}: {doubt}" for doubt in each.doubts]
        notes.append(each.words)
    return notes


def _debits(debits: Sequence[BankLineReading]) -> list[str]:
    """Count the debits by what they are; they are never a contribution."""
    kinds: dict[str, list[Decimal]] = {"set aside": [], "return a receipt": [], "not looked at yet": []}
    for line in debits:
        kind = "set aside" if line.set_aside else "return a receipt" if line.receipt_id else "not looked at yet"
        kinds[kind].append(line.amount)
    told = [f"{len(held)} {kind} ({with_chf(sum_chf(held))})" for kind, held in kinds.items() if held]
    return [f"paid out: {', '.join(told)}"] if told else []


def _identities(rows: Sequence[Mapping[str, Cell]], amounts: Sequence[str], ties: Sequence[Tie]) -> list[Identity]:
    held = tuple(rows)
    identities = [
        Identity(
            "amount = applied + on account + unidentified + set aside + returned",
            column_total(held, "amount"),
            sum_chf(column_total(held, key) for key in amounts[1:]),
        ),
        Identity(
            "receipts listed = came in on the bank statements",
            column_total(held, "amount"),
            sum_chf(each.credits for each in ties),
        ),
    ]
    for each in ties:
        if each.opening is not None and each.closing is not None and not each.doubts:
            reached = each.opening + each.credits - each.debits
            identities.append(
                Identity(f"{each.account}: opening + receipts - paid out = closing", reached, each.closing)
            )
    return identities


def _figures(each: Tie) -> dict[str, Cell]:
    return {
        "opening": each.opening,
        "receipts": each.credits,
        "debits": each.debits,
        "closing": each.closing,
        "proven": not each.doubts and each.opening is not None and each.closing is not None,
    }
