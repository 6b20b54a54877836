"""The end of a review: the debits that look like the bank taking a receipt back, one at a time."""

from typing import TYPE_CHECKING

from db.errors import LedgerError
from ledger.commands.desk import say, write_books

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.store import Store
    from ledger.rules.returns import Proposal


def review_recalls(store: "Store", ask: "Callable[[str], str]") -> int:
    """Ask about each; ``ask`` shows a question and gives what was typed. Gives how many were booked."""
    from ledger.commands.bank import return_proposals

    booked_count = 0
    later: set[str] = set()
    while waiting := [found for found in return_proposals(store.db) if found[0].debit.label not in later]:
        best = waiting[0][0]
        if _settled(store, best, ask):
            booked_count += 1
        else:
            later.add(best.debit.label)
    return booked_count


def _settled(store: "Store", best: "Proposal", ask: "Callable[[str], str]") -> bool:
    from db.moments import long_date
    from db.money import chf_text
    from ledger.books.identifying import find_receipt
    from ledger.books.lines import find_line, return_receipt

    debit, label = best.debit, f"R{best.receipt.receipt_id}"
    say("")
    say(f"{debit.label}   {debit.currency} {chf_text(debit.amount)} paid out   booked {long_date(debit.booked_on)}")
    say(f"  It may take back receipt {label} of {best.receipt.payer or 'an unnamed payer'}: {best.words}")
    while True:
        typed = ask("  [a]ccept: what it had paid is open again  [l]ater  [q]uit").lower()[:1]
        if typed == "q":
            raise EOFError
        if typed == "l":
            return False
        if typed == "a":
            break
        say("That is none of the keys; type one of them and Enter.")
    try:
        with write_books(store) as books:
            receipt = find_receipt(books, label)
            return_receipt(books, find_line(books, debit.label), receipt, why=f"accepted: {best.words}")
    except LedgerError as refusal:
        say(f"isu: {refusal}")
        return False
    say(f"Booked: {debit.label} takes back {label}. Undo: isu bank take-back {debit.label} --why …")
    return True
