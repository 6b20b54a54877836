"""Write the log of a command, within the transaction in which it changes the ledger."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.closing_tables import LoggedCommand
from db.logged import Rows, last_moment
from ledger.books.open_books import Books


@dataclass(frozen=True, slots=True)
class Call:
    """One command as it was given: whose, its words, and the files that it names with their SHA-256."""

    said_by: str
    words: str
    files: Mapping[str, str]


def keep_log(books: Books, call: Call, wrote: Mapping[str, Rows], *, remark: str = "") -> None:
    """Write who did what with which files, and which rows of which tables came of it."""
    books.add(
        LoggedCommand(
            said_by=call.said_by,
            words=call.words,
            files=json.dumps(call.files, ensure_ascii=False),
            remark=remark,
            wrote=json.dumps(wrote),
            recorded_at=books.at,
        )
    )


def moment_to_write(books: Books) -> datetime:
    """Give the moment under which to write: now, or just after the last command if the clock is not past it.

    So what is known at a moment stays what it is, also when the clock is set back or two programs write in turn.
    """
    last = last_moment(books.db)
    return books.at if last is None or last < books.at else last + timedelta(microseconds=1)
