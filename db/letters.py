"""Runs of letters, as they stand in the books: who was written to, who was not and why, and what became of each letter.

Apart from ``db.contacts``: these are papers that were numbered and kept as they were said.
"""

import json
import sqlite3
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from db.moments import day, known_text
from db.money import chf


class LetterRunReading(NamedTuple):
    """One run: its day, until when the bank's data were, what was unmatched then; ``cancelled`` says why, if it was."""

    id: int
    year: int
    letters_on: date
    data_until: date | None
    unmatched_count: int
    unmatched_chf: Decimal
    written_count: int
    not_written_count: int
    requested_chf: Decimal
    cancelled: str
    recorded_on: date
    purpose: str
    form: str

    @property
    def label(self) -> str:
        """Give the name by which a person calls the run."""
        return f"W{self.id}"


class LetterReading(NamedTuple):
    """One decision of a run, and its letter if it was written."""

    run: str
    on: date
    year: int
    is_cancelled: bool
    letter_id: int | None
    state: str
    is_written: bool
    kind: str
    reason: str
    requested_chf: Decimal
    reference: str
    language: str
    channel: str
    purpose: str
    form: str


class LetterEventReading(NamedTuple):
    """What became of a letter on a day."""

    letter_id: int
    reference: str
    state: str
    kind: str
    on: date
    channel: str
    words: str


def runs(db: sqlite3.Connection, *, known_at: datetime | None = None) -> list[LetterRunReading]:
    """Read every run, oldest first, cancelled ones too, as known at a moment."""
    rows = db.execute(
        """
        SELECT run.id, run.year, run.letters_on, run.data_until, run.unmatched_count, run.unmatched_rappen,
               sum(decision.is_written), sum(1 - decision.is_written), sum(decision.requested_rappen),
               coalesce(cancelled.why, ''), run.recorded_at, run.purpose, run.form
        FROM letter_run AS run
        JOIN letter_decision AS decision ON decision.letter_run_id = run.id
        LEFT JOIN letter_run_cancellation AS cancelled
            ON cancelled.letter_run_id = run.id AND cancelled.recorded_at <= :known
        WHERE run.recorded_at <= :known
        GROUP BY run.id ORDER BY run.letters_on, run.id
        """,
        {"known": known_text(known_at)},
    )
    return [
        LetterRunReading(
            id=row[0],
            year=row[1],
            letters_on=date.fromisoformat(row[2]),
            data_until=day(row[3]),
            unmatched_count=row[4],
            unmatched_chf=chf(row[5]),
            written_count=row[6],
            not_written_count=row[7],
            requested_chf=chf(row[8]),
            cancelled=row[9],
            recorded_on=date.fromisoformat(row[10][:10]),
            purpose=row[11],
            form=row[12],
        )
        for row in rows
    ]


def letters(
    db: sqlite3.Connection, *, run: int | None = None, state: str | None = None, known_at: datetime | None = None
) -> list[LetterReading]:
    """Read the decisions of runs, oldest first; of one run, or on one State; as known at a moment."""
    rows = db.execute(
        """
        SELECT run.id, run.letters_on, run.year, cancelled.id IS NOT NULL, letter.id, decision.state,
               decision.is_written, decision.kind, decision.reason, decision.requested_rappen,
               coalesce(letter.reference, ''), coalesce(letter.language, ''), coalesce(letter.channel, ''),
               run.purpose, run.form
        FROM letter_decision AS decision
        JOIN letter_run AS run ON run.id = decision.letter_run_id
        LEFT JOIN letter ON letter.letter_decision_id = decision.id
        LEFT JOIN letter_run_cancellation AS cancelled
            ON cancelled.letter_run_id = run.id AND cancelled.recorded_at <= :known
        WHERE run.recorded_at <= :known AND run.id = coalesce(:run, run.id)
          AND decision.state = coalesce(:state, decision.state)
        ORDER BY run.letters_on, run.id, letter.serial, decision.state
        """,
        {"run": run, "state": state, "known": known_text(known_at)},
    )
    return [
        LetterReading(
            run=f"W{row[0]}",
            on=date.fromisoformat(row[1]),
            year=row[2],
            is_cancelled=bool(row[3]),
            letter_id=row[4],
            state=row[5],
            is_written=bool(row[6]),
            kind=row[7],
            reason=row[8],
            requested_chf=chf(row[9]),
            reference=row[10],
            language=row[11],
            channel=row[12],
            purpose=row[13],
            form=row[14],
        )
        for row in rows
    ]


def written(
    db: sqlite3.Connection, *, state: str | None = None, known_at: datetime | None = None
) -> list[LetterReading]:
    """Read the letters that stand, oldest first: written, and their run not cancelled."""
    found = letters(db, state=state, known_at=known_at)
    return [each for each in found if each.letter_id and not each.is_cancelled]


def events(db: sqlite3.Connection, *, known_at: datetime | None = None) -> dict[int, list[LetterEventReading]]:
    """Read what became of letters, oldest first; keyed by letter."""
    rows = db.execute(
        """
        SELECT event.letter_id, letter.reference, decision.state, event.kind, event.happened_on, event.channel,
               event.words
        FROM letter_event AS event
        JOIN letter ON letter.id = event.letter_id
        JOIN letter_decision AS decision ON decision.id = letter.letter_decision_id
        WHERE event.recorded_at <= ? ORDER BY event.happened_on, event.id
        """,
        (known_text(known_at),),
    )
    found: dict[int, list[LetterEventReading]] = defaultdict(list)
    for letter, reference, state, kind, on, channel, words in rows:
        event = LetterEventReading(letter, reference, state, kind, date.fromisoformat(on), channel, words)
        found[letter].append(event)
    return dict(found)


def contents(db: sqlite3.Connection, run: int) -> list[dict[str, Any]]:
    """Read what the letters of a run say, as it was kept, by number."""
    rows = db.execute(
        """
        SELECT letter.content FROM letter JOIN letter_decision AS decision ON decision.id = letter.letter_decision_id
        WHERE decision.letter_run_id = ? ORDER BY letter.serial
        """,
        (run,),
    )
    return [json.loads(content) for (content,) in rows]
