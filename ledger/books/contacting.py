"""Hold the letters to a State, and keep what was said with it: a call, a meeting, a promise. Nothing here is money."""

from datetime import date

from db import contacts
from db.contacts import ContactReading, HoldReading
from db.errors import LedgerError
from db.letter_tables import Contact, ContactWithdrawal, Hold, HoldRelease
from ledger.books.open_books import EVER, Books


class HoldNeedsReason(LedgerError):
    """Refuse a hold, a release or a contact without its words."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} needs its reason in words, which is shown wherever it counts; say it with --why or --words"
        )


class HoldEndsBeforeItBegins(LedgerError):
    """Refuse a hold or promise whose last day is before its first."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"it would end on {last}, before it begins on {first}; give a later --until")


class NotHeld(LedgerError):
    """Refuse to release a State that is not held."""

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"{name} is not on hold on {on}; `isu holds` shows the holds")


class HeldAlready(LedgerError):
    """Refuse a second hold while one stands."""

    def __init__(self, name: str, held: HoldReading) -> None:
        super().__init__(
            f'{name} is on hold until {held.until_on} already ("{held.why}"); release it first with `isu release`'
        )


class PromiseNeedsDay(LedgerError):
    """Refuse a promise without a day, or a day without a promise."""

    def __init__(self) -> None:
        super().__init__(
            "a promise has a day until which it is to be kept, and nothing else has; give both or none of them"
        )


class UnknownContact(LedgerError):
    """Refuse a contact that is not in the ledger."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"there is no contact {asked}; `isu contact list` shows them, from C1 on")


def held_on(books: Books, state: str, on: date) -> HoldReading | None:
    """Find the hold that stands for a State on a day."""
    found = [each for each in contacts.holds(books.db, as_of=on) if each.state == state and each.holds(on)]
    return found[-1] if found else None


def hold(books: Books, state: str, *, name: str, from_on: date, until_on: date, why: str) -> None:
    """Write to a State no more until a day, that day included."""
    if not why.strip():
        raise HoldNeedsReason("a hold")
    if until_on < from_on:
        raise HoldEndsBeforeItBegins(from_on, until_on)
    if held := held_on(books, state, from_on):
        raise HeldAlready(name, held)
    books.add(Hold(state=state, from_on=from_on, until_on=until_on, why=why, recorded_at=books.at))


def release(books: Books, state: str, *, name: str, on: date, why: str) -> HoldReading:
    """End the hold on a State: from this day on it is written to again."""
    if not why.strip():
        raise HoldNeedsReason("a release")
    held = held_on(books, state, on)
    if held is None:
        raise NotHeld(name, on)
    books.add(HoldRelease(hold_id=held.id, released_on=on, why=why, recorded_at=books.at))
    return held


def add_contact(
    books: Books, state: str, kind: str, *, on: date, words: str, until_on: date | None = None
) -> ContactReading:
    """Keep what was said with a State; a promise holds its letters until its day."""
    if not words.strip():
        raise HoldNeedsReason("a contact")
    if (kind == "promise") != (until_on is not None):
        raise PromiseNeedsDay
    if until_on is not None and until_on < on:
        raise HoldEndsBeforeItBegins(on, until_on)
    row = Contact(state=state, kind=kind, contacted_on=on, until_on=until_on, words=words, recorded_at=books.at)
    books.add(row)
    return find_contact(books, f"C{row.id}")


def find_contact(books: Books, asked: str) -> ContactReading:
    """Find a contact by its label, C3 or 3. Raises UnknownContact."""
    number = asked.strip().upper().removeprefix("C")
    for held in contacts.contacts(books.db, as_of=EVER).values():
        for each in held:
            if str(each.id) == number:
                return each
    raise UnknownContact(asked)


def withdraw_contact(books: Books, contact: ContactReading, *, why: str) -> None:
    """Take back a contact that was entered by mistake."""
    if not why.strip():
        raise HoldNeedsReason("taking a contact back")
    assert contact.id is not None
    books.add(ContactWithdrawal(contact_id=contact.id, why=why, recorded_at=books.at))
