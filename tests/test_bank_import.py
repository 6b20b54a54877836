"""Bank statements taken in any order, twice, overlapping or cut: one ledger comes out, to the rappen."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from db import balances, bank_papers
from db.errors import LedgerError
from db.money import ZERO_CHF
from db.vocabulary import ChainState, Direction
from ledger.books.keeping import CurrencyNotKept, set_bank_account
from ledger.books.matching import match
from ledger.books.open_books import EVER, open_books
from ledger.books.receiving import (
    AccountNotOurs,
    Choices,
    StatementsNotTaken,
    TakenFile,
    WhichAccount,
    judged,
    take_bank_files,
)
from ledger.commands.app import app
from ledger.commands.chain_of import chain_identities, chain_of, gaps_of
from ledger.intake.statements import BankFile, BankPayment, Notice, Statement, StatementLine
from ledger.rules.verdicts import MatchClass
from tests.helpers import AT, OUR_IBAN, Office, chf, make_office, write_raw
from tests.intake import traps as camt_traps

FIRST = date(2016, 2, 1)
PAYERS = {"DE89370400440532013000": "DEU", "FJ0001": "FJI", "": ""}
OPENING = Decimal("1000.00")


@dataclass(frozen=True)
class Booked:
    """A line as it truly was: on which day after 1 February 2016, how much, from whom, and the bank's reference."""

    day: int
    amount: str
    account: str = ""
    reference: str = ""
    text: str = ""

    @property
    def on(self) -> date:
        return FIRST + timedelta(days=self.day)

    @property
    def signed(self) -> Decimal:
        return Decimal(self.amount)

    def line(self, position: int) -> StatementLine:
        return StatementLine(
            position=position,
            direction=Direction.CREDIT if self.signed > 0 else Direction.DEBIT,
            amount=abs(self.signed),
            booked_on=self.on,
            value_date=self.on,
            raw=f"<Ntry>{self}</Ntry>",
            bank_reference=self.reference,
            payments=(BankPayment(payer_account=self.account, text_parts=(self.text,) if self.text else ()),),
        )


def statement(
    truth: Sequence[Booked], first: int, last: int, *, name: str = "", after: int = 0, until: int | None = None
) -> Statement:
    """Make the true statement of some days; ``after`` and ``until`` cut lines off the first and the last day."""
    before = [each for each in truth if each.day < first] + [each for each in truth if each.day == first][:after]
    days = [each for each in truth if first <= each.day <= last]
    held = days[after:until] if until is None or until >= 0 else days[after:]
    opening = OPENING + sum((each.signed for each in before), ZERO_CHF)
    return Statement(
        iban=OUR_IBAN,
        currency="CHF",
        identification=name or f"S{first}-{last}",
        sequence="",
        from_on=FIRST + timedelta(days=first),
        to_on=FIRST + timedelta(days=last),
        opening=opening,
        closing=opening + sum((each.signed for each in held), ZERO_CHF),
        lines=tuple(each.line(position) for position, each in enumerate(held, start=1)),
        currencies=("CHF",),
    )


def file_of(*statements: Statement, name: str = "x.xml", notices: tuple[Notice, ...] = ()) -> BankFile:
    digest = sha256(repr((statements, notices)).encode()).hexdigest()
    return BankFile(name, digest, "test", statements, notices)


def take(office: Office, *files: BankFile, choices: Choices | None = None) -> list[TakenFile]:
    with open_books(office.store, at=AT) as books:
        taken = take_bank_files(books, files, choices)
    office.match()
    return taken


@pytest.fixture
def owing(tmp_path: Path) -> Iterable[Office]:
    made = owing_office(tmp_path)
    yield made
    made.close()


def owing_office(folder: Path) -> Office:
    """An office that has assessed 2016 and knows two payer accounts."""
    office = make_office(folder)
    office.assess(2016, on=date(2016, 1, 4))
    for account, state in PAYERS.items():
        if account:
            office.know(account, state)
    return office


def ledger_of(office: Office) -> tuple[object, ...]:
    """Give what the ledger says, without the numbers that depend on the order in which files were taken."""
    db = office.store.db
    lines = Counter(
        (each.booked_on, each.value_date, each.signed, each.bank_reference, each.payer_account, each.text)
        for each in bank_papers.bank_lines(db)
    )
    receipts = Counter(
        (
            each.value_date,
            each.bank_reference,
            each.state,
            each.amount_chf,
            each.allocated_chf,
            each.given_chf,
            each.on_account_chf,
            each.unidentified_chf,
        )
        for each in office.receipts()
    )
    applied = Counter(
        (each.received_on, each.applied_on, each.state, each.year, each.line, each.amount_chf)
        for each in balances.applications(db, as_of=EVER)
    )
    return (
        lines,
        receipts,
        applied,
        balances.account_balances(db, as_of=EVER),
        office.open_of("DEU"),
        office.open_of("FJI"),
    )


