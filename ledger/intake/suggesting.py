"""Suggest what the columns of a bank list are, by the words of its header and by what stands below; a person decides.

Apart from reading, because a suggestion may be wrong and a reading may not.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.intake.grids import Grid
from ledger.intake.mapped import COLUMNS, DATE_FORMS, DEEPEST_HEADER, BadMapping, SheetMapping, signature

_WORDS: Mapping[str, tuple[str, ...]] = {
    "value": ("valeur", "valuta", "value date", "valor"),
    "booked": ("date comptable", "comptabilisation", "buchungsdatum", "booking", "booked", "buchung", "data contabile",
               "date", "datum", "fecha", "data"),
    "credit": ("credit", "gutschrift", "haben", "avere", "accredito", "abono", "haber"),
    "debit": ("debit", "belastung", "soll", "dare", "addebito", "cargo", "debe"),
    "balance": ("solde", "saldo", "balance"),
    "creditor_reference": ("reference paiement", "creditor reference", "zahlungsreferenz", "qr", "reference",
                           "referenz", "referencia", "riferimento"),
    "bank_reference": ("ref banque", "bankreferenz", "bank reference", "transaction", "no de transaction", "bank ref"),
    "payer_account": ("iban", "compte", "konto", "account", "cuenta", "conto"),
    "payer": ("donneur", "payer", "payeur", "auftraggeber", "ordenante", "ordinante", "debtor", "name", "nom"),
    "currency_column": ("monnaie", "devise", "wahrung", "waehrung", "currency", "moneda", "valuta iso"),
    "amount": ("montant", "betrag", "amount", "importe", "importo"),
    "text": ("communication", "texte", "text", "motif", "zweck", "mitteilung", "description", "libelle", "details",
             "concepto", "causale", "message", "buchungstext"),
}  # fmt: skip
_ONE_WAY = ("credit", "debit")
_ORDER = ("value", "bank_reference", "creditor_reference", "booked", "credit", "debit", "balance", "payer_account",
          "payer", "currency_column", "amount", "text")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where the header seems to be (line of the file), what each column seems to be, and the first rows below it."""

    line: int
    header: tuple[str, ...]
    found: Mapping[str, str]
    texts: tuple[str, ...]
    date_form: str
    decimal_mark: str
    sample: tuple[tuple[str, ...], ...]

    def mapping(self, changes: Mapping[str, str], *, iban: str, currency: str) -> SheetMapping:
        """Make a mapping of the suggestion and a person's changes (field to column). Raises BadMapping."""
        unknown = sorted(set(changes) - {*COLUMNS, "text", "date_form", "decimal_mark"})
        if unknown:
            fields = ", ".join((*COLUMNS, "text", "date_form", "decimal_mark"))
            raise BadMapping(f"there is no field {', '.join(unknown)}; the fields are {fields}")
        values = {**self.found, **{field: column for field, column in changes.items() if field != "text"}}
        texts = tuple(filter(None, changes["text"].split("|"))) if "text" in changes else self.texts
        date_form = values.pop("date_form", self.date_form)
        decimal_mark = values.pop("decimal_mark", self.decimal_mark)
        values.setdefault("booked", "")
        return SheetMapping(
            header=self.header,
            text=texts,
            iban=iban,
            currency=currency,
            date_form=date_form,
            decimal_mark=decimal_mark,
            **values,
        )


def suggest(grid: Grid, said: Mapping[str, str] | None = None) -> Suggestion | None:
    """Suggest a mapping for the row that looks most like a header; nothing if no row does.

    ``said`` is what a person says of columns (field to column): the header is then a row that has them all.
    """
    named = {field: column for field, column in (said or {}).items() if field in COLUMNS}
    best, best_score = None, 1
    for place, (_, cells) in enumerate(grid[:DEEPEST_HEADER]):
        score = _score(signature(cells), named)
        if score > best_score:
            best, best_score = place, score
    return None if best is None else _suggestion(grid, best, named)


def _score(header: tuple[str, ...], named: Mapping[str, str]) -> int:
    found, _ = _columns(header, named)
    is_header = "booked" in found and {"amount", "credit", "debit"} & set(found) and set(named.values()) <= set(header)
    return len(found) if is_header else 0


def _suggestion(grid: Grid, place: int, named: Mapping[str, str]) -> Suggestion:
    line, cells = grid[place]
    header = signature(cells)
    found, texts = _columns(header, named)
    body = [row for _, row in grid[place + 1 :] if any(row)]
    column = header.index(found["booked"])
    amounts = [header.index(found[name]) for name in ("amount", "credit", "debit") if name in found]
    return Suggestion(
        line=line,
        header=header,
        found=found,
        texts=texts,
        date_form=_date_form([row[column] for row in body if column < len(row) and row[column]]),
        decimal_mark=_decimal_mark([row[place] for row in body for place in amounts if place < len(row)]),
        sample=tuple(tuple(row) for row in body[:5]),
    )


def _folded(text: str) -> str:
    plain = "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def _columns(header: Sequence[str], named: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Give the column that each field seems to be, or is said to be, each column once; and the columns of text."""
    found = dict(named)
    texts: list[str] = []
    for field in (each for each in _ORDER if each not in named):
        for word in _WORDS[field]:
            fitting = [
                column
                for column in header
                if column not in found.values()
                and column not in texts
                and header.count(column) == 1
                and re.search(rf"\b{re.escape(word)}", _folded(column))
            ]
            if fitting and field == "text":
                texts += fitting
            elif fitting:
                found[field] = fitting[0]
                break
    if ("credit" in found or "debit" in found) and "amount" not in named:
        found.pop("amount", None)
    if "amount" in named:
        found = {field: column for field, column in found.items() if field in named or field not in _ONE_WAY}
    return found, tuple(column for column in header if column in texts)


def _date_form(days: Sequence[str]) -> str:
    """Give the form that all days have; day before month where both fit, as the whole world but one writes it."""
    for form in ("iso", "dmy", "mdy"):
        fitting = [re.fullmatch(DATE_FORMS[form], re.sub(r"[ T][\d:.]+$", "", day), re.ASCII) for day in days[:200]]
        if days and all(fit and int(fit["m"]) <= 12 and int(fit["d"]) <= 31 for fit in fitting):
            return form
    return "iso"


def _decimal_mark(amounts: Sequence[str]) -> str:
    filled = [amount for amount in amounts if amount]
    return "," if filled and all(re.search(r",\d\d$", amount) for amount in filled) else "."
