"""The demonstration: a sample office in a folder, its months run up to 27 January 2017, and the update said."""

import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from ledger.commands.app import app
from ledger.commands.desk import decide_letters, picture_of, say

if TYPE_CHECKING:
    from db.store import Store
    from ledger.books.open_books import Books
    from ledger.rules.verdicts import Verdict

OFFICE = "ISU-CCM"
NOTICE = "sample data: who paid is invented"
LETTERS_ON = date(2017, 1, 27)
_PAPERS = (
    "states.csv",
    "scale_2016_2018.csv",
    "budgets.csv",
    "missions.csv",
    "payer_accounts.csv",
    "decisions.csv",
)


class NotADemo(LedgerError):
    """Refuse to make the sample office where another ledger lies."""

    def __init__(self, ledger: Path) -> None:
        super().__init__(
            f"{ledger} exists already; nothing was touched; name another folder, or add --again if it is an older "
            "demonstration that may be replaced"
        )


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where to make the sample office.")] = Path("demo"),
    again: Annotated[bool, typer.Option("--again", help="Replace an older demonstration in the folder.")] = False,
) -> None:
    """Make the sample office, run its months up to 27 January 2017, and say the update.

    The States, their membership and the UN scale are facts; who paid what is invented.

    Example: isu demo
    """
    from reports.writers.workbook import FileNotWritten

    ledger = folder / "ledger.sqlite"
    _clear(ledger, again=again)
    papers = folder / "papers"
    try:
        _lay_out(papers)
    except OSError as error:
        raise FileNotWritten(folder, error.strerror or str(error)) from None
    say(f"The sample office is in {folder}. Running its months:")
    _run_months(ledger, papers)
    _write_papers(ledger, folder)


def _clear(ledger: Path, *, again: bool) -> None:
    if not ledger.exists():
        return
    from db import facts
    from db.store import open_store

    if not again:
        raise NotADemo(ledger)
    with open_store(ledger, at=_moment(LETTERS_ON)) as store:
        is_demo = facts.office(store.db).notice == NOTICE
    if not is_demo:
        raise NotADemo(ledger)
    ledger.unlink()


def _lay_out(papers: Path) -> None:
    from importlib.resources import as_file, files

    inbox = papers.parent / "inbox"
    for folder in (papers / "bank", papers / "models", inbox):
        folder.mkdir(parents=True, exist_ok=True)
    with as_file(files("sample_data")) as sample:
        for name in _PAPERS:
            shutil.copyfile(sample / name, papers / name)
        shutil.copyfile(sample / "letters.toml", papers.parent / "ledger.toml")
        for statement in sorted((sample / "bank").glob("*.xml")):
            shutil.copyfile(statement, papers / "bank" / statement.name)
        for later in sorted((sample / "inbox").glob("*.xml")):
            shutil.copyfile(later, inbox / later.name)
        for model in sorted((sample / "models").glob("*.toml")):
            shutil.copyfile(model, papers / "models" / model.name)


def _moment(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 9, 0, tzinfo=UTC)


@contextmanager
def _books(store: "Store", on: date, *words: str) -> "Iterator[Books]":
    """Open the books as on a day of the sample, and log what is done under the command that does it."""
    from ledger.books.keeping_log import Call
    from ledger.books.open_books import open_books
    from ledger.commands.logging import logged

    call = Call("sample office", shlex.join(("isu", *words)), {})
    with open_books(store, at=_moment(on)) as books, logged(books, call) as timed:
        yield timed


def _run_months(ledger: Path, papers: Path) -> None:
    """Do what the director would have done, each on its day, so that older reports can be printed again."""
    from db.store import create_store

    with create_store(ledger, at=_moment(date(2016, 1, 4))) as store:
        _set_up(store, papers)
        for statement in sorted((papers / "bank").glob("*.xml")):
            for line in _month(store, papers, statement):
                say(f"  {line}")


def _set_up(store: "Store", papers: Path) -> None:
    from db import facts
    from ledger.books import deciding, keeping
    from ledger.intake import office_tables

    on = date(2016, 1, 4)
    with _books(store, on, "init", "--name", OFFICE) as books:
        keeping.set_office(books, OFFICE, NOTICE)
        keeping.enter_states(books, office_tables.read_states(papers / "states.csv"))
        known = facts.states(store.db, as_of=on)
        keeping.enter_missions(books, office_tables.read_missions(papers / "missions.csv", known))
        rates = office_tables.read_rates(papers / "scale_2016_2018.csv", known)
        deciding.enter_scale(books, "2016-2018", (2016, 2018), rates, "UN General Assembly resolution 70/245")
        payers = office_tables.read_payer_accounts(papers / "payer_accounts.csv", known)
        keeping.confirm_payer_accounts(books, payers)
    parties_count = len(facts.parties(store.db, on=LETTERS_ON))
    say(
        f"  {len(known)} States entered, {parties_count} of them parties on 27 January 2017; scale, addresses, accounts"
    )
    _assess(store, papers, 2016, on)


