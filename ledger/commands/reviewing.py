"""The command review: the receipts that are not certain, one at a time; each decision is booked at once and whole.

Apart from its words (``review_words``) and its Excel sheet (``review_sheet``).
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from ledger.commands import clock
from ledger.commands.app import app
from ledger.commands.desk import open_ledger, plural, say, write_books
from ledger.commands.review_recalls import review_recalls

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.readings import DesignatedPart, StateReading
    from db.store import Store
    from ledger.books.identifying import Identified
    from ledger.books.open_books import Books
    from ledger.rules.fitting import OtherUse
    from ledger.rules.verdicts import Proposal, Verdict

review_app = typer.Typer()
app.add_typer(review_app, name="review")


class _Quit(Exception):
    """No fault: the person wants to stop."""


@review_app.callback(invoke_without_command=True)
def review(
    ctx: typer.Context,
    receipt: Annotated[str, typer.Option("--receipt", metavar="RECEIPT", help="Only this one: R12.")] = "",
) -> None:
    """Go through the receipts that are not certain, one at a time: accept, correct, set aside or leave for later.

    Each decision is booked when you take it; stop at any point and nothing is half done. In Excel: isu review export.

    Example: isu review
    """
    if ctx.invoked_subcommand:
        return
    with open_ledger(ctx) as store:
        sit(store, receipt.strip().upper())


def sit(store: "Store", only: str = "", *, in_month: bool = False) -> None:
    """Ask about what waits, one receipt after the other, until the person stops or none is left.

    ``in_month``: the guided month goes on afterwards, so no next step is named.
    """
    sitting = _Sitting(store, only)
    try:
        sitting.run()
    except (_Quit, EOFError):
        say("")
    except KeyboardInterrupt:
        say("")
        sitting.say_what_came(names_next=False)
        raise
    sitting.say_what_came(names_next=not in_month)


@dataclass
class _Sitting:
    """One sitting of a person: what was decided in it, and what is left for later."""

    store: "Store"
    only: str
    later: set[str] = field(default_factory=set)
    decided: list[tuple[str, str]] = field(default_factory=list)
    states: "dict[str, StateReading]" = field(default_factory=dict)
    recalls_count: int = 0

    def run(self) -> None:
        """Ask about one receipt after the other, until none is left."""
        from db import facts

        self.states = facts.states(self.store.db, as_of=clock.today())
        while waiting := self._waiting():
            self._ask(waiting[0], len(waiting))
        if not self.only:
            self.recalls_count = review_recalls(self.store, _typed)

    def _waiting(self) -> "list[Verdict]":
        from ledger.books.judging import verdicts_on
        from ledger.rules.verdicts import MatchClass

        verdicts = verdicts_on(self.store.db)
        order = list(MatchClass)
        waiting = [
            verdict
            for verdict in verdicts
            if verdict.match_class is not MatchClass.AUTOMATIC
            and verdict.incoming.label not in self.later
            and self.only in ("", verdict.incoming.label)
        ]
        return sorted(waiting, key=lambda verdict: order.index(verdict.match_class))

    def _ask(self, verdict: "Verdict", left_count: int) -> None:
        from ledger.commands.review_words import card, keys

        for line in card(self.store, verdict, self.states, left_count):
            say(line)
        while True:
            typed = _typed(keys(verdict)).lower()
            act = self._acts(verdict).get(typed[:1])
            if typed.isdecimal() and 0 < int(typed) <= len(_choices(verdict)):
                act = self._alternative(verdict, int(typed))
            if act is None:
                say("That is none of the keys; type one of them and Enter.")
                continue
            try:
                if act():
                    return
            except LedgerError as refusal:
                say(f"isu: {refusal}")

    def _acts(self, verdict: "Verdict") -> "dict[str, Callable[[], bool]]":
        acts: dict[str, Callable[[], bool]] = {
            "o": lambda: self._other_state(verdict),
            "s": lambda: self._split(verdict),
            "d": lambda: self._designate(verdict),
            "x": lambda: self._set_aside(verdict),
            "l": lambda: self._later(verdict),
            "u": self._undo,
            "q": _quit,
        }
        if verdict.state:
            acts["a"] = self._accept(verdict)
        return acts

    def _accept(self, verdict: "Verdict") -> "Callable[[], bool]":
        def accept_it() -> bool:
            from ledger.books.accepting import accept

            return self._book(verdict, lambda books: accept(books, verdict, verdict.proposals[0]))

        return accept_it

    def _alternative(self, verdict: "Verdict", number: int) -> "Callable[[], bool]":
        def take_it() -> bool:
            from ledger.books.accepting import accept

            proposal, other = _choices(verdict)[number - 1]
            return self._book(verdict, lambda books: accept(books, verdict, proposal, other=other))

        return take_it

    def _other_state(self, verdict: "Verdict") -> bool:
        from ledger.books.identifying import find_receipt, identify_receipt

        state = self._asked_state("Which State")
        why = _typed("How do you know (kept as the evidence)")
        label = verdict.incoming.label
        return self._book(verdict, lambda books: identify_receipt(books, find_receipt(books, label), state, why=why))

    def _asked_state(self, question: str) -> str:
        from ledger.rules.naming import find_state

        return find_state(_typed(question), self.states).iso3

    def _state_of(self, verdict: "Verdict") -> str:
        return verdict.state or self._asked_state("Whose is it")

    def _split(self, verdict: "Verdict") -> bool:
        """Ask for the lines that it pays, each with its amount."""
        from ledger.intake.targets import target

        state = self._state_of(verdict)
        typed = _typed("Pays (like 2017/7a=100.00 2017/7b=50.00; on-account=20.00 waits)")
        return self._say_parts(verdict, state, [target(each) for each in typed.split()])

    def _designate(self, verdict: "Verdict") -> bool:
        """Ask for the one line to which all of it goes."""
        from ledger.intake.targets import target

        state = self._state_of(verdict)
        amount = f"{verdict.incoming.amount_chf:.2f}"
        typed = _typed(f"All CHF {amount} to which year and line (like 2017/7c)")
        return self._say_parts(verdict, state, [target(f"{typed}={amount}")])

    def _say_parts(self, verdict: "Verdict", state: str, parts: "list[DesignatedPart]") -> bool:
        from ledger.books.designating import designate
        from ledger.books.identifying import find_receipt, identify_receipt

        label, name = verdict.incoming.label, self.states[state].name_en
        evidence = "; ".join(verdict.evidence)

        def book(books: "Books") -> "Identified":
            done = identify_receipt(books, find_receipt(books, label), state, why=f"said in the review; {evidence}")
            designate(books, find_receipt(books, label), parts, why="said in the review", name=name)
            return done

        return self._book(verdict, book)

    def _book(self, verdict: "Verdict", act: "Callable[[Books], Identified]") -> bool:
        """Book one decision in a transaction of its own, and say what came of it."""
        from ledger.books.identifying import find_receipt
        from ledger.commands.allocating import pays_in_words
        from ledger.commands.daily import say_learnt

        label = verdict.incoming.label
        with write_books(self.store) as books:
            done = act(books)
            now = find_receipt(books, label)
            pays = pays_in_words(self.store.db, now)
        assert now.state is not None
        name = self.states[now.state].name_en
        say(f"Booked: {label} is {name}'s and pays {pays}.")
        say_learnt(done, name)
        self.decided.append((label, "identified"))
        return True

    def _set_aside(self, verdict: "Verdict") -> bool:
        from ledger.books import lines as of_lines

        why = _typed("Why is it no contribution (kept)")
        label = verdict.incoming.label
        with write_books(self.store) as books:
            of_lines.set_aside(books, of_lines.find_line(books, label), why=why)
        say(f"Booked: {label} is set aside and no contribution.")
        self.decided.append((label, "set aside"))
        return True

    def _later(self, verdict: "Verdict") -> bool:
        self.later.add(verdict.incoming.label)
        return True

    def _undo(self) -> bool:
        """Take back the last decision of this sitting; its receipt is asked about again."""
        from ledger.books import lines as of_lines
        from ledger.books.identifying import find_receipt, unidentify_receipt

        if not self.decided:
            say("Nothing was decided in this sitting. Older decisions: isu unidentify, isu undo, isu bank take-back.")
            return False
        label, what = self.decided[-1]
        with write_books(self.store) as books:
            if what == "set aside":
                of_lines.take_back(books, of_lines.find_line(books, label), why="undone in the review")
            else:
                unidentify_receipt(books, find_receipt(books, label), why="undone in the review")
        self.decided.pop()
        say(f"Undone: {label} is unidentified again, and nothing is learnt from it.")
        return True

    def say_what_came(self, *, names_next: bool = True) -> None:
        """Say what this sitting decided, what is left, and what comes next."""
        from ledger.books.judging import verdicts_on
        from ledger.rules.verdicts import MatchClass

        verdicts = verdicts_on(self.store.db)
        certain = sum(verdict.match_class is MatchClass.AUTOMATIC for verdict in verdicts)
        recalls = f" and {plural(self.recalls_count, 'recall')}" if self.recalls_count else ""
        left = plural(len(verdicts) - certain, "receipt")
        say(f"Decided: {plural(len(self.decided), 'receipt')}{recalls}. Still open: {left}.")
        if not names_next:
            return
        if certain:
            say(f"{plural(certain, 'receipt is', 'receipts are')} certain now. Next: isu match")
        elif len(verdicts):
            say("Next: isu review again, or isu receipts list --unidentified")
        else:
            say("Every receipt is settled. Next: isu report reconciliation --month YEAR-MONTH")


def _choices(verdict: "Verdict") -> "list[tuple[Proposal, OtherUse | None]]":
    from ledger.commands.review_words import choices

    return choices(verdict)


def _typed(question: str) -> str:
    """Ask on the screen, and give what was typed; raises EOFError at the end of the input."""
    from reports.writers.cells import printable

    typer.echo(f"{printable(question)}: ", nl=False)
    return input().strip()


def _quit() -> bool:
    raise _Quit
