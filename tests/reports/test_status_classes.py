"""The classes of the status: every State in one of them, by number and by value, whatever it paid and holds."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from db.moments import BEGINNING
from ledger.books.keeping import enter_states
from ledger.books.open_books import open_books
from ledger.commands.app import app
from ledger.intake.office_tables import StateFacts
from reports.picture import take_picture
from reports.status import status
from reports.table import Table
from reports.writers.terminal import print_table
from tests.helpers import AT, RATES, Office, a_state, chf

ON = date(2016, 6, 30)


@pytest.fixture
def assessed(office: Office) -> Office:
    """2016 is assessed: Côte d'Ivoire CHF 3.50, Germany 2484.45, Fiji 1.17, Tunisia 10.88."""
    office.assess(2016)
    for state in RATES:
        office.know(f"ACCOUNT{state}", state)
    return office


def standing(office: Office, on: date = ON) -> Table:
    return status(take_picture(office.store.db, as_of=on))


def classes(table: Table) -> dict[str, tuple[int, Decimal]]:
    return {line.key: (line.states_count, line.amount_chf) for line in table.summary[3:]}


def test_each_state_is_in_one_class_by_number_and_by_value(assessed: Office) -> None:
    assessed.receive("3.50", date(2016, 2, 1), account="ACCOUNTCIV")
    assessed.receive("100.00", date(2016, 2, 2), account="ACCOUNTDEU")
    assessed.receive("20.00", date(2016, 2, 3), account="ACCOUNTFJI")
    table = standing(assessed)
    assert classes(table) == {
        "full": (1, chf("3.50")),
        "part": (1, chf("2384.45")),
        "none": (1, chf("10.88")),
        "in_credit": (1, chf("18.83")),
    }
    assert table.notes[0] == "2 States have paid 2016 in full; 1 of them is in credit."


def test_money_that_waits_makes_no_credit_of_a_state_that_owes(assessed: Office) -> None:
    assessed.receive("50.00", date(2016, 2, 1), account="ACCOUNTTUN", text="VOLUNTARY 7C 2018")
    table = standing(assessed)
    assert (table.total["on_account"], classes(table)["in_credit"]) == (chf("50.00"), (0, chf("0.00")))
    assert classes(table)["none"] == (4, chf("2500.00"))
    assert {line.key: line.amount_chf for line in table.summary[:3]} == {
        "owed": chf("2500.00"),
        "credits": chf("50.00"),
        "net": chf("2450.00"),
    }


def test_a_state_in_credit_need_not_be_a_party_and_one_not_assessed_is_told(assessed: Office) -> None:
    assessed.receive("7.00", date(2016, 2, 1))
    assessed.identify("R1", "BRA")
    assert classes(standing(assessed))["in_credit"] == (1, chf("7.00"))
    assert "not_assessed" not in classes(standing(assessed))
    assessed.unidentify("R1")
    with open_books(assessed.store, at=AT) as books:
        enter_states(books, [StateFacts(a_state("BRA", date(2016, 6, 1)), BEGINNING)])
    assert classes(standing(assessed, date(2016, 5, 31)))["none"] == (4, chf("2500.00"))
    assert classes(standing(assessed)) == {
        "full": (0, chf("0.00")),
        "part": (0, chf("0.00")),
        "none": (4, chf("2500.00")),
        "in_credit": (0, chf("0.00")),
        "not_assessed": (1, chf("0.00")),
    }


def test_who_owes_for_years_before_may_have_paid_the_year_in_full(assessed: Office) -> None:
    assessed.assess(2017, on=date(2017, 1, 4))
    assessed.receive("3.50", date(2017, 2, 1), account="ACCOUNTCIV", text="CCM 2017")
    table = standing(assessed, date(2017, 6, 30))
    assert classes(table)["full"] == (1, chf("3.50"))
    assert table.total["prior_years"] == chf("2500.00")


@pytest.mark.parametrize("width", [80, 200])
def test_the_four_classes_stand_on_the_screen(assessed: Office, capsys: pytest.CaptureFixture[str], width: int) -> None:
    assessed.receive("20.00", date(2016, 2, 3), account="ACCOUNTFJI")
    print_table(standing(assessed), width=width)
    said = " ".join(capsys.readouterr().out.split())
    for words in ("Paid 2016 in full, no more (assessed) 0 States CHF 0.00", "Paid 2016 in part (still open) 0 States"):
        assert words in said
    assert "Paid nothing for 2016 (open) 3 States CHF 2'498.83" in said
    assert "In credit, nothing owed (in advance) 1 State CHF 18.83" in said


def test_the_four_classes_stand_in_json_and_in_the_workbook(sample: Path, tmp_path: Path) -> None:
    for words in ("report status --format json", f"workbook --output {tmp_path / 'w.xlsx'}"):
        line = ["--ledger", str(sample / "ledger.sqlite"), *words.split(), "--as-of", "2017-01-27"]
        done = CliRunner().invoke(app, line)
        assert done.exit_code == 0, done.output
        if "json" in words:
            told = {each["key"]: each for each in json.loads(done.stdout)["summary"]}
    figures = {key: (told[key]["states_count"], told[key]["amount"]) for key in ("full", "part", "none", "in_credit")}
    assert figures == {
        "full": (11, "40869.90"),
        "part": (7, "11385.51"),
        "none": (79, "408130.60"),
        "in_credit": (3, "6296.99"),
    }
    sheet = load_workbook(tmp_path / "w.xlsx")["Summary"]
    rows = {row[0]: row[1:3] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert [rows[each["title"]][0] for each in told.values()] == [each["states_count"] for each in told.values()]
    assert rows["In credit, nothing owed (in advance)"] == (3, 6296.99)
