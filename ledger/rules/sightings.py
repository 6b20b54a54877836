"""Which lines of a bank statement are in the ledger already, from another statement of the same days.

Apart because a line counted twice, or a second payment taken for a repetition, is money invented or lost. A line is
known by its account, booking day, signed amount and the bank's reference, and by its occurrence among equals: two equal
lines in one statement are two. Balances and whole days then prove the answer; where nothing proves it, a person is
asked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from db.errors import LedgerError
from db.money import ZERO_CHF, chf_text

ZERO = ZERO_CHF


class StatementsDisagree(LedgerError):
    """Refuse a statement that contradicts one in the ledger."""


class CannotTell(LedgerError):
    """Refuse to guess whether lines are the same."""


@dataclass(frozen=True, slots=True)
class Line:
    """A booked line as it is compared: what it adds to the account, when, and by which reference of the bank.

    ``further`` is what two lines of one reference may still differ in: their value date and number; empty if not told.
    """

    booked_on: date
    signed: Decimal
    reference: str
    further: tuple[str, str] = field(default=("", ""), compare=False)

    def words(self) -> str:
        """Write the line for people."""
        named = f" ({self.reference})" if self.reference else ""
        return f"{chf_text(self.signed)} of {self.booked_on}{named}"


@dataclass(frozen=True, slots=True)
class Period:
    """The days and balances of a statement, and its lines by their number in the ledger (in the file: by position)."""

    label: str
    from_on: date
    to_on: date
    opening: Decimal | None
    closing: Decimal | None
    lines: Mapping[int, Line] = field(default_factory=dict)

    def balance_before(self, day: date) -> Decimal | None:
        """Give the balance at the start of a day, by this statement alone."""
        if self.opening is None:
            return None
        return self.opening + sum((line.signed for line in self.lines.values() if line.booked_on < day), ZERO)

    def lines_on(self, first: date, last: date) -> dict[int, Line]:
        """Give the lines booked on some days, the last included."""
        return {number: line for number, line in self.lines.items() if first <= line.booked_on <= last}

    @property
    def is_proven(self) -> bool:
        """Tell whether both balances are given."""
        return self.opening is not None and self.closing is not None


class _Relation(Enum):
    SAME_DAYS = "same days"
    ADJOINING = "adjoining"
    ELSEWHERE = "elsewhere"


class Sightings(NamedTuple):
    """Which lines of a new statement (by position) are which lines of the ledger (by number).

    ``unsure`` are positions of equal lines without a reference: as many are known, but not which of them is which.
    """

    known: Mapping[int, int]
    unsure: frozenset[int]


def sightings(new: Period, held: Iterable[Period], *, same_lines: bool = False) -> Sightings:
    """Tell which lines of a new statement are in the ledger.

    ``same_lines`` is a person's word that lines without a reference, equal by day and amount, are the same. Raises
    StatementsDisagree where both cannot be true, CannotTell where nothing proves that equal lines are the same.
    """
    repeated = [period for period in held if _relation(new, period) is _Relation.SAME_DAYS]
    known: dict[int, Line] = {}
    for period in repeated:
        known |= period.lines_on(new.from_on, new.to_on)
    matched = _match_by_reference(new, known)
    weak = _match_by_amount(new, known, matched, repeated)
    for period in repeated:
        _refuse_if_they_disagree(new, period, matched | weak)
    are_proven = all(new.is_proven and period.is_proven for period in repeated)
    if not (are_proven or same_lines):
        _refuse_other_lines_of_a_reference(new, known, matched)
    if weak and not (are_proven or same_lines):
        raise CannotTell(
            f"{len(weak)} of its lines have no reference of the bank and equal lines of statement "
            f"{repeated[0].label} by day and amount only, the first {new.lines[min(weak)].words()}"
        )
    equals = Counter((new.lines[position].booked_on, new.lines[position].signed) for position in weak)
    unsure = (each for each in weak if equals[new.lines[each].booked_on, new.lines[each].signed] > 1)
    return Sightings(matched | weak, frozenset(unsure))


def _refuse_other_lines_of_a_reference(new: Period, known: Mapping[int, Line], matched: Mapping[int, int]) -> None:
    """Refuse to call lines of one reference the same where they differ otherwise: some banks use one for several."""
    for position, number in matched.items():
        pairs = zip(new.lines[position].further, known[number].further, strict=True)
        if any(ours and theirs and ours != theirs for ours, theirs in pairs):
            raise CannotTell(
                f"the line {new.lines[position].words()} has the reference of one that is held, and another value date "
                "or number"
            )


def _relation(new: Period, held: Period) -> _Relation:
    """Tell how the days of two statements lie: apart, the same, or one following on within a shared day."""
    if held.to_on < new.from_on or new.to_on < held.from_on:
        return _Relation.ELSEWHERE
    first, second = sorted((held, new), key=lambda each: (each.from_on, each.to_on))
    if _opens_alike(first, second) and _share_lines(first, second):
        return _Relation.SAME_DAYS
    if _meet(first, second) or (first.from_on == second.from_on and _meet(second, first)):
        return _Relation.SAME_DAYS if _may_repeat(first, second) else _Relation.ADJOINING
    if first.to_on == second.from_on and not _opens_alike(first, second) and _are_parts_of_a_day(first, second):
        return _Relation.ADJOINING
    return _Relation.SAME_DAYS


def _opens_alike(first: Period, second: Period) -> bool:
    before = first.balance_before(second.from_on)
    return before is None or second.opening is None or before == second.opening


def _share_lines(first: Period, second: Period) -> bool:
    """Tell whether the shared days hold a line that both have, or no line at all in both."""
    days = (second.from_on, min(first.to_on, second.to_on))
    ours, theirs = first.lines_on(*days).values(), second.lines_on(*days).values()
    if not ours and not theirs:
        return not _meet(first, second)
    return any(_alike(one, other) for one in ours for other in theirs)


def _alike(one: Line, other: Line) -> bool:
    is_known = not (one.reference and other.reference) or one.reference == other.reference
    return is_known and (one.booked_on, one.signed) == (other.booked_on, other.signed)


def _meet(first: Period, second: Period) -> bool:
    """Tell whether the second goes on where the first ended, on the same day."""
    return first.to_on == second.from_on and first.closing is not None and first.closing == second.opening


def _may_repeat(first: Period, second: Period) -> bool:
    """Tell whether one may repeat the other although their balances also meet, as on a day that nets to nil."""
    if not _share_lines(first, second):
        return False
    ways = [(first, second)] + ([(second, first)] if first.from_on == second.from_on else [])
    return any(_explains_opening(one, other) for one, other in ways)


def _explains_opening(first: Period, second: Period) -> bool:
    before = first.balance_before(second.from_on)
    assert before is not None
    assert second.opening is not None
    day = (second.from_on, second.from_on)
    earlier = Counter(first.lines_on(*day).values()) - Counter(second.lines_on(*day).values())
    return sum((line.signed for line in earlier.elements()), ZERO) == second.opening - before


def _are_parts_of_a_day(first: Period, second: Period) -> bool:
    """Tell whether the shared day's lines are all different by their references: a part of the day each."""
    ours = list(first.lines_on(second.from_on, first.to_on).values())
    theirs = list(second.lines_on(second.from_on, first.to_on).values())
    are_named = all(line.reference for line in (*ours, *theirs))
    return bool(ours and theirs) and are_named and not any(_alike(one, other) for one in ours for other in theirs)


