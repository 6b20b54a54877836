"""What the system or the file is to blame for is said in a sentence too, and leaves nothing half made."""

import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ledger.commands.app import app


def isu(line: str) -> Result:
    return CliRunner().invoke(app, shlex.split(line))


@pytest.fixture
def desk(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copyfile(sample / "ledger.sqlite", tmp_path / "ledger.sqlite")
    (tmp_path / "notes.txt").write_text("notes", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('--ledger new.sqlite init --name ""', "the office needs a name"),
        ("--ledger notes.txt/x.sqlite init", "notes.txt/x.sqlite cannot be used"),
        ("budget set 2018 --line 7a=1.00 --line 7a=2.00", "names line 7a twice"),
        ("budget set 2018 --from notes.txt --line 7a=1.00", "give one of them only"),
        ("report status --as-of 2017-01-27 --output notes.txt/x.csv", "notes.txt/x.csv was not written"),
        ("report status --as-of 2017-01-27 --output notes.txt/x.xlsx", "notes.txt/x.xlsx was not written"),
        ("report status --as-of 2017-01-27 --format csv --output x.json", "x.json was not written"),
        ("demo notes.txt", "notes.txt was not written"),
        ("demo .", "exists already; nothing was touched"),
    ],
)
def test_it_is_said_in_a_sentence_and_nothing_is_left(desk: Path, line: str, told: str) -> None:
    before = sorted(desk.rglob("*"))
    ran = isu(line)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.stderr.startswith("isu: ")
    assert told in ran.stderr
    assert sorted(desk.rglob("*")) == before


@pytest.mark.parametrize("year", ["1999", "3000", "99999999999999999999", "0", "abc"])
def test_a_year_out_of_range_is_wrong_usage(desk: Path, year: str) -> None:
    for line in (f"budget show {year}", f"assess {year}", f"report status --as-of 2017-01-27 --year {year}"):
        assert isu(line).exit_code == 2, line


def test_a_damaged_ledger_is_said_to_be_damaged(desk: Path) -> None:
    data = bytearray((desk / "ledger.sqlite").read_bytes())
    for place in range(8192, len(data), 4096):
        data[place : place + 100] = b"\xff" * 100
    (desk / "ledger.sqlite").write_bytes(data)
    for line in ("report status --as-of 2017-01-27", "check", "states list"):
        ran = isu(line)
        assert ran.exit_code == 1
        assert "is damaged" in ran.stderr


def test_an_older_demonstration_is_replaced_only_when_asked(desk: Path) -> None:
    assert isu("demo . --again").exit_code == 0
    isu("--ledger other/ledger.sqlite init --name Office")
    before = (desk / "other" / "ledger.sqlite").read_bytes()
    assert "nothing was touched" in isu("demo other --again").stderr
    assert (desk / "other" / "ledger.sqlite").read_bytes() == before
