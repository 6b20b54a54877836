"""What a revision changes: every charge that is more or less than before, with the sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from db.money import ZERO_CHF, with_chf
from db.names import folded
from db.readings import StateReading
from reports.table import Cell, Column, Heading, Identity, Kind, Table, column_total

_FREED = "it is on account, and pays what else is open"


@dataclass(frozen=True, slots=True)
class Revised:
    """One charge before and after, in CHF."""

    state: str
    line: str
    before_chf: Decimal
    change_chf: Decimal


def revision(
    heading: Heading, label: str, revised: Iterable[Revised], states: Mapping[str, StateReading], freed_chf: Decimal
) -> Table:
    """Build the table of a revision: one row a charge that changes; CHF."""
    held = sorted(revised, key=lambda each: (folded(states[each.state].name_en), each.line))
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "state": each.state,
            "name": states[each.state].name_en,
            "line": each.line,
            "before": each.before_chf,
            "change": each.change_chf,
            "after": each.before_chf + each.change_chf,
        }
        for each in held
    )
    more = [each for each in held if each.change_chf > ZERO_CHF]
    less = [each for each in held if each.change_chf < ZERO_CHF]
    return Table(
        name="revision",
        title=f"Revision {label}",
        heading=heading,
        columns=(
            Column("state", "Code"),
            Column("name", "State"),
            Column("line", "Line"),
            Column("before", "Before", Kind.CHF),
            Column("change", "Change", Kind.CHF),
            Column("after", "After", Kind.CHF),
        ),
        rows=rows,
        total={key: column_total(rows, key) for key in ("before", "change", "after")},
        notes=(
            *([f"{_states(more)} more, {with_chf(_sum(more))} in all."] if more else []),
            *([f"{_states(less)} less, {with_chf(-_sum(less))} in all."] if less else []),
            *([f"{with_chf(freed_chf)} had paid what is no longer owed; {_FREED}."] if freed_chf else []),
        ),
        identities=(
            Identity(
                "before + change = after",
                column_total(rows, "before") + column_total(rows, "change"),
                column_total(rows, "after"),
            ),
        ),
    )


def _states(revised: list[Revised]) -> str:
    count = len({each.state for each in revised})
    return "1 State owes" if count == 1 else f"{count} States owe"


def _sum(revised: list[Revised]) -> Decimal:
    return sum((each.change_chf for each in revised), ZERO_CHF)
