"""What another program does to a ledger, from raw SQL without our pragmas and guards, and single bytes turned: found.

Each edit names what the check must say. Three leave books that follow on perfectly, and are shown by a printed head.
"""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.byte_flips import FAULT, FOUND, HARMLESS, MISSED, REFUSED, outcomes
from db.link_faults import links
from db.links import Part, hash_of, head, parts_of, rows_of
from db.migrations import NEWEST_VERSION
from db.store import open_store
from ledger.books.lettering import RunFacts, keep_run
from ledger.books.open_books import open_books
from ledger.books.reporting import keep_snapshot
from ledger.commands.app import app
from ledger.commands.checking import check_table
from ledger.rules.reminders import decide
from reports.picture import take_picture
from reports.table import Table
from tests.helpers import chf

ON = date(2017, 1, 27)
AT = datetime(2017, 1, 27, 10, 0, tzinfo=UTC)
Edit = Callable[[sqlite3.Connection], object]


@pytest.fixture(scope="module")
def whole(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office with one letter and a snapshot; never write into it."""
    ledger = tmp_path_factory.mktemp("whole") / "ledger.sqlite"
    shutil.copyfile(sample / "ledger.sqlite", ledger)
    with open_store(ledger, at=AT) as store:
        decision = decide("FJI", take_picture(store.db, as_of=ON).charges["FJI"], (), 2017, {})
        paper = {"reference": "NV/2017/001", "language": "en", "text": "has the honour to request CHF 86.71"}
        with open_books(store, at=AT) as books:
            keep_run(books, RunFacts(2017, ON, ON, 0, chf("0.00")), [decision], {"FJI": paper}, {"FJI": "post"})
        with open_books(store, at=AT.replace(hour=11)) as books:
            keep_snapshot(books, ON, 2017, "for the President", {"status": {"outstanding": "1.00"}})
    return ledger


@pytest.fixture
def ledger(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(whole, tmp_path / "ledger.sqlite"))


def checked(ledger: Path, printed: str = "") -> Table:
    with open_store(ledger, at=AT) as store:
        return check_table(store, ON, printed)


def wrong(table: Table) -> list[str]:
    return [f"{row['identity']}: {row['figures']}" for row in table.rows if not row["holds"]]


def printed_head(ledger: Path) -> str:
    with open_store(ledger, at=AT) as store:
        newest = head(store.db)
    assert newest is not None
    return newest.label


@contextmanager
def raw(ledger: Path) -> Iterator[sqlite3.Connection]:
    """Open the file as another program does: no pragma, no authorizer."""
    db = sqlite3.connect(ledger, isolation_level=None)
    yield db
    db.close()


@contextmanager
def without_guards(db: sqlite3.Connection, *tables: str) -> Iterator[None]:
    """Drop the triggers of tables, and put them back as they were: the schema tells nothing afterwards."""
    marks = ", ".join("?" * len(tables))
    held = db.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({marks})", tables)
    triggers = held.fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    yield
    for _, text in triggers:
        db.execute(text)


def secretly(table: str, statement: str) -> Edit:
    def edit(db: sqlite3.Connection) -> None:
        with without_guards(db, table):
            assert db.execute(statement).rowcount >= 1, statement

    return edit


def plainly(*statements: str) -> Edit:
    def edit(db: sqlite3.Connection) -> None:
        for statement in statements:
            db.execute(statement)

    return edit


COPY = (
    "INSERT INTO entry (act, debit, credit, amount_rappen, value_date, recorded_at, state, receipt_id, charge_id, note)"
    " SELECT 'allocate', 'on_account', 'receivable', 1, '2016-03-01', '{moment}', state, receipt_id, charge_id, ''"
    " FROM entry WHERE act = 'allocate' LIMIT 1"
)
COLUMNS = (
    "id, act, debit, credit, 1, value_date, recorded_at, state, receipt_id, charge_id, budget_line_id, reverses_id,"
    " note, revision_id, bank_line_id"
)
EDITS: dict[str, tuple[Edit, str]] = {
    "a guard dropped and an amount changed": (
        plainly("DROP TRIGGER entry_is_never_changed", "UPDATE entry SET amount_rappen = 1 WHERE id = 300"),
        "entry E300: is not as it was written",
    ),
    "an amount changed, the guards put back": (
        secretly("entry", "UPDATE entry SET amount_rappen = amount_rappen + 1 WHERE id = 300"),
        "entry E300: is not as it was written, link ",
    ),
    "a moment changed, so that it was known earlier": (
        secretly("entry", "UPDATE entry SET recorded_at = '2016-01-05 09:00:00.000000' WHERE id = 700"),
        "entry E700: is not as it was written",
    ),
    "two entries exchanged": (
        secretly("entry", "UPDATE entry SET id = CASE id WHEN 300 THEN -1 ELSE 300 END WHERE id IN (300, 301)"),
        "entry E301: was written and is not there",
    ),
    "the last entry deleted": (
        secretly("entry", "DELETE FROM entry WHERE id = (SELECT max(id) FROM entry)"),
        "was written and is not there",
    ),
    "an entry in the middle deleted": (
        secretly("entry", "DELETE FROM entry WHERE id = 300"),
        "entry E300: was written and is not there",
    ),
    "an entry replaced": (
        secretly("entry", f"REPLACE INTO entry SELECT {COLUMNS} FROM entry WHERE id = 300"),
        "entry E300: is not as it was written",
    ),
    "an entry inserted": (
        secretly("entry", COPY.format(moment="2017-02-01 09:00:00.000000")),
        "was written by another program, it is in no link",
    ),
    "a back-dated entry inserted": (
        secretly("entry", COPY.format(moment="2016-03-02 09:00:00.000000")),
        "was written by another program, it is in no link",
    ),
    "a letter changed": (
        secretly("letter", "UPDATE letter SET content = replace(content, '86.71', '68.71')"),
        "letter NV/2017/001 to FJI: is not as it was written",
    ),
    "the reason of a letter changed": (
        secretly("letter_decision", "UPDATE letter_decision SET reason = 'owes nothing'"),
        "row 1 of letter_decision: is not as it was written",
    ),
    "the bank's text changed": (
        secretly("bank_line", "UPDATE bank_line SET raw = replace(raw, '<Ntry>', '<Ntry> ') WHERE id = 7"),
        "bank line L7 (camt053_2016-",
    ),
    "the payer of a bank line changed": (
        secretly("bank_line", "UPDATE bank_line SET payer = 'SOMEBODY ELSE' WHERE id = 7"),
        "bank line L7 (camt053_2016-",
    ),
    "the digest of a bank file changed": (
        secretly("bank_file", f"UPDATE bank_file SET digest = '{'0' * 64}' WHERE id = 2"),
        "bank file camt053_2016-02.xml: is not as it was written",
    ),
    "what was reported changed": (
        secretly("report_snapshot", "UPDATE report_snapshot SET figures = '{}'"),
        "snapshot S1: is not as it was written",
    ),
    "a rule slipped in": (
        secretly("rule", "INSERT INTO rule VALUES (1, 'smallest-letter', '1000.00', 'x', '2016-01-04 09:00:00')"),
        "row 1 of rule: was written by another program",
    ),
    "a guard dropped": (
        plainly("DROP TRIGGER entry_leaves_no_charge_below_zero"),
        "trigger entry_leaves_no_charge_below_zero of entry was dropped",
    ),
    "a guard made blind": (
        plainly(
            "DROP TRIGGER entry_is_never_deleted",
            "CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry WHEN 0 BEGIN SELECT 1; END",
        ),
        "trigger entry_is_never_deleted of entry was changed",
    ),
    "a trigger added that changes what is written": (
        plainly("CREATE TRIGGER kind AFTER INSERT ON letter BEGIN UPDATE letter SET language = 'en'; END"),
        "trigger kind of letter was added",
    ),
    "a CHECK taken out of the schema": (
        plainly(
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = replace(sql, 'amount_rappen BETWEEN 1 AND', 'amount_rappen BETWEEN -9 AND')"
            " WHERE name = 'entry'",
        ),
        "table entry was changed",
    ),
    "an index dropped": (
        plainly("DROP INDEX entry_of_charge"),
        "index entry_of_charge of entry was dropped",
    ),
    "a hash of the chain changed": (
        secretly("link", f"UPDATE link SET hash = '{'a' * 64}' WHERE id = 5"),
        "link 5: does not follow from what it holds and from the link before",
    ),
    "a link deleted": (
        secretly("link", "DELETE FROM link WHERE id = 5"),
        "link 5: was written and is not there",
    ),
    "a reference to nothing": (
        secretly("receipt", "UPDATE receipt SET bank_line_id = 99999 WHERE id = 3"),
        "row 3 of receipt refers to a row of bank_line that is not there",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_by_another_program_is_found_and_named(ledger: Path, name: str) -> None:
    edit, said = EDITS[name]
    with raw(ledger) as db:
        edit(db)
    table = checked(ledger)
    assert any(said in line for line in wrong(table)), wrong(table)
    assert "use no figure of this ledger" in table.notes[0]


def chained_anew(db: sqlite3.Connection, since: int) -> None:
    """Write the chain anew from a link on, by our own method, as one would who knows the program."""
    before = db.execute("SELECT hash FROM link WHERE id = ?", (since - 1,)).fetchone()[0]
    for link in [each for each in links(db) if each.number >= since]:
        parts = []
        held = db.execute("SELECT table_name, first_row, last_row FROM link_part WHERE link_id = ?", (link.number,))
        for table, first, last in held.fetchall():
            rows = [row for row in rows_of(db, table, first - 1) if row[0] <= last]
            parts += list(parts_of(table, rows))
        hashed = hash_of(link._replace(before=before), parts)
        db.execute("UPDATE link SET before = ?, hash = ? WHERE id = ?", (before, hashed, link.number))
        for part in parts:
            _put(db, link.number, part)
        before = hashed


def _put(db: sqlite3.Connection, number: int, part: Part) -> None:
    place = (part.last, part.digests, number, part.table, part.first)
    db.execute(
        "UPDATE link_part SET last_row = ?, digests = ? WHERE link_id = ? AND table_name = ? AND first_row = ?", place
    )


def test_a_link_made_to_fit_its_changed_row_breaks_the_next_one(ledger: Path) -> None:
    with raw(ledger) as db, without_guards(db, "entry", "link", "link_part"):
        db.execute("UPDATE entry SET amount_rappen = amount_rappen + 1 WHERE id = 300")
        (number,) = db.execute(
            "SELECT link_id FROM link_part WHERE table_name = 'entry' AND 300 BETWEEN first_row AND last_row"
        ).fetchone()
        later = db.execute("SELECT id, before, hash FROM link WHERE id > ? ORDER BY id", (number,)).fetchall()
        chained_anew(db, number)
        for link, before, hashed in later:
            db.execute("UPDATE link SET before = ?, hash = ? WHERE id = ?", (before, hashed, link))
    assert f"link {number + 1}: does not follow from what it holds" in " ".join(wrong(checked(ledger)))


def test_books_written_anew_with_their_whole_chain_are_shown_by_a_printed_head(ledger: Path) -> None:
    printed = printed_head(ledger)
    with raw(ledger) as db, without_guards(db, "bank_line", "entry", "link", "link_part"):
        db.execute("UPDATE entry SET note = 'asked the mission' WHERE id = 300")
        chained_anew(db, 2)
    assert wrong(checked(ledger)) == []
    (told,) = wrong(checked(ledger, printed))
    number = printed.partition("-")[0]
    assert told.startswith(f"the printed head {printed} is a link of these books: link {number} is ")
    assert told.endswith("the books were written anew since that report")


def test_an_older_file_put_in_place_is_shown_by_a_printed_head(sample: Path, ledger: Path) -> None:
    printed = printed_head(ledger)
    shutil.copyfile(sample / "ledger.sqlite", ledger)
    assert wrong(checked(ledger)) == []
    (told,) = wrong(checked(ledger, printed))
    assert "there is no such link among the 30: this is not, or no longer, that ledger" in told


def test_the_last_transaction_taken_out_with_its_link_is_shown_by_a_printed_head(ledger: Path) -> None:
    printed = printed_head(ledger)
    with raw(ledger) as db, without_guards(db, "report_snapshot", "link", "link_part", "link_due"):
        (last,) = db.execute("SELECT max(id) FROM link").fetchone()
        db.execute("DELETE FROM report_snapshot")
        for table, column in (("link_part", "link_id"), ("link", "id"), ("link_due", "link_id")):
            db.execute(f"DELETE FROM {table} WHERE {column} = ?", (last,))
    assert wrong(checked(ledger)) == []
    assert len(wrong(checked(ledger, printed))) == 1


def test_a_head_printed_before_later_bookings_is_still_of_these_books(sample: Path, ledger: Path) -> None:
    printed = printed_head(sample / "ledger.sqlite")
    ran = CliRunner().invoke(app, ["--ledger", str(ledger), "check", "--as-of", str(ON), "--head", printed])
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert f"the printed head {printed} is a link of these books" in ran.stdout
    assert "2 written since" in ran.stdout


def test_the_command_says_what_is_wrong_where_and_what_to_do_and_ends_with_1(ledger: Path) -> None:
    with raw(ledger) as db:
        EDITS["an amount changed, the guards put back"][0](db)
    ran = CliRunner().invoke(app, ["--ledger", str(ledger), "check"])
    assert ran.exit_code == 1
    assert re.search(r"entry E300 +is not as it was written, link \d+ of 2016-", ran.stdout)
    assert "Take the newest backup that `isu check` finds whole" in ran.stdout


def test_a_version_set_back_is_refused_and_nothing_is_done_again(ledger: Path) -> None:
    with raw(ledger) as db:
        db.execute("PRAGMA user_version = 3")
    before = ledger.read_bytes()
    ran = CliRunner().invoke(app, ["--ledger", str(ledger), "check"])
    assert ran.exit_code == 1
    said = f"its version is 3, and {NEWEST_VERSION} by what was recorded"
    assert f"is damaged ({said}); nothing was touched" in ran.stderr
    assert ledger.read_bytes() == before


def test_every_single_byte_that_is_turned_is_found_or_changes_no_row(whole: Path) -> None:
    """The short form of ``python -m benchmarks.byte_flips``, which turns a thousand."""
    counted = outcomes(whole, 40, seed=7)
    assert counted[MISSED] == counted[FAULT] == 0
    assert counted[FOUND] + counted[REFUSED] + counted[HARMLESS] == 40
    assert counted[FOUND] > 5
