"""What is read from the office's own tables, as CSV and as Excel, and how faults are told: all at once, by line."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from db.errors import Faults, LedgerError
from db.moments import BEGINNING
from db.readings import MissionReading, PayerAccountReading
from db.vocabulary import Key, Obligation
from ledger.intake.office_tables import (
    YearNotInFile,
    budget_of_year,
    one_line_budget,
    read_budgets,
    read_missions,
    read_payer_accounts,
    read_rates,
    read_states,
)
from ledger.intake.sheets import MissingFile, UnreadableSheet, read_rows

SAMPLE = Path(__file__).parents[2] / "sample_data"
KNOWN = ("CIV", "DEU", "FJI", "TUN")
MEND = "mend these lines and import the file again"
Reader = Callable[[Path, Collection[str]], object]
Cell = str | int | float | date | None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def csv(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """Write a CSV file of these lines, the header first."""
    path = folder / "table.csv"
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


def xlsx(folder: Path, *rows: Sequence[Cell]) -> Path:
    """Write an Excel file of these rows, the header first."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    path = folder / "table.xlsx"
    book.save(path)
    book.close()
    return path


def cells(path: Path, required: Iterable[str] = ("a",)) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read_rows(path, required)]


def faults_of(refused: Callable[[], object]) -> list[str]:
    """Give the faults that are told of a file, one a line, without the heading."""
    with pytest.raises(Faults) as told:
        refused()
    heading, *faults = str(told.value).splitlines()
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    assert heading == f"table.csv: {count}, nothing was taken; {MEND}"
    return [fault.removeprefix("  ") for fault in faults]


# Cells ----------------------------------------------------------------------------------------------------------------


TEXTS = ("NA", "NaN", "null", "None", "007", "0.10", "1e3", "TRUE", "-", "Côte d'Ivoire", "=1+1", "#N/A")


@pytest.mark.parametrize("text", TEXTS)
def test_a_csv_cell_stays_the_text_that_it_is(folder: Path, text: str) -> None:
    assert cells(csv(folder, "a,b", f"{text},x")) == [{"a": text, "b": "x"}]


@pytest.mark.parametrize("text", [text for text in TEXTS if not text.startswith(("=", "#"))])
def test_an_excel_text_stays_the_text_that_it_is(folder: Path, text: str) -> None:
    assert cells(xlsx(folder, ("a", "b"), (text, "x"))) == [{"a": text, "b": "x"}]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (189820.0, "189820"),
        (189820.5, "189820.5"),
        (0.1, "0.1"),
        (date(2017, 1, 27), "2017-01-27 00:00:00"),
        (None, ""),
    ],
)
def test_excel_numbers_and_days_become_plain_text(folder: Path, value: Cell, text: str) -> None:
    assert cells(xlsx(folder, ("a", "b"), (value, "x"))) == [{"a": text, "b": "x"}]


