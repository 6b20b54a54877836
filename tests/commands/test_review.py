"""Review in a real terminal: its keys and words, and the books after each; killed in the middle, none is half done."""

import os
import pty
import re
import select
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from db import balances
from db.readings import ReceiptReading
from db.store import open_store
from ledger.books.open_books import EVER
from ledger.commands.app import app
from tests.helpers import AT

ROOT = Path(__file__).parents[2]
PROMPT = "[q]uit: "


class Terminal:
    """A program on a terminal of its own: what it prints is read, what is typed is sent."""

    def __init__(self, *words: str) -> None:
        self.pid, self.screen = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.execv(sys.executable, [sys.executable, "-m", "ledger", *words])
        self.seen = ""

    def wait_for(self, text: str, seconds: float = 30.0) -> str:
        """Read until a text comes; gives everything since the last call."""
        until, since = time.monotonic() + seconds, len(self.seen)
        while text not in self.seen[since:]:
            assert time.monotonic() < until, f"{text!r} did not come: {self.seen[since:]}"
            if not select.select([self.screen], [], [], 1)[0]:
                continue
            try:
                self.seen += os.read(self.screen, 65536).decode("utf-8", "replace")
            except OSError:  # the program has ended
                break
        found = self.seen[since:]
        assert text in found, f"{text!r} did not come: {found}"
        return re.sub(r"\s+", " ", found)

    def seen_until_end(self) -> str:
        """Read until the program ends; gives everything since the last call."""
        since = len(self.seen)
        while True:
            try:
                read = os.read(self.screen, 65536)
            except OSError:
                return self.seen[since:].replace("\r\n", "\n")
            if not read:
                return self.seen[since:].replace("\r\n", "\n")
            self.seen += read.decode("utf-8", "replace")

    def type(self, line: str) -> None:
        """Type a line and Enter."""
        os.write(self.screen, f"{line}\n".encode())

    def end(self) -> int:
        """Wait for the end; gives the exit code."""
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)


