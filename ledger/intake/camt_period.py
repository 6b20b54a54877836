"""Tell for which days a camt statement is: as it says, else by its balances, else by its lines.

Apart because banks say it in three ways, and some not at all.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from ledger.intake.camt_entry import EntryFault, day_of
from ledger.intake.statements import StatementLine
from ledger.intake.xml_nodes import Node


def period_of(
    node: Node, lines: Sequence[StatementLine], opening: Node | None, closing: Node | None
) -> tuple[date, date, list[str]]:
    """Give the first and last day: as the statement says, else by its balances, else by its lines."""
    booked = sorted(line.booked_on for line in lines)
    first = _first_day(node, opening) or (booked[0] if booked else None)
    last = _last_day(node, closing) or (booked[-1] if booked else None)
    if first is None or last is None:
        raise EntryFault("nothing in it says for which days it is")
    if first > last:
        raise EntryFault(f"it runs backwards, from {first} to {last}")
    if not booked or first <= booked[0] <= booked[-1] <= last:
        return first, last, []
    warning = f"it says {first} to {last}, but has bookings from {booked[0]} to {booked[-1]}, which count"
    return min(first, booked[0]), max(last, booked[-1]), [warning]


def _first_day(node: Node, opening: Node | None) -> date | None:
    said = node.child("FrToDt").any_of("FrDtTm", "FrDt")
    if said:
        return day_of(said, "first day")
    if opening is None:
        return None
    on = day_of(dated(opening), "day of the opening balance")
    return on if code_of(opening) == "OPBD" else on + timedelta(days=1)  # the close of the day before


def _last_day(node: Node, closing: Node | None) -> date | None:
    if last_told(node):
        return day_of(last_told(node), "last day")
    return day_of(dated(closing), "day of the closing balance") if closing is not None else None


def last_told(node: Node) -> str:
    """Give the last day as the statement writes it, or nothing."""
    return node.child("FrToDt").any_of("ToDtTm", "ToDt")


def dated(balance: Node) -> str:
    """Give the day of a balance as it is written."""
    return balance.at("Dt", "Dt") or balance.at("Dt", "DtTm")


def code_of(balance: Node) -> str:
    """Give the code of a balance: OPBD, PRCD, CLBD."""
    return balance.at("Tp", "CdOrPrtry", "Cd")
