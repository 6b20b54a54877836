"""Apportionment: exact sums, nobody a unit off, bounds kept, and refused only what cannot be split."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from itertools import pairwise, product
from math import ceil, floor
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from db.readings import SplitRule
from db.vocabulary import Residue, Rounding
from ledger.rules.apportionment import (
    Apportionment,
    FixedSharesDoNotFit,
    ResidueDoesNotFit,
    UnitDoesNotFit,
    apportion,
    prorated,
)
from ledger.rules.bounded_shares import Bounds, BoundsDoNotFit, NothingToApportionBy, bounded_shares
from tests.helpers import chf

Shares = Mapping[str, Fraction]
UNITS = (chf("0.01"), chf("0.05"), chf("1"), chf("10"))
HALF_UP, LARGEST_REMAINDER = Rounding.HALF_UP, Rounding.LARGEST_REMAINDER
CANNOT_BE_SHARED = (BoundsDoNotFit, NothingToApportionBy)


@dataclass(frozen=True)
class Case:
    """What apportion is asked, in the figures that a test computes with."""

    total: int
    rates: dict[str, Decimal]
    rule: SplitRule

    @property
    def unit(self) -> int:
        return int(self.rule.unit_chf * 100)

    @property
    def fixed(self) -> dict[str, Fraction]:
        return {payer: Fraction(percent) / 100 for payer, percent in self.rule.fixed}

    @property
    def weights(self) -> dict[str, Fraction]:
        return {payer: Fraction(rate) for payer, rate in self.rates.items()}

    @property
    def lowest(self) -> Fraction:
        percent = Fraction(self.rule.floor_percent or 0) / 100
        return max(percent, Fraction(self.rule.floor_chf or 0) * 100 / self.total) if self.total else percent

    @property
    def highest(self) -> Fraction | None:
        return None if self.rule.ceiling_percent is None else Fraction(self.rule.ceiling_percent) / 100

    def split(self) -> Apportionment:
        return apportion(self.total, self.rates, self.rule)


def within(share: Fraction, lowest: Fraction, highest: Fraction | None) -> Fraction:
    raised = max(share, lowest)
    return raised if highest is None else min(raised, highest)


def fair_shares(
    weights: Shares, fixed: Shares, lowest: Fraction, highest: Fraction | None
) -> dict[str, Fraction] | None:
    """Find the shares by brute force, or none: try every price at which somebody reaches a bound.

    Between two such prices the sum is a straight line, so the price at which it is 1 is read off it.
    """
    if highest is not None and lowest > highest:
        return None
    if any(within(share, lowest, highest) != share for share in fixed.values()):
        return None

    def at(price: Fraction) -> dict[str, Fraction]:
        return {
            payer: fixed[payer] if payer in fixed else within(price * weight, lowest, highest)
            for payer, weight in weights.items()
        }

    free = [weight for payer, weight in weights.items() if payer not in fixed and weight]
    prices = sorted(
        {Fraction(0), *(bound / weight for weight in free for bound in (lowest, highest) if bound is not None)}
    )
    if free:
        prices.append(prices[-1] + 1 / sum(free, Fraction(0)))
    if len(prices) == 1:
        return at(prices[0]) if sum(at(prices[0]).values()) == 1 else None
    for low, high in pairwise(prices):
        less, more = sum(at(low).values()), sum(at(high).values())
        if less <= 1 <= more:
            return at(low if less == more else low + (high - low) * (1 - less) / (more - less))
    return None


def exact_shares(case: Case) -> dict[str, Fraction] | None:
    """Give what each payer should pay of the total before anything is rounded, or none."""
    if case.rule.floor_chf and not case.total:
        return None
    return fair_shares(case.weights, case.fixed, case.lowest, case.highest)


def keys(case: Case, shares: Shares) -> dict[str, Fraction]:
    if case.rule.key_decimals is None:
        return dict(shares)
    steps = 100 * 10**case.rule.key_decimals
    return {payer: Fraction((2 * share * steps + 1) // 2, steps) for payer, share in shares.items()}


def exact_units(case: Case) -> dict[str, Fraction] | None:
    """Give what each payer should pay, in units not yet rounded, with bounds that hold in whole units; or none."""
    shares, units = exact_shares(case), case.total // case.unit
    if shares is None:
        return None
    lowest, highest = case.lowest, case.highest
    if units:
        lowest = Fraction(ceil(lowest * units), units)
        highest = None if highest is None else Fraction(floor(highest * units), units)
    weights = case.weights if case.rule.key_decimals is None else keys(case, shares)
    fixed = {payer: within(share, lowest, highest) for payer, share in case.fixed.items()}
    drawn_in = fair_shares(weights, fixed, lowest, highest)
    return drawn_in and {payer: share * units for payer, share in drawn_in.items()}


codes = st.text("ABCDEFGHIJ", min_size=3, max_size=3)
rate_cells = st.one_of(
    st.integers(0, 3).map(Decimal),
    st.integers(0, 10**5).map(lambda thousandths: Decimal(thousandths).scaleb(-3)),
    st.integers(0, 10**9).map(lambda billionths: Decimal(billionths).scaleb(-9)),
)
rates = st.dictionaries(codes, rate_cells, min_size=1, max_size=12).filter(lambda found: any(found.values()))
totals = st.integers(0, 40) | st.integers(0, 10**12)
twentieths = st.integers(0, 20).map(lambda number: Fraction(number, 20))
any_bound = st.integers(-10, 30).map(lambda number: Fraction(number, 20))


@st.composite
def cases(
    draw: st.DrawFn, rounding: Rounding | None = LARGEST_REMAINDER, *, bounded: bool = True, wild: bool = False
) -> Case:
    """Draw a split: one that fits, but for the rounding to cents and units; a wild one may not."""
    by = draw(rates)
    unit = draw(st.sampled_from(UNITS))
    rounding = rounding or draw(st.sampled_from(Rounding))
    total = draw(totals) * int(unit * 100)
    if rounding is HALF_UP:
        total += draw(st.integers(0, int(unit * 100) - 1))
    decimals = draw(st.none() | st.integers(0, 4))
    bearer = max(by, key=lambda payer: by[payer])
    others = sorted(by if wild and len(by) > 1 else set(by) - {bearer})
    chosen = draw(st.lists(st.sampled_from(others), unique=True, max_size=3)) if others else []
    places = 2 if decimals is None else min(decimals, 2)
    fixed = {payer: Decimal(draw(st.integers(0, 25 * 10**places))).scaleb(-places) for payer in chosen}
    assume(len(fixed) < len(by))
    rule = SplitRule(key_decimals=decimals, unit_chf=unit, rounding=rounding, fixed=tuple(sorted(fixed.items())))
    return Case(total, by, draw(with_bounds(rule, total, by, wild=wild)) if bounded else rule)


@st.composite
def with_bounds(draw: st.DrawFn, rule: SplitRule, total: int, by: dict[str, Decimal], *, wild: bool) -> SplitRule:
    """Draw floors from nothing to the most that fits, a ceiling from the least that fits to everything."""
    fixed = {payer: Fraction(percent) / 100 for payer, percent in rule.fixed}
    free = [rate for payer, rate in by.items() if payer not in fixed]
    rest = 1 - sum(fixed.values(), Fraction(0))
    most = min([rest / len(free), *fixed.values()])
    least = max([rest / max(sum(map(bool, free)), 1), *fixed.values()])
    floors = (any_bound if wild else twentieths).map(lambda part: max(most * part, Fraction(0)))
    ceilings = (any_bound if wild else twentieths).map(
        lambda part: within(least + (1 - least) * part, Fraction(0), Fraction(1))
    )
    percent, amount, ceiling = (draw(st.none() | bound) for bound in (floors, floors, ceilings))
    return rule._replace(
        floor_percent=None if percent is None else Decimal(floor(percent * 10_000)).scaleb(-2),
        floor_chf=None if amount is None else Decimal(floor(amount * total)).scaleb(-2),
        ceiling_percent=None if ceiling is None else Decimal(ceil(ceiling * 10_000)).scaleb(-2),
    )


def figures(split: Apportionment) -> tuple[object, ...]:
    return list(split.parts.items()), list(split.shares.items()), split.residue_rappen, split.at_floor, split.at_ceiling


# What is shared: one price, within the bounds.


@st.composite
def whole_ones(draw: st.DrawFn) -> tuple[dict[str, Fraction], dict[str, Fraction], Bounds]:
    """Draw weights, fixed shares and bounds in fractions, some exactly on the edge of what fits, few beyond it."""
    far_apart = st.integers(0, 9).map(lambda power: Fraction(2**power, 3))
    weights = draw(st.dictionaries(codes, far_apart | st.fractions(0, 20, max_denominator=12), min_size=1, max_size=8))
    chosen = draw(st.just([]) | st.lists(st.sampled_from(sorted(weights)), max_size=3))
    fixed = {payer: (1 + draw(twentieths)) / 10 for payer in chosen}
    free = [weight for payer, weight in weights.items() if payer not in fixed]
    rest = 1 - sum(fixed.values(), Fraction(0))
    most = min([rest / max(len(free), 1), *fixed.values()])
    least = max([rest / max(sum(map(bool, free)), 1), *fixed.values()])
    lowest = most * draw(st.integers(0, 21)) / 20
    ceilings = st.integers(-1, 12).map(lambda number: least * (1 + Fraction(number, 6)))
    highest = draw(st.none() | ceilings | ceilings)
    return weights, fixed, Bounds(10_000, lowest, highest)


@settings(max_examples=200)
@given(whole_ones())
def test_bounded_shares_come_from_one_price_or_there_is_none(
    drawn: tuple[dict[str, Fraction], dict[str, Fraction], Bounds],
) -> None:
    weights, fixed, bounds = drawn
    expected = fair_shares(weights, fixed, bounds.lowest, bounds.highest)
    if expected is None:
        with pytest.raises(CANNOT_BE_SHARED):
            bounded_shares(weights, fixed, bounds)
        return
    found = bounded_shares(weights, fixed, bounds)
    assert found.shares == expected
    assert sum(found.shares.values()) == 1
    for payer, weight in weights.items():
        share = within(found.price * weight, bounds.lowest, bounds.highest)
        assert found.shares[payer] == fixed.get(payer, share)
        assert found.of(weight) == share
        assert (payer in found.at_floor) == (payer not in fixed and share == bounds.lowest > 0)
        assert (payer in found.at_ceiling) == (payer not in fixed and share == bounds.highest)


def test_a_floor_that_lowers_the_price_can_bring_others_to_it_and_one_off_the_ceiling() -> None:
    weights = {"AFG": Fraction(1), "DEU": Fraction(19), "FRA": Fraction(20), "USA": Fraction(60)}
    found = bounded_shares(weights, {}, Bounds(100, Fraction(19, 100), Fraction(58, 100)))
    assert found.shares == {
        "AFG": Fraction(19, 100),
        "DEU": Fraction(19, 100),
        "FRA": Fraction(19, 100),
        "USA": Fraction(43, 100),
    }
    assert (found.at_floor, found.at_ceiling) == (frozenset({"AFG", "DEU", "FRA"}), frozenset())


def test_floor_and_ceiling_that_take_and_leave_the_same_are_both_kept() -> None:
    weights = {"AFG": Fraction(10), "FRA": Fraction(30), "USA": Fraction(60)}
    found = bounded_shares(weights, {}, Bounds(100, Fraction(20, 100), Fraction(50, 100)))
    assert found.shares == {"AFG": Fraction(20, 100), "FRA": Fraction(30, 100), "USA": Fraction(50, 100)}
    assert (found.at_floor, found.at_ceiling) == (frozenset({"AFG"}), frozenset({"USA"}))


# What is refused: only what cannot be split.


@given(cases(None, wild=True))
def test_a_split_is_refused_when_there_is_none_and_only_then(case: Case) -> None:
    expected = exact_shares(case) if case.rule.rounding is HALF_UP else exact_units(case)
    if expected is None:
        with pytest.raises(CANNOT_BE_SHARED):
            case.split()
    else:
        assert set(case.split().parts) == set(case.rates)


@given(st.integers(1, 8), st.integers(1, 4), st.integers(0, 60), st.integers(15, 100), st.integers(0, 4))
def test_bounds_are_refused_exactly_if_no_whole_rappen_keep_them(
    total: int, payers: int, floor_percent: int, ceiling_percent: int, floor_rappen: int
) -> None:
    rule = SplitRule(
        floor_percent=Decimal(floor_percent),
        floor_chf=Decimal(floor_rappen).scaleb(-2),
        ceiling_percent=Decimal(ceiling_percent),
    )
    allowed = [
        part
        for part in range(total + 1)
        if part >= floor_rappen and floor_percent * total <= part * 100 <= ceiling_percent * total
    ]
    by = {payer: Decimal(number + 1) for number, payer in enumerate("ABCD"[:payers])}
    if any(sum(parts) == total for parts in product(allowed, repeat=payers)):
        assert set(apportion(total, by, rule).parts.values()) <= set(allowed)
    else:
        with pytest.raises(BoundsDoNotFit):
            apportion(total, by, rule)


@given(cases(wild=True), st.integers(0, 10**6))
def test_a_total_that_is_no_whole_number_of_units_is_refused_and_no_other(case: Case, more: int) -> None:
    case = Case(case.total + more, case.rates, SplitRule(unit_chf=case.rule.unit_chf))
    if case.total % case.unit:
        with pytest.raises(UnitDoesNotFit):
            case.split()
    else:
        assert sum(case.split().parts.values()) == case.total


def refused(refusal: type[Exception], total: int, rule: SplitRule, **by: str) -> str:
    with pytest.raises(refusal) as told:
        apportion(total, {payer: Decimal(rate) for payer, rate in by.items()}, rule)
    return str(told.value)


def test_rates_of_zero_cannot_split_anything() -> None:
    told = refused(NothingToApportionBy, 100, SplitRule(), AFG="0", ZMB="0.000")
    assert "the rates of the 2 payers add up to 0" in told
    assert "give a scale with their rates" in told


def test_a_key_that_rounds_everybody_to_zero_cannot_split_anything() -> None:
    by = {f"{number:03}": Decimal(1) for number in range(201)}
    with pytest.raises(NothingToApportionBy, match="round the percentages to more decimals"):
        apportion(10_000, by, SplitRule(key_decimals=0))
    assert sum(apportion(10_000, by, SplitRule(key_decimals=1)).parts.values()) == 10_000


def test_an_amount_that_is_no_whole_number_of_units_is_told_with_what_is_too_much() -> None:
    told = refused(UnitDoesNotFit, 123_457, SplitRule(unit_chf=chf("0.05")), AFG="1")
    assert told == (
        "1'234.57 is not a whole number of units of 0.05 (0.02 too much), so no parts in that unit add up to it; "
        "choose a smaller unit, or round half-up and leave the residue"
    )


def test_fixed_shares_that_cannot_be_kept_are_told() -> None:
    def told(**percents: str) -> str:
        fixed = tuple((payer, Decimal(percent)) for payer, percent in percents.items())
        return refused(FixedSharesDoNotFit, 100, SplitRule(fixed=fixed), AFG="1", USA="2")

    assert "USB, USC is not among the payers" in told(USB="1", USC="1", USA="1")
    assert "together they are 100.5 %" in told(AFG="60", USA="40.5")
    assert "they are all the payers and together only 99 %" in told(AFG="59", USA="40")


def test_fixed_shares_of_all_payers_that_are_everything_are_kept() -> None:
    fixed = (("AFG", Decimal("0.5")), ("USA", Decimal("99.5")))
    assert apportion(1000, {"AFG": Decimal(0), "USA": Decimal(0)}, SplitRule(fixed=fixed)).parts == {
        "AFG": 5,
        "USA": 995,
    }


def test_floors_and_ceilings_that_cannot_be_kept_are_told_with_figures() -> None:
    def told(rule: SplitRule) -> str:
        return refused(BoundsDoNotFit, 10_000, rule, AFG="0", FRA="1", USA="3")

    above = told(SplitRule(floor_percent=Decimal(30), ceiling_percent=Decimal(25)))
    assert "the floor of 30 % (30.00) is above the ceiling of 25 % (25.00)" in above
    floors = told(SplitRule(floor_chf=chf("33.34")))
    assert "3 payers at the floor of 33.34 % (33.34) are 100.02 % (100.02), and 100 % (100.00) is to be" in floors
    ceilings = told(SplitRule(ceiling_percent=Decimal("49.5")))
    assert "2 payers at the ceiling of 49.5 % (49.50) are 99 % (99.00), and 100 % (100.00) is to be" in ceilings
    below = told(SplitRule(floor_percent=Decimal(3), fixed=(("USA", Decimal(2)),)))
    assert "the fixed share of USA, 2 % (2.00), is below the floor" in below
    over = told(SplitRule(ceiling_percent=Decimal(60), fixed=(("USA", Decimal(61)),)))
    assert "the fixed share of USA, 61 % (61.00), is above the ceiling" in over
    assert all(
        each.endswith("; change them, or the amount") and each.startswith("the floor and the ceiling cannot be kept: ")
        for each in (above, floors, ceilings, below, over)
    )


def test_nobody_can_pay_a_floor_of_nothing() -> None:
    assert "nobody can pay the floor of 0.50 of an amount of 0.00" in refused(
        BoundsDoNotFit, 0, SplitRule(floor_chf=chf("0.50")), AFG="1"
    )
    assert apportion(0, {"AFG": Decimal(1)}, SplitRule(floor_chf=chf("0.00"))).parts == {"AFG": 0}


# By largest remainder.


@given(cases())
def test_parts_add_up_exactly_in_whole_units(case: Case) -> None:
    assume(exact_units(case) is not None)
    split = case.split()
    assert sum(split.parts.values()) == case.total == split.total_rappen
    assert split.residue_rappen == 0
    assert set(split.parts) == set(split.shares) == set(case.rates)
    assert all(part >= 0 and part % case.unit == 0 for part in split.parts.values())


@given(cases())
def test_the_whole_units_are_given_then_one_each_to_the_largest_remainders(case: Case) -> None:
    exact = exact_units(case)
    assume(exact is not None)
    assert exact is not None
    given_units = {payer: part // case.unit for payer, part in case.split().parts.items()}
    assert all(given_units[payer] - floor(exact[payer]) in (0, 1) for payer in exact)
    raised = [payer for payer in exact if given_units[payer] > floor(exact[payer])]
    rounded = case.rule.key_decimals is not None

    def rank(payer: str) -> tuple[Fraction, Fraction, str]:
        return floor(exact[payer]) - exact[payer], -case.weights[payer] if rounded else Fraction(0), payer

    assert sorted(exact, key=rank)[: len(raised)] == sorted(raised, key=rank)
    assert all(exact[payer] > floor(exact[payer]) for payer in raised)


@given(cases(bounded=False))
def test_nobody_is_a_unit_away_from_the_exact_share(case: Case) -> None:
    case = Case(case.total, case.rates, case.rule._replace(key_decimals=None))
    whole = sum(weight for payer, weight in case.weights.items() if payer not in case.fixed)
    rest = 1 - sum(case.fixed.values())
    split = case.split()
    for payer, part in split.parts.items():
        share = case.fixed[payer] if payer in case.fixed else rest * case.weights[payer] / whole
        assert split.shares[payer] == share
        assert abs(part - case.total * share) < case.unit


@given(cases())
def test_in_whole_units_nobody_pays_less_than_the_floor_or_more_than_the_ceiling(case: Case) -> None:
    assume(exact_units(case) is not None)
    split = case.split()
    for payer, part in split.parts.items():
        assert part >= (case.rule.floor_chf or 0) * 100
        assert part * 100 >= (case.rule.floor_percent or 0) * case.total
        assert case.rule.ceiling_percent is None or part * 100 <= case.rule.ceiling_percent * case.total
        if payer in split.at_floor:
            assert part - case.unit < case.lowest * case.total
        if payer in split.at_ceiling:
            assert case.highest is not None
            assert part + case.unit > case.highest * case.total


def test_equal_remainders_go_to_the_first_code() -> None:
    by = {"ZMB": Decimal(1), "AFG": Decimal(1), "DEU": Decimal(1)}
    assert apportion(2, by).parts == {"AFG": 1, "DEU": 1, "ZMB": 0}


def test_a_larger_remainder_goes_before_a_first_code() -> None:
    by = {"AFG": Decimal("1.2"), "ZMB": Decimal("1.3")}
    assert apportion(10, by).parts == {"AFG": 5, "ZMB": 5}
    assert apportion(11, by).parts == {"AFG": 5, "ZMB": 6}


def test_of_rates_that_share_a_rounded_key_the_larger_goes_before_a_first_code() -> None:
    by = {"AFG": Decimal("1.2"), "ZMB": Decimal("1.2001")}
    split = apportion(11, by, SplitRule(key_decimals=1))
    assert split.shares == {"AFG": Fraction(1, 2), "ZMB": Fraction(1, 2)}
    assert split.parts == {"AFG": 5, "ZMB": 6}


def test_a_floor_and_a_ceiling_are_paid_in_whole_units() -> None:
    by = {"AFG": Decimal(1), "FRA": Decimal(30), "USA": Decimal(69)}
    rule = SplitRule(unit_chf=chf("1"), floor_chf=chf("2.50"), ceiling_percent=Decimal("60.7"))
    split = apportion(10_000, by, rule)
    assert split.parts == {"AFG": 300, "FRA": 3700, "USA": 6000}
    assert (split.at_floor, split.at_ceiling) == (frozenset({"AFG"}), frozenset({"USA"}))


def test_a_state_without_a_rate_pays_the_floor() -> None:
    by = {"AFG": Decimal(0), "FRA": Decimal(1), "USA": Decimal(3)}
    assert apportion(10_000, by).parts == {"AFG": 0, "FRA": 2500, "USA": 7500}
    split = apportion(10_000, by, SplitRule(floor_percent=Decimal(4)))
    assert split.parts == {"AFG": 400, "FRA": 2400, "USA": 7200}
    assert split.at_floor == frozenset({"AFG"})


# Half-up, and what happens to the residue.


@settings(max_examples=300)
@given(cases(HALF_UP))
def test_half_up_each_part_is_its_share_rounded_and_the_residue_is_what_is_left(case: Case) -> None:
    shares = exact_shares(case)
    assume(shares is not None)
    assert shares is not None
    key = keys(case, shares)
    split = case.split()
    assert split.shares == key
    for payer, part in split.parts.items():
        share = key[payer] if payer in case.fixed else within(key[payer], case.lowest, case.highest)
        assert part % case.unit == 0
        assert Fraction(-1, 2) < Fraction(part - share * case.total) / case.unit <= Fraction(1, 2)
    assert sum(split.parts.values()) + split.residue_rappen == case.total


@given(cases(HALF_UP))
def test_a_spread_residue_is_the_largest_remainder(case: Case) -> None:
    case = Case(case.total - case.total % case.unit, case.rates, case.rule)
    assume(exact_shares(case) is not None and exact_units(case) is not None)
    spread = apportion(case.total, case.rates, case.rule._replace(residue=Residue.SPREAD))
    assert figures(spread) == figures(
        Case(case.total, case.rates, case.rule._replace(rounding=LARGEST_REMAINDER)).split()
    )


@given(cases(HALF_UP), st.randoms(use_true_random=False))
def test_a_residue_on_a_payer_makes_the_sum_exact_or_is_refused_for_a_bound(case: Case, random: Random) -> None:
    assume(exact_shares(case) is not None)
    bearer = random.choice(sorted(case.rates))
    left = case.split()
    bears = left.parts[bearer] + left.residue_rappen
    too_little = left.residue_rappen < 0 and (bears < 0 or bears < case.lowest * case.total)
    too_much = left.residue_rappen > 0 and case.highest is not None and bears > case.highest * case.total
    on_bearer = case.rule._replace(residue=bearer)
    if too_little or too_much:
        with pytest.raises(ResidueDoesNotFit):
            apportion(case.total, case.rates, on_bearer)
        return
    split = apportion(case.total, case.rates, on_bearer)
    assert sum(split.parts.values()) == case.total
    assert split.residue_rappen == 0
    assert split.parts == {**left.parts, bearer: bears}


def test_half_a_unit_is_rounded_up() -> None:
    by = {"AFG": Decimal(1), "ZMB": Decimal(1)}
    split = apportion(5, by, SplitRule(rounding=HALF_UP))
    assert (split.parts, split.residue_rappen) == ({"AFG": 3, "ZMB": 3}, -1)
    in_fives = apportion(5, by, SplitRule(rounding=HALF_UP, unit_chf=chf("0.05")))
    assert (in_fives.parts, in_fives.residue_rappen) == ({"AFG": 5, "ZMB": 5}, -5)


def test_half_up_a_rounded_key_takes_nobody_below_the_floor_or_above_the_ceiling() -> None:
    by = {"AFG": Decimal(1), "FRA": Decimal(30), "USA": Decimal(69)}
    rule = SplitRule(
        key_decimals=0,
        rounding=HALF_UP,
        floor_percent=Decimal("2.4"),
        ceiling_percent=Decimal("60.5"),
        unit_chf=chf("1"),
    )
    split = apportion(1_000_000, by, rule)
    assert split.shares == {"AFG": Fraction(2, 100), "FRA": Fraction(37, 100), "USA": Fraction(61, 100)}
    assert split.parts == {"AFG": 24_000, "FRA": 370_000, "USA": 605_000}
    assert split.residue_rappen == 1_000
    assert split.part_of_another(Decimal("0.1"), Fraction(1), rule) == 24_000
    assert split.part_of_another(Decimal(90), Fraction(1), rule) == 605_000


def test_a_residue_that_a_payer_cannot_bear_is_told() -> None:
    rule = SplitRule(rounding=HALF_UP, unit_chf=chf("0.05"), residue="ZMB")
    assert refused(ResidueDoesNotFit, 10, rule, AFG="1", FRA="1", USA="1", ZMB="0") == (
        "the residue of -0.05 cannot be put on ZMB: only -0.05 would be left, below what it must pay; "
        "name another payer, or spread it"
    )
    thirds = rule._replace(unit_chf=chf("0.01"), ceiling_percent=Decimal("33.34"))
    assert "it would pay 0.34, above the ceiling" in refused(ResidueDoesNotFit, 100, thirds, AFG="1", FRA="1", ZMB="1")
    floors = rule._replace(unit_chf=chf("0.01"), floor_percent=Decimal(50))
    assert "only 0.02 would be left, below" in refused(ResidueDoesNotFit, 5, floors, AFG="1", ZMB="1")
    assert "it is not among the payers" in refused(ResidueDoesNotFit, 5, rule, AFG="1")


# In every mode.


@given(cases(None), st.randoms(use_true_random=False))
def test_the_order_of_states_does_not_matter(case: Case, random: Random) -> None:
    assume((exact_shares(case) if case.rule.rounding is HALF_UP else exact_units(case)) is not None)
    shuffled = list(case.rates)
    random.shuffle(shuffled)
    again = {payer: case.rates[payer] for payer in shuffled}
    fixed = tuple(random.sample(case.rule.fixed, len(case.rule.fixed)))
    assert figures(apportion(case.total, again, case.rule._replace(fixed=fixed))) == figures(case.split())


@given(cases(None))
def test_a_larger_rate_never_pays_less(case: Case) -> None:
    assume((exact_shares(case) if case.rule.rounding is HALF_UP else exact_units(case)) is not None)
    parts = case.split().parts
    in_order = sorted(set(case.rates) - set(case.fixed), key=lambda payer: case.rates[payer])
    for smaller, larger in pairwise(in_order):
        assert case.rates[smaller] == case.rates[larger] or parts[smaller] <= parts[larger]


@given(cases(None))
def test_a_rounded_key_has_no_more_decimals_than_asked(case: Case) -> None:
    assume((exact_shares(case) if case.rule.rounding is HALF_UP else exact_units(case)) is not None)
    decimals = case.rule.key_decimals
    expected = exact_shares(case)
    assert expected is not None
    shares = case.split().shares
    assert shares == keys(case, expected)
    if decimals is None:
        assert sum(shares.values()) == 1
    else:
        assert all((share * 100 * 10**decimals).denominator == 1 for share in shares.values())


@given(cases(None), st.sampled_from([Fraction(1), Fraction(9, 12), Fraction(61, 365), Fraction(0)]))
def test_one_more_payer_pays_what_another_of_its_rate_pays(case: Case, part_of_year: Fraction) -> None:
    assume((exact_shares(case) if case.rule.rounding is HALF_UP else exact_units(case)) is not None)
    assume(any(rate for payer, rate in case.rates.items() if payer not in case.fixed))
    split = case.split()
    for payer in set(case.rates) - set(case.fixed):
        joins = split.part_of_another(case.rates[payer], part_of_year, case.rule)
        assert joins % case.unit == 0
        slack = Fraction(case.unit, 2) + (case.unit * part_of_year if case.rule.rounding is LARGEST_REMAINDER else 0)
        assert abs(joins - split.parts[payer] * part_of_year) <= slack + Fraction(case.unit, 2) * (part_of_year < 1)
        if part_of_year == 1 and case.rule.rounding is HALF_UP:
            assert joins == split.parts[payer]
    assert split.part_of_another(max(case.rates.values()), Fraction(0), case.rule) == 0


def test_one_that_joins_pays_nine_months_at_the_price_of_the_others() -> None:
    split = apportion(100_000, {"AFG": Decimal(1), "USA": Decimal(3)})
    assert split.part_of_another(Decimal(1), Fraction(9, 12), SplitRule()) == 18_750
    assert split.part_of_another(Decimal("0.5"), Fraction(1), SplitRule()) == 12_500
    assert split.part_of_another(Decimal("0.5"), Fraction(1), SplitRule(unit_chf=chf("10"))) == 13_000
    bounded = SplitRule(floor_chf=chf("20"), ceiling_percent=Decimal(80))
    within_bounds = apportion(100_000, {"AFG": Decimal(1), "USA": Decimal(3)}, bounded)
    assert within_bounds.part_of_another(Decimal("0.001"), Fraction(1), bounded) == 2_000
    assert within_bounds.part_of_another(Decimal(90), Fraction(1), bounded) == 80_000


def test_one_that_joins_pays_by_the_rounded_key() -> None:
    rule = SplitRule(key_decimals=0, rounding=HALF_UP)
    split = apportion(100_000, {"AFG": Decimal(1), "USA": Decimal(2)}, rule)
    assert split.parts == {"AFG": 33_000, "USA": 67_000}
    assert split.part_of_another(Decimal("0.5"), Fraction(1), rule) == 17_000
    assert split.part_of_another(Decimal("0.5"), Fraction(1, 2), rule) == 8_500


@given(st.integers(0, 10**9), st.fractions(0, 1, max_denominator=366), st.sampled_from(UNITS))
def test_a_part_of_the_year_is_half_up_to_the_unit_and_a_whole_year_is_untouched(
    part: int, of_year: Fraction, unit: Decimal
) -> None:
    owed, step = prorated(part, of_year, SplitRule(unit_chf=unit)), int(unit * 100)
    if of_year == 1:
        assert owed == part
    else:
        assert owed % step == 0
        assert Fraction(-1, 2) < (owed - part * of_year) / step <= Fraction(1, 2)


# What was published.


def test_the_reference_case_is_split_as_published() -> None:
    sample = files("sample_data")
    with (sample / "states.csv").open(encoding="utf-8") as file:
        parties = {row["state"] for row in csv.DictReader(file) if row["party_from"]}
    with (sample / "scale_2016_2018.csv").open(encoding="utf-8") as file:
        scale = {row["state"]: Decimal(row["rate"]) for row in csv.DictReader(file) if row["state"] in parties}
    assert len(scale) == 100
    assert sum(scale.values()) == Decimal("49.040")
    first, second = apportion(18_982_000, scale).parts, apportion(28_266_000, scale).parts
    with (sample / "prepaid_2017-01-27.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert first[row["state"]] == int(Decimal(row["7a"]) * 100)
            assert second[row["state"]] == int(Decimal(row["7b"]) * 100)


@dataclass(frozen=True)
class Published:
    """The Multilateral Fund of the Montreal Protocol, 2021-2023: USD 475'000'000, the United States at 22 %."""

    total: int
    rule: SplitRule
    rates: dict[str, Decimal]
    percents: dict[str, Decimal]
    parts: dict[str, int]


@pytest.fixture(scope="module")
def fund() -> Published:
    with Path(__file__).with_name("published_mlf_2021_2023.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["party"]: row for row in csv.DictReader(file)}
    assert len(rows) == 49
    return Published(
        total=47_500_000_000,
        rule=SplitRule(unit_chf=chf("1"), fixed=(("United States of America", Decimal(22)),)),
        rates={party: Decimal(row["rate"]) for party, row in rows.items()},
        percents={party: Decimal(row["share_percent"]) for party, row in rows.items()},
        parts={party: int(row["amount"]) * 100 for party, row in rows.items()},
    )


def test_the_funds_shares_and_amounts_come_out_as_published(fund: Published) -> None:
    split = apportion(fund.total, fund.rates, fund.rule._replace(rounding=HALF_UP))
    rounded = {party: (2 * share * 10**6 + 1) // 2 for party, share in split.shares.items()}
    assert rounded == {party: percent * 10**4 for party, percent in fund.percents.items()}
    assert split.parts == fund.parts
    assert split.residue_rappen == 100


def test_the_funds_published_shares_are_the_key_to_four_decimals_but_not_what_amounts_came_from(
    fund: Published,
) -> None:
    keyed = apportion(fund.total, fund.rates, fund.rule._replace(rounding=HALF_UP, key_decimals=4))
    assert keyed.shares == {party: Fraction(percent) / 100 for party, percent in fund.percents.items()}
    assert keyed.parts != fund.parts


def test_the_fund_is_exact_by_largest_remainder_and_one_party_pays_a_dollar_more(fund: Published) -> None:
    split = apportion(fund.total, fund.rates, fund.rule)
    assert sum(split.parts.values()) == fund.total
    assert split.residue_rappen == 0
    changed = {party: part - fund.parts[party] for party, part in split.parts.items() if part != fund.parts[party]}
    assert list(changed.values()) == [100]


def test_the_funds_residue_can_be_put_on_a_party(fund: Published) -> None:
    rule = fund.rule._replace(rounding=HALF_UP, residue="Japan")
    split = apportion(fund.total, fund.rates, rule)
    assert split.parts == {**fund.parts, "Japan": fund.parts["Japan"] + 100}
    assert split.residue_rappen == 0


@pytest.mark.parametrize("rounding", list(Rounding))
def test_a_fixed_share_is_not_rounded_with_the_key(rounding: Rounding) -> None:
    rates = dict.fromkeys("ABCDE", Decimal(1))
    rule = SplitRule(
        key_decimals=0, rounding=rounding, fixed=(("A", Decimal("22.5")),), ceiling_percent=Decimal("22.5")
    )
    split = apportion(10_000, rates, rule)
    assert (split.parts["A"], split.shares["A"]) == (2250, Fraction(225, 1000))


def test_nobody_to_pay_is_refused() -> None:
    with pytest.raises(NothingToApportionBy, match="the 0 payers"):
        apportion(100, {})
