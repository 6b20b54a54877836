"""What an import says, file by file and statement by statement."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.errors import LedgerError

if TYPE_CHECKING:
    from pathlib import Path

    from db.bank_readings import BankLineReading
    from ledger.books.receiving import TakenFile, TakenStatement
    from ledger.intake.mapped import SheetMapping
    from ledger.intake.suggesting import Suggestion
    from ledger.rules.returns import Proposal


class UnknownStatement(LedgerError):
    """Refuse a statement that is not in the ledger."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"there is no bank statement {asked}; `isu bank statements` shows them, from S1 on")


class EmptyFolder(LedgerError):
    """Refuse a folder with nothing to import."""

    def __init__(self, path: "Path") -> None:
        super().__init__(f"there is no file in the folder {path}; check the name, or name the files")


def said_of(taken: "TakenFile", *, in_detail: bool) -> list[str]:
    """Write what came of one file: a line, and in detail every statement; warnings always."""
    from db.moments import long_date
    from ledger.commands.desk import plural

    name = taken.file.name
    if taken.taken_before:
        said = [f"{name}: imported already on {long_date(taken.taken_before)}; nothing changed."]
        return said + [f"  NOT TAKEN: {refusal}" for refusal in taken.refusals]
    said = [_of_file(taken)] if taken.statements or not taken.file.notices else []
    if taken.file.notices:
        count = plural(len(taken.file.notices), "notice")
        said.append(f"{name}: {count} ({taken.file.format}), kept as details of what the statements book; never money.")
    for each in taken.statements:
        said += [_of_statement(each)] if in_detail else []
        said += [f"  {each.label}: {warning}" for warning in each.statement.warnings]
        said += [*_of_balances(each), *_of_closed_months(each)]
    said += [f"  {warning}" for warning in taken.file.warnings]
    said += [f"  NOT TAKEN: {refusal}" for refusal in taken.refusals]
    return said


def _of_file(taken: "TakenFile") -> str:
    from db.moments import long_date
    from db.money import with_chf
    from db.vocabulary import Direction
    from ledger.commands.desk import plural

    lines_count = sum(len(each.statement.lines) for each in taken.statements)
    known_count = sum(each.known_count for each in taken.statements)
    if lines_count and lines_count == known_count:
        known = plural(lines_count, "line")
        return f"{taken.file.name}: all of its {known} are in the ledger already; no money was added."
    debits_count = sum(line.direction is Direction.DEBIT for each in taken.statements for line in each.statement.lines)
    up_to = max((each.statement.to_on for each in taken.statements), default=None)
    text = (
        f"{taken.file.name}: {plural(taken.received_count, 'receipt')} of {with_chf(taken.received_chf)}"
        + (f", {plural(debits_count, 'line')} paid out" if debits_count else ", nothing paid out")
        + (f", up to {long_date(up_to)}" if up_to else "")
    )
    return text + (f"; {plural(known_count, 'line')} known already." if known_count else ".")


def _of_statement(each: "TakenStatement") -> str:
    from db.money import chf_text
    from db.vocabulary import Direction
    from ledger.commands.desk import plural
    from reports.bank import STATES_IN_WORDS

    statement = each.statement
    opening, closing = (
        "no balance" if balance is None else chf_text(balance) for balance in (statement.opening, statement.closing)
    )
    credits_count = sum(line.direction is Direction.CREDIT for line in statement.lines)
    return (
        f"  {each.label} {statement.identification}: {statement.from_on} to {statement.to_on}, {statement.currency} "
        f"{opening} to {closing}, {plural(credits_count, 'line')} in {chf_text(statement.sum_of(Direction.CREDIT))}, "
        f"{plural(len(statement.lines) - credits_count, 'line')} out {chf_text(statement.sum_of(Direction.DEBIT))}, "
        f"chain {STATES_IN_WORDS[each.judgement.state]}"
    )


def _of_balances(each: "TakenStatement") -> list[str]:
    return [f"  {each.label}: {each.judgement.explanation}"] if each.judgement.explanation else []


