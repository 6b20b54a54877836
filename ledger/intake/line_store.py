"""Keep the lines of a statement, the many of a long one compressed, so that memory stays far below the file's size.

Apart because a reader appends and an act iterates, and neither need know.
"""

import pickle
import zlib
from collections.abc import Iterator, Sequence
from typing import overload

from ledger.intake.statements import StatementLine

_PORTION = 1000


class LineStore(Sequence[StatementLine]):
    """Lines in order, each full thousand of them compressed in memory."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._open: list[StatementLine] = []

    def append(self, line: StatementLine) -> None:
        """Put a line behind the others."""
        self._open.append(line)
        if len(self._open) == _PORTION:
            self._packed.append(zlib.compress(pickle.dumps(self._open), 1))
            self._open = []

    def kept(self) -> "Sequence[StatementLine]":
        """Give the lines as a tuple where they are few, else as they are kept."""
        return self if self._packed else tuple(self._open)

    def __len__(self) -> int:
        return len(self._packed) * _PORTION + len(self._open)

    def __iter__(self) -> Iterator[StatementLine]:
        for packed in self._packed:
            yield from _unpacked(packed)
        yield from self._open

    @overload
    def __getitem__(self, index: int) -> StatementLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[StatementLine]: ...
    def __getitem__(self, index: int | slice) -> StatementLine | list[StatementLine]:
        if isinstance(index, slice):
            return list(self)[index]
        place = range(len(self))[index]
        portion, within = divmod(place, _PORTION)
        return (self._open if portion == len(self._packed) else _unpacked(self._packed[portion]))[within]


def _unpacked(packed: bytes) -> list[StatementLine]:
    lines: list[StatementLine] = pickle.loads(zlib.decompress(packed))  # noqa: S301 - packed above, never from outside
    return lines
