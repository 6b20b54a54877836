"""Lists of a person's own layout: what a mapping must say, how cells are read, and what is refused with its line."""

import io
from decimal import Decimal
from zipfile import ZipFile

import pytest

from db.vocabulary import Direction
from ledger.intake.bank_files import read_bank_files
from ledger.intake.grids import MOST_COLUMNS, grid_of
from ledger.intake.line_store import LineStore
from ledger.intake.mapped import BadMapping, SheetMapping, read_mapped
from ledger.intake.statements import Statement, StatementLine, UnreadableBankFile
from ledger.intake.suggesting import suggest
from tests.intake.traps import EXCEL_ROWS, OURS, OWN_LIST, xlsx

HEADER = ("Date", "In", "Out", "Balance", "Ref", "Currency", "Text")
MAPPING = SheetMapping(
    HEADER,
    "Date",
    credit="In",
    debit="Out",
    balance="Balance",
    bank_reference="Ref",
    currency_column="Currency",
    text=("Text",),
    iban=OURS,
)
FIRST = "2016-02-03;100.00;;1100.00;R1;CHF;FIJI"
SECOND = "2016-02-09;;20.00;1080.00;R2;CHF;PAPER"


def read(*rows: str, mapping: SheetMapping = MAPPING) -> Statement:
    data = "\n".join((";".join(mapping.header), *rows)).encode()
    return read_mapped("own.csv", data, mapping).statements[0]


def signed(statement: Statement) -> list[Decimal]:
    return [line.signed for line in statement.lines]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"booked": ""}, "it needs the day of booking, and the amount or the credit and debit columns"),
        ({"amount": "In"}, "it needs the day of booking"),
        ({"credit": "", "debit": ""}, "it needs the day of booking"),
        ({"payer": "Nobody"}, "the header has no column Nobody"),
        ({"header": (*HEADER, "Text")}, "the header has the column Text twice"),
        ({"date_form": "ymd"}, "are no forms of dates and amounts"),
        ({"decimal_mark": ";"}, "are no forms of dates and amounts"),
    ],
)
def test_a_mapping_that_does_not_say_enough_or_too_much_is_refused(changes: dict[str, object], said: str) -> None:
    values = {name: getattr(MAPPING, name) for name in MAPPING.__slots__} | changes
    with pytest.raises(BadMapping, match=said):
        SheetMapping(**values)


def test_a_mapping_is_kept_as_text_and_one_that_was_tampered_with_is_refused() -> None:
    kept = MAPPING.as_dict()
    assert SheetMapping.from_dict(kept) == MAPPING
    for tampered in (kept | {"extra": "1"}, {**kept, "booked": 5}, {**kept, "text": "Text"}, {}):
        with pytest.raises(BadMapping, match="not as this program keeps one"):
            SheetMapping.from_dict(tampered)


def test_a_list_is_read_oldest_first_whichever_way_it_runs() -> None:
    for rows in ((FIRST, SECOND), (SECOND, FIRST)):
        found = read(*rows)
        assert signed(found) == [Decimal("100.00"), Decimal("-20.00")]
        assert (found.opening, found.closing) == (Decimal("1000.00"), Decimal("1080.00"))
        assert [line.bank_reference for line in found.lines] == ["R1", "R2"]
    of_one_day = (SECOND.replace("02-09", "02-03"), FIRST)
    assert signed(read(*of_one_day)) == [Decimal("100.00"), Decimal("-20.00")]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2016-02-09;;;1080.00;;CHF;x", "line 3: it has a day of booking, but no amount"),
        ("2016-02-09;5.00;5.00;1100.00;;CHF;x", "line 3: both In and Out are filled"),
        ("2016-02-09;-5.00;;1095.00;;CHF;x", "line 3: In: '-5.00' is below zero"),
        ("2016-02-09;5.001;;1105.00;;CHF;x", "line 3: In: "),
        ("2016-02-09;12..34;;1105.00;;CHF;x", "line 3: In: "),
        ("2016-02-30;5.00;;1105.00;;CHF;x", "line 3: Date: '2016-02-30' is no date"),
        ("9/2/2016;5.00;;1105.00;;CHF;x", "line 3: Date: '9/2/2016' is no date"),
        (";5.00;;1105.00;;CHF;x", "line 3: Date: '' is no date"),
        ("2016-02-09;5.00;;1106.00;;CHF;x", r"line 3: balance 1100.00 before and 5.00 here .* \(off by -1.00\)"),
    ],
)
def test_a_row_that_is_not_certain_is_refused_with_its_line(row: str, said: str) -> None:
    with pytest.raises(UnreadableBankFile, match=rf"own.csv was not taken: {said}"):
        read(FIRST, row)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (('2016-02-03;100.00;;1100.00;R1;CHF;"FIJI', SECOND), "line 2: a quotation mark is opened and not closed"),
        ((FIRST + ";7.00",), "line 2: it has more cells than the header"),
        ((FIRST, ";50.00;;1150.00;R3;CHF;Solde contribution 2015"), "line 3: Date: '' is no date"),
        (
            ("2016-02-03;;20.00;980.00;;CHF;fee", "2016-02-04;;-20.00;1000.00;;CHF;given back"),
            "line 3: Out: '-20.00' has",
        ),
    ],
)
def test_what_would_lose_or_turn_money_is_refused(rows: tuple[str, ...], said: str) -> None:
    with pytest.raises(UnreadableBankFile, match=said):
        read(*rows)


