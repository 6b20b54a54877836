"""The first three months, typed on a real terminal, are what docs/manual/start.md shows; left twice, and taken up."""

import re
from pathlib import Path

from tests.manual_pages import PROGRAM, ROOT, commands, copy_office
from tests.tutorial_page import CTRL_C, PAGE, SESSIONS, boxes_of, in_a_process_of_its_own


def test_the_start_of_the_manual_is_what_the_terminal_shows(sample: Path, tmp_path: Path) -> None:
    office = copy_office(sample, tmp_path / "demo")
    said = (sample / "said.txt").read_text("utf-8").replace(str(sample), "demo")
    shown = boxes_of(PAGE.read_text("utf-8"))
    made = in_a_process_of_its_own(office, said)
    assert len(shown) == len(made) == len(SESSIONS)
    for on_page, on_screen in zip(shown, made, strict=True):
        assert on_page == on_screen, "python -m tests.tutorial_page writes the page anew"
    assert sorted(path.name for path in (office / "months" / "2017-01").iterdir()) == [
        "isu-2017-01-31-public.xlsx",
        "isu-2017-01-31.html",
        "isu-2017-01-31.xlsx",
        "reconciliation-2017-01-31.xlsx",
    ]


def test_the_start_leaves_a_month_once_by_an_answer_and_once_by_ctrl_c() -> None:
    pages = boxes_of(PAGE.read_text("utf-8"))
    ends = ("Left. What was done stays done.", "isu: stopped; nothing is half done")
    left = [(session, page) for session, page in zip(SESSIONS, pages, strict=True) if any(end in page for end in ends)]
    assert [session.typed[-1] for session, _ in left] == ["q", CTRL_C]
    assert sum(f"Closed: 2017-0{month}." in page for month in (1, 2, 3) for page in pages) == 3
    lines = [line for page in pages for line in page.splitlines() if not line.startswith("isu: ")]
    assert all(len(line) <= 100 for line in lines)


def test_no_word_of_bookkeeping_stands_where_a_month_is_gone_through() -> None:
    """What the office calls paid out is no debit; charge, receipt, on account are the treaty's words."""
    words = re.compile(
        r"\b(debit|credit|journal|posting|posted|revers(e|al|ed)|receivable|sub-ledger|accrual)s?\b", re.IGNORECASE
    )
    of_a_month = ("month", "match", "review", "why", "update", "workbook", "close", "bank import", "letters preview")
    for name in of_a_month:
        assert not words.search(commands(PROGRAM)[f"isu {name}"].help), name
    for page in (PAGE, ROOT / "README.md"):
        assert not words.search(page.read_text("utf-8").partition("## Ask the sample office")[0]), page
