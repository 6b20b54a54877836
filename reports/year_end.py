"""R13, the schedule for the auditor at a year's end: receivables by year, provision by table, advances, pledges."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from db.money import ZERO_CHF
from reports.picture import Picture, sum_chf
from reports.table import Cell, Column, Identity, Kind, SummaryLine, Table, column_total

Rates = Mapping[int, Decimal]


def year_end(
    picture: Picture, rates: Rates, receivable_chf: Decimal, advances_chf: Decimal, pledges: Sequence[Decimal]
) -> Table:
    """Build the schedule (CHF); ``rates`` are percent by age in years, the last for all that is older.

    ``receivable_chf`` and ``advances_chf`` are the balances of the books, to which the schedule is held; ``pledges``
    what is outstanding of pledges of voluntary contributions.
    """
    rows = tuple(_row(picture, year, rates) for year in _years(picture))
    held = [sum_chf(receipt.on_account_chf for receipt in of_state) for of_state in picture.receipts.values()]
    totals: dict[str, Cell] = {key: column_total(rows, key) for key in ("receivable", "provision", "net")}
    return Table(
        name="year-end",
        title=f"Year-end schedule {picture.as_of.year}",
        heading=picture.heading,
        columns=(
            Column("year", "Year of assessment"),
            Column("states", "States", Kind.COUNT),
            Column("receivable", "Receivable", Kind.CHF),
            Column("rate", "Provision %", Kind.PERCENT, decimals=0),
            Column("provision", "Provision", Kind.CHF),
            Column("net", "Net", Kind.CHF),
        ),
        rows=rows,
        total=totals,
        summary=(
            SummaryLine("advances", "Advances held (liability)", sum(bool(each) for each in held), sum_chf(held)),
            SummaryLine(
                "pledges", "Voluntary pledges outstanding", sum(bool(each) for each in pledges), sum_chf(pledges)
            ),
        ),
        notes=(
            "Provision by age, and in no other report: " + _words(rates) + ".",
            "Pledges are promises and no receivable of the assessed contributions.",
        ),
        identities=(
            Identity("receivables by year = receivable in the books", column_total(rows, "receivable"), receivable_chf),
            Identity("advances of the States = on account in the books", sum_chf(held), advances_chf),
            Identity(
                "receivable - provision = net",
                column_total(rows, "receivable") - column_total(rows, "provision"),
                column_total(rows, "net"),
            ),
        ),
    )


def _years(picture: Picture) -> list[int]:
    return sorted({charge.year for charge in picture.all_charges() if charge.open_chf})


def _row(picture: Picture, year: int, rates: Rates) -> Mapping[str, Cell]:
    charges = [charge for charge in picture.all_charges() if charge.year == year and charge.open_chf]
    receivable_chf = sum_chf(charge.open_chf for charge in charges)
    rate = rate_of(rates, picture.as_of.year - year)
    provision_chf = (receivable_chf * rate / 100).quantize(ZERO_CHF, rounding="ROUND_HALF_UP")
    return {
        "year": str(year),
        "states": len({charge.state for charge in charges}),
        "receivable": receivable_chf,
        "rate": rate,
        "provision": provision_chf,
        "net": receivable_chf - provision_chf,
    }


def rate_of(rates: Rates, age: int) -> Decimal:
    """Give the percentage for an age in years: that of the highest age in the table which is not above it.

    >>> [int(rate_of({0: Decimal(0), 2: Decimal(25), 4: Decimal(100)}, age)) for age in (0, 1, 2, 3, 4, 9)]
    [0, 0, 25, 25, 100, 100]
    """
    reached = [at for at in rates if at <= age]
    return rates[max(reached)] if reached else Decimal(0)


def _words(rates: Rates) -> str:
    return ", ".join(f"from {age} years {rate:.0f} %" for age, rate in sorted(rates.items()))
