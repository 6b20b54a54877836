"""Any acts in any order, and months closed and opened between them: what a closed month's end showed stays."""

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import settings
from hypothesis.stateful import invariant, precondition, rule

from db import balances
from db.money import ZERO_CHF
from ledger.books.closing import MonthFacts, close_month, next_month_end, reopen_month
from ledger.books.open_books import MonthClosed, open_books
from ledger.books.receiving import Choices
from tests.test_books import OfficeMachine


class ClosingMachine(OfficeMachine):
    def __init__(self) -> None:
        super().__init__()
        self.office.choices = Choices(into_open_month=True)
        self.shown: list[tuple[date, object]] = []

    def show(self, day: date) -> object:
        """Give all that the books say of a day."""
        db = self.office.store.db
        return (
            balances.charges(db, as_of=day),
            [
                (each.id, each.state, each.on_account_chf, each.unidentified_chf)
                for each in balances.receipts(db, as_of=day)
            ],
            balances.applications(db, as_of=day),
            balances.account_balances(db, as_of=day),
        )

    @rule()
    def assess(self) -> None:
        with suppress(MonthClosed):
            if self.year <= 2018:
                self.office.assess(self.year)
                self.year += 1

    @precondition(lambda self: len(self.shown) < 4)
    @rule()
    def close_the_next_month(self) -> None:
        end = next_month_end(self.shown[-1][0] if self.shown else date(2015, 12, 31))
        self.day = max(self.day, end + timedelta(days=2))
        with open_books(self.office.store, at=self.moment()) as books:
            close_month(books, MonthFacts(end, end, ZERO_CHF, 0, ZERO_CHF, 0))
        self.shown.append((end, self.show(end)))

    @precondition(lambda self: self.shown)
    @rule()
    def open_the_last_month_again(self) -> None:
        end, _ = self.shown.pop()
        with open_books(self.office.store, at=self.moment()) as books:
            reopen_month(books, end, why="a reason")

    @invariant()
    def what_was_shown_of_a_closed_month_stays(self) -> None:
        for day, shown in self.shown:
            assert self.show(day) == shown


ClosingMachine.TestCase.settings = settings(max_examples=6, stateful_step_count=14, deadline=None, derandomize=True)
TestClosingInAnyOrder = ClosingMachine.TestCase