# Properties -------------------------------------------------------------------------------------------------------

LAST_DAY = 15
BOOKED = st.builds(
    Booked,
    day=st.integers(0, LAST_DAY),
    amount=st.sampled_from(["100.00", "100.00", "7.00", "-20.00", "-7.00", "1500.00", "0.05"]),
    account=st.sampled_from(sorted(PAYERS)),
)


@st.composite
def truths(draw: st.DrawFn) -> list[Booked]:
    """Draw what truly happened: some banks give every line a reference of its own, some share them, some give none."""
    booked = sorted(draw(st.lists(BOOKED, min_size=1, max_size=14)), key=lambda each: each.day)
    kind = draw(st.sampled_from(["own", "shared", "none"]))
    named = {"own": [f"REF{number}" for number in range(14)], "shared": [f"REF{number // 3}" for number in range(14)]}
    references = named.get(kind, [""] * 14)
    return [replace(each, reference=reference) for each, reference in zip(booked, references, strict=False)]


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Booked], list[list[Statement]]]:
    """Draw a truth and how a bank tells it: days cut anywhere, further statements over them, in any order and calls."""
    truth = draw(truths())
    cuts = sorted(draw(st.sets(st.integers(0, LAST_DAY - 1), max_size=6)))
    starts, ends = [0, *(cut + 1 for cut in cuts)], [*cuts, LAST_DAY]
    told = [statement(truth, first, last) for first, last in zip(starts, ends, strict=True)]
    ranges = st.tuples(st.integers(0, LAST_DAY), st.integers(0, LAST_DAY))
    has_own_references = len({each.reference for each in truth} - {""}) == len(truth)
    for number, (one, other) in enumerate(draw(st.lists(ranges, max_size=4))):
        first, last = min(one, other), max(one, other)
        of_first = [each for each in truth if each.day == first]
        after = draw(st.integers(0, len(of_first))) if has_own_references else 0
        told.append(statement(truth, first, last, name=f"further {number}", after=after))
    told += draw(st.lists(st.sampled_from(told), max_size=3))
    shuffled = draw(st.permutations(told))
    cut = draw(st.integers(0, len(shuffled)))
    return truth, [list(shuffled[:cut]), list(shuffled[cut:])]


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(deliveries())
def test_any_order_of_files_repeated_and_overlapping_gives_the_same_ledger(
    delivery: tuple[list[Booked], list[list[Statement]]],
) -> None:
    truth, calls = delivery
    with ExitStack() as stack:
        once, often = (
            owing_office(Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))) for _ in range(2)
        )
        stack.callback(once.close)
        stack.callback(often.close)
        take(once, file_of(statement(truth, 0, LAST_DAY)))
        for call in calls:
            take(often, *(file_of(each, name=each.identification) for each in call))
        assert ledger_of(often) == ledger_of(once)
        moved = sum((each.signed for each in bank_papers.bank_lines(often.store.db)), ZERO_CHF)
        assert OPENING + moved == statement(truth, 0, LAST_DAY).closing
        assert gaps_of(often.store.db, as_of=EVER) == []
        assert all(each.holds for each in chain_identities(often.store.db))


@settings(max_examples=20, deadline=None)
@given(truths(), st.data())
def test_any_single_changed_amount_breaks_the_chain(truth: list[Booked], data: st.DataObject) -> None:
    whole = statement(truth, 0, LAST_DAY)
    number = data.draw(st.integers(0, len(whole.lines) - 1))
    other = data.draw(st.integers(1, 10**9).map(lambda count: Decimal(count).scaleb(-2)))
    lines = list(whole.lines)
    lines[number] = lines[number]._replace(amount=other)
    good, refusals = judged(file_of(whole._replace(lines=tuple(lines))), Choices())
    is_same = other == whole.lines[number].amount
    assert bool(good) is is_same
    assert bool(refusals) is not is_same


def test_importing_twice_is_importing_once(owing: Office) -> None:
    file = file_of(statement([Booked(1, "100.00", "FJ0001", "A")], 0, 5))
    take(owing, file)
    before = list(owing.store.db.iterdump())
    (again,) = take(owing, file)
    assert again.taken_before == AT.date()
    assert list(owing.store.db.iterdump()) == before


# Lines that look alike --------------------------------------------------------------------------------------------


