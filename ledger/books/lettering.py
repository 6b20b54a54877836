"""Keep a run of letters: one decision for every State Party, each letter with its number and all that it says.

Apart from deciding and from setting the papers: here a run becomes a fact, whole or not at all, and can be cancelled.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from db import letters
from db.errors import LedgerError
from db.letter_readings import LetterDecision as Decided
from db.letter_tables import Letter, LetterDecision, LetterEvent, LetterRun, LetterRunCancellation
from db.letters import LetterReading, LetterRunReading
from ledger.books.open_books import Books

NOTE_VERBALE = "note verbale"
FORMAL_LETTER = "formal letter"
REQUEST = "request"


class RunExists(LedgerError):
    """Refuse to write the letters of a day twice."""

    def __init__(self, run: LetterRunReading) -> None:
        super().__init__(
            f"the letters of {run.letters_on} ({run.purpose}, {run.form}) are written already: run {run.label}, "
            f"{run.written_count} letters; "
            f"`isu letters print {run.label} --into FOLDER` makes the files again, "
            f"`isu letters cancel {run.label} --why …` takes the run back"
        )


class UnknownRun(LedgerError):
    """Refuse a run that is not in the ledger."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"there is no run of letters {asked}; `isu letters runs` shows them, from W1 on")


class RunNotCancelled(LedgerError):
    """Refuse to cancel a run twice, without a reason, or after a letter was sent."""

    def __init__(self, run: LetterRunReading, why: str) -> None:
        super().__init__(f"run {run.label} of {run.letters_on} was not cancelled: {why}")


class NoLetter(LedgerError):
    """Refuse to tell what became of a letter that was not written."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no letter to {name} stands in the ledger; `isu letters runs` shows what was written")


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What was known when the letters were written; ``unmatched`` are the receipts without a State."""

    year: int
    letters_on: date
    data_until: date | None
    unmatched_count: int
    unmatched_chf: Decimal
    purpose: str = REQUEST
    form: str = NOTE_VERBALE


def next_references(books: Books, series: str, year: int, count: int, form: str = NOTE_VERBALE) -> list[str]:
    """Give the next references of a form of letters in a year, without a gap."""
    (highest,) = books.db.execute(
        "SELECT coalesce(max(serial), 0) FROM letter WHERE form = ? AND year = ?", (form, year)
    ).fetchone()
    return [f"{series}/{year}/{serial:03d}" for serial in range(highest + 1, highest + count + 1)]


def refuse_second_run(books: Books, facts: RunFacts) -> None:
    """Refuse the letters of a day, year, purpose and form that are written already. Raises RunExists."""
    wanted = (facts.letters_on, facts.year, facts.purpose, facts.form)
    for run in letters.runs(books.db):
        if (run.letters_on, run.year, run.purpose, run.form) == wanted and not run.cancelled:
            raise RunExists(run)


def keep_run(
    books: Books,
    facts: RunFacts,
    decisions: Sequence[Decided],
    papers: Mapping[str, Mapping[str, object]],
    channels: Mapping[str, str],
) -> LetterRunReading:
    """Keep a run: every decision, and of each letter what it says (``papers`` by State). Raises RunExists."""
    refuse_second_run(books, facts)
    run = LetterRun(
        year=facts.year,
        letters_on=facts.letters_on,
        data_until=facts.data_until,
        unmatched_count=facts.unmatched_count,
        unmatched_chf=facts.unmatched_chf,
        recorded_at=books.at,
        purpose=facts.purpose,
        form=facts.form,
    )
    books.add(run)
    assert run.id is not None
    for decision in decisions:
        _keep_decision(books, run.id, facts, decision, papers.get(decision.state), channels)
    return find_run(books.db, f"W{run.id}")


def _keep_decision(
    books: Books,
    run: int,
    facts: RunFacts,
    decision: Decided,
    paper: Mapping[str, object] | None,
    channels: Mapping[str, str],
) -> None:
    row = LetterDecision(
        letter_run_id=run,
        state=decision.state,
        is_written=decision.written,
        kind=decision.kind,
        reason=decision.reason,
        requested_chf=decision.requested_chf,
    )
    books.add(row)
    assert row.id is not None
    if paper is None:
        return
    reference = str(paper["reference"])
    letter = Letter(
        letter_decision_id=row.id,
        form=facts.form,
        year=facts.letters_on.year,
        serial=int(reference.rpartition("/")[2]),
        reference=reference,
        language=str(paper["language"]),
        channel=channels.get(decision.state, ""),
        content=json.dumps(paper, ensure_ascii=False, sort_keys=True),
    )
    books.add(letter)


def find_run(db: sqlite3.Connection, asked: str, *, known_at: datetime | None = None) -> LetterRunReading:
    """Find a run by its label, W3 or 3, as known at a moment. Raises UnknownRun."""
    number = asked.strip().upper().removeprefix("W")
    for run in letters.runs(db, known_at=known_at):
        if str(run.id) == number:
            return run
    raise UnknownRun(asked)


def newest_run(db: sqlite3.Connection, on: date, *, known_at: datetime | None = None) -> LetterRunReading:
    """Give the newest run of requests to all States by a day that was not cancelled. Raises UnknownRun."""
    for run in reversed(letters.runs(db, known_at=known_at)):
        is_request = (run.purpose, run.form) == (REQUEST, NOTE_VERBALE)
        if not is_request or run.cancelled or run.letters_on > on:
            continue
        if all(each.kind != "not in this run" for each in letters.letters(db, run=run.id)):
            return run
    raise UnknownRun(f"to all States up to {on}")


def cancel_run(books: Books, run: LetterRunReading, *, why: str) -> None:
    """Take a run back; its numbers stay used. Raises RunNotCancelled."""
    if not why.strip():
        raise RunNotCancelled(run, "it needs a reason; say it with --why")
    if run.cancelled:
        raise RunNotCancelled(run, f'it is cancelled already ("{run.cancelled}")')
    of_run = {each.letter_id for each in letters.letters(books.db, run=run.id)}
    gone = [each for held in letters.events(books.db).values() for each in held if each.letter_id in of_run]
    if gone:
        raise RunNotCancelled(
            run, f"{gone[0].reference} was {gone[0].kind} on {gone[0].on}; write the State a new letter"
        )
    books.add(LetterRunCancellation(letter_run_id=run.id, why=why, recorded_at=books.at))


def tell_event(books: Books, state: str, kind: str, *, name: str, on: date, channel: str, words: str) -> LetterReading:
    """Keep what became of the newest letter to a State. Raises NoLetter."""
    written = letters.written(books.db, state=state)
    if not written:
        raise NoLetter(name)
    newest = written[-1]
    assert newest.letter_id is not None
    books.add(
        LetterEvent(
            letter_id=newest.letter_id,
            kind=kind,
            happened_on=on,
            channel=channel or newest.channel,
            words=words,
            recorded_at=books.at,
        )
    )
    return newest
