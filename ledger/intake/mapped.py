"""Read a bank list of any layout by a mapping that a person made once: which column is the day, which the amount.

Apart because here a person, not a format, says what a column is; a list whose header is another one is not read.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import pairwise

from db.errors import LedgerError
from db.money import ZERO_CHF, parse_chf
from db.vocabulary import Direction
from ledger.intake.grids import Grid, grid_of
from ledger.intake.statements import BankFile, BankPayment, Statement, StatementLine, UnreadableBankFile
from ledger.intake.zipped import is_xlsx

DATE_FORMS = {"iso": r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)", "dmy": r"(?P<d>\d\d?)[./-](?P<m>\d\d?)[./-](?P<y>\d{4})",
              "mdy": r"(?P<m>\d\d?)[./-](?P<d>\d\d?)[./-](?P<y>\d{4})"}  # fmt: skip
DEEPEST_HEADER = 50
_MAP_AGAIN = "say anew what its columns are with `isu bank map`"
_TOTAL = re.compile(r"\b(?:total\w*|summe\w*|saldo\w*|solde\w*|somme\w*|balance\w*)\b", re.IGNORECASE)


class BadMapping(LedgerError):
    """Refuse a mapping that does not say enough, or too much."""

    def __init__(self, why: str) -> None:
        super().__init__(f"this mapping cannot be used: {why}; say it anew with `isu bank map FILE`")


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What the columns of a layout are, by their header; ``header`` is the whole row by which the layout is known.

    Either ``amount`` (with its sign) or ``credit`` and ``debit`` (whose sign says nothing). Empty: not in the list.
    """

    header: tuple[str, ...]
    booked: str
    amount: str = ""
    credit: str = ""
    debit: str = ""
    value: str = ""
    balance: str = ""
    bank_reference: str = ""
    payer: str = ""
    payer_account: str = ""
    creditor_reference: str = ""
    currency_column: str = ""
    text: tuple[str, ...] = ()
    iban: str = ""
    currency: str = "CHF"
    date_form: str = "iso"
    decimal_mark: str = "."

    def __post_init__(self) -> None:
        columns = [getattr(self, name) for name in COLUMNS] + list(self.text)
        named = [column for column in columns if column]
        unknown = sorted({column for column in named if column not in self.header})
        doubled = sorted({column for column in named if self.header.count(column) > 1})
        if not self.booked or bool(self.amount) == bool(self.credit or self.debit):
            raise BadMapping("it needs the day of booking, and the amount or the credit and debit columns")
        if unknown:
            raise BadMapping(f"the header has no column {', '.join(unknown)}")
        if doubled:
            raise BadMapping(f"the header has the column {', '.join(doubled)} twice")
        if self.date_form not in DATE_FORMS or self.decimal_mark not in (".", ","):
            raise BadMapping(f"{self.date_form!r} and {self.decimal_mark!r} are no forms of dates and amounts")

    def as_dict(self) -> dict[str, str | list[str]]:
        """Give the mapping as plain text, for keeping."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, kept: Mapping[str, object]) -> "SheetMapping":
        """Read a mapping that was kept. Raises BadMapping."""
        known = {each.name for each in fields(cls)}
        if set(kept) != known or not all(_is_text(kept[key], many=key in ("header", "text")) for key in known):
            raise BadMapping("it is not as this program keeps one")
        values = {key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()}
        return cls(**values)  # type: ignore[arg-type]


COLUMNS = ("booked", "amount", "credit", "debit", "value", "balance", "bank_reference", "payer", "payer_account",
           "creditor_reference", "currency_column")  # fmt: skip


def _is_text(value: object, *, many: bool) -> bool:
    if many:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)


def signature(cells: Iterable[str]) -> tuple[str, ...]:
    """Give the header of a layout as it is compared: trimmed, without the empty cells at its end."""
    trimmed = [" ".join(cell.split()) for cell in cells]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return tuple(trimmed)


def find_header(grid: Grid, mappings: Iterable[SheetMapping]) -> tuple[SheetMapping, int] | None:
    """Find the mapping whose header stands in one of the first rows; gives it with the row's place in the grid."""
    known = {mapping.header: mapping for mapping in mappings}
    for place, (_, cells) in enumerate(grid[:DEEPEST_HEADER]):
        if mapping := known.get(signature(cells)):
            return mapping, place
    return None


