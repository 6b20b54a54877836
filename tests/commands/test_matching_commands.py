"""match, allocate, undo, receipts show, aliases, rules, pledge and their reports, as people and programs read them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ledger.commands.app import app


@pytest.fixture
def ledger(months: Path, tmp_path: Path) -> Path:
    """Ten months of the sample, matched, nothing decided."""
    copy = tmp_path / "ledger.sqlite"
    shutil.copyfile(months, copy)
    return copy


def isu(ledger: Path, line: str, *more: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(ledger), *line.split(), *more])
    assert done.exit_code == exit_code, done.output
    return done.stdout if exit_code == 0 else done.stderr


def read(ledger: Path, line: str, *more: str) -> Any:
    return json.loads(isu(ledger, line, *more, "--format", "json"))


def test_match_as_json_has_every_key_and_its_evidence_in_sentences(ledger: Path) -> None:
    said = read(ledger, "match")
    rows = {row["receipt"]: row for row in said["rows"]}
    keys = {"receipt", "bank_reference", "end_to_end_id", "payer", "amount", "class", "state", "allocations",
            "on_account", "evidence", "alternatives"}  # fmt: skip
    assert all(keys <= set(row) for row in rows.values())
    assert rows["R24"] == {
        "receipt": "R24",
        "line": None,
        "value_date": "2016-04-26",
        "bank_reference": rows["R24"]["bank_reference"],
        "end_to_end_id": rows["R24"]["end_to_end_id"],
        "payer": "PERMANENT MISSION OF MONTENEGRO",
        "amount": "50.00",
        "class": "proposed",
        "state": "MNE",
        "allocations": [
            {"year": 2016, "line": "7a", "amount": "14.81"},
            {"year": 2016, "line": "7b", "amount": "22.22"},
        ],
        "on_account": "12.97",
        "bank_charges": "0.00",
        "evidence": [
            "account CH6808990000085202185 is known to pay for Montenegro",
            'the payer names "montenegro"',
            "CHF 12.97 more came in than the CHF 37.03 open: a gift, or next year?",
        ],
        "alternatives": [],
    }
    assert rows["R45"]["class"] == "unknown payer"
    assert (rows["R45"]["state"], rows["R45"]["allocations"]) == (None, [])
    assert said["counts"]["proposed"] == len([row for row in rows.values() if row["class"] == "proposed"])


def test_a_rehearsal_of_match_shows_everything_and_keeps_nothing(months: Path, tmp_path: Path, sample: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    shutil.copyfile(months, ledger)
    isu(ledger, "bank import", str(sample / "papers" / "bank" / "camt053_2016-11.xml"))
    before = ledger.read_bytes()
    said = isu(ledger, "match --dry-run")
    assert "Nothing was kept: this was a dry run." in said
    rehearsed = read(ledger, "match --dry-run")["rows"]
    assert ledger.read_bytes() == before
    booked = read(ledger, "match")["rows"]
    assert booked == rehearsed
    senegal = next(row for row in booked if row["state"] == "SEN")
    assert senegal["class"] == "automatic"
    assert senegal["evidence"][0] == "reference RF13CCM2016SN01 is Senegal's invoice 2016-076"
    assert senegal["evidence"][-1] == "the amount is all that is open"
    assert [(use["line"], use["amount"]) for use in senegal["allocations"]] == [("7a", "18.51"), ("7b", "27.77")]
    assert read(ledger, "match")["counts"]["automatic"] == 0


def test_a_receipt_shows_its_entries_and_one_is_undone_by_its_number(ledger: Path) -> None:
    rows = read(ledger, "receipts show R12")["rows"]
    assert [row["what"] for row in rows] == ["received", "identified", "paid 2016 7a", "paid 2016 7b"]
    said = isu(ledger, "undo", rows[-1]["entry"], "--why", "meant for 2017")
    assert "stay on account until you say what they pay" in said
    after = read(ledger, "receipts show R12")
    assert after["rows"][3]["standing"].startswith("undone by E")
    assert any("A person said: 2016 7a CHF 1'273.71; on account CHF 1'910.56" in note for note in after["notes"])
    assert "now pays: 2016 7a 1'273.71, 7b 1'910.56" in isu(ledger, "allocate R12 --take-back --why", "it was right")


def test_allocate_says_what_it_pays_and_refuses_in_words(ledger: Path) -> None:
    isu(ledger, "identify R19 CAN --once --why told")
    said = isu(ledger, "allocate R19 --to 2016/7b=9000.00 --to 2016/7c=400 --to on-account=100.00 --why letter")
    assert "Receipt R19 of Canada now pays: 2016 7a 500.00, 7b 9'000.00, 7c 400.00; on account 100.00." in said
    refused = isu(ledger, "allocate R19 --to 2016/7b=90000.00 --why letter", exit_code=1)
    assert "receipt R19 holds CHF 10'000.00 but CHF 90'000.00 were to be allocated" in refused
    assert "name at least one --to" in isu(ledger, "allocate R19 --why letter", exit_code=1)
    assert "'7b=1' does not say where" in isu(ledger, "allocate R19 --to 7b=1 --why letter", exit_code=1)
    rehearsed = isu(ledger, "allocate R19 --take-back --why letter --dry-run")
    assert "Nothing was kept" in rehearsed


def test_aliases_say_where_each_was_learnt(ledger: Path) -> None:
    said = isu(ledger, "identify R31 ECU --why", "note verbale")
    assert "Learnt: account CH3908990000082024599 pays for Ecuador." in said
    rows = {row["account"]: row for row in read(ledger, "aliases list")["rows"]}
    assert (rows["CH3908990000082024599"]["learnt_from"], rows["CH3908990000082024599"]["why"]) == (
        "R31",
        "note verbale",
    )
    assert rows["222282588"]["learnt_from"] == "entered by hand"
    isu(ledger, "unidentify R31 --why", "it was another's")
    assert "CH3908990000082024599" not in {row["account"] for row in read(ledger, "aliases list")["rows"]}
    once = isu(ledger, "identify R31 ECU --once --why told")
    assert "Learnt" not in once


def test_a_short_payment_is_proposed_booked_and_listed_once_the_rule_is_set(ledger: Path) -> None:
    def guatemala() -> Any:
        return next(row for row in read(ledger, "match")["rows"] if row["receipt"] == "R48")

    assert guatemala()["bank_charges"] == "0.00"
    assert "short by CHF 25.00 or less" in isu(ledger, "rules short-payment 25.00 --why", "decision of 3 May")
    assert guatemala()["bank_charges"] == "20.00"
    done = CliRunner().invoke(app, ["--ledger", str(ledger), "review", "--receipt", "R48"], input="a\n")
    assert "Booked: R48 is Guatemala's and pays 2016 7a 103.67, 7b 135.51." in done.stdout
    (fee,) = read(ledger, "report bank-charges --as-of 2016-12-31")["rows"]
    assert (fee["state"], fee["receipt"], fee["line"], fee["fee"]) == ("GTM", "R48", "7b", "20.00")
    status = read(ledger, "report status --as-of 2016-12-31")
    row = next(row for row in status["rows"] if row["state"] == "GTM")
    assert (row["received"], row["bank_charges"], row["outstanding"]) == ("239.18", "20.00", "0.00")
    assert "bank charge on the way" in isu(ledger, "report statement GTM --as-of 2016-12-31")
    assert "no" not in [row["holds"] for row in read(ledger, "check")["rows"]]
    assert {row["value"] for row in read(ledger, "rules list")["rows"]} >= {"25.00"}
    assert "is off" in isu(ledger, "rules short-payment 0 --why", "no more")


def test_a_pledge_is_fulfilled_by_gifts_cancelled_and_never_arrears(ledger: Path) -> None:
    reports = ("report status", "report arrears", "letters list")
    before = [read(ledger, f"{report} --as-of 2016-12-31")["rows"] for report in reports]
    assert "Pledge P1: Norway promises CHF 30'000.00 to 7c of 2016." in isu(
        ledger, "pledge add Norway 2016/7c=30000 --on 2016-02-01 --why letter"
    )
    isu(ledger, "pledge add SWE 2017/7c=500.00 --on 2016-03-01")
    rows = {row["pledge"]: row for row in read(ledger, "pledge list --as-of 2016-12-31")["rows"]}
    assert (rows["P1"]["received"], rows["P1"]["outstanding"], rows["P1"]["standing"]) == (
        "25000.00", "5000.00", "fulfilled in part",
    )  # fmt: skip
    assert (rows["P2"]["received"], rows["P2"]["standing"]) == ("0.00", "promised")
    assert [read(ledger, f"{report} --as-of 2016-12-31")["rows"] for report in reports] == before
    voluntary = read(ledger, "report voluntary --as-of 2016-12-31")
    norway = next(row for row in voluntary["rows"] if row["state"] == "NOR")
    assert (norway["pledged"], norway["for_pledges"], norway["beyond"]) == ("30000.00", "25000.00", "0.00")
    isu(ledger, "pledge cancel P1 --on 2016-11-01 --why withdrawn")
    rows = {row["pledge"]: row for row in read(ledger, "pledge list --as-of 2016-12-31")["rows"]}
    assert (rows["P1"]["outstanding"], rows["P1"]["standing"]) == ("0.00", "cancelled 2016-11-01")
    earlier = {row["pledge"]: row for row in read(ledger, "pledge list --as-of 2016-10-31")["rows"]}
    assert earlier["P1"]["outstanding"] == "5000.00"
    assert "cancelled on 2016-11-01 already" in isu(ledger, "pledge cancel P1 --why again", exit_code=1)
    assert "voluntary lines: 7c" in isu(ledger, "pledge add NOR 2016/7a=1.00 --on 2016-02-01", exit_code=1)
    assert "there is no pledge P9" in isu(ledger, "pledge cancel P9 --why no", exit_code=1)
    assert "cannot be entered on" in isu(ledger, "pledge add NOR 2016/7c=1 --on 2999-01-01", exit_code=1)
