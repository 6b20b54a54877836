"""The list of closed months: every closing and reopening, with what was known of the month, and by whom."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from db.closings import ClosingReading
from db.logged import LoggedReading
from db.moments import long_date
from db.money import chf_text
from reports.table import Cell, Column, Heading, Kind, Table


def closings_list(heading: Heading, found: Sequence[ClosingReading], logged: Sequence[LoggedReading]) -> Table:
    """List the closings and reopenings, oldest first; ``logged`` tells whose they were."""
    by = {each.recorded_at: each.said_by for each in logged}
    until = found[-1].closed_until if found else None
    state = f"The books are closed up to {long_date(until)}." if until else "No month is closed."
    further = (
        (f"What comes to be known later counts from {long_date(until + timedelta(days=1))}; what was reported stays.",)
        if until
        else ()
    )
    return Table(
        name="closings",
        title="Closed months",
        heading=heading,
        columns=(
            Column("month", "Month"),
            Column("act", "What"),
            Column("on", "Done on", Kind.DATE),
            Column("by", "By"),
            Column("difference", "Difference CHF"),
            Column("unidentified", "Unidentified", Kind.COUNT, spare=2),
            Column("unidentified_chf", "Unidentified CHF", Kind.CHF, spare=1),
            Column("undecided_debits", "Debits not said", Kind.COUNT, spare=3),
            Column("why", "Why"),
        ),
        rows=tuple(_row(each, by.get(each.recorded_at, "")) for each in found),
        total={},
        notes=(state, *further),
    )


def _row(each: ClosingReading, by: str) -> Mapping[str, Cell]:
    difference = "not proven" if each.difference_chf is None else chf_text(each.difference_chf)
    return {
        "month": f"{each.month_end:%Y-%m}",
        "act": "closed" if each.is_close else "opened again",
        "on": each.recorded_at.date(),
        "by": by,
        "difference": difference if each.is_close else "",
        "unidentified": each.unidentified_count if each.is_close else None,
        "unidentified_chf": each.unidentified_chf if each.is_close else None,
        "undecided_debits": each.undecided_debits_count if each.is_close else None,
        "why": each.why,
    }
