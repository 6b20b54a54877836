"""Runs of letters, and the history of one State: every letter or the reason for none, and what was said, by day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from db.contacts import ContactReading, HoldReading
from db.letters import LetterEventReading, LetterReading, LetterRunReading
from db.money import with_chf
from db.readings import ReceiptReading, StateReading
from reports.table import Cell, Column, Heading, Kind, Table


def runs(heading: Heading, found: Iterable[LetterRunReading]) -> Table:
    """List the runs of letters, oldest first."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "run": each.label,
            "on": each.letters_on,
            "year": str(each.year),
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


Line = tuple[date, str, str, str]


def history(
    heading: Heading,
    state: StateReading,
    letters: Sequence[LetterReading],
    events: Mapping[int, Sequence[LetterEventReading]],
    contacts: Sequence[ContactReading],
    holds: Sequence[HoldReading],
    receipts: Sequence[ReceiptReading],
) -> Table:
    """Tell what was between the office and a State, by day."""
    lines: list[Line] = []
    for letter in letters:
        lines += _of_letter(letter, events.get(letter.letter_id or 0, ()))
    lines += [(each.contacted_on, each.kind, each.label, _contact(each)) for each in contacts]
    lines += [(each.from_on, "hold", "", f"until {each.until_on}: {each.why}") for each in holds]
    lines += [
        (each.released_on, "hold ended", "", "written to again from this day") for each in holds if each.released_on
    ]
    lines += [
        (each.value_date, "receipt", each.label, f"{with_chf(each.amount_chf)} from {each.payer}") for each in receipts
    ]
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {"on": on, "what": what, "paper": paper, "words": words}
        for on, what, paper, words in sorted(lines, key=lambda line: line[0])
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


def _of_letter(letter: LetterReading, events: Iterable[LetterEventReading]) -> list[Line]:
    cancelled = " (run cancelled)" if letter.is_cancelled else ""
    if not letter.is_written:
        return [(letter.on, "no letter", letter.run, f"{letter.kind}: {letter.reason}{cancelled}")]
    asked = f"{with_chf(letter.requested_chf)} requested, {letter.kind}; {letter.language}, {letter.channel}{cancelled}"
    lines = [(letter.on, "letter", letter.reference, asked)]
    lines += [
        (each.on, each.kind, each.reference, " ".join(filter(None, (each.channel, each.words)))) for each in events
    ]
    return lines


def _contact(each: ContactReading) -> str:
    return f"until {each.until_on}: {each.words}" if each.until_on else each.words
