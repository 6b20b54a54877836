"""Make the bank statements of the sample office from bank_lines.csv.

    python -m sample_data.make_bank_files [FOLDER]

Writes one camt.053 file a month into FOLDER (the folder `bank` beside this script if none is
named), and those of bank_lines_after.csv into the folder `inbox` beside it. The account, the payers'
accounts and every payment are INVENTED. The same table always gives the same bytes. Up to June 2016
the bank writes version .001.04 of the format, from July 2016 version .001.08, as banks do change it.
"""

import csv
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from textwrap import wrap

HERE = Path(__file__).resolve().parent
LINES_CSV = HERE / "bank_lines.csv"
LINES_AFTER_CSV = HERE / "bank_lines_after.csv"

# The account: invented, a normal IBAN (not a QR-IBAN) with valid check digits.
ACCOUNT_IBAN = "CH6008990000201600001"
ACCOUNT_OWNER = "Implementation Support Unit, Convention on Cluster Munitions (sample)"
ACCOUNT_BANK_BIC = "SAMPCHGG"
CURRENCY = "CHF"
OPENING_BALANCE_CHF = Decimal("185420.35")  # on 1 January 2016

FIRST_MONTH = date(2016, 1, 1)
LAST_DAY = date(2017, 1, 26)
LAST_DAY_AFTER = date(2017, 3, 31)
FIRST_DAY_OF_VERSION_8 = date(2016, 7, 1)
TIME_OF_MAKING = "06:15:00"
LENGTHS_OF_IBAN = range(15, 35)
LONGEST_TEXT = 140  # a longer text is handed over in several parts
REMARK = "SAMPLE: the account and every payment in this file are invented."


@dataclass(frozen=True)
class Line:
    """One booked line of the account."""

    value_date: date
    is_credit: bool
    amount_chf: Decimal
    payer: str
    payer_account: str
    payer_country: str
    reference: str
    text: str
    bank_reference: str

    @property
    def signed_chf(self) -> Decimal:
        """Give the amount, negative for a debit."""
        return self.amount_chf if self.is_credit else -self.amount_chf


@dataclass(frozen=True)
class Statement:
    """One month of the account, as one file."""

    number: int
    first_day: date
    last_day: date
    opening_chf: Decimal
    lines: tuple[Line, ...]

    @property
    def file_name(self) -> str:
        """Give the name of the file."""
        month = f"{self.first_day:%Y-%m}" if self.first_day.day == 1 else f"{self.first_day}_{self.last_day}"
        return f"camt053_{month}.xml"

    @property
    def is_version_8(self) -> bool:
        """Tell whether the file is camt.053.001.08, else .04."""
        return self.first_day >= FIRST_DAY_OF_VERSION_8

    @property
    def closing_chf(self) -> Decimal:
        """Give the closing balance."""
        return self.opening_chf + _sum(line.signed_chf for line in self.lines)

    @property
    def made_at(self) -> str:
        """Give the moment of making, the morning after the last day."""
        return f"{self.last_day + timedelta(days=1):%Y-%m-%d}T{TIME_OF_MAKING}"


def read_lines(path: Path = LINES_CSV) -> list[Line]:
    """Read the booked lines in order; the columns state and story stay in the table."""
    lines: list[Line] = []
    count_of_year: dict[int, int] = {}
    with path.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            day = date.fromisoformat(row["value_date"])
            count = count_of_year[day.year] = count_of_year.get(day.year, 0) + 1
            lines.append(
                Line(
                    value_date=day,
                    is_credit={"credit": True, "debit": False}[row["direction"]],
                    amount_chf=Decimal(row["amount_chf"]),
                    payer=row["payer"],
                    payer_account=row["payer_account"],
                    payer_country=row["payer_country"],
                    reference=row["reference"],
                    text=row["text"],
                    bank_reference=f"{day:%Y%j}PH{count:07}",
                )
            )
    return lines


def statements(lines: Sequence[Line]) -> list[Statement]:
    """The months from FIRST_MONTH to LAST_DAY, each opening where the last closed."""
    return _statements(lines, FIRST_MONTH, LAST_DAY, OPENING_BALANCE_CHF, 0)


def statements_after() -> list[Statement]:
    """The rest of the month of LAST_DAY, and the months to LAST_DAY_AFTER."""
    before = statements(read_lines())
    opening = before[-1].closing_chf
    return _statements(read_lines(LINES_AFTER_CSV), LAST_DAY + timedelta(days=1), LAST_DAY_AFTER, opening, len(before))