def _month(store: "Store", papers: Path, statement: Path) -> Iterator[str]:
    from db.money import with_chf
    from ledger.books.matching import match
    from ledger.books.receiving import take_bank_files
    from ledger.intake.camt import read_camt
    from ledger.rules.verdicts import MatchClass

    file = read_camt(statement.name, statement.read_bytes())
    to_on = file.statements[-1].to_on
    if to_on.year == 2017:
        _assess(store, papers, 2017, date(2017, 1, 3))
    day_after = date.fromordinal(to_on.toordinal() + 1)
    with _books(store, day_after, "bank", "import", statement.name) as books:
        (taken,) = take_bank_files(books, [file])
    with _books(store, day_after, "match") as books:
        verdicts = match(books)
        decided_count = _decide(books, papers / "decisions.csv", verdicts)
    matched_count = sum(verdict.match_class is MatchClass.AUTOMATIC for verdict in verdicts)
    yield (
        f"{statement.name}: {taken.received_count} receipts, {with_chf(taken.received_chf)}: {matched_count} matched, "
        f"{decided_count} decided by the director, {len(verdicts) - matched_count - decided_count} left"
    )


def _decide(books: "Books", decisions: Path, verdicts: "list[Verdict]") -> int:
    """Decide as the director did of what was not certain, by value date, amount and payer; gives how many."""
    from ledger.books.identifying import find_receipt, identify_receipt
    from ledger.intake.sheets import read_rows
    from ledger.rules.verdicts import MatchClass

    columns = ("value_date", "amount_chf", "payer", "state", "why")
    decided = {(row["value_date"], row["amount_chf"], row["payer"]): row for row in read_rows(decisions, columns)}
    count = 0
    for verdict in verdicts:
        incoming = verdict.incoming
        row = decided.get((incoming.value_date.isoformat(), f"{incoming.amount_chf:.2f}", incoming.payer))
        if row and verdict.match_class is not MatchClass.AUTOMATIC:
            receipt = find_receipt(books, incoming.label)
            identify_receipt(books, receipt, row["state"], why=row["why"], learn=False)
            count += 1
    return count


def _assess(store: "Store", papers: Path, year: int, on: date) -> None:
    from db.moments import long_date
    from db.money import with_chf
    from ledger.books.assessing import assess
    from ledger.books.deciding import set_budget
    from ledger.intake.office_tables import budget_of_year

    budget = budget_of_year(papers / "budgets.csv", year)
    with _books(store, on, "assess", str(year), "--on", str(on)) as books:
        set_budget(books, budget)
        assessed = assess(books, year, on=on)
    states_count = len(next(iter(assessed.charged_chf.values())))
    settled = with_chf(assessed.settled_chf)
    say(f"  {year} assessed on {long_date(on)}: {states_count} States Parties, {settled} covered from money on account")


def _write_papers(ledger: Path, folder: Path) -> None:
    from db.store import open_store
    from ledger.commands.chain_of import gaps_of
    from ledger.commands.papers import write_mailing_list
    from ledger.commands.presidents import write_presidents_workbook
    from reports.update import update

    workbook, mailing = folder / f"isu-{LETTERS_ON}.xlsx", folder / f"mailing-list-{LETTERS_ON}.xlsx"
    with open_store(ledger, at=_moment(LETTERS_ON)) as store:
        picture = picture_of(store, LETTERS_ON)
        decisions = decide_letters(store, picture)
        gaps = gaps_of(store.db, as_of=LETTERS_ON)
        write_presidents_workbook(store, picture, decisions, workbook)
        write_mailing_list(picture, decisions, mailing)
    say("Written:")
    say(f"  {ledger}   the books")
    say(f"  {workbook}   the President's workbook")
    say(f"  {mailing}   the mailing list of the letters")
    say(f"Next: cd {folder}   then: isu month   or ask: isu why CIV --as-of {LETTERS_ON}")
    say("")
    say(update(picture, decisions, gaps))
