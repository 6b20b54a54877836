"""Turn the bytes of a bank's text file into text, whatever the bank wrote it in.

Apart because MT940 and CSV do not say their encoding; XML does, and is read in ``ledger.intake.camt``.
"""

import codecs
import re

from ledger.intake.statements import UnreadableBankFile

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")


def text_of(name: str, data: bytes) -> str:
    """Read text by its byte order mark, else as UTF-8, else as Windows-1252, which Swiss banks still write.

    Line ends are as they came. Raises UnreadableBankFile for what is no text.

    >>> text_of("x.csv", "Genève".encode("cp1252"))
    'Genève'
    """
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    remedy = "fetch it anew from the bank, as text in UTF-8"
    raise UnreadableBankFile(name, "it is no text that can be read", remedy)
