"""The command match: what receipts are and what they pay, certain ones booked, the others proposed."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import typer

from ledger.commands.app import app
from ledger.commands.desk import give, heading_today, open_ledger, write_books
from ledger.commands.options import DryRun, Format, FormatOption, OutputOption

if TYPE_CHECKING:
    import sqlite3

    from db.match_readings import AllocationReading, AlternativeReading, MatchReading
    from ledger.rules.returns import Proposal as RecallProposal
    from ledger.rules.verdicts import Proposal, Verdict

_MANY = 500


@app.command()
def match(
    ctx: typer.Context,
    dry_run: DryRun = False,
    chosen: FormatOption = Format.TABLE,
    output: OutputOption = None,
) -> None:
    """Match the unidentified receipts: what is certain is booked, what is likely is proposed, the rest is left.

    Certain is a receipt with our reference, our invoice number or a known account, whose amount fits exactly one use,
    with nothing against it. What a person has decided is never changed. Each receipt has its evidence in words.

    Example: isu match --dry-run
    """
    from ledger.books.matching import match as match_receipts
    from ledger.commands.progress import progress_bar
    from reports.matching import matching

    with open_ledger(ctx) as store:
        waiting = _count(store.db)
        with progress_bar(waiting > _MANY) as step, write_books(store, rehearse=dry_run) as books:
            verdicts = match_receipts(books, progress=step("matching", waiting))
            readings = [*match_readings(store.db, verdicts), *recalls(store.db)]
        left = any(each.match_class != "automatic" for each in readings)
        next_step = "Next: isu review" if left else "Next: isu report reconciliation --month YEAR-MONTH"
        table = matching(heading_today(store.db), readings, is_rehearsal=dry_run, next_step=next_step)
    give(table, chosen, output)


def _count(db: "sqlite3.Connection") -> int:
    (count,) = db.execute(
        "SELECT count(*) FROM receipt WHERE NOT EXISTS "
        "(SELECT 1 FROM entry WHERE entry.receipt_id = receipt.id AND act <> 'receive')"
    ).fetchone()
    return int(count)


def match_readings(db: "sqlite3.Connection", verdicts: "Iterable[Verdict]") -> "list[MatchReading]":
    """Give verdicts as values to show: of what was booked, what it pays in the books."""
    from datetime import date

    from db import balances
    from db.match_readings import AllocationReading

    booked: dict[int, list[AllocationReading]] = {}
    for each in balances.applications(db, as_of=date.max):
        booked.setdefault(each.receipt_id, []).append(AllocationReading(each.year, each.line, each.amount_chf))
    return [reading_of(verdict, booked.get(verdict.incoming.receipt_id)) for verdict in verdicts]


def reading_of(verdict: "Verdict", booked: "Sequence[AllocationReading] | None" = None) -> "MatchReading":
    """Give one verdict as a value to show."""
    from db.match_readings import MatchReading
    from db.money import ZERO_CHF
    from ledger.rules.verdicts import MatchClass

    incoming, said = verdict.incoming, verdict.proposals[0] if verdict.state else None
    uses = _uses(said) if said else ()
    on_account_chf = said.fit.on_account_chf if said else ZERO_CHF
    if booked is not None and verdict.match_class is MatchClass.AUTOMATIC:
        uses = tuple(booked)
        on_account_chf = incoming.amount_chf - sum((each.amount_chf for each in uses), ZERO_CHF)
    return MatchReading(
        receipt=incoming.label,
        line="",
        value_date=incoming.value_date,
        bank_reference=incoming.bank_reference,
        end_to_end_id=incoming.end_to_end_id,
        payer=incoming.payer,
        text=incoming.payment.text,
        amount_chf=incoming.amount_chf,
        match_class=verdict.match_class.value,
        state=verdict.state,
        allocations=uses,
        on_account_chf=on_account_chf,
        fee_chf=said.fit.fee_chf if said else ZERO_CHF,
        evidence=verdict.evidence,
        alternatives=tuple(_alternatives(verdict)),
    )


def _uses(proposal: "Proposal") -> "tuple[AllocationReading, ...]":
    from db.match_readings import AllocationReading

    return tuple(AllocationReading(use.year, use.line, use.amount_chf) for use in proposal.fit.uses)


def _alternatives(verdict: "Verdict") -> "Iterable[AlternativeReading]":
    """Give the other uses of the State that is said, then the other States."""
    from db.match_readings import AllocationReading, AlternativeReading
    from db.money import ZERO_CHF

    if verdict.state:
        for other in verdict.proposals[0].fit.others:
            uses = tuple(AllocationReading(part.year or 0, part.line, part.amount_chf) for part in other.parts)
            yield AlternativeReading(verdict.state, uses, ZERO_CHF, (f"the amount is {other.words}",))
    for proposal in verdict.proposals[1:] if verdict.state else verdict.proposals:
        evidence = (*proposal.evidence, proposal.fit.words)
        yield AlternativeReading(proposal.state, _uses(proposal), proposal.fit.on_account_chf, evidence)


def recalls(db: "sqlite3.Connection") -> "list[MatchReading]":
    """Give the debits of which nobody has spoken and that look like the bank taking a receipt back."""
    from ledger.commands.bank import return_proposals

    return [_recall(found[0], found[1:]) for found in return_proposals(db)]


def _recall(best: "RecallProposal", others: "Sequence[RecallProposal]") -> "MatchReading":
    from db.match_readings import AlternativeReading, MatchReading
    from db.money import ZERO_CHF
    from reports.matching import RECALL

    debit, receipt = best.debit, f"R{best.receipt.receipt_id}"
    return MatchReading(
        receipt=receipt,
        line=debit.label,
        value_date=debit.value_date,
        bank_reference=debit.bank_reference,
        end_to_end_id=debit.end_to_end_id,
        payer=debit.payer,
        text=debit.text,
        amount_chf=debit.signed,
        match_class=f"{RECALL}{receipt}",
        state=None,
        allocations=(),
        on_account_chf=ZERO_CHF,
        fee_chf=ZERO_CHF,
        evidence=(best.words, f"book it: isu bank return {debit.label} {receipt} --why …"),
        alternatives=tuple(
            AlternativeReading("", (), ZERO_CHF, (f"R{other.receipt.receipt_id}: {other.words}",)) for other in others
        ),
    )
