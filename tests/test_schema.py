"""The tables as acts write them, and the schema as it is frozen, are one; and a newer step runs whole or not at all."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine
from sqlmodel import SQLModel

import db.tables  # noqa: F401 - it fills the metadata
from db import migrations
from db.migrations import MIGRATIONS, Migration, migrate, statements
from db.store import create_store, open_store
from tests.helpers import AT


@pytest.fixture
def frozen(tmp_path: Path) -> MetaData:
    create_store(tmp_path / "ledger.sqlite", at=AT).db.close()
    metadata = MetaData()
    engine = create_engine(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    metadata.reflect(engine)
    engine.dispose()
    return metadata


def test_every_table_has_the_columns_keys_and_references_of_its_class(frozen: MetaData) -> None:
    classes = SQLModel.metadata.tables
    assert set(frozen.tables) - {"schema_version"} == set(classes)
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
        assert store.db.execute("SELECT version, title FROM schema_version").fetchall() == [(1, "the books")]


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
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, _Step(2, "one more", "")))
    with open_store(tmp_path / "ledger.sqlite", at=AT) as store:
        assert store.db.execute("SELECT count(*) FROM added").fetchone() == (0,)
        assert store.db.execute("PRAGMA user_version").fetchone() == (2,)
        migrate(store.db, at=AT)
        assert store.db.execute("SELECT version FROM schema_version").fetchall() == [(1,), (2,)]


def test_a_step_that_fails_leaves_the_older_ledger_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = create_store(tmp_path / "ledger.sqlite", at=AT)
    before = list(store.db.iterdump())
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, _BrokenStep(2, "broken", "")))
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(store.db, at=AT)
    assert list(store.db.iterdump()) == before
    assert store.db.execute("PRAGMA user_version").fetchone() == (1,)
    store.db.close()


def test_a_trigger_is_one_statement() -> None:
    text = "-- a; comment\nCREATE TRIGGER t BEFORE DELETE ON x BEGIN SELECT 1; SELECT 2; END; SELECT 3;"
    assert len(statements(text)) == 2
