"""Take the decisions of a decision sheet: each row is checked against the ledger of now, whatever order they stand in.

Apart from the sheet's reader and writer: here is decided what of it still holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from db import balances
from db.decision_sheet import ACCEPT, LATER, SET_ASIDE, SheetRow
from db.errors import LedgerError
from db.money import with_chf
from db.readings import ReceiptReading, StateReading
from ledger.books import lines as of_lines
from ledger.books.accepting import accept
from ledger.books.identifying import find_receipt, identify_receipt
from ledger.books.open_books import EVER, Books
from ledger.intake.decision_sheet import ReadRow
from ledger.rules.naming import find_state
from ledger.rules.verdicts import Verdict


class RowRefused(LedgerError):
    """Refuse one row; the message stands behind its line."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A row whose decision still holds: the State to identify, or what is proposed, or setting aside (neither)."""

    line: int
    label: str
    verdict: Verdict | None = None
    state: str = ""


def checked(
    books: Books,
    rows: Iterable[ReadRow],
    proposed: Mapping[str, tuple[SheetRow, Verdict]],
    states: Mapping[str, StateReading],
) -> tuple[list[Decision], list[str]]:
    """Check every row that decides something; gives the decisions that hold, by value date, and the faults.

    ``proposed`` is what the sheet would show now, by receipt.
    """
    held = {receipt.label: receipt for receipt in balances.receipts(books.db, as_of=EVER)}
    order = {label: place for place, label in enumerate(proposed)}
    decisions, faults = [], []
    seen: dict[str, int] = {}
    for row in rows:
        if not row.fault and row.decision.casefold() in ("", LATER):
            continue
        try:
            if row.receipt in seen:
                raise RowRefused(f"the receipt stands in line {seen[row.receipt]} already")
            seen[row.receipt] = row.line
            decisions.append(_decision(row, held, proposed, states))
        except LedgerError as refusal:
            faults.append(f"line {row.line}: {row.receipt or 'no receipt'}: {refusal}")
    return sorted(decisions, key=lambda each: order.get(each.label, 0)), faults


def _decision(
    row: ReadRow,
    held: Mapping[str, ReceiptReading],
    proposed: Mapping[str, tuple[SheetRow, Verdict]],
    states: Mapping[str, StateReading],
) -> Decision:
    _refuse_unless_it_stands(row, held, proposed)
    chosen = row.decision.casefold()
    now, verdict = proposed[row.receipt]
    if chosen == SET_ASIDE:
        return Decision(row.line, row.receipt)
    if chosen != ACCEPT:
        state = find_state(row.decision, states) if len(row.decision) < 4 else _named(row.decision, states)
        return Decision(row.line, row.receipt, state=state.iso3)
    if not verdict.state:
        raise RowRefused("no State is proposed for it, so there is nothing to accept; choose the State from the list")
    if now.key != row.key:
        raise RowRefused(
            f"what is proposed has changed since the sheet was written: now {now.state or 'no State'}, {now.pays}; "
            "write the sheet anew with `isu review export`"
        )
    return Decision(row.line, row.receipt, verdict=verdict)


def _refuse_unless_it_stands(
    row: ReadRow, held: Mapping[str, ReceiptReading], proposed: Mapping[str, tuple[SheetRow, Verdict]]
) -> None:
    if row.shown is None:
        raise RowRefused(row.fault)
    receipt = held.get(row.receipt)
    if receipt is None:
        raise RowRefused("there is no such receipt in this ledger")
    if row.shown.key != row.key:
        raise RowRefused(_what_changed(row.shown, receipt))
    if row.receipt not in proposed and receipt.unidentified_chf:
        raise RowRefused("whose it is has become certain since the sheet was written; `isu match` books it")
    if row.receipt not in proposed:
        raise RowRefused(f"it was settled meanwhile: {_standing(receipt)}")


def _named(chosen: str, states: Mapping[str, StateReading]) -> StateReading:
    """Find the State that was chosen, as ``CIV Côte d'Ivoire`` or by a name typed."""
    code, _, name = chosen.partition(" ")
    if code in states and name == states[code].name_en:
        return states[code]
    return find_state(chosen, states)


def _what_changed(shown: SheetRow, receipt: ReceiptReading) -> str:
    if shown.amount_chf != receipt.amount_chf:
        return f"its amount was changed to {with_chf(shown.amount_chf)}; the bank booked {with_chf(receipt.amount_chf)}"
    if shown.value_date != receipt.value_date:
        return f"its value date was changed to {shown.value_date}; the bank's is {receipt.value_date}"
    return "its cells were changed since the sheet was written; only the decision is yours to fill in"


def _standing(receipt: ReceiptReading) -> str:
    if receipt.state:
        return f"it is {receipt.state}'s now ({receipt.evidence})"
    return "it is set aside" if receipt.set_aside_chf else "nothing of it is unidentified"


def take(books: Books, decision: Decision, *, source: str) -> None:
    """Book one decision; ``source`` names the sheet, as its evidence."""
    why = f"decided in {source}, line {decision.line}"
    if decision.verdict:
        proposal = decision.verdict.proposals[0]
        evidence = "; ".join((*proposal.evidence, proposal.fit.words))
        accept(books, decision.verdict, proposal, why=f"{why}: {evidence}")
    elif decision.state:
        identify_receipt(books, find_receipt(books, decision.label), decision.state, why=why)
    else:
        of_lines.set_aside(books, of_lines.find_line(books, decision.label), why=why)
