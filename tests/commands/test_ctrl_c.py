"""Ctrl-C as the terminal sends it: at an import, a run of letters, a question. Nothing is half done, and it says so."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.commands.app import app

ROOT = Path(__file__).parents[2]


QUESTION = b"Enter does it, s skips it, q leaves: "
PROGRAM = (  # a shell that runs us in the background has Ctrl-C ignored
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); sys.argv[0] = 'isu'; "
    "from ledger.__main__ import main; main()"
)


def interrupted(
    ledger: Path, *words: str, once: "Callable[[], bool] | None" = None, typed: str = ""
) -> tuple[int, str]:
    """Start a command and send SIGINT once something is seen, or once it asks; gives its end and what it said."""
    running = subprocess.Popen(
        [sys.executable, "-u", "-c", PROGRAM, "--ledger", str(ledger), *words],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert running.stdin
    assert running.stdout
    said = b""
    if once is None:
        running.stdin.write(typed.encode())
        running.stdin.flush()
        while not said.endswith(b": ") or typed.count("\n") > said.count(QUESTION) - 1:
            shown = running.stdout.read(1)
            assert shown, f"it ended before it asked: {said.decode()}"
            said += shown
        time.sleep(0.2)  # it waits at the question now
    else:
        while not once():
            assert running.poll() is None, "it ended before it could be stopped"
            time.sleep(0.005)
    running.send_signal(signal.SIGINT)
    said += running.communicate(timeout=60)[0]
    return running.returncode, said.decode()


def office(sample: Path, folder: Path) -> Path:
    for name in ("ledger.sqlite", "ledger.toml"):
        shutil.copyfile(sample / name, folder / name)
    return folder / "ledger.sqlite"


def is_clean(ledger: Path) -> bool:
    done = CliRunner().invoke(app, ["--ledger", str(ledger), "check", "--as-of", "2017-01-27"])
    return done.exit_code == 0


def test_an_import_that_is_stopped_keeps_nothing_and_says_how_to_begin_again(sample: Path, tmp_path: Path) -> None:
    ledger = office(sample, tmp_path)
    shutil.copytree(sample / "inbox", tmp_path / "inbox")
    before = ledger.read_bytes()
    is_backed_up = lambda: any(tmp_path.glob("backups/*.sqlite"))  # noqa: E731 - from here on it writes
    code, said = interrupted(ledger, "bank", "import", str(tmp_path / "inbox"), once=is_backed_up)
    assert code == 130, said
    again = f"isu --ledger {ledger} bank import {tmp_path / 'inbox'}"
    assert f"isu: stopped; nothing was kept, and the ledger is as it was before; begin again with: {again}" in said
    assert "Traceback" not in said
    assert ledger.read_bytes() == before
    assert CliRunner().invoke(app, ["--ledger", str(ledger), "bank", "import", str(tmp_path / "inbox")]).exit_code == 0


def test_a_run_of_letters_that_is_stopped_leaves_no_letter_and_no_folder(sample: Path, tmp_path: Path) -> None:
    ledger, into = office(sample, tmp_path), tmp_path / "letters"
    before = ledger.read_bytes()
    is_writing = lambda: any(into.glob(".*.part/*.pdf"))  # noqa: E731
    states = (word for state in ("AFG", "BOL", "CIV", "DEU") for word in ("--state", state))
    words = ("letters", "write", "--as-of", "2017-01-27", "--into", str(into), "--yes", "4", *states)
    code, said = interrupted(ledger, *words, once=is_writing)
    assert code == 130, said
    assert "isu: stopped; nothing was kept" in said
    assert "Traceback" not in said
    assert not list(into.glob("*"))
    assert not list(into.glob(".*"))
    assert ledger.read_bytes() == before


def test_a_month_that_is_stopped_at_a_question_says_what_is_kept_and_how_to_go_on(sample: Path, tmp_path: Path) -> None:
    ledger = office(sample, tmp_path)
    shutil.copytree(sample / "inbox", tmp_path / "inbox")
    code, said = interrupted(ledger, "month", typed="\n")
    assert code == 130, said
    again = f"isu --ledger {ledger} month"
    assert (
        f"isu: stopped; nothing is half done, and 1 change is kept (`isu log` shows what); go on with: {again}" in said
    )
    assert "Traceback" not in said
    assert is_clean(ledger)


def test_ctrl_c_that_the_database_swallows_still_stops(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = office(sample, tmp_path)
    pressed: list[bool] = []

    def press_once(*_: object) -> int:
        if not pressed:
            pressed.append(True)
            signal.raise_signal(signal.SIGINT)
        return sqlite3.SQLITE_OK

    monkeypatch.setattr("db.authorizer._authorize", press_once)
    done = CliRunner().invoke(app, ["--ledger", str(ledger), "holds"])
    assert done.exit_code == 130, done.output
    assert "isu: stopped; nothing was kept" in done.stderr
