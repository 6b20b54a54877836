"""What is read from MT940 and what is refused: layouts first, then traps, then the sample year and properties."""

import random
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.ch import esr
from stdnum.iso7064 import mod_97_10

from db.errors import LedgerError
from db.vocabulary import Direction
from ledger.intake.mt940 import read_mt940
from ledger.intake.statements import BankFile, BankPayment, RefusedStatement, Statement, UnreadableBankFile
from sample_data.as_mt940 import mt940_bytes, mt940_of
from sample_data.make_bank_files import (
    ACCOUNT_IBAN,
    CURRENCY,
    OPENING_BALANCE_CHF,
    Line,
    read_lines,
    statements,
)
from sample_data.make_bank_files import Statement as SampleMonth


def iban_of(country: str, body: str) -> str:
    """Give an invented IBAN with right check digits."""
    return country + mod_97_10.calc_check_digits(body + country) + body


THEIRS = iban_of("CH", "08991000000000007")
OTHER = iban_of("CH", "08992000000000008")
RF = "RF" + mod_97_10.calc_check_digits("CCM2025XX01RF") + "CCM2025XX01"
QRR = "21000000000313947143000901"[:26] + esr.calc_check_digit("21000000000313947143000901"[:26])
SERVICER = "20251109007602198765432000000012"

# The layouts: fields of one statement, and how they stand in a file ------------------------------------------------


def booking(
    amount: str = "100,00",
    mark: str = "C",
    days: str = "2511031103",
    rest: str = "NTRFNONREF//2025307PH0000001",
    details: str = "",
    supplement: str = "",
) -> str:
    lines = [f":61:{days}{mark}{amount}{rest}", supplement, f":86:{details}" if details else ""]
    return "\n".join(filter(None, lines))


def statement(
    *bookings: str,
    opening: str = ":60F:C251031CHF1000,00",
    closing: str = ":62F:C251130CHF1100,00",
    number: str = "00011/001",
    account: str = ACCOUNT_IBAN,
    reference: str = "STM202511",
    end: str = "-",
) -> str:
    head = [f":20:{reference}", f":25:{account}", f":28C:{number}"]
    return "\n".join(filter(None, [*head, opening, *bookings, closing, end])) + "\n"


def read(text: str | bytes, name: str = "november.sta") -> BankFile:
    return read_mt940(name, text if isinstance(text, bytes) else text.encode())


def whole(text: str | bytes) -> list[Statement]:
    file = read(text)
    assert not file.refused
    return list(file.statements)


def only(text: str | bytes) -> Statement:
    (found,) = whole(text)
    return found


def refused(text: str | bytes) -> RefusedStatement:
    file = read(text)
    assert not file.statements
    (found,) = file.refused
    return found


def refusal(data: str | bytes) -> str:
    with pytest.raises(UnreadableBankFile) as caught:
        read(data)
    return str(caught.value)


def signed(found: Statement) -> list[str]:
    return [str(line.signed) for line in found.lines]


def payment_of(details: str, mark: str = "C") -> BankPayment:
    return only(statement(booking(mark=mark, details=details))).lines[0].payments[0]


# What is read -------------------------------------------------------------------------------------------------------


def test_a_statement_is_read_with_everything_that_it_says() -> None:
    text = statement(booking(details="CONTRIBUTION 2025"))
    file = read(text)
    (found,) = file.statements
    (line,) = found.lines
    assert (file.name, file.format, file.digest) == ("november.sta", "MT940", sha256(text.encode()).hexdigest())
    assert (found.iban, found.currency, found.currencies) == (ACCOUNT_IBAN, "CHF", ("CHF",))
    assert (found.identification, found.sequence) == ("STM202511", "11")
    assert (found.from_on, found.to_on) == (date(2025, 11, 1), date(2025, 11, 30))
    assert (found.opening, found.closing) == (Decimal("1000.00"), Decimal("1100.00"))
    assert (line.position, line.direction, line.amount) == (1, Direction.CREDIT, Decimal("100.00"))
    assert (line.booked_on, line.value_date) == (date(2025, 11, 3), date(2025, 11, 3))
    assert (line.bank_reference, line.entry_reference, line.code) == ("2025307PH0000001", "", "NTRF")
    assert line.raw == ":61:2511031103C100,00NTRFNONREF//2025307PH0000001\n:86:CONTRIBUTION 2025"
    assert (line.payment.amount, line.text, found.warnings) == (Decimal("100.00"), "CONTRIBUTION 2025", ())


@pytest.mark.parametrize(
    ("mark", "expected", "is_reversal"),
    [("C", "100.00", False), ("D", "-100.00", False), ("RC", "-100.00", True), ("RD", "100.00", True)],
)
def test_a_reversed_credit_takes_money_and_a_reversed_debit_brings_it(
    mark: str, expected: str, is_reversal: bool
) -> None:
    found = only(statement(booking(mark=mark), booking(mark=f"{mark}F")))
    assert signed(found) == [expected, expected]
    assert {line.is_reversal for line in found.lines} == {is_reversal}


