"""Forget a person: the one act that overwrites what was written, because a person may ask for it. No money is touched.

Words and names are replaced by the day and the reason; the row stays, so that what was done with the State stays known.
"""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from db.authorizer import guard_lifted
from db.contacts import ContactReading, contact_with
from db.errors import LedgerError
from db.links import row_digest, rows_of
from db.moments import moment_text
from db.readings import StateReading
from ledger.books.contacting import UnknownContact
from ledger.books.open_books import Books

FORGOTTEN = "[forgotten]"
_SHORTEST = 3  # a shorter text would be found in every word


class ForgettingNeedsReason(LedgerError):
    """Refuse to forget without a reason."""

    def __init__(self) -> None:
        super().__init__(
            'forgetting needs its reason, which is kept in its place; say it with --why "…", without a name'
        )


class NobodyToForget(LedgerError):
    """Refuse to forget where nobody is held."""

    def __init__(self, state: StateReading, post: str) -> None:
        where = f" at {post}" if post else ""
        super().__init__(
            f"no address of {state.name_en} ({state.iso3}){where} names a person or an e-mail; `isu addresses list` "
            "shows what is held"
        )


class ForgottenAlready(LedgerError):
    """Refuse to forget twice."""

    def __init__(self, label: str, words: str) -> None:
        super().__init__(f"the words of {label} are forgotten already: {words}; `isu contact list` shows the others")


@dataclass(frozen=True, slots=True)
class HeldPerson:
    """Who stands in the addresses of a State at a post: the texts about the person, and the rows that hold them."""

    post: str
    texts: tuple[str, ...]
    versions: tuple[int, ...]


def find_any_contact(books: Books, asked: str) -> ContactReading:
    """Find a contact by its label, C3 or 3, also one that was withdrawn. Raises UnknownContact."""
    number = asked.strip().upper().removeprefix("C")
    found = contact_with(books.db, int(number)) if number.isdecimal() and len(number) < 15 else None
    if found is None:
        raise UnknownContact(asked)
    return found


def forget_contact(books: Books, contact: ContactReading, *, why: str) -> None:
    """Overwrite the words of a contact; its State, kind and days stay.

    Raises ForgettingNeedsReason or ForgottenAlready.
    """
    if not why.strip():
        raise ForgettingNeedsReason
    if contact.words.startswith("forgotten on "):
        raise ForgottenAlready(contact.label, contact.words)
    words = f"forgotten on {books.at.date()}: {why.strip()}"
    with guard_lifted(books.db, "contact_is_never_changed"):
        books.db.execute("UPDATE contact SET words = ? WHERE id = ?", (words, contact.id))
    _mark(books, "contact", contact.id)
    _forget_in_log(books, (contact.words,))


def persons_of(books: Books, state: StateReading, post: str) -> list[HeldPerson]:
    """Find who stands in the addresses of a State, at one post or all, old versions too. Raises NobodyToForget."""
    rows = books.db.execute(
        "SELECT id, post, addressee, rank, salutation, email FROM mission WHERE state = ? ORDER BY id", (state.iso3,)
    )
    found: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for row, held_post, *texts in rows:
        if any(texts) and (not post or held_post.casefold() == post.casefold()):
            found.setdefault(held_post, []).append((row, tuple(filter(None, texts))))
    if not found:
        raise NobodyToForget(state, post)
    return [
        HeldPerson(
            held_post, tuple(dict.fromkeys(text for _, texts in versions for text in texts)), tuple(dict(versions))
        )
        for held_post, versions in found.items()
    ]


def forget_persons(books: Books, found: Iterable[HeldPerson]) -> None:
    """Overwrite names, ranks, salutations and e-mails in every version of addresses; mission and street stay."""
    with guard_lifted(books.db, "mission_is_never_changed"):
        for version in (version for each in found for version in each.versions):
            books.db.execute(
                "UPDATE mission SET addressee = '', rank = '', salutation = '', email = '' WHERE id = ?", (version,)
            )
            _mark(books, "mission", version)
    _forget_in_log(books, [text for each in found for text in each.texts])


def _forget_in_log(books: Books, texts: Iterable[str]) -> None:
    """Overwrite the texts where a command had them among its words, as they were typed or quoted."""
    forms = [form for text in texts if len(text) >= _SHORTEST for form in (shlex.quote(text), text)]
    logged = books.db.execute("SELECT id, words FROM logged_command").fetchall()
    with guard_lifted(books.db, "logged_command_is_never_changed"):
        for row, words in logged:
            left = words
            for form in forms:
                left = left.replace(form, FORGOTTEN)
            if left != words:
                books.db.execute("UPDATE logged_command SET words = ? WHERE id = ?", (left, row))
                _mark(books, "logged_command", row)


def _mark(books: Books, table: str, row: int) -> None:
    """Keep what stands in the row now, so that the chain is proven with it."""
    books.db.execute(
        "INSERT INTO forgotten_row (table_name, row_number, digest, recorded_at) VALUES (?, ?, ?, ?)",
        (table, row, row_digest(table, next(rows_of(books.db, table, row - 1))), moment_text(books.at)),
    )
