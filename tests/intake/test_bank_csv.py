"""What is read from the CSV exports of Swiss banks and what is refused: tables first, then traps, then properties."""

import csv
import io
import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban as iban_numbers
from stdnum import iso11649
from stdnum.ch import esr
from stdnum.iso7064 import mod_97_10

from db.vocabulary import Direction
from ledger.intake.bank_csv import UnknownLayout, read_bank_csv
from ledger.intake.statements import BankFile, BankPayment, Statement, StatementLine, UnreadableBankFile
from sample_data.as_ubs_csv import ubs_csv_bytes
from sample_data.make_bank_files import ACCOUNT_IBAN, OPENING_BALANCE_CHF, read_lines, statements

CENT = Decimal("0.01")


def iban_of(country: str, body: str) -> str:
    """Give an invented IBAN with right check digits."""
    return country + mod_97_10.calc_check_digits(body + country) + body


OURS = iban_of("CH", "08990000201600001")
OUR_QR_IBAN = iban_of("CH", "30123000201600001")
THEIRS = iban_of("CH", "08991000000000007")
RF = "RF" + mod_97_10.calc_check_digits("CCM2025XX01RF") + "CCM2025XX01"
QRR = "00000000000000000000202512"[:26] + esr.calc_check_digit("00000000000000000000202512"[:26])
Cells = Sequence[str]

# The tables: what each bank puts above and into its header, in invented rows ----------------------------------------

UBS_HEADERS = {
    "de": "Abschlussdatum;Abschlusszeit;Buchungsdatum;Valutadatum;Währung;Belastung;Gutschrift;Einzelbetrag;Saldo;"
    "Transaktions-Nr.;Beschreibung1;Beschreibung2;Beschreibung3;Fussnoten;",
    "fr": "Date de transaction;Heure de transaction;Date de comptabilisation;Date de valeur;Devise;Débit;Crédit;"
    "Sous-montant;Solde;N° de transaction;Description1;Description2;Description3;Notes de bas de page;",
    "it": "Data dell'operazione;Ora dell'operazione;Data di contabilizzazione;Data di valuta;Moneta;Addebito;Accredito;"
    "Importo singolo;Saldo;N. di transazione;Descrizione1;Descrizione2;Descrizione3;Note a piè di pagina;",
    "en": "Trade date;Trade time;Booking date;Value date;Currency;Debit;Credit;Individual amount;Balance;"
    "Transaction no.;Description1;Description2;Description3;Footnotes;",
}
UBS_LABELS = {
    "de": ("Von:", "Bis:", "Anfangssaldo:", "Schlusssaldo:", "Bewertet in:"),
    "fr": ("Du:", "Au:", "Solde initial:", "Solde final:", "Évaluation en:"),
    "it": ("Dal:", "Al:", "Saldo iniziale:", "Saldo finale:", "Valutazione in:"),
    "en": ("From:", "Until:", "Opening balance:", "Closing balance:", "Valued in:"),
}
NOV = "2025-11-"
# day, debit, credit, balance, reference, the other side, kind, text
UBS_ROWS = (
    (NOV + "20", "-40.00", "", "1260.00", "2025324TO02", "Papeterie Test;Rue 1;CH", "Ordre", "Motif du paiement: X"),
    (NOV + "12", "", "200.00", "1300.00", "2025316PH01", "TREASURY OF NOWHERE;XX", "Crédit", "Motif du paiement: A, B"),
    (NOV + "03", "", "100.00", "1100.00", "2025307PH01", "MINISTRY OF TESTS;XX", "Crédit", ""),
)


def ubs_row(day: str, debit: str, credit: str, balance: str, *rest: str) -> tuple[str, ...]:
    return (day, "", day, day, "CHF", debit, credit, "", balance, *rest, "", "")


def ubs_part(amount: str, *texts: str) -> tuple[str, ...]:
    return ("", "", "", "", "CHF", "", "", amount, "", "2025316PH01", *texts, "", "")


UBS_LINES = tuple(ubs_row(*line) for line in UBS_ROWS)


def csv_text(rows: Sequence[Cells], delimiter: str = ";", end: str = "\n") -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=end).writerows(rows)
    return file.getvalue()


def ubs(
    rows: Sequence[Cells] = UBS_LINES,
    language: str = "fr",
    balances: tuple[str, str] = ("1000.00", "1260.00"),
    count: str = "",
    end: str = "\n",
) -> str:
    values = (NOV + "01", NOV + "30", *balances, "CHF")
    above = [["IBAN:", OURS, ""]]
    above += [[label, value, ""] for label, value in zip(UBS_LABELS[language], values, strict=True)]
    if count:
        above.append(["Nombre de transactions dans cette période:", count, ""])
    return csv_text([*above, [], UBS_HEADERS[language].split(";"), *rows], end=end)


def postfinance(rows: str, header: str = "", above: str = "") -> str:
    header = header or "Date;Texte de notification;Crédit en CHF;Débit en CHF;Label;Catégorie;Valeur;Solde en CHF"
    above = above or f'Date de début:;="01.11.2025"\nDate de fin:;="30.11.2025"\nCompte:;="{OURS}"\nMonnaie:;="CHF"\n'
    return f"{above}\n{header}\n\n{rows}\n\nDisclaimer:\nLe contenu est sans garantie.\n"


