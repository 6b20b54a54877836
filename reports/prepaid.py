"""R4, paid in advance: the States whose assessed lines of the year are covered on the day of the letters."""

from decimal import Decimal

from db.money import ZERO_CHF, with_chf
from db.readings import ApplicationReading, StateReading
from db.vocabulary import Obligation
from reports.picture import Picture, sum_chf
from reports.table import Cell, Column, Identity, Kind, SummaryLine, Table, column_total


def prepaid_states(picture: Picture) -> tuple[StateReading, ...]:
    """Give the States Parties that were charged for the year and have nothing open, for this year or before."""
    found = []
    for state in picture.parties:
        charges = picture.charges.get(state.iso3, ())
        charged = any(charge.year == picture.year and charge.assessed_chf for charge in charges)
        if charged and not any(charge.open_chf for charge in charges if charge.year <= picture.year):
            found.append(state)
    return tuple(found)


def prepaid(picture: Picture) -> Table:
    """Build the table of the States paid in advance: what was received for the year, by line, in CHF."""
    codes = [line.code for line in picture.budget.lines]
    rows = tuple(_row(picture, state, codes) for state in prepaid_states(picture))
    totals: dict[str, Cell] = {key: column_total(rows, key) for key in (*codes, "total", "on_account")}
    charges = [charge for row in rows for charge in picture.charges[str(row["state"])] if charge.year == picture.year]
    assessed_chf = sum_chf(charge.assessed_chf for charge in charges)
    borne_chf = sum_chf(charge.bank_charges_chf for charge in charges)
    of_lines_chf = sum_chf(column_total(rows, line.code) for line in picture.budget.assessed_lines())
    return Table(
        name="prepaid",
        title=f"Paid in advance: {picture.year} covered",
        heading=picture.heading,
        columns=(
            Column("state", "Code"),
            Column("name", "State", spare=1),
            Column("received_on", "Last received", Kind.DATE, spare=2),
            *(Column(code, code, Kind.CHF) for code in codes),
            Column("total", "Total", Kind.CHF),
            Column("for_years", "For years", spare=3),
            Column("on_account", "Still on account", Kind.CHF, in_parentheses=True),
        ),
        rows=rows,
        total=totals,
        summary=(SummaryLine("prepaid", "States paid in advance", len(rows), column_total(rows, "total")),),
        notes=(
            "What is still on account waits for the assessments to come; it is part of no total here.",
            *_borne_note(borne_chf),
        ),
        identities=(_covered(of_lines_chf, borne_chf, assessed_chf),),
    )


def _borne_note(borne_chf: Decimal) -> tuple[str, ...]:
    if not borne_chf:
        return ()
    return (f"Banks on the way kept {with_chf(borne_chf)} of what these States paid; the office bears it.",)


def _covered(received_chf: Decimal, borne_chf: Decimal, assessed_chf: Decimal) -> Identity:
    borne = " + bank charges borne" if borne_chf else ""
    words = f"received on the assessed lines{borne} = assessed, for these States"
    return Identity(words, received_chf + borne_chf, assessed_chf)


def _row(picture: Picture, state: StateReading, codes: list[str]) -> dict[str, Cell]:
    used = [use for use in picture.applications.get(state.iso3, ()) if use.year == picture.year]
    by_line = {code: sum_chf(use.amount_chf for use in used if use.line == code) for code in codes}
    on_account = sum_chf(receipt.on_account_chf for receipt in picture.receipts.get(state.iso3, ()))
    return {
        "state": state.iso3,
        "name": state.name_en,
        "received_on": max((use.received_on for use in used if _is_assessed(use)), default=None),
        **by_line,
        "total": sum_chf(by_line.values()),
        "for_years": f"{picture.year} and later" if on_account > ZERO_CHF else str(picture.year),
        "on_account": on_account,
    }


def _is_assessed(use: ApplicationReading) -> bool:
    return use.obligation is Obligation.ASSESSED
