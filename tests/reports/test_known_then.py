"""All that is printed as known then is the same later: letters, contacts, plans and learnt accounts change nothing."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from ledger.commands.app import app

THEN = "--as-of 2017-01-27 --known-at 2017-02-01"
PRINTED = (
    f"report status {THEN} --format json",
    f"report arrears {THEN} --format json",
    f"report curve {THEN} --format json",
    f"letters list {THEN} --format json",
    f"update {THEN}",
    f"why CIV {THEN}",
    f"why BDI {THEN}",
)


@pytest.fixture
def office(sample: Path, tmp_path: Path) -> Path:
    for name in ("ledger.sqlite", "ledger.toml"):
        shutil.copyfile(sample / name, tmp_path / name)
    return tmp_path


def isu(office: Path, line: str, *more: str) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(office / "ledger.sqlite"), *line.split(), *more])
    assert done.exit_code == 0, done.output
    return done.stdout


def cells(office: Path, name: str) -> dict[str, list[tuple[Any, ...]]]:
    path = office / name
    isu(office, f"workbook {THEN} --output", str(path))
    book = load_workbook(path)
    return {sheet: list(book[sheet].iter_rows(values_only=True)) for sheet in book.sheetnames}


def printed(office: Path, name: str) -> list[object]:
    page = office / f"{name}.html"
    isu(office, f"report page {THEN} --output", str(page))
    return [*(isu(office, line) for line in PRINTED), page.read_bytes(), cells(office, f"{name}.xlsx")]


def test_whatever_is_done_since_a_report_as_known_then_is_the_same(office: Path) -> None:
    then = printed(office, "then")
    isu(office, "identify R45 CIV --why", "its note verbale of today")
    isu(office, "contact add BOL --kind promise --on 2017-01-20 --until 2017-03-31 --words", "payment is ordered")
    isu(office, "hold AFG --on 2017-01-20 --until 2017-03-31 --why", "a vote")
    isu(office, "plan add ITA --parts 4 --first 2017-03-31 --on 2017-01-20 --words", "note verbale 12")
    isu(office, "dispute add AND 2016 7a --on 2017-01-20 --why", "the rate")
    isu(office, "letters write --as-of 2017-01-25 --yes 1 --state JPN --into", str(office / "out"))
    isu(office, "letters sent JPN --on 2017-01-26")
    later = printed(office, "later")
    for before, after in zip(then, later, strict=True):
        assert before == after
    now = isu(office, "letters list --as-of 2017-01-27 --format json")
    assert now != isu(office, f"letters list {THEN} --format json")
