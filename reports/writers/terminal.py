"""Tables on the screen: no amount is ever cut; on a narrow screen, spare columns are left out and named."""

import sys
from collections.abc import Sequence

from reports.table import Column, Kind, Table
from reports.writers.cells import heading_lines, is_number, printable, shown

_GAP = 2
_NARROW_NAME = 14
_NARROW_SENTENCE = 34
_SENTENCE_FROM = 45


def print_table(table: Table, *, width: int | None = None) -> None:
    """Print a report to standard output; ``width`` in characters, else that of the screen (a pipe has no limit)."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    console = Console(width=width, highlight=False)
    screen = console.width if width or sys.stdout.isatty() else None
    columns, left_out = _fitting(table, screen)
    widths = _widths(table, columns, screen)
    if screen is None or _needed(widths) > screen:  # rather a line that wraps than an amount that is cut
        console = Console(width=max(_needed(widths), screen or 120), highlight=False)
    title, *heading = heading_lines(table.heading, table.title)
    console.print(Text(title), style="bold")
    for line in heading:
        console.print(Text(line))
    grid = Grid(box=SIMPLE_HEAD, pad_edge=False, padding=(0, _GAP - 1, 0, 0), show_footer=_has_footer(table))
    for column, characters in zip(columns, widths, strict=True):
        justify = "right" if is_number(column) else "left"
        footer = Text(_footer(table, column))
        grid.add_column(Text(column.title), footer=footer, justify=justify, width=characters, overflow="fold")  # type: ignore[arg-type]
    for row in table.rows:
        grid.add_row(*(Text(shown(row[column.key], column)) for column in columns))
    console.print(grid if table.rows else Text("\n  (nothing to show)\n"))
    for line in _after(table, left_out):
        console.print(Text(line))


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
        return [_widest(table, column) for column in columns]
    widths = [_narrowest(table, column) for column in columns]
    for number, column in enumerate(columns):
        room = screen - _needed(widths)
        widths[number] += max(min(room, _widest(table, column) - widths[number]), 0)
    return widths


def _needed(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * len(widths) + _GAP


def _widest(table: Table, column: Column) -> int:
    cells = [column.title, _footer(table, column), *(shown(row[column.key], column) for row in table.rows)]
    return max(len(line) for cell in cells for line in cell.split("\n"))


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
