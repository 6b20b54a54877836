"""Holds and contacts as lists: what was said with States, and which of it still counts."""

from collections.abc import Iterable, Mapping
from datetime import date

from db.contacts import ContactReading, HoldReading
from db.moments import months_later
from db.names import alphabetical
from db.readings import MissionReading, StateReading
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


def addresses_to_check(
    heading: Heading, parties: Iterable[StateReading], missions: Mapping[str, MissionReading], months: int
) -> Table:
    """List the States Parties whose address is missing, incomplete, or was not checked for some months."""
    rows: list[Mapping[str, Cell]] = []
    for state in alphabetical(parties):
        mission = missions.get(state.iso3)
        faults = _faults_of(mission, heading.as_of, months)
        if faults:
            checked_on = mission.checked_on if mission else None
            rows.append(
                {"state": state.iso3, "name": state.name_en, "checked_on": checked_on, "what": "; ".join(faults)}
            )
    return Table(
        name="addresses-to-check",
        title="Addresses to check",
        heading=heading,
        columns=(
            Column("state", "Code"),
            Column("name", "State"),
            Column("checked_on", "Checked on", Kind.DATE),
            Column("what", "What is wrong"),
        ),
        rows=tuple(rows),
        total={},
        notes=("Mend them in a table of addresses, then: isu addresses import FILE",) if rows else (),
    )


def _faults_of(mission: MissionReading | None, on: date, months: int) -> list[str]:
    if mission is None:
        return ["no address"]
    faults = [] if mission.language else ["no language"]
    if mission.channel == "e-mail" and not mission.email:
        faults.append("no e-mail address")
    if not (mission.street and mission.city):
        faults.append("no street or city")
    if mission.checked_on is None:
        faults.append("never checked")
    elif months_later(mission.checked_on, months) <= on:
        faults.append(f"not checked for {months} months")
    return faults
