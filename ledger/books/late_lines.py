"""Lines of a bank statement that come after their month was closed: what is refused, and what is moved.

A line that the bank booked in a closed month is a paper found later; what to do with it is for a person to say. A line
booked in an open month whose value date is in a closed one is everyday: it counts from the first open day.
"""

from collections.abc import Container
from datetime import date, timedelta
from decimal import Decimal

from db.bank_papers import FRANCS
from db.moments import BEGINNING, long_date
from db.money import chf_text
from db.vocabulary import Direction
from ledger.intake.statements import Statement, StatementLine


def late_lines(statement: Statement, known: Container[int], first_open: date) -> list[StatementLine]:
    """Give the lines that are new (not at a known position) and were booked in a closed month."""
    if first_open == BEGINNING:
        return []
    return [line for line in statement.lines if line.booked_on < first_open and line.position not in known]


def moved_count(statement: Statement, known: Container[int], first_open: date) -> int:
    """Count the new receipts with a value date in a closed month, which count from the first open day."""
    if first_open == BEGINNING or statement.currency != FRANCS:
        return 0
    new = (line for line in statement.lines if line.position not in known and line.direction is Direction.CREDIT)
    return sum(line.value_date < first_open for line in new)


def why_late(statement: Statement, late: list[StatementLine], first_open: date) -> tuple[str, str]:
    """Say why a statement with late lines is not taken, and the remedy."""
    closed = first_open - timedelta(days=1)
    sums = [
        f"{len(amounts)} {direction.value}{'' if len(amounts) == 1 else 's'} of {statement.currency} {chf_text(total)}"
        for direction in Direction
        if (amounts := [line.amount for line in late if line.direction is direction])
        and (total := sum(amounts, Decimal("0.00")))
    ]
    why = (
        f"statement {statement.identification} brings {' and '.join(sums)} that the bank booked from "
        f"{min(line.booked_on for line in late)} to {max(line.booked_on for line in late)}, and the books are closed "
        f"up to {long_date(closed)}"
    )
    remedy = (
        f"--into-open-month takes them so that they count from {first_open} and what was reported stays; "
        f"or `isu reopen {closed:%Y-%m} --why …` and import again"
    )
    return why, remedy