def test_two_equal_lines_of_one_statement_are_two_and_a_second_telling_adds_none(owing: Office) -> None:
    truth = [Booked(1, "7.00", reference="SAME"), Booked(1, "7.00", reference="SAME"), Booked(2, "7.00")]
    take(owing, file_of(statement(truth, 0, 3)))
    take(owing, file_of(statement(truth, 1, 1)))
    take(owing, file_of(statement(truth, 1, 5)))
    assert [each.amount_chf for each in owing.receipts()] == [chf("7.00")] * 3


def test_a_true_second_wire_of_the_same_day_is_never_dropped(owing: Office) -> None:
    truth = [Booked(1, "7.00", "FJ0001", "A"), Booked(1, "7.00", "FJ0001", "B")]
    take(owing, file_of(statement(truth, 1, 1, until=1, name="morning")))
    take(owing, file_of(statement(truth, 1, 1, after=1, name="afternoon")))
    assert len(owing.receipts()) == 2
    assert gaps_of(owing.store.db, as_of=EVER) == []


def test_the_parts_of_a_day_may_come_in_any_order(owing: Office) -> None:
    truth = [Booked(1, "7.00", reference="A"), Booked(1, "8.00", reference="B"), Booked(1, "9.00", reference="C")]
    parts = [
        statement(truth[:1], 1, 1, name="first"),
        statement(truth, 1, 1, after=2, name="third"),
        statement(truth[:2], 1, 1, after=1)._replace(identification="second"),
    ]
    for part in parts:
        take(owing, file_of(part))
    assert len(owing.receipts()) == 3
    chain = chain_of(owing.store.db, bank_papers.bank_statements(owing.store.db))
    assert {state for state, _ in chain.values()} == {ChainState.OK}


def test_a_day_cut_short_and_told_whole_later_adds_only_what_is_new(owing: Office) -> None:
    truth = [Booked(1, "7.00", reference="A"), Booked(1, "8.00", reference="B")]
    take(owing, file_of(statement(truth[:1], 0, 1, name="cut")))
    take(owing, file_of(statement(truth, 0, 3, name="whole")))
    assert [each.amount_chf for each in owing.receipts()] == [chf("7.00"), chf("8.00")]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_two_statements_of_one_day_and_the_month_around_it_are_one_ledger(
    owing: Office, order: tuple[int, ...]
) -> None:
    truth = [Booked(3, "9.00", reference="C"), Booked(10, "7.00", reference="A"), Booked(10, "8.00", reference="B")]
    told = [
        statement(truth, 10, 10, until=1, name="morning"),
        statement(truth, 10, 10, after=1, name="afternoon"),
        statement(truth, 0, 15, name="month"),
    ]
    for number in order:
        take(owing, file_of(told[number]))
    assert sorted(each.amount_chf for each in owing.receipts()) == [chf("7.00"), chf("8.00"), chf("9.00")]
    assert gaps_of(owing.store.db, as_of=EVER) == []


def test_a_list_without_references_cut_short_within_its_last_day_is_completed_by_its_balances(owing: Office) -> None:
    truth = [Booked(1, "7.00"), Booked(5, "5.00"), Booked(5, "8.00")]
    take(owing, file_of(statement(truth[:2], 0, 5, name="at noon")))
    take(owing, file_of(statement(truth, 0, 9, name="whole")))
    assert [each.amount_chf for each in owing.receipts()] == [chf("7.00"), chf("5.00"), chf("8.00")]


def test_equal_lines_without_references_do_not_lend_each_other_their_payers(owing: Office) -> None:
    """The bank's list runs the other way round and has no references: which of the two is Fiji's is not known by it."""
    named = [Booked(1, "100.00", "FJ0001", "A"), Booked(1, "100.00", "", "B")]
    take(owing, file_of(statement(named, 0, 5)))
    bare = [replace(each, reference="") for each in reversed(named)]
    take(owing, file_of(statement(bare, 0, 5)))
    assert [each.state for each in owing.receipts()] == ["FJI", None]


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("references", [("R0", "R1"), ("", "")])
def test_a_day_that_nets_to_nothing_is_not_doubled_by_its_own_part(
    owing: Office, references: tuple[str, str], is_reversed: bool
) -> None:
    truth = [Booked(1, "-8.00", reference=references[0]), Booked(1, "8.00", reference=references[1])]
    told = [file_of(statement(truth, 1, 1, name="whole")), file_of(statement(truth, 1, 1, after=1, name="afternoon"))]
    first, second = reversed(told) if is_reversed else told
    take(owing, first)
    if references[0]:
        take(owing, second)
    else:
        with pytest.raises(StatementsNotTaken):
            take(owing, second)
    assert [each.amount_chf for each in owing.receipts()] == [chf("8.00")]


