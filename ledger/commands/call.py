"""The command as the person gave it: whose it is, its words, its files; kept for the log until something is written.

Apart because every group of commands is logged in the same way, and none of them has to say so.
"""

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ledger.books.keeping_log import Call

_OF_THE_PROGRAM = {"--ledger": 2, "--as": 2, "--plain": 1}  # how many words each is; they say where, who and how
_WRITTEN = ("--output", "--into", "--to")
NOBODY = "not known"


class Typed(NamedTuple):
    """What was typed after ``isu``, and who gave their name with it, if anybody."""

    words: tuple[str, ...] = ()
    said_by: str = ""


TYPED: ContextVar[Typed | None] = ContextVar("typed", default=None)


def typed() -> Typed:
    """Give what was typed; nothing where no command runs."""
    return TYPED.get() or Typed()


def command_words(words: Sequence[str]) -> tuple[str, ...]:
    """Leave the options of the program itself out of what was typed.

    >>> command_words(["--ledger", "office.sqlite", "--as=anna", "close", "2017-01"])
    ('close', '2017-01')
    >>> command_words(["--plain", "--ledger", "office.sqlite", "check"])
    ('check',)
    """
    left = list(words)
    while left and left[0].partition("=")[0] in _OF_THE_PROGRAM:
        del left[: 1 if "=" in left[0] else _OF_THE_PROGRAM[left[0]]]
    return tuple(left)


def starts_with(*commands: str) -> bool:
    """Tell whether the command that was typed is one of these, like ``bank import``."""
    given = [word for word in command_words(typed().words) if not word.startswith("-")]
    return any(given[: len(name)] == name for name in (command.split() for command in commands))


def typed_command() -> str:
    """Give the command without its arguments, as far as it is letters: bank import, letters write, close."""
    words: list[str] = []
    for word in command_words(typed().words):
        if not word.isalpha() or len(words) == 2:
            break
        words.append(word)
    return " ".join(words) or "isu"


@contextmanager
def standing_for(*words: str) -> Iterator[None]:
    """Count what is done within as the command of these words: so it is logged, and backed up before."""
    before = TYPED.set(Typed(words, typed().said_by))
    try:
        yield
    finally:
        TYPED.reset(before)


def call_of(ledger: Path) -> "Call":
    """Give the command for the log: by the name given, else by the user of the system."""
    from shlex import join

    from ledger.books.keeping_log import Call

    call = typed()
    words = command_words(call.words)
    return Call(call.said_by or _user(), join(("isu", *words)), _files(words, ledger))


def _user() -> str:
    with suppress(KeyError, OSError, ImportError):
        return getpass.getuser()
    return NOBODY


def _files(words: Sequence[str], ledger: Path) -> dict[str, str]:
    """Give the files that a command reads, by name, with their SHA-256; the ledger itself is never opened here.

    Closing a file gives up all locks on it that this process holds (POSIX), those of the database too.
    """
    from hashlib import file_digest

    found = {}
    for before, word in zip(("", *words), words, strict=False):
        if before in _WRITTEN or word.startswith("-"):
            continue
        with suppress(OSError, ValueError):
            path = Path(word)
            if path.is_file() and not (ledger.exists() and path.samefile(ledger)):
                with path.open("rb") as file:
                    found[path.name] = file_digest(file, "sha256").hexdigest()
    return found
