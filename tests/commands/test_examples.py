"""Every example in the help runs on a copy of the sample office, as it is printed there."""

import re
import shutil
from pathlib import Path

import pytest

from sample_data.as_xlsx import xlsx_bytes
from tests.manual_pages import PROGRAM, commands, copy_office, run

EXAMPLES = {
    name: re.search(r"Example: (.+?)(?:, or shorter: (.+))?$", command.help, re.MULTILINE)
    for name, command in commands(PROGRAM).items()
}
LETTERS = "letters write --as-of 2017-01-27 --into earlier --state CIV --state MLI --yes 2"
NOT_RUN = {  # each with the reason
    "isu demo": "makes the sample office of these tests, once for all",
    "isu letters write": "86 letters: the fixture `written` writes them, once for all",
    "isu import opening": "for a ledger without years; tests/commands/test_opening.py runs it",
    "isu import undo": "for a ledger without years; tests/commands/test_opening.py runs it",
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
    "isu letters acknowledged": (LETTERS, "letters sent CIV --on 2017-01-30"),
    "isu letters cancel": (LETTERS,),
    "isu letters delivered": (LETTERS,),
    "isu letters print": (LETTERS,),
    "isu letters replied": (LETTERS, "letters sent CIV --on 2017-01-30"),
    "isu letters sent": (LETTERS,),
    "isu plan end": ("plan add CIV --parts 4 --first 2017-03-31 --on 2017-02-10 --words told",),
    "isu pledge cancel": ("pledge add NOR 2017/7c=1.00 --on 2017-01-20 --why told",) * 3,
    "isu release": ("hold CIV --until 2999-12-31 --why told",),
    "isu reopen": ("bank import inbox", "close 2017-01"),
    "isu report compare": ("report snapshot --as-of 2017-01-27 --words told",),
    "isu report letters": (LETTERS,),
    "isu review import": ("review export decisions.xlsx",),
}
IN_A_NEW_FOLDER = {"isu init": "ledger.sqlite", "isu settings write": "ledger.toml"}  # what must not be there yet
KEYS = {"isu restore": "0", "isu review": "q", "isu month": "q"}


@pytest.fixture
def office(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample office with a list of the bank and a backup; the test stands in its folder."""
    folder = copy_office(sample, tmp_path / "office")
    (folder / "list.xlsx").write_bytes(xlsx_bytes())
    (folder / "backups").mkdir()
    shutil.copyfile(folder / "ledger.sqlite", folder / "backups" / "ledger_2017-01-27_090000_bank-import.sqlite")
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


def test_only_examples_that_there_are_have_preparations() -> None:
    assert {*NOT_RUN, *BEFORE, *IN_A_NEW_FOLDER, *KEYS} <= set(EXAMPLES)
