"""What the balances of bank statements prove: that each is whole, and that none is missing between two of them.

Apart because this is how the ledger knows that no rappen is invented, lost or doubled. All amounts are ``Decimal`` in
the currency of the account; the functions look at values only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from db.money import ZERO_CHF, chf_text
from db.vocabulary import ChainState

ZERO = ZERO_CHF


class BookedAmount(NamedTuple):
    """What a line adds to its account (below zero: a debit), and on which days."""

    position: int
    signed: Decimal
    value_date: date


class Judgement(NamedTuple):
    """The state of one statement, by how much it is off (0.00 unless it is broken), and what explains it in words."""

    state: ChainState
    difference: Decimal
    explanation: str


def judge(
    opening: Decimal | None,
    closing: Decimal | None,
    lines: Iterable[BookedAmount],
    *,
    to_on: date,
    currency: str,
    currencies: Iterable[str],
) -> Judgement:
    """Judge a statement by itself: opening + lines = closing, in one currency; and explain where it is not.

    >>> judge(ZERO, Decimal("5.00"), [], to_on=date(2017, 1, 31), currency="CHF", currencies=["CHF"]).difference
    Decimal('-5.00')
    """
    mixed = sorted(set(currencies) | {currency})
    if len(mixed) > 1:
        said = f"it mixes the currencies {' and '.join(mixed)}, which cannot be added"
        return Judgement(ChainState.CURRENCY_MIX, ZERO, said)
    if opening is None and closing is None:
        said = "it has neither an opening nor a closing balance, so nothing proves it whole"
        return Judgement(ChainState.NO_BALANCES, ZERO, said)
    if opening is None or closing is None:
        missing = "opening" if opening is None else "closing"
        return Judgement(ChainState.HALF, ZERO, f"it has no {missing} balance, so nothing proves it whole")
    kept = list(lines)
    difference = opening + sum((line.signed for line in kept), ZERO) - closing
    if difference == ZERO:
        return Judgement(ChainState.OK, ZERO, "")
    return Judgement(ChainState.BROKEN, difference, _explanation(kept, difference, to_on))


def _explanation(lines: Sequence[BookedAmount], difference: Decimal, to_on: date) -> str:
    """Give the one explanation that fits, or say that there is none or more than one."""
    later = [line for line in lines if line.value_date > to_on]
    found = []
    if later and sum((line.signed for line in later), ZERO) == difference:
        found.append(
            f"the lines valued after {to_on} ({_positions(later)}) make exactly the difference: the closing balance "
            "leaves them out; a statement that runs some days longer will add up"
        )
    whole = [line for line in lines if line.signed == difference and line not in later]
    if whole:
        which = f"line {whole[0].position} is" if len(whole) == 1 else f"{_positions(whole[:5])} are each"
        found.append(f"{which} exactly the difference: it may stand there once too often")
    turned = [line for line in lines if line.signed * 2 == difference]
    if len(turned) == 1:
        found.append(f"line {turned[0].position} is exactly half of the difference: its direction may be the wrong one")
    if len(found) == 1:
        return found[0]
    return "a line is missing or changed" if not found else "one of these: " + "; or ".join(found)


def _positions(lines: Sequence[BookedAmount]) -> str:
    return ("line " if len(lines) == 1 else "lines ") + ", ".join(str(line.position) for line in lines)


# From statement to statement --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Covered:
    """One statement of an account as the chain sees it; ``moved`` is what its lines add up to on each day."""

    label: str
    sequence: str
    from_on: date
    to_on: date
    opening: Decimal | None
    closing: Decimal | None
    moved: Mapping[date, Decimal] = field(default_factory=dict)

    def opens_within(self, other: "Covered") -> bool:
        """Tell whether another covers its first day, and stood then at the balance with which it opens."""
        if other.opening is None or not other.from_on <= self.from_on <= other.to_on:
            return False
        before = sum((moved for day, moved in other.moved.items() if day < self.from_on), ZERO)
        return other.opening + before == self.opening

    def tells_all_of(self, other: "Covered") -> bool:
        """Tell whether all days of another lie within this one, which its balances prove whole."""
        return self._is_proven and self.from_on <= other.from_on <= other.to_on <= self.to_on

    def tells_first_day_of(self, other: "Covered") -> bool:
        """Tell whether the first day of another is one of this one's before its last, which may be cut short."""
        return self._is_proven and self.from_on <= other.from_on < self.to_on

    @property
    def _is_proven(self) -> bool:
        return self.opening is not None and self.closing is not None

    def tells_more_than(self, other: "Covered") -> bool:
        """Tell whether all days of another, and more, lie within this one."""
        return self.tells_all_of(other) and (self.from_on, self.to_on) != (other.from_on, other.to_on)


