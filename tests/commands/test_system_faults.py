"""What the system or the file is to blame for is said in a sentence too, and leaves nothing half made."""

import os
import resource
import shlex
import shutil
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from db.errors import LedgerError
from db.migrations import MIGRATIONS, NEWEST_VERSION, statements
from db.store import APPLICATION_ID, open_store
from ledger.commands.app import app
from ledger.commands.desk import write_books


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
        (f"--ledger {'x' * 300}.sqlite init", "cannot be used"),
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


@pytest.mark.parametrize("bytes_left", [0, 5_000, 100_000])
def test_a_ledger_for_which_there_is_no_room_is_not_begun(tmp_path: Path, bytes_left: int) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, before[1]))
    try:
        ran = isu(f"--ledger {tmp_path / 'new.sqlite'} init --name Office")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert ran.exit_code == 1
    assert ran.stderr.startswith("isu: ")
    assert "nothing was changed" in ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("bytes_left", [0, 300, 100_000, 1_150_000])
def test_a_full_disk_is_said_and_the_books_stay_as_they_were(desk: Path, bytes_left: int) -> None:
    with sqlite3.connect(desk / "ledger.sqlite") as db:
        before = list(db.iterdump())
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({bytes_left}, {bytes_left}))"
    line = ["hold", "BOL", "--until", "2030-01-01", "--why", "a long story " * 2000]
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{limited}; from ledger.__main__ import main; main()",
            "--ledger",
            "ledger.sqlite",
            *line,
        ],
        cwd=desk,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "nothing was changed; check that the disk has room" in ran.stderr
    with sqlite3.connect(desk / "ledger.sqlite") as db:
        assert list(db.iterdump()) == before


def test_a_share_that_vanishes_is_said(desk: Path) -> None:
    (desk / "share").mkdir()
    shutil.copyfile(desk / "ledger.sqlite", desk / "share" / "ledger.sqlite")
    with open_store(desk / "share" / "ledger.sqlite", at=datetime.now(UTC)) as store:
        shutil.rmtree(desk / "share")
        with pytest.raises(LedgerError, match="was moved away or replaced"), write_books(store):
            pass
    assert "there is no ledger at" in isu("--ledger share/ledger.sqlite check").stderr
    assert "backup" in isu("--ledger share/ledger.sqlite restore share/backups/x.sqlite").stderr


def test_an_older_ledger_that_two_programs_open_at_once_is_brought_up_once(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in statements(MIGRATIONS[0].sql()):
        raw.execute(statement)
    raw.execute("INSERT INTO schema_version VALUES (1, 'the books', '2016-01-04 09:00:00.000000')")
    raw.execute("PRAGMA user_version = 1")
    raw.close()
    faults: list[BaseException] = []

    def bring_up() -> None:
        try:
            with open_store(tmp_path / "ledger.sqlite", at=datetime.now(UTC)) as store:
                assert store.db.execute("PRAGMA user_version").fetchone() == (NEWEST_VERSION,)
        except BaseException as error:
            faults.append(error)

    programs = [threading.Thread(target=bring_up) for _ in range(4)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    assert faults == []
