"""Take bank files into the books: each booked credit in francs becomes a receipt, once, whatever files tell of it.

A statement is taken whole or not at all; a file that was taken before changes nothing. Whose the money is, is the
matching's work; here only what was matched without a person is taken back, where new papers contradict it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from db import balances, bank_papers, bank_periods
from db.bank_tables import BankFile as BankFileTable
from db.errors import LedgerError
from db.money import ZERO_CHF, chf, chf_text
from db.vocabulary import ChainState, Direction
from ledger.books.keeping import set_bank_account
from ledger.books.late_lines import late_lines, moved_count, why_late
from ledger.books.matching import take_back_contradicted
from ledger.books.open_books import Books
from ledger.books.settling import settle_in_order
from ledger.books.writing_lines import write_notices, write_statement
from ledger.intake.statements import BankFile, Notice, Statement, StatementLine
from ledger.rules.chain import BookedAmount, Judgement, judge
from ledger.rules.sightings import CannotTell, Line, Period, Sightings, StatementsDisagree, sightings

_LONGEST_WHY = 500  # what stands in a file is quoted in refusals, and may be of any length
_TAKEABLE = (ChainState.OK,)
_TAKEABLE_WITHOUT_BALANCES = (ChainState.OK, ChainState.HALF, ChainState.NO_BALANCES)


class StatementsNotTaken(LedgerError):
    """Refuse a file, naming each statement of it that cannot be taken."""

    def __init__(self, name: str, refusals: Sequence[tuple[str, str]], *, others_count: int) -> None:
        shown = [f"{why[:_LONGEST_WHY]}; {remedy}" for why, remedy in refusals[:5]]
        more = [f"and {len(refusals) - 5} more"] if len(refusals) > 5 else []
        others = "; --each-statement takes the others" if others_count else ""
        self.refusals = list(refusals)
        super().__init__(f"{name} was not taken: " + "; ".join(shown + more) + others)


class AccountNotOurs(LedgerError):
    """Refuse a statement of an account that is not the office's."""

    def __init__(self, name: str, iban: str, currency: str, ours: Iterable[tuple[str, str]]) -> None:
        held = ", ".join(f"{account} ({money})" for account, money in ours)
        super().__init__(
            f"{name} was not taken: it is a statement of account {iban} in {currency}, the office's account is {held}; "
            f"if this one is the office's too, `isu bank account add {iban} --currency {currency}` and import again"
        )