PF_ROWS = """\
="20.11.2025";"ORDRE DE PAIEMENT";;-40;;;20.11.2025;1260
12.11.2025;"CRÉDIT B";150.5;;;;12.11.2025;1300
12.11.2025;"CRÉDIT A";49.5;;;;12.11.2025;
03.11.2025;"CRÉDIT";100;;;;02.11.2025;1100"""
ZKB_HEADER = (
    '"Datum";"Buchungstext";"Zahlungszweck";"Whg";"Betrag Detail";"ZKB-Referenz";"Referenznummer";"Belastung CHF";'
    '"Gutschrift CHF";"Valuta";"Saldo CHF";"Zahlungszweck";"Details"'
)
ZKB_ROWS = """\
"20.11.2025";"Belastungen (2)";"";"";"";"Z2";"";"40.00";"";"20.11.2025";"1'260.00";"";""
"";"Papeterie Test";"";"CHF";"15.00";"";"";"";"";"";"";"";""
"";"Imprimerie Test";"";"CHF";"25.00";"";"";"";"";"";"";"";""
"12.11.2025";"Gutschrift: TREASURY OF NOWHERE";"";"";"";"Z1";"";"";"200.00";"11.11.2025";"1300.00";"PAY";"N"
"""
RAIFFEISEN = f"""\
IBAN;Booked At;Text;Credit/Debit Amount;Balance;Valuta Date
{OURS};2025-11-03 00:00:00.0;Gutschrift TREASURY OF NOWHERE;100;1100;2025-11-02 00:00:00.0
;Second line of the text;;;;
;;;;;
{OURS};2025-11-20 00:00:00.0;Sammelauftrag;-40.5;1059.5;2025-11-20 00:00:00.0
;;Papeterie Test CHF 15.50;;;
;;Imprimerie Test CHF 25.00;;;
"""
BCV = f"""\
Transactions list;;;;;30.11.2025, 08:00
Account No. : {OURS};;;;;
Balance : 1'260.00;;;;;
Curr. : CHF;;;;;
;;;;;
Execution date;Transactions;Debit;Credit;Value date;Balance
20.11.2025;Papeterie Test;1'040.00;;20.11.2025;
12.11.2025;TREASURY OF NOWHERE;;2'200.00;11.11.2025;
"""
CREDIT_SUISSE = f"""\
Erstellt am 30.11.2021 08:00:00 CET
Buchungen suchen
Konto,"Kontokorrent,{OURS}, ISU"
Saldo,1'260.00 CHF
Buchungen
Buchungsdatum,Text,Belastung,Gutschrift,Valutadatum,Saldo,Valutasaldo,Buchungszeitpunkt
20.11.2021,"Zahlung ,Papeterie Test ",40.00,,20.11.2021,1260.00,1260.00,20.11.2021 01:00:00
12.11.2021,"Vergütung ,B ",,150.50,12.11.2021,1300.00,1300.00,12.11.2021 02:00:00
12.11.2021,"Vergütung ,A ",,49.50,12.11.2021,,1300.00,12.11.2021 01:00:00
Total Spalte,,40.00,200.00,,,,
"""
UBS_FIRST_HEADER = (
    "Date d'évaluation;Relation bancaire;Portefeuille;Produit;IBAN;Monn.;Date du;Date au;Description;"
    "Date de conclusion;Date de comptabilisation;Date de valeur;Description 1;Description 2;Description 3;"
    "N° de transaction;Cours des devises du montant initial en montant du décompte;Sous-montant;Débit;Crédit;Solde"
)


def ubs_first(rows: Sequence[Cells], delimiter: str = ";") -> str:
    """Each row: day, three texts, reference, rate, part, debit, credit, balance."""
    start = ("01.12.2019", "0899", "", "0899.1", OURS, "CHF", "01.11.2019", "30.11.2019", "Compte")
    full = [(*start, row[0], row[0], row[0], *row[1:]) for row in rows]
    return csv_text([UBS_FIRST_HEADER.split(";"), *full], delimiter)


UBS_FIRST_ROWS = (
    ("03.11.2019", "Crédit", "TREASURY OF NOWHERE", "NW", "T1", "", "", "", "1'200.00", "2'200.00"),
    ("03.11.2019", "Frais de tiers", "", "", "T1", "", "", "", "", ""),
    ("20.11.2019", "Ordre", "", "", "T2", "", "", "40.00", "", "2'160.00"),
    ("20.11.2019", "Papeterie Test", "", "", "T2", "", "-15.000000000", "", "", ""),
    ("20.11.2019", "Imprimerie Test", "", "", "T2", "", "-25.000000000", "", "", ""),
)


def read(text: str | bytes, name: str = "export.csv") -> BankFile:
    return read_bank_csv(name, text if isinstance(text, bytes) else text.encode())


def statement_of(text: str | bytes) -> Statement:
    (statement,) = read(text).statements
    return statement


def signed(statement: Statement) -> list[str]:
    return [str(line.signed) for line in statement.lines]


def payment_of(text: str, credit: bool = True, kind: str = "Crédit", party: str = "PAYER;XX") -> BankPayment:
    """Read one UBS line with a third description."""
    amounts = ("", "200.00") if credit else ("-200.00", "")
    row = ubs_row(NOV + "12", *amounts, "", "R1", party, kind, text)
    return statement_of(ubs([row], balances=("", ""))).lines[0].payments[0]


def refusal(text: str | bytes) -> str:
    with pytest.raises(UnreadableBankFile) as caught:
        read(text)
    return str(caught.value)


# What is read -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", UBS_HEADERS)
def test_today_s_ubs_export_is_read_in_four_languages(language: str) -> None:
    file = read(ubs(language=language))
    (statement,) = file.statements
    assert file.format == "CSV UBS"
    assert signed(statement) == ["100.00", "200.00", "-40.00"]
    assert (statement.opening, statement.closing) == (Decimal("1000.00"), Decimal("1260.00"))
    assert (statement.from_on, statement.to_on) == (date(2025, 11, 1), date(2025, 11, 30))
    assert (statement.iban, statement.currency, statement.currencies) == (OURS, "CHF", ("CHF",))
    assert statement.identification == "UBS 2025-11-01 to 2025-11-30"
    assert [line.bank_reference for line in statement.lines] == ["2025307PH01", "2025316PH01", "2025324TO02"]
    assert not statement.warnings


def test_the_payer_is_the_first_description_up_to_the_first_semicolon() -> None:
    lines = statement_of(ubs()).lines
    assert [line.payment.payer for line in lines] == ["MINISTRY OF TESTS", "TREASURY OF NOWHERE", "Papeterie Test"]


def test_the_reason_for_payment_is_the_text_with_its_commas() -> None:
    assert statement_of(ubs()).lines[1].payment.text == "A, B"


