"""The tables as acts write them, and the schema as it is frozen, are one; and a newer step runs whole or not at all."""

import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine
from sqlmodel import SQLModel

import db.bank_tables
import db.closing_tables
import db.letter_tables
import db.matching_tables
import db.tables  # noqa: F401 - they fill the metadata
from db import balances, bank_papers, decided, facts, letters, migrations
from db.links import OWN_TABLES
from db.migrations import MIGRATIONS, NEWEST_VERSION, Migration, migrate, statements
from db.moments import moment_text
from db.readings import PLAIN_SPLIT
from db.store import APPLICATION_ID, LedgerExists, create_store, open_store
from db.vocabulary import Joining, Key, Leaving
from tests.helpers import AT, OUR_IBAN


@pytest.fixture
def frozen(tmp_path: Path) -> MetaData:
    create_store(tmp_path / "ledger.sqlite", at=AT).db.close()
    metadata = MetaData()
    engine = create_engine(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    metadata.reflect(engine)
    engine.dispose()
    return metadata


def test_a_ledger_is_never_made_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"a letter")
    with pytest.raises(LedgerExists, match="exists already and was left as it is"):
        create_store(path, at=AT)
    assert path.read_bytes() == b"a letter"


def test_every_table_has_the_columns_keys_and_references_of_its_class(frozen: MetaData) -> None:
    classes = SQLModel.metadata.tables
    assert set(frozen.tables) - {"schema_version", *OWN_TABLES} == set(classes)
    for name, declared in classes.items():
        held = frozen.tables[name]
        assert [column.name for column in held.columns] == [column.name for column in declared.columns], name
        for column in declared.columns:
            other = held.columns[column.name]
            assert (column.primary_key, column.primary_key or column.nullable) == (
                other.primary_key,
                other.primary_key or other.nullable,
            ), f"{name}.{column.name}"
            assert {str(key.target_fullname) for key in column.foreign_keys} == {
                str(key.target_fullname) for key in other.foreign_keys
            }, f"{name}.{column.name}"


def test_the_version_and_the_mark_are_set_and_recorded(tmp_path: Path) -> None:
    with create_store(tmp_path / "ledger.sqlite", at=AT) as store:
        assert store.db.execute("PRAGMA application_id").fetchone() == (0x4953554C,)
        assert store.db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert store.db.execute("SELECT version, title FROM schema_version").fetchall() == [
            (step.version, step.title) for step in MIGRATIONS
        ]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "delete"), ("synchronous", 3), ("foreign_keys", 1), ("recursive_triggers", 1)],
)
def test_a_ledger_is_opened_with_its_guards_on(tmp_path: Path, pragma: str, value: object) -> None:
    create_store(tmp_path / "ledger.sqlite", at=AT).db.close()
    with open_store(tmp_path / "ledger.sqlite", at=AT) as store:
        assert store.db.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_a_ledger_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    create_store(tmp_path / "ledger.sqlite", at=AT).db.close()
    assert (tmp_path / "ledger.sqlite").stat().st_mode & 0o077 == 0


class _Step(Migration):
    text = "CREATE TABLE added (id INTEGER PRIMARY KEY);"

    def sql(self) -> str:
        return self.text


class _BrokenStep(_Step):
    text = "CREATE TABLE added (id INTEGER PRIMARY KEY); CREATE TABLE state (id INTEGER);"


def test_a_step_is_applied_once_to_an_older_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create_store(tmp_path / "ledger.sqlite", at=AT).db.close()
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, _Step(NEWEST_VERSION + 1, "one more", "")))
    with open_store(tmp_path / "ledger.sqlite", at=AT) as store:
        assert store.db.execute("SELECT count(*) FROM added").fetchone() == (0,)
        assert store.db.execute("PRAGMA user_version").fetchone() == (NEWEST_VERSION + 1,)
        migrate(store.db, at=AT)
        assert store.db.execute("SELECT version FROM schema_version").fetchall() == [
            (version,) for version in range(1, NEWEST_VERSION + 2)
        ]


def test_a_step_that_fails_leaves_the_older_ledger_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = create_store(tmp_path / "ledger.sqlite", at=AT)
    before = list(store.db.iterdump())
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, _BrokenStep(NEWEST_VERSION + 1, "broken", "")))
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(store.db, at=AT)
    assert list(store.db.iterdump()) == before
    assert store.db.execute("PRAGMA user_version").fetchone() == (NEWEST_VERSION,)
    assert store.db.execute("PRAGMA foreign_keys").fetchone() == (1,)
    store.db.close()