def test_blanks_around_a_cell_and_a_column_are_cut_off(folder: Path) -> None:
    assert cells(csv(folder, " a , b", "  x  , y z ")) == [{"a": "x", "b": "y z"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_is_no_part_of_the_first_column(folder: Path, encoding: str) -> None:
    assert cells(csv(folder, "a,b", "é,x", encoding=encoding)) == [{"a": "é", "b": "x"}]


def test_columns_come_in_any_order_and_further_ones_are_carried_along(folder: Path) -> None:
    assert cells(csv(folder, "b,remark,a", "2,seen,1"), ("a", "b")) == [{"a": "1", "b": "2", "remark": "seen"}]


def test_a_column_that_is_not_there_is_empty(folder: Path) -> None:
    (row,) = read_rows(csv(folder, "a", "1"), ("a",))
    assert (row["a"], row["b"]) == ("1", "")


def test_a_quoted_cell_keeps_its_commas_and_quotes(folder: Path) -> None:
    assert cells(csv(folder, "a,b", '"1,2 ""3""",x')) == [{"a": '1,2 "3"', "b": "x"}]


def test_a_short_row_is_filled_with_empty_cells(folder: Path) -> None:
    assert cells(csv(folder, "a,b,c", "1", "2,3")) == [{"a": "1", "b": "", "c": ""}, {"a": "2", "b": "3", "c": ""}]


def test_blank_lines_of_a_csv_file_are_left_out_and_keep_the_line_numbers(folder: Path) -> None:
    found = read_rows(csv(folder, "a,b", "", "1,2", "", ",", "3,4", ""), ("a",))
    assert [(row.line, row["a"]) for row in found] == [(3, "1"), (6, "3")]


def test_blank_rows_of_an_excel_file_are_left_out_and_keep_the_line_numbers(folder: Path) -> None:
    found = read_rows(xlsx(folder, ("a", "b"), (), ("1", "2"), (" ", None), ("3", "4")), ("a",))
    assert [(row.line, row["a"]) for row in found] == [(3, "1"), (5, "3")]


# What is no table -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("a;b", "1;2"), "line 1: the columns a, b are missing (found: a;b)"),
        (("a", "1"), "line 1: the columns b are missing (found: a)"),
        (("A,B", "1,2"), "line 1: the columns a, b are missing (found: A, B)"),
        ((",", "1,2"), "line 1: the columns a, b are missing (found: none)"),
        (("a,b,a", "1,2,3"), "line 1: the columns a stand there twice"),
        (("b,a,x,b,a,x", "1,2,3,4,5,6"), "line 1: the columns a, b, x stand there twice"),
        (("a,b",), "line 2: there is no row below the header"),
        (("a,b", "", ",", " , "), "line 2: there is no row below the header"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_wrong_header_and_a_table_without_rows_are_refused(
    folder: Path, lines: tuple[str, ...], told: str, ending: str
) -> None:
    path = csv(folder, *lines) if ending == "csv" else xlsx(folder, *(line.split(",") for line in lines))
    with pytest.raises(Faults) as refused:
        read_rows(path, ("a", "b"))
    assert str(refused.value).startswith(f"table.{ending}: 1 fault, nothing was taken; ")
    assert str(refused.value).endswith(f"\n  {told}")


GARBAGE = {
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(32),
    "an old Excel file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "random bytes": bytes(range(255, -1, -1)) * 8,
}


@pytest.mark.parametrize("name", ["table.csv", "table.xlsx", "table.XLSX", "table.xlsm", "table.txt"])
@pytest.mark.parametrize("content", GARBAGE.values(), ids=GARBAGE)
def test_a_file_of_another_kind_is_refused_under_any_ending(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(UnreadableSheet, match=r"cannot be read as a table \(.+\); save it as CSV") as refused:
        read_rows(path, ("a",))
    assert str(refused.value).startswith(str(path))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("table.csv", "a,b\né,2\n".encode("latin-1")),
        ("table.csv", "a,b\n1,2\n".encode("utf-16")),
        ("table.csv", b"a,b\n1,2\n3,4,5\n"),
        ("table.csv", b"a,b\n1,2,3\n"),
        ("table.csv", b'a,b\n"1,2\n3,4\n'),
        ("table.csv", b"\n\n\n"),
        ("table.xlsx", b"a,b\n1,2\n"),
        ("table.xlsx", b"PK\x03\x04" + bytes(64)),
    ],
)
def test_another_encoding_ragged_rows_and_a_renamed_file_are_refused(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(UnreadableSheet, match="save it as CSV"):
        read_rows(path, ("a",))


@pytest.mark.parametrize("kept", [10, 1000, -10])
def test_an_excel_file_cut_short_is_refused(folder: Path, kept: int) -> None:
    path = xlsx(folder, ("a",), ("1",))
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(UnreadableSheet):
        read_rows(path, ("a",))


@pytest.mark.parametrize("name", ["missing.csv", "missing.xlsx", "no folder/table.csv", "."])
def test_a_file_that_is_not_there_is_refused_by_its_name(folder: Path, name: str) -> None:
    with pytest.raises(MissingFile, match=r"there is no file .*; check the name and the folder") as refused:
        read_rows(folder / name, ("a",))
    assert str(folder / name) in str(refused.value)


# Not yet refused, reported: an .xlsx without any cell, an .xlsx that is damaged inside its archive (both end in a
# traceback), an Excel error such as #REF! in a cell (it is read as empty).


# States ---------------------------------------------------------------------------------------------------------------


def states_csv(folder: Path, *lines: str) -> Path:
    return csv(folder, "state,iso2,name_en,language,party_from,party_until,valid_from,other_names", *lines)


def test_states_are_read_with_names_membership_and_the_day_they_hold_from(folder: Path) -> None:
    path = states_csv(
        folder, "NAM,NA,Namibia,en,2018-09-01,,,", "CIV,CI,Côte d'Ivoire,fr,2012-09-01,2020-01-01,2017-05-01, A ;; B "
    )
    namibia, ivory_coast = read_states(path)
    assert (namibia.state.iso3, namibia.state.iso2, namibia.state.name_en) == ("NAM", "NA", "Namibia")
    assert (namibia.state.party_from, namibia.state.party_until) == (date(2018, 9, 1), None)
    assert (namibia.valid_from, namibia.state.other_names) == (BEGINNING, ())
    assert (ivory_coast.state.party_from, ivory_coast.state.party_until) == (date(2012, 9, 1), date(2020, 1, 1))
    assert (ivory_coast.valid_from, ivory_coast.state.language) == (date(2017, 5, 1), "fr")
    assert ivory_coast.state.other_names == ("A", "B")


def test_a_state_may_stand_twice_under_names_of_different_days(folder: Path) -> None:
    found = read_states(states_csv(folder, "SWZ,SZ,Swaziland,en,,,,", "SWZ,SZ,Eswatini,en,,,2018-04-19,"))
    assert [(facts.state.name_en, facts.valid_from) for facts in found] == [
        ("Swaziland", BEGINNING),
        ("Eswatini", date(2018, 4, 19)),
    ]


@pytest.mark.parametrize("party_until", ["2010-08-01", "2010-08-02"])
def test_a_state_may_leave_on_the_day_it_is_a_party_or_later(folder: Path, party_until: str) -> None:
    (facts,) = read_states(states_csv(folder, f"DEU,DE,Germany,en,2010-08-01,{party_until},,"))
    assert facts.state.party_until == date.fromisoformat(party_until)


def test_a_day_of_excel_is_a_day(folder: Path) -> None:
    path = xlsx(folder, ("state", "iso2", "name_en", "party_from"), ("FJI", "FJ", "Fiji", date(2010, 11, 1)))
    assert [facts.state.party_from for facts in read_states(path)] == [date(2010, 11, 1)]


STATE_FAULTS = {
    "DE,DE,Germany,en,,,,": "state: 'DE' is no code of three capitals, like CIV",
    "deu,DE,Germany,en,,,,": "state: 'deu' is no code of three capitals, like CIV",
    ",DE,Germany,en,,,,": "state: '' is no code of three capitals, like CIV",
    "D3U,DE,Germany,en,,,,": "state: 'D3U' is no code of three capitals, like CIV",
    "DEU,D,Germany,en,,,,": "iso2: 'D' is no code of two capitals, like CI",
    "DEU,DE,,en,,,,": "name_en: it is empty",
    "DEU,DE,Germany,de,,,,": "language: 'de' is no language of correspondence; write en, fr or es",
    "DEU,DE,Germany,en,1.8.2010,,,": "party_from: '1.8.2010' is no date; write it like 2017-01-27",
    "DEU,DE,Germany,en,2010-02-30,,,": "party_from: '2010-02-30' is no date; write it like 2017-01-27",
    "DEU,DE,Germany,en,2010-08-01 12:00:00,,,": "party_from: '2010-08-01 12:00:00' is no date",
    "DEU,DE,Germany,en,20100801,,,": "party_from: '20100801' is no date",
    "DEU,DE,Germany,en,,,soon,": "valid_from: 'soon' is no date",
    "DEU,DE,Germany,en,2010-08-01,2010-07-31,,": "party_until: 2010-07-31 is before the State is a party",
    "DEU,DE,Germany,en,,2010-07-31,,": "party_until: 2010-07-31 is before the State is a party",
    "FJI,FJ,Fiji,en,,,,": "FJI stands in the file twice",
}


@pytest.mark.parametrize(("line", "told"), STATE_FAULTS.items())
def test_a_faulty_state_is_told_with_its_line(folder: Path, line: str, told: str) -> None:
    path = states_csv(folder, "FJI,FJ,Fiji,en,2010-11-01,,,", "", line)
    (fault,) = faults_of(lambda: read_states(path))
    assert fault.startswith(f"line 4: {told}")


def test_all_faults_of_a_file_of_states_are_told_at_once(folder: Path) -> None:
    path = states_csv(folder, "D,d,,xx,x,y,z,", "FJI,FJ,Fiji,en,,,,", "TUN,T,Tunisia,en,,,,", "FJI,FJ,Fiji,en,,,,")
    assert [fault.split(":")[:2] for fault in faults_of(lambda: read_states(path))] == [
        ["line 2", " state"],
        ["line 2", " iso2"],
        ["line 2", " name_en"],
        ["line 2", " language"],
        ["line 2", " party_from"],
        ["line 2", " party_until"],
        ["line 2", " valid_from"],
        ["line 4", " iso2"],
        ["line 5", " FJI stands in the file twice"],
    ]


@pytest.mark.parametrize(("faults_count", "shown", "more"), [(19, 19, ""), (20, 20, ""), (21, 20, "  … and 1 more")])
def test_of_many_faults_twenty_are_shown_and_the_others_counted(
    folder: Path, faults_count: int, shown: int, more: str
) -> None:
    path = states_csv(folder, *("XX,XX,Nowhere,en,,,,",) * faults_count)
    with pytest.raises(Faults) as refused:
        read_states(path)
    heading, *faults = str(refused.value).splitlines()
    assert heading.startswith(f"table.csv: {faults_count} faults, nothing was taken")
    assert [fault for fault in faults if fault.startswith("  line")] == faults[:shown]
    assert faults[shown:] == ([more] if more else [])


# Rates ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "rate"), [("0.010", "0.010"), ("0", "0"), ("22", "22"), ("100", "100"), ("0.0000000001", "1E-10")]
)
def test_a_rate_is_exact(folder: Path, written: str, rate: str) -> None:
    assert str(read_rates(csv(folder, "state,rate", f"FJI,{written}"), KNOWN)["FJI"]) == rate


def test_rates_of_an_excel_file_are_exact(folder: Path) -> None:
    path = xlsx(folder, ("state", "rate"), ("FJI", 0.003), ("DEU", 6.389), ("TUN", "0.028"))
    expected = {"FJI": Decimal("0.003"), "DEU": Decimal("6.389"), "TUN": Decimal("0.028")}
    assert read_rates(path, KNOWN) == expected


RATE_FAULTS = {
    "XYZ,1": "state: XYZ is not among the ledger's States; `isu states import` brings it in",
    "Fiji,1": "state: 'Fiji' is no code of three capitals, like CIV",
    "FJI,0.003": "FJI stands in the file twice",
    "DEU,": "rate: '' is no rate; write the percentage like 0.010",
    "DEU,much": "rate: 'much' is no rate",
    "DEU,-0.003": "rate: '-0.003' is no rate",
    "DEU,+1": "rate: '+1' is no rate",
    "DEU,1e-3": "rate: '1e-3' is no rate",
    "DEU,NaN": "rate: 'NaN' is no rate",
    "DEU,.5": "rate: '.5' is no rate",
    "DEU,6.": "rate: '6.' is no rate",
    "DEU,6.3.8": "rate: '6.3.8' is no rate",
    'DEU,"6,389"': "rate: '6,389' is no rate",
    "DEU,6.389%": "rate: '6.389%' is no rate",
    "DEU,100.001": "rate: '100.001' is more than 100 percent",
    "DEU,638900": "rate: '638900' is more than 100 percent",
}


@pytest.mark.parametrize(("line", "told"), RATE_FAULTS.items())
def test_a_faulty_rate_is_told_with_its_line(folder: Path, line: str, told: str) -> None:
    path = csv(folder, "state,rate", "FJI,0.003", line)
    (fault,) = faults_of(lambda: read_rates(path, KNOWN))
    assert fault.startswith(f"line 3: {told}")


# Budgets --------------------------------------------------------------------------------------------------------------


def budgets_csv(folder: Path, *lines: str) -> Path:
    return csv(folder, "year,line,title,amount_chf,key,decision,decided_on", *lines)


def test_budgets_are_read_by_year_with_their_lines_in_order(folder: Path) -> None:
    path = budgets_csv(
        folder,
        "2017,7a,Core,189820.00,un_scale,MSP6,2016-09-07",
        "2016,7a,,1'000.5,equal,MSP5,2015-09-11",
        "2017,7c,,0,voluntary,MSP6,2016-09-07",
    )
    found = read_budgets(path)
    assert list(found) == [2017, 2016]
    assert (found[2017].decision, found[2017].decided_on) == ("MSP6", date(2016, 9, 7))
    first, second = found[2017].lines
    assert (first.code, first.title, first.amount_chf) == ("7a", "Core", Decimal("189820.00"))
    assert (first.key, first.obligation) == (Key.UN_SCALE, Obligation.ASSESSED)
    assert (second.key, second.obligation, second.title) == (Key.VOLUNTARY, Obligation.VOLUNTARY, "Budget line 7c")
    (equal,) = found[2016].lines
    assert (equal.amount_chf, equal.key, equal.obligation) == (Decimal("1000.50"), Key.EQUAL, Obligation.ASSESSED)


def test_amounts_and_days_of_an_excel_budget_are_exact(folder: Path) -> None:
    header = ("year", "line", "amount_chf", "key", "decision", "decided_on")
    path = xlsx(folder, header, (2017, "7a", 189820.1, "un_scale", "MSP6", date(2016, 9, 7)))
    found = read_budgets(path)[2017]
    assert (found.lines[0].amount_chf, found.decided_on) == (Decimal("189820.10"), date(2016, 9, 7))


def test_a_budget_file_without_the_year_is_refused_with_the_years_that_it_has(folder: Path) -> None:
    path = budgets_csv(folder, "2017,7a,,1.00,un_scale,MSP6,2016-09-07", "2016,7a,,1.00,un_scale,MSP5,2015-09-11")
    assert budget_of_year(path, 2016).year == 2016
    with pytest.raises(YearNotInFile, match=r"table\.csv has no budget of 2018, only of 2016, 2017"):
        budget_of_year(path, 2018)


BUDGET_FAULTS = {
    "2017,7b,,1.005,un_scale,MSP6,2016-09-07": "amount_chf: '1.005' is no amount in francs: it has more than two dec",
    "2017,7b,,-1.00,un_scale,MSP6,2016-09-07": "amount_chf: '-1.00' is negative",
    '2017,7b,,"1,00",un_scale,MSP6,2016-09-07': "amount_chf: '1,00' is no amount in francs",
    "2017,7b,,NaN,un_scale,MSP6,2016-09-07": "amount_chf: 'NaN' is no amount in francs",
    "2017,7b,,,un_scale,MSP6,2016-09-07": "amount_chf: '' is no amount in francs",
    "2017,7b,,99999999999999,un_scale,MSP6,2016-09-07": "amount_chf: 99999999999999 is no amount in francs: it is lar",
    "2017,7b,,1.00,scale,MSP6,2016-09-07": "key: 'scale' is no key; write un_scale, equal, fixed, voluntary",
    "2017,7b,,1.00,,MSP6,2016-09-07": "key: '' is no key",
    "2017,,,1.00,un_scale,MSP6,2016-09-07": "line: it is empty",
    "2017,7a,,1.00,un_scale,MSP6,2016-09-07": "line 7a of 2017 stands in the file twice",
    "17,7b,,1.00,un_scale,MSP6,2016-09-07": "year: '17' is no year; write it like 2017",
    "1999,7b,,1.00,un_scale,MSP6,2016-09-07": "year: '1999' is no year; write it like 2017",
    "2017.0,7b,,1.00,un_scale,MSP6,2016-09-07": "year: '2017.0' is no year",
    "2017,7b,,1.00,un_scale,MSP6,": "decided_on: '' is no date; write it like 2017-01-27",
    "2017,7b,,1.00,un_scale,MSP6,7 September": "decided_on: '7 September' is no date",
    "2017,7b,,1.00,un_scale,MSP7,2016-09-07": "the lines of 2017 name different decisions",
    "2017,7b,,1.00,un_scale,MSP6,2016-09-08": "the lines of 2017 name different decisions",
}


@pytest.mark.parametrize(("line", "told"), BUDGET_FAULTS.items())
def test_a_faulty_budget_line_is_told_with_its_line(folder: Path, line: str, told: str) -> None:
    path = budgets_csv(folder, "2017,7a,,1.00,un_scale,MSP6,2016-09-07", line)
    (fault,) = faults_of(lambda: read_budgets(path))
    assert fault.startswith(f"line 3: {told}")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("7a", "'7a' is no budget line; write it like 7a=189820.00"),
        ("=5.00", "'=5.00' is no budget line"),
        ("7a=", "'' is no amount in francs"),
        ("7a=1.005", "'1.005' is no amount in francs"),
        ("7a=-1", "'-1' is negative"),
        ("7a=1.00:half", "'half' is no key"),
    ],
)
def test_a_faulty_line_typed_at_the_prompt_is_refused(typed: str, told: str) -> None:
    with pytest.raises(LedgerError) as refused:
        one_line_budget(typed)
    assert str(refused.value).startswith(told)


