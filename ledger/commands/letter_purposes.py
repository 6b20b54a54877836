"""What a run of letters is for, as asked on the command line, and what each of its letters then says."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import LedgerError
from ledger.commands.options import parse_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from db.letter_readings import InstalmentReading, LetterDecision
    from db.letters import LetterReading
    from db.readings import ReceiptReading
    from db.store import Store
    from reports.papers.content import Assignment
    from reports.picture import Picture


class Purpose(StrEnum):
    """What letters are for."""

    REQUEST = "request"
    THANKS = "thanks"
    RECEIPT = "receipt"
    PLAN = "plan"


class Form(StrEnum):
    """Who writes: the Unit in the third person, or the President."""

    NOTE = "note verbale"
    FORMAL = "formal letter"


PurposeOption = Annotated[
    Purpose,
    typer.Option(
        "--purpose",
        help="request to those who owe; thanks to those paid in advance; receipt acknowledged; plan proposed.",
    ),
]
FormalOption = Annotated[bool, typer.Option("--formal", help="A formal letter signed by the President; else a note.")]
StatesOption = Annotated[
    list[str] | None, typer.Option("--state", metavar="STATE", help="Only to this State; may be repeated.")
]
SinceOption = Annotated[
    str, typer.Option("--since", metavar="DATE", help="Of receipts: those from this day on; else since the last run.")
]
InstalmentsOption = Annotated[int, typer.Option("--instalments", min=2, max=72, help="Of a plan: how many.")]
FirstOption = Annotated[str, typer.Option("--first", metavar="DATE", help="Of a plan: the day of the first.")]
EveryOption = Annotated[
    int, typer.Option("--every", min=1, max=12, metavar="MONTHS", help="Of a plan: months between.")
]


class NoSignatory(LedgerError):
    """Refuse a formal letter that nobody signs."""

    def __init__(self) -> None:
        super().__init__(
            "a formal letter is signed, and the settings name nobody; fill in [signatory] (isu settings write)"
        )


class OnlyRequestsAreFormal(LedgerError):
    """Refuse a formal letter that requests nothing."""

    def __init__(self, purpose: str) -> None:
        super().__init__(f"the President signs requests; for {purpose} write notes verbales, without --formal")


class NeedsFirstDay(LedgerError):
    """Refuse to propose a plan without its first day."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"a plan needs the day of its first instalment, after the day of the letters, {on}; say --first DATE"
        )


class NeedsSince(LedgerError):
    """Refuse to acknowledge receipts of no period."""

    def __init__(self) -> None:
        super().__init__("no receipts were acknowledged before; say from which day on with --since DATE")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A run as it is asked for."""

    purpose: Purpose = Purpose.REQUEST
    form: Form = Form.NOTE
    states: tuple[str, ...] = ()
    since: str = ""
    instalments: int = 4
    first: str = ""
    every: int = 3

    @property
    def folder_words(self) -> str:
        """Give what the folder's name says beside the day; nothing for requests by note."""
        parts = [] if self.purpose is Purpose.REQUEST else [self.purpose.value]
        parts += ["formal"] if self.form is Form.FORMAL else []
        return "".join(f" {part}" for part in parts)

    @property
    def options(self) -> str:
        """Give the options by which it is asked for again, as typed."""
        asked = [f"--purpose {self.purpose}"] if self.purpose is not Purpose.REQUEST else []
        asked += ["--formal"] if self.form is Form.FORMAL else []
        asked += [f'--state "{state}"' if " " in state else f"--state {state}" for state in self.states]
        if self.purpose is Purpose.RECEIPT and self.since:
            asked.append(f"--since {self.since}")
        if self.purpose is Purpose.PLAN:
            asked.append(f"--instalments {self.instalments} --first {self.first} --every {self.every}")
        return "".join(f" {each}" for each in asked)


def wanted(
    purpose: Purpose, *, formal: bool, states: "Sequence[str] | None", since: str, plan: tuple[int, str, int]
) -> Wanted:
    """Put together what was asked for. Raises OnlyRequestsAreFormal."""
    if formal and purpose is not Purpose.REQUEST:
        raise OnlyRequestsAreFormal(purpose.value)
    form = Form.FORMAL if formal else Form.NOTE
    count, first, every = plan
    return Wanted(purpose, form, tuple(states or ()), since, count, first, every)


