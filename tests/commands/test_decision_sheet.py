"""The decision sheet: exported, filled in Excel, imported; what was changed in it is refused with its row."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from db import balances
from db.readings import ReceiptReading
from db.store import open_store
from ledger.books.open_books import EVER
from ledger.commands.app import app
from tests.helpers import AT

DECISION, STATE, AMOUNT, RECEIPT = "J", "G", "C", "A"


@pytest.fixture
def ledger(months: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "ledger.sqlite"
    shutil.copyfile(months, copy)
    return copy


def isu(ledger: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--ledger", str(ledger), *words])


def exported(ledger: Path) -> Path:
    sheet = ledger.parent / "decisions.xlsx"
    done = isu(ledger, "review", "export", str(sheet))
    assert done.exit_code == 0, done.output
    return sheet


def change(sheet: Path, how: "Callable[[Any], object]") -> Path:
    """Change the sheet as a person does in Excel; gives the file saved."""
    workbook = load_workbook(sheet)
    how(workbook["Decisions"])
    workbook.save(sheet)
    return sheet


def rows(sheet: Any) -> dict[str, int]:
    return {sheet[f"{RECEIPT}{row}"].value: row for row in range(2, sheet.max_row + 1)}


def accept_all(sheet: Any) -> None:
    for row in range(2, sheet.max_row + 1):
        sheet[f"{DECISION}{row}"] = "accept" if sheet[f"{STATE}{row}"].value else "later"


def decide(receipt: str, decision: str) -> "Callable[[Any], None]":
    def how(sheet: Any) -> None:
        sheet[f"{DECISION}{rows(sheet)[receipt]}"] = decision

    return how


def receipts(ledger: Path) -> dict[str, ReceiptReading]:
    with open_store(ledger, at=AT) as store:
        return {each.label: each for each in balances.receipts(store.db, as_of=EVER)}


def test_a_sheet_that_is_filled_in_settles_the_month(ledger: Path) -> None:
    done = isu(ledger, "review", "import", str(change(exported(ledger), accept_all)))
    assert done.exit_code == 0, done.output
    assert "Taken: 18 decisions of decisions.xlsx." in done.stdout
    held = receipts(ledger)
    assert [label for label, each in held.items() if each.unidentified_chf] == ["R45"]
    assert (held["R19"].state, str(held["R24"].on_account_chf)) == ("CAN", "12.97")
    assert held["R19"].evidence.startswith("decided in decisions.xlsx, line 2: reference RF07CCM2016CA01 is Canada's")


def test_only_the_decision_can_be_filled_in_and_it_is_chosen_from_a_list(ledger: Path) -> None:
    sheet = load_workbook(exported(ledger))["Decisions"]
    assert sheet.protection.sheet
    unlocked = {cell.coordinate[:1] for row in sheet.iter_rows(min_row=2) for cell in row if not cell.protection.locked}
    assert unlocked == {DECISION}
    (offered,) = sheet.data_validations.dataValidation
    assert (offered.type, offered.formula1) == ("list", "'How to decide'!$A$1:$A$199")
    assert str(offered.sqref) == f"J2:J{sheet.max_row}"


def test_a_sorted_sheet_is_taken_rightly(ledger: Path) -> None:
    def turned_round(sheet: Any) -> None:
        accept_all(sheet)
        held = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for row, values in enumerate(reversed(held), start=2):
            for column, value in enumerate(values, start=1):
                sheet.cell(row, column).value = value

    sheet = change(exported(ledger), turned_round)
    assert isu(ledger, "review", "import", str(sheet)).exit_code == 0
    assert receipts(ledger)["R19"].state == "CAN"
    assert sum(bool(each.unidentified_chf) for each in receipts(ledger).values()) == 1


def test_a_sheet_without_a_column_is_refused(ledger: Path) -> None:
    sheet = change(exported(ledger), lambda sheet: sheet.delete_cols(3))
    done = isu(ledger, "review", "import", str(sheet))
    assert done.exit_code == 1
    assert "line 1: the columns CHF are missing" in done.stderr


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (AMOUNT, 12345.67, "its amount was changed to CHF 12'345.67; the bank booked CHF 10'000.00"),
        ("B", "2016-04-07", "its value date was changed to 2016-04-07; the bank's is 2016-04-06"),
        ("D", "SOMEBODY", "its cells were changed since the sheet was written"),
        (STATE, "DEU", "its cells were changed since the sheet was written"),
        ("H", "2016 7b 10'000.00", "its cells were changed since the sheet was written"),
        ("K", "", "its cells were changed since the sheet was written"),
        (AMOUNT, "much", "'much' is no amount"),
        (AMOUNT, 0.001, "'0.001' is no amount in CHF and rappen"),
        (RECEIPT, "R9999", "there is no such receipt"),
        (DECISION, "Atlantis", "no State is known as 'Atlantis'"),
        (DECISION, "accpt", "no State is known as 'accpt'"),
    ],
)
def test_a_changed_row_is_refused_with_its_line_and_nothing_is_taken(
    ledger: Path, column: str, value: object, said: str
) -> None:
    def changed(sheet: Any) -> None:
        accept_all(sheet)
        sheet[f"{column}{rows(sheet)['R19']}"] = value

    sheet = change(exported(ledger), changed)
    before = receipts(ledger)
    done = isu(ledger, "review", "import", str(sheet))
    assert done.exit_code == 1
    assert "1 fault, nothing was taken" in done.stderr
    assert "line 2: R" in done.stderr
    assert said in done.stderr.replace("\n", " ")
    assert receipts(ledger) == before
    each_row = isu(ledger, "review", "import", str(sheet), "--each-row")
    assert each_row.exit_code == 1
    assert "Taken: 17 decisions" in each_row.stdout
    assert receipts(ledger)["R19"].state is None
    assert receipts(ledger)["R23"].state == "FRA"


def test_a_receipt_that_stands_twice_is_refused(ledger: Path) -> None:
    def doubled(sheet: Any) -> None:
        accept_all(sheet)
        sheet.append([cell.value for cell in sheet[2]])

    done = isu(ledger, "review", "import", str(change(exported(ledger), doubled)))
    assert "R19: the receipt stands in line 2 already" in done.stderr


def test_nothing_is_accepted_where_no_state_is_proposed(ledger: Path) -> None:
    done = isu(ledger, "review", "import", str(change(exported(ledger), decide("R45", "accept"))))
    assert done.exit_code == 1
    assert "R45: no State is proposed for it, so there is nothing to accept" in done.stderr.replace("\n", " ")


def test_a_decision_for_a_receipt_that_was_settled_meanwhile_is_refused(ledger: Path) -> None:
    sheet = change(exported(ledger), decide("R24", "accept"))
    assert isu(ledger, "identify", "R24", "Germany", "--why", "note verbale", "--once").exit_code == 0
    done = isu(ledger, "review", "import", str(sheet))
    assert done.exit_code == 1
    assert "R24: it was settled meanwhile: it is DEU's now (note verbale)" in done.stderr


def test_a_proposal_that_has_changed_since_is_refused(ledger: Path) -> None:
    sheet = change(exported(ledger), decide("R43", "accept"))
    assert isu(ledger, "identify", "R19", "Canada", "--why", "note verbale", "--once").exit_code == 0
    before = receipts(ledger)
    done = isu(ledger, "review", "import", str(sheet))
    assert done.exit_code == 1
    said = done.stderr.replace("\n", " ")
    assert "R43: what is proposed has changed since the sheet was written: now CAN, 2016" in said
    assert "write the sheet anew with `isu review export`" in said
    assert receipts(ledger) == before


def test_a_receipt_that_became_certain_meanwhile_is_left_to_the_match(ledger: Path) -> None:
    sheet = change(exported(ledger), decide("R62", "accept"))
    assert isu(ledger, "identify", "R23", "France", "--why", "note verbale", "--once").exit_code == 0
    done = isu(ledger, "review", "import", str(sheet))
    assert done.exit_code == 1
    said = done.stderr.replace("\n", " ")
    assert "R62: whose it is has become certain since the sheet was written; `isu match` books it" in said
    assert isu(ledger, "match").exit_code == 0
    assert receipts(ledger)["R62"].state == "FRA"


def test_another_state_and_setting_aside_are_taken(ledger: Path) -> None:
    def chosen(sheet: Any) -> None:
        decide("R45", "CIV Côte d'Ivoire")(sheet)
        decide("R24", "set aside")(sheet)
        decide("R48", "Guatemala")(sheet)

    sheet = change(exported(ledger), chosen)
    rehearsed = isu(ledger, "review", "import", str(sheet), "--dry-run")
    assert "Nothing was kept" in rehearsed.stdout
    assert receipts(ledger)["R45"].state is None
    assert isu(ledger, "review", "import", str(sheet)).exit_code == 0
    held = receipts(ledger)
    assert (held["R45"].state, held["R48"].state) == ("CIV", "GTM")
    assert held["R24"].set_aside_chf == held["R24"].amount_chf
    again = isu(ledger, "review", "import", str(sheet))
    assert "3 faults, nothing was taken" in again.stderr


def test_a_sheet_without_any_decision_changes_nothing(ledger: Path) -> None:
    before = receipts(ledger)
    done = isu(ledger, "review", "import", str(exported(ledger)))
    assert "Taken: 0 decisions" in done.stdout
    assert receipts(ledger) == before
