"""Accept what matching proposes: whose the money is, what it pays, and the fee that a bank on the way kept.

Apart because it is one word of a person for three acts, and all or none of them are booked.
"""

from decimal import Decimal

from db import balances
from db.errors import LedgerError
from db.money import ZERO_CHF, with_chf
from db.vocabulary import Act
from ledger.books.designating import designate
from ledger.books.identifying import Identified, find_receipt, identify_receipt
from ledger.books.judging import years_of
from ledger.books.open_books import EVER, Books
from ledger.rules.designation import wish_of
from ledger.rules.fitting import OtherUse
from ledger.rules.parcels import days_to_use, parcels
from ledger.rules.verdicts import Proposal, Verdict


class FeeNotBorne(LedgerError):
    """Refuse to bear a fee that is not what is missing."""

    def __init__(self, label: str, fee_chf: Decimal, open_chf: Decimal) -> None:
        super().__init__(
            f"receipt {label}: {with_chf(fee_chf)} were to be borne as a bank's fee, but {with_chf(open_chf)} would be "
            "left open; the books have changed since it was proposed: run `isu match` again"
        )


def accept(
    books: Books,
    verdict: Verdict,
    proposal: Proposal,
    *,
    other: OtherUse | None = None,
    why: str = "",
    learn: bool = True,
) -> Identified:
    """Book a proposal as a person's decision: its State, its use (or the other use given), and its fee, if any."""
    evidence = "; ".join((*proposal.evidence, proposal.fit.words))
    reason = why.strip() or f"accepted: {evidence}"
    receipt = find_receipt(books, verdict.incoming.label)
    done = identify_receipt(books, receipt, proposal.state, why=reason, learn=learn)
    if other:
        held = find_receipt(books, receipt.label)
        designate(books, held, other.parts, why=f"accepted: the amount is {other.words}")
    elif proposal.fit.fee_chf:
        _bear_fee(books, receipt.id, proposal)
    settled_chf = find_receipt(books, receipt.label).allocated_chf
    return Identified(settled_chf, done.learnt, done.not_learnt)


def _bear_fee(books: Books, receipt_id: int, proposal: Proposal) -> None:
    """Book what is missing to bank charges, against what the payment was meant to pay."""
    receipt = find_receipt(books, f"R{receipt_id}")
    wish = wish_of(receipt.text, receipt.amount_chf, receipt.value_date, years_of(books.db).lines, receipt.designated)
    charges = balances.charges(books.db, as_of=EVER, state=proposal.state)
    asked = [each for each in charges if each.open_chf and (not wish.years or each.year in wish.years)]
    open_chf = sum((each.open_chf for each in asked), ZERO_CHF)
    if open_chf != proposal.fit.fee_chf:
        raise FeeNotBorne(receipt.label, proposal.fit.fee_chf, open_chf)
    money = [(receipt.value_date, open_chf)]
    for charge in asked:
        debt = parcels(balances.charge_movements(books.db, charge.id))
        for on, part_chf in days_to_use(charge.open_chf, money, debt):
            books.post(
                Act.BEAR_FEE,
                part_chf,
                on,
                state=proposal.state,
                receipt=receipt.id,
                charge=charge.id,
                note="short payment within the rule: a bank's fee on the way",
            )
