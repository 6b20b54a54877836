"""Match receipts: book what is certain, say what is likely, leave the rest; nothing that a person decided is touched.

Receipts are taken in the order of their value dates, each against what those before it left open. Run again, it finds
nothing new to book.
"""

from collections.abc import Callable, Iterable

from db import waiting
from db.tables import Entry
from db.vocabulary import Account, Act
from ledger.books.identifying import find_receipt, free_from, take_back_uses
from ledger.books.judging import Moving, incoming_of, knowledge_of, verdicts_on
from ledger.books.open_books import Books
from ledger.books.settling import settle_in_order
from ledger.rules.identification import AUTOMATIC, is_automatic
from ledger.rules.matching import contradiction
from ledger.rules.verdicts import MatchClass, Verdict

_NO_PROGRESS: Callable[[str], None] = lambda _label: None  # noqa: E731


def match(books: Books, *, progress: Callable[[str], None] = _NO_PROGRESS) -> list[Verdict]:
    """Identify what is certain and put it to use; gives a verdict for every receipt that was unidentified."""
    verdicts = verdicts_on(books.db, progress=progress)
    booked = [verdict for verdict in verdicts if verdict.match_class is MatchClass.AUTOMATIC]
    rows = [
        books.entry_row(
            Act.IDENTIFY,
            verdict.incoming.amount_chf,
            free_from(books, verdict.incoming.receipt_id, Account.UNIDENTIFIED),
            receipt=verdict.incoming.receipt_id,
            state=verdict.state,
            note=AUTOMATIC + "; ".join(verdict.evidence),
        )
        for verdict in booked
    ]
    books.add_many(Entry, rows)
    settle_in_order(books, {verdict.state for verdict in booked if verdict.state})
    return verdicts


def take_back_contradicted(books: Books, lines: Iterable[int]) -> set[str]:
    """Take back what was identified without a person, where the bank's further papers on these lines contradict it.

    So it comes to the same whether those papers came before or after the statement. Gives the States concerned.
    """
    held = [each for each in waiting.identified_once(books.db, lines) if is_automatic(each.evidence)]
    if not held:
        return set()
    known = knowledge_of(books.db, Moving(books.db))
    states = set()
    for line in held:
        if why := contradiction(incoming_of(line), line.state, known):
            take_back_uses(books, find_receipt(books, f"R{line.receipt_id}"), on=None, why=AUTOMATIC + why)
            states.add(line.state)
    return states
