"""What is said when a person stops a command with Ctrl-C: nothing is half done; what was kept, and how to go on."""

import shlex
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.commands.call import command_words

if TYPE_CHECKING:
    from collections.abc import Sequence

STOPPED = 130  # what a shell expects of a program that Ctrl-C has ended


@contextmanager
def listening() -> Iterator[list[int]]:
    """Keep that Ctrl-C was pressed, besides stopping what runs.

    SQLite asks our guard (``db.authorizer``) about each statement; there it swallows the interruption and refuses the
    statement instead, which would be said as a fault of the ledger.
    """
    presses: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield presses
        return

    def press(number: int, _frame: object) -> None:
        presses.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, press)
    try:
        yield presses
    finally:
        signal.signal(signal.SIGINT, before)


def stopped(ledger: Path, since: datetime, words: "Sequence[str]") -> str:
    """Say what the books have kept since a moment, and how to go on; ``words`` are those typed after ``isu``."""
    kept_count = _kept_since(ledger, since)
    again = shlex.join(("isu", *_to_go_on(words, is_kept=kept_count != 0)))
    if kept_count is None:
        return f"stopped; nothing is half done, and `isu log` shows what was kept; go on with: {again}"
    if not kept_count:
        return f"stopped; nothing was kept, and the ledger is as it was before; begin again with: {again}"
    changes = "1 change is" if kept_count == 1 else f"{kept_count} changes are"
    return f"stopped; nothing is half done, and {changes} kept (`isu log` shows what); go on with: {again}"


def _to_go_on(words: "Sequence[str]", *, is_kept: bool) -> "Sequence[str]":
    """Give the words to go on with: the same, but that a ledger which was made is not made again."""
    command = command_words(words)
    return words[: len(words) - len(command)] if is_kept and command[:1] == ("init",) else words


def _kept_since(ledger: Path, since: datetime) -> int | None:
    """Count the commands that the log has kept since; none if the ledger cannot be read now."""
    import sqlite3

    from db.logged import commands_since

    if not ledger.exists():
        return 0
    with suppress(sqlite3.Error, OSError):
        return commands_since(ledger, since)
    return None
