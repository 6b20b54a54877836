"""What keeps a State from being written to: a receipt to be checked first, a hold, a promise, a missing address."""

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from db.store import open_store
from ledger.books.open_books import open_books
from ledger.books.receiving import take_bank_files
from ledger.commands.app import app
from tests.helpers import AT
from tests.test_bank_import import Booked, file_of, statement

ON = "2017-01-27"


@pytest.fixture
def ledger(sample: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "ledger.sqlite"
    shutil.copyfile(sample / "ledger.sqlite", copy)
    return copy


def isu(ledger: Path, line: str, *more: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(ledger), *line.split(), *more])
    assert done.exit_code == exit_code, done.output
    return done.stdout if exit_code == 0 else done.stderr


def letter(ledger: Path, state: str, on: str = ON) -> Any:
    rows = json.loads(isu(ledger, f"letters list --as-of {on} --format json"))["rows"]
    return next(row for row in rows if row["state"] == state)


@pytest.mark.parametrize(
    ("on", "is_written"), [("2017-01-19", True), ("2017-01-20", False), (ON, False), ("2017-01-28", True)]
)
def test_a_hold_that_ends_today_holds_and_one_that_ended_yesterday_does_not(
    ledger: Path, on: str, is_written: bool
) -> None:
    said = isu(ledger, f"hold CIV --on 2017-01-20 --until {ON} --why", "its parliament votes")
    assert "Côte d'Ivoire gets no letter until 27 January 2017. Undo: isu release CIV" in said
    assert letter(ledger, "CIV", on)["written"] is is_written


def test_a_held_state_says_why_counts_among_those_without_a_letter_and_is_released(ledger: Path) -> None:
    isu(ledger, "hold CIV --on 2017-01-20 --until 2017-02-28 --why", "its parliament votes")
    row = letter(ledger, "CIV")
    assert (row["written"], row["kind"], row["requested"]) == (False, "on hold", "0.00")
    assert row["reason"].endswith("; but it is on hold until 28 February 2017: its parliament votes")
    said = isu(ledger, f"update --as-of {ON}")
    assert "85 letters" in said
    assert "1 State Party gets no letter: on hold" in said
    story = " ".join(isu(ledger, f"why CIV --as-of {ON}").replace("\N{NO-BREAK SPACE}", " ").split())
    assert "No letter is written: it owes CHF 86.71 for 2017" in story
    assert "is on hold until 28 February 2017" in story
    assert "on hold until 2017-02-28 already" in isu(
        ledger, "hold CIV --on 2017-01-21 --until 2017-03-01 --why x", exit_code=1
    )
    isu(ledger, f"release CIV --on {ON} --why", "the vote was held")
    assert letter(ledger, "CIV")["written"] is True
    assert letter(ledger, "CIV", "2017-01-26")["written"] is False
    (held,) = json.loads(isu(ledger, f"holds --as-of {ON} --format json"))["rows"]
    assert held["standing"] == "released on 2017-01-27"


@pytest.mark.parametrize(
    ("on", "is_written"), [("2017-01-24", True), ("2017-01-25", False), (ON, False), ("2017-01-28", True)]
)
def test_a_promise_holds_the_letter_until_its_day_has_passed(ledger: Path, on: str, is_written: bool) -> None:
    isu(ledger, f"contact add CIV --kind promise --on 2017-01-25 --until {ON} --words", "payment is ordered")
    assert letter(ledger, "CIV", on)["written"] is is_written


def test_contacts_are_listed_and_withdrawn(ledger: Path) -> None:
    isu(ledger, "contact add CIV --kind call --on 2017-01-20 --words", "the counsellor will ask the capital")
    isu(ledger, "contact add CIV --kind promise --on 2017-01-25 --until 2017-02-28 --words", "payment is ordered")
    rows = json.loads(isu(ledger, f"contact list --state CIV --as-of {ON} --format json"))["rows"]
    assert [(row["contact"], row["kind"], row["standing"]) for row in rows] == [
        ("C1", "call", ""),
        ("C2", "promise", "open"),
    ]
    assert letter(ledger, "CIV")["kind"] == "promised"
    isu(ledger, "contact withdraw C2 --why", "it was another State")
    assert letter(ledger, "CIV")["written"] is True
    assert "there is no contact C9" in isu(ledger, "contact withdraw C9 --why x", exit_code=1)
    assert "a promise has a day" in isu(ledger, "contact add CIV --kind promise --words x", exit_code=1)
    assert "before it begins" in isu(
        ledger, "contact add CIV --kind promise --on 2017-01-25 --until 2017-01-24 --words x", exit_code=1
    )
    assert "is not on hold" in isu(ledger, "release CIV --why x", exit_code=1)
    assert "needs its reason" in isu(ledger, "hold CIV --until 2999-01-01 --why", "", exit_code=1)


def test_a_receipt_on_the_eve_that_may_be_a_states_own_is_checked_first(ledger: Path) -> None:
    paid = Booked(0, "100.00", "XX99", "EVE", "CONTRIBUTION BURUNDI")
    eve = date(2017, 1, 27)
    (told,) = file_of(statement([paid], 0, 0)).statements
    line = told.lines[0]._replace(booked_on=eve, value_date=eve)
    opening = Decimal("411456.36")
    of_the_day = told._replace(
        from_on=eve, to_on=eve, lines=(line,), opening=opening, closing=opening + Decimal("100.00")
    )
    file = file_of(statement([paid], 0, 0))._replace(statements=(of_the_day,))
    assert letter(ledger, "BDI")["written"] is True
    with open_store(ledger, at=AT) as store, open_books(store, at=AT) as books:
        take_bank_files(books, [file])
    row = letter(ledger, "BDI")
    assert (row["written"], row["kind"]) == (False, "check first")
    waiting = "but receipt R110 of CHF 100.00 of 27 January 2017 may be its own and is not matched: isu review"
    assert waiting in row["reason"]
    assert letter(ledger, "BDI", "2017-01-26")["written"] is True
    assert "1 State Party gets no letter: check first" in isu(ledger, f"update --as-of {ON}")
    isu(ledger, "identify R110 RWA --once --why told")
    assert letter(ledger, "BDI")["written"] is True


@pytest.mark.parametrize(
    ("street", "email", "channel", "said"),
    [("", "a@b.example", "post", "no street or city"), ("Rue 1", "", "e-mail", "no e-mail address")],
)
def test_a_state_that_cannot_be_reached_is_not_written_to_and_says_so(
    ledger: Path, tmp_path: Path, street: str, email: str, channel: str, said: str
) -> None:
    table = tmp_path / "missions.csv"
    columns = "state,mission,street,city,email,channel,language"
    table.write_text(f"{columns}\nBDI,Mission of Burundi,{street},Geneva,{email},{channel},en\n", "utf-8")
    isu(ledger, "addresses import", str(table))
    row = letter(ledger, "BDI")
    assert (row["written"], row["kind"]) == (False, "no address")
    assert said in row["reason"]