def read_mapped(name: str, data: bytes, mapping: SheetMapping) -> BankFile:
    """Read a list by its mapping: one statement, oldest line first.

    Balances come from the balance column, which must then agree row by row; else there are none. Raises
    UnreadableBankFile with the line of what is doubtful.
    """
    grid = grid_of(name, data)
    found = find_header(grid, [mapping])
    if found is None:
        raise UnreadableBankFile(name, f"its header is not {' | '.join(mapping.header)[:200]} any more", _MAP_AGAIN)
    reader = _Reader(name, mapping)
    rows = list(reader.rows(grid[found[1] + 1 :]))
    if not rows:
        raise UnreadableBankFile(name, "there is no booking below its header", "fetch a period with bookings")
    kind = "XLSX mapped" if is_xlsx(data) else "CSV mapped"
    return BankFile(name, hashlib.sha256(data).hexdigest(), kind, (reader.statement(rows),))


@dataclass(slots=True)
class _Row:
    """One booked row, with the texts of the rows below that belong to it."""

    line: int
    booked_on: date
    value_date: date
    signed: Decimal
    balance: Decimal | None
    cells: Mapping[str, str]
    raw: str
    more: list[str]


class _Reader:
    """Read the rows of one list; every fault names file and line."""

    def __init__(self, name: str, mapping: SheetMapping) -> None:
        self.name = name
        self.mapping = mapping
        self.warnings: list[str] = []
        self.debit_signs: set[bool] = set()

    def fault(self, line: int, why: str, remedy: str = "") -> UnreadableBankFile:
        return UnreadableBankFile(self.name, f"line {line}: {why}", remedy or f"mend it in the list, or {_MAP_AGAIN}")

    def rows(self, body: Grid) -> Iterator[_Row]:
        """Give the booked rows; a row without day and amount is detail of the row above."""
        last: _Row | None = None
        mapping = self.mapping
        for line, cells in body:
            if any(cells[len(mapping.header) :]):
                raise self.fault(
                    line, "it has more cells than the header, so its amounts may stand in the wrong columns"
                )
            row = dict(zip(mapping.header, cells, strict=False))
            amounts = [row.get(column, "") for column in (mapping.amount, mapping.credit, mapping.debit) if column]
            if not row.get(mapping.booked) and not any(amounts):
                if last is not None and any(cells):
                    last.more += [row[column] for column in self._texts() if row.get(column)]
                    last.raw += "\n" + _raw(cells)
                continue
            has_balance = bool(mapping.balance and row.get(mapping.balance))
            if not row.get(mapping.booked) and not has_balance and _TOTAL.search(" ".join(cells)):
                self.warnings.append(f"line {line} is a total and was left out")
                continue
            if last is not None:
                yield last
            last = self._row(line, row, cells)
        if last is not None:
            yield last

    def _texts(self) -> tuple[str, ...]:
        mapping = self.mapping
        return mapping.text or tuple(filter(None, [mapping.payer]))

    def _row(self, line: int, row: Mapping[str, str], cells: Sequence[str]) -> _Row:
        mapping = self.mapping
        booked_on = self._day(line, row.get(mapping.booked, ""), mapping.booked)
        valued = row.get(mapping.value, "") if mapping.value else ""
        balance = row.get(mapping.balance, "") if mapping.balance else ""
        return _Row(
            line=line,
            booked_on=booked_on,
            value_date=self._day(line, valued, mapping.value) if valued else booked_on,
            signed=self._signed(line, row),
            balance=self._amount(line, balance, mapping.balance) if balance else None,
            cells=row,
            raw=_raw(cells),
            more=[],
        )

    def _day(self, line: int, written: str, column: str) -> date:
        plain = re.sub(r"[ T]00:00(:00)?$", "", written)
        for form in (DATE_FORMS[self.mapping.date_form], DATE_FORMS["iso"]):  # Excel's own days are always ISO here
            if found := re.fullmatch(form, plain, re.ASCII):
                try:
                    return date(int(found["y"]), int(found["m"]), int(found["d"]))
                except ValueError:
                    break
        raise self.fault(line, f"{column}: {written!r} is no date of the form that the mapping says")

    def _amount(self, line: int, written: str, column: str) -> Decimal:
        plain = written.removeprefix("+").replace("−", "-")
        if self.mapping.decimal_mark == ",":
            if "." in plain and not re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+,\d{1,2}", plain):
                raise self.fault(line, f"{column}: {written!r} has a point where the mapping says a comma")
            plain = plain.replace(".", "").replace(",", ".")
        try:
            return parse_chf(plain)
        except LedgerError as error:
            raise self.fault(line, f"{column}: {error}") from None

    def _signed(self, line: int, row: Mapping[str, str]) -> Decimal:
        mapping = self.mapping
        if mapping.amount:
            return self._amount(line, row.get(mapping.amount, ""), mapping.amount)
        told = {column: row.get(column, "") for column in (mapping.credit, mapping.debit) if column}
        if not any(told.values()):
            raise self.fault(line, "it has a day of booking, but no amount")
        parts = {column: self._amount(line, text, column) for column, text in told.items() if text}
        moved = {column: abs(amount) for column, amount in parts.items() if amount}
        if len(moved) > 1:
            raise self.fault(line, f"both {mapping.credit} and {mapping.debit} are filled")
        self.debit_signs |= {
            amount < ZERO_CHF for column, amount in parts.items() if column == mapping.debit and amount
        }
        if len(self.debit_signs) > 1:
            raise self.fault(line, f"{mapping.debit}: {told[mapping.debit]!r} has another sign than the debits above")
        if mapping.credit in parts and parts[mapping.credit] < ZERO_CHF:
            raise self.fault(line, f"{mapping.credit}: {told[mapping.credit]!r} is below zero")
        return moved.get(mapping.credit, ZERO_CHF) - moved.get(mapping.debit, ZERO_CHF)

    def statement(self, rows: list[_Row]) -> Statement:
        """Put the rows together, oldest first; raises where balances and amounts do not agree."""
        ordered = self._oldest_first(rows)
        mapping = self.mapping
        first, last = ordered[0], ordered[-1]
        with_balances = all(row.balance is not None for row in ordered)
        days = sorted(row.booked_on for row in ordered)
        told = {row.cells.get(mapping.currency_column, "") for row in ordered} if mapping.currency_column else set()
        currencies = sorted((told - {""}) or {mapping.currency})
        moved = [row for row in ordered if row.signed]
        return Statement(
            iban=mapping.iban,
            currency=currencies[0] if len(currencies) == 1 else mapping.currency,
            identification=f"list {days[0]} to {days[-1]}",
            sequence="",
            from_on=days[0],
            to_on=days[-1],
            opening=first.balance - first.signed if with_balances and first.balance is not None else None,
            closing=last.balance if with_balances else None,
            lines=tuple(self._line(position, row) for position, row in enumerate(moved, start=1)),
            currencies=tuple(currencies),
            warnings=tuple(self.warnings + ["a row of 0.00 was left out"] * (len(moved) < len(ordered))),
        )

    def _oldest_first(self, rows: list[_Row]) -> list[_Row]:
        if rows[0].booked_on == rows[-1].booked_on:
            is_turned = self._break_in(rows) and not self._break_in(rows[::-1])
            return rows[::-1] if is_turned else self._agreeing(rows)
        ordered = rows if rows[0].booked_on < rows[-1].booked_on else rows[::-1]
        return self._agreeing(ordered)

    def _agreeing(self, ordered: list[_Row]) -> list[_Row]:
        if found := self._break_in(ordered):
            before, row = found
            assert before.balance is not None
            assert row.balance is not None
            off = before.balance + row.signed - row.balance
            raise self.fault(
                row.line,
                f"balance {before.balance} before and {row.signed} here do not give {row.balance} (off by {off})",
            )
        return ordered

    @staticmethod
    def _break_in(ordered: Sequence[_Row]) -> tuple[_Row, _Row] | None:
        """Give the first two rows between which the balances do not agree."""
        for before, row in pairwise(ordered):
            if before.balance is not None and row.balance is not None and before.balance + row.signed != row.balance:
                return before, row
        return None

    def _line(self, position: int, row: _Row) -> StatementLine:
        mapping = self.mapping
        cells = {name: row.cells.get(getattr(mapping, name), "") for name in COLUMNS if getattr(mapping, name)}
        texts = [*(row.cells.get(column, "") for column in mapping.text), *row.more]
        payment = BankPayment(
            payer=cells.get("payer", ""),
            payer_account=_compact(cells.get("payer_account", "")),
            creditor_reference=_compact(cells.get("creditor_reference", "")),
            text_parts=tuple(filter(None, texts)),
        )
        return StatementLine(
            position=position,
            direction=Direction.CREDIT if row.signed > ZERO_CHF else Direction.DEBIT,
            amount=abs(row.signed),
            booked_on=row.booked_on,
            value_date=row.value_date,
            raw=row.raw,
            bank_reference=cells.get("bank_reference", ""),
            payments=(payment,),
        )


def _raw(cells: Iterable[str]) -> str:
    return "\t".join(cells)


def _compact(written: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", written.upper())
