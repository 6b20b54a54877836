"""Receipts as of a day: what the bank booked, whose it is, and where the money stands."""

from db.readings import ReceiptReading
from reports.picture import sum_chf
from reports.table import Cell, Column, Heading, Identity, Kind, Table, column_total


def receipts(heading: Heading, found: list[ReceiptReading]) -> Table:
    """Build the list of receipts, by value date; amounts in CHF."""
    rows = tuple(_row(receipt) for receipt in found)
    amounts = ("amount", "allocated", "given", "on_account", "unidentified", "set_aside", "returned")
    totals: dict[str, Cell] = {key: column_total(rows, key) for key in amounts}
    return Table(
        name="receipts",
        title="Receipts",
        heading=heading,
        columns=(
            Column("receipt", "Receipt"),
            Column("value_date", "Value date", Kind.DATE),
            Column("state", "State"),
            Column("amount", "Amount", Kind.CHF),
            Column("allocated", "To charges", Kind.CHF, spare=3),
            Column("given", "Given", Kind.CHF, spare=4),
            Column("on_account", "On account", Kind.CHF),
            Column("unidentified", "Unidentified", Kind.CHF),
            Column("set_aside", "Set aside", Kind.CHF, spare=5),
            Column("returned", "Returned", Kind.CHF, spare=5),
            Column("payer", "Payer", spare=1),
            Column("bank_reference", "Bank reference", spare=5),
            Column("text", "Text", spare=6),
            Column("evidence", "Known by", spare=7),
        ),
        rows=rows,
        total=totals,
        identities=(
            Identity(
                "amount = to charges + given + on account + unidentified + set aside + returned",
                sum_chf(receipt.amount_chf for receipt in found),
                sum_chf(column_total(rows, key) for key in amounts[1:]),
            ),
        ),
    )


def _row(receipt: ReceiptReading) -> dict[str, Cell]:
    return {
        "receipt": receipt.label,
        "value_date": receipt.value_date,
        "state": receipt.state or "",
        "amount": receipt.amount_chf,
        "allocated": receipt.allocated_chf,
        "given": receipt.given_chf,
        "on_account": receipt.on_account_chf,
        "unidentified": receipt.unidentified_chf,
        "set_aside": receipt.set_aside_chf,
        "returned": receipt.returned_chf,
        "payer": receipt.payer,
        "bank_reference": receipt.bank_reference,
        "text": receipt.text,
        "evidence": receipt.evidence,
    }