@pytest.mark.parametrize("mark", ["EC", "ED"])
def test_an_expected_booking_is_left_out_with_a_warning(mark: str) -> None:
    found = only(statement(booking(mark=mark), booking()))
    assert signed(found) == ["100.00"]
    assert found.lines[0].position == 1
    assert found.warnings == (f"line 5: the booking is only expected ({mark} 100,00) and was left out",)


def test_a_booking_of_nothing_is_left_out_with_a_warning() -> None:
    found = only(statement(booking("0,00"), booking("0,")))
    assert not found.lines
    assert found.warnings[0] == "line 5: the booking is of 0.00 and was left out"


@pytest.mark.parametrize(
    ("written", "expected"),
    [("1234,", "1234.00"), ("1234,5", "1234.50"), ("0,05", "0.05"), ("000000001234,56", "1234.56")],
)
def test_amounts_have_a_comma_and_up_to_two_decimals(written: str, expected: str) -> None:
    assert signed(only(statement(booking(written)))) == [expected]


@pytest.mark.parametrize(
    ("days", "booked", "valued"),
    [
        ("251103", date(2025, 11, 3), date(2025, 11, 3)),
        ("2511031105", date(2025, 11, 5), date(2025, 11, 3)),
        ("2512310102", date(2026, 1, 2), date(2025, 12, 31)),
        ("2601021231", date(2025, 12, 31), date(2026, 1, 2)),
        ("2403010229", date(2024, 2, 29), date(2024, 3, 1)),
        ("991231", date(1999, 12, 31), date(1999, 12, 31)),
    ],
)
def test_the_day_of_booking_has_the_year_nearest_to_the_value_date(days: str, booked: date, valued: date) -> None:
    closing = f":62F:C{max(booked, valued):%y%m%d}CHF1100,00"
    opening = f":60F:C{min(booked, valued):%y%m%d}CHF1000,00"
    (line,) = only(statement(booking(days=days), opening=opening, closing=closing)).lines
    assert (line.booked_on, line.value_date) == (booked, valued)


@pytest.mark.parametrize(
    ("opening", "days", "closing", "expected"),
    [
        ("251031", ["2511031103"], "251130", (date(2025, 11, 1), date(2025, 11, 30))),
        ("251103", ["2511031103"], "251103", (date(2025, 11, 3), date(2025, 11, 3))),
        ("251103", ["2511041104", "2511031103"], "251105", (date(2025, 11, 3), date(2025, 11, 5))),
        ("251103", ["2511051105"], "251105", (date(2025, 11, 4), date(2025, 11, 5))),
        ("251103", [], "251103", (date(2025, 11, 3), date(2025, 11, 3))),
        ("251030", ["2511031101"], "251102", (date(2025, 10, 31), date(2025, 11, 2))),
    ],
)
def test_a_statement_begins_the_day_after_its_opening_balance_or_with_its_first_booking(
    opening: str, days: list[str], closing: str, expected: tuple[date, date]
) -> None:
    bookings = [booking(days=each) for each in days]
    found = only(statement(*bookings, opening=f":60F:C{opening}CHF1,00", closing=f":62F:C{closing}CHF1,00"))
    assert (found.from_on, found.to_on) == expected
    assert not found.warnings


def test_a_booking_after_the_closing_day_counts_and_is_told() -> None:
    found = only(statement(booking(days="2512011201")))
    assert found.to_on == date(2025, 12, 1)
    assert found.warnings == ("it closes on 2025-11-30, but has bookings up to 2025-12-01, which count",)


def test_an_overdrawn_balance_is_negative() -> None:
    found = only(statement(opening=":60F:D251031CHF12,50", closing=":62F:D251130CHF0,00"))
    assert (str(found.opening), str(found.closing)) == ("-12.50", "0.00")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (ACCOUNT_IBAN, ACCOUNT_IBAN),
        ("CH60 0899 0000 2016 0000 1", ACCOUNT_IBAN),
        (f"{ACCOUNT_IBAN}CHF", ACCOUNT_IBAN),
        (f"{ACCOUNT_IBAN} CHF", ACCOUNT_IBAN),
        (f"SAMPCHGGXXX/{ACCOUNT_IBAN}", ACCOUNT_IBAN),
        ("50060400/0000123456", "0000123456"),
        ("SAMPCHGG/123456789/CHF", "123456789"),
        ("0230-12345.67A", "02301234567A"),
        ("CH61 0899 0000 2016 0000 1", "CH6108990000201600001"),
    ],
)
def test_the_account_is_the_iban_in_its_field_else_the_number(written: str, expected: str) -> None:
    assert only(statement(account=written)).iban == expected