def _statements(
    lines: Sequence[Line], first: date, until: date, opening: Decimal, before_count: int
) -> list[Statement]:
    made: list[Statement] = []
    whole = (first, until)
    while first <= until:
        next_first = (first + timedelta(days=31)).replace(day=1)
        last = min(next_first - timedelta(days=1), until)
        month = tuple(x for x in lines if first <= x.value_date <= last)
        made.append(Statement(before_count + len(made) + 1, first, last, opening, month))
        first, opening = next_first, made[-1].closing_chf
    if sum(len(each.lines) for each in made) != len(lines):
        message = f"a line lies outside {whole[0]} to {whole[1]}"
        raise ValueError(message)
    return made


def bank_files() -> dict[str, bytes]:
    """Every bank file by its name, made from bank_lines.csv."""
    return {each.file_name: _xml(each, is_version_8=each.is_version_8) for each in statements(read_lines())}


def files_after() -> dict[str, bytes]:
    """The bank files of the inbox by their names, made from bank_lines_after.csv."""
    return {each.file_name: _xml(each, is_version_8=each.is_version_8) for each in statements_after()}


def year_bytes(*, is_version_8: bool) -> bytes:
    """The whole story as one statement in one file, in either version."""
    whole = Statement(1, FIRST_MONTH, LAST_DAY, OPENING_BALANCE_CHF, tuple(read_lines()))
    return _xml(whole, is_version_8=is_version_8)


def _xml(statement: Statement, *, is_version_8: bool) -> bytes:
    version = "camt.053.001.08" if is_version_8 else "camt.053.001.04"
    namespace = f"urn:iso:std:iso:20022:tech:xsd:{version}"
    root = ET.Element("Document", {"xmlns": namespace})
    message = _put(root, "BkToCstmrStmt")
    header = _put(message, "GrpHdr")
    _put(header, "MsgId", f"MSG053{statement.first_day:%Y%m}{statement.number:04}")
    _put(header, "CreDtTm", statement.made_at)
    paging = _put(header, "MsgPgntn")
    _put(paging, "PgNb", "1")
    _put(paging, "LastPgInd", "true")
    _put_statement(message, statement, is_version_8=is_version_8)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode", short_empty_elements=False)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{declaration}\n<!-- {REMARK} -->\n{text}\n".encode()


def _put_statement(message: ET.Element, statement: Statement, *, is_version_8: bool) -> None:
    node = _put(message, "Stmt")
    _put(node, "Id", f"STM053{statement.first_day:%Y%m}{statement.number:04}")
    _put(node, "ElctrncSeqNb", str(statement.number))
    _put(node, "CreDtTm", statement.made_at)
    period = _put(node, "FrToDt")
    _put(period, "FrDtTm", f"{statement.first_day}T00:00:00")
    _put(period, "ToDtTm", f"{statement.last_day}T23:59:59")
    account = _put(node, "Acct")
    _put(account, "Id/IBAN", ACCOUNT_IBAN)
    _put(account, "Ccy", CURRENCY)
    _put(account, "Ownr/Nm", ACCOUNT_OWNER)
    _put(account, "Svcr/FinInstnId/BICFI", ACCOUNT_BANK_BIC)
    _put_balance(node, "OPBD", statement.opening_chf, statement.first_day)
    _put_balance(node, "CLBD", statement.closing_chf, statement.last_day)
    _put_summary(node, statement.lines)
    for number, line in enumerate(statement.lines, start=1):
        _put_entry(node, line, number, is_version_8=is_version_8)


def _put_balance(node: ET.Element, code: str, amount: Decimal, day: date) -> None:
    balance = _put(node, "Bal")
    _put(balance, "Tp/CdOrPrtry/Cd", code)
    _put_signed(balance, amount)
    _put(balance, "Dt/Dt", day.isoformat())


def _put_summary(node: ET.Element, lines: Sequence[Line]) -> None:
    summary = _put(node, "TxsSummry")
    total = _put(summary, "TtlNtries")
    _put(total, "NbOfNtries", str(len(lines)))
    _put(total, "Sum", f"{_sum(x.amount_chf for x in lines):.2f}")
    _put_signed(_put(total, "TtlNetNtry"), _sum(x.signed_chf for x in lines), "")
    for tag, is_credit in (("TtlCdtNtries", True), ("TtlDbtNtries", False)):
        amounts = [x.amount_chf for x in lines if x.is_credit is is_credit]
        side = _put(summary, tag)
        _put(side, "NbOfNtries", str(len(amounts)))
        _put(side, "Sum", f"{_sum(amounts):.2f}")


