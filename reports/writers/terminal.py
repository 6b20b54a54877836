"""Tables on the screen: no amount is ever cut; on a narrow screen, spare columns are left out and named.

In a pipe or a file nothing is left out, and long sentences are set below each other. For a screen reader each row is a
line of "heading: value".
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from reports.table import Cell, Column, Kind, Table
from reports.writers.cells import heading_lines, is_number, printable, shown
from reports.writers.screen import is_plain, unaligned

_GAP = 2
_NARROW_NAME = 14
_NARROW_SENTENCE = 34
_SENTENCE_FROM = 45
_SENTENCE_IN_A_PIPE = 60
_IN_A_PIPE = 120  # at least, for what stands around the table
_ONE_PLACE_EACH = "\u0300"  # the letters below it each take one place on the screen

Line = tuple[str, bool]  # as it is written, and whether it is bold
_NOTHING: Sequence[Line] = (("", False), ("  (nothing to show)", False), ("", False))


def print_table(table: Table, *, width: int | None = None) -> None:
    """Print a report to standard output; ``width`` in characters, else that of the screen (a pipe has no limit)."""
    if is_plain():
        sys.stdout.write("".join(f"{line}\n" for line in plain_lines(table)))
    elif width or sys.stdout.isatty():
        from rich.console import Console

        console = Console(width=width, highlight=False)
        for line, is_bold in _lines(table, console.width):
            console.out(line, style="bold" if is_bold else None, highlight=False)
    else:
        sys.stdout.write("".join(f"{line}\n" for line, _ in _lines(table, None)))


def _lines(table: Table, screen: int | None) -> Iterator[Line]:
    """Write a report line by line: rather a line that the screen wraps than an amount that is cut."""
    columns, left_out = _fitting(table, screen)
    widths = _widths(table, columns, screen)
    room = max(_needed(widths), screen or _IN_A_PIPE)
    title, *heading = heading_lines(table.heading, table.title)
    yield from ((line, True) for line in _wrapped(title, room))
    yield from ((line, False) for text in heading for line in _wrapped(text, room))
    yield from _grid(table, columns, widths) if table.rows else _NOTHING
    yield from ((line, False) for text in _after(table, left_out) for line in _wrapped(text, room))


def _grid(table: Table, columns: Sequence[Column], widths: Sequence[int]) -> Iterator[Line]:
    """Write the table itself: its headings, which end above the rule, its rows and its totals."""

    def together(cells: Iterable[Sequence[str]], *, is_bold: bool = False) -> Iterator[Line]:
        for parts in zip_longest(*cells, fillvalue=""):
            set_out = (_set_out(*each) for each in zip(parts, widths, columns, strict=True))
            yield f" {(' ' * _GAP).join(set_out)}".rstrip(), is_bold

    def cut(texts: Iterable[str]) -> list[list[str]]:
        return [_wrapped(text, width) for text, width in zip(texts, widths, strict=True)]

    titles = cut(column.title for column in columns)
    height = max(map(len, titles))
    yield "", False
    yield from together([[""] * (height - len(lines)) + lines for lines in titles], is_bold=True)
    yield f" {'─' * (_needed(widths) - 2 * _GAP)}", False
    for row in table.rows:
        yield from together(cut(shown(row[column.key], column) for column in columns))
    yield "", False
    if _has_footer(table):
        yield from together(cut(_footer(table, column) for column in columns), is_bold=True)
        yield "", False


def _set_out(text: str, width: int, column: Column) -> str:
    blanks = " " * (width - _places(text))
    return f"{blanks}{text}" if is_number(column) else f"{text}{blanks}"


def _wrapped(text: str, width: int) -> list[str]:
    """Give the lines of a text, broken between words where they are wider than there is room."""
    lines = text.split("\n")
    if all(_places(line) <= width for line in lines):
        return lines
    from rich.console import Console
    from rich.text import Text

    return [line.plain.rstrip() for line in Text(text).wrap(Console(width=width), width, overflow="fold")]


def _places(text: str) -> int:
    """Give how many places of the screen a text takes: some letters take two, some none."""
    if not text or max(text) < _ONE_PLACE_EACH:
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def plain_lines(table: Table) -> Iterator[str]:
    """Write a report line by line, as a screen reader reads it: each row with its headings, nothing left out."""
    yield from heading_lines(table.heading, table.title)
    for row in table.rows:
        yield _spoken(row, table.columns)
    if not table.rows:
        yield "Nothing to show."
    elif _has_footer(table):
        count = "1 row" if len(table.rows) == 1 else f"{len(table.rows)} rows"
        totals = [column for column in table.columns if column.key in table.total]
        yield f"Total of {count}: {_spoken(table.total, totals)}"
    for line in table.summary:
        states = f"{line.states_count} {'State' if line.states_count == 1 else 'States'}"
        yield f"{line.title}: {states}, CHF {shown(line.amount_chf)}."
    for note in table.notes:
        yield unaligned(printable(note))


def _spoken(row: Mapping[str, Cell], columns: Sequence[Column]) -> str:
    cells = [(column.title, " ".join(shown(row[column.key], column).split())) for column in columns]
    return "; ".join(f"{' '.join(title.split())}: {text}" if title else text for title, text in cells if text) + "."


def _footer(table: Table, column: Column) -> str:
    total = table.total.get(column.key)
    if total is None:
        return (
            f"{len(table.rows)} {'row' if len(table.rows) == 1 else 'rows'}"
            if column is table.columns[0] and _has_footer(table)
            else ""
        )
    return shown(total, column)


def _has_footer(table: Table) -> bool:
    return bool(table.rows) and any(column.key in table.total for column in table.columns)


def _fitting(table: Table, screen: int | None) -> tuple[list[Column], list[Column]]:
    columns: list[Column] = list(table.columns)
    left_out: list[Column] = []
    while screen is not None and _needed([_narrowest(table, column) for column in columns]) > screen:
        spare = max(columns, key=lambda column: column.spare)
        if not spare.spare:
            break
        columns.remove(spare)
        left_out.append(spare)
    return columns, left_out


def _widths(table: Table, columns: Sequence[Column], screen: int | None) -> list[int]:
    """Give each column its room: amounts whole, texts from their narrowest up to their widest while there is room."""
    if screen is None:
        return [_in_a_pipe(table, column) for column in columns]
    widths = [_narrowest(table, column) for column in columns]
    for number, column in enumerate(columns):
        room = screen - _needed(widths)
        widths[number] += max(min(room, _widest(table, column) - widths[number]), 0)
    return widths


def _needed(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * len(widths) + _GAP


def _widest(table: Table, column: Column) -> int:
    cells = [column.title, _footer(table, column), *(shown(row[column.key], column) for row in table.rows)]
    return max(_places(line) for cell in cells for line in cell.split("\n"))


def _in_a_pipe(table: Table, column: Column) -> int:
    """Give the room in a pipe: all of it, but for sentences, which would push all else out of sight."""
    widest = _widest(table, column)
    return min(widest, _SENTENCE_IN_A_PIPE) if column.kind is Kind.TEXT and column.key != "name" else widest


def _narrowest(table: Table, column: Column) -> int:
    widest = _widest(table, column)
    if column.kind is not Kind.TEXT:
        return widest
    return min(widest, _NARROW_SENTENCE if widest > _SENTENCE_FROM and column.key != "name" else _NARROW_NAME)


def _after(table: Table, left_out: list[Column]) -> list[str]:
    lines = [*_summary(table), *map(printable, table.notes)]
    if left_out:
        named = ", ".join(column.title for column in left_out)
        lines.append(f"Left out on this narrow screen: {named}. Widen it, or use --format csv or xlsx.")
    return lines


def _summary(table: Table) -> list[str]:
    if not table.summary:
        return []
    titles = max(len(line.title) for line in table.summary)
    amounts = max(len(shown(line.amount_chf)) for line in table.summary)
    lines = [
        f"{line.title:<{titles}}  {line.states_count:>4} {'State ' if line.states_count == 1 else 'States'}"
        f"  CHF {shown(line.amount_chf):>{amounts}}"
        for line in table.summary
    ]
    return [*lines, ""] if table.notes else lines
