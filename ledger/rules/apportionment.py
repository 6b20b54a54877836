"""Split an amount over States by a rule, exactly; the only place where money is rounded.

Apart because every published table stands or falls with its rounding. Shares are fractions, never rounded on the way.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from db.errors import LedgerError
from db.money import chf, chf_text, rappen
from db.readings import PLAIN_SPLIT, SplitRule
from db.vocabulary import Residue, Rounding
from ledger.rules.bounded_shares import (
    Bounds,
    BoundsDoNotFit,
    NothingToApportionBy,
    bounded_shares,
    half_up,
    percent_text,
)

_HUNDRED = 100


class UnitDoesNotFit(LedgerError):
    """Refuse parts in whole units that cannot add up to the amount."""

    def __init__(self, total_rappen: int, unit_rappen: int) -> None:
        over = total_rappen % unit_rappen
        super().__init__(
            f"{chf_text(chf(total_rappen))} is not a whole number of units of {chf_text(chf(unit_rappen))} "
            f"({chf_text(chf(over))} too much), so no parts in that unit add up to it; "
            "choose a smaller unit, or round half-up and leave the residue"
        )


class FixedSharesDoNotFit(LedgerError):
    """Refuse fixed shares that cannot be kept."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the fixed shares cannot be kept: {why}; change them, or the payers")


class ResidueDoesNotFit(LedgerError):
    """Refuse to put a residue on a payer who cannot bear it."""

    def __init__(self, payer: str, residue_rappen: int, why: str) -> None:
        super().__init__(
            f"the residue of {chf_text(chf(residue_rappen))} cannot be put on {payer}: {why}; "
            "name another payer, or spread it"
        )


class Apportionment(NamedTuple):
    """How an amount was split: parts in rappen by payer, the shares behind them, and what rounding left over.

    ``shares`` are of the total, as fractions: exact, or the rounded key. ``residue_rappen`` = total less all parts.
    """

    total_rappen: int
    parts: Mapping[str, int]
    shares: Mapping[str, Fraction]
    residue_rappen: int
    at_floor: frozenset[str]
    at_ceiling: frozenset[str]
    further: Callable[[Decimal], Fraction]

    def part_of_another(self, rate: Decimal, part_of_year: Fraction, rule: SplitRule) -> int:
        """Give what one more payer of a rate pays for a part of the year, at the others' price; half-up to the unit.

        The others stay as they are: what it pays comes on top of the total.
        """
        unit = rappen(rule.unit_chf)
        return unit * half_up(self.further(rate) * self.total_rappen * part_of_year / unit)


def apportion(total_rappen: int, rates: Mapping[str, Decimal], rule: SplitRule = PLAIN_SPLIT) -> Apportionment:
    """Split ``total_rappen`` over the payers in proportion to ``rates``, as ``rule`` says.

    Payers at a fixed share pay it; the others share the rest in proportion, none below the floor or above the ceiling:
    what these take or leave is redistributed until it is stable. By largest remainder the parts add up exactly:
    everyone gets the whole units of the exact share, the units that are left go one each to the largest remainders, of
    equal remainders to the first code in the alphabet; floors and ceilings hold in whole units. Half-up, each amount is
    rounded by itself and the residue is left, put on a payer, or spread, which is what the largest remainder does. The
    order of ``rates`` does not matter.

    Raises NothingToApportionBy, UnitDoesNotFit, FixedSharesDoNotFit, BoundsDoNotFit, ResidueDoesNotFit.

    >>> rates = {"FJI": Decimal("0.003"), "TUV": Decimal("0.003"), "NRU": Decimal("0.003")}
    >>> dict(apportion(100, rates).parts)
    {'FJI': 34, 'NRU': 33, 'TUV': 33}
    >>> half_up = apportion(100, rates, SplitRule(rounding=Rounding.HALF_UP))
    >>> dict(half_up.parts), half_up.residue_rappen
    ({'FJI': 33, 'NRU': 33, 'TUV': 33}, 1)
    """
    weights = {payer: Fraction(rate) for payer, rate in sorted(rates.items())}
    assert all(weight >= 0 for weight in weights.values()), "a rate is not negative"
    assert total_rappen >= 0, "an amount to be split is not negative"
    if not weights:
        raise NothingToApportionBy(0)
    fixed = _fixed(weights, rule)
    if rule.rounding is Rounding.LARGEST_REMAINDER or rule.residue == Residue.SPREAD:
        return _by_largest_remainder(total_rappen, weights, fixed, rule)
    return _half_up_each(total_rappen, weights, fixed, rule)


def _fixed(weights: Mapping[str, Fraction], rule: SplitRule) -> dict[str, Fraction]:
    fixed = {payer: Fraction(percent) / _HUNDRED for payer, percent in rule.fixed}
    if unknown := sorted(set(fixed) - set(weights)):
        raise FixedSharesDoNotFit(f"{', '.join(unknown)} is not among the payers")
    together = sum(fixed.values(), Fraction(0))
    if together > 1:
        raise FixedSharesDoNotFit(f"together they are {percent_text(together)} %")
    if len(fixed) == len(weights) and together != 1:
        raise FixedSharesDoNotFit(f"they are all the payers and together only {percent_text(together)} %")
    return fixed


