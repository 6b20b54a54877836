"""The first use: a new office on a terminal, question by question, with its own tables; left early; by options."""

import os
import shutil
import time
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.commands.app import app
from tests.commands.test_review import Terminal

IBAN = "CH93 0076 2011 6238 5295 7"
TABLES = {
    "states.csv": "State Party;Entry into force\nAfghanistan;1.3.2012\nGermany;01.08.2010\nIvory Coast;01.09.2012\n",
    "scale.csv": "Scale 2024;;\nCountry;UN scale (%);Remark\nAfghanistan;0.006;\nGermany;6.111%;\nIvory Coast;0.022\n",
    "budget.csv": "Year,Budget line,Description,Amount CHF\n2024,7a,Assessed,1000.00\n2024,7c,Voluntary,500.00\n",
    "opening.csv": "Country,Year,Line,Outstanding CHF,Credit\nGermany,2023,7a,100.50,\nIvory Coast,,,,20.00\n",
}
BANK = ("--iban", IBAN, "--bank", "UBS", "--street", "Rue 1", "--postcode", "1200", "--city", "Genève")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def isu(folder: Path, *words: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(folder / "o.sqlite"), *words])
    assert done.exit_code == exit_code, done.output
    return done.output


def settings(folder: Path) -> dict[str, dict[str, object]]:
    return tomllib.loads((folder / "o.toml").read_text("utf-8"))


def answer(terminal: Terminal, *answers: tuple[str, str]) -> str:
    """Wait for each question and type its answer; gives all that was said."""
    said = ""
    for question, typed in answers:
        said += terminal.wait_for(question)
        terminal.type(typed)
    return said


QUESTIONS = (
    ("[ISU-CCM]: ", "ISU Test"),
    ("[Convention on Cluster Munitions]: ", ""),
    ("[en]: ", "fr"),
    ("(IBAN) [later]: ", "CH93 0076 2011 6238 5295 8"),
    ("(IBAN) [later]: ", IBAN),
    ("[ISU Test]: ", ""),
    ("The bank [later]: ", "UBS"),
    ("[later]: ", "Rue 1"),
    ("[later]: ", "1200"),
    ("[later]: ", "Genève"),
    ("[CH]: ", ""),
    ("[inbox]: ", "from the bank"),
    ("[months]: ", ""),
)


def test_a_new_office_is_asked_for_all_it_needs_and_its_own_tables_are_known_from_then_on(folder: Path) -> None:
    terminal = Terminal("--ledger", str(folder / "o.sqlite"), "init")
    said = answer(
        terminal,
        *QUESTIONS,
        ("[shipped]: ", str(folder / "no.csv")),
        ("[shipped]: ", str(folder / "states.csv")),
        ("[right]: ", "language=Nothing"),
        ("[right]: ", ""),
        ("[later]: ", str(folder / "scale.csv")),
        ("For the years [", "2024"),
        ("[right]: ", ""),
        ("[later]: ", str(folder / "budget.csv")),
        ("[right]: ", ""),
        ("[later]: ", str(folder / "opening.csv")),
        ("As of which day [", "2023-12-31"),
        ("[right]: ", ""),
        ("Type the count of balances, 2, to bring them over: ", "2"),
    )
    said += terminal.wait_for("Where the office stands")
    assert terminal.end() == 0
    for told in (
        "the account was not entered: the account number CH93 0076 2011 6238 5295 8 is wrong: its check digits",
        "there is no file",
        '"Entry into force" (1.3.2012, 01.08.2010, 01.09.2012 …)',
        "3 States new",
        "3 rates new",
        "Budgets of 2024 entered.",
        "Brought over: 2 balances of 2023-12-31",
    ):
        assert told in said
    kept = settings(folder)
    assert kept["letters"] == {"language": "fr"}
    assert kept["bank"]["holder"] == "ISU Test"
    assert kept["tables"] == {
        "states": {"state": "State Party", "party_from": "Entry into force"},
        "scale": {"state": "Country", "rate": "UN scale (%)"},
        "budget": {"year": "Year", "line": "Budget line", "amount_chf": "Amount CHF", "title": "Description"},
        "opening": {
            "state": "Country", "year": "Year", "line": "Line", "owed_chf": "Outstanding CHF", "credit_chf": "Credit",
        },
    }  # fmt: skip
    assert (folder / "from the bank").is_dir()
    assert "3 States known already" in isu(folder, "states", "import", str(folder / "states.csv"))
    assert "ISU Test" in isu(folder, "why", "Ivory Coast", "--as-of", "2024-01-31")
    assert "CHF 20.00" in isu(folder, "why", "CIV", "--as-of", "2023-12-31")
    isu(folder, "assess", "2024", "--on", "2024-01-04")
    isu(folder, "check", "--as-of", "2024-01-31")


