"""Runs of letters, and the history of one State: every letter or the reason for none, and what was said, by day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from db.contacts import ContactReading, HoldReading
from db.letter_readings import DAYS_OF_GRACE, DisputeReading, Standing
from db.letters import LetterEventReading, LetterReading, LetterRunReading
from db.money import with_chf
from db.readings import ReceiptReading, StateReading
from reports.table import Cell, Column, Heading, Identity, Kind, Table, column_total


def runs(heading: Heading, found: Iterable[LetterRunReading]) -> Table:
    """List the runs of letters, oldest first."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "run": each.label,
            "on": each.letters_on,
            "year": str(each.year),
            "purpose": each.purpose,
            "form": each.form,
            "written": each.written_count,
            "not_written": each.not_written_count,
            "requested": each.requested_chf,
            "data_until": each.data_until,
            "unmatched": each.unmatched_count,
            "unmatched_chf": each.unmatched_chf,
            "standing": f"cancelled: {each.cancelled}" if each.cancelled else "stands",
        }
        for each in found
    )
    return Table(
        name="letter-runs",
        title="Runs of letters",
        heading=heading,
        columns=(
            Column("run", "Run"),
            Column("on", "Letters of", Kind.DATE),
            Column("year", "Year", spare=1),
            Column("purpose", "For"),
            Column("form", "Form", spare=5),
            Column("written", "Written", Kind.COUNT),
            Column("not_written", "None", Kind.COUNT),
            Column("requested", "Requested", Kind.CHF),
            Column("data_until", "Bank data until", Kind.DATE, spare=2),
            Column("unmatched", "Unmatched", Kind.COUNT, spare=3),
            Column("unmatched_chf", "Unmatched CHF", Kind.CHF, spare=4),
            Column("standing", "Standing"),
        ),
        rows=rows,
        total={},
    )


def of_run(
    heading: Heading,
    run: LetterRunReading,
    decisions: Sequence[LetterReading],
    events: Mapping[int, Sequence[LetterEventReading]],
    states: Mapping[str, StateReading],
) -> Table:
    """R6: one row for every State Party of a run: its letter and what became of it by the day, or why there is none."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "state": each.state,
            "name": states[each.state].name_en,
            "reference": each.reference,
            "on": each.on if each.is_written else None,
            "kind": each.kind,
            "requested": each.requested_chf,
            "channel": each.channel,
            "language": each.language,
            "became": _became(events.get(each.letter_id or 0, ()), heading.as_of),
            "reason": each.reason,
        }
        for each in sorted(decisions, key=lambda each: (not each.is_written, each.reference, each.state))
    )
    written = sum(each.is_written for each in decisions)
    cancelled = (f"The run was cancelled: {run.cancelled}.",) if run.cancelled else ()
    return Table(
        name="letters-of-run",
        title=f"Letters and non-letters of run {run.label} ({run.purpose}, {run.form})",
        heading=heading,
        columns=(
            Column("state", "Code", spare=7),
            Column("name", "State"),
            Column("reference", "Reference"),
            Column("on", "Date", Kind.DATE, spare=6),
            Column("kind", "For", spare=3),
            Column("requested", "Requested", Kind.CHF),
            Column("channel", "Channel", spare=4),
            Column("language", "Language", spare=5),
            Column("became", "Since", spare=2),
            Column("reason", "Reason", spare=1),
        ),
        rows=rows,
        total={"requested": column_total(rows, "requested")},
        notes=(f"{written} written + {len(rows) - written} not written = {len(rows)} States Parties.", *cancelled),
        identities=(
            Identity("written as kept = written of the run", written, run.written_count),
            Identity("requested = requested of the run", column_total(rows, "requested"), run.requested_chf),
        ),
    )


def _became(events: Iterable[LetterEventReading], on: date) -> str:
    return "; ".join(f"{event.kind} {event.on}" for event in events if event.on <= on)


Line = tuple[date, str, str, str]


def history_lines(
    as_of: date,
    letters: Sequence[LetterReading],
    events: Mapping[int, Sequence[LetterEventReading]],
    contacts: Sequence[ContactReading],
    holds: Sequence[HoldReading],
    receipts: Sequence[ReceiptReading],
    standings: Sequence[Standing] = (),
    disputes: Sequence[DisputeReading] = (),
) -> list[Line]:
    """Give what was between the office and a State, by day: day, what, paper, words."""
    lines: list[Line] = []
    for letter in letters:
        lines += _of_letter(letter, events.get(letter.letter_id or 0, ()))
    lines += [(each.contacted_on, each.kind, each.label, _contact(each)) for each in contacts]
    lines += [
        (each.until_on + timedelta(days=1), "promise's day passed", each.label, f"promised until {each.until_on}")
        for each in contacts
        if each.until_on and each.until_on < as_of
    ]
    lines += [(each.from_on, "hold", "", f"until {each.until_on}: {each.why}") for each in holds]
    lines += [
        (each.released_on, "hold ended", "", "written to again from this day") for each in holds if each.released_on
    ]
    lines += [
        (each.value_date, "receipt", each.label, f"{with_chf(each.amount_chf)} from {each.payer}") for each in receipts
    ]
    lines += _of_plans(standings)
    lines += [(each.disputed_on, "dispute", each.label, f"{each.year} {each.line}: {each.why}") for each in disputes]
    lines += [(each.ended_on, "dispute settled", each.label, each.ended_why) for each in disputes if each.ended_on]
    return sorted(lines, key=lambda line: line[0])


def history(heading: Heading, state: StateReading, lines: Iterable[Line]) -> Table:
    """Tell what was between the office and a State, by day."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {"on": on, "what": what, "paper": paper, "words": words} for on, what, paper, words in lines
    )
    return Table(
        name="letter-history",
        title=f"History of {state.name_en}",
        heading=heading,
        columns=(
            Column("on", "Day", Kind.DATE),
            Column("what", "What"),
            Column("paper", "Paper"),
            Column("words", "In words"),
        ),
        rows=rows,
        total={},
    )


def _of_plans(standings: Iterable[Standing]) -> Iterator[Line]:
    for each in standings:
        plan = each.plan
        parts = ", ".join(f"{with_chf(part.amount_chf)} by {part.due_on}" for part in plan.instalments)
        yield plan.agreed_on, "payment plan", plan.label, f"{parts}: {plan.words}"
        if each.broken_by:
            broken_on = each.broken_by.due_on + timedelta(days=DAYS_OF_GRACE + 1)
            yield broken_on, "plan broken", plan.label, f"the instalment due on {each.broken_by.due_on} was not paid"
        if plan.ended_on:
            yield plan.ended_on, "plan ended", plan.label, plan.ended_why


def _of_letter(letter: LetterReading, events: Iterable[LetterEventReading]) -> list[Line]:
    cancelled = " (run cancelled)" if letter.is_cancelled else ""
    if not letter.is_written:
        if letter.purpose != "request":
            return []
        return [(letter.on, "no letter", letter.run, f"{letter.kind}: {letter.reason}{cancelled}")]
    asked = f"{with_chf(letter.requested_chf)} requested, " if letter.purpose == "request" else ""
    what = "letter" if letter.form == "note verbale" else letter.form
    lines = [
        (letter.on, what, letter.reference, f"{asked}{letter.kind}; {letter.language}, {letter.channel}{cancelled}")
    ]
    lines += [
        (each.on, each.kind, each.reference, " ".join(filter(None, (each.channel, each.words)))) for each in events
    ]
    return lines


def _contact(each: ContactReading) -> str:
    return f"until {each.until_on}: {each.words}" if each.until_on else each.words
