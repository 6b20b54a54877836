"""Every example in the help runs on a copy of the sample office, as it is printed there."""

import contextlib
import re
import shutil
from pathlib import Path

import pytest

from sample_data.as_xlsx import xlsx_bytes
from tests.manual_pages import HOW_TOS, PROGRAM, blocks, commands, copy_office, run
from tests.option_examples import NOT_SHOWN, OPTION_EXAMPLES

EXAMPLES = {
    name: re.search(r"Example: (.+?)(?:, or shorter: (.+))?$", command.help, re.MULTILINE)
    for name, command in commands(PROGRAM).items()
}
LETTERS = "isu letters write --as-of 2017-01-27 --into earlier --state CIV --state MLI --yes 2"
NOT_RUN = {  # each with the reason
    "isu demo": "makes the sample office of these tests, once for all",
    "isu letters write": "86 letters: the fixture `written` writes them, once for all",
    "isu import opening": "for a ledger without years; tests/commands/test_opening.py runs it",
    "isu import undo": "for a ledger without years; tests/commands/test_opening.py runs it",
    "isu settings edit": "opens an editor; tests/commands/test_settings.py gives it one",
    "isu bank return": "no payment of the sample was taken back by its bank; tests/test_matching.py does it",
}
BEFORE = {  # what must have happened for the example to make sense
    "isu aliases revoke": ('aliases add CH9300762011623852957 CHE --why "told"',),
    "isu assess year": ("budget set 2018 --line 7a=189820.00 --decision 7MSP",),
    "isu assess undo": ("assess revise 2017 --line 7a=199820.00 --decision 7MSP --on 2017-01-26",),
    "isu bank take-back": ("bank set-aside R45 --why told",),
    "isu close": ("bank import inbox",),
    "isu contact forget": ('contact add CIV --kind call --words "told by Ms Kouassi"',) * 3,
    "isu contact withdraw": ('contact add CIV --kind call --words "told"',) * 3,
    "isu dispute settle": ("dispute add CIV 2016 7b --why told",),
    "isu letters acknowledged": ("letters sent CIV --on 2017-01-30",),
    "isu letters replied": ("letters sent CIV --on 2017-01-30",),
    "isu plan end": ("plan add CIV --parts 4 --first 2017-03-31 --on 2017-02-10 --words told",),
    "isu pledge cancel": ("pledge add NOR 2017/7c=1.00 --on 2017-01-20 --why told",) * 3,
    "isu release": ("hold CIV --until 2999-12-31 --why told",),
    "isu reopen": ("bank import inbox", "close 2017-01"),
    "isu report compare": ("report snapshot --as-of 2017-01-27 --words told",),
    "isu review import": ("review export decisions.xlsx",),
    "isu settings undo": ("settings set month.inbox bank",),
}
AFTER_LETTERS = {
    "isu letters acknowledged",
    "isu letters cancel",
    "isu letters delivered",
    "isu letters print",
    "isu letters replied",
    "isu letters sent",
    "isu report letters",
}
IN_A_NEW_FOLDER = {"isu init": "ledger.sqlite", "isu settings write": "ledger.toml"}  # what must not be there yet
KEYS = {"isu restore": "0", "isu review": "q", "isu month": "q"}


@pytest.fixture(scope="module")
def example_office(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office with a list of the bank and a backup; never write into it."""
    folder = copy_office(sample, tmp_path_factory.mktemp("examples") / "office")
    (folder / "list.xlsx").write_bytes(xlsx_bytes())
    (folder / "backups").mkdir()
    shutil.copyfile(folder / "ledger.sqlite", folder / "backups" / "ledger_2017-01-27_090000_bank-import.sqlite")
    return folder


@pytest.fixture(scope="module")
def lettered_office(example_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after a run of two letters; never write into it."""
    folder = tmp_path_factory.mktemp("lettered") / "office"
    shutil.copytree(example_office, folder)
    with contextlib.chdir(folder):
        run(LETTERS)
    return folder


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the office that the example needs; the test stands in its folder."""
    lettered = request.node.callspec.params["name"] in AFTER_LETTERS
    folder = tmp_path / "office"
    shutil.copytree(request.getfixturevalue("lettered_office" if lettered else "example_office"), folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("ISU_LEDGER", raising=False)
    return folder


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in NOT_RUN])
def test_the_example_of_a_command_runs(office: Path, name: str) -> None:
    found = EXAMPLES[name]
    assert found is not None
    for line in BEFORE.get(name, ()):
        run(f"isu {line}")
    if name in IN_A_NEW_FOLDER:
        (office / IN_A_NEW_FOLDER[name]).unlink()
    for line in filter(None, found.groups()):
        run(f"{line}   # {KEYS[name]}" if name in KEYS else line)


@pytest.mark.parametrize("name", OPTION_EXAMPLES)
def test_the_examples_of_the_options_of_a_command_run(office: Path, name: str) -> None:
    before = BEFORE.get(name, ())
    for line in (*(f"isu {line}" for line in before if name == "isu review import"), *OPTION_EXAMPLES[name]):
        run(line)


def test_every_option_is_shown_in_an_example_that_runs() -> None:
    shown = [line for found in EXAMPLES.values() if found for line in found.groups("")]
    shown += [line for lines in OPTION_EXAMPLES.values() for line in lines]
    shown += [line for page in HOW_TOS for block in blocks(page.read_text("utf-8")) for line in block.typed]
    words = {word.partition("=")[0] for line in shown for word in line.split()}
    options = {
        option
        for command in (PROGRAM, *commands(PROGRAM).values())
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }
    of_the_program = {"--ledger", "--as", "--plain", "--help", "--install-completion", "--show-completion"}
    assert options - words - set(NOT_SHOWN) <= of_the_program


def test_only_examples_that_there_are_have_preparations() -> None:
    assert {*NOT_RUN, *OPTION_EXAMPLES, *BEFORE, *AFTER_LETTERS, *IN_A_NEW_FOLDER, *KEYS} <= set(EXAMPLES)
