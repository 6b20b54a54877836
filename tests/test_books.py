"""Any acts in any order: after each, no charge is below zero, no receipt over-used, and the books are the bank's."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from db import balances, bank_papers, decided
from db.designations import designations
from db.errors import LedgerError
from db.money import rappen
from db.readings import DesignatedPart, ReceiptReading
from db.vocabulary import Account, Direction
from ledger.books import lines as of_lines
from ledger.books.accepting import accept
from ledger.books.designating import designate
from ledger.books.identifying import find_receipt
from ledger.books.judging import verdicts_on
from ledger.books.matching import match
from ledger.books.open_books import EVER, open_books
from ledger.books.receiving import take_bank_files
from ledger.books.revising import NothingToRevise, NothingToUndo, TooEarly, revise, undo_revision
from ledger.books.ruling import set_short_payment
from ledger.books.undoing import undo_entry
from ledger.books.working_out import departures
from ledger.intake.office_tables import revised_budget
from ledger.rules.identification import is_automatic
from ledger.rules.verdicts import MatchClass, Verdict
from tests.helpers import AT, RATES, Office, chf, make_office

FIRST_DAY = date(2016, 1, 4)
states = st.sampled_from(sorted(RATES))
amounts = st.integers(1, 400_000).map(lambda rappen: Decimal(rappen).scaleb(-2))
texts = st.sampled_from(
    ["", "CONTRIBUTION", "VOLUNTARY 7C 2016", "VOLUNTARY 7C 2018", "2017 7A 1.00 7C 2.00", "CCM 2017", "CCM 2017-2018"]
)


def waits(receipt: ReceiptReading) -> bool:
    """Tell whether money may be kept on account for what it is designated to."""
    return bool(receipt.designated) or "7C" in receipt.text or "201" in receipt.text


class OfficeMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.office: Office = make_office(Path(self.folder.name))
        for state in RATES:
            self.office.know(f"ACCOUNT{state}", state)
        self.day = FIRST_DAY
        self.year = 2016
        self.received = chf("0.00")
        self.seconds = 0

    def teardown(self) -> None:
        self.office.close()
        self.folder.cleanup()

    def moment(self) -> datetime:
        self.seconds += 1
        return AT + timedelta(seconds=self.seconds)

    def next_day(self) -> date:
        self.day += timedelta(days=1)
        return self.day

    def stand_apart(self) -> None:
        """Let the next statement open where none did: it is no other telling of a day, whichever day it is of."""
        self.office.closing += Decimal("1000000.00")

    @precondition(lambda self: self.year <= 2018)
    @rule()
    def assess(self) -> None:
        self.office.assess(self.year)
        self.year += 1

    @rule(state=states, amount=amounts, text=texts)
    def receive_from_a_known_account(self, state: str, amount: Decimal, text: str) -> None:
        self.office.receive(str(amount), self.next_day(), account=f"ACCOUNT{state}", text=text)
        self.received += amount

    @precondition(lambda self: self.year > 2016)
    @rule(state=states, amount=amounts)
    def receive_with_our_reference(self, state: str, amount: Decimal) -> None:
        self.office.receive(str(amount), self.next_day(), reference=self.office.reference(state, self.year - 1))
        self.received += amount

    @precondition(lambda self: self.year > 2016)
    @rule(state=states, what=st.sampled_from(["all", "year", "line"]), text=texts)
    def receive_what_is_open(self, state: str, what: str, text: str) -> None:
        """Receive an amount that fits, and leave it to the matching."""
        still = [each for each in self.office.charges(state) if each.open_chf]
        if not still:
            return
        parts = still if what == "all" else [each for each in still if each.year == still[0].year]
        amount = sum((each.open_chf for each in (parts[:1] if what == "line" else parts)), chf("0.00"))
        self.office.accepts = False
        self.office.receive(str(amount), self.next_day(), account=f"ACCOUNT{state}", text=text)
        self.office.accepts = True
        self.received += amount

    @rule(amount=amounts)
    def receive_from_somebody(self, amount: Decimal) -> None:
        self.office.receive(str(amount), self.next_day(), text="MINISTRY OF FINANCE")
        self.received += amount

    @precondition(lambda self: self.year > 2016)
    @rule(amount=amounts, line=st.sampled_from(["7a", "7b", "7d"]), data=st.data())
    def revise(self, amount: Decimal, line: str, data: st.DataObject) -> None:
        year = data.draw(st.integers(2016, self.year - 1))
        held = decided.budget(self.office.store.db, year, as_of=EVER)
        assert held is not None
        on = self.next_day()
        budget = revised_budget(held, [f"{line}={amount}"], "a decision", on)
        with suppress(NothingToRevise, TooEarly), open_books(self.office.store, at=self.office.at) as books:
            revise(books, year, on=on, decision="a decision", budget=budget)

    @precondition(lambda self: self.year > 2016)
    @rule(data=st.data())
    def take_a_revision_back(self, data: st.DataObject) -> None:
        year, on = data.draw(st.integers(2016, self.year - 1)), self.next_day()
        with suppress(NothingToUndo, TooEarly), open_books(self.office.store, at=self.office.at) as books:
            undo_revision(books, year, on=on, why="a reason")

    @invariant()
    def the_charges_of_a_year_are_what_its_last_decision_works_out_to(self) -> None:
        for year, decisions in decided.decisions(self.office.store.db, as_of=EVER).items():
            of_year = [each for each in self.office.charges() if each.year == year]
            charged = {(each.line, each.state): rappen(each.assessed_chf) for each in of_year}
            assert departures(self.office.store.db, decisions, charged) == 0
            for line in decisions[-1].lines:
                of_line = [each.assessed_chf for each in of_year if each.line == line.line]
                assert sum(of_line, chf("0.00")) == line.charged_chf

    @rule(state=states)
    def identify_the_first_unknown(self, state: str) -> None:
        unknown = next((each for each in self.office.receipts() if each.unidentified_chf), None)
        if unknown:
            self.office.identify(unknown.label, state)

    @rule(state=states, amount=amounts)
    def receive_late_from_a_known_account(self, state: str, amount: Decimal) -> None:
        self.stand_apart()
        self.office.receive(str(amount), FIRST_DAY + timedelta(days=2), account=f"ACCOUNT{state}")
        self.received += amount

    @rule(data=st.data(), part=st.integers(1, 4))
    def return_a_receipt_or_a_part_of_it(self, data: st.DataObject, part: int) -> None:
        held = [
            each for each in self.office.receipts() if not each.set_aside_chf and each.amount_chf > each.returned_chf
        ]
        if not held:
            return
        receipt = data.draw(st.sampled_from(held))
        left = receipt.amount_chf - receipt.returned_chf
        amount = max((left / part).quantize(Decimal("0.01")), Decimal("0.01"))
        self.stand_apart()
        self.office.receive(f"-{amount}", max(self.next_day(), receipt.value_date))
        debit = bank_papers.bank_lines(self.office.store.db, direction=Direction.DEBIT)[-1]
        with open_books(self.office.store, at=self.moment()) as books:
            of_lines.return_receipt(books, debit, find_receipt(books, receipt.label), why="recalled")
        self.received -= amount

    @rule(data=st.data())
    def take_a_return_back(self, data: st.DataObject) -> None:
        debits = bank_papers.bank_lines(self.office.store.db, direction=Direction.DEBIT)
        returned = [each for each in debits if each.receipt_id]
        if returned:
            debit = data.draw(st.sampled_from(returned))
            with open_books(self.office.store, at=self.moment()) as books:
                of_lines.take_back(books, debit, why="it was not so")
            self.received += debit.amount

    @rule()
    def set_the_first_unknown_aside(self) -> None:
        unknown = (each for each in self.office.receipts() if each.unidentified_chf and not each.returned_chf)
        for receipt in list(unknown)[:1]:
            with open_books(self.office.store, at=self.moment()) as books:
                of_lines.set_aside(books, of_lines.find_line(books, receipt.label), why="a travel refund")

    @rule(data=st.data())
    def take_the_setting_aside_back(self, data: st.DataObject) -> None:
        aside = [each.label for each in self.office.receipts() if each.set_aside_chf]
        if aside:
            label = data.draw(st.sampled_from(aside))
            with open_books(self.office.store, at=self.moment()) as books:
                of_lines.take_back(books, of_lines.find_line(books, label), why="it was one after all")

    @rule()
    def match(self) -> None:
        """Run matching as it is: what a person decided stays, and what it books says that it is automatic."""
        before, highest = self.persons_words(), self.highest_entry()
        with open_books(self.office.store, at=self.moment()) as books:
            verdicts = match(books)
        assert self.persons_words() == before
        self.what_is_certain_is_booked_as_it_was_said(verdicts)
        rows = self.office.store.db.execute(
            "SELECT act, note FROM entry WHERE id > ? AND reverses_id IS NULL", (highest,)
        ).fetchall()
        assert {act for act, _ in rows} <= {"identify", "allocate", "give"}
        assert all(is_automatic(note) for act, note in rows if act == "identify")

    def what_is_certain_is_booked_as_it_was_said(self, verdicts: list[Verdict]) -> None:
        applied: dict[int, dict[tuple[int, str], Decimal]] = {}
        for each in balances.applications(self.office.store.db, as_of=EVER):
            applied.setdefault(each.receipt_id, {})[each.year, each.line] = each.amount_chf
        for verdict in verdicts:
            if verdict.match_class is MatchClass.AUTOMATIC:
                said = {(use.year, use.line): use.amount_chf for use in verdict.proposals[0].fit.uses}
                assert applied.get(verdict.incoming.receipt_id, {}) == said
                assert not verdict.doubts

    def highest_entry(self) -> int:
        (highest,) = self.office.store.db.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()
        return int(highest)

    def persons_words(self) -> list[object]:
        """Give what persons decided and what stands: whose receipts are, what is set aside, returned, designated."""
        standing = self.office.store.db.execute(
            """
            SELECT act, receipt_id, state, amount_rappen, note FROM entry AS e
            WHERE act IN ('identify', 'set_aside', 'return', 'bear_fee') AND reverses_id IS NULL
              AND NOT EXISTS (SELECT 1 FROM entry AS undone WHERE undone.reverses_id = e.id) ORDER BY e.id
            """
        ).fetchall()
        said = [row for row in standing if row[0] != "identify" or not is_automatic(row[4])]
        return [*said, *sorted(designations(self.office.store.db).items())]

    @rule(data=st.data())
    def accept_a_proposal(self, data: st.DataObject) -> None:
        with open_books(self.office.store, at=self.moment()) as books:
            proposed = [each for each in verdicts_on(books.db) if each.proposals]
            if not proposed:
                return
            verdict = data.draw(st.sampled_from(proposed))
            proposal = data.draw(st.sampled_from(verdict.proposals))
            other = data.draw(st.sampled_from([None, *proposal.fit.others]))
            accept(books, verdict, proposal, other=other, learn=data.draw(st.booleans()))

    @rule(francs=st.sampled_from(["0.00", "5.00", "2000.00"]))
    def set_the_rule_on_short_payments(self, francs: str) -> None:
        with open_books(self.office.store, at=self.moment()) as books:
            set_short_payment(books, chf(francs), why="a decision")

    @rule(data=st.data(), part=st.integers(1, 3))
    def say_what_a_receipt_pays(self, data: st.DataObject, part: int) -> None:
        held = [each for each in self.office.receipts() if each.state]
        if not held:
            return
        receipt = data.draw(st.sampled_from(held))
        years = st.sampled_from([None, 2016, 2017, 2018, 2019])
        targets = data.draw(st.lists(st.tuples(years, st.sampled_from(["7a", "7b", "7c"])), max_size=3, unique=True))
        amount = (receipt.amount_chf / (part * max(len(targets), 1))).quantize(Decimal("0.01"))
        parts = [DesignatedPart(year, line if year else "", amount) for year, line in targets if amount]
        with suppress(LedgerError), open_books(self.office.store, at=self.moment()) as books:
            designate(books, find_receipt(books, receipt.label), parts, why="a letter")

    @rule(data=st.data())
    def undo_an_entry(self, data: st.DataObject) -> None:
        entries = self.office.store.db.execute(
            """
            SELECT id, act, amount_rappen FROM entry AS e
            WHERE receipt_id IS NOT NULL AND reverses_id IS NULL AND act <> 'receive'
              AND NOT EXISTS (SELECT 1 FROM entry AS undone WHERE undone.reverses_id = e.id) ORDER BY id
            """
        ).fetchall()
        if entries:
            number, act, amount = data.draw(st.sampled_from(entries))
            with open_books(self.office.store, at=self.moment()) as books:
                undo_entry(books, f"E{number}", why="a reason")
            if act == "return":
                self.received += Decimal(amount).scaleb(-2)

    @precondition(lambda self: self.office.last_file is not None)
    @rule()
    def import_the_last_file_again(self) -> None:
        before = self.highest_entry()
        assert self.office.last_file is not None
        with open_books(self.office.store, at=self.moment()) as books:
            (taken,) = take_bank_files(books, [self.office.last_file], self.office.choices)
        assert taken.taken_before
        assert self.highest_entry() == before

    @rule(data=st.data())
    def take_an_identification_back(self, data: st.DataObject) -> None:
        known = [each.label for each in self.office.receipts() if each.state]
        if known:
            self.office.unidentify(data.draw(st.sampled_from(known)))

    @invariant()
    def no_charge_is_below_zero_on_any_day(self) -> None:
        for charge in self.office.charges():
            assert chf("0.00") <= charge.open_chf <= charge.assessed_chf
            assert charge.issued_chf >= chf("0.00")
            assert charge.assessed_chf == charge.received_chf + charge.bank_charges_chf + charge.open_chf
            assert charge.received_chf >= chf("0.00") <= charge.bank_charges_chf
        for charge in self.office.charges(as_of=FIRST_DAY + timedelta(days=3)):
            assert charge.open_chf >= chf("0.00")

    @invariant()
    def every_receipt_is_used_to_its_amount(self) -> None:
        for receipt in self.office.receipts():
            used = (receipt.allocated_chf, receipt.given_chf, receipt.on_account_chf)
            parts = (*used, receipt.unidentified_chf, receipt.set_aside_chf, receipt.returned_chf)
            assert all(part >= chf("0.00") for part in parts)
            assert sum(parts) == receipt.amount_chf

    @invariant()
    def the_books_hold_what_the_bank_booked(self) -> None:
        held = balances.account_balances(self.office.store.db, as_of=date.max)
        assert sum(held.values()) == chf("0.00")
        assert held[Account.BANK] == self.received
        assert held[Account.RECEIVABLE] == sum((each.open_chf for each in self.office.charges()), chf("0.00"))

    @invariant()
    def nobody_owes_while_free_money_is_held_for_him(self) -> None:
        for state in RATES:
            free = [each for each in self.office.receipts(state) if each.on_account_chf and not waits(each)]
            if free and any(charge.open_chf for charge in self.office.charges(state)):
                raise AssertionError(state)


OfficeMachine.TestCase.settings = settings(max_examples=10, stateful_step_count=14, deadline=None, derandomize=True)
TestAnyActsInAnyOrder = OfficeMachine.TestCase
