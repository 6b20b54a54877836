"""A page of the manual as a test runs it: what is typed, which keys are pressed, what must be said.

Apart because how-tos, the month of the start and the examples of the help are run alike.
"""

import re
import shlex
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

import ledger.__main__  # noqa: F401 - it brings in the commands
from ledger.commands.app import app

ROOT = Path(__file__).parents[1]
HOW_TOS = sorted((ROOT / "reports" / "manual").glob("*.md"))
PROGRAM: Any = get_command(app)
REFUSED = "refused"
_OF_ANOTHER_ACCOUNT = (  # of all December, from nothing
    ("CH6008990000201600001", "CH9300762011623852957"),
    ("2017-01-27", "2016-12-01"),
    ("2017-01-", "2016-12-"),
    ("411456.36", "0.00"),
    ("478638.32", "67181.96"),
)


def commands(group: Any, path: tuple[str, ...] = ("isu",)) -> dict[str, Any]:
    """Give every command by its words: isu bank import."""
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        here = (*path, name)
        if hasattr(command, "commands"):
            found |= commands(command, here)
        if getattr(command, "invoke_without_command", True):  # isu review, and every command that is no group
            found[" ".join(here)] = command
    return found


@dataclass
class Block:
    """Lines that are typed, and the parts of what must then be said."""

    typed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def blocks(page: str) -> list[Block]:
    """Read the fenced blocks of a page: after ```sh what is typed, after ``` what is said to it."""
    found: list[Block] = []
    for language, body in re.findall(r"^```(\w*)\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        if language == "sh":
            found.append(Block(body.splitlines()))
        else:
            found[-1].said += body.splitlines()
    return found


def run(line: str) -> str:
    """Run a line in the folder where the test stands; behind # are the keys to press, or that it is refused."""
    command, _, after = line.partition("   # ")
    program, *words = shlex.split(command)
    assert program == "isu", line
    words = [each for word in words for each in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
    keys = [key.strip() for key in after.split(",")] if after and after != REFUSED else []
    typed = "".join("\n" if key == "Enter" else f"{key}\n" for key in keys)
    done = CliRunner().invoke(app, words, input=typed)
    assert done.exit_code == (1 if after == REFUSED else 0), f"{line}\n{done.output}\n{done.exception!r}"
    return done.output


def run_page(page: str) -> None:
    """Run all that a page has typed, and find what it says is said, line ends aside."""
    for block in blocks(page):
        heard = " ".join("\n".join(map(run, block.typed)).split())
        for said in filter(None, block.said):
            assert " ".join(said.split()) in heard, f"{block.typed} do not say: {said}\n{heard}"


def copy_office(sample: Path, folder: Path) -> Path:
    """Copy the sample office as `isu demo` leaves it, with the papers that some how-tos speak of; gives its folder."""
    folder.mkdir(parents=True)
    for name in ("ledger.sqlite", "ledger.toml"):
        shutil.copyfile(sample / name, folder / name)
    for name in ("inbox", "papers"):
        shutil.copytree(sample / name, folder / name)
    rates = (folder / "papers" / "scale_2016_2018.csv").read_text("utf-8")
    (folder / "scale_2019_2021.csv").write_text(rates.replace("CIV,0.009", "CIV,0.013"), "utf-8")
    late = (folder / "inbox" / "camt053_2017-01-27_2017-01-31.xml").read_text("utf-8")
    for ours, other in _OF_ANOTHER_ACCOUNT:
        late = late.replace(ours, other)
    (folder / "late.xml").write_text(late, "utf-8")
    return folder
