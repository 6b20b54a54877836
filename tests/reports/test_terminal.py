"""The screen: no amount is cut at any width, what is left out is named, and bank text is only text."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from db.moments import long_date
from db.store import open_store
from reports.arrears import arrears
from reports.picture import take_picture
from reports.prepaid import prepaid
from reports.status import status
from reports.table import Cell, Column, Heading, Kind, Table
from reports.writers.cells import printable, shown
from reports.writers.screen import PLAIN
from reports.writers.terminal import print_table
from tests.helpers import AT, chf
from tests.reports.test_workbook import hostile_table

LETTERS_ON = AT.date().replace(year=2017, day=27)


@pytest.mark.parametrize("build", [status, arrears, prepaid])
@pytest.mark.parametrize("width", [40, 72, 80, 100, 120, 200])
def test_no_amount_is_cut_and_what_is_left_out_is_named(
    sample: Path, capsys: pytest.CaptureFixture[str], build: object, width: int
) -> None:
    with open_store(sample / "ledger.sqlite", at=AT) as store:
        table = build(take_picture(store.db, as_of=LETTERS_ON))  # type: ignore[operator]
    print_table(table, width=width)
    printed = capsys.readouterr().out
    assert width < 80 or max(map(len, printed.splitlines())) <= width
    flat = " ".join(printed.split())
    left_out = flat.partition("Left out on this narrow screen: ")[2].partition(". Widen")[0].split(", ")
    for column in table.columns:
        if column.title in left_out:
            assert column.spare
        elif column.kind is Kind.CHF:
            words = set(flat.split())
            assert {shown(row[column.key], column) for row in table.rows} - {""} <= words
    assert "…" not in flat


def test_a_wide_screen_leaves_nothing_out(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(sample / "ledger.sqlite", at=AT) as store:
        print_table(status(take_picture(store.db, as_of=LETTERS_ON)), width=220)
    printed = capsys.readouterr().out
    assert "Left out" not in printed
    assert "United Kingdom of Great Britain and Northern Ireland" in printed


@pytest.mark.parametrize("build", [status, arrears, prepaid])
def test_a_screen_reader_gets_every_cell_with_its_heading_a_row_a_line(
    sample: Path, capsys: pytest.CaptureFixture[str], build: object
) -> None:
    with open_store(sample / "ledger.sqlite", at=AT) as store:
        table = build(take_picture(store.db, as_of=LETTERS_ON))  # type: ignore[operator]
    token = PLAIN.set(True)
    try:
        print_table(table, width=80)
    finally:
        PLAIN.reset(token)
    printed = capsys.readouterr().out.splitlines()
    assert not any("  " in line or "─" in line or "\x1b" in line for line in printed)
    for row, line in zip(table.rows, printed[3:], strict=False):
        cells = {column.title: shown(row[column.key], column) for column in table.columns}
        assert line == "; ".join(f"{title}: {cell}" for title, cell in cells.items() if cell) + "."
    assert any(line.startswith(f"Total of {len(table.rows)} rows: ") for line in printed)


def test_a_terminal_that_can_do_nothing_else_is_written_to_like_a_screen_reader(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    print_table(hostile_table())
    assert "─" not in capsys.readouterr().out


def test_in_a_pipe_sentences_are_set_below_each_other_and_no_line_ends_in_blanks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sentence = "the payer names no State and there is no reference of ours " * 9
    columns = (Column("receipt", "Receipt"), Column("why", "Evidence"), Column("chf", "Amount", Kind.CHF))
    row: dict[str, Cell] = {"receipt": "R1", "why": sentence, "chf": chf("1234.50")}
    print_table(Table("x", "Matching", Heading("ISU", "", LETTERS_ON, None, None), columns, (row,), {}))
    printed = capsys.readouterr().out.splitlines()
    assert all(line == line.rstrip() and len(line) <= 90 for line in printed[1:])
    assert "1'234.50" in "".join(printed)
    assert " ".join(sentence.split()) in " ".join(" ".join(printed).replace("1'234.50", "").split())


def test_letters_that_take_two_places_or_none_push_no_amount_out_of_its_column(
    capsys: pytest.CaptureFixture[str],
) -> None:
    columns = (Column("payer", "Payer"), Column("chf", "Amount", Kind.CHF))
    payers = ("日本国外務省", "MINISTÈRE", "MINISTE" + chr(0x300) + "RE", "A")
    rows: tuple[dict[str, Cell], ...] = tuple({"payer": payer, "chf": chf("1234.50")} for payer in payers)
    print_table(Table("x", "Receipts", Heading("ISU", "", LETTERS_ON, None, None), columns, rows, {}))
    printed = [line for line in capsys.readouterr().out.splitlines() if "1'234.50" in line]
    assert [cell_len(line) for line in printed] == [cell_len(printed[0])] * len(payers)
    assert printed[0].index("1") == len(" 日本国外務省  ")


def test_a_total_stands_below_its_column_and_is_bold_on_a_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = (Column("state", "State\n(code)"), Column("chf", "Amount", Kind.CHF))
    rows: tuple[dict[str, Cell], ...] = ({"state": "FJI", "chf": chf("1.00")}, {"state": "CIV", "chf": chf("1000.00")})
    heading = Heading("ISU", "", LETTERS_ON, None, None)
    print_table(Table("x", "Owed", heading, columns, rows, {"chf": chf("1001.00")}))
    printed = capsys.readouterr().out.splitlines()
    assert printed[3:] == [
        " State",
        " (code)    Amount",
        " ────────────────",
        " FJI         1.00",
        " CIV     1'000.00",
        "",
        " 2 rows  1'001.00",
        "",
    ]
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    print_table(Table("x", "Owed", heading, columns, rows, {"chf": chf("1001.00")}), width=80)
    bold = [line for line in capsys.readouterr().out.splitlines() if line.startswith(chr(27) + "[1m")]
    assert [line[4:].split(chr(27))[0].split()[0] for line in bold] == ["ISU:", "State", "(code)", "2"]


def test_what_a_bank_wrote_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(hostile_table(), width=100)
    printed = capsys.readouterr().out
    assert "\x1b[2J" not in printed
    assert "\u202e" not in printed
    assert "[red]" in printed


def test_an_empty_report_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    heading = Heading("ISU", "", LETTERS_ON, None, None)
    print_table(Table("x", "Nothing", heading, (Column("a", "A", Kind.CHF),), (), {"a": chf("0.00")}), width=80)
    assert "(nothing to show)" in capsys.readouterr().out
    assert long_date(LETTERS_ON) == "27 January 2017"


def test_accents_and_ends_of_lines_are_printed_and_other_control_characters_are_not() -> None:
    assert printable("Côte d’Ivoire\r\n\x00\r") == "Côte d’Ivoire\n��"