def test_a_day_told_again_under_other_references_is_refused_and_not_counted_twice(owing: Office) -> None:
    """As when the bank's setting is changed from one booking for a batch to one for each payment."""
    batch = [Booked(1, "300.00", reference="X")]
    split = [Booked(1, "100.00", reference=f"X{number}") for number in range(3)]
    take(owing, file_of(statement(batch, 1, 1)))
    for other in (statement(split, 1, 1), statement(split, 1, 6), statement([replace(batch[0], reference="Y")], 1, 1)):
        with pytest.raises(StatementsNotTaken, match="contradicts"):
            take(owing, file_of(other._replace(identification="again")))
    assert [each.amount_chf for each in owing.receipts()] == [chf("300.00")]


def test_a_gap_is_seen_though_the_balance_returns_to_an_earlier_one(owing: Office) -> None:
    truth = [Booked(1, "500.00", reference="A"), Booked(8, "-500.00", reference="B")]
    take(owing, file_of(statement(truth, 0, 0)), file_of(statement(truth, 1, 4)), file_of(statement(truth, 10, 12)))
    (gap,) = gaps_of(owing.store.db, as_of=EVER)
    assert "a statement is missing from 2016-02-06 to 2016-02-10: the balance went from 1'500.00 to 1'000.00" in gap


# Statements that contradict what is held ----------------------------------------------------------------------------

HELD = [Booked(1, "100.00", "FJ0001", "A"), Booked(3, "50.00", "", "B")]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ([*HELD[:1], Booked(2, "5.00", "", "X"), HELD[1]], r"it has 5.00 of 2016-02-03 \(X\) that statement S1"),
        (HELD[:1], r"statement S1 has 50.00 of 2016-02-04 \(B\) of the same days that it does not have"),
        ([replace(HELD[0], amount="101.00"), HELD[1]], "it has 101.00"),
        ([replace(HELD[0], reference="Z"), HELD[1]], r"it has 100.00 of 2016-02-02 \(Z\)"),
        ([replace(HELD[0], day=2), HELD[1]], "it has 100.00 of 2016-02-03"),
    ],
)
def test_a_statement_that_contradicts_one_that_is_held_is_refused_whole(
    owing: Office, other: list[Booked], said: str
) -> None:
    take(owing, file_of(statement(HELD, 0, 5)))
    before = list(owing.store.db.iterdump())
    with pytest.raises(StatementsNotTaken, match=said):
        take(owing, file_of(statement(other, 0, 6)))
    assert list(owing.store.db.iterdump()) == before


def test_a_statement_that_opens_elsewhere_than_its_days_stood_is_refused(owing: Office) -> None:
    take(owing, file_of(statement(HELD, 0, 5)))
    true = statement(HELD, 2, 5)
    more = Decimal("1.00")
    moved = true._replace(opening=(true.opening or ZERO_CHF) + more, closing=(true.closing or ZERO_CHF) + more)
    with pytest.raises(
        StatementsNotTaken, match=r"it opens with 1'101.00 on .*the balance then was 1'100.00 \(difference 1.00\)"
    ):
        take(owing, file_of(moved))


def test_lines_without_references_are_asked_about_where_no_balance_proves_them(owing: Office) -> None:
    truth = [replace(each, reference="") for each in HELD]
    take(owing, file_of(statement(HELD, 0, 5)))
    bare = statement(truth, 0, 5)._replace(opening=None, closing=None)
    with pytest.raises(StatementsNotTaken, match="--without-balances"):
        take(owing, file_of(bare))
    with pytest.raises(StatementsNotTaken, match=r"2 of its lines have no reference.*--same-lines"):
        take(owing, file_of(bare), choices=Choices(without_balances=True))
    take(owing, file_of(bare), choices=Choices(without_balances=True, same_lines=True))
    assert len(owing.receipts()) == 2


def test_lines_without_references_are_known_again_where_the_balances_prove_them(owing: Office) -> None:
    truth = [replace(each, reference="") for each in HELD]
    take(owing, file_of(statement(HELD, 0, 5)))
    (taken,) = take(owing, file_of(statement(truth, 0, 5)))
    assert taken.statements[0].known_count == 2
    assert len(owing.receipts()) == 2


