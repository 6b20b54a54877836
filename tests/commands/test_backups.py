"""Backups are whole, their owner's only, and written before what changes much; going back loses nothing unseen."""

import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from db.backups import BackupNotWritten, back_up, checked, figures
from db.links import OWN_TABLES
from db.migrations import MIGRATIONS, statements
from db.store import APPLICATION_ID, open_store
from ledger.commands.app import app
from ledger.rules.backup_keeping import kept_as


def isu(line: str, exit_code: int = 0, typed: str = "") -> Result:
    done = CliRunner().invoke(app, shlex.split(line), input=typed)
    assert done.exit_code == exit_code, done.output
    return done


@pytest.fixture
def desk(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copyfile(sample / "ledger.sqlite", tmp_path / "ledger.sqlite")
    (tmp_path / "papers").symlink_to(sample / "papers")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ISU_USER", "Anna")
    return tmp_path


def backups(desk: Path) -> list[Path]:
    return sorted((desk / "backups").glob("*")) if (desk / "backups").is_dir() else []


def state(desk: Path) -> object:
    with sqlite3.connect(desk / "ledger.sqlite") as db:
        return figures(db)


# Writing --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("close 2016-12", "close"),
        ("states import states.csv", "states-import"),
        ("budget set 2018 --line 7a=1.00", "budget-set"),
        ("backup", "by-hand"),
    ],
)
def test_a_backup_holds_what_was_there_before_and_is_its_owners_only(desk: Path, line: str, named: str) -> None:
    text = (desk / "papers" / "states.csv").read_text("utf-8")
    (desk / "states.csv").write_text(text.replace("Swaziland", "Eswatini"), "utf-8")
    before = state(desk)
    isu(line)
    (backup,) = backups(desk)
    assert backup.name.endswith(f"_{named}.sqlite")
    assert backup.stat().st_mode & 0o077 == 0
    assert (desk / "backups").stat().st_mode & 0o077 == 0
    assert checked(backup) == before


@pytest.mark.parametrize(
    "line", ["close 2017-01", "close 2016-12 --dry-run", "bank import papers/bank", "match", "check"]
)
def test_what_changes_nothing_leaves_no_backup(desk: Path, line: str) -> None:
    isu(line, exit_code=int(line == "close 2017-01"))
    assert not (desk / "backups").exists()


def test_an_older_ledger_is_backed_up_before_it_is_brought_to_the_newest_version(desk: Path) -> None:
    (desk / "ledger.sqlite").unlink()
    raw = sqlite3.connect(desk / "ledger.sqlite", isolation_level=None)
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in statements(MIGRATIONS[0].sql()):
        raw.execute(statement)
    raw.executescript(
        "PRAGMA user_version = 1; INSERT INTO schema_version VALUES (1, 'the books', '2016-01-04 09:00:00.000000')"
    )
    raw.close()
    isu("log")
    (backup,) = backups(desk)
    assert backup.name.endswith("_new-version.sqlite")
    with sqlite3.connect(backup) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
    isu("log")
    assert backups(desk) == [backup]


def test_the_settings_say_where_and_how_many_and_whether(desk: Path) -> None:
    (desk / "ledger.toml").write_text('[backups]\nfolder = "safe/here"\nkeep = 2\n', "utf-8")
    for _ in range(4):
        isu("backup")
    assert len(list((desk / "safe" / "here").iterdir())) == 2
    assert "one of the last 2" in isu("backups list --format csv").stdout
    (desk / "ledger.toml").write_text("[backups]\noff = true\n", "utf-8")
    isu("close 2016-12")
    assert not backups(desk)
    assert "[backups] off = true" in isu("backup", exit_code=1).stderr
    assert "7 entries" not in isu("backup --to stick").stdout
    assert len(list((desk / "stick").iterdir())) == 1
    for wrong in ("keep = 0", "keep = 'many'", "folder = ''", "often = true"):
        (desk / "ledger.toml").write_text(f"[backups]\n{wrong}\n", "utf-8")
        assert "ledger.toml cannot be used" in isu("reopen 2016-12 --why a", exit_code=1).stderr