# Missions and payer accounts ------------------------------------------------------------------------------------------


def test_missions_are_read_with_their_address(folder: Path) -> None:
    path = csv(folder, "state,mission,postcode,city,checked_on", "FJI,Mission of Fiji,01202,Geneva,2016-10-24")
    texts = dict.fromkeys(MissionReading._fields, "") | {"state": "FJI", "mission": "Mission of Fiji"}
    texts |= {"postcode": "01202", "city": "Geneva", "post": "Geneva", "use": "letters"}
    assert read_missions(path, KNOWN) == [MissionReading(**texts | {"checked_on": date(2016, 10, 24)})]  # type: ignore[arg-type]


MISSION_FAULTS = {
    "XYZ,Mission,": "state: XYZ is not among the ledger's States",
    "F,Mission,": "state: 'F' is no code of three capitals",
    "DEU,,": "mission: it is empty",
    "DEU,Mission,24.10.2016": "checked_on: '24.10.2016' is no date",
    "FJI,Another mission,": "FJI stands in the file twice",
}


@pytest.mark.parametrize(("line", "told"), MISSION_FAULTS.items())
def test_a_faulty_address_is_told_with_its_line(folder: Path, line: str, told: str) -> None:
    path = csv(folder, "state,mission,checked_on", "FJI,Mission of Fiji,", line)
    (fault,) = faults_of(lambda: read_missions(path, KNOWN))
    assert fault.startswith(f"line 3: {told}")