def test_without_a_kind_the_first_description_is_the_bank_s_own_words() -> None:
    payment = payment_of("No de transaction: R1", kind="", party="Décompte des prix")
    assert (payment.payer, payment.text) == ("", "Décompte des prix")


def test_texts_in_three_quotation_marks_are_read_without_them() -> None:
    row = ubs_row(NOV + "12", "", "200.00", "", "R1", '"NOWHERE;Rue 1"', '"a; b"', '"text"')
    line = statement_of(ubs([row], balances=("", ""))).lines[0]
    assert (line.payer, line.note, line.text) == ("NOWHERE", "a; b", "text")


def test_sub_amounts_become_payments_and_are_never_added() -> None:
    rows = [
        ubs_row(NOV + "12", "", "200.00", "1200.00", "2025316PH01", "Crédit QR", OUR_QR_IBAN, ""),
        ubs_part("150.50", f"QRR: {QRR}", "", "Frais: 0.20"),
        ubs_part("49.50", "PAYER B", "", "Motif du paiement: B"),
    ]
    statement = statement_of(ubs(rows, balances=("1000.00", "1200.00")))
    (line,) = statement.lines
    assert line.amount == Decimal("200.00")
    assert [payment.amount for payment in line.payments] == [Decimal("150.50"), Decimal("49.50")]
    assert [payment.creditor_reference for payment in line.payments] == [QRR, ""]
    assert [payment.payer for payment in line.payments] == ["", "PAYER B"]
    assert line.raw.count("\n") == 2
    assert not statement.warnings


def test_a_single_sub_amount_belongs_to_the_one_payment() -> None:
    rows = [
        ubs_row(NOV + "12", "", "200.00", "1200.00", "2025316PH01", "Crédit SCOR", OURS, "No de transaction: 1"),
        ubs_part("200.00", f"SCOR: {RF}", "", ""),
    ]
    (line,) = statement_of(ubs(rows, balances=("1000.00", "1200.00"))).lines
    assert (line.payment.amount, line.payment.creditor_reference) == (Decimal("200.00"), RF)


def test_sub_amounts_that_do_not_add_up_are_told_and_the_booking_counts() -> None:
    rows = [ubs_row(NOV + "12", "", "200.00", "", "2025316PH01", "Crédit", "x", ""), ubs_part("1.00"), ubs_part("2.00")]
    statement = statement_of(ubs([rows[0], *([*part, "", "", "", ""][:15] for part in rows[1:])], balances=("", "")))
    assert statement.lines[0].amount == Decimal("200.00")
    assert "add up to 3.00, the booking is 200.00, which counts" in statement.warnings[0]


def test_lines_not_booked_yet_are_skipped_with_a_warning_though_they_stand_in_the_balance() -> None:
    pending = (NOV + "21", "10:00:00", "", NOV + "21", "CHF", "-10.00", "", "", "1250.00", "R9", "Kiosk", "Carte", "")
    statement = statement_of(ubs([(*pending, "", ""), *(ubs_row(*row) for row in UBS_ROWS)]))
    assert signed(statement) == ["100.00", "200.00", "-40.00"]
    assert "10.00 is not booked yet" in statement.warnings[0]
    assert statement.closing is None


def test_the_signed_ubs_export_of_2022_is_read_and_its_word_must_agree() -> None:
    header = "Trade date;Trade time;Booking date;Value date;Currency;Transaction amount;Debit/Credit;Balance;"
    header += "Transaction no.;Description1;Description2;Description3;Footnotes;"
    text = f"{header}\n2022-09-26;;2022-09-26;2022-09-26;CHF;-35.00;{{}};965.00;R1;Shop;Card;;;\n"
    assert signed(statement_of(text.format("Debit"))) == ["-35.00"]
    assert "line 2: the amount -35.00 and the word 'Credit' beside it do not agree" in refusal(text.format("Credit"))


@pytest.mark.parametrize("delimiter", [";", ","])
def test_the_first_ubs_export_is_read_with_its_continuation_rows(delimiter: str) -> None:
    statement = statement_of(ubs_first(UBS_FIRST_ROWS, delimiter))
    first, second = statement.lines
    assert signed(statement) == ["1200.00", "-40.00"]
    assert (statement.iban, statement.from_on, statement.to_on) == (OURS, date(2019, 11, 1), date(2019, 11, 30))
    assert (statement.opening, statement.closing) == (Decimal("1000.00"), Decimal("2160.00"))
    assert first.payment.text == "Crédit TREASURY OF NOWHERE NW Frais de tiers"
    assert [payment.amount for payment in second.payments] == [Decimal("15.00"), Decimal("25.00")]


def test_fees_of_both_signs_in_the_first_ubs_export_are_text_and_an_original_amount_is_a_fact() -> None:
    rows = [
        ("20.11.2019", "Frais", "", "", "T2", "", "", "40.00", "", "960.00"),
        ("20.11.2019", "Ordre", "", "", "T2", "", "-41.000000000", "", "", ""),
        ("20.11.2019", "Rabais", "", "", "T2", "", "1.000000000", "", "", ""),
        ("21.11.2019", "Ordre", "", "", "T3", "", "", "60.00", "", "900.00"),
        ("21.11.2019", "Montant payé", "", "", "T3", "1.200000000", "50.000000000", "", "", ""),
    ]
    fees, foreign = statement_of(ubs_first(rows)).lines
    assert fees.payment.amount == Decimal("40.00")
    assert "Rabais 1.000000000" in fees.payment.text
    assert foreign.payment.original == "50.000000000 rate 1.200000000"


def test_the_balances_below_the_first_ubs_export_are_read() -> None:
    rows = [(*row[:-1], "") for row in UBS_FIRST_ROWS]
    footer = ";" * 20 + "\nSolde final;Solde initial" + ";" * 19 + "\n2160.000000000;1000.000000000" + ";" * 19 + "\n"
    statement = statement_of(ubs_first(rows) + footer)
    assert (statement.opening, statement.closing) == (Decimal("1000.00"), Decimal("2160.00"))


