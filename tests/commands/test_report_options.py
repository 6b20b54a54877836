"""Every report takes the day asked about, the moment of knowing, format and file; where one does not, it says why."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from ledger.commands.app import app
from ledger.commands.reporting import report_app
from ledger.commands.start import load

load()

ALL = {"--as-of", "--known-at", "--format", "--output"}
WITHOUT = {
    "annex": {"--format"},  # a file, whose ending .pdf or .docx names its format
    "page": {"--format"},  # a file that ends in .html
    "compare": {"--as-of"},  # its day is the snapshot's
    "list": {"--as-of", "--known-at"},  # of commands, not of books
    "snapshot": {"--known-at", "--format", "--output"},  # an act: it keeps what is known now
}


def options_of_reports() -> dict[str, set[str]]:
    group: Any = get_command(report_app)
    return {
        name: {option for each in command.params for option in each.opts} for name, command in group.commands.items()
    }


OPTIONS = options_of_reports()


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_every_report_takes_the_day_the_moment_the_format_and_the_file(name: str) -> None:
    assert ALL - OPTIONS[name] == WITHOUT.get(name, set())


def isu(sample: Path, line: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(sample / "ledger.sqlite"), *line.split()])
    assert done.exit_code == exit_code, done.output
    return done.stdout if exit_code == 0 else done.stderr


def told(sample: Path, line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(isu(sample, f"{line} --format json"))
    return found


@pytest.mark.parametrize(
    "line",
    [
        "status --as-of 2017-01-27",
        "arrears --as-of 2017-01-27",
        "prepaid --as-of 2017-01-27",
        "statement CIV --as-of 2017-01-27",
        "curve --as-of 2017-01-27",
        "cover --as-of 2017-01-27",
        "outreach --as-of 2017-01-27",
        "plans --as-of 2017-01-27",
        "voluntary --as-of 2017-01-27",
        "bank-charges --as-of 2017-01-27",
        "receipts --from 2016-12-01 --as-of 2017-01-26",
        "reconciliation --as-of 2017-01-26",
        "movement --from 2016-12-31 --as-of 2017-01-27",
        "year-end --as-of 2016-12-31",
        "snapshots --as-of 2017-01-27",
    ],
)
def test_a_report_as_known_then_says_so_and_knows_no_later_receipt(sample: Path, line: str) -> None:
    then = told(sample, f"report {line} --known-at 2017-01-12")
    assert then["known_at"] < "2017-01-13"
    assert then["data_until"] <= "2017-01-12"


def test_receipts_voluntary_outreach_and_cover_are_those_that_were_known(sample: Path) -> None:
    of_january = "report receipts --from 2017-01-01 --to 2017-01-26"
    assert told(sample, of_january)["rows"]
    assert told(sample, f"{of_january} --known-at 2016-12-31")["rows"] == []
    received = [
        told(sample, f"report voluntary --as-of 2017-01-27{known}")["total"]["received"]
        for known in ("", " --known-at 2016-12-31", " --known-at 2015-12-31")
    ]
    assert received[0] == "129411.08"
    assert received[2] == "0.00"
    assert float(received[1]) < float(received[0])
    owed = [
        told(sample, f"report outreach --as-of 2016-12-31{known}")["total"]["outstanding"]
        for known in ("", " --known-at 2016-06-30")
    ]
    assert float(owed[0]) < float(owed[1])
    cover = "report cover --as-of 2016-12-31 --need 300000 --by 2016-12-31"
    assert "Yes: CHF" in told(sample, cover)["notes"][0]
    assert "No: CHF" in told(sample, f"{cover} --known-at 2016-03-31")["notes"][0]


def test_the_last_day_has_two_names_and_is_one_day(sample: Path) -> None:
    for report in ("receipts --from 2016-12-01", "movement --from 2016-12-31"):
        by_to = isu(sample, f"report {report} --to 2017-01-26")
        assert isu(sample, f"report {report} --as-of 2017-01-26") == by_to
        assert isu(sample, f"report {report} --to 2017-01-26 --as-of 2017-01-26") == by_to
        twice = isu(sample, f"report {report} --to 2017-01-26 --as-of 2017-01-27", 1)
        assert twice == "isu: --to 2017-01-26 and --as-of 2017-01-27 are two last days; give one of them\n"
        none = isu(sample, f"report {report}", 1)
        assert none == "isu: the last day is missing; add --to DATE (--as-of DATE says the same)\n"


def test_the_movement_as_known_at_one_moment_knows_both_sides_then(sample: Path) -> None:
    line = "report movement --from 2016-06-30 --to 2016-12-31"
    at_once = told(sample, f"{line} --known-at 2016-08-31")
    assert at_once["rows"] == told(sample, f"{line} --known-from 2016-08-31 --known-to 2016-08-31")["rows"]
    assert str(at_once["notes"][0]).startswith("Both sides from the books of 2016-08-")
    one_side = told(sample, f"{line} --known-at 2016-12-31 --known-from 2016-08-31")
    assert re.fullmatch(r"Before: from the books of 2016-08.*; after: of 2016-12.*\.", str(one_side["notes"][0]))


def test_a_year_end_is_named_by_its_year_or_its_last_day(sample: Path) -> None:
    by_year = isu(sample, "report year-end 2016")
    assert isu(sample, "report year-end --as-of 2016-12-31") == by_year
    assert isu(sample, "report year-end 2016 --as-of 2016-12-31") == by_year
    for line in ("report year-end", "report year-end --as-of 2016-06-30", "report year-end 2017 --as-of 2016-12-31"):
        assert "a year-end schedule closes a year on its 31 December" in isu(sample, line, 1)


def test_a_month_is_reconciled_whole_or_up_to_a_day(sample: Path) -> None:
    whole = isu(sample, "report reconciliation --month 2016-06")
    assert isu(sample, "report reconciliation --as-of 2016-06-30") == whole
    part = told(sample, "report reconciliation --as-of 2016-06-15")
    assert part["notes"][0] == "The month is asked about until 15 June 2016."
    assert part["difference"] == "0.00"
    assert "2016-05-15 is no day of 2016-06" in isu(
        sample, "report reconciliation --month 2016-06 --as-of 2016-05-15", 1
    )


def test_snapshots_are_listed_and_compared_as_known_then(sample: Path, tmp_path: Path) -> None:
    shutil.copyfile(sample / "ledger.sqlite", tmp_path / "ledger.sqlite")
    isu(tmp_path, "report snapshot --as-of 2017-01-27")
    assert "S1" in isu(tmp_path, "report snapshots")
    for line in ("--as-of 2017-01-26", "--known-at 2017-01-27"):
        assert "S1" not in isu(tmp_path, f"report snapshots {line}")
    assert "S1 was kept on" in isu(tmp_path, "report compare S1 --known-at 2017-01-27", 1)
    assert "No total had changed by then." in isu(tmp_path, "report compare S1 --known-at 2099-12-31")
