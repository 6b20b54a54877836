"""The President's workbook, compared by cells: what is written, that it foots, and that no text is a formula."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from ledger.commands.app import app
from reports.table import Column, Heading, Kind, Table
from reports.writers.csv_text import csv_text
from reports.writers.workbook import FileNotWritten, Sheet, write_workbook
from tests.helpers import AT, chf

SHEETS = [
    "Summary",
    "Status",
    "Arrears by year",
    "Paid in advance",
    "Receipts since",
    "Letters",
    "Outreach (confidential)",
    "Voluntary",
    "Budget cover",
    "Collection",
    "Checks and notes",
    "How these figures were made",
]
REPORTS = {
    "Outreach (confidential)": ("report", "outreach"),
    "Voluntary": ("report", "voluntary"),
    "Budget cover": ("report", "cover"),
    "Collection": ("report", "curve"),
    "Status": ("report", "status"),
    "Arrears by year": ("report", "arrears"),
    "Paid in advance": ("report", "prepaid"),
}


@pytest.fixture(scope="module")
def books(sample: Path) -> tuple[Any, Any]:
    path = sample / "isu-2017-01-27.xlsx"
    return load_workbook(path), load_workbook(path, data_only=True)


HEADERS = ("Code", "Identity", "Rank", "Line", "By the end of", "Receipt", "About")
NO_TOTAL = {"Collection", "How these figures were made", "Checks and notes", "Summary"}


def exact(cell: Any) -> Decimal:
    return Decimal(repr(cell)).quantize(Decimal("0.01"))


def header_row(sheet: Any) -> int:
    return next(row for row in range(1, 10) if sheet.cell(row, 1).value in HEADERS)


def test_the_workbook_has_its_sheets_and_says_what_it_is(books: tuple[Any, Any]) -> None:
    formulas, _ = books
    assert formulas.sheetnames == SHEETS
    for name in SHEETS:
        sheet = formulas[name]
        assert "As of 27 January 2017" in sheet["A2"].value
        assert sheet["A3"].value == "(sample data: who paid is invented)"
        is_marked = sheet.oddHeader.center.text == "&BCONFIDENTIAL"
        assert is_marked == (name == "Outreach (confidential)") == (sheet.sheet_properties.tabColor is not None)
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == (None if name == "Summary" else 0)  # not said: one page
    about = formulas.properties
    assert about.title == "ISU-CCM: Update on finances, 2017"
    assert about.subject.startswith("As of 27 January 2017, bank data until 26 January 2017. Amounts in CHF. Books of ")
    assert (about.creator, about.contentStatus) == ("ISU-CCM", "CONFIDENTIAL")
    assert about.created.date().isoformat() == "2017-01-27"


@pytest.mark.parametrize("name", REPORTS)
def test_a_sheet_holds_the_rows_and_totals_of_its_report(books: tuple[Any, Any], sample: Path, name: str) -> None:
    ledger = str(sample / "ledger.sqlite")
    arguments = ["--ledger", ledger, *REPORTS[name], "--as-of", "2017-01-27", "--format", "json"]
    report = json.loads(CliRunner().invoke(app, arguments).stdout)
    sheet = books[1][name]
    first = header_row(sheet) + 1
    for offset, row in enumerate(report["rows"]):
        for number, column in enumerate(report["columns"], start=1):
            cell = sheet.cell(first + offset, number).value
            if column["kind"] == "chf":
                value = row[column["key"]]
                assert (None if cell is None else exact(cell)) == (None if value is None else Decimal(value))
    total = first + len(report["rows"])
    for number, column in enumerate(report["columns"], start=1):
        if column["key"] in report["total"]:
            assert exact(sheet.cell(total, number).value) == Decimal(report["total"][column["key"]])


@pytest.mark.parametrize("name", ["Summary", *sorted({*SHEETS} - NO_TOTAL)])
def test_every_sum_is_a_formula_whose_stored_result_is_the_sum_of_its_cells(books: tuple[Any, Any], name: str) -> None:
    formulas, values = books[0][name], books[1][name]
    found = 0
    for row in formulas.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                found += 1
                match = re.fullmatch(r"=SUM\(([A-Z]+\d+):([A-Z]+\d+)\)", cell.value)
                assert match, cell.value
                cells = [each.value for line in values[f"{match[1]}:{match[2]}"] for each in line]
                assert sum(map(exact, cells)) == exact(values[cell.coordinate].value)
    assert found >= 1


def test_the_summary_says_the_five_figures(books: tuple[Any, Any]) -> None:
    text = "\n".join(
        str(cell.value) for row in books[1]["Summary"].iter_rows() for cell in row if cell.value is not None
    )
    for part in (
        "86 letters",
        "14 States Parties",
        "17'836.27",
        "26'559.88",
        "75'411.08",
        "119'807.23",
        "= 100 States",
    ):
        assert part in text


def test_the_summary_draws_four_charts_from_the_cells_of_the_sheets(books: tuple[Any, Any]) -> None:
    drawn = books[0]["Summary"]._charts
    found = [
        (type(chart).__name__, [(str(each.cat.strRef.f), str(each.val.numRef.f)) for each in chart.series])
        for chart in drawn
    ]
    assert [kind for kind, _ in found] == ["BarChart", "BarChart", "LineChart", "BarChart"]
    labels = [[_cells(books[1], name) for name, _ in series] for _, series in found]
    values = [[_cells(books[1], amounts) for _, amounts in series] for _, series in found]
    assert labels[0] == [["7a", "7b", "7c"]]
    assert values[0] == [[25850.03, 27113.86, 75411.08]]
    assert labels[1][0][:2] == ["African States", "Asia-Pacific States"]
    assert sum(map(exact, values[1][0])) == chf("438807.01")
    assert labels[2][0][:2] == ["the year before", "January"]
    assert [len([each for each in line if each is not None]) for line in values[2]] == [14, 2]
    assert labels[3] == [["2016", "2017 (current)"]]
    assert list(map(exact, values[3][0])) == [chf("19290.90"), chf("419516.11")]


def _cells(book: Any, reference: str) -> list[Any]:
    name, _, cells = reference.rpartition("!")
    area = book[name.strip("'")][cells.replace("$", "")]
    return [cell.value for row in area for cell in (row if isinstance(row, tuple) else (row,))]


def test_the_last_sheet_tells_how_the_figures_were_made(books: tuple[Any, Any]) -> None:
    sheet = books[1]["How these figures were made"]
    found = {(row[0], row[1]): row[2:] for row in sheet.iter_rows(min_row=6, values_only=True)}
    about = [name for name, _ in found]
    assert about[0] == "Books"
    assert next(iter(found.values()))[0] == 805
    assert found["Bank data", "until 26 January 2017"]
    assert found["Control totals", "Owed, all years"] == (86, 438807.01)
    assert found["Control totals", "Receipts not identified, counted for no State"] == (2, 388.4)
    assert found["Decisions", "2017 assessed on 3 January 2017: sample: budget 2017; charged"] == (None, 472480)
    for needed in ("Split 7a", "Split 7b", "Membership", "What money pays", "Due dates", "Letters", "Program"):
        assert needed in about


def test_the_public_workbook_names_no_payer_and_no_next_step(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "public.xlsx"
    line = ["--ledger", str(sample / "ledger.sqlite"), "workbook", "--as-of", "2017-01-27", "--public", "--output"]
    assert CliRunner().invoke(app, [*line, str(path)]).exit_code == 0
    book = load_workbook(path, data_only=True)
    assert book.sheetnames == [name for name in SHEETS if name != "Outreach (confidential)"]
    assert not book.properties.contentStatus
    said = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any("UTRIKESDEPARTEMENTET" in text or "CONFIDENTIAL" in text for text in said)
    assert book["Receipts since"]["A1"].value == "ISU-CCM: Receipts booked from 1 January 2017 to 26 January 2017"


@pytest.mark.parametrize(("report", "is_marked"), [("outreach", True), ("status", False)])
def test_a_confidential_report_is_marked_in_a_file_of_its_own_too(
    sample: Path, tmp_path: Path, report: str, is_marked: bool
) -> None:
    line = ["--ledger", str(sample / "ledger.sqlite"), "report", report, "--as-of", "2017-01-27", "--output"]
    for name in ("own.xlsx", "own.html"):
        assert CliRunner().invoke(app, [*line, str(tmp_path / name)]).exit_code == 0
    book = load_workbook(tmp_path / "own.xlsx")
    sheet: Any = book.worksheets[0]
    marks = (book.properties.contentStatus or "", sheet.oddHeader.center.text or "", sheet["A4"].value or "")
    assert all("CONFIDENTIAL" in mark for mark in marks) == is_marked == any("CONFIDENTIAL" in mark for mark in marks)
    assert ("CONFIDENTIAL: not for the public." in (tmp_path / "own.html").read_text("utf-8")) == is_marked


def test_the_same_books_give_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    arguments = ["--ledger", str(sample / "ledger.sqlite"), "workbook", "--as-of", "2017-01-27", "--output"]
    for name in ("a.xlsx", "b.xlsx"):
        assert CliRunner().invoke(app, [*arguments, str(tmp_path / name)]).exit_code == 0
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert (tmp_path / "a.xlsx").read_bytes() == (sample / "isu-2017-01-27.xlsx").read_bytes()


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    '=HYPERLINK("http://x")',
    "\x1b[2J",
    "\u202eabc",
    "[red]x[/red]",
    "a\x00b",
]


def hostile_table() -> Table:
    heading = Heading("=cmd", "+notice", AT.date(), None, None)
    return Table(
        name="hostile",
        title="@title",
        heading=heading,
        columns=(Column("name", "Name"), Column("amount", "Amount", Kind.CHF)),
        rows=tuple({"name": text, "amount": chf("-1.00")} for text in HOSTILE),
        total={"amount": chf("-10.00")},
        notes=("=note",),
    )


def test_no_text_becomes_a_formula_in_a_workbook(tmp_path: Path) -> None:
    write_workbook(tmp_path / "x.xlsx", [Sheet("Sheet", hostile_table())])
    cells = [cell for row in load_workbook(tmp_path / "x.xlsx")["Sheet"].iter_rows() for cell in row]
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    assert formulas == [f"=SUM(B6:B{5 + len(HOSTILE)})"]
    assert "=1+1" in [cell.value for cell in cells if cell.data_type == "s"]


def test_no_text_starts_a_formula_in_csv_and_amounts_stay_plain() -> None:
    lines = csv_text(hostile_table()).splitlines()
    assert lines[1] == "'=1+1,-1.00"
    assert not any(line.startswith(("=", "+", "@", "\t")) for line in lines)


def test_a_file_that_cannot_be_written_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "taken.xlsx").mkdir()
    with pytest.raises(FileNotWritten, match="was not written"):
        write_workbook(tmp_path / "taken.xlsx", [Sheet("Sheet", hostile_table())])
    assert [path.name for path in tmp_path.iterdir()] == ["taken.xlsx"]
