"""The papers that are made of several reports: the President's workbook, the mailing list, the table of checks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from db.bank_readings import BankLineReading
from db.letter_readings import LetterDecision
from db.store import Store
from ledger.commands.chain_of import chain_identities, gaps_of
from ledger.commands.desk import (
    NotAFormat,
    decide_letters,
    heading_on,
    heading_today,
    picture_of,
    write_text,
    year_before,
)
from reports.arrears import arrears
from reports.checks import check
from reports.letters import labels, letters, mailing_list
from reports.picture import NothingAssessed, Picture, sum_chf
from reports.prepaid import prepaid
from reports.receipts_of_period import Tie, tie
from reports.status import status
from reports.table import Identity, Table
from reports.update import update
from reports.writers.csv_text import csv_text
from reports.writers.workbook import Sheet, write_workbook
from reports.writers.workbook_summary import Summary, SummaryBlock


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


def write_presidents_workbook(
    store: Store,
    picture: Picture,
    decisions: Sequence[LetterDecision],
    output: Path,
    *,
    since: date | None = None,
    is_public: bool = False,
) -> None:
    """Write the workbook: summary, then a sheet a report; ``since`` begins the receipts, else the year does.

    The public one has no outreach brief.
    """
    if output.suffix.lower() != ".xlsx":
        raise NotAFormat(output)
    standing = status(picture, year_before(store, picture))
    advance, written = prepaid(picture), letters(picture, decisions)
    gaps = gaps_of(store.db, as_of=picture.as_of, known_at=picture.heading.known_at)
    further = [*chain_identities(store.db, picture.heading.known_at), *worked_out_again(store, picture)]
    checks = replace(check(store.db, picture.heading, picture, decisions, further), notes=_rules(picture))
    sheets = [
        Sheet("Status", standing),
        Sheet("Arrears by year", arrears(picture)),
        Sheet("Paid in advance", advance),
        *_further_sheets(store, picture, since or date(picture.as_of.year, 1, 1), is_public=is_public, written=written),
        Sheet("Checks and notes", checks),
    ]
    write_workbook(output, sheets, _summary(picture, decisions, standing, advance, gaps))


def _further_sheets(store: Store, picture: Picture, since: date, *, is_public: bool, written: Table) -> list[Sheet]:
    """Give the sheets between paid in advance and checks."""
    from db import pledges
    from ledger.commands.expecting import expected_of
    from ledger.commands.followed import followed
    from ledger.rules.escalation import STEPS
    from reports.cover import cover
    from reports.curve import curve
    from reports.outreach import outreach
    from reports.voluntary import voluntary

    known = picture.heading.known_at
    uses = [use for held in picture.applications.values() for use in held]
    held = pledges.pledges(store.db, as_of=picture.as_of, known_at=known)
    names = {iso3: state.name_en for iso3, state in picture.states.items()}
    by = date(picture.year, 12, 31)
    sheets = [Sheet("Receipts since", receipts_table(store, since, picture.as_of, known)), Sheet("Letters", written)]
    sheets += (
        [] if is_public else [Sheet("Outreach (confidential)", outreach(picture, followed(store, picture), STEPS))]
    )
    sheets += [
        Sheet("Voluntary", voluntary(picture.heading, names, held, uses)),
        Sheet("Budget cover", cover(picture, expected_of(store, picture, by), by)),
        Sheet("Collection", curve(picture)),
    ]
    return sheets


def page_text(store: Store, picture: Picture, decisions: Sequence[LetterDecision], *, is_public: bool) -> str:
    """Write the reports as one self-contained HTML page; the public one has no outreach brief."""
    from reports.writers.page import Bars, page_html

    gaps = gaps_of(store.db, as_of=picture.as_of, known_at=picture.heading.known_at)
    _, *sentences = update(picture, decisions, gaps).splitlines()
    written = letters(picture, decisions)
    further = _further_sheets(store, picture, date(picture.as_of.year, 1, 1), is_public=is_public, written=written)
    tables = [
        status(picture, year_before(store, picture)),
        arrears(picture),
        prepaid(picture),
        *(sheet.table for sheet in further),
    ]
    received = tuple((str(row["line"]), row["received"]) for row in _table(tables, "cover").rows)
    collected = [
        (str(row["by"]), row[str(picture.year)])
        for row in _table(tables, "curve").rows
        if row[str(picture.year)] is not None
    ]
    groups = tuple((str(name), amount) for name, _, amount in _groups(picture).rows)
    charts = [
        Bars(f"Received {picture.year} by budget line, CHF", _amounts(received)),
        Bars("Outstanding by regional group, CHF", _amounts(groups)),
        Bars(f"Collected of {picture.year} by the end of the month, percent", _amounts(collected), "%"),
    ]
    return page_html(f"Finances {picture.year}", [each.strip() for each in sentences], charts, tables)


def annex_bytes(store: Store, picture: Picture, decisions: Sequence[LetterDecision], *, is_word: bool) -> bytes:
    """Write the annex for the Meeting: what is said, the summary, and every State."""
    from reports.writers.annex import annex_pdf, annex_values, annex_word

    gaps = gaps_of(store.db, as_of=picture.as_of, known_at=picture.heading.known_at)
    _, *sentences = update(picture, decisions, gaps).splitlines()
    values = annex_values(status(picture, year_before(store, picture)), [each.strip() for each in sentences])
    return annex_word(values) if is_word else annex_pdf(values, picture.as_of)


def _table(tables: Sequence[Table], name: str) -> Table:
    return next(table for table in tables if table.name == name)


def _amounts(found: Sequence[tuple[str, object]]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((name, amount) for name, amount in found if isinstance(amount, Decimal))


def check_table(store: Store, as_of: date) -> Table:
    """Recompute the identities of the books as of a day."""
    heading = replace(heading_today(store.db), as_of=as_of)
    try:
        picture = picture_of(store, as_of)
    except NothingAssessed:
        return check(store.db, heading, None, (), chain_identities(store.db))
    further = [*chain_identities(store.db), *worked_out_again(store, picture)]
    return check(store.db, heading, picture, decide_letters(store, picture), further)


def receipts_table(store: Store, first: date, last: date, known: datetime | None = None) -> Table:
    """Build the receipts booked between two days, as known at a moment, tied to each account in francs."""
    from db import balances, bank_papers
    from reports.receipts_of_period import receipts_of_period

    lines = [
        line
        for line in bank_papers.bank_lines(store.db, known_at=known)
        if line.currency == bank_papers.FRANCS and first <= line.booked_on <= last
    ]
    as_of = max((line.value_date for line in lines), default=last)
    heading = heading_on(store.db, max(as_of, last), known)
    ids = [line.id for line in lines] or [0]
    return receipts_of_period(
        heading,
        (first, last),
        lines,
        {receipt.id: receipt for receipt in balances.receipts(store.db, as_of=heading.as_of, known_at=known)},
        balances.applications(store.db, as_of=heading.as_of, known_at=known),
        bank_papers.payments(store.db, lines=(min(ids), max(ids)), known_at=known),
        ties_of(store, lines, (first, last), known),
    )


def ties_of(
    store: Store, lines: Sequence[BankLineReading], period: tuple[date, date], known: datetime | None = None
) -> list[Tie]:
    """Tie each account in francs to its statements; ``lines`` are those booked in the period."""
    from db import bank_papers
    from ledger.commands.chain_of import doubts_of, in_chain

    ties = []
    moved = bank_papers.moved_by_day(store.db)
    for (iban, currency), account in bank_papers.bank_accounts(store.db).items():
        statements = in_chain(store.db, bank_papers.bank_statements(store.db, known_at=known, account=account))
        if currency != bank_papers.FRANCS or not statements:
            continue
        own = [line for line in lines if line.iban == iban]
        ties.append(tie(iban, statements, moved, own, period, doubts_of(store.db, statements, period)))
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


def _rules(picture: Picture) -> tuple[str, ...]:
    from ledger.rules.allocation import ORDER_IN_FORCE
    from ledger.rules.numbering import DUE_RULE
    from ledger.rules.reminders import RULE
    from ledger.rules.words import membership_words, split_words

    splits = (f"{line.code} of {picture.year}: {split_words(line)}." for line in picture.budget.assessed_lines())
    return ("Rules in force:", *splits, membership_words(picture.budget), ORDER_IN_FORCE, DUE_RULE, RULE)


def _summary(
    picture: Picture, decisions: Sequence[LetterDecision], standing: Table, advance: Table, gaps: Sequence[str]
) -> Summary:
    _, *sentences = update(picture, decisions, gaps).splitlines()
    return Summary(
        f"Update on finances, {picture.year}",
        tuple(sentence.strip() for sentence in sentences),
        (_by_line(picture, advance.total), _classes(standing), _groups(picture)),
    )


def _by_line(picture: Picture, advance: Mapping[str, object]) -> SummaryBlock:
    rows = []
    for line in picture.budget.assessed_lines():
        of_line = [c for c in picture.all_charges() if (c.year, c.line) == (picture.year, line.code)]
        received = sum_chf(charge.received_chf for charge in of_line)
        left = sum_chf(charge.open_chf for charge in of_line)
        in_advance = advance[line.code]
        assert isinstance(in_advance, Decimal)
        rows.append((line.code, line.amount_chf, received, in_advance, left))
    titles = (f"Assessed lines {picture.year}", "Assessed", "Received", "of it in advance", "Outstanding")
    return SummaryBlock(
        f"Assessed contributions {picture.year} by budget line, CHF", titles, tuple(rows), is_summed=True
    )


def _classes(standing: Table) -> SummaryBlock:
    rows = tuple((line.title, line.states_count, line.amount_chf) for line in standing.summary)
    return SummaryBlock(
        "All States: owed, credits and net; paid in full, in part, not at all", ("", "States", "CHF"), rows
    )


def _groups(picture: Picture) -> SummaryBlock:
    owed_chf: dict[str, list[Decimal]] = {}
    for state in picture.parties:
        open_chf = sum_chf(charge.open_chf for charge in picture.charges.get(state.iso3, ()))
        owed_chf.setdefault(state.regional_group or "No regional group", []).append(open_chf)
    rows = tuple(
        (group, sum(open_chf > 0 for open_chf in owed), sum_chf(owed)) for group, owed in sorted(owed_chf.items())
    )
    return SummaryBlock(
        "Outstanding by regional group", ("Regional group", "States owing", "CHF"), rows, is_summed=True, bars=1
    )
