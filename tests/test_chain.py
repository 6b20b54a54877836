"""The chain over every row: one link a transaction, whatever act it was; what our own connections may not do."""

import sqlite3
from datetime import date, timedelta
from itertools import pairwise

import pytest

from db import migrations
from db.authorizer import unguarded
from db.link_faults import What, chain_faults, links
from db.links import OWN_TABLES, append_link, chained_tables, head, head_before, last_rows, parts_of
from db.migrations import MIGRATIONS, NEWEST_VERSION, ChainBroken, Migration
from db.schema_faults import schema_faults
from db.store import PRAGMAS, open_store
from ledger.books import keeping
from ledger.books.open_books import open_books
from ledger.commands.checking import check_table
from reports.picture import take_picture
from reports.status import status
from reports.writers.json_text import json_text
from tests.helpers import AT, Office

MOMENT = "2016-01-04 09:00:00.000000"


@pytest.fixture
def busy(office: Office) -> Office:
    """An office with an assessed year, money matched, taken back and unidentified."""
    office.know("DE89370400440532013000", "DEU")
    office.assess(2016)
    office.receive("500.00", date(2016, 2, 1), account="DE89370400440532013000")
    office.receive("50.00", date(2016, 3, 1))
    office.identify("R2", "FJI")
    office.unidentify("R2")
    return office


def test_every_row_of_every_act_is_in_one_link_and_links_follow_on(busy: Office) -> None:
    db = busy.store.db
    assert chain_faults(db) == []
    chain = links(db)
    assert [link.number for link in chain] == list(range(1, len(chain) + 1))
    assert all(after.before == before.hash for before, after in pairwise(chain))
    (rows,) = db.execute("SELECT sum(last_row - first_row + 1) FROM link_part").fetchone()
    assert rows == sum(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in chained_tables(db))


def test_what_is_rehearsed_or_changes_nothing_makes_no_link(busy: Office) -> None:
    before = head(busy.store.db)
    with open_books(busy.store, at=AT, rehearse=True) as books:
        keeping.set_office(books, "Another", "")
    with open_books(busy.store, at=AT):
        pass
    assert head(busy.store.db) == before


def test_the_head_of_a_moment_stays_that_of_the_moment(busy: Office) -> None:
    then = head(busy.store.db, known_at=AT)
    picture = take_picture(busy.store.db, as_of=date(2016, 3, 31), known_at=AT)
    printed = json_text(status(picture))
    assert then is not None
    assert f'"head": "{then.label}"' in printed
    with open_books(busy.store, at=AT + timedelta(days=60)) as books:
        keeping.set_office(books, "ISU-CCM", "of another day")
    assert head(busy.store.db) != then
    assert json_text(status(take_picture(busy.store.db, as_of=date(2016, 3, 31), known_at=AT))) == printed
    assert head(busy.store.db, known_at=AT - timedelta(microseconds=1)) is None


def test_the_link_before_a_row_is_the_head_from_which_it_was_made(busy: Office) -> None:
    before = head(busy.store.db)
    with open_books(busy.store, at=AT) as books:
        keeping.enter_states(books, [])
        keeping.set_office(books, "ISU-CCM", "later")
    (newest,) = busy.store.db.execute("SELECT max(id) FROM office").fetchone()
    assert head_before(busy.store.db, "office", newest) == before
    assert head_before(busy.store.db, "schema_version", 1) is None


def test_the_last_16_bytes_of_a_row_depend_on_each_of_its_cells(busy: Office) -> None:
    """Each column of a row of each table, changed by SQL without guards, is named by its row."""
    with unguarded(busy.store.db):
        db = busy.store.db
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("PRAGMA ignore_check_constraints = ON")
        triggers = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            db.execute(f"DROP TRIGGER {name}")
        for table in ("entry", "bank_line", "bank_statement", "state_version", "scale_rate", "invoice", "bank_payment"):
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
            for column in columns:
                db.execute("BEGIN")
                db.execute(f"UPDATE {table} SET {column} = 'X7' WHERE rowid = 2")
                found = [(fault.table, fault.row, fault.what) for fault in chain_faults(db)]
                assert found == [(table, 2, What.CHANGED)], (table, column)
                db.execute("ROLLBACK")


def opened_by_hand(office: Office) -> sqlite3.Connection:
    db = sqlite3.connect(office.store.path, isolation_level=None)
    for pragma in PRAGMAS:
        db.execute(pragma)
    return db


def test_every_table_asks_for_the_next_link(office: Office) -> None:
    asking = {
        table
        for table, text in office.store.db.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        if "INSERT INTO link_due" in text
    }
    assert asking == set(chained_tables(office.store.db))


