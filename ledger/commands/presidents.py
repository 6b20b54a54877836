"""The papers that hold all reports of a day: the President's workbook, the page, and the annex for the Meeting."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from db.entries import books_until
from db.letter_readings import LetterDecision
from db.store import Store
from ledger.commands.chain_of import chain_identities, gaps_of
from ledger.commands.desk import NotAFormat
from ledger.commands.papers import receipts_table, worked_out_again
from reports.arrears import arrears
from reports.checks import check
from reports.letters import letters
from reports.made import made
from reports.picture import Picture, sum_chf
from reports.prepaid import prepaid
from reports.status import status, take_year_before
from reports.table import Table
from reports.update import update
from reports.writers.workbook import Sheet, write_workbook
from reports.writers.workbook_charts import Chart
from reports.writers.workbook_summary import Summary, SummaryBlock

STATUS, ARREARS, PREPAID = "Status", "Arrears by year", "Paid in advance"
COVER, COLLECTION = "Budget cover", "Collection"
OF_THE_PAYER = ("payer", "bank_reference")


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

    The public one has no outreach brief, and does not name who paid for a State.
    """
    if output.suffix.lower() != ".xlsx":
        raise NotAFormat(output)
    sheets = sheets_of(store, picture, decisions, since, is_public=is_public)
    write_workbook(output, sheets, _summary(store, picture, decisions, {sheet.name: sheet.table for sheet in sheets}))


def sheets_of(
    store: Store, picture: Picture, decisions: Sequence[LetterDecision], since: date | None, *, is_public: bool
) -> list[Sheet]:
    """Build every report of a day, in the order of the workbook; the public ones name no payer, and no next step."""
    from reports.curve import curve

    known = picture.heading.known_at
    standing = status(picture, take_year_before(store.db, picture))
    further = [*chain_identities(store.db, known), *worked_out_again(store, picture)]
    return [
        Sheet(STATUS, standing),
        Sheet(ARREARS, arrears(picture)),
        Sheet(PREPAID, prepaid(picture)),
        Sheet("Receipts since", _receipts(store, picture, since, is_public=is_public)),
        Sheet("Letters", letters(picture, decisions)),
        *(() if is_public else (Sheet("Outreach (confidential)", _outreach(store, picture)),)),
        Sheet("Voluntary", _voluntary(store, picture)),
        Sheet(COVER, _cover(store, picture)),
        Sheet(COLLECTION, curve(picture)),
        Sheet("Checks and notes", check(store.db, picture.heading, picture, decisions, further)),
        Sheet(
            "How these figures were made",
            made(picture, books_until(store.db, known_at=known), _rules(picture), standing, _version()),
        ),
    ]


def _receipts(store: Store, picture: Picture, since: date | None, *, is_public: bool) -> Table:
    """Give the receipts since a day, else the year's, as far as the bank tells; the public ones do not name payers."""
    first = since or date(picture.as_of.year, 1, 1)
    last = max(first, min(picture.as_of, picture.heading.data_until or picture.as_of))
    table = receipts_table(store, first, last, picture.heading.known_at, picture.as_of)
    return table.without(*OF_THE_PAYER) if is_public else table


def _outreach(store: Store, picture: Picture) -> Table:
    from ledger.commands.followed import followed
    from ledger.rules.escalation import STEPS
    from reports.outreach import outreach

    return outreach(picture, followed(store, picture), STEPS)


def _voluntary(store: Store, picture: Picture) -> Table:
    from db import pledges
    from reports.voluntary import voluntary

    uses = [use for held in picture.applications.values() for use in held]
    held = pledges.pledges(store.db, as_of=picture.as_of, known_at=picture.heading.known_at)
    return voluntary(picture.heading, {iso3: state.name_en for iso3, state in picture.states.items()}, held, uses)


def _cover(store: Store, picture: Picture) -> Table:
    from ledger.commands.expecting import expected_of
    from reports.cover import cover

    by = date(picture.year, 12, 31)
    return cover(picture, expected_of(store, picture, by), by)


def _version() -> str:
    from importlib.metadata import version

    return version("isu-ledger")


