"""Write the sample year as one MT940 file, a statement a month, in a layout that Swiss banks used before camt.

The account and every payment are INVENTED; the layout is a fact. The same table always gives the same bytes. MT940 has
no room for a remark, so each statement is named SAMPLE.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from sample_data.make_bank_files import ACCOUNT_IBAN, CURRENCY, Line, Statement, is_iban, read_lines, statements

_COLUMNS = 65
_MOST_LINES = 6


def mt940_bytes() -> bytes:
    """Give the whole sample year as one file, in UTF-8."""
    return mt940_of(statements(read_lines()))


def mt940_of(months: list[Statement]) -> bytes:
    """Write statements as one file. Raises ValueError for a text that does not fit into the format."""
    rows = [row for month in months for row in _message(month)]
    return "".join(f"{row}\r\n" for row in rows).encode()


def _message(month: Statement) -> Iterator[str]:
    """Write one statement; its opening balance is that of the evening before its first day."""
    yield f":20:SAMPLE{month.last_day:%Y%m%d}"
    yield f":25:{ACCOUNT_IBAN}"
    yield f":28C:{month.number:05}/00001"
    yield f":60F:{_balance(month.opening_chf, month.first_day - timedelta(days=1))}"
    for line in month.lines:
        yield _booking(line)
        yield from _folded(_details(line))
    yield f":62F:{_balance(month.closing_chf, month.last_day)}"
    yield "-"


def _balance(balance: Decimal, day: date) -> str:
    return f"{'D' if balance < 0 else 'C'}{day:%y%m%d}{CURRENCY}{_amount(abs(balance))}"


def _amount(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def _booking(line: Line) -> str:
    day, mark = line.value_date, "C" if line.is_credit else "D"
    kind = "NTRF" if line.payer else "NCHG"
    return f":61:{day:%y%m%d%m%d}{mark}{_amount(line.amount_chf)}{kind}NONREF//{line.bank_reference}"


def _details(line: Line) -> str:
    """Say with code words who paid and for what; the text of the payer comes last."""
    account = "IBAN" if is_iban(line.payer_account) else "ACCT"
    parts = (
        f"/{'ORDP' if line.is_credit else 'BENM'}/{line.payer}" if line.payer else "",
        f"/{account}/{line.payer_account}" if line.payer_account else "",
        f"/REMI/STRD/CUR/{line.reference}" if line.reference else "",
        f"/REMI/USTD//{line.text}" if line.text else "",
    )
    return "".join(parts)


def _folded(text: str) -> Iterator[str]:
    """Fold a field at 65 columns: ``//`` begins each further line, and none ends with a blank that could get lost."""
    start, rest, count = ":86:", text, 0
    while rest:
        width = _COLUMNS - (2 if count else 0)
        part = rest[:width].rstrip() if len(rest) > width else rest
        yield f"{start if not count else '//'}{part}"
        rest, count = rest[len(part) :], count + 1
    if count > _MOST_LINES:
        message = f"it does not fit into {_MOST_LINES} lines of MT940: {text!r}"
        raise ValueError(message)
