"""How the figures of a day were made: the books they are read from, the rules in force, and the control totals."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from db.entries import BooksReading
from db.moments import long_date
from db.readings import DecisionReading
from reports.picture import Picture, sum_chf
from reports.table import Cell, Column, Kind, Table

Row = tuple[str, str, int | None, Decimal | None]


def made(
    picture: Picture, books: BooksReading, rules: Sequence[tuple[str, str]], standing: Table, version: str
) -> Table:
    """Build the table: about what, in words, count, CHF.

    ``rules`` are (about, sentence) pairs; ``standing`` is the status of the same picture; ``version`` is the program's.
    """
    found = [
        *_books(picture, books),
        *_decisions(picture),
        *((about, sentence, None, None) for about, sentence in rules),
        *_totals(picture, standing),
        ("Program", f"isu {version}", None, None),
    ]
    return Table(
        name="made",
        title="How these figures were made",
        heading=picture.heading,
        columns=(
            Column("about", "About"),
            Column("what", "What"),
            Column("count", "Count", Kind.COUNT),
            Column("amount", "CHF", Kind.CHF),
        ),
        rows=tuple(_row(each) for each in found),
        total={},
        notes=(
            "Every figure is read from the entries of the ledger up to the last one named here, and none is typed.",
        ),
    )


def _row(found: Row) -> Mapping[str, Cell]:
    about, what, count, amount = found
    return {"about": about, "what": what, "count": count, "amount": amount}


def _books(picture: Picture, books: BooksReading) -> Iterable[Row]:
    until = picture.heading.data_until
    last = f", the last one E{books.last_id} of {books.last_recorded_at:%Y-%m-%d %H:%M} UTC" if books.last_id else ""
    yield "Books", f"entries of the ledger{last}", books.entries_count, None
    if picture.heading.head:
        yield "Books", f"head {picture.heading.head}; prove it with isu check --head {picture.heading.head}", None, None
    yield "Bank data", f"until {long_date(until)}" if until else "none yet", None, None
    yield "Bank data", "receipts booked", sum(len(held) for held in picture.receipts.values()), None


def _decisions(picture: Picture) -> Iterable[Row]:
    for year, decisions in sorted(picture.decisions.items()):
        for each in decisions:
            what = "revised" if each.number else "assessed"
            yield "Decisions", f"{year} {what} on {long_date(each.on)}: {each.decision}; charged", None, _charged(each)


def _charged(decision: DecisionReading) -> Decimal:
    return sum_chf(line.charged_chf for line in decision.lines)


def _totals(picture: Picture, standing: Table) -> Iterable[Row]:
    for line in standing.summary:
        yield "Control totals", line.title, line.states_count, line.amount_chf
    unidentified = sum_chf(receipt.unidentified_chf for receipt in picture.unidentified)
    yield "Control totals", "Receipts not identified, counted for no State", len(picture.unidentified), unidentified
