"""Share one whole in proportion to weights, none below a floor or above a ceiling, in exact fractions.

Apart from the rounding so that each can be read, and proven, alone.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple

from db.errors import LedgerError
from db.money import chf, chf_text


class Bounds(NamedTuple):
    """The least and the most that one payer may pay, as shares of the total (in rappen)."""

    total_rappen: int
    lowest: Fraction
    highest: Fraction | None

    def clamp(self, share: Fraction) -> Fraction:
        """Bring a share within the bounds."""
        raised = max(share, self.lowest)
        return raised if self.highest is None else min(raised, self.highest)

    def words(self, share: Fraction) -> str:
        """Write a share with its amount, for people."""
        return f"{percent_text(share)} % ({chf_text(chf(round(share * self.total_rappen)))})"


class BoundsDoNotFit(LedgerError):
    """Refuse floors and ceilings that no split can keep."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the floor and the ceiling cannot be kept: {why}; change them, or the amount")


class NothingToApportionBy(LedgerError):
    """Refuse to split by rates that add up to nothing."""

    def __init__(self, payers_count: int) -> None:
        super().__init__(
            f"the rates of the {payers_count} payers add up to 0, so nothing can be split by them; "
            "give a scale with their rates, or round the percentages to more decimals"
        )


class BoundedShares(NamedTuple):
    """The share of each payer (they add up to 1), who is held at a bound, and the price: share per unit of weight."""

    shares: Mapping[str, Fraction]
    price: Fraction
    bounds: Bounds
    at_floor: frozenset[str]
    at_ceiling: frozenset[str]

    def of(self, weight: Fraction) -> Fraction:
        """Give what a payer of this weight pays at this price."""
        return self.bounds.clamp(self.price * weight)


def bounded_shares(weights: Mapping[str, Fraction], fixed: Mapping[str, Fraction], bounds: Bounds) -> BoundedShares:
    """Share 1 over the payers: the fixed ones as they are, the rest in proportion to the weights, within the bounds.

    There is one price (share per unit of weight) at which the clamped shares add up to the rest. It is found by holding
    those beyond a bound at it and sharing what remains anew, until nobody is beyond; a payer is held only where the
    price to come can but push it further, so that floors and ceilings together still give the one answer.

    Raises BoundsDoNotFit, NothingToApportionBy.
    """
    _refuse_infeasible(weights, fixed, bounds)
    free = {payer: weight for payer, weight in weights.items() if payer not in fixed}
    shares = dict(fixed)
    shares |= {payer: bounds.lowest for payer, weight in free.items() if not weight}
    free = {payer: weight for payer, weight in free.items() if weight}
    price = Fraction(0)
    while free:
        price = (1 - sum(shares.values(), Fraction(0))) / sum(free.values(), Fraction(0))
        below = {payer: bounds.lowest for payer, weight in free.items() if price * weight < bounds.lowest}
        above = {
            payer: bounds.highest
            for payer, weight in free.items()
            if bounds.highest is not None and price * weight > bounds.highest
        }
        deficit = sum((share - price * free[payer] for payer, share in below.items()), Fraction(0))
        excess = sum((price * free[payer] - share for payer, share in above.items()), Fraction(0))
        held = (below if deficit >= excess else {}) | (above if excess >= deficit else {})
        shares |= held or {payer: price * weight for payer, weight in free.items()}
        free = {payer: weight for payer, weight in free.items() if held and payer not in held}
    assert sum(shares.values()) == 1
    bound = {payer: share for payer, share in shares.items() if payer not in fixed}
    return BoundedShares(
        shares={payer: shares[payer] for payer in weights},
        price=price,
        bounds=bounds,
        at_floor=frozenset(payer for payer, share in bound.items() if bounds.lowest and share == bounds.lowest),
        at_ceiling=frozenset(payer for payer, share in bound.items() if share == bounds.highest),
    )


def _refuse_infeasible(weights: Mapping[str, Fraction], fixed: Mapping[str, Fraction], bounds: Bounds) -> None:
    if bounds.highest is not None and bounds.lowest > bounds.highest:
        raise BoundsDoNotFit(
            f"the floor of {bounds.words(bounds.lowest)} is above the ceiling of {bounds.words(bounds.highest)}"
        )
    for payer, share in fixed.items():
        if bounds.clamp(share) != share:
            what = "below the floor" if share < bounds.lowest else "above the ceiling"
            raise BoundsDoNotFit(f"the fixed share of {payer}, {bounds.words(share)}, is {what}")
    rest = 1 - sum(fixed.values(), Fraction(0))
    free = [weight for payer, weight in weights.items() if payer not in fixed]
    floors = len(free) * bounds.lowest
    if not any(free) and floors != rest:
        raise NothingToApportionBy(len(weights))
    if floors > rest:
        raise BoundsDoNotFit(
            f"{len(free)} payers at the floor of {bounds.words(bounds.lowest)} are {bounds.words(floors)}, "
            f"and {bounds.words(rest)} is to be shared"
        )
    if bounds.highest is None:
        return
    able = sum(1 for weight in free if weight)
    most = able * bounds.highest + (len(free) - able) * bounds.lowest
    if most < rest:
        raise BoundsDoNotFit(
            f"{able} payers at the ceiling of {bounds.words(bounds.highest)} are {bounds.words(most)}, "
            f"and {bounds.words(rest)} is to be shared"
        )


def half_up(value: Fraction) -> int:
    """Round to the nearest whole number, a half upwards.

    >>> half_up(Fraction(5, 2)), half_up(Fraction(12, 5))
    (3, 2)
    """
    return floor(value + Fraction(1, 2))


def percent_of(share: Fraction, decimals: int) -> Decimal:
    """Give a share as a percentage with so many decimals, half-up.

    >>> percent_of(Fraction(1, 3), 4)
    Decimal('33.3333')
    """
    return Decimal(half_up(share * 100 * 10**decimals)).scaleb(-decimals)


def percent_text(share: Fraction) -> str:
    """Write a share as a percentage for people: four decimals at most.

    >>> percent_text(Fraction(22, 100)), percent_text(Fraction(1, 3))
    ('22', '33.3333')
    """
    return f"{percent_of(share, 4):f}".rstrip("0").rstrip(".")
