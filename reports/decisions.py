"""What was decided about a year: the assessment and each revision, with document, day and what was charged then."""

from collections.abc import Mapping, Sequence

from db.money import ZERO_CHF
from db.readings import DecisionReading
from reports.picture import sum_chf
from reports.table import Cell, Column, Heading, Kind, Table


def decisions(heading: Heading, year: int, made: Sequence[DecisionReading]) -> Table:
    """Build the history of a year, oldest first; amounts in CHF."""
    undone = {decision.undoes: decision.label for decision in made if decision.undoes is not None}
    rows: list[Mapping[str, Cell]] = []
    before_chf = ZERO_CHF
    for decision in made:
        charged_chf = sum_chf(line.charged_chf for line in decision.lines)
        rows.append(
            {
                "decision": decision.label,
                "on": decision.on,
                "what": _what(decision, undone),
                "document": decision.decision,
                "scale": decision.scale_name,
                **_lines(decision, made),
                "charged": charged_chf,
                "change": charged_chf - before_chf,
            }
        )
        before_chf = charged_chf
    return Table(
        name="decisions",
        title=f"Decisions on {year}",
        heading=heading,
        columns=(
            Column("decision", "Decision"),
            Column("on", "Day", Kind.DATE),
            Column("what", "What", spare=2),
            Column("document", "Document or reason"),
            Column("scale", "Scale", spare=4),
            *(Column(code, code, Kind.CHF, spare=3) for code in _codes(made)),
            Column("charged", "Charged in all", Kind.CHF),
            Column("change", "Change", Kind.CHF),
        ),
        rows=tuple(rows),
        total={},
    )


def _codes(made: Sequence[DecisionReading]) -> list[str]:
    return list(dict.fromkeys(line.line for decision in made for line in decision.lines))


def _lines(decision: DecisionReading, made: Sequence[DecisionReading]) -> dict[str, Cell]:
    by_line = {line.line: line.charged_chf for line in decision.lines}
    return {code: by_line.get(code, ZERO_CHF) for code in _codes(made)}


def _what(decision: DecisionReading, undone: Mapping[int, str]) -> str:
    if decision.undoes:
        return f"takes back {decision.year}/{decision.undoes}"
    what = "revision" if decision.number else "assessment"
    return f"{what}, taken back by {undone[decision.number]}" if decision.number in undone else what