def _match_by_reference(new: Period, known: Mapping[int, Line]) -> dict[int, int]:
    waiting: dict[Line, list[int]] = defaultdict(list)
    for number, line in sorted(known.items(), reverse=True):
        if line.reference:
            waiting[line].append(number)
    return {position: waiting[line].pop() for position, line in sorted(new.lines.items()) if waiting.get(line)}


def _match_by_amount(
    new: Period, known: Mapping[int, Line], matched: Mapping[int, int], repeated: Sequence[Period]
) -> dict[int, int]:
    """Match what is left by day and amount where a reference is missing on either side, and the counts are equal."""
    left_new: dict[tuple[date, Decimal], list[int]] = defaultdict(list)
    left_known: dict[tuple[date, Decimal], list[int]] = defaultdict(list)
    for position, line in sorted(new.lines.items()):
        if position not in matched and repeated:
            left_new[line.booked_on, line.signed].append(position)
    for number, line in sorted(known.items()):
        if number not in matched.values():
            left_known[line.booked_on, line.signed].append(number)
    found: dict[int, int] = {}
    for key, positions in left_new.items():
        numbers = left_known.get(key, [])
        pairs = list(zip(positions, numbers, strict=False))
        if len(positions) == len(numbers) and all(_alike(new.lines[one], known[other]) for one, other in pairs):
            found.update(pairs)
    return found