def _bounds(total_rappen: int, rule: SplitRule) -> Bounds:
    """Give floor and ceiling as exact shares of the total."""
    lowest = Fraction(rule.floor_percent or 0) / _HUNDRED
    if rule.floor_chf and not total_rappen:
        raise BoundsDoNotFit(f"nobody can pay the floor of {chf_text(rule.floor_chf)} of an amount of 0.00")
    if rule.floor_chf:
        lowest = max(lowest, Fraction(rappen(rule.floor_chf), total_rappen))
    highest = None if rule.ceiling_percent is None else Fraction(rule.ceiling_percent) / _HUNDRED
    return Bounds(total_rappen, lowest, highest)


def _in_units(bounds: Bounds, total_units: int) -> Bounds:
    """Draw the bounds in to whole units, so that rounding to a neighbouring unit never crosses them."""
    if not total_units:
        return bounds
    lowest = Fraction(ceil(bounds.lowest * total_units), total_units)
    highest = None if bounds.highest is None else Fraction(floor(bounds.highest * total_units), total_units)
    return Bounds(bounds.total_rappen, lowest, highest)


def _key(rule: SplitRule) -> Callable[[Fraction], Fraction]:
    """Give the function that makes a share into the key by which amounts are taken."""
    if rule.key_decimals is None:
        return lambda share: share
    steps = _HUNDRED * 10**rule.key_decimals
    return lambda share: Fraction(half_up(share * steps), steps)


def _by_largest_remainder(
    total_rappen: int, weights: Mapping[str, Fraction], fixed: Mapping[str, Fraction], rule: SplitRule
) -> Apportionment:
    unit = rappen(rule.unit_chf)
    if total_rappen % unit:
        raise UnitDoesNotFit(total_rappen, unit)
    total = total_rappen // unit
    bounds = _bounds(total_rappen, rule)
    first = bounded_shares(weights, fixed, bounds)
    key = _key(rule)
    inner = _in_units(bounds, total)
    rounded = rule.key_decimals is not None
    keys = {payer: key(first.of(weight)) for payer, weight in weights.items()} if rounded else weights
    shares = bounded_shares(keys, {payer: inner.clamp(share) for payer, share in fixed.items()}, inner)
    exact = {payer: shares.shares[payer] * total for payer in weights}
    parts = {payer: int(share) for payer, share in exact.items()}
    first_of_equals = {payer: -weight * rounded for payer, weight in weights.items()}  # rates that share a rounded key
    by_remainder = sorted(parts, key=lambda payer: (parts[payer] - exact[payer], first_of_equals[payer], payer))
    for payer in by_remainder[: total - sum(parts.values())]:
        parts[payer] += 1
    assert sum(parts.values()) == total
    return Apportionment(
        total_rappen=total_rappen,
        parts={payer: part * unit for payer, part in parts.items()},
        shares={payer: share if payer in fixed else key(share) for payer, share in first.shares.items()},
        residue_rappen=0,
        at_floor=shares.at_floor,
        at_ceiling=shares.at_ceiling,
        further=lambda rate: shares.of(key(first.of(Fraction(rate))) if rounded else Fraction(rate)),
    )


def _half_up_each(
    total_rappen: int, weights: Mapping[str, Fraction], fixed: Mapping[str, Fraction], rule: SplitRule
) -> Apportionment:
    unit = rappen(rule.unit_chf)
    bounds = _bounds(total_rappen, rule)
    shares = bounded_shares(weights, fixed, bounds)
    key = _key(rule)
    keys = {payer: share if payer in fixed else key(share) for payer, share in shares.shares.items()}
    amounts = {payer: bounds.clamp(share) if payer not in fixed else share for payer, share in keys.items()}
    parts = {payer: unit * half_up(share * total_rappen / unit) for payer, share in amounts.items()}
    residue = total_rappen - sum(parts.values())
    if rule.residue != Residue.LEFT:
        parts[rule.residue] = _with_residue(rule.residue, parts, residue, bounds)
        residue = 0
    return Apportionment(
        total_rappen=total_rappen,
        parts=parts,
        shares=keys,
        residue_rappen=residue,
        at_floor=shares.at_floor,
        at_ceiling=shares.at_ceiling,
        further=lambda rate: bounds.clamp(key(shares.of(Fraction(rate)))),
    )


def _with_residue(payer: str, parts: Mapping[str, int], residue: int, bounds: Bounds) -> int:
    if payer not in parts:
        raise ResidueDoesNotFit(payer, residue, "it is not among the payers")
    part = parts[payer] + residue
    share = Fraction(part, bounds.total_rappen) if bounds.total_rappen else Fraction(0)
    if residue < 0 and (part < 0 or share < bounds.lowest):
        raise ResidueDoesNotFit(payer, residue, f"only {chf_text(chf(part))} would be left, below what it must pay")
    if residue > 0 and bounds.highest is not None and share > bounds.highest:
        raise ResidueDoesNotFit(payer, residue, f"it would pay {chf_text(chf(part))}, above the ceiling")
    return part


def prorated(part_rappen: int, part_of_year: Fraction, rule: SplitRule) -> int:
    """Give what is owed of a part for a part of the year; half-up to the unit, the whole year untouched."""
    if part_of_year == 1:
        return part_rappen
    unit = rappen(rule.unit_chf)
    return unit * half_up(part_rappen * part_of_year / unit)
