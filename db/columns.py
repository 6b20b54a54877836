"""Column types that keep money and days exact on their way into the file, and many rows written as what they are.

Apart from ``db.money`` because this module needs SQLAlchemy, which reading a report does not.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Date, DateTime, Integer, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from db.moments import moment_text
from db.money import chf, rappen

if TYPE_CHECKING:
    from sqlmodel import SQLModel

Keep = Callable[[Any], object]


class ChfInRappen(TypeDecorator[Decimal]):
    """CHF as ``Decimal`` in Python, as INTEGER rappen in the file; refuses what ``db.money.rappen`` refuses."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Give the whole rappen to store."""
        return None if value is None else rappen(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        """Give back the CHF that were stored."""
        return None if value is None else chf(value)


_KEPT_AS: tuple[tuple[type[TypeEngine[Any]], Keep], ...] = (
    (ChfInRappen, rappen),
    (Date, date.isoformat),
    (DateTime, lru_cache(maxsize=16)(moment_text)),  # rows of one act have one moment
    (Boolean, int),
)


def insert_rows(db: sqlite3.Connection, table: "type[SQLModel]", rows: Sequence[Mapping[str, object]]) -> None:
    """Write many rows of one table, each as the file keeps it; all name the columns that the first one names.

    As the object layer would, but past it: that spends more on a row than all guards and the chain together.
    Raises what ``db.money.rappen`` refuses.
    """
    keys = tuple(rows[0])
    columns = _columns(table, keys)
    keeps = [(place, keep) for place, (_, keep) in enumerate(columns) if keep]
    cells_of = itemgetter(*keys)

    def kept() -> Iterator[list[object]]:
        for row in rows:
            cells = list(cells_of(row))
            for place, keep in keeps:
                if cells[place] is not None:
                    cells[place] = keep(cells[place])
            yield cells

    names, marks = ", ".join(f'"{name}"' for name, _ in columns), ", ".join("?" * len(columns))
    db.executemany(f'INSERT INTO "{table.__tablename__}" ({names}) VALUES ({marks})', kept())


@cache
def _columns(table: "type[SQLModel]", keys: tuple[str, ...]) -> list[tuple[str, Keep | None]]:
    """Give the columns of a table behind the names of its class: the column's name, and how a cell of it is kept."""
    held = inspect(table).column_attrs
    columns = [held[key].columns[0] for key in keys]
    return [(column.name, _keep(column.type)) for column in columns]


def _keep(of: TypeEngine[Any]) -> Keep | None:
    kinds = (of, getattr(of, "impl", of))
    return next((keep for kind, keep in _KEPT_AS if any(isinstance(each, kind) for each in kinds)), None)
