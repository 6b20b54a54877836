"""Fit: exactly one way or not, and in words; the sums are always the amount."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.readings import PLAIN_SPLIT, BudgetLineReading, BudgetReading, ChargeReading
from db.vocabulary import Joining, Key, Leaving, Obligation
from ledger.rules.allocation import Years
from ledger.rules.designation import wish_of
from ledger.rules.fitting import Fit, fit
from tests.helpers import chf

ON = date(2017, 2, 1)
OBLIGATIONS = {"7a": Obligation.ASSESSED, "7b": Obligation.ASSESSED, "7c": Obligation.VOLUNTARY}


def budget(year: int) -> BudgetReading:
    lines = tuple(
        BudgetLineReading(year * 10 + place, year, place, code, "", Decimal(1), Key.EQUAL, obligation, PLAIN_SPLIT)
        for place, (code, obligation) in enumerate(OBLIGATIONS.items(), start=1)
    )
    return BudgetReading(year, year, "MSP", date(year - 1, 9, 1), Joining.MONTHS, Leaving.MONTHS, lines)


YEARS = Years({year: budget(year) for year in (2016, 2017)}, frozenset((2016, 2017)))


def charge(year: int, line: str, assessed: str, left: str) -> ChargeReading:
    on, place = date(year, 1, 4), list(OBLIGATIONS).index(line) + 1
    whole, left_chf = chf(assessed), chf(left)
    zero = chf("0.00")
    return ChargeReading(
        year * 10 + place,
        "FJI",
        year,
        line,
        place,
        f"{year}-001",
        on,
        on,
        whole,
        whole,
        whole - left_chf,
        zero,
        left_chf,
    )


OWING = (
    charge(2016, "7a", "10.00", "10.00"),
    charge(2016, "7b", "20.00", "20.00"),
    charge(2017, "7a", "15.00", "15.00"),
    charge(2017, "7b", "25.00", "25.00"),
)
PAID = tuple(charge(each.year, each.line, str(each.assessed_chf), "0.00") for each in OWING)


def fitted(amount: str, text: str = "", charges: tuple[ChargeReading, ...] = OWING, rule: str = "0.00") -> Fit:
    wish = wish_of(text, chf(amount), ON, OBLIGATIONS)
    return fit(chf(amount), wish, charges, YEARS, short_payment_chf=chf(rule))


def uses(found: Fit) -> str:
    return " ".join(f"{use.year}/{use.line}={use.amount_chf}" for use in found.uses)


@pytest.mark.parametrize(
    ("amount", "text", "pays"),
    [
        ("70.00", "", "2016/7a=10.00 2016/7b=20.00 2017/7a=15.00 2017/7b=25.00"),
        ("30.00", "", "2016/7a=10.00 2016/7b=20.00"),
        ("10.00", "", "2016/7a=10.00"),
        ("40.00", "CCM 2017", "2017/7a=15.00 2017/7b=25.00"),
        ("15.00", "CCM 2017", "2017/7a=15.00"),
        ("25.00", "2017 7B", "2017/7b=25.00"),
        ("45.00", "2017 7A 15.00 7B 25.00 7C 5.00", "2017/7a=15.00 2017/7b=25.00 2017/7c=5.00"),
        ("99.00", "VOLUNTARY 7C 2017", "2017/7c=99.00"),
        ("110.00", "CCM 2016-2018", "2016/7a=10.00 2016/7b=20.00 2017/7a=15.00 2017/7b=25.00"),
        ("80.00", "CCM 2017 AND 2018", "2017/7a=15.00 2017/7b=25.00"),
    ],
)
def test_an_amount_that_fits_exactly_one_way(amount: str, text: str, pays: str) -> None:
    found = fitted(amount, text)
    assert found.is_exact, found.words
    assert uses(found) == pays


@pytest.mark.parametrize(
    ("amount", "text", "said"),
    [
        ("69.99", "", "CHF 70.00 is open, CHF 0.01 more than came in"),
        ("70.01", "", "CHF 0.01 more came in than the CHF 70.00 open"),
        ("40.00", "", "the amount is all that is open of 2017; the oldest would be paid first"),
        ("20.00", "", "the amount is all that is open on 7b of 2016; the oldest would be paid first"),
        ("25.00", "CCM 2017", "the amount is all that is open on 7b of 2017; the oldest would be paid first"),
        ("39.00", "CCM 2017", "CHF 40.00 is open for 2017, CHF 1.00 more than came in"),
        ("20.00", "2017 7A 20.00", "on 7a of 2017 CHF 15.00 is open"),
        ("20.00", "2017 7A 15.00", "which is CHF 5.00 less than came in"),
        ("50.00", "CCM 2018", "the text names 2018, not assessed yet, while CHF 70.00 is open"),
        ("81.00", "CCM 2017 AND 2018", "of 2017 CHF 40.00 is open"),
        ("120.00", "", "the amount is 3 times the contribution of 2017"),
    ],
)
def test_an_amount_that_does_not_says_why(amount: str, text: str, said: str) -> None:
    found = fitted(amount, text)
    assert not found.is_exact
    assert said in found.words


def test_nothing_open_is_said() -> None:
    assert "nothing is open" in fitted("40.00", charges=PAID).words
    assert "the amount is the contribution of 2017" in fitted("40.00", charges=PAID).words
    waiting = fitted("40.00", "CCM 2018", PAID)
    assert waiting.is_exact
    assert waiting.rests_on_words
    assert waiting.on_account_chf == chf("40.00")


def test_two_ways_are_told_as_alternatives() -> None:
    same = (charge(2016, "7a", "10.00", "10.00"), charge(2017, "7a", "10.00", "10.00"))
    found = fitted("10.00", charges=same)
    assert not found.is_exact
    assert found.words == "the amount is all that is open of 2016 or all that is open of 2017"
    assert [(other.words, other.parts[0].year) for other in found.others] == [("all that is open of 2017", 2017)]


@pytest.mark.parametrize(
    ("amount", "rule", "fee"),
    [("69.00", "1.00", "1.00"), ("68.99", "1.00", "0.00"), ("70.00", "1.00", "0.00"), ("70.50", "1.00", "0.00")],
)
def test_the_rule_on_short_payments_is_met_to_the_rappen(amount: str, rule: str, fee: str) -> None:
    assert fitted(amount, rule=rule).fee_chf == chf(fee)


@given(
    amount=st.integers(1, 20_000).map(lambda rappen: Decimal(rappen).scaleb(-2)),
    text=st.sampled_from(["", "CCM 2017", "CCM 2016-2018", "2017 7A 1.00 7C 2.00", "7C 2017", "2018 7B", "CCM 2015"]),
    left=st.lists(st.integers(0, 3000), min_size=4, max_size=4),
)
def test_what_it_would_pay_and_keep_is_the_amount(amount: Decimal, text: str, left: list[int]) -> None:
    charges = tuple(
        charge(each.year, each.line, "30.00", str(Decimal(rappen).scaleb(-2)))
        for each, rappen in zip(OWING, left, strict=True)
    )
    found = fit(amount, wish_of(text, amount, ON, OBLIGATIONS), charges, YEARS)
    paid = sum((use.amount_chf for use in found.uses), chf("0.00"))
    assert paid + found.on_account_chf == amount
    assert found.on_account_chf >= chf("0.00")
    for use in found.uses:
        assert use.charge is None or chf("0.00") < use.amount_chf <= use.charge.open_chf


@pytest.mark.parametrize(
    ("amount", "years_of"),
    [("20.00", "2014 and 2015"), ("30.00", "2014 to 2016")],
)
def test_what_an_exact_amount_is_said_in_words_with_its_years(amount: str, years_of: str) -> None:
    owed = [charge(year, "7a", "10.00", "10.00") for year in (2014, 2015, 2016)]
    owed.append(charge(2017, "7a", "25.00", "25.00"))
    found = fitted(amount, charges=tuple(owed))
    assert (found.is_exact, found.words) == (True, f"the amount is all that is open of {years_of}")
