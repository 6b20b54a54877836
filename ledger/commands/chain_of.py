"""The chain of the bank statements in a ledger, for the commands that show it or warn of a gap."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from db.money import ZERO_CHF

if TYPE_CHECKING:
    from datetime import date, datetime

    from db.bank_readings import BankStatementReading
    from db.vocabulary import ChainState
    from reports.table import Identity


def chain_of(
    db: sqlite3.Connection, statements: "Sequence[BankStatementReading]"
) -> "dict[str, tuple[ChainState, str]]":
    """Judge how the statements of each account follow on; keyed by label: the state, and what is to be said."""
    from db import bank_papers
    from ledger.rules.chain import Covered, links

    moved = bank_papers.moved_by_day(db)
    by_account: dict[tuple[str, str], list[Covered]] = {}
    for each in statements:
        covered = Covered(
            each.label, each.sequence, each.from_on, each.to_on, each.opening, each.closing, moved.get(each.id, {})
        )
        by_account.setdefault((each.iban, each.currency), []).append(covered)
    return {link.label: (link.state, link.said) for covered in by_account.values() for link in links(covered)}


def in_chain(db: sqlite3.Connection, statements: "Sequence[BankStatementReading]") -> "list[BankStatementReading]":
    """Order the statements of one account as they follow on."""
    by_label = {each.label: each for each in statements}
    return [by_label[label] for label in chain_of(db, statements)]


def gaps_of(db: sqlite3.Connection, *, as_of: "date", known_at: "datetime | None" = None) -> list[str]:
    """Give the sentence of every gap between bank statements up to a day."""
    return [said for on, said in dated_gaps(db, known_at=known_at) if on <= as_of]


def dated_gaps(db: sqlite3.Connection, *, known_at: "datetime | None" = None) -> "list[tuple[date, str]]":
    """Give every gap between bank statements: the first day of the statement behind it, and the sentence."""
    from db import bank_papers
    from db.vocabulary import ChainState

    statements = bank_papers.bank_statements(db, known_at=known_at)
    held = {each.label: each for each in statements}
    return [
        (held[label].from_on, f"{held[label].iban}: {said}")
        for label, (state, said) in chain_of(db, statements).items()
        if state is ChainState.GAP
    ]


def doubts_of(
    statements: "Sequence[BankStatementReading]",
    chain: "Mapping[str, tuple[ChainState, str]]",
    period: "tuple[date, date]",
) -> list[str]:
    """Give the sentence of each gap that touches a period, or of a statement there that has not both its balances.

    A gap runs from the day after the last statement before it to the first day of the one behind it, whose opening
    balance nothing confirms. ``chain`` is what ``chain_of`` says of the statements.
    """
    from db.vocabulary import ChainState

    held = {each.label: each for each in statements}
    doubts = []
    for label, (state, said) in chain.items():
        statement = held[label]
        first, last = statement.from_on, statement.to_on
        if state is ChainState.GAP:
            ended = [each.to_on for each in statements if each.to_on <= first and each is not statement]
            first, last = min(max(ended, default=first) + timedelta(days=1), first), first
        doubtful = state in (ChainState.GAP, ChainState.HALF, ChainState.NO_BALANCES)
        if doubtful and first <= period[1] and period[0] <= last:
            doubts.append(f"{label}: {said}")
    return doubts


def chain_identities(db: sqlite3.Connection, known_at: "datetime | None" = None) -> "list[Identity]":
    """Give the identities of the bank's papers: each statement opens where one before it closed; no line is missing.

    An account's first opening balance and all its lines, each counted once, give its last closing balance, if its
    statements have no gap and all their balances.
    """
    from db import bank_papers
    from db.vocabulary import ChainState
    from reports.table import Identity

    statements = bank_papers.bank_statements(db, known_at=known_at)
    states = {label: state for label, (state, _) in chain_of(db, statements).items()}
    following_count = sum(state is not ChainState.GAP for state in states.values())
    found = [Identity("bank statements that follow on from the one before", following_count, len(states))]
    moved: dict[tuple[str, str], Decimal] = {}
    for line in bank_papers.bank_lines(db, known_at=known_at):
        moved[line.iban, line.currency] = moved.get((line.iban, line.currency), ZERO_CHF) + line.signed
    for account in dict.fromkeys((each.iban, each.currency) for each in statements):
        held = [each for each in statements if (each.iban, each.currency) == account]
        if all(states[each.label] in (ChainState.OK, ChainState.OVERLAP) for each in held):
            name = f"{account[0]} in {account[1]}: first opening balance + all lines = last closing balance"
            found.append(_outer_identity(name, held, moved.get(account, ZERO_CHF)))
    return found


def _outer_identity(name: str, held: "Sequence[BankStatementReading]", moved: Decimal) -> "Identity":
    """Compare the outer balances with what was booked; of several statements of the first or last day, one must fit."""
    from reports.table import Identity

    begins, ends = min(each.from_on for each in held), max(each.to_on for each in held)
    openings = [each.opening for each in held if each.from_on == begins and each.opening is not None]
    closings = [each.closing for each in held if each.to_on == ends and each.closing is not None]
    pairs = [Identity(name, opening + moved, closing) for opening in openings for closing in closings]
    return next((pair for pair in pairs if pair.holds), pairs[0])