def test_postfinance_writes_a_balance_only_on_the_last_line_of_a_day() -> None:
    file = read(postfinance(PF_ROWS))
    (statement,) = file.statements
    assert file.format == "CSV PostFinance"
    assert signed(statement) == ["100.00", "49.50", "150.50", "-40.00"]
    assert (statement.opening, statement.closing) == (Decimal("1000.00"), Decimal("1260.00"))
    assert (statement.iban, statement.from_on, statement.to_on) == (OURS, date(2025, 11, 1), date(2025, 11, 30))
    assert {line.bank_reference for line in statement.lines} == {""}
    assert statement.lines[0].value_date == date(2025, 11, 2)


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Datum;Bewegungstyp;Avisierungstext;Gutschrift in CHF;Lastschrift in CHF;Label;Kategorie", "{};K;T;{};{};;"),
        ("Data;Tipo di movimento;Testo di avviso;Accredito in CHF;Addebito in CHF", "{};K;T;{};{}"),
        ("Date;Type of transaction;Notification text;Credit in CHF;Debit in CHF;Tag;Category", "{};K;T;{};{};;"),
        ("Buchungsdatum;Avisierungstext;Gutschrift;Lastschrift;Valuta;Saldo", "{};T;{};{};{};"),
    ],
)
def test_postfinance_without_balances_says_none(header: str, rows: str) -> None:
    written = "\n".join(
        rows.format(day, credit, debit, day)
        for day, credit, debit in (("12.11.25", "", "-40"), ("03.11.25", "+1'9.5", ""))
    ).replace("+1'9.5", "+1'009.50")
    statement = statement_of(postfinance(written, header))
    assert signed(statement) == ["1009.50", "-40.00"]
    assert (statement.opening, statement.closing) == (None, None)


def test_postfinance_of_2009_is_separated_by_tabs_and_has_days_without_points() -> None:
    rows = "Data\tTesto d'avviso\tAccredito\tAddebito\tData della valuta\tSaldo\t\n"
    rows += "20090331\tORDINE\t\t85.9\t20090331\t914.1\t\n20090330\tGIRATA\t100\t\t20090330\t1000\t\n"
    assert signed(statement_of(rows)) == ["100.00", "-85.90"]


def test_postfinance_of_2010_is_read() -> None:
    rows = "BookingDate;BookingText;Details;ValutaDate;DebitAmount;CreditAmount;Balance\n"
    rows += "29.10.2010;E;2;29.10.2010;-45.00;;955.00\n25.10.2010;G;2;25.10.2010;;110.00;1000.00\n"
    assert signed(statement_of(rows)) == ["110.00", "-45.00"]


def test_zkb_details_become_payments_and_the_doubled_purpose_is_text() -> None:
    file = read(ZKB_HEADER + "\n" + ZKB_ROWS)
    credit, debit = file.statements[0].lines
    assert file.format == "CSV ZKB"
    assert [payment.amount for payment in debit.payments] == [Decimal("15.00"), Decimal("25.00")]
    assert [payment.text for payment in debit.payments] == ["Papeterie Test", "Imprimerie Test"]
    assert credit.text == "Gutschrift: TREASURY OF NOWHERE PAY N"
    assert (credit.bank_reference, credit.value_date) == ("Z1", date(2025, 11, 11))
    assert file.statements[0].opening == Decimal("1100.00")


def test_zkb_puts_a_blank_before_the_quotation_mark_and_the_currency_into_the_header() -> None:
    rows = "".join(f" {row}\n" for row in (ZKB_HEADER + "\n" + ZKB_ROWS).replace("CHF", "USD").splitlines())
    statement = statement_of(rows.encode("utf-8-sig"))
    assert (statement.currency, statement.currencies) == ("USD", ("USD",))
    assert len(statement.lines[1].payments) == 2


def test_a_detail_in_another_currency_is_a_fact_and_no_payment() -> None:
    foreign = ZKB_ROWS.replace('"CHF";"15.00"', '"EUR";"15.00"')
    line = statement_of(ZKB_HEADER + "\n" + foreign).lines[1]
    assert (line.payment.amount, line.payment.original) == (Decimal("40.00"), "EUR 15.00")


def test_zkb_of_2009_is_separated_by_commas_and_has_no_reference() -> None:
    rows = "Datum,Buchungstext,Betrag Detail,Belastung CHF,Gutschrift CHF,Valuta,Saldo CHF\n"
    rows += '"08.03.2009","Einkauf",,"6.60","","06.03.2009","993.40"\n,"Kiosk Test","",,,,\n'
    (line,) = statement_of(rows).lines
    assert (line.signed, line.text, line.bank_reference) == (Decimal("-6.60"), "Einkauf Kiosk Test", "")


def test_the_short_zkb_export_names_the_account_in_each_row() -> None:
    rows = f'Datum;Buchungstext;Konto;Whg;Belastung;Gutschrift\n"13.02.2023";"T";"{OURS}";"CHF";"75.30";""\n'
    statement = statement_of(rows)
    assert (statement.iban, statement.currency, signed(statement)) == (OURS, "CHF", ["-75.30"])


def test_raiffeisen_is_read_oldest_first_with_times_and_continuation_rows() -> None:
    file = read(RAIFFEISEN)
    (statement,) = file.statements
    assert file.format == "CSV Raiffeisen"
    assert signed(statement) == ["100.00", "-40.50"]
    assert statement.lines[0].text == "Gutschrift TREASURY OF NOWHERE Second line of the text"
    assert statement.lines[1].text == "Sammelauftrag Papeterie Test CHF 15.50 Imprimerie Test CHF 25.00"
    assert (statement.opening, statement.closing) == (Decimal("1000.00"), Decimal("1059.50"))
    assert statement.currency == "CHF"
    assert "does not say its currency" in statement.warnings[0]


def test_bcv_says_label_and_value_in_one_cell_and_may_give_no_balance() -> None:
    file = read(BCV)
    (statement,) = file.statements
    assert (file.format, statement.iban, statement.currency) == ("CSV BCV", OURS, "CHF")
    assert signed(statement) == ["2200.00", "-1040.00"]
    assert (statement.opening, statement.closing, statement.warnings) == (None, None, ())