def test_one_reference_on_two_payments_that_no_balance_proves_is_asked_about(owing: Office) -> None:
    paid = statement([Booked(1, "125.00", "", "R1")], 1, 1)
    first, other = (
        paid._replace(opening=None, closing=None, lines=(paid.lines[0]._replace(entry_reference=number),))
        for number in ("7", "8")
    )
    choices = Choices(without_balances=True)
    take(owing, file_of(first), choices=choices)
    with pytest.raises(StatementsNotTaken, match="the reference of one that is held, and another value date"):
        take(owing, file_of(other), choices=choices)
    take(owing, file_of(first._replace(identification="again")), choices=choices)
    assert len(owing.receipts()) == 1


def test_the_same_statement_with_more_lines_is_asked_about(owing: Office) -> None:
    first = statement(HELD, 0, 5)._replace(created="2016-02-07T06:00:00", sequence="7")
    more = statement([*HELD, Booked(5, "5.00", "", "C")], 0, 5)._replace(created=first.created, sequence="7")
    take(owing, file_of(first))
    with pytest.raises(StatementsNotTaken, match="was taken before as S1, of the same number, moment and period"):
        take(owing, file_of(more))
    take(owing, file_of(more._replace(created="2016-02-08T06:00:00")))
    assert len(owing.receipts()) == 3


def test_an_account_in_a_currency_without_hundredths_is_not_kept(owing: Office) -> None:
    in_yen = statement(HELD, 0, 5)._replace(iban="CH9300762011623852957", currency="JPY", currencies=("JPY",))
    with pytest.raises(CurrencyNotKept, match="JPY has none"):
        take(owing, file_of(in_yen))
    with pytest.raises(CurrencyNotKept), open_books(owing.store, at=AT) as books:
        set_bank_account(books, "CH9300762011623852957", "JPY")


# Whole or not at all --------------------------------------------------------------------------------------------------


def broken(whole: Statement) -> Statement:
    return whole._replace(closing=(whole.closing or ZERO_CHF) + Decimal("1.00"))


def test_a_file_with_one_bad_statement_takes_none_unless_each_is_asked_for(owing: Office) -> None:
    good, bad = statement(HELD, 0, 2), broken(statement(HELD, 3, 5))
    with pytest.raises(StatementsNotTaken, match=r"S3-5 does not add up.*--each-statement takes the others"):
        take(owing, file_of(good, bad))
    assert owing.receipts() == []
    (taken,) = take(owing, file_of(good, bad), choices=Choices(each_statement=True))
    assert len(taken.statements) == 1
    assert "S3-5 does not add up" in taken.refusals[0]
    assert [each.amount_chf for each in owing.receipts()] == [chf("100.00")]


def test_a_statement_that_was_left_out_can_be_taken_later_from_the_same_file(owing: Office) -> None:
    good, bare = statement(HELD, 0, 2), statement(HELD, 3, 5)._replace(opening=None, closing=None)
    file = file_of(good, bare)
    (first,) = take(owing, file, choices=Choices(each_statement=True))
    assert (len(first.statements), len(first.refusals)) == (1, 1)
    (again,) = take(owing, file, choices=Choices(each_statement=True))
    assert again.taken_before == AT.date()
    assert "S3-5: it has neither" in again.refusals[0]
    (rest,) = take(owing, file, choices=Choices(without_balances=True))
    assert [each.statement.identification for each in rest.statements] == ["S3-5"]
    assert [each.amount_chf for each in owing.receipts()] == [chf("100.00"), chf("50.00")]
    assert take(owing, file)[0].taken_before == AT.date()


def test_of_two_statements_of_one_name_and_period_the_one_left_out_can_be_taken_later(owing: Office) -> None:
    write_raw(owing.store, "INSERT INTO bank_account VALUES (8, ?, 'CHF', '')", OUR_IBAN)
    write_raw(owing.store, "INSERT INTO bank_account VALUES (9, ?, 'EUR', '')", OUR_IBAN)
    good = statement(HELD, 0, 5)
    bare = good._replace(currency="EUR", currencies=("EUR",), opening=None, closing=None)
    file = file_of(good, bare)
    take(owing, file, choices=Choices(each_statement=True))
    (rest,) = take(owing, file, choices=Choices(without_balances=True))
    assert [each.statement.currency for each in rest.statements] == ["EUR"]


def test_a_statement_that_contradicts_the_ledger_is_left_out_where_each_is_asked_for(owing: Office) -> None:
    take(owing, file_of(statement(HELD, 0, 2)))
    other = statement([replace(HELD[0], amount="101.00")], 0, 2, name="other")
    file = file_of(other, statement(HELD, 3, 5))
    with pytest.raises(StatementsNotTaken, match="statement other contradicts what is in the ledger"):
        take(owing, file)
    (taken,) = take(owing, file, choices=Choices(each_statement=True))
    assert [each.statement.identification for each in taken.statements] == ["S3-5"]
    assert "statement other contradicts what is in the ledger" in taken.refusals[0]
    assert [each.amount_chf for each in owing.receipts()] == [chf("100.00"), chf("50.00")]


