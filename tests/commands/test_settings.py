"""Settings: shown, changed one by one or in an editor, checked before they count, taken back; all else stays."""

import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ledger.commands.app import app
from ledger.intake.office_settings import default_text
from ledger.intake.setting_lines import NotOnALine, Value, flat, set_value

SHIPPED = dict(flat(tomllib.loads(default_text())))
OWN = """# Ours, with care.
[bank] # where they pay
holder = "ISU-CCM Trust Fund"   # as the bank writes it
iban = "CH60 0899 0000 2016 0000 1"
bank = "Sample Bank"
street = "Rue du Modèle"
postcode = "1202"
city = "Genève"
country = "CH"

# Two lines.
[office]
letterhead = [
  "Implementation Support Unit", # first
  "Geneva",
]
"""


@pytest.fixture
def office(sample: Path, tmp_path: Path) -> Path:
    shutil.copyfile(sample / "ledger.sqlite", tmp_path / "ledger.sqlite")
    (tmp_path / "ledger.toml").write_text(OWN, "utf-8")
    return tmp_path


def isu(office: Path, *words: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(office / "ledger.sqlite"), *words])
    assert done.exit_code == exit_code, done.output
    return done.output


def text(office: Path) -> str:
    return (office / "ledger.toml").read_text("utf-8")


def test_one_setting_is_changed_and_every_remark_and_line_else_stays(office: Path) -> None:
    said = isu(office, "settings", "set", "bank.holder", "The Trust Fund")
    assert said == 'bank.holder: "The Trust Fund" (was "ISU-CCM Trust Fund")\nUndo: isu settings undo\n'
    assert text(office) == OWN.replace('holder = "ISU-CCM Trust Fund"   # as', 'holder = "The Trust Fund" # as')
    isu(office, "settings", "set", "office.letterhead", "ISU", "Geneva, Switzerland")
    assert text(office).endswith('# Two lines.\n[office]\nletterhead = ["ISU", "Geneva, Switzerland"]\n')
    isu(office, "settings", "set", "month.inbox", "from the bank")
    assert text(office).endswith('\n\n[month]\ninbox = "from the bank"\n')
    assert '* month.inbox = "from the bank"' in isu(office, "settings", "show", "month")
    assert 'settings: month.inbox: "from the bank" (was "inbox")' in isu(office, "log")


def test_a_change_is_taken_back_and_again_made(office: Path) -> None:
    isu(office, "settings", "set", "backups.keep", "5")
    changed = text(office)
    isu(office, "settings", "undo")
    assert text(office) == OWN
    isu(office, "settings", "undo")
    assert text(office) == changed


def test_what_cannot_be_used_is_refused_and_the_file_stays(office: Path) -> None:
    for words, told in (
        (("bank.iban", "CH60 0899 0000 2016 0000 2"), "ledger.toml was not changed: the account number CH60"),
        (("letters.language", "de"), "letters.language is 'de'; write en, fr, es, or nothing"),
        (("backups.keep", "0"), "backups.keep must be 1 or more"),
        (("month.papers", " "), "month.papers is empty"),
    ):
        assert told in isu(office, "settings", "set", *words, exit_code=1)
        assert text(office) == OWN
    assert not (office / "ledger.before.toml").exists()


def test_the_name_of_the_office_is_changed_in_the_ledger_itself(office: Path) -> None:
    assert "office.name: 'ISU Geneva' (was 'ISU-CCM')" in isu(office, "settings", "set", "office.name", "ISU Geneva")
    assert "ISU Geneva on 26 January 2017" in isu(office)
    assert "Nothing is different" in isu(office, "settings", "set", "office.name", "ISU Geneva")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("text.replace('Sample Bank', 'Another Bank')", 'bank.bank: "Another Bank" (was "Sample Bank")'),
        ("text.replace('iban =', 'ibann =')", "ledger.toml was not changed: bank.ibann is not known"),
        ("text + '['", "ledger.toml was not changed: "),
        ("text", "Nothing is different"),
    ],
)
def test_an_editor_gets_a_copy_that_counts_only_if_it_can_be_used(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, told: str
) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1])\ntext = p.read_text('utf-8')\n"
        f"p.write_text({script}, 'utf-8')\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {editor}")
    refused = told.startswith("ledger.toml was not")
    assert told in isu(office, "settings", "edit", exit_code=1 if refused else 0)
    assert (text(office) == OWN) is not told.startswith("bank.bank")
    assert not list(office.glob(".*"))


def test_an_editor_that_is_not_there_changes_nothing(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor-here")
    assert "the editor no-such-editor-here did not do its work" in isu(office, "settings", "edit", exit_code=1)
    assert text(office) == OWN


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
VALUES: dict[type, st.SearchStrategy[Value]] = {
    str: TEXTS,
    int: st.integers(0, 999_999),
    bool: st.booleans(),
    list: st.lists(TEXTS, max_size=3),
}


@given(st.data())
def test_any_value_of_any_setting_is_read_again_as_it_was_typed(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(SHIPPED)))
    value = data.draw(VALUES[type(SHIPPED[key])])
    for before in (OWN, default_text(), ""):
        after = set_value("x", before, key, value)
        assert dict(flat(tomllib.loads(after)))[key] == value
        assert {line for line in before.split("\n") if line.startswith("#")} <= set(after.split("\n"))


def test_a_form_that_one_line_cannot_change_is_refused() -> None:
    with pytest.raises(NotOnALine, match="isu settings edit"):
        set_value("ledger.toml", 'month = {inbox = "x"}\n', "month.inbox", "y")
    with pytest.raises(NotOnALine):
        set_value("ledger.toml", '[office]\nunit.en = "x"\n', "office.unit.en", "y")
