"""What was between the office and a State up to a day, gathered from the books for the history and for ``why``."""

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store
    from reports.letter_history import Line


def lines_of(
    store: "Store", state: str, day: date, *, known_at: datetime | None = None, with_receipts: bool = True
) -> "list[Line]":
    """Gather letters, what became of them, contacts, holds, plans, disputes, and receipts if asked for."""
    from db import balances, contacts, letters, plans
    from ledger.rules.instalments import standing_of
    from reports.letter_history import history_lines

    db = store.db
    uses = balances.applications(db, as_of=day, known_at=known_at, state=state)
    agreed = plans.plans(db, as_of=day, known_at=known_at)
    told = letters.events(db, known_at=known_at)
    return history_lines(
        day,
        [each for each in letters.letters(db, state=state, known_at=known_at) if each.on <= day],
        {letter: [each for each in events if each.on <= day] for letter, events in told.items()},
        contacts.contacts(db, as_of=day, known_at=known_at).get(state, []),
        [each for each in contacts.holds(db, as_of=day, known_at=known_at) if each.state == state],
        balances.receipts(db, as_of=day, known_at=known_at, state=state) if with_receipts else (),
        [standing_of(each, uses, day) for each in agreed if each.state == state],
        [each for each in plans.disputes(db, as_of=day, known_at=known_at) if each.state == state],
    )
