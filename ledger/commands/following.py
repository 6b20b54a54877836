"""Commands that follow letters up: what is due next, the outreach brief, a run with what became of its letters."""

from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands.desk import decide_letters, give, heading_on, open_ledger, picture_of, write_books
from ledger.commands.options import AsOf, Format, FormatOption, OutputOption, YearOption, parse_day
from ledger.commands.reporting import letters_app, report_app

if TYPE_CHECKING:
    from db.contacts import ContactReading
    from db.letters import LetterEventReading, LetterReading
    from db.store import Store
    from ledger.rules.escalation import Trail
    from reports.outreach import Followed
    from reports.picture import Picture


@letters_app.command("due")
def letters_due(
    ctx: typer.Context,
    as_of: AsOf,
    year: YearOption = None,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Say what should happen next with the States that owe: reminder, call, letter of the President; nothing by itself.

    Example: isu letters due --as-of 2017-05-02
    """
    from ledger.rules.escalation import STEPS
    from reports.outreach import due

    with open_ledger(ctx) as store:
        picture = picture_of(store, parse_day(as_of), None, year)
        table = due(picture, decide_letters(store, picture), followed(store, picture), STEPS)
    give(table, chosen, output)


@report_app.command("outreach")
def report_outreach(
    ctx: typer.Context,
    as_of: AsOf,
    year: YearOption = None,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Outreach brief, confidential: who owes most, share, years, last contact, next step.

    Example: isu report outreach --as-of 2017-01-27
    """
    from ledger.rules.escalation import STEPS
    from reports.outreach import outreach

    with open_ledger(ctx) as store:
        picture = picture_of(store, parse_day(as_of), None, year)
        table = outreach(picture, followed(store, picture), STEPS)
    give(table, chosen, output)


@report_app.command("letters")
def report_letters(
    ctx: typer.Context,
    as_of: AsOf,
    run: Annotated[
        str, typer.Option("--run", metavar="RUN", help="As in `isu letters runs`: W1; else the newest to all States.")
    ] = "",
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Letters and non-letters of a run as it was written: reference, date, channel, language, or the reason for none.

    Example: isu report letters --as-of 2017-01-30
    """
    from db import facts, letters
    from ledger.books.lettering import find_run, newest_run
    from reports.letter_history import of_run

    day = parse_day(as_of)
    with open_ledger(ctx) as store:
        with write_books(store, rehearse=True) as books:
            found = find_run(books, run) if run else newest_run(books, day)
        held = letters.letters(store.db, run=found.id)
        known = facts.states(store.db, as_of=day)
        table = of_run(heading_on(store.db, day), found, held, letters.events(store.db), known)
    give(table, chosen, output)


def followed(store: "Store", picture: "Picture") -> "dict[str, Followed]":
    """Give the last contact and the next step of every State that owes on the picture's day."""
    from db import contacts, letters
    from ledger.commands.obstacles import standings_of
    from ledger.rules.escalation import next_step
    from reports.outreach import Followed

    on = picture.as_of
    events = letters.events(store.db)
    written: dict[str, list[LetterReading]] = {}
    for each in letters.letters(store.db):
        if each.letter_id and not each.is_cancelled and each.on <= on:
            written.setdefault(each.state, []).append(each)
    said = contacts.contacts(store.db, as_of=on, known_at=picture.heading.known_at)
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
        delivered=[each.on for each in told if each.kind == "delivered" and each.channel == "by hand"],
        broken_promise=max(broken, default=None),
    )