def test_no_program_with_the_references_on_writes_a_row_without_its_link(busy: Office) -> None:
    db = opened_by_hand(busy)
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        db.execute("INSERT INTO office VALUES (77, 'Another', '', ?)", (MOMENT,))
    db.execute("BEGIN")
    db.execute("INSERT INTO office VALUES (77, 'Another', '', ?)", (MOMENT,))
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        db.execute("COMMIT")
    db.execute("ROLLBACK")
    db.execute("BEGIN")
    before = last_rows(db)
    db.execute("INSERT INTO office VALUES (77, 'Another', '', ?)", (MOMENT,))
    append_link(db, at=AT, after=before)
    db.execute("COMMIT")
    assert chain_faults(db) == []
    db.close()


def test_a_row_that_another_program_slipped_in_is_not_taken_into_our_next_link(busy: Office) -> None:
    db = opened_by_hand(busy)
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("INSERT INTO rule VALUES (1, 'short-payment', '99.00', 'x', ?)", (MOMENT,))
    db.close()
    with open_books(busy.store, at=AT) as books:
        keeping.set_office(books, "ISU-CCM", "later")
    (fault,) = chain_faults(busy.store.db)
    assert (fault.table, fault.row, fault.what) == ("rule", 1, What.UNCHAINED)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("INSERT INTO link VALUES (99, 'rows', :at, '', :hash)", "follows on from the one before"),
        ("INSERT INTO link SELECT max(id) + 1, 'rows', :at, '', :hash FROM link", "follows on from the one before"),
        (
            "INSERT INTO link SELECT id + 1, 'x', :at, hash, :hash FROM link ORDER BY id DESC LIMIT 1",
            "kind_is_known",
        ),
        ("INSERT INTO link SELECT id + 1, 'rows', 'now', hash, :hash FROM link ORDER BY id DESC LIMIT 1", "a_moment"),
        ("INSERT INTO link SELECT id + 1, 'rows', :at, hash, 'abc' FROM link ORDER BY id DESC LIMIT 1", "is_sha256"),
        ("INSERT INTO link_part VALUES (1, 'entry', 1, 1, zeroblob(16))", "a part is of the newest link"),
        ("INSERT INTO link_part SELECT max(id), 'x', 1, 2, zeroblob(16) FROM link", "has_16_bytes_a_row"),
        ("INSERT INTO link_part SELECT max(id), 'x', 2, 1, zeroblob(0) FROM link", "has_16_bytes_a_row"),
        ("INSERT INTO link_part SELECT max(id), 'x', 1, 1, '0123456789abcdef' FROM link", "has_16_bytes_a_row"),
        ("INSERT INTO link_part SELECT max(id), 'x', 1.5, 2, zeroblob(16) FROM link", "first_row_is_a_number"),
        ("INSERT INTO link_part SELECT max(id), 'x', 1, 'y', zeroblob(16) FROM link", "last_row_is_a_number"),
    ],
)
def test_a_crooked_link_is_refused(busy: Office, statement: str, said: str) -> None:
    db = opened_by_hand(busy)
    values = {"at": MOMENT, "hash": "0" * 64}
    with pytest.raises(sqlite3.IntegrityError, match=said):
        db.execute(statement, {name: value for name, value in values.items() if f":{name}" in statement})
    db.close()


@pytest.mark.parametrize("table", OWN_TABLES)
def test_the_chain_is_append_only(busy: Office, table: str) -> None:
    db = opened_by_hand(busy)
    (column,) = (row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[0] == 0)
    with pytest.raises(sqlite3.IntegrityError, match=f"append-only: {table} is never changed"):
        db.execute(f"UPDATE {table} SET {column} = {column}")
    with pytest.raises(sqlite3.IntegrityError, match=f"append-only: nothing is deleted from {table}"):
        db.execute(f"DELETE FROM {table}")
    db.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE entry",
        "DROP TRIGGER entry_is_never_changed",
        "DROP INDEX entry_of_state",
        "ALTER TABLE entry RENAME TO other",
        "CREATE TABLE song (name)",
        "CREATE TRIGGER t AFTER INSERT ON entry BEGIN SELECT 1; END",
        "CREATE TEMP TRIGGER t BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TEMP TABLE entry (id)",
        "ATTACH ':memory:' AS other",
        "VACUUM INTO 'copy.sqlite'",
        "PRAGMA writable_schema = ON",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA ignore_check_constraints = ON",
        "PRAGMA journal_mode = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA user_version = 3",
        "PRAGMA application_id = 3",
        "UPDATE sqlite_master SET sql = ''",
        "DELETE FROM sqlite_master",
        "SELECT load_extension('x')",
        "REINDEX",
        "ANALYZE",
    ],
)
def test_our_own_connection_takes_no_guard_away(office: Office, statement: str) -> None:
    before = list(office.store.db.iterdump())
    with pytest.raises(
        sqlite3.DatabaseError, match=r"not authorized|prohibited|may not be modified|authorization denied"
    ):
        office.store.db.execute(statement)
    assert list(office.store.db.iterdump()) == before
    assert schema_faults(office.store.db) == []


