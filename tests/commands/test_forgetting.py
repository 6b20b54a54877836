"""A person is forgotten for good: in every version, and in every byte of the file. Everything else stays as it was."""

import shlex
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from db.authorizer import guard_lifted
from ledger.commands.app import app

MISSIONS = "state,mission,addressee,rank,salutation,street,postcode,city,country,email,channel,post\n"
LITIA = "H.E. Adi Litia Qionibaravi,Ambassador,Madam Qionibaravi"
FIRST = f"FJI,Mission of Fiji,{LITIA},Rue 1,1201,Geneva,CH,litia@fiji.example,post,Geneva\n"
SECOND = "FJI,Mission of Fiji,H.E. Jone Usamate,Envoy,Sir,Rue 1,1201,Geneva,CH,jone@fiji.example,post,Geneva\n"
ELSEWHERE = "FJI,Mission of Fiji in New York,H.E. Mere Tora,,,Av 1,10017,New York,US,,post,New York\n"
STATES = "state,iso2,name_en,party_from\nFJI,FJ,Fiji,2010-11-01\nTUN,TN,Tunisia,2011-03-01\n"
SAID = "Mr Ratu Epeli of the treasury: paid next week"


def isu(line: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, shlex.split(line), input=typed)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "states.csv").write_text(STATES, "utf-8")
    (tmp_path / "first.csv").write_text(MISSIONS + FIRST + ELSEWHERE, "utf-8")
    (tmp_path / "second.csv").write_text(MISSIONS + SECOND, "utf-8")
    for line in (
        "init",
        "states import states.csv",
        "addresses import first.csv",
        "addresses import second.csv",
        f'contact add FJI --kind call --words "{SAID}" --on 2026-01-05',
        'contact add TUN --kind call --words "the counsellor of Tunisia" --on 2026-01-05',
    ):
        assert isu(line).exit_code == 0, line
    return tmp_path


def held(desk: Path, *texts: str) -> list[str]:
    content = (desk / "ledger.sqlite").read_bytes()
    return [text for text in texts if text.encode() in content]


def guards(desk: Path) -> list[tuple[str, str]]:
    db = sqlite3.connect(desk / "ledger.sqlite")
    found = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name").fetchall()
    db.close()
    return found


def test_the_person_of_an_address_is_in_no_byte_of_the_file_any_more(desk: Path) -> None:
    before = guards(desk)
    persons = ("Litia", "litia@", "Madam", "Jone", "jone@", "Envoy")
    assert held(desk, *persons) == list(persons)
    done = isu("addresses forget Fiji --post geneva", "FJI\n")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Fiji, Geneva, 2 versions: H.E. Adi Litia Qionibaravi; Ambassador; " in done.stdout
    assert "This cannot be undone. Type FJI to forget it: Forgotten: who stood in the addresses of Fiji." in done.stdout
    assert held(desk, *persons, "Ambassador") == []
    assert held(desk, "Mission of Fiji", "Rue 1", "Mere Tora", SAID) == ["Mission of Fiji", "Rue 1", "Mere Tora", SAID]
    assert guards(desk) == before
    assert isu("addresses list --format csv").stdout.count("Mission of Fiji") == 2
    assert isu("addresses forget FJI --yes FJI").exit_code == 0
    assert held(desk, "Mere Tora") == []


def test_the_words_of_a_contact_are_in_no_byte_of_the_file_any_more(desk: Path) -> None:
    before = guards(desk)
    done = isu('contact forget C1 --why "asked for by the person" --yes c1')
    assert (done.exit_code, done.stderr) == (0, "")
    assert f'C1, call with FJI on 2026-01-05: "{SAID}"' in done.stdout
    assert held(desk, "Epeli", "the counsellor of Tunisia") == ["the counsellor of Tunisia"]
    assert guards(desk) == before
    listed = isu("contact list --format csv").stdout
    assert ": asked for by the person" in listed
    assert "C1,FJI,2026-01-05,call" in listed


