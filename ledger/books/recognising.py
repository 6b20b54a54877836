"""Say whose the money is that just came in, where a reference of ours or a known account leaves no doubt.

Apart because it runs after all files of a call are written: a camt.054 may tell of a booking before or after the
statement does, and both orders must end alike.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from db import balances, bank_papers, facts
from db.bank_readings import PaymentReading
from db.bank_tables import BankLine
from db.tables import Entry
from db.vocabulary import Act
from ledger.books.identifying import find_receipt, take_back_uses
from ledger.books.open_books import EVER, Books
from ledger.rules.identification import Identification, IssuedReference, Payment, identify, is_automatic

_PORTION = 2000
Told = dict[int, list[PaymentReading]]


@dataclass(frozen=True, slots=True)
class _Known:
    """The signs by which a payer is known: our references, and the accounts that a person confirmed."""

    references: Mapping[str, IssuedReference]
    accounts: Mapping[str, str]

    def identify(self, payment: Payment) -> Identification:
        return identify(payment, self.references, self.accounts)


def recognise(books: Books, first_new_line: int, touched: Collection[int]) -> set[str]:
    """Identify the receipts of new lines, and of lines of which more is known now; gives the States that they are of.

    A receipt that a person has said anything about is left alone.
    """
    invoices = facts.invoices(books.db, as_of=EVER)
    known = _Known(
        {invoice.reference: IssuedReference(invoice.state, invoice.number) for invoice in invoices},
        {payer.account: payer.state for payer in facts.payer_accounts(books.db).values()},
    )
    states: set[str] = set()
    for first, last in _ranges(first_new_line, books.next_id(BankLine), touched):
        told = bank_papers.payments(books.db, lines=(first, last))
        states |= _identify_untouched(books, known, first, last, told)
        if first < first_new_line:
            states |= _take_back_disputed(books, known, first, last, told)
    return states


def _identify_untouched(books: Books, known: _Known, first: int, last: int, told: Told) -> set[str]:
    states, rows = set(), []
    for line_id, (receipt, amount_chf, value_date, *of_line) in balances.untouched_receipts(
        books.db, first, last
    ).items():
        found = known.identify(_signs(Payment(*of_line), told.get(line_id, [])))
        if found.state:
            states.add(found.state)
            rows.append(
                books.entry_row(
                    Act.IDENTIFY, amount_chf, value_date, receipt=receipt, state=found.state, note=found.evidence
                )
            )
    books.add_many(Entry, rows)
    return states


def _take_back_disputed(books: Books, known: _Known, first: int, last: int, told: Told) -> set[str]:
    """Take back what was identified without a person, where the bank's further papers contradict it.

    So it comes to the same whether they were taken before or after the statement.
    """
    states = set()
    for line_id, (receipt, state, evidence, *of_line) in balances.identified_receipts(books.db, first, last).items():
        papers = told.get(line_id, [])
        found = known.identify(_signs(Payment(*of_line), papers))
        several = "the bank tells of several payments in this booking" if _tells_of_several(papers) else ""
        why = several or (found.evidence if found.is_disputed else "")
        if why and is_automatic(evidence):
            take_back_uses(books, find_receipt(books, f"R{receipt}"), on=None, why=why)
            states.add(state)
    return states


def _ranges(first_new_line: int, next_line: int, touched: Collection[int]) -> Iterator[tuple[int, int]]:
    """Give the lines to look at as ranges, both ends included."""
    yield from ((line, line) for line in sorted(touched) if line < first_new_line)
    for start in range(first_new_line, next_line, _PORTION):
        yield start, min(start + _PORTION, next_line) - 1


def _signs(of_line: Payment, payments: list[PaymentReading]) -> Payment:
    """Put together what all papers tell of one payment; no sign at all if any of them tells of several."""
    if _tells_of_several(payments):
        return Payment("", "", "")
    return Payment(
        _joined(of_line.creditor_reference, *(each.creditor_reference for each in payments)),
        _joined(of_line.payer_account, *(each.payer_account for each in payments)),
        _joined(of_line.text, *(" ".join(each.text_parts.split()) for each in payments)),
    )


def _tells_of_several(payments: list[PaymentReading]) -> bool:
    told_by = [payment.told_by for payment in payments]
    return len(set(told_by)) < len(told_by)


def _joined(*parts: str) -> str:
    return " ".join(dict.fromkeys(filter(None, parts)))