def test_credit_suisse_is_read_and_its_totals_must_agree() -> None:
    file = read(CREDIT_SUISSE)
    (statement,) = file.statements
    assert (file.format, statement.iban, statement.currency) == ("CSV Credit Suisse", OURS, "CHF")
    assert signed(statement) == ["49.50", "150.50", "-40.00"]
    assert (statement.opening, statement.closing) == (Decimal("1100.00"), Decimal("1260.00"))
    broken = CREDIT_SUISSE.replace("Spalte,,40.00", "Spalte,,50.00")
    assert "line 10: the debits add up to 40.00, the bank's own total is 50.00" in refusal(broken)


def test_the_last_credit_suisse_export_has_value_dates_only() -> None:
    rows = 'Valutadatum,Text,Belastung,Gutschrift\n31.12.2023,"Saldo ,x",20.00,\n21.12.2023,V,,50000.00\n'
    rows += "Total,,20.00,50000.00\n"
    statement = statement_of(rows)
    assert signed(statement) == ["50000.00", "-20.00"]
    assert "value dates only" in statement.warnings[0]


def test_a_line_of_nothing_is_skipped_with_a_warning() -> None:
    statement = statement_of(
        ubs([ubs_row(NOV + "30", "0.00", "", "1260.00", "R", "x", "", "")] + [ubs_row(*row) for row in UBS_ROWS])
    )
    assert len(statement.lines) == 3
    assert "0.00 was skipped" in statement.warnings[0]


def test_the_digest_is_that_of_the_bytes_and_the_raw_text_is_verbatim() -> None:
    data = ubs(end="\r\n").encode()
    file = read(data)
    assert file.digest == sha256(data).hexdigest()
    assert all(line.raw in data.decode() and line.raw.startswith(NOV) for line in file.statements[0].lines)
    assert [line.position for line in file.statements[0].lines] == [1, 2, 3]


# What is certain in a text ------------------------------------------------------------------------------------------


def test_labelled_accounts_and_references_are_taken() -> None:
    spaced = " ".join(RF[at : at + 4] for at in range(0, len(RF), 4))
    payment = payment_of(f"Référence no. SCOR: {spaced}; Motif du paiement: CCM; Account no. IBAN: {THEIRS}; Coûts: 0")
    assert (payment.payer_account, payment.creditor_reference, payment.text) == (THEIRS, RF, "CCM")
    assert payment_of("Compte no. 7907 029821; No de transaction: 1").payer_account == "7907029821"
    assert payment_of(f"Referenz-Nr. QRR: {QRR}, Zahlungsgrund: x, Konto-Nr. IBAN: {THEIRS}").creditor_reference == QRR
    assert payment_of(f"N° de compte / IBAN: {THEIRS}").payer_account == THEIRS


def test_a_labelled_iban_with_wrong_check_digits_is_not_taken() -> None:
    wrong = THEIRS[:-1] + str((int(THEIRS[-1]) + 1) % 10)
    assert not iban_numbers.is_valid(wrong)
    assert payment_of(f"Account no. IBAN: {wrong}").payer_account == ""


def test_two_labelled_accounts_are_none() -> None:
    said = f"Motif du paiement: x; Account no. IBAN: {THEIRS}; Account no. IBAN: {iban_of('CH', '08992000000000008')}"
    assert payment_of(said).payer_account == ""


def test_an_account_in_the_reason_for_payment_is_not_the_payer_s() -> None:
    payment = payment_of(f"Motif du paiement: REFUND TO {THEIRS} REF {RF}; No de transaction: 1")
    assert (payment.payer_account, payment.creditor_reference) == ("", "")
    assert THEIRS in payment.text


def test_our_own_account_and_a_qr_iban_never_pay_us() -> None:
    assert payment_of(f"Account no. IBAN: {OURS}").payer_account == ""
    assert payment_of(f"Account no. IBAN: {OUR_QR_IBAN}").payer_account == ""
    assert payment_of(f"Account no. IBAN: {OUR_QR_IBAN}", credit=False).payer_account == OUR_QR_IBAN


@pytest.mark.parametrize(
    ("text", "account", "reference"),
    [
        (f"CRÉDIT {THEIRS} EXPÉDITEUR: NOWHERE", THEIRS, ""),
        (f"CRÉDIT {THEIRS[:4]} {THEIRS[4:12]} {THEIRS[12:]} NOWHERE", THEIRS, ""),
        (f"CRÉDIT {THEIRS} AND {iban_of('LI', '08810000000000001')}", "", ""),
        (f"CRÉDIT {OURS} {THEIRS}", THEIRS, ""),
        (f"PAYMENT {RF} THANKS", "", RF),
        (f"PAYMENT {RF[:4]} {RF[4:8]} {RF[8:]}", "", RF),
        (f"PAYMENT RF99{RF[4:]}", "", ""),
        (f"REF {QRR}", "", QRR),
        (f"REF {QRR[:-1]}{(int(QRR[-1]) + 1) % 10}", "", ""),
        ("REF " + "0" * 27, "", ""),
        (f"REF {RF} AND {QRR}", "", ""),
        (f"XX{RF}", "", ""),
    ],
)
def test_without_labels_only_a_single_value_that_proves_itself_is_taken(
    text: str, account: str, reference: str
) -> None:
    row = f'12.11.2025;"{text}";100;;;;12.11.2025;1100'
    payment = statement_of(postfinance(row)).lines[0].payments[0]
    assert (payment.payer_account, payment.creditor_reference) == (account, reference)
    assert payment.payer == ""


# What is refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7\n1 0 obj", b"<html><body>Session expired;please, log in</body></html>", b"a;b;c\n1;2;3\n",
     b"\x00\x01\x02", b'"', b";;;;\n" * 100, ubs().encode()[:30], RAIFFEISEN.split("\n", 1)[1].encode()],
)  # fmt: skip
def test_what_is_no_export_is_refused_in_one_sentence(data: bytes) -> None:
    told = refusal(data)
    assert told.startswith("export.csv was not taken: ")
    assert "\n" not in told


