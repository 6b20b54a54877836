"""How the screen is read: as tables, or line by line by a screen reader or a terminal that can do no more.

Apart from the tables because whatever is said to a person obeys it: reports, sentences, progress.
"""

import os
import re
import sys
from contextvars import ContextVar

PLAIN: ContextVar[bool] = ContextVar("plain", default=False)
_ALIGNED = re.compile(r"(?<=\S) {2,}(?=\S)")


def is_plain() -> bool:
    """Tell whether to write for a screen reader: asked for, or the terminal says that it can do nothing else."""
    return PLAIN.get() or (os.environ.get("TERM") == "dumb" and sys.stdout.isatty())


def unaligned(text: str) -> str:
    """Write a text for a screen reader: no blanks that only align, and no indent; what stands first names the rest.

    >>> unaligned("  Bank      data until 26 January 2017")
    'Bank: data until 26 January 2017'
    >>> unaligned("    R12   2017-01-02     CHF 50.00")
    'R12: 2017-01-02, CHF 50.00'
    """
    return "\n".join(map(_unaligned, text.split("\n")))


def _unaligned(line: str) -> str:
    first, *further = _ALIGNED.split(line.strip())
    if not further:
        return first
    names_the_rest = line.startswith(" ") and ":" not in first
    return f"{first}{': ' if names_the_rest else ', '}{', '.join(further)}"
