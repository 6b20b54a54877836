"""R7, the statement of account of one State: charges, revisions and receipts, day by day, with the balance."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from db.moments import long_date
from db.money import ZERO_CHF, with_chf
from db.readings import AccountLineReading, StateReading
from db.vocabulary import Act
from reports.picture import Picture, sum_chf
from reports.table import Cell, Column, Identity, Kind, Table, column_total

_WORDS = {
    Act.ASSESS: "contribution, invoice {document}",
    Act.INCREASE: "more by revision {document}",
    Act.REDUCE: "less by revision {document}",
    Act.IDENTIFY: "received{document}",
    Act.GIVE: "given to the voluntary line",
    Act.BEAR_FEE: "bank charge on the way, borne by the office",
}


def statement(
    picture: Picture, state: StateReading, lines: Sequence[AccountLineReading], *, rules: Iterable[str]
) -> Table:
    """Build the statement of account: charges and revisions above zero, receipts below; CHF, by day."""
    rows: list[Mapping[str, Cell]] = []
    balance_chf = ZERO_CHF
    for line in lines:
        balance_chf += line.owed_chf
        rows.append(_row(line, balance_chf))
    charges = picture.charges.get(state.iso3, ())
    receipts = picture.receipts.get(state.iso3, ())
    open_chf = sum_chf(charge.open_chf for charge in charges)
    held_chf = sum_chf(receipt.on_account_chf for receipt in receipts)
    found = tuple(rows)
    return Table(
        name="statement",
        title=f"Statement of account of {state.name_en}",
        heading=picture.heading,
        columns=(
            Column("on", "Day", Kind.DATE),
            Column("what", "What"),
            Column("year", "Year", spare=2),
            Column("line", "Line"),
            Column("owed", "Owed", Kind.CHF),
            Column("received", "Received", Kind.CHF),
            Column("balance", "Balance", Kind.CHF),
        ),
        rows=found,
        total={"owed": column_total(found, "owed"), "received": column_total(found, "received")},
        notes=(
            f"On {long_date(picture.as_of)} {with_chf(open_chf)} is open and {with_chf(held_chf)} is on account.",
            "A balance below zero is in the State's favour.",
            *rules,
        ),
        identities=(Identity("balance = open - on account", balance_chf, open_chf - held_chf),),
    )


def _row(line: AccountLineReading, balance_chf: Decimal) -> Mapping[str, Cell]:
    is_receipt = line.act is Act.IDENTIFY
    document = f" ({line.document})" if is_receipt and line.document else line.document
    what = _WORDS[line.act].format(document=document)
    if line.is_reversal:
        what = f"revision taken back by {line.document}" if line.document and not is_receipt else f"{what}, taken back"
    return {
        "on": line.on,
        "what": what,
        "year": str(line.year or ""),
        "line": line.line,
        "owed": None if is_receipt else line.owed_chf,
        "received": -line.owed_chf if is_receipt else None,
        "balance": balance_chf,
    }
