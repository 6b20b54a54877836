"""ZIP archives from outside: what their headers declare is counted again, and nothing suspicious is unpacked."""

import contextlib
import io
import re
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest

from ledger.intake.statements import UnreadableBankFile
from ledger.intake.zipped import MOST_MEMBERS, is_xlsx, is_zip, members
from tests.intake.traps import GOOD, zipped

PLAIN = {"bank.xml": GOOD}


def encrypted(data: bytes) -> bytes:
    """Set the flag of encryption in both headers of the one member."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[data.index(mark) + offset] |= 1
    return bytes(changed)


def linked(_: bytes) -> bytes:
    packed = io.BytesIO()
    link = zipfile.ZipInfo("bank.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, "/etc/hostname")
    return packed.getvalue()


def doubled(_: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("bank.xml", GOOD)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("bank.xml", GOOD)
    return packed.getvalue()


def lying(data: bytes) -> bytes:
    """Declare in the directory that the member is one byte shorter than it is."""
    at = data.index(b"PK\x01\x02") + 24
    (size,) = struct.unpack("<I", data[at : at + 4])
    return data[:at] + struct.pack("<I", size - 1) + data[at + 4 :]


def overlapping(_: bytes) -> bytes:
    """Let two entries of the directory point to the same packed bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.xml", GOOD)
        archive.filelist.append(other := zipfile.ZipInfo("b.xml"))
        other.file_size, other.compress_size = len(GOOD), len(GOOD)
        other.CRC, other.header_offset = archive.filelist[0].CRC, 0
    return packed.getvalue()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (encrypted, "in it, 'bank.xml' is encrypted"),
        (linked, "in it, 'bank.xml' is a link"),
        (doubled, "it holds two files of one name"),
        (lying, "it is a damaged ZIP"),
        (overlapping, "its files overlap each other"),
        (
            lambda _: zipped({f"{number}.xml": b"" for number in range(MOST_MEMBERS + 1)}),
            "it holds 1001 files, more than",
        ),
        (lambda _: zipped({"a" * 200 + "/../x.xml": GOOD}), "points outside the archive"),
    ],
)
def test_an_archive_that_is_suspicious_is_refused(change: Callable[[bytes], bytes], said: str) -> None:
    with pytest.raises(UnreadableBankFile, match=f"bank.zip was not taken: .*{re.escape(said)}"):
        members("bank.zip", change(zipped(PLAIN)))


def test_an_archive_that_would_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    part = bytes(range(256)) * 4 * 2**10
    packed = zipped({f"{number}.bin": part for number in range(4)})
    at = [match.start() + 24 for match in re.finditer(b"PK\x01\x02", packed)]
    for place in at:
        packed = packed[:place] + struct.pack("<I", 100 * 2**20) + packed[place + 4 :]
    with pytest.raises(UnreadableBankFile, match=r"would unpack to 100 MiB from|it would unpack to 400 MiB"):
        members("bank.zip", packed)


def test_a_damaged_member_of_any_packing_is_refused() -> None:
    for packing in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", packing) as archive:
            archive.writestr("bank.xml", GOOD)
        whole = packed.getvalue()
        for at in range(40, 140):
            changed = whole[:at] + bytes([whole[at] ^ 0x11]) + whole[at + 1 :]
            with contextlib.suppress(UnreadableBankFile):
                assert members("bank.zip", changed) in ([("bank.zip/bank.xml", GOOD)], [])


def test_a_workbook_is_told_from_an_archive_even_when_it_is_damaged() -> None:
    workbook = zipped({"xl/workbook.xml": b"<x/>"})
    assert (is_zip(workbook), is_xlsx(workbook), is_xlsx(workbook[:-30])) == (True, True, True)
    assert (is_xlsx(zipped(PLAIN)), is_zip(GOOD), is_xlsx(GOOD)) == (False, False, False)
    assert members("bank.zip", zipped(PLAIN | {"folder/": b"", ".hidden": b"x"})) == [("bank.zip/bank.xml", GOOD)]
