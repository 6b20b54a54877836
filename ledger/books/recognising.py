"""Say whose the money is that just came in, where a reference of ours or a known account leaves no doubt.

Apart because it runs after all files of a call are written: a camt.054 may tell of a booking before or after the
statement does, and both orders must end alike.
"""

from collections.abc import Collection, Iterator

from db import balances, bank_papers, facts
from db.bank_readings import PaymentReading
from db.bank_tables import BankLine
from db.tables import Entry
from db.vocabulary import Act
from ledger.books.open_books import EVER, Books
from ledger.rules.identification import IssuedReference, Payment, identify

_PORTION = 2000


def recognise(books: Books, first_new_line: int, touched: Collection[int]) -> set[str]:
    """Identify the receipts of new lines, and of lines of which more is known now; gives the States that they are of.

    A receipt that a person has said anything about is left alone.
    """
    references = {
        invoice.reference: IssuedReference(invoice.state, invoice.number)
        for invoice in facts.invoices(books.db, as_of=EVER)
    }
    accounts = {payer.account: payer.state for payer in facts.payer_accounts(books.db).values()}
    states: set[str] = set()
    for first, last in _ranges(first_new_line, books.next_id(BankLine), touched):
        untouched = balances.untouched_receipts(books.db, first, last)
        told = bank_papers.payments(books.db, lines=(first, last))
        rows = []
        for line_id, (receipt, amount_chf, value_date, *of_line) in untouched.items():
            found = identify(_signs(Payment(*of_line), told.get(line_id, [])), references, accounts)
            if found.state:
                states.add(found.state)
                rows.append(
                    books.entry_row(
                        Act.IDENTIFY, amount_chf, value_date, receipt=receipt, state=found.state, note=found.evidence
                    )
                )
        books.add_many(Entry, rows)
    return states


def _ranges(first_new_line: int, next_line: int, touched: Collection[int]) -> Iterator[tuple[int, int]]:
    """Give the lines to look at as ranges, both ends included."""
    yield from ((line, line) for line in sorted(touched) if line < first_new_line)
    for start in range(first_new_line, next_line, _PORTION):
        yield start, min(start + _PORTION, next_line) - 1


def _signs(of_line: Payment, payments: list[PaymentReading]) -> Payment:
    """Put together what all papers tell of one payment; no sign at all if any of them tells of several."""
    told: dict[str, list[PaymentReading]] = {}
    for payment in payments:
        told.setdefault(payment.told_by, []).append(payment)
    if any(len(by_one) > 1 for by_one in told.values()):
        return Payment("", "", "")
    return Payment(
        _joined(of_line.creditor_reference, *(each.creditor_reference for each in payments)),
        _joined(of_line.payer_account, *(each.payer_account for each in payments)),
        _joined(of_line.text, *(" ".join(each.text_parts.split()) for each in payments)),
    )


def _joined(*parts: str) -> str:
    return " ".join(dict.fromkeys(filter(None, parts)))
