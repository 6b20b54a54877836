"""All that is printed as known then is the same later: letters, contacts, plans and learnt accounts change nothing."""

import shutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from db import letters
from db.store import open_store
from ledger.books.identifying import find_receipt, identify_receipt
from ledger.books.judging import verdicts_on
from ledger.books.lettering import RunFacts, keep_run, tell_event
from ledger.books.open_books import open_books
from ledger.commands.app import app
from ledger.commands.expecting import expected_of
from ledger.rules.reminders import decide
from reports.picture import take_picture
from tests.helpers import AT, make_office, take_later

THEN = "--as-of 2017-01-27 --known-at 2017-02-01"
PRINTED = (
    f"report status {THEN} --format json",
    f"report arrears {THEN} --format json",
    f"report curve {THEN} --format json",
    f"letters list {THEN} --format json",
    f"update {THEN}",
    f"why CIV {THEN}",
    f"why BDI {THEN}",
)


@pytest.fixture
def office(sample: Path, tmp_path: Path) -> Path:
    for name in ("ledger.sqlite", "ledger.toml"):
        shutil.copyfile(sample / name, tmp_path / name)
    return tmp_path


def isu(office: Path, line: str, *more: str) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(office / "ledger.sqlite"), *line.split(), *more])
    assert done.exit_code == 0, done.output
    return done.stdout


def printed(office: Path) -> list[str]:
    return [isu(office, line) for line in PRINTED]


REPORTS = (
    "report status --as-of 2017-01-27",
    "report arrears --as-of 2017-01-27",
    "report prepaid --as-of 2017-01-27",
    "report statement CIV --as-of 2017-01-27",
    "report receipts --from 2017-01-01 --to 2017-01-26",
    "report reconciliation --as-of 2017-01-26",
    "report voluntary --as-of 2017-01-27",
    "report movement --from 2016-12-31 --to 2017-01-27",
    "report curve --as-of 2017-01-27",
    "report cover --as-of 2017-01-27 --need 120000 --by 2017-03-01",
    "report outreach --as-of 2017-01-27",
    "report year-end 2016",
    "letters list --as-of 2017-01-27",
)
PAPERS = (
    ("workbook --as-of 2017-01-27", ".xlsx"),
    ("workbook --as-of 2017-01-27 --public", ".public.xlsx"),
    ("report page --as-of 2017-01-27", ".html"),
    ("report annex --as-of 2017-01-27", ".pdf"),
    ("report annex --as-of 2017-01-27", ".docx"),
)


def all_printed(office: Path, folder: str, *more: str) -> dict[str, bytes]:
    """Print every report and paper into files, in every format; the texts of the screen too."""
    for number, line in enumerate(REPORTS):
        for ending in ("csv", "json", "html", "xlsx"):
            isu(office, line, *more, "--output", str(office / folder / f"{number}.{ending}"))
        (office / folder / f"{number}.txt").write_text(isu(office, line, *more), "utf-8")
    for number, (line, ending) in enumerate(PAPERS):
        isu(office, line, *more, "--output", str(office / folder / f"paper{number}{ending}"))
    for words in ("update", "why CIV", "why BDI"):
        (office / folder / f"{words}.txt").write_text(isu(office, f"{words} --as-of 2017-01-27", *more), "utf-8")
    return {path.name: path.read_bytes() for path in (office / folder).iterdir()}


def test_all_that_was_printed_in_january_is_printed_again_in_march_byte_for_byte(office: Path) -> None:
    in_january = all_printed(office, "january")
    do_later(office)
    in_march = all_printed(office, "march", "--known-at", "2017-01-31")
    assert len(in_january) == 5 * len(REPORTS) + len(PAPERS) + 3
    assert [name for name in in_january if in_january[name] != in_march[name]] == []
    now = [isu(office, f"{line} --format csv") for line in REPORTS[:2]]
    assert now != [in_january[f"{number}.csv"].decode() for number in range(2)]


