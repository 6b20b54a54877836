"""R6, letters and non-letters: one row for every State Party, with the reason; and the mailing list of the letters."""

from collections.abc import Sequence
from decimal import Decimal

from db.letter_readings import LetterDecision
from db.money import ZERO_CHF
from db.readings import MissionReading, StateReading
from reports.picture import Picture, sum_chf
from reports.status import unidentified_note
from reports.table import Cell, Column, Identity, Kind, SummaryLine, Table, column_total

_ADDRESS = (
    ("mission", "Mission"),
    ("addressee", "Addressee"),
    ("rank", "Rank"),
    ("salutation", "Salutation"),
    ("street", "Street"),
    ("postcode", "Postcode"),
    ("city", "City"),
    ("country", "Country"),
    ("email", "E-mail"),
    ("language", "Language"),
    ("channel", "Channel"),
    ("copy_new_york", "Copy to New York"),
)


def letters(picture: Picture, decisions: Sequence[LetterDecision]) -> Table:
    """Build the list of letters and non-letters from one decision for every State Party."""
    by_state = {decision.state: decision for decision in decisions}
    rows = tuple(_row(picture, state, by_state[state.iso3]) for state in picture.parties)
    written = [decision for decision in decisions if decision.written]
    not_written = [decision for decision in decisions if not decision.written]
    return Table(
        name="letters",
        title=f"Letters and non-letters {picture.year}",
        heading=picture.heading,
        columns=(
            Column("state", "Code"),
            Column("name", "State", spare=2),
            Column("written", "Letter", Kind.YES_NO),
            Column("kind", "For", spare=4),
            Column("requested", "Requested", Kind.CHF),
            Column("language", "Language", spare=5),
            Column("channel", "Channel", spare=6),
            Column("reason", "Reason"),
        ),
        rows=rows,
        total={
            "requested": column_total(rows, "requested"),
            "written_count": len(written),
            "not_written_count": len(not_written),
        },
        summary=(*_by_kind(written, "Written"), *_by_kind(not_written, "Not written")),
        notes=unidentified_note(picture),
        identities=(
            Identity("written + not written = States Parties", len(written) + len(not_written), len(picture.parties)),
            Identity(
                "requested = open of the States written to, less on account, deferred and disputed",
                column_total(rows, "requested"),
                sum_chf(_net(picture, decision) for decision in written),
            ),
        ),
    )


def _net(picture: Picture, decision: LetterDecision) -> Decimal:
    charges = picture.charges.get(decision.state, ())
    return (
        sum_chf(charge.open_chf for charge in charges if charge.year <= picture.year)
        - decision.on_account_chf
        - decision.deferred_chf
        - decision.disputed_chf
    )


def _row(picture: Picture, state: StateReading, decision: LetterDecision) -> dict[str, Cell]:
    mission = picture.missions.get(state.iso3)
    return {
        "state": state.iso3,
        "name": state.name_en,
        "written": decision.written,
        "kind": decision.kind,
        "requested": decision.requested_chf,
        "language": state.language,
        "channel": mission.channel if mission else "",
        "reason": decision.reason,
    }


def _by_kind(decisions: list[LetterDecision], what: str) -> list[SummaryLine]:
    kinds = sorted({decision.kind for decision in decisions})
    chosen = {kind: [decision for decision in decisions if decision.kind == kind] for kind in kinds}
    return [
        SummaryLine(
            kind.replace(" ", "_"), f"{what}: {kind}", len(found), sum_chf(each.requested_chf for each in found)
        )
        for kind, found in chosen.items()
    ]


def mailing_list(picture: Picture, decisions: Sequence[LetterDecision]) -> Table:
    """Build the list for a mail merge: address and amounts (CHF) of every State that is written to."""
    by_state = {decision.state: decision for decision in decisions if decision.written}
    lines = [line.code for line in picture.budget.assessed_lines()]
    rows = tuple(
        _mailing_row(picture, state, by_state[state.iso3], lines) for state in picture.parties if state.iso3 in by_state
    )
    amounts = ("prior_years", *lines, "on_account", "requested")
    without = [str(row["name"]) for row in rows if not row["mission"]]
    return Table(
        name="mailing-list",
        title=f"Mailing list {picture.year}",
        heading=picture.heading,
        columns=(
            Column("state", "Code"),
            Column("name", "State"),
            Column("formal_name", "Formal name"),
            *(Column(key, title) for key, title in _ADDRESS),
            Column("checked_on", "Address checked on", Kind.DATE),
            Column("invoice", "Invoice"),
            Column("reference", "Payment reference"),
            Column("due_on", "Due on", Kind.DATE),
            Column("prior_years", "Prior years CHF", Kind.CHF),
            *(Column(line, f"{line} {picture.year} CHF", Kind.CHF) for line in lines),
            Column("on_account", "Less on account CHF", Kind.CHF),
            Column("requested", "Requested CHF", Kind.CHF),
        ),
        rows=rows,
        total={key: column_total(rows, key) for key in amounts},
        summary=(SummaryLine("letters", "Letters", len(rows), column_total(rows, "requested")),),
        notes=(f"No address is known for: {', '.join(without)}.",) if without else (),
        identities=(Identity("one row for each letter", len(rows), len(by_state)),),
    )


LABELS_ACROSS = 3


def labels(picture: Picture, decisions: Sequence[LetterDecision]) -> Table:
    """Build the sheet of labels: the address of every State that is written to by post, three across, in its lines."""
    written = [decision.state for decision in decisions if decision.written]
    addresses = [picture.missions[state] for state in written if state in picture.missions]
    texts = ["\n".join(_label(mission)) for mission in addresses if mission.channel != "e-mail"]
    keys = [f"label_{number + 1}" for number in range(LABELS_ACROSS)]
    rows = tuple(
        dict(zip(keys, [*texts[first : first + LABELS_ACROSS], "", ""][:LABELS_ACROSS], strict=True))
        for first in range(0, len(texts), LABELS_ACROSS)
    )
    return Table(
        name="labels",
        title=f"Labels {picture.year}",
        heading=picture.heading,
        columns=tuple(Column(key, f"Label {number + 1}") for number, key in enumerate(keys)),
        rows=rows,
        total={},
        identities=(
            Identity(
                "a label for each letter by post", sum(bool(row[key]) for row in rows for key in keys), len(texts)
            ),
        ),
    )


def _label(mission: MissionReading) -> list[str]:
    town = f"{mission.postcode} {mission.city}".strip()
    return [line for line in (mission.addressee, mission.mission, mission.street, town, mission.country) if line]


def _mailing_row(picture: Picture, state: StateReading, decision: LetterDecision, lines: list[str]) -> dict[str, Cell]:
    mission = picture.missions.get(state.iso3)
    invoice = next((held for held in picture.invoices.get(state.iso3, ()) if held.year == picture.year), None)
    return {
        "state": state.iso3,
        "name": state.name_en,
        "formal_name": state.formal_en,
        **{key: str(getattr(mission, key)) if mission else "" for key, _ in _ADDRESS},
        "checked_on": mission.checked_on if mission else None,
        "invoice": invoice.number if invoice else "",
        "reference": invoice.reference if invoice else "",
        "due_on": invoice.due_on if invoice else None,
        "prior_years": decision.prior_years_chf,
        **{line: decision.this_year_chf.get(line, ZERO_CHF) for line in lines},
        "on_account": decision.on_account_chf,
        "requested": decision.requested_chf,
    }
