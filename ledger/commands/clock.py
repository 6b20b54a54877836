"""The clock; nothing below ``ledger.commands`` reads it."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """Give this moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Give today where the office is."""
    return datetime.now().astimezone().date()