def _put_entry(node: ET.Element, line: Line, number: int, *, is_version_8: bool) -> None:
    entry = _put(node, "Ntry")
    _put(entry, "NtryRef", str(number))
    _put_signed(entry, line.signed_chf)
    _put(entry, "Sts/Cd" if is_version_8 else "Sts", "BOOK")
    _put(entry, "BookgDt/Dt", line.value_date.isoformat())
    _put(entry, "ValDt/Dt", line.value_date.isoformat())
    _put(entry, "AcctSvcrRef", line.bank_reference)
    domain, family, sub_family, words = _kind(line)
    code = _put(entry, "BkTxCd/Domn")
    _put(code, "Cd", domain)
    group = _put(code, "Fmly")
    _put(group, "Cd", family)
    _put(group, "SubFmlyCd", sub_family)
    _put_details(entry, line, is_version_8=is_version_8)
    _put(entry, "AddtlNtryInf", words)


def _kind(line: Line) -> tuple[str, str, str, str]:
    """Domain, family, sub-family of the ISO code, and the bank's own words."""
    if not line.payer:
        return "ACMT", "MDOP", "CHRG", "BANK CHARGES"
    reach = "DMCT" if line.payer_country == "CH" else "XBCT"
    if line.is_credit:
        return "PMNT", "RCDT", reach, "CREDIT TRANSFER RECEIVED"
    return "PMNT", "ICDT", reach, "PAYMENT ORDER"


def _put_details(entry: ET.Element, line: Line, *, is_version_8: bool) -> None:
    details = _put(entry, "NtryDtls/TxDtls")
    references = _put(details, "Refs")
    _put(references, "AcctSvcrRef", line.bank_reference)
    _put(references, "EndToEndId", "NOTPROVIDED")
    _put_signed(details, line.signed_chf)
    if line.payer:
        _put_party(details, line, is_version_8=is_version_8)
    if line.text or line.reference:
        remittance = _put(details, "RmtInf")
        for part in wrap(line.text, LONGEST_TEXT, break_on_hyphens=False):
            _put(remittance, "Ustrd", part)
        if line.reference:
            reference = _put(remittance, "Strd/CdtrRefInf")
            _put(reference, "Tp/CdOrPrtry/Cd", "SCOR")
            _put(reference, "Ref", line.reference)


def _put_party(details: ET.Element, line: Line, *, is_version_8: bool) -> None:
    role = "Dbtr" if line.is_credit else "Cdtr"
    parties = _put(details, "RltdPties")
    party = _put(parties, f"{role}/Pty" if is_version_8 else role)
    _put(party, "Nm", line.payer)
    _put(party, "PstlAdr/Ctry", line.payer_country)
    kind = "IBAN" if is_iban(line.payer_account) else "Othr/Id"
    _put(parties, f"{role}Acct/Id/{kind}", line.payer_account)
    invented_bic = f"SAMP{line.payer_country}22"
    _put(details, f"RltdAgts/{role}Agt/FinInstnId/BICFI", invented_bic)


def is_iban(account: str) -> bool:
    """True if the account has the form and the check digits of an IBAN."""
    if not (account[:2].isalpha() and account[2:4].isdigit() and account.isalnum()):
        return False
    digits = "".join(str(int(sign, 36)) for sign in account[4:] + account[:4])
    return len(account) in LENGTHS_OF_IBAN and int(digits) % 97 == 1


def _put_signed(node: ET.Element, amount: Decimal, currency: str = CURRENCY) -> None:
    """An amount without sign, and beside it whether it is credit or debit."""
    _put(node, "Amt", f"{abs(amount):.2f}", {"Ccy": currency} if currency else {})
    _put(node, "CdtDbtInd", "DBIT" if amount < 0 else "CRDT")


def _put(
    node: ET.Element,
    path: str,
    text: str | None = None,
    attributes: dict[str, str] | None = None,
) -> ET.Element:
    """Add the elements of the path, one inside the other; the last has the text."""
    for tag in path.split("/"):
        node = ET.SubElement(node, tag)
    node.text = text
    node.attrib.update(attributes or {})
    return node


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))


def main(arguments: Sequence[str]) -> int:
    """Write the files and say where."""
    if len(arguments) > 1 or any(each.startswith("-") for each in arguments):
        sys.stderr.write("usage: python -m sample_data.make_bank_files [FOLDER]\n")
        return 2
    folder = Path(arguments[0]) if arguments else HERE / "bank"
    folder.mkdir(parents=True, exist_ok=True)
    inbox = folder.parent / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    for into, files in ((folder, bank_files()), (inbox, files_after())):
        for name, content in files.items():
            (into / name).write_bytes(content)
        sys.stdout.write(f"{len(files)} bank files written to {into}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
