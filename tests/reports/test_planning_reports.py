"""Movement, collection curve and budget cover: they tie to the books and to each other."""

import io
import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from typer.testing import CliRunner

from db.money import chf_text
from db.readings import ApplicationReading, ChargeReading
from db.store import Store, open_store
from db.vocabulary import Obligation
from ledger.commands.app import app
from ledger.commands.desk import picture_of
from ledger.commands.expecting import expected_of
from ledger.rules.habits import has_paid_by
from reports.cover import Expected, answer, cover
from reports.movement import movement, side
from reports.picture import Picture
from reports.status import status
from reports.table import Column, Heading, Table
from reports.writers.page import Bars, page_html
from tests.helpers import AT

ON = date(2017, 1, 27)


@pytest.fixture(scope="module")
def store(sample: Path) -> Iterator[Store]:
    with open_store(sample / "ledger.sqlite", at=AT) as opened:
        yield opened


_PICTURES: dict[date, Picture] = {}


def picture(store: Store, on: date) -> Picture:
    if on not in _PICTURES:
        _PICTURES[on] = picture_of(store, on)
    return _PICTURES[on]


def isu(sample: Path, line: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(sample / "ledger.sqlite"), *line.split()])
    assert done.exit_code == exit_code, done.output
    return done.stdout if exit_code == 0 else done.stderr


def rows_of(sample: Path, line: str) -> dict[str, dict[str, Any]]:
    table = json.loads(isu(sample, f"{line} --format json"))
    return {next(iter(row.values())): row for row in table["rows"]} | {"total": table["total"]}


@settings(max_examples=25, deadline=None, derandomize=True)
@given(first=st.integers(0, 388), days=st.integers(0, 388))
def test_between_any_two_days_opening_and_what_changed_is_closing(store: Store, first: int, days: int) -> None:
    begins = date(2016, 1, 4) + timedelta(days=first)
    ends = min(begins + timedelta(days=days), ON)
    before, after = picture(store, min(begins, ends)), picture(store, ends)
    table = movement(side(before), side(after))
    for row in table.rows:
        amounts = [Decimal(str(row[key])) for key in ("opening", "assessed", "corrections", "received", "bank_charges")]
        assert amounts[0] + amounts[1] + amounts[2] - amounts[3] - amounts[4] == row["closing"], row["state"]
    assert table.total["opening"] == status(before).total["outstanding"]
    assert table.total["closing"] == status(after).total["outstanding"]


def test_back_in_time_what_was_assessed_is_gone_by_correction(store: Store) -> None:
    table = movement(side(picture(store, ON)), side(picture(store, date(2016, 12, 31))))
    assert (table.total["assessed"], table.total["corrections"]) == (Decimal("0.00"), Decimal("-472480.00"))
    assert table.total["closing"] == status(picture(store, date(2016, 12, 31))).total["outstanding"]


def test_nothing_moves_within_a_day_and_the_past_moves_as_it_became_known(sample: Path) -> None:
    still = rows_of(sample, "report movement --from 2017-01-27 --to 2017-01-27")["total"]
    assert (still["opening"], still["closing"]) == ("438807.01", "438807.01")
    assert (still["assessed"], still["received"]) == ("0.00", "0.00")
    year = rows_of(sample, "report movement --from 2016-12-31 --to 2017-01-27")
    assert year["total"]["assessed"] == "472480.00"
    assert (year["AFG"]["opening"], year["AFG"]["assessed"], year["AFG"]["closing"]) == ("55.54", "57.80", "113.34")


def test_the_curve_ends_where_the_receipts_of_each_year_are(sample: Path) -> None:
    by_month = rows_of(sample, "report curve --as-of 2017-01-27")
    assert (by_month["the year before"]["chf_2017"], by_month["January"]["chf_2017"]) == ("23279.48", "52963.89")
    assert by_month["February"]["chf_2017"] is None
    assert rows_of(sample, "report curve --as-of 2017-06-30")["February"]["chf_2017"] is None
    amounts = [Decimal(by_month[label]["chf_2016"]) for label in by_month if label != "total"]
    assert amounts == sorted(amounts)
    assert amounts[-1] == amounts[-2]


def test_the_cover_answers_whether_there_is_enough(sample: Path) -> None:
    rows = rows_of(sample, "report cover --as-of 2017-01-27")
    assert (rows["7a"]["received"], rows["7c"]["received"]) == ("25850.03", "75411.08")
    assert rows["total"]["budget"] == "592480.00"
    said = _answered(sample, "2017-01-27", "120000")
    assert said.startswith("Yes: CHF 411'456.36 is at the bank on 26 January 2017, which covers CHF 120'000.00")
    assert said in isu(sample, "report cover --as-of 2017-01-27 --need 120000 --by 2017-03-01")
    assert "CHF 465'870.91 is at the bank on 20 January 2017" in _answered(sample, "2017-01-20", "120000")
    assert "CHF 185'420.35 is at the bank on 4 January 2016" in _answered(sample, "2016-01-04", "1")
    assert "asked about with its day" in isu(sample, "report cover --as-of 2017-01-27 --need 5", exit_code=1)
    assert "not before" in isu(sample, "report cover --as-of 2017-01-27 --need 5 --by 2017-01-26", exit_code=1)


