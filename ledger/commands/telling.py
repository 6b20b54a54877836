"""How the guided month speaks: indented lines that fit a screen of 80 signs, paths as they are typed."""

import re
import textwrap
from pathlib import Path

from ledger.commands.desk import say

_COMMAND = re.compile(r"(?<=: )isu .+$")
_JOINED = "\x1f"  # in place of a space between words that stay on one line


def tell(text: str) -> None:
    """Say something about a step, in lines of at most 80 signs, broken between words but not within a command."""
    whole = _COMMAND.sub(lambda found: found[0].replace(" ", _JOINED), text)
    for line in textwrap.wrap(whole, 78, break_long_words=False, break_on_hyphens=False):
        say(f"  {line.replace(_JOINED, ' ')}")


def shown(path: Path) -> Path:
    """Give a path as it is typed from where the person is, where it lies below; else whole."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