def test_an_unknown_header_names_the_banks_and_the_remedy() -> None:
    with pytest.raises(UnknownLayout, match="UBS, PostFinance, ZKB, Raiffeisen, BCV or Credit Suisse") as caught:
        read("Jour;Somme\n1.1.2025;5\n")
    assert "isu bank map export.csv" in str(caught.value)


@pytest.mark.parametrize("text", [ubs([]), ubs().split("\n2025")[0], RAIFFEISEN.partition("\n")[0]])
def test_a_file_with_only_a_header_is_refused(text: str) -> None:
    assert "a header and no booked line below it" in refusal(text)


def test_a_header_cut_in_the_middle_is_refused_naming_what_is_missing() -> None:
    header = "".join(ubs().partition("Date de comptabilisation;Date de valeur;Devise;Débit;Créd")[:2])
    with pytest.raises(UnknownLayout):
        read(header)
    cut = UBS_HEADERS["fr"].replace("Crédit;", "")
    assert "line 1 looks like the header of UBS, but has no column for the credit" in refusal(cut + "\n")


def test_a_column_that_stands_there_twice_is_refused() -> None:
    doubled = ubs().replace("Débit;Crédit", "Débit;Débit;Crédit")
    assert "the header of UBS has the column for the debit twice" in refusal(doubled)


@pytest.mark.parametrize(
    "written",
    [
        "12..34",
        "1e5",
        "1.234",
        "NaN",
        "Infinity",
        "1,50",
        "--5",
        "+-5",
        "1'2.00",
        "12.",
        ".5",
        "0x10",
        "١٢",
        "5-",
        "1 2",
    ],
)
def test_an_amount_that_is_none_is_refused_with_its_line(written: str) -> None:
    told = refusal(ubs([ubs_row(NOV + "12", "", written, "", "R", "P", "K", "T")]))
    assert "line 9: " in told
    assert "is no amount" in told


@pytest.mark.parametrize("mark", ["'", "’", " ", "\u00a0", "\u202f"])
def test_thousands_may_be_set_apart(mark: str) -> None:
    row = ubs_row(NOV + "12", "", f"12{mark}345.6", "", "R", "P", "K", "T")
    assert signed(statement_of(ubs([row], balances=("", "")))) == ["12345.60"]


@pytest.mark.parametrize(
    "written",
    ["2025-11-31", "2025-02-29", "2025-13-01", "31.11.2025", "11/12/2025", "12.11.25", "0000-01-01", "12 Nov"],
)
def test_a_day_that_is_none_is_refused(written: str) -> None:
    row = list(ubs_row(NOV + "12", "", "1.00", "", "R", "P", "K", "T"))
    row[2] = written
    assert "line 9: the booking date" in refusal(ubs([row]))


def test_the_sign_of_a_debit_must_be_that_of_the_bank() -> None:
    assert "is not written with a minus" in refusal(ubs([ubs_row(NOV + "12", "5.00", "", "", "R", "P", "K", "T")]))
    assert "is not written without a minus" in refusal(ZKB_HEADER + "\n" + ZKB_ROWS.replace('"40.00"', '"-40.00"'))
    assert "is negative" in refusal(ubs([ubs_row(NOV + "12", "", "-5.00", "", "R", "P", "K", "T")]))
    assert "a debit -5.00 and a credit 5.00" in refusal(
        ubs([ubs_row(NOV + "12", "-5.00", "5.00", "", "R", "P", "K", "T")])
    )


def test_a_running_balance_that_does_not_follow_is_refused_with_the_difference() -> None:
    told = refusal(ubs().replace(";;1300.00;", ";;1310.00;"))
    assert "line 10: the running balance is 1'310.00, the lines before it give 1'300.00, a difference of 10.00" in told
    assert "the running balance" in refusal(postfinance(PF_ROWS.replace("49.5", "49.4")))


def test_fewer_lines_than_the_bank_counts_are_refused() -> None:
    assert signed(statement_of(ubs(count="3"))) == ["100.00", "200.00", "-40.00"]
    assert "the bank counts 4 bookings in it and only 3 are there" in refusal(ubs(count="4"))


def test_a_line_cut_short_or_with_cells_too_many_is_refused() -> None:
    assert "is cut short" in refusal(ubs()[: -len("MINISTRY OF TESTS;XX;Crédit;;;;;;;\n")].rstrip("\n"))
    loose = ubs().replace('"MINISTRY OF TESTS;XX"', "MINISTRY OF TESTS;XX;a;b;c;d;e")
    assert "has more cells than the header" in refusal(loose)


def test_a_quotation_mark_that_is_not_closed_swallows_no_lines() -> None:
    assert "a quotation mark is opened and not closed" in refusal(ubs().replace("Ordre", '"Ordre'))
    assert "a quotation mark is opened and not closed" in refusal(
        ubs().replace("Ordre", '"Ordre').replace("MINIST", '"M')
    )


def test_rows_without_an_amount_that_are_no_detail_are_refused() -> None:
    rows = [ubs_row(*row) for row in UBS_ROWS]
    lost = list(rows[2])
    lost[6] = lost[8] = ""
    assert "line 11 has a booking date and no amount" in refusal(ubs([*rows[:2], lost]))
    lost[8] = "1100.00"
    assert "line 11 has a balance and no amount" in refusal(ubs([*rows[:2], lost]))
    assert "no booking above it" in refusal(ubs([ubs_part("5.00", "x", "", ""), *rows]))
    assert "has an amount and no booking date" in refusal(RAIFFEISEN.replace("2025-11-20 00:00:00.0;Sam", ";Sam"))


def test_several_accounts_in_one_file_are_refused() -> None:
    assert "several accounts" in refusal(RAIFFEISEN.replace(f"{OURS};2025-11-20", f"{THEIRS};2025-11-20"))


