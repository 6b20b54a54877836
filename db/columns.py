"""Column types that keep money and days exact on their way into the file.

Apart from ``db.money`` because this module needs SQLAlchemy, which reading a report does not.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from db.money import chf, rappen


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
