"""A small office to test with: a ledger in a temporary file, few States, and short ways to the acts."""

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import count
from pathlib import Path

from db import balances, bank_papers, decided, facts
from db.moments import BEGINNING
from db.readings import ChargeReading, PayerAccountReading, ReceiptReading, StateReading
from db.store import Store, create_store
from db.vocabulary import Direction
from ledger.books import deciding, keeping
from ledger.books.assessing import AssessedYear, assess
from ledger.books.identifying import find_receipt, identify_receipt, unidentify_receipt
from ledger.books.matching import match
from ledger.books.open_books import EVER, Books, open_books
from ledger.books.receiving import Choices, TakenFile, judged, take_bank_files
from ledger.intake.camt import read_camt
from ledger.intake.office_tables import BudgetFacts, StateFacts, one_line_budget
from ledger.intake.statements import BankFile, BankPayment, Statement, StatementLine, UnreadableBankFile
from ledger.rules.verdicts import MatchClass, Verdict

AT = datetime(2016, 1, 4, 9, 0, tzinfo=UTC)
OUR_IBAN = "CH6008990000201600001"
RATES = {"CIV": "0.009", "DEU": "6.389", "FJI": "0.003", "TUN": "0.028"}
ISO2 = {"CIV": "CI", "DEU": "DE", "FJI": "FJ", "TUN": "TN", "BRA": "BR"}
NAMES = {"CIV": "Côte d'Ivoire", "DEU": "Germany", "FJI": "Fiji", "TUN": "Tunisia", "BRA": "Brazil"}


def is_thorough() -> bool:
    """Tell whether all is wanted that the suite takes a part of to be done soon: with ``ISU_THOROUGH=1``."""
    return "ISU_THOROUGH" in os.environ


def chf(text: str) -> Decimal:
    return Decimal(text)


def a_state(iso3: str, party_from: date | None = date(2010, 8, 1), **changes: object) -> StateReading:
    values = {
        "iso3": iso3,
        "iso2": ISO2[iso3],
        "name_en": NAMES[iso3],
        **dict.fromkeys(("name_fr", "name_es", "with_article_fr", "with_article_es"), ""),
        **dict.fromkeys(("formal_en", "formal_fr", "formal_es", "regional_group"), ""),
        "other_names": ("Ivory Coast",) if iso3 == "CIV" else (),
        "language": "en",
        "party_from": party_from,
        "party_until": None,
    }
    return StateReading(**(values | changes))  # type: ignore[arg-type]


