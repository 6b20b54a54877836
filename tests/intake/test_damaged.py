"""Files that are damaged, or nearly right, in ways that were met once: each refused in a sentence, or read rightly."""

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.chartsheet import Chartsheet

from db.errors import LedgerError
from ledger.intake.office_tables import read_states
from ledger.intake.sheets import read_rows
from tests.helpers import chf, read_whole
from tests.intake.test_camt import Entry, Payment, camt, changed


def test_an_entry_nested_deeper_than_any_statement_is_refused() -> None:
    deep = changed(camt(Entry()), "<Ntry>", "<Ntry>" + "<a>" * 5000 + "</a>" * 5000)
    with pytest.raises(LedgerError, match="nested deeper"):
        read_whole("deep.xml", deep)


@pytest.mark.parametrize("written", ["2016-02-03rubbish", "2016-02-030", "20160203", "2016-W05-3", "2016-2-3"])
def test_a_day_is_written_whole(written: str) -> None:
    data = camt(Entry(booked=f"<Dt>{written}</Dt>"))
    with pytest.raises(LedgerError, match="is no date"):
        read_whole("x.xml", data)


def test_both_references_of_one_payment_are_kept() -> None:
    one = "<Strd><CdtrRefInf><Ref>RF69CCM2017DE01</Ref></CdtrRefInf></Strd>"
    two = "<Strd><RfrdDocInf/></Strd><Strd><CdtrRefInf><Ref>RF17 CCM2 017H N01</Ref></CdtrRefInf></Strd>"
    data = changed(camt(Entry(payments=(Payment(texts=("X",)),))), "<RmtInf>", f"<RmtInf>{one}{two}")
    (line,) = read_whole("x.xml", data).statements[0].lines
    assert line.payment.creditor_reference == "RF69CCM2017DE01 RF17CCM2017HN01"


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def test_an_error_in_an_excel_cell_is_told_and_not_read_as_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", ("state", "iso2", "name_en", "party_from"), ("FJI", "FJ", "Fiji", "#REF!"))
    with pytest.raises(LedgerError, match=r"line 2: cell D2 holds the error #REF!"):
        read_states(path)


def test_excel_numbers_and_days_are_read_as_a_person_sees_them(tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", ("a", "b", "c", "d"), (2017.0, 570.62, datetime(2017, 1, 27), None))  # noqa: DTZ001
    assert dict(read_rows(path, ["a"])[0].cells) == {"a": "2017", "b": "570.62", "c": "2017-01-27 00:00:00", "d": ""}


def test_an_empty_workbook_and_one_of_charts_are_refused(tmp_path: Path) -> None:
    workbook(tmp_path / "empty.xlsx")
    charts = Workbook()
    charts.remove(charts.worksheets[0])
    charts._add_sheet(Chartsheet(parent=charts))  # type: ignore[attr-defined]
    charts.save(tmp_path / "charts.xlsx")
    for name in ("empty.xlsx", "charts.xlsx"):
        with pytest.raises(LedgerError):
            read_rows(tmp_path / name, ["state"])


def test_a_workbook_damaged_inside_is_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "whole.xlsx", ("state", "rate"), ("FJI", "0.003")).read_bytes()
    refused = 0
    for place in range(60, len(whole), 97):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        (tmp_path / "damaged.xlsx").write_bytes(damaged)
        try:
            (row,) = read_rows(tmp_path / "damaged.xlsx", ["state", "rate"])
            assert dict(row.cells) == {"state": "FJI", "rate": "0.003"}
        except LedgerError:
            refused += 1
    assert refused > 10


def test_a_workbook_with_a_cut_sheet_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "whole.xlsx", ("state", "rate"), ("FJI", "0.003"))
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "cut.xlsx", "w") as cut:
        for name in whole.namelist():
            data = whole.read(name)
            cut.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    with pytest.raises(LedgerError, match="cannot be read as a table"):
        read_rows(tmp_path / "cut.xlsx", ["state"])


def test_lines_are_counted_through_a_cell_of_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "states.csv"
    path.write_text('state,iso2,name_en\nFJI,FJ,"Fiji\nIslands"\nXX,XX,X\n', "utf-8")
    with pytest.raises(LedgerError, match="line 4: state"):
        read_states(path)


def test_an_overdrawn_statement_without_lines_must_say_its_sign() -> None:
    empty = camt(opening="100.00", closing="100.00")
    assert read_whole("x.xml", empty).statements[0].opening == chf("100.00")
    unsigned = empty.replace(b"<CdtDbtInd>CRDT</CdtDbtInd>", b"")
    with pytest.raises(LedgerError, match="neither CRDT nor DBIT"):
        read_whole("x.xml", unsigned)
