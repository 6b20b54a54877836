"""Models of funding side by side: what each State would pay, and what that is more or less than now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from db.money import ZERO_CHF, with_chf
from db.names import alphabetical
from db.readings import LineAmounts, StateReading
from reports.assessment import extremes
from reports.picture import sum_chf
from reports.table import Cell, Column, Heading, Identity, Kind, Table, column_total

IN_FORCE = "in_force"
SMALL_CHF = Decimal("100.00")
_ASSUMED = "Assumption"


@dataclass(frozen=True, slots=True)
class Modelled:
    """A model with what it asks: its key (for machines), its name, what is assumed, its lines."""

    key: str
    name: str
    about: str
    assumptions: tuple[str, ...]
    lines: tuple[LineAmounts, ...]
    voluntary: tuple[str, ...] = ()

    def total_of(self, state: str) -> Decimal:
        """Give what a State would pay on all lines, in CHF."""
        return sum_chf(line.amounts.get(state, ZERO_CHF) for line in self.lines)

    def total(self) -> Decimal:
        """Give what all would pay, in CHF."""
        return sum_chf(line.figures.charged_chf for line in self.lines)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a model changes: how many States pay less, the same or more than now, and by how much (CHF)."""

    gaining_count: int
    gained_chf: Decimal
    same_count: int
    losing_count: int
    lost_chf: Decimal
    small_count: int


def effect(model: Modelled, now: Modelled, states: Iterable[StateReading]) -> Effect:
    """Count who pays less under the model than now, who pays more, and who pays under CHF 100."""
    changes = [model.total_of(state.iso3) - now.total_of(state.iso3) for state in states]
    totals = [model.total_of(state.iso3) for state in states]
    return Effect(
        gaining_count=sum(change < 0 for change in changes),
        gained_chf=-sum_chf(change for change in changes if change < 0),
        same_count=sum(change == 0 for change in changes),
        losing_count=sum(change > 0 for change in changes),
        lost_chf=sum_chf(change for change in changes if change > 0),
        small_count=sum(ZERO_CHF < total < SMALL_CHF for total in totals),
    )


def comparison(
    heading: Heading,
    year: int,
    now: Modelled,
    models: Sequence[Modelled],
    states: Iterable[StateReading],
    notes: Sequence[str],
) -> Table:
    """Build the table of a year's models: one row a State; amount, difference to now in CHF and percent, by model."""
    held = tuple(alphabetical(states))
    rows = tuple(_row(state, now, models) for state in held)
    effects = {model.key: effect(model, now, held) for model in (now, *models)}
    columns = [Column("state", "Code"), Column("name", "State"), Column(IN_FORCE, "In force", Kind.CHF)]
    for number, model in enumerate(models, start=1):
        columns += _columns(number, model)
    return Table(
        name="comparison",
        title=f"Models of funding compared, {year}",
        heading=heading,
        columns=tuple(columns),
        rows=rows,
        total={column.key: column_total(rows, column.key) for column in columns if column.kind is Kind.CHF},
        notes=(
            *(
                note
                for number, model in enumerate(models, start=1)
                for note in _about(number, model, effects[model.key])
            ),
            f"In force: {effects[IN_FORCE].small_count} pay under {with_chf(SMALL_CHF)}.",
            *notes,
            "Nothing was written to the books.",
        ),
        identities=tuple(_identities(rows, (now, *models))),
        figures={model.key: _figures(model, effects[model.key]) for model in (now, *models)},
    )


def _row(state: StateReading, now: Modelled, models: Sequence[Modelled]) -> dict[str, Cell]:
    base = now.total_of(state.iso3)
    row: dict[str, Cell] = {"state": state.iso3, "name": state.name_en, IN_FORCE: base}
    for model in models:
        amount = model.total_of(state.iso3)
        row[model.key] = amount
        row[f"{model.key}_difference"] = amount - base
        row[f"{model.key}_percent"] = _percent(amount - base, base)
    return row


def _percent(difference: Decimal, base: Decimal) -> Decimal | None:
    return (difference * 100 / base).quantize(Decimal("0.1"), ROUND_HALF_UP) if base else None


