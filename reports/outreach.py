"""R5, the confidential brief on who owes most, with the last contact and the next step; and the steps that are due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.letter_readings import LetterDecision, Step
from db.money import ZERO_CHF
from reports.picture import Picture, share_of, sum_chf
from reports.table import Cell, Column, Identity, Kind, Table, column_total


@dataclass(frozen=True, slots=True)
class Followed:
    """What is known of the following up of a State: last contact in words, next step, payment plan."""

    last_on: date | None
    last: str
    step: Step | None
    plan: str = ""


def outreach(picture: Picture, followed: Mapping[str, Followed], steps: str) -> Table:
    """Rank the States by what they owe (CHF), with share, years, last contact and next step."""
    owed = {
        state.iso3: sum_chf(each.open_chf for each in picture.charges.get(state.iso3, ()) if each.year <= picture.year)
        for state in picture.reported_states()
    }
    total_chf = sum_chf(owed.values())
    rows = _ranked(picture, owed, total_chf, followed)
    return Table(
        name="outreach",
        title="Outreach brief (confidential)",
        heading=picture.heading,
        columns=(
            Column("rank", "Rank", Kind.COUNT),
            Column("state", "Code", spare=7),
            Column("name", "State"),
            Column("outstanding", "Outstanding", Kind.CHF),
            Column("share", "Share %", Kind.PERCENT, spare=4, decimals=1),
            Column("cumulative", "Cumulative %", Kind.PERCENT, spare=3, decimals=1),
            Column("years", "Years", spare=5),
            Column("last_on", "Last contact", Kind.DATE, spare=2),
            Column("last", "What it was", spare=6),
            Column("plan", "Payment plan", spare=8),
            Column("next", "Next step"),
        ),
        rows=tuple(rows),
        total={"outstanding": column_total(tuple(rows), "outstanding")},
        notes=("Confidential: for the President; not for circulation.", f"Steps: {steps}; a payment plan at any time."),
        is_confidential=True,
        identities=(
            Identity(
                "outstanding = open on all charges up to the year", column_total(tuple(rows), "outstanding"), total_chf
            ),
        ),
    )


def _ranked(
    picture: Picture, owed: Mapping[str, Decimal], total_chf: Decimal, followed: Mapping[str, Followed]
) -> list[Mapping[str, Cell]]:
    ranked = sorted((iso3 for iso3 in owed if owed[iso3]), key=lambda iso3: (-owed[iso3], iso3))
    rows: list[Mapping[str, Cell]] = []
    running_chf = ZERO_CHF
    for rank, iso3 in enumerate(ranked, 1):
        running_chf += owed[iso3]
        years = sorted({each.year for each in picture.charges[iso3] if each.open_chf and each.year <= picture.year})
        known = followed.get(iso3, Followed(None, "", None))
        rows.append(
            {
                "rank": rank,
                "state": iso3,
                "name": picture.states[iso3].name_en,
                "outstanding": owed[iso3],
                "share": share_of(owed[iso3], total_chf),
                "cumulative": share_of(running_chf, total_chf),
                "years": ", ".join(map(str, years)),
                "last_on": known.last_on,
                "last": known.last,
                "plan": known.plan,
                "next": f"{known.step.name} from {known.step.from_on}" if known.step else "",
            }
        )
    return rows


def due(picture: Picture, decisions: Sequence[LetterDecision], followed: Mapping[str, Followed], steps: str) -> Table:
    """List the steps that are due on the day for States that owe, the longest due first."""
    by_state = {each.state: each for each in decisions}
    rows: list[Mapping[str, Cell]] = []
    for iso3, known in followed.items():
        decision = by_state.get(iso3)
        if decision is None or known.step is None or known.step.from_on > picture.as_of:
            continue
        waits = "" if decision.written else f"waits, {decision.kind}"
        rows.append(
            {
                "from": known.step.from_on,
                "step": known.step.name,
                "state": iso3,
                "name": picture.states[iso3].name_en,
                "requested": decision.requested_chf,
                "last_on": known.last_on,
                "why": "; ".join(filter(None, (known.step.why, waits))),
            }
        )
    rows.sort(key=lambda row: (str(row["from"]), str(row["state"])))
    return Table(
        name="due",
        title="What is due with States that owe",
        heading=picture.heading,
        columns=(
            Column("from", "Due from", Kind.DATE),
            Column("step", "Step"),
            Column("state", "Code", spare=3),
            Column("name", "State"),
            Column("requested", "Requested", Kind.CHF),
            Column("last_on", "Last contact", Kind.DATE, spare=2),
            Column("why", "Because", spare=1),
        ),
        rows=tuple(rows),
        total={"requested": column_total(tuple(rows), "requested")},
        notes=(f"Steps: {steps}; a payment plan at any time. Nothing happens by itself.",),
    )
