"""The ledgers of every version there was, made by the programs of their time, are taken over whole.

``tests/ledgers`` keeps one file of each, with what its own program printed as the status of 31 March 2017: what each
State owes, and its money on account.
"""

import gzip
import json
import shutil
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from db.link_faults import links
from db.links import chained_tables, head
from db.migrations import MIGRATIONS, NEWEST_VERSION
from db.store import NewerLedger, open_store
from ledger.commands.checking import check_table
from ledger.commands.desk import picture_of
from reports.status import status
from tests.helpers import AT

KEPT = Path(__file__).parent / "ledgers"
PRINTED = json.loads((KEPT / "printed.json").read_text("utf-8"))
VERSIONS = range(1, 8)
ON = date(2017, 3, 31)


def unpacked(version: int, folder: Path) -> Path:
    ledger = folder / "ledger.sqlite"
    ledger.write_bytes(gzip.decompress((KEPT / f"version_{version}.sqlite.gz").read_bytes()))
    return ledger


def counts(db: sqlite3.Connection) -> dict[str, int]:
    tables = set(chained_tables(db)) - {"schema_version"}
    return {table: db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}


def test_every_version_before_the_chain_is_kept() -> None:
    assert {path.name for path in KEPT.glob("*.gz")} == {f"version_{version}.sqlite.gz" for version in VERSIONS}
    assert [step.version for step in MIGRATIONS] == list(range(1, NEWEST_VERSION + 1))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_ledger_of_a_past_version_keeps_every_row_and_figure_and_is_chained(version: int, tmp_path: Path) -> None:
    ledger = unpacked(version, tmp_path)
    db = sqlite3.connect(ledger)
    before = counts(db)
    assert db.execute("PRAGMA user_version").fetchone() == (version,)
    db.close()
    with open_store(ledger, at=AT) as store:
        after = counts(store.db)
        assert {table: after[table] for table in before} == before
        assert store.db.execute("PRAGMA user_version").fetchone() == (NEWEST_VERSION,)
        table = check_table(store, ON)
        assert [row for row in table.rows if not row["holds"]] == []
        shown = status(picture_of(store, ON))
        assert {row["state"]: [str(row["outstanding"]), str(row["on_account"])] for row in shown.rows} == PRINTED[
            str(version)
        ]
        assert {link.kind for link in links(store.db)} == {"whole"}
        assert head(store.db) is not None


@pytest.mark.parametrize("version", VERSIONS)
def test_a_ledger_taken_over_is_not_taken_over_again(version: int, tmp_path: Path) -> None:
    ledger = unpacked(version, tmp_path)
    open_store(ledger, at=AT).db.close()
    once = ledger.read_bytes()
    open_store(ledger, at=AT).db.close()
    assert ledger.read_bytes() == once


def test_a_ledger_of_a_version_to_come_is_refused_and_not_touched(tmp_path: Path) -> None:
    ledger = unpacked(7, tmp_path)
    open_store(ledger, at=AT).db.close()
    newer = Path(shutil.copyfile(ledger, tmp_path / "newer.sqlite"))
    db = sqlite3.connect(newer)
    db.execute(f"PRAGMA user_version = {NEWEST_VERSION + 1}")
    db.close()
    before = newer.read_bytes()
    with pytest.raises(NewerLedger, match="nothing was touched; install the newer isu"):
        open_store(newer, at=AT)
    assert newer.read_bytes() == before


def test_of_two_programs_that_meet_an_old_ledger_only_one_takes_the_steps(tmp_path: Path) -> None:
    """The second has read the old version and waits; it then finds the newest one and takes no step again."""
    ledger = unpacked(7, tmp_path)
    began: list[str] = []
    with ThreadPoolExecutor(1) as pool:
        others = []

        def meanwhile(_: sqlite3.Connection) -> None:
            began.append("first")
            others.append(pool.submit(opened, lambda _db: began.append("second")))
            time.sleep(0.5)  # the other reads meanwhile; should it come later, it meets the newest version, as well

        def opened(before: Callable[[sqlite3.Connection], None]) -> list[int]:
            with open_store(ledger, at=AT, before_migration=before) as store:
                return [row[0] for row in store.db.execute("SELECT version FROM schema_version ORDER BY version")]

        steps = opened(meanwhile)
        assert others[0].result() == steps == [step.version for step in MIGRATIONS]
    assert began == ["first"]