def _refuse_if_they_disagree(new: Period, held: Period, matched: Mapping[int, int]) -> None:
    """Refuse unless both open alike and have the same lines on every day that both cover whole."""
    first, second = sorted((held, new), key=lambda each: (each.from_on, each.to_on))
    if first.from_on == second.from_on and _begun_before(second, first, new, matched):
        first, second = second, first
    last = min(held.to_on, new.to_on)
    ours = {matched.get(position, -position): line for position, line in new.lines_on(second.from_on, last).items()}
    theirs = held.lines_on(second.from_on, last)
    if not _opens_alike(first, second):
        earlier = _begun_before(first, second, new, matched)
        if not earlier:
            raise StatementsDisagree(_words_of_openings(first, second, new))
        ours = {number: line for number, line in ours.items() if number not in earlier}
        theirs = {number: line for number, line in theirs.items() if number not in earlier}
    _refuse_lines(ours, theirs, new, held, last)


def _begun_before(first: Period, second: Period, new: Period, matched: Mapping[int, int]) -> dict[int, Line]:
    """Give the lines with which the first day of the second had begun, where they explain its opening balance.

    Some banks send several statements a day: one opens in the middle of a day that another tells whole.
    """
    before = first.balance_before(second.from_on)
    if before is None or second.opening is None:
        return {}
    numbered = [
        {matched.get(each, -each) if period is new else each: line for each, line in lines.items()}
        for period, lines in ((each, each.lines_on(second.from_on, second.from_on)) for each in (first, second))
    ]
    earlier = {number: line for number, line in numbered[0].items() if number not in numbered[1]}
    moved = sum((line.signed for line in earlier.values()), ZERO)
    return earlier if moved == second.opening - before and all(line.reference for line in earlier.values()) else {}


def _words_of_openings(first: Period, second: Period, new: Period) -> str:
    before = first.balance_before(second.from_on)
    assert before is not None
    assert second.opening is not None
    return (
        f"{_name(second, new)} opens with {chf_text(second.opening)} on {second.from_on}, but by "
        f"{_name(first, new)} the balance then was {chf_text(before)} (difference {chf_text(second.opening - before)})"
    )


def _refuse_lines(ours: Mapping[int, Line], theirs: Mapping[int, Line], new: Period, held: Period, last: date) -> None:
    """Refuse a line of a shared day that only one has; the last day of the shorter one may have been cut short.

    A line that came after the cut is known by its reference, or by the balances of both.
    """
    new_may_be_cut, held_may_be_cut = new.to_on <= held.to_on, held.to_on <= new.to_on
    only_new = [line for number, line in ours.items() if number not in theirs]
    only_held = [line for number, line in theirs.items() if number not in ours]
    are_proven = new.is_proven and held.is_proven

    def came_later(line: Line, *, may_be_cut: bool) -> bool:
        return may_be_cut and line.booked_on == last and (are_proven or bool(line.reference))

    wrong_new = [line for line in only_new if not came_later(line, may_be_cut=held_may_be_cut)]
    wrong_held = [line for line in only_held if not came_later(line, may_be_cut=new_may_be_cut)]
    if only_new and only_held:
        wrong_new, wrong_held = only_new, only_held
    if wrong_new or wrong_held:
        raise StatementsDisagree(_words_of(wrong_new, wrong_held, held))


def _words_of(only_new: Sequence[Line], only_held: Sequence[Line], held: Period) -> str:
    said = []
    if only_new:
        said.append(f"it has {_counted(only_new)} that statement {held.label} of the same days does not have")
    if only_held:
        said.append(f"statement {held.label} has {_counted(only_held)} of the same days that it does not have")
    return "; ".join(said)


def _counted(lines: Sequence[Line]) -> str:
    counts = Counter(line.words() for line in lines)
    first = next(iter(counts))
    more = len(lines) - 1
    return first if not more else f"{first} and {more} more"


def _name(period: Period, new: Period) -> str:
    return "it" if period is new else f"statement {period.label}"
