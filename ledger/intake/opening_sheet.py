"""Read the office's own table of balances that are brought over: what each State owes by year and line, and credits.

Apart from ``office_tables`` because here rows are held against each other: all faults are told at once.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from db.money import ZERO_CHF, parse_chf
from ledger.intake import cells
from ledger.intake.sheets import FaultList, SheetRow, read_rows

_COLUMNS = ("state", "year", "line", "owed_chf", "credit_chf")
_TO_BOTH = "the rule in force would pay the debt with the credit at once; enter what is left after that"


@dataclass(frozen=True, slots=True)
class OpeningSheet:
    """Balances in CHF above zero: owed by year, line and State; credits (money on account) by State."""

    name: str
    digest: str
    owed: Mapping[int, Mapping[str, Mapping[str, Decimal]]]
    credits: Mapping[str, Decimal]

    @property
    def balances_count(self) -> int:
        """Count the balances."""
        return len(self.credits) + sum(len(states) for lines in self.owed.values() for states in lines.values())


def read_opening(path: Path, known: Collection[str], *, on: date) -> OpeningSheet:
    """Read balances as of a day: columns state, year, line, owed_chf, credit_chf; a row has one amount, or 0.

    A credit has neither year nor line. Raises Faults with every line that cannot be taken.
    """
    faults = FaultList(path.name)
    owed: dict[int, dict[str, dict[str, Decimal]]] = {}
    credited: dict[str, tuple[int, Decimal]] = {}
    debtors: set[str] = set()
    for row in read_rows(path, _COLUMNS):
        state = _state(row, faults, known)
        owed_chf, credit_chf = _amount(row, faults, "owed_chf"), _amount(row, faults, "credit_chf")
        if owed_chf and credit_chf:
            faults.add(row.line, "owed_chf and credit_chf are both filled; write two rows")
        elif credit_chf:
            _take_credit(row, faults, state, credit_chf, credited)
        elif _take_debt(row, faults, state, owed_chf, on, owed) and state:
            debtors.add(state)
    for state, (line, _) in credited.items():
        if state in debtors:
            faults.add(line, f"{state} has a credit and owes as well; {_TO_BOTH}")
    if not owed and not credited and not faults.found:
        faults.add(2, "no row has an amount above zero")
    faults.refuse_if_any()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    in_order = {year: {line: owed[year][line] for line in sorted(owed[year])} for year in sorted(owed)}
    return OpeningSheet(path.name, digest, in_order, {state: credit for state, (_, credit) in sorted(credited.items())})


def _state(row: SheetRow, faults: FaultList, known: Collection[str]) -> str | None:
    state = faults.read(row, "state", cells.iso3)
    if state is not None and state not in known:
        faults.add(row.line, f"state: {state} is not among the ledger's States; `isu states import` brings it in")
        return None
    return state


def _amount(row: SheetRow, faults: FaultList, column: str) -> Decimal:
    """Read an amount; nothing is 0.00, and a fault too, once it is noted."""
    amount_chf = faults.read(row, column, parse_chf) if row[column] else ZERO_CHF
    if amount_chf is not None and amount_chf < ZERO_CHF:
        other = "credit_chf" if column == "owed_chf" else "owed_chf"
        faults.add(row.line, f"{column}: {row[column]!r} is below zero; write it without its sign in {other}")
    return max(amount_chf or ZERO_CHF, ZERO_CHF)


def _take_credit(
    row: SheetRow, faults: FaultList, state: str | None, credit_chf: Decimal, credited: dict[str, tuple[int, Decimal]]
) -> None:
    if row["year"] or row["line"]:
        faults.add(row.line, "credit_chf: money on account belongs to no year and line; leave them empty")
    if state in credited:
        faults.add(row.line, f"the credit of {state} stands in the file twice")
    elif state:
        credited[state] = (row.line, credit_chf)


def _take_debt(
    row: SheetRow,
    faults: FaultList,
    state: str | None,
    owed_chf: Decimal,
    on: date,
    owed: dict[int, dict[str, dict[str, Decimal]]],
) -> bool:
    """Take a row that says what is owed; gives whether it is anything."""
    if not (row["year"] or row["line"]) and not owed_chf:
        return False
    year, line = faults.read(row, "year", cells.year), faults.read(row, "line", cells.filled)
    if year is not None and year > on.year:
        faults.add(row.line, f"year: {year} is after the day of the balances, {on}; a year to come is assessed")
    if year is None or line is None or state is None:
        return False
    if state in owed.get(year, {}).get(line, {}):
        faults.add(row.line, f"{state} stands in the file twice for {line} of {year}")
    elif owed_chf:
        owed.setdefault(year, {}).setdefault(line, {})[state] = owed_chf
    return bool(owed_chf)
