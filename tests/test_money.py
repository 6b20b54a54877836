"""Money: exact both ways; a float, a third decimal and a NaN are refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.money import AmountError, chf, chf_text, parse_chf, plain_text, rappen


@given(st.integers(-(10**14), 10**14))
def test_rappen_come_back_as_they_went(count: int) -> None:
    assert rappen(chf(count)) == count
    assert parse_chf(plain_text(chf(count))) == chf(count)
    assert parse_chf(chf_text(chf(count))) == chf(count)


@pytest.mark.parametrize(
    "wrong", [1.5, 3, "1.50", None, Decimal("0.001"), Decimal("NaN"), Decimal("Infinity"), Decimal("1e20")]
)
def test_what_is_no_exact_amount_is_refused(wrong: object) -> None:
    with pytest.raises(AmountError):
        rappen(wrong)  # type: ignore[arg-type]


def test_ten_thousand_milliards_are_held_and_not_a_rappen_more() -> None:
    assert rappen(Decimal("10000000000000.00")) == 10**15
    assert rappen(Decimal("-10000000000000.00")) == -(10**15)
    for too_much in ("10000000000000.01", "-10000000000000.01"):
        with pytest.raises(AmountError, match="larger than this ledger can hold"):
            rappen(Decimal(too_much))


@pytest.mark.parametrize("wrong", [1.5, "1", True, None])
def test_rappen_are_whole_numbers(wrong: object) -> None:
    with pytest.raises(AmountError):
        chf(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("0", "0.00"), ("9.6", "9.60"), ("1'234.50", "1234.50"), ("1’234’567.5", "1234567.50"), ("1 234.00", "1234.00"),
     ("1\u00a0234.00", "1234.00"), ("1\u202f234.00", "1234.00"), (" -5.00 ", "-5.00")],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text: str, amount: str) -> None:
    assert parse_chf(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "1,50",
        "12..34",
        "1.234",
        "1.000",
        "NaN",
        "1e3",
        "1'23.00",
        "12'34.00",
        "1 23",
        "CHF 5",
        "٣.00",
        "1_000",
        "9" * 40,
    ],
)
def test_an_amount_that_is_not_clear_is_refused_with_what_was_found(text: str) -> None:
    with pytest.raises(AmountError, match="write it like"):
        parse_chf(text)
