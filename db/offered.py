"""What may come next while a command is typed: codes, labels and days that the ledger has, read cheaply and only read.

Apart from the readings because here a wrong ledger is no fault: whatever cannot be read is not offered.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

Offer = tuple[str, str]  # what is typed, and what it is
_MOST = 300
_MONTHS = """
SELECT DISTINCT substr(to_on, 1, 7), 'the bank''s data reach it' FROM bank_statement ORDER BY 1 DESC
"""
_DAYS = """
SELECT max(to_on), 'until then the bank''s data are known' FROM bank_statement
UNION ALL SELECT letters_on, 'letters W' || id FROM letter_run
UNION ALL SELECT as_of, 'snapshot S' || id FROM report_snapshot
"""
_STATES = """
SELECT state, name_en, name_fr, name_es, other_names FROM state_version
WHERE id IN (SELECT max(id) FROM state_version GROUP BY state) ORDER BY state
"""
_LABELS = {
    "receipts": """
        SELECT 'R' || receipt.id,
               value_date || ' ' || (amount_hundredths / 100) || printf('.%02d ', amount_hundredths % 100) || payer
        FROM receipt JOIN bank_line ON bank_line.id = bank_line_id ORDER BY receipt.id DESC
        """,
    "lines": """
        SELECT 'L' || id, value_date || ' ' || direction || ' ' || (amount_hundredths / 100)
               || printf('.%02d', amount_hundredths % 100)
        FROM bank_line ORDER BY id DESC
        """,
    "runs": "SELECT 'W' || id, 'letters of ' || letters_on FROM letter_run ORDER BY id DESC",
    "snapshots": "SELECT 'S' || id, as_of || ' ' || words FROM report_snapshot ORDER BY id DESC",
    "scales": "SELECT name, first_year || '-' || last_year || ' ' || decision FROM scale ORDER BY id DESC",
    "months": _MONTHS,
    "days": _DAYS,
}


def labels(ledger: Path, kind: str) -> list[Offer]:
    """Offer labels of a kind (receipts, lines, runs, snapshots, scales, months, days), the newest first."""
    return _read(ledger, lambda db: [(str(key), str(what)) for key, what in db.execute(_LABELS[kind]).fetchmany(_MOST)])


def states(ledger: Path) -> list[Offer]:
    """Offer the codes of the States, then those of their names that are one word; each with the English name."""
    return _read(ledger, _states)


def _states(db: sqlite3.Connection) -> list[Offer]:
    rows = db.execute(_STATES).fetchall()
    codes = [(str(code), str(name)) for code, name, *_ in rows]
    named = [
        (name, f"{code} {english}")
        for code, english, french, spanish, others in rows
        for name in dict.fromkeys((english, french, spanish, *others.split(";")))
        if name.strip().replace("-", "").isalpha()
    ]
    return codes + [(name.strip(), what) for name, what in named]


def _read(ledger: Path, read: Callable[[sqlite3.Connection], list[Offer]]) -> list[Offer]:
    try:
        with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True, timeout=0.2)) as db:
            return [(key, what) for key, what in read(db) if key and key != "None"]
    except (sqlite3.Error, OSError, ValueError):
        return []
