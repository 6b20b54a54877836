"""What an assessment asks of every State, line by line: the dry run that is read before a year is charged."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from db.money import ZERO_CHF, with_chf
from db.names import alphabetical
from db.readings import LineAmounts, StateReading
from reports.picture import sum_chf
from reports.table import Cell, Column, Heading, Identity, Kind, Table, column_total


def assessment(
    heading: Heading,
    year: int,
    lines: Sequence[LineAmounts],
    states: Iterable[StateReading],
    rates: Mapping[str, Decimal],
    notes: Sequence[str],
) -> Table:
    """Build the table of an assessment: one row a State, one column a line, CHF; each line adds up to its budget."""
    codes = [line.figures.line for line in lines]
    rows = tuple(_row(state, lines, rates) for state in alphabetical(states))
    return Table(
        name="assessment",
        title=f"Assessment of {year}",
        heading=heading,
        columns=(
            Column("state", "Code"),
            Column("name", "State"),
            Column("rate", "Rate %", spare=2),
            *(Column(code, code, Kind.CHF) for code in codes),
            Column("total", "Total", Kind.CHF),
            Column("at_floor", "At the floor", spare=3),
        ),
        rows=rows,
        total={key: column_total(rows, key) for key in (*codes, "total")},
        notes=(*(_sentence(line) for line in lines), *notes),
        identities=tuple(
            Identity(
                f"{line.figures.line}: charges = budget - residue + joined - left",
                column_total(rows, line.figures.line),
                line.figures.charged_chf,
            )
            for line in lines
        ),
        figures={line.figures.line: extremes(line) for line in lines},
    )


def _row(state: StateReading, lines: Sequence[LineAmounts], rates: Mapping[str, Decimal]) -> dict[str, Cell]:
    amounts = {line.figures.line: line.amounts.get(state.iso3, ZERO_CHF) for line in lines}
    return {
        "state": state.iso3,
        "name": state.name_en,
        "rate": str(rates.get(state.iso3, "")),
        **amounts,
        "total": sum_chf(amounts.values()),
        "at_floor": ", ".join(line.figures.line for line in lines if state.iso3 in line.at_floor),
    }


def extremes(line: LineAmounts) -> dict[str, Cell]:
    """Give a line's sum, its budget, what departs from it, and its largest and smallest charge, in CHF."""
    amounts, figures = line.amounts, line.figures
    largest, smallest = _largest(amounts), _smallest(amounts)
    return {
        "sum": sum_chf(amounts.values()),
        "budget": figures.budget_chf,
        "residue": figures.residue_chf,
        "joined": figures.joined_chf,
        "left": figures.left_chf,
        "largest": amounts[largest],
        "largest_state": largest,
        "smallest": amounts[smallest],
        "smallest_state": smallest,
        "at_floor_count": len(line.at_floor),
        "at_ceiling_count": len(line.at_ceiling),
    }


def _largest(amounts: Mapping[str, Decimal]) -> str:
    return min(amounts, key=lambda iso3: (-amounts[iso3], iso3))


def _smallest(amounts: Mapping[str, Decimal]) -> str:
    return min(amounts, key=lambda iso3: (amounts[iso3], iso3))


def _sentence(line: LineAmounts) -> str:
    """Say of a line what it adds up to, and who pays most and least."""
    found = extremes(line)
    figures = line.figures
    sum_chf_of = with_chf(figures.charged_chf)
    is_whole = figures.charged_chf == figures.budget_chf
    whole = f"{sum_chf_of} in all, its budget" if is_whole else f"{sum_chf_of} in all{_departures(line)}"
    amounts = line.amounts
    largest, smallest = str(found["largest_state"]), str(found["smallest_state"])
    text = (
        f"{figures.line}: {whole}; largest {largest} {with_chf(amounts[largest])}, "
        f"smallest {smallest} {with_chf(amounts[smallest])}"
    )
    bounds = [f"{len(line.at_floor)} at the floor"] * bool(line.at_floor)
    bounds += [f"{len(line.at_ceiling)} at the ceiling ({', '.join(sorted(line.at_ceiling))})"] * bool(line.at_ceiling)
    return "; ".join([text, *bounds]) + "."


def _departures(line: LineAmounts) -> str:
    figures = line.figures
    parts = (
        ("less a residue of rounding of", figures.residue_chf),
        ("and States that joined", figures.joined_chf),
        ("less States that left", figures.left_chf),
    )
    named = "".join(f", {what} {with_chf(amount)}" for what, amount in parts if amount)
    return f" (budget {with_chf(figures.budget_chf)}{named})"
