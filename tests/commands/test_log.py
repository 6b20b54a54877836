"""The log tells who did what, when, with which file, and what came of it; what changed nothing is not in it."""

import json
import shlex
import shutil
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from db.logged import last_moment, logged_commands
from db.moments import moment_text
from db.store import LedgerReplaced, open_store
from ledger.commands.app import app
from ledger.commands.desk import write_books


def isu(line: str, exit_code: int = 0) -> Result:
    done = CliRunner().invoke(app, shlex.split(line))
    assert done.exit_code == exit_code, done.output
    return done


@pytest.fixture
def desk(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copyfile(sample / "ledger.sqlite", tmp_path / "ledger.sqlite")
    shutil.copyfile(sample / "papers" / "states.csv", tmp_path / "states.csv")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ISU_USER", raising=False)
    return tmp_path


def log(desk: Path, options: str = "") -> list[dict[str, str]]:
    rows = json.loads(isu(f"log --format json {options}").stdout)["rows"]
    return [row for row in rows if row["command"] and row["by"] != "sample office"]


def test_a_command_is_logged_with_its_person_its_words_its_file_and_its_result(desk: Path) -> None:
    text = (desk / "states.csv").read_text("utf-8").replace("Swaziland", "Eswatini")
    (desk / "states.csv").write_text(text, "utf-8")
    isu("--as 'Anna M' states import states.csv")
    isu("--ledger ledger.sqlite --as=Bea identify R45 CIV --why 'note verbale'")
    first, second = log(desk)
    assert (first["by"], first["command"]) == ("Anna M", "isu states import states.csv")
    assert first["files"] == f"states.csv {sha256(text.encode()).hexdigest()}"
    assert (second["by"], second["command"]) == ("Bea", "isu identify R45 CIV --why 'note verbale'")
    assert second["result"].startswith("entries E806 to E812: ")
    assert "1 identified (CHF 250.00)" in second["result"]
    said = isu("log").stdout
    assert "UTC, Bea: isu identify R45 CIV --why 'note verbale'\n    entries E806 to E812: " in said


def test_only_what_was_done_about_a_state_or_since_a_day_is_told_when_asked(desk: Path) -> None:
    isu("identify R45 CIV --why told")
    isu("hold BOL --until 2030-01-01 --why 'a vote'")
    assert [row["command"].split()[1] for row in log(desk, "--state CIV")] == ["identify"]
    assert [row["command"].split()[1] for row in log(desk, "--state Bolivia")] == ["hold"]
    assert len(log(desk, "--since 2020-01-01")) == 2
    assert log(desk, "--since 2999-01-01") == []


@pytest.mark.parametrize(
    "line",
    [
        "identify R45 CIV --why told --dry-run",
        "match",
        "check",
        "states list",
        "close 2017-01",
        "identify R1 X --why a",
    ],
)
def test_what_changes_nothing_is_not_in_the_log(desk: Path, line: str) -> None:
    CliRunner().invoke(app, shlex.split(line))
    assert log(desk) == []


def test_without_a_name_it_is_the_user_of_the_system(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "a.muster")
    isu("hold BOL --until 2030-01-01 --why 'a vote'")
    monkeypatch.setenv("ISU_USER", "Carla")
    isu("release BOL --why 'voted'")
    assert [row["by"] for row in log(desk)] == ["a.muster", "Carla"]


def test_with_the_clock_set_back_it_is_said_and_kept_as_just_after_what_was_there(desk: Path) -> None:
    isu("hold BOL --until 2030-01-01 --why 'a vote'")
    ahead = datetime.now(UTC) + timedelta(days=30)
    with open_store(desk / "ledger.sqlite", at=ahead) as store, store.transaction(at=ahead):
        store.db.execute(
            "INSERT INTO logged_command VALUES (NULL, 'x', 'isu x', '{}', '', '{}', ?)", (moment_text(ahead),)
        )
    done = isu("release BOL --why 'voted'")
    assert "isu: note: this computer's clock says " in done.stderr
    with open_store(desk / "ledger.sqlite", at=ahead) as store:
        assert last_moment(store.db) == ahead + timedelta(microseconds=1)
        (released,) = store.db.execute("SELECT recorded_at FROM hold_release").fetchone()
        assert released == moment_text(ahead + timedelta(microseconds=1))


def test_each_of_many_commands_at_one_moment_has_a_moment_of_its_own(desk: Path) -> None:
    with open_store(desk / "ledger.sqlite", at=datetime.now(UTC)) as store:
        for number in range(5):
            with write_books(store) as books:
                books.db.execute(
                    "INSERT INTO rule VALUES (NULL, 'short_payment_chf', ?, 'x', ?)",
                    (str(number), moment_text(books.at)),
                )
        moments = [each.recorded_at for each in logged_commands(store.db) if each.said_by != "sample office"]
    assert len(moments) == 5
    assert moments == sorted(set(moments))


def test_a_ledger_that_was_replaced_while_a_command_ran_is_not_written_to(desk: Path) -> None:
    with open_store(desk / "ledger.sqlite", at=datetime.now(UTC)) as store:
        shutil.copyfile(desk / "ledger.sqlite", desk / "synchronised.sqlite")
        (desk / "synchronised.sqlite").replace(desk / "ledger.sqlite")
        before = (desk / "ledger.sqlite").read_bytes()
        with (
            pytest.raises(LedgerReplaced, match="was moved away or replaced while this command ran"),
            write_books(store),
        ):
            pass
        (desk / "ledger.sqlite").unlink()
        with pytest.raises(LedgerReplaced), store.held():
            pass
    assert before
