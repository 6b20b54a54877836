"""The calculator's table: one amount split over payers, with what rounding left over."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from db.money import chf_text
from reports.table import Cell, Column, Heading, Identity, Kind, Table, column_total


@dataclass(frozen=True, slots=True)
class ApportionedRow:
    """One payer: its rate as given, its share of the total in percent, its amount."""

    payer: str
    rate: Decimal
    share_percent: Decimal
    amount: Decimal


def apportionment(
    heading: Heading,
    amount: Decimal,
    found: Iterable[ApportionedRow],
    residue: Decimal,
    notes: Iterable[str],
    *,
    decimals: int,
) -> Table:
    """Build the table of an apportionment: amounts and the residue add up to the amount that was split."""
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"state": row.payer, "rate": f"{row.rate:f}", "share_percent": row.share_percent, "amount": row.amount}
        for row in found
    )
    parts = column_total(rows, "amount")
    return Table(
        name="apportionment",
        title=f"{chf_text(amount)} apportioned over {len(rows)} payers",
        heading=heading,
        columns=(
            Column("state", "State"),
            Column("rate", "Rate"),
            Column("share_percent", "Share %", Kind.PERCENT, decimals=decimals),
            Column("amount", "Amount", Kind.CHF),
        ),
        rows=rows,
        total={"amount": parts},
        notes=(*notes, f"Residue: {chf_text(residue)} ({chf_text(amount)} less {chf_text(parts)})."),
        identities=(Identity("amounts + residue = the amount apportioned", parts + residue, amount),),
        figures={"apportioned": amount, "residue": residue},
    )