def do_later(office: Path) -> None:
    """Bring in, identify, promise, hold, plan, dispute, and write, all of it about January and after it."""
    with open_store(office / "ledger.sqlite", at=AT) as store:
        take_later(store, Decimal("70.00"), date(2017, 1, 27), at=datetime(2017, 2, 2, tzinfo=UTC))
    isu(office, "identify R45 CIV --why", "its note verbale of today")
    isu(office, "contact add BOL --kind promise --on 2017-01-20 --until 2017-03-31 --words", "payment is ordered")
    isu(office, "hold AFG --on 2017-01-20 --until 2017-03-31 --why", "a vote")
    isu(office, "plan add ITA --parts 4 --first 2017-03-31 --on 2017-01-20 --words", "note verbale 12")
    isu(office, "dispute add AND 2016 7a --on 2017-01-20 --why", "the rate")
    isu(office, "letters write --as-of 2017-01-25 --yes 1 --state JPN --into", str(office / "out"))
    isu(office, "letters sent JPN --on 2017-01-26")


def test_whatever_is_done_since_a_report_as_known_then_is_the_same(office: Path) -> None:
    then = printed(office)
    do_later(office)
    later = printed(office)
    for before, after in zip(then, later, strict=True):
        assert before == after
    now = isu(office, "letters list --as-of 2017-01-27 --format json")
    assert now != isu(office, f"letters list {THEN} --format json")


def test_a_receipt_is_judged_by_what_was_known_then(tmp_path: Path) -> None:
    office = make_office(tmp_path)
    office.accepts = False
    office.assess(2016)
    office.receive("75.00", date(2016, 3, 1), text="CONTRIBUTION OF FIJI")
    then = verdicts_on(office.store.db)
    assert [proposal.state for verdict in then for proposal in verdict.proposals] == ["FJI"]
    known, office.at = office.at, office.at + timedelta(days=100)
    with open_books(office.store, at=office.at) as books:
        identify_receipt(books, find_receipt(books, "R1"), "TUN", why="its note verbale")
    assert verdicts_on(office.store.db) == []
    assert verdicts_on(office.store.db, known_at=known) == then
    office.close()


def test_what_became_of_a_letter_is_told_from_the_moment_it_was_entered(tmp_path: Path) -> None:
    office = make_office(tmp_path)
    office.assess(2016)
    picture = take_picture(office.store.db, as_of=date(2016, 2, 1))
    decision = decide("FJI", picture.charges["FJI"], (), 2016, {})
    facts = RunFacts(2016, date(2016, 2, 1), None, 0, Decimal("0.00"))
    paper = {"reference": "NV/2016/001", "language": "en"}
    with open_books(office.store, at=office.at) as books:
        keep_run(books, facts, [decision], {"FJI": paper}, {})
    with open_books(office.store, at=office.at + timedelta(days=40)) as books:
        tell_event(books, "FJI", "sent", name="Fiji", on=date(2016, 2, 2), channel="post", words="")
    assert letters.events(office.store.db, known_at=office.at + timedelta(days=39)) == {}
    assert len(letters.events(office.store.db, known_at=office.at + timedelta(days=40))) == 1
    office.close()


def test_a_usual_day_that_has_passed_is_no_reason_and_money_on_account_is_not_expected_again(tmp_path: Path) -> None:
    office = make_office(tmp_path)
    office.know("FJ89370400", "FJI")
    for year in (2016, 2017):
        office.assess(year)
        owed = take_picture(office.store.db, as_of=date(year, 1, 5)).charges["FJI"]
        office.receive(str(sum(each.open_chf for each in owed)), date(year, 2, 20), account="FJ89370400")
    office.assess(2018)
    office.receive("1.00", date(2018, 1, 9), account="FJ89370400", text="CCM 2019")
    owed_chf = sum(
        each.assessed_chf
        for each in take_picture(office.store.db, as_of=date(2018, 1, 5)).charges["FJI"]
        if each.year == 2018
    )

    def expected(on: date, by: date) -> dict[str, Decimal]:
        found = expected_of(office.store, take_picture(office.store.db, as_of=on), by)
        return {each.state: each.amount_chf for each in found}

    assert expected(date(2018, 1, 10), date(2018, 3, 1)) == {"FJI": owed_chf - 1}
    assert expected(date(2018, 1, 10), date(2018, 2, 19)) == {}
    assert expected(date(2018, 7, 1), date(2018, 12, 1)) == {}
    office.close()
