"""What the database itself refuses, from raw SQL with our pragmas; one case for each guard."""

import sqlite3
from contextlib import suppress
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from db.store import PRAGMAS
from db.vocabulary import POSTINGS, Account, Act
from tests.helpers import Office, make_office

COLUMNS = (
    "act", "debit", "credit", "amount_rappen", "value_date", "recorded_at", "state", "receipt_id", "charge_id",
    "budget_line_id", "reverses_id", "note", "revision_id", "bank_line_id",
)  # fmt: skip
MOMENT = "2017-01-27 09:00:00.000000"
UNREVERSED = """
    SELECT * FROM entry WHERE act = 'allocate' AND reverses_id IS NULL
    AND id NOT IN (SELECT reverses_id FROM entry WHERE reverses_id IS NOT NULL) ORDER BY id
    """


@pytest.fixture
def raw(tmp_path: Path) -> sqlite3.Connection:
    """A ledger opened by hand: Germany has 7a open and money on account, Fiji has everything open.

    A transaction is open, because none can end without its link.
    """
    office: Office = make_office(tmp_path)
    office.know("DE89370400440532013000", "DEU")
    office.receive("10000.00", date(2016, 1, 2), account="DE89370400440532013000")
    office.assess(2016)
    office.receive("50.00", date(2016, 3, 1))
    office.close()
    db = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
    for pragma in PRAGMAS:
        db.execute(pragma)
    db.execute("BEGIN")
    reversal(db)
    return db


def entry(db: sqlite3.Connection, **changes: object) -> None:
    """Insert an entry: an allocation of CHF 1.00 of Germany's money to Fiji's place, unless changed."""
    values = dict.fromkeys(COLUMNS) | {
        "act": "allocate",
        "debit": "on_account",
        "credit": "receivable",
        "amount_rappen": 100,
        "value_date": "2017-01-27",
        "recorded_at": MOMENT,
        "state": "DEU",
        "receipt_id": 1,
        "charge_id": charge_of(db, "DEU"),
        "note": "",
    }
    values |= changes
    db.execute(
        f"INSERT INTO entry ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values())
    )


def charge_of(db: sqlite3.Connection, state: str) -> int:
    return int(db.execute("SELECT min(id) FROM charge WHERE state = ?", (state,)).fetchone()[0])


def line_of(db: sqlite3.Connection, code: str) -> int:
    return int(db.execute("SELECT id FROM budget_line WHERE code = ?", (code,)).fetchone()[0])


