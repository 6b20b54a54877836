"""The documents are true: README's commands run, every command is in it, every help has an example that parses."""

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.commands.app import app
from tests import listing_page, pictures, reference_page
from tests.manual_pages import PROGRAM, commands

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


COMMANDS = commands(PROGRAM)


def blocks(language: str) -> list[list[str]]:
    found = re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    return [block.splitlines() for block in found]


def test_the_commands_of_the_readme_run(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "demo").symlink_to(sample)
    monkeypatch.chdir(tmp_path)
    lines = [line for block in blocks("sh") for line in block]
    assert len(lines) >= 19
    for line in lines:
        program, *arguments = shlex.split(line)
        assert program == "isu"
        ran = CliRunner().invoke(app, arguments)
        assert (ran.exit_code, ran.stderr) == (0, ""), line


def test_the_update_in_the_readme_is_what_the_demonstration_says(sample: Path) -> None:
    (update,) = [block for block in blocks("") if block[0].startswith("Update on")]
    assert (sample / "said.txt").read_text("utf-8").endswith("\n".join(update) + "\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme_and_has_help_with_an_example(name: str) -> None:
    assert f"`{name}`" in README
    command = COMMANDS[name]
    assert f"Example: {name}" in command.help
    for parameter in command.params:
        assert parameter.help, f"{name} {parameter.name} has no help"


def test_every_command_that_the_readme_names_exists() -> None:
    for named in re.findall(r"`(isu [a-z -]+)`", README):
        assert any(f"{named} ".startswith(f"{command} ") or command.startswith(named) for command in COMMANDS)


def test_the_reference_is_what_the_program_says() -> None:
    assert reference_page.PAGE.read_text("utf-8") == reference_page.page(), "python -m tests.reference_page"
    assert listing_page.PAGE.read_text("utf-8") == listing_page.page(), "python -m tests.listing_page"


def test_the_pictures_show_what_the_program_makes(sample: Path) -> None:
    for name, drawn in pictures.pictures(sample / "isu-2017-01-27.xlsx").items():
        assert (pictures.FOLDER / name).read_text("utf-8") == drawn, "python -m tests.pictures"
        assert "who paid is invented" in drawn
        assert f"docs/pictures/{name}" in README


def test_the_file_that_an_office_installs_is_named_as_it_is_built() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert version is not None
    assert set(re.findall(r"isu_ledger-([\d.]+)-py3", README)) == {version[1]}


def test_the_locks_name_no_host_and_pin_with_hashes() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"http|://|index|find-links", text, re.IGNORECASE)
        pins = re.findall(r"^[a-z0-9-]+==", text, re.MULTILINE)
        assert len(pins) >= 20
        assert text.count("--hash=sha256:") >= len(pins)


def test_what_is_written_names_no_host_and_no_path_of_a_machine() -> None:
    parts = ("files.python", "hosted|pypi.", "org|registry.np", "mjs|deb.deb", "ian|/ro", "ot/|/ho", "me/")
    host = re.compile("".join(parts).replace(".", r"\."))
    for pattern in ("*.md", "**/*.py", "*.toml", "Makefile", "docs/**/*.md", "reports/**/*.md", ".ci/run", "*.lock"):
        for path in ROOT.glob(pattern):
            if ".venv" not in path.parts:
                assert not host.search(path.read_text("utf-8")), path


def test_the_sample_says_that_it_is_invented_wherever_it_is_shown(sample: Path) -> None:
    ledger = str(sample / "ledger.sqlite")
    for arguments in (["report", "status"], ["letters", "list"], ["why", "CIV"], ["update"], ["check"]):
        ran = CliRunner().invoke(app, ["--ledger", ledger, *arguments, "--as-of", "2017-01-27"])
        assert "who paid is invented" in ran.stdout
    ran = CliRunner().invoke(app, ["--ledger", ledger, "report", "status", "--as-of", "2017-01-27", "--format", "json"])
    assert json.loads(ran.stdout)["notice"] == "sample data: who paid is invented"
