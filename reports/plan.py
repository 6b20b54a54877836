"""Several years ahead: what each State would pay to settle them all, on the budgets and scales there are."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from db.money import ZERO_CHF
from db.names import alphabetical
from db.readings import ChargeReading, PlannedYear, ReceiptReading, StateReading
from reports.picture import sum_chf
from reports.table import Cell, Column, Heading, Identity, Kind, Table, column_total


def plan(
    heading: Heading,
    years: Sequence[PlannedYear],
    states: Iterable[StateReading],
    charges: Iterable[ChargeReading],
    receipts: Iterable[ReceiptReading],
) -> Table:
    """Build the plan: open from other years + each year named - on account = what settles all, CHF by State."""
    named = {each.year for each in years}
    open_chf = _by_state((charge.state, charge.open_chf) for charge in charges if charge.year not in named)
    held_chf = _by_state((receipt.state, receipt.on_account_chf) for receipt in receipts)
    rows = tuple(_row(state, years, open_chf, held_chf) for state in alphabetical(states))
    keys = ("open", *(str(each.year) for each in years), "on_account", "to_settle", "left_on_account")
    return Table(
        name="plan",
        title=f"To settle {', '.join(str(each.year) for each in years)}",
        heading=heading,
        columns=(
            Column("state", "Code"),
            Column("name", "State"),
            Column("open", "Open, other years", Kind.CHF, spare=3),
            *(Column(str(each.year), str(each.year), Kind.CHF) for each in years),
            Column("on_account", "On account", Kind.CHF, in_parentheses=True, spare=2),
            Column("to_settle", "To settle all", Kind.CHF),
            Column("left_on_account", "Then left", Kind.CHF, spare=4),
        ),
        rows=rows,
        total={key: column_total(rows, key) for key in keys},
        notes=(*(note for each in years for note in each.notes), "Nothing was written to the books."),
        identities=(
            Identity(
                "open + years ahead - on account = to settle - left on account",
                column_total(rows, "open")
                + sum_chf(column_total(rows, str(each.year)) for each in years)
                - column_total(rows, "on_account"),
                column_total(rows, "to_settle") - column_total(rows, "left_on_account"),
            ),
        ),
    )


def _by_state(amounts: Iterable[tuple[str | None, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for state, amount in amounts:
        if state is not None:
            found[state] = found.get(state, ZERO_CHF) + amount
    return found


def _row(
    state: StateReading,
    years: Sequence[PlannedYear],
    open_in_others: Mapping[str, Decimal],
    held: Mapping[str, Decimal],
) -> dict[str, Cell]:
    ahead = {str(each.year): each.amounts.get(state.iso3, ZERO_CHF) for each in years}
    open_chf, held_chf = open_in_others.get(state.iso3, ZERO_CHF), held.get(state.iso3, ZERO_CHF)
    net_chf = open_chf + sum_chf(ahead.values()) - held_chf
    return {
        "state": state.iso3,
        "name": state.name_en,
        "open": open_chf,
        **ahead,
        "on_account": held_chf,
        "to_settle": max(net_chf, ZERO_CHF),
        "left_on_account": max(-net_chf, ZERO_CHF),
    }