def digest(db: sqlite3.Connection) -> list[str]:
    return list(db.iterdump())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount_rappen": 0.5}, "entry_amount_is_positive_whole_rappen"),
        ({"amount_rappen": 100.5}, "entry_amount_is_positive_whole_rappen"),
        ({"amount_rappen": 0}, "entry_amount_is_positive_whole_rappen"),
        ({"amount_rappen": -100}, "entry_amount_is_positive_whole_rappen"),
        ({"amount_rappen": "much"}, "entry_amount_is_positive_whole_rappen"),
        ({"amount_rappen": None}, "NOT NULL"),
        ({"value_date": "2017-02-30"}, "entry_value_date_is_a_day"),
        ({"value_date": "27.01.2017"}, "entry_value_date_is_a_day"),
        ({"recorded_at": "yesterday"}, "entry_recorded_at_is_a_moment"),
        ({"debit": "bank"}, "this posting is not known"),
        ({"credit": "contributions"}, "this posting is not known"),
        ({"charge_id": None}, "exactly the State, receipt, charge, line or revision"),
        ({"receipt_id": None}, "exactly the State, receipt, charge, line or revision"),
        ({"budget_line_id": 1}, "exactly the State, receipt, charge, line or revision"),
        ({"state": "FJI"}, "the charge is another State's"),
        ({"amount_rappen": 500_000}, "the charge would fall below zero"),
        ({"receipt_id": 2}, "the receipt does not hold that much"),
        ({"act": "receive", "debit": "bank", "credit": "unidentified", "state": None, "charge_id": None,
          "amount_rappen": 1_000_000}, "a receipt is received once"),
        ({"act": "identify", "debit": "unidentified", "credit": "on_account", "charge_id": None},
         "the receipt does not hold that much"),
        ({"id": 1}, "an entry is never replaced"),
        ({"state": "XXX"}, "the charge is another State's"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused(raw: sqlite3.Connection, changes: dict[str, object], said: str) -> None:
    before = digest(raw)
    with pytest.raises(sqlite3.IntegrityError, match=said):
        entry(raw, **changes)
    assert digest(raw) == before


def test_a_charge_is_allocated_to_its_last_rappen_and_not_one_more(raw: sqlite3.Connection) -> None:
    (open_rappen,) = raw.execute(
        "SELECT sum(CASE debit WHEN 'receivable' THEN amount_rappen ELSE -amount_rappen END) FROM entry"
        " WHERE charge_id = ?",
        [charge_of(raw, "DEU")],
    ).fetchone()
    with pytest.raises(sqlite3.IntegrityError, match="below zero"):
        entry(raw, amount_rappen=open_rappen + 1)
    entry(raw, amount_rappen=open_rappen)


def test_a_receipt_is_used_to_its_last_rappen_and_not_one_more(raw: sqlite3.Connection) -> None:
    (held_rappen,) = raw.execute(
        "SELECT sum(CASE credit WHEN 'on_account' THEN amount_rappen ELSE -amount_rappen END) FROM entry"
        " WHERE receipt_id = 1 AND 'on_account' IN (debit, credit)"
    ).fetchone()
    gift = {"act": "give", "credit": "voluntary", "charge_id": None, "budget_line_id": line_of(raw, "7c")}
    with pytest.raises(sqlite3.IntegrityError, match="does not hold that much"):
        entry(raw, amount_rappen=held_rappen + 1, **gift)
    entry(raw, amount_rappen=held_rappen, **gift)


def test_another_states_charge_is_refused(raw: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="another State's"):
        entry(raw, charge_id=charge_of(raw, "FJI"))


def test_another_states_money_is_refused(raw: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="the receipt does not hold that much for this State"):
        entry(raw, state="FJI", charge_id=charge_of(raw, "FJI"))


def test_a_gift_to_an_assessed_line_is_refused(raw: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="a gift is for a voluntary budget line"):
        entry(raw, act="give", credit="voluntary", charge_id=None, budget_line_id=line_of(raw, "7a"))


def test_a_gift_to_the_voluntary_line_is_taken(raw: sqlite3.Connection) -> None:
    entry(raw, act="give", credit="voluntary", charge_id=None, budget_line_id=line_of(raw, "7c"))


def test_money_cannot_be_used_before_it_came(raw: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="on that day"):
        entry(raw, act="give", credit="voluntary", charge_id=None, budget_line_id=line_of(raw, "7c"),
              value_date="2016-01-01")  # fmt: skip


def test_the_entry_that_the_cases_change_is_itself_taken(raw: sqlite3.Connection) -> None:
    entry(raw)


def only_guard(db: sqlite3.Connection, kept: str) -> None:
    """Drop every guard but one, to see what that one refuses."""
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        if name != kept:
            db.execute(f"DROP TRIGGER {name}")


@pytest.mark.parametrize("is_reversal", [False, True])
def test_the_guard_of_postings_knows_exactly_the_vocabulary(raw: sqlite3.Connection, is_reversal: bool) -> None:
    only_guard(raw, "entry_posting_is_known")
    known: set[tuple[str, Account, Account]] = set()
    acts = [*(act.value for act in Act), "waive", ""]
    for act, debit, credit in product(acts, Account, Account):
        first, second = (credit, debit) if is_reversal else (debit, credit)
        reversed_id = len(known) + 1 if is_reversal else None
        with suppress(sqlite3.IntegrityError):
            entry(raw, act=act, debit=first.value, credit=second.value, reverses_id=reversed_id)
            known.add((act, debit, credit))
    assert known == {(posting.act.value, posting.debit, posting.credit) for posting in POSTINGS}


def test_a_missing_state_a_missing_receipt_and_an_unknown_one_are_refused(raw: sqlite3.Connection) -> None:
    for changes in ({"state": None}, {"receipt_id": None}, {"receipt_id": 99}, {"charge_id": 99}):
        with pytest.raises(sqlite3.IntegrityError):
            entry(raw, **changes)


def reversal(db: sqlite3.Connection, **changes: object) -> None:
    """Insert the mirror of Germany's first allocation that stands, unless changed."""
    original = dict(zip(("id", *COLUMNS), db.execute(UNREVERSED).fetchone(), strict=True))
    mirror = {"debit": original["credit"], "credit": original["debit"], "reverses_id": original.pop("id")}
    entry(db, **(original | mirror | changes))


def test_a_reversal_comes_once(raw: sqlite3.Connection) -> None:
    (first,) = raw.execute("SELECT max(id) FROM entry WHERE reverses_id IS NOT NULL").fetchone()
    columns = ", ".join(COLUMNS)
    (amount,) = raw.execute("SELECT amount_rappen FROM entry WHERE id = ?", [first]).fetchone()
    entry(raw, amount_rappen=amount)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        raw.execute(f"INSERT INTO entry ({columns}) SELECT {columns} FROM entry WHERE id = ?", [first])


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_rappen": 1},
        {"value_date": "2015-12-31"},
        {"state": "FJI", "charge_id": 3},
        {"receipt_id": 2},
        {"reverses_id": 1},
    ],
)
def test_a_crooked_reversal_is_refused(raw: sqlite3.Connection, changes: dict[str, object]) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        reversal(raw, **changes)


