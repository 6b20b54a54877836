"""The rules of an assessment in words, as they are printed wherever their effect is shown."""

from db.money import chf_text, with_chf
from db.readings import BudgetLineReading, BudgetReading
from db.vocabulary import Key, Residue, Rounding
from ledger.rules.membership import JOINING_RULES, LEAVING_RULES

_KEYS = {
    Key.UN_SCALE: "on the UN scale, adjusted to the States assessed",
    Key.EQUAL: "in equal shares",
    Key.FIXED: "in fixed shares",
    Key.VOLUNTARY: "voluntary",
}


def split_words(line: BudgetLineReading) -> str:
    """Say how a line is split.

    >>> from decimal import Decimal
    >>> from db.readings import PLAIN_SPLIT
    >>> from db.vocabulary import Obligation
    >>> plain = BudgetLineReading(1, 2017, 1, "7a", "", Decimal(1), Key.UN_SCALE, Obligation.ASSESSED, PLAIN_SPLIT)
    >>> split_words(plain)
    'on the UN scale, adjusted to the States assessed; to CHF 0.01 by largest remainder'
    """
    split = line.split
    parts = [_KEYS[line.key]]
    if split.fixed and line.key is not Key.FIXED:
        shares = ", ".join(f"{payer} {percent:f} %" for payer, percent in split.fixed)
        parts.append(f"fixed: {shares}, the others share the rest")
    if split.floor_chf:
        parts.append(f"nobody below {with_chf(split.floor_chf)}")
    if split.floor_percent:
        parts.append(f"nobody below {split.floor_percent:f} %")
    if split.ceiling_percent is not None:
        parts.append(f"nobody above {split.ceiling_percent:f} %")
    if split.key_decimals is not None:
        parts.append(f"percentages rounded to {split.key_decimals} decimals")
    if split.rounding is Rounding.LARGEST_REMAINDER:
        return "; ".join([*parts, f"to CHF {chf_text(split.unit_chf)} by largest remainder"])
    residues = {Residue.LEFT.value: "the residue left", Residue.SPREAD.value: "the residue spread"}
    residue = residues.get(split.residue, f"the residue on {split.residue}")
    return "; ".join([*parts, f"rounded half-up to CHF {chf_text(split.unit_chf)}, {residue}"])


def membership_words(budget: BudgetReading) -> str:
    """Say who pays a year's budget, and what States pay that join or leave in it."""
    rules = f"{JOINING_RULES[budget.joining]}; {LEAVING_RULES[budget.leaving]}"
    return f"Split over the States Parties of 1 January {budget.year}; {rules}; the others' charges do not change."
