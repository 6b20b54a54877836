"""The years of a made office as one seed tells them: decisions, bank statements, and what is decided about receipts.

Apart from ``large_office``, which adds the other work of an office and makes the whole.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from random import Random

from db import balances, bank_papers, decided, facts
from db.errors import LedgerError
from db.moments import BEGINNING
from db.readings import PayerAccountReading, ReceiptReading, StateReading
from db.store import Store
from db.vocabulary import Direction
from ledger.books import deciding, identifying, keeping, revising
from ledger.books import lines as of_lines
from ledger.books.accepting import accept
from ledger.books.assessing import assess
from ledger.books.matching import match
from ledger.books.open_books import EVER, Books, open_books
from ledger.books.receiving import take_bank_files
from ledger.books.ruling import set_short_payment
from ledger.intake.office_tables import BudgetFacts, StateFacts, one_line_budget, revised_budget
from ledger.intake.statements import BankFile, BankPayment, Statement, StatementLine
from ledger.rules.verdicts import MatchClass, Verdict

FIRST_YEAR = 2010
IBAN = "CH6008990000201600001"
NOTHING = Decimal("0.00")
HALVES = ((1, 6, 30), (7, 12, 31))
_TEXTS = ("", "", "CONTRIBUTION", "CCM {year}", "CCM {year}-{next}", "VOLUNTARY 7C {year}", "VOLUNTARY 7C {next}", "7A")


def republics(count: int) -> list[StateReading]:
    """Give so many made States, all parties since 2000; at most 115."""
    codes = [f"{first}{second}{third}" for first in "ABCDEF" for second in "FGHIJ" for third in "KLMN"]
    twos = [f"{first}{second}" for first in "ABCDEFGHIJKLMNOPQRSTUVW" for second in "VWXYZ"]
    return [republic(code, two) for code, two in list(zip(codes, twos, strict=False))[:count]]


def republic(
    code: str, two: str, party_from: date | None = date(2000, 1, 1), party_until: date | None = None
) -> StateReading:
    """Give one made State: ISO3, ISO2, and from when until when it is a party."""
    return StateReading(
        iso3=code, iso2=two, name_en=f"Republic {code}", name_fr="", name_es="", with_article_fr="", with_article_es="",
        formal_en="", formal_fr="", formal_es="", other_names=(), regional_group="", language="en",
        party_from=party_from, party_until=party_until,
    )  # fmt: skip


def moment_of(on: date) -> datetime:
    """Give nine in the morning of a day (UTC)."""
    return datetime.combine(on, time(9), tzinfo=UTC)


@dataclass
class Story:
    """The years of one office, as one seed tells them; ``at`` is the moment of the next act."""

    store: Store
    random: Random
    at: datetime
    states: list[StateReading] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    closing: Decimal = NOTHING
    lines_count: int = 0
    held_back: list[BankFile] = field(default_factory=list)

    @property
    def today(self) -> date:
        """Give the day of the next act."""
        return self.at.date()

    @contextmanager
    def act(self, name: str) -> Iterator[Books]:
        """Open the books for one act, a second after the last one; a refusal is counted and books nothing."""
        self.at += timedelta(seconds=1)
        try:
            with open_books(self.store, at=self.at) as books:
                yield books
        except LedgerError:
            self.done[f"{name} refused"] += 1
        else:
            self.done[name] += 1

    def _wait_until(self, on: date) -> None:
        self.at = max(self.at, moment_of(on))

    def rappen(self, lowest: int, highest: int) -> Decimal:
        """Give an amount in CHF, between so many rappen."""
        return Decimal(self.random.randint(lowest, highest)).scaleb(-2)

    # Decisions --------------------------------------------------------------------------------------------------------

    def found(self, states_count: int) -> None:
        """Enter the States, of which two join later and one leaves, the accounts that are known, and the rules."""
        self.states = republics(states_count)
        for number, joined_after in ((-1, 3), (-2, 6)):
            held = self.states[number]
            self.states[number] = republic(held.iso3, held.iso2, date(FIRST_YEAR + joined_after, 5, 1))
        left = self.states[-3]
        self.states[-3] = republic(left.iso3, left.iso2, left.party_from, date(FIRST_YEAR + 7, 6, 30))
        with self.act("found") as books:
            keeping.set_office(books, "A large office", "made from a seed")
            keeping.enter_states(books, [StateFacts(state, BEGINNING) for state in self.states])
            known = [PayerAccountReading(f"XX{each.iso3}0", each.iso3, "", "told") for each in self.states]
            keeping.confirm_payer_accounts(books, known)
            set_short_payment(books, Decimal("15.00"), why="a decision")
            self._enter_scale(books, FIRST_YEAR)
            self.set_budget(books, FIRST_YEAR)

    def _enter_scale(self, books: Books, year: int) -> None:
        rates = {each.iso3: self.random.choice((1, 1, 1, 2, 5, 10, 28, 151, 638, 4312)) for each in self.states}
        shares = {iso3: Decimal(rate) / 1000 for iso3, rate in rates.items()}
        deciding.enter_scale(books, f"scale {year}", (year, year + 2), shares, "a decision")

    def set_budget(self, books: Books, year: int) -> None:
        """Set the budget of a year: 7a on the scale, 7b by one of four rules, 7c voluntary."""
        second = ("7b={}", "7b={}:equal", "7b={}:un_scale:rounding=half_up", "7b={}:un_scale:unit=0.05")[year % 4]
        texts = (f"7a={self.rappen(15_000_000, 25_000_000)}", second.format(self.rappen(250_000, 400_000) * 100))
        lines = tuple(map(one_line_budget, (*texts, f"7c={self.rappen(1_000_000, 9_000_000)}:voluntary")))
        deciding.set_budget(books, BudgetFacts(year, "MSP", self.today, lines))

    def assess_year(self, year: int) -> None:
        """Assess a year; the first of a later scale by the scale before, until its own comes in May."""
        is_late = year > FIRST_YEAR and (year - FIRST_YEAR) % 3 == 0
        self._wait_until(date(year, 1, 4))
        with self.act("assess") as books:
            assess(books, year, on=self.today, provisional_scale=f"scale {year - 3}" if is_late else "")

    def scale_comes_late(self, year: int) -> None:
        """Enter the scale of a year that was assessed by another, and revise the year."""
        with self.act("revise the scale") as books:
            self._enter_scale(books, year)
            revising.revise(books, year, on=self.today, decision="the scale that came late", scale=f"scale {year}")

    def revise_budget(self, year: int) -> None:
        """Change the amount of a line, of this year or the one before."""
        year = max(year - self.random.randint(0, 1), FIRST_YEAR)
        with self.act("revise the budget") as books:
            held = decided.decisions(books.db, as_of=EVER)[year][-1]
            texts = [f"{self.random.choice(('7a', '7b'))}={self.rappen(10_000_000, 45_000_000)}"]
            budget = revised_budget(decided.budget_with(books.db, held.budget_id), texts, "a decision", self.today)
            revising.revise(books, year, on=self.today, decision="a decision", budget=budget)

    def undo_revision(self, year: int) -> None:
        """Take back the last revision of a year."""
        with self.act("undo a revision") as books:
            revising.undo_revision(books, year, on=self.today, why="a reason")

    # Money ------------------------------------------------------------------------------------------------------------

    def receive(self, year: int, first_month: int, last_month: int, last_day: int) -> list[Verdict]:
        """Take the bank's statement of a half-year, and match; that of each third spring comes after the autumn's."""
        first, last = date(year, first_month, 1), date(year, last_month, last_day)
        self._wait_until(last + timedelta(days=3))
        self.held_back.append(self._statement_of(first, last))
        if year % 3 == 0 and first_month == 1:
            return []
        files, self.held_back = self.held_back[::-1], []
        verdicts: list[Verdict] = []
        for file in files:
            with self.act("import") as books:
                take_bank_files(books, [file])
        with self.act("match") as books:
            verdicts += match(books)
        return verdicts

    def _statement_of(self, first: date, last: date) -> BankFile:
        owed: dict[str, Decimal] = {}
        for charge in balances.charges(self.store.db, as_of=EVER):
            owed[charge.state] = owed.get(charge.state, NOTHING) + charge.open_chf
        references = {each.state: each.reference for each in facts.invoices(self.store.db, as_of=EVER)}
        paying = self.random.sample(self.states, max(len(self.states) // 5, 1))
        paid = [self._payment(each, owed.get(each.iso3, NOTHING), references, first.year) for each in paying]
        told = [*paid, *self._debits(), (self.rappen(-900, -100), BankPayment(payer="BANK", text_parts=("FEES",)))]
        days = sorted(first + timedelta(days=self.random.randrange((last - first).days)) for _ in told)
        lines = tuple(self._line(place, *each) for place, each in enumerate(zip(days, told, strict=True), 1))
        opening = self.closing
        self.closing += sum((-1 if line.direction is Direction.DEBIT else 1) * line.amount for line in lines)
        name = f"{first}.xml"
        statement = Statement(
            iban=IBAN, currency="CHF", identification=name, sequence=str(first.month), from_on=first, to_on=last,
            opening=opening, closing=self.closing, lines=lines,
        )  # fmt: skip
        return BankFile(name, sha256(name.encode()).hexdigest(), "camt.053.001.08", (statement,))

    def _line(self, position: int, on: date, told: tuple[Decimal, BankPayment]) -> StatementLine:
        amount, payment = told
        self.lines_count += 1
        return StatementLine(
            position=position, direction=Direction.DEBIT if amount < 0 else Direction.CREDIT, amount=abs(amount),
            booked_on=on, value_date=on - timedelta(days=self.random.choice((0, 0, 0, 2))), raw="<Ntry/>",
            bank_reference=f"B{self.lines_count}", payments=(payment,),
        )  # fmt: skip

    def _payment(
        self, state: StateReading, owed_chf: Decimal, references: dict[str, str], year: int
    ) -> tuple[Decimal, BankPayment]:
        """Pay what is owed, a part, less a fee, or more; with our reference, from an account, by name, or unknown."""
        part = self.rappen(1, max(int(owed_chf * 100), 1))
        sign = self.random.choices(("reference", "account", "name", "nobody"), (12, 5, 2, 1))[0]
        choices = (owed_chf, owed_chf, owed_chf, owed_chf - Decimal("15.00"), part, owed_chf + part)
        text = self.random.choice(_TEXTS).format(year=year, next=year + 1)
        named = f"REPUBLIC {state.iso3} {text}" if sign == "name" else text
        return max(self.random.choice(choices), Decimal("0.01")), BankPayment(
            payer=f"TREASURY {self.random.randrange(300)}" if sign == "nobody" else f"MINISTRY OF {state.iso3}",
            payer_account="" if sign in ("reference", "nobody") else f"XX{state.iso3}{self.random.choice('001')}",
            creditor_reference=references.get(state.iso3, "") if sign == "reference" else "",
            text_parts=(named,) if named else (),
        )

    def _debits(self) -> list[tuple[Decimal, BankPayment]]:
        """Take back a receipt, or a part of one, in most quarters."""
        held = [each for each in self.receipts() if each.amount_chf > each.returned_chf and not each.set_aside_chf]
        recalled = self.random.sample(held, min(len(held), self.random.randint(0, 2)))
        return [
            (-self.random.choice((each.amount_chf, self.rappen(1, int(each.amount_chf * 100)))), _recall(each))
            for each in recalled
        ]

    def receipts(self) -> list[ReceiptReading]:
        """Give all receipts as they stand."""
        return balances.receipts(self.store.db, as_of=EVER)

    def decide_on_receipts(self, verdicts: list[Verdict]) -> None:
        """Accept most proposals as a director does, say whose some others are, set a few aside, book returns."""
        waiting = [each for each in verdicts if each.match_class is not MatchClass.AUTOMATIC]
        short = [each for each in waiting if any(proposal.fit.fee_chf for proposal in each.proposals)]
        for verdict in [*short[:2], *self.random.sample(waiting, min(len(waiting), 6))]:
            if verdict.proposals and self.random.random() < 0.7:
                self._accept_one(verdict)
            elif verdict.match_class is MatchClass.UNKNOWN and self.random.random() < 0.5:
                with self.act("set aside") as books:
                    of_lines.set_aside(books, of_lines.find_line(books, verdict.incoming.label), why="a refund")
            else:
                with self.act("identify") as books:
                    receipt = identifying.find_receipt(books, verdict.incoming.label)
                    identifying.identify_receipt(books, receipt, self.random.choice(self.states).iso3, why="asked")
        self._book_debits()

    def _accept_one(self, verdict: Verdict) -> None:
        proposal = self.random.choice(verdict.proposals)
        name = "accept with a fee" if proposal.fit.fee_chf else "accept"
        with self.act(name) as books:
            accept(books, verdict, proposal, other=self.random.choice((None, *proposal.fit.others)))

    def _book_debits(self) -> None:
        debits = bank_papers.bank_lines(self.store.db, direction=Direction.DEBIT)
        for debit in [each for each in debits if not each.receipt_id and not each.set_aside]:
            recalled = debit.text.partition("RECALL OF ")[2]
            with self.act("return" if recalled else "set a debit aside") as books:
                if recalled:
                    of_lines.return_receipt(books, debit, identifying.find_receipt(books, recalled), why="recalled")
                else:
                    of_lines.set_aside(books, debit, why="fees")


def _recall(receipt: ReceiptReading) -> BankPayment:
    return BankPayment(payer=receipt.payer, text_parts=(f"RECALL OF {receipt.label}",))
