"""Read XML from outside, safely and piece by piece: nothing of it is followed, and only what is asked for is kept.

Apart because every danger of XML is met here: a document type, an entity or an external reference is refused where it
stands, so is nesting deeper than any bank statement, and the encoding must be the one that the file declares.
"""

import codecs
import re
from collections.abc import Callable, Collection, Mapping

from ledger.intake.statements import UnreadableBankFile

LARGEST_BYTES = 256 * 2**20
_DEEPEST = 64
_MOST_NODES = 300_000  # kept at one time; what is handed over piece by piece does not count
_CHUNK = 2**18
_LONGEST_TAG_BYTES = 2**21  # or comment; the parser would read a longer one anew with every chunk
_SINGLE_BYTE = ("iso-8859-1", "iso-8859-15", "windows-1252")
_ENCODINGS = ("utf-8", "utf-16", "iso-8859-1", "iso-8859-15", "windows-1252", "us-ascii")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(r"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([^"'>]{1,40})["']""")
_CONTROLS = re.compile(rb"[\x80-\x9f]")
_ASK = "fetch the statement anew from the bank, as it gives it"
_NOT_A_STATEMENT = "do not use this file; fetch the statement anew from the bank"


_NO_CHILDREN: "dict[str, list[Node]]" = {}


class Node:
    """One element: its local name, namespace, attributes, own text and children by local name."""

    __slots__ = ("attributes", "children", "name", "namespace", "text")

    def __init__(self, name: str, namespace: str = "", attributes: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.namespace = namespace
        self.attributes = attributes or {}
        self.text = ""
        self.children = _NO_CHILDREN

    def add(self, child: "Node") -> None:
        """Put a child behind the others."""
        if self.children is _NO_CHILDREN:
            self.children = {}
        self.children.setdefault(child.name, []).append(child)

    def all(self, name: str) -> "list[Node]":
        """Give the children of a local name, in order."""
        return self.children.get(name, [])

    def child(self, *path: str) -> "Node":
        """Follow first children by local name; an empty node where the path ends early."""
        node = self
        for name in path:
            found = node.children.get(name)
            if not found:
                return _EMPTY
            node = found[0]
        return node

    def at(self, *path: str) -> str:
        """Give the text at the end of a path, trimmed; empty where there is none."""
        return self.child(*path).text.strip()

    def any_of(self, *names: str) -> str:
        """Give the first text that is there, of children by local name."""
        return next(filter(None, map(self.at, names)), "")


_EMPTY = Node("")
Piece = Callable[[Node, Node, str], bool]


class _Collector:
    """Build nodes; hand over each piece with its parent and its own text as it stands in the file."""

    def __init__(self, name: str, data: bytes, pieces: Collection[str], take: Piece) -> None:
        self.name = name
        self.data = data
        self.pieces = pieces
        self.take = take
        self.root = Node("")
        self.kept_count = 0
        self.kept_before: list[int] = []
        self.open: list[Node] = []
        self.texts: list[list[str]] = []
        self.starts: list[int] = []
        self.place: Callable[[], int] = lambda: 0
        self.where: Callable[[], str] = lambda: ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self.open) >= _DEEPEST:
            why = f"it is nested deeper than any bank statement ({self.where()})"
            raise UnreadableBankFile(self.name, why, _NOT_A_STATEMENT)
        self.kept_count += 1
        if self.kept_count > _MOST_NODES:
            why = f"it holds more than {_MOST_NODES} elements in one place ({self.where()})"
            raise UnreadableBankFile(self.name, why, _ASK)
        namespace, _, local = tag.rpartition("}")
        self.open.append(Node(local, namespace, attributes))
        self.texts.append([])
        if local in self.pieces:
            self.starts.append(self.place())
            self.kept_before.append(self.kept_count)

    def data_(self, text: str) -> None:
        if self.texts and (self.texts[-1] or not text.isspace()):  # the blanks between elements are many, and nothing
            self.texts[-1].append(text)

    def end(self) -> None:
        node = self.open.pop()
        node.text = "".join(self.texts.pop())
        parent = self.open[-1] if self.open else self.root
        if node.name in self.pieces:
            first, kept_before = self.starts.pop(), self.kept_before.pop()
            last = self.data.index(b">", self.place()) + 1
            if self.take(parent, node, self.data[first:last].decode("utf-8")):
                self.kept_count = kept_before
                return
        parent.add(node)


class _Target:
    """What the parser calls: the names of its protocol."""

    def __init__(self, collector: _Collector) -> None:
        self.start = collector.start
        self.end = lambda _tag: collector.end()
        self.data = collector.data_

    def close(self) -> None:
        """End of the document."""


def read_pieces(name: str, data: bytes, pieces: Collection[str], take: Piece) -> Node:
    """Read XML from bytes, calling ``take(parent, node, raw)`` at the end of each element named in ``pieces``.

    ``raw`` is the element verbatim; the parent holds what came before it. A piece that is taken (``True``) is not kept
    there, so that a long file needs little memory. Gives a node above the root. Raises UnreadableBankFile for what is
    not whole, plain XML in the encoding that it declares.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    if len(data) > LARGEST_BYTES:
        raise UnreadableBankFile(name, f"it is larger than {LARGEST_BYTES // 2**20} MiB", _ASK)
    plain = _utf8(name, data)
    collector = _Collector(name, plain, pieces, take)
    parser = DefusedXMLParser(
        target=_Target(collector), encoding="utf-8", forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    expat = parser.parser
    collector.place = lambda: int(expat.CurrentByteIndex)
    collector.where = lambda: f"line {expat.CurrentLineNumber}, column {expat.CurrentColumnNumber}"
    try:
        for start in range(0, len(plain), _CHUNK):
            parser.feed(plain[start : start + _CHUNK])
            if start - collector.place() > _LONGEST_TAG_BYTES:
                longer = f"longer than {_LONGEST_TAG_BYTES // 2**20} MiB"
                why = f"a tag or comment in it is {longer} ({collector.where()})"
                raise UnreadableBankFile(name, why, _NOT_A_STATEMENT)
        parser.close()
    except DefusedXmlException:
        why = f"it declares a document type or an entity ({collector.where()}), which no bank statement does"
        raise UnreadableBankFile(name, why, _NOT_A_STATEMENT) from None
    except ParseError as error:
        raise UnreadableBankFile(name, f"it is not whole XML ({error})", _ASK) from None
    except ValueError as error:
        raise UnreadableBankFile(name, f"its text cannot be read ({error})", _ASK) from None
    return collector.root


def _utf8(name: str, data: bytes) -> bytes:
    """Give the same text in UTF-8, without a byte order mark; the mark and the declaration must not disagree."""
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
    head = data[:400].decode("utf-16" if marked == "utf-16" else "latin-1", "replace").lstrip("\ufeffï»¿")
    found = _DECLARED.match(head)
    declared = _known(name, found[1]) if found else ""
    actual = marked or ("plain bytes" if declared == "utf-16" else declared)
    if declared and declared != actual:
        raise UnreadableBankFile(name, f"it says it is written in {declared}, but it is in {actual}", _ASK)
    encoding = marked or declared or "utf-8"
    if encoding in _SINGLE_BYTE and not data.isascii() and _is_utf8(data):
        raise UnreadableBankFile(name, f"it says it is written in {encoding}, but it is in utf-8", _ASK)
    if encoding == "iso-8859-1" and _CONTROLS.search(data):
        encoding = "windows-1252"  # as which it is read in practice where bytes stand for which Latin-1 has no sign
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        why = f"its text cannot be read: it says it is written in {declared or encoding}, but byte {error.start} is not"
        raise UnreadableBankFile(name, why, _ASK) from None
    if encoding == "utf-8":
        return data.removeprefix(codecs.BOM_UTF8).lstrip()  # the same bytes: a long file is not kept twice
    return text.removeprefix("\ufeff").lstrip().encode("utf-8")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _known(name: str, written: str) -> str:
    lowered = written.lower().replace("_", "-")
    encoding = {"utf8": "utf-8", "latin1": "iso-8859-1", "utf-16le": "utf-16", "utf-16be": "utf-16"}.get(
        lowered, lowered
    )
    if encoding not in _ENCODINGS:
        raise UnreadableBankFile(name, f"its encoding {written!r} is not one that banks use", _ASK)
    return encoding
