"""R12, payment plans, and disputes: what is deferred or questioned, which stays owed."""

from collections.abc import Iterable, Mapping

from db.letter_readings import DAYS_OF_GRACE, DisputeReading, Standing
from reports.table import Cell, Column, Heading, Kind, Table, column_total

_RULE = (
    "Received: what came in since the agreement and paid years up to it. What is deferred stays owed; a plan "
    f"is broken when an instalment is not paid {DAYS_OF_GRACE} days after its day."
)


def payment_plans(heading: Heading, found: Iterable[Standing]) -> Table:
    """List the plans with how each stands; amounts in CHF."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "plan": each.plan.label,
            "state": each.plan.state,
            "agreed": each.plan.agreed_on,
            "amount": each.plan.amount_chf,
            "due": each.due_chf,
            "received": each.received_chf,
            "next_on": each.next.due_on if each.next else None,
            "next_chf": each.next.amount_chf if each.next else None,
            "standing": each.words,
            "words": each.plan.words,
        }
        for each in found
    )
    return Table(
        name="payment-plans",
        title="Payment plans",
        heading=heading,
        columns=(
            Column("plan", "Plan"),
            Column("state", "State"),
            Column("agreed", "Agreed", Kind.DATE, spare=3),
            Column("amount", "Planned", Kind.CHF),
            Column("due", "Due by now", Kind.CHF, spare=1),
            Column("received", "Received", Kind.CHF),
            Column("next_on", "Next", Kind.DATE, spare=2),
            Column("next_chf", "Instalment", Kind.CHF, spare=4),
            Column("standing", "Standing"),
            Column("words", "Agreement", spare=5),
        ),
        rows=rows,
        total={key: column_total(rows, key) for key in ("amount", "due", "received")},
        notes=(_RULE,),
    )


def disputes(heading: Heading, found: Iterable[tuple[DisputeReading, Cell]]) -> Table:
    """List disputed charges, each with what is open on it (CHF)."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "dispute": each.label,
            "state": each.state,
            "year": str(each.year),
            "line": each.line,
            "since": each.disputed_on,
            "open": open_chf,
            "standing": f"settled on {each.ended_on}: {each.ended_why}" if each.ended_on else "disputed",
            "why": each.why,
        }
        for each, open_chf in found
    )
    return Table(
        name="disputes",
        title="Disputed contributions",
        heading=heading,
        columns=(
            Column("dispute", "Dispute"),
            Column("state", "State"),
            Column("year", "Year"),
            Column("line", "Line"),
            Column("since", "Since", Kind.DATE, spare=1),
            Column("open", "Open", Kind.CHF),
            Column("standing", "Standing"),
            Column("why", "Why", spare=2),
        ),
        rows=rows,
        total={},
        notes=("A disputed contribution stays owed and in every total; no letter asks for it.",),
    )
