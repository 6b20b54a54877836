"""The books as plain-text accounting: beancount and hledger, one account a State, line and year.

Both end with what every account must hold, so that the other program refuses the file where a rappen is missing. What a
bank or a person wrote stands only in quoted strings or descriptions, where nothing in it is read as a directive.
"""

import re
from collections.abc import Iterator
from datetime import date as day_of
from datetime import timedelta
from functools import lru_cache

from db.journal import JournalEntry, SubAccount
from db.money import plain_text
from db.vocabulary import Account
from reports.journal import Journal
from reports.writers.cells import heading_lines, printable

ROOTS = {
    Account.BANK: "Assets:Bank",
    Account.RECEIVABLE: "Assets:Receivable",
    Account.UNIDENTIFIED: "Liabilities:Unidentified",
    Account.SET_ASIDE: "Liabilities:SetAside",
    Account.ON_ACCOUNT: "Liabilities:OnAccount",
    Account.CONTRIBUTIONS: "Income:Contributions",
    Account.VOLUNTARY: "Income:Voluntary",
    Account.BANK_CHARGES: "Expenses:BankCharges",
}
_PLAIN_PART = re.compile(r"[A-Z0-9][A-Za-z0-9]*", re.ASCII)
_LAST_DAY = day_of(9999, 12, 30)  # the day after it can still be written


@lru_cache(maxsize=100_000)
def account_name(sub_account: SubAccount) -> str:
    """Name a sub-account as both programs take it: ``Assets:Receivable:CIV:7a:2017``."""
    parts = [sub_account.state, sub_account.line, str(sub_account.year or "")]
    return ":".join([ROOTS[sub_account.account], *(_part(part) for part in parts if part)])


def _part(text: str) -> str:
    """Write a part of an account's name; two codes never get one name.

    >>> _part("7a"), _part("7 (a)"), _part("x")
    ('7a', 'X-7-20--28-a-29-', 'X-x')
    """
    if _PLAIN_PART.fullmatch(text):
        return text
    return "X-" + "".join(sign if sign.isascii() and sign.isalnum() else f"-{ord(sign):x}-" for sign in text)


def one_line(text: str) -> str:
    """Write a text on one line, without control characters."""
    return " ".join(printable(text).split()) if text else ""


# beancount ------------------------------------------------------------------------------------------------------------


def beancount(book: Journal) -> Iterator[str]:
    """Write the books for beancount; at the end a balance assertion for every account, exact to the rappen."""
    yield from (f"; {one_line(line)}\n" for line in heading_lines(book.heading, "The whole books"))
    yield f'option "title" {_quoted(book.heading.office)}\noption "operating_currency" "CHF"\n\n'
    for each in book.balances:
        yield f"{each.since} open {account_name(each.sub_account)} CHF\n"
    yield from map(_beancount_entry, book.entries)
    asserted_on = min(book.heading.as_of, _LAST_DAY) + timedelta(days=1)
    yield "\n; What every account holds at the end of the day before; not a rappen may differ.\n"
    for each in book.balances:
        yield f"{asserted_on} balance {account_name(each.sub_account)}  {plain_text(each.balance_chf)} ~ 0.00 CHF\n"


def _beancount_entry(entry: JournalEntry) -> str:
    amount = plain_text(entry.amount_chf)
    named = {
        "entry": entry.label,
        "act": entry.act.value,
        "state": entry.state,
        "line": entry.line,
        "receipt": f"R{entry.receipt_id}" if entry.receipt_id else "",
        "invoice": entry.invoice_number,
        "revision": entry.revision,
        "reverses": f"E{entry.reverses_id}" if entry.reverses_id else "",
        "recorded": entry.recorded_at,
        "note": entry.note,
    }
    facts = "".join(f"  {name}: {_quoted(text)}\n" for name, text in named.items() if text)
    year = f"  year: {entry.year}\n" if entry.year else ""
    return (
        f"\n{entry.value_date} * {_quoted(entry.payer or entry.state)} {_quoted(entry.text or entry.act.value)}\n"
        f"{facts}{year}"
        f"  {account_name(entry.debit)}  {amount} CHF\n"
        f"  {account_name(entry.credit)}  -{amount} CHF\n"
    )


def _quoted(text: str) -> str:
    r"""Write a text as a string of beancount.

    >>> print(_quoted('A "quoted" name \\'))
    "A \"quoted\" name \\"
    """
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


# hledger --------------------------------------------------------------------------------------------------------------


def hledger(book: Journal) -> Iterator[str]:
    """Write the books for hledger; the last transaction moves nothing and asserts what every account holds."""
    yield from (f"; {one_line(line)}\n" for line in heading_lines(book.heading, "The whole books"))
    yield "; In the texts of banks and persons, semicolons are written as commas and bars as strokes.\n\n"
    yield "decimal-mark .\ncommodity 1000.00 CHF\n\n"
    for each in book.balances:
        yield f"account {account_name(each.sub_account)}\n"
    yield from map(_hledger_entry, book.entries)
    if book.balances:
        yield f"\n{book.heading.as_of} * (balances) isu | what every account holds\n"
    for each in book.balances:
        yield f"    {account_name(each.sub_account)}  0.00 CHF = {plain_text(each.balance_chf)} CHF\n"


def _hledger_entry(entry: JournalEntry) -> str:
    amount = plain_text(entry.amount_chf)
    named = {
        "act": entry.act.value,
        "state": entry.state,
        "line": _part(entry.line) if entry.line else "",
        "year": str(entry.year or ""),
        "receipt": f"R{entry.receipt_id}" if entry.receipt_id else "",
        "invoice": entry.invoice_number,
        "revision": entry.revision,
        "reverses": f"E{entry.reverses_id}" if entry.reverses_id else "",
    }
    tags = ", ".join(f"{name}:{text}" for name, text in named.items() if text)
    words = [entry.act.value, *filter(None, (entry.text, entry.note))]
    return (
        f"\n{entry.value_date} * ({entry.label}) {_described(entry.payer or entry.state)} | "
        f"{_described(', '.join(words))}\n"
        f"    ; {tags}\n"
        f"    {account_name(entry.debit)}  {amount} CHF\n"
        f"    {account_name(entry.credit)}  -{amount} CHF\n"
    )


def _described(text: str) -> str:
    """Write a text as a part of a description, where only a semicolon or a bar would end it.

    >>> _described("A; date:2001-01-01 | B")
    'A, date:2001-01-01 / B'
    """
    return one_line(text).replace(";", ",").replace("|", "/")
