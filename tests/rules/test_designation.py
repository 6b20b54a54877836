"""Designation: money becomes a gift only where the text clearly says so."""

from datetime import date

import pytest

from db.readings import DesignatedPart as Gift
from db.vocabulary import Obligation
from ledger.rules.designation import wish_of
from tests.helpers import chf

LINES = {"7a": Obligation.ASSESSED, "7b": Obligation.ASSESSED, "7c": Obligation.VOLUNTARY}
ON = date(2016, 12, 5)


def gifts(text: str, amount: str = "100.00") -> tuple[Gift, ...]:
    """Give what the text gives to voluntary lines."""
    parts = wish_of(text, chf(amount), ON, LINES).parts
    return tuple(part for part in parts if LINES[part.line] is Obligation.VOLUNTARY)


@pytest.mark.parametrize(
    "text", ["VOLUNTARY CONTRIBUTION LINE 7C 2017", "7c 2017", "CCM 2017, line 7(c)", "2017 7 (C)"]
)
def test_a_text_that_names_only_the_voluntary_line_gives_everything(text: str) -> None:
    assert gifts(text) == (Gift(2017, "7c", chf("100.00")),)


@pytest.mark.parametrize(
    "text",
    [
        "2017 7A 25.00 7B 35.00 7C 40.00",
        "7C CHF 40 FOR 2017",
        "7C 2017: 40",
        "7a: CHF 25.00, 7b: CHF 35.00, 7c: CHF 40.00 for 2017",
        "7C 2017 40.00",
    ],
)
def test_amounts_behind_the_lines_give_that_much(text: str) -> None:
    assert gifts(text) == (Gift(2017, "7c", chf("40.00")),)


def test_thousands_are_read_with_their_sign() -> None:
    assert gifts("2017 7C CHF 1'234.50", "5000.00") == (Gift(2017, "7c", chf("1234.50")),)


def test_without_a_year_it_is_the_year_of_the_receipt() -> None:
    assert gifts("VOLUNTARY 7C") == (Gift(2016, "7c", chf("100.00")),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CONTRIBUTION 2017",
        "7A 7B 2017",
        "7A 7B 7C 2017",
        "7A 60.00 AND 7C 2017",
        "7C 2016 AND 2017",
        "7C 2017 100.01",
        "2017 7A 70.00 7C 40.00",
        "17C 2017",
        "7CX 2017",
        "7 CHF 40.00 2017",
        "RF12CCM2017DE01 7CHF",
        "7C 2017 CHF 1'2345.00",
        "7C 2017 1''234.00",
        "7C 2017 99999999999999999999.00",
        "7C 2017 40,00",
        "7C 2017 12.345",
        "7C 12.01.2017",
        "INVOICE 2017 NO 7 C/O EMBASSY",
        "7c/o embassy 2017",
        "2017 not for 7c",
        "7C USD 50 2017",
        "7 C 2017",
    ],
)
def test_a_text_that_does_not_say_clearly_gives_nothing(text: str) -> None:
    assert gifts(text) == ()


def test_the_year_inside_a_reference_is_no_year() -> None:
    assert gifts("RF69CCM2017DE01 VOLUNTARY 7C 2016") == (Gift(2016, "7c", chf("100.00")),)
