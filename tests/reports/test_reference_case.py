"""The reference case of 27 January 2017, through the commands, on the sample office."""

import csv
import hashlib
import io
import json
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from db.store import create_store
from ledger.commands import demo
from ledger.commands.app import app
from sample_data.make_bank_files import bank_files

ON = "2017-01-27"
BANK = Path(str(files("sample_data"))) / "bank"


def run(sample: Path, *arguments: str) -> str:
    ran = CliRunner().invoke(app, ["--ledger", str(sample / "ledger.sqlite"), *arguments])
    assert (ran.exit_code, ran.stderr) == (0, "")
    return ran.stdout


def report(sample: Path, *arguments: str) -> dict[str, Any]:
    found = json.loads(run(sample, *arguments, "--as-of", ON, "--format", "json"))
    assert isinstance(found, dict)
    return found


def rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    held = found["rows"]
    assert isinstance(held, list)
    return held


def test_the_demonstration_says_the_update_exactly(sample: Path) -> None:
    said = (sample / "said.txt").read_text("utf-8")
    assert said.endswith(
        "Update on ISU-CCM finances as at 27 January 2017 (sample data: who paid is invented)\n"
        "  86 letters to States Parties with outstanding 2017 contributions\n"
        "  14 States Parties have paid in advance and get no letter:\n"
        "     7a CHF 17'836.27   7b CHF 26'559.88   7c CHF 75'411.08   total CHF 119'807.23\n"
        "  86 + 14 = 100 States Parties\n"
        "  2 receipts are unidentified, CHF 388.40 in all, and counted for no State.\n"
    )


def test_the_prepaid_report_is_the_reference_case_state_by_state(sample: Path) -> None:
    found = report(sample, "report", "prepaid")
    with (files("sample_data") / "prepaid_2017-01-27.csv").open(encoding="utf-8") as file:
        expected = {row["state"]: row for row in csv.DictReader(file)}
    assert {
        row["state"]: {key: row[key] for key in ("state", "7a", "7b", "7c", "total")} for row in rows(found)
    } == expected
    total = found["total"]
    assert isinstance(total, dict)
    assert [total[key] for key in ("7a", "7b", "7c", "total")] == ["17836.27", "26559.88", "75411.08", "119807.23"]
    assert len(rows(found)) == 14


def test_the_json_of_a_report_keeps_its_contract(sample: Path) -> None:
    found = report(sample, "report", "status")
    assert list(found)[:5] == ["report", "as_of", "known_at", "data_until", "currency"]
    assert (found["report"], found["as_of"], found["currency"], found["data_until"]) == (
        "status",
        ON,
        "CHF",
        "2017-01-26",
    )
    columns = found["columns"]
    assert isinstance(columns, list)
    assert all(set(column) == {"key", "title", "kind"} for column in columns)
    keys = [column["key"] for column in columns]
    assert all(list(row) == keys for row in rows(found))
    assert {"7a", "7b", "prior_years", "outstanding"} <= set(keys)


def test_letters_and_non_letters_are_all_states_parties_each_with_a_reason(sample: Path) -> None:
    found = report(sample, "letters", "list")
    total = found["total"]
    assert isinstance(total, dict)
    assert (total["written_count"], total["not_written_count"], len(rows(found))) == (86, 14, 100)
    assert sum(row["written"] is True for row in found["rows"]) == 86
    assert all(row["reason"] for row in rows(found))
    prepaid = {row["state"] for row in rows(report(sample, "report", "prepaid"))}
    assert {row["state"] for row in rows(found) if not row["written"]} == prepaid


def test_received_and_outstanding_of_2017_are_the_budget(sample: Path) -> None:
    said = run(sample, "check", "--as-of", ON)
    after = said.partition("2017: received + outstanding")[2].splitlines()
    assert "CHF 472'480.00 = CHF 472'480.00" in after[0]
    assert after[1].strip() == "(52'963.89 + 419'516.11)"  # the name of the check, on its second line
    assert " no " not in said
    assert {row["holds"] for row in rows(report(sample, "check"))} == {True}


def test_status_arrears_and_letters_speak_of_the_same_sum(sample: Path) -> None:
    status, arrears, letters = (
        report(sample, *name) for name in (("report", "status"), ("report", "arrears"), ("letters", "list"))
    )
    totals = [found["total"] for found in (status, arrears, letters)]
    assert all(isinstance(total, dict) for total in totals)
    assert totals[0]["outstanding"] == totals[1]["outstanding"] == totals[2]["requested"] == "438807.01"


