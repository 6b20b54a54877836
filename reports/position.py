"""Where an office stands, in six lines, and the next thing to do: what `isu` says when nothing is asked."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from db.moments import last_of_month, long_date
from db.money import with_chf

_A_YEAR = 366  # days; what is older is not counted in days


class Standing(NamedTuple):
    """What States owe on a day: counts of States, amounts in CHF, and how many letters that makes."""

    year: int
    owing_count: int
    owed_chf: Decimal
    arrears_chf: Decimal
    advance_count: int
    letters_count: int


class Position(NamedTuple):
    """Where an office stands on a day; ``missing`` is the command of the set-up that comes next, if one is missing.

    ``certain_count`` receipts can be booked at once, ``asking_count`` wait for a person, ``waiting_chf`` in all (CHF).
    """

    office: str
    notice: str
    on: date
    today: date
    closed_until: date | None
    data_until: date | None
    inbox: str
    new_files: tuple[str, ...]
    certain_count: int
    asking_count: int
    waiting_chf: Decimal
    standing: Standing | None
    last_run: str
    missing: str = ""


def month_to_do(closed_until: date | None, data_until: date | None) -> date | None:
    """Give the first day of the month that is to be done: the one after the closed ones, else that of the bank's data.

    >>> str(month_to_do(date(2017, 1, 31), date(2017, 3, 4))), str(month_to_do(None, date(2017, 3, 4)))
    ('2017-02-01', '2017-03-01')
    """
    if closed_until:
        return closed_until + timedelta(days=1)
    return data_until.replace(day=1) if data_until else None


def said(position: Position) -> list[str]:
    """Write the position in lines of at most 80 signs, and the next thing to do."""
    notice = f" ({position.notice})" if position.notice else ""
    return [
        f"{position.office} on {long_date(position.on)}{notice}",
        *(
            f"  {about:<10}{line}"
            for about, line in (
                ("Closed", _closed(position)),
                ("Bank", _bank(position)),
                ("Receipts", _receipts(position)),
                ("Owed", _owed(position.standing)),
                ("Letters", _letters(position)),
            )
        ),
        *_next(position),
    ]


def _closed(position: Position) -> str:
    if position.closed_until is None:
        return "no month is closed yet"
    return f"the months up to {long_date(position.closed_until)}"


def _bank(position: Position) -> str:
    if position.data_until is None:
        return f"no data yet{_waiting_files(position)}"
    days = (position.today - position.data_until).days
    age = f", {days} days ago" if 1 < days <= _A_YEAR else ", more than a year ago" if days > _A_YEAR else ""
    return f"data until {long_date(position.data_until)}{age}{_waiting_files(position)}"


def _waiting_files(position: Position) -> str:
    count = len(position.new_files)
    return f"; {count} new {'file waits' if count == 1 else 'files wait'} in {position.inbox}" if count else ""


def _receipts(position: Position) -> str:
    counts = ((position.certain_count, "certain, to be matched"), (position.asking_count, "to be decided by you"))
    named = ", ".join(f"{count} {what}" for count, what in counts if count)
    if position.data_until is None:
        return "none yet"
    return f"{named}: {with_chf(position.waiting_chf)}" if named else "every one is settled"


def _owed(standing: Standing | None) -> str:
    if standing is None:
        return "nothing was assessed yet"
    states = "State owes" if standing.owing_count == 1 else "States owe"
    late = f", {with_chf(standing.arrears_chf)} of it in arrears" if standing.arrears_chf else ""
    return f"{standing.owing_count} {states} {with_chf(standing.owed_chf)}{late}"


def _letters(position: Position) -> str:
    last = f"the last run was {position.last_run}" if position.last_run else "none written yet"
    if position.standing is None:
        return last
    count = position.standing.letters_count
    states = "State would get one" if count == 1 else "States would get one"
    return f"{count} {states}, {position.standing.advance_count} paid in advance; {last}"


def _next(position: Position) -> Sequence[str]:
    if position.missing:
        return [f"Next: {position.missing}"]
    month = month_to_do(position.closed_until, position.data_until)
    if month is None:
        return [f"Next: put what e-banking gives into {position.inbox}, then: isu month"]
    ends = last_of_month(month)
    is_short = not position.new_files and position.data_until is not None and position.data_until < ends
    fetch = f"put the bank's file up to {long_date(ends)} into {position.inbox}, then: " if is_short else ""
    return [f"Next: {fetch}isu month {month:%Y-%m}"]