class Link(NamedTuple):
    """How a statement joins those before it: its state and, where something is to be said, a sentence."""

    label: str
    state: ChainState
    said: str


def links(statements: Iterable[Covered]) -> list[Link]:
    """Join the statements of one account in the order of their days; each must open where one before it closed.

    ``GAP``: the account moved between two statements. ``OVERLAP``: its days are those of others, whose lines recur.
    """
    ordered = in_order(statements)
    return [_link(statement, ordered[:number], ordered[number + 1 :]) for number, statement in enumerate(ordered)]


def in_order(statements: Iterable[Covered]) -> list[Covered]:
    """Order statements by their days; of one day, each behind the one that it follows on from."""
    waiting = sorted(statements, key=lambda each: (each.from_on, each.to_on, each.sequence.zfill(12), each.label))
    ordered: list[Covered] = []
    while waiting:
        first = waiting[0]
        same = [each for each in waiting if (each.from_on, each.to_on) == (first.from_on, first.to_on)]
        reached = {each.closing for each in ordered[-1:]}
        closings = {each.closing for each in same if each.closing is not None}
        chosen = next((each for each in same if each.opening in reached), None) or next(
            (each for each in same if each.opening not in closings), first
        )
        ordered.append(chosen)
        waiting.remove(chosen)
    return ordered


def _followed(statement: Covered, before: Sequence[Covered]) -> list[Covered]:
    """Give those of the last day before a statement that close as it opens."""
    ended = [each for each in before if each.closing is not None and each.to_on <= statement.from_on]
    reached = max((each.to_on for each in ended), default=None)
    return [each for each in ended if each.to_on == reached and each.closing == statement.opening]


def _link(statement: Covered, before: Sequence[Covered], behind: Sequence[Covered]) -> Link:
    if statement.opening is None or statement.closing is None:
        state = ChainState.NO_BALANCES if statement.opening is statement.closing else ChainState.HALF
        return Link(statement.label, state, "taken without both its balances: nothing proves it whole")
    followed = _followed(statement, before)
    followed = followed or _followed(statement, [each for each in before if not statement.tells_more_than(each)])
    if followed:
        return Link(statement.label, ChainState.OK, _numbers_left_out(followed[-1], statement))
    within = [
        each
        for each in before
        if statement.opens_within(each) or each.tells_all_of(statement) or each.tells_first_day_of(statement)
    ]
    within = within or [each for each in behind if each.tells_more_than(statement)]
    if within:
        said = f"shares days with statement {within[-1].label}; equal lines count once"
        return Link(statement.label, ChainState.OVERLAP, said)
    others = [each for each in before if each.closing is not None and not statement.tells_all_of(each)]
    last = max(others, key=lambda each: each.to_on, default=None)
    if last is None:
        return Link(statement.label, ChainState.OK, "")
    return Link(statement.label, ChainState.GAP, _gap(last, statement))


def _gap(last: Covered, next_one: Covered) -> str:
    assert last.closing is not None
    assert next_one.opening is not None
    moved = f"the balance went from {chf_text(last.closing)} to {chf_text(next_one.opening)}"
    first, end = last.to_on + timedelta(days=1), next_one.from_on - timedelta(days=1)
    when = f"on {first}" if first == end else f"from {first} to {end}"
    where = when if first <= end else f"within {next_one.from_on}"
    return f"a statement is missing {where}: {moved}"


def _numbers_left_out(before: Covered, statement: Covered) -> str:
    """Tell a number that was skipped although the balances meet: a statement whose lines add up to nothing."""
    if not (before.sequence.isdecimal() and statement.sequence.isdecimal()):
        return ""
    left_out = int(statement.sequence) - int(before.sequence) - 1
    if left_out < 1 or left_out > 31 or before.from_on.year != statement.to_on.year:
        return ""
    return f"the balances meet, but between numbers {before.sequence} and {statement.sequence} {left_out} left out"