@pytest.mark.parametrize("hindrance", ["a file is in its place", "the folder is read-only", "the disk is full"])
def test_without_a_backup_nothing_is_done(desk: Path, hindrance: str) -> None:
    before = (desk / "ledger.sqlite").read_bytes()
    if hindrance == "a file is in its place":
        (desk / "backups").write_text("", "utf-8")
    elif hindrance == "the folder is read-only":
        if os.geteuid() == 0:
            pytest.skip("nothing is read-only to the system's administrator")
        (desk / "backups").mkdir(mode=0o500)
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (200000, 200000))" if hindrance == "the disk is full" else "None"
    script = f"import resource, sys; {limit}; from ledger.__main__ import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", script, "--ledger", str(desk / "ledger.sqlite"), "close", "2016-12"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stderr
    assert ran.stderr.startswith("isu: no backup could be written to ")
    assert "nothing was changed; make room there or mend its permissions" in ran.stderr
    assert (desk / "ledger.sqlite").read_bytes() == before
    assert not [path for path in desk.rglob("*") if path.name.startswith(".")]


def test_a_copy_that_is_not_what_the_ledger_holds_is_no_backup(desk: Path) -> None:
    isu("--ledger other.sqlite init --name Other")
    with (
        open_store(desk / "ledger.sqlite", at=datetime.now(UTC)) as store,
        store.held(),
        pytest.raises(BackupNotWritten, match="the copy is not what the ledger holds"),
    ):
        back_up(store.db, desk / "other.sqlite", desk / "stick" / "copy.sqlite")
    assert list((desk / "stick").iterdir()) == []


# Keeping --------------------------------------------------------------------------------------------------------------


def test_of_three_years_the_newest_of_thirty_days_a_day_and_of_every_month_one_are_kept() -> None:
    newest = datetime(2019, 12, 31, 12, 0, tzinfo=UTC)
    moments = [newest - timedelta(hours=8 * number) for number in range(3 * 365 * 3)]
    kept = kept_as(moments, 20)
    assert set(moments[:20]) <= set(kept)
    days = {newest.date() - timedelta(days=number) for number in range(31)}
    assert days <= {moment.date() for moment in kept}
    assert len({(moment.year, moment.month) for moment in kept}) == 36 + 1
    assert len(kept) <= 20 + 31 + 37
    assert kept_as(list(kept), 20) == kept


@pytest.mark.parametrize(("days", "is_kept"), [(29, True), (30, True), (31, False)])
def test_the_last_of_a_day_is_kept_for_thirty_days(days: int, is_kept: bool) -> None:
    newest = datetime(2019, 12, 20, 12, 0, tzinfo=UTC)
    asked = newest - timedelta(days=days)
    month_end = datetime(asked.year, asked.month, 29, 23, 0, tzinfo=UTC)
    assert (asked in kept_as([newest, asked, month_end], 1)) is is_kept


# Going back -----------------------------------------------------------------------------------------------------------