def test_a_file_of_bad_statements_only_is_refused_even_then(owing: Office) -> None:
    with pytest.raises(StatementsNotTaken):
        take(owing, file_of(broken(statement(HELD, 0, 5))), choices=Choices(each_statement=True))


def test_a_file_of_statements_that_contradict_the_ledger_only_is_refused_even_then(owing: Office) -> None:
    take(owing, file_of(statement(HELD, 0, 2)))
    before = list(owing.store.db.iterdump())
    other = statement([replace(HELD[0], amount="101.00")], 0, 2, name="other")
    with pytest.raises(StatementsNotTaken, match="statement other contradicts what is in the ledger"):
        take(owing, file_of(other), choices=Choices(each_statement=True))
    assert list(owing.store.db.iterdump()) == before


def test_of_several_files_none_is_taken_if_one_is_bad(owing: Office) -> None:
    with pytest.raises(StatementsNotTaken):
        take(owing, file_of(statement(HELD, 0, 2)), file_of(broken(statement(HELD, 3, 5))))
    assert bank_papers.bank_statements(owing.store.db) == []


# Accounts ---------------------------------------------------------------------------------------------------------


def test_an_account_in_euros_is_an_account_of_its_own_and_its_credits_are_no_receipts(owing: Office) -> None:
    take(owing, file_of(statement(HELD, 0, 5)))
    in_euros = statement(HELD, 0, 5)._replace(currency="EUR", currencies=("EUR",))
    with pytest.raises(AccountNotOurs, match=rf"isu bank account add {OUR_IBAN} --currency EUR"):
        take(owing, file_of(in_euros))
    write_raw(owing.store, "INSERT INTO bank_account VALUES (9, ?, 'EUR', '')", OUR_IBAN)
    take(owing, file_of(in_euros))
    assert len(owing.receipts()) == 2
    assert {each.currency for each in bank_papers.bank_statements(owing.store.db)} == {"CHF", "EUR"}


def test_a_list_that_names_no_account_is_of_the_only_one_or_of_the_one_that_is_said(owing: Office) -> None:
    nameless = statement(HELD, 0, 5)._replace(iban="")
    with pytest.raises(WhichAccount, match="--account IBAN"):
        take(owing, file_of(nameless))
    take(owing, file_of(nameless), choices=Choices(account=OUR_IBAN))
    (held,) = bank_papers.bank_statements(owing.store.db)
    assert held.iban == OUR_IBAN
    take(owing, file_of(nameless._replace(identification="again")))
    assert len(owing.receipts()) == 2


# A year of days -----------------------------------------------------------------------------------------------------


def daily_files() -> list[tuple[str, bytes]]:
    """Give 250 camt.053 files of a day each: a credit, and every tenth day a fee."""
    balance, files = OPENING, []
    for number in range(250):
        on = (FIRST + timedelta(days=number)).isoformat()
        entries = [camt_traps.Entry(f"{number + 1}.25", booked=on, valued=on, reference=f"D{number}")]
        if number % 10 == 9:
            entries.append(camt_traps.Entry("5.00", "DBIT", booked=on, valued=on, reference=f"F{number}"))
        report = camt_traps.Report(
            tuple(entries),
            opening=str(balance),
            opening_day=on,
            closing_day=on,
            identification=f"DAY{number}",
            sequence=str(number + 1),
            period=(f"{on}T00:00:00", f"{on}T23:59:59"),
        )
        balance += Decimal(f"{number + 1}.25") - Decimal(5 if number % 10 == 9 else 0)
        files.append((f"day-{number:03}.xml", camt_traps.camt(report)))
    return files


