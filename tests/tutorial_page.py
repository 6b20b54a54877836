"""The page docs/manual/start.md: what a terminal shows of the first three months of the sample office.

The grey boxes of the page are made by typing SESSIONS on a real terminal (a pseudo-terminal of 100 columns); the words
around them are written by hand. ``python -m tests.tutorial_page`` writes the boxes anew, tests/test_tutorial.py holds
them to the program. POSIX only, as pseudo-terminals are. Each session is a copy (fork) of one process that
has everything imported already: eleven starts of the program would cost more than what it does.
"""

import fcntl
import json
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from typer.testing import CliRunner

from ledger.commands.app import app
from ledger.commands.start import main
from tests.manual_pages import ROOT

PAGE = ROOT / "docs" / "manual" / "start.md"
SIZE = (40, 100)  # rows, columns
ENTER, CTRL_C = "", "^C"
WARM = (
    "db.tables",
    "ledger.commands.papers_of_month",
    "ledger.books.matching",
    "ledger.books.reporting",
    "reports.checks",
)
_QUESTIONS = ("Enter does it, s skips it, q leaves: ", "[q]uit: ")
_BOX = re.compile(r"^```console\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\r")
_WAITING = re.compile(r"\r[^\r\n]* … \d+ s *(?=\r)|\r +(?=\r)")  # shown while it takes long, and wiped out again
_MOMENT = re.compile(r"Books of [^)]*\)")  # it and the head of the books change with the clock
_ROWS_COUNT = 12  # of a long list, the page shows so many lines and the last ones


@dataclass(frozen=True, slots=True)
class Session:
    """A command, and what is typed at each of its questions."""

    command: str
    typed: tuple[str, ...] = ()


SESSIONS = (
    Session("isu demo"),
    Session("isu"),
    Session("isu month", (ENTER, ENTER, "q")),
    Session("isu month", (ENTER, "l", "l", ENTER, ENTER)),
    Session("isu why 'Ivory Coast' --as-of 2017-01-31"),
    Session("isu month", (ENTER, ENTER, ENTER, "a", CTRL_C)),
    Session("isu month 2017-02", ("s", ENTER, ENTER)),
    Session("isu month", (ENTER, ENTER, ENTER, "a", "a", "q", ENTER, ENTER)),
    Session("isu"),
)


def play(session: Session, folder: Path) -> str:
    """Type a session in a folder, on a terminal; give what stands on it afterwards, without colours."""
    pid, screen = pty.fork()
    if pid == 0:
        _run(shlex.split(session.command)[1:], folder)
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
    seen, left = "", list(session.typed)
    while part := _read(screen):
        seen += part
        if seen.endswith(_QUESTIONS):
            assert left, f"{session.command} asks more than is answered:\n{seen}"
            key = left.pop(0)
            if key == CTRL_C:
                time.sleep(0.3)  # between the question and the waiting for keys it would be seen with the next key
            os.write(screen, b"\x03" if key == CTRL_C else f"{key}\n".encode())
    os.close(screen)
    os.waitpid(pid, 0)
    assert not left, f"{session.command} did not ask for {left}:\n{seen}"
    return _MOMENT.sub("Books of …", _CONTROL.sub("", _WAITING.sub("", seen)))


def _run(words: Sequence[str], folder: Path) -> NoReturn:
    """Be the program, with the terminal as its screen and keyboard; never comes back."""
    try:
        os.chdir(folder)
        os.environ |= {"TERM": "xterm-256color", "COLUMNS": str(SIZE[1])}
        os.environ.pop("ISU_LEDGER", None)
        keyboard, screen = open(0, encoding="utf-8"), open(1, "w", encoding="utf-8")  # noqa: SIM115 - until the end
        sys.stdin, sys.stdout, sys.stderr, sys.argv = keyboard, screen, screen, ["isu", *words]
        main()
    except SystemExit:
        """The program has ended."""
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(0)


def _read(screen: int) -> str:
    """Read what has come, whole letters; nothing once the program has ended."""
    held = b""
    while True:
        try:
            part = os.read(screen, 65536)
        except OSError:
            return held.decode("utf-8")
        held += part
        try:
            return held.decode("utf-8")
        except UnicodeDecodeError:
            if not part:
                raise


def boxes(office: Path, demo_said: str) -> list[str]:
    """Play all sessions in the sample office; ``demo_said`` is what making it said. Give the text of each box."""
    for module in WARM:
        import_module(module)
    found = []
    for session in SESSIONS:
        said = demo_said if session.command == "isu demo" else play(session, office)
        more = ("$ cd demo",) if session.command == "isu demo" else ()
        lines = [f"$ {session.command}", *_shortened(said.rstrip().splitlines()), *more]
        found.append("\n".join(line.rstrip() for line in lines) + "\n")
    return found


def _shortened(lines: Sequence[str]) -> list[str]:
    """Leave the middle of a long table out; what is asked and answered stays whole."""
    if len(lines) <= 2 * _ROWS_COUNT or any(question in line for line in lines for question in _QUESTIONS):
        return list(lines)
    return [*lines[:_ROWS_COUNT], "…", *lines[-_ROWS_COUNT:]]


def boxes_of(page: str) -> list[str]:
    """Give the text of each box of a page."""
    return _BOX.findall(page)


def with_boxes(page: str, made: Sequence[str]) -> str:
    """Put new boxes into a page, one for one."""
    assert len(boxes_of(page)) == len(made), f"the page has {len(boxes_of(page))} boxes, {len(made)} were made"
    new = iter(made)
    return _BOX.sub(lambda _: f"```console\n{next(new)}```\n", page)


def write() -> None:
    """Make the sample office, play the sessions, and write the page."""
    with tempfile.TemporaryDirectory() as name:
        office = Path(name) / "demo"
        said = CliRunner().invoke(app, ["demo", str(office)]).stdout.replace(str(office), "demo")
        PAGE.write_text(with_boxes(PAGE.read_text("utf-8"), boxes(office, said)), "utf-8")


def in_a_process_of_its_own(office: Path, demo_said: str) -> list[str]:
    """Give the text of each box, played in a new process: it has no threads, so it can be copied for each session."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.tutorial_page", str(office)],
        input=demo_said,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made: list[str] = json.loads(done.stdout)
    return made


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.stdout.write(json.dumps(boxes(Path(sys.argv[1]), sys.stdin.read())))
    else:
        write()
