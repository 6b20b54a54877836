"""What was reported is kept, prints the same again as known then, and what has changed since is told entry by entry."""

import json
import shutil
import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from db.snapshots import late_entries
from db.store import open_store
from ledger.commands.app import app
from tests.helpers import AT

ON = "2017-01-27"


@pytest.fixture
def office(sample: Path, tmp_path: Path) -> Path:
    shutil.copyfile(sample / "ledger.sqlite", tmp_path / "ledger.sqlite")
    return tmp_path


def isu(office: Path, line: str, *more: str) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(office / "ledger.sqlite"), *line.split(), *more])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_while_nothing_is_booked_nothing_has_changed(office: Path) -> None:
    assert "Kept: S1, 4 reports" in isu(office, f"report snapshot --as-of {ON} --words", "given to the President")
    told = json.loads(isu(office, "report compare S1 --format json"))
    assert told["rows"] == []
    assert told["notes"] == [
        "Printed again as known then, every report is the same, byte for byte.",
        "No total has changed since.",
    ]
    (row,) = json.loads(isu(office, "report snapshots --format json"))["rows"]
    assert (row["snapshot"], row["as_of"], row["words"]) == ("S1", ON, "given to the President")


def test_what_was_booked_since_is_told_with_the_totals_it_changed_and_the_old_report_prints_the_same(
    office: Path,
) -> None:
    before = isu(office, f"report status --as-of {ON} --format json")
    isu(office, f"report snapshot --as-of {ON}")
    rows = json.loads(isu(office, "receipts list --format json"))["rows"]
    waiting = next(row["receipt"] for row in rows if row["unidentified"] not in (None, "0.00"))
    isu(office, f"identify {waiting} CIV --why", "its note verbale of today")
    told = json.loads(isu(office, "report compare S1 --format json"))
    said = " ".join(told["notes"])
    assert "every report is the same, byte for byte" in said
    assert "status, outstanding: reported 438807.01, now " in said
    assert "letters, requested: reported 438807.01, now " in said
    assert {row["state"] for row in told["rows"]} == {"CIV"}
    assert waiting in {row["receipt"] for row in told["rows"]}
    assert told["rows"][0]["what"] == "identified"
    assert "applied to a contribution, taken back" in [row["what"] for row in told["rows"]]
    assert "applied to a contribution" in [row["what"] for row in told["rows"]]
    assert isu(office, f"report status --as-of {ON} --format json") != before


def test_a_total_that_the_books_never_had_is_found(office: Path) -> None:
    isu(office, f"report snapshot --as-of {ON}")
    with sqlite3.connect(office / "ledger.sqlite") as db:
        db.execute("DROP TRIGGER report_snapshot_is_never_changed")
        db.execute("UPDATE report_snapshot SET figures = replace(figures, '438807.01', '438807.02')")
    notes = json.loads(isu(office, "report compare S1 --format json"))["notes"]
    assert notes[0] == "Printed again as known then, other totals come out of arrears, letters, status: run isu check."


def test_what_was_booked_at_the_moment_itself_was_known_then(office: Path) -> None:
    with open_store(office / "ledger.sqlite", at=AT) as store:
        (moment,) = store.db.execute("SELECT max(recorded_at) FROM entry").fetchone()
        known = datetime.fromisoformat(f"{moment}+00:00")
        assert late_entries(store.db, as_of=date.max, since=known) == []
        assert late_entries(store.db, as_of=date.max, since=known - timedelta(microseconds=1)) != []
