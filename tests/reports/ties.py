"""Every report of a day held to every other and to the books: what `test_identities` asks of each office.

Each figure is taken from the finished table, as it would be printed, and compared with one that comes another way.
"""

from datetime import date, datetime
from decimal import Decimal

from db import balances, facts, pledges
from db.moments import known_text
from db.money import ZERO_CHF, chf
from db.store import Store
from db.vocabulary import Account
from ledger.commands.chain_of import chain_identities
from ledger.commands.desk import decide_letters, picture_of
from ledger.commands.expecting import expected_of
from ledger.commands.followed import followed
from ledger.commands.papers import receipts_table, worked_out_again
from ledger.commands.report_movement import side_of, year_end_table
from ledger.rules.escalation import STEPS
from reports.arrears import arrears, arrears_of, take_owed
from reports.balances import balances as by_line
from reports.checks import check
from reports.cover import cover
from reports.curve import curve
from reports.letters import letters
from reports.movement import movement, side
from reports.outreach import outreach
from reports.picture import NothingAssessed, Picture, sum_chf
from reports.prepaid import prepaid
from reports.statement import statement
from reports.status import status, take_year_before
from reports.table import Table
from reports.voluntary import voluntary

RATES = {1: Decimal(0), 2: Decimal(25), 3: Decimal(50), 4: Decimal(100)}


def of(table: Table, key: str) -> Decimal:
    """Give a total in CHF."""
    amount = table.total[key]
    assert isinstance(amount, Decimal)
    return amount


def by_state(table: Table, key: str) -> dict[str, Decimal]:
    """Give a column by State, in CHF, without those that have nothing in it."""
    found = {}
    for row in table.rows:
        amount = row[key]
        assert isinstance(amount, Decimal)
        if amount:
            found[str(row["state"])] = amount
    return found


def summed(table: Table, key: str) -> tuple[int, Decimal]:
    """Give a line of the summary: States and CHF."""
    return next((line.states_count, line.amount_chf) for line in table.summary if line.key == key)


def every_report_ties(store: Store, on: date, known: datetime | None = None, *, chain: bool = True) -> bool:
    """Build all reports of a day and hold them to each other; false before any year was assessed.

    ``chain``: the bank's statements follow on, and `isu check` has nothing to say.
    """
    try:
        picture = picture_of(store, on, known)
    except NothingAssessed:
        return False
    standing = status(picture, take_year_before(store.db, picture))
    books = balances.account_balances(store.db, as_of=on, known_at=known)
    status_ties_to_books_and_arrears(picture, standing, books)
    assert arrears_of(take_owed(store.db, as_of=on, known_at=known)) == arrears(picture)
    assert of(by_line(store.db, as_of=on, known_at=known), "outstanding") == of(standing, "outstanding")
    statements_tie_to_status(store, picture, standing)
    planning_ties_to_status(store, picture, standing)
    others_tie_to_status(store, picture, standing, books)
    if chain:
        decisions = decide_letters(store, picture)
        further = [*chain_identities(store.db, known), *worked_out_again(store, picture)]
        checked = check(store.db, picture.heading, picture, decisions, further)
        assert [row["identity"] for row in checked.rows if not row["holds"]] == []
    return True


