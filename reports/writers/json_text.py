"""JSON: amounts as text with two decimals, days as ISO text, a budget line's key is its code."""

from collections.abc import Mapping

from reports.table import Cell, Column, Table
from reports.writers.cells import json_line, plain


def json_text(table: Table) -> str:
    """Write a table as one JSON object, ended by a newline."""
    heading = table.heading
    columns = {column.key: column for column in table.columns}
    written = {
        "report": table.name,
        "as_of": heading.as_of.isoformat(),
        "known_at": heading.books_at.isoformat() if heading.books_at else None,
        "data_until": heading.data_until.isoformat() if heading.data_until else None,
        "currency": heading.currency or None,
        **({"head": heading.head} if heading.head else {}),
        "office": heading.office,
        "notice": heading.notice,
        "columns": [{"key": column.key, "title": column.title, "kind": column.kind.value} for column in table.columns],
        "rows": _rows(table, columns),
        "total": {key: _value(cell, columns.get(key)) for key, cell in table.total.items()},
        "summary": [
            {"key": line.key, "title": line.title, "states_count": line.states_count, "amount": plain(line.amount_chf)}
            for line in table.summary
        ],
        "notes": list(table.notes),
        "identities": [
            {"name": each.name, "left": _value(each.left), "right": _value(each.right)} for each in table.identities
        ],
    } | {name: _figure(figure) for name, figure in table.figures.items()}
    return json_line(written, indent=1) + "\n"


def _rows(table: Table, columns: Mapping[str, Column]) -> list[object]:
    if table.machine_rows is not None:
        return list(table.machine_rows)
    return [{key: _value(cell, columns[key]) for key, cell in row.items()} for row in _in_order(table)]


def _in_order(table: Table) -> list[dict[str, Cell]]:
    return [{column.key: row[column.key] for column in table.columns} for row in table.rows]


def _value(cell: Cell, column: Column | None = None) -> str | int | bool | None:
    return cell if cell is None or isinstance(cell, (bool, int)) else plain(cell, column)


def _figure(figure: Cell | Mapping[str, Cell]) -> object:
    if isinstance(figure, Mapping):
        return {name: _value(cell) for name, cell in figure.items()}
    return _value(figure)