def test_a_made_ledger_is_guarded_as_an_opened_one(office: Office) -> None:
    with open_store(office.store.path, at=AT) as store, pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        store.db.execute("DROP TABLE entry")


class _Step(Migration):
    def sql(self) -> str:
        return "ALTER TABLE office ADD COLUMN motto TEXT NOT NULL DEFAULT 'pacta';"


@pytest.fixture
def one_step_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, _Step(NEWEST_VERSION + 1, "one more", "")))


def test_a_newer_version_chains_every_row_in_its_new_form(busy: Office, one_step_more: None) -> None:
    before = head(busy.store.db)
    busy.close()
    with open_store(busy.store.path, at=AT) as store:
        assert chain_faults(store.db) == []
        chain = links(store.db)
        assert (chain[-1].kind, chain[-1].before) == ("whole", before.hash if before else "")
        with open_books(store, at=AT) as books:
            keeping.enter_states(books, [])
        assert chain_faults(store.db) == []


def test_a_ledger_that_is_not_as_it_was_written_is_not_brought_to_a_newer_version(
    busy: Office, one_step_more: None
) -> None:
    busy.close()
    db = sqlite3.connect(busy.store.path, isolation_level=None)
    db.executescript("DROP TRIGGER office_is_never_changed; UPDATE office SET notice = 'x' WHERE id = 1")
    db.close()
    before = busy.store.path.read_bytes()
    with pytest.raises(ChainBroken, match=r"row 1 of office is not as it was written \(1 in all\); nothing was"):
        open_store(busy.store.path, at=AT)
    assert busy.store.path.read_bytes() == before


def test_a_charge_or_receipt_below_zero_on_a_past_day_is_named_though_it_is_right_today(busy: Office) -> None:
    """Written as our own program would, had it lost its guards: the chain is whole, the books are wrong."""
    with unguarded(busy.store.db):
        busy.store.db.execute("DROP TRIGGER entry_is_never_changed")
        text = busy.store.db.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'entry_takes_no_more_than_the_receipt_holds'"
        ).fetchone()[0]
        busy.store.db.execute("DROP TRIGGER entry_takes_no_more_than_the_receipt_holds")
    with open_books(busy.store, at=AT) as books:
        early = {"value_date": "2016-01-15", "recorded_at": MOMENT, "note": ""}
        books.db.execute(
            "INSERT INTO entry (act, debit, credit, amount_rappen, value_date, recorded_at, state, receipt_id, note)"
            " VALUES ('identify', 'unidentified', 'on_account', 5000, :value_date, :recorded_at, 'FJI', 2, :note)",
            early,
        )
    with unguarded(busy.store.db):
        busy.store.db.execute(text)
        busy.store.db.execute(
            "CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry\n"
            "BEGIN SELECT RAISE(ABORT, 'the books are append-only: entry is never changed'); END"
        )
    table = check_table(busy.store, date(2016, 12, 31))
    wrong = {str(row["identity"]): row["figures"] for row in table.rows if not row["holds"]}
    assert wrong == {"receipt R2 unidentified is not below zero": "CHF -50.00 on 2016-01-15"}


def _without_triggers(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA foreign_keys = OFF")
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")


def test_a_row_that_two_links_hold_and_a_last_link_that_is_gone_are_named(busy: Office) -> None:
    db = busy.store.db
    last = links(db)[-1].number
    with unguarded(db):
        _without_triggers(db)
        db.execute("BEGIN")
        db.execute(
            "INSERT INTO link_part SELECT ?, table_name, first_row, last_row, digests FROM link_part "
            "WHERE table_name = 'entry' AND first_row = 1",
            (last,),
        )
        twice = [(fault.table, fault.row, fault.what) for fault in chain_faults(db)]
        db.execute("ROLLBACK")
        db.execute("BEGIN")
        db.execute("DELETE FROM link_part WHERE link_id = ?", (last,))
        db.execute("DELETE FROM link WHERE id = ?", (last,))
        gone = [(fault.table, fault.row, fault.what) for fault in chain_faults(db)]
        db.execute("ROLLBACK")
    assert twice == [("link", last, What.LINK), ("entry", 1, What.TWICE)]
    assert gone[0] == ("link", last, What.MISSING)
    assert {what for _, _, what in gone[1:]} == {What.UNCHAINED}


def test_rows_are_held_in_parts_without_a_gap() -> None:
    rows = [(1, "a"), (2, "b"), (4, "c"), (6, "d"), (7, "e")]
    assert [(part.first, part.last) for part in parts_of("entry", rows)] == [(1, 2), (4, 4), (6, 7)]
    assert [len(part.digests) for part in parts_of("entry", rows)] == [32, 16, 32]
    assert list(parts_of("entry", [])) == []
