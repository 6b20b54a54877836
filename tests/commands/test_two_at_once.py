"""Two programs at once: each act is done whole or refused in a sentence, and the identities hold."""

import shutil
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

import db.store
from db.store import open_store
from ledger.commands.app import app

ROOT = Path(__file__).parents[2]


def test_two_programs_that_write_at_once_lose_nothing(sample: Path) -> None:
    words = [sys.executable, "-m", "tests.two_writers", str(sample / "ledger.sqlite"), "24"]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    done, refused = (int(part.split()[0]) for part in ran.stdout.split(", ")[:2])
    assert done + refused == 48
    assert done >= 20


def test_a_program_that_keeps_the_ledger_to_itself_is_waited_for_then_told_of(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.store, "LOCK_PATIENCE_MS", 100)
    ledger = shutil.copyfile(sample / "ledger.sqlite", tmp_path / "ledger.sqlite")
    for line in (["backup"], ["close", "2016-12"], ["hold", "BOL", "--until", "2030-01-01", "--why", "a"]):
        with open_store(ledger, at=datetime.now(UTC)) as store, store.held():
            done = CliRunner().invoke(app, ["--ledger", str(ledger), *line])
        assert done.exit_code == 1
        assert "is being written by another program; nothing was changed" in done.stderr


def test_a_short_wait_is_no_refusal(sample: Path, tmp_path: Path) -> None:
    ledger = shutil.copyfile(sample / "ledger.sqlite", tmp_path / "ledger.sqlite")
    is_held = threading.Event()

    def hold() -> None:
        with open_store(ledger, at=datetime.now(UTC)) as store, store.held():
            is_held.set()
            time.sleep(0.3)

    other = threading.Thread(target=hold)
    other.start()
    is_held.wait()
    done = CliRunner().invoke(app, ["--ledger", str(ledger), "close", "2016-12"])
    other.join()
    assert done.exit_code == 0, done.output
