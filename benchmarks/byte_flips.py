"""Change single bytes of a ledger's file, one at a time: each change is found by the check, or changes no row.

Run: python -m benchmarks.byte_flips [LEDGER [COUNT [SEED]]]; prints how many of each, and any that was missed.
"""

import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from db.errors import LedgerError
from db.links import chained_tables
from db.store import open_store, refusal_of
from reports.proof import is_sound, proof

AT = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
DEFAULTS = ("demo/ledger.sqlite", "1000", "1")
REFUSED, FOUND, HARMLESS = "refused when it is opened", "named by the check", "changes no row"
FAULT, MISSED = "ends in a fault of the program", "MISSED"


def outcomes(ledger: Path, count: int, seed: int) -> "Counter[str]":
    """Flip ``count`` bytes, each in a fresh copy of the file, where and how ``seed`` draws it; count outcomes."""
    drawn = random.Random(seed)
    whole = ledger.read_bytes()
    rows = content(ledger)
    counted: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "ledger.sqlite"
        for _ in range(count):
            place, change = drawn.randrange(len(whole)), drawn.randrange(1, 256)
            damaged = bytearray(whole)
            damaged[place] ^= change
            copy.write_bytes(damaged)
            outcome = outcome_of(copy, rows)
            if outcome in (FAULT, MISSED):
                print(f"byte {place} ^ {change}: {outcome}", file=sys.stderr)  # noqa: T201
            counted[outcome] += 1
    return counted


def outcome_of(ledger: Path, rows: "dict[str, list[object]]") -> str:
    """Open and prove a file as `isu check` does; one that is sound must hold the same rows."""
    try:
        with open_store(ledger, at=AT) as store:
            is_found = not is_sound(proof(store.db))
    except LedgerError:
        return REFUSED
    except sqlite3.DatabaseError as error:
        return REFUSED if refusal_of(ledger, error) else FAULT
    if is_found:
        return FOUND
    return HARMLESS if content(ledger) == rows else MISSED


def content(ledger: Path) -> "dict[str, list[object]]":
    """Read every row of every table, texts as bytes."""
    db = sqlite3.connect(ledger)
    try:
        names = chained_tables(db)
        db.text_factory = bytes
        return {table: db.execute(f'SELECT rowid, * FROM "{table}" ORDER BY rowid').fetchall() for table in names}
    finally:
        db.close()


def main() -> None:
    """Say what came out."""
    given = [*sys.argv[1:], *DEFAULTS[len(sys.argv) - 1 :]]
    source, count, seed = Path(given[0]), int(given[1]), int(given[2])
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "original.sqlite"
        shutil.copyfile(source, ledger)
        for outcome, times in sorted(outcomes(ledger, count, seed).items()):
            print(f"{times:>6}  {outcome}")  # noqa: T201


if __name__ == "__main__":
    main()
