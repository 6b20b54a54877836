"""What States may pay by a day: promises, payment plans, and what they have always done; an assumption for planning."""

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store
    from reports.cover import Expected
    from reports.picture import Picture


def expected_of(store: "Store", picture: "Picture", by: date) -> "list[Expected]":
    """Say which States may pay by a day: by a promise, by a plan that is kept, or because they always have.

    Money on account is at the bank already and is not expected again; a usual day that has passed is no reason.
    """
    from db import contacts
    from db.money import ZERO_CHF
    from ledger.commands.obstacles import standings_of
    from ledger.rules.habits import has_paid_by
    from ledger.rules.instalments import kept
    from reports.cover import Expected
    from reports.picture import sum_chf

    said = contacts.contacts(store.db, as_of=picture.as_of, known_at=picture.heading.known_at)
    standings = standings_of(store.db, picture)
    found = []
    for iso3, charges in picture.charges.items():
        held_chf = sum_chf(each.on_account_chf for each in picture.receipts.get(iso3, ()))
        owed_chf = sum_chf(each.open_chf for each in charges if each.year <= picture.year) - held_chf
        uses = picture.applications.get(iso3, ())
        plan = kept(standings.get(iso3, ()))
        promised = [each for each in said.get(iso3, ()) if each.is_promised(picture.as_of)]
        usual = has_paid_by(charges, uses, picture.year, by) and not has_paid_by(
            charges, uses, picture.year, picture.as_of
        )
        if plan:
            due_chf = sum_chf(each.amount_chf for each in plan.plan.instalments if each.due_on <= by)
            amount_chf, why = min(owed_chf, due_chf - plan.received_chf), "by payment plans"
        elif any(each.until_on is not None and each.until_on <= by for each in promised):
            amount_chf, why = owed_chf, "by promise"
        else:
            amount_chf, why = (owed_chf if usual else ZERO_CHF), "that had always paid by that day of the year"
        if amount_chf > ZERO_CHF:
            found.append(Expected(iso3, amount_chf, why))
    return found
