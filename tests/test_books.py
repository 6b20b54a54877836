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
from db.money import rappen
from db.vocabulary import Account, Direction
from ledger.books import lines as of_lines
from ledger.books.open_books import EVER, open_books
from ledger.books.revising import NothingToRevise, NothingToUndo, TooEarly, revise, undo_revision
from ledger.books.working_out import departures
from ledger.intake.office_tables import revised_budget
from tests.helpers import AT, RATES, Office, chf, make_office

FIRST_DAY = date(2016, 1, 4)
states = st.sampled_from(sorted(RATES))
amounts = st.integers(1, 400_000).map(lambda rappen: Decimal(rappen).scaleb(-2))
texts = st.sampled_from(["", "CONTRIBUTION", "VOLUNTARY 7C 2016", "VOLUNTARY 7C 2018", "2017 7A 1.00 7C 2.00"])


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
            of_lines.return_receipt(books, debit, receipt, why="recalled")
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
            assert charge.assessed_chf == charge.received_chf + charge.open_chf
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
            free = [each for each in self.office.receipts(state) if each.on_account_chf and "7C" not in each.text]
            if free and any(charge.open_chf for charge in self.office.charges(state)):
                raise AssertionError(state)


OfficeMachine.TestCase.settings = settings(max_examples=20, stateful_step_count=14, deadline=None, derandomize=True)
TestAnyActsInAnyOrder = OfficeMachine.TestCase
