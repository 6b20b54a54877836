"""Put the rows of an export into the order of time, and let the running balances prove it.

Apart because it decides the order and the outer balances from amounts alone; lines that are not booked yet and lines
of 0.00 stand in the running balance too, so they are steps as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.money import ZERO_CHF, chf_text
from ledger.intake.csv_cells import CsvFault

_CHECK = "fetch the export anew, without a filter, and import it as it comes"


@dataclass(frozen=True, slots=True)
class Step:
    """What a row adds to the account, and the balance that the bank wrote after it, if it did.

    ``days`` are all by which a bank may have sorted: the trade date and the booking date.
    """

    line: int
    days: tuple[date, date]
    signed: Decimal
    balance: Decimal | None


def runs_backwards(steps: Sequence[Step], *, newest_first: bool, opening: Decimal | None) -> bool:
    """Tell whether the file has the newest row first.

    Where the days tell it, the balances must fit in that order. Where all is of one day the balances tell it, and where
    they fit both ways, the opening balance; else the bank has its habit. Raises CsvFault if the balances do not fit.
    """
    breaks = {False: _break(steps), True: _break(reversed(steps))}
    by_days = _days_run_backwards(steps)
    possible = (newest_first, not newest_first) if by_days is None else (by_days,)
    fitting = [order for order in possible if not breaks[order]]
    if not fitting:
        raise CsvFault(breaks[possible[0]], _CHECK)
    opened = [order for order in fitting if outer_balances(steps[::-1] if order else steps)[0] == opening]
    return (opened or fitting)[0]


def outer_balances(steps: Sequence[Step]) -> tuple[Decimal | None, Decimal | None]:
    """Give the balance before the first and after the last step, in order of time, as the running balance tells."""
    added = ZERO_CHF
    for step in steps:
        added += step.signed
        if step.balance is not None:
            return step.balance - added, steps[-1].balance
    return None, None


def _days_run_backwards(steps: Sequence[Step]) -> bool | None:
    """Compare the first and the last row by each of their days; none where these are the same or contradict."""
    directions = {first > last for first, last in zip(steps[0].days, steps[-1].days, strict=True) if first != last}
    return directions.pop() if len(directions) == 1 else None


def _break(steps: Iterable[Step]) -> str:
    """Tell where a running balance is not the one before it plus what was added since."""
    known: Decimal | None = None
    for step in steps:
        known = known + step.signed if known is not None else None
        if step.balance is None:
            continue
        if known is not None and known != step.balance:
            return (
                f"line {step.line}: the running balance is {chf_text(step.balance)}, the lines before it give "
                f"{chf_text(known)}, a difference of {chf_text(step.balance - known)}"
            )
        known = step.balance
    return ""