def test_the_account_may_stand_with_the_bank_below_it() -> None:
    text = statement(booking()).replace(f":25:{ACCOUNT_IBAN}", f":25P:{ACCOUNT_IBAN}\nSAMPCHGGXXX")
    assert only(text).iban == ACCOUNT_IBAN


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_line_ends_and_encodings_change_nothing(end: str, encoding: str) -> None:
    text = statement(booking(details="TRÉSORERIE DE L'ÉTAT")).replace("\n", end)
    found = only(text.encode(encoding))
    assert found.lines[0].text == "TRÉSORERIE DE L'ÉTAT"
    assert found.lines[0].raw.count(end) == 1


def test_the_blocks_of_swift_around_a_statement_are_left_off() -> None:
    frame = "{1:F01SAMPCHGGAXXX0000000000}{2:I940SAMPCHGGXXXXN}{3:{108:ABC}}{4:\n"
    one = frame + statement(booking(), end="-}{5:{MAC:00000000}{CHK:000000000000}}")
    two = statement(booking("50,00"), reference="SECOND", end="-}")
    split = "{1:F01SAMPCHGGAXXX0000000000}\n{2:I940SAMPCHGGXXXXN}\n{4:\n"
    assert [signed(each) for each in whole(one + split + two)] == [["100.00"], ["50.00"]]
    assert [signed(each) for each in whole(one.rstrip("\n") + frame + two)] == [["100.00"], ["50.00"]]


def test_several_statements_with_one_reference_are_told_apart_by_number() -> None:
    text = statement(booking(), reference="STARTUMS") + statement(reference="STARTUMS", number="00012/001")
    assert [each.identification for each in whole(text)] == ["STARTUMS 11", "STARTUMS 12"]


def test_an_empty_line_and_an_end_mark_before_the_first_statement_change_nothing() -> None:
    text = "\n-\n" + statement(booking(details="X")).replace(":60F:", "\n:60F:")
    assert only(text).lines[0].text == "X"


def test_fields_around_the_bookings_are_passed_over_and_unknown_ones_are_told() -> None:
    tail = ":62F:C251130CHF1100,00\n:64:C251130CHF1100,00\n:65:C251201CHF1100,00\n:86:CLOSING WORDS\nMORE WORDS"
    text = statement(booking(details="X"), closing=tail).replace(":25:", ":21:NONREF\n:13D:2511302359+0100\n:25:")
    found = only(text)
    assert found.lines[0].text == "X"
    assert found.warnings == ("line 3: the field :13D: is not known and was left out",)


# What the bank says of a booking ------------------------------------------------------------------------------------


def test_postfinance_puts_its_own_reference_below_the_booking() -> None:
    line = only(statement(booking(rest="FMSC01916//NONREF", supplement=SERVICER, details="GIRO"))).lines[0]
    assert (line.bank_reference, line.entry_reference, line.note) == (SERVICER, "01916", "")


def test_words_below_the_booking_are_its_note() -> None:
    line = only(statement(booking(supplement="Gutschrift", details="GIRO"))).lines[0]
    assert (line.bank_reference, line.note) == ("2025307PH0000001", "Gutschrift")


@pytest.mark.parametrize("rest", ["NTRFNONREF", "NTRF", "NTRFNOTPROVIDED//NONREF", "N123NONREF//", "S103NONREF"])
def test_a_reference_that_says_there_is_none_is_none(rest: str) -> None:
    line = only(statement(booking(rest=rest))).lines[0]
    assert (line.bank_reference, line.entry_reference, line.code) == ("", "", rest[:4])


def test_free_text_is_kept_whole_and_a_full_line_goes_on_without_a_blank() -> None:
    full = "GIRO FROM ONLINE PAYMENTS 80532 ORDERED BY MINISTRY OF FOREIGN AF"
    assert len(full) == 65
    payment = payment_of(f"{full}\nFAIRS\n 1201 GENEVA\nCONTRIBUTION  2025")
    assert payment.text_parts == (f"{full}FAIRS", "1201 GENEVA", "CONTRIBUTION 2025")
    assert payment.payer == ""


@pytest.mark.parametrize(
    ("text", "account"),
    [
        (f"FROM {THEIRS} WITH THANKS", THEIRS),
        (f"FROM {' '.join(THEIRS[i : i + 4] for i in range(0, 21, 4))} WITH THANKS", THEIRS),
        (f"FROM {THEIRS} FOR {ACCOUNT_IBAN}", THEIRS),
        (f"FROM {THEIRS} OR {OTHER}", ""),
        (f"FROM {THEIRS[:-1]}1", ""),
        ("FROM ACCOUNT 123456789", ""),
    ],
)
def test_an_account_in_free_text_counts_if_it_is_right_and_the_only_one(text: str, account: str) -> None:
    assert payment_of(text).payer_account == account


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        (f"INVOICE {RF} THANKS", RF),
        (f"INVOICE {RF[:4]} {RF[4:8]} {RF[8:12]} {RF[12:]}", RF),
        (f"QRR {QRR}", QRR),
        (f"INVOICE {RF[:-1]}9", ""),
        (f"QRR {QRR[:-1]}{(int(QRR[-1]) + 1) % 10}", ""),
        (f"{RF} AND {QRR}", ""),
        ("CONTRIBUTION", ""),
    ],
)
def test_a_reference_in_free_text_counts_if_its_check_digits_are_right(text: str, reference: str) -> None:
    assert payment_of(text).creditor_reference == reference


