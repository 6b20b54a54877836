"""Payment plans, disputes, the smallest amount, texts and template of one's own: as the director enters them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from ledger.commands.app import app
from tests.helpers import without_head


@pytest.fixture
def office(sample: Path, tmp_path: Path) -> Path:
    for name in ("ledger.sqlite", "ledger.toml"):
        shutil.copyfile(sample / name, tmp_path / name)
    return tmp_path


def isu(office: Path, line: str, *more: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(office / "ledger.sqlite"), *line.split(), *more])
    assert done.exit_code == exit_code, done.output
    return done.stdout if exit_code == 0 else done.stderr


def letter_of(office: Path, state: str, on: str) -> dict[str, Any]:
    rows = json.loads(isu(office, f"letters list --as-of {on} --year 2017 --format json"))["rows"]
    found: dict[str, Any] = next(row for row in rows if row["state"] == state)
    return found


def test_while_a_plan_is_kept_no_letter_asks_for_it_and_it_stays_owed(office: Path) -> None:
    before = isu(office, "report status --as-of 2017-05-10 --format json")
    said = isu(office, "plan add CIV --parts 4 --first 2017-03-31 --on 2017-02-10 --words", "note verbale 12")
    assert "L1, CHF 125.02 of Côte d'Ivoire in 4 instalments" in said
    arrears = json.loads(isu(office, "report arrears --as-of 2017-04-30 --year 2017 --format json"))["rows"]
    assert [row["plan"] for row in arrears if row["state"] == "CIV"] == ["L1"]
    assert letter_of(office, "CIV", "2017-04-30")["kind"] == "plan kept"
    assert letter_of(office, "CIV", "2017-05-01")["requested"] == "125.02"
    assert without_head(isu(office, "report status --as-of 2017-05-10 --format json")) == without_head(before)
    (row,) = json.loads(isu(office, "plan list --as-of 2017-05-01 --format json"))["rows"]
    assert row["standing"].startswith("broken: the instalment due on 2017-03-31")
    isu(office, "plan end L1 --on 2017-05-02 --why", "another is agreed")
    assert "ended on 2017-05-02" in isu(office, "report plans --as-of 2017-05-02 --format csv")


def test_a_plan_for_a_part_leaves_the_rest_to_be_asked_for(office: Path) -> None:
    isu(office, "plan add CIV --instalment 2017-06-30=38.31 --on 2017-02-10 --words", "note verbale 12")
    row = letter_of(office, "CIV", "2017-02-20")
    assert (row["requested"], row["written"]) == ("86.71", True)
    assert "less CHF 38.31 deferred by payment plan L1" in row["reason"]
    isu(
        office,
        "letters write --as-of 2017-02-20 --year 2017 --old-data --yes 1 --state CIV --into",
        str(office / "out"),
    )
    assert "86.71" in (office / "out" / "2017-02-20" / "manifest.csv").read_text("utf-8-sig")


def test_a_disputed_contribution_is_not_asked_for_until_it_is_settled(office: Path) -> None:
    isu(office, "dispute add CIV 2017 7a --on 2017-02-01 --why", "note verbale 7: the rate")
    assert letter_of(office, "CIV", "2017-02-02")["requested"] == "90.18"
    assert letter_of(office, "CIV", "2017-01-31")["requested"] == "125.02"
    (row,) = json.loads(isu(office, "dispute list --as-of 2017-02-02 --format json"))["rows"]
    assert (row["dispute"], row["open"], row["standing"]) == ("D1", "34.84", "disputed")
    assert "CHF 34.84 is disputed and stays in it: CIV CHF 34.84" in isu(office, "report status --as-of 2017-02-02")
    isu(office, "dispute settle D1 --on 2017-02-05 --why", "explained")
    assert letter_of(office, "CIV", "2017-02-05")["requested"] == "125.02"


def test_below_the_smallest_amount_no_letter_is_written_and_it_is_said(office: Path) -> None:
    isu(office, "rules smallest-letter 20.00 --why", "decision of 3 May")
    row = letter_of(office, "BDI", "2017-01-27")
    assert row["kind"] == "small amount"
    assert "CHF 18.88 is below the smallest of CHF 20.00" in row["reason"]
    isu(office, "rules smallest-letter 0 --why", "decision of 4 May")
    assert letter_of(office, "BDI", "2017-01-27")["requested"] == "18.88"


def test_texts_of_ones_own_are_used_and_a_wrong_field_is_refused(office: Path) -> None:
    isu(office, "settings texts")
    assert "exists already" in isu(office, "settings texts", exit_code=1)
    path = office / "ledger.texts.toml"
    path.write_text('[fr]\nnote = "Note de l\'Unité"\n', "utf-8")
    write = "letters write --as-of 2017-01-27 --yes 1 --state CIV --into"
    isu(office, write, str(office / "a"))
    runs = json.loads(isu(office, "letters runs --format json"))["rows"]
    assert (runs[0]["written"], runs[0]["not_written"]) == (1, 99)
    path.write_text('[fr]\nnote = "Note {nothing}"\n', "utf-8")
    refused = isu(office, "letters write --as-of 2017-01-28 --yes 1 --state CIV --into", str(office / "b"), exit_code=1)
    assert "fr.note of the letters asks for {nothing}" in refused
    assert not (office / "b").exists() or not list((office / "b").iterdir())
    path.write_text('[fr]\nnotes = "x"\n', "utf-8")
    assert "fr.notes is not known" in isu(office, "settings show", exit_code=1)


def test_a_template_of_ones_own_is_used_and_a_broken_one_refused(office: Path) -> None:
    isu(office, "settings template")
    assert "ledger.letter.docx" in isu(office, "settings show")
    isu(office, "letters write --as-of 2017-01-27 --yes 1 --state CIV --into", str(office / "a"))
    (office / "ledger.letter.docx").write_bytes(b"no document")
    refused = isu(office, "letters write --as-of 2017-01-28 --yes 1 --state CIV --into", str(office / "b"), exit_code=1)
    assert "template" in refused
    assert len(json.loads(isu(office, "letters runs --format json"))["rows"]) == 1


def test_the_mailing_list_has_labels_of_those_written_to_by_post(office: Path) -> None:
    isu(office, "letters mailing-list --as-of 2017-01-27 --output", str(office / "list.xlsx"))
    book = load_workbook(office / "list.xlsx")
    cells = [cell for row in book["Labels"].iter_rows(min_row=2, values_only=True) for cell in row if cell]
    rows = list(book["Mailing list"].iter_rows(values_only=True))
    by_post = [row for row in rows[1:] if row[rows[0].index("Channel")] == "post"]
    assert len(cells) == len(by_post) == 12
    assert any("Permanent Mission" in str(cell) and "Geneva" in str(cell) for cell in cells)


def test_letters_go_to_the_mission_that_is_used_for_letters(office: Path) -> None:
    path = office / "missions.csv"
    path.write_text(
        "state,mission,street,city,email,channel,language,post,use,checked_on\n"
        "CIV,Mission BE,Rue 2,Berne,be@x.example,post,fr,Berne,letters,2016-12-01\n"
        "CIV,Mission NY,1 Example Street,New York,ny@x.example,post,fr,New York,copy,2016-12-01\n",
        "utf-8",
    )
    assert "2 addresses new" in isu(office, "addresses import", str(path))
    assert "Mission BE" in isu(office, "states show CIV")
    rows = json.loads(isu(office, "addresses list --format json"))["rows"]
    assert {(row["post"], row["use"]) for row in rows if row["state"] == "CIV"} == {
        ("Geneva", "letters"),
        ("New York", "copy"),
        ("Berne", "letters"),
    }
    path.write_text("state,mission,use\nCIV,Mission,fax\n", "utf-8")
    assert "'fax' is no use of a mission" in isu(office, "addresses import", str(path), exit_code=1)


def test_old_and_missing_addresses_are_listed(office: Path) -> None:
    checked = json.loads(isu(office, "addresses check --as-of 2017-01-27 --format json"))["rows"]
    later = json.loads(isu(office, "addresses check --as-of 2019-01-27 --format json"))["rows"]
    assert len(checked) < len(later)
    assert all("not checked for 12 months" in row["what"] for row in later if row["checked_on"])
