"""What was between the office and a State up to a day, gathered from the books for the history and for ``why``."""

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store
    from reports.letter_history import Line


def lines_of(store: "Store", state: str, day: date, *, with_receipts: bool = True) -> "list[Line]":
    """Gather letters, what became of them, contacts, holds, plans, disputes, and receipts if asked for."""
    from db import balances, contacts, letters, plans
    from ledger.rules.instalments import standing_of
    from reports.letter_history import history_lines

    uses = balances.applications(store.db, as_of=day, state=state)
    return history_lines(
        day,
        [each for each in letters.letters(store.db, state=state) if each.on <= day],
        {letter: [each for each in told if each.on <= day] for letter, told in letters.events(store.db).items()},
        contacts.contacts(store.db, as_of=day).get(state, []),
        [each for each in contacts.holds(store.db, as_of=day) if each.state == state],
        balances.receipts(store.db, as_of=day, state=state) if with_receipts else (),
        [standing_of(each, uses, day) for each in plans.plans(store.db, as_of=day) if each.state == state],
        [each for each in plans.disputes(store.db, as_of=day) if each.state == state],
    )
