"""What was done with each State that owes, from letters, contacts and plans: its last contact and next step."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.contacts import ContactReading
    from db.letters import LetterEventReading, LetterReading
    from db.store import Store
    from ledger.rules.escalation import Trail
    from reports.outreach import Followed
    from reports.picture import Picture


BY_ITSELF = ("e-mail", "post")  # every other channel is a person who hands the letter over


def followed(store: "Store", picture: "Picture") -> "dict[str, Followed]":
    """Give the last contact and the next step of every State that owes on the picture's day."""
    from db import contacts, letters
    from ledger.commands.obstacles import standings_of
    from ledger.rules.escalation import next_step
    from reports.outreach import Followed

    on = picture.as_of
    known = picture.heading.known_at
    events = letters.events(store.db, known_at=known)
    written: dict[str, list[LetterReading]] = {}
    for each in letters.written(store.db, known_at=known):
        if each.on <= on:
            written.setdefault(each.state, []).append(each)
    said = contacts.contacts(store.db, as_of=on, known_at=known)
    standings = standings_of(store.db, picture)
    found = {}
    for iso3, charges in picture.charges.items():
        owed = [each for each in charges if each.open_chf and each.year <= picture.year]
        if not owed:
            continue
        of_state, spoken = written.get(iso3, []), said.get(iso3, [])
        told = [each for letter in of_state for each in events.get(letter.letter_id or 0, ()) if each.on <= on]
        trail = _trail(picture, of_state, told, spoken)
        last_on, last = max(
            [
                *((each.on, f"{each.form} {each.reference}") for each in of_state),
                *((each.on, f"{each.reference} {each.kind}") for each in told),
                *((each.contacted_on, f"{each.kind}: {each.words}") for each in spoken),
            ],
            default=(None, ""),
        )
        plans = [f"{each.plan.label} {each.words}" for each in standings.get(iso3, ()) if not each.plan.ended_on]
        step = next_step(picture.year, max(each.due_on for each in owed), trail)
        found[iso3] = Followed(last_on, last, step, "; ".join(plans))
    return found


def _trail(
    picture: "Picture",
    written: "list[LetterReading]",
    told: "list[LetterEventReading]",
    spoken: "list[ContactReading]",
) -> "Trail":
    from ledger.rules.escalation import Trail

    requests = [each for each in written if (each.year, each.purpose) == (picture.year, "request")]
    broken = [each.until_on for each in spoken if each.until_on and each.until_on < picture.as_of]
    return Trail(
        requests=[each.on for each in requests if each.form == "note verbale"],
        calls=[each.contacted_on for each in spoken],
        formal=[each.on for each in requests if each.form == "formal letter"],
        delivered=[each.on for each in told if each.kind == "delivered" and each.channel not in BY_ITSELF],
        broken_promise=max(broken, default=None),
    )
