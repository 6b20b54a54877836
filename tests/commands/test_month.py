"""The guided month: January to March 2017 of the sample office, left in the middle, taken up, dry, and refused."""

import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.commands.app import app

DO = "\n"


@pytest.fixture
def office(sample: Path, tmp_path: Path) -> Path:
    for name in ("ledger.sqlite", "ledger.toml"):
        shutil.copyfile(sample / name, tmp_path / name)
    shutil.copytree(sample / "inbox", tmp_path / "inbox")
    return tmp_path


def isu(office: Path, *words: str, typed: str = "", exit_code: int = 0) -> str:
    done = CliRunner().invoke(app, ["--ledger", str(office / "ledger.sqlite"), *words], input=typed)
    assert done.exit_code == exit_code, done.output
    return done.output


def test_a_month_is_left_in_the_middle_and_taken_up_where_it_stands(office: Path) -> None:
    said = isu(office, "month", typed=DO * 2 + "q\n")
    assert "In inbox 2 files are of later months and wait for it." in said
    assert "Booked: 2 receipts" in said
    assert "Left. What was done stays done. Go on with: isu month 2017-01" in said
    said = isu(office, "month", typed=DO + "q\ns\ns\n")
    assert f"There is no new file up to 31 January 2017 in {office / 'inbox'}." in " ".join(said.split())
    assert "No receipt can be booked without a decision." in said
    assert "Next: " not in said, "within the month, its own next step comes"
    assert "Difference between bank and books: CHF 0.00" in said
    assert "As of 31 January 2017 84 States would get a letter." in said
    assert "Not done: Papers of the month, Close the month. Take it up again: isu month 2017-01" in said
    log = isu(office, "log")
    assert "isu bank import" in log
    assert "isu match" in log


def test_a_closed_month_is_not_called_undone(office: Path) -> None:
    isu(office, "month", typed=DO * 2 + "s\ns\n" + DO)
    said = isu(office, "month", "2017-01", typed="s\ns\n")
    assert "2017-01 is closed already." in said
    assert "Left out: Decide what is not certain, Papers of the month." in " ".join(said.split())
    assert "Take it up again" not in said


def test_a_dry_run_says_every_step_and_keeps_nothing(office: Path) -> None:
    before = sha256((office / "ledger.sqlite").read_bytes()).hexdigest()
    said = isu(office, "month", "2017-01", "--dry-run")
    assert "Would do: isu bank import inbox/camt053_2017-01-27_2017-01-31.xml" in said
    assert "Nothing was kept: this was a dry run." in said
    assert sha256((office / "ledger.sqlite").read_bytes()).hexdigest() == before
    assert not (office / "months").exists()


def test_a_month_whose_bank_data_do_not_reach_its_end_is_not_closed(office: Path) -> None:
    shutil.rmtree(office / "inbox")
    said = isu(office, "month", "--yes")
    assert (
        "The bank's data end on 26 January 2017: the month can be closed once they reach 31 January 2017."
        in " ".join(said.split())
    )
    assert "Not done: Close the month. Take it up again: isu month 2017-01" in said
    assert "no month is closed yet" in isu(office)


def test_a_file_that_is_refused_stops_its_step_only_and_leaves_nothing_of_it(office: Path) -> None:
    (office / "inbox" / "broken.xml").write_text("<Document>")
    said = isu(office, "month", typed=DO + "s\n" * 3)
    assert "isu: broken.xml" in said
    assert "This step was not done; nothing of it was kept." in said
    assert "Not done: Bring in the bank's files" in said
    assert "data until 26 January 2017" in isu(office)


def test_without_a_ledger_isu_says_how_to_begin_and_each_step_of_the_set_up_is_named(
    tmp_path: Path, sample: Path
) -> None:
    said = isu(tmp_path)
    assert "There is no ledger here" in said
    assert "isu demo" in said
    isu(tmp_path, "init")
    papers = sample / "papers"
    for command, words in (
        ("isu states import", ("states", "import", str(papers / "states.csv"))),
        ("isu scale import", ("scale", "import", str(papers / "scale_2016_2018.csv"), "--period", "2016-2018")),
        ("isu budget set", ("budget", "set", "2016", "--from", str(papers / "budgets.csv"))),
        ("isu assess", ("assess", "2016", "--on", "2016-01-04")),
    ):
        assert f"Next: {command}" in isu(tmp_path)
        isu(tmp_path, *words)
    assert "Next: put what e-banking gives into inbox, then: isu month" in isu(tmp_path)
    said = isu(tmp_path, "month", exit_code=1)
    assert (tmp_path / "inbox").is_dir(), "where she is told to put it"
    assert "there is no bank statement yet" in said


def test_a_month_that_the_bank_has_not_told_of_writes_no_papers_and_says_which_file_is_missing(office: Path) -> None:
    said = " ".join(isu(office, "month", "2017-05", "--yes").split())
    assert "The bank has told nothing of May 2017 yet; its data end on 31 March 2017." in said
    assert f"Put its file up to 31 May 2017 into {office / 'inbox'}, then: isu month 2017-05" in said
    assert "Papers of the month" not in said
    assert not (office / "months").exists()


def test_a_zip_in_the_inbox_is_new_while_a_file_in_it_is_and_known_once_all_were_brought_in(office: Path) -> None:
    shutil.make_archive(str(office / "all"), "zip", office / "inbox")
    january, february, march = sorted((office / "inbox").iterdir())
    isu(office, "bank", "import", str(january))
    for path in (january, february, march):
        path.unlink()
    shutil.move(office / "all.zip", office / "inbox" / "all.zip")
    assert "1 new file" in isu(office)
    isu(office, "bank", "import", str(office / "inbox"))
    assert "new file" not in isu(office)
