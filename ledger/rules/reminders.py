"""Who is written to, and why another is not: the net position of a State on the day of the letters.

Apart because this is what the director is asked about; each decision carries its reason in words and figures.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.letter_readings import LetterDecision
from db.moments import long_date
from db.money import ZERO_CHF, with_chf
from db.readings import ChargeReading, ReceiptReading
from db.vocabulary import Obligation
from ledger.rules.designation import Lines, wish_of

RULE = (
    "A letter goes to every State Party whose open contributions are more than its money on account; there is no "
    "smallest amount unless one is set. What a kept payment plan defers, and what is disputed, is not asked for. None "
    "goes while a receipt that may be its own is not matched, while it is on hold, or until the day of its promise has "
    "passed."
)


class Obstacles(NamedTuple):
    """What keeps a State that owes from being written to on a day, in words; empty where nothing does."""

    check_first: str = ""
    hold: str = ""
    promise: str = ""
    no_address: str = ""

    def first(self) -> tuple[str, str]:
        """Give the kind and the words of the first of them, or two empty texts."""
        named = (
            ("check first", self.check_first),
            ("on hold", self.hold),
            ("promised", self.promise),
            ("no address", self.no_address),
        )
        return next(((kind, words) for kind, words in named if words), ("", ""))


NOTHING = Obstacles()


class Deferred(NamedTuple):
    """What of a State is open and not asked for (CHF): deferred by a plan that is kept, or disputed."""

    plan_chf: Decimal = ZERO_CHF
    plan_words: str = ""
    disputed_chf: Decimal = ZERO_CHF
    smallest_chf: Decimal = ZERO_CHF


ALL_IS_DUE = Deferred()


def decide(
    state: str,
    charges: Sequence[ChargeReading],
    receipts: Sequence[ReceiptReading],
    year: int,
    lines: Mapping[str, Obligation],
    obstacles: Obstacles = NOTHING,
    deferred: Deferred = ALL_IS_DUE,
) -> LetterDecision:
    """Decide on the letter of one State for a year from its charges and receipts as of the day.

    Money that is designated to a voluntary line or to a year that is to come, and waits for it, lowers no request.
    """
    this_year = {charge.line: charge.open_chf for charge in charges if charge.year == year}
    prior_chf = _sum(charge.open_chf for charge in charges if charge.year < year)
    newest = max((charge.year for charge in charges), default=0)
    on_account_chf = _sum(receipt.on_account_chf - _promised(receipt, lines, newest) for receipt in receipts)
    owed_chf = max(prior_chf + _sum(this_year.values()) - on_account_chf, ZERO_CHF)
    disputed_chf = min(deferred.disputed_chf, owed_chf)
    plan_chf = min(deferred.plan_chf, owed_chf - disputed_chf)
    requested_chf = owed_chf - disputed_chf - plan_chf
    if owed_chf:
        kind, reason = _owing(charges, year, prior_chf, on_account_chf)
        reason += f", less {with_chf(plan_chf)} deferred by {deferred.plan_words}" if plan_chf else ""
        reason += f", less {with_chf(disputed_chf)} disputed" if disputed_chf else ""
        obstacle, words = _asks_too_little(requested_chf, plan_chf, deferred) or obstacles.first()
        if obstacle:
            kind, reason, requested_chf = obstacle, f"{reason}; but {words}", ZERO_CHF
    else:
        kind, reason = _not_owing(charges, receipts, year)
    return LetterDecision(
        state,
        bool(requested_chf),
        kind,
        reason,
        prior_chf,
        this_year,
        on_account_chf,
        requested_chf,
        plan_chf,
        disputed_chf,
    )


def _asks_too_little(requested_chf: Decimal, plan_chf: Decimal, deferred: Deferred) -> tuple[str, str] | None:
    if requested_chf and requested_chf < deferred.smallest_chf:
        return "small amount", f"{with_chf(requested_chf)} is below the smallest of {with_chf(deferred.smallest_chf)}"
    if requested_chf:
        return None
    if plan_chf:
        return "plan kept", "nothing more is asked for while the payment plan is kept"
    return "disputed", "all of it is disputed"


def _owing(charges: Sequence[ChargeReading], year: int, prior_chf: Decimal, on_account_chf: Decimal) -> tuple[str, str]:
    years = sorted({charge.year for charge in charges if charge.open_chf and charge.year <= year}, reverse=True)
    parts = []
    for owed_year in years:
        lines = [charge for charge in charges if charge.year == owed_year and charge.open_chf]
        by_line = ", ".join(f"{charge.line} {with_chf(charge.open_chf)}" for charge in lines)
        parts.append(f"{with_chf(_sum(line.open_chf for line in lines))} for {owed_year} ({by_line})")
    reason = "owes " + " and ".join(parts)
    if on_account_chf:
        reason += f", less {with_chf(on_account_chf)} on account"
    if not prior_chf:
        return "this year", reason
    return ("this year and prior years" if year in years else "prior years"), reason


def _not_owing(charges: Sequence[ChargeReading], receipts: Sequence[ReceiptReading], year: int) -> tuple[str, str]:
    assessed_chf = _sum(charge.assessed_chf for charge in charges if charge.year == year)
    open_chf = _sum(charge.open_chf for charge in charges if charge.year <= year)
    later_chf = _sum(charge.open_chf for charge in charges if charge.year > year)
    later = f"; {with_chf(later_chf)} is open for years after {year}, which --year asks for" if later_chf else ""
    if not assessed_chf:
        return "not charged", f"nothing was charged for {year} and nothing is open for prior years{later}"
    if open_chf:
        return "covered on account", f"the open {with_chf(open_chf)} is covered by money on account{later}"
    last = max((receipt.value_date for receipt in receipts if receipt.allocated_chf), default=date.min)
    return (
        "paid in advance",
        f"paid in advance: {with_chf(assessed_chf)} for {year} is covered, last received {long_date(last)}{later}",
    )


def _promised(receipt: ReceiptReading, lines: Lines, newest_year: int) -> Decimal:
    """Give what of a receipt's money on account (CHF) waits for what it is designated to."""
    wish = wish_of(receipt.text, receipt.amount_chf, receipt.value_date, lines, receipt.designated)
    waiting_chf = max(wish.gifts_chf(lines) - receipt.given_chf, ZERO_CHF)
    if any(year > newest_year for year in wish.years):
        waiting_chf = receipt.on_account_chf
    to_come = (part for part in wish.parts if part.year and part.year > newest_year)
    waiting_chf += _sum(part.amount_chf for part in to_come if lines.get(part.line) is not Obligation.VOLUNTARY)
    return min(waiting_chf, receipt.on_account_chf)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO_CHF)
