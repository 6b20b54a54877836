"""Give each reader of bank files mutated and random bytes for some minutes: only refusals may come, never a traceback.

    python -m tests.fuzz READER MINUTES        READER: camt, mt940, csv, mapped, xlsx, zip

Hypothesis draws which sample is changed and how; what is refused, what is read and how many inputs there were is
printed at the end. An exception that is no refusal, or an input that takes the processor more than two seconds, ends
the run and is printed whole.
"""

import io
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from time import monotonic, process_time

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.errors import LedgerError
from ledger.books.receiving import Choices, judged
from ledger.intake.bank_files import read_bank_files
from ledger.intake.mapped import SheetMapping
from ledger.intake.statements import BankFile
from ledger.intake.suggesting import suggest
from sample_data import make_bank_files
from sample_data.as_mt940 import mt940_bytes
from sample_data.as_ubs_csv import ubs_csv_bytes
from sample_data.as_xlsx import xlsx_bytes

SLOW_SECONDS = 2.0
LONGEST_REFUSAL = 3000
TOKENS = (
    b"<", b">", b"</Ntry>", b"<Ntry>", b"<!DOCTYPE x [", b"<!ENTITY a 'b'>", b"&a;", b"]]>", b"<![CDATA[", b"CRDT",
    b"DBIT",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\x00", b"\xc3", b"9" * 40, b"-", b".", b",", b"1e9", b"NaN", b"2016-02-30", b":61:",
    b":62F:", b":60M:", b"RC", b"//", b"\r\n", b"\n\n", b";", b";;;;;;;", b'"', b'="', b"\t", b"'", b"PK\x03\x04",
    b"../", b"\x1a",
)  # fmt: skip
LEAF = re.compile(rb"(?P<start><(?P<name>[A-Za-z]+)[^<>]*>)[^<]*(?P<end></(?P=name)>)")
TEXTS_OF_ELEMENTS = {
    b"<": b"RVSL",
    b">": b"-0.00",
    b"</Ntry>": b"PDNG",
    b"<Ntry>": b"CHF",
    b"&a;": b"true",
    b"]]>": b"",
}
Change = tuple[str, float, float, bytes]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "insert", "double", "move", "end", "text", "drop", "again"]),
        st.floats(0, 1),
        st.floats(0, 0.02),
        st.sampled_from(TOKENS) | st.binary(max_size=6),
    ),
    min_size=1,
    max_size=6,
)


def changed(data: bytes, changes: list[Change]) -> bytes:
    """Apply changes one after the other, each at a place and over a length that are fractions of the whole."""
    for kind, place, length, token in changes:
        at, size = int(place * len(data)), int(length * len(data)) + 1
        part = data[at : at + size]
        if kind == "flip":
            data = data[:at] + bytes(byte ^ 0x11 for byte in data[at : at + 1]) + data[at + 1 :]
        elif kind == "cut":
            data = data[:at] + data[at + size :]
        elif kind == "insert":
            data = data[:at] + token + data[at:]
        elif kind == "double":
            data = data[:at] + part + data[at:]
        elif kind == "move":
            data = data[:at] + data[at + size :] + part
        elif kind == "end":
            data = data[:at]
        else:
            data = with_leaf(data, at, kind, token)
    return data


def with_leaf(data: bytes, at: int, kind: str, token: bytes) -> bytes:
    """Change the first element without others in it behind a place, so that XML stays whole: its text, or it itself."""
    leaf = LEAF.search(data, at)
    if leaf is None:
        return data
    text = TEXTS_OF_ELEMENTS.get(token, token.translate(None, b"<>&\x00"))
    new = {"text": leaf["start"] + text + leaf["end"], "drop": b"", "again": leaf[0] * 2}[kind]
    return data[: leaf.start()] + new + data[leaf.end() :]


def samples() -> dict[str, tuple[bytes, ...]]:
    """Give what is mutated for each reader."""
    files = make_bank_files.bank_files()
    camt = (*sorted(files.values(), key=len)[:2], files["camt053_2016-09.xml"])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items())[:2]:
            archive.writestr(name, data)
    lines = mt940_bytes().split(b"-\r\n")
    own = b"Date;Amount;Balance;Ref;Payer;Text\r\n" + b"".join(
        b"%02d.03.2016;%d.50;%d.00;R%d;A PAYER;TEXT\r\n" % (day, day, 100 + day * (day + 2) // 2, day)
        for day in range(1, 20)
    )
    return {
        "camt": camt,
        "mt940": (b"-\r\n".join(lines[:2]), mt940_bytes()),
        "csv": (ubs_csv_bytes()[:4000], ubs_csv_bytes()),
        "mapped": (own,),
        "xlsx": (xlsx_bytes(),),
        "zip": (packed.getvalue(),),
    }


def mappings_of(data: bytes) -> tuple[SheetMapping, ...]:
    """Give the mapping that is suggested for a list that is whole."""
    from ledger.intake.grids import grid_of

    found = suggest(grid_of("own", data))
    assert found is not None
    return (found.mapping({}, iban="", currency="CHF"),)


def run(reader: str, minutes: float) -> Counter[str]:
    """Fuzz one reader for some minutes; gives how many inputs were read, taken and refused."""
    kept = samples()[reader]
    mappings = mappings_of(kept[0]) if reader in ("mapped", "xlsx") else ()
    counts: Counter[str] = Counter()
    until = monotonic() + minutes * 60

    @settings(
        max_examples=5000,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(kept), CHANGES, st.booleans(), st.binary(max_size=300))
    def one(data: bytes, changes: list[Change], is_random: bool, noise: bytes) -> None:
        if monotonic() < until:
            _try(counts, noise + data[:20] if is_random and len(noise) > 250 else changed(data, changes), mappings)

    while monotonic() < until:
        one()
    return counts


def _try(counts: Counter[str], data: bytes, mappings: tuple[SheetMapping, ...]) -> None:
    started = process_time()
    try:
        for file in read_bank_files("fuzz", data, mappings):
            counts[_said(file)] += 1
    except LedgerError as refusal:
        if len(str(refusal)) > LONGEST_REFUSAL:
            sys.stdout.write(f"TOO LONG a refusal for {data!r}: {refusal}\n")
            sys.exit(1)
        counts["refused"] += 1
    except BaseException:
        sys.stdout.write(f"NO REFUSAL for {data!r}\n")
        raise
    seconds = process_time() - started
    counts["slowest in ms"] = max(counts["slowest in ms"], int(seconds * 1000))
    if seconds > SLOW_SECONDS:
        sys.stdout.write(f"SLOW ({seconds:.1f} s) for {data!r}\n")
        sys.exit(1)


def _said(file: BankFile) -> str:
    good, refusals = judged(file, Choices())
    return "a statement refused" if refusals else "read and adds up" if good else "read, no statement"


def main(say: Callable[[str], object] = sys.stdout.write) -> None:
    """Fuzz the reader that the command line names."""
    reader, minutes = sys.argv[1], float(sys.argv[2])
    counts = run(reader, minutes)
    slowest = counts.pop("slowest in ms", 0)
    say(f"{reader}: {sum(counts.values())} inputs in {minutes:g} minutes, slowest {slowest} ms: {dict(counts)}\n")


if __name__ == "__main__":
    main()