def test_a_booking_below_the_disclaimer_is_refused() -> None:
    text = postfinance(PF_ROWS) + "20.11.2025;X;5;;;;20.11.2025;\n"
    assert "stands below the bank's disclaimer" in refusal(text)


def test_an_account_with_wrong_check_digits_is_told_and_not_taken() -> None:
    statement = statement_of(ubs().replace(OURS, "CH00" + OURS[4:]))
    assert statement.iban == ""
    assert "is no IBAN with right check digits" in statement.warnings[0]


def test_two_currencies_are_both_named() -> None:
    rows = [ubs_row(*row) for row in UBS_ROWS]
    mixed = (*rows[0][:4], "EUR", *rows[0][5:])
    assert statement_of(ubs([mixed, *rows[1:]])).currencies == ("CHF", "EUR")


def test_a_line_outside_the_period_is_told() -> None:
    statement = statement_of(ubs().replace("Au:;2025-11-30", "Au:;2025-11-15"))
    assert statement.warnings == ("lines booked outside its period: 1, the first on 2025-11-20",)


def test_a_period_that_runs_backwards_or_is_said_twice_is_refused() -> None:
    assert "backwards" in refusal(ubs().replace("Du:;2025-11-01", "Du:;2025-12-01"))
    assert "the closing balance is said twice" in refusal("Solde final:;5.00\n" + ubs())


# Order --------------------------------------------------------------------------------------------------------------


def test_a_file_that_is_oldest_first_stays_as_it_is() -> None:
    rows = [ubs_row(*row) for row in reversed(UBS_ROWS)]
    assert signed(statement_of(ubs(rows))) == ["100.00", "200.00", "-40.00"]


def test_within_one_day_the_balance_decides_and_else_the_habit_of_the_bank() -> None:
    def of_one_day(balances: tuple[str, str]) -> str:
        first = ubs_row(NOV + "12", "", "1.00", balances[0], "A", "P", "K", "")
        return ubs([first, ubs_row(NOV + "12", "", "2.00", balances[1], "B", "P", "K", "")], balances=("", ""))

    assert signed(statement_of(of_one_day(("11.00", "13.00")))) == ["1.00", "2.00"]
    assert signed(statement_of(of_one_day(("13.00", "12.00")))) == ["2.00", "1.00"]
    assert signed(statement_of(of_one_day(("", "")))) == ["2.00", "1.00"]


def test_where_the_balances_of_one_day_fit_both_ways_the_opening_balance_decides() -> None:
    rows = [
        ubs_row(NOV + "12", "", "5.00", "105.00", "A", "P", "K", ""),
        ubs_row(NOV + "12", "-5.00", "", "100.00", "B", "P", "K", ""),
    ]
    assert signed(statement_of(ubs(rows, balances=("100.00", "100.00")))) == ["5.00", "-5.00"]
    assert signed(statement_of(ubs(rows, balances=("105.00", "105.00")))) == ["-5.00", "5.00"]


def test_balances_that_fit_only_against_the_days_are_refused() -> None:
    rows = [
        ubs_row(NOV + "12", "-5.00", "", "100.00", "A", "P", "K", ""),
        ubs_row(NOV + "13", "", "7.00", "105.00", "B", "P", "K", ""),
    ]
    assert "the lines before it give 107.00, a difference of -2.00" in refusal(ubs(rows, balances=("", "")))


def test_trade_and_booking_dates_that_contradict_leave_the_order_to_the_balances() -> None:
    rows = [
        (NOV + "19", "", NOV + "21", NOV + "21", "CHF", "-2.00", "", "", "97.00", "B", "P", "K", "", "", ""),
        (NOV + "20", "", NOV + "20", NOV + "20", "CHF", "-1.00", "", "", "99.00", "A", "P", "K", "", "", ""),
    ]
    assert signed(statement_of(ubs(rows, balances=("", "")))) == ["-1.00", "-2.00"]


def test_card_lines_in_the_order_of_their_trade_dates_are_turned_round_by_the_balance() -> None:
    rows = [
        (NOV + "07", "", NOV + "08", NOV + "07", "CHF", "-2.00", "", "", "91.00", "C", "P", "K", "", "", ""),
        (NOV + "06", "", NOV + "09", NOV + "06", "CHF", "-6.00", "", "", "93.00", "B", "P", "K", "", "", ""),
        (NOV + "05", "", NOV + "05", NOV + "05", "CHF", "-1.00", "", "", "99.00", "A", "P", "K", "", "", ""),
    ]
    assert signed(statement_of(ubs(rows, balances=("", "")))) == ["-1.00", "-6.00", "-2.00"]


# The sample year ----------------------------------------------------------------------------------------------------


def test_the_sample_year_comes_back_without_loss() -> None:
    (statement,) = read_bank_csv("ubs.csv", ubs_csv_bytes()).statements
    told = [
        (
            line.amount,
            line.direction is Direction.CREDIT,
            line.booked_on,
            line.value_date,
            line.bank_reference,
            line.payment.creditor_reference,
            line.payment.payer_account,
            line.payment.payer,
            line.payment.text,
        )
        for line in statement.lines
    ]
    assert told == [
        (
            line.amount_chf,
            line.is_credit,
            line.value_date,
            line.value_date,
            line.bank_reference,
            line.reference,
            line.payer_account,
            line.payer,
            line.text,
        )
        for line in read_lines()
    ]
    assert not statement.warnings


def test_the_sample_year_opens_and_closes_as_its_months_do() -> None:
    (statement,) = read_bank_csv("ubs.csv", ubs_csv_bytes()).statements
    months = statements(read_lines())
    assert statement.opening == OPENING_BALANCE_CHF
    assert statement.opening + sum(line.signed for line in statement.lines) == statement.closing
    assert (statement.closing, statement.iban) == (months[-1].closing_chf, ACCOUNT_IBAN)
    assert (statement.from_on, statement.to_on) == (months[0].first_day, months[-1].last_day)
    assert b"SAMPLE" in ubs_csv_bytes()


# Properties ---------------------------------------------------------------------------------------------------------

