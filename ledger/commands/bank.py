"""Commands of the bank's papers: import, statements, lines."""

from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.commands.app import app
from ledger.commands.desk import give, heading_today, open_ledger, plural, say, write_books
from ledger.commands.options import DryRun, Format, FormatOption, OutputOption

if TYPE_CHECKING:
    import sqlite3

    from db.bank_readings import BankLineReading
    from db.store import Store
    from ledger.books.receiving import Choices, TakenFile
    from ledger.commands.progress import Step
    from ledger.intake.statements import BankFile
    from ledger.rules.returns import Proposal

bank_app = typer.Typer(no_args_is_help=True, help="The bank's files, what they hold, and our accounts.")
app.add_typer(bank_app, name="bank")
IntoOpenMonth = Annotated[
    bool, typer.Option("--into-open-month", help="What was booked in closed months counts from the first open day.")
]
_MANY_FILES, _MUCH_BYTES = 5, 2 * 2**20  # above either, a bar shows how far an import is


@bank_app.command("import")
def bank_import(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="As e-banking gives them: camt XML, MT940, CSV, .xlsx, ZIP; or a folder."),
    ],
    dry_run: DryRun = False,
    each_statement: Annotated[
        bool, typer.Option("--each-statement", help="Take the good statements of a file that has bad ones.")
    ] = False,
    without_balances: Annotated[
        bool, typer.Option("--without-balances", help="Take a list without its balances, which nothing proves whole.")
    ] = False,
    same_lines: Annotated[
        bool,
        typer.Option("--same-lines", help="Lines equal to known ones by day and amount only are the same payments."),
    ] = False,
    into_open_month: IntoOpenMonth = False,
    account: Annotated[
        str, typer.Option("--account", metavar="IBAN", help="Whose the file is, if it does not say.")
    ] = "",
) -> None:
    """Take bank statements into the books: all files of the call, or none.

    What came in in francs becomes a receipt, once, however many files tell of it. It is a State's if it carries
    a reference of ours or comes from a known account; else it stays unidentified. camt.054 and camt.052 add details,
    never money. A file that was taken before changes nothing.

    Example: isu bank import inbox
    """
    from ledger.books.receiving import Choices
    from ledger.commands.import_report import said_of
    from ledger.intake.cells import account as compact

    chosen = Choices(
        each_statement=each_statement,
        without_balances=without_balances,
        same_lines=same_lines,
        into_open_month=into_open_month,
        account=compact(account) if account else "",
    )
    with open_ledger(ctx) as store:
        taken = _take(store, _paths(files), chosen, dry_run=dry_run)
        for file in taken:
            for line in said_of(file, in_detail=dry_run):
                say(line)
        if dry_run:
            say("Nothing was kept: this was a dry run.")
        else:
            _say_what_is_next(store.db, taken)


def take_files(store: "Store", paths: list[Path]) -> "list[TakenFile]":
    """Take files as they are, all or none."""
    from ledger.books.receiving import Choices

    return _take(store, paths, Choices(), dry_run=False)


def _take(store: "Store", paths: list[Path], chosen: "Choices", *, dry_run: bool) -> "list[TakenFile]":
    from ledger.books.receiving import take_bank_files
    from ledger.commands.progress import progress_bar, working

    is_much = sum(path.stat().st_size for path in paths if path.is_file()) > _MUCH_BYTES
    has_bar = len(paths) > 1 and (is_much or len(paths) > _MANY_FILES)  # the bar of one file would stand still
    with progress_bar(has_bar) as step, nullcontext() if has_bar else working("Bringing in"):
        read = _read(store, paths, step)
        with write_books(store, rehearse=dry_run) as books:
            return take_bank_files(books, read, chosen, progress=step("taking", len(read)))


def _paths(files: list[Path]) -> list[Path]:
    """Give the files; a folder stands for every file in it that is not hidden. Raises EmptyFolder."""
    from ledger.commands.import_report import EmptyFolder

    found = []
    for path in files:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(each for each in path.iterdir() if each.is_file() and each.name[0] != ".")
        if not inside:
            raise EmptyFolder(path)
        found += inside
    return found


def read_files(store: "Store", paths: list[Path]) -> "list[BankFile]":
    """Read files without taking them."""
    from ledger.commands.progress import progress_bar

    with progress_bar(False) as step:
        return _read(store, paths, step)


def _read(store: "Store", paths: list[Path], step: "Step") -> "list[BankFile]":
    from json import loads

    from db import bank_papers
    from ledger.intake.bank_files import read_bank_files
    from ledger.intake.mapped import SheetMapping

    mappings = [SheetMapping.from_dict(loads(kept)) for kept in bank_papers.bank_mappings(store.db)]
    tick = step("reading", len(paths))
    read = []
    for path in paths:
        read += read_bank_files(path.name, bytes_of(path), mappings)
        tick(path.name)
    return read


def bytes_of(path: Path) -> bytes:
    """Read a file whole. Raises MissingFile."""
    from ledger.intake.sheets import MissingFile

    try:
        return path.read_bytes()
    except OSError:
        raise MissingFile(path) from None