class WhichAccount(LedgerError):
    """Refuse a statement that does not name its account."""

    def __init__(self, name: str, currency: str) -> None:
        super().__init__(
            f"{name} was not taken: it does not say of which account it is, and the office does not have exactly one "
            f"in {currency}; name it with --account IBAN"
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decides for one import.

    ``each_statement``: take the good statements of a file that has bad ones. ``without_balances``: take statements that
    nothing proves whole. ``same_lines``: lines equal by day and amount only are the same. ``into_open_month``: what the
    bank booked in closed months counts from the first open day. ``account``: whose the files are that do not say it.
    """

    each_statement: bool = False
    without_balances: bool = False
    same_lines: bool = False
    into_open_month: bool = False
    account: str = ""


@dataclass(frozen=True, slots=True)
class TakenStatement:
    """What came of one statement: ``known_count`` of its lines were in the ledger already.

    ``late_count`` of its receipts have a value date in a closed month, and count from ``first_open``.
    """

    label: str
    statement: Statement
    judgement: Judgement
    known_count: int
    late_count: int = 0
    first_open: date = date.min


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What came of one file; ``taken_before`` names the day if it was in the ledger already."""

    file: BankFile
    taken_before: date | None
    statements: tuple[TakenStatement, ...] = ()
    refusals: tuple[str, ...] = ()
    received_count: int = 0
    received_chf: Decimal = ZERO_CHF


@dataclass(frozen=True, slots=True)
class _Written:
    file_id: int
    taken: TakenFile
    touched_lines: frozenset[int]


def take_bank_files(
    books: Books,
    files: Iterable[BankFile],
    choices: Choices | None = None,
    *,
    progress: Callable[[str], None] = lambda _name: None,
) -> list[TakenFile]:
    """Take files in the order of their days, all or none.

    ``progress`` is called with the name of each file that was read. Raises StatementsNotTaken, AccountNotOurs or
    WhichAccount.
    """
    written = []
    for file in sorted(files, key=_first_day):
        written.append(_take_file(books, file, choices or Choices()))
        progress(file.name)
    touched = frozenset(line for each in written for line in each.touched_lines)
    settle_in_order(books, take_back_contradicted(books, touched))
    return [_with_receipts(books, each) for each in written]


def _first_day(file: BankFile) -> tuple[date, str, str]:
    return min((each.from_on for each in file.statements), default=date.max), file.name, file.digest


def _take_file(books: Books, file: BankFile, choices: Choices) -> _Written:
    good, refusals = judged(file, choices)
    before = bank_papers.bank_file_with(books.db, file.digest)
    if before:
        good = _not_among(good, before[2])
        if not good:
            return _Written(0, TakenFile(file, before[1], refusals=_said(refusals)), frozenset())
    if refusals and not (choices.each_statement and (good or file.notices)):
        raise StatementsNotTaken(file.name, refusals, others_count=len(good))
    file_id = before[0] if before else _write_file(books, file)
    taken, touched = [], set()
    for statement, judgement in sorted(good, key=lambda each: each[0].from_on):
        try:
            label, seen = _take_statement(books, file.name, file_id, statement, choices)
        except StatementsNotTaken as error:
            if not choices.each_statement:
                raise
            refusals += error.refusals
            continue
        late_count = moved_count(statement, seen.known, books.first_open)
        taken.append(TakenStatement(label, statement, judgement, len(seen.known), late_count, books.first_open))
        touched |= set(seen.known.values())
    if not (taken or file.notices):
        raise StatementsNotTaken(file.name, refusals, others_count=0)
    touched |= set() if before else _take_notices(books, file, file_id, choices)
    return _Written(file_id, TakenFile(file, None, tuple(taken), _said(refusals)), frozenset(touched))


def _said(refusals: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{why}; {remedy}" for why, remedy in refusals)


def _write_file(books: Books, file: BankFile) -> int:
    row = BankFileTable(name=file.name, digest=file.digest, format=file.format, recorded_at=books.at)
    books.add(row)
    assert row.id is not None
    return row.id


def _not_among(
    good: Iterable[tuple[Statement, Judgement]], taken: Iterable[tuple[str, date, date]]
) -> list[tuple[Statement, Judgement]]:
    """Give the statements of a file that were left out when it was taken before."""
    waiting = Counter(taken)
    left = []
    for statement, judgement in good:
        key = (statement.identification, statement.from_on, statement.to_on)
        if waiting[key]:
            waiting[key] -= 1
        else:
            left.append((statement, judgement))
    return left


def judged(file: BankFile, choices: Choices) -> tuple[list[tuple[Statement, Judgement]], list[tuple[str, str]]]:
    """Judge the statements of a file: those that can be taken, and for each other one why not, and the remedy."""
    each_judged = [(statement, _judge(statement)) for statement in file.statements]
    good = [each for each in each_judged if each[1].state in _takeable(choices)]
    refusals = [(each.why, each.remedy) for each in file.refused]
    return good, refusals + [(_why(*each), _remedy(each[1])) for each in each_judged if each not in good]


def _takeable(choices: Choices) -> tuple[ChainState, ...]:
    return _TAKEABLE_WITHOUT_BALANCES if choices.without_balances else _TAKEABLE


def _judge(statement: Statement) -> Judgement:
    amounts = (BookedAmount(line.position, line.signed, line.value_date) for line in statement.lines)
    return judge(
        statement.opening,
        statement.closing,
        amounts,
        to_on=statement.to_on,
        currency=statement.currency,
        currencies=statement.currencies,
    )


def _why(statement: Statement, judgement: Judgement) -> str:
    named = f"statement {statement.identification}"
    if judgement.state is not ChainState.BROKEN:
        return f"{named}: {judgement.explanation}"
    return (
        f"{named} does not add up: opening {_money(statement, statement.opening)} "
        f"+ credits {_money(statement, statement.sum_of(Direction.CREDIT))} "
        f"- debits {_money(statement, statement.sum_of(Direction.DEBIT))} "
        f"is not closing {_money(statement, statement.closing)} "
        f"(difference {_money(statement, judgement.difference)}): {judgement.explanation}"
    )


def _money(statement: Statement, amount: Decimal | None) -> str:
    return f"{statement.currency} {chf_text(amount or ZERO_CHF)}"


def _remedy(judgement: Judgement) -> str:
    if judgement.state in (ChainState.HALF, ChainState.NO_BALANCES):
        return "fetch it as camt.053 with its balances, or import it with --without-balances"
    return "fetch the statement anew from the bank"


# One statement ----------------------------------------------------------------------------------------------------


def _take_statement(
    books: Books, name: str, file_id: int, statement: Statement, choices: Choices
) -> tuple[str, Sightings]:
    """Write one statement; gives its label, and which of its lines were in the ledger already."""
    account = _account_of(books, name, statement.iban or choices.account, statement.currency)
    seen = _known_lines(books, name, account, statement, choices)
    _refuse_a_correction(books, name, account, statement, len(seen.known))
    late = late_lines(statement, seen.known, books.first_open)
    if late and not choices.into_open_month:
        raise StatementsNotTaken(name, [why_late(statement, late, books.first_open)], others_count=0)
    return f"S{write_statement(books, file_id, account, statement, seen)}", seen


def _refuse_a_correction(books: Books, name: str, account: int, statement: Statement, known_count: int) -> None:
    """Ask where a statement was taken before with other lines: the bank may have corrected it."""
    period = (statement.from_on, statement.to_on)
    key = (statement.identification, statement.sequence, statement.created, period)
    held = bank_periods.same_statement(books.db, account, *key)
    if held is None or known_count == len(statement.lines):
        return
    new_count = len(statement.lines) - known_count
    why = (
        f"statement {statement.identification} was taken before as S{held}, of the same number, moment and period, and "
        f"now has {new_count} line{'s' if new_count > 1 else ''} more"
    )
    raise StatementsNotTaken(name, [(why, "ask the bank which of the two is right")], others_count=0)


def _known_lines(books: Books, name: str, account: int, statement: Statement, choices: Choices) -> Sightings:
    held = bank_periods.balances_of_days(books.db, account, statement.from_on, statement.to_on)
    if not held:
        return Sightings({}, frozenset())
    lines = bank_periods.lines_of_statements(books.db, held)
    periods = [
        Period(
            f"S{each}",
            *held[each],
            {line: Line(on, chf(moved), named, further) for line, on, moved, named, further in lines[each]},
        )
        for each in held
    ]
    try:
        return sightings(_period(statement), periods, same_lines=choices.same_lines)
    except StatementsDisagree as error:
        why = f"statement {statement.identification} contradicts what is in the ledger: {error}"
        remedy = "`isu bank show` tells what is held; ask the bank which of the two is right"
        raise StatementsNotTaken(name, [(why, remedy)], others_count=0) from None
    except CannotTell as error:
        why = f"nothing proves whether statement {statement.identification} repeats what is in the ledger: {error}"
        remedy = (
            "if they are the same payments, import it again with --same-lines; else fetch the statement as camt.053"
        )
        raise StatementsNotTaken(name, [(why, remedy)], others_count=0) from None


def _period(statement: Statement) -> Period:
    lines = {line.position: _line(line) for line in statement.lines}
    label = statement.identification
    return Period(label, statement.from_on, statement.to_on, statement.opening, statement.closing, lines)


def _line(line: StatementLine) -> Line:
    return Line(line.booked_on, line.signed, line.bank_reference, (line.value_date.isoformat(), line.entry_reference))


def _account_of(books: Books, name: str, iban: str, currency: str) -> int:
    ours = bank_papers.office_accounts(books.db)
    if not iban:
        in_currency = [key for key in ours if key[1] == currency]
        if len(in_currency) != 1:
            raise WhichAccount(name, currency)
        return ours[in_currency[0]]
    if ours and (iban, currency) not in ours:
        raise AccountNotOurs(name, iban, currency, ours)
    set_bank_account(books, iban, currency)
    return bank_papers.bank_accounts(books.db)[iban, currency]


def _take_notices(books: Books, file: BankFile, file_id: int, choices: Choices) -> set[int]:
    """Keep what a camt.054 or camt.052 tells; gives the lines in the ledger that it tells of."""
    touched: set[int] = set()
    by_account: dict[tuple[str, str], list[Notice]] = {}
    for notice in file.notices:
        by_account.setdefault((notice.iban or choices.account, notice.currency), []).append(notice)
    for (iban, currency), notices in by_account.items():
        touched |= write_notices(books, file_id, _account_of(books, file.name, iban, currency), notices)
    return touched


def _with_receipts(books: Books, written: _Written) -> TakenFile:
    if not written.file_id:
        return written.taken
    found = balances.receipts_of_file(books.db, written.file_id)
    return replace(
        written.taken,
        received_count=len(found),
        received_chf=sum(found, ZERO_CHF),
    )
