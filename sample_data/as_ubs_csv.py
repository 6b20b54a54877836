"""Write the sample year as one CSV export of e-banking, in the layout that UBS gives an office in Geneva today.

The account and every payment are INVENTED; the layout is a fact. The same table always gives the same bytes.
"""

import csv
import io
from collections.abc import Sequence

from sample_data.make_bank_files import (
    ACCOUNT_IBAN,
    CURRENCY,
    LAST_DAY,
    OPENING_BALANCE_CHF,
    REMARK,
    Line,
    is_iban,
    read_lines,
    statements,
)

_HEADER = (
    "Date de transaction", "Heure de transaction", "Date de comptabilisation", "Date de valeur", "Monnaie", "Débit",
    "Crédit", "Sous-montant", "Solde", "No de transaction", "Description1", "Description2", "Description3",
    "Notes de bas de page", "",
)  # fmt: skip


def ubs_csv_bytes() -> bytes:
    """Give the whole sample year as one export: newest line first, in UTF-8 with a byte order mark."""
    months = statements(read_lines())
    lines = [line for month in months for line in month.lines]
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerows(
        [
            ("Numéro de compte:", _account_number(), ""),
            ("IBAN:", _in_fours(ACCOUNT_IBAN), ""),
            ("Du:", months[0].first_day.isoformat(), ""),
            ("Au:", LAST_DAY.isoformat(), ""),
            ("Solde initial:", f"{OPENING_BALANCE_CHF:.2f}", ""),
            ("Solde final:", f"{months[-1].closing_chf:.2f}", ""),
            ("Évaluation en:", CURRENCY, ""),
            ("Nombre de transactions dans cette période:", len(lines), ""),
            ("Remarque:", REMARK, ""),
            (),
            _HEADER,
        ]
    )
    writer.writerows(reversed(_rows(lines)))
    return file.getvalue().encode("utf-8-sig")


def _rows(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    rows, balance = [], OPENING_BALANCE_CHF
    for line in lines:
        balance += line.signed_chf
        day, amount = line.value_date.isoformat(), f"{line.signed_chf:.2f}"
        debit, credit = ("", amount) if line.is_credit else (amount, "")
        texts = _descriptions(line)
        rows.append((day, "", day, day, CURRENCY, debit, credit, "", f"{balance:.2f}", line.bank_reference, *texts, ""))
    return [(*row, "") for row in rows]


def _descriptions(line: Line) -> tuple[str, str, str]:
    """Describe a line as the bank does: the other side, the kind, and the rest with its labels.

    The bank's own charges name nobody and have no kind.
    """
    transaction = f"No de transaction: {line.bank_reference}"
    if not line.payer:
        return line.text, "", transaction
    iban = "IBAN: " if is_iban(line.payer_account) else ""
    parts = (
        f"Référence no. SCOR: {_in_fours(line.reference)}" if line.reference else "",
        f"Motif du paiement: {line.text}" if line.text else "",
        f"Account no. {iban}{_in_fours(line.payer_account) if iban else line.payer_account}",
        transaction,
    )
    kind = "Crédit" if line.is_credit else "Ordre e-banking"
    return f"{line.payer};{line.payer_country}", kind, "; ".join(filter(None, parts))


def _in_fours(code: str) -> str:
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _account_number() -> str:
    """Write the account as the bank writes it beside the IBAN."""
    return f"{ACCOUNT_IBAN[5:9]} {ACCOUNT_IBAN[9:17]}.{ACCOUNT_IBAN[17:19]}"