def test_left_in_the_middle_the_ledger_is_whole_and_says_how_to_go_on(folder: Path) -> None:
    ledger = folder / "o.sqlite"
    terminal = Terminal("--ledger", str(ledger), "init", "--name", "ISU Test")
    answer(terminal, *QUESTIONS[1:3])
    terminal.wait_for("(IBAN) [later]: ")
    time.sleep(0.2)
    os.write(terminal.screen, b"\x03")
    assert f"are kept (`isu log` shows what); go on with: isu --ledger {ledger}\n" in terminal.seen_until_end()
    assert terminal.end() == 130
    assert settings(folder) == {"letters": {"language": "fr"}}
    assert "Next: isu states import FILE" in isu(folder)
    isu(folder, "check")


def test_an_option_that_is_refused_is_asked_for_again_and_the_others_still_count(folder: Path) -> None:
    given = ("--iban", "CH93 0076 2011 6238 5295 8", "--inbox", "post", "--states", str(folder / "states.csv"))
    terminal = Terminal("--ledger", str(folder / "o.sqlite"), "init", "--name", "ISU Test", *given)
    answer(terminal, *QUESTIONS[1:3], ("(IBAN) [later]: ", ""))
    said = answer(terminal, ("[months]: ", ""), ("[right]: ", ""))
    terminal.wait_for("[later]: ")
    os.write(terminal.screen, b"\x03")
    terminal.seen_until_end()
    assert terminal.end() == 130
    assert "[inbox]" not in said
    assert "State Party" in said
    assert (folder / "post").is_dir()


def test_all_can_be_given_as_options_and_nobody_is_asked(folder: Path) -> None:
    tables = [
        word for kind in ("states", "scale", "budget", "opening") for word in (f"--{kind}", f"{folder / kind}.csv")
    ]
    words = ("--name", "ISU Test", *BANK, "--language", "en", "--scale-period", "2024", "--opening-on", "2023-12-31")
    said = isu(folder, "init", *words, *tables)
    for told in ("3 States new", "3 rates new", "Budgets of 2024 entered.", "Brought over: 2 balances"):
        assert told in said
    assert "Later:" not in said
    assert settings(folder)["bank"]["iban"] == "CH9300762011623852957"


def test_what_is_refused_leaves_the_rest_and_says_how_to_do_it_later(folder: Path) -> None:
    (folder / "scale.csv").write_text("Dear all,\nplease find the scale attached\n")
    words = ("--iban", "CH00", "--states", str(folder / "states.csv"), "--scale", str(folder / "scale.csv"))
    said = isu(folder, "init", *words, exit_code=1)
    assert "isu: the account was not entered: the account number CH00 is wrong" in said
    assert "isu: in scale.csv no column was found for state (its header" in said
    assert "3 States new" in said
    assert "Later: isu budget set YEAR --from FILE" in said
    assert "Next: isu scale import FILE" in isu(folder)


def test_a_fault_names_its_line_in_the_file_of_the_office(folder: Path) -> None:
    (folder / "scale.csv").write_text(
        "Scale 2024;\n\n\nCountry;UN scale (%)\nGermany;6.111\n\nIvory Coast;x\n", "utf-8"
    )
    given = ("--states", str(folder / "states.csv"), "--scale", str(folder / "scale.csv"), "--scale-period", "2024")
    said = isu(folder, "init", *given, exit_code=1)
    assert "line 7: " in said


def test_a_table_that_cannot_be_read_is_refused_as_a_table_and_not_as_a_bank_file(folder: Path) -> None:
    isu(folder, "init", "--states", str(folder / "states.csv"))
    for name, content in (("nul.csv", b"a,b\x00c"), ("half.xlsx", b"PK\x03\x04half"), ("empty.csv", b"")):
        (folder / name).write_bytes(content)
        said = isu(folder, "states", "import", str(folder / name), exit_code=1)
        assert "cannot be read as a table" in said or "no column was found for state" in said
        assert "bank" not in said.replace(str(folder), "")


def test_the_shipped_states_and_scale_are_facts_to_begin_with(folder: Path) -> None:
    said = isu(folder, "init", "--states", "shipped", "--scale", "shipped", "--scale-period", "2016-2018")
    assert "196 States new" in said
    assert "193 rates new" in said or "196 rates new" in said
    shutil.rmtree(folder / "backups")
