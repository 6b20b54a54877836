"""The letters that ask for nothing: thanks for an advance payment, receipt acknowledged, a payment plan proposed."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.letter_readings import InstalmentReading
from db.money import ZERO_CHF
from db.readings import ApplicationReading, MissionReading, ReceiptReading
from db.vocabulary import Obligation
from reports.papers.language import amount, plain
from reports.papers.letter import LetterOfState
from reports.papers.paper_set import Rows
from reports.picture import sum_chf


@dataclass(frozen=True, slots=True)
class NoteText:
    """A letter's sentences before and after its table, which may be empty."""

    before: tuple[str, ...]
    after: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: Rows = ()


def thanks(letter: LetterOfState, mission: MissionReading) -> NoteText:
    """Thank for an advance payment."""
    say, year = letter.say, letter.picture.year
    assessed = amount(sum_chf(each.assessed_chf for each in letter.charges if each.year == year))
    written = [letter.opening(mission), say("thanks", of_state=letter.of_state, year=str(year), assessed=assessed)]
    if letter.decision.on_account_chf:
        on_account = amount(letter.decision.on_account_chf)
        written.append(say("thanks_on_account", on_account=on_account, of_state=letter.of_state))
    return NoteText((*written, say("thanks_early"), letter.ending(mission)))


def receipt(
    letter: LetterOfState,
    mission: MissionReading,
    receipts: Sequence[ReceiptReading],
    uses: Sequence[ApplicationReading],
) -> NoteText:
    """Acknowledge receipts, with how each was applied."""
    say = letter.say
    rows: list[tuple[str, ...]] = []
    for held in receipts:
        on = say.day(held.value_date)
        for use in uses:
            if use.receipt_id == held.id:
                key = "applied_gift" if use.obligation is Obligation.VOLUNTARY else "applied_line"
                rows.append((on, say(key, year=str(use.year), line=use.line), plain(use.amount_chf)))
        if held.on_account_chf:
            rows.append((on, say("applied_on_account"), plain(held.on_account_chf)))
    received_chf = sum_chf(held.allocated_chf + held.given_chf + held.on_account_chf for held in receipts)
    open_chf = sum_chf(each.open_chf for each in letter.charges)
    return NoteText(
        (letter.opening(mission), say("received", received=amount(received_chf), of_state=letter.of_state)),
        (
            say("receipt_open", open=amount(open_chf)) if open_chf else say("receipt_settled"),
            letter.ending(mission),
        ),
        (say("received_on"), say("applied_to"), say("chf")),
        tuple(rows),
    )


def plan_proposal(letter: LetterOfState, mission: MissionReading, instalments: Sequence[InstalmentReading]) -> NoteText:
    """Propose to pay what is open in instalments."""
    say, count = letter.say, str(len(instalments))
    owed_chf = sum((each.amount_chf for each in instalments), ZERO_CHF)
    rows = tuple(
        (say.day(each.due_on), say("instalment_of", number=str(number), count=count), plain(each.amount_chf))
        for number, each in enumerate(instalments, 1)
    )
    return NoteText(
        (
            letter.opening(mission),
            letter.unpaid_by_year(letter.years_open(), "unpaid"),
            *letter.not_requested(),
            say("plan_offer", owed=amount(owed_chf), count=count),
        ),
        (say("plan_answer"), letter.ending(mission)),
        (say("due_by"), say("instalment"), say("chf")),
        rows,
    )
