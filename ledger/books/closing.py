"""Close a month, so that what was reported of it stays, and open it again with a reason; the history is kept.

What comes to be known later counts from the first open day; nothing is written into a closed month.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from db.closing_tables import Closing
from db.closings import ClosingReading, closed_until, closings
from db.errors import LedgerError
from db.moments import last_of_month, long_date
from db.money import ZERO_CHF, with_chf
from ledger.books.open_books import Books


class ClosedAlready(LedgerError):
    """Refuse to close a month twice."""

    def __init__(self, month_end: date, closed_until: date) -> None:
        super().__init__(
            f"{month_end:%Y-%m} is closed already: the books are closed up to {long_date(closed_until)}; "
            "`isu closings list` shows when and by whom"
        )


class MonthBetween(LedgerError):
    """Refuse to leave a month out."""

    def __init__(self, month_end: date, wanted: date) -> None:
        super().__init__(
            f"{month_end:%Y-%m} cannot be closed before {wanted:%Y-%m}, which is open: months are closed one after the "
            f"other; `isu close {wanted:%Y-%m}` first"
        )


class BankDataEnd(LedgerError):
    """Refuse to close a month which the bank's data do not cover."""

    def __init__(self, month_end: date, until: date | None) -> None:
        held = f"run until {long_date(until)}" if until else "are not there at all"
        ends = f"the month ends on {long_date(month_end)}"
        super().__init__(
            f"{month_end:%Y-%m} cannot be closed: the bank's data {held}, and {ends}; "
            "fetch the statement that reaches that day, or the one after it, and `isu bank import` it"
        )


class DifferenceOpen(LedgerError):
    """Refuse to close a month whose books and bank differ, or are not proven to agree, without a reason."""

    def __init__(self, month_end: date, difference_chf: Decimal | None) -> None:
        held = "is not proven" if difference_chf is None else f"is {with_chf(difference_chf)} and not 0.00"
        month = f"{month_end:%Y-%m}"
        super().__init__(
            f"{month} cannot be closed: the difference between bank and books {held}; "
            f"`isu report reconciliation --month {month}` shows it; mend what is missing, or say what it is with "
            '--difference-because "…"'
        )


class NotTheLastClosed(LedgerError):
    """Refuse to open a month that is not the last closed one."""

    def __init__(self, month_end: date, closed_until: date | None) -> None:
        if closed_until is None:
            said = "no month is closed"
        elif month_end > closed_until:
            said = f"it is open: the books are closed up to {long_date(closed_until)}"
        else:
            said = (
                f"the last closed month is {closed_until:%Y-%m}, which comes first: `isu reopen {closed_until:%Y-%m}`"
            )
        super().__init__(f"{month_end:%Y-%m} was not opened again: {said}; `isu closings list` shows the closed months")


class ReopenNeedsReason(LedgerError):
    """Refuse to open a closed month without a reason."""

    def __init__(self, month_end: date) -> None:
        super().__init__(f'{month_end:%Y-%m} needs a reason to be opened again, which is kept; say it with --why "…"')


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What is known of a month when it is closed; amounts in CHF, ``difference_chf`` none where it is not proven."""

    month_end: date
    data_until: date | None
    difference_chf: Decimal | None
    unidentified_count: int
    unidentified_chf: Decimal
    undecided_debits_count: int


def close_month(books: Books, facts: MonthFacts, *, difference_because: str = "") -> None:
    """Close a month; the first one closes all before it too.

    Raises ClosedAlready, MonthBetween, BankDataEnd or DifferenceOpen.
    """
    until = closed_until(books.db)
    if until and facts.month_end <= until:
        raise ClosedAlready(facts.month_end, until)
    if until and facts.month_end != next_month_end(until):
        raise MonthBetween(facts.month_end, next_month_end(until))
    if facts.data_until is None or facts.data_until < facts.month_end:
        raise BankDataEnd(facts.month_end, facts.data_until)
    if facts.difference_chf != ZERO_CHF and not difference_because.strip():
        raise DifferenceOpen(facts.month_end, facts.difference_chf)
    books.add(
        Closing(
            act="close",
            month_end=facts.month_end,
            closed_until=facts.month_end,
            difference_chf=facts.difference_chf,
            unidentified_count=facts.unidentified_count,
            unidentified_chf=facts.unidentified_chf,
            undecided_debits_count=facts.undecided_debits_count,
            why=difference_because.strip() if facts.difference_chf != ZERO_CHF else "",
            recorded_at=books.at,
        )
    )


def reopen_month(books: Books, month_end: date, *, why: str) -> date | None:
    """Open the last closed month again; gives until when the books are closed then. Raises what its classes say."""
    if not why.strip():
        raise ReopenNeedsReason(month_end)
    history = closings(books.db)
    until = history[-1].closed_until if history else None
    if until != month_end:
        raise NotTheLastClosed(month_end, until)
    still = _closed_before(history, month_end)
    books.add(
        Closing(
            act="reopen",
            month_end=month_end,
            closed_until=still,
            difference_chf=None,
            unidentified_count=0,
            unidentified_chf=ZERO_CHF,
            undecided_debits_count=0,
            why=why.strip(),
            recorded_at=books.at,
        )
    )
    return still


def _closed_before(history: list[ClosingReading], month_end: date) -> date | None:
    """Give until when the books were closed when a month was closed last."""
    last = max(number for number, each in enumerate(history) if each.is_close and each.month_end == month_end)
    return history[last - 1].closed_until if last else None


def next_month_end(closed: date) -> date:
    """Give the end of the month after.

    >>> next_month_end(date(2016, 1, 31)).isoformat()
    '2016-02-29'
    """
    return last_of_month(closed + timedelta(days=1))