def test_a_reversal_is_not_reversed(raw: sqlite3.Connection) -> None:
    last = raw.execute("SELECT max(id) FROM entry WHERE reverses_id IS NOT NULL").fetchone()[0]
    amount = raw.execute("SELECT amount_rappen FROM entry WHERE id = ?", [last]).fetchone()[0]
    with pytest.raises(sqlite3.IntegrityError, match=r"a reversal mirrors one entry|not known"):
        entry(raw, amount_rappen=amount, reverses_id=last)


REVISION = {
    "id": 1, "year": 2016, "number": 1, "budget_id": 1, "scale_id": 1, "decision": "7MSP", "revised_on": "2016-06-01",
    "due_on": "2016-07-01", "undoes_id": None, "recorded_at": MOMENT,
}  # fmt: skip


def revision(db: sqlite3.Connection, **changes: object) -> None:
    """Insert the first revision of 2016, unless changed."""
    values = REVISION | changes
    db.execute(
        f"INSERT INTO revision ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values())
    )


def increase(db: sqlite3.Connection, **changes: object) -> None:
    """Insert an increase of Germany's 7a by CHF 1.00 under the revision, unless changed."""
    of_revision = {"act": "increase", "debit": "receivable", "credit": "contributions", "receipt_id": None}
    entry(db, **(of_revision | {"value_date": "2016-06-01", "revision_id": 1} | changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": 2}, "numbered without a gap"),
        ({"revised_on": "2016-01-03"}, "each on the day of the one before or later"),
        ({"revised_on": "2016-08-01"}, "revision_is_not_due_before_it_is_made"),
        ({"revised_on": "2016-02-30"}, "revision_revised_on_is_a_day"),
        ({"decision": ""}, "revision_has_a_document"),
        ({"year": 2017}, "FOREIGN KEY|numbered"),
        ({"undoes_id": 7}, "taken back once, within its year"),
    ],
)
def test_a_wrong_revision_is_refused(raw: sqlite3.Connection, changes: dict[str, object], said: str) -> None:
    before = digest(raw)
    with pytest.raises(sqlite3.IntegrityError, match=said):
        revision(raw, **changes)
    assert digest(raw) == before


def test_a_revision_is_taken_back_once_and_its_taking_back_never(raw: sqlite3.Connection) -> None:
    revision(raw)
    revision(raw, id=2, number=2, undoes_id=1)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        revision(raw, id=3, number=3, undoes_id=1)
    with pytest.raises(sqlite3.IntegrityError, match="taken back once"):
        revision(raw, id=3, number=3, undoes_id=2)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"revision_id": None}, "exactly the State, receipt, charge, line or revision"),
        ({"value_date": "2016-06-02"}, "of its own year, on its own day"),
        ({"act": "reduce"}, "this posting is not known"),
        ({"receipt_id": 1}, "exactly the State, receipt, charge, line or revision"),
        ({"state": "FJI"}, "the charge is another State's"),
        (
            {"act": "reduce", "debit": "contributions", "credit": "receivable", "amount_rappen": 10_000_000},
            "below zero",
        ),
    ],
)
def test_a_wrong_change_of_a_charge_is_refused(raw: sqlite3.Connection, changes: dict[str, object], said: str) -> None:
    revision(raw)
    before = digest(raw)
    with pytest.raises(sqlite3.IntegrityError, match=said):
        increase(raw, **changes)
    assert digest(raw) == before
    increase(raw)


def test_an_allocation_names_no_revision(raw: sqlite3.Connection) -> None:
    revision(raw)
    with pytest.raises(sqlite3.IntegrityError, match="exactly the State"):
        entry(raw, revision_id=1, value_date="2016-06-01")


