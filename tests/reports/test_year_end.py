"""The year-end schedule: provision by age to the rappen, each section tied to the books, nothing counted twice."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from db import balances, pledges
from db.vocabulary import Account
from ledger.books.accepting import accept
from ledger.books.judging import verdicts_on
from ledger.books.lines import find_line, set_aside
from ledger.books.open_books import open_books
from ledger.books.pledging import add_pledge, cancel_pledge, find_pledge
from ledger.books.ruling import set_short_payment
from ledger.commands.app import app
from ledger.commands.report_movement import NotATable, bank_at, closed_before, read_rates
from reports.picture import take_picture
from reports.table import IdentityBroken, Table
from reports.voluntary import fulfilled, gifts_of
from reports.writers.terminal import print_table
from reports.year_end import provided, rate_of, year_end
from tests.helpers import AT, Office, chf

TABLE = {1: chf("0"), 2: chf("25"), 3: chf("50"), 4: chf("100")}


def schedule(office: Office, year: int, *, account: Account | None = None, rates: Any = TABLE) -> Table:
    """Build the schedule of a year; one of the books' accounts a rappen off, if it is named."""
    db, day = office.store.db, date(year, 12, 31)
    picture = take_picture(db, as_of=day)
    held = balances.account_balances(db, as_of=day)
    if account:
        held[account] += chf("0.01")
    promised = fulfilled(pledges.pledges(db, as_of=day), gifts_of(balances.applications(db, as_of=day)))
    before = closed_before(office.store, day, None)
    return year_end(picture, rates, held, promised, bank_at(office.store, day, None), before)


def rows(table: Table, section: str) -> dict[str, tuple[object, ...]]:
    """Give States, amount, rate, provision and net by item; what is empty at the end is left out."""
    found: dict[str, tuple[object, ...]] = {}
    for row in table.rows:
        if row["section"] == section:
            cells = [row[key] for key in ("states", "amount", "rate", "provision", "net")]
            while cells and cells[-1] is None:
                cells.pop()
            found[str(row["item"])] = tuple(cells)
    return found


def summary(table: Table) -> dict[str, tuple[int, Decimal]]:
    return {line.key: (line.states_count, line.amount_chf) for line in table.summary}


# Provision ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def four_years(office: Office) -> Office:
    """2016 to 2018 assessed, CHF 2'500.00 each; Germany (2'484.45 a year) paid 2016, and CHF 100.00 more than 2017."""
    for year in (2016, 2017, 2018):
        office.assess(year)
    office.know("DE89", "DEU")
    office.receive("2484.45", date(2016, 5, 2), account="DE89")
    office.receive("2584.45", date(2017, 5, 2), account="DE89")
    return office


def test_each_year_is_provided_for_by_its_age(four_years: Office) -> None:
    table = schedule(four_years, 2018)
    assert rows(table, "receivables") == {
        "assessed 2016": (3, chf("15.55"), chf("25"), chf("3.89"), chf("11.66")),
        "assessed 2017": (3, chf("15.55"), chf("0"), chf("0.00"), chf("15.55")),
        "assessed 2018": (4, chf("2400.00"), chf("0"), chf("0.00"), chf("2400.00")),
    }
    assert rows(table, "provision") == {
        "end of 2017": (None, None, None, chf("0.00")),
        "change in 2018": (None, None, None, chf("3.89")),
    }
    assert {key: summary(table)[key] for key in ("receivables", "provision", "net")} == {
        "receivables": (4, chf("2431.10")),
        "provision": (3, chf("3.89")),
        "net": (4, chf("2427.21")),
    }
    assert rows(schedule(four_years, 2020), "provision")["change in 2020"] == (None, None, None, chf("611.66"))


def test_the_year_before_is_as_it_is_known_for_this_schedule(four_years: Office) -> None:
    known = AT + timedelta(days=1)
    before = closed_before(four_years.store, date(2018, 12, 31), known)
    assert before is not None
    assert (before.as_of, before.heading.known_at) == (date(2017, 12, 31), known)
    assert closed_before(four_years.store, date(2016, 12, 31), known) is None


