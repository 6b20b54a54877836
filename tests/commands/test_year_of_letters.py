"""A year with one State: package, reminder, promise, broken promise, reminders, President, payment, thanks."""

import json
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from db.store import open_store
from ledger.books.identifying import identify_receipt
from ledger.books.open_books import open_books
from ledger.commands.app import app
from tests.helpers import take_later


@pytest.fixture
def office(sample: Path, tmp_path: Path) -> Path:
    shutil.copyfile(sample / "ledger.sqlite", tmp_path / "ledger.sqlite")
    settings = (sample / "ledger.toml").read_text("utf-8")
    (tmp_path / "ledger.toml").write_text(f'{settings}\n[signatory]\nname = "Ambassador A. Sample"\n', "utf-8")
    return tmp_path


def isu(office: Path, line: str, *more: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(office / "ledger.sqlite"), *line.split(), *more])
    assert done.exit_code == exit_code, done.output
    return done.stdout if exit_code == 0 else done.stderr


def write(office: Path, on: str, more: str, count: int = 1) -> Path:
    options = f"letters write --as-of {on} --year 2017 --old-data --yes {count} {more}"
    isu(office, options, "--into", str(office / "out"))
    return max((office / "out").iterdir(), key=lambda each: each.stat().st_mtime_ns)


def step(office: Path, on: str) -> str:
    rows = json.loads(isu(office, f"letters due --as-of {on} --year 2017 --format json"))["rows"]
    return next((row["step"] for row in rows if row["state"] == "BOL"), "")


def text_of(folder: Path, state: str = "BOL") -> str:
    (path,) = folder.glob(f"{state} *.pdf")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_a_year_from_package_to_thanks_is_told_as_it_was(office: Path) -> None:
    assert step(office, "2017-01-27") == "package"
    package = text_of(write(office, "2017-01-27", "--state BOL"))
    assert "asciende a" in package
    isu(office, "letters sent BOL --on 2017-01-30")
    assert step(office, "2017-04-02") == ""
    assert step(office, "2017-04-03") == "reminder"

    reminder = text_of(write(office, "2017-05-02", "--state BOL"))
    assert "recordar su nota verbal" in reminder
    assert "Aún no consta el pago" in reminder
    isu(office, "letters sent BOL --on 2017-05-03")
    assert step(office, "2017-05-03") == "courtesy call"
    isu(office, "contact add BOL --kind promise --on 2017-06-01 --until 2017-06-30 --words", "the counsellor: June")
    held = isu(office, "letters preview --as-of 2017-06-30 --year 2017")
    assert "Bolivia (Plurinational State of): promised" in held
    assert "Bolivia (Plurinational State of): promised" not in isu(
        office, "letters preview --as-of 2017-07-01 --year 2017"
    )
    assert step(office, "2017-07-01") == "reminder"

    write(office, "2017-07-03", "--state BOL")
    assert step(office, "2017-09-30") == ""
    assert step(office, "2017-10-01") == "second reminder"
    write(office, "2017-10-02", "--state BOL")
    assert step(office, "2017-11-01") == "letter of the President"
    formal = text_of(write(office, "2017-11-02", "--state BOL --formal"))
    assert "Independientemente de su cuantía" in formal
    assert "Ambassador A. Sample" in formal
    assert "PL/2017/001" in formal
    assert "Nota verbal" not in formal
    by_hand = ("--channel", "handed over", "--words", "the President, at the Palais")
    isu(office, "letters delivered BOL --on 2017-11-06", *by_hand)
    assert step(office, "2017-12-10") == "the capital"

    _pay_all(office)
    thanks = text_of(write(office, "2017-12-15", "--state BOL --purpose receipt --since 2017-12-01"))
    assert "acusar recibo" in thanks
    assert "quedan pagadas todas las cuotas" in thanks
    assert step(office, "2017-12-15") == ""

    rows = json.loads(isu(office, "letters history BOL --as-of 2017-12-31 --format json"))["rows"]
    told = [(row["on"], row["what"], row["paper"]) for row in rows if row["on"] >= "2017-01-27"]
    assert told == [
        ("2017-01-27", "letter", "NV/2017/001"),
        ("2017-01-30", "sent", "NV/2017/001"),
        ("2017-05-02", "letter", "NV/2017/002"),
        ("2017-05-03", "sent", "NV/2017/002"),
        ("2017-06-01", "promise", "C1"),
        ("2017-07-01", "promise's day passed", "C1"),
        ("2017-07-03", "letter", "NV/2017/003"),
        ("2017-10-02", "letter", "NV/2017/004"),
        ("2017-11-02", "formal letter", "PL/2017/001"),
        ("2017-11-06", "delivered", "PL/2017/001"),
        ("2017-12-12", "receipt", told[10][2]),
        ("2017-12-15", "letter", "NV/2017/005"),
    ]
    story = isu(office, "why BOL --as-of 2017-12-31").replace("\n  ", " ")
    assert "formal letter PL/2017/001" in story
    assert "the President, at the Palais" in story