def test_a_state_has_one_charge_for_a_line_of_a_year_in_whichever_budget_it_stands(raw: sqlite3.Connection) -> None:
    raw.execute("INSERT INTO budget VALUES (99, 2016, 'later', '2016-05-01', ?, 'months', 'months')", (MOMENT,))
    raw.execute(
        "INSERT INTO budget_line SELECT 99, 99, position, code, title, amount_rappen, key, obligation, key_decimals,"
        " unit_rappen, rounding, residue, floor_rappen, floor_percent, ceiling_percent"
        " FROM budget_line WHERE code = '7a'"
    )
    invoice = raw.execute("SELECT id FROM invoice WHERE state = 'FJI'").fetchone()[0]
    with pytest.raises(sqlite3.IntegrityError, match="one charge for a line of a year"):
        raw.execute("INSERT INTO charge VALUES (999, 'FJI', 99, ?, ?)", (invoice, MOMENT))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("key", "'half'", "budget_line_key_is_known"),
        ("key_decimals", "13", "budget_line_key_decimals_are_few"),
        ("unit_rappen", "0", "budget_line_unit_is_whole_rappen"),
        ("rounding", "'down'", "budget_line_rounding_is_known"),
        ("residue", "'spread'", "budget_line_residue_needs_half_up"),
        ("floor_rappen", "-1", "budget_line_floor_is_whole_rappen"),
        ("floor_percent", "'-1'", "budget_line_floor_is_decimal_text"),
        ("ceiling_percent", "'much'", "budget_line_ceiling_is_decimal_text"),
    ],
)
def test_a_line_with_a_rule_that_nobody_knows_is_refused(
    raw: sqlite3.Connection, column: str, value: str, said: str
) -> None:
    columns = [row[1] for row in raw.execute("PRAGMA table_info(budget_line)")]
    changed = {"id": "NULL", "code": "'9z'", "position": "9", column: value}
    chosen = ", ".join(changed.get(name, name) for name in columns)
    with pytest.raises(sqlite3.IntegrityError, match=said):
        raw.execute(f"INSERT INTO budget_line SELECT {chosen} FROM budget_line WHERE code = '7a'")


def tables(db: sqlite3.Connection) -> list[str]:
    return [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]


def test_no_row_of_any_table_is_changed_deleted_or_replaced(raw: sqlite3.Connection) -> None:
    blanks = ", ".join(["''"] * 11)
    raw.execute(f"INSERT INTO mission SELECT 1, 'DEU', 'M', {blanks}, NULL, ?, 'Geneva', 'letters'", [MOMENT])
    raw.execute("INSERT INTO budget_line_share VALUES (1, 'DEU', '22')")
    revision(raw)
    bank_line(raw, 77)
    raw.execute("INSERT INTO bank_line_again VALUES (1, 2, 7, 1, '')")
    raw.execute("INSERT INTO bank_notice VALUES (1, 1, 1, 'camt.054', 1, 'credit', 100, NULL, '', '', '')")
    raw.execute("INSERT INTO bank_debit_standing VALUES (1, 77, 'set_aside', 'because', ?)", (MOMENT,))
    raw.execute("INSERT INTO bank_mapping VALUES (1, 'Datum', '{}', ?)", (MOMENT,))
    raw.execute("INSERT INTO designation VALUES (1, 1, 'note verbale', ?)", (MOMENT,))
    raw.execute("INSERT INTO designation_part VALUES (1, 1, 2016, '7a', 100)")
    raw.execute("INSERT INTO rule VALUES (1, 'short_payment_chf', '25.00', 'decision', ?)", (MOMENT,))
    raw.execute("INSERT INTO pledge VALUES (1, 'DEU', 2016, '7c', 100, '2016-02-01', '', ?)", (MOMENT,))
    raw.execute("INSERT INTO pledge_cancellation VALUES (1, 1, '2016-03-01', 'withdrawn', ?)", (MOMENT,))
    raw.execute(
        "INSERT INTO letter_run VALUES (1, 2016, '2016-02-01', NULL, 0, 0, ?, 'thanks', 'note verbale')", (MOMENT,)
    )
    raw.execute("INSERT INTO letter_run_cancellation VALUES (1, 1, 'too early', ?)", (MOMENT,))
    raw.execute("INSERT INTO letter_decision VALUES (1, 1, 'DEU', 1, 'this year', 'owes', 100)")
    raw.execute("INSERT INTO letter VALUES (1, 1, 'NV', 2016, 1, 'NV/2016/001', 'en', 'post', '{}')")
    raw.execute("INSERT INTO letter_event VALUES (1, 1, 'sent', '2016-02-02', 'post', '', ?)", (MOMENT,))
    raw.execute("INSERT INTO payment_plan VALUES (1, 'DEU', '2016-02-01', 'agreed', ?)", (MOMENT,))
    raw.execute("INSERT INTO instalment VALUES (1, 1, '2016-06-30', 100)")
    raw.execute("INSERT INTO payment_plan_end VALUES (1, 1, '2016-07-01', 'paid', ?)", (MOMENT,))
    raw.execute("INSERT INTO dispute VALUES (1, 1, '2016-02-01', 'the rate', ?)", (MOMENT,))
    raw.execute("INSERT INTO dispute_end VALUES (1, 1, '2016-03-01', 'settled', ?)", (MOMENT,))
    raw.execute("INSERT INTO report_snapshot VALUES (1, '2016-02-01', 2016, '', '{}', ?)", (MOMENT,))
    raw.execute("INSERT INTO hold VALUES (1, 'DEU', '2016-02-01', '2016-03-01', 'a vote', ?)", (MOMENT,))
    raw.execute("INSERT INTO hold_release VALUES (1, 1, '2016-02-05', 'voted', ?)", (MOMENT,))
    raw.execute("INSERT INTO contact VALUES (1, 'DEU', 'promise', '2016-02-01', '2016-03-01', 'soon', ?)", (MOMENT,))
    raw.execute("INSERT INTO contact_withdrawal VALUES (1, 1, 'a mistake', ?)", (MOMENT,))
    raw.execute("INSERT INTO forgotten_row VALUES (1, 'contact', 1, zeroblob(16), ?)", (MOMENT,))
    raw.execute("INSERT INTO closing VALUES (1, 'close', '2015-12-31', '2015-12-31', 0, 0, 0, 0, '', ?)", (MOMENT,))
    raw.execute("INSERT INTO logged_command VALUES (1, 'anna', 'isu close 2015-12', '{}', '', '{}', ?)", (MOMENT,))
    assert all(raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables(raw))
    before = digest(raw)
    for table in tables(raw):
        column = raw.execute(f"SELECT * FROM {table}").description[-1][0]
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(statement)
        with pytest.raises(sqlite3.IntegrityError):
            raw.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    assert digest(raw) == before