def import_by_command(office: Office, folder: Path, files: Iterable[tuple[str, bytes]]) -> str:
    folder.mkdir()
    for number, (name, data) in enumerate(files):
        (folder / f"{number:03}-{name}").write_bytes(data)
    ledger = str(Path(office.store.db.execute("PRAGMA database_list").fetchone()[2]))
    done = CliRunner().invoke(app, ["--ledger", ledger, "bank", "import", str(folder)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_year_of_250_daily_files_shuffled_some_twice_one_missing(owing: Office, tmp_path: Path) -> None:
    daily = daily_files()
    order = sorted(range(250), key=lambda day: sha256(str(day).encode()).digest())
    missing = order[7]
    first = [daily[day] for day in order[:130] if day != missing]
    second = [daily[day] for day in [*order[90:], *order[200:]] if day != missing]
    import_by_command(owing, tmp_path / "first", first)
    said = import_by_command(owing, tmp_path / "second", second)
    assert said.count("imported already") == 40 + 50
    assert len(owing.receipts()) == 249
    on = FIRST + timedelta(days=missing)
    (gap,) = gaps_of(owing.store.db, as_of=EVER)
    assert f"a statement is missing on {on}: the balance went from" in gap
    assert f"Missing: {gap}" in said
    assert "Missing" not in import_by_command(owing, tmp_path / "third", [daily[missing]])
    received = sum((each.amount_chf for each in owing.receipts()), ZERO_CHF)
    assert received == sum((Decimal(f"{number + 1}.25") for number in range(250)), ZERO_CHF)
    moved = sum((each.signed for each in bank_papers.bank_lines(owing.store.db)), ZERO_CHF)
    assert moved == received - 25 * 5


# Details that come apart from the booking -----------------------------------------------------------------------------


def notice(of: Booked, *payments: BankPayment) -> Notice:
    line = of.line(1)
    return Notice(
        kind="camt.054",
        iban=OUR_IBAN,
        currency="CHF",
        position=1,
        direction=line.direction,
        amount=line.amount,
        booked_on=line.booked_on,
        bank_reference=line.bank_reference,
        payments=payments,
        note="",
        raw="<Ntry/>",
    )


def test_details_tell_whose_the_money_is_whether_they_come_before_or_after_the_booking(tmp_path: Path) -> None:
    bare = Booked(1, "100.00", "", "A")
    details = file_of(notices=(notice(bare, BankPayment(payer_account="FJ0001")),))
    booking = file_of(statement([bare], 0, 5))
    said = []
    for name, order in {
        "before": [details, booking],
        "after": [booking, details],
        "both": [booking, details, details],
    }.items():
        (tmp_path / name).mkdir()
        office = owing_office(tmp_path / name)
        for each in order:
            take(office, each)
        assert [(each.state, each.unidentified_chf) for each in office.receipts()] == [("FJI", chf("0.00"))]
        said.append(ledger_of(office))
        office.close()
    assert said[0] == said[1] == said[2]


def test_details_that_say_what_the_money_is_for_leave_it_to_a_person(owing: Office) -> None:
    """What is booked follows the text of the booking, so a text that only the details have is asked about."""
    open_chf = sum(owing.open_of("FJI").values(), chf("0.00"))
    bare = Booked(1, str(open_chf), "FJ0001", "A")
    told = BankPayment(payer_account="FJ0001", text_parts=("VOLUNTARY CONTRIBUTION 7C 2016",))
    owing.accepts = False
    with open_books(owing.store, at=AT) as books:
        take_bank_files(books, [file_of(statement([bare], 0, 5), notices=(notice(bare, told),))])
        (verdict,) = match(books)
    assert (verdict.match_class, verdict.state) == (MatchClass.PROPOSED, "FJI")
    assert any("the bank's details say what it is for" in doubt for doubt in verdict.doubts)


def test_details_alone_are_never_money(owing: Office) -> None:
    take(owing, file_of(notices=(notice(Booked(1, "100.00", "", "A"), BankPayment(payer_account="FJ0001")),)))
    assert owing.receipts() == []
    assert bank_papers.unattached_notices(owing.store.db) == 1


@pytest.mark.parametrize(
    "other", [Booked(1, "100.01", "", "A"), Booked(1, "-100.00", "", "A"), Booked(1, "100.00", "", "B")]
)
def test_details_of_another_amount_direction_or_reference_do_not_attach(owing: Office, other: Booked) -> None:
    take(owing, file_of(statement([Booked(1, "100.00", "", "A")], 0, 5)))
    take(owing, file_of(notices=(notice(other, BankPayment(payer_account="FJ0001")),)))
    assert [each.state for each in owing.receipts()] == [None]


@pytest.mark.parametrize("other", ["DE89370400440532013000", "UNKNOWN1", ""])
def test_details_of_several_payments_leave_a_booking_to_a_person(owing: Office, other: str) -> None:
    bare = Booked(1, "100.00", "", "A")
    told = (BankPayment(payer_account="FJ0001"), BankPayment(payer_account=other))
    take(owing, file_of(statement([bare], 0, 5), notices=(notice(bare, *told),)))
    assert [each.state for each in owing.receipts()] == [None]


@pytest.mark.parametrize(
    "told",
    [
        (BankPayment(payer_account="DE89370400440532013000"),),
        (BankPayment(payer_account="FJ0001"), BankPayment(payer_account="UNKNOWN1")),
    ],
)
def test_details_that_contradict_the_booking_leave_it_to_a_person_in_whichever_order_they_come(
    tmp_path: Path, told: tuple[BankPayment, ...]
) -> None:
    probe = owing_office(tmp_path)
    open_chf = sum(probe.open_of("FJI").values(), chf("0.00"))
    probe.close()
    paid = Booked(1, str(open_chf), "FJ0001", "A")
    papers = {"details": file_of(notices=(notice(paid, *told),)), "booking": file_of(statement([paid], 0, 5))}
    said = []
    for order in (("details", "booking"), ("booking", "details")):
        (tmp_path / order[0]).mkdir()
        office = owing_office(tmp_path / order[0])
        for name in order:
            take(office, papers[name])
        assert [(each.state, each.unidentified_chf) for each in office.receipts()] == [(None, open_chf)]
        said.append((*ledger_of(office)[:2], office.open_of("FJI"), office.open_of("DEU")))
        office.close()
    assert said[0] == said[1]


def test_details_that_contradict_a_person_change_nothing(owing: Office) -> None:
    paid = Booked(1, "100.00", "", "A")
    take(owing, file_of(statement([paid], 0, 5)))
    owing.identify("R1", "FJI")
    disputed = (BankPayment(payer_account="DE89370400440532013000"), BankPayment(payer_account="FJ0001"))
    take(owing, file_of(notices=(notice(paid, *disputed),)))
    assert [each.state for each in owing.receipts()] == ["FJI"]


def test_details_of_one_of_two_equal_lines_or_of_another_day_identify_none(owing: Office) -> None:
    twins = [Booked(1, "100.00", "", "SAME"), Booked(1, "100.00", "", "SAME")]
    take(owing, file_of(notices=(notice(twins[0], BankPayment(payer_account="FJ0001")),)))
    take(owing, file_of(statement(twins, 0, 5)))
    later = Booked(9, "40.00", "", "REUSED")
    take(owing, file_of(notices=(notice(replace(later, day=2), BankPayment(payer_account="FJ0001")),)))
    take(owing, file_of(statement([*twins, later], 6, 12)))
    assert [each.state for each in owing.receipts()] == [None, None, None]


def test_what_a_person_took_back_is_not_identified_again_by_details(owing: Office) -> None:
    known = Booked(1, "100.00", "FJ0001", "A")
    take(owing, file_of(statement([known], 0, 5)))
    owing.unidentify("R1")
    take(owing, file_of(notices=(notice(known, BankPayment(payer_account="FJ0001")),)))
    assert [each.state for each in owing.receipts()] == [None]


# Money that comes earlier pays first ----------------------------------------------------------------------------------


def test_money_of_an_older_statement_pays_first_though_it_is_taken_later(owing: Office) -> None:
    truth = [Booked(1, "1000.00", "DE89370400440532013000", "A"), Booked(9, "4000.00", "DE89370400440532013000", "B")]
    take(owing, file_of(statement(truth, 5, 15)))
    take(owing, file_of(statement(truth, 0, 4)))
    earlier, later = owing.receipts("DEU")
    assert (earlier.on_account_chf, earlier.allocated_chf) == (chf("0.00"), chf("1000.00"))
    assert later.allocated_chf + later.on_account_chf == chf("4000.00")


def test_older_money_pays_first_though_a_person_says_later_whose_it_is(tmp_path: Path) -> None:
    """Take both statements and identify the older receipt before or after the newer one is known."""
    truth = [Booked(1, "1000.00", "", "A"), Booked(9, "4000.00", "DE89370400440532013000", "B")]
    older, newer = file_of(statement(truth, 0, 4)), file_of(statement(truth, 5, 15))
    said = []
    for is_told_late in (False, True):
        (tmp_path / str(is_told_late)).mkdir()
        office = owing_office(tmp_path / str(is_told_late))
        take(office, older)
        if is_told_late:
            take(office, newer)
        office.identify("R1", "DEU")
        take(office, newer)
        first, _ = office.receipts("DEU")
        assert (first.allocated_chf, first.on_account_chf) == (chf("1000.00"), chf("0.00"))
        said.append(ledger_of(office))
        office.close()
    assert said[0] == said[1]


def test_every_refusal_of_an_import_is_one_sentence_with_a_remedy(owing: Office) -> None:
    take(owing, file_of(statement(HELD, 0, 5)))
    with pytest.raises(LedgerError) as refused:
        take(owing, file_of(statement([*HELD, Booked(4, "1.00", "", "Q")], 0, 6)))
    assert str(refused.value).startswith("x.xml was not taken: statement S0-6 contradicts what is in the ledger: ")
    assert str(refused.value).endswith("ask the bank which of the two is right")
