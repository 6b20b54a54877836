"""The update as the director gives it in the meeting: letters, States paid in advance, and what they paid."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from db.letter_readings import LetterDecision
from db.moments import long_date
from db.money import with_chf
from reports.picture import Picture
from reports.prepaid import prepaid
from reports.status import unidentified_note

DAYS_OF_GRACE = 3  # a statement of Friday is fetched on Monday


def update(picture: Picture, decisions: Sequence[LetterDecision], gaps: Sequence[str]) -> str:
    """Write the update for a picture and the decisions on its letters; ``gaps`` in the bank's data are said last."""
    written_count = sum(decision.written for decision in decisions)
    kinds = Counter(decision.kind for decision in decisions if not decision.written)
    advance_count = kinds.pop("paid in advance", 0)
    counts = [written_count, advance_count, *kinds.values()]
    notice = f" ({picture.heading.notice})" if picture.heading.notice else ""
    lines = [
        f"Update on {picture.heading.office or 'the'} finances as at {long_date(picture.as_of)}{notice}",
        f"  {written_count} letters to States Parties with outstanding {picture.year} contributions"
        + _prior_years_only(decisions),
        *_advance(picture, advance_count),
        *(f"  {_parties(count)} no letter: {kind}" for kind, count in sorted(kinds.items())),
        f"  {' + '.join(map(str, counts))} = {sum(counts)} States Parties",
        *(f"  {note}" for note in unidentified_note(picture)),
        *_bank_data(picture, gaps),
    ]
    return "\n".join(lines)


def _parties(count: int) -> str:
    return f"{count} {'State Party gets' if count == 1 else 'States Parties get'}"


def _bank_data(picture: Picture, gaps: Sequence[str]) -> list[str]:
    """Say until when the bank's data run, where that is before the day asked about, and what is missing in them."""
    until = picture.heading.data_until
    is_old = until is not None and (picture.as_of - until).days > DAYS_OF_GRACE
    said = [f"  The bank's data run until {long_date(until)} only."] if until and is_old else []
    return said + [f"  INCOMPLETE, {gap}" for gap in gaps]


def _prior_years_only(decisions: Sequence[LetterDecision]) -> str:
    prior_count = sum(decision.kind == "prior years" for decision in decisions)
    return f", {prior_count} of them for prior years only" if prior_count else ""


def _advance(picture: Picture, advance_count: int) -> list[str]:
    table = prepaid(picture)
    assert len(table.rows) == advance_count, "paid in advance means the same in both reports"
    codes = [line.code for line in picture.budget.lines]
    amounts = {code: amount for code in (*codes, "total") if isinstance(amount := table.total[code], Decimal)}
    figures = "   ".join(f"{code} {with_chf(amount)}" for code, amount in amounts.items())
    have = "State Party has" if advance_count == 1 else "States Parties have"
    return [
        f"  {advance_count} {have} paid in advance and {'gets' if advance_count == 1 else 'get'} no letter:",
        f"     {figures}",
    ]
