"""The words of the books: accounts, acts and the one table of postings that are allowed.

The schema's guard ``entry_posting_is_known`` holds the same table; ``tests/test_guards.py`` compares the two.
"""

from dataclasses import dataclass
from enum import StrEnum


class Account(StrEnum):
    """Where money stands; every entry moves an amount from the credit account to the debit account."""

    BANK = "bank"
    UNIDENTIFIED = "unidentified"
    ON_ACCOUNT = "on_account"
    RECEIVABLE = "receivable"
    CONTRIBUTIONS = "contributions"
    VOLUNTARY = "voluntary"


class Act(StrEnum):
    """What an entry does."""

    ASSESS = "assess"
    RECEIVE = "receive"
    IDENTIFY = "identify"
    ALLOCATE = "allocate"
    GIVE = "give"


class Obligation(StrEnum):
    """Whether a budget line is owed or promised."""

    ASSESSED = "assessed"
    VOLUNTARY = "voluntary"


class Key(StrEnum):
    """How the amount of a budget line is split over the States."""

    UN_SCALE = "un_scale"
    EQUAL = "equal"
    VOLUNTARY = "voluntary"


class Direction(StrEnum):
    """Which way the bank booked a line, seen from our account."""

    CREDIT = "credit"
    DEBIT = "debit"


@dataclass(frozen=True, slots=True)
class Posting:
    """One allowed entry: what it debits and credits. A reversal swaps the two."""

    act: Act
    debit: Account
    credit: Account


POSTINGS = (
    Posting(Act.ASSESS, Account.RECEIVABLE, Account.CONTRIBUTIONS),
    Posting(Act.RECEIVE, Account.BANK, Account.UNIDENTIFIED),
    Posting(Act.IDENTIFY, Account.UNIDENTIFIED, Account.ON_ACCOUNT),
    Posting(Act.ALLOCATE, Account.ON_ACCOUNT, Account.RECEIVABLE),
    Posting(Act.GIVE, Account.ON_ACCOUNT, Account.VOLUNTARY),
)