def _columns(number: int, model: Modelled) -> list[Column]:
    return [
        Column(model.key, f"Model {number}", Kind.CHF),
        Column(f"{model.key}_difference", f"{number}: more / less", Kind.CHF, spare=2),
        Column(f"{model.key}_percent", f"{number}: %", Kind.PERCENT, spare=3, decimals=1),
    ]


def _about(number: int, model: Modelled, found: Effect) -> list[str]:
    states = "{} pay less ({} in all), {} pay more ({}), {} the same; {} pay under {}"
    effect_text = states.format(
        found.gaining_count,
        with_chf(found.gained_chf),
        found.losing_count,
        with_chf(found.lost_chf),
        found.same_count,
        found.small_count,
        with_chf(SMALL_CHF),
    )
    lines = "; ".join(
        f"{line.figures.line} {with_chf(line.figures.charged_chf)}" + _at_bounds(line) for line in model.lines
    )
    voluntary = f" Not assessed but voluntary: {', '.join(model.voluntary)}." if model.voluntary else ""
    return [
        f"Model {number}, {model.name}: {effect_text}.",
        f"  {lines}.{voluntary}",
        *([f"  {model.about}"] if model.about else []),
        *(f"  {_ASSUMED}: {text}" for text in model.assumptions),
    ]


def _at_bounds(line: LineAmounts) -> str:
    parts = [f"{len(line.at_floor)} at the floor"] * bool(line.at_floor)
    parts += [f"{len(line.at_ceiling)} at the ceiling"] * bool(line.at_ceiling)
    return f" ({', '.join(parts)})" if parts else ""


def _identities(rows: tuple[Mapping[str, Cell], ...], models: Sequence[Modelled]) -> Iterable[Identity]:
    for model in models:
        for line in model.lines:
            name = f"{model.name}: {line.figures.line} adds up to its budget" + "".join(_departure(line))
            yield Identity(name, sum_chf(line.amounts.values()), line.figures.charged_chf)
        yield Identity(f"{model.name}: the States add up to the lines", column_total(rows, model.key), model.total())


def _departure(line: LineAmounts) -> Iterable[str]:
    if line.figures.charged_chf != line.figures.budget_chf:
        yield f" of {with_chf(line.figures.budget_chf)}, with its residue and States that join or leave"


def _figures(model: Modelled, found: Effect) -> dict[str, Cell]:
    figures: dict[str, Cell] = {
        "name": model.name,
        "gaining_count": found.gaining_count,
        "gained": found.gained_chf,
        "losing_count": found.losing_count,
        "lost": found.lost_chf,
        "same_count": found.same_count,
        "under_100_count": found.small_count,
    }
    for line in model.lines:
        figures |= {f"{line.figures.line}_{key}": cell for key, cell in extremes(line).items()}
    return figures


def by_line(models: Sequence[Modelled]) -> tuple[tuple[Cell, ...], ...]:
    """Give for each line what each model asks, in CHF."""
    codes = dict.fromkeys(line.figures.line for model in models for line in model.lines)
    asked = [{line.figures.line: line.figures.charged_chf for line in model.lines} for model in models]
    return tuple((code, *(of_model.get(code, ZERO_CHF) for of_model in asked)) for code in codes)


def by_group(models: Sequence[Modelled], states: Iterable[StateReading]) -> tuple[tuple[Cell, ...], ...]:
    """Give for each regional group what its States would pay under each model, in CHF."""
    groups: dict[str, list[str]] = {}
    for state in states:
        groups.setdefault(state.regional_group or "No regional group", []).append(state.iso3)
    return tuple(
        (group, *(sum_chf(model.total_of(state) for state in members) for model in models))
        for group, members in sorted(groups.items())
    )


def changes(
    models: Sequence[Modelled], names: Sequence[str], states: Sequence[StateReading]
) -> tuple[tuple[Cell, ...], ...]:
    """Give for each model after the first what it changes against the first; counts of States and CHF."""
    now, rows = models[0], []
    for name, model in zip(names, models, strict=True):
        found = effect(model, now, states)
        paying = [total for state in states if (total := model.total_of(state.iso3))]
        rows.append(
            (
                name,
                found.gaining_count,
                found.gained_chf,
                found.same_count,
                found.losing_count,
                found.lost_chf,
                found.small_count,
                min(paying, default=ZERO_CHF),
                max(paying, default=ZERO_CHF),
            )
        )
    return tuple(rows)
