"""Learn from which accounts a State pays, when a person says whose a receipt is; and forget it with that word.

Apart because nothing else may teach the ledger a payer: an account that paid for two States teaches nothing.
"""

from db import facts, waiting
from db.readings import PayerAccountReading, ReceiptReading
from ledger.books.keeping import confirm_payer_accounts, revoke_payer_account
from ledger.books.open_books import Books
from ledger.rules.payer_words import AGENTS, BEHALF, found
from ledger.rules.state_names import tokens_of


def learn_accounts(
    books: Books, receipt: ReceiptReading, state: str, *, why: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Remember a receipt's account as one that pays for a State; gives what was learnt, and what not, in sentences."""
    known = facts.payer_accounts(books.db)
    by_account, _ = waiting.paid_for(books.db)
    learnt, not_learnt = [], []
    if why_not := _teaches_nothing(receipt):
        return (), ((why_not,) if receipt.payer_account else ())
    for account in receipt.payer_account.split():
        others = sorted(by_account.get(account, frozenset()) - {state})
        if account in known and known[account].state == state:
            continue
        if account in known:
            not_learnt.append(f"account {account} is known to pay for {known[account].state}")
        elif others:
            not_learnt.append(f"account {account} has paid for {', '.join(others)} too, so its receipts always ask")
        else:
            reading = PayerAccountReading(account, state, receipt.payer, why, receipt.id)
            confirm_payer_accounts(books, [reading])
            learnt.append(account)
    return tuple(learnt), tuple(not_learnt)


def _teaches_nothing(receipt: ReceiptReading) -> str:
    """Say why a payer's account is no State's own, if it is not: an agent may pay for another one next time."""
    if agent := found(tokens_of(receipt.payer), AGENTS):
        return f"{agent.upper()} may pay for several States; if it does not: isu aliases add ACCOUNT STATE --why …"
    if behalf := found(tokens_of(receipt.text), BEHALF):
        return f'it was paid "{behalf}" a State, so its account may pay for another next time'
    return ""


def forget_accounts(books: Books, receipt: ReceiptReading, *, why: str) -> tuple[str, ...]:
    """Forget the accounts that were learnt from a receipt; gives them."""
    learnt = [payer.account for payer in facts.payer_accounts(books.db).values() if payer.receipt_id == receipt.id]
    for account in learnt:
        revoke_payer_account(books, account, why)
    return tuple(learnt)
