"""What States may pay by a day: promises, payment plans, and what they have always done; an assumption for planning."""

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store
    from reports.cover import Expected
    from reports.picture import Picture


def expected_of(store: "Store", picture: "Picture", by: date) -> "list[Expected]":
    """Say which States may pay by a day: by a promise, by a plan that is kept, or because they always have."""
    from db import contacts
    from ledger.commands.obstacles import standings_of
    from ledger.rules.habits import has_paid_by
    from ledger.rules.instalments import kept
    from reports.cover import Expected
    from reports.picture import sum_chf

    said = contacts.contacts(store.db, as_of=picture.as_of, known_at=picture.heading.known_at)
    standings = standings_of(store.db, picture)
    found = []
    for iso3, charges in picture.charges.items():
        open_chf = sum_chf(each.open_chf for each in charges if each.year <= picture.year)
        if not open_chf:
            continue
        plan = kept(standings.get(iso3, ()))
        promised = [each for each in said.get(iso3, ()) if each.is_promised(picture.as_of)]
        if plan:
            due_chf = sum_chf(each.amount_chf for each in plan.plan.instalments if each.due_on <= by)
            amount_chf, why = min(open_chf, max(due_chf - plan.received_chf, open_chf * 0)), "by payment plans"
        elif any(each.until_on is not None and each.until_on <= by for each in promised):
            amount_chf, why = open_chf, "by promise"
        elif has_paid_by(charges, picture.applications.get(iso3, ()), picture.year, by):
            amount_chf, why = open_chf, "that had always paid by that day of the year"
        else:
            continue
        if amount_chf:
            found.append(Expected(iso3, amount_chf, why))
    return found
