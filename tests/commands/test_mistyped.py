"""What is said to a slip of the finger: the nearest command, year or topic, and the exit code of wrong usage."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ledger.commands.app import app
from tests.manual_pages import HOW_TOS, PROGRAM


def isu(*words: str, ledger: Path | None = None) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [*(["--ledger", str(ledger)] if ledger else []), *words])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("reprot", "there is no command `reprot`; did you mean `report`?"),
        ("REPORT", "there is no command `REPORT`; did you mean `report`?"),
        ("report staus --as-of 2017-01-27", "there is no command `report staus`; did you mean `report status`?"),
        ("arrears", "there is no command `arrears`; did you mean `report arrears`?"),
        ("report update", "there is no command `report update`; did you mean `update`?"),
        ("bank acount add", "there is no command `bank acount`; did you mean `bank account`?"),
        ("bank account ad", "there is no command `bank account ad`; did you mean `bank account add`?"),
        ("assess revize 2017", "there is no command `assess revize`; did you mean `assess revise`?"),
        ("review exprot x.xlsx", "there is no command `review exprot`; did you mean `review export`?"),
        ("xqzw", "there is no command `xqzw`; `isu --help` lists what there is"),
        ("report xqzw", "there is no command `report xqzw`; `isu report --help` lists what there is"),
    ],
)
def test_a_mistyped_command_is_answered_with_the_nearest_and_nothing_else(typed: str, said: str) -> None:
    assert isu(*typed.split()) == (2, "", f"isu: {said}\n")


def test_the_nearest_is_sought_among_commands_that_were_not_brought_in() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ledger", "bank", "preview"], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "isu: there is no command `bank preview`; did you mean `letters preview`?\n"


def _groups(group: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    inner = [(name, each) for name, each in group.commands.items() if hasattr(each, "commands")]
    return [path, *(found for name, each in inner for found in _groups(each, (*path, name)))]


@pytest.mark.parametrize("group", _groups(PROGRAM), ids=" ".join)
def test_every_group_answers_a_slip_in_each_of_its_commands(group: tuple[str, ...]) -> None:
    held = PROGRAM
    for name in group:
        held = held.commands[name]
    for name in held.commands:
        exit_code, _, said = isu(*group, f"{name}x")
        assert exit_code == 2
        assert f"did you mean `{' '.join((*group, name))}`" in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("report status --as-of 2017-01-27 --year 2107", "(2016 and 2017 were), so there is nothing to report; did"),
        ("report status --as-of 2017-01-27 --year 2107", "did you mean 2017? Else assess it with"),
        ("budget show 2071", "there is no budget for 2071 to assess; did you mean 2017?"),
        ("assess 2107 --dry-run", "there is no budget for 2107 to assess; did you mean 2017?"),
        ("assess history 2917", "did you mean 2017?"),
        ("assess revise 2107 --decision MSP", "did you mean 2017?"),
        ("assess undo 2106 --why x", "did you mean 2016?"),
    ],
)  # fmt: skip
def test_a_mistyped_year_is_answered_with_the_year_that_is_there(sample: Path, typed: str, said: str) -> None:
    exit_code, _, refused = isu(*typed.split(), ledger=sample / "ledger.sqlite")
    assert exit_code == 1
    assert said in refused


def test_a_year_that_is_not_there_yet_is_no_slip(sample: Path) -> None:
    _, _, refused = isu("budget", "show", "2018", ledger=sample / "ledger.sqlite")
    assert refused == "isu: there is no budget for 2018 to assess; enter it first with `isu budget set 2018`\n"


def test_help_lists_every_how_to_and_shows_each_without_a_ledger() -> None:
    _, listed, _ = isu("help")
    for page in HOW_TOS:
        title = page.read_text("utf-8").splitlines()[0].lstrip("# ")
        assert f"  {page.stem} " in listed
        assert title in listed
        assert isu("help", page.stem) == (0, page.read_text("utf-8") + "\n", "")
    assert isu("help", "Wrong", "State") == isu("help", "wrong-state")


def test_help_of_a_command_is_that_commands_help() -> None:
    exit_code, said, _ = isu("help", "report", "status")
    assert exit_code == 0
    assert "isu report status --as-of 2017-01-27" in said
    assert isu("help", "isu", "report") == isu("help", "report")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("wrongstate", "there is no help on `wrongstate`; did you mean `isu help wrong-state`?"),
        ("backup-back", "`isu help"),
        ("successer", "did you mean `isu help successor`?"),
        ("report staus", "there is no help on `report staus`; did you mean `isu help report status`?"),
        ("disagree xqzw", "`isu help` lists what there is"),
    ],
)
def test_an_unknown_topic_is_answered_with_the_nearest(typed: str, said: str) -> None:
    exit_code, _, refused = isu("help", *typed.split())
    assert exit_code == 1
    assert said in refused
