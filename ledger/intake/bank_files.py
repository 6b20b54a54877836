"""Read any file that e-banking gives: tell by its bytes what it is, never by its name.

Apart so that a command hands over bytes and gets statements; each format has a module of its own.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ledger.intake.statements import BankFile, UnreadableBankFile

if TYPE_CHECKING:
    from ledger.intake.mapped import SheetMapping

_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
_XML_START = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<[\x00]?[?!A-Za-z_]")
_MT940_START = re.compile(r"\A[\s\x00-\x1f]*(?:\{1:|:?20:|:20:)")
FORMATS = "the statement as camt.053 (XML), or else as MT940, CSV or Excel (.xlsx)"


def read_bank_files(name: str, data: bytes, mappings: Iterable["SheetMapping"] = ()) -> list[BankFile]:
    """Read one file as it came; a ZIP gives several, each named within it. ``mappings`` say how own lists are read.

    Raises UnreadableBankFile (or another refusal that names file and place).
    """
    from ledger.intake.zipped import is_xlsx, is_zip, members

    known = tuple(mappings)
    if is_zip(data) and not is_xlsx(data):
        return [_read_one(inner, content, known) for inner, content in members(name, data)]
    return [_read_one(name, data, known)]


def _read_one(name: str, data: bytes, mappings: Sequence["SheetMapping"]) -> BankFile:
    from ledger.intake.zipped import is_xlsx, is_zip

    if not data.strip(b"\x00\r\n\t "):
        raise UnreadableBankFile(name, "it is empty", "fetch it anew from the bank")
    for start, what in ((b"%PDF", "a PDF, for people to read"), (_OLD_EXCEL, "an old Excel file (.xls)")):
        if data.startswith(start):
            raise UnreadableBankFile(name, f"it is {what}", f"fetch from e-banking {FORMATS}")
    if is_xlsx(data):
        return _mapped(name, data, mappings)
    if is_zip(data):
        raise UnreadableBankFile(name, "it is a ZIP within a ZIP", "unpack it and import what is inside")
    if _XML_START.match(data[:200]):
        return _camt(name, data)
    return _text(name, data, mappings)


def _camt(name: str, data: bytes) -> BankFile:
    from ledger.intake.camt import read_camt

    return read_camt(name, data)


def _text(name: str, data: bytes, mappings: Sequence["SheetMapping"]) -> BankFile:
    from ledger.intake.bank_csv import UnknownLayout, read_bank_csv
    from ledger.intake.decoding import text_of
    from ledger.intake.mt940 import read_mt940

    if _MT940_START.match(text_of(name, data)[:200]):
        return read_mt940(name, data)
    try:
        return read_bank_csv(name, data)
    except UnknownLayout:
        if not mappings:
            raise
        return _mapped(name, data, mappings)


def _mapped(name: str, data: bytes, mappings: Sequence["SheetMapping"]) -> BankFile:
    from ledger.intake.grids import grid_of
    from ledger.intake.mapped import find_header, read_mapped

    found = find_header(grid_of(name, data), mappings)
    if found is None:
        why = "no header in it is one that this ledger knows"
        raise UnreadableBankFile(name, why, f"say once what its columns are with `isu bank map {name}`")
    return read_mapped(name, data, found[0])
