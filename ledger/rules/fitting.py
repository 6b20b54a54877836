"""Whether an amount fits what a State owes in exactly one way, and what it would pay.

Apart because an automatic match needs more than to know the State: an amount below what is open may lack a bank's fee
or be a part, one above it may hold a gift or another year; there a person is asked, with the figures.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from db.money import ZERO_CHF, with_chf
from db.readings import ChargeReading, DesignatedPart
from db.vocabulary import Obligation
from ledger.rules.allocation import Use, Years, planned_uses
from ledger.rules.designation import Wish

_MOST_YEARS = 10


class OtherUse(NamedTuple):
    """Another use that the amount would fit as well: in words, and as what a person would designate."""

    words: str
    parts: tuple[DesignatedPart, ...]


class Fit(NamedTuple):
    """How an amount fits: exactly one way or not, why in words, what it would pay, and what stays on account (CHF).

    ``fee_chf`` is what is missing, if the rule on short payments covers it. ``rests_on_words``: no amount that is open
    confirms it, only what the text designates.
    """

    is_exact: bool
    words: str
    uses: tuple[Use, ...]
    on_account_chf: Decimal
    fee_chf: Decimal = ZERO_CHF
    others: tuple[OtherUse, ...] = ()
    rests_on_words: bool = False


def fit(
    amount_chf: Decimal,
    wish: Wish,
    charges: Sequence[ChargeReading],
    years: Years,
    *,
    short_payment_chf: Decimal = ZERO_CHF,
) -> Fit:
    """Say how an amount (CHF) fits what is open; ``short_payment_chf`` is the rule on short payments, zero if off.

    ``charges`` are all of the State, settled ones too.
    """
    uses, on_account_chf = planned_uses(amount_chf, wish, charges, years)
    is_exact, words, others = _judged(amount_chf, wish, charges, years, uses)
    fee_chf = ZERO_CHF
    if not is_exact:
        missing_chf = _asked(wish, charges) - amount_chf
        fee_chf = missing_chf if ZERO_CHF < missing_chf <= short_payment_chf else ZERO_CHF
        if fee_chf:
            words += f"; {with_chf(fee_chf)} is within the rule on short payments"
    rests_on_words = is_exact and not any(use.charge for use in uses)
    return Fit(is_exact, words, tuple(uses), on_account_chf, fee_chf, others, rests_on_words)


Judged = tuple[bool, str, tuple[OtherUse, ...]]


def _judged(
    amount_chf: Decimal, wish: Wish, charges: Sequence[ChargeReading], years: Years, uses: Sequence[Use]
) -> Judged:
    if wish.parts:
        return *_of_parts(amount_chf, wish, uses, years), ()
    if any(years.is_to_come(year) for year in wish.years):
        return *_of_years_to_come(amount_chf, wish, charges, years), ()
    named = [charge for charge in charges if charge.year in wish.years]
    asked = named if wish.years else list(charges)
    return _of_open(amount_chf, wish, asked, charges, uses)


def _asked(wish: Wish, charges: Iterable[ChargeReading]) -> Decimal:
    return _open(charge for charge in charges if not wish.years or charge.year in wish.years)


def _of_parts(amount_chf: Decimal, wish: Wish, uses: Sequence[Use], years: Years) -> tuple[bool, str]:
    """Judge amounts that the payer wrote behind lines: each must be a gift, or all that is open there."""
    lines = years.lines
    said = ", ".join(f"{with_chf(part.amount_chf)} to {part.line} of {part.year}" for part in wish.parts)
    words = f"the payer's words give {said}"
    total_chf = sum((part.amount_chf for part in wish.parts), ZERO_CHF)
    if total_chf != amount_chf:
        return False, f"{words}, which is {with_chf(amount_chf - total_chf)} less than came in"
    for part in wish.parts:
        if lines.get(part.line) is Obligation.VOLUNTARY:
            continue
        use = next((each for each in uses if (each.year, each.line) == (part.year, part.line)), None)
        if use is None or use.charge is None:
            return False, f"{words}, and nothing is open there"
        if use.amount_chf != part.amount_chf or use.charge.open_chf != part.amount_chf:
            return False, f"{words}; on {part.line} of {part.year} {with_chf(use.charge.open_chf)} is open"
    return True, words


def _of_years_to_come(
    amount_chf: Decimal, wish: Wish, charges: Sequence[ChargeReading], years: Years
) -> tuple[bool, str]:
    to_come = [year for year in wish.years if years.is_to_come(year)]
    assessed = [year for year in wish.years if year not in to_come]
    waits = f"the text names {_years(to_come)}, not assessed yet"
    if not assessed:
        open_chf = _open(charges)
        if open_chf:
            return False, f"{waits}, while {with_chf(open_chf)} is open"
        return True, f"{waits}, and nothing is open: the money waits on account"
    open_chf = _open(charge for charge in charges if charge.year in assessed)
    last = [charge for charge in charges if charge.year == assessed[-1]]
    yearly_chf = sum((charge.assessed_chf for charge in last), ZERO_CHF)
    if yearly_chf and amount_chf == open_chf + len(to_come) * yearly_chf:
        return (
            True,
            f"{waits}; the amount is what is open of {_years(assessed)} and as much again for each year to come",
        )
    return False, f"{waits}; of {_years(assessed)} {with_chf(open_chf)} is open"


def _of_open(
    amount_chf: Decimal,
    wish: Wish,
    asked: Sequence[ChargeReading],
    charges: Sequence[ChargeReading],
    uses: Sequence[Use],
) -> Judged:
    """Judge an amount by what is open: it fits where exactly one set of charges is open with just this sum."""
    open_chf = _open(asked)
    of = f" for {_years(wish.years)}" if wish.years else ""
    if not open_chf:
        return False, f"nothing is open{of}{_multiple(amount_chf, charges)}", ()
    fitting = _fitting(amount_chf, asked)
    paid = frozenset(use.charge.id for use in uses if use.charge)
    others = tuple(
        OtherUse(words, tuple(DesignatedPart(each.year, each.line, each.open_chf) for each in of_set))
        for ids, (words, of_set) in fitting.items()
        if ids != paid
    )
    if paid in fitting and len(fitting) == 1:
        return True, f"the amount is {fitting[paid][0]}", ()
    if fitting:
        ways = " or ".join(words for words, _ in fitting.values())
        return False, f"the amount is {ways}" + ("" if paid in fitting else "; the oldest would be paid first"), others
    if amount_chf < open_chf:
        less = f"{with_chf(open_chf)} is open{of}, {with_chf(open_chf - amount_chf)} more than came in"
        return False, f"{less}: a part, or a fee on the way?", ()
    more = (
        f"{with_chf(amount_chf - open_chf)} more came in than the {with_chf(open_chf)} open{of}: a gift, or next year?"
    )
    return False, more + _multiple(amount_chf, charges), ()


def _fitting(
    amount_chf: Decimal, asked: Sequence[ChargeReading]
) -> dict[frozenset[int], tuple[str, list[ChargeReading]]]:
    """Find the sets of open charges with just this sum: all, one year, the oldest years, one line of a year."""
    left = sorted((charge for charge in asked if charge.open_chf), key=lambda charge: (charge.year, charge.position))
    years = sorted({charge.year for charge in left})
    by_year = {year: [charge for charge in left if charge.year == year] for year in years}
    sets = [("all that is open", left)]
    sets += [(f"all that is open of {year}", by_year[year]) for year in years]
    sets += [
        (f"all that is open of {_years(years[:count])}", [each for year in years[:count] for each in by_year[year]])
        for count in range(2, len(years))
    ]
    sets += [(f"all that is open on {each.line} of {each.year}", [each]) for each in left]
    found: dict[frozenset[int], tuple[str, list[ChargeReading]]] = {}
    for words, of_set in sets:
        if _open(of_set) == amount_chf:
            found.setdefault(frozenset(charge.id for charge in of_set), (words, of_set))
    return found


def _multiple(amount_chf: Decimal, charges: Sequence[ChargeReading]) -> str:
    """Tell if the amount is a whole number of the newest year's contributions."""
    newest = max((charge.year for charge in charges), default=0)
    yearly_chf = sum((charge.assessed_chf for charge in charges if charge.year == newest), ZERO_CHF)
    for count in range(1, _MOST_YEARS + 1):
        if yearly_chf and amount_chf == count * yearly_chf:
            times = "" if count == 1 else f"{count} times "
            return f"; the amount is {times}the contribution of {newest}"
    return ""


def _open(charges: Iterable[ChargeReading]) -> Decimal:
    return sum((charge.open_chf for charge in charges), ZERO_CHF)


def _years(years: Sequence[int]) -> str:
    return " and ".join(map(str, years)) if len(years) < 3 else f"{years[0]} to {years[-1]}"