def test_an_entry_is_not_replaced_even_without_our_pragmas(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA recursive_triggers = OFF")
    with pytest.raises(sqlite3.IntegrityError, match=r"never replaced|received once"):
        raw.execute("INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE id = 1")


def test_every_table_has_its_two_guards(raw: sqlite3.Connection) -> None:
    guards = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    for table in tables(raw):
        assert {f"{table}_is_never_changed", f"{table}_is_never_deleted"} <= guards


def test_a_debit_of_the_bank_is_no_receipt(raw: sqlite3.Connection) -> None:
    bank_line(raw, 77)
    with pytest.raises(sqlite3.IntegrityError, match="only a booked credit"):
        raw.execute("INSERT INTO receipt VALUES (77, 77, ?)", (MOMENT,))


def bank_line(db: sqlite3.Connection, line: int, **changes: object) -> None:
    """Insert a line of the first statement: a debit of all that Germany has paid, a year later, unless changed."""
    blank = ("bank_reference", "end_to_end_id", "creditor_reference", "payer", "payer_account", "text", "raw")
    values = dict.fromkeys(blank, "") | {
        "id": line,
        "bank_statement_id": 1,
        "position": line,
        "direction": "debit",
        "amount_hundredths": 1_000_000,
        "booked_on": "2017-01-02",
        "value_date": "2017-01-02",
    }
    values |= changes
    db.execute(
        f"INSERT INTO bank_line ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values())
    )


def statement_in_euros(db: sqlite3.Connection) -> None:
    """Insert statement 9, of an account in euros."""
    db.execute("INSERT INTO bank_account VALUES (9, 'CH6008990000201600001', 'EUR', ?)", (MOMENT,))
    db.execute(
        "INSERT INTO bank_statement VALUES (9, 1, 9, '', '', '', '2017-01-01', '2017-01-31', 0, 0, '', ?)", (MOMENT,)
    )


def test_a_credit_in_euros_is_no_receipt(raw: sqlite3.Connection) -> None:
    statement_in_euros(raw)
    bank_line(raw, 77, bank_statement_id=9, direction="credit")
    with pytest.raises(sqlite3.IntegrityError, match="only a booked credit in Swiss francs"):
        raw.execute("INSERT INTO receipt VALUES (77, 77, ?)", (MOMENT,))


RETURN = {"act": "return", "debit": "unidentified", "credit": "bank", "state": None, "charge_id": None}


def returned(db: sqlite3.Connection, **changes: object) -> None:
    """Insert that line 77 takes back the CHF 50.00 that are unidentified, unless changed."""
    entry(db, **(RETURN | {"receipt_id": 2, "bank_line_id": 77, "amount_rappen": 5000} | changes))


def test_a_debit_returns_what_the_bank_booked_once(raw: sqlite3.Connection) -> None:
    bank_line(raw, 77, amount_hundredths=5000)
    returned(raw)
    with pytest.raises(sqlite3.IntegrityError, match="returns a receipt once"):
        returned(raw)


@pytest.mark.parametrize(
    ("line", "changes", "said"),
    [
        ({}, {}, "with the amount that the bank booked"),
        ({"amount_hundredths": 5000, "direction": "credit"}, {}, "a debit of the same account"),
        ({"amount_hundredths": 5000, "bank_statement_id": 9}, {}, "a debit of the same account"),
        ({"amount_hundredths": 5000, "value_date": "2017-01-28"}, {}, "a debit of the same account"),
        ({"amount_hundredths": 5001}, {"amount_rappen": 5001}, "does not hold that much"),
        ({"amount_hundredths": 5000}, {"bank_line_id": None}, "exactly the State, receipt"),
        ({"amount_hundredths": 5000}, {"state": "DEU"}, "exactly the State, receipt"),
        ({"amount_hundredths": 5000}, {"act": "set_aside", "credit": "set_aside"}, "exactly the State, receipt"),
    ],
)
def test_a_wrong_return_is_refused(
    raw: sqlite3.Connection, line: dict[str, object], changes: dict[str, object], said: str
) -> None:
    statement_in_euros(raw)
    bank_line(raw, 77, **line)
    with pytest.raises(sqlite3.IntegrityError, match=said):
        returned(raw, **changes)


def test_a_return_is_taken_back_by_its_mirror_with_the_same_line_and_then_made_again(raw: sqlite3.Connection) -> None:
    bank_line(raw, 77, amount_hundredths=5000)
    bank_line(raw, 78, amount_hundredths=5000)
    returned(raw)
    (first,) = raw.execute("SELECT max(id) FROM entry").fetchone()
    mirror = {"debit": "bank", "credit": "unidentified", "reverses_id": first}
    with pytest.raises(sqlite3.IntegrityError, match="mirrors one entry"):
        returned(raw, bank_line_id=78, **mirror)
    returned(raw, **mirror)
    returned(raw)


def test_what_is_set_aside_is_no_more_than_is_unidentified(raw: sqlite3.Connection) -> None:
    aside = RETURN | {"act": "set_aside", "credit": "set_aside", "receipt_id": 2}
    with pytest.raises(sqlite3.IntegrityError, match="does not hold that much"):
        entry(raw, **aside, amount_rappen=5001)
    entry(raw, **aside, amount_rappen=5000)


def test_a_line_stands_again_in_another_statement_of_its_account(raw: sqlite3.Connection) -> None:
    statement_in_euros(raw)
    for statement in (1, 9):
        with pytest.raises(sqlite3.IntegrityError, match="in another statement of the same account"):
            raw.execute("INSERT INTO bank_line_again VALUES (1, ?, 1, 1, '')", (statement,))
    raw.execute("INSERT INTO bank_line_again VALUES (1, 2, 7, 1, '')")


def test_a_credit_is_not_set_aside_as_a_debit(raw: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="only a debit"):
        raw.execute("INSERT INTO bank_debit_standing VALUES (1, 1, 'set_aside', 'because', ?)", (MOMENT,))


def test_a_payment_stands_in_one_place(raw: sqlite3.Connection) -> None:
    blanks = ", ".join(["''"] * 12)
    for line, again in (("NULL", "NULL"), ("1", "1")):
        with pytest.raises(sqlite3.IntegrityError, match=r"bank_payment_is_in_one_place|FOREIGN KEY"):
            raw.execute(f"INSERT INTO bank_payment VALUES (99, {line}, {again}, NULL, 1, NULL, {blanks})")


def test_invoice_numbers_run_without_a_gap(raw: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="without a gap"):
        raw.execute(
            "INSERT INTO invoice VALUES (99, 2016, 9, '2016-009', 'DEU', '2016-05-01', '2016-06-01', 'RF00X', ?)",
            (MOMENT,),
        )


def test_a_charge_is_on_an_invoice_of_its_own_state(raw: sqlite3.Connection) -> None:
    invoice = raw.execute("SELECT id FROM invoice WHERE state = 'FJI'").fetchone()[0]
    with pytest.raises(sqlite3.IntegrityError, match="another State's"):
        raw.execute("INSERT INTO charge VALUES (99, 'DEU', ?, ?, ?)", (line_of(raw, "7c"), invoice, MOMENT))


FEE = {"act": "bear_fee", "debit": "bank_charges"}


def test_a_fee_is_borne_only_for_a_receipt_of_the_state(raw: sqlite3.Connection) -> None:
    entry(raw, **FEE)
    with pytest.raises(sqlite3.IntegrityError, match="a receipt that is the State's"):
        entry(raw, **FEE, receipt_id=2)
    with pytest.raises(sqlite3.IntegrityError, match=r"a receipt that is the State's|exactly the State, receipt"):
        entry(raw, **FEE, receipt_id=None)
    with pytest.raises(sqlite3.IntegrityError, match="below zero"):
        entry(raw, **FEE, amount_rappen=500_000)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("INSERT INTO designation VALUES (1, 1, '', :at)", "designation_has_a_reason"),
        ("INSERT INTO designation_part VALUES (1, 1, 2016, '7a', 0.5)", "positive_whole_rappen"),
        ("INSERT INTO designation_part VALUES (1, 1, 2016, '7a', 0)", "positive_whole_rappen"),
        ("INSERT INTO designation_part VALUES (1, 1, NULL, '7a', 1)", "is_of_a_line_or_stays_on_account"),
        ("INSERT INTO designation_part VALUES (1, 1, 2016, '', 1)", "is_of_a_line_or_stays_on_account"),
        ("INSERT INTO hold VALUES (1, 'DEU', '2016-02-02', '2016-02-01', 'x', :at)", "hold_ends_after_it_begins"),
        ("INSERT INTO hold VALUES (1, 'DEU', '2016-02-02', '2016-02-30', 'x', :at)", "hold_until_on_is_a_day"),
        ("INSERT INTO hold VALUES (1, 'DEU', '2016-02-30', '2016-03-01', 'x', :at)", "hold_from_on_is_a_day"),
        ("INSERT INTO hold VALUES (1, 'DEU', '2016-02-02', '2016-02-03', '', :at)", "hold_has_a_reason"),
        ("INSERT INTO payment_plan VALUES (1, 'DEU', '2016-02-30', 'x', :at)", "agreed_on_is_a_day"),
        ("INSERT INTO payment_plan VALUES (1, 'DEU', '2016-02-02', '', :at)", "payment_plan_has_words"),
        ("INSERT INTO instalment VALUES (1, 1, '2016-02-30', 1)", "instalment_due_on_is_a_day"),
        ("INSERT INTO instalment VALUES (1, 1, '2016-02-02', 0)", "instalment_is_some"),
        ("INSERT INTO instalment VALUES (1, 1, '2016-02-02', 0.5)", "instalment_is_some"),
        ("INSERT INTO payment_plan_end VALUES (1, 1, '2016-02-30', 'x', :at)", "ended_on_is_a_day"),
        ("INSERT INTO payment_plan_end VALUES (1, 1, '2016-02-02', '', :at)", "has_a_reason"),
        ("INSERT INTO dispute VALUES (1, 1, '2016-02-30', 'x', :at)", "disputed_on_is_a_day"),
        ("INSERT INTO dispute VALUES (1, 1, '2016-02-02', '', :at)", "dispute_has_a_reason"),
        ("INSERT INTO dispute_end VALUES (1, 1, '2016-02-30', 'x', :at)", "ended_on_is_a_day"),
        ("INSERT INTO dispute_end VALUES (1, 1, '2016-02-02', '', :at)", "has_a_reason"),
        ("INSERT INTO letter_decision VALUES (1, 1, 'DEU', 0, 'x', 'owes', 100)", "requests_what_it_writes"),
        ("INSERT INTO letter_decision VALUES (1, 1, 'DEU', 1, 'x', 'owes', -1)", "requests_what_it_writes"),
        ("INSERT INTO letter_run VALUES (1, 2016, '2016-02-01', NULL, 0, 0, :at, 'x', 'note verbale')", "purpose"),
        ("INSERT INTO letter_run VALUES (1, 2016, '2016-02-01', NULL, 0, 0, :at, 'plan', 'fax')", "form_is_known"),
        ("INSERT INTO report_snapshot VALUES (1, '2016-02-30', 2016, '', '{}', :at)", "as_of_is_a_day"),
        ("INSERT INTO report_snapshot VALUES (1, '2016-02-01', 2016, '', '', :at)", "has_figures"),
        ("INSERT INTO contact VALUES (1, 'DEU', 'fax', '2016-02-02', NULL, 'x', :at)", "contact_kind_is_known"),
        ("INSERT INTO contact VALUES (1, 'DEU', 'call', '2016-02-02', NULL, '', :at)", "contact_has_words"),
        ("INSERT INTO contact VALUES (1, 'DEU', 'call', '2016-02-02', '2016-03-02', 'x', :at)", "promises_until_a_day"),
        ("INSERT INTO contact VALUES (1, 'DEU', 'promise', '2016-02-02', NULL, 'x', :at)", "promises_until_a_day"),
        ("INSERT INTO contact VALUES (1, 'DEU', 'promise', '2016-02-02', '2016-02-01', 'x', :at)", "until_a_day"),
        ("INSERT INTO rule VALUES (1, '', '1', 'because', :at)", "rule_has_a_name"),
        ("INSERT INTO rule VALUES (1, 'a', '1', '', :at)", "rule_has_a_reason"),
        ("INSERT INTO pledge VALUES (1, 'DEU', 2016, '', 1, '2016-02-01', '', :at)", "pledge_names_a_line"),
        ("INSERT INTO pledge VALUES (1, 'DEU', 2016, '7c', 0, '2016-02-01', '', :at)", "positive_whole_rappen"),
        ("INSERT INTO pledge VALUES (1, 'DEU', 2016, '7c', 1, '2016-02-31', '', :at)", "pledged_on_is_a_day"),
        ("INSERT INTO pledge_cancellation VALUES (1, 1, '2016-02-31', 'so', :at)", "cancelled_on_is_a_day"),
        ("INSERT INTO pledge_cancellation VALUES (1, 1, '2016-02-01', '', :at)", "cancellation_has_a_reason"),
    ],
)
def test_a_wrong_word_of_a_person_is_refused(raw: sqlite3.Connection, statement: str, said: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=said):
        raw.execute(statement, {"at": MOMENT} if ":at" in statement else {})


