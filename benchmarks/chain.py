"""Measure the chain: how long a link over many rows takes to write and to prove, in seconds; prints one Markdown table.

Run: python -m benchmarks.chain [LEDGER [ENTRIES …]]. The entries are copies of the ledger's own, without guards:
only the chain is measured here, not the books.
"""

import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from db.authorizer import unguarded
from db.file_faults import file_faults
from db.link_faults import chain_faults
from db.links import append_link, last_rows
from db.store import Store, open_store

AT = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
_COPY = """
    INSERT INTO entry (act, debit, credit, amount_rappen, value_date, recorded_at, state, receipt_id, charge_id, note)
    SELECT act, debit, credit, amount_rappen, value_date, recorded_at, state, receipt_id, charge_id, note
    FROM entry WHERE act <> 'give' AND reverses_id IS NULL LIMIT ?"""


def main() -> None:
    """Print a row for each size."""
    ledger = Path(sys.argv[1] if sys.argv[1:] else "demo/ledger.sqlite")
    sizes = [int(size) for size in sys.argv[2:]] or [10_000, 100_000, 1_000_000]
    print("| entries | link written | all proven | file MB |\n|---|---|---|---|")  # noqa: T201
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(shutil.copyfile(ledger, Path(folder) / "ledger.sqlite"))
            with open_store(copy, at=AT) as store:
                written = _written(store, size)
                began = time.process_time()
                broken = [*file_faults(store.db), *chain_faults(store.db)]
                proven = time.process_time() - began
            assert not broken, broken
            print(f"| {size} | {written:.2f} s | {proven:.2f} s | {copy.stat().st_size / 1e6:.0f} |")  # noqa: T201


def _written(store: Store, size: int) -> float:
    """Write so many entries in one transaction, and give how long its link took, in seconds of the processor."""
    with unguarded(store.db):
        guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'"
        for (name,) in store.db.execute(guards).fetchall():
            store.db.execute(f"DROP TRIGGER {name}")
        store.db.execute("BEGIN IMMEDIATE")
        before = last_rows(store.db)
        while (missing := size - last_rows(store.db)["entry"]) > 0:
            store.db.execute(_COPY, (missing,))
        began = time.process_time()
        append_link(store.db, at=AT, after=before)
        took = time.process_time() - began
        store.db.execute("COMMIT")
    return took


if __name__ == "__main__":
    main()
