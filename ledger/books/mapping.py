"""Keep how a list of the director's own layout is read; saying it anew for the same header takes its place."""

from json import dumps

from db.bank_tables import BankMapping
from ledger.books.open_books import Books
from ledger.intake.mapped import SheetMapping


def keep_mapping(books: Books, mapping: SheetMapping) -> None:
    """Keep a mapping; of one header the newest counts."""
    text = dumps(mapping.as_dict(), ensure_ascii=False, sort_keys=True)
    books.add(BankMapping(header=" | ".join(mapping.header), mapping=text, recorded_at=books.at))
