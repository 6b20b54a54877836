"""A run of letters killed at any moment: either the whole run stands or nothing of it, and the books are clean."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from typer.testing import CliRunner

from ledger.commands.app import app
from tests.helpers import is_thorough

ROOT = Path(__file__).parents[2]
ON = "2017-01-27"
MOMENTS = 20 if is_thorough() else 6
STATES = ("AFG", "BOL", "CIV", "DEU", "FRA", "JPN")  # enough to be killed between
COUNT = len(STATES)


def started(folder: Path) -> "subprocess.Popen[bytes]":
    """Start a run of letters to some States in a process of its own, on a copy of the sample office."""
    words = ["--ledger", str(folder / "ledger.sqlite"), "letters", "write", "--as-of", ON, "--yes", str(COUNT)]
    for state in STATES:
        words += ["--state", state]
    return subprocess.Popen(
        [sys.executable, "-m", "ledger", *words, "--into", str(folder / "letters")],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def office(sample: Path, folder: Path) -> Path:
    folder.mkdir()
    for name in ("ledger.sqlite", "ledger.toml"):
        shutil.copyfile(sample / name, folder / name)
    return folder


def runs_and_letters(folder: Path) -> list[int]:
    with sqlite3.connect(folder / "ledger.sqlite") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("letter_run", "letter")]


def test_killed_at_any_moment_a_run_stands_whole_or_not_at_all(sample: Path, tmp_path: Path) -> None:
    chance = random.Random(20170127)
    begun = time.monotonic()
    assert started(office(sample, tmp_path / "whole")).wait() == 0
    whole = time.monotonic() - begun
    assert runs_and_letters(tmp_path / "whole") == [1, COUNT]
    moments = [0.05, *(chance.uniform(0.1, 1.05) for _ in range(MOMENTS - 1))]
    for number, moment in enumerate(moments):
        folder = office(sample, tmp_path / str(number))
        running = started(folder)
        time.sleep(moment * whole)
        running.send_signal(signal.SIGKILL)
        running.wait()
        counts = runs_and_letters(folder)
        assert counts in ([0, 0], [1, COUNT])
        assert counts == [1, COUNT] or not (folder / "letters" / ON).exists()
        done = CliRunner().invoke(app, ["--ledger", str(folder / "ledger.sqlite"), "check"])
        assert done.exit_code == 0, done.output
        shutil.rmtree(folder)