def test_an_amount_held_for_a_state_is_a_liability_and_lowers_no_receivable(four_years: Office) -> None:
    table = schedule(four_years, 2017)
    assert rows(table, "liabilities") == {
        "advances on account": (1, chf("100.00")),
        "unidentified receipts": (None, chf("0.00")),
    }
    assert summary(table)["receivables"] == (3, chf("31.10"))
    assert summary(table)["advances"] == (1, chf("100.00"))


def test_a_year_that_is_asked_for_before_it_begins_stands_apart(office: Office) -> None:
    office.assess(2016)
    office.assess(2017, on=date(2016, 12, 15))
    table = schedule(office, 2016, rates={0: chf("10")})
    assert rows(table, "receivables") == {
        "assessed 2016": (4, chf("2500.00"), chf("10"), chf("250.00"), chf("2250.00")),
    }
    assert rows(table, "years ahead") == {"assessed 2017": (4, chf("2500.00"))}
    assert "Years ahead: asked for already, and income of their own years; no provision." in table.notes
    assert summary(table)["receivables"] == (4, chf("2500.00"))


@given(amount=st.integers(0, 10**9), percent=st.integers(0, 10_000))
def test_a_provision_is_never_more_than_what_it_is_for(amount: int, percent: int) -> None:
    amount_chf, rate = Decimal(amount).scaleb(-2), Decimal(percent).scaleb(-2)
    provision_chf = provided(amount_chf, rate)
    assert chf("0.00") <= provision_chf <= amount_chf
    assert abs(provision_chf * 100 - amount_chf * rate) <= chf("0.5")
    assert provision_chf.as_tuple().exponent == -2


@pytest.mark.parametrize(("age", "rate"), [(-1, "0"), (0, "0"), (1, "0"), (2, "25"), (3, "50"), (4, "100"), (9, "100")])
def test_the_last_rate_of_the_table_is_for_all_that_is_older(age: int, rate: str) -> None:
    assert rate_of(TABLE, age) == chf(rate)


@pytest.mark.parametrize("typed", ["", "1", "1=", "=5", "1=101", "1=100.5", "1=-5", "1=5,", "1=ten", "1.5=5", "1=5=6"])
def test_what_is_no_age_with_its_percentage_is_refused(typed: str) -> None:
    with pytest.raises(NotATable, match="is no age with its percentage"):
        read_rates(typed)
    with pytest.raises(NotATable, match="the age 1 stands in it twice"):
        read_rates("1=5, 2=6, 1=7")


# Pledges and differences ----------------------------------------------------------------------------------------------


def test_pledges_are_counted_by_state_and_what_was_cancelled_not_at_all(office: Office) -> None:
    office.assess(2016)
    with open_books(office.store, at=AT) as books:
        for state, amount in (("FJI", "10.00"), ("FJI", "5.00"), ("TUN", "7.00"), ("CIV", "9.00")):
            day = date(2016, 2, 1)
            add_pledge(books, state, 2016, "7c", chf(amount), pledged_on=day, today=day, why="said so")
    with open_books(office.store, at=AT) as books:
        cancel_pledge(books, find_pledge(books, "P4"), on=date(2016, 3, 1), why="not any more")
    table = schedule(office, 2016)
    assert rows(table, "voluntary") == {"pledged 2016 7c": (2, chf("22.00"))}
    assert summary(table)["voluntary"] == (2, chf("22.00"))
    assert summary(table)["receivables"] == (4, chf("2500.00"))


def test_bank_charges_stand_in_the_year_in_which_they_were_borne(office: Office) -> None:
    office.assess(2016)
    office.know("DE89", "DEU")
    with open_books(office.store, at=AT) as books:
        set_short_payment(books, chf("20.00"), why="a decision")
    office.accepts = False
    office.receive("2464.45", date(2016, 3, 1), account="DE89")
    with open_books(office.store, at=AT) as books:
        (said,) = verdicts_on(books.db)
        accept(books, said, said.proposals[0])
    office.assess(2017)
    assert rows(schedule(office, 2016), "differences") == {
        "charged less budget 2016": (None, chf("0.00")),
        "bank charges borne in 2016": (1, chf("20.00")),
    }
    assert rows(schedule(office, 2017), "differences")["bank charges borne in 2017"] == (0, chf("0.00"))


