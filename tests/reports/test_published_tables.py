"""Published tables printed again: charges and receipts entered by the acts, what is outstanding comes out to the cent.

Amounts are taken as plain figures, whatever their currency. Where a published table prints a negative outstanding, this
office has a credit in its own column: one payer's overpayment lowers no total of what others owe.
"""

import csv
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from benchmarks.office_story import republics
from db.moments import BEGINNING
from db.readings import PayerAccountReading
from db.store import Store, create_store
from db.vocabulary import Direction
from ledger.books import deciding, keeping
from ledger.books.open_books import open_books
from ledger.books.receiving import take_bank_files
from ledger.intake.office_tables import BudgetFacts, StateFacts, one_line_budget
from ledger.intake.statements import BankFile, BankPayment, Statement, StatementLine
from reports.arrears import arrears
from reports.picture import take_picture
from reports.status import status
from reports.table import Table
from tests.helpers import AT, OUR_IBAN, Office
from tests.reports.ties import by_state, every_report_ties, of, summed

PUBLISHED = Path(__file__).with_name("published")
LATER = 20  # the ledger knows years from 2000 on: 1990 and 1991 are entered as 2010 and 2011

Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    lines = (PUBLISHED / name).read_text("utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def office_of(folder: Path, rows: list[Row]) -> tuple[Office, dict[str, str]]:
    """Make a ledger whose States are the parties of a table; gives their codes by party."""
    store = create_store(folder / "ledger.sqlite", at=AT)
    states = [state._replace(name_en=row["party"]) for state, row in zip(republics(len(rows)), rows, strict=True)]
    with open_books(store, at=AT) as books:
        keeping.set_office(books, "A published table", "figures as published")
        keeping.enter_states(books, [StateFacts(state, BEGINNING) for state in states])
        keeping.confirm_payer_accounts(books, [PayerAccountReading(f"XX{s.iso3}", s.iso3, "", "told") for s in states])
    return Office(store), {state.name_en: state.iso3 for state in states}


def assess(office: Office, year: int, amounts: dict[str, Decimal]) -> None:
    """Charge each State the amount given: the year's budget is their sum, its scale is in proportion to them."""
    rates = {state: amount.scaleb(-6) for state, amount in amounts.items()}
    with open_books(office.store, at=AT) as books:
        deciding.enter_scale(books, f"{year}", (year, year), rates, "as published")
        line = one_line_budget(f"7a={sum(amounts.values())}.00")
        deciding.set_budget(books, BudgetFacts(year, "as published", date(year - 1, 9, 1), (line,)))
    office.assess(year)
    charged = {each.state: each.assessed_chf for each in office.charges() if each.year == year}
    assert charged == {state: amount for state, amount in amounts.items() if amount}


def pay(office: Office, amounts: dict[str, Decimal], on: date) -> None:
    """Bring the payments of a day by one statement, each from its State's account, and accept what matching says."""
    paid = {state: amount for state, amount in amounts.items() if amount}
    lines = tuple(
        StatementLine(
            position=position, direction=Direction.CREDIT, amount=amount, booked_on=on, value_date=on, raw="<Ntry/>",
            bank_reference=f"{on} {state}", payments=(BankPayment(payer="A PAYER", payer_account=f"XX{state}"),),
        )
        for position, (state, amount) in enumerate(paid.items(), 1)
    )  # fmt: skip
    opening, office.closing = office.closing, office.closing + sum(paid.values())
    statement = Statement(
        iban=OUR_IBAN, currency="CHF", identification=f"{on}", sequence=f"{on:%Y}", from_on=on, to_on=on,
        opening=opening, closing=office.closing, lines=lines,
    )  # fmt: skip
    digest = sha256(f"{on}".encode()).hexdigest()
    with open_books(office.store, at=AT) as books:
        take_bank_files(books, [BankFile(f"{on}.xml", digest, "camt.053.001.08", (statement,))])
    office.match()
    assert {each.state: each.amount_chf for each in office.receipts() if each.value_date == on} == paid


def status_on(store: Store, on: date) -> Table:
    return status(take_picture(store.db, as_of=on))


# Montreal Protocol, 1991: prior year, current year, partial payments, one overpayment ---------------------------------


@pytest.fixture(scope="module")
def ozone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Table, list[Row], dict[str, str]]:
    """The status of 21 June of the second year, the published rows, and their codes."""
    rows = rows_of("montreal_protocol_1991.csv")
    office, codes = office_of(tmp_path_factory.mktemp("ozone"), rows)
    for published in (1990, 1991):
        year = published + LATER
        assess(office, year, {codes[row["party"]]: Decimal(row[f"agreed_{published}"]) for row in rows})
        pay(office, {codes[row["party"]]: Decimal(row[f"paid_{published}"]) for row in rows}, date(year, 5, 31))
    on = date(1991 + LATER, 6, 21)
    assert every_report_ties(office.store, on, chain=False)
    table = status_on(office.store, on)
    office.close()
    return table, rows, codes


