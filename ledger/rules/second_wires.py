"""Two credits that look like one payment made twice: told to a person, both counted, because both are money.

Apart because nothing follows from it by itself: a State may pay the same amount twice, by intent or by mistake.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import pairwise

from db.bank_readings import BankLineReading
from db.vocabulary import Direction

_DAYS = 10


def second_wires(
    lines: Iterable[BankLineReading], new_statements: Collection[int]
) -> list[tuple[BankLineReading, BankLineReading]]:
    """Pair credits of one account, payer, amount and text within ten days, of which one came by new statements."""
    alike: dict[tuple[object, ...], list[BankLineReading]] = defaultdict(list)
    for line in lines:
        if line.direction is Direction.CREDIT and line.payer and not line.set_aside:
            key = (line.iban, line.currency, line.amount, _folded(line.payer), _folded(line.text))
            alike[key].append(line)
    found = []
    for same in alike.values():
        for first, second in pairwise(sorted(same, key=lambda each: (each.booked_on, each.id))):
            is_new = {first.statement_id, second.statement_id} & set(new_statements)
            if is_new and (second.booked_on - first.booked_on).days <= _DAYS:
                found.append((first, second))
    return found


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