CLOSE = "INSERT INTO closing VALUES (NULL, 'close', '{0}', '{0}', {1}, 0, 0, 0, '{2}', '')"
REOPEN = "INSERT INTO closing VALUES (NULL, 'reopen', '{0}', {1}, NULL, 0, 0, 0, '{2}', '')"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (CLOSE.format("2016-05-31", 0, ""), "one after the other"),
        (CLOSE.format("2016-03-31", 0, ""), "one after the other"),
        (CLOSE.format("2016-04-30", 1, ""), "no_difference_or_a_reason"),
        (CLOSE.format("2016-04-30", "NULL", ""), "no_difference_or_a_reason"),
        (CLOSE.format("2016-04-30", "0.5", "because"), "whole_rappen"),
        (CLOSE.format("2016-04-30", 0, "").replace("'2016-04-30', 0", "NULL, 0"), "one after the other"),
        (CLOSE.format("2016-04-30", 0, "").replace("'close'", "'shut'"), "act_is_known"),
        (CLOSE.format("2016-04-30", 0, "").replace("(NULL", "(1"), "never replaced"),
        (REOPEN.format("2016-03-31", "'2016-02-29'", ""), "for_a_reason"),
        (REOPEN.format("2016-02-29", "NULL", "because"), "only the last closed month"),
        (REOPEN.format("2016-03-31", "NULL", "because"), "only the last closed month"),
        (REOPEN.format("2016-03-31", "'2016-01-31'", "because"), "only the last closed month"),
        ("INSERT INTO logged_command VALUES (NULL, '', 'isu', '', '', '', '2017-01-01 00:00:00.000000')", "somebodys"),
        ("INSERT INTO logged_command VALUES (NULL, 'a', '', '', '', '', '2017-01-01 00:00:00.000000')", "has_words"),
        ("INSERT INTO logged_command VALUES (NULL, 'a', 'b', '', '', '', 'today')", "is_a_moment"),
        (
            "INSERT INTO logged_command VALUES (NULL, 'a', 'b', '', '', '', '2016-05-01 00:00:00.000000')",
            "runs forward",
        ),
        (
            "INSERT INTO logged_command VALUES (NULL, 'a', 'b', '', '', '', '2016-04-30 00:00:00.000000')",
            "runs forward",
        ),
    ],
)
def test_a_wrong_closing_or_log_is_refused(raw: sqlite3.Connection, statement: str, said: str) -> None:
    raw.execute(CLOSE.format("2016-02-29", 0, ""))
    raw.execute(CLOSE.format("2016-03-31", 0, ""))
    raw.execute("INSERT INTO logged_command VALUES (7, 'a', 'b', '', '', '', '2016-05-01 00:00:00.000000')")
    before = digest(raw)
    with pytest.raises(sqlite3.IntegrityError, match=said):
        raw.execute(statement)
    assert digest(raw) == before