def test_german_subfields_are_read() -> None:
    details = (
        f"166?00GUTSCHRIFT?100599?20EREF+E2E-7?21MREF+M-1?22SVWZ+MITGLIEDSBEITRAG 2025 ?23EUER ZEICHEN {RF}"
        f"?30SAMPDEFFXXX?31{THEIRS}?32MINISTERIUM FUER AUSWAERTIG?33E ANGELEGENHEITEN?34000"
    )
    line = only(statement(booking(details="\n".join(details[i : i + 65] for i in range(0, len(details), 65))))).lines[0]
    payment = line.payment
    assert line.code == "NTRF 166"
    assert payment.payer == "MINISTERIUM FUER AUSWAERTIGE ANGELEGENHEITEN"
    assert (payment.payer_account, payment.payer_agent) == (THEIRS, "SAMPDEFFXXX")
    assert (payment.end_to_end_id, payment.creditor_reference) == ("E2E-7", RF)
    assert payment.references == ("MREF M-1",)
    assert payment.text == f"MITGLIEDSBEITRAG 2025 EUER ZEICHEN {RF}"
    assert payment.return_reason == ""


def test_a_subfield_full_to_its_27_columns_goes_on_in_the_next() -> None:
    payment = payment_of("166?20CONTRIBUTION TO THE CONVENT?21ION ON CLUSTER MUNITIONS?22 2025")
    assert payment.text == "CONTRIBUTION TO THE CONVENTION ON CLUSTER MUNITIONS 2025"


def test_german_labels_that_stand_twice_name_nobody() -> None:
    payment = payment_of(f"166?20TEXT?31{THEIRS}?32PAYER A?31{OTHER}?32PAYER B")
    assert (payment.payer, payment.payer_account) == ("", "")


def test_a_labelled_iban_with_wrong_check_digits_is_none_and_an_account_number_is_kept() -> None:
    assert payment_of(f"166?20TEXT?31{THEIRS[:-1]}1?32A").payer_account == ""
    assert payment_of("166?20TEXT?3100123456?32A").payer_account == "00123456"


def test_code_words_between_slashes_are_read() -> None:
    payment = payment_of(
        f"/ORDP//NAME/TREASURY OF NOWHERE\n/IBAN/{THEIRS}\n/BIC/SAMPCHGG\n/EREF/E2E-7\n"
        f"/REMI/STRD/CUR/{RF}/\n/REMI/USTD//CONTRIBUTION\n2025"
    )
    assert (payment.payer, payment.payer_account, payment.payer_agent) == ("TREASURY OF NOWHERE", THEIRS, "SAMPCHGG")
    assert (payment.end_to_end_id, payment.creditor_reference) == ("E2E-7", RF)
    assert payment.text == "CONTRIBUTION 2025"


def test_the_end_to_end_reference_may_stand_behind_the_text() -> None:
    payment = payment_of(f"/ORDP/TREASURY OF NOWHERE/REMI/INVOICE 5/EREF/E2E-7/PREF/{RF}")
    assert (payment.payer, payment.text, payment.end_to_end_id) == ("TREASURY OF NOWHERE", "INVOICE 5", "E2E-7")
    assert payment.references == (f"PREF {RF}",)


def test_a_counterparty_has_account_bank_and_name() -> None:
    payment = payment_of(f"/EREF/NOTPROVIDED//CNTP/{THEIRS}/SAMPCHGG/TREASURY/GENEVA///REMI/USTD//INVOICE 5/")
    assert (payment.payer, payment.payer_account, payment.payer_agent) == ("TREASURY", THEIRS, "SAMPCHGG")
    assert (payment.end_to_end_id, payment.text) == ("", "INVOICE 5")


@pytest.mark.parametrize(("mark", "payer", "account"), [("C", "THEY", THEIRS), ("D", "OTHERS", OTHER)])
def test_the_other_side_of_a_debit_is_who_was_paid(mark: str, payer: str, account: str) -> None:
    payment = payment_of(f"/ORDP//NAME/THEY/IBAN/{THEIRS}/BENM//NAME/OTHERS/IBAN/{OTHER}/REMI/X", mark)
    assert (payment.payer, payment.payer_account) == (payer, account)


def test_what_whoever_paid_writes_into_the_text_names_nobody() -> None:
    text = f"X/ORDP/SOMEBODY ELSE/IBAN/{OTHER}/ULTD/A THIRD"
    payment = payment_of(f"/ORDP/TREASURY/IBAN/{THEIRS}/REMI/USTD//{text}")
    assert (payment.payer, payment.ultimate_payer, payment.payer_account) == ("TREASURY", "", THEIRS)
    assert payment.text == text
    assert payment_of(f"THANKS /ORDP/SOMEBODY ELSE/IBAN/{OTHER}").payer == ""


