"""Runs of letters: previewed, confirmed, written whole or not at all, kept, printed again, cancelled, followed up."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from db import letters
from db.store import open_store
from ledger.books.lettering import UnknownRun, newest_run
from ledger.commands.app import app
from tests.helpers import AT

ON = "2017-01-27"


@pytest.fixture
def office(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample office, with its settings."""
    for name in ("ledger.sqlite", "ledger.toml"):
        shutil.copyfile(sample / name, tmp_path / name)
    return tmp_path


def isu(office: Path, line: str, *more: str, exit_code: int = 0, typed: str | None = None) -> str:
    command = ["--ledger", str(office / "ledger.sqlite"), *line.split(), *more]
    done = CliRunner().invoke(app, command, input=typed)
    assert done.exit_code == exit_code, done.output
    return done.stdout if exit_code == 0 else done.stderr


def write(office: Path, *more: str, exit_code: int = 0, typed: str | None = None) -> str:
    into = ("--into", str(office / "letters"))
    return isu(office, f"letters write --as-of {ON}", *into, *more, exit_code=exit_code, typed=typed)


@pytest.fixture
def after(written: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "after"
    shutil.copytree(written, copy)
    return copy


def test_a_preview_says_what_would_be_written_and_writes_nothing(office: Path) -> None:
    before = (office / "ledger.sqlite").read_bytes()
    said = isu(office, f"letters preview --as-of {ON}")
    assert "bank data until 26 January 2017" in said
    assert "unidentified: 2 receipts, CHF 388.40" in said
    assert "86 letters, CHF 438'807.01 requested" in said
    assert "language: en 52, es 15, fr 19" in said
    assert "no letter: paid in advance 14" in said
    assert (office / "ledger.sqlite").read_bytes() == before


def test_the_run_stands_with_one_decision_for_every_state_and_its_files(written: Path) -> None:
    (run,) = json.loads(isu(written, "letters runs --format json"))["rows"]
    assert (run["written"], run["not_written"], run["requested"]) == (86, 14, "438807.01")
    assert (run["data_until"], run["unmatched"], run["unmatched_chf"]) == ("2017-01-26", 2, "388.40")
    folder = written / "letters" / ON
    assert len(list(folder.glob("*.docx"))) == 86
    assert len(list(folder.glob("*.pdf"))) == 87
    manifest = (folder / "manifest.csv").read_text("utf-8-sig").splitlines()
    assert manifest[1].startswith("NV/2017/001,AFG,en,113.34,RF38CCM2017AF01,AFG NV-2017-001.pdf,30-")
    assert len(manifest) == 87
    assert (folder / "mailing-list.xlsx").exists()


def test_the_letters_of_a_day_are_written_once(after: Path) -> None:
    before = (after / "ledger.sqlite").read_bytes()
    refused = write(after, "--yes", "86", exit_code=1)
    assert "are written already: run W1, 86 letters; `isu letters print W1" in refused
    assert (after / "ledger.sqlite").read_bytes() == before


def test_the_files_are_made_again_from_what_was_said(after: Path) -> None:
    isu(after, "addresses import", _table(after, "CIV,Mission X,Rue 1,Geneva,x@y.example,post,en"))
    isu(after, "letters print W1 --into", str(after / "again"))
    name = "CIV NV-2017-021.pdf"
    for each in (name, "manifest.csv"):
        assert (after / "again" / f"{ON} W1" / each).read_bytes() == (after / "letters" / ON / each).read_bytes()


def _table(folder: Path, row: str) -> str:
    path = folder / "missions.csv"
    path.write_text(f"state,mission,street,city,email,channel,language\n{row}\n", "utf-8")
    return str(path)


def test_a_run_is_cancelled_unless_a_letter_was_sent_and_its_numbers_stay_used(after: Path) -> None:
    assert "is cancelled, with its 86 letters" in isu(after, "letters cancel W1 --why", "a statement was missing")
    assert "is cancelled already" in isu(after, "letters cancel W1 --why again", exit_code=1)
    shutil.rmtree(after / "letters")
    assert "run W2, 2 letters" in write(after, "--state", "AFG", "--state", "CIV", "--yes", "2")
    manifest = (after / "letters" / ON / "manifest.csv").read_text("utf-8-sig").splitlines()
    assert manifest[1].startswith("NV/2017/087,AFG")
    isu(after, "letters sent CIV --on 2017-01-30")
    assert "NV/2017/088 was sent on 2017-01-30" in isu(after, "letters cancel W2 --why x", exit_code=1)


def test_the_history_of_a_state_tells_everything_by_day(after: Path) -> None:
    isu(after, "letters sent CIV MLI --on 2017-01-30")
    isu(after, "contact add CIV --kind call --on 2017-02-10 --words", "the counsellor will ask the capital")
    isu(after, "contact add CIV --kind promise --on 2017-02-20 --until 2017-03-15 --words", "payment is ordered")
    isu(after, "letters delivered CIV --on 2017-03-20 --channel", "by hand", "--words", "the President")
    isu(after, "letters replied CIV --on 2017-03-22 --words", "note 41")
    rows = json.loads(isu(after, "letters history CIV --format json"))["rows"]
    assert [(row["on"], row["what"]) for row in rows] == [
        ("2016-10-25", "receipt"),
        ("2017-01-27", "letter"),
        ("2017-01-30", "sent"),
        ("2017-02-10", "call"),
        ("2017-02-20", "promise"),
        ("2017-03-16", "promise's day passed"),
        ("2017-03-20", "delivered"),
        ("2017-03-22", "replied"),
    ]
    assert rows[1]["words"] == "CHF 125.02 requested, this year and prior years; fr, e-mail"
    advance = json.loads(isu(after, "letters history Sweden --format json"))["rows"]
    assert next(row for row in advance if row["what"] == "no letter")["words"].startswith("paid in advance: paid in")
    assert "no letter to Sweden" in isu(after, "letters sent Sweden", exit_code=1)


def test_a_second_letter_of_the_year_recalls_the_first(after: Path) -> None:
    write_later = "letters write --as-of 2017-03-01 --old-data --state CIV --yes 1 --into"
    said = isu(after, write_later, str(after / "march"))
    assert "run W2" in said
    with open_store(after / "ledger.sqlite", at=AT) as store:
        papers = {each["state"]: each for each in letters.contents(store.db, 2)}
        assert newest_run(store.db, date(2017, 3, 1)).label == "W1", "W2 is no run to all States"
        with pytest.raises(UnknownRun, match="up to 2017-01-26"):
            newest_run(store.db, date(2017, 1, 26))
    recalled = " ".join(papers["CIV"]["paragraphs"]).replace("\N{NO-BREAK SPACE}", " ")
    assert "rappeler sa note verbale NV/2017/021 du 27 janvier 2017" in recalled
    assert "dès que possible" in recalled


def test_letters_decided_before_another_program_wrote_are_not_written(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another_program_writes(_prompt: str = "") -> str:
        isu(office, "identify R45 CIV --why", "told")
        return "86"

    monkeypatch.setattr("builtins.input", another_program_writes)
    told = write(office, exit_code=1)
    assert "another program changed the ledger since they were decided; `isu log` shows what was done" in told
    with open_store(office / "ledger.sqlite", at=AT) as store:
        assert letters.runs(store.db) == []
    assert not (office / "letters").exists()


@pytest.mark.parametrize(
    ("typed", "more", "said"),
    [
        ("85\n", (), "nothing was written: 85 was typed, and 86 letters would be written"),
        ("", (), "nothing was written: nothing was typed"),
        (None, ("--yes", "87"), "nothing was written: 87 was typed"),
    ],
)
def test_a_count_that_is_not_confirmed_writes_nothing(
    office: Path, typed: str | None, more: tuple[str, ...], said: str
) -> None:
    assert said in write(office, *more, exit_code=1, typed=typed)
    assert not (office / "letters").exists()
    assert json.loads(isu(office, "letters runs --format json"))["rows"] == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", "do not know to which account the contributions are paid"),
        (
            "[bank]\niban = 'CH60 0899 0000 2016 0000 2'",
            "of [bank] holder, bank, street, postcode, city, country is empty",
        ),
        ("[letters]\nserie = 'X'", "letters.serie is not known"),
        ("[letters]\nseries = 7", "letters.series must be written like 'NV'"),
        ("[bank", "cannot be used"),
        ("[office]\nunit = 'ISU'", "office.unit must be a table"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_in_one_sentence(office: Path, settings: str, said: str) -> None:
    (office / "ledger.toml").write_text(settings, "utf-8")
    assert said in write(office, "--yes", "86", exit_code=1)
    assert not (office / "letters").exists()


@pytest.mark.parametrize(
    ("iban", "said"),
    [("CH61 0899 0000 2016 0000 1", "its check digits do not fit"), ("CH44 3199 9123 0008 8901 2", "is a QR-IBAN")],
)
def test_a_wrong_account_number_is_refused(office: Path, iban: str, said: str) -> None:
    text = (office / "ledger.toml").read_text("utf-8").replace("CH60 0899 0000 2016 0000 1", iban)
    (office / "ledger.toml").write_text(text, "utf-8")
    assert said in write(office, "--yes", "86", exit_code=1)


def test_old_bank_data_are_refused_unless_told(office: Path) -> None:
    into = ("--into", str(office / "letters"))
    refused = isu(office, "letters write --as-of 2017-02-03 --yes 86", *into, exit_code=1)
    assert "the bank's data run until 2017-01-26 only, and the letters are of 2017-02-03" in refused


def test_a_folder_that_is_there_or_cannot_be_written_leaves_no_run(office: Path) -> None:
    (office / "letters" / ON).mkdir(parents=True)
    assert "exists already and was not touched" in write(office, "--yes", "86", exit_code=1)
    (office / "file").write_text("x", "utf-8")
    refused = isu(office, f"letters write --as-of {ON} --yes 86 --into", str(office / "file"), exit_code=1)
    assert "was not written" in refused
    assert json.loads(isu(office, "letters runs --format json"))["rows"] == []


def test_settings_are_written_once_and_shown(office: Path) -> None:
    assert "exists already and was not touched" in isu(office, "settings write", exit_code=1)
    (office / "ledger.toml").unlink()
    isu(office, "settings write")
    assert "no account to pay to" in isu(office, "settings show")
