"""A large office made from a seed: 112 States Parties, ten years, lines 7a, 7b and 7c, and every act of the books.

The same seed makes the same books. Tests hold the reports to each other on it, benchmarks measure on it. Everything is
booked by the acts themselves, each at the moment of its story, so that it can be asked what was known when.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from benchmarks.office_story import FIRST_YEAR, HALVES, Story, moment_of
from db import balances, bank_papers, plans, pledges
from db.authorizer import unguarded
from db.bank_readings import BankLineReading
from db.letter_readings import InstalmentReading
from db.readings import ChargeReading, DesignatedPart, ReceiptReading
from db.store import Store, create_store
from db.vocabulary import Act, Direction
from ledger.books import contacting, identifying, planning, pledging
from ledger.books import lines as of_lines
from ledger.books.designating import designate
from ledger.books.open_books import EVER
from ledger.books.undoing import undo_entry

SEED = 2017
_UNDOABLE = (Act.IDENTIFY, Act.ALLOCATE, Act.GIVE, Act.BEAR_FEE, Act.SET_ASIDE, Act.RETURN)


def make_large_office(
    folder: Path, *, seed: int = SEED, states_count: int = 112, years_count: int = 10
) -> tuple[Store, Counter[str]]:
    """Make the ledger in a folder; gives it, and how often each act was done and how often one was refused."""
    founded_at = moment_of(date(FIRST_YEAR - 1, 11, 2))
    store = create_store(folder / "ledger.sqlite", at=founded_at)
    with unguarded(store.db):
        store.db.execute("PRAGMA synchronous = OFF")  # it is made anew, not kept
    story = _Office(store, Random(seed), founded_at)
    story.found(states_count)
    for year in range(FIRST_YEAR, FIRST_YEAR + years_count):
        story.assess_year(year)
        for half in HALVES:
            story.decide_on_receipts(story.receive(year, *half))
            story.work(year)
    return story.store, story.done


class _Office(Story):
    """The other work of the office, each act on what is there when its turn comes."""

    def work(self, year: int) -> None:
        """Do what the calendar asks for, and a handful of other acts."""
        if self.today.month == 7 and year > FIRST_YEAR and (year - FIRST_YEAR) % 3 == 0:
            self.scale_comes_late(year)
        if self.today.month == 7:
            with self.act("set a budget") as books:
                self.set_budget(books, year + 1)
        acts: tuple[Callable[[int], None], ...] = (
            self.revise_budget, self.undo_revision, self.unidentify, self.designate_one, self.designate_one,
            self.undo_one, self.undo_one, self.undo_one, self.undo_one, self.take_word_back, self.plan, self.end_plan,
            self.dispute, self.settle_dispute, self.pledge, self.cancel_pledge, self.promise, self.hold,
        )  # fmt: skip
        for act in self.random.sample(acts, 6):
            act(year)

    def chosen_receipt(self) -> ReceiptReading | None:
        held = [each for each in self.receipts() if each.state]
        return self.random.choice(held[-60:]) if held else None

    def owing(self) -> list[ChargeReading]:
        return [each for each in balances.charges(self.store.db, as_of=self.today) if each.open_chf]

    def unidentify(self, _: int) -> None:
        if receipt := self.chosen_receipt():
            with self.act("unidentify") as books:
                identifying.unidentify_receipt(books, receipt, why="another's")

    def designate_one(self, year: int) -> None:
        if receipt := self.chosen_receipt():
            target = (year + self.random.randint(-1, 1), self.random.choice(("7a", "7b", "7c")))
            part = DesignatedPart(*target, self.rappen(1, int(receipt.amount_chf * 100)))
            with self.act("designate") as books:
                designate(books, receipt, [part], why="a letter")

    def undo_one(self, _: int) -> None:
        """Undo one of the newest entries that stand, of an act chosen first, so that each has its turn."""
        act = self.random.choice(_UNDOABLE)
        standing = self.store.db.execute(
            """
            SELECT id FROM entry AS e WHERE act = ? AND reverses_id IS NULL
              AND NOT EXISTS (SELECT 1 FROM entry AS undone WHERE undone.reverses_id = e.id) ORDER BY id DESC LIMIT 20
            """,
            (act.value,),
        ).fetchall()
        if standing:
            with self.act(f"undo {act.value}") as books:
                undo_entry(books, f"E{self.random.choice(standing)[0]}", why="a reason")

    def take_word_back(self, _: int) -> None:
        said = [each for each in bank_papers.bank_lines(self.store.db) if each.set_aside or _is_return(each)]
        if said:
            with self.act("take a word back") as books:
                of_lines.take_back(books, self.random.choice(said), why="it was not so")

    def plan(self, _: int) -> None:
        if owing := self.owing():
            charge = self.random.choice(owing)
            days = [self.today + timedelta(days=90 * number) for number in (1, 2, 3)]
            parts = [InstalmentReading(day, max(charge.open_chf / 4, Decimal("0.01"))) for day in days]
            rounded = [InstalmentReading(each.due_on, round(each.amount_chf, 2)) for each in parts]
            with self.act("plan") as books:
                planning.add_plan(books, charge.state, rounded, name=charge.state, on=self.today, words="agreed")

    def end_plan(self, _: int) -> None:
        if held := [each for each in plans.plans(self.store.db, as_of=self.today) if not each.ended_on]:
            with self.act("end a plan") as books:
                planning.end_plan(books, self.random.choice(held), on=self.today, why="a reason")

    def dispute(self, _: int) -> None:
        if owing := self.owing():
            charge = self.random.choice(owing)
            with self.act("dispute") as books:
                planning.add_dispute(
                    books, charge.state, charge.year, charge.line, name=charge.state, on=self.today, why="a letter"
                )

    def settle_dispute(self, _: int) -> None:
        if held := [each for each in plans.disputes(self.store.db, as_of=self.today) if not each.ended_on]:
            with self.act("settle a dispute") as books:
                planning.settle_dispute(books, self.random.choice(held), on=self.today, why="agreed")

    def pledge(self, year: int) -> None:
        state, amount = self.random.choice(self.states).iso3, self.rappen(10_000, 900_000)
        with self.act("pledge") as books:
            pledging.add_pledge(
                books, state, year, "7c", amount, pledged_on=self.today, today=self.today, why="announced"
            )

    def cancel_pledge(self, _: int) -> None:
        if held := [each for each in pledges.pledges(self.store.db, as_of=EVER) if not each.cancelled_on]:
            with self.act("cancel a pledge") as books:
                pledging.cancel_pledge(books, self.random.choice(held), on=self.today, why="a reason")

    def promise(self, _: int) -> None:
        state, until = self.random.choice(self.states).iso3, self.today + timedelta(days=60)
        with self.act("promise") as books:
            contacting.add_contact(books, state, "promise", on=self.today, words="will pay", until_on=until)

    def hold(self, _: int) -> None:
        state, until = self.random.choice(self.states).iso3, self.today + timedelta(days=30)
        with self.act("hold") as books:
            contacting.hold(books, state, name=state, from_on=self.today, until_on=until, why="a visit")


def _is_return(line: BankLineReading) -> bool:
    return line.direction is Direction.DEBIT and line.receipt_id is not None