def test_each_published_row_comes_out_to_the_cent(ozone: tuple[Table, list[Row], dict[str, str]]) -> None:
    table, rows, codes = ozone
    printed = {str(row["state"]): row for row in table.rows}
    for row in rows:
        figures = printed[codes[row["party"]]]
        outstanding = Decimal(row["outstanding_1991"])
        assert figures["prior_years"] == Decimal(row["outstanding_1990"]), row["party"]
        assert figures["assessed"] == Decimal(row["agreed_1991"]), row["party"]
        assert figures["received"] == min(Decimal(row["paid_1991"]), Decimal(row["agreed_1991"])), row["party"]
        assert figures["outstanding_this_year"] == max(outstanding, Decimal(0)), row["party"]
        assert figures["on_account"] == max(-outstanding, Decimal(0)), row["party"]


def test_the_published_totals_come_out_with_owed_credits_and_net_apart(
    ozone: tuple[Table, list[Row], dict[str, str]],
) -> None:
    table, rows, _ = ozone
    published = {key: sum(Decimal(row[key]) for row in rows) for key in rows[0] if key != "party"}
    assert published["outstanding_1991"] == published["agreed_1991"] - published["paid_1991"] == Decimal(724_583)
    assert of(table, "assessed") == published["agreed_1991"]
    assert of(table, "prior_years") == published["outstanding_1990"] == Decimal(220_213)
    assert summed(table, "owed") == (17, Decimal(946_906))
    assert summed(table, "credits") == (1, Decimal(2_110))
    assert summed(table, "net") == (18, published["outstanding_1990"] + published["outstanding_1991"])
    assert of(table, "received") + summed(table, "credits")[1] == published["paid_1991"]


def test_a_negative_outstanding_of_the_published_table_is_only_a_credit(
    ozone: tuple[Table, list[Row], dict[str, str]],
) -> None:
    table, _, codes = ozone
    amounts = [cell for row in table.rows for cell in row.values() if isinstance(cell, Decimal)]
    assert min(amounts) >= 0
    assert by_state(table, "on_account") == {codes["Ireland"]: Decimal(2_110)}
    assert codes["Ireland"] not in by_state(table, "outstanding")
    assert {line.key: line.states_count for line in table.summary[3:]} == {
        "full": 0, "part": 7, "none": 10, "in_credit": 1,
    }  # fmt: skip


# Six periods: debts of several years ----------------------------------------------------------------------------------


def test_the_published_debts_of_six_periods_come_out_by_year_and_in_total(tmp_path: Path) -> None:
    rows = rows_of("vac_2021.csv")
    office, codes = office_of(tmp_path, rows)
    years = (2011, 2013, 2015, 2017, 2019, 2021)
    for year in years:
        assess(office, year, {codes[row["party"]]: Decimal(row[f"approved_{year}"]) for row in rows})
        paid = [Decimal(row[f"approved_{year}"]) - Decimal(row[f"outstanding_{year}"]) for row in rows]
        pay(office, dict(zip(codes.values(), paid, strict=True)), date(year, 2, 28))
    on = date(2021, 3, 31)
    assert every_report_ties(office.store, on, chain=False)
    table = arrears(take_picture(office.store.db, as_of=on))
    printed = {str(row["state"]): row for row in table.rows}
    for row in rows:
        figures = printed.get(codes[row["party"]], {})
        for year in years:
            assert figures.get(str(year), 0) == Decimal(row[f"outstanding_{year}"]), (row["party"], year)
        assert figures.get("outstanding", 0) == Decimal(row["outstanding"]), row["party"]
    assert of(table, "outstanding") == sum(Decimal(row["outstanding"]) for row in rows) == Decimal(56_910)
    assert of(status_on(office.store, on), "on_account") == 0
    office.close()
