"""Days and moments as the file keeps them: ISO text that sorts as time does.

Apart from the readings because migrations, balances and the store all need the one form.
"""

import calendar
from datetime import UTC, date, datetime

END_OF_TIME = "9999-12-31 23:59:59.999999"
BEGINNING = date(1, 1, 1)
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def moment_text(at: datetime) -> str:
    """Write a moment (with its time zone) as UTC text with microseconds.

    >>> moment_text(datetime(2017, 1, 27, 9, 0, tzinfo=UTC))
    '2017-01-27 09:00:00.000000'
    """
    assert at.tzinfo is not None, "a moment needs its time zone"
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def known_text(known_at: datetime | None) -> str:
    """Write the moment up to which facts count; ``None`` is everything recorded so far."""
    return END_OF_TIME if known_at is None else moment_text(known_at)


def moment(text: str) -> datetime:
    """Read a moment of the file, in UTC.

    >>> moment("2017-01-27 09:00:00.000000").isoformat()
    '2017-01-27T09:00:00+00:00'
    """
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def day(text: str | None) -> date | None:
    """Read a day of the file, if there is one."""
    return None if text is None else date.fromisoformat(text)


def long_date(on: date) -> str:
    """Write a day for people.

    >>> long_date(date(2017, 1, 27))
    '27 January 2017'
    """
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def months_later(on: date, months: int) -> date:
    """Give the same day some months later, or earlier when below zero; the last of a month that is too short for it.

    >>> [str(months_later(date(2016, 2, 29), months)) for months in (1, 12, -12, 48)]
    ['2016-03-29', '2017-02-28', '2015-02-28', '2020-02-29']
    """
    years, month = divmod(on.month - 1 + months, 12)
    year = on.year + years
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def last_of_month(on: date) -> date:
    """Give the last day of a day's month.

    >>> last_of_month(date(2016, 2, 1)).isoformat()
    '2016-02-29'
    """
    return on.replace(day=calendar.monthrange(on.year, on.month)[1])
