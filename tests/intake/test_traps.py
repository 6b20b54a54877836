"""The table of traps is the test: every file is read as an import reads it, and must give what its row says."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from db.errors import LedgerError
from db.vocabulary import ChainState, Direction
from ledger.books.receiving import Choices, judged
from ledger.intake.bank_files import read_bank_files
from ledger.intake.statements import BankFile, BankPayment, Notice, Statement, StatementLine
from ledger.rules.chain import BookedAmount, Covered, Judgement, judge, links
from tests.intake.traps import TRAPS, Expected, Trap, file_name_of, write_all

SMALL_BYTES = 6000


def judgement_of(statement: Statement) -> Judgement:
    return judge(
        statement.opening,
        statement.closing,
        (BookedAmount(line.position, line.signed, line.value_date) for line in statement.lines),
        to_on=statement.to_on,
        currency=statement.currency,
        currencies=statement.currencies,
    )


def seen(statement: Statement) -> tuple[object, ...]:
    return (
        Expected(
            " ".join(f"{line.signed:+.2f}" for line in statement.lines),
            None if statement.opening is None else str(statement.opening),
            None if statement.closing is None else str(statement.closing),
            judgement_of(statement).state,
            statement.identification,
            statement.iban,
            statement.currency,
            str(statement.from_on),
            str(statement.to_on),
        ),
        len(statement.lines),
        statement.sum_of(Direction.CREDIT),
        statement.sum_of(Direction.DEBIT),
    )


def wanted(expected: Expected) -> tuple[object, ...]:
    return expected, len(expected.amounts), expected.credits_sum, expected.debits_sum


def facts(found: object, names: object) -> dict[str, object]:
    """Give attributes by name; days, amounts and words as they are written."""
    told = {name: getattr(found, name) for name in names}  # type: ignore[attr-defined]
    return {name: value if isinstance(value, bool | tuple) else str(value) for name, value in told.items()}


def place_of(trap: Trap, files: list[BankFile]) -> StatementLine | Notice:
    told: list[StatementLine | Notice] = [
        line for file in files for statement in file.statements for line in statement.lines
    ]
    told += [notice for file in files for notice in file.notices]
    return told[trap.place[0] - 1]


def check_facts(trap: Trap, files: list[BankFile]) -> None:
    if not (trap.line or trap.payment or trap.payments is not None):
        return
    found = place_of(trap, files)
    assert facts(found, trap.line) == trap.line
    if trap.payments is not None:
        assert len(found.payments) == trap.payments
    if trap.payment:
        payment: BankPayment = found.payments[trap.place[1] - 1]
        assert facts(payment, trap.payment) == trap.payment


def check_links(trap: Trap, statements: list[Statement]) -> None:
    covered = []
    for number, statement in enumerate(statements):
        moved: dict[date, Decimal] = {}
        for line in statement.lines:
            moved[line.booked_on] = moved.get(line.booked_on, Decimal(0)) + line.signed
        covered.append(
            Covered(
                str(number),
                statement.sequence,
                statement.from_on,
                statement.to_on,
                statement.opening,
                statement.closing,
                moved,
            )
        )
    if trap.links:
        assert tuple(link.state for link in links(covered)) == trap.links


def check_refusals(trap: Trap, files: list[BankFile]) -> None:
    """The statements that are refused, or do not prove themselves whole, are those of which an import says so."""
    assert sum(len(file.refused) for file in files) == trap.refused
    each_judged = [judged(file, Choices()) for file in files]
    unproven = [each for each in trap.statements if each.state is not ChainState.OK]
    assert sum(len(good) for good, _ in each_judged) == len(trap.statements) - len(unproven)
    assert sum(len(why) for _, why in each_judged) == len(unproven) + trap.refused
    if trap.refused:
        assert any(trap.refusal in each.why for file in files for each in file.refused)
        assert trap.refusal


@pytest.mark.parametrize("trap", TRAPS, ids=[trap.name for trap in TRAPS])
def test_every_trap_gives_what_its_row_says(trap: Trap) -> None:
    if not (trap.statements or trap.notices or trap.refused):
        with pytest.raises(LedgerError) as refused:
            read_bank_files(trap.file_name, trap.data, trap.mappings)
        assert trap.refusal
        assert trap.refusal in str(refused.value)
        assert trap.file_name in str(refused.value)
        assert "; " in str(refused.value)
        return
    files = read_bank_files(trap.file_name, trap.data, trap.mappings)
    statements = [statement for file in files for statement in file.statements]
    assert [wanted(each) for each in trap.statements] == [seen(each) for each in statements]
    assert {file.format for file in files} == {trap.format}
    assert sum(len(file.notices) for file in files) == trap.notices
    check_facts(trap, files)
    check_links(trap, statements)
    check_refusals(trap, files)
    warnings = [warning for file in files for warning in file.warnings]
    warnings += [warning for statement in statements for warning in statement.warnings]
    assert bool(warnings) == bool(trap.warning), warnings
    assert not trap.warning or any(trap.warning in warning for warning in warnings), warnings
    explanations = [judgement_of(statement).explanation for statement in statements]
    assert bool("".join(explanations)) == bool(trap.explanation), explanations
    assert not trap.explanation or any(trap.explanation in said for said in explanations), explanations


def test_every_trap_has_a_name_of_its_own_and_a_small_file(tmp_path: Path) -> None:
    assert len({trap.name for trap in TRAPS}) == len(TRAPS)
    assert len({file_name_of(trap) for trap in TRAPS}) == len(TRAPS)
    assert [trap.name for trap in TRAPS if not trap.is_large and len(trap.data) > SMALL_BYTES] == []
    write_all(tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {file_name_of(trap): trap.data for trap in TRAPS if not trap.is_large}