@dataclass
class Office:
    """A ledger with four States Parties and one other, a scale, and budgets on demand."""

    store: Store
    at: datetime = AT
    statements: "count[int]" = field(default_factory=lambda: count(1))
    closing: Decimal = Decimal("0.00")
    last_file: BankFile | None = None
    accepts: bool = True
    choices: Choices | None = None

    def close(self) -> None:
        self.store.db.close()

    def set_up(self) -> None:
        with open_books(self.store, at=self.at) as books:
            keeping.set_office(books, "ISU-CCM", "sample")
            states = [a_state(iso3) for iso3 in RATES] + [a_state("BRA", None)]
            keeping.enter_states(books, [StateFacts(state, BEGINNING) for state in states])
            rates = {iso3: Decimal(rate) for iso3, rate in RATES.items()}
            deciding.enter_scale(books, "2016-2018", (2016, 2018), rates, "70/245")

    def budget(self, year: int, *lines: str) -> None:
        chosen = lines or ("7a=1000.00", "7b=1500.00", "7c=500.00:voluntary")
        with open_books(self.store, at=self.at) as books:
            found = tuple(map(one_line_budget, chosen))
            deciding.set_budget(books, BudgetFacts(year, "MSP", date(year - 1, 9, 1), found))

    def assess(self, year: int, on: date | None = None) -> AssessedYear:
        if decided.budget(self.store.db, year, as_of=EVER) is None:
            self.budget(year)
        with open_books(self.store, at=self.at) as books:
            return assess(books, year, on=on or date(year, 1, 4))

    def know(self, account: str, state: str) -> None:
        with open_books(self.store, at=self.at) as books:
            keeping.confirm_payer_accounts(books, [PayerAccountReading(account, state, "", "told")])

    def receive(
        self,
        amount: str,
        on: date,
        *,
        account: str = "",
        reference: str = "",
        text: str = "",
        behind: str = "",
        is_reversal: bool = False,
    ) -> TakenFile:
        """Take a statement of one day with one credit; an amount below zero is a debit, ``behind`` whom it was for."""
        number, opening = next(self.statements), self.closing
        line = StatementLine(
            position=1,
            direction=Direction.DEBIT if amount.startswith("-") else Direction.CREDIT,
            amount=abs(Decimal(amount)),
            booked_on=on,
            value_date=on,
            raw="<Ntry/>",
            bank_reference=f"B{number}",
            is_reversal=is_reversal,
            payments=(
                BankPayment(
                    payer="A PAYER",
                    ultimate_payer=behind,
                    payer_account=account,
                    creditor_reference=reference,
                    text_parts=(text,) if text else (),
                ),
            ),
        )
        statement = Statement(
            iban=OUR_IBAN,
            currency="CHF",
            identification=f"S{number}",
            sequence=str(number),
            from_on=on,
            to_on=on,
            opening=opening,
            closing=opening + Decimal(amount),
            lines=(line,),
        )
        self.closing = opening + Decimal(amount)
        digest = sha256(str(number).encode()).hexdigest()
        with open_books(self.store, at=self.at) as books:
            self.last_file = BankFile(f"{number}.xml", digest, "camt.053.001.08", (statement,))
            (taken,) = take_bank_files(books, [self.last_file], self.choices)
        if self.accepts:
            self.match()
        return taken

    def match(self) -> list[Verdict]:
        """Match, and accept as the director what a certain sign says, whatever its amount."""
        with open_books(self.store, at=self.at) as books:
            verdicts = match(books)
            for verdict in verdicts:
                if verdict.match_class is MatchClass.PROPOSED and not verdict.incoming.spoken_of:
                    self._accept(books, verdict)
        return verdicts

    def _accept(self, books: Books, verdict: Verdict) -> None:
        assert verdict.state is not None
        if any(word in verdict.evidence[0] for word in ("is known to pay for", "reference RF")):
            receipt = find_receipt(books, verdict.incoming.label)
            identify_receipt(books, receipt, verdict.state, why="the director accepts", learn=False)

    def identify(self, receipt: str, state: str) -> None:
        with open_books(self.store, at=self.at) as books:
            identify_receipt(books, find_receipt(books, receipt), state, why="asked the mission")

    def unidentify(self, receipt: str) -> None:
        with open_books(self.store, at=self.at) as books:
            unidentify_receipt(books, find_receipt(books, receipt), why="it was another's")

    def charges(self, state: str | None = None, as_of: date = EVER) -> list[ChargeReading]:
        return balances.charges(self.store.db, as_of=as_of, state=state)

    def open_of(self, state: str, as_of: date = EVER) -> dict[tuple[int, str], Decimal]:
        return {(charge.year, charge.line): charge.open_chf for charge in self.charges(state, as_of)}

    def receipts(self, state: str | None = None, as_of: date = EVER) -> list[ReceiptReading]:
        return balances.receipts(self.store.db, as_of=as_of, state=state)

    def on_account_of(self, state: str) -> Decimal:
        return sum((receipt.on_account_chf for receipt in self.receipts(state)), Decimal("0.00"))

    def reference(self, state: str, year: int) -> str:
        invoices = facts.invoices(self.store.db, as_of=EVER, state=state)
        return next(invoice.reference for invoice in invoices if invoice.year == year)


def make_office(folder: Path) -> Office:
    office = Office(create_store(folder / "ledger.sqlite", at=AT))
    office.set_up()
    return office


def write_raw(store: Store, statement: str, *values: object) -> None:
    """Write by SQL what no act writes, chained like everything."""
    with store.transaction(at=AT):
        store.db.execute(statement, values)


def without_head(printed: str) -> str:
    """Leave out the head of the books, which every act changes, from what people or machines read."""
    return re.sub(r' Books of [0-9: -]+ UTC \([0-9a-f-]+\)\.| "(head|known_at)": "[^"]+",\n', "", printed)


def read_whole(name: str, data: bytes) -> BankFile:
    """Read a camt file whose statements must all be certain and add up, as an import demands it."""
    file = read_camt(name, data)
    _, refusals = judged(file, Choices())
    if refusals:
        raise UnreadableBankFile(name, *refusals[0])
    return file


def take_later(store: Store, amount: Decimal, on: date, *, at: datetime) -> ReceiptReading:
    """Bring one credit of nobody's into a ledger by a statement of its day that follows on from the last."""
    line = StatementLine(
        position=1,
        direction=Direction.CREDIT,
        amount=amount,
        booked_on=on,
        value_date=on,
        raw="<Ntry/>",
        bank_reference=f"LATER {on}",
        payments=(BankPayment(payer="A TREASURY", payer_account="", creditor_reference=""),),
    )
    last = max((each for each in bank_papers.bank_statements(store.db)), key=lambda each: each.to_on)
    assert last.closing is not None
    statement = Statement(
        iban=last.iban,
        currency="CHF",
        identification=f"S {on}",
        sequence="900",
        from_on=on,
        to_on=on,
        opening=last.closing,
        closing=last.closing + amount,
        lines=(line,),
    )
    with open_books(store, at=at) as books:
        take_bank_files(books, [BankFile("late.xml", "f" * 64, "camt.053.001.08", (statement,))])
    return max(balances.receipts(store.db, as_of=on), key=lambda each: each.id)