amounts = st.integers(1, 10**9).map(lambda rappen: Decimal(rappen) * CENT)
bookings = st.lists(st.tuples(st.integers(1, 28), amounts, st.booleans()), min_size=1, max_size=12)
words = st.text(st.characters(codec="cp1252", exclude_categories=("Cc", "Cs")), max_size=40)


def with_balances(made: Sequence[tuple[int, Decimal, bool]], texts: Sequence[str] = ()) -> list[tuple[str, ...]]:
    """Make UBS rows, oldest first, with a running balance from 1000.00 on."""
    rows, balance = [], Decimal("1000.00")
    for number, (day, amount, is_credit) in enumerate(sorted(made, key=lambda each: each[0])):
        change = amount if is_credit else -amount
        balance += change
        columns = ("", f"{change:.2f}") if is_credit else (f"{change:.2f}", "")
        text = texts[number] if number < len(texts) else ""
        rows.append(ubs_row(f"{NOV}{day:02}", *columns, f"{balance:.2f}", f"R{number}", text, "Crédit", text))
    return rows


def facts(statement: Statement) -> list[tuple[object, ...]]:
    return [(line.signed, line.booked_on, line.bank_reference, line.payments, line.note) for line in statement.lines]


@given(
    made=bookings,
    texts=st.lists(words, max_size=12),
    newest_first=st.booleans(),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    delimiter=st.sampled_from(";,\t"),
)
@settings(max_examples=150, deadline=None)
def test_delimiter_encoding_line_end_and_direction_change_nothing(
    made: list[tuple[int, Decimal, bool]], texts: list[str], newest_first: bool, end: str, encoding: str, delimiter: str
) -> None:
    rows = with_balances(made, texts)
    header = ["IBAN:", OURS], ["Solde initial:", "1000.00"], UBS_HEADERS["fr"].split(";")
    plain = statement_of(csv_text([*header, *rows]).encode())
    turned = rows[::-1] if newest_first else rows
    data = csv_text([*header, *turned], delimiter, end).encode(encoding)
    if encoding == "cp1252" and is_utf8(data):
        return
    other = statement_of(data)
    assert [line.signed for line in other.lines] == [line.signed for line in plain.lines]
    assert (other.opening, other.closing) == (plain.opening, plain.closing)
    assert facts(other) == facts(plain)


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(made=bookings, seed=st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_rows_in_any_order_without_balances_give_the_same_lines(
    made: list[tuple[int, Decimal, bool]], seed: int
) -> None:
    rows = [(*row[:8], "", *row[9:]) for row in with_balances(made)]
    mixed = random.Random(seed).sample(rows, len(rows))
    (one, other) = (statement_of(ubs(each, balances=("", ""))) for each in (rows, mixed))
    assert sorted(map(repr, facts(one))) == sorted(map(repr, facts(other)))
    assert one.sum_of(Direction.CREDIT) == other.sum_of(Direction.CREDIT)


@given(made=bookings, data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_changed_digit_in_an_amount_is_refused_or_changes_the_sums(
    made: list[tuple[int, Decimal, bool]], data: st.DataObject
) -> None:
    rows = with_balances(made)
    before = statement_of(ubs(rows, balances=("1000.00", rows[-1][8])))
    at = data.draw(st.integers(0, len(rows) - 1))
    column = 6 if rows[at][6] else 5
    cell = rows[at][column]
    place = data.draw(st.sampled_from([place for place, sign in enumerate(cell) if sign.isdigit()]))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != cell[place]]))
    changed = list(rows[at])
    changed[column] = cell[:place] + digit + cell[place + 1 :]
    try:
        after = statement_of(ubs([*rows[:at], changed, *rows[at + 1 :]], balances=("1000.00", rows[-1][8])))
    except UnreadableBankFile:
        return
    assert at == 0 or rows[0][0] == rows[-1][0], "the running balance proves every amount of a later day"
    assert sum(line.signed for line in after.lines) != sum(line.signed for line in before.lines)


SEEDS = [
    ubs(),
    ubs_first(UBS_FIRST_ROWS),
    postfinance(PF_ROWS),
    f"{ZKB_HEADER}\n{ZKB_ROWS}",
    RAIFFEISEN,
    BCV,
    CREDIT_SUISSE,
]


def taken_or_refused(data: bytes) -> list[StatementLine]:
    with suppress(UnreadableBankFile):
        return [line for statement in read_bank_csv("x.csv", data).statements for line in statement.lines]
    return []


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_taken_or_refused(data: bytes) -> None:
    taken_or_refused(data)


@given(seed=st.sampled_from(SEEDS), data=st.data())
@settings(max_examples=300, deadline=None)
def test_any_damage_to_an_export_is_taken_or_refused(seed: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(seed)))
    end = data.draw(st.integers(start, min(len(seed), start + 20)))
    put = data.draw(st.text(max_size=8) | st.sampled_from([";", '"', "\n", "\r", "-", "'", ".", "0", ",", "\t", "NaN"]))
    for line in taken_or_refused((seed[:start] + put + seed[end:]).encode("utf-8", "surrogatepass")):
        assert line.amount > 0
        assert line.raw
        assert line.amount == line.amount.quantize(CENT)


@pytest.mark.parametrize(
    "rubbish",
    [b"x" * 20_000_000, b";" * 20_000_000, b"\n" * 20_000_000, b'"' * 20_000_000, b"RF1 " * 5_000_000,
     ubs().encode() + b";;;;\n" * 4_000_000, ubs().encode() + b"\n" * 20_000_000, ubs().encode() + b'"' * 20_000_000,
     ubs().encode() + b"x;y\n" * 5_000_000],
    ids=["x", "delimiters", "lines", "quotes", "words", "empty rows", "empty lines", "open quote", "rows"],
)  # fmt: skip
def test_twenty_megabytes_of_rubbish_are_refused(rubbish: bytes) -> None:
    refusal(rubbish)  # a second; what must not happen takes minutes


def test_a_valid_reference_is_one() -> None:
    assert iso11649.is_valid(RF)
    assert esr.is_valid(QRR)
    assert len(QRR) == 27
