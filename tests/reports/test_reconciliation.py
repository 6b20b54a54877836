"""The reconciliation of a month: the bank beside the books, a difference of 0.00, or why none is proven."""

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ledger.books import lines as of_lines
from ledger.books.identifying import find_receipt
from ledger.books.open_books import open_books
from ledger.commands.app import app
from ledger.commands.reconciling import reconciliation_table
from reports.table import Table
from tests.helpers import Office, chf
from tests.test_bank_import import Booked, file_of, owing_office, statement, take

MONTHS = [f"2016-{month:02}" for month in range(1, 13)]
JANUARY = (date(2016, 1, 1), date(2016, 1, 31))


def read(ledger: Path, month: str, *more: str) -> Any:
    line = ["--ledger", str(ledger), "report", "reconciliation", "--month", month, "--format", "json", *more]
    done = CliRunner().invoke(app, line)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("month", MONTHS)
def test_every_month_of_the_sample_reconciles(sample: Path, month: str) -> None:
    said = read(sample / "ledger.sqlite", month)
    assert said["difference"] == "0.00"
    opening, came, went, closing = (Decimal(said[key]) for key in ("opening", "credits", "debits", "closing"))
    assert opening + came - went == closing
    assert sum(map(Decimal, said["classes_chf"].values())) == came
    shown = [row for row in said["rows"] if row["section"] == "receipts"]
    assert sum(said["classes_count"].values()) == len(shown)


def test_january_2017_is_reconciled_up_to_the_last_day_of_the_bank(sample: Path) -> None:
    said = read(sample / "ledger.sqlite", "2017-01")
    assert (said["opening"], said["credits"], said["debits"], said["closing"]) == (
        "365413.17", "106043.19", "60000.00", "411456.36",
    )  # fmt: skip
    assert (said["books"], said["difference"]) == ("619769.46", "0.00")
    assert said["classes_count"] == {
        "automatic": 15, "decided by a person": 3, "unidentified": 1, "set aside": 0, "returned": 0,
    }  # fmt: skip
    assert said["notes"][0] == "The month is not complete: the bank data run until 26 January 2017."
    by_item = {row["item"]: row for row in said["rows"]}
    assert by_item["balance before the first bank statement"]["amount"] == "185420.35"
    assert by_item["14 invoices settled in the month"]["amount"] == "44396.15"
    assert by_item["86 invoices of 2017 still open"]["amount"] == "419516.11"
    unidentified = by_item["R106 UNITED NATIONS DEVELOPMENT PROGRAMME"]
    assert (unidentified["class"], unidentified["amount"]) == ("unidentified", "138.40")
    cuba = by_item["R101 MISION PERMANENTE DE CUBA"]
    assert (cuba["class"], cuba["pays"]) == ("decided by a person", "2017 7a 251.60, 7b 48.40")