def test_payer_accounts_are_read_compact(folder: Path) -> None:
    path = csv(folder, "account,state,payer,why", "de89 3704 0044-0532.0130/00,DEU,AUSWÄRTIGES AMT,note verbale")
    expected = PayerAccountReading("DE89370400440532013000", "DEU", "AUSWÄRTIGES AMT", "note verbale")
    assert read_payer_accounts(path, KNOWN) == [expected]


ACCOUNT_FAULTS = {
    "CH93 0076 2011 6238 5295 7,FJI,x,y": "account CH9300762011623852957 stands in the file twice",
    "CH9300762011623852957,DEU,x,y": "account CH9300762011623852957 stands in the file twice",
    "123,FJI,x,y": "account: '123' is no bank account; write the IBAN, or the account number",
    ",FJI,x,y": "account: '' is no bank account",
    "CH93_0076,FJI,x,y": "account: 'CH93_0076' is no bank account",
    f"{'1' * 35},FJI,x,y": f"account: '{'1' * 35}' is no bank account",
    "CH0012345,XYZ,x,y": "state: XYZ is not among the ledger's States",
    "CH0012345,,x,y": "state: '' is no code of three capitals",
}


@pytest.mark.parametrize(("line", "told"), ACCOUNT_FAULTS.items())
def test_a_faulty_payer_account_is_told_with_its_line(folder: Path, line: str, told: str) -> None:
    path = csv(folder, "account,state,payer,why", "CH9300762011623852957,DEU,x,y", line)
    (fault,) = faults_of(lambda: read_payer_accounts(path, KNOWN))
    assert fault.startswith(f"line 3: {told}")