@pytest.mark.parametrize("written", ["0.125", "100.125", "01.234", "1.234.56"])
def test_a_point_where_the_mapping_says_a_comma_is_never_guessed(written: str) -> None:
    values = {name: getattr(MAPPING, name) for name in MAPPING.__slots__}
    with pytest.raises(UnreadableBankFile, match="has a point where the mapping says a comma"):
        read(f"2016-02-03;{written};;9,00;;CHF;x", mapping=SheetMapping(**{**values, "decimal_mark": ","}))


def test_a_total_and_a_row_of_nothing_are_left_out_and_said() -> None:
    found = read(FIRST, "2016-02-04;0.00;;1100.00;;CHF;x", SECOND, ";100.00;20.00;;;;Total of the month")
    assert signed(found) == [Decimal("100.00"), Decimal("-20.00")]
    assert found.warnings == ("line 5 is a total and was left out", "a row of 0.00 was left out")


def test_rows_in_two_currencies_are_never_added() -> None:
    assert read(FIRST, SECOND.replace("CHF", "EUR")).currencies == ("CHF", "EUR")


def test_decimal_commas_and_days_of_other_forms_are_read_as_the_mapping_says() -> None:
    values = {name: getattr(MAPPING, name) for name in MAPPING.__slots__}
    german = SheetMapping(**{**values, "date_form": "dmy", "decimal_mark": ","})
    found = read("3.2.2016;1.234,50;;2.234,50;R1;CHF;x", mapping=german)
    assert (signed(found), found.opening, str(found.from_on)) == (
        [Decimal("1234.50")],
        Decimal("1000.00"),
        "2016-02-03",
    )
    american = SheetMapping(**{**values, "date_form": "mdy"})
    assert str(read("2/3/2016;1,234.50;;2,234.50;R1;CHF;x".replace(",", "'"), mapping=american).from_on) == "2016-02-03"


def test_a_header_that_is_another_one_now_is_not_read() -> None:
    with pytest.raises(UnreadableBankFile, match=r"its header is not Date \| In"):
        read_mapped("own.csv", b"Date;In;Out\n2016-02-03;1.00;\n", MAPPING)
    with pytest.raises(UnreadableBankFile, match="there is no booking below its header"):
        read()
    with pytest.raises(UnreadableBankFile, match="no header in it is one that this ledger knows"):
        read_bank_files("own.xlsx", xlsx(("A", "B"), ("1", "2")), [OWN_LIST])


