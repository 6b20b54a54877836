"""Bank papers that come after their month was closed, and the days on which money counts then."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from db import balances
from db.closings import late_entries_count
from ledger.books.closing import MonthFacts, close_month, reopen_month
from ledger.books.open_books import EVER, MonthClosed, open_books
from ledger.books.receiving import Choices, StatementsNotTaken, TakenFile, take_bank_files
from tests.helpers import Office, chf

JANUARY, FEBRUARY = date(2016, 1, 31), date(2016, 2, 29)
ZERO = Decimal("0.00")


def close(office: Office, month_end: date) -> None:
    with open_books(office.store, at=office.at) as books:
        close_month(books, MonthFacts(month_end, month_end, ZERO, 0, ZERO, 0))


def reopen(office: Office, month_end: date) -> None:
    with open_books(office.store, at=office.at) as books:
        reopen_month(books, month_end, why="found")


def take(office: Office, amount: str, booked_on: date, value_date: date, *, into_open_month: bool = False) -> TakenFile:
    """Take a statement of one line, booked on one day and with the value date of another."""
    office.receive("1.00", date(2015, 12, 1)) if office.last_file is None else None
    assert office.last_file is not None
    (statement,) = office.last_file.statements
    (line,) = statement.lines
    number = f"late {booked_on} {value_date} {amount}"
    moved = line._replace(amount=Decimal(amount), booked_on=booked_on, value_date=value_date, bank_reference=number)
    opening = office.closing
    office.closing = opening + Decimal(amount)
    later = statement._replace(
        identification=number,
        sequence="9",
        from_on=booked_on,
        to_on=booked_on,
        opening=opening,
        closing=office.closing,
        lines=(moved,),
    )
    file = office.last_file._replace(name="late.xml", digest=number.rjust(64, "0")[:64], statements=(later,))
    with open_books(office.store, at=office.at) as books:
        (taken,) = take_bank_files(books, [file], Choices(into_open_month=into_open_month))
    return taken


def held_on(office: Office, day: date) -> Decimal:
    return sum((each.amount_chf for each in office.receipts(as_of=day)), ZERO)


def test_a_statement_of_a_closed_month_is_refused_with_its_figures_and_both_remedies(office: Office) -> None:
    office.receive("100.00", date(2016, 1, 20))
    close(office, JANUARY)
    with pytest.raises(StatementsNotTaken) as refused:
        take(office, "120.00", date(2016, 1, 25), date(2016, 1, 25))
    said = str(refused.value)
    assert "brings 1 credit of CHF 120.00 that the bank booked from 2016-01-25 to 2016-01-25" in said
    assert "the books are closed up to 31 January 2016; --into-open-month takes them so that they count" in said
    assert "`isu reopen 2016-01 --why …` and import again" in said


def test_told_to_it_counts_from_the_first_open_day_and_january_stays(office: Office) -> None:
    office.receive("100.00", date(2016, 1, 20))
    close(office, JANUARY)
    taken = take(office, "120.00", date(2016, 1, 25), date(2016, 1, 25), into_open_month=True)
    assert [each.late_count for each in taken.statements] == [1]
    assert (held_on(office, JANUARY), held_on(office, date(2016, 2, 1))) == (chf("100.00"), chf("220.00"))


def test_a_line_of_the_open_month_with_a_value_date_in_the_closed_one_is_everyday(office: Office) -> None:
    office.receive("100.00", date(2016, 1, 20))
    close(office, JANUARY)
    taken = take(office, "120.00", date(2016, 2, 1), date(2016, 1, 31))
    assert [each.late_count for each in taken.statements] == [1]
    assert (held_on(office, JANUARY), held_on(office, date(2016, 2, 1))) == (chf("100.00"), chf("220.00"))
    assert [each.late_count for each in take(office, "5.00", date(2016, 2, 2), date(2016, 2, 1)).statements] == [0]


def test_money_that_counts_later_than_its_value_date_is_used_after_the_month_is_open_again(office: Office) -> None:
    office.assess(2016)
    office.receive("1.00", date(2016, 1, 20))
    close(office, JANUARY)
    take(office, "120.00", date(2016, 2, 1), date(2016, 1, 31))
    reopen(office, JANUARY)
    office.identify("R2", "FJI")
    (receipt,) = office.receipts("FJI")
    assert (receipt.value_date, receipt.allocated_chf > ZERO) == (date(2016, 2, 1), True)
    days = {each.applied_on for each in balances.applications(office.store.db, as_of=EVER, state="FJI")}
    assert days == {date(2016, 2, 1)}


def test_an_automatic_match_of_a_closed_month_is_booked_on_the_first_open_day(office: Office) -> None:
    office.assess(2016)
    owed = sum(office.open_of("FJI").values(), ZERO)
    office.accepts = False
    office.receive(str(owed), date(2016, 1, 20), reference=office.reference("FJI", 2016))
    close(office, JANUARY)
    office.match()
    assert sum(office.open_of("FJI", JANUARY).values(), ZERO) == owed
    assert sum(office.open_of("FJI", date(2016, 2, 1)).values(), ZERO) == ZERO


def test_what_counts_later_than_its_value_date_is_matched_after_the_month_is_open_again(office: Office) -> None:
    office.assess(2016)
    office.know("DE89370400440532013000", "FJI")
    office.receive("1.00", date(2016, 1, 20), account="DE89370400440532013000", text="FIJI")
    owed = sum(office.open_of("FJI").values(), ZERO)
    close(office, JANUARY)
    take(office, str(owed), date(2016, 2, 1), date(2016, 1, 31))
    reopen(office, JANUARY)
    office.match()
    assert sum(office.open_of("FJI", JANUARY).values(), ZERO) == owed
    assert sum(office.open_of("FJI", date(2016, 2, 1)).values(), ZERO) == ZERO


@pytest.mark.parametrize(
    ("day", "is_taken"), [(JANUARY - timedelta(days=1), False), (JANUARY, False), (date(2016, 2, 1), True)]
)
def test_a_year_is_assessed_from_the_first_open_day_on(office: Office, day: date, is_taken: bool) -> None:
    office.budget(2016)
    office.receive("100.00", date(2016, 1, 20))
    close(office, JANUARY)
    if is_taken:
        assert office.assess(2016, day).on == day
    else:
        with pytest.raises(MonthClosed, match=r"date it 2016-02-01 or later with --on"):
            office.assess(2016, day)
    assert late_entries_count(office.store.db) == 0
