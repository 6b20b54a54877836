"""Which State is meant, and what an invoice is called."""

from datetime import date

import pytest
from stdnum import iso11649

from ledger.rules.naming import AmbiguousState, UnknownState, find_state
from ledger.rules.numbering import due_on, invoice_number, payment_reference
from tests.helpers import a_state

STATES = {iso3: a_state(iso3) for iso3 in ("CIV", "DEU", "FJI", "TUN")}


@pytest.mark.parametrize("asked", ["CIV", "civ", "CI", "Ivory Coast", "ivory coast ", "Côte d'Ivoire", "cote d’ivoire"])
def test_a_state_is_found_by_code_and_by_any_name(asked: str) -> None:
    assert find_state(asked, STATES).iso3 == "CIV"


@pytest.mark.parametrize("asked", ["", " ", "Ivory", "Atlantis", "C", "IVO"])
def test_part_of_a_name_finds_no_state(asked: str) -> None:
    with pytest.raises(UnknownState):
        find_state(asked, STATES)


def test_a_near_name_is_proposed() -> None:
    with pytest.raises(UnknownState, match=r"did you mean DEU \(Germany\)"):
        find_state("Germny", STATES)


def test_at_most_three_near_names_are_proposed() -> None:
    alike = {iso3: a_state(iso3, name_en=f"Atlantis {iso3[0]}") for iso3 in ("CIV", "DEU", "FJI", "TUN")}
    with pytest.raises(UnknownState) as refused:
        find_state("Atlantis X", alike)
    assert sum(f"{iso3} (" in str(refused.value) for iso3 in alike) == 3


def test_a_name_of_two_states_is_asked_back() -> None:
    twins = STATES | {"FJI": a_state("FJI", other_names=("Ivory Coast",))}
    with pytest.raises(AmbiguousState, match=r"CIV .* or FJI"):
        find_state("Ivory Coast", twins)


@pytest.mark.parametrize(("year", "iso2", "sequence"), [(2016, "AF", 1), (2017, "DE", 1), (2031, "ZW", 99)])
def test_references_hold_by_iso_11649(year: int, iso2: str, sequence: int) -> None:
    assert iso11649.is_valid(payment_reference(year, iso2, sequence))


def test_numbers_sort_as_they_count() -> None:
    assert [invoice_number(2017, serial) for serial in (1, 34, 100)] == ["2017-001", "2017-034", "2017-100"]


@pytest.mark.parametrize(
    ("issued", "due"),
    [
        (date(2016, 12, 1), date(2017, 1, 1)),
        (date(2016, 12, 2), date(2017, 1, 1)),
        (date(2016, 12, 3), date(2017, 1, 2)),
        (date(2017, 1, 3), date(2017, 2, 2)),
    ],
)
def test_due_is_the_later_of_new_year_and_thirty_days(issued: date, due: date) -> None:
    assert due_on(2017, issued) == due