def status_ties_to_books_and_arrears(picture: Picture, standing: Table, books: dict[Account, Decimal]) -> None:
    """R1 = R2 = the accounts of the books; owed, credits and net are three figures that belong together."""
    owed_chf, credits_chf = of(standing, "outstanding"), of(standing, "on_account")
    assert (owed_chf, credits_chf) == (books[Account.RECEIVABLE], -books[Account.ON_ACCOUNT])
    by_year = arrears(picture)
    assert by_state(by_year, "outstanding") == by_state(standing, "outstanding")
    assert of(by_year, "outstanding") == owed_chf
    assert min([*by_state(standing, "outstanding").values(), *by_state(standing, "on_account").values(), chf(1)]) > 0
    assert summed(standing, "owed") == (len(by_state(standing, "outstanding")), owed_chf)
    assert summed(standing, "credits") == (len(by_state(standing, "on_account")), credits_chf)
    assert summed(standing, "net") == (len(standing.rows), owed_chf - credits_chf)
    parts = ("prior_years", "outstanding_this_year", *(["later_years"] if "later_years" in standing.total else []))
    assert sum_chf(of(standing, key) for key in parts) == owed_chf
    classes = {line.key: line for line in standing.summary[3:]}
    assert sum(line.states_count for line in classes.values()) == len(standing.rows)
    assert {"full", "part", "none", "in_credit"} <= set(classes)
    open_chf = classes["part"].amount_chf + classes["none"].amount_chf
    assert open_chf == of(standing, "outstanding_this_year")
    assert classes["in_credit"].amount_chf <= credits_chf


def statements_tie_to_status(store: Store, picture: Picture, standing: Table) -> None:
    """R7: the statements of account of all States close with what the status says, and together with its net."""
    owed, held = by_state(standing, "outstanding"), by_state(standing, "on_account")
    on, known = picture.as_of, picture.heading.known_at
    closing_chf = ZERO_CHF
    for state in picture.reported_states():
        lines = balances.account_lines(store.db, as_of=on, known_at=known, state=state.iso3)
        account = statement(picture, state, lines, rules=())
        balance = account.rows[-1]["balance"] if account.rows else ZERO_CHF
        assert isinstance(balance, Decimal)
        assert balance == of(account, "owed") - of(account, "received")
        assert balance == owed.get(state.iso3, ZERO_CHF) - held.get(state.iso3, ZERO_CHF), state.iso3
        closing_chf += balance
    assert closing_chf == summed(standing, "net")[1]


def planning_ties_to_status(store: Store, picture: Picture, standing: Table) -> None:
    """R9 and R10: assessed and received of the year are those of the status."""
    by = date(max(picture.year, picture.as_of.year), 12, 31)
    covered = cover(picture, expected_of(store, picture, by), by)
    assert of(covered, "assessed") == of(standing, "assessed")
    assert of(covered, "budget") == sum_chf(line.amount_chf for line in picture.budget.lines)
    voluntary_codes = {line.code for line in picture.budget.lines} - {
        line.code for line in picture.budget.assessed_lines()
    }
    received = {str(row["line"]): row["received"] for row in covered.rows}
    given_chf = sum_chf(
        each for line, each in received.items() if line in voluntary_codes and isinstance(each, Decimal)
    )
    assert of(covered, "received") - given_chf == of(standing, "received")
    assert of(covered, "gap") == of(covered, "budget") - of(covered, "received")
    collected = curve(picture)
    for year in (int(key.removeprefix("assessed_")) for key in collected.figures):
        reached = [cell for row in collected.rows if isinstance(cell := row[f"chf_{year}"], Decimal)]
        whole_chf = sum_chf(each.received_chf for each in picture.all_charges() if each.year == year)
        assert not reached or reached[-1] == whole_chf
        assert reached == sorted(reached)
        assert year != picture.year or whole_chf == of(standing, "received")


def others_tie_to_status(store: Store, picture: Picture, standing: Table, books: dict[Account, Decimal]) -> None:
    """R4, R5, R6, R8: who paid in advance owes nothing, who owes is followed up, every party has its decision."""
    on, known = picture.as_of, picture.heading.known_at
    rows = {str(row["state"]): row for row in standing.rows}
    for row in prepaid(picture).rows:
        of_status = rows[str(row["state"])]
        assert (of_status["prior_years"], of_status["outstanding_this_year"]) == (ZERO_CHF, ZERO_CHF)
        assert row["on_account"] == of_status["on_account"]
    later_chf = of(standing, "later_years") if "later_years" in standing.total else ZERO_CHF
    brief = outreach(picture, followed(store, picture), STEPS)
    assert of(brief, "outstanding") == of(standing, "outstanding") - later_chf
    written = letters(picture, decide_letters(store, picture))
    assert {row["state"] for row in written.rows} == {state.iso3 for state in picture.parties}
    uses = balances.applications(store.db, as_of=on, known_at=known)
    names = {iso3: state.name_en for iso3, state in facts.states(store.db, as_of=on, known_at=known).items()}
    given = voluntary(picture.heading, names, pledges.pledges(store.db, as_of=on, known_at=known), uses)
    assert of(given, "received") == -books[Account.VOLUNTARY]


