"""Holds and contacts as lists: what was said with States, and which of it still counts."""

from collections.abc import Iterable, Mapping

from db.contacts import ContactReading, HoldReading
from reports.table import Cell, Column, Heading, Kind, Table


def holds(heading: Heading, found: Iterable[HoldReading]) -> Table:
    """List holds on letters, those that ended too."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "state": each.state,
            "from": each.from_on,
            "until": each.until_on,
            "standing": _standing(each, heading),
            "why": each.why,
        }
        for each in found
    )
    columns = (
        Column("state", "State"),
        Column("from", "From", Kind.DATE),
        Column("until", "Until", Kind.DATE),
        Column("standing", "Standing"),
        Column("why", "Why"),
    )
    return Table(name="holds", title="Holds on letters", heading=heading, columns=columns, rows=rows, total={})


def _standing(each: HoldReading, heading: Heading) -> str:
    if each.holds(heading.as_of):
        return "no letter"
    return f"released on {each.released_on}" if each.released_on else "ended"


def contacts(heading: Heading, found: Iterable[ContactReading]) -> Table:
    """List what was said with States, by State and day."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "contact": each.label,
            "state": each.state,
            "on": each.contacted_on,
            "kind": each.kind,
            "until": each.until_on,
            "standing": ""
            if each.until_on is None
            else "open"
            if each.is_promised(heading.as_of)
            else "its day has passed",
            "words": each.words,
        }
        for each in found
    )
    columns = (
        Column("contact", "Contact"),
        Column("state", "State"),
        Column("on", "Day", Kind.DATE),
        Column("kind", "Kind"),
        Column("until", "Promised until", Kind.DATE),
        Column("standing", "Promise"),
        Column("words", "What was said"),
    )
    return Table(name="contacts", title="Contacts", heading=heading, columns=columns, rows=rows, total={})
