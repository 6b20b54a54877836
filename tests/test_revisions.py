"""What later decisions do to an assessed year: differences by charge, money freed, undoing, and what past days show."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from db import balances, decided, facts
from db.moments import BEGINNING
from db.money import rappen
from db.readings import PLAIN_SPLIT, DecisionReading
from db.vocabulary import Joining, Key, Leaving
from ledger.books.assessing import AssessedYear, assess
from ledger.books.deciding import NothingToReplace, PeriodTaken, ScaleInUse, enter_scale
from ledger.books.keeping import enter_states
from ledger.books.modelling import compare
from ledger.books.open_books import EVER, open_books
from ledger.books.revising import (
    NeedsDocument,
    NothingToRevise,
    NothingToUndo,
    RevisedYear,
    TooEarly,
    revise,
    undo_revision,
)
from ledger.books.working_out import NoScale, NotAssessed, ScaleOfOtherYears, UnknownScale, departures
from ledger.intake.models import Model, ModelLine
from ledger.intake.office_tables import StateFacts, revised_budget
from reports.picture import take_picture
from reports.prepaid import prepaid
from reports.statement import statement
from reports.status import status
from reports.why import why
from reports.writers.json_text import json_text
from tests.helpers import RATES, Office, a_state, chf

JANUARY = date(2017, 1, 4)
JUNE = date(2017, 6, 1)
JUNE_AT = datetime(2017, 6, 1, 9, 0, tzinfo=UTC)
GERMANY = "DE89370400440532013000"


def rates(**changes: str) -> dict[str, Decimal]:
    return {iso3: Decimal(rate) for iso3, rate in (RATES | changes).items()}


def revise_lines(office: Office, *lines: str, on: date = JUNE, decision: str = "7MSP", scale: str = "") -> RevisedYear:
    held = decided.budget(office.store.db, 2017, as_of=EVER)
    assert held is not None
    budget = revised_budget(held, lines, decision, on) if lines else None
    with open_books(office.store, at=office.at) as books:
        return revise(books, 2017, on=on, decision=decision, budget=budget, scale=scale)


def undo(office: Office, on: date = JUNE) -> RevisedYear:
    with open_books(office.store, at=office.at) as books:
        return undo_revision(books, 2017, on=on, why="not adopted")


def enter(office: Office, iso3: str, joined: date, left: date | None = None) -> None:
    with open_books(office.store, at=office.at) as books:
        enter_states(books, [StateFacts(a_state(iso3, joined, party_until=left), BEGINNING)])


def made(office: Office) -> tuple[DecisionReading, ...]:
    return decided.decisions(office.store.db, as_of=EVER)[2017]


def assessed_of(office: Office, state: str, as_of: date = EVER) -> dict[str, Decimal]:
    return {each.line: each.assessed_chf for each in office.charges(state, as_of) if each.year == 2017}


def printed(office: Office, known_at: datetime | None) -> list[str]:
    db = office.store.db
    picture = take_picture(db, as_of=date(2017, 1, 31), known_at=known_at)
    texts = [json_text(status(picture)), json_text(prepaid(picture))]
    for state in picture.parties:
        lines = balances.account_lines(db, as_of=picture.as_of, known_at=known_at, state=state.iso3)
        texts += [json_text(statement(picture, state, lines, rules=[])), *why(picture, state, None)]
    return texts


# A scale that came late, or a rate that was wrong ----------------------------------------------------------------


def test_a_scale_that_comes_late_is_booked_as_differences_and_what_was_issued_stays(office: Office) -> None:
    office.assess(2017, on=JANUARY)
    before = {(each.state, each.line): each.assessed_chf for each in office.charges()}
    with open_books(office.store, at=office.at) as books:
        enter_scale(books, "corrected", (2016, 2018), rates(TUN="1.028"), "71/1", replaces="2016-2018")
    revised = revise_lines(office, scale="corrected")
    for charge in office.charges():
        assert charge.issued_chf == before[charge.state, charge.line]
        assert (charge.assessed_chf > charge.issued_chf) == (charge.state == "TUN")
    assert sum(each.changed_chf for each in revised.differences) == chf("0.00")
    assert sum(each.assessed_chf for each in office.charges()) == chf("2500.00")
    assert [(each.label, each.scale_name) for each in made(office)] == [
        ("2017/0", "2016-2018"),
        ("2017/1", "corrected"),
    ]


def test_who_overpaid_has_the_difference_on_account_and_who_underpaid_an_open_charge(office: Office) -> None:
    office.know(GERMANY, "DEU")
    office.know("TN5904018104003691234567", "TUN")
    office.assess(2017, on=JANUARY)
    paid = {state: sum(assessed_of(office, state).values()) for state in ("DEU", "TUN")}
    office.receive(str(paid["DEU"]), date(2017, 2, 1), account=GERMANY)
    office.receive(str(paid["TUN"]), date(2017, 2, 2), account="TN5904018104003691234567")
    office.at = JUNE_AT
    with open_books(office.store, at=office.at) as books:
        enter_scale(books, "corrected", (2016, 2018), rates(TUN="1.028"), "71/1", replaces="2016-2018")
    revised = revise_lines(office)
    assert office.on_account_of("DEU") == paid["DEU"] - sum(assessed_of(office, "DEU").values()) > 0
    assert sum(office.open_of("DEU").values()) == chf("0.00")
    assert sum(office.open_of("TUN").values()) == sum(assessed_of(office, "TUN").values()) - paid["TUN"] > 0
    assert revised.freed_chf == office.on_account_of("DEU")
    day_before = date(2017, 5, 31)
    assert sum(each.on_account_chf for each in office.receipts("DEU", day_before)) == chf("0.00")
    assert sum(office.open_of("TUN", day_before).values()) == chf("0.00")


def test_the_january_report_known_before_the_revision_is_the_same_bytes(office: Office) -> None:
    office.know(GERMANY, "DEU")
    office.assess(2017, on=JANUARY)
    office.receive("2000.00", date(2017, 1, 10), account=GERMANY)
    known_at = datetime(2017, 1, 31, 23, 59, tzinfo=UTC)
    then = printed(office, known_at)
    office.at = JUNE_AT
    enter(office, "BRA", date(2017, 4, 1))
    with open_books(office.store, at=office.at) as books:
        enter_scale(books, "corrected", (2016, 2018), rates(BRA="2.0", FJI="0.5"), "71/1", replaces="2016-2018")
    revise_lines(office, "7a=1200.00", "7d=300.00:equal")
    assert printed(office, known_at) == then
    assert printed(office, None) != then, "it is known now that Brazil joined; that is no money of January"
    assert office.charges(as_of=date(2017, 1, 31)) == balances.charges(
        office.store.db, as_of=date(2017, 1, 31), known_at=known_at
    )


def test_a_provisional_scale_is_used_only_when_named_and_the_right_one_follows(office: Office) -> None:
    office.budget(2019)
    with pytest.raises(NoScale, match="2019"), open_books(office.store, at=office.at) as books:
        assess(books, 2019, on=date(2019, 1, 4))
    with open_books(office.store, at=office.at) as books:
        provisional: AssessedYear = assess(books, 2019, on=date(2019, 1, 4), provisional_scale="2016-2018")
        assert provisional.shares.scale is not None
        enter_scale(books, "2019-2021", (2019, 2021), rates(DEU="6.090"), "73/271")
        revised = revise(books, 2019, on=date(2019, 3, 1), decision="73/271")
    assert {each.state for each in revised.differences} == set(RATES)
    assert decided.decisions(office.store.db, as_of=EVER)[2019][-1].scale_name == "2019-2021"


def test_two_scales_for_a_year_are_refused_unless_one_takes_the_others_place(office: Office) -> None:
    office.assess(2017, on=JANUARY)
    with open_books(office.store, at=office.at) as books:
        with pytest.raises(PeriodTaken, match='--replaces "2016-2018"'):
            enter_scale(books, "again", (2018, 2020), rates(), "")
        with pytest.raises(NothingToReplace, match="2013-2015"):
            enter_scale(books, "again", (2018, 2020), rates(), "", replaces="2013-2015")
        with pytest.raises(ScaleInUse, match="2017"):
            enter_scale(books, "2016-2018", (2016, 2018), rates(FJI="1"), "")
        enter_scale(books, "again", (2016, 2018), rates(), "", replaces="2016-2018")
    in_force = decided.scale_of_year(office.store.db, 2018)
    assert in_force is not None
    assert in_force.name == "again"


# Supplementary and reduced budgets, and undoing -------------------------------------------------------------------


def test_a_supplementary_budget_is_asked_for_later_and_due_later(office: Office) -> None:
    office.know(GERMANY, "DEU")
    office.assess(2017, on=JANUARY)
    office.receive(str(sum(assessed_of(office, "DEU").values())), date(2017, 1, 20), account=GERMANY)
    revise_lines(office, "7a=1100.00")
    (charge,) = [each for each in office.charges("DEU") if each.line == "7a"]
    assert charge.assessed_chf - charge.issued_chf == charge.open_chf > 0
    assert charge.due_on == date(2017, 7, 1)
    unpaid = next(each for each in office.charges("FJI") if each.line == "7a")
    assert unpaid.due_on == date(2017, 2, 3), "what was asked in January is due as it was"
    assert office.open_of("DEU", date(2017, 5, 31))[2017, "7a"] == chf("0.00")


def test_a_new_line_charges_everybody_on_the_invoice_there_is(office: Office) -> None:
    office.assess(2017, on=JANUARY)
    revise_lines(office, "7d=400.00:equal")
    assert [assessed_of(office, state)["7d"] for state in sorted(RATES)] == [chf("100.00")] * 4
    assert len({each.invoice_number for each in office.charges()}) == 4


def test_a_line_left_out_of_the_revised_budget_is_no_longer_owed(office: Office) -> None:
    office.assess(2017, on=JANUARY)
    held = decided.budget(office.store.db, 2017, as_of=EVER)
    assert held is not None
    budget = revised_budget(held, ["7a=1000.00"], "7MSP", JUNE)
    kept = type(budget)(2017, "7MSP", JUNE, tuple(line for line in budget.lines if line.code != "7b"))
    with open_books(office.store, at=office.at) as books:
        revise(books, 2017, on=JUNE, decision="7MSP", budget=kept)
    assert {each.open_chf for each in office.charges() if each.line == "7b"} == {chf("0.00")}
    picture = take_picture(office.store.db, as_of=JUNE)
    assert status(picture).total["assessed"] == chf("1000.00")


def test_undoing_brings_back_what_was_to_the_rappen_and_keeps_both(office: Office) -> None:
    office.know(GERMANY, "DEU")
    office.assess(2017, on=JANUARY)
    office.receive("3000.00", date(2017, 2, 1), account=GERMANY)
    before = {(each.state, each.line): (each.assessed_chf, each.open_chf) for each in office.charges()}
    on_account = office.on_account_of("DEU")
    enter(office, "BRA", date(2017, 4, 1))
    with open_books(office.store, at=office.at) as books:
        enter_scale(books, "with Brazil", (2016, 2018), rates(BRA="3.823"), "", replaces="2016-2018")
    revise_lines(office, "7a=700.00", "7b=1600.00")
    assert sum(assessed_of(office, "BRA").values()) > 0
    undo(office, date(2017, 7, 1))
    after = {(each.state, each.line): (each.assessed_chf, each.open_chf) for each in office.charges()}
    assert {key: value for key, value in after.items() if value[0]} == before
    assert office.on_account_of("DEU") == on_account
    assert [each.undoes for each in made(office)] == [None, None, 1]
    assert made(office)[2].lines == made(office)[0].lines
    assert status(take_picture(office.store.db, as_of=date(2017, 7, 1))).total["assessed"] == chf("2500.00")
    with pytest.raises(NothingToUndo):
        undo(office, date(2017, 8, 1))


def test_undoing_an_increase_that_was_paid_puts_the_money_on_account(office: Office) -> None:
    office.know(GERMANY, "DEU")
    office.assess(2017, on=JANUARY)
    revise_lines(office, "7a=2000.00")
    office.receive(str(sum(assessed_of(office, "DEU").values())), date(2017, 6, 20), account=GERMANY)
    assert office.on_account_of("DEU") == chf("0.00")
    undone = undo(office, date(2017, 7, 1))
    assert office.on_account_of("DEU") == undone.freed_chf > 0
    assert {each.assessed_chf for each in office.charges("DEU")} == {each.issued_chf for each in office.charges("DEU")}


def test_the_revisions_of_a_year_are_undone_last_first(office: Office) -> None:
    office.assess(2017, on=JANUARY)
    revise_lines(office, "7a=1100.00")
    revise_lines(office, "7a=1300.00", on=date(2017, 7, 1))
    undo(office, date(2017, 7, 2))
    assert sum(each.assessed_chf for each in office.charges() if each.line == "7a") == chf("1100.00")
    assert status(take_picture(office.store.db, as_of=date(2017, 7, 2))).total["assessed"] == chf("2600.00")
    undo(office, date(2017, 7, 3))
    assert sum(each.assessed_chf for each in office.charges() if each.line == "7a") == chf("1000.00")
    assert [each.undoes for each in made(office)] == [None, None, None, 2, 1]


def test_money_is_taken_back_from_a_state_after_a_revision_freed_it(office: Office) -> None:
    office.know(GERMANY, "DEU")
    office.assess(2017, on=JANUARY)
    office.receive("2400.00", date(2017, 2, 1), account=GERMANY)
    revise_lines(office, "7a=500.00")
    office.unidentify("R1")
    assert office.on_account_of("DEU") == chf("0.00")
    office.identify("R1", "TUN")
    assert sum(each.amount_chf for each in office.receipts("TUN")) == chf("2400.00")
    assert sum(office.open_of("TUN").values()) == chf("0.00")


def test_money_that_came_before_an_increase_pays_each_part_from_its_own_day(office: Office) -> None:
    office.assess(2017, on=JANUARY)
    revise_lines(office, "7a=2000.00")
    office.know(GERMANY, "DEU")
    issued = sum(each.issued_chf for each in office.charges("DEU"))
    office.receive(str(sum(assessed_of(office, "DEU").values())), date(2017, 2, 1), account=GERMANY)
    assert sum(office.open_of("DEU", date(2017, 2, 1)).values()) == chf("0.00")
    held = sum(each.on_account_chf for each in office.receipts("DEU", date(2017, 5, 31)))
    assert held == sum(assessed_of(office, "DEU").values()) - issued
    assert office.on_account_of("DEU") == chf("0.00")


def test_a_reduction_dated_before_the_payment_frees_it_on_the_day_it_came(office: Office) -> None:
    office.know(GERMANY, "DEU")
    office.assess(2017, on=JANUARY)
    paid = sum(assessed_of(office, "DEU").values())
    office.receive(str(paid), date(2017, 7, 1), account=GERMANY)
    revise_lines(office, "7a=500.00", on=JUNE)
    owed = sum(assessed_of(office, "DEU").values())
    assert sum(office.open_of("DEU", date(2017, 6, 30)).values()) == owed < paid
    assert (sum(office.open_of("DEU").values()), office.on_account_of("DEU")) == (chf("0.00"), paid - owed)


def test_a_decision_counts_from_its_day_and_from_the_moment_it_was_known(office: Office) -> None:
    office.assess(2017, on=JANUARY)
    office.at = JUNE_AT
    revise_lines(office, "7a=700.00", on=JUNE)
    db, before = office.store.db, datetime(2017, 5, 31, 9, 0, tzinfo=UTC)
    asked = {
        (JUNE, None): chf("700.00"),
        (date(2017, 5, 31), None): chf("1000.00"),
        (date(2017, 12, 31), before): chf("1000.00"),
    }
    unassessed = decided.budget(db, 2017, as_of=JANUARY - timedelta(days=1))
    assert unassessed is not None
    assert unassessed.lines[0].amount_chf == chf("1000.00")
    for (as_of, known_at), amount in asked.items():
        budget = decided.budget(db, 2017, as_of=as_of, known_at=known_at)
        assert budget is not None
        assert budget == decided.budgets(db, as_of=as_of, known_at=known_at)[2017]
        assert budget.lines[0].amount_chf == amount
        assert status(take_picture(db, as_of=as_of, known_at=known_at)).total["7a"] == amount


def test_working_a_year_out_again_takes_the_states_as_they_were_known_then(office: Office) -> None:
    office.assess(2017, on=JANUARY)
    office.at = JUNE_AT
    enter(office, "BRA", date(2016, 5, 1))
    charged = {(each.line, each.state): rappen(each.assessed_chf) for each in office.charges()}
    assert departures(office.store.db, made(office), charged) == 0
    assert departures(office.store.db, made(office), charged | {("7a", "DEU"): 1}) == 1


def test_models_of_a_year_assessed_provisionally_are_compared_by_its_scale(office: Office) -> None:
    office.budget(2019)
    with open_books(office.store, at=office.at) as books:
        assess(books, 2019, on=date(2019, 1, 4), provisional_scale="2016-2018")
    lines = tuple(ModelLine(code, Key.UN_SCALE, None, PLAIN_SPLIT) for code in ("7a", "7b"))
    same = Model("same", "the same", "", (), lines, Joining.MONTHS, Leaving.MONTHS, (), ())
    compared = compare(office.store.db, 2019, [same], on=None, today=date(2020, 1, 1))
    assert compared.on == date(2019, 1, 4)
    ((_, shares),) = compared.asked
    assert [line.owed for line in shares.lines] == [line.owed for line in compared.now.lines]


# States that join and leave ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("joined", "months"),
    [(date(2017, 3, 31), 10), (date(2017, 4, 1), 9), (date(2017, 4, 2), 9), (date(2017, 12, 31), 1)],
)
def test_a_new_state_party_pays_its_months_and_the_others_what_they_paid(
    office: Office, joined: date, months: int
) -> None:
    with open_books(office.store, at=office.at) as books:
        enter_scale(books, "2016-2018", (2016, 2018), rates(BRA="6.389"), "70/245")
    office.assess(2017, on=JANUARY)
    before = {state: assessed_of(office, state) for state in RATES}
    enter(office, "BRA", joined)
    revised = revise_lines(office, on=max(joined, JUNE))
    assert {each.state for each in revised.differences} == {"BRA"}
    assert {state: assessed_of(office, state) for state in RATES} == before
    for line, total in (("7a", 1000), ("7b", 1500)):
        full = Decimal(total) * Decimal("6.389") / sum(rates().values())
        assert assessed_of(office, "BRA")[line] == (full * months / 12).quantize(Decimal("0.01"))
    assert [each.number for each in facts.invoices(office.store.db, as_of=EVER)][-1] == "2017-005"
    assert status(take_picture(office.store.db, as_of=max(joined, JUNE))).total["assessed"] == chf("2500.00") + sum(
        assessed_of(office, "BRA").values()
    )


def test_one_that_joins_before_the_assessment_is_charged_with_it_and_one_of_1_january_shares(office: Office) -> None:
    office.budget(2017, "7a=1200.00:equal")
    enter(office, "BRA", date(2017, 4, 1))
    assert office.assess(2017, on=date(2017, 5, 1)).charged_chf["7a"] == dict.fromkeys(RATES, chf("300.00")) | {
        "BRA": chf("225.00")
    }
    office.budget(2018, "7a=1000.00:equal")
    assert office.assess(2018, on=date(2017, 12, 15)).charged_chf["7a"]["BRA"] == chf("200.00")


def test_one_that_leaves_owes_up_to_its_day_and_the_others_what_they_owed(office: Office) -> None:
    office.budget(2017, "7a=1200.00:equal")
    office.assess(2017, on=JANUARY)
    enter(office, "FJI", date(2010, 8, 1), date(2017, 7, 1))
    revise_lines(office)
    assert assessed_of(office, "FJI") == {"7a": chf("150.00")}
    assert {assessed_of(office, state)["7a"] for state in RATES if state != "FJI"} == {chf("300.00")}
    (line,) = made(office)[-1].lines
    assert (line.left_chf, line.charged_chf) == (chf("150.00"), chf("1050.00"))


# Refusals ---------------------------------------------------------------------------------------------------------


def test_what_cannot_be_revised_is_refused_and_changes_nothing(office: Office) -> None:
    before = list(office.store.db.iterdump())
    with pytest.raises(NotAssessed), open_books(office.store, at=office.at) as books:
        revise(books, 2017, on=JUNE, decision="7MSP")
    assert list(office.store.db.iterdump()) == before
    office.assess(2017, on=JANUARY)
    with open_books(office.store, at=office.at) as books:
        enter_scale(books, "2019-2021", (2019, 2021), rates(), "")
    before = list(office.store.db.iterdump())
    with pytest.raises(NothingToRevise, match="nothing about 2017 differs"):
        revise_lines(office)
    with pytest.raises(NeedsDocument, match="--decision"):
        revise_lines(office, "7a=1.00", decision=" ")
    with pytest.raises(TooEarly, match="3 January 2017 is before the last decision on 2017, of 4 January 2017"):
        revise_lines(office, "7a=1.00", on=date(2017, 1, 3))
    with pytest.raises(UnknownScale, match="2016-2018, 2019-2021"):
        revise_lines(office, scale="2013-2015")
    with pytest.raises(ScaleOfOtherYears, match="is for 2019 to 2021 and does not cover 2017"):
        revise_lines(office, scale="2019-2021")
    with pytest.raises(NothingToUndo):
        undo(office)
    assert list(office.store.db.iterdump()) == before
