"""The bank's papers as lists: statements with what their balances prove, lines with what became of them."""

from collections.abc import Iterable, Mapping, Sequence

from db.bank_readings import BankLineReading, BankStatementReading, PaymentReading
from db.money import chf_text
from db.vocabulary import ChainState, Direction
from reports.table import Cell, Column, Heading, Kind, Table

STATES_IN_WORDS = {
    ChainState.OK: "ok",
    ChainState.NO_BALANCES: "no balances",
    ChainState.HALF: "half",
    ChainState.GAP: "GAP",
    ChainState.OVERLAP: "overlap",
    ChainState.BROKEN: "BROKEN",
    ChainState.CURRENCY_MIX: "CURRENCY MIX",
}


_STATEMENT_COLUMNS = (
    Column("statement", "No."),
    Column("account", "Account", spare=2),
    Column("from", "From", Kind.DATE),
    Column("to", "To", Kind.DATE),
    Column("opening", "Opening", Kind.CHF),
    Column("credits", "Came in", Kind.CHF, spare=1),
    Column("debits", "Paid out", Kind.CHF, spare=1),
    Column("closing", "Closing", Kind.CHF),
    Column("lines", "Lines", Kind.COUNT, spare=5),
    Column("chain", "Chain"),
    Column("said", "Remark", spare=4),
    Column("identification", "Identification", spare=6),
    Column("file", "File", spare=3),
    Column("format", "Format", spare=7),
)


def bank_statements(
    heading: Heading, found: Sequence[BankStatementReading], chain: Mapping[str, tuple[ChainState, str]]
) -> Table:
    """List statements by account and day; ``chain`` is the state of each by its label, and what is to be said of it."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "statement": each.label,
            "account": f"{each.iban} {each.currency}",
            "from": each.from_on,
            "to": each.to_on,
            "opening": each.opening,
            "credits": each.credits,
            "debits": each.debits,
            "closing": each.closing,
            "lines": each.lines_count,
            "chain": STATES_IN_WORDS[chain[each.label][0]],
            "said": chain[each.label][1],
            "identification": each.identification,
            "file": each.file_name,
            "format": each.format,
        }
        for each in found
    )
    gaps = [f"GAP before {label}: {said}" for label, (state, said) in chain.items() if state is ChainState.GAP]
    warned = [f"{each.label}: {warning}" for each in found for warning in each.warnings]
    return Table(
        name="bank-statements",
        title="Bank statements",
        heading=_in_currency(heading, (each.currency for each in found)),
        columns=_STATEMENT_COLUMNS,
        rows=rows,
        total={},
        notes=(*gaps, *warned),
        figures={
            "statements_count": len(rows),
            "gaps_count": len(gaps),
            "ok_count": sum(state is ChainState.OK for state, _ in chain.values()),
        },
    )


def _in_currency(heading: Heading, currencies: Iterable[str]) -> Heading:
    """Say above a list in which currency its amounts are: that of the one account, or of each."""
    found = set(currencies)
    return heading._replace(currency="the currency of each account" if len(found) > 1 else "".join(found) or "CHF")


def standing(line: BankLineReading) -> str:
    """Say in a word or two what a line is."""
    if line.set_aside:
        return "set aside"
    if line.direction is Direction.DEBIT:
        return f"returns R{line.receipt_id}" if line.receipt_id else "paid out, open"
    return f"receipt R{line.receipt_id}" if line.receipt_id else f"{line.currency}, no contribution"


def bank_lines(
    heading: Heading, found: Sequence[BankLineReading], notes: tuple[str, ...] = (), title: str = "Bank lines"
) -> Table:
    """List booked lines by account and day, each once; amounts in the account's currency, debits below zero."""
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "line": line.label,
            "booked_on": line.booked_on,
            "value_date": line.value_date,
            "amount": line.signed,
            "currency": line.currency,
            "standing": standing(line),
            "payer": line.payer,
            "text": line.text or line.note,
            "why": line.set_aside,
            "reversal": line.is_reversal,
            "bank_reference": line.bank_reference,
            "account": line.iban,
        }
        for line in found
    )
    return Table(
        name="bank-lines",
        title=title,
        heading=_in_currency(heading, (line.currency for line in found)),
        columns=(
            Column("line", "Line"),
            Column("booked_on", "Booked", Kind.DATE),
            Column("value_date", "Value date", Kind.DATE, spare=6),
            Column("amount", "Amount", Kind.CHF),
            Column("currency", "Currency", spare=5),
            Column("standing", "What it is"),
            Column("payer", "Payer or payee"),
            Column("text", "Text", spare=1),
            Column("why", "Why set aside", spare=2),
            Column("reversal", "Reversal", Kind.YES_NO, spare=4),
            Column("bank_reference", "Bank reference", spare=3),
            Column("account", "Account", spare=7),
        ),
        rows=rows,
        total={},
        notes=notes,
    )


def bank_line(
    heading: Heading,
    line: BankLineReading,
    payments: Iterable[PaymentReading],
    papers: Iterable[tuple[str, str, str, int, str]],
    *,
    with_raw: bool,
) -> Table:
    """Show one line: all that the bank tells of it, paper by paper, and where each paper is."""
    said = [("line", name, value) for name, value in _of_line(line) if value]
    for payment in payments:
        told = f"{payment.told_by}, payment {payment.position}"
        said += [(told, name, value) for name, value in _of_payment(payment, line.direction) if value]
    for paper, file, digest, position, raw in papers:
        said.append((paper, "file", f"{file}, entry {position}, SHA-256 {digest}"))
        said += [(paper, "verbatim", raw)] if with_raw else []
    return Table(
        name="bank-line",
        title=f"Bank line {line.label}",
        heading=_in_currency(heading, [line.currency]),
        columns=(Column("told_by", "Told by", spare=1), Column("what", "What"), Column("says", "Says")),
        rows=tuple({"told_by": told_by, "what": what, "says": says} for told_by, what, says in said),
        total={},
    )


def _of_line(line: BankLineReading) -> list[tuple[str, str]]:
    return [
        ("account", f"{line.iban} in {line.currency}"),
        ("amount", f"{line.currency} {chf_text(line.amount)} {line.direction.value}"),
        ("booked on", line.booked_on.isoformat()),
        ("value date", line.value_date.isoformat()),
        ("what it is", standing(line)),
        ("why set aside", line.set_aside),
        ("bank reference", line.bank_reference),
        ("entry reference", line.entry_reference),
        ("code", line.code),
        ("marked as a reversal", "yes" if line.is_reversal else ""),
        ("bank's note", line.note),
    ]


def _of_payment(payment: PaymentReading, direction: Direction) -> list[tuple[str, str]]:
    other = "payer" if direction is Direction.CREDIT else "payee"
    return [
        ("amount", "" if payment.amount is None else chf_text(payment.amount)),
        (other, payment.payer),
        (f"ultimate {other}", payment.ultimate_payer),
        ("account", payment.payer_account),
        ("bank", payment.payer_agent),
        ("country", payment.payer_country),
        ("reference", payment.creditor_reference),
        ("end-to-end id", payment.end_to_end_id),
        ("further references", ", ".join(payment.further_references.split("\n"))),
        ("text", payment.text_parts),
        ("original amount", payment.original),
        ("charges", payment.charges),
        ("reason of return", payment.return_reason),
    ]