def test_the_bank_stands_beside_the_books_with_what_explains_the_difference(office: Office) -> None:
    office.assess(2016)
    office.receive("80.00", date(2016, 3, 1))
    office.receive("-20.00", date(2016, 3, 2))
    with open_books(office.store, at=AT) as books:
        set_aside(books, find_line(books, "R1"), why="a travel refund")
    table = schedule(office, 2016)
    assert rows(table, "bank") == {
        "by statements": (None, chf("60.00")),
        "in the books": (None, chf("80.00")),
        "explained": (None, chf("-20.00")),
        "unexplained": (None, chf("0.00")),
        "set aside, no contributions": (None, chf("80.00")),
    }
    assert table.notes[0] == "NOT COMPLETE: the bank data run until 2 March 2016."


@pytest.mark.parametrize(("until", "is_whole"), [(date(2016, 12, 30), False), (date(2016, 12, 31), True)])
def test_a_year_is_complete_when_the_bank_data_reach_its_last_day(office: Office, until: date, is_whole: bool) -> None:
    office.assess(2016)
    office.receive("80.00", until)
    assert any(note.startswith("NOT COMPLETE") for note in schedule(office, 2016).notes) is not is_whole


def test_without_the_bank_nothing_is_said_to_be_explained(office: Office) -> None:
    office.assess(2016)
    bank = rows(schedule(office, 2016), "bank")
    assert "explained" not in bank
    assert bank["unexplained"] == ()


@pytest.mark.parametrize(
    ("account", "told"),
    [
        (Account.RECEIVABLE, "receivables of all years = receivable in the books"),
        (Account.ON_ACCOUNT, "advances of the States = on account in the books"),
        (Account.UNIDENTIFIED, "unidentified receipts = unidentified in the books"),
    ],
)
def test_a_schedule_that_is_a_rappen_off_the_books_is_not_printed(
    four_years: Office, account: Account, told: str
) -> None:
    with pytest.raises(IdentityBroken, match=told):
        schedule(four_years, 2017, account=account)


# As the director reads it ---------------------------------------------------------------------------------------------


def isu(sample: Path, line: str) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(sample / "ledger.sqlite"), *line.split()])
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def test_the_schedule_of_the_sample_ties_to_arrears_status_movement_and_bank(sample: Path) -> None:
    said = json.loads(isu(sample, "report year-end 2016 --provision 0=10,2=50 --format json"))
    items = {row["item"]: row for row in said["rows"]}
    assert [items["assessed 2016"][key] for key in ("states", "amount", "rate", "provision", "net")] == [
        29, "19290.90", "10", "1929.09", "17361.81",
    ]  # fmt: skip
    status = json.loads(isu(sample, "report status --as-of 2016-12-31 --format json"))["total"]
    moved = json.loads(isu(sample, "report movement --from 2015-12-31 --to 2016-12-31 --format json"))["total"]
    assert items["assessed 2016"]["amount"] == status["outstanding"] == moved["closing"]
    assert items["advances on account"]["amount"] == status["on_account"] == moved["held_after"] == "28767.17"
    assert items["unidentified receipts"]["amount"] == "250.00"
    month = json.loads(isu(sample, "report reconciliation --month 2016-12 --format json"))
    assert (items["by statements"]["amount"], items["in the books"]["amount"]) == (month["closing"], month["books"])
    assert items["unexplained"]["amount"] == month["difference"] == "0.00"
    assert said["rates"] == {"0": "10", "2": "50"}


def test_the_schedule_of_the_year_before_is_the_same_when_printed_later_as_known_then(sample: Path) -> None:
    now, then = (isu(sample, f"report year-end 2016 {known}") for known in ("", "--known-at 2016-12-31"))
    assert "NOT COMPLETE: the bank data run until 30 November 2016." in then
    assert "NOT COMPLETE" not in now
    assert "19'860.00" in then


@pytest.mark.parametrize("table", ["1=0,2=25,3=50,4=100", "1=12.5,2=50"])
def test_on_a_narrow_screen_every_column_of_the_schedule_is_shown(
    four_years: Office, capsys: pytest.CaptureFixture[str], table: str
) -> None:
    print_table(schedule(four_years, 2018, rates=read_rates(table)), width=80)
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 80
    assert "Left out" not in printed
    assert ("12.5" in printed.partition("assessed 2017")[2].splitlines()[0]) == ("12.5" in table)
