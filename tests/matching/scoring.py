"""Score matching on the labelled lines: each group alone, on the books of the sample office of 27 January 2017.

``python -m tests.matching.scoring LEDGER`` prints the table of ``docs/matching.md`` and what is not as labelled.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from db import balances
from db.readings import ReceiptReading
from db.store import Store, open_store
from db.vocabulary import Direction
from ledger.books.identifying import identify_receipt
from ledger.books.matching import match
from ledger.books.open_books import EVER, Books, open_books
from ledger.books.receiving import take_bank_files
from ledger.intake.statements import BankFile, BankPayment, Statement, StatementLine
from ledger.rules.verdicts import MatchClass, Verdict

AT = datetime(2017, 4, 3, 9, 0, tzinfo=UTC)
OUR_IBAN = "CH6008990000201600001"
LINES = Path(__file__).parent / "labelled_lines.csv"
KEYS = ("automatic right", "automatic wrong", "right State first", "right State not first", "left open rightly",
        "left open needlessly")  # fmt: skip


@dataclass(frozen=True)
class Label:
    """One labelled line and its right answer; ``pays`` is what an automatic match must book."""

    row: dict[str, str]

    def __getattr__(self, name: str) -> str:
        return self.row[name]

    @property
    def is_scored(self) -> bool:
        return bool(self.row["right"])

    @property
    def pays_chf(self) -> dict[str, Decimal]:
        parts = (part.split("=") for part in self.row["pays"].split(";") if part)
        return {key: Decimal(amount) for key, amount in parts}


@dataclass(frozen=True)
class Scored:
    """A labelled line with what matching said of it and what it booked."""

    label: Label
    verdict: Verdict
    booked_chf: dict[str, Decimal]

    @property
    def first_state(self) -> str:
        """Give the State of the best proposal."""
        return self.verdict.proposals[0].state if self.verdict.proposals else ""

    @property
    def key(self) -> str:
        """Give the column of the table in which it counts."""
        if self.verdict.match_class is MatchClass.AUTOMATIC:
            is_right = (
                self.label.right == "automatic"
                and self.verdict.state == self.label.right_state
                and self.booked_chf == self.label.pays_chf
            )
            return "automatic right" if is_right else "automatic wrong"
        if self.label.right == "automatic":
            return "left open needlessly"
        if not self.label.right_state:
            return "left open rightly"
        return "right State first" if self.first_state == self.label.right_state else "right State not first"


def labels() -> list[Label]:
    """Read the labelled lines."""
    with LINES.open(newline="", encoding="utf-8") as file:
        return [Label(row) for row in csv.DictReader(file)]


def score(ledger: Path) -> list[Scored]:
    """Score every line on a ledger, which stays as it is."""
    with open_store(ledger, at=AT) as store:
        return [
            scored
            for _, group in groupby(labels(), key=lambda label: label.group)
            for scored in _score_group(store, list(group))
        ]


def _score_group(store: Store, group: list[Label]) -> Iterable[Scored]:
    found = []
    with open_books(store, at=AT, rehearse=True) as books:
        for number, label in enumerate(group):
            take_bank_files(books, [_file(label, number)])
            receipt = max(balances.receipts(books.db, as_of=EVER), key=lambda each: each.id)
            if label.person_state:
                identify_receipt(books, receipt, label.person_state, why="the director says so")
                continue
            verdict = next(each for each in match(books) if each.incoming.receipt_id == receipt.id)
            found.append(Scored(label, verdict, _booked(books, receipt)))
    return found


def _booked(books: Books, receipt: ReceiptReading) -> dict[str, Decimal]:
    applied = balances.applications(books.db, as_of=EVER)
    paid = {f"{each.year}/{each.line}": each.amount_chf for each in applied if each.receipt_id == receipt.id}
    now = next(each for each in balances.receipts(books.db, as_of=EVER) if each.id == receipt.id)
    return paid | ({"on_account": now.on_account_chf} if now.on_account_chf else {})


def _file(label: Label, number: int) -> BankFile:
    on, amount = date.fromisoformat(label.value_date), Decimal(label.amount_chf)
    payment = BankPayment(
        payer=label.payer,
        payer_account=label.payer_account,
        creditor_reference=label.reference,
        text_parts=(label.text,) if label.text else (),
    )
    line = StatementLine(
        position=1,
        direction=Direction.CREDIT,
        amount=amount,
        booked_on=on,
        value_date=on,
        raw="<Ntry/>",
        bank_reference=f"L{label.group}-{number}",
        payments=(payment,),
    )
    statement = Statement(
        iban=OUR_IBAN,
        currency="CHF",
        identification=f"S{label.group}-{number}",
        sequence="1",
        from_on=on,
        to_on=on,
        opening=Decimal("0.00"),
        closing=amount,
        lines=(line,),
    )
    digest = sha256(f"{label.group}-{number}".encode()).hexdigest()
    return BankFile(f"{label.group}-{number}.xml", digest, "camt.053.001.08", (statement,))


def figures(scored: Iterable[Scored]) -> dict[str, int]:
    """Count the lines by column, and those that carry a sign or name their State."""
    held = [each for each in scored if each.label.is_scored]
    counts = Counter(each.key for each in held)
    signed = [each for each in held if each.verdict.proposals and _has_sign(each)]
    named = [each for each in held if each.label.names_it == "yes" and each.label.right_state]
    return {key: counts[key] for key in KEYS} | {
        "lines": len(held),
        "with our reference or a known account": len(signed),
        "of these automatic": sum(each.verdict.match_class is MatchClass.AUTOMATIC for each in signed),
        "that name their State": len(named),
        "of these right State first or booked": sum(each.first_state == each.label.right_state for each in named),
    }


def _has_sign(each: Scored) -> bool:
    signs = (" invoice ", "is known to pay for", "is the number of")
    said = [sentence for proposal in each.verdict.proposals for sentence in proposal.evidence]
    return any(sign in sentence for sentence in said for sign in signs if "mistyped" not in sentence)


def table(scored: Iterable[Scored]) -> Iterator[str]:
    """Write the table of ``docs/matching.md``, a line a kind."""
    held = [each for each in scored if each.label.is_scored]
    kinds = dict.fromkeys(each.label.kind for each in held)
    yield f"| kind | lines | {' | '.join(KEYS)} |"
    yield f"|---|{'--:|' * (len(KEYS) + 1)}"
    for kind in kinds:
        of_kind = [each for each in held if each.label.kind == kind]
        counts = Counter(each.key for each in of_kind)
        yield f"| {kind} | {len(of_kind)} | {' | '.join(str(counts[key] or '') for key in KEYS)} |"
    totals = Counter(each.key for each in held)
    yield f"| **all** | **{len(held)}** | {' | '.join(f'**{totals[key]}**' for key in KEYS)} |"


def main() -> None:
    """Print the table, the figures, and what is not as labelled."""
    scored = score(Path(sys.argv[1]))
    print("\n".join(table(scored)))  # noqa: T201
    print(figures(scored))  # noqa: T201
    for each in scored:
        if each.key in ("automatic wrong", "left open needlessly", "right State not first"):
            label, verdict = each.label, each.verdict
            print(f"\n{label.group} {label.kind}: {label.amount_chf} {label.payer} | {label.text}")  # noqa: T201
            print(f"  {each.key}: {verdict.match_class.value} {verdict.state} {each.booked_chf}")  # noqa: T201
            print(f"  {'; '.join(verdict.evidence)} | {[p.state for p in verdict.proposals]}")  # noqa: T201


if __name__ == "__main__":
    main()
