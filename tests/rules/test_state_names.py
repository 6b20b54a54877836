"""Names: whole words, the longest wins, several stay several; cut and mistyped ones as such; what is no State's."""

import time
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from db import facts
from db.store import open_store
from ledger.commands.app import app
from ledger.rules.candidates import looks_like_a_person
from ledger.rules.state_names import How, StateNames
from ledger.rules.state_words import SHARED_WORDS, STATE_WORDS
from tests.helpers import AT, a_state

STATES = Path(__file__).parents[2] / "sample_data" / "states.csv"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> StateNames:
    ledger = tmp_path_factory.mktemp("names") / "ledger.sqlite"
    for words in (["init", "--name", "ISU-CCM"], ["states", "import", str(STATES)]):
        done = CliRunner().invoke(app, ["--ledger", str(ledger), *words])
        assert done.exit_code == 0, done.output
    with open_store(ledger, at=AT) as store:
        return StateNames(facts.states(store.db, as_of=date(2017, 1, 27)).values())


def states(names: StateNames, text: str) -> list[set[str]]:
    return [set(each.states) for each in names.find(text) if each.how is How.WHOLE]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MISSION OF NIGER", [{"NER"}]),
        ("CENTRAL BANK OF NIGERIA", [{"NGA"}]),
        ("GUINEA-BISSAU", [{"GNB"}]),
        ("REPUBLIQUE DE GUINEE", [{"GIN"}]),
        ("EQUATORIAL GUINEA", [{"GNQ"}]),
        ("PAPUA NEW GUINEA", [{"PNG"}]),
        ("DOMINICA", [{"DMA"}]),
        ("REPUBLICA DOMINICANA", [{"DOM"}]),
        ("CONGO", [{"COD", "COG"}]),
        ("DR CONGO", [{"COD"}]),
        ("RDC", [{"COD"}]),
        ("DEMOCRATIC REPUBLIC OF THE CONGO", [{"COD"}]),
        ("REPUBLIQUE DU CONGO", [{"COG"}]),
        ("CONGO BRAZZAVILLE", [{"COG"}]),
        ("KOREA", [{"KOR", "PRK"}]),
        ("REPUBLIC OF KOREA", [{"KOR"}]),
        ("SOUTH SUDAN", [{"SSD"}]),
        ("SUDAN", [{"SDN"}]),
        ("DEPARTMENT OF FOREIGN AFFAIRS AND TRADE", [{"AUS", "IRL"}]),
        ("COTE D IVOIRE", [{"CIV"}]),
        ("COTE DIVOIRE", [{"CIV"}]),
        ("Ivory Coast", [{"CIV"}]),
        ("BUNDESKASSE HALLE", [{"DEU"}]),
        ("OESTERREICH", [{"AUT"}]),
        ("AUSTRALIA", [{"AUS"}]),
        ("ESPANA Y PERU", [{"ESP"}, {"PER"}]),
        ("MALI MALAWI MALTA", [{"MLI"}, {"MWI"}, {"MLT"}]),
        ("CREDIT SUISSE", []),
        ("CHF 100 FRANCS SUISSES", []),
        ("BANK OF AMERICA", []),
        ("1202 GENEVA, SWITZERLAND", []),
        ("SWITZERLAND", [{"CHE"}]),
        ("NEW YORK USA", []),
        ("FINLANDIA VODKA", [{"FIN"}]),
        ("NIGERIAN", [{"NGA"}]),
        ("ANIGER", []),
        ("", []),
    ],
)
def test_the_longest_name_in_whole_words_counts(names: StateNames, text: str, expected: list[set[str]]) -> None:
    assert states(names, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PERMANENT MISSION REPUBLIC OF NIGER", {"NER", "NGA"}),
        ("PERMANENT MISSION OF THE REP OF SEY", {"SYC"}),
        ("MISSION PERMANENTE DE LA GUINEE BIS", {"GNB"}),
        ("EMBASSY OF THE GOVERNMENT OF GUINEA", {"GIN", "GNB"}),
        ("AMBASSADE DE LA REPUBLIQUE DOMINICA", {"DOM"}),
    ],
)
def test_a_name_at_the_place_where_the_bank_cuts_may_go_on(names: StateNames, text: str, expected: set[str]) -> None:
    assert len(text) == 35
    found = names.find(text)[-1]
    assert found.how is How.CUT
    assert expected <= set(found.states)
    assert names.find(f"{text} X")[-1:] == [] or names.find(f"{text} X")[-1].how is not How.CUT