def _answered(sample: Path, on: str, need: str) -> str:
    line = f"report cover --as-of {on} --need {need} --by {on[:4]}-03-01 --format json"
    return str(json.loads(isu(sample, line))["notes"][0])


def test_what_is_expected_pays_years_before_first_and_no_more_than_is_expected(store: Store) -> None:
    on = picture(store, ON)
    of_part = cover(on, [Expected("CIV", Decimal("50.00"), "by promise")], date(2017, 3, 1))
    by_line = {row["line"]: row["expected"] for row in of_part.rows}
    assert by_line == {"7a": Decimal("11.69"), "7b": Decimal("0.00"), "7c": Decimal("0.00")}
    assert "CHF 38.31 of it for years before" in of_part.notes[-1]


def test_who_is_expected_is_said_with_what_is_not_at_the_bank_already(sample: Path, tmp_path: Path) -> None:
    for name in ("ledger.sqlite", "ledger.toml"):
        shutil.copyfile(sample / name, tmp_path / name)
    isu(tmp_path, "plan add CIV --instalment 2017-02-28=50.00 --instalment 2017-06-30=75.02 --on 2017-01-20 --words x")
    isu(tmp_path, "contact add AFG --kind promise --on 2017-01-20 --until 2017-02-15 --words soon")
    isu(tmp_path, "contact add ALB --kind promise --on 2017-01-20 --until 2017-03-02 --words later")
    with open_store(tmp_path / "ledger.sqlite", at=AT) as opened:
        held = picture_of(opened, ON)
        found = {each.state: each.amount_chf for each in expected_of(opened, held, date(2017, 3, 1))}
    assert found == {"CIV": Decimal("50.00"), "AFG": Decimal("113.34")}


@pytest.mark.parametrize(
    ("bank", "need", "begins"),
    [("100.00", "100.00", "Yes: "), ("99.99", "100.00", "Only if what is expected comes: "), ("0.00", "60.01", "No: ")],
)
def test_an_answer_says_yes_only_if_or_no(bank: str, need: str, begins: str) -> None:
    expected = [Expected("CIV", Decimal("60.00"), "by promise")]
    said = answer(Decimal(bank), expected, Decimal(need), date(2017, 3, 1), ON)
    assert said.startswith(begins)
    assert ("1 State by promise, CHF 60.00" in said) == (begins != "Yes: ")
    assert ("CHF 0.01 of CHF 60.01 is missing" in said) == begins.startswith("No")


def charge(year: int, amount: str) -> ChargeReading:
    owed, none, on = Decimal(amount), Decimal("0.00"), date(year, 1, 4)
    return ChargeReading(year, "CIV", year, "7a", 1, f"{year}-1", on, on, owed, owed, none, none, owed)


def use(year: int, amount: str, on: date) -> ApplicationReading:
    return ApplicationReading(1, on, on, "CIV", year, "7a", 1, Obligation.ASSESSED, Decimal(amount))


@pytest.mark.parametrize(
    ("by", "years"),
    [(date(2018, 3, 1), 2), (date(2018, 2, 28), 0), (date(2019, 3, 1), 0)],
)
def test_a_habit_is_to_have_paid_all_by_the_same_day_in_every_year(by: date, years: int) -> None:
    charges = [charge(2016, "10.00"), charge(2017, "10.00"), charge(2018, "10.00")]
    uses = [
        use(2016, "4.00", date(2016, 1, 5)),
        use(2016, "6.00", date(2016, 3, 1)),
        use(2017, "10.00", date(2017, 2, 1)),
    ]
    assert has_paid_by(charges, uses, by.year, by) == years
    assert has_paid_by(charges[1:], uses, by.year, by) == 0


def test_a_fee_that_the_office_bore_is_no_part_of_what_had_to_be_paid() -> None:
    charges = [charge(year, "10.00")._replace(bank_charges_chf=Decimal("2.00")) for year in (2016, 2017)]
    uses = [use(year, "8.00", date(year, 2, 1)) for year in (2016, 2017)]
    assert has_paid_by(charges, uses, 2018, date(2018, 3, 1)) == 2


def test_every_report_is_listed_with_what_it_is_for(sample: Path) -> None:
    rows = json.loads(isu(sample, "report list --format json"))["rows"]
    assert {"isu report status", "isu report movement", "isu report list"} <= {row["report"] for row in rows}
    assert all(row["what"].endswith(".") for row in rows)


