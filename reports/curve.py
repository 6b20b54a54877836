"""R10, the collection curve: how much of each year's assessment had come in by the end of each month."""

import calendar
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from db.moments import last_of_month, months_later
from db.vocabulary import Obligation
from reports.picture import Picture, share_of, sum_chf
from reports.table import Cell, Column, Identity, Kind, Table

YEARS_SHOWN = 4
_COUNTED = (
    "Money counts by its value date: what came before the year stands at its beginning. Percent of what is "
    "assessed on the day asked about. What came after December stands in the last row."
)


def curve(picture: Picture) -> Table:
    """Build the cumulative percentage of the assessment by month, the picture's year beside those before it."""
    years = [year for year in sorted(picture.decisions) if year <= picture.year][-YEARS_SHOWN:]
    rows = tuple(_row(picture, years, label, month) for label, month in _moments())
    return Table(
        name="curve",
        title=f"Collection of assessed contributions, {years[0]} to {years[-1]}" if years[1:] else "Collection",
        heading=picture.heading,
        columns=(
            Column("by", "By the end of"),
            *(Column(str(year), f"{year} %", Kind.PERCENT, decimals=1) for year in years),
            *(Column(f"chf_{year}", f"{year} CHF", Kind.CHF, spare=index + 1) for index, year in enumerate(years)),
        ),
        rows=rows,
        total={},
        notes=(_COUNTED,),
        identities=tuple(
            Identity(
                f"{year}: collected by the last row = received on its charges",
                _collected(picture, year, None),
                sum_chf(charge.received_chf for charge in picture.all_charges() if charge.year == year),
            )
            for year in years
        ),
        figures={f"assessed_{year}": _assessed(picture, year) for year in years},
    )


def _moments() -> list[tuple[str, int | None]]:
    return [("the year before", 0), *((calendar.month_name[month], month) for month in range(1, 13)), ("later", None)]


def _row(picture: Picture, years: list[int], label: str, month: int | None) -> Mapping[str, Cell]:
    row: dict[str, Cell] = {"by": label}
    for year in years:
        last = _last_day(year, month)
        collected_chf = _collected(picture, year, last) if _is_reached(_known_until(picture), year, last) else None
        row[f"chf_{year}"] = collected_chf
        row[str(year)] = None if collected_chf is None else share_of(collected_chf, _assessed(picture, year))
    return row


def _known_until(picture: Picture) -> date:
    """Give the day up to which receipts are known: what comes after the bank's data is blank, and not flat."""
    return min(picture.as_of, picture.heading.data_until or picture.as_of)


def _is_reached(on: date, year: int, last: date | None) -> bool:
    """Tell whether a month has begun by a day; what is later than December counts once the year is over."""
    return on.year > year if last is None else last.replace(day=1) <= on


def _last_day(year: int, month: int | None) -> date | None:
    return None if month is None else last_of_month(months_later(date(year, 1, 1), month - 1))


def _collected(picture: Picture, year: int, last: date | None) -> Decimal:
    uses = (use for held in picture.applications.values() for use in held)
    return sum_chf(
        use.amount_chf
        for use in uses
        if use.year == year and use.obligation is Obligation.ASSESSED and (last is None or use.received_on <= last)
    )


def _assessed(picture: Picture, year: int) -> Decimal:
    return sum_chf(charge.assessed_chf for charge in picture.all_charges() if charge.year == year)