def test_a_withdrawn_contact_can_be_forgotten_too(desk: Path) -> None:
    assert isu("contact withdraw C1 --why wrong").exit_code == 0
    assert held(desk, "Epeli") == ["Epeli"]
    assert isu("contact forget C1 --why asked --yes C1").exit_code == 0
    assert held(desk, "Epeli") == []


@pytest.mark.parametrize(
    ("line", "typed", "told"),
    [
        ("contact forget C1 --why asked", "no\n", "nothing was forgotten: no was typed, not C1"),
        ("contact forget C1 --why asked", "", "nothing was forgotten: nothing was typed, not C1"),
        ("contact forget C1 --why ''", "C1\n", "forgetting needs its reason, which is kept in its place"),
        ("contact forget C9 --why asked", "C9\n", "there is no contact C9; `isu contact list` shows them"),
        ("addresses forget FJI", "TUN\n", "nothing was forgotten: TUN was typed, not FJI"),
        ("addresses forget TUN", "TUN\n", "no address of Tunisia (TUN) names a person or an e-mail"),
        ("addresses forget FJI --post Bern", "FJI\n", "no address of Fiji (FJI) at Bern names a person"),
    ],
)
def test_what_is_not_confirmed_or_not_there_is_refused_and_stays(desk: Path, line: str, typed: str, told: str) -> None:
    before = (desk / "ledger.sqlite").read_bytes()
    refused = isu(line, typed)
    assert refused.exit_code == 1
    assert told in refused.stderr
    assert (desk / "ledger.sqlite").read_bytes() == before


def test_what_is_forgotten_is_proven_by_the_chain_and_what_is_changed_after_that_is_found(desk: Path) -> None:
    assert isu("contact forget C1 --why asked --yes C1").exit_code == 0
    assert isu("addresses forget FJI --yes FJI").exit_code == 0
    assert " x row forgotten at a person's wish" in isu("log").stdout
    checked = isu("check")
    assert checked.exit_code == 0
    assert "the file is sound" in checked.stdout
    assert "faults in the file" not in checked.stdout  # it is looked at once
    db = sqlite3.connect(desk / "ledger.sqlite", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    with guard_lifted(db, "contact_is_never_changed"):
        db.execute("UPDATE contact SET words = 'paid nothing' WHERE id = 1")
    db.execute("COMMIT")
    db.close()
    found = isu("check")
    assert found.exit_code == 1
    assert "row 1 of contact" in found.stdout
    assert "is not as it was written" in found.stdout


def test_forgetting_twice_is_refused(desk: Path) -> None:
    assert isu("contact forget C1 --why asked --yes C1").exit_code == 0
    refused = isu("contact forget C1 --why again --yes C1")
    assert refused.exit_code == 1
    assert "the words of C1 are forgotten already: forgotten on " in refused.stderr


def test_a_guard_that_was_lifted_stands_again_even_if_the_act_fails(desk: Path) -> None:
    before = guards(desk)
    db = sqlite3.connect(desk / "ledger.sqlite", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    with pytest.raises(ZeroDivisionError), guard_lifted(db, "contact_is_never_changed"):
        raise ZeroDivisionError
    db.execute("ROLLBACK")
    with pytest.raises(sqlite3.IntegrityError, match="contact is never changed"):
        db.execute("UPDATE contact SET words = 'x'")
    db.close()
    assert guards(desk) == before


def test_the_page_on_privacy_names_tables_and_commands_that_there_are(desk: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text("utf-8")
    db = sqlite3.connect(desk / "ledger.sqlite")
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    db.close()
    named = [cell for row in page.splitlines() if row.startswith("| ") for cell in row.split("|")[2].split("`")[1::2]]
    assert len(named) >= 8
    assert set(named) - {".toml", "--why"} <= tables
    for command in ("addresses forget", "contact forget", "aliases revoke", "report outreach"):
        assert f"isu {command}" in page
        assert isu(f"{command} --help").exit_code == 0