# Every reader ---------------------------------------------------------------------------------------------------------


MANY_FAULTS: tuple[tuple[Reader, tuple[str, ...], list[str]], ...] = (
    (
        read_rates,
        ("state,rate", "XYZ,x", "FJI,101", "", "DEU,1", "DEU,2"),
        ["line 2: state", "line 2: rate", "line 3: rate", "line 6: DEU stands in the file twice"],
    ),
    (
        lambda path, _: read_budgets(path),
        (
            "year,line,amount_chf,key,decision,decided_on",
            "x,,0.001,y,MSP6,z",
            "2017,7a,1.00,equal,MSP6,2016-09-07",
            "2017,7a,1.00,equal,MSP7,2016-09-07",
        ),
        [
            "line 2: year",
            "line 2: line",
            "line 2: amount_chf",
            "line 2: key",
            "line 2: decided_on",
            "line 4: line 7a of 2017 stands in the file twice",
            "line 4: the lines of 2017 name different decisions",
        ],
    ),
    (
        read_missions,
        ("state,mission,checked_on", "XYZ,,x", "FJI,Mission,", "FJI,,"),
        ["line 2: state", "line 2: mission", "line 2: checked_on", "line 4: mission", "line 4: FJI stands"],
    ),
    (
        read_payer_accounts,
        ("account,state,payer,why", "1,X,,", "CH12345,FJI,,", "CH12345,DEU,,"),
        ["line 2: account", "line 2: state", "line 4: account CH12345 stands in the file twice"],
    ),
)