def page_text(store: Store, picture: Picture, decisions: Sequence[LetterDecision], *, is_public: bool) -> str:
    """Write the reports as one self-contained HTML page; the public one has no outreach brief."""
    from reports.writers.page import Bars, page_html

    sheets = sheets_of(store, picture, decisions, None, is_public=is_public)
    tables = {sheet.name: sheet.table for sheet in sheets}
    received = tuple((str(row["line"]), row["received"]) for row in tables[COVER].rows)
    collected = [
        (str(row["by"]), row[str(picture.year)])
        for row in tables[COLLECTION].rows
        if row[str(picture.year)] is not None
    ]
    groups = tuple((str(name), amount) for name, _, amount in _groups(picture).rows)
    ageing = [(year, tables[ARREARS].total[year]) for year in _years(tables[ARREARS])]
    charts = [
        Bars(f"Received for {picture.year} by budget line, CHF", _amounts(received)),
        Bars("Outstanding by regional group, CHF", _amounts(groups)),
        Bars("Outstanding by year of assessment, CHF", _amounts(ageing)),
        Bars(f"Collected of {picture.year} by the end of the month, percent", _amounts(collected), "%"),
    ]
    sentences = _sentences(store, picture, decisions)
    return page_html(f"Finances {picture.year}", sentences, charts, list(tables.values()))


def _sentences(store: Store, picture: Picture, decisions: Sequence[LetterDecision]) -> list[str]:
    gaps = gaps_of(store.db, as_of=picture.as_of, known_at=picture.heading.known_at)
    _, *sentences = update(picture, decisions, gaps).splitlines()
    return [each.strip() for each in sentences]


def _years(table: Table) -> tuple[str, ...]:
    """Give the keys of the columns that are a year."""
    return tuple(column.key for column in table.columns if column.key.isdecimal())


def annex_bytes(store: Store, picture: Picture, decisions: Sequence[LetterDecision], *, is_word: bool) -> bytes:
    """Write the annex for the Meeting: what is said, the summary, and every State."""
    from reports.writers.annex import annex_pdf, annex_values, annex_word

    values = annex_values(status(picture, take_year_before(store.db, picture)), _sentences(store, picture, decisions))
    return annex_word(values) if is_word else annex_pdf(values, picture.as_of)


def _amounts(found: Sequence[tuple[str, object]]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((name, amount) for name, amount in found if isinstance(amount, Decimal))


def _rules(picture: Picture) -> list[tuple[str, str]]:
    """Give the rules in force, each with what it is about."""
    from ledger.rules.allocation import ORDER_IN_FORCE
    from ledger.rules.numbering import DUE_RULE
    from ledger.rules.reminders import RULE
    from ledger.rules.words import membership_words, split_words

    splits = [
        (f"Split {line.code}", f"{line.code} of {picture.year}: {split_words(line)}.")
        for line in picture.budget.assessed_lines()
    ]
    return [
        *splits,
        ("Membership", membership_words(picture.budget)),
        ("What money pays", ORDER_IN_FORCE),
        ("Due dates", DUE_RULE),
        ("Letters", RULE),
    ]


def _summary(
    store: Store, picture: Picture, decisions: Sequence[LetterDecision], tables: Mapping[str, Table]
) -> Summary:
    groups = _groups(picture)
    return Summary(
        f"Update on finances, {picture.year}",
        tuple(_sentences(store, picture, decisions)),
        (_by_line(picture, tables[PREPAID].total), _classes(tables[STATUS]), groups),
        (
            Chart(f"Received for {picture.year} by budget line, CHF", "bar", COVER, "line", ("received",)),
            Chart(f"{groups.title}, CHF", "bar", groups.title, "Regional group", ("CHF",), label_percent=44),
            Chart(
                "Collected by the end of each month, %",
                "line",
                COLLECTION,
                "by",
                _years(tables[COLLECTION]),
                is_percent=True,
            ),
            Chart(
                "Outstanding by year of assessment, CHF",
                "column",
                ARREARS,
                "name",
                _years(tables[ARREARS]),
                of_total=True,
            ),
        ),
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
        "All States: owed, credits and net; paid in full, in part, not at all, in credit", ("", "States", "CHF"), rows
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
        "Outstanding by regional group", ("Regional group", "States owing", "CHF"), rows, is_summed=True
    )
