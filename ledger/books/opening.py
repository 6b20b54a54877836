"""Bring balances over from before this ledger, and take them back: charges of years, and money on account.

No act of its own: what is owed is assessed (or, after a taking back, a revision of that), under a budget that is
the sum of what is brought over; a credit is a receipt on an account that is no bank's. So every
report reads them as it reads all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from db import balances, bank_papers, decided, facts
from db.bank_tables import BankFile
from db.errors import LedgerError
from db.moments import long_date
from db.money import ZERO_CHF, rappen
from db.readings import BudgetLineReading, DecisionReading, ReceiptReading
from db.vocabulary import Direction, Key, Obligation
from ledger.books.assessing import charge_shares
from ledger.books.deciding import write_budget
from ledger.books.identifying import find_receipt, identify_receipt
from ledger.books.keeping import set_bank_account
from ledger.books.lines import find_line, return_receipt
from ledger.books.open_books import EVER, Books
from ledger.books.revising import change_shares
from ledger.books.working_out import YearShares
from ledger.books.writing_lines import write_statement
from ledger.intake.office_tables import BudgetFacts, BudgetLineFacts
from ledger.intake.opening_sheet import OpeningSheet
from ledger.intake.statements import BankPayment, Statement, StatementLine
from ledger.rules.apportionment import Apportionment
from ledger.rules.shares_of_year import LineShares, Payers
from ledger.rules.sightings import Sightings

_NOTHING_SEEN = Sightings({}, frozenset())


class YearHasBooks(LedgerError):
    """Refuse to bring over balances of years that this ledger has assessed or holds already."""

    def __init__(self, years: Iterable[int]) -> None:
        named = ", ".join(map(str, years))
        super().__init__(
            f"{named} cannot be brought over: the ledger has charges for it already; leave these rows out, or take an "
            "earlier import back with `isu import undo`"
        )


class CreditsAreThere(LedgerError):
    """Refuse to bring credits over twice."""

    def __init__(self) -> None:
        super().__init__(
            "credits were brought over already; take that import back with `isu import undo`, or leave them out"
        )


class OpensInTheFuture(LedgerError):
    """Refuse balances of a day to come."""

    def __init__(self, on: date, today: date) -> None:
        super().__init__(f"balances of {long_date(on)} cannot be brought over on {long_date(today)}; give their day")


class NothingBroughtOver(LedgerError):
    """Refuse to take back what is not there."""

    def __init__(self) -> None:
        super().__init__("no opening balances stand in the ledger; `isu import opening FILE` brings them over")


class TakingBackNeedsReason(LedgerError):
    """Refuse to take balances back without a reason."""

    def __init__(self) -> None:
        super().__init__('taking opening balances back needs its reason, which is kept; say it with --why "…"')


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was taken back: years, and credits in CHF."""

    years: tuple[int, ...]
    credits_chf: Decimal


def bring_over(books: Books, sheet: OpeningSheet, *, on: date) -> None:
    """Book the balances of a sheet as of a day. Raises OpensInTheFuture, YearHasBooks or CreditsAreThere."""
    if on > books.at.date():
        raise OpensInTheFuture(on, books.at.date())
    decisions = decided.decisions(books.db, as_of=EVER)
    held = [year for year in sheet.owed if year in decisions and not _is_taken_back(decisions[year][-1])]
    if held:
        raise YearHasBooks(held)
    if sheet.credits and _standing_credits(books):
        raise CreditsAreThere
    for year, lines in sheet.owed.items():
        _set_year(books, year, lines, decisions.get(year, ()), on, f"{decided.OPENING} of {on}, {sheet.name}")
    if sheet.credits:
        _receive(books, sheet, on)


def take_back(books: Books, *, why: str) -> TakenBack:
    """Take back all opening balances that stand, on their own days.

    Raises NothingBroughtOver or TakingBackNeedsReason.
    """
    if not why.strip():
        raise TakingBackNeedsReason
    lasts = [made[-1] for made in decided.decisions(books.db, as_of=EVER).values()]
    years = [last for last in lasts if decided.is_opening(last) and not _is_taken_back(last)]
    credited = _standing_credits(books)
    if not years and not credited:
        raise NothingBroughtOver
    for last in years:
        nothing: dict[str, dict[str, Decimal]] = {line.line: {} for line in last.lines}
        _set_year(books, last.year, nothing, (last,), last.on, f"{_TAKEN_BACK}: {why.strip()}")
    return TakenBack(tuple(last.year for last in years), _give_back(books, credited, why))


_TAKEN_BACK = f"{decided.OPENING} taken back"


def _is_taken_back(decision: DecisionReading) -> bool:
    return decision.decision.startswith(_TAKEN_BACK)


# What is owed -----------------------------------------------------------------------------------------------------