def _of_closed_months(each: "TakenStatement") -> list[str]:
    """Say which receipts count later than the bank's value date, because its month is closed."""
    if not each.late_count:
        return []
    from datetime import timedelta

    from db.moments import long_date
    from ledger.commands.desk import plural

    closed = each.first_open - timedelta(days=1)
    said = plural(each.late_count, "receipt has a value date", "receipts have value dates")
    counts = "counts" if each.late_count == 1 else "count"
    in_closed = f"{said} up to {long_date(closed)}, when the books are closed"
    return [f"  {each.label}: {in_closed}, and {counts} from {long_date(each.first_open)}; what was reported stays."]


def proposal_in_words(found: "Sequence[Proposal]") -> str:
    """Say which receipt a debit may take back, and the command that books it; several where none is the best."""
    from db.moments import long_date
    from db.money import with_chf
    from ledger.rules.returns import the_best

    debit, best = found[0].debit, the_best(found)
    start = f"{debit.label}, {with_chf(debit.amount)} paid out on {long_date(debit.booked_on)}, may take back"
    if best:
        return (
            f"{start} receipt R{best.receipt.receipt_id} ({best.receipt.payer or 'payer not told'}): {best.words}. "
            f"If so: isu bank return {debit.label} R{best.receipt.receipt_id} --why …"
        )
    shown = "; or ".join(f"R{each.receipt.receipt_id}: {each.words}" for each in found[:4])
    return f"{start} one of several receipts, {shown}. If so: isu bank return {debit.label} RECEIPT --why …"


def second_wire_in_words(first: "BankLineReading", second: "BankLineReading") -> str:
    """Say that two payments look like one made twice; both are counted."""
    from db.money import chf_text

    return (
        f"{second.label} of {second.booked_on} has the payer, amount and text of {first.label} of {first.booked_on} "
        f"({second.currency} {chf_text(second.amount)}, {second.payer}): both are counted; if it was paid twice by "
        f"mistake, agree with the payer. Look: isu bank show {second.label}"
    )


class NoHeader(LedgerError):
    """Refuse a list in which no row looks like a header."""

    def __init__(self, name: str, absent: Sequence[str]) -> None:
        lacks = (
            f"has the column {', '.join(absent)}"
            if absent
            else "looks like a header with a day of booking and an amount"
        )
        super().__init__(
            f"{name} cannot be mapped: no row of it {lacks}; say which "
            "columns they are (--set booked=COLUMN --set amount=COLUMN), or put titles above the rows and try again"
        )


class NotAChange(LedgerError):
    """Refuse a change that is not FIELD=COLUMN."""

    def __init__(self, typed: str) -> None:
        super().__init__(f'{typed!r} says of no column what it is; write FIELD=COLUMN, like booked="Date comptable"')


def suggested(
    name: str, data: bytes, changes: Sequence[str], *, iban: str, currency: str
) -> "tuple[Suggestion, SheetMapping]":
    """Suggest what the columns of a list are, with a person's changes. Raises NoHeader, NotAChange or BadMapping."""
    from ledger.intake.grids import grid_of
    from ledger.intake.mapped import COLUMNS
    from ledger.intake.suggesting import suggest

    said = {}
    for change in changes:
        field, equals, column = change.partition("=")
        if not equals:
            raise NotAChange(change)
        said[field.strip()] = column.strip()
    grid = grid_of(name, data)
    found = suggest(grid, said) or suggest(grid)
    if found is None:
        cells = {cell for _, row in grid for cell in row}
        raise NoHeader(name, [column for field, column in said.items() if field in COLUMNS and column not in cells])
    return found, found.mapping(said, iban=iban, currency=currency)


def mapping_in_words(found: "Suggestion", mapping: "SheetMapping") -> list[str]:
    """Say of each column what it is taken for, with what stands in it in the first row."""
    from ledger.intake.mapped import COLUMNS

    meaning = {getattr(mapping, field): field for field in COLUMNS if getattr(mapping, field)}
    meaning |= dict.fromkeys(mapping.text, "text")
    first = found.sample[0] if found.sample else ()
    forms = f"days are written {mapping.date_form}, decimals with {mapping.decimal_mark!r}"
    said = [f"The header is on line {found.line}; {forms}."]
    for place, column in enumerate(mapping.header):
        cell = first[place] if place < len(first) else ""
        said.append(
            f"  {column or '(no title)'}: {meaning.get(column, 'not used')}" + (f", like {cell[:60]!r}" if cell else "")
        )
    return said