def test_a_reference_is_taken_from_labelled_text_only_where_it_is_labelled_or_alone() -> None:
    assert payment_of(f"/ORDP/A/REMI/{RF}").creditor_reference == RF
    assert payment_of(f"/ORDP/A/REMI/STRD/QRR/{QRR}").creditor_reference == QRR
    inside = payment_of(f"/ORDP/A/REMI/USTD//INVOICE {RF}")
    assert (inside.creditor_reference, inside.text) == ("", f"INVOICE {RF}")
    wrong = payment_of(f"/ORDP/A/REMI/STRD/CUR/{RF}9")
    assert (wrong.creditor_reference, wrong.text) == ("", f"{RF}9")


def test_a_line_that_begins_with_two_slashes_goes_on_at_once() -> None:
    payment = payment_of("/ORDP/TREASURY OF NOW\n//HERE\n/REMI/USTD//CONTRI\n//BUTION\n// 2025")
    assert (payment.payer, payment.text) == ("TREASURY OF NOWHERE", "CONTRIBUTION 2025")


def test_a_booking_without_details_has_no_payment() -> None:
    line = only(statement(booking(), booking(details="X"))).lines[0]
    assert (line.payments, line.payer, line.text) == ((), "", "")


# Pages --------------------------------------------------------------------------------------------------------------


def page(
    number: str, opening: str, closing: str, *bookings: str, account: str = ACCOUNT_IBAN, reference: str = "P"
) -> str:
    return statement(
        *bookings, number=number, opening=opening, closing=closing, account=account, reference=reference + number
    )


FIRST = page("12/1", ":60F:C251031CHF1000,00", ":62M:C251110CHF1100,00", booking())
SECOND = page("12/2", ":60M:C251110CHF1100,00", ":62M:C251120CHF1150,00", booking("50,00", days="2511151115"))
THIRD = page("12/3", ":60M:C251120CHF1150,00", ":62F:C251130CHF1120,00", booking("30,00", "D", days="2511211121"))


def test_pages_of_one_statement_are_joined() -> None:
    found = only(FIRST + SECOND + THIRD)
    assert signed(found) == ["100.00", "50.00", "-30.00"]
    assert [line.position for line in found.lines] == [1, 2, 3]
    assert (found.opening, found.closing) == (Decimal("1000.00"), Decimal("1120.00"))
    assert (found.from_on, found.to_on) == (date(2025, 11, 1), date(2025, 11, 30))
    assert (found.identification, found.sequence) == ("P12/1", "12")


def test_pages_without_page_numbers_are_joined_by_their_balances() -> None:
    pages = (each.replace(":28C:12/1", ":28C:12").replace(":28C:12/2", ":28C:12") for each in (FIRST, SECOND))
    assert signed(only("".join(pages).replace(":62M:C251120", ":62F:C251120"))) == ["100.00", "50.00"]


def test_pages_of_two_accounts_may_alternate() -> None:
    others = [each.replace(ACCOUNT_IBAN, THEIRS) for each in (FIRST, SECOND, THIRD)]
    mixed = "".join(one + two for one, two in zip((FIRST, SECOND, THIRD), others, strict=True))
    assert [(each.iban, len(each.lines)) for each in whole(mixed)] == [(ACCOUNT_IBAN, 3), (THEIRS, 3)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (FIRST + THIRD, "page 3 follows page 1"),
        (FIRST, "it ends with page 1, and the page after it is missing"),
        (FIRST + SECOND, "it ends with page 2, and the page after it is missing"),
        (SECOND + THIRD, "it begins with page 2, and the page before it is missing"),
        (THIRD, "it begins with page 3, and the page before it is missing"),
        (FIRST + SECOND + SECOND + THIRD, "page 2 follows page 2"),
        (
            FIRST + SECOND.replace(":60M:C251110CHF1100,00", ":60M:C251110CHF1100,01") + THIRD,
            "page 1 closes with CHF 1'100.00 and page 2 opens with CHF 1'100.01",
        ),
        (
            FIRST + SECOND.replace(":60M:C251110CHF", ":60M:C251110EUR") + THIRD,
            "page 1 closes with CHF 1'100.00 and page 2 opens with EUR 1'100.00",
        ),
        (FIRST + SECOND.replace(":61:", ":61:X") + THIRD, "'X2511151115C50,00NTRFNONREF//2025307PH0000001' is no"),
    ],
)
def test_pages_that_are_missing_or_do_not_meet_refuse_their_statement(text: str, why: str) -> None:
    other = statement(booking(), number="13/1", reference="WHOLE")
    file = read(text + other)
    assert [each.identification for each in file.statements] == ["WHOLE"]
    assert any(why in each.why for each in file.refused)
    assert file.refused[0].remedy == "fetch it anew from the bank, best as camt.053"


def test_a_whole_statement_that_is_numbered_as_a_second_page_is_told() -> None:
    found = only(statement(booking(), number="12/2"))
    assert found.warnings == ("it is numbered as page 2, but opens as the first page",)