def test_a_ledger_of_version_1_keeps_its_rows_and_gets_the_rule_of_the_house(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in statements(MIGRATIONS[0].sql()):
        raw.execute(statement)
    moment = moment_text(AT)
    raw.executescript(f"""
        INSERT INTO schema_version VALUES (1, 'the books', '{moment}'); PRAGMA user_version = 1;
        INSERT INTO state VALUES ('FJI', 'FJ', '{moment}');
        INSERT INTO budget VALUES (1, 2016, 'MSP5', '2015-09-11', '{moment}');
        INSERT INTO budget_line VALUES (1, 1, 1, '7a', 'A', 100000, 'un_scale', 'assessed');
        INSERT INTO budget_line VALUES (2, 1, 2, '7c', 'C', 50000, 'voluntary', 'voluntary');
        INSERT INTO assessment VALUES (1, 2016, 1, NULL, '2016-01-04', '{moment}');
        INSERT INTO invoice VALUES (1, 2016, 1, '2016-001', 'FJI', '2016-01-04', '2016-02-03', 'RF00X', '{moment}');
        INSERT INTO charge VALUES (1, 'FJI', 1, 1, '{moment}');
        INSERT INTO entry VALUES (1, 'assess', 'receivable', 'contributions', 100000, '2016-01-04', '{moment}', 'FJI',
                                  NULL, 1, NULL, NULL, '');
        INSERT INTO bank_account VALUES (1, '{OUR_IBAN}', 'CHF', '{moment}');
        INSERT INTO bank_file VALUES (1, 'a.xml', '{"0" * 64}', 'camt.053.001.04', '{moment}');
        INSERT INTO bank_statement VALUES (1, 1, 1, 'S1', '1', '2016-02-01', '2016-02-29', 5000, 5125, '{moment}');
        INSERT INTO bank_line VALUES (1, 1, 1, 'credit', 125, '2016-02-03', '2016-02-03', 'REF', '', '', 'FIJI', '', '',
                                      '<Ntry/>');
        INSERT INTO receipt VALUES (1, 1, '{moment}');
        INSERT INTO entry VALUES (2, 'receive', 'bank', 'unidentified', 125, '2016-02-03', '{moment}', NULL, 1, NULL,
                                  NULL, NULL, '');
    """)
    raw.close()
    with open_store(path, at=AT) as store:
        budget = decided.budget(store.db, 2016, as_of=date(2016, 1, 4))
        assert budget is not None
        assert [(line.id, line.code, line.amount_chf, line.key, line.split) for line in budget.lines] == [
            (1, "7a", Decimal("1000.00"), Key.UN_SCALE, PLAIN_SPLIT),
            (2, "7c", Decimal("500.00"), Key.VOLUNTARY, PLAIN_SPLIT),
        ]
        assert (budget.joining, budget.leaving) == (Joining.MONTHS, Leaving.MONTHS)
        (decision,) = decided.decisions(store.db, as_of=date(2016, 1, 4))[2016]
        assert [(line.line, line.charged_chf) for line in decision.lines] == [("7a", Decimal("1000.00"))]
        (charge,) = balances.charges(store.db, as_of=date(2016, 1, 4))
        assert (charge.line, charge.open_chf) == ("7a", Decimal("1000.00"))
        (held,) = bank_papers.bank_statements(store.db)
        assert (held.iban, held.opening, held.closing) == (OUR_IBAN, Decimal("50.00"), Decimal("51.25"))
        (line,) = bank_papers.bank_lines(store.db)
        assert (line.receipt_id, line.amount, line.payer, line.is_reversal) == (1, Decimal("1.25"), "FIJI", False)
        (receipt,) = balances.receipts(store.db, as_of=date(2016, 3, 1))
        assert (receipt.amount_chf, receipt.unidentified_chf) == (Decimal("1.25"), Decimal("1.25"))
        assert store.db.execute("PRAGMA foreign_key_check").fetchall() == []
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.db.execute("DELETE FROM budget_line")


def test_a_trigger_is_one_statement() -> None:
    text = "-- a; comment\nCREATE TRIGGER t BEFORE DELETE ON x BEGIN SELECT 1; SELECT 2; END; SELECT 3;"
    assert len(statements(text)) == 2


def test_the_letters_of_a_ledger_of_version_5_are_kept_and_more_can_be_written(tmp_path: Path) -> None:
    path, moment = tmp_path / "ledger.sqlite", moment_text(AT)
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for step in MIGRATIONS[:5]:
        for statement in statements(step.sql()):
            raw.execute(statement)
        raw.execute("INSERT INTO schema_version VALUES (?, ?, ?)", (step.version, step.title, moment))
    blanks = ", ".join(["''"] * 11)
    raw.executescript(f"""
        PRAGMA user_version = 5;
        INSERT INTO state VALUES ('FJI', 'FJ', '{moment}'), ('DEU', 'DE', '{moment}');
        INSERT INTO mission SELECT 1, 'FJI', 'Mission', {blanks}, NULL, '{moment}';
        INSERT INTO letter_run VALUES (1, 2016, '2016-02-01', NULL, 0, 0, '{moment}');
        INSERT INTO letter_decision VALUES (1, 1, 'FJI', 1, 'this year', 'owes', 100);
        INSERT INTO letter_decision VALUES (2, 1, 'DEU', 0, 'paid in advance', 'paid', 0);
        INSERT INTO letter VALUES (1, 1, 'note verbale', 2016, 1, 'NV/2016/001', 'en', 'post', '{{}}');
    """)
    raw.close()
    with open_store(path, at=AT) as store:
        (run,) = letters.runs(store.db)
        assert (run.purpose, run.form, run.written_count, run.not_written_count) == ("request", "note verbale", 1, 1)
        assert [(each.state, each.reference) for each in letters.letters(store.db)] == [
            ("DEU", ""),
            ("FJI", "NV/2016/001"),
        ]
        assert facts.missions(store.db)["FJI"].post == "Geneva"
        with pytest.raises(sqlite3.IntegrityError, match="a letter belongs to a decision to write"):
            store.db.execute("INSERT INTO letter VALUES (2, 2, 'note verbale', 2016, 2, 'X', 'en', 'post', '{}')")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.db.execute("DELETE FROM letter_decision")
