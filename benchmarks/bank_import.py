"""Measure the import of one long camt.053 file: seconds, peak memory and entries a second, beside plain reading of XML.

    python -m benchmarks.bank_import [ENTRIES]

The floor is ``xml.etree.ElementTree.iterparse`` over the same file, which does nothing with what it reads. Ratios are
what counts; seconds depend on the machine.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.timing import measured

PYTHON = (sys.executable,)
IBAN = "CH6008990000201600001"
FLOOR = """
import sys
from xml.etree.ElementTree import iterparse
count = 0
for _, element in iterparse(sys.argv[1]):
    if element.tag.endswith("}Ntry"):
        count += 1
        element.clear()
print(count)
"""


def write_statement(path: Path, entries_count: int) -> None:
    """Write one statement of a day with so many credits of CHF 1.00 each."""
    head = (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId>'
        "</GrpHdr><Stmt><Id>LONG</Id><FrToDt><FrDtTm>2016-02-01T00:00:00</FrDtTm><ToDtTm>2016-02-01T23:59:59</ToDtTm>"
        f"</FrToDt><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>CHF</Ccy></Acct>"
        + _balance("OPBD", 0)
        + _balance("CLBD", entries_count)
    )
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        for number in range(entries_count):
            file.write(_entry(number))
        file.write("</Stmt></BkToCstmrStmt></Document>")


def _balance(code: str, francs: int) -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="CHF">{francs}.00</Amt>'
        "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2016-02-01</Dt></Dt></Bal>"
    )


def _entry(number: int) -> str:
    return (
        '<Ntry><Amt Ccy="CHF">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        "<BookgDt><Dt>2016-02-01</Dt></BookgDt><ValDt><Dt>2016-02-01</Dt></ValDt>"
        f"<AcctSvcrRef>2016032PH{number:07}</AcctSvcrRef><NtryDtls><TxDtls>"
        f'<Refs><EndToEndId>E{number}</EndToEndId></Refs><Amt Ccy="CHF">1.00</Amt>'
        f"<RltdPties><Dbtr><Pty><Nm>Payer {number}</Nm></Pty></Dbtr>"
        f"<DbtrAcct><Id><Othr><Id>{number:010}</Id></Othr></Id></DbtrAcct></RltdPties>"
        f"<RmtInf><Ustrd>Text of payment {number}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def main() -> None:
    """Measure with the count on the command line, else with 10'000 and 100'000 entries."""
    counts = [int(count) for count in sys.argv[1:]] or [10_000, 100_000]
    with TemporaryDirectory() as name:
        folder = Path(name)
        idle = measured([*PYTHON, "-m", "ledger", "--help"])
        sys.stdout.write(f"isu --help: {idle.wall:.2f} s, {idle.mib:.0f} MiB\n")
        for count in counts:
            _measure_one(folder, count)


def _measure_one(folder: Path, count: int) -> None:
    path, ledger = folder / f"{count}.xml", str(folder / f"{count}.sqlite")
    write_statement(path, count)
    isu = [*PYTHON, "-m", "ledger", "--ledger", ledger]
    floor = measured([*PYTHON, "-c", FLOOR, str(path)])
    measured([*isu, "init", "--name", "Benchmark"])
    took = measured([*isu, "bank", "import", str(path)])
    megabytes = path.stat().st_size / 1e6
    sys.stdout.write(
        f"{count} entries, {megabytes:.0f} MB: "
        f"import {took.wall:.1f} s, {took.mib:.0f} MiB, {count / took.wall:.0f} entries/s; "
        f"iterparse alone {floor.wall:.2f} s, {floor.mib:.0f} MiB; {took.wall / floor.wall:.1f} times the floor, "
        f"{(took.mib - floor.mib) / megabytes:.1f} bytes of memory above it a byte of file\n"
    )


if __name__ == "__main__":
    main()