def test_a_month_is_closed_at_its_end(raw: sqlite3.Connection) -> None:
    for day in ("2016-04-29", "2016-04-31", "april"):
        with pytest.raises(sqlite3.IntegrityError, match="last_of_a_month"):
            raw.execute(CLOSE.format(day, 0, ""))


def test_nothing_is_written_into_a_closed_month_whatever_it_is(raw: sqlite3.Connection) -> None:
    raw.execute(CLOSE.format("2017-01-31", 0, ""))
    for day in ("2016-02-01", "2017-01-31"):
        with pytest.raises(sqlite3.IntegrityError, match="the month of this value date is closed"):
            entry(raw, value_date=day)
    entry(raw, value_date="2017-02-01")
    raw.execute(REOPEN.format("2017-01-31", "NULL", "because"))
    entry(raw, value_date="2017-01-31")


def test_reopening_goes_back_as_far_as_was_closed_before(raw: sqlite3.Connection) -> None:
    for month in ("2016-11-30", "2016-12-31"):
        raw.execute(CLOSE.format(month, 0, ""))
    raw.execute(REOPEN.format("2016-12-31", "'2016-11-30'", "because"))
    raw.execute(CLOSE.format("2016-12-31", 0, ""))
    raw.execute(REOPEN.format("2016-12-31", "'2016-11-30'", "because"))
    raw.execute(REOPEN.format("2016-11-30", "NULL", "because"))
    raw.execute(CLOSE.format("2016-02-29", 0, ""))
    assert raw.execute("SELECT closed_until FROM closing ORDER BY id DESC LIMIT 1").fetchone() == ("2016-02-29",)
