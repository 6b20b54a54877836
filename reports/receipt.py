"""One receipt with every entry about it: what was done, when, why, and by which number it is undone."""

from collections.abc import Sequence

from db.entries import EntryReading
from db.money import with_chf
from db.readings import ReceiptReading
from db.vocabulary import Act
from reports.table import Column, Heading, Kind, Table

_WORDS = {
    Act.RECEIVE: "received",
    Act.SET_ASIDE: "set aside as no contribution",
    Act.RETURN: "returned by the bank",
    Act.IDENTIFY: "identified",
    Act.ALLOCATE: "paid",
    Act.GIVE: "given",
    Act.BEAR_FEE: "bank's fee borne",
}


def receipt_entries(heading: Heading, receipt: ReceiptReading, found: Sequence[EntryReading], pays: str) -> Table:
    """List the entries about a receipt, oldest first; amounts in CHF."""
    said = "; ".join(
        f"{part.year or 'on account'} {part.line} {with_chf(part.amount_chf)}".replace("  ", " ")
        for part in receipt.designated or ()
    )
    notes = (
        f"{receipt.label}: {with_chf(receipt.amount_chf)} of {receipt.payer or 'an unnamed payer'}"
        + (f', text "{receipt.text}"' if receipt.text else ""),
        f"State: {receipt.state} ({receipt.evidence})" if receipt.state else "State: not known; isu match proposes",
        f"Pays: {pays}",
        *([f"A person said: {said}"] if said else []),
        "Undo one: isu undo ENTRY --why …",
    )
    return Table(
        name="receipt",
        title=f"Receipt {receipt.label}",
        heading=heading,
        columns=(
            Column("entry", "Entry"),
            Column("recorded_on", "Recorded", Kind.DATE, spare=2),
            Column("value_date", "Value date", Kind.DATE, spare=1),
            Column("what", "What"),
            Column("state", "State", spare=3),
            Column("amount", "Amount", Kind.CHF),
            Column("standing", "Standing"),
            Column("note", "Why", spare=4),
        ),
        rows=tuple(
            {
                "entry": each.label,
                "recorded_on": each.recorded_on,
                "value_date": each.value_date,
                "what": _what(each),
                "state": each.state,
                "amount": each.amount_chf,
                "standing": _standing(each),
                "note": each.note,
            }
            for each in found
        ),
        total={},
        notes=notes,
    )


def _what(each: EntryReading) -> str:
    where = f" {each.year} {each.line}" if each.line else ""
    return f"{_WORDS[each.act]}{where}" + (", taken back" if each.undoes else "")


def _standing(each: EntryReading) -> str:
    if each.undoes:
        return f"takes back E{each.undoes}"
    return f"undone by E{each.undone_by}" if each.undone_by else "stands"
