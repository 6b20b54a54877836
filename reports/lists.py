"""The plain lists of what the ledger holds: States, scales, budgets, addresses, payer accounts."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from db.readings import BudgetReading, MissionReading, PayerAccountReading, ScaleReading, StateReading
from reports.picture import sum_chf
from reports.table import Cell, Column, Heading, Kind, Table, column_total


def states(heading: Heading, found: Iterable[StateReading]) -> Table:
    """List States with their membership."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "state": state.iso3,
            "iso2": state.iso2,
            "name": state.name_en,
            "party": state.is_party(heading.as_of),
            "party_from": state.party_from,
            "party_until": state.party_until,
            "language": state.language,
            "regional_group": state.regional_group,
        }
        for state in found
    )
    return Table(
        name="states",
        title="States",
        heading=heading,
        columns=(
            Column("state", "Code"),
            Column("iso2", "ISO2", spare=5),
            Column("name", "State"),
            Column("party", "State Party", Kind.YES_NO),
            Column("party_from", "Since", Kind.DATE),
            Column("party_until", "Until", Kind.DATE, spare=4),
            Column("language", "Language", spare=2),
            Column("regional_group", "Regional group", spare=3),
        ),
        rows=rows,
        total={"states_count": len(rows), "parties_count": sum(bool(row["party"]) for row in rows)},
    )


def scales(heading: Heading, found: Iterable[ScaleReading]) -> Table:
    """List scales of assessments."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "scale": scale.name,
            "first_year": str(scale.first_year),
            "last_year": str(scale.last_year),
            "states": len(scale.rates),
            "sum": str(sum(scale.rates.values(), Decimal(0))),
            "decision": scale.decision,
        }
        for scale in found
    )
    return Table(
        name="scales",
        title="Scales of assessments",
        heading=heading,
        columns=(
            Column("scale", "Scale"),
            Column("first_year", "From"),
            Column("last_year", "To"),
            Column("states", "States", Kind.COUNT),
            Column("sum", "Sum of rates %"),
            Column("decision", "Decision"),
        ),
        rows=rows,
        total={},
    )


def scale(heading: Heading, shown: ScaleReading, known: Mapping[str, StateReading]) -> Table:
    """Show the rates of one scale, in percent."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "state": iso3,
            "name": known[iso3].name_en,
            "party": known[iso3].is_party(heading.as_of),
            "rate": str(rate),
        }
        for iso3, rate in shown.rates.items()
    )
    return Table(
        name="scale",
        title=f"Scale of assessments {shown.name}",
        heading=heading,
        columns=(
            Column("state", "Code"),
            Column("name", "State"),
            Column("party", "State Party", Kind.YES_NO),
            Column("rate", "Rate %"),
        ),
        rows=rows,
        total={"rate": str(sum(shown.rates.values(), Decimal(0)))},
    )


def budget(heading: Heading, shown: BudgetReading, rules: Iterable[str]) -> Table:
    """Show the budget of a year by line; amounts in CHF."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "line": line.code,
            "title": line.title,
            "amount": line.amount_chf,
            "key": line.key.value,
            "obligation": line.obligation.value,
            "unit": line.split.unit_chf,
            "floor": line.split.floor_chf,
            "ceiling_percent": line.split.ceiling_percent,
        }
        for line in shown.lines
    )
    return Table(
        name="budget",
        title=f"Budget {shown.year} ({shown.decision})",
        heading=heading,
        columns=(
            Column("line", "Line"),
            Column("title", "Title"),
            Column("amount", "Amount", Kind.CHF),
            Column("key", "Split by"),
            Column("obligation", "Obligation"),
            Column("unit", "Rounded to", Kind.CHF, spare=3),
            Column("floor", "Floor", Kind.CHF, spare=2),
            Column("ceiling_percent", "Ceiling %", Kind.PERCENT, spare=2, decimals=2),
        ),
        rows=rows,
        notes=tuple(rules),
        total={
            "amount": sum_chf(line.amount_chf for line in shown.lines),
            "assessed": sum_chf(line.amount_chf for line in shown.assessed_lines()),
        },
    )


def payer_accounts(heading: Heading, found: Iterable[PayerAccountReading]) -> Table:
    """List the accounts that are known to pay for a State."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "account": payer.account,
            "state": payer.state,
            "payer": payer.payer,
            "learnt_from": payer.learnt_from,
            "why": payer.why,
        }
        for payer in found
    )
    return Table(
        name="aliases",
        title="Accounts known to pay for a State",
        heading=heading,
        columns=(
            Column("account", "Account"),
            Column("state", "State"),
            Column("payer", "Payer"),
            Column("learnt_from", "Learnt from", spare=2),
            Column("why", "Why", spare=1),
        ),
        rows=rows,
        total={},
    )


def missions(heading: Heading, found: Iterable[MissionReading]) -> Table:
    """List where letters go."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "state": mission.state,
            "mission": mission.mission,
            "post": mission.post,
            "use": mission.use,
            "street": mission.street,
            "city": f"{mission.postcode} {mission.city}".strip(),
            "email": mission.email,
            "channel": mission.channel,
            "checked_on": mission.checked_on,
        }
        for mission in found
    )
    return Table(
        name="addresses",
        title="Addresses",
        heading=heading,
        columns=(
            Column("state", "Code"),
            Column("mission", "Mission"),
            Column("post", "Post", spare=6),
            Column("use", "Use", spare=7),
            Column("street", "Street", spare=3),
            Column("city", "City", spare=1),
            Column("email", "E-mail", spare=2),
            Column("channel", "Channel", spare=5),
            Column("checked_on", "Checked on", Kind.DATE, spare=4),
        ),
        rows=rows,
        total={},
    )


def rules(heading: Heading, defaults: Iterable[tuple[str, str]], held: Mapping[str, tuple[str, str]]) -> Table:
    """List the rules in force: the default ones, then those that were set, with why."""
    named = {
        "short_payment_chf": "short payments, the most that may be missing in CHF",
        "smallest_letter_chf": "letters, the smallest amount asked for in CHF",
    }
    rows: list[Mapping[str, Cell]] = [{"rule": name, "value": words, "why": "default"} for name, words in defaults]
    found = {"short_payment_chf": ("0.00", "default: off")} | dict(held)
    rows += [{"rule": named.get(name, name), "value": value, "why": why} for name, (value, why) in found.items()]
    columns = (Column("rule", "Rule"), Column("value", "In force"), Column("why", "Why"))
    return Table(name="rules", title="Rules in force", heading=heading, columns=columns, rows=tuple(rows), total={})


def bank_charges(heading: Heading, found: Iterable[tuple[date, str, int, str, int, str, Decimal]]) -> Table:
    """List the fees that the office bore for short payments, by day; CHF."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "on": on,
            "state": state,
            "receipt": f"R{receipt}",
            "payer": payer,
            "year": str(year),
            "line": line,
            "fee": fee,
        }
        for on, state, receipt, payer, year, line, fee in found
    )
    return Table(
        name="bank-charges",
        title="Bank charges borne for short payments",
        heading=heading,
        columns=(
            Column("on", "Day", Kind.DATE),
            Column("state", "State"),
            Column("receipt", "Receipt"),
            Column("payer", "Payer", spare=1),
            Column("year", "Year"),
            Column("line", "Line"),
            Column("fee", "Fee", Kind.CHF),
        ),
        rows=rows,
        total={"fee": column_total(rows, "fee")},
        notes=("Undo one: isu receipts show RECEIPT, then isu undo ENTRY --why …",) if rows else (),
    )