def test_going_back_shows_what_is_lost_asks_and_keeps_what_was_there(desk: Path) -> None:
    isu("backup")
    (backup,) = backups(desk)
    held = state(desk)
    isu("identify R45 CIV --why told")
    isu("close 2016-12")
    later = state(desk)
    assert (
        "nothing was restored: nothing was typed, and 7 entries would be lost"
        in isu(f"restore {backup}", exit_code=1).stderr
    )
    assert state(desk) == later
    done = isu(f"restore {backup.name}", typed="7\n").stdout
    for shown in (
        "E806",
        "identified",
        "told",
        "Besides: ",
        "Anna: isu identify R45 CIV --why told",
        "Anna: isu close",
    ):
        assert shown in done
    assert "7 entries were left out" in done
    rows, then = (
        {name: count for name, count in dict(each.rows).items() if name not in OWN_TABLES}  # type: ignore[attr-defined]
        for each in (state(desk), held)
    )
    assert rows == then | {"logged_command": then["logged_command"] + 1}
    (kept,) = [path for path in backups(desk) if path.name.endswith("_restore.sqlite")]
    assert checked(kept) == later
    assert "went back to" in isu("log").stdout
    assert "the file is sound" in isu("check").stdout
    assert (desk / "ledger.sqlite").stat().st_mode & 0o077 == 0
    isu(f"restore {kept.name} --yes 0")
    assert dict(state(desk).rows)["entry"] == dict(later.rows)["entry"]  # type: ignore[attr-defined]


def test_a_damaged_or_missing_ledger_is_brought_back_and_the_damaged_one_is_kept(desk: Path) -> None:
    isu("backup --to stick")
    (backup,) = (desk / "stick").iterdir()
    held = state(desk)
    (desk / "ledger.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    (desk / "ledger.sqlite-journal").write_bytes(b"left by a killed program")
    assert "is damaged" in isu("check", exit_code=1).stderr
    assert "is damaged" in isu(f"restore {backup} --yes 0").stdout
    assert state(desk).entries_count == held.entries_count  # type: ignore[attr-defined]
    assert len([path for path in backups(desk) if ".damaged" in path.name]) >= 1
    (desk / "ledger.sqlite").unlink()
    assert "nothing is lost" in isu(f"restore {backup} --yes 0").stdout
    isu("check")


def test_a_damaged_backup_and_another_ledger_are_told(desk: Path) -> None:
    isu("backup --to stick")
    (backup,) = (desk / "stick").iterdir()
    data = bytearray(backup.read_bytes())
    for place in range(8192, len(data), 4096):
        data[place : place + 100] = b"\xff" * 100
    (desk / "bad.sqlite").write_bytes(data)
    before = (desk / "ledger.sqlite").read_bytes()
    assert "damaged" in isu("restore bad.sqlite", exit_code=1).stderr
    isu("--ledger other.sqlite init --name Other")
    assert "ATTENTION" not in isu("restore other.sqlite --yes 1", exit_code=1).stdout
    isu(f"--ledger other.sqlite restore {backup} --yes 5", exit_code=1)
    shown = isu(f"--ledger other.sqlite restore {backup} --yes 5", exit_code=1).stdout
    assert "ATTENTION: 805 entries stand in the backup and not in the ledger" in shown
    assert (desk / "ledger.sqlite").read_bytes() == before


def test_what_changed_while_a_person_was_asked_is_not_lost_unseen(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    isu("backup --to stick")
    (backup,) = (desk / "stick").iterdir()

    def another_program_writes(_prompt: str = "") -> str:
        isu("hold BOL --until 2030-01-01 --why 'a vote'")
        return "0"

    monkeypatch.setattr("builtins.input", another_program_writes)
    assert "another program has written to the ledger since" in isu(f"restore {backup}", exit_code=1).stderr
    assert "a vote" in isu("holds --format csv").stdout
    assert not backups(desk)


def test_a_link_to_the_ledger_stays_a_link(desk: Path) -> None:
    (desk / "elsewhere").mkdir()
    (desk / "ledger.sqlite").rename(desk / "elsewhere" / "office.sqlite")
    (desk / "ledger.sqlite").symlink_to(desk / "elsewhere" / "office.sqlite")
    isu("backup --to stick")
    (backup,) = (desk / "stick").iterdir()
    isu("hold BOL --until 2030-01-01 --why 'a vote'")
    isu(f"restore {backup} --yes 0")
    assert (desk / "ledger.sqlite").is_symlink()
    assert "a vote" not in isu("holds --format csv").stdout
    assert len(list((desk / "elsewhere" / "backups").iterdir())) == 1
