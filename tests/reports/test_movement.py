"""The movement: over any acts, days and moments, two lines a State that lead from one status to the other."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import initialize, invariant
from typer.testing import CliRunner

from db import decided
from db.money import chf_text
from db.readings import ReceiptReading
from db.store import Store
from db.vocabulary import POSTINGS, Account, Act
from ledger.books.accepting import accept
from ledger.books.judging import verdicts_on
from ledger.books.open_books import EVER, open_books
from ledger.books.revising import revise
from ledger.books.ruling import set_short_payment
from ledger.commands.app import app
from ledger.commands.report_movement import side_of
from ledger.intake.office_tables import revised_budget
from reports.movement import Side, movement, side, side_before_all
from reports.picture import NothingAssessed, take_picture
from reports.table import IdentityBroken, Table
from reports.writers.terminal import print_table
from tests.helpers import AT, RATES, Office, chf
from tests.test_books import FIRST_DAY, OfficeMachine

EVE = FIRST_DAY - timedelta(days=1)
OWED = ("opening", "assessed", "corrections", "received", "bank_charges", "closing")


def between(store: Store, first: date, last: date, *known: datetime | None) -> Table | None:
    """Build the movement between two days, each as known at a moment; none before any year was assessed."""
    known_first, known_last = known or (None, None)
    try:
        after = side(take_picture(store.db, as_of=last, known_at=known_last))
    except NothingAssessed:
        return None
    return movement(side_of(store, first, known_first), after)


def moved(store: Store, first: date, last: date, *known: datetime | None) -> Table:
    table = between(store, first, last, *known)
    assert table is not None
    return table


def amounts(table: Table, state: str) -> dict[str, Decimal]:
    row = next(row for row in table.rows if row["state"] == state)
    return {key: cell for key, cell in row.items() if isinstance(cell, Decimal)}


def total(table: Table, key: str) -> Decimal:
    amount = table.total[key]
    assert isinstance(amount, Decimal)
    return amount


# Any acts in any order ------------------------------------------------------------------------------------------------


class MovingOffice(OfficeMachine):
    """The office of the books, its movements read after each act."""

    @initialize()
    def begin_with_a_year(self) -> None:
        self.assess()

    def middle(self) -> date:
        return FIRST_DAY + timedelta(days=(self.day - FIRST_DAY).days // 2)

    @invariant()
    def every_movement_leads_from_one_status_to_the_other(self) -> None:
        store, middle = self.office.store, self.middle()
        for first, last in ((EVE, self.day), (FIRST_DAY, middle), (middle, self.day), (EVE, date(2019, 12, 31))):
            self.every_line_adds_up(between(store, first, last))
        earlier = AT + timedelta(seconds=self.seconds // 2)
        for on in (middle, self.day):
            self.every_line_adds_up(between(store, on, on, earlier, None))

    def every_line_adds_up(self, table: Table | None) -> None:
        for state in RATES if table else ():
            assert table is not None
            row = amounts(table, state)
            changed = row["assessed"] + row["corrections"] - row["received"] - row["bank_charges"]
            assert row["opening"] + changed == row["closing"]
            assert row["held_before"] + row["came_in"] - row["received"] - row["given"] == row["held_after"]

    @invariant()
    def two_movements_one_after_the_other_are_the_movement_of_both(self) -> None:
        days = ((EVE, self.middle()), (self.middle(), self.day), (EVE, self.day))
        first, second, both = (between(self.office.store, *each) for each in days)
        if not (first and second and both):
            return
        for before, after in (("closing", "opening"), ("held_after", "held_before")):
            assert first.total[before] == second.total[after]
        for key in ("received", "bank_charges", "came_in", "given"):
            assert total(first, key) + total(second, key) == total(both, key)
        changed = [total(each, "assessed") + total(each, "corrections") for each in (first, second, both)]
        assert changed[0] + changed[1] == changed[2]


MovingOffice.TestCase.settings = settings(max_examples=6, stateful_step_count=12, deadline=None, derandomize=True)
TestAnyActsInAnyOrder = MovingOffice.TestCase


# Figures --------------------------------------------------------------------------------------------------------------


def assess_receive_and_revise(office: Office) -> None:
    """Charge CHF 2500.00, receive CHF 20.00 from Fiji, and raise 7a by CHF 1000.00 on 1 March."""
    office.assess(2016)
    office.receive("20.00", date(2016, 2, 1))
    office.identify("R1", "FJI")
    held = decided.budget(office.store.db, 2016, as_of=EVER)
    assert held is not None
    budget = revised_budget(held, ["7a=2000.00"], "a decision", date(2016, 3, 1))
    with open_books(office.store, at=AT) as books:
        revise(books, 2016, on=date(2016, 3, 1), decision="a decision", budget=budget)


def test_what_is_assessed_paid_and_corrected_has_its_own_column(office: Office) -> None:
    assess_receive_and_revise(office)
    table = moved(office.store, date(2016, 1, 31), date(2016, 3, 1))
    row = amounts(table, "FJI")
    assert [row[key] for key in OWED] == [
        chf("1.17"), chf("0.00"), chf("0.46"), chf("1.63"), chf("0.00"), chf("0.00"),
    ]  # fmt: skip
    assert [row[key] for key in ("held_before", "came_in", "given", "held_after")] == [
        chf("0.00"), chf("20.00"), chf("0.00"), chf("18.37"),
    ]  # fmt: skip
    by_key = {line.key: (line.states_count, line.amount_chf) for line in table.summary}
    assert by_key["corrections"] == (4, chf("1000.00"))
    assert by_key["closing"] == (3, chf("3498.37"))
    assert by_key["net"] == (4, chf("3480.00"))
    whole = moved(office.store, EVE, date(2016, 3, 1))
    assert (total(whole, "assessed"), total(whole, "corrections")) == (chf("2500.00"), chf("1000.00"))


def test_the_day_before_the_first_assessment_nobody_owes_and_money_may_be_held(office: Office) -> None:
    office.receive("20.00", date(2015, 12, 1))
    office.identify("R1", "FJI")
    office.assess(2016)
    table = moved(office.store, date(2015, 12, 31), date(2016, 1, 4))
    row = amounts(table, "FJI")
    assert [row[key] for key in OWED] == [
        chf("0.00"), chf("1.17"), chf("0.00"), chf("1.17"), chf("0.00"), chf("0.00"),
    ]  # fmt: skip
    assert (row["held_before"], row["came_in"], row["held_after"]) == (chf("20.00"), chf("0.00"), chf("18.83"))
    assert total(table, "assessed") == chf("2500.00")
    assert {row["state"] for row in table.rows} == set(RATES)


def test_a_day_that_became_known_later_moves_by_what_was_said_of_it(office: Office) -> None:
    office.assess(2016)
    office.receive("1.17", date(2016, 2, 10))
    office.at = AT + timedelta(days=60)
    office.identify("R1", "FJI")
    on, then = date(2016, 2, 29), AT + timedelta(days=58)
    table = moved(office.store, on, on, then, None)
    assert table.title == "Movement in what is known of 29 February 2016"
    books = "Before: from the books of 2016-01-04 09:00 UTC; after: of 2016-03-04 09:00 UTC."
    assert table.notes[0] == books
    assert amounts(table, "FJI")["received"] == chf("1.17")
    assert total(table, "opening") == chf("2500.00")
    still = moved(office.store, on, on, then, then)
    assert total(still, "received") == chf("0.00")
    assert still.notes[-1] == "1 receipt is unidentified, CHF 1.17 in all, and counted for no State."


def test_what_was_taken_back_stands_below_zero_and_is_explained(office: Office) -> None:
    office.assess(2016)
    office.receive("1.17", date(2016, 2, 10))
    office.identify("R1", "FJI")
    office.at = AT + timedelta(days=2)
    office.unidentify("R1")
    table = moved(office.store, date(2016, 2, 29), date(2016, 2, 29), AT + timedelta(days=1), None)
    row = amounts(table, "FJI")
    assert (row["received"], row["came_in"], row["closing"]) == (chf("-1.17"), chf("-1.17"), chf("1.17"))
    assert "An amount below zero as received, come in or given was taken back." in table.notes


def test_a_bank_charge_that_the_office_bears_has_its_own_column(office: Office) -> None:
    office.assess(2016)
    office.know("DE89", "DEU")
    with open_books(office.store, at=AT) as books:
        set_short_payment(books, chf("20.00"), why="a decision")
    office.accepts = False
    office.receive("2464.45", date(2016, 3, 1), account="DE89")
    with open_books(office.store, at=AT) as books:
        (said,) = verdicts_on(books.db)
        accept(books, said, said.proposals[0])
    row = amounts(moved(office.store, FIRST_DAY, date(2016, 3, 1)), "DEU")
    assert [row[key] for key in OWED] == [
        chf("2484.45"), chf("0.00"), chf("0.00"), chf("2464.45"), chf("20.00"), chf("0.00"),
    ]  # fmt: skip
    assert (row["came_in"], row["held_after"]) == (chf("2464.45"), chf("0.00"))


def test_before_all_a_state_with_money_is_reported_though_it_is_no_party(office: Office) -> None:
    office.receive("20.00", date(2015, 12, 1))
    office.identify("R1", "BRA")
    office.receive("5.00", date(2015, 12, 2))
    on, known = date(2015, 12, 31), AT + timedelta(days=1)
    assert {state.iso3 for state in side_of(office.store, on, known).states} == {*RATES, "BRA"}
    office.at = AT + timedelta(days=2)
    office.identify("R2", "FJI")
    assert set(side_of(office.store, on, known).receipts) == {"BRA"}
    assert set(side_of(office.store, on, None).receipts) == {"BRA", "FJI"}


def test_every_act_that_changes_what_is_owed_or_held_has_its_column() -> None:
    """Fail when an act such as a waiver is added, until the movement and ``balances.charges`` tell it apart."""
    owed = {each.act for each in POSTINGS if Account.RECEIVABLE in (each.debit, each.credit)}
    assert owed == {Act.ASSESS, Act.INCREASE, Act.REDUCE, Act.ALLOCATE, Act.BEAR_FEE}
    held = {each.act for each in POSTINGS if Account.ON_ACCOUNT in (each.debit, each.credit)}
    assert held == {Act.IDENTIFY, Act.ALLOCATE, Act.GIVE}


# A side that departs --------------------------------------------------------------------------------------------------


def of_fiji(office: Office) -> Side:
    office.assess(2016)
    office.receive("20.00", date(2016, 2, 1))
    office.identify("R1", "FJI")
    return side(take_picture(office.store.db, as_of=date(2016, 2, 1)))


def with_owed(whole: Side, **changes: str) -> Side:
    owed = {state: amount + Decimal(changes.get(state, "0.00")) for state, amount in whole.outstanding_chf.items()}
    return Side(whole.heading, whole.states, whole.charges, whole.receipts, owed)


@pytest.mark.parametrize("rappen", ["0.01", "-0.01"])
@pytest.mark.parametrize("is_before", [True, False])
def test_a_side_that_is_not_the_status_of_its_day_is_not_printed(office: Office, rappen: str, is_before: bool) -> None:
    whole = of_fiji(office)
    shifted = with_owed(whole, TUN=rappen)
    with pytest.raises(IdentityBroken, match="outstanding in the status of that day"):
        movement(*((shifted, whole) if is_before else (whole, shifted)))


@pytest.mark.parametrize("is_before", [True, False])
def test_a_debt_that_is_another_states_in_the_status_is_not_printed(office: Office, is_before: bool) -> None:
    whole = of_fiji(office)
    shifted = with_owed(whole, TUN="1.00", CIV="-1.00")
    with pytest.raises(IdentityBroken, match="what their status does not say"):
        movement(*((shifted, whole) if is_before else (whole, shifted)))


def test_money_that_is_counted_for_another_state_is_not_printed(office: Office) -> None:
    whole = of_fiji(office)
    wrong: dict[str, tuple[ReceiptReading, ...]] = {"TUN": whole.receipts["FJI"]}
    after = Side(whole.heading, whole.states, whole.charges, wrong, whole.outstanding_chf)
    with pytest.raises(IdentityBroken, match="money does not add up"):
        movement(side_before_all(whole.heading, whole.states, ()), after)


# As the director reads it ---------------------------------------------------------------------------------------------


def test_the_first_year_of_the_sample_begins_at_nothing(sample: Path) -> None:
    line = ["report", "movement", "--from", "2015-12-31", "--to", "2016-12-31"]
    done = CliRunner().invoke(app, ["--ledger", str(sample / "ledger.sqlite"), *line])
    assert (done.exit_code, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert "Owed before 0 States CHF 0.00" in said
    assert "+ assessed between 93 States CHF 450'000.00" in said
    assert "- received, applied to contributions 74 States CHF 430'709.10" in said
    assert "Owed after 29 States CHF 19'290.90" in said
    assert "Both sides from the books of " in said


@pytest.mark.parametrize(
    ("known", "exit_code"),
    [
        ("--known-from 2016-12-31", 0),
        ("--known-from 2016-12-31 --known-to 2017-01-31", 0),
        ("--known-from 2016-12-31 --known-to 2016-12-31", 0),
        ("--known-from 2017-01-31 --known-to 2016-12-31", 1),
        ("--known-to 2016-12-31", 1),
    ],
)
def test_of_one_day_the_earlier_knowledge_comes_first(sample: Path, known: str, exit_code: int) -> None:
    line = f"report movement --from 2016-12-31 --to 2016-12-31 {known}"
    done = CliRunner().invoke(app, ["--ledger", str(sample / "ledger.sqlite"), *line.split()])
    assert done.exit_code == exit_code, done.output
    assert ("turn --known-from and --known-to round" in done.stderr) == bool(exit_code)


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_on_a_narrow_screen_what_was_corrected_is_still_shown(
    office: Office, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    assess_receive_and_revise(office)
    table = moved(office.store, date(2016, 1, 31), date(2016, 3, 1))
    print_table(table, width=width)
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= width
    left_out = printed.partition("Left out")[2]
    assert "corrected" not in left_out
    assert chf_text(amounts(table, "DEU")["corrections"]) in printed
