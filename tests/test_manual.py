"""The manual is true: every command of its pages runs on a copy of the sample office and says what the page says."""

import re
from pathlib import Path

import pytest

from tests.manual_pages import HOW_TOS, ROOT, blocks, copy_office, run_page

MANUAL = ROOT / "docs" / "manual"


@pytest.fixture
def office(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample office, and the test stands in its folder."""
    folder = copy_office(sample, tmp_path / "demo")
    monkeypatch.chdir(folder)
    monkeypatch.delenv("ISU_LEDGER", raising=False)
    return folder


@pytest.mark.parametrize("page", HOW_TOS, ids=lambda page: page.stem)
def test_every_command_of_a_how_to_runs_and_says_what_the_page_says(office: Path, page: Path) -> None:
    text = page.read_text("utf-8")
    assert blocks(text), "a how-to shows what is typed"
    run_page(text)


def test_the_index_names_every_how_to_by_its_title_and_no_link_of_the_manual_is_dead() -> None:
    index = (MANUAL / "README.md").read_text("utf-8")
    for page in HOW_TOS:
        title = page.read_text("utf-8").splitlines()[0].lstrip("# ")
        assert f"[{title}](../../reports/manual/{page.name})" in index
    for page in (*MANUAL.glob("*.md"), *HOW_TOS, ROOT / "README.md"):
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            assert "://" in link or (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_glossary_is_in_the_order_of_the_alphabet_and_has_each_word_once() -> None:
    lines = (MANUAL / "glossary.md").read_text("utf-8").splitlines()
    words = [line.split("|")[1].strip().casefold() for line in lines if line.startswith("| ")][1:]
    assert words == sorted(set(words))
