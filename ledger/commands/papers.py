"""The papers that are made of several reports: the President's workbook, the mailing list, the table of checks."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from db.bank_readings import BankLineReading, BankStatementReading
from db.letter_readings import LetterDecision
from db.store import Store
from db.vocabulary import ChainState
from ledger.commands.desk import (
    NotAFormat,
    heading_on,
    write_text,
)
from reports.letters import labels, mailing_list
from reports.picture import Picture
from reports.receipts_of_period import Tie, tie
from reports.table import Identity, Table
from reports.writers.csv_text import csv_text
from reports.writers.workbook import Sheet, write_workbook


def write_mailing_list(picture: Picture, decisions: Sequence[LetterDecision], output: Path) -> int:
    """Write the mailing list as .xlsx, or as .csv with a mark by which Excel knows UTF-8; gives the letters' count."""
    table = mailing_list(picture, decisions)
    if output.suffix.lower() == ".csv":
        write_text(output, csv_text(table), encoding="utf-8-sig")
    elif output.suffix.lower() == ".xlsx":
        sheets = [Sheet("Mailing list", table, is_data=True), Sheet("Labels", labels(picture, decisions), is_data=True)]
        write_workbook(output, sheets)
    else:
        raise NotAFormat(output)
    return len(table.rows)


def closed_months(store: Store) -> Identity:
    """Give the identity of closed months: nothing was written into them since."""
    from db.closings import late_entries_count

    return Identity("entries of closed months written after their closing = none", late_entries_count(store.db), 0)


def receipts_table(
    store: Store, first: date, last: date, known: datetime | None = None, on: date | None = None
) -> Table:
    """Build the receipts booked between two days, as known at a moment, tied to each account in francs.

    What they paid is told as of ``on``, else as of the last day.
    """
    from db import balances, bank_papers
    from reports.receipts_of_period import receipts_of_period

    lines = [
        line
        for line in bank_papers.bank_lines(store.db, known_at=known, booked=(first, last))
        if line.currency == bank_papers.FRANCS
    ]
    as_of = max((line.value_date for line in lines), default=last)
    heading = heading_on(store.db, max(as_of, last, on or last), known)
    ids = [line.id for line in lines] or [0]
    return receipts_of_period(
        heading,
        (first, last),
        lines,
        {receipt.id: receipt for receipt in balances.receipts(store.db, as_of=heading.as_of, known_at=known)},
        balances.applications(store.db, as_of=heading.as_of, known_at=known),
        bank_papers.payments(store.db, lines=(min(ids), max(ids)), known_at=known),
        ties_of(papers_of(store.db, known), lines, (first, last)),
    )


@dataclass(frozen=True, slots=True)
class AccountPapers:
    """The bank's papers of one account in francs: its statements as they follow on, and what is to be said of each.

    ``moved`` is what the lines of each statement add up to on each day.
    """

    iban: str
    statements: Sequence[BankStatementReading]
    chain: Mapping[str, tuple[ChainState, str]]
    moved: Mapping[int, Mapping[date, Decimal]]


def papers_of(db: sqlite3.Connection, known: datetime | None = None) -> list[AccountPapers]:
    """Read the bank's papers of every account in francs that has some."""
    from db import bank_papers
    from ledger.commands.chain_of import chain_of

    moved, found = bank_papers.moved_by_day(db), []
    for (iban, currency), account in bank_papers.bank_accounts(db).items():
        statements = bank_papers.bank_statements(db, known_at=known, account=account)
        if currency == bank_papers.FRANCS and statements:
            by_label = {each.label: each for each in statements}
            chain = chain_of(db, statements)
            found.append(AccountPapers(iban, [by_label[label] for label in chain], chain, moved))
    return found


def ties_of(papers: Iterable[AccountPapers], lines: Sequence[BankLineReading], period: tuple[date, date]) -> list[Tie]:
    """Tie each account in francs to its statements; ``lines`` are those booked in the period."""
    from db import bank_papers
    from ledger.commands.chain_of import doubts_of

    ties = []
    for each in papers:
        is_opening = each.iban == bank_papers.OPENING_ACCOUNT
        if is_opening and period[1] < each.statements[0].from_on:
            continue
        own = [line for line in lines if line.iban == each.iban]
        doubts = doubts_of(each.statements, each.chain, period)
        found = tie(each.iban, each.statements, each.moved, own, period, doubts)
        ties.append(replace(found, doubts=()) if is_opening else found)
    return ties


def worked_out_again(store: Store, picture: Picture) -> list[Identity]:
    """Work every assessed year out again, as it was known then, and count the charges that differ: none."""
    from db.money import rappen
    from ledger.books.working_out import departures

    identities = []
    for year, decisions in sorted(picture.decisions.items()):
        of_year = [charge for charge in picture.all_charges() if charge.year == year]
        charged = {(charge.line, charge.state): rappen(charge.assessed_chf) for charge in of_year}
        count = departures(store.db, decisions, charged)
        identities.append(Identity(f"{year}: charges that differ when worked out again = none", count, 0))
    return identities
