"""Acts that the books refuse to a person: each says why in one sentence, and nothing of it is kept."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from db import decided
from db.errors import LedgerError
from db.letter_readings import DisputeReading, InstalmentReading, PlanReading
from db.letters import LetterRunReading
from db.snapshots import late_entries
from ledger.books import contacting, planning, pledging
from ledger.books.closing import reopen_month
from ledger.books.identifying import find_receipt, identify_receipt, unidentify_receipt
from ledger.books.lettering import cancel_run, find_run
from ledger.books.lines import find_line, take_back
from ledger.books.modelling import compare, plan
from ledger.books.open_books import EVER, Books, open_books
from ledger.books.reporting import UnknownSnapshot, find_snapshot, keep_snapshot
from ledger.books.revising import revise, undo_revision
from ledger.books.working_out import NoBudget, NoScale, NoStatesParties, work_out
from ledger.intake.office_tables import revised_budget
from tests.helpers import Office, chf, make_office

ON = date(2016, 3, 1)
RUN = LetterRunReading(1, 2016, ON, None, 0, chf("0.00"), 1, 0, chf("1.00"), "", ON, "request", "note verbale")


@pytest.fixture
def busy(office: Office) -> Office:
    return made_busy(office)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The same office for every refusal, since none changes it."""
    office = made_busy(make_office(tmp_path_factory.mktemp("untouched")))
    yield office
    office.close()


def made_busy(office: Office) -> Office:
    """2016 assessed and revised; Germany has a plan, a dispute, a hold and a pledge; R1 is Germany's, R2 nobody's."""
    office.assess(2016)
    office.accepts = False
    office.receive("10.00", date(2016, 2, 1))
    office.receive("20.00", date(2016, 2, 2))
    office.identify("R1", "DEU")
    with open_books(office.store, at=office.at) as books:
        budget = decided.budget(books.db, 2016, as_of=EVER)
        assert budget is not None
        more = revised_budget(budget, ["7a=1100.00"], "7MSP", date(2016, 2, 5))
        revise(books, 2016, on=date(2016, 2, 5), decision="7MSP", budget=more)
        agree(books)
        planning.add_dispute(books, "DEU", 2016, "7b", name="Germany", on=ON, why="a note verbale")
        contacting.hold(books, "DEU", name="Germany", from_on=ON, until_on=date(2016, 4, 1), why="talks")
        contacting.add_contact(books, "DEU", "call", on=ON, words="they called")
        pledging.add_pledge(
            books, "DEU", 2016, "7c", chf("5.00"), pledged_on=date(2016, 1, 4), today=ON, why="a letter"
        )
    return office


def agree(books: Books, *, on: date = ON) -> PlanReading:
    parts = [InstalmentReading(date(2016, 5, 1), chf("5.00"))]
    return planning.add_plan(books, "DEU", parts, name="Germany", on=on, words="agreed by the mission")


def _plan(books: Books) -> PlanReading:
    return planning.find_plan(books, "l1")


def _dispute(books: Books) -> DisputeReading:
    return planning.find_dispute(books, "d1")


def _dispute_again(books: Books, why: str) -> None:
    planning.add_dispute(books, "DEU", 2016, "7b", name="Germany", on=ON, why=why)


def _end_twice(books: Books) -> None:
    planning.end_plan(books, _plan(books), on=ON, why="paid")
    planning.end_plan(books, _plan(books), on=ON, why="paid")


