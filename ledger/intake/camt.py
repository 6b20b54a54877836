"""Read camt (ISO 20022, bank to customer), versions .001.02 to .001.13, as banks send it.

camt.053 is the statement: its booked entries are money. camt.054 and camt.052 tell details of bookings and are never
money. Apart because every trap of the format's frame is met here: elements are found by local name and direct child
path, whatever envelope or namespace is around them; ``ledger.intake.camt_entry`` reads the entries.
"""

import hashlib
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby, pairwise

from db.money import ZERO_CHF
from db.vocabulary import Direction
from ledger.intake.camt_entry import EntryFault, amount_of, compact, direction_of, read_entry, status_of
from ledger.intake.camt_period import code_of, dated, last_told, period_of
from ledger.intake.line_store import LineStore
from ledger.intake.statements import BankFile, Notice, RefusedStatement, Statement, StatementLine, UnreadableBankFile
from ledger.intake.xml_nodes import Node, read_pieces

ASK_THE_BANK = "ask the bank for the statement as camt.053 and import that file"
_CONTAINERS = {"BkToCstmrStmt": "Stmt", "BkToCstmrAcctRpt": "Rpt", "BkToCstmrDbtCdtNtfctn": "Ntfctn"}
_MESSAGES = {"Stmt": "camt.053", "Rpt": "camt.052", "Ntfctn": "camt.054"}
_KNOWN_VERSIONS = range(2, 14)
_STATUSES = ("BOOK", "PDNG", "INFO", "FUTR")
_BALANCES = ("OPBD", "PRCD", "CLBD")


@dataclass(slots=True)
class _Page:
    """One ``Stmt``, ``Rpt`` or ``Ntfctn`` while it is read: its booked lines so far, oddities and the first fault."""

    node: Node
    lines: LineStore = field(default_factory=LineStore)
    currencies: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    entries_count: int = 0
    fault: str = ""


def read_camt(name: str, data: bytes) -> BankFile:
    """Read the bytes of one camt file; ``name`` is for messages.

    A statement that is not certain is refused by itself, in the file's ``refused``. Raises UnreadableBankFile for what
    is no camt file. A document type, an entity or an external reference is never followed.
    """
    pages: dict[int, _Page] = {}

    def take(parent: Node, entry: Node, raw: str) -> bool:
        if parent.name not in _MESSAGES:
            return False
        _take_entry(pages.setdefault(id(parent), _Page(parent)), entry, raw)
        return True

    root = read_pieces(name, data, {"Ntry"}, take)
    messages = _messages(root)
    if not messages:
        raise UnreadableBankFile(name, "it is XML, but no camt bank statement", ASK_THE_BANK)
    versions = [_version(name, message) for message in messages]
    found = [
        (message, pages.get(id(node)) or _Page(node))
        for message in messages
        for node in message.all(_CONTAINERS[message.name])
    ]
    if not found:
        raise UnreadableBankFile(name, "it holds no statement", ASK_THE_BANK)
    file = BankFile(name, hashlib.sha256(data).hexdigest(), versions[0], ())
    file = _with_statements(file, [(message, page) for message, page in found if page.node.name == "Stmt"])
    return _with_notices(file, [page for _, page in found if page.node.name != "Stmt"])


def _messages(root: Node) -> list[Node]:
    """Give the messages, wherever the envelope has them."""
    found, ahead = [], deque([root])
    while ahead:
        node = ahead.popleft()
        if node.name in _CONTAINERS:
            found.append(node)
        else:
            ahead.extend(child for children in node.children.values() for child in children)
    return found


def _version(name: str, message: Node) -> str:
    """Give the message and version, as the namespace says it; some banks leave it out or write another."""
    kind = _MESSAGES[_CONTAINERS[message.name]]
    found = re.search(rf"{kind}\.001\.(\d\d)", message.namespace)
    if found and int(found[1]) not in _KNOWN_VERSIONS:
        known = f"{kind}.001.{_KNOWN_VERSIONS[0]:02} to .{_KNOWN_VERSIONS[-1]}"
        raise UnreadableBankFile(name, f"it is {found[0]}, and only {known} are read", ASK_THE_BANK)
    return found[0] if found else kind


# Entries, as they pass --------------------------------------------------------------------------------------------


