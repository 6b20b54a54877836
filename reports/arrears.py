"""R2, what is outstanding by year of assessment; only years before the current one are arrears."""

from datetime import date
from decimal import Decimal

from db.readings import ChargeReading, StateReading
from reports.picture import Picture, sum_chf
from reports.table import Cell, Column, Identity, Kind, SummaryLine, Table, column_total


def arrears(picture: Picture) -> Table:
    """Build the table of every State with something open: one column a year, amounts in CHF."""
    owing = [state for state in picture.reported_states() if _open_charges(picture, state)]
    years = sorted({charge.year for state in owing for charge in _open_charges(picture, state)} | {picture.year})
    rows = tuple(_row(picture, state, years) for state in owing)
    in_arrears = [row for row in rows if row["in_arrears"]]
    totals: dict[str, Cell] = {key: column_total(rows, key) for key in (*map(str, years), "in_arrears", "outstanding")}
    open_chf = sum_chf(charge.open_chf for charge in picture.all_charges())
    return Table(
        name="arrears",
        title="Outstanding contributions by year of assessment",
        heading=picture.heading,
        columns=_columns(picture, years),
        rows=rows,
        total=totals,
        summary=(
            *_classes(picture),
            SummaryLine("in_arrears", "In arrears (prior years)", len(in_arrears), column_total(rows, "in_arrears")),
            SummaryLine("outstanding", "Outstanding, all years", len(rows), column_total(rows, "outstanding")),
        ),
        notes=(
            f"A contribution is in arrears when unpaid on 1 January of the next year: {picture.as_of.year} is not.",
        ),
        identities=(
            Identity("outstanding by year = open on all charges", column_total(rows, "outstanding"), open_chf),
            Identity("not yet due + overdue + in arrears = open on all charges", _three(picture), open_chf),
            Identity("the years add up", sum_chf(column_total(rows, str(year)) for year in years), open_chf),
        ),
    )


def _class_of(charge: ChargeReading, on: date) -> str:
    """Tell whether what is open is in arrears, overdue, or not yet due on a day."""
    if charge.is_in_arrears(on):
        return "in_arrears"
    return "overdue" if charge.due_on < on else "not_due"


def _of_class(picture: Picture, name: str) -> list[ChargeReading]:
    return [each for each in picture.all_charges() if each.open_chf and _class_of(each, picture.as_of) == name]


def _classes(picture: Picture) -> tuple[SummaryLine, ...]:
    named = (("not_due", "Not yet due"), ("overdue", "Overdue (not yet in arrears)"))
    found = [(key, title, _of_class(picture, key)) for key, title in named]
    return tuple(
        SummaryLine(key, title, len({each.state for each in held}), sum_chf(each.open_chf for each in held))
        for key, title, held in found
    )


def _three(picture: Picture) -> Decimal:
    return sum_chf(each.open_chf for key in ("not_due", "overdue", "in_arrears") for each in _of_class(picture, key))


def _open_charges(picture: Picture, state: StateReading) -> list[ChargeReading]:
    return [charge for charge in picture.charges.get(state.iso3, ()) if charge.open_chf]


def _columns(picture: Picture, years: list[int]) -> tuple[Column, ...]:
    return (
        Column("state", "Code"),
        Column("name", "State"),
        *(Column(str(year), _year_title(picture, year), Kind.CHF) for year in years),
        Column("in_arrears", "In arrears", Kind.CHF),
        Column("outstanding", "Outstanding", Kind.CHF),
        Column("years_in_arrears", "Years in arrears", Kind.COUNT, spare=2),
        Column("oldest_unpaid", "Oldest unpaid", spare=3),
        Column("plan", "Payment plan", spare=4),
    )


def _year_title(picture: Picture, year: int) -> str:
    return str(year) if year < picture.as_of.year else f"{year} (current)"


def _row(picture: Picture, state: StateReading, years: list[int]) -> dict[str, Cell]:
    charges = _open_charges(picture, state)
    by_year = {year: _open_in(charges, year) for year in years}
    late = [charge for charge in charges if charge.is_in_arrears(picture.as_of)]
    return {
        "state": state.iso3,
        "name": state.name_en,
        **{str(year): open_chf for year, open_chf in by_year.items()},
        "in_arrears": sum_chf(charge.open_chf for charge in late),
        "outstanding": sum_chf(by_year.values()),
        "years_in_arrears": len({charge.year for charge in late}),
        "oldest_unpaid": str(min(year for year, open_chf in by_year.items() if open_chf)),
        "plan": picture.plans[state.iso3].label if state.iso3 in picture.plans else "",
    }


def _open_in(charges: list[ChargeReading], year: int) -> Decimal:
    return sum_chf(charge.open_chf for charge in charges if charge.year == year)
