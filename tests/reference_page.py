"""The page docs/manual/reference.md: every command with its help, example and options, as the program knows them.

`python -m tests.reference_page` writes it anew; tests/test_docs.py holds it to the program.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.manual_pages import PROGRAM, ROOT, commands
from tests.option_examples import OPTION_EXAMPLES

PAGE = ROOT / "docs" / "manual" / "reference.md"
_ABOVE = """# Reference

Every command with its example and its options. This page is made from the program by `python -m tests.reference_page`
and held to it by a test. Before every command may stand `--ledger FILE` (or `ISU_LEDGER`): the ledger's file, else
`ledger.sqlite` in the folder where you are; and `--as NAME` (or `ISU_USER`): your name for the log. What must be given
is marked with *. Which command a question needs: [the how-tos](README.md).
"""


def page() -> str:
    """Make the page from the program."""
    found = commands(PROGRAM)
    groups = [list(each) for _, each in groupby(sorted(found), key=lambda words: words.split()[1])]
    index = " · ".join(f"[{group[0].split()[1]}](#isu-{group[0].split()[1]})" for group in groups)
    parts = [_ABOVE, f"{index}\n"]
    for group in groups:
        name = group[0].split()[1]
        held = PROGRAM.commands[name]
        parts.append(f"## isu {name}\n")
        if f"isu {name}" not in found:
            parts.append(f"{_said(held.help)}\n")
        for words in group:
            heading = "" if words == f"isu {name}" else f"### {words}\n"
            parts += [*filter(None, [heading]), *_of_command(words, found[words])]
    return "\n".join(parts)


def _of_command(name: str, command: Any) -> Iterator[str]:
    above, _, below = command.help.partition("Example: ")
    example, _, after = below.partition("\n")
    yield f"{_said(above)}\n"
    more = (line.partition("   # ")[0] for line in OPTION_EXAMPLES.get(name, ()))
    yield "\n".join(("```", example, *more, "```\n"))
    if after.strip():
        yield f"{_said(after)}\n"
    rows = [f"| {_name(each)} | {_words(each)} |" for each in command.params if each.name != "help"]
    if rows:
        yield "\n".join(["| | |", "|---|---|", *rows, ""])


def _said(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def _name(parameter: Any) -> str:
    metavar = (parameter.metavar or "").strip("[]{}")
    if parameter.param_type_name == "argument":
        name = metavar or parameter.name.upper()
    else:
        takes = (
            ""
            if getattr(parameter, "is_flag", False)
            else f" {metavar or ('NUMBER' if 'int' in parameter.type.name else 'TEXT')}"
        )
        choices = getattr(parameter.type, "choices", None)
        takes = f" {'/'.join(str(getattr(each, 'value', each)) for each in choices)}" if choices else takes
        name = f"{', '.join(parameter.opts)}{takes}"
    return f"`{name}`{' *' if parameter.required else ''}"


def _words(parameter: Any) -> str:
    return " ".join((parameter.help or "").replace("|", "\\|").split())


def write(path: Path = PAGE) -> None:
    """Write the page."""
    path.write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
