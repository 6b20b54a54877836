"""The log as sentences: who did what, when, with which file, and what came of it."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from db.logged import EntriesOfAct, LoggedReading, entries_of_acts
from db.moments import long_date
from db.money import with_chf
from reports.act_words import act_in_words
from reports.table import Cell, Column, Heading, Kind, Table

_ROWS = {
    "office": "name of the office",
    "state_version": "name or membership of a State",
    "mission": "address",
    "scale_rate": "rate",
    "budget": "budget",
    "assessment": "assessment",
    "revision": "revision",
    "invoice": "invoice",
    "bank_account": "bank account",
    "bank_file": "bank file",
    "bank_statement": "bank statement",
    "bank_line": "bank line",
    "bank_line_again": "bank line told again",
    "bank_notice": "notice of the bank",
    "bank_mapping": "layout of a list",
    "bank_debit_standing": "word on a debit",
    "payer_account": "word on a payer's account",
    "designation": "word on what a receipt pays",
    "rule": "rule",
    "pledge": "pledge",
    "pledge_cancellation": "pledge cancelled",
    "letter_run": "run of letters",
    "letter": "letter",
    "letter_event": "event of a letter",
    "letter_run_cancellation": "run of letters cancelled",
    "hold": "hold",
    "hold_release": "hold released",
    "contact": "contact",
    "contact_withdrawal": "contact withdrawn",
    "forgotten_row": "row forgotten at a person's wish",
    "payment_plan": "payment plan",
    "payment_plan_end": "payment plan ended",
    "dispute": "dispute",
    "dispute_end": "dispute settled",
    "report_snapshot": "snapshot",
    "closing": "closing or opening of a month",
}


def log(
    heading: Heading,
    db: sqlite3.Connection,
    found: Iterable[LoggedReading],
    versions: Iterable[tuple[int, str, datetime]],
    state: str | None = None,
) -> Table:
    """List the commands that changed the ledger, oldest first, with the versions it was brought to.

    With a State its entries alone are told.
    """
    rows = [
        *(_command_row(db, each, state) for each in found),
        *(_row(at, "isu", "", words) for at, words in _versions_in_words(versions)),
    ]
    ordered: tuple[Mapping[str, Cell], ...] = tuple(sorted(rows, key=lambda row: str(row["at"])))
    return Table(
        name="log",
        title="Log",
        heading=heading,
        columns=(
            Column("on", "On", Kind.DATE),
            Column("at", "At (UTC)"),
            Column("by", "By"),
            Column("command", "Command"),
            Column("files", "Files, SHA-256"),
            Column("result", "Result"),
        ),
        rows=ordered,
        total={},
    )


def _versions_in_words(versions: Iterable[tuple[int, str, datetime]]) -> Iterable[tuple[datetime, str]]:
    """Say which versions the ledger was brought to, those of one moment together."""
    at_once: dict[datetime, list[tuple[int, str]]] = {}
    for version, title, at in versions:
        at_once.setdefault(at, []).append((version, title))
    for at, steps in at_once.items():
        was_made = steps[0][0] == 1
        titles = "" if was_made else f" ({', '.join(title for _, title in steps)})"
        yield at, f"{'ledger made, of' if was_made else 'ledger brought to'} version {steps[-1][0]}{titles}"


def sentences(table: Table) -> list[str]:
    """Write the log for people, a sentence or two for each command."""
    said = []
    for row in table.rows:
        at = datetime.fromisoformat(str(row["at"]))
        what = f": {row['command']}" if row["command"] else ""
        said.append(f"{long_date(at.date())}, {at:%H:%M} UTC, {row['by']}{what}")
        said.append(f"    {row['result']}.")
    return said or ["Nothing is in the log."]


def _command_row(db: sqlite3.Connection, each: LoggedReading, state: str | None) -> dict[str, Cell]:
    files = "; ".join(f"{name} {digest}" for name, digest in each.files.items())
    return _row(each.recorded_at, each.said_by, each.words, result_of(db, each, state), files)


def _row(at: datetime, by: str, command: str, result: str, files: str = "") -> dict[str, Cell]:
    moment = at.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    return {"on": at.date(), "at": moment, "by": by, "command": command, "files": files, "result": result}


def result_of(db: sqlite3.Connection, each: LoggedReading, state: str | None = None) -> str:
    """Say what came of a command, from the rows that it wrote."""
    said = [each.remark] if each.remark else []
    if entries := each.wrote.get("entry"):
        label = f"E{entries[0]}" if entries[0] == entries[1] else f"E{entries[0]} to E{entries[1]}"
        acts = ", ".join(map(_act, entries_of_acts(db, entries, state=state)))
        said.append(f"entries {label}: {acts}" if acts else f"entries {label}")
    further = rows_in_words({name: last - first + 1 for name, (first, last) in each.wrote.items()})
    return "; ".join([*said, *([", ".join(further)] if further else [])]) or "facts entered"


def _act(each: EntriesOfAct) -> str:
    return f"{each.entries_count} {act_in_words(each.act, is_reversal=each.is_reversal)} ({with_chf(each.amount_chf)})"


def rows_in_words(counts: Mapping[str, int]) -> Sequence[str]:
    """Say how many rows of which kind; what is only a part of another is left out.

    >>> rows_in_words({"letter_run": 1, "letter": 86, "letter_decision": 100, "entry": 3})
    ['1 x run of letters', '86 x letter']
    """
    return [f"{counts[name]} x {words}" for name, words in _ROWS.items() if counts.get(name)]
