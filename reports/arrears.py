"""R2, what is outstanding by year of assessment; only years before the current one are arrears.

It needs sums alone, which the database adds up (``take_owed``); of a picture that is there already they are added up
here. A test holds the two to each other.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from db import decided, facts, plans, sums
from db.letter_readings import PlanReading
from db.money import ZERO_CHF
from db.names import alphabetical
from db.readings import ChargeReading, StateReading
from db.sums import OpenReading, Standing
from reports.heading import heading_of
from reports.picture import Picture, reported_year, sum_chf
from reports.table import Cell, Column, Heading, Identity, Kind, SummaryLine, Table, column_total


@dataclass(frozen=True, slots=True)
class Owed:
    """What is open as of the heading's day: by State, year and how it stands; ``all_chf`` is its sum, read apart."""

    heading: Heading
    year: int
    states: Mapping[str, StateReading]
    open: Sequence[OpenReading]
    plans: Mapping[str, PlanReading]
    all_chf: Decimal


def take_owed(
    db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None, year: int | None = None
) -> Owed:
    """Read what is open as of a day, as known at a moment; ``year`` as in ``take_picture``. Raises NothingAssessed."""
    assessed = decided.years_assessed(db, as_of=as_of, known_at=known_at)
    return Owed(
        year=reported_year(assessed, as_of, year),
        heading=heading_of(db, as_of, known_at),
        states=facts.states(db, as_of=as_of, known_at=known_at),
        open=sums.open_by_year(db, as_of=as_of, known_at=known_at),
        plans={plan.state: plan for plan in plans.plans(db, as_of=as_of, known_at=known_at) if plan.ended_on is None},
        all_chf=sums.receivable_chf(db, as_of=as_of, known_at=known_at),
    )


def arrears(picture: Picture) -> Table:
    """Build the table of every State with something open: one column a year, amounts in CHF."""
    charges = picture.all_charges()
    found: dict[tuple[str, int, Standing], Decimal] = {}
    for charge in charges:
        if charge.open_chf:
            key = (charge.state, charge.year, _standing(charge, picture.as_of))
            found[key] = found.get(key, ZERO_CHF) + charge.open_chf
    held = [OpenReading(*key, open_chf) for key, open_chf in found.items()]
    all_chf = sum_chf(charge.open_chf for charge in charges)
    return arrears_of(Owed(picture.heading, picture.year, picture.states, held, picture.plans, all_chf))


def _standing(charge: ChargeReading, on: date) -> Standing:
    if charge.is_in_arrears(on):
        return Standing.IN_ARREARS
    return Standing.OVERDUE if charge.due_on < on else Standing.NOT_DUE


def arrears_of(owed: Owed) -> Table:
    """Build the table from sums."""
    by_state: dict[str, list[OpenReading]] = {}
    for each in owed.open:
        by_state.setdefault(each.state, []).append(each)
    years = sorted({each.year for each in owed.open} | {owed.year})
    owing = alphabetical(owed.states[iso3] for iso3 in by_state)
    rows = tuple(_row(owed, state, by_state[state.iso3], years) for state in owing)
    in_arrears = [row for row in rows if row["in_arrears"]]
    totals: dict[str, Cell] = {key: column_total(rows, key) for key in (*map(str, years), "in_arrears", "outstanding")}
    as_of = owed.heading.as_of
    return Table(
        name="arrears",
        title="Outstanding contributions by year of assessment",
        heading=owed.heading,
        columns=_columns(as_of, years),
        rows=rows,
        total=totals,
        summary=(
            *_classes(owed.open),
            SummaryLine("in_arrears", "In arrears (prior years)", len(in_arrears), column_total(rows, "in_arrears")),
            SummaryLine("outstanding", "Outstanding, all years", len(rows), column_total(rows, "outstanding")),
        ),
        notes=(f"A contribution is in arrears when unpaid on 1 January of the next year: {as_of.year} is not.",),
        identities=(
            Identity("outstanding by year = open on all charges", column_total(rows, "outstanding"), owed.all_chf),
            Identity(
                "not yet due + overdue + in arrears = open on all charges",
                sum_chf(each.open_chf for standing in Standing for each in _of_standing(owed.open, standing)),
                owed.all_chf,
            ),
            Identity("the years add up", sum_chf(column_total(rows, str(year)) for year in years), owed.all_chf),
        ),
    )


def _of_standing(held: Iterable[OpenReading], standing: Standing) -> list[OpenReading]:
    return [each for each in held if each.standing is standing]


def _classes(held: Sequence[OpenReading]) -> tuple[SummaryLine, ...]:
    named = ((Standing.NOT_DUE, "Not yet due"), (Standing.OVERDUE, "Overdue (not yet in arrears)"))
    found = [(standing.value, title, _of_standing(held, standing)) for standing, title in named]
    return tuple(
        SummaryLine(key, title, len({each.state for each in of_class}), sum_chf(each.open_chf for each in of_class))
        for key, title, of_class in found
    )


def _columns(as_of: date, years: list[int]) -> tuple[Column, ...]:
    return (
        Column("state", "Code"),
        Column("name", "State"),
        *(Column(str(year), _year_title(as_of, year), Kind.CHF) for year in years),
        Column("in_arrears", "In arrears", Kind.CHF),
        Column("outstanding", "Outstanding", Kind.CHF),
        Column("years_in_arrears", "Years in arrears", Kind.COUNT, spare=2),
        Column("oldest_unpaid", "Oldest unpaid", spare=3),
        Column("plan", "Payment plan", spare=4),
    )


def _year_title(as_of: date, year: int) -> str:
    return str(year) if year < as_of.year else f"{year} (current)"


def _row(owed: Owed, state: StateReading, held: Sequence[OpenReading], years: list[int]) -> dict[str, Cell]:
    by_year = {year: sum_chf(each.open_chf for each in held if each.year == year) for year in years}
    late = _of_standing(held, Standing.IN_ARREARS)
    return {
        "state": state.iso3,
        "name": state.name_en,
        **{str(year): open_chf for year, open_chf in by_year.items()},
        "in_arrears": sum_chf(each.open_chf for each in late),
        "outstanding": sum_chf(by_year.values()),
        "years_in_arrears": len({each.year for each in late}),
        "oldest_unpaid": str(min(year for year, open_chf in by_year.items() if open_chf)),
        "plan": owed.plans[state.iso3].label if state.iso3 in owed.plans else "",
    }
