"""Which command a person means who mistyped it: the nearest of its group, else one of that name in another group.

Apart because the top of the command line and the command help ask the same.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from db.errors import LedgerError

_CLOSE = 0.6  # how alike two words are, from 0 to 1
_AS_GOOD = 0.1


class UnknownCommand(LedgerError):
    """Refuse a command that there is not, and name the nearest."""

    def __init__(self, asked: str, near: Sequence[str], group: str) -> None:
        either = " or ".join(f"`{name}`" for name in near)
        hint = f"did you mean {either}?" if near else f"`{group} --help` lists what there is"
        super().__init__(f"there is no command `{asked}`; {hint}")


def command_of(program: Any, words: Sequence[str]) -> Any:
    """Give the command of these words; none if there is not exactly this one."""
    found = program
    for word in words:
        found = getattr(found, "commands", {}).get(word)
    return found


def check_words(program: Any, words: Sequence[str], whole: Callable[[], Any]) -> None:
    """Look whether the words name a command, as far as they are names; raises UnknownCommand.

    The nearest are sought in the ``whole`` program: ``program`` may hold only the commands that were brought in.
    A group with a first command of its own (``isu assess 2017``) is asked what it makes of the words.
    """
    group, named = program, []
    for word in words:
        if not hasattr(group, "commands") or word.startswith("-") or _stands_for_itself(group, word):
            return
        named.append(word)
        if word not in group.commands:
            raise UnknownCommand(" ".join(named), nearest(whole(), named), " ".join(("isu", *named[:-1])))
        group = group.commands[word]


def _stands_for_itself(group: Any, word: str) -> bool:
    return word[:1].isdigit() and "year" in group.commands


def nearest(program: Any, words: Sequence[str]) -> list[str]:
    """Give up to three commands near to what was typed, the likeliest first."""
    *before, last = words
    paths = list(_paths(program, ()))
    if exact := [" ".join(path) for path in paths if path[-1] == last.casefold()]:
        return exact[:3]
    in_group = [path for path in paths if path[:-1] == tuple(before)]
    return _likeliest(last, in_group if before else paths) or _likeliest(last, paths)


def _likeliest(word: str, paths: Iterable[tuple[str, ...]]) -> list[str]:
    alike = {path: difflib.SequenceMatcher(None, word.casefold(), path[-1]).ratio() for path in paths}
    best = max(alike.values(), default=0.0)
    near = [path for path in alike if alike[path] >= max(_CLOSE, best - _AS_GOOD)]
    near.sort(key=lambda path: (-alike[path], len(path)))
    return [" ".join(path) for path in near][:3]


def _paths(group: Any, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*above, name)
        if hasattr(command, "commands"):
            yield from _paths(command, (*above, name))