def _pay_all(office: Path) -> None:
    """Bring in what Bolivia owes by a statement of its own, and say that it is Bolivia's."""
    listed = json.loads(isu(office, "letters list --as-of 2017-12-12 --year 2017 --format json"))["rows"]
    (asked,) = [Decimal(row["requested"]) for row in listed if row["state"] == "BOL"]
    at = datetime(2017, 12, 13, 9, tzinfo=UTC)
    with open_store(office / "ledger.sqlite", at=at) as store:
        receipt = take_later(store, asked, date(2017, 12, 12), at=at)
        with open_books(store, at=at) as books:
            identify_receipt(books, receipt, "BOL", why="its note verbale of 13 December")


def test_a_run_is_reported_with_what_became_of_its_letters_and_the_brief_ranks_all_that_is_owed(
    office: Path, written: Path
) -> None:
    shutil.copyfile(written / "ledger.sqlite", office / "ledger.sqlite")
    write(office, "2017-01-28", "--state BOL --formal")
    isu(office, "letters sent BOL CIV --on 2017-01-30")
    report = json.loads(isu(office, "report letters --as-of 2017-01-30 --format json"))
    assert len(report["rows"]) == 100
    assert sum(bool(row["reference"]) for row in report["rows"]) == 86
    assert report["total"]["requested"] == "438807.01"
    assert [row["became"] for row in report["rows"] if row["state"] == "CIV"] == ["sent 2017-01-30"]
    assert all(row["reason"] for row in report["rows"])
    the_day_before = json.loads(isu(office, "report letters --as-of 2017-01-29 --format json"))["rows"]
    assert not any(row["became"] for row in the_day_before)
    assert len(json.loads(isu(office, "report letters --as-of 2017-01-30 --run W2 --format json"))["rows"]) == 100
    brief = json.loads(isu(office, "report outreach --as-of 2017-01-30 --format json"))
    amounts = [Decimal(row["outstanding"]) for row in brief["rows"]]
    assert amounts == sorted(amounts, reverse=True)
    assert sum(amounts) == Decimal("438807.01")
    assert brief["rows"][-1]["cumulative"] == "100.0"
    by_state = {row["state"]: row for row in brief["rows"]}
    assert by_state["BOL"]["last"] == "PL/2017/001 sent"
    assert by_state["JPN"]["next"] == "reminder from 2017-04-03"


def test_thanks_go_once_and_a_signatory_and_a_first_day_are_asked_for(office: Path) -> None:
    folder = write(office, "2017-01-27", "--purpose thanks", 14)
    assert len(list(folder.glob("* NV-*.pdf"))) == 14
    again = isu(office, "letters preview --as-of 2017-01-28 --purpose thanks")
    assert "0 letters" in again
    assert "thanked before 14" in again
    early = isu(office, "letters preview --as-of 2017-01-28 --purpose plan --first 2017-01-28", exit_code=1)
    assert "after the day of the letters, 2017-01-28; say --first DATE" in early
    plan = "--purpose plan --state BOL --instalments 3 --first 2017-03-31 --every 2"
    told = isu(office, f"letters preview --as-of 2017-01-28 {plan}").splitlines()[-1]
    assert told.startswith("Next: isu letters write --as-of 2017-01-28 --into FOLDER --purpose plan --state BOL")
    assert told.endswith("--instalments 3 --first 2017-03-31 --every 2")
    assert "say from which day on" in isu(office, "letters preview --as-of 2017-01-28 --purpose receipt", exit_code=1)
    formal = "letters write --as-of 2017-01-28 --formal --yes 1 --into x"
    assert "write notes verbales" in isu(office, f"{formal} --purpose thanks", exit_code=1)
    previewed = "letters preview --as-of 2017-01-28 --formal --purpose thanks"
    assert "write notes verbales" in isu(office, previewed, exit_code=1)
    (office / "ledger.toml").write_text((office / "ledger.toml").read_text().replace("Ambassador A. Sample", ""))
    assert "the settings name nobody" in isu(office, formal, exit_code=1)


def test_a_note_after_the_presidents_letter_recalls_the_note_and_the_president_recalls_the_newest(office: Path) -> None:
    write(office, "2017-01-27", "--state BOL")
    formal = text_of(write(office, "2017-01-28", "--state BOL --formal"))
    assert "recuerdo la carta NV/2017/001" in formal
    note = text_of(write(office, "2017-01-29", "--state BOL"))
    assert "recordar su nota verbal NV/2017/001" in note
    assert "PL/2017/001" not in note
    again = text_of(write(office, "2017-01-30", "--state BOL --formal"))
    assert "recuerdo la carta NV/2017/002" in again


def test_who_cannot_be_reached_gets_no_thanks_and_it_is_said_why(office: Path) -> None:
    path = office / "missions.csv"
    path.write_text("state,mission,channel,language\nAUT,Mission of Austria,e-mail,en\n", "utf-8")
    isu(office, "addresses import", str(path))
    said = isu(office, "letters preview --as-of 2017-01-27 --purpose thanks")
    assert "13 letters" in said
    assert "Austria: no address; paid in advance" in said
    assert "there is no e-mail address" in said
