"""Paid in advance, where a bank on the way kept a part that the office bears."""

from datetime import date

from ledger.books.accepting import accept
from ledger.books.judging import verdicts_on
from ledger.books.open_books import open_books
from ledger.books.ruling import set_short_payment
from reports.picture import take_picture
from reports.prepaid import prepaid
from tests.helpers import AT, Office, chf


def test_a_state_whose_banks_kept_a_fee_is_paid_in_advance_and_the_fee_is_named(office: Office) -> None:
    """It was refused before: received on the assessed lines is less than assessed by what the office bears."""
    office.assess(2016)
    office.know("ACCOUNTDEU", "DEU")
    with open_books(office.store, at=AT) as books:
        set_short_payment(books, chf("20.00"), why="a decision")
    office.accepts = False
    office.receive("2464.45", date(2016, 3, 1), account="ACCOUNTDEU")
    with open_books(office.store, at=AT) as books:
        (said,) = verdicts_on(books.db)
        accept(books, said, said.proposals[0])
    table = prepaid(take_picture(office.store.db, as_of=date(2016, 6, 30)))
    assert ([row["state"] for row in table.rows], table.total["total"]) == (["DEU"], chf("2464.45"))
    assert table.notes[-1] == "Banks on the way kept CHF 20.00 of what these States paid; the office bears it."
    (identity,) = table.identities
    assert identity.name == "received on the assessed lines + bank charges borne = assessed, for these States"
    assert identity.left == chf("2484.45")