def movement_ties(store: Store, first: date, last: date, *known: datetime | None) -> Table | None:
    """R11: opening + movements = closing, by State and in all, each side the status of its own day; CHF."""
    known_first, known_last = known or (None, None)
    try:
        after = picture_of(store, last, known_last)
    except NothingAssessed:
        return None
    moved = movement(side_of(store, first, known_first), side(after))
    sides = [(first, known_first, ("opening", "held_before")), (last, known_last, ("closing", "held_after"))]
    for on, known_at, (owed, held) in sides:
        books = balances.account_balances(store.db, as_of=on, known_at=known_at)
        assert (of(moved, owed), of(moved, held)) == (books[Account.RECEIVABLE], -books[Account.ON_ACCOUNT])
        try:
            standing = status(picture_of(store, on, known_at))
        except NothingAssessed:
            assert of(moved, owed) == ZERO_CHF
            continue
        assert by_state(moved, owed) == by_state(standing, "outstanding")
        assert by_state(moved, held) == by_state(standing, "on_account")
    for row in moved.rows:
        cells = {key: cell for key, cell in row.items() if isinstance(cell, Decimal)}
        changed = cells["assessed"] + cells["corrections"] - cells["received"] - cells["bank_charges"]
        assert cells["opening"] + changed == cells["closing"], row["state"]
        used = cells["received"] + cells["given"]
        assert cells["held_before"] + cells["came_in"] - used == cells["held_after"], row["state"]
    return moved


def receipts_tie(store: Store, first: date, last: date, known: datetime | None = None) -> Table:
    """R3: what is listed is what the bank booked as credits between the days; all of it, from the bank's lines."""
    listed = receipts_table(store, first, last, known)
    (booked,) = store.db.execute(
        """
        SELECT coalesce(sum(line.amount_hundredths), 0) FROM bank_line AS line
        JOIN bank_statement AS s ON s.id = line.bank_statement_id
        JOIN bank_file AS file ON file.id = s.bank_file_id
        WHERE line.direction = 'credit' AND line.booked_on BETWEEN ? AND ? AND file.recorded_at <= ?
        """,
        (first.isoformat(), last.isoformat(), known_text(known)),
    ).fetchone()
    assert of(listed, "amount") == chf(booked)
    return listed


def year_end_ties(store: Store, year: int, known: datetime | None = None) -> None:
    """R13: receivables by year are the arrears and the books, advances are the credits of the status."""
    day = date(year, 12, 31)
    schedule, picture = year_end_table(store, year, RATES, known), picture_of(store, day, known)
    standing, books = status(picture), balances.account_balances(store.db, as_of=day, known_at=known)
    later_chf = of(standing, "later_years") if "later_years" in standing.total else ZERO_CHF
    assert summed(schedule, "receivables")[1] == of(standing, "outstanding") - later_chf
    assert summed(schedule, "advances") == summed(standing, "credits")
    by_year = {str(row["item"]): row["amount"] for row in schedule.rows if row["section"] == "receivables"}
    told = arrears(picture)
    assert by_year == {
        f"assessed {key}": told.total[key]
        for key in told.total
        if key.isdigit() and told.total[key] and int(key) <= year
    }
    bank = {str(row["item"]): row["amount"] for row in schedule.rows if row["section"] == "bank"}
    assert bank["in the books"] == books[Account.BANK]
