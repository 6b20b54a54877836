"""Know the CSV exports of Swiss banks: which header words mean what, in German, French, Italian and English.

Apart because these are facts of the banks and change with them; nothing is decided here. Words are written as the banks
write them and compared by ``folded``; a currency behind a word (``Belastung CHF``) does not count.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Column(StrEnum):
    """What a column holds."""

    BOOKED = "booking date"
    VALUED = "value date"
    TRADED = "trade date"
    AMOUNT = "signed amount"
    DIRECTION = "debit or credit, as a word"
    DEBIT = "debit"
    CREDIT = "credit"
    BALANCE = "running balance"
    PART = "sub-amount"
    PART_CURRENCY = "currency of the sub-amount"
    RATE = "exchange rate"
    CURRENCY = "currency"
    IBAN = "own account"
    REFERENCE = "bank reference"
    FROM = "first day of the period"
    TO = "last day of the period"
    PARTY = "other side"
    KIND = "kind of booking"
    TEXT = "text"
    NOTE = "footnote"


class Meta(StrEnum):
    """What a row above the header tells of the account and the period."""

    IBAN = "account"
    CURRENCY = "currency"
    FROM = "first day"
    TO = "last day"
    OPENING = "opening balance"
    CLOSING = "closing balance"
    COUNT = "number of bookings"
    BALANCE_NOW = "balance on the day of export"


@dataclass(frozen=True, slots=True)
class Layout:
    """One generation of one bank's export.

    ``columns`` are header words by column, ``required`` those without which it is not this layout. A debit has a column
    of its own and a minus before it or none (``debits_are_negative``), or a signed amount. ``pads_parts``: sub-amounts
    are written with zeros behind the second decimal. ``repeats_dates``: the rows that continue a booking repeat its
    dates and reference. ``has_pending``: lines not yet booked stand among the others, without a booking date.
    """

    bank: str
    generation: str
    columns: Mapping[Column, frozenset[str]]
    required: frozenset[Column]
    day_forms: tuple[str, ...] = ("dd.mm.yyyy",)
    debits_are_negative: bool = False
    newest_first: bool = True
    pads_parts: bool = False
    repeats_dates: bool = False
    has_pending: bool = False
    remark: str = ""


_SPACES = re.compile(r"\s+")
_CURRENCY_BEHIND = re.compile(r"(.+?)\s+(?:in |en )?\(?([A-Z]{3})\)?", re.DOTALL)


def folded(word: str) -> str:
    """Write a header word or label as it is compared: small letters, no accents, no colon behind it.

    >>> folded(" Date de début :")
    'date de debut'
    """
    plain = unicodedata.normalize("NFKD", word.replace("’", "'").replace("°", "o"))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _SPACES.sub(" ", bare).strip(" :").casefold()


def word_and_currency(cell: str) -> tuple[str, str]:
    """Take a header cell apart: the word to compare, and the currency behind it.

    >>> word_and_currency("Crédit en CHF")
    ('credit', 'CHF')
    """
    parts = _CURRENCY_BEHIND.fullmatch(cell.strip())
    return (folded(parts[1]), parts[2]) if parts else (folded(cell), "")


def _words(written: str) -> frozenset[str]:
    return frozenset(folded(word) for word in written.split("|"))


def _columns(written: Mapping[Column, str]) -> Mapping[Column, frozenset[str]]:
    return {column: _words(words) for column, words in written.items()}


_TABLE_COLUMNS = (Column.BOOKED, Column.TEXT, Column.DEBIT, Column.CREDIT)
_TABLE = frozenset(_TABLE_COLUMNS)
_DATED_TABLE = _TABLE | {Column.VALUED, Column.BALANCE}
_UBS = {
    Column.TRADED: "Abschlussdatum|Date de transaction|Data dell'operazione|Trade date",
    Column.BOOKED: "Buchungsdatum|Date de comptabilisation|Data di registrazione|Data di contabilizzazione|"
    "Booking date",
    Column.VALUED: "Valutadatum|Date de valeur|Data di valuta|Value date",
    Column.CURRENCY: "Währung|Monnaie|Devise|Moneta|Currency",
    Column.BALANCE: "Saldo|Solde|Balance",
    Column.REFERENCE: "Transaktions-Nr.|Transaktions-Nr|N° de transaction|No de transaction|N. di transazione|"
    "Transaction no.",
    Column.PARTY: "Beschreibung1|Description1|Descrizione1",
    Column.KIND: "Beschreibung2|Description2|Descrizione2",
    Column.TEXT: "Beschreibung3|Description3|Descrizione3",
    Column.NOTE: "Fussnoten|Notes de bas de page|Note a piè di pagina|Footnotes",
}
_UBS_REQUIRED = frozenset(
    {Column.BOOKED, Column.VALUED, Column.CURRENCY, Column.BALANCE, Column.REFERENCE, Column.PARTY}
)
_UBS_TODAY = Layout(
    bank="UBS",
    generation="since November 2022",
    columns=_columns(
        _UBS
        | {
            Column.DEBIT: "Belastung|Débit|Addebito|Debit|Debit amount",
            Column.CREDIT: "Gutschrift|Crédit|Accredito|Credit|Credit amount",
            Column.PART: "Einzelbetrag|Sous-montant|Importo singolo|Individual amount",
        }
    ),
    required=_UBS_REQUIRED | {Column.DEBIT, Column.CREDIT, Column.PART},
    day_forms=("yyyy-mm-dd", "dd.mm.yyyy"),
    debits_are_negative=True,
    has_pending=True,
)
_UBS_SIGNED = Layout(
    bank="UBS",
    generation="autumn 2022",
    columns=_columns(
        _UBS
        | {
            Column.AMOUNT: "Transaktionsbetrag|Montant de la transaction|Importo della transazione|Transaction amount",
            Column.DIRECTION: "Belastung/Gutschrift|Débit/Crédit|Addebito/Accredito|Debit/Credit",
        }
    ),
    required=_UBS_REQUIRED | {Column.AMOUNT, Column.DIRECTION},
    day_forms=("yyyy-mm-dd", "dd.mm.yyyy"),
    has_pending=True,
)
_UBS_FIRST = Layout(
    bank="UBS",
    generation="to 2022",
    columns=_columns(
        {
            Column.IBAN: "IBAN",
            Column.CURRENCY: "Whrg.|Monn.|Ccy.",
            Column.FROM: "Datum von|Date du|Date from",
            Column.TO: "Datum bis|Date au|Date to",
            Column.TRADED: "Abschluss|Abschlussdatum|Date de conclusion|Trade date",
            Column.BOOKED: "Buchungsdatum|Date de comptabilisation|Booking date",
            Column.VALUED: "Valuta|Date de valeur|Value date",
            Column.TEXT: "Beschreibung 1|Beschreibung 2|Beschreibung 3|Description 1|Description 2|Description 3",
            Column.REFERENCE: "Transaktions-Nr.|N° de transaction|Transaction no.",
            Column.RATE: "Devisenkurs zum Originalbetrag in Abrechnungswährung|"
            "Cours des devises du montant initial en montant du décompte|"
            "Exchange rate in the original amount in settlement currency",
            Column.PART: "Einzelbetrag|Sous-montant|Individual amount",
            Column.DEBIT: "Belastung|Débit|Debit",
            Column.CREDIT: "Gutschrift|Crédit|Credit",
            Column.BALANCE: "Saldo|Solde|Balance",
        }
    ),
    required=_DATED_TABLE | {Column.IBAN, Column.CURRENCY, Column.FROM, Column.TO, Column.REFERENCE, Column.PART},
    day_forms=("dd.mm.yyyy", "dd.mm.yy"),
    pads_parts=True,
    repeats_dates=True,
)
_POSTFINANCE = Layout(
    bank="PostFinance",
    generation="since 2012",
    columns=_columns(
        {
            Column.BOOKED: "Datum|Buchungsdatum|Date|Date de comptabilisation|Data|Booking date",
            Column.KIND: "Bewegungstyp|Type de transaction|Tipo di movimento|Type of transaction",
            Column.TEXT: "Avisierungstext|Texte de notification|Testo di avviso|Notification text",
            Column.CREDIT: "Gutschrift|Crédit|Accredito|Credit",
            Column.DEBIT: "Lastschrift|Débit|Addebito|Debit",
            Column.VALUED: "Valuta|Valeur|Value",
            Column.BALANCE: "Saldo|Solde|Balance",
        }
    ),
    required=_TABLE,
    day_forms=("dd.mm.yyyy", "dd.mm.yy", "yyyy-mm-dd"),
    debits_are_negative=True,
)
_POSTFINANCE_2009 = Layout(
    bank="PostFinance",
    generation="2009",
    columns=_columns(
        {
            Column.BOOKED: "Data",
            Column.TEXT: "Testo d'avviso",
            Column.CREDIT: "Accredito",
            Column.DEBIT: "Addebito",
            Column.VALUED: "Data della valuta",
            Column.BALANCE: "Saldo",
        }
    ),
    required=_DATED_TABLE,
    day_forms=("yyyymmdd",),
)
_POSTFINANCE_2010 = Layout(
    bank="PostFinance",
    generation="2010",
    columns=_columns(
        {
            Column.BOOKED: "BookingDate",
            Column.TEXT: "BookingText",
            Column.VALUED: "ValutaDate",
            Column.DEBIT: "DebitAmount",
            Column.CREDIT: "CreditAmount",
            Column.BALANCE: "Balance",
        }
    ),
    required=_DATED_TABLE,
    debits_are_negative=True,
)
_ZKB = Layout(
    bank="ZKB",
    generation="with value date and balance",
    columns=_columns(
        {
            Column.BOOKED: "Datum|Date",
            Column.TEXT: "Buchungstext|Zahlungszweck|Referenznummer|Details|Booking text|Payment purpose|"
            "Reference number",
            Column.PART_CURRENCY: "Whg|Curr",
            Column.PART: "Betrag Detail|Amount details",
            Column.REFERENCE: "ZKB-Referenz|ZKB reference",
            Column.DEBIT: "Belastung|Debit",
            Column.CREDIT: "Gutschrift|Credit",
            Column.VALUED: "Valuta|Value date",
            Column.BALANCE: "Saldo|Balance",
        }
    ),
    required=_DATED_TABLE | {Column.REFERENCE},
)
_ZKB_2009 = replace(_ZKB, generation="2009", required=_DATED_TABLE | {Column.PART})
_ZKB_SHORT = Layout(
    bank="ZKB",
    generation="search results",
    columns=_columns(
        dict(zip(_TABLE_COLUMNS, ("Datum", "Buchungstext", "Belastung", "Gutschrift"), strict=True))
        | {Column.IBAN: "Konto", Column.CURRENCY: "Whg"}
    ),
    required=_TABLE | {Column.IBAN, Column.CURRENCY},
)
_RAIFFEISEN = Layout(
    bank="Raiffeisen",
    generation="since 2010",
    columns=_columns(
        {
            Column.IBAN: "IBAN",
            Column.BOOKED: "Booked At",
            Column.TEXT: "Text|Details",
            Column.AMOUNT: "Credit/Debit Amount",
            Column.BALANCE: "Balance",
            Column.VALUED: "Valuta Date",
        }
    ),
    required=frozenset({Column.BOOKED, Column.TEXT, Column.AMOUNT, Column.BALANCE, Column.VALUED}),
    day_forms=("yyyy-mm-dd with time", "dd.mm.yyyy with time"),
    newest_first=False,
)
_BCV = Layout(
    bank="BCV",
    generation="2025",
    columns=_columns(
        {
            Column.BOOKED: "Execution date|Date d'exécution",
            Column.TEXT: "Transactions|Opérations",
            Column.DEBIT: "Debit|Débit",
            Column.CREDIT: "Credit|Crédit",
            Column.VALUED: "Value date|Date de valeur|Date valeur",
            Column.BALANCE: "Balance|Solde",
        }
    ),
    required=_DATED_TABLE,
)
_CREDIT_SUISSE = Layout(
    bank="Credit Suisse",
    generation="to 2023",
    columns=_columns(
        {
            Column.BOOKED: "Buchungsdatum|Date comptable|Data di registrazione|Booking date",
            Column.TEXT: "Text|Texte|Testo",
            Column.DEBIT: "Belastung|Débit|Addebito|Debit",
            Column.CREDIT: "Gutschrift|Crédit|Accredito|Credit",
            Column.VALUED: "Valutadatum|Date de valeur|Data di valuta|Value date",
            Column.BALANCE: "Saldo|Solde|Balance",
        }
    ),
    required=_TABLE | {Column.BALANCE},
)
_CREDIT_SUISSE_LAST = Layout(
    bank="Credit Suisse",
    generation="2024",
    columns=_columns(dict(zip(_TABLE_COLUMNS, ("Valutadatum", "Text", "Belastung", "Gutschrift"), strict=True))),
    required=_TABLE,
    remark="it gives value dates only; they are taken as booking dates",
)

LAYOUTS = (
    _UBS_TODAY, _UBS_SIGNED, _UBS_FIRST, _POSTFINANCE, _POSTFINANCE_2009, _POSTFINANCE_2010, _ZKB, _ZKB_2009,
    _ZKB_SHORT, _RAIFFEISEN, _BCV, _CREDIT_SUISSE, _CREDIT_SUISSE_LAST,
)  # fmt: skip
BANKS = tuple(dict.fromkeys(layout.bank for layout in LAYOUTS))
SEVERAL = (Column.TEXT,)
META_WORDS = {
    word: meta
    for meta, written in {
        Meta.IBAN: "IBAN|Konto|Compte|Conto|Account|Account No.",
        Meta.CURRENCY: "Bewertet in|Évaluation en|Valutazione in|Valued in|Währung|Monnaie|Moneta|Currency|Curr.",
        Meta.FROM: "Von|Du|Dal|From|Datum von|Date de début|Data dal|Date from",
        Meta.TO: "Bis|Au|Al|Until|Datum bis|Date de fin|Data fino al|Date to",
        Meta.OPENING: "Anfangssaldo|Solde initial|Saldo iniziale|Opening balance",
        Meta.CLOSING: "Schlusssaldo|Solde final|Saldo finale|Closing balance",
        Meta.COUNT: "Anzahl Transaktionen in diesem Zeitraum|Nombre de transactions dans cette période|"
        "Numero di transazioni in questo periodo|Numbers of transactions in this period",
        Meta.BALANCE_NOW: "Saldo|Solde|Balance",
    }.items()
    for word in _words(written)
}
DEBIT_WORDS = _words("Belastung|Débit|Addebito|Debit")
CREDIT_WORDS = _words("Gutschrift|Crédit|Accredito|Credit")
END_WORDS = _words("Disclaimer")
TOTAL_START = "total"
