"""What the ledger holds is shown as it was entered: exit code, what is printed, nothing on standard error."""

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ledger.commands.app import app


@pytest.fixture
def desk(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copyfile(sample / "ledger.sqlite", tmp_path / "ledger.sqlite")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def isu(line: str) -> str:
    ran = CliRunner().invoke(app, shlex.split(line))
    assert (ran.exit_code, ran.stderr) == (0, ""), line
    return ran.stdout


def rows(line: str) -> list[dict[str, Any]]:
    found = json.loads(isu(f"{line} --format json"))["rows"]
    assert isinstance(found, list)
    return found


def test_states_are_listed_parties_first_and_all_on_demand(desk: Path) -> None:
    assert len(rows("states list")) == 100
    everyone = rows("states list --all")
    assert len(everyone) == 196
    assert [row["name"] for row in everyone][:2] == ["Afghanistan", "Albania"]


def test_one_state_is_shown_with_names_and_address(desk: Path) -> None:
    shown = isu("states show 'Ivory Coast'")
    assert shown.startswith("Côte d'Ivoire (CIV, CI): the Republic of Côte d'Ivoire\n")
    assert "State Party since 1 September 2012" in shown
    assert "letters to Mission permanente" in shown
    assert "1211 Genève (e-mail)" in shown
    assert "no State Party" in isu("states show BRA")


def test_scales_are_listed_and_shown(desk: Path) -> None:
    (scale,) = rows("scale list")
    assert (scale["scale"], scale["states"]) == ("2016-2018", 196)
    assert {row["state"]: row["rate"] for row in rows("scale show 2017")}["DEU"] == "6.389"


def test_a_budget_is_shown_by_line(desk: Path) -> None:
    assert {row["line"]: row["amount"] for row in rows("budget show 2017")} == {
        "7a": "189820.00",
        "7b": "282660.00",
        "7c": "120000.00",
    }


def test_a_budget_is_set_line_by_line(desk: Path) -> None:
    said = isu(
        "budget set 2018 --line 7a=100.00 --line 7b=50.00:equal --line 7c=0.00:voluntary --decided-on 2017-09-04"
    )
    assert "The budget of 2018 with 3 lines is entered" in said
    again = "budget set 2018 --line 7a=100.00 --line 7b=50.00:equal --line 7c=0.00:voluntary --decided-on 2017-09-04"
    assert "nothing changed" in isu(again)
    assert [row["key"] for row in rows("budget show 2018")] == ["un_scale", "equal", "voluntary"]
    assessed = isu("assess 2018 --on 2018-01-03")
    assert (
        "2018: 100 States Parties assessed by the scale 2016-2018, on 3 January 2018, due on 2 February 2018."
        in assessed
    )
    assert "7b: CHF 50.00 in all, its budget; largest AFG CHF 0.50, smallest AFG CHF 0.50" in assessed


def test_money_of_a_multi_year_payer_settles_the_next_year(desk: Path) -> None:
    isu("budget set 2018 --line 7a=189820.00 --line 7b=282660.00 --decided-on 2017-09-04")
    assert "CHF 3'526.25 of money on account was set against" in isu("assess 2018 --on 2018-01-03")
    assert {row["state"]: row["on_account"] for row in rows("report prepaid --as-of 2018-01-03")} == {
        "BWA": "134.88",
        "NZL": "2635.86",
        "SVN": "0.00",
    }


def test_an_account_is_learnt_listed_and_unlearnt(desk: Path) -> None:
    count = len(rows("aliases list"))
    assert "Germany" in isu("aliases add 'DE89 3704 0044 0532 0130 00' Germany --why 'note verbale'")
    assert len(rows("aliases list")) == count + 1
    assert "no longer pays for DEU" in isu("aliases revoke DE89370400440532013000 --why 'closed'")
    assert len(rows("aliases list")) == count


def test_addresses_are_listed(desk: Path) -> None:
    assert len(rows("addresses list")) == 100


def test_a_receipt_is_identified_and_taken_back(desk: Path) -> None:
    (first, _) = rows("receipts list --unidentified")
    said = isu(f"identify {first['receipt']} GRD --why 'asked the mission'")
    assert "is Grenada's; CHF 18.88 was set against what it owes" in said
    assert "Known by: asked the mission" in " ".join(isu("why GRD --as-of 2017-01-27").split())
    assert "is unidentified again" in isu(f"unidentify {first['receipt']} --why 'wrong'")
    assert len(rows("receipts list --unidentified")) == 2
    isu("check --as-of 2017-01-27")


def test_a_check_of_a_ledger_without_assessments_holds(desk: Path) -> None:
    isu("--ledger new.sqlite init --name Office")
    assert "receipts - returned = bank account in the books" in isu("--ledger new.sqlite check")
