"""A stream of bytes cut into rows: at line ends, but not at those inside quotes.

Promise: the rows and the line ends between them are the stream, byte for byte. No more than
``limit_bytes`` of a row is held, and one piece of the stream: a longer row is given out piece by
piece, unread.

Not promised: line ends of old machines; a line ends with a line feed, or with the stream. In a
row too long to hold, every quote counts as one that opens or closes a field.
Source: Shafranovich (2005), RFC 4180, doi:10.17487/RFC4180.
Checked by: tests/connectors/test_line.py.
"""

from collections.abc import Iterator
from typing import Final, Protocol

from plimsoll.connectors.row import Row, UnreadRow
from plimsoll.intake.refusal import Reason, RowError

LINE_END: Final = b"\n"
QUOTE: Final = b'"'


class Quoting(Protocol):
    """How quotes work: given a line and the state before it, is a quote open after it?"""

    def __call__(self, line: bytes, /, *, was_open: bool) -> bool:
        """Tell whether a quote is open after ``line``."""
        ...


Segments = Iterator[tuple[bytes, bool]]


def cut(
    pieces: Iterator[bytes], *, limit_bytes: int, quoting: Quoting | None = None
) -> Iterator[Row | UnreadRow]:
    """Yield the rows of a stream.

    Args:
        pieces: The stream.
        limit_bytes: The longest row that is held.
        quoting: How quotes work; without it every line is a row.
    """
    return _Cutting(pieces, limit_bytes=limit_bytes, quoting=quoting).rows()


class _Cutting:
    """One walk over one stream."""

    def __init__(
        self, pieces: Iterator[bytes], *, limit_bytes: int, quoting: Quoting | None
    ) -> None:
        self.segments = _segments(pieces)
        self.limit_bytes = limit_bytes
        self.quoting = quoting
        self.offset_bytes = 0

    def rows(self) -> Iterator[Row | UnreadRow]:
        held: list[bytes] = []
        held_bytes, is_open = 0, False
        for segment, ends_line in self.segments:
            held.append(segment)
            held_bytes += len(segment)
            if held_bytes > self.limit_bytes:
                yield from self._unread(held, ends_line=ends_line)
            elif not ends_line:
                continue
            else:
                if self.quoting is not None:
                    is_open = self.quoting(_last_line(held), was_open=is_open)
                    if is_open:
                        held.append(LINE_END)
                        held_bytes += 1
                        continue
                encoded = held[0] if len(held) == 1 else b"".join(held)
                yield Row(self.offset_bytes, encoded)
                self.offset_bytes += len(encoded) + 1
            held, held_bytes, is_open = [], 0, False
        if held:
            yield Row(self.offset_bytes, b"".join(held))

    def _unread(self, held: list[bytes], *, ends_line: bool) -> Iterator[UnreadRow]:
        offset_bytes = self.offset_bytes
        pieces = self._rest_of_row(held, ends_line=ends_line)
        yield UnreadRow(offset_bytes, pieces, RowError(Reason.ROW_TOO_LONG))
        for _ in pieces:
            pass  # whatever the reader did not want; the next row begins behind it

    def _rest_of_row(self, held: list[bytes], *, ends_line: bool) -> Iterator[bytes]:
        is_open = False
        while True:
            for piece in held:
                self.offset_bytes += len(piece)
                if self.quoting is not None:
                    is_open ^= piece.count(QUOTE) % 2 == 1
                yield piece
            if ends_line:
                self.offset_bytes += 1
                if not is_open:
                    return
                yield LINE_END
            following = next(self.segments, None)
            if following is None:
                return
            held, ends_line = [following[0]], following[1]


def _segments(pieces: Iterator[bytes]) -> Segments:
    """Yield stretches without a line end, and whether one follows."""
    for piece in pieces:
        *ended, last = piece.split(LINE_END)
        for segment in ended:
            yield segment, True
        if last:
            yield last, False


def _last_line(held: list[bytes]) -> bytes:
    start = next((at + 1 for at in reversed(range(len(held))) if held[at] == LINE_END), 0)
    return held[start] if start == len(held) - 1 else b"".join(held[start:])