# What is refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (booking("100.00"), "'100.00' is no amount with a decimal comma"),
        (booking("1,000.00"), "'1,000.00' is no amount with a decimal comma"),
        (booking("1.000,00"), "'1.000,00' is no amount with a decimal comma"),
        (booking("100"), "'100' is no amount with a decimal comma"),
        (booking("100,123"), "'100,123' is no amount with a decimal comma and at most two decimals"),
        (booking(",50"), "',50' is no amount with a decimal comma"),
        (booking("1234567890123,00"), "is no amount"),
        (booking(""), "is no booking"),
        (booking("-100,00"), "is no booking"),
        (booking("١٠٠,00"), "is no booking"),
        (booking(mark="CD"), "the letter D behind C is not that of CHF"),
        (booking(mark="CR"), "the letter R behind C is not that of CHF"),
        (booking(mark="X"), "is no booking"),
        (booking(mark=""), "is no booking"),
        (booking(days="251332"), "'251332' is no date"),
        (booking(days="2511033103"), "'3103' is no day of booking near the value date 2025-11-03"),
        (booking(days="2503010229"), "'0229' is no day of booking near the value date 2025-03-01"),
        (booking(days="25110"), "is no booking"),
        (booking(rest="XTRFNONREF"), "is no booking"),
        (booking(rest=""), "is no booking"),
        (booking(supplement="one\ntwo"), "line 7 belongs to no field: 'two'"),
        (booking(supplement="x" * 66), "line 6 is too long to belong to the booking above it"),
        (booking(details="X") + "\n:86:AGAIN", "line 7: the field :86: stands below no booking"),
        (booking(details="X") + "\n 61:2511031103C5,00NTRFNONREF", "line 7 holds a booking or balance that"),
        (booking(details="X") + "\n:61;2511031103C5,00NTRFNONREF", "line 7 holds a booking or balance that"),
        (booking(details="X:61:2511031103C5,00NTRFNONREF"), "line 6 holds a booking or balance that"),
        (booking(details="X:62F:C251130CHF1,00"), "line 6 holds a booking or balance that"),
        (booking() + ":61:2511031103C5,00NTRFNONREF", "line 5 holds a booking or balance that"),
        (booking(details="X") + "\n:6l:2511031103C5,00NTRFNONREF", "line 7 belongs to no field"),
        (booking(details="x" * 1001), "line 6 is 1005 characters long"),
        (booking(details="x\n" * 51), "line 56 belongs to no field: 'x'"),
        (":86:BEFORE ANY BOOKING\n" + booking(), "line 5: the field :86: stands below no booking"),
        (booking() + "\n:60F:C251031CHF1000,00", "line 6: the field :60F: stands too late"),
        (booking() + "\n:25:123", "line 6: the field :25: stands too late"),
    ],
)
def test_what_is_doubtful_in_a_booking_refuses_its_statement_and_no_other(written: str, why: str) -> None:
    text = statement(written) + statement(booking(), reference="WHOLE")
    file = read(text)
    assert [each.identification for each in file.statements] == ["WHOLE"]
    (found,) = file.refused
    assert found.why.startswith("statement 1 (STM202511), ")
    assert why in found.why


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (":60F:C251031CHF1000,00\n", "", "it has no opening balance :60F:, so it may be cut off"),
        (":62F:C251130CHF1100,00\n", "", "it has no closing balance :62F:, so it may be cut off"),
        (f":25:{ACCOUNT_IBAN}\n", "", "it has no account :25:, so it may be cut off"),
        (f":25:{ACCOUNT_IBAN}\n", ":25: \n", "line 2: it names no account"),
        (":60F:C251031CHF1000,00", ":60F:C251031CHF1000.00", "'1000.00' is no amount with a decimal comma"),
        (":60F:C251031CHF1000,00", ":60F:X251031CHF1000,00", "'X251031CHF1000,00' is no balance"),
        (":60F:C251031CHF1000,00", ":60F:C251031CHF1000,005", "at most two decimals"),
        (":60F:C251031CHF1000,00", ":60F:C251131CHF1000,00", "'251131' is no date"),
        (":60F:C251031CHF1000,00", ":60F:C251201CHF1000,00", "runs backwards, from 2025-12-01 to 2025-11-30"),
        (":62F:", ":61:251103C1,NTRF\n:62F:C251130CHF1,00\n:62F:", "line 8: the field :62F: stands there twice"),
        (":28C:", ":28C:00010/001\n:28C:", "line 4: the field :28C: stands there twice"),
        ("\n-\n", "\n:61:251103C1,NTRF\n-\n", "line 7: the field :61: stands too late"),
        (":28C:", "no tag\n:28C:", "line 3 belongs to no field: 'no tag'"),
    ],
)
def test_what_is_doubtful_in_the_frame_refuses_the_statement(old: str, new: str, why: str) -> None:
    text = statement(booking())
    assert old in text
    assert why in refused(text.replace(old, new)).why


