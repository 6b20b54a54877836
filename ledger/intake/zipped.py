"""Open a ZIP of bank files without trusting a word of it: names, sizes and ratios are checked before and while reading.

Apart because an archive lies more easily than any other file: what its header declares is counted again.
"""

import io
import lzma
import stat
import zipfile
import zlib

from ledger.intake.statements import UnreadableBankFile

MOST_MEMBERS = 1000
LARGEST_BYTES = 256 * 2**20
_LARGEST_RATIO = 200
_SMALL_BYTES = 2**20
_UNPACK = "unpack it yourself and import the files one by one, if you know where it is from"
_ZIP_START = b"PK\x03\x04"
_ENCRYPTED = 0x1
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, OSError, NotImplementedError, RuntimeError, EOFError,
)  # fmt: skip


def is_zip(data: bytes) -> bool:
    """Tell whether bytes begin as a ZIP does."""
    return data.startswith((_ZIP_START, b"PK\x05\x06"))


def is_xlsx(data: bytes) -> bool:
    """Tell whether bytes are an Excel workbook (.xlsx), damaged or not."""
    if not data.startswith(_ZIP_START):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return b"xl/workbook.xml" in data
    return "xl/workbook.xml" in names


def members(name: str, data: bytes) -> list[tuple[str, bytes]]:
    """Give the bank files in a ZIP with their names within it; folders and hidden files are left out.

    Raises UnreadableBankFile for a damaged, encrypted or suspicious archive; nothing of it is written anywhere.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = _checked(name, archive.infolist(), len(data))
            return _read(name, archive, wanted)
    except _DAMAGED as error:
        why = f"it is a damaged ZIP ({str(error)[:80] or type(error).__name__})"
        raise UnreadableBankFile(name, why, "fetch it anew from the bank") from None


def _checked(name: str, found: list[zipfile.ZipInfo], packed_bytes: int) -> list[zipfile.ZipInfo]:
    if len(found) > MOST_MEMBERS:
        raise UnreadableBankFile(name, f"it holds {len(found)} files, more than {MOST_MEMBERS}", _UNPACK)
    for member in found:
        if fault := _fault(member):
            raise UnreadableBankFile(name, f"in it, {member.filename[:80]!r} {fault}", _UNPACK)
    all_bytes = sum(member.file_size for member in found)
    if all_bytes > LARGEST_BYTES:
        raise UnreadableBankFile(name, f"it would unpack to {all_bytes // 2**20} MiB", _UNPACK)
    if sum(member.compress_size for member in found) > packed_bytes:
        raise UnreadableBankFile(name, "its files overlap each other", _UNPACK)
    names = [member.filename for member in found]
    if len(set(names)) < len(names):
        raise UnreadableBankFile(name, "it holds two files of one name", _UNPACK)
    wanted = [member for member in found if not (member.is_dir() or _is_hidden(member.filename))]
    if not wanted:
        raise UnreadableBankFile(name, "it is a ZIP with no file in it", "fetch it anew from the bank")
    return wanted


def _fault(member: zipfile.ZipInfo) -> str:
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0] or "\\" in member.filename:
        return "points outside the archive"
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link"
    if member.file_size > max(_SMALL_BYTES, _LARGEST_RATIO * max(member.compress_size, 1)):
        return f"would unpack to {member.file_size // 2**20} MiB from {member.compress_size} bytes"
    return ""


def _is_hidden(path: str) -> bool:
    return path.startswith("__MACOSX/") or path.rpartition("/")[2].startswith(".")


def _read(name: str, archive: zipfile.ZipFile, wanted: list[zipfile.ZipInfo]) -> list[tuple[str, bytes]]:
    read = []
    for member in wanted:
        with archive.open(member) as file:
            data = file.read(member.file_size + 1)
        if len(data) != member.file_size:
            raise UnreadableBankFile(name, f"in it, {member.filename[:80]!r} is not as long as it says", _UNPACK)
        read.append((f"{name}/{member.filename}", data))
    return read
