"""Enter a pledge of a voluntary contribution, and take it back: a promise, which no balance and no letter counts."""

from datetime import date
from decimal import Decimal

from db import decided, pledges
from db.errors import LedgerError
from db.matching_tables import Pledge, PledgeCancellation
from db.money import with_chf
from db.pledges import PledgeReading
from db.vocabulary import Obligation
from ledger.books.open_books import EVER, Books


class NoVoluntaryLine(LedgerError):
    """Refuse a pledge for a line that is owed, or is not there."""

    def __init__(self, line: str, year: int, voluntary: list[str]) -> None:
        lines = ", ".join(voluntary) or "none"
        super().__init__(f"a pledge is for a voluntary line, and {line} of {year} is none; voluntary lines: {lines}")


class PledgeInTheFuture(LedgerError):
    """Refuse a pledge that nobody has made yet."""

    def __init__(self, pledged_on: date, today: date) -> None:
        super().__init__(f"a pledge of {pledged_on} cannot be entered on {today}; give the day on which it was made")


class UnknownPledge(LedgerError):
    """Refuse a pledge that is not in the ledger."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"there is no pledge {asked}; `isu pledge list` shows them, from P1 on")


class PledgeCancelled(LedgerError):
    """Refuse to cancel a pledge twice."""

    def __init__(self, pledge: PledgeReading) -> None:
        super().__init__(
            f"pledge {pledge.label} ({with_chf(pledge.amount_chf)}) was cancelled on {pledge.cancelled_on} already "
            f'("{pledge.cancelled_why}"); if it stands after all, enter it anew with `isu pledge add`'
        )


class CancelNeedsReason(LedgerError):
    """Refuse to cancel a pledge without a reason."""

    def __init__(self, pledge: PledgeReading) -> None:
        super().__init__(
            f"pledge {pledge.label} ({with_chf(pledge.amount_chf)}) needs a reason to be cancelled; say it with --why"
        )


def add_pledge(
    books: Books, state: str, year: int, line: str, amount_chf: Decimal, *, pledged_on: date, today: date, why: str
) -> PledgeReading:
    """Enter a pledge; amount in CHF above zero. Raises NoVoluntaryLine or PledgeInTheFuture."""
    if pledged_on > today:
        raise PledgeInTheFuture(pledged_on, today)
    budgets = decided.budgets(books.db, as_of=EVER)
    newest = budgets.get(year) or (budgets[max(budgets)] if budgets else None)
    lines = newest.lines if newest else ()
    voluntary = [each.code for each in lines if each.obligation is Obligation.VOLUNTARY]
    if line not in voluntary:
        raise NoVoluntaryLine(line, year, voluntary)
    row = Pledge(
        state=state, year=year, line=line, amount_chf=amount_chf, pledged_on=pledged_on, why=why, recorded_at=books.at
    )
    books.add(row)
    return find_pledge(books, f"P{row.id}")


def find_pledge(books: Books, asked: str) -> PledgeReading:
    """Find a pledge by its label, P3 or 3. Raises UnknownPledge."""
    number = asked.strip().upper().removeprefix("P")
    for pledge in pledges.pledges(books.db, as_of=EVER):
        if str(pledge.id) == number:
            return pledge
    raise UnknownPledge(asked)


def cancel_pledge(books: Books, pledge: PledgeReading, *, on: date, why: str) -> None:
    """Take a pledge back from a day on; what was received for it stays. Raises PledgeCancelled or CancelNeedsReason."""
    if pledge.cancelled_on:
        raise PledgeCancelled(pledge)
    if not why.strip():
        raise CancelNeedsReason(pledge)
    books.add(PledgeCancellation(pledge_id=pledge.id, cancelled_on=on, why=why, recorded_at=books.at))