def _settle_twice(books: Books) -> None:
    planning.settle_dispute(books, _dispute(books), on=ON, why="settled")
    planning.settle_dispute(books, _dispute(books), on=ON, why="settled")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (agree, "L1 of 2016-03-01 stands; end it first: isu plan end L1 --why"),
        (lambda books: planning.end_plan(books, _plan(books), on=ON, why=" "), "L1 was not ended: it needs a reason"),
        (lambda books: planning.end_plan(books, _plan(books), on=date(2016, 2, 29), why="x"),
         "2016-02-29 is before it began, on 2016-03-01"),
        (_end_twice, "L1 was not ended: it ended on 2016-03-01 already"),
        (_settle_twice, "D1 was not ended: it ended on 2016-03-01 already"),
        (lambda books: planning.settle_dispute(books, _dispute(books), on=ON, why=""), "D1 was not ended: it needs a"),
        (lambda books: _dispute_again(books, " "), "a dispute needs its reason; say it with --why"),
        (lambda books: _dispute_again(books, "x"), r"it is disputed already \(D1\)"),
        (lambda books: contacting.hold(books, "FJI", name="Fiji", from_on=ON, until_on=ON, why=""), "a hold needs"),
        (lambda books: contacting.release(books, "DEU", name="Germany", on=ON, why=" "), "a release needs"),
        (lambda books: contacting.add_contact(books, "DEU", "call", on=ON, words=" "), "a contact needs"),
        (lambda books: contacting.withdraw_contact(books, contacting.find_contact(books, "C1"), why=""),
         "taking a contact back needs"),
        (lambda books: pledging.cancel_pledge(books, pledging.find_pledge(books, "P1"), on=ON, why=" "),
         r"pledge P1 \(CHF 5.00\) needs a reason to be cancelled"),
        (lambda books: identify_receipt(books, find_receipt(books, "R2"), "FJI", why=" "),
         r"receipt R2 \(CHF 20.00\) needs a reason"),
        (lambda books: unidentify_receipt(books, find_receipt(books, "R1"), why=" "),
         r"receipt R1 \(CHF 10.00\) needs a reason"),
        (lambda books: take_back(books, find_line(books, "L1"), why=" "), "needs a reason, which is kept"),
        (lambda books: find_receipt(books, "R3"), "there is no receipt R3"),
        (lambda books: find_run(books.db, "W1"), "there is no run"),
        (lambda books: reopen_month(books, date(2016, 1, 31), why="x"), "no month is closed"),
        (lambda books: reopen_month(books, date(2016, 1, 31), why=" "), r"needs a reason|needs its reason"),
        (lambda books: cancel_run(books, RUN, why=""), "it needs a reason; say it with --why"),
        (lambda books: undo_revision(books, 2016, on=ON, why=""),
         "what was decided, and where, must be said; give it with --why"),
    ],
)  # fmt: skip
def test_what_lacks_its_reason_or_comes_twice_is_refused_and_changes_nothing(
    untouched: Office, act: Callable[[Books], object], said: str
) -> None:
    before = list(untouched.store.db.iterdump())
    with pytest.raises(LedgerError, match=said), open_books(untouched.store, at=untouched.at) as books:
        act(books)
    assert list(untouched.store.db.iterdump()) == before


def test_a_plan_or_a_dispute_is_found_by_its_own_label_among_several(busy: Office) -> None:
    with open_books(busy.store, at=busy.at) as books:
        planning.end_plan(books, _plan(books), on=ON, why="paid")
        second = agree(books, on=date(2016, 3, 2))
        other = planning.add_dispute(books, "DEU", 2016, "7a", name="Germany", on=ON, why="a note verbale")
        first = _dispute(books)
    assert (second.label, second.agreed_on) == ("L2", date(2016, 3, 2))
    assert [(each.label, each.line) for each in (first, other)] == [("D1", "7b"), ("D2", "7a")]


def test_a_snapshot_is_found_by_its_own_label_among_several(office: Office) -> None:
    with open_books(office.store, at=office.at) as books:
        for day in (1, 2):
            keep_snapshot(books, date(2016, 3, day), 2016, f"day {day}", {})
    late = late_entries(office.store.db, as_of=date(2016, 3, 1), since=office.at)
    assert late == [], "nothing was booked after the moment of the snapshot"
    office.assess(2016)
    late = late_entries(office.store.db, as_of=date(2016, 3, 1), since=office.at - timedelta(seconds=1))
    assert {each.value_date for each in late} == {date(2016, 1, 4)}
    found = [find_snapshot(office.store.db, label) for label in ("S1", "s2", "2")]
    assert [each.words for each in found] == ["day 1", "day 2", "day 2"]
    with pytest.raises(UnknownSnapshot, match="there is no snapshot S3"):
        find_snapshot(office.store.db, "S3")


# Years ahead --------------------------------------------------------------------------------------------------------


def test_a_year_ahead_is_planned_by_its_own_budget_if_it_has_one(office: Office) -> None:
    office.assess(2016)
    office.budget(2017, "7a=2000.00", "7b=3000.00")
    db = office.store.db
    before, own, ahead = plan(db, [2016, 2017, 2018], as_of=date(2016, 3, 1))
    assert sum(before.amounts.values()) == chf("2500.00")
    assert (sum(own.amounts.values()), own.notes) == (chf("5000.00"), ("2017: the States Parties as known today.",))
    assert "2018: assumption: the budget of 2017, as 2018 has none yet." in ahead.notes


def test_a_year_of_which_neither_budget_nor_scale_is_known_is_not_planned(office: Office) -> None:
    office.budget(2015)
    with pytest.raises(NoScale, match="2015"):
        plan(office.store.db, [2015], as_of=EVER)
    with pytest.raises(NoBudget, match="2014"):
        plan(office.store.db, [2014], as_of=EVER)
    with pytest.raises(NoBudget, match="2014"):
        compare(office.store.db, 2014, [], on=None, today=ON)


def test_nobody_is_assessed_where_no_state_is_a_party(office: Office) -> None:
    office.budget(2009)
    budget = decided.budget(office.store.db, 2009, as_of=EVER)
    assert budget is not None
    with pytest.raises(NoStatesParties, match="no State is a party on 1 January 2009"):
        work_out(office.store.db, budget, on=ON)
