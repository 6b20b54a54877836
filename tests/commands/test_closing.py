"""A closed month: what is known later counts from the first open day, and what was reported of it stays."""

import json
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ledger.commands.app import app
from tests.helpers import without_head

END = "2016-10-31"


def isu(ledger: Path, line: str, exit_code: int = 0) -> Result:
    done = CliRunner().invoke(app, ["--ledger", str(ledger), *shlex.split(line)])
    assert done.exit_code == exit_code, done.output
    return done


@pytest.fixture
def ledger(months: Path, tmp_path: Path) -> Path:
    """The first ten months of the sample, matched, nothing decided by a person."""
    return shutil.copyfile(months, tmp_path / "ledger.sqlite")


def printed(ledger: Path) -> dict[str, str]:
    """Print what was reported as of the month's end: every report about that day, as JSON."""
    lines = {name: f"report {name} --as-of {END}" for name in ("status", "arrears", "prepaid", "curve")}
    lines |= {
        "movement": f"report movement --from 2016-09-30 --to {END}",
        "receipts": f"receipts list --as-of {END}",
        "letters": f"letters list --as-of {END}",
        "reconciliation": "report reconciliation --month 2016-10",
        "statement": f"report statement CAN --as-of {END}",
    }
    return {name: without_head(isu(ledger, f"{line} --format json").stdout) for name, line in lines.items()}


def test_what_was_reported_stays_when_receipts_of_closed_months_are_matched_later(ledger: Path) -> None:
    isu(ledger, "close 2016-10")
    before = printed(ledger)
    done = isu(ledger, "identify R19 CAN --why told")
    assert "CHF 10'000.00 was set against what it owes" in done.stdout
    isu(ledger, "allocate R19 --to 2016/7b=5000.00 --why 'note verbale'")
    isu(ledger, "unidentify R18 --why 'it was another State'")
    isu(ledger, "identify R23 FRA --why told")
    after = printed(ledger)
    assert [name for name in before if after[name] != before[name]] == ["letters"]  # what waits is judged by today
    now = json.loads(isu(ledger, "receipts list --as-of 2016-11-01 --format json").stdout)["rows"]
    assert {row["receipt"]: row["state"] for row in now}["R19"] == "CAN"
    assert "entries of closed months written after their closing = none" in isu(ledger, "check").stdout


def test_letting_nothing_into_a_closed_month_takes_no_month_away_from_the_open_ones(ledger: Path) -> None:
    isu(ledger, "identify R19 CAN --why told")
    in_order = isu(ledger, "report status --as-of 2016-12-31 --format json").stdout
    closed = shutil.copyfile(ledger, ledger.with_name("closed.sqlite"))
    isu(closed, "unidentify R19 --why wrong")
    isu(closed, "close 2016-10")
    isu(closed, "identify R19 CAN --why told")
    in_closed = isu(closed, "report status --as-of 2016-12-31 --format json").stdout
    assert without_head(in_closed) == without_head(in_order)


def test_a_reopened_month_takes_what_it_took_before(ledger: Path) -> None:
    isu(ledger, "close 2016-10")
    isu(ledger, "unidentify R18 --why 'it was another State'")
    isu(ledger, "reopen 2016-10 --why 'found'")
    isu(ledger, "match")
    isu(ledger, "identify R19 CAN --why told")
    rows = json.loads(isu(ledger, f"receipts list --as-of {END} --format json").stdout)["rows"]
    assert {row["receipt"]: row["state"] for row in rows}["R19"] == "CAN"
    isu(ledger, "check")
    said = isu(ledger, "closings list --format json").stdout
    assert [row["act"] for row in json.loads(said)["rows"]] == ["closed", "opened again"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("close 2016-08", "2016-08 is closed already: the books are closed up to 30 September 2016"),
        ("close 2016-12", "2016-12 cannot be closed before 2016-10, which is open"),
        ("close october", "'october' is no month"),
        ("reopen 2016-08 --why a", "the last closed month is 2016-09, which comes first"),
        ("reopen 2016-10 --why a", "it is open: the books are closed up to 30 September 2016"),
        ("reopen 2016-09 --why ' '", "2016-09 needs a reason"),
        ("assess revise 2016 --on 2016-09-30 --line 7a=1.00 --decision MSP", "date it 2016-10-01 or later with --on"),
    ],
)
def test_what_would_change_a_closed_month_is_refused_with_the_remedy(ledger: Path, line: str, told: str) -> None:
    isu(ledger, "close 2016-09")
    before = ledger.read_bytes()
    refused = isu(ledger, line, exit_code=1)
    assert told in refused.stderr
    assert ledger.read_bytes() == before


def test_closing_says_what_is_left_and_a_dry_run_closes_nothing(ledger: Path) -> None:
    tried = isu(ledger, "close 2016-10 --dry-run").stdout
    assert "difference CHF 0.00" in tried
    assert "receipts are unidentified, CHF " in tried
    assert "Nothing was kept" in tried
    assert "No month is closed." in isu(ledger, "closings list").stdout
    done = isu(ledger, "--as 'Anna M' close 2016-10").stdout
    assert "Closed: 2016-10. What comes to be known later counts from 1 November 2016." in done
    listed = isu(ledger, "closings list --format csv").stdout
    assert "2016-10,closed" in listed
    assert "Anna M,0.00,19," in listed


def test_a_difference_needs_its_reason(sample: Path, tmp_path: Path) -> None:
    ledger, papers = tmp_path / "ledger.sqlite", sample / "papers"
    isu(ledger, "init --name Office")
    isu(ledger, f"states import {papers / 'states.csv'}")
    isu(ledger, f"bank import {papers / 'bank' / 'camt053_2016-01.xml'} {papers / 'bank' / 'camt053_2016-03.xml'}")
    early = isu(ledger, "close 2016-04", exit_code=1).stderr
    assert "the bank's data run until 31 March 2016, and the month ends on 30 April 2016" in early
    refused = isu(ledger, "close 2016-03", exit_code=1).stderr
    assert "the difference between bank and books is not proven" in refused
    assert "--difference-because" in refused
    done = isu(ledger, "close 2016-03 --difference-because 'the bank sends February again'").stdout
    assert "difference not proven, for the reason given" in done
    assert "the bank sends February again" in isu(ledger, "closings list --format csv").stdout
