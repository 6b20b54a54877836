"""The words of the books: accounts, acts and the one table of postings that are allowed.

The schema's guard ``entry_posting_is_known`` holds the same table; ``tests/test_guards.py`` compares the two.
"""

from enum import StrEnum
from typing import NamedTuple


class Account(StrEnum):
    """Where money stands; every entry moves an amount from the credit account to the debit account."""

    BANK = "bank"
    UNIDENTIFIED = "unidentified"
    SET_ASIDE = "set_aside"
    ON_ACCOUNT = "on_account"
    RECEIVABLE = "receivable"
    CONTRIBUTIONS = "contributions"
    VOLUNTARY = "voluntary"
    BANK_CHARGES = "bank_charges"


class Act(StrEnum):
    """What an entry does."""

    ASSESS = "assess"
    INCREASE = "increase"
    REDUCE = "reduce"
    RECEIVE = "receive"
    SET_ASIDE = "set_aside"
    RETURN = "return"
    IDENTIFY = "identify"
    ALLOCATE = "allocate"
    GIVE = "give"
    BEAR_FEE = "bear_fee"


class Obligation(StrEnum):
    """Whether a budget line is owed or promised."""

    ASSESSED = "assessed"
    VOLUNTARY = "voluntary"


class Key(StrEnum):
    """How the amount of a budget line is split over the States."""

    UN_SCALE = "un_scale"
    EQUAL = "equal"
    FIXED = "fixed"
    VOLUNTARY = "voluntary"


class Rounding(StrEnum):
    """How shares become amounts: so that they add up exactly, or each by itself with a residue."""

    LARGEST_REMAINDER = "largest_remainder"
    HALF_UP = "half_up"


class Residue(StrEnum):
    """What happens to the residue of amounts rounded half-up; else it is on the payer that is named."""

    LEFT = "left"
    SPREAD = "spread"


class Joining(StrEnum):
    """What a State owes for the year in which it becomes a State Party."""

    MONTHS = "months"
    DAYS = "days"
    FULL_YEAR = "full_year"
    NEXT_YEAR = "next_year"


class Leaving(StrEnum):
    """What a State owes for the year in which it stops being a State Party."""

    MONTHS = "months"
    DAYS = "days"
    FULL_YEAR = "full_year"


class ChainState(StrEnum):
    """What the balances of a bank statement prove: within it, and from one statement to the next."""

    OK = "ok"
    NO_BALANCES = "no_balances"
    HALF = "half"
    GAP = "gap"
    OVERLAP = "overlap"
    BROKEN = "broken"
    CURRENCY_MIX = "currency_mix"


class Direction(StrEnum):
    """Which way the bank booked a line, seen from our account."""

    CREDIT = "credit"
    DEBIT = "debit"


class Posting(NamedTuple):
    """One allowed entry: what it debits and credits. A reversal swaps the two."""

    act: Act
    debit: Account
    credit: Account


POSTINGS = (
    Posting(Act.ASSESS, Account.RECEIVABLE, Account.CONTRIBUTIONS),
    Posting(Act.INCREASE, Account.RECEIVABLE, Account.CONTRIBUTIONS),
    Posting(Act.REDUCE, Account.CONTRIBUTIONS, Account.RECEIVABLE),
    Posting(Act.RECEIVE, Account.BANK, Account.UNIDENTIFIED),
    Posting(Act.SET_ASIDE, Account.UNIDENTIFIED, Account.SET_ASIDE),
    Posting(Act.RETURN, Account.UNIDENTIFIED, Account.BANK),
    Posting(Act.IDENTIFY, Account.UNIDENTIFIED, Account.ON_ACCOUNT),
    Posting(Act.ALLOCATE, Account.ON_ACCOUNT, Account.RECEIVABLE),
    Posting(Act.GIVE, Account.ON_ACCOUNT, Account.VOLUNTARY),
    Posting(Act.BEAR_FEE, Account.BANK_CHARGES, Account.RECEIVABLE),
)