@pytest.mark.parametrize(("reader", "lines", "told"), MANY_FAULTS, ids=["rates", "budgets", "missions", "accounts"])
def test_all_faults_of_a_file_are_told_at_once(
    folder: Path, reader: Reader, lines: tuple[str, ...], told: list[str]
) -> None:
    path = csv(folder, *lines)
    found = faults_of(lambda: reader(path, KNOWN))
    assert [fault[: len(start)] for fault, start in zip(found, told, strict=True)] == told


@pytest.mark.parametrize(
    ("reader", "columns"),
    [
        (lambda path, _: read_states(path), "state, iso2, name_en"),
        (read_rates, "state, rate"),
        (lambda path, _: read_budgets(path), "year, line, amount_chf, key, decision, decided_on"),
        (read_missions, "state, mission"),
        (read_payer_accounts, "account, state, payer, why"),
    ],
    ids=["states", "rates", "budgets", "missions", "accounts"],
)
def test_the_columns_that_a_file_needs_are_named_when_they_are_missing(
    folder: Path, reader: Reader, columns: str
) -> None:
    with pytest.raises(Faults) as refused:
        reader(csv(folder, "x", "1"), KNOWN)
    assert f"line 1: the columns {columns} are missing (found: x)" in str(refused.value)


def test_the_tables_of_the_sample_office_are_read_whole() -> None:
    known = {facts.state.iso3 for facts in read_states(SAMPLE / "states.csv")}
    assert len(known) == 196
    assert sum(read_rates(SAMPLE / "scale_2016_2018.csv", known).values()) == Decimal("100.009")
    assert list(read_budgets(SAMPLE / "budgets.csv")) == [2016, 2017]
    assert len(read_missions(SAMPLE / "missions.csv", known)) == 100
    assert read_payer_accounts(SAMPLE / "payer_accounts.csv", known)