def test_csv_has_keys_plain_numbers_and_no_total(sample: Path) -> None:
    text = run(sample, "report", "arrears", "--as-of", ON, "--format", "csv")
    found = list(csv.DictReader(io.StringIO(text)))
    assert len(found) == 86
    assert found[0]["state"] == "AFG"
    assert found[0]["2016"] == "55.54"


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("CHE", ["paid in advance: CHF 10'983.43 for 2017 is covered", "CHF 40'000.00 to 2017 7c"]),
        ("NZL", ["CHF 5'217.93 is still on account for the years to come", "No letter is written"]),
        ("CUB", ["CHF 300.00 is paid and CHF 326.25 is open", "not yet a State Party when the year was assessed"]),
        ("Ivory Coast", ["Côte d'Ivoire (CIV)", "CHF 38.31 is open; it is in arrears", "A letter is written"]),
        ("CIV", ["It would get none if CHF 125.02 more came in"]),
        ("Brazil", ["Brazil (BRA) is not a State Party on 27 January 2017", "gets no letter"]),
        ("Irlande", ["Ireland (IRL)", "CHF 3'411.08 to 2017 7c"]),
    ],
)  # fmt: skip
def test_why_tells_the_story(sample: Path, asked: str, parts: list[str]) -> None:
    told = " ".join(run(sample, "why", asked, "--as-of", ON).split())
    for part in parts:
        assert part in told, told


def test_an_older_report_is_the_same_bytes_when_it_is_printed_later(tmp_path: Path, sample: Path) -> None:
    """Print June's report in June, from a ledger that knows no more, and again from the one that knows January."""
    ledger = tmp_path / "demo" / "ledger.sqlite"
    months = sorted((sample / "papers" / "bank").glob("*.xml"))
    for chosen in ("json", "csv", "table"):
        arguments = ("report", "status", "--as-of", "2016-06-30", "--known-at", "2016-07-01", "--format", chosen)
        later = run(sample, *arguments)
        run_months_until_june(ledger, sample, months)
        assert run(ledger.parent, *arguments) == later
    unbounded = json.loads(run(sample, "report", "status", "--as-of", "2016-06-30", "--format", "json"))
    assert unbounded["data_until"] == "2017-01-26"


def run_months_until_june(ledger: Path, sample: Path, months: list[Path]) -> None:
    if ledger.exists():
        return
    with create_store(ledger, at=demo._moment(date(2016, 1, 4))) as store:
        demo._set_up(store, sample / "papers")
        for statement in months[:6]:
            list(demo._month(store, sample / "papers", statement))


def test_a_second_import_changes_nothing_and_says_so(sample: Path) -> None:
    before = hashlib.sha256((sample / "ledger.sqlite").read_bytes()).hexdigest()
    said = run(sample, "bank", "import", str(sample / "papers" / "bank" / "camt053_2017-01.xml"))
    assert "imported already on 27 January 2017; nothing changed" in said
    assert hashlib.sha256((sample / "ledger.sqlite").read_bytes()).hexdigest() == before


def test_the_bank_files_are_what_the_script_makes() -> None:
    committed = {path.name: path.read_bytes() for path in BANK.iterdir()}
    assert committed == bank_files()
    assert len(committed) == 13


def test_an_earlier_year_is_asked_for_apart_and_arrears_age_by_the_day(sample: Path) -> None:
    for command in (["letters", "list"], ["update"], ["report", "prepaid"]):
        said = run(sample, *command, "--as-of", ON, "--year", "2016")
        assert "covered by money on account" not in said
    letters = report(sample, "letters", "list", "--year", "2016")
    assert letters["total"]["written_count"] == 29
    arrears = json.loads(run(sample, "report", "arrears", "--as-of", "2018-06-01", "--format", "json"))
    assert arrears["total"]["in_arrears"] == arrears["total"]["outstanding"] == "438807.01"
    on_last_day = json.loads(run(sample, "report", "arrears", "--as-of", "2017-12-31", "--format", "json"))
    assert on_last_day["total"]["in_arrears"] == "19290.90"


def test_all_references_of_the_sample_were_issued(sample: Path) -> None:
    known = run(sample, "letters", "mailing-list", "--as-of", ON, "--output", str(sample / "list.csv"))
    assert "86 letters" in known
    with (sample / "list.csv").open(encoding="utf-8-sig") as file:
        mailing = {row["state"]: row for row in csv.DictReader(file)}
    assert mailing["DEU"]["reference"] == "RF69CCM2017DE01"
    assert mailing["DEU"]["invoice"] == "2017-035"
    assert len(mailing) == 86
    assert all(row["mission"] and row["city"] and row["language"] for row in mailing.values())


def test_the_status_of_a_day_says_what_came_in_since_and_counts_it_not(sample: Path) -> None:
    line = ["--ledger", str(sample / "ledger.sqlite"), "report", "status", "--format", "json", "--as-of"]
    early = json.loads(CliRunner().invoke(app, [*line, "2017-01-18"]).stdout)
    (said,) = [note for note in early["notes"] if note.startswith("Received since")]
    assert said == (
        "Received since, up to 26 January 2017, and not counted here: 5 receipts, CHF 8'051.43: MEX 5'554.48 on "
        "2017-01-24, PRT 2'000.00 on 2017-01-20, PAN 327.58 on 2017-01-19, unidentified 138.40 on 2017-01-19, "
        "HND 30.97 on 2017-01-23."
    )
    late = json.loads(CliRunner().invoke(app, [*line, "2017-01-27"]).stdout)
    assert not [note for note in late["notes"] if note.startswith("Received since")]