def test_two_currencies_are_told_for_the_chain_to_judge() -> None:
    assert only(statement(closing=":62F:C251130EUR1100,00")).currencies == ("CHF", "EUR")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("", "it holds no statement of MT940"),
        ("-\n\n", "it holds no statement of MT940"),
        ("Date;Text;Amount\n", "line 1 is in no statement: 'Date;Text;Amount'"),
        (":25:123\n", "line 1 is in no statement: ':25:123'"),
        (statement(booking()) + "rest\n", "line 8 is in no statement: 'rest'"),
        (statement(booking()) + booking(), "line 8 is in no statement: ':61:2511031103C100"),
        (statement(booking()) + "{1:F01SAMPCHGGAXXX0000000000}{4:\n", "the header of a statement that is not there"),
        (b"\x00\x01\x02", "it is no text that can be read"),
        (":20:X\n-\n" * 1001, "more than 1000 of its statements have faults"),
    ],
)
def test_what_is_no_mt940_is_refused_whole(data: str | bytes, why: str) -> None:
    assert why in refusal(data)


def test_a_block_that_does_not_end_is_cut_off() -> None:
    frame = "{1:F01SAMPCHGGAXXX0000000000}{2:I940SAMPCHGGXXXXN}{4:\n"
    assert "its block does not end with -}" in refused(frame + statement(booking(), end="")).why
    assert "its block does not end with -}" in refused(frame + statement(booking(), end="-")).why


def test_a_file_cut_within_its_closing_balance_is_refused() -> None:
    cut = statement(booking(), end="").rstrip("\n")
    assert only(cut).closing == Decimal("1100.00")
    assert "the file ends within the balance '1100,0'" in refused(cut[:-1]).why
    assert "the file ends within the balance '1100,'" in refused(cut[:-2]).why
    assert only(cut[:-1] + "\n").closing == Decimal("1100.00")


def test_a_file_cut_within_a_character_is_refused_and_not_read_in_another_encoding() -> None:
    text = statement(booking(details="TRÉSORERIE")) + statement(booking(details="É"), reference="SECOND")
    data = text.encode()
    cut = data[: data.rindex("É".encode()) + 1]
    assert "it is cut off within its last character" in refusal(cut)


@pytest.mark.parametrize(
    "rubbish",
    [
        b"A" * 5_000_000,
        b"{1:" + b"{a" * 2_500_000,
        b":20:X\n" * 800_000,
        b":20:X\n" + b":61:x\n" * 800_000,
        b":20:X\n" + b":86:x\n" * 800_000,
        b":20:X\n" + b":99:x\n" * 800_000,
        b":20:X\n:99:" + b"x\n" * 2_500_000,
        b"-\n" * 2_500_000,
        b"\n" * 5_000_000,
        random.Random(1).randbytes(5_000_000),
    ],
    ids=["letters", "braces", "starts", "bookings", "texts", "fields", "lines", "ends", "empty", "bytes"],
)
def test_rubbish_is_refused(rubbish: bytes) -> None:
    with suppress(UnreadableBankFile):
        assert not read(rubbish).statements  # part of a second; what must not happen takes minutes


# The sample year ----------------------------------------------------------------------------------------------------


def facts_read(found: Statement) -> list[tuple[object, ...]]:
    return [
        (
            line.direction is Direction.CREDIT,
            line.amount,
            line.booked_on,
            line.value_date,
            line.bank_reference,
            line.payment.creditor_reference,
            line.payment.payer_account,
            line.payer,
            line.text,
        )
        for line in found.lines
    ]


def facts_told(lines: Sequence[Line]) -> list[tuple[object, ...]]:
    return [
        (
            line.is_credit,
            line.amount_chf,
            line.value_date,
            line.value_date,
            line.bank_reference,
            line.reference,
            line.payer_account,
            line.payer,
            line.text,
        )
        for line in lines
    ]


def test_the_sample_year_is_read_back_statement_by_statement() -> None:
    months = statements(read_lines())
    found = whole(mt940_bytes())
    assert [facts_read(each) for each in found] == [facts_told(month.lines) for month in months]
    assert [(each.from_on, each.to_on) for each in found] == [(month.first_day, month.last_day) for month in months]
    assert [each.sequence for each in found] == [str(month.number) for month in months]
    assert {(each.iban, each.currency, each.warnings) for each in found} == {(ACCOUNT_IBAN, CURRENCY, ())}


def test_the_balances_of_the_sample_year_chain_from_the_first_to_the_last() -> None:
    before: Decimal | None = OPENING_BALANCE_CHF
    for each in whole(mt940_bytes()):
        assert each.opening == before
        assert each.opening is not None
        assert each.opening + sum(line.signed for line in each.lines) == each.closing
        before = each.closing


def test_the_sample_file_keeps_to_the_columns_of_the_format_and_says_that_it_is_one() -> None:
    rows = mt940_bytes().decode().split("\r\n")
    assert all(len(row.removeprefix(":86:")) <= 65 and row == row.rstrip() for row in rows)
    assert all("SAMPLE" in row and len(row) <= 20 for row in rows if row.startswith(":20:"))
    assert not [row for row in rows if not row.startswith((":", "//", "-")) and row]


