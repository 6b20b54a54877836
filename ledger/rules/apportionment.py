"""Split an amount over States, exactly; the only place where money is rounded.

Apart because every published table stands or falls with its rounding.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from db.errors import LedgerError


class NothingToApportionBy(LedgerError):
    """Refuse to split an amount by rates that add up to nothing."""

    def __init__(self, payers_count: int) -> None:
        super().__init__(
            f"the rates of the {payers_count} States to be assessed add up to 0, so nothing can be split by them; "
            "import a scale with their rates"
        )


def apportion(total_rappen: int, rates: Mapping[str, Decimal]) -> dict[str, int]:
    """Split ``total_rappen`` in proportion to ``rates`` so that the parts add up exactly.

    Largest remainder: everybody gets the whole rappen of the exact share; the rappen that are left go one each to the
    largest remainders, of equal remainders to the first code in the alphabet. Nobody is a rappen away from the exact
    share, and the order of ``rates`` does not matter.

    >>> apportion(100, {"FJI": Decimal("0.003"), "TUV": Decimal("0.003"), "NRU": Decimal("0.003")})
    {'FJI': 34, 'NRU': 33, 'TUV': 33}
    """
    weights = {payer: Fraction(rate) for payer, rate in sorted(rates.items())}
    assert all(weight >= 0 for weight in weights.values()), "a rate is not negative"
    whole = sum(weights.values())
    if not whole:
        raise NothingToApportionBy(len(weights))
    exact = {payer: total_rappen * weight / whole for payer, weight in weights.items()}
    parts = {payer: int(share) for payer, share in exact.items()}
    by_remainder = sorted(parts, key=lambda payer: (parts[payer] - exact[payer], payer))
    for payer in by_remainder[: total_rappen - sum(parts.values())]:
        parts[payer] += 1
    assert sum(parts.values()) == total_rappen
    return parts
