"""Where the office stands: what `isu` alone says, and what a guided month begins with."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from db.errors import LedgerError
from ledger.commands import clock
from ledger.commands.app import ledger_of, ledger_words
from ledger.commands.desk import decide_letters, open_ledger, picture_of, say

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from db.store import Store
    from ledger.rules.verdicts import Verdict
    from reports.position import Position, Standing

_MAY_BE_ZIP = b"PK"  # looked at first, for what reads a ZIP takes long to be brought in
_HELP = "How to do one thing: isu help   All commands: isu --help"
_SET_UP = (
    ("state", "isu states import FILE   (the States, their names and membership)"),
    ("scale", "isu scale import FILE --period 2016-2018   (the scale of assessments)"),
    ("budget", "isu budget set YEAR --from FILE   (the budget of a year, by line)"),
    ("charge", "isu assess YEAR   (what each State owes for it)"),
)


def say_position(ctx: typer.Context) -> None:
    """Say where the office stands and what comes next; without a ledger, how to begin."""
    from reports.position import said

    path = ledger_of(ctx)
    if not path.exists():
        say(f"There is no ledger here ({path}).")
        say(f"Next: isu {ledger_words(path)}init   (your own office)   or: isu demo   (a sample office to try)")
        say(_HELP)
        return
    with open_ledger(ctx) as store:
        lines = said(position_of(store, clock.today()))
    for line in (*lines, _HELP):
        say(line)


def position_of(store: "Store", today: date) -> "Position":
    """Read where the office stands, as of today or of the last day that the bank's data tell of."""
    from db import bank_papers, closings, facts, letters
    from ledger.books.judging import verdicts_on
    from ledger.intake.office_settings import read_month_settings
    from reports.position import Position

    db, until = store.db, bank_papers.data_until(store.db)
    on, office, folders = min(today, until or today), facts.office(db), read_month_settings(store.path)
    verdicts = verdicts_on(db)
    certain, asking, waiting_chf = _counted(verdicts)
    runs = letters.runs(db)
    last = f"{runs[-1].label} of {runs[-1].letters_on}" if runs else ""
    return Position(
        office=office.name,
        notice=office.notice,
        on=on,
        today=today,
        closed_until=closings.closed_until(db),
        data_until=until,
        inbox=folders.inbox.name,
        new_files=tuple(path.name for path in new_files(db, folders.inbox)),
        certain_count=certain,
        asking_count=asking,
        waiting_chf=waiting_chf,
        standing=_standing(store, on, verdicts),
        last_run=last,
        missing=next((command for table, command in _SET_UP if not _has(db, table)), ""),
    )


def _has(db: "sqlite3.Connection", table: str) -> bool:
    return db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def waiting(db: "sqlite3.Connection") -> tuple[int, int, Decimal]:
    """Count the receipts that can be booked at once, and those that wait for a person; and give their sum in CHF."""
    from ledger.books.judging import verdicts_on

    return _counted(verdicts_on(db))


def _counted(verdicts: "Sequence[Verdict]") -> tuple[int, int, Decimal]:
    from db.money import ZERO_CHF
    from ledger.rules.verdicts import MatchClass

    certain = sum(each.match_class is MatchClass.AUTOMATIC for each in verdicts)
    return certain, len(verdicts) - certain, sum((each.incoming.amount_chf for each in verdicts), ZERO_CHF)


def _standing(store: "Store", on: date, verdicts: "Sequence[Verdict]") -> "Standing | None":
    from reports.picture import NothingAssessed, sum_chf
    from reports.position import Standing

    try:
        picture = picture_of(store, on)
    except NothingAssessed:
        return None
    decisions = decide_letters(store, picture, verdicts)
    opened = [charge for charge in picture.all_charges() if charge.open_chf]
    return Standing(
        year=picture.year,
        owing_count=len({charge.state for charge in opened}),
        owed_chf=sum_chf(charge.open_chf for charge in opened),
        arrears_chf=sum_chf(charge.open_chf for charge in opened if charge.is_in_arrears(on)),
        advance_count=sum(each.kind == "paid in advance" for each in decisions),
        letters_count=sum(each.written for each in decisions),
    )


def new_files(db: "sqlite3.Connection", inbox: Path) -> list[Path]:
    """Give the files of a folder that were not brought in yet, by name; none if there is no such folder."""
    if not inbox.is_dir():
        return []
    files = sorted(path for path in inbox.iterdir() if path.is_file() and path.name[0] != ".")
    return [path for path in files if not _is_known(db, path)]


def _is_known(db: "sqlite3.Connection", path: Path) -> bool:
    """Tell whether a file was taken, a ZIP if all in it was; what cannot be read is not known."""
    from hashlib import sha256

    from db.bank_papers import bank_file_with

    try:
        data = path.read_bytes()
        contents = _unpacked(path.name, data) if data.startswith(_MAY_BE_ZIP) else [data]
    except (OSError, LedgerError):
        return False
    return all(bank_file_with(db, sha256(each).hexdigest()) for each in contents)


def _unpacked(name: str, data: bytes) -> list[bytes]:
    from ledger.intake.zipped import is_xlsx, is_zip, members

    return [inside for _, inside in members(name, data)] if is_zip(data) and not is_xlsx(data) else [data]