def _take_entry(page: _Page, entry: Node, raw: str) -> None:
    page.entries_count += 1
    if page.fault:
        return
    place = f"entry {page.entries_count}"
    try:
        status = status_of(entry)
        if status not in _STATUSES:
            raise EntryFault(f"its status {status!r} is unknown")
        if status != "BOOK":
            page.warnings.append(f"{place} is not booked yet ({status}) and was left out")
            return
        line, currency, warnings = read_entry(entry, raw, page.entries_count, _period_end(page.node))
        page.warnings += [f"{place}: {warning}" for warning in warnings]
        page.currencies |= {currency} if currency else set()
        if line.amount > ZERO_CHF:
            page.lines.append(line)
        else:
            page.warnings.append(f"{place} is of 0.00 and was left out")
    except EntryFault as error:
        page.fault = f"{place}: {error}"


def _period_end(node: Node) -> str:
    """Give the last day as it is written; a notice has none, and was made on the day of which it tells."""
    closings = [dated(balance) for balance in node.all("Bal") if code_of(balance) == "CLBD"]
    last = "".join(closings[:1]) if node.name == "Stmt" else node.at("CreDtTm")
    return last_told(node) or last


# Statements -------------------------------------------------------------------------------------------------------


def _with_statements(file: BankFile, found: list[tuple[Node, _Page]]) -> BankFile:
    statements, refused = [], []
    for pages in _pages_joined(found):
        identification = pages[0][1].node.at("Id") or "without identification"
        try:
            statements.append(_joined([_statement(message, page, identification) for message, page in pages]))
        except EntryFault as error:
            comma = "," if str(error) in [page.fault for _, page in pages] else ":"
            why = f"statement {identification}{comma} {error}"
            refused.append(RefusedStatement(identification, why, ASK_THE_BANK))
    return file._replace(statements=tuple(statements), refused=tuple(refused))


def _pages_joined(found: list[tuple[Node, _Page]]) -> Iterator[list[tuple[Node, _Page]]]:
    """Put together the pages of one statement, numbered without a gap; any other page stands alone."""
    for _, same in groupby(found, key=lambda each: _name(each[1].node)):
        together: list[tuple[Node, _Page]] = []
        before, was_last = 0, True
        for message, page in sorted(same, key=lambda each: _page_number(each[0], each[1].node)):
            number, is_last = _page_number(message, page.node)
            if together and (was_last or number != before + 1):
                yield together
                together = []
            together.append((message, page))
            before, was_last = number, is_last
        yield together


def _name(node: Node) -> tuple[str, ...]:
    return node.at("Id"), node.at("ElctrncSeqNb"), _account_id(node), node.at("Acct", "Ccy")


def _page_number(message: Node, node: Node) -> tuple[int, bool]:
    """Give the number of the page and whether it is the last one."""
    paging = node.child("StmtPgntn") if node.all("StmtPgntn") else message.child("GrpHdr", "MsgPgntn")
    number = paging.at("PgNb")
    return int(number) if re.fullmatch(r"[0-9]{1,5}", number) else 1, paging.at("LastPgInd") not in ("false", "0")


def _joined(pages: list[Statement]) -> Statement:
    """Put the pages of one statement together: it opens with the first and closes with the last."""
    if len(pages) == 1:
        return pages[0]
    lines = [line for page in pages for line in page.lines]
    for page, following in pairwise(pages):
        inner = (page.closing, following.opening)
        if None not in inner and inner[0] != inner[1] and inner != (pages[-1].closing, pages[0].opening):
            raise EntryFault(f"a page closes with {inner[0]} and the next one opens with {inner[1]}")
    return pages[0]._replace(
        from_on=min(page.from_on for page in pages),
        to_on=max(page.to_on for page in pages),
        closing=pages[-1].closing,
        lines=tuple(line._replace(position=number) for number, line in enumerate(lines, start=1)),
        currencies=tuple(sorted({each for page in pages for each in page.currencies})),
        warnings=tuple(warning for page in pages for warning in page.warnings if not warning.startswith("it is page")),
    )


def _statement(message: Node, page: _Page, identification: str) -> Statement:
    if page.fault:
        raise EntryFault(page.fault)
    node = page.node
    opening, closing = _balance(node, "OPBD") or _balance(node, "PRCD"), _balance(node, "CLBD")
    balances = [balance for balance in node.all("Bal") if code_of(balance) in _BALANCES]
    currencies = page.currencies | {balance.child("Amt").attributes.get("Ccy", "") for balance in balances} - {""}
    iban, currency = _account(node, currencies)
    is_unsigned = not all(balance.at("CdtDbtInd") for balance in (opening, closing) if balance)
    is_proven = is_unsigned and bool(opening and closing and sum(line.signed for line in page.lines))
    from_on, to_on, warnings = period_of(node, page.lines, opening, closing)
    return Statement(
        iban=iban,
        currency=currency,
        identification=identification,
        sequence=node.at("ElctrncSeqNb") or node.at("LglSeqNb"),
        from_on=from_on,
        to_on=to_on,
        opening=_signed(opening, is_proven=is_proven),
        closing=_signed(closing, is_proven=is_proven),
        lines=page.lines.kept(),
        currencies=tuple(sorted(currencies)),
        created=node.at("CreDtTm") or message.at("GrpHdr", "CreDtTm"),
        warnings=(*_said_of_file(message, node), *warnings, *page.warnings, *_summary(node, page)),
    )


