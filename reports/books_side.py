"""What the books hold at the bank on any day, and what lies between that and the bank: read once, asked of every day.

Apart from the reconciliation of a month because a check asks it of every month there was, and goes over the books once.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from db.bank_readings import BankLineReading
from db.money import ZERO_CHF
from db.readings import ReceiptReading
from db.vocabulary import Direction

Moved = tuple[date, Decimal]


class Running:
    """Amounts (CHF) by day, of which every sum up to a day is known.

    >>> held = Running([(date(2017, 2, 1), Decimal("2.00")), (date(2017, 1, 1), Decimal("1.00"))])
    >>> held.until(date(2017, 1, 31)), held.until(date(2016, 1, 1))
    (Decimal('1.00'), Decimal('0.00'))
    """

    def __init__(self, moved: Iterable[Moved]) -> None:
        held = sorted(moved)
        self._days = [on for on, _ in held]
        self._sums = list(accumulate((amount for _, amount in held), initial=ZERO_CHF))

    def until(self, on: date) -> Decimal:
        """Add up what came on a day or before."""
        return self._sums[bisect_right(self._days, on)]


@dataclass(frozen=True, slots=True)
class BooksSide:
    """The books' side of any month's end (CHF).

    ``gaps`` are those between bank statements, with the day from which each counts. ``booked`` are the receipts by the
    bank's day, ``in_books`` by their day in the books, ``both`` by the later of the two.
    """

    bank: Running
    before_chf: Decimal | None
    gaps: Sequence[tuple[date, str]]
    booked: Running
    in_books: Running
    both: Running
    other_debits: Running
    debits_of_receipts: Running
    returned: Running

    def gaps_until(self, last: date) -> list[str]:
        """Give the sentence of every gap up to a day."""
        return [said for on, said in self.gaps if on <= last]

    def bridge(self, last: date) -> list[tuple[str, Decimal]]:
        """Give each item by which the bank's balance at the end of a day differs from the books', with its sign."""
        both = self.both.until(last)
        return [
            ("balance before the first bank statement", self.before_chf or ZERO_CHF),
            (
                "paid out and no matter of the contributions: fees, transfers, not looked at yet",
                -self.other_debits.until(last),
            ),
            ("receipts booked by the bank, with a value date after the month", self.booked.until(last) - both),
            ("receipts with a value date in the month, booked by the bank after it", both - self.in_books.until(last)),
            (
                "returns on different sides of the month's end for bank and books",
                self.returned.until(last) - self.debits_of_receipts.until(last),
            ),
        ]


def books_side(
    lines: Iterable[BankLineReading],
    receipts: Mapping[int, ReceiptReading],
    *,
    bank: Iterable[Moved],
    returned: Iterable[Moved],
    before_chf: Decimal | None,
    gaps: Sequence[tuple[date, str]],
) -> BooksSide:
    """Add up the books' side from all booked lines in francs and all receipts, of any day.

    ``bank`` is what each day moved on the bank's account in the books, ``returned`` what of it the bank took back.
    """
    held = list(lines)
    credit = [line for line in held if line.direction is Direction.CREDIT and line.receipt_id]
    debits = [line for line in held if line.direction is Direction.DEBIT]
    return BooksSide(
        bank=Running(bank),
        before_chf=before_chf,
        gaps=gaps,
        booked=Running((each.booked_on, each.amount) for each in credit),
        in_books=Running((each.value_date, each.amount_chf) for each in receipts.values()),
        both=Running((max(each.booked_on, receipts[each.receipt_id or 0].value_date), each.amount) for each in credit),
        other_debits=Running((each.booked_on, each.amount) for each in debits if not each.receipt_id),
        debits_of_receipts=Running((each.booked_on, each.amount) for each in debits if each.receipt_id),
        returned=Running(returned),
    )