def _set_year(
    books: Books,
    year: int,
    lines: Mapping[str, Mapping[str, Decimal]],
    decisions: tuple[DecisionReading, ...],
    on: date,
    words: str,
) -> None:
    """Make the charges of a year those given (CHF by line and State), by its assessment or by a revision of it."""
    codes = sorted({*lines, *(line.line for each in decisions for line in each.lines)})
    entered = tuple(
        BudgetLineFacts(code, "", sum(lines.get(code, {}).values(), ZERO_CHF), Key.FIXED, Obligation.ASSESSED)
        for code in codes
    )
    budget = decided.budget_with(books.db, write_budget(books, BudgetFacts(year, words, on, entered)))
    shares = YearShares(
        budget,
        None,
        Payers(facts.states(books.db, as_of=on), {}),
        tuple(_fixed(line, lines.get(line.code, {})) for line in budget.lines),
    )
    if decisions:
        change_shares(books, shares, decisions[-1], on=max(on, decisions[-1].on), due=on, decision=words)
    else:
        charge_shares(books, shares, on=on, due=on)


def _fixed(line: BudgetLineReading, amounts: Mapping[str, Decimal]) -> LineShares:
    parts = {state: rappen(amount_chf) for state, amount_chf in amounts.items()}
    total = rappen(line.amount_chf)
    split = Apportionment(total, parts, {}, 0, frozenset(), frozenset(), lambda _: Fraction(0))
    assert sum(parts.values()) == total
    return LineShares(line, split, parts, 0, 0)


# Money on account -------------------------------------------------------------------------------------------------


def _standing_credits(books: Books) -> list[ReceiptReading]:
    lines = {line.receipt_id for line in bank_papers.bank_lines(books.db, direction=Direction.CREDIT)
             if line.iban == bank_papers.OPENING_ACCOUNT}  # fmt: skip
    return [each for each in balances.receipts(books.db, as_of=EVER) if each.id in lines and not each.returned_chf]


def _receive(books: Books, sheet: OpeningSheet, on: date) -> None:
    credited = tuple(sheet.credits.items())
    _book(books, sheet.name, sheet.digest, on, [(state, Direction.CREDIT, amount) for state, amount in credited])
    fresh = {each.text: each for each in _standing_credits(books)}
    for state, _ in credited:
        why = f"{decided.OPENING} of {on}, {sheet.name}: money on account"
        identify_receipt(books, fresh[_text(state)], state, why=why, learn=False)


def _give_back(books: Books, credited: list[ReceiptReading], why: str) -> Decimal:
    if not credited:
        return ZERO_CHF
    on = max(each.value_date for each in credited)
    moved = [(each.state or "", Direction.DEBIT, each.amount_chf) for each in credited]
    first = _book(books, "opening balances taken back", "", on, moved)
    for place, each in enumerate(credited):
        line = find_line(books, f"L{first + place}")
        return_receipt(books, line, find_receipt(books, each.label), why=f"{_TAKEN_BACK}: {why}")
    return sum((each.amount_chf for each in credited), ZERO_CHF)


def _text(state: str) -> str:
    return f"{decided.OPENING} {state}"


def _book(books: Books, name: str, digest: str, on: date, moved: list[tuple[str, Direction, Decimal]]) -> int:
    """Write a statement of one day on the account of opening balances; gives the row of its first line."""
    set_bank_account(books, bank_papers.OPENING_ACCOUNT)
    account = bank_papers.bank_accounts(books.db)[bank_papers.OPENING_ACCOUNT, bank_papers.FRANCS]
    before = bank_papers.bank_statements(books.db, account=account)
    opening = sum((each.credits - each.debits for each in before), ZERO_CHF)
    lines = tuple(
        StatementLine(
            position=position,
            direction=direction,
            amount=amount_chf,
            booked_on=on,
            value_date=on,
            raw=f"{name}: {state} {amount_chf}",
            bank_reference=f"{len(before) + 1}-{state}",
            payments=(BankPayment(payer=state, text_parts=(_text(state),)),),
        )
        for position, (state, direction, amount_chf) in enumerate(moved, start=1)
    )
    closing = opening + sum((line.signed for line in lines), ZERO_CHF)
    named = f"opening {len(before) + 1}"
    unique = sha256(f"{digest} {named} {on}".encode()).hexdigest()  # the same file may come again after a taking back
    file = BankFile(name=name, digest=unique, format="opening balances", recorded_at=books.at)
    books.add(file)
    assert file.id is not None
    statement = Statement(
        bank_papers.OPENING_ACCOUNT, bank_papers.FRANCS, named, str(len(before) + 1), on, on, opening, closing, lines
    )
    write_statement(books, file.id, account, statement, _NOTHING_SEEN)
    return min(line.id for line in bank_papers.bank_lines(books.db, statement=_newest(books, account)))


def _newest(books: Books, account: int) -> int:
    return max(each.id for each in bank_papers.bank_statements(books.db, account=account))