def return_proposals(db: "sqlite3.Connection") -> "list[list[Proposal]]":
    """Give the proposals for each debit that nobody has spoken of and that looks like a return of a receipt."""
    from db import bank_papers
    from db.vocabulary import Direction
    from ledger.rules.returns import Credited, looks_like_a_return, proposals

    debits = [line for line in bank_papers.bank_lines(db, direction=Direction.DEBIT) if not _is_settled(line)]
    if not debits:
        return []
    credited = Credited(bank_papers.bank_lines(db, direction=Direction.CREDIT))
    found = []
    for debit in debits:
        told = bank_papers.payments(db, lines=(debit.id, debit.id)).get(debit.id, [])
        proposed = proposals(debit, told, credited)
        if proposed and (looks_like_a_return(debit, told) or len(proposed[0].evidence) > 1):
            found.append(proposed)
    return found


def _is_settled(line: "BankLineReading") -> bool:
    return bool(line.receipt_id or line.set_aside)


def _say_what_is_next(db: "sqlite3.Connection", taken: "list[TakenFile]") -> None:
    from db import bank_papers
    from ledger.commands.chain_of import gaps_of
    from ledger.commands.import_report import proposal_in_words, second_wire_in_words
    from ledger.rules.second_wires import second_wires

    if waiting_count := bank_papers.unattached_notices(db):
        details = plural(
            waiting_count, "detail of camt.054 or camt.052 belongs", "details of camt.054 or camt.052 belong"
        )
        say(f"{details} to no booked line for certain; import the statements (camt.053) of their days.")
    for gap in gaps_of(db, as_of=date.max):
        say(f"Missing: {gap}; fetch it from e-banking and import it.")
    for found in return_proposals(db):
        say(proposal_in_words(found))
    new = {int(each.label[1:]) for file in taken for each in file.statements}
    for pair in second_wires(bank_papers.bank_lines(db), new) if new else ():
        say(second_wire_in_words(*pair))
    say("Next: isu match")


@bank_app.command("statements")
def statements(
    ctx: typer.Context,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """List the bank statements taken, whether each follows on from the one before, and where one is missing.

    Example: isu bank statements
    """
    from db import bank_papers
    from ledger.commands.chain_of import chain_of
    from reports.bank import bank_statements

    with open_ledger(ctx) as store:
        found = bank_papers.bank_statements(store.db)
        chain = chain_of(store.db, found)
        heading = heading_today(store.db)
    give(bank_statements(heading, found, chain), chosen, output)


@bank_app.command("lines")
def lines(
    ctx: typer.Context,
    only_open: Annotated[
        bool, typer.Option("--open", help="Only what was paid out and nobody has said what for.")
    ] = False,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """List the booked lines, each once, with what became of it, and what may take back a receipt.

    Example: isu bank lines --open
    """
    from db import bank_papers
    from db.vocabulary import Direction
    from ledger.commands.import_report import proposal_in_words
    from reports.bank import bank_lines

    with open_ledger(ctx) as store:
        found = bank_papers.bank_lines(store.db, direction=Direction.DEBIT if only_open else None)
        notes = tuple(proposal_in_words(each) for each in return_proposals(store.db))
        heading = heading_today(store.db)
    shown = [line for line in found if not (only_open and _is_settled(line))]
    if only_open and shown:
        notes = (*notes, "What is no return: isu bank set-aside LINE --why …")
    give(bank_lines(heading, shown, notes), chosen, output)


@bank_app.command("show")
def show(
    ctx: typer.Context,
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="A statement S12, a line L45 or a receipt R12.")],
    raw: Annotated[bool, typer.Option("--raw", help="Also the bank's own text of a line, verbatim.")] = False,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Show a statement with its lines, or a line with all that the bank tells of it and in which file.

    Example: isu bank show L45 --raw
    """
    from db import bank_papers
    from ledger.books.lines import find_line
    from reports.bank import bank_line, bank_lines

    with open_ledger(ctx) as store:
        heading = heading_today(store.db)
        if paper.strip().upper().startswith("S"):
            found = _find_statement(store.db, paper)
            shown = bank_papers.bank_lines(store.db, statement=found)
            table = bank_lines(heading, shown, title=f"Bank lines of statement S{found}")
        else:
            with write_books(store, rehearse=True) as books:
                line = find_line(books, paper)
            told = bank_papers.payments(store.db, lines=(line.id, line.id)).get(line.id, [])
            papers = bank_papers.raw_of_line(store.db, line.id)
            table = bank_line(heading, line, told, papers, with_raw=raw)
    give(table, chosen, output)


def _find_statement(db: "sqlite3.Connection", asked: str) -> int:
    from db import bank_papers
    from ledger.commands.import_report import UnknownStatement

    found = [each.id for each in bank_papers.bank_statements(db) if each.label == asked.strip().upper()]
    if not found:
        raise UnknownStatement(asked)
    return found[0]