def decisions_of(store: "Store", picture: "Picture", asked: Wanted) -> "list[LetterDecision]":
    """Decide for every State Party whether this run writes to it."""
    from db import letters
    from ledger.commands.desk import decide_letters
    from ledger.commands.obstacles import obstacles_of
    from ledger.rules import purposes
    from ledger.rules.naming import find_state

    decisions = decide_letters(store, picture)
    if asked.purpose is Purpose.THANKS:
        thanked = {
            each.state: each.reference for each in letters.written(store.db) if _is_of(each, picture, Purpose.THANKS)
        }
        decisions = purposes.thanking(decisions, thanked)
    elif asked.purpose is Purpose.RECEIPT:
        since = _since(store, asked)
        period = f"from {since} to {picture.as_of}"
        decisions = purposes.acknowledging(decisions, _received(picture, since), period)
    elif asked.purpose is Purpose.PLAN:
        _first_day(picture, asked)
        decisions = purposes.proposing(decisions)
    missing = {state: each.no_address for state, each in obstacles_of(store.db, picture).items()}
    return purposes.only(
        purposes.reachable(decisions, missing), {find_state(each, picture.states).iso3 for each in asked.states}
    )


def _is_of(letter: "LetterReading", picture: "Picture", purpose: Purpose) -> bool:
    return (letter.year, letter.purpose) == (picture.year, purpose.value) and letter.on <= picture.as_of


def _since(store: "Store", asked: Wanted) -> date:
    from db import letters

    if asked.since:
        return parse_day(asked.since)
    runs = [each.on for each in letters.written(store.db) if each.purpose == Purpose.RECEIPT.value]
    if not runs:
        raise NeedsSince
    return max(runs) + timedelta(days=1)


def _received(picture: "Picture", since: date) -> "dict[str, list[ReceiptReading]]":
    found = {
        state: [
            each
            for each in held
            if each.value_date >= since and each.allocated_chf + each.given_chf + each.on_account_chf
        ]
        for state, held in picture.receipts.items()
    }
    return {state: held for state, held in found.items() if held}


def _first_day(picture: "Picture", asked: Wanted) -> date:
    first = parse_day(asked.first) if asked.first else picture.as_of
    if first <= picture.as_of:
        raise NeedsFirstDay(picture.as_of)
    return first


def assignments(
    store: "Store",
    picture: "Picture",
    decisions: "Sequence[LetterDecision]",
    asked: Wanted,
    references: "Sequence[str]",
) -> "dict[str, Assignment]":
    """Say for each State that is written to, alphabetically, what its letter is for."""
    from db import letters
    from reports.papers.content import Assignment
    from reports.papers.letter import Recalled

    recalled = {
        each.state: Recalled(each.reference, each.on)
        for each in letters.written(store.db)
        if _is_of(each, picture, Purpose.REQUEST) and (asked.form is Form.FORMAL or each.form == Form.NOTE.value)
    }
    receipts = _received(picture, _since(store, asked)) if asked.purpose is Purpose.RECEIPT else {}
    by_state = {each.state: each for each in decisions}
    written = [state.iso3 for state in picture.parties if by_state[state.iso3].written]
    return {
        state: Assignment(
            reference=reference,
            purpose=asked.purpose.value,
            form=asked.form.value,
            recalled=recalled.get(state),
            receipts=receipts.get(state, ()),
            instalments=_instalments(picture, by_state, state, asked),
        )
        for state, reference in zip(written, references, strict=True)
    }


def _instalments(
    picture: "Picture", decisions: "Mapping[str, LetterDecision]", state: str, asked: Wanted
) -> "Sequence[InstalmentReading]":
    if asked.purpose is not Purpose.PLAN:
        return ()
    from ledger.rules.instalments import equal_instalments
    from reports.picture import sum_chf

    decision = decisions[state]
    owed_chf = decision.prior_years_chf + sum_chf(decision.this_year_chf.values()) - decision.on_account_chf
    return equal_instalments(
        owed_chf - decision.disputed_chf, asked.instalments, _first_day(picture, asked), asked.every
    )