def test_what_was_decided_later_is_not_in_the_report_as_it_was_known(sample: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    shutil.copyfile(sample / "ledger.sqlite", ledger)
    done = CliRunner().invoke(app, ["--ledger", str(ledger), "identify", "R106", "MLT", "--why", "letter", "--once"])
    assert done.exit_code == 0
    assert read(ledger, "2017-01")["classes_count"]["unidentified"] == 0
    as_known = read(ledger, "2017-01", "--known-at", "2017-01-31")
    assert as_known["classes_count"]["unidentified"] == 1
    assert as_known["difference"] == "0.00"


@pytest.mark.parametrize(
    ("month", "said"),
    [("2017-03", "the bank data run until 26 January 2017"), ("2015-12", "the bank data begin on 1 January 2016")],
)
def test_a_month_without_bank_data_says_that_nothing_is_proven(sample: Path, month: str, said: str) -> None:
    found = read(sample / "ledger.sqlite", month)
    assert found["difference"] is None
    assert any(said in note for note in found["notes"])


@pytest.mark.parametrize("typed", ["2017", "2017-13", "2017-00", "January", "2017-1"])
def test_what_is_no_month_is_refused(sample: Path, typed: str) -> None:
    line = ["--ledger", str(sample / "ledger.sqlite"), "report", "reconciliation", "--month", typed]
    done = CliRunner().invoke(app, line)
    assert done.exit_code == 1
    assert "is no month; write year and month like 2017-01" in done.stderr


# Bridges between the bank and the books ----------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return owing_office(tmp_path)


TRUTH = [
    Booked(1, "500.00", "DE89370400440532013000", "A"),
    Booked(3, "80.00", "", "B"),
    Booked(5, "-20.00", "", "C", "CHARGES"),
    Booked(12, "-500.00", "DE89370400440532013000", "D", "RETURN OF YOUR CREDIT"),
]


def reconciled(office: Office, last: date) -> Table:
    return reconciliation_table(office.store, date(2016, 2, 1), last, None)


def amounts(table: Table) -> dict[object, object]:
    return {row["item"]: row["amount"] for row in table.rows if row["section"] == "books"}


def test_fees_set_aside_and_returns_are_bridged_whichever_month_they_are_in(office: Office) -> None:
    take(office, file_of(statement(TRUTH, 0, 20)))
    with open_books(office.store, at=office.at) as books:
        of_lines.set_aside(books, of_lines.find_line(books, "R2"), why="a travel refund")
        of_lines.set_aside(books, of_lines.find_line(books, "L3"), why="bank charges")
        of_lines.return_receipt(books, of_lines.find_line(books, "L4"), find_receipt(books, "R1"), why="recalled")
    for number in range(1, 21):
        table = reconciled(office, date(2016, 2, number))
        assert table.figures["difference"] == chf("0.00"), number
    whole = reconciled(office, date(2016, 2, 20))
    classes = {row["item"]: row["class"] for row in whole.rows}
    assert classes["R1"] == "returned"
    assert classes["R2"] == "set aside"
    assert [row["class"] for row in whole.rows if row["section"] == "paid out"] == [
        "fee or transfer, set aside",
        "takes back a receipt",
    ]


def test_a_gap_before_the_month_says_that_nothing_is_proven(office: Office) -> None:
    take(office, file_of(statement(TRUTH, 0, 2)))
    take(office, file_of(statement(TRUTH, 4, 20)))
    table = reconciled(office, date(2016, 2, 20))
    assert table.figures["difference"] is None
    assert any(note.startswith("NOT PROVEN") for note in table.notes)


def test_a_value_date_in_another_month_is_bridged(office: Office) -> None:
    file = file_of(statement(TRUTH[:2], 0, 20))
    (told,) = file.statements
    later, earlier = told.lines
    moved = (later._replace(value_date=date(2016, 3, 3)), earlier._replace(value_date=date(2016, 1, 28)))
    take(office, file._replace(statements=(told._replace(lines=moved),)))
    table = reconciled(office, date(2016, 2, 20))
    assert table.figures["difference"] == chf("0.00")
    bridge = amounts(table)
    assert bridge["receipts in the books, less what the bank took back"] == chf("80.00")
    assert bridge["receipts booked by the bank, with a value date after the month"] == chf("500.00")


def test_a_receipt_that_the_bank_booked_after_its_value_date_is_bridged_until_then(office: Office) -> None:
    file = file_of(statement(TRUTH[:2], 0, 20))
    (told,) = file.statements
    first, last = sorted(told.lines, key=lambda line: line.booked_on)
    assert first.booked_on < last.booked_on
    moved = (first, last._replace(value_date=first.booked_on))
    take(office, file._replace(statements=(told._replace(lines=moved),)))
    table = reconciled(office, first.booked_on)
    assert table.figures["difference"] == chf("0.00")
    bridge = amounts(table)
    assert bridge["receipts in the books, less what the bank took back"] == first.amount + last.amount
    assert bridge["receipts with a value date in the month, booked by the bank after it"] == -last.amount
