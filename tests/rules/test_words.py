"""The rules of an assessment in words: every setting of a split has its sentence."""

from datetime import date
from decimal import Decimal

import pytest

from db.readings import PLAIN_SPLIT, BudgetLineReading, BudgetReading
from db.vocabulary import Joining, Key, Leaving, Obligation, Residue, Rounding
from ledger.rules.words import membership_words, split_words

ON_SCALE = "on the UN scale, adjusted to the States assessed"
LARGEST = "to CHF 0.01 by largest remainder"
HALF_UP = {"rounding": Rounding.HALF_UP, "unit_chf": Decimal("0.05")}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"floor_chf": Decimal("5.00")}, f"{ON_SCALE}; nobody below CHF 5.00; {LARGEST}"),
        ({"floor_percent": Decimal("0.1")}, f"{ON_SCALE}; nobody below 0.1 %; {LARGEST}"),
        ({"ceiling_percent": Decimal(22)}, f"{ON_SCALE}; nobody above 22 %; {LARGEST}"),
        ({"key_decimals": 4}, f"{ON_SCALE}; percentages rounded to 4 decimals; {LARGEST}"),
        ({"fixed": (("DEU", Decimal("10.5")),)},
         f"{ON_SCALE}; fixed: DEU 10.5 %, the others share the rest; {LARGEST}"),
        (HALF_UP, f"{ON_SCALE}; rounded half-up to CHF 0.05, the residue left"),
        (HALF_UP | {"residue": Residue.SPREAD.value}, f"{ON_SCALE}; rounded half-up to CHF 0.05, the residue spread"),
        (HALF_UP | {"residue": "DEU"}, f"{ON_SCALE}; rounded half-up to CHF 0.05, the residue on DEU"),
    ],
)  # fmt: skip
def test_every_setting_of_a_split_is_said(settings: dict[str, object], words: str) -> None:
    split = PLAIN_SPLIT._replace(**settings)  # type: ignore[arg-type]
    assert (
        split_words(BudgetLineReading(1, 2017, 1, "7a", "", Decimal(1), Key.UN_SCALE, Obligation.ASSESSED, split))
        == words
    )


def test_who_pays_a_year_is_said_with_what_joining_and_leaving_states_pay() -> None:
    line = BudgetLineReading(1, 2017, 1, "7a", "", Decimal(1), Key.UN_SCALE, Obligation.ASSESSED, PLAIN_SPLIT)
    budget = BudgetReading(1, 2017, "7MSP", date(2016, 9, 9), Joining.DAYS, Leaving.FULL_YEAR, (line,))
    assert membership_words(budget) == (
        "Split over the States Parties of 1 January 2017; a State that joins in the year pays by days, from the day "
        "of entry into force; one that leaves pays the full year; the others' charges do not change."
    )
