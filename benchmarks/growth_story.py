"""The years of an office of any size as one seed tells them: budgets, what is paid, and what each payment is used for.

Apart from ``growth_office``, which writes them: the story is kept in mind here and never read back from a ledger, so
that two ways of writing it can be held to each other. Amounts are whole rappen.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

FIRST_YEAR = 2010
SEED = 2017
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Size:
    """How large an office is: States, assessed lines of a budget, years, and payments of a State in a year."""

    states: int
    lines: int
    years: int
    payments: int

    def __str__(self) -> str:
        return f"{self.states} States × {self.lines} lines × {self.years} years × {self.payments} payments a year"

    @property
    def codes(self) -> tuple[str, ...]:
        """Give the codes of the lines, in their order."""
        return tuple(f"7{number:03}" for number in range(1, self.lines + 1))

    @property
    def all_years(self) -> range:
        """Give the years of the office."""
        return range(FIRST_YEAR, FIRST_YEAR + self.years)


SIZES: Mapping[int, Size] = {
    1_000: Size(20, 2, 5, 2),
    10_000: Size(100, 3, 8, 3),
    100_000: Size(100, 12, 20, 13),
    1_000_000: Size(100, 152, 20, 164),
}


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment as the bank books it; ``state`` is whose it is, nobody's if it names nobody; ``number`` counts."""

    number: int
    on: date
    state: str
    rappen: int


@dataclass(frozen=True, slots=True)
class Used:
    """What a payment is used for: so much of it pays the line of a year of its State, on a day."""

    number: int
    state: str
    year: int
    position: int
    rappen: int
    on: date


@dataclass
class Account:
    """What one State owes, oldest first, and the payments of which something is left."""

    owed: "deque[tuple[int, int, int]]" = field(default_factory=deque)  # year, position, rappen
    held: "deque[tuple[int, date, int]]" = field(default_factory=deque)  # number, day, rappen

    def open_rappen(self, count: int) -> int:
        """Give what is open on the oldest so many charges."""
        return sum(self.owed[place][2] for place in range(min(count, len(self.owed))))


class GrowthStory:
    """The story of one office, told a year at a time; the same size and seed tell the same."""

    def __init__(self, size: Size, states: Iterable[str], seed: int = SEED) -> None:
        self.size = size
        self.random = Random(seed)
        self.accounts = {state: Account() for state in states}
        self.numbered = 0

    def assess(self, year: int, owed: Iterable[tuple[str, int, int]], on: date) -> list[Used]:
        """Let States owe so much (State, position of the line, rappen); gives what money held pays of it at once."""
        for state, position, rappen in sorted(owed):
            if rappen:
                self.accounts[state].owed.append((year, position, rappen))
        return [use for state in self.accounts for use in self._use(state, on)]

    def pay(self, year: int) -> tuple[list[Paid], list[Used]]:
        """Tell what is paid in a year, in the order of the bank, and what each payment is used for."""
        drawn = [payment for state in self.accounts for payment in self._payments(state, year)]
        paid: list[Paid] = []
        uses: list[Used] = []
        for state, on, rappen in sorted(drawn, key=lambda each: each[1]):
            self.numbered += 1
            paid.append(Paid(self.numbered, on, state, rappen))
            if state:
                self.accounts[state].held.append((self.numbered, on, rappen))
                uses += self._use(state, on)
        return paid, uses

    def _payments(self, state: str, year: int) -> Iterator[tuple[str, date, int]]:
        """Draw a State's payments of a year: the oldest charges exactly, a part, all, too much; some name nobody."""
        account, first, step = self.accounts[state], date(year, 1, 10), 340 // self.size.payments
        at_once = -(-self.size.lines // self.size.payments)
        left = Account(deque(account.owed))
        for number in range(self.size.payments):
            on = first + timedelta(days=number * 340 // self.size.payments + self.random.randrange(max(step, 1)))
            drawn = self.random.random()
            exact = left.open_rappen(at_once)
            if drawn < 0.03:
                yield NOBODY, on, self.random.randint(1_000, 900_000)
            elif drawn < 0.13 or (not exact and drawn < 0.9):
                continue
            else:
                rappen = self._amount(drawn, exact, left)
                _lower(left.owed, rappen)
                yield state, on, rappen

    def _amount(self, drawn: float, exact: int, left: Account) -> int:
        if drawn < 0.85:
            return exact
        if drawn < 0.95:
            return self.random.randint(1, exact or 50_000)
        if drawn < 0.96:
            return left.open_rappen(len(left.owed)) or 10_000
        return exact + self.random.randint(1, 20_000)

    def _use(self, state: str, on: date) -> Iterator[Used]:
        """Use what is held for what is owed, oldest first on both sides."""
        account = self.accounts[state]
        while account.held and account.owed:
            number, received_on, money = account.held.popleft()
            year, position, open_rappen = account.owed.popleft()
            part = min(money, open_rappen)
            yield Used(number, state, year, position, part, max(on, received_on))
            if money > part:
                account.held.appendleft((number, received_on, money - part))
            if open_rappen > part:
                account.owed.appendleft((year, position, open_rappen - part))


def _lower(owed: "deque[tuple[int, int, int]]", rappen: int) -> None:
    while owed and rappen:
        year, position, open_rappen = owed.popleft()
        if open_rappen > rappen:
            owed.appendleft((year, position, open_rappen - rappen))
        rappen -= min(rappen, open_rappen)