def test_the_page_holds_every_figure_needs_nothing_else_and_is_the_same_each_time(sample: Path, tmp_path: Path) -> None:
    command = "report page --as-of 2017-01-27 --output"
    isu(sample, f"{command} {tmp_path / 'a.html'}")
    isu(sample, f"{command} {tmp_path / 'b.html'}")
    isu(sample, f"{command} {tmp_path / 'p.html'} --public")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert page == (tmp_path / "b.html").read_text("utf-8")
    assert not {"<script", "http", "url(", "src="} & {
        part for part in ("<script", "http", "url(", "src=") if part in page
    }
    assert "438&#x27;807.01" in page
    assert "119&#x27;807.23" in page
    assert "Outreach brief" in page
    assert "Outreach brief" not in (tmp_path / "p.html").read_text("utf-8")
    assert page.count("<caption>") >= page.count("<section id=")
    assert page.count('role="img"') == 4
    tree = parse(page)
    assert len(tree.findall(".//section")) == 1 + page.count("<section id=")
    assert "a page ends in .html" in isu(sample, f"{command} x.pdf", exit_code=1)


def parse(page: str) -> Any:
    """Read the page as XML, which the few void elements are closed for."""
    body = page.replace("<!DOCTYPE html>\n", "")
    for void in ('<meta charset="utf-8">', '<meta name="viewport" content="width=device-width, initial-scale=1">'):
        body = body.replace(void, "")
    return fromstring(body)


def test_what_a_payer_wrote_cannot_become_part_of_the_page() -> None:
    heading = Heading("ISU", "", ON, None, None)
    table = Table("x", "T", heading, (Column("a", "A"),), ({"a": "<script>alert(1)</script> & more"},), {})
    page = page_html("<b>", ["<i>"], [Bars('"', (("<u>", Decimal("1.00")),))], [table])
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert not {"<b>", "<i>", "<u>"} & {part for part in ("<b>", "<i>", "<u>") if part in page}


def test_every_report_can_be_given_as_a_page_of_its_own(sample: Path, tmp_path: Path) -> None:
    isu(sample, f"report status --as-of 2017-01-27 --output {tmp_path / 'status.html'}")
    page = (tmp_path / "status.html").read_text("utf-8")
    assert page == isu(sample, "report status --as-of 2017-01-27 --format html")
    assert "438&#x27;807.01" in page
    assert "In short" not in page
    assert page.count("Status of contributions 2017</") == 3  # title, heading, caption
    assert "<nav" not in page
    assert len(parse(page).findall(".//section")) == 1


@pytest.mark.parametrize(
    ("on", "not_due", "overdue", "in_arrears"),
    [
        ("2017-01-27", "419516.11", "0.00", "19290.90"),
        ("2017-02-02", "419516.11", "0.00", "19290.90"),
        ("2017-02-03", "0.00", "419516.11", "19290.90"),
        ("2018-01-01", "0.00", "0.00", "438807.01"),
    ],
)
def test_what_is_open_is_not_yet_due_overdue_or_in_arrears(
    sample: Path, on: str, not_due: str, overdue: str, in_arrears: str
) -> None:
    table = json.loads(isu(sample, f"report arrears --as-of {on} --year 2017 --format json"))
    summary = {line["key"]: line["amount"] for line in table["summary"]}
    assert (summary["not_due"], summary["overdue"], summary["in_arrears"]) == (not_due, overdue, in_arrears)


def test_the_status_names_the_same_day_of_the_year_before(sample: Path) -> None:
    notes = " ".join(json.loads(isu(sample, "report status --as-of 2017-01-27 --format json"))["notes"])
    then = json.loads(isu(sample, "report status --as-of 2016-01-27 --format json"))["total"]
    assert "A year before, on 27 January 2016: CHF 64.80 of CHF 450'000.00 received for 2016" in notes
    assert Decimal(then["outstanding"]) == Decimal("450000.00") - Decimal("64.80")
    first = " ".join(json.loads(isu(sample, "report status --as-of 2016-01-27 --format json"))["notes"])
    assert "A year before" not in first


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_the_annex_says_every_figure_of_the_status_the_same_each_time(
    sample: Path, tmp_path: Path, ending: str
) -> None:
    for name in ("a", "b"):
        isu(sample, f"report annex --as-of 2017-01-27 --output {tmp_path / f'{name}.{ending}'}")
    made = (tmp_path / f"a.{ending}").read_bytes()
    assert made == (tmp_path / f"b.{ending}").read_bytes()
    text = _said(made, ending)
    report = json.loads(isu(sample, "report status --as-of 2017-01-27 --format json"))
    for row in report["rows"]:
        for key in ("assessed", "received", "outstanding"):
            assert chf_text(Decimal(row[key])) in text, row["state"]
    assert chf_text(Decimal(report["total"]["outstanding"])) in text
    assert "86 letters to States Parties" in text
    assert "the annex is a .pdf or a .docx" in isu(
        sample, "report annex --as-of 2017-01-27 --output x.txt", exit_code=1
    )


def _said(made: bytes, ending: str) -> str:
    if ending == "pdf":
        return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages)
    document = Document(io.BytesIO(made))
    assert (document.core_properties.author, document.core_properties.comments) == ("ISU-CCM", "")
    texts = [paragraph.text for paragraph in document.paragraphs]
    return " ".join([*texts, *(cell.text for table in document.tables for cell in table._cells)])