def isu(ledger: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(ledger), *words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def ledger(months: Path, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "ledger.sqlite"
    shutil.copyfile(months, copy)
    yield copy
    assert "no" not in [line.split()[-1] for line in isu(copy, "check").splitlines() if line.endswith(" no ")]


def receipts(ledger: Path) -> dict[str, ReceiptReading]:
    with open_store(ledger, at=AT) as store:
        return {each.label: each for each in balances.receipts(store.db, as_of=EVER)}


def waiting(ledger: Path) -> list[str]:
    return [label for label, each in receipts(ledger).items() if each.unidentified_chf]


SITTING: list[tuple[str, str, str]] = [  # what is typed, what is waited for, what must have been said
    ("a", PROMPT, "Booked: R19 is Canada's and pays 2016 7a 10'000.00."),
    ("s", "waits): ", "Pays"),
    ("2016/7b=22488.89", PROMPT, "Booked: R23 is France's and pays 2016 7b 22'488.89."),
    ("s", "waits): ", "Pays"),
    ("2016/7b=50.00", PROMPT, "isu: the charge of Montenegro for 2016 line 7b has CHF 22.22 open but CHF 50.00 were"),
    ("d", "2017/7c): ", "All CHF 50.00 to which year and line"),
    ("2016/7c", PROMPT, "Booked: R24 is Montenegro's and pays 2016 7c 50.00."),
    ("u", PROMPT, "Undone: R24 is unidentified again"),
    ("x", "(kept): ", "Why is it no contribution"),
    ("a travel refund", PROMPT, "Booked: R24 is set aside"),
    ("u", PROMPT, "Undone: R24 is unidentified again"),
    ("x", "(kept): ", "Why is it no contribution"),
    ("a travel refund", PROMPT, "Booked: R24 is set aside"),
    ("l", PROMPT, "R32 CHF 44'801.91"),
    ("o", "Which State: ", "Which State"),
    ("Atlantis", PROMPT, "isu: no State is known as 'Atlantis'"),
    ("o", "Which State: ", "Which State"),
    ("Ghana", "evidence): ", "How do you know"),
    ("note verbale of 3 May", PROMPT, "Booked: R32 is Ghana's"),
    ("?", PROMPT, "That is none of the keys"),
    ("q", "Next: ", "Decided: 4 receipts. Still open: "),
]


def test_a_whole_month_is_settled_with_every_key(ledger: Path) -> None:
    before = waiting(ledger)
    terminal = Terminal("--ledger", str(ledger), "review")
    said = terminal.wait_for(PROMPT)
    assert f"R19 CHF 10'000.00 received 6 April 2016 ({len(before)} to decide)" in said
    assert "Proposed Canada" in said
    assert "Because reference RF07CCM2016CA01 is Canada's invoice 2016-017" in said
    assert "It pays 2016 7a 10'000.00" in said
    assert "Effect Canada owes CHF 27'038.51 now, CHF 17'038.51 then" in said
    for typed, waited_for, expected in SITTING:
        terminal.type(typed)
        assert expected in terminal.wait_for(waited_for)
    assert terminal.end() == 0
    held = receipts(ledger)
    assert (held["R19"].state, held["R23"].state, held["R32"].state, held["R31"].state) == ("CAN", "FRA", "GHA", None)
    assert held["R24"].set_aside_chf == held["R24"].amount_chf
    assert set(before) - set(waiting(ledger)) == {"R19", "R23", "R24", "R32"}


def test_everything_that_is_proposed_is_accepted_to_the_end_of_the_month(ledger: Path) -> None:
    assert len(waiting(ledger)) == 19
    terminal = Terminal("--ledger", str(ledger), "review")
    for left_count in range(15, 0, -1):  # four more are certain once what came before them is settled
        said = terminal.wait_for(PROMPT)
        terminal.type("a" if "Proposed" in said else "l")
        assert left_count > 1 or "from a payer who is not known" in said
    assert "Decided: 14 receipts. Still open: 1 receipt. 4 receipts are certain now." in terminal.wait_for(
        "Next: isu match"
    )
    assert terminal.end() == 0
    isu(ledger, "match")
    assert waiting(ledger) == ["R45"]


@pytest.mark.parametrize("typed", [[], ["a"], ["o", "Ghana"], ["s"], ["x"]])
def test_killed_in_the_middle_nothing_is_half_done(ledger: Path, typed: list[str]) -> None:
    terminal = Terminal("--ledger", str(ledger), "review")
    terminal.wait_for(PROMPT)
    for line in typed:
        terminal.type(line)
        terminal.wait_for(": ")
    os.kill(terminal.pid, signal.SIGKILL)
    assert terminal.end() == -signal.SIGKILL
    held = receipts(ledger)
    assert held["R19"].state in (None, "CAN")
    for each in held.values():
        parts = (each.allocated_chf, each.given_chf, each.on_account_chf, each.unidentified_chf, each.set_aside_chf)
        assert sum(parts) == each.amount_chf
    said = isu(ledger, "check")
    assert "charges below zero = none" in said


def test_interrupted_by_the_person_it_says_what_was_decided(ledger: Path) -> None:
    terminal = Terminal("--ledger", str(ledger), "review")
    terminal.wait_for(PROMPT)
    terminal.type("a")
    terminal.wait_for(PROMPT)
    time.sleep(0.2)  # a key that comes between the question and the waiting for keys is seen with the next key only
    os.write(terminal.screen, b"\x03")
    assert "Decided: 1 receipt. Still open: " in terminal.wait_for("1 change is kept (`isu log` shows what)")
    assert terminal.end() == 130


def test_one_receipt_alone_is_reviewed(ledger: Path) -> None:
    done = CliRunner().invoke(app, ["--ledger", str(ledger), "review", "--receipt", "R24"], input="a\n")
    assert done.exit_code == 0
    assert "Booked: R24 is Montenegro's and pays 2016 7a 14.81, 7b 22.22; on account 12.97." in done.stdout
    assert "R19" not in done.stdout
