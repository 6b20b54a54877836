"""Total of the status = arrears = statements of account = books, and all other reports tie: on three kinds of office.

The sample office; a large one made from a seed (112 States, ten years, every act); and any acts in any order.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings
from hypothesis.stateful import initialize, invariant

from benchmarks.large_office import SEED, make_large_office
from benchmarks.office_story import FIRST_YEAR
from db.store import Store, open_store
from db.vocabulary import Act
from tests.helpers import AT
from tests.reports.ties import every_report_ties, movement_ties, of, receipts_tie, year_end_ties
from tests.test_books import FIRST_DAY, OfficeMachine

NEVER_UNDONE = {Act.RECEIVE, Act.ASSESS}  # an assessment only with the revision that brought a State in


def at_end_of(on: date) -> datetime:
    return datetime.combine(on, time.max, tzinfo=UTC)


# The sample office ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(sample: Path) -> Iterator[Store]:
    with open_store(sample / "ledger.sqlite", at=AT) as opened:
        yield opened


@pytest.mark.parametrize(
    ("on", "known"),
    [
        ("2016-01-04", None),
        ("2016-06-30", None),
        ("2016-12-31", None),
        ("2016-12-31", "2016-12-31"),
        ("2017-01-03", None),
        ("2017-01-27", None),
        ("2017-01-27", "2016-11-15"),
        ("2018-12-31", None),
    ],
)
def test_every_report_of_the_sample_ties(store: Store, on: str, known: str | None) -> None:
    moment = at_end_of(date.fromisoformat(known)) if known else None
    assert every_report_ties(store, date.fromisoformat(on), moment)


@pytest.mark.parametrize(
    ("first", "last"), [("2015-12-31", "2016-07-01"), ("2016-07-01", "2017-01-27"), ("2016-12-31", "2016-12-31")]
)
def test_movement_and_receipts_of_the_sample_tie(store: Store, first: str, last: str) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert movement_ties(store, *days)
    receipts_tie(store, *days)
    known = at_end_of(date(2016, 8, 15)), at_end_of(date(2017, 1, 27))
    assert movement_ties(store, *days, *known)


def test_receipts_of_a_single_day_tie(store: Store) -> None:
    days = store.db.execute("SELECT DISTINCT booked_on FROM bank_line WHERE direction = 'credit' ORDER BY 1 LIMIT 3")
    for (day,) in days.fetchall():
        listed = receipts_tie(store, date.fromisoformat(day), date.fromisoformat(day))
        assert {row["booked_on"] for row in listed.rows} == {date.fromisoformat(day)}


def test_the_year_end_of_the_sample_ties(store: Store) -> None:
    year_end_ties(store, 2016)


# A large office -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Counter[str]]]:
    made, done = make_large_office(tmp_path_factory.mktemp("large"))
    yield made, done
    made.db.close()


LAST = date(FIRST_YEAR + 10, 1, 31)


def some_days(count: int, salt: str) -> list[tuple[date, datetime | None]]:
    """Give days within the ten years, each as known now or at a random moment; always the same."""
    chosen = Random(f"{SEED} {salt}")
    first, found = date(FIRST_YEAR, 1, 4), []
    for number in range(count):
        on = first + timedelta(days=chosen.randrange((LAST - first).days))
        known = at_end_of(first + timedelta(days=chosen.randrange((LAST - first).days + 90)))
        found.append((on, known if number % 2 else None))
    return found


def test_the_large_office_has_seen_every_act_and_its_undoing(large: tuple[Store, Counter[str]]) -> None:
    held = large[0].db.execute("SELECT act, reverses_id IS NOT NULL FROM entry GROUP BY 1, 2").fetchall()
    assert {act for act, is_undoing in held if not is_undoing} == {act.value for act in Act}
    assert {act for act, is_undoing in held if is_undoing} >= {act.value for act in Act} - {
        act.value for act in NEVER_UNDONE
    }
    (states,) = large[0].db.execute("SELECT count(DISTINCT state) FROM charge").fetchone()
    (years,) = large[0].db.execute("SELECT count(*) FROM assessment").fetchone()
    assert (states, years) == (112, 10)
    assert min(large[1][name] for name in ("dispute", "plan", "revise the scale", "accept with a fee")) > 0


def test_the_same_seed_makes_the_same_books(tmp_path: Path) -> None:
    books = []
    for name in "ab":
        (tmp_path / name).mkdir()
        made, _ = make_large_office(tmp_path / name, states_count=6, years_count=2)
        books.append(list(made.db.iterdump()))
        made.db.close()
    assert books[0] == books[1]


@pytest.mark.parametrize(("on", "known"), [*some_days(4, "days"), (LAST, None), (date(FIRST_YEAR + 4, 12, 31), None)])
def test_every_report_of_a_large_office_ties(
    large: tuple[Store, Counter[str]], on: date, known: datetime | None
) -> None:
    every_report_ties(large[0], on, known)


@pytest.mark.parametrize("pair", range(5))
def test_the_movement_between_any_two_days_of_a_large_office_ties(large: tuple[Store, Counter[str]], pair: int) -> None:
    (first, known_first), (last, known_last) = sorted(some_days(2, f"pair {pair}"), key=lambda each: each[0])
    movement_ties(large[0], first, last, known_first, known_last)
    movement_ties(large[0], last, last, at_end_of(first), None)


@pytest.mark.parametrize("pair", range(4))
def test_receipts_of_any_days_of_a_large_office_tie_to_the_bank(large: tuple[Store, Counter[str]], pair: int) -> None:
    days = sorted(some_days(2, f"receipts {pair}"), key=lambda each: each[0])
    receipts_tie(large[0], days[0][0], days[1][0], days[1][1])


def test_all_receipts_of_a_large_office_are_proven_by_the_bank(large: tuple[Store, Counter[str]]) -> None:
    listed = receipts_tie(large[0], date(FIRST_YEAR, 1, 1), date(FIRST_YEAR + 9, 12, 31))
    (figures,) = listed.figures.values()
    assert isinstance(figures, dict)
    assert figures["proven"]
    assert figures["receipts"] == of(listed, "amount")


@pytest.mark.parametrize("year", [FIRST_YEAR, FIRST_YEAR + 5, FIRST_YEAR + 9])
def test_the_year_ends_of_a_large_office_tie(large: tuple[Store, Counter[str]], year: int) -> None:
    year_end_ties(large[0], year)
    year_end_ties(large[0], year, at_end_of(date(year + 1, 2, 15)))


# Any acts in any order ------------------------------------------------------------------------------------------------


class ReportedOffice(OfficeMachine):
    """The office of the books, all its reports read after each act."""

    @initialize()
    def begin_with_a_year(self) -> None:
        self.assess()

    @invariant()
    def every_report_ties_today_and_as_known_before(self) -> None:
        store, middle = self.office.store, FIRST_DAY + timedelta(days=(self.day - FIRST_DAY).days // 2)
        earlier = AT + timedelta(seconds=self.seconds // 2)
        every_report_ties(store, self.day, chain=False)
        every_report_ties(store, middle, earlier, chain=False)
        movement_ties(store, middle, date(2019, 12, 31), earlier, None)
        receipts_tie(store, FIRST_DAY, self.day)
        if self.year > 2016:
            year_end_ties(store, 2016)


ReportedOffice.TestCase.settings = settings(max_examples=6, stateful_step_count=12, deadline=None, derandomize=True)
TestAnyActsInAnyOrder = ReportedOffice.TestCase
