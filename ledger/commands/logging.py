"""Log a command within the transaction in which it changes the ledger, under a moment after every one before it.

Apart because this is where the clock, the person and the books meet; no act knows of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import typer

from db.logged import highest_rows, written_since
from ledger.books.keeping_log import Call, keep_log, moment_to_write
from ledger.books.open_books import Books

_CLOCKS_MAY_DIFFER = timedelta(minutes=2)


@contextmanager
def logged(books: Books, call: Call, *, remark: str = "") -> Iterator[Books]:
    """Give the books under the moment to write; what is written is logged, nothing written leaves no trace."""
    at = moment_to_write(books)
    if at - books.at > _CLOCKS_MAY_DIFFER:
        _say_the_clock_is_behind(books.at, at)
    timed = replace(books, at=at)
    before = highest_rows(books.db)
    yield timed
    books.session.flush()
    wrote = written_since(books.db, before)
    if wrote or remark:
        keep_log(timed, call, wrote, remark=remark)


def _say_the_clock_is_behind(now: datetime, at: datetime) -> None:
    typer.echo(
        f"isu: note: this computer's clock says {now:%Y-%m-%d %H:%M} UTC, but the ledger was changed last on "
        f"{at:%Y-%m-%d %H:%M} UTC; what is done now is kept as just after that; check the clock",
        err=True,
    )
