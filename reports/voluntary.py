"""Voluntary contributions (R8): pledged, received, outstanding, by State, year and line. A pledge is never arrears."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from db.money import ZERO_CHF
from db.pledges import PledgeReading
from db.readings import ApplicationReading
from db.vocabulary import Obligation
from reports.picture import sum_chf
from reports.table import Cell, Column, Heading, Identity, Kind, Table, column_total

Key = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """A pledge and the gifts that fulfil it, in CHF; a cancelled one has nothing outstanding."""

    pledge: PledgeReading
    received_chf: Decimal

    @property
    def outstanding_chf(self) -> Decimal:
        """Give what is still to come."""
        return ZERO_CHF if self.pledge.cancelled_on else self.pledge.amount_chf - self.received_chf


def gifts_of(applications: Iterable[ApplicationReading]) -> dict[Key, Decimal]:
    """Add up what States gave, in CHF, by State, year and voluntary line."""
    found: dict[Key, Decimal] = {}
    for each in applications:
        if each.obligation is Obligation.VOLUNTARY:
            key = (each.state, each.year, each.line)
            found[key] = found.get(key, ZERO_CHF) + each.amount_chf
    return found


def fulfilled(pledges: Sequence[PledgeReading], gifts: Mapping[Key, Decimal]) -> list[Fulfilment]:
    """Set gifts against the pledges of the same State, year and line: those that stand first, then the oldest first."""
    left = dict(gifts)
    received: dict[int, Decimal] = {}
    for pledge in sorted(pledges, key=lambda each: (each.cancelled_on is not None, each.pledged_on, each.id)):
        key = (pledge.state, pledge.year, pledge.line)
        part = min(pledge.amount_chf, left.get(key, ZERO_CHF))
        left[key] = left.get(key, ZERO_CHF) - part
        received[pledge.id] = part
    return [Fulfilment(pledge, received[pledge.id]) for pledge in pledges]


def voluntary(
    heading: Heading,
    names: Mapping[str, str],
    pledges: Sequence[PledgeReading],
    applications: Sequence[ApplicationReading],
) -> Table:
    """Build the report of voluntary contributions; amounts in CHF, by State and year."""
    gifts = gifts_of(applications)
    held = fulfilled(pledges, gifts)
    by_key: dict[Key, list[Fulfilment]] = {}
    for each in held:
        by_key.setdefault((each.pledge.state, each.pledge.year, each.pledge.line), []).append(each)
    rows = tuple(
        _row(key, names.get(key[0], key[0]), by_key.get(key, []), gifts.get(key, ZERO_CHF))
        for key in sorted({*by_key, *gifts}, key=lambda each: (names.get(each[0], each[0]), each[1:]))
    )
    amounts = ("pledged", "for_pledges", "outstanding", "beyond", "received")
    totals: dict[str, Cell] = {key: column_total(rows, key) for key in amounts}
    return Table(
        name="voluntary",
        title="Voluntary contributions",
        heading=heading,
        columns=(
            Column("state", "Code"),
            Column("name", "State"),
            Column("year", "Year"),
            Column("line", "Line"),
            Column("pledged", "Pledged", Kind.CHF),
            Column("for_pledges", "Received for it", Kind.CHF, spare=1),
            Column("outstanding", "Still to come", Kind.CHF),
            Column("beyond", "Beyond pledges", Kind.CHF, spare=2),
            Column("received", "Received", Kind.CHF),
        ),
        rows=rows,
        total=totals,
        notes=("A pledge is a promise: what is still to come is never arrears, and no letter asks for it.",),
        identities=(
            Identity("received = gifts in the books", column_total(rows, "received"), sum_chf(gifts.values())),
            Identity(
                "received for pledges + beyond = received",
                column_total(rows, "for_pledges") + column_total(rows, "beyond"),
                column_total(rows, "received"),
            ),
        ),
    )


def _row(key: Key, name: str, held: Sequence[Fulfilment], given_chf: Decimal) -> dict[str, Cell]:
    for_pledges = sum_chf(each.received_chf for each in held)
    return {
        "state": key[0],
        "name": name,
        "year": str(key[1]),
        "line": key[2],
        "pledged": sum_chf(each.pledge.amount_chf for each in held if not each.pledge.cancelled_on),
        "for_pledges": for_pledges,
        "outstanding": sum_chf(each.outstanding_chf for each in held),
        "beyond": given_chf - for_pledges,
        "received": given_chf,
    }


def pledge_list(heading: Heading, names: Mapping[str, str], held: Sequence[Fulfilment]) -> Table:
    """List pledges, each with what was received for it; CHF."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "pledge": each.pledge.label,
            "state": each.pledge.state,
            "name": names.get(each.pledge.state, ""),
            "year": str(each.pledge.year),
            "line": each.pledge.line,
            "pledged_on": each.pledge.pledged_on,
            "pledged": each.pledge.amount_chf,
            "received": each.received_chf,
            "outstanding": each.outstanding_chf,
            "standing": _standing(each),
            "why": each.pledge.cancelled_why or each.pledge.why,
        }
        for each in held
    )
    return Table(
        name="pledges",
        title="Pledges",
        heading=heading,
        columns=(
            Column("pledge", "Pledge"),
            Column("state", "Code"),
            Column("name", "State", spare=3),
            Column("year", "Year"),
            Column("line", "Line"),
            Column("pledged_on", "Pledged on", Kind.DATE, spare=1),
            Column("pledged", "Pledged", Kind.CHF),
            Column("received", "Received", Kind.CHF),
            Column("outstanding", "Still to come", Kind.CHF),
            Column("standing", "Standing"),
            Column("why", "Why", spare=2),
        ),
        rows=rows,
        total={key: column_total(rows, key) for key in ("pledged", "received", "outstanding")},
    )


def _standing(each: Fulfilment) -> str:
    if each.pledge.cancelled_on:
        return f"cancelled {each.pledge.cancelled_on}"
    if not each.outstanding_chf:
        return "fulfilled"
    return "fulfilled in part" if each.received_chf else "promised"
