"""Apportionment: exact sums, nobody a rappen off, and order without effect."""

import csv
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.apportionment import NothingToApportionBy, apportion

rates = st.dictionaries(
    st.text("ABCDEFGHIJ", min_size=3, max_size=3),
    st.decimals(min_value=0, max_value=100, places=3),
    min_size=1,
    max_size=40,
).filter(lambda found: any(found.values()))
totals = st.integers(min_value=0, max_value=10**12)


@given(totals, rates)
def test_parts_add_up_exactly(total: int, by: dict[str, Decimal]) -> None:
    parts = apportion(total, by)
    assert sum(parts.values()) == total
    assert set(parts) == set(by)


@given(totals, rates)
def test_nobody_is_a_rappen_away_from_the_exact_share(total: int, by: dict[str, Decimal]) -> None:
    whole = sum(map(Fraction, by.values()))
    for payer, part in apportion(total, by).items():
        assert abs(part - total * Fraction(by[payer]) / whole) < 1


@given(totals, rates)
def test_a_larger_rate_never_pays_less(total: int, by: dict[str, Decimal]) -> None:
    parts = apportion(total, by)
    in_order = sorted(by, key=lambda payer: by[payer])
    for smaller, larger in pairwise(in_order):
        assert by[smaller] == by[larger] or parts[smaller] <= parts[larger]


@given(totals, rates, st.randoms())
def test_the_order_of_states_does_not_matter(total: int, by: dict[str, Decimal], random: object) -> None:
    shuffled = list(by)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert apportion(total, {payer: by[payer] for payer in shuffled}) == apportion(total, by)


def test_equal_remainders_go_to_the_first_code() -> None:
    assert apportion(2, {"ZMB": Decimal(1), "AFG": Decimal(1), "DEU": Decimal(1)}) == {"AFG": 1, "DEU": 1, "ZMB": 0}


def test_a_larger_remainder_goes_before_a_first_code() -> None:
    assert apportion(10, {"AFG": Decimal("1.2"), "ZMB": Decimal("1.3")}) == {"AFG": 5, "ZMB": 5}
    assert apportion(11, {"AFG": Decimal("1.2"), "ZMB": Decimal("1.3")}) == {"AFG": 5, "ZMB": 6}


def test_rates_of_zero_cannot_split_anything() -> None:
    with pytest.raises(NothingToApportionBy, match="2 States"):
        apportion(100, {"AFG": Decimal(0), "ZMB": Decimal(0)})


def test_the_reference_case_is_split_as_published() -> None:
    sample = files("sample_data")
    with (sample / "states.csv").open(encoding="utf-8") as file:
        parties = {row["state"] for row in csv.DictReader(file) if row["party_from"]}
    with (sample / "scale_2016_2018.csv").open(encoding="utf-8") as file:
        scale = {row["state"]: Decimal(row["rate"]) for row in csv.DictReader(file) if row["state"] in parties}
    assert len(scale) == 100
    assert sum(scale.values()) == Decimal("49.040")
    first, second = apportion(18_982_000, scale), apportion(28_266_000, scale)
    with (sample / "prepaid_2017-01-27.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert first[row["state"]] == int(Decimal(row["7a"]) * 100)
            assert second[row["state"]] == int(Decimal(row["7b"]) * 100)
