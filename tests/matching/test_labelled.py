"""The labelled lines: never a wrong automatic match, and the right State first where the line names it."""

import shutil
from pathlib import Path

import pytest

from tests.matching.scoring import Scored, figures, labels, score, table

DOCUMENT = Path(__file__).parents[2] / "docs" / "matching.md"


@pytest.fixture(scope="module")
def scored(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Scored]:
    ledger = tmp_path_factory.mktemp("labelled") / "ledger.sqlite"
    shutil.copyfile(sample / "ledger.sqlite", ledger)
    return score(ledger)


def test_the_labels_are_what_they_claim() -> None:
    held = labels()
    assert len([label for label in held if label.is_scored]) >= 120
    for label in held:
        assert label.right in ("", "automatic", "ask", "open")
        assert bool(label.pays) == (label.right == "automatic")
        assert label.why
        if label.pays:
            assert f"{sum(label.pays_chf.values()):.2f}" == label.amount_chf


def test_no_line_is_matched_wrongly_by_itself(scored: list[Scored]) -> None:
    wrong = [
        (each.label.group, each.verdict.state, each.booked_chf) for each in scored if each.key == "automatic wrong"
    ]
    assert wrong == []


def test_at_least_half_of_the_lines_with_our_reference_or_a_known_account_are_automatic(scored: list[Scored]) -> None:
    found = figures(scored)
    assert found["of these automatic"] * 2 >= found["with our reference or a known account"] >= 60


def test_the_right_state_is_first_on_nearly_all_lines_that_name_it(scored: list[Scored]) -> None:
    found = figures(scored)
    assert found["of these right State first or booked"] * 100 >= found["that name their State"] * 95


def test_the_table_of_the_documents_is_what_comes_out(scored: list[Scored]) -> None:
    assert "\n".join(table(scored)) in DOCUMENT.read_text("utf-8")


def test_every_verdict_says_why_in_words(scored: list[Scored]) -> None:
    for each in scored:
        assert all(sentence and "  " not in sentence for sentence in each.verdict.evidence), each.label.group
        assert each.verdict.evidence