def _account(node: Node, currencies: set[str]) -> tuple[str, str]:
    iban = _account_id(node)
    if not iban:
        raise EntryFault("it names no account")
    currency = node.at("Acct", "Ccy") or (min(currencies) if len(currencies) == 1 else "")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise EntryFault("it does not say in which currency its account is")
    return iban, currency


def _account_id(node: Node) -> str:
    account = node.child("Acct", "Id")
    return compact(account.at("IBAN") or account.at("Othr", "Id"))


def _balance(node: Node, code: str) -> Node | None:
    found = [balance for balance in node.all("Bal") if code_of(balance) == code]
    if len({(each.child("Amt").attributes.get("Ccy"), each.at("Amt"), each.at("CdtDbtInd")) for each in found}) > 1:
        raise EntryFault(f"it has several balances {code} that differ")
    return found[0] if found else None


def _signed(balance: Node | None, *, is_proven: bool) -> Decimal | None:
    if balance is None:
        return None
    try:
        amount = amount_of(balance)
        if not amount or (is_proven and not balance.at("CdtDbtInd")):
            return amount  # some banks leave the sign out; lines that moved the balance prove it
        return amount if direction_of(balance) is Direction.CREDIT else -amount
    except EntryFault as error:
        raise EntryFault(f"balance {code_of(balance)}: {error}") from None


def _said_of_file(message: Node, node: Node) -> list[str]:
    number, is_last = _page_number(message, node)
    said = [] if (number, is_last) == (1, True) else [f"it is page {number}{'' if is_last else ', not the last one'}"]
    copy = node.at("CpyDplctInd") or message.at("GrpHdr", "CpyDplctInd")
    return said + ([f"the bank marks it as a copy ({copy})"] if copy else [])


def _summary(node: Node, page: _Page) -> list[str]:
    """Compare the bank's own counts and sums, where it gives them, with what was read."""
    warnings = []
    kinds = {"TtlCdtNtries": "credits", "TtlDbtNtries": "debits", "TtlNtries": "entries"}
    for path, kind in kinds.items() if node.all("TxsSummry") else ():
        told = node.child("TxsSummry", path)
        amounts = [line.amount for line in page.lines if kind in ("entries", f"{line.direction.value}s")]
        for what, figure in {"NbOfNtries": str(len(amounts)), "Sum": str(sum(amounts, ZERO_CHF))}.items():
            if told.at(what) and not _is_same_number(told.at(what), figure):
                warnings.append(f"its summary says {told.at(what)} for the {kind} ({what}), but it holds {figure}")
    return warnings


def _is_same_number(said: str, figure: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,18}(\.[0-9]{1,9})?", said)) and Decimal(said) == Decimal(figure)


# Notices ----------------------------------------------------------------------------------------------------------


def _with_notices(file: BankFile, found: list[_Page]) -> BankFile:
    notices: list[Notice] = []
    refused, warnings = list(file.refused), list(file.warnings)
    for page in found:
        identification = page.node.at("Id") or "without identification"
        try:
            if page.fault:
                raise EntryFault(page.fault)
            account = _account(page.node, page.currencies)
            if page.currencies - {account[1]}:
                raise EntryFault(
                    f"it has entries in {', '.join(sorted(page.currencies))}, its account is in {account[1]}"
                )
            notices += [_notice(_MESSAGES[page.node.name], account, line) for line in page.lines]
            warnings += [f"notice {identification}, {warning}" for warning in page.warnings]
        except EntryFault as error:
            why = f"notice {identification}: {error}"
            refused.append(RefusedStatement(identification, why, "fetch it anew from the bank"))
    return file._replace(notices=tuple(notices), refused=tuple(refused), warnings=tuple(warnings))


def _notice(kind: str, account: tuple[str, str], line: StatementLine) -> Notice:
    return Notice(
        kind,
        *account,
        position=line.position,
        direction=line.direction,
        amount=line.amount,
        booked_on=line.booked_on,
        bank_reference=line.bank_reference,
        payments=line.payments,
        note=line.note,
        raw=line.raw,
    )
