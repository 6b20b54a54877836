"""What should happen next with a State that owes: the steps after a letter, with their days; nothing happens by itself.

Apart from the decision on letters: this proposes, and a person acts.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from db.letter_readings import Step

DAYS_TO_REMINDER = 60  # after the due day
DAYS_TO_CALL = 90
SECOND_REMINDER = (10, 1)  # month and day
DAYS_TO_PRESIDENT = 30  # after the second reminder, and again for each step after it
STEPS = (
    "package before 1 January; reminder 60 days after the due day; courtesy call after 90; second reminder on "
    "1 October; letter of the President; personal delivery; the capital"
)


class Trail(NamedTuple):
    """What was done with a State for a year: days of letters by note, calls since, formal letters, and deliveries."""

    requests: Sequence[date] = ()
    calls: Sequence[date] = ()
    formal: Sequence[date] = ()
    delivered: Sequence[date] = ()
    broken_promise: date | None = None


def next_step(year: int, due_on: date, trail: Trail) -> Step:
    """Give the next step for a State that owes a year.

    >>> next_step(2017, date(2017, 2, 26), Trail(requests=[date(2017, 1, 27)])).from_on
    datetime.date(2017, 4, 27)
    >>> next_step(2017, date(2017, 2, 26), Trail()).name
    'package'
    """
    if not trail.requests:
        return Step("package", date(year - 1, 12, 1), f"no letter of {year} was written to it")
    return _reminders(year, due_on, trail) or _beyond(trail)


def _reminders(year: int, due_on: date, trail: Trail) -> Step | None:
    """Give the step up to the second reminder; none once that was written."""
    last, second_on = max(trail.requests), date(year, *SECOND_REMINDER)
    if trail.broken_promise and last <= trail.broken_promise:
        return Step("reminder", trail.broken_promise + timedelta(days=1), f"it promised until {trail.broken_promise}")
    if len(trail.requests) == 1:
        return Step("reminder", due_on + timedelta(days=DAYS_TO_REMINDER), f"written to once, due on {due_on}")
    if last >= second_on:
        return None
    if not [on for on in trail.calls if on >= trail.requests[0]]:
        return Step("courtesy call", due_on + timedelta(days=DAYS_TO_CALL), "reminded, and not called since")
    return Step("second reminder", second_on, "reminded and called")


def _beyond(trail: Trail) -> Step:
    """Give the step after the second reminder."""
    after = timedelta(days=DAYS_TO_PRESIDENT)
    if not trail.formal:
        return Step("letter of the President", max(trail.requests) + after, "reminded twice")
    if not [on for on in trail.delivered if on >= trail.formal[0]]:
        return Step("personal delivery", max(trail.formal) + after, "the President wrote")
    return Step("the capital", max(trail.delivered) + after, "delivered in person")
