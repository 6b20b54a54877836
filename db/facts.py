"""What is known without counting money: office, States, invoices, payer accounts.

Apart from ``db.balances``, which alone computes balances. Every reading takes what it counts from: a day, a moment, or
everything recorded so far.
"""

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from db.moments import day, known_text
from db.readings import (
    InvoiceReading,
    MissionReading,
    OfficeReading,
    PayerAccountReading,
    StateReading,
)


def office(db: sqlite3.Connection, *, known_at: datetime | None = None) -> OfficeReading:
    """Read whose books these are."""
    row = db.execute(
        "SELECT name, notice FROM office WHERE recorded_at <= ? ORDER BY id DESC LIMIT 1", (known_text(known_at),)
    ).fetchone()
    return OfficeReading(*row) if row else OfficeReading("", "")


def states(db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None) -> dict[str, StateReading]:
    """Read every State known, party or not, under its name of the day (before its first: under that); keyed by ISO3."""
    rows = _named_rows(
        db,
        """
        SELECT state.iso3, state.iso2, v.name_en, v.name_fr, v.name_es, v.with_article_fr, v.with_article_es,
               v.formal_en, v.formal_fr, v.formal_es, v.other_names, v.regional_group, v.language,
               v.party_from, v.party_until
        FROM state JOIN state_version AS v ON v.state = state.iso3
        WHERE v.recorded_at <= ? AND (v.valid_from <= ? OR v.valid_from = (
            SELECT min(valid_from) FROM state_version AS first WHERE first.state = v.state AND first.recorded_at <= ?))
        ORDER BY state.iso3, v.valid_from, v.id
        """,
        (known_text(known_at), as_of.isoformat(), known_text(known_at)),
    )
    return {row["iso3"]: _state(row) for row in rows}  # the last version of each State stays


def _state(row: dict[str, Any]) -> StateReading:
    other_names = tuple(name.strip() for name in row["other_names"].split(";") if name.strip())
    membership = {"party_from": day(row["party_from"]), "party_until": day(row["party_until"])}
    return StateReading(**row | membership | {"other_names": other_names})


def _named_rows(db: sqlite3.Connection, sql: str, values: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    cursor = db.execute(sql, values)
    columns = [column[0] for column in cursor.description]
    return (dict(zip(columns, row, strict=True)) for row in cursor)


def parties(db: sqlite3.Connection, *, on: date, known_at: datetime | None = None) -> dict[str, StateReading]:
    """Read the States Parties of a day; keyed by ISO3."""
    known = states(db, as_of=on, known_at=known_at)
    return {iso3: state for iso3, state in known.items() if state.is_party(on)}


def missions(db: sqlite3.Connection, *, known_at: datetime | None = None) -> dict[str, MissionReading]:
    """Read the mission of each State to which its letters go, the newest of several; keyed by ISO3."""
    return {each.state: each for each in all_missions(db, known_at=known_at) if each.use == "letters"}


def all_missions(db: sqlite3.Connection, *, known_at: datetime | None = None) -> list[MissionReading]:
    """Read every mission as it was last entered, one for each State and post, in the order of entry."""
    rows = _named_rows(
        db,
        """
        SELECT state, mission, addressee, rank, salutation, street, postcode, city, country, email, language, channel,
               copy_new_york, checked_on, post, use
        FROM mission WHERE recorded_at <= ? ORDER BY id
        """,
        (known_text(known_at),),
    )
    found: dict[tuple[str, str], MissionReading] = {}
    for row in rows:
        key = (row["state"], row["post"].casefold())
        found.pop(key, None)
        found[key] = MissionReading(**row | {"checked_on": day(row["checked_on"])})
    return list(found.values())


def invoices(
    db: sqlite3.Connection, *, as_of: date, known_at: datetime | None = None, state: str | None = None
) -> list[InvoiceReading]:
    """Read the invoices issued on or before a day, by number; of one State if one is named."""
    rows = db.execute(
        """
        SELECT id, number, year, state, issued_on, due_on, reference FROM invoice
        WHERE issued_on <= ? AND recorded_at <= ? AND state = coalesce(?, state) ORDER BY year, serial
        """,
        (as_of.isoformat(), known_text(known_at), state),
    )
    return [
        InvoiceReading(
            id=row[0],
            number=row[1],
            year=row[2],
            state=row[3],
            issued_on=date.fromisoformat(row[4]),
            due_on=date.fromisoformat(row[5]),
            reference=row[6],
        )
        for row in rows
    ]


def payer_accounts(db: sqlite3.Connection, *, known_at: datetime | None = None) -> dict[str, PayerAccountReading]:
    """Read the accounts whose State a person has confirmed and not revoked; keyed by account."""
    rows = db.execute(
        "SELECT account, state, payer, why, receipt_id, standing FROM payer_account WHERE recorded_at <= ? ORDER BY id",
        (known_text(known_at),),
    )
    newest = {row[0]: row for row in rows}
    return {account: PayerAccountReading(*row[:5]) for account, row in sorted(newest.items()) if row[5] == "confirmed"}
