"""Which backups are kept: the newest ones, the last of each day for a while, the last of each month for ever."""

from collections.abc import Iterable
from datetime import datetime, timedelta

DAYS_KEPT = 30


def kept_as(moments: Iterable[datetime], keep_count: int) -> dict[datetime, str]:
    """Say of each backup, by its moment, as what it is kept; those that are left out may go.

    Days are counted back from the newest backup, so that a clock that is wrong takes none away that another day kept.

    >>> from datetime import UTC
    >>> moments = [datetime(2017, 1, day, hour, tzinfo=UTC) for day in (1, 2, 3) for hour in (9, 17)]
    >>> {f"{moment:%d %H}": why for moment, why in kept_as(moments, 1).items()}
    {'03 17': 'one of the last 1', '02 17': 'the last of its day', '01 17': 'the last of its day'}
    """
    newest_first = sorted(set(moments), reverse=True)
    kept: dict[datetime, str] = {}
    days, months = set(), set()
    for number, moment in enumerate(newest_first):
        is_last_of_day = moment.date() not in days and newest_first[0] - moment <= timedelta(days=DAYS_KEPT)
        is_last_of_month = (moment.year, moment.month) not in months
        days.add(moment.date())
        months.add((moment.year, moment.month))
        if number < keep_count:
            kept[moment] = f"one of the last {keep_count}"
        elif is_last_of_day:
            kept[moment] = "the last of its day"
        elif is_last_of_month:
            kept[moment] = "the last of its month"
    return kept