@pytest.mark.parametrize(
    ("days", "amounts", "form", "mark"),
    [
        (("2016-02-03", "2016-02-13"), ("1.00", "2.00"), "iso", "."),
        (("03.02.2016", "13.02.2016"), ("1,00", "2,50"), "dmy", ","),
        (("02/03/2016", "02/13/2016"), ("1.00", "2.00"), "mdy", "."),
        (("1. Februar",), ("1.00",), "iso", "."),
    ],
)
def test_forms_of_days_and_amounts_are_suggested_by_what_stands_there(
    days: tuple[str, ...], amounts: tuple[str, ...], form: str, mark: str
) -> None:
    rows = [f"{on};{amount}" for on, amount in zip(days, amounts, strict=True)]
    found = suggest(grid_of("own.csv", "\n".join(["Date;Amount", *rows]).encode()))
    assert found is not None
    assert (found.date_form, found.decimal_mark) == (form, mark)


# Tables from outside --------------------------------------------------------------------------------------------------


def test_a_list_that_is_no_table_or_too_large_is_refused() -> None:
    with pytest.raises(UnreadableBankFile, match="no line has several cells"):
        grid_of("own.csv", b"one\ntwo\n")
    with pytest.raises(UnreadableBankFile, match="line 1: it is larger than any bank list"):
        grid_of("own.csv", b";" * 300)
    with pytest.raises(UnreadableBankFile, match=r"line 1 cannot be read \(field larger than field limit"):
        grid_of("own.csv", b'"' + b"x" * 200_000 + b'";y')
    with pytest.raises(UnreadableBankFile, match="it is larger than any bank list"):
        grid_of("own.xlsx", xlsx(("x",) * (MOST_COLUMNS + 1)))
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1">'
    )
    far += b'<v>1</v></c></row><row r="20000"><c r="GR20000"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(
        UnreadableBankFile, match="its farthest cell is in row 20000, column 200; save a shorter period"
    ):
        grid_of("own.xlsx", part_of("xl/worksheets/sheet1.xml", far))
    with pytest.raises(UnreadableBankFile, match="it is larger than any bank list"):
        grid_of("own.csv", (b";" * 199 + b"\n") * 200_000)


def part_of(name: str, content: bytes) -> bytes:
    return xlsx(*EXCEL_ROWS, extra={name: content})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (part_of("xl/styles.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "its part styles.xml declares"),
        (part_of("xl/vbaProject.bin", b"macro"), "it holds a macro"),
        (part_of("xl/worksheets/sheet1.xml", b"<worksheet"), "it is a damaged workbook"),
        (xlsx(*EXCEL_ROWS)[:-40], "it is a damaged"),
    ],
)
def test_a_workbook_that_is_not_plain_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableBankFile, match=f"own.xlsx was not taken: {said}"):
        grid_of("own.xlsx", data)


def test_what_excel_holds_is_written_exactly() -> None:
    whole = grid_of("own.xlsx", xlsx(("0.1", "2017", "570.62", "1e-7", "text")))
    assert whole == [(1, ("0.1", "2017", "570.62", "1e-7", "text"))]


def test_the_extra_part_of_a_workbook_replaces_the_one_that_it_names() -> None:
    """The builder above must put one part of each name into the archive, or the refusals prove nothing."""
    names = ZipFile(io.BytesIO(part_of("xl/worksheets/sheet1.xml", b"<worksheet"))).namelist()
    assert len(names) == len(set(names))


# Many lines -----------------------------------------------------------------------------------------------------------


def test_lines_of_a_long_statement_are_kept_whole_and_in_order() -> None:
    store = LineStore()
    lines = [
        StatementLine(
            number, Direction.CREDIT, Decimal(number), *(read(FIRST).lines[0].booked_on,) * 2, raw=f"<{number}>"
        )
        for number in range(1, 2501)
    ]
    for line in lines:
        store.append(line)
    assert (len(store), list(store)) == (2500, lines)
    assert (store[0], store[999], store[1000], store[-1]) == (lines[0], lines[999], lines[1000], lines[-1])
    assert store[990:1010] == lines[990:1010]
    assert store.kept() is store
    with pytest.raises(IndexError):
        store[2500]


def test_a_quotation_mark_behind_a_semicolon_does_not_hide_the_lines_below() -> None:
    rows = 'Date,Amount,Text\n2016-03-01,5.00,"a,b;"\n2016-03-02,6.00,c;d\n2016-03-03,1.00,"e,f"\n'
    assert [cells[2] for _, cells in grid_of("list.csv", rows.encode())] == ["Text", "a,b;", "c;d", "e,f"]