@pytest.mark.parametrize("text", ["LAO PEOPLE'S DEMOCRATIC REPUBLIC", "LAO PEOPLES DEMOCRATIC REPUBLIC"])
def test_a_name_is_found_whole_though_the_bank_leaves_out_its_apostrophe(names: StateNames, text: str) -> None:
    (found,) = names.find(f"EMBASSY OF {text} GENEVA")
    assert (set(found.states), len(found.words.split())) == ({"LAO"}, len(text.replace("'", " ").split()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("GERMNAY", "DEU"), ("MOZANBIQUE", "MOZ"), ("MALTTA", "MLT"), ("GRMANY", "DEU"), ("JERMANY", "DEU")],
)
def test_a_name_mistyped_by_a_letter_is_told_as_such(names: StateNames, text: str, expected: str) -> None:
    (found,) = names.find(text)
    assert (found.how, set(found.states)) == (How.MISTYPED, {expected})


@pytest.mark.parametrize(
    "text", ["FRANCS", "A CONTO", "TRANSFER", "CONTRIBUTION", "PAYMENT", "INVOICE", "TREASURY", "ERMANY"]
)
def test_an_ordinary_word_is_no_mistyped_name(names: StateNames, text: str) -> None:
    assert names.find(text) == []


def test_every_state_of_the_sample_is_found_by_each_of_its_names(names: StateNames, sample: Path) -> None:
    with open_store(sample / "ledger.sqlite", at=AT) as store:
        known = facts.states(store.db, as_of=date(2017, 1, 27))
    for iso3, state in known.items():
        for name in (*(each for each in state.names() if len(each) > 3), *STATE_WORDS[iso3]):
            found = names.find(f"MINISTRY, {name.upper()}, CCM")
            assert any(iso3 in each.states for each in found), (iso3, name)


def test_a_word_of_a_state_means_no_other_unless_it_is_said(names: StateNames) -> None:
    for iso3, words in STATE_WORDS.items():
        for word in words:
            found = names.find(word)
            assert len(found) == 1, (iso3, word, found)
            assert found[0].states == {iso3} or word.casefold() in SHARED_WORDS, (iso3, word, found)


@pytest.mark.parametrize("payer", ["MR MICHAEL JORDAN", "CHAD ISRAEL", "DR GEORGIA KENYA MILLER", "FRAU INDIA MEIER"])
def test_a_persons_name_is_known(payer: str) -> None:
    assert looks_like_a_person(payer)


@pytest.mark.parametrize(
    "payer", ["JORDAN", "MISSION OF JORDAN", "DR CONGO", "GOVT OF INDIA", "NEW ZEALAND", "EL SALVADOR", "CHAD N"]
)
def test_an_office_is_no_person(payer: str) -> None:
    assert not looks_like_a_person(payer)


@pytest.mark.parametrize(
    "text", ["FINANCE" * 20_000, "GERMANY " * 20_000, "MINISTRY OF " * 20_000], ids=["word", "name", "words"]
)
def test_a_text_of_any_length_is_read_without_waiting(names: StateNames, text: str) -> None:
    begun = time.process_time()
    names.find(text)
    assert time.process_time() - begun < 5


def test_the_last_of_all_names_is_found_when_it_is_cut() -> None:
    last = StateNames([a_state("TUN", name_en="Zzyzxia")])
    (found,) = last.find("TREASURY OF THE REPUBLIC OF  ZZYZXI")
    assert (found.how, set(found.states)) == (How.CUT, {"TUN"})


def test_a_name_of_one_letter_or_in_parentheses_alone_is_no_name() -> None:
    odd = StateNames([a_state("TUN", name_en="Tunisia", other_names=("Z", "(Old) Tunisia"))])
    assert odd.find("Z") == []
    assert [each.states for each in odd.find("PAID BY OLD TUNISIA")] == [{"TUN"}]
