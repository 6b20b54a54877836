"""The Tab key: what it offers behind each command, asked for as the shell asks; never an error, ledger or not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from ledger.commands.app import app
from ledger.commands.completing import OFFERED
from tests.manual_pages import commands

ROOT = Path(__file__).parents[2]


def offered(ledger: Path, line: str) -> list[str]:
    """Give what bash would offer for the last word of a line, which may be empty."""
    words = f"isu --ledger {ledger} {line}"
    asked = {"_ISU_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}
    done = CliRunner().invoke(app, [], env=asked, prog_name="isu")
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("re", ["report", "receipts", "restore", "review", "reopen", "release"]),
        ("report sta", ["status", "statement"]),
        ("why CI", ["CIV"]),
        ("why ci", ["civ"]),
        ("why Germ", ["Germany"]),
        ("report statement Suiz", ["Suiza"]),
        ("letters sent AFG AL", ["ALB"]),
        ("receipts show R10", ["R10", *(f"R10{digit}" for digit in range(10))]),
        ("bank show --raw L100", ["L100"]),
        ("bank import R", []),
        ("close 2017-", ["2017-01"]),
        ("report reconciliation --month 2016-1", ["2016-12", "2016-11", "2016-10"]),
        ("letters preview --as-of 2017", ["2017-01-26"]),
        ("assess year 2017 --provisional-scale 2016", ["2016-2018"]),
        ("settings set month", ["month.inbox", "month.papers"]),
        ("settings set office.n", ["office.name", "office.notice"]),
    ],
)
def test_what_may_come_next_is_offered(sample: Path, line: str, found: list[str]) -> None:
    assert sorted(offered(sample / "ledger.sqlite", line)) == sorted(found)


@pytest.mark.parametrize("content", [None, b"", b"Dear all", b"SQLite format 3\x00" + bytes(500)])
def test_where_there_is_no_ledger_nothing_is_offered_and_nothing_said(tmp_path: Path, content: bytes | None) -> None:
    ledger = tmp_path / "ledger.sqlite"
    if content is not None:
        ledger.write_bytes(content)
    for line in ("why C", "receipts show R", "close 2", "settings show x"):
        assert offered(ledger, line) == []
    assert ledger.exists() is (content is not None)


def test_a_ledger_is_not_touched_by_the_tab_key(sample: Path) -> None:
    ledger = sample / "ledger.sqlite"
    before = (ledger.read_bytes(), ledger.stat().st_mtime_ns)
    offered(ledger, "why ")
    assert (ledger.read_bytes(), ledger.stat().st_mtime_ns) == before


def test_the_program_itself_answers_zsh_and_fish_with_the_names_too(sample: Path) -> None:
    for shell, told in (("zsh", '"CIV":"Côte d'), ("fish", "CIV\tCôte d'Ivoire")):
        line = f"isu --ledger {sample / 'ledger.sqlite'} why CIV"
        asked = {"_ISU_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": line, "PYTHONPATH": str(ROOT)}
        asked |= {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}
        script = "import sys; sys.argv[0] = 'isu'; from ledger.commands.start import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | asked,
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        assert done.stderr == ""
        assert told in done.stdout


def test_every_parameter_that_means_a_state_a_day_or_a_label_offers_it() -> None:
    for name, command in commands(get_command(app)).items():
        for parameter in command.params:
            if parameter.metavar in OFFERED:
                assert parameter._custom_shell_complete, f"{name} {parameter.name} offers nothing"
            assert parameter.metavar != "NAME" or "scale" not in parameter.name
