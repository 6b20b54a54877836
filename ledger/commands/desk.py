"""What every command does around its act: open the ledger, take a picture, decide on letters, give out a table."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from db.errors import LedgerError
from ledger.commands import clock
from ledger.commands.app import ledger_of
from ledger.commands.call import call_of
from ledger.commands.options import Format, parse_day

if TYPE_CHECKING:
    import sqlite3

    from db.letter_readings import LetterDecision
    from db.readings import StateReading
    from db.store import Store
    from ledger.books.open_books import Books
    from ledger.rules.verdicts import Verdict
    from reports.picture import Picture
    from reports.table import Heading, Table


class NeedsOutput(LedgerError):
    """Refuse to write a workbook onto the screen."""

    def __init__(self) -> None:
        super().__init__("a workbook needs a file to go into; add --output FILE.xlsx")


class NotAFormat(LedgerError):
    """Refuse to write the screen's table into a file, or a format under another's ending."""

    def __init__(self, path: Path) -> None:
        remedy = "end it in .csv, .json, .xlsx or .html, as the format asked for"
        super().__init__(f"{path.name} was not written: its ending and the format do not go together; {remedy}")


def open_ledger(ctx: typer.Context) -> "Store":
    """Open the ledger that the command line names; an older one is backed up, then brought to the newest version."""
    from db.store import open_store
    from ledger.commands.backing_up import back_up_now

    path = ledger_of(ctx)

    def before_migration(db: "sqlite3.Connection") -> None:
        back_up_now(db, path, "new version")

    return open_store(path, at=clock.now(), before_migration=before_migration)


@contextmanager
def write_books(store: "Store", *, rehearse: bool = False) -> "Iterator[Books]":
    """Open the books for one act, now: backed up first where the command is one for that, and logged if it wrote."""
    from ledger.books.open_books import open_books
    from ledger.commands.backing_up import backed_up_before, prune
    from ledger.commands.logging import logged

    call = call_of(store.path)
    with open_books(store, at=clock.now(), rehearse=rehearse) as books:
        if rehearse:
            yield books
            return
        with backed_up_before(store) as backup, logged(books, call) as timed:
            yield timed
    if backup:
        prune(store.path)


def day_or_today(typed: str) -> date:
    """Read a day as typed; nothing is today. Raises NotADate."""
    return parse_day(typed) if typed else clock.today()


def state_named(db: "sqlite3.Connection", name: str) -> "StateReading":
    """Find a State by a code or a name, as it is called today. Raises what ``find_state`` raises."""
    from db import facts
    from ledger.rules.naming import find_state

    return find_state(name, facts.states(db, as_of=clock.today()))


def heading_today(db: "sqlite3.Connection") -> "Heading":
    """Give the heading of a list that shows what is known today."""
    return heading_on(db, clock.today())


def heading_on(db: "sqlite3.Connection", on: date, known_at: datetime | None = None) -> "Heading":
    """Give the heading of a list that is about a day, as known at a moment, else today."""
    from reports.heading import heading_of

    return heading_of(db, on, known_at)


def decide_letters(
    store: "Store", picture: "Picture", verdicts: "Iterable[Verdict] | None" = None
) -> "list[LetterDecision]":
    """Decide on the letter of every State Party of the picture's day, with what keeps it from being written.

    ``verdicts`` on what each unidentified receipt is, if they are known already.
    """
    from ledger.commands.obstacles import deferred_of, obstacles_of
    from ledger.rules.reminders import ALL_IS_DUE, NOTHING, decide

    obstacles, deferred = obstacles_of(store.db, picture, verdicts), deferred_of(store.db, picture)
    lines = {line.code: line.obligation for line in picture.budget.lines}
    return [
        decide(
            state.iso3,
            picture.charges.get(state.iso3, ()),
            picture.receipts.get(state.iso3, ()),
            picture.year,
            lines,
            obstacles.get(state.iso3, NOTHING),
            deferred.get(state.iso3, ALL_IS_DUE),
        )
        for state in picture.parties
    ]


def picture_of(store: "Store", as_of: date, known_at: datetime | None = None, year: int | None = None) -> "Picture":
    """Take the picture of a day."""
    from reports.picture import take_picture

    return take_picture(store.db, as_of=as_of, known_at=known_at, year=year)


def give(table: "Table", chosen: Format, output: Path | None) -> None:
    """Give a report as asked: on the screen, or into a file, whole or not at all."""
    from reports.writers.csv_text import csv_text
    from reports.writers.json_text import json_text
    from reports.writers.terminal import print_table

    wanted = wanted_format(chosen, output)
    if wanted is Format.TABLE:
        print_table(table)
    elif wanted is Format.XLSX:
        _give_workbook(table, output)
    elif wanted is Format.HTML:
        from reports.writers.page import page_html

        _give_text(page_html(table.title, (), (), [table]), output)
    else:
        text = json_text(table) if wanted is Format.JSON else csv_text(table)
        _give_text(text, output)


def wanted_format(chosen: Format, output: Path | None) -> Format:
    """Give the format asked for, by its name or by the file's ending. Raises NotAFormat."""
    return chosen if output is None else _format_of(output, chosen)


def _format_of(output: Path, chosen: Format) -> Format:
    """Give the format that a file's ending names, unless another one is asked for."""
    endings = {f".{named.value}": named for named in Format if named is not Format.TABLE}
    named = endings.get(output.suffix.lower())
    if named is None or chosen not in (Format.TABLE, named):
        raise NotAFormat(output)
    return named


def _give_workbook(table: "Table", output: Path | None) -> None:
    from reports.writers.workbook import Sheet, write_workbook

    if output is None:
        raise NeedsOutput
    write_workbook(output, [Sheet(table.name.capitalize(), table)])
    say(f"Written: {output}")


def _give_text(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    write_text(output, text)
    say(f"Written: {output}")


def write_text(output: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Write a text file, whole or not at all."""
    write_bytes(output, text.encode(encoding))


def write_bytes(output: Path, content: bytes) -> None:
    """Write a file, whole or not at all."""
    write_parts(output, (content,))


def write_parts(output: Path, parts: Iterable[bytes]) -> None:
    """Write a file part by part, so that it may be larger than the memory; whole or not at all."""
    from reports.writers.workbook import FileNotWritten

    partial = output.with_name(f".{output.name}.part")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            file.writelines(parts)
        partial.replace(output)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise FileNotWritten(output, error.strerror or str(error)) from None
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def say(text: str) -> None:
    """Print a line for the person; what a bank or a payer wrote in it cannot steer the terminal."""
    from reports.writers.cells import printable
    from reports.writers.screen import is_plain, unaligned

    shown = printable(text)
    typer.echo(unaligned(shown) if is_plain() else shown)


def plural(count: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun.

    >>> plural(1, "letter"), plural(86, "letter")
    ('1 letter', '86 letters')
    """
    return f"{count} {one if count == 1 else many or one + 's'}"
