"""Commands that write letters: preview, write, print, runs, cancel, and the settings they need."""

import shutil
from collections import Counter
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from db.errors import LedgerError
from ledger.commands.app import ledger_of
from ledger.commands.desk import (
    give,
    heading_today,
    open_ledger,
    picture_of,
    plural,
    say,
    write_books,
)
from ledger.commands.letter_purposes import (
    EveryOption,
    FirstOption,
    Form,
    FormalOption,
    InstalmentsOption,
    NoSignatory,
    Purpose,
    PurposeOption,
    SinceOption,
    StatesOption,
    Wanted,
    assignments,
    decisions_of,
    wanted,
)
from ledger.commands.options import AsOf, Format, FormatOption, OutputOption, YearOption, parse_day
from ledger.commands.reporting import letters_app

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from db.letter_readings import LetterDecision
    from db.letters import LetterRunReading
    from db.office_settings import OfficeSettings
    from db.store import Store
    from ledger.books.lettering import RunFacts
    from reports.picture import Picture

Into = Annotated[
    Path, typer.Option("--into", metavar="FOLDER", help="A folder; the files go into one of their own there.")
]
Run = Annotated[str, typer.Argument(metavar="RUN", help="As in `isu letters runs`: W3.")]


class BooksChanged(LedgerError):
    """Refuse to write letters from what is no longer so."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"the letters of {on} were not written: another program changed the ledger since they were decided; "
            "`isu log` shows what was done; run the command again"
        )


class OldBankData(LedgerError):
    """Refuse to write letters on old data."""

    def __init__(self, until: date | None, on: date, days: int) -> None:
        data = f"run until {until} only" if until else "are not there"
        super().__init__(
            f"the bank's data {data}, and the letters are of {on}; import the statements since, or write them all the "
            f"same with --old-data (allowed without it: {days} days)"
        )


class NotConfirmed(LedgerError):
    """Refuse to write letters whose count was not confirmed."""

    def __init__(self, typed: str, count: int) -> None:
        super().__init__(f"nothing was written: {typed or 'nothing'} was typed, and {count} letters would be written")


@letters_app.command("preview")
def letters_preview(
    ctx: typer.Context,
    as_of: AsOf,
    year: YearOption = None,
    purpose: PurposeOption = Purpose.REQUEST,
    formal: FormalOption = False,
    state: StatesOption = None,
    since: SinceOption = "",
    instalments: InstalmentsOption = 4,
    first: FirstOption = "",
    every: EveryOption = 3,
) -> None:
    """Say what a run of letters would write: how many, in which languages, by which channels, and who gets none.

    Example: isu letters preview --as-of 2017-01-27
    """
    day = parse_day(as_of)
    asked = wanted(purpose, formal=formal, states=state, since=since, plan=(instalments, first, every))
    with open_ledger(ctx) as store:
        picture = picture_of(store, day, None, year)
        decisions = decisions_of(store, picture, asked)
    for line in _preview(picture, decisions, asked):
        say(line)
    say(f"Next: isu letters write --as-of {day} --into FOLDER{asked.options}")


def _preview(picture: "Picture", decisions: "Sequence[LetterDecision]", asked: Wanted) -> list[str]:
    from db.moments import long_date
    from db.money import with_chf
    from reports.picture import sum_chf

    written = [each for each in decisions if each.written]
    unmatched = picture.unidentified
    data_until = picture.heading.data_until
    until = long_date(data_until) if data_until else "never"
    waiting_chf = sum_chf(each.unidentified_chf for each in unmatched)
    lines = [
        f"Letters of {long_date(picture.as_of)} for {picture.year}: {asked.purpose}, {asked.form}",
        f"  bank data until {until}",
        f"  unidentified: {plural(len(unmatched), 'receipt')}, {with_chf(waiting_chf)}",
        f"  {plural(len(written), 'letter')}, {with_chf(sum_chf(each.requested_chf for each in written))} requested",
    ]
    missions = [picture.missions[each.state] for each in written if each.state in picture.missions]
    counts = (
        ("for", Counter(each.kind for each in written)),
        ("language", Counter(mission.language for mission in missions)),
        ("channel", Counter(mission.channel for mission in missions)),
        ("no letter", Counter(each.kind for each in decisions if not each.written)),
    )
    for title, counted in counts:
        named = ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))
        lines.append(f"  {title}: {named or 'none'}")
    settled = ("paid in advance", "covered on account", "not charged", "not in this run", "nothing received", "owes")
    held = (each for each in decisions if not each.written and each.kind not in settled)
    names = {state.iso3: state.name_en for state in picture.parties}
    return lines + [f"    {names[each.state]}: {each.kind}; {each.reason}" for each in held]


@letters_app.command("write")
def letters_write(
    ctx: typer.Context,
    as_of: AsOf,
    into: Into,
    year: YearOption = None,
    yes: Annotated[
        int | None, typer.Option("--yes", metavar="COUNT", help="The count of letters, for scripts.")
    ] = None,
    old_data: Annotated[bool, typer.Option("--old-data", help="Although the bank's data are old.")] = False,
    purpose: PurposeOption = Purpose.REQUEST,
    formal: FormalOption = False,
    state: StatesOption = None,
    since: SinceOption = "",
    instalments: InstalmentsOption = 4,
    first: FirstOption = "",
    every: EveryOption = 3,
) -> None:
    """Write the letters of a day: for each State note verbale, invoice and statement; all of them or none.

    Asks for the count to be typed. The run keeps one decision for every State Party, and of each letter what it said.

    Example: isu letters write --as-of 2017-01-27 --into letters --yes 86
    """
    from db.logged import last_moment
    from ledger.books.lettering import refuse_second_run

    day = parse_day(as_of)
    asked = wanted(purpose, formal=formal, states=state, since=since, plan=(instalments, first, every))
    with open_ledger(ctx) as store:
        settings = _settings(ledger_of(ctx))
        if asked.form is Form.FORMAL and not settings.signatory:
            raise NoSignatory
        read_at = last_moment(store.db)
        picture = picture_of(store, day, None, year)
        decisions = decisions_of(store, picture, asked)
        facts = _facts(picture, asked)
        with write_books(store, rehearse=True) as books:
            refuse_second_run(books, facts)
        _refuse_old_data(picture, settings, old_data=old_data)
        for line in _preview(picture, decisions, asked):
            say(line)
        count = sum(each.written for each in decisions)
        _confirm(count, yes)
        folder = into / f"{day}{asked.folder_words}"
        run = _write(store, picture, decisions, asked, settings, facts, folder, read_at)
    say(f"Written: run {run.label}, {plural(count, 'letter')} in {folder}; one file of all: {folder / 'all.pdf'}")
    say(f"Undo: isu letters cancel {run.label} --why …   Sent: isu letters sent STATE --on DATE")


def _write(
    store: "Store",
    picture: "Picture",
    decisions: "Sequence[LetterDecision]",
    asked: Wanted,
    settings: "OfficeSettings",
    facts: "RunFacts",
    folder: Path,
    read_at: "datetime | None",
) -> "LetterRunReading":
    """Write the files and keep the run, both or neither; refuse if the books changed since they were read."""
    from db.logged import last_moment
    from ledger.books.lettering import keep_run, next_references
    from ledger.commands.letter_files import write_files

    series = settings.series if asked.form is Form.NOTE else settings.series_formal
    count = sum(each.written for each in decisions)
    with write_books(store) as books:
        if last_moment(store.db) != read_at:
            raise BooksChanged(facts.letters_on)
        references = next_references(books, series, picture.as_of.year, count, asked.form.value)
        papers = _papers(store, picture, decisions, settings, asked, references)
        made_of = picture.heading.head
        partial = write_files(folder, list(papers.values()), picture, decisions, settings.word_template, made_of)
        try:
            run = keep_run(books, facts, decisions, papers, _channels(picture))
        except BaseException:
            shutil.rmtree(partial)
            raise
    partial.rename(folder)
    return run


def _settings(ledger: Path) -> "OfficeSettings":
    from ledger.intake.office_settings import NoBankBlock, read_settings, settings_path

    settings = read_settings(ledger)
    if settings.bank is None:
        raise NoBankBlock(settings_path(ledger))
    return settings


def _facts(picture: "Picture", asked: Wanted) -> "RunFacts":
    from ledger.books.lettering import RunFacts
    from reports.picture import sum_chf

    unmatched = picture.unidentified
    return RunFacts(
        picture.year,
        picture.as_of,
        picture.heading.data_until,
        len(unmatched),
        sum_chf(receipt.unidentified_chf for receipt in unmatched),
        asked.purpose.value,
        asked.form.value,
    )


def _refuse_old_data(picture: "Picture", settings: "OfficeSettings", *, old_data: bool) -> None:
    until = picture.heading.data_until
    is_old = until is None or (picture.as_of - until).days > settings.days_bank_data
    if is_old and not old_data:
        raise OldBankData(until, picture.as_of, settings.days_bank_data)


def _confirm(count: int, yes: int | None) -> None:
    typed = str(yes) if yes is not None else ""
    if yes is None:
        typer.echo(f"Type the count of letters, {count}, to write them: ", nl=False)
        with suppress(EOFError):
            typed = input().strip()
    if typed != str(count):
        raise NotConfirmed(typed, count)


def _channels(picture: "Picture") -> dict[str, str]:
    return {state: mission.channel for state, mission in picture.missions.items()}


def _papers(
    store: "Store",
    picture: "Picture",
    decisions: "Sequence[LetterDecision]",
    settings: "OfficeSettings",
    asked: Wanted,
    references: "Sequence[str]",
) -> "dict[str, Mapping[str, Any]]":
    """Write the papers of every State that is written to, alphabetically; keyed by State."""
    from db import balances
    from reports.papers.content import paper_set

    by_state = {each.state: each for each in decisions}
    papers: dict[str, Mapping[str, Any]] = {}
    for state, assignment in assignments(store, picture, decisions, asked, references).items():
        lines = balances.account_lines(store.db, as_of=picture.as_of, state=state)
        made = paper_set(picture, picture.states[state], by_state[state], lines, settings, assignment)
        papers[state] = made.as_dict()
    return papers


@letters_app.command("print")
def letters_print(ctx: typer.Context, run: Run, into: Into) -> None:
    """Make the files of a run again, from what its letters said.

    Example: isu letters print W1 --into letters
    """
    from db import facts, letters
    from db.links import head_before
    from ledger.books.lettering import find_run
    from ledger.commands.letter_files import set_papers
    from ledger.intake.office_settings import read_settings
    from reports.papers.paper_set import ADDED_LATER

    with open_ledger(ctx) as store:
        found = find_run(store.db, run)
        office = facts.office(store.db).name
        papers = [{**ADDED_LATER, **each} for each in letters.contents(store.db, found.id)]
        folder = into / f"{found.letters_on} {found.label}"
        own = read_settings(ledger_of(ctx)).word_template
        made_of = head_before(store.db, "letter_run", found.id)
        set_papers(folder, papers, found.letters_on, office, own, made_of.label if made_of else "").rename(folder)
    say(f"Written: {plural(len(papers), 'letter')} of run {found.label} in {folder}")


@letters_app.command("runs")
def letters_runs(ctx: typer.Context, chosen: FormatOption = Format.TABLE, output: OutputOption = None) -> None:
    """List the runs of letters, cancelled ones too.

    Example: isu letters runs
    """
    from db import letters
    from reports.letter_history import runs

    with open_ledger(ctx) as store:
        table = runs(heading_today(store.db), letters.runs(store.db))
    give(table, chosen, output)


@letters_app.command("cancel")
def letters_cancel(
    ctx: typer.Context, run: Run, why: Annotated[str, typer.Option("--why", help="Why it is taken back.")]
) -> None:
    """Take a run of letters back before any was sent; its numbers stay used, its files are yours to remove.

    Example: isu letters cancel W1 --why "a statement was missing"
    """
    from ledger.books.lettering import cancel_run, find_run

    with open_ledger(ctx) as store, write_books(store) as books:
        found = find_run(store.db, run)
        cancel_run(books, found, why=why)
    say(f"Run {found.label} of {found.letters_on} is cancelled, with its {plural(found.written_count, 'letter')}.")
    say(f"Next: isu letters preview --as-of {found.letters_on}")
