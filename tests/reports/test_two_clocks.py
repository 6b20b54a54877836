"""Two clocks: what counts by its day, and what was known by then; an old report is the same when printed later."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from db import balances, facts
from db.moments import BEGINNING
from db.readings import MissionReading
from ledger.books.keeping import enter_missions, enter_states, set_office
from ledger.books.open_books import open_books
from ledger.intake.office_tables import StateFacts
from ledger.rules.reminders import decide
from reports.arrears import arrears
from reports.letters import letters, mailing_list
from reports.picture import Picture, take_picture
from reports.prepaid import prepaid
from reports.status import status
from reports.table import Column, Heading, Identity, IdentityBroken, Kind, Table
from reports.update import update
from reports.why import why
from reports.writers.csv_text import csv_text
from reports.writers.json_text import json_text
from tests.helpers import Office, a_state, chf

MARCH = datetime(2016, 3, 1, 9, 0, tzinfo=UTC)
JUNE = datetime(2016, 6, 1, 9, 0, tzinfo=UTC)
ON = date(2016, 2, 29)


def everything_printed(picture: Picture) -> list[str]:
    decisions = [
        decide(state.iso3, picture.charges.get(state.iso3, ()), picture.receipts.get(state.iso3, ()), picture.year, {})
        for state in picture.parties
    ]
    tables = [status(picture), arrears(picture), prepaid(picture), letters(picture, decisions)]
    tables.append(mailing_list(picture, decisions))
    printed = [text for table in tables for text in (json_text(table), csv_text(table))]
    printed.append(update(picture, decisions, ()))
    for decision in decisions:
        printed.extend(why(picture, picture.states[decision.state], decision))
    return printed


def test_a_report_printed_later_as_known_then_is_the_same_bytes(office: Office) -> None:
    office.assess(2016)
    office.receive("3.50", date(2016, 2, 10))
    office.at = MARCH
    then = everything_printed(take_picture(office.store.db, as_of=ON, known_at=MARCH))
    assert then == everything_printed(take_picture(office.store.db, as_of=ON, known_at=MARCH))
    office.at = JUNE
    office.identify("R1", "CIV")
    office.know("TN59", "TUN")
    office.receive("5.00", date(2016, 2, 20), account="TN59")
    with open_books(office.store, at=JUNE) as books:
        set_office(books, "Another name", "another notice")
        enter_states(books, [StateFacts(a_state("CIV", name_en="Ivory Coast"), BEGINNING)])
        enter_states(books, [StateFacts(a_state("BRA", date(2011, 1, 1)), BEGINNING)])
    assert everything_printed(take_picture(office.store.db, as_of=ON, known_at=MARCH)) == then
    assert everything_printed(take_picture(office.store.db, as_of=ON)) != then


def test_a_late_identification_counts_from_the_day_the_money_came(office: Office) -> None:
    office.assess(2016)
    office.receive("3.50", date(2016, 2, 10))
    office.at = JUNE
    office.identify("R1", "CIV")
    by_day = {day: sum(office.open_of("CIV", date(2016, 2, day)).values()) for day in (9, 10)}
    assert by_day == {9: chf("3.50"), 10: chf("0.00")}
    known = balances.charges(office.store.db, as_of=ON, known_at=MARCH, state="CIV")
    assert sum(charge.open_chf for charge in known) == chf("3.50")


def test_a_state_is_named_as_on_the_day_asked_about(office: Office) -> None:
    with open_books(office.store, at=JUNE) as books:
        enter_states(books, [StateFacts(a_state("CIV", name_en="New Name"), date(2018, 6, 1))])
    names = {
        day: facts.states(office.store.db, as_of=day)["CIV"].name_en for day in (date(2018, 5, 31), date(2018, 6, 1))
    }
    assert list(names.values()) == ["Côte d'Ivoire", "New Name"]


def test_a_corrected_address_is_the_newest_one(office: Office) -> None:
    values = dict.fromkeys(MissionReading._fields, "") | {"state": "CIV", "mission": "Mission", "post": "Geneva"}
    mission = MissionReading(**values | {"use": "letters", "checked_on": None})  # type: ignore[arg-type]
    for street in ("Rue 1", "Rue 2"):
        with open_books(office.store, at=JUNE) as books:
            assert enter_missions(books, [mission._replace(street=street)]).same_count == 0
    assert facts.missions(office.store.db)["CIV"].street == "Rue 2"
    assert facts.missions(office.store.db, known_at=MARCH) == {}


@pytest.mark.parametrize("difference", ["0.01", "-0.01"])
def test_a_report_whose_control_figures_disagree_is_not_printed(difference: str) -> None:
    heading = Heading("", "", ON, None, None)
    broken = Identity("received + open = assessed", chf("100.00") + Decimal(difference), chf("100.00"))
    with pytest.raises(IdentityBroken, match=rf"received \+ open = assessed: .*difference CHF {difference}"):
        Table("status", "Status", heading, (Column("a", "A", Kind.CHF),), (), {}, identities=(broken,))
