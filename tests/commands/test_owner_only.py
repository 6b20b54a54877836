"""What the program writes can be read by its owner only: books, papers and letters name persons and their accounts."""

import os
import shlex
import shutil
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.commands.app import app

MADE_BY = (
    ("report status --as-of 2017-01-27 --output out/status.csv", "out/status.csv"),
    ("report status --as-of 2017-01-27 --output out/status.json", "out/status.json"),
    ("report status --as-of 2017-01-27 --output out/status.xlsx", "out/status.xlsx"),
    ("report status --as-of 2017-01-27 --output out/status.html", "out/status.html"),
    ("report page --as-of 2017-01-27 --output out/page.html", "out/page.html"),
    ("workbook --as-of 2017-01-27 --output out/president.xlsx", "out/president.xlsx"),
    ("letters mailing-list --as-of 2017-01-27 --output out/list.csv", "out/list.csv"),
    ("review export out/decisions.xlsx", "out/decisions.xlsx"),
    ("report annex --as-of 2017-01-27 --output out/annex.pdf", "out/annex.pdf"),
    ("--ledger out/new.sqlite init", "out/new.sqlite"),
    ("--ledger out/new.sqlite settings write", "out/new.toml"),
)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_to_others(folder: Path) -> list[str]:
    return [str(path) for path in folder.rglob("*") if rights(path) & 0o077]


@pytest.fixture
def desk(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copyfile(sample / "ledger.sqlite", tmp_path / "ledger.sqlite")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("line", "made"), MADE_BY)
def test_what_a_command_writes_is_its_owners_alone(desk: Path, line: str, made: str) -> None:
    assert os.umask(0o022) is not None
    done = CliRunner().invoke(app, shlex.split(line))
    assert (done.exit_code, done.stderr) == (0, "")
    assert rights(desk / made) == 0o600
    assert rights((desk / made).parent) == 0o700
    assert not open_to_others(desk / "out")
    assert os.umask(0o022) == 0o022, "what others create afterwards is as it was"


def test_the_sample_office_and_its_letters_are_their_owners_alone(sample: Path, written: Path) -> None:
    made_by_the_test = {str(sample / "said.txt")}
    assert not set(open_to_others(sample)) - made_by_the_test
    assert not open_to_others(written / "letters")
    assert rights(written / "letters") == 0o700
