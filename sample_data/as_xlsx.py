"""The bank lines of the sample office as an Excel list in a layout of its own: INVENTED payers and payments.

python -m sample_data.as_xlsx FILE
"""

import io
import sys
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from sample_data.make_bank_files import OPENING_BALANCE_CHF, read_lines

HEADER = (
    "Date comptable",
    "Date de valeur",
    "Débit",
    "Crédit",
    "Solde",
    "Réf. banque",
    "Donneur d'ordre",
    "Compte",
    "Référence",
    "Communication",
)
NOTICE = "SAMPLE: the account and every payment in this list are invented."


def xlsx_bytes() -> bytes:
    """Give the whole story of the sample as one list, days and amounts as Excel keeps them; always the same bytes."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2017, 1, 27)})  # noqa: DTZ001 - Excel keeps no time zone
    day, money = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet("Compte")
    sheet.write_string(0, 0, NOTICE)
    sheet.write_row(2, 0, HEADER)
    balance = OPENING_BALANCE_CHF
    for row, line in enumerate(read_lines(), start=3):
        balance += line.signed_chf
        sheet.write_datetime(row, 0, line.value_date, day)
        sheet.write_datetime(row, 1, line.value_date, day)
        sheet.write_number(row, 3 if line.is_credit else 2, line.amount_chf, money)
        sheet.write_number(row, 4, balance, money)
        texts = (line.bank_reference, line.payer, line.payer_account, line.reference, line.text)
        for column, text in enumerate(texts, start=5):
            sheet.write_string(row, column, text)
    book.close()
    return file.getvalue()


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(xlsx_bytes())