def test_a_text_that_does_not_fit_is_not_written() -> None:
    months = statements(read_lines())
    long = replace(months[0], lines=(replace(months[0].lines[0], text="LONG " * 80),))
    with pytest.raises(ValueError, match="does not fit into 6 lines"):
        mt940_of([long])


# Properties ---------------------------------------------------------------------------------------------------------

WORDS = st.text("ABCZÉÜñ0189.,:;-+()'?&{} ", max_size=60).map(lambda text: " ".join(text.split()))
ACCOUNTS = st.sampled_from([THEIRS, OTHER, "779475487045", "00123456", iban_of("NO", "64367204135")])
FIRST_DAY = date(2025, 11, 1)


@st.composite
def sample_lines(draw: st.DrawFn) -> Line:
    day = FIRST_DAY + timedelta(days=draw(st.integers(0, 29)))
    payer = draw(WORDS)
    return Line(
        value_date=day,
        is_credit=draw(st.booleans()),
        amount_chf=Decimal(draw(st.integers(1, 10**11))).scaleb(-2),
        payer=payer,
        payer_account=draw(ACCOUNTS) if payer else "",
        payer_country="",
        reference=draw(st.sampled_from(["", RF, QRR])),
        text=draw(WORDS) + draw(WORDS),
        bank_reference=f"{day:%Y%j}PH{draw(st.integers(0, 9999999)):07}",
    )


def month_of(lines: Sequence[Line], number: int = 11) -> SampleMonth:
    return SampleMonth(number, FIRST_DAY, date(2025, 11, 30), Decimal("1000.00"), tuple(lines))


@settings(max_examples=300, deadline=None)
@given(st.lists(sample_lines(), max_size=6))
def test_any_lines_written_are_read_again(lines: list[Line]) -> None:
    found = only(mt940_of([month_of(lines)]))
    spaced = [replace(line, text=" ".join(line.text.split())) for line in lines]
    assert facts_read(found) == facts_told(spaced)
    assert found.closing == month_of(lines).closing_chf


SAMPLE = mt940_bytes()
SHORT = mt940_of(statements(read_lines())[:3])
WHOLE_BALANCE = re.compile(rb":62[FM]:[CD]\d{6}[A-Z]{3}\d+,\d\d")
PAGED = (FIRST + SECOND + THIRD + statement(booking(details="É"), reference="LAST")).encode()
BLOCKS = (
    "{1:F01SAMPCHGGAXXX0000000000}{2:I940SAMPCHGGXXXXN}{4:\r\n"
    + statement(booking(details="É"), end="-}").replace("\n", "\r\n")
) * 2


@pytest.mark.parametrize("data", [SHORT, PAGED, BLOCKS.encode()], ids=["sample", "pages", "blocks"])
def test_a_file_cut_anywhere_gives_no_statement_that_is_not_in_the_whole_file(data: bytes) -> None:
    complete = read(data).statements
    for length in range(len(data)):
        try:
            file = read(data[:length])
        except UnreadableBankFile:
            continue
        assert [each._replace(identification="") for each in file.statements] == [
            each._replace(identification="") for each in complete[: len(file.statements)]
        ]
        assert file.refused or len(WHOLE_BALANCE.findall(data, 0, length)) == data.count(b":20:", 0, length)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_changed_digit_in_an_amount_breaks_the_sums_or_is_refused(data: st.DataObject) -> None:
    source = PAGED if data.draw(st.booleans()) else SHORT
    commas = [place for place in range(len(source)) if source[place : place + 1] == b"," and is_amount(source, place)]
    comma = data.draw(st.sampled_from(commas))
    start = comma
    while source[start - 1 : start].isdigit():
        start -= 1
    digits = [*range(start, comma), comma + 1, comma + 2]
    place = data.draw(st.sampled_from(digits))
    digit = data.draw(st.sampled_from([each for each in b"0123456789" if each != source[place]]))
    file = read(source[:place] + bytes([digit]) + source[place + 1 :])
    assert file.refused or any(
        each.opening is None or each.opening + sum(line.signed for line in each.lines) != each.closing
        for each in file.statements
    )


def is_amount(source: bytes, comma: int) -> bool:
    line = source[source.rfind(b"\n", 0, comma) + 1 : comma]
    return line.startswith((b":61:", b":60", b":62"))


PIECES = st.sampled_from(
    [*SAMPLE.splitlines(keepends=True)[:60], b":", b"-\n", b"{4:", b"-}", b"\n", b"//", b"?20", b"\xc3"]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=40).map(b"".join)))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    with suppress(LedgerError):
        read(data)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2500), st.binary(max_size=3)), min_size=1, max_size=5))
def test_no_change_in_a_good_file_raises_anything_but_a_refusal(changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(SHORT)
    for place, new in changes:
        data[place : place + len(new)] = new
    with suppress(LedgerError):
        read(bytes(data))
