"""A stream cut into rows and put together again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.connectors.line import cut
from plimsoll.connectors.row import UnreadRow
from plimsoll.intake import Reason

STREAMS = st.lists(st.sampled_from([b"\n", b"a", b"bc" * 9, b"\r\n", b"\xff", b'"'])).map(b"".join)


def pieces_of(stream: bytes, size: int):
    return iter([stream[at : at + size] for at in range(0, len(stream), size)])


def taken(stream: bytes, *, limit_bytes: int, size: int = 7, quoting=None):
    rows = []
    for row in cut(pieces_of(stream, size), limit_bytes=limit_bytes, quoting=quoting):
        encoded = b"".join(row.pieces) if isinstance(row, UnreadRow) else row.encoded
        rows.append((row.offset_bytes, encoded, isinstance(row, UnreadRow)))
    return rows


def parity(line: bytes, /, *, was_open: bool) -> bool:
    return was_open ^ (line.count(b'"') % 2 == 1)


@given(STREAMS, st.integers(1, 30), st.integers(1, 50))
def test_the_rows_and_their_line_ends_are_the_stream(stream, size, limit_bytes):
    rows = taken(stream, limit_bytes=limit_bytes, size=size)
    assert [encoded for _, encoded, _ in rows] == stream.removesuffix(b"\n").split(b"\n")[
        : len(rows)
    ]
    for offset, encoded, is_unread in rows:
        assert stream[offset : offset + len(encoded)] == encoded
        assert is_unread == (len(encoded) > limit_bytes)
    assert sum(len(encoded) for _, encoded, _ in rows) == len(stream) - stream.count(b"\n")


@given(STREAMS, st.integers(1, 30), st.integers(1, 50))
def test_a_line_end_inside_quotes_does_not_end_a_row(stream, size, limit_bytes):
    rows = taken(stream, limit_bytes=limit_bytes, size=size, quoting=parity)
    expected, row = [], b""
    for line in stream.split(b"\n"):
        row = row + b"\n" + line if row and row.count(b'"') % 2 else line
        if row.count(b'"') % 2 == 0:
            expected.append(row)
            row = b""
    offset_end = 0
    for offset, encoded, is_unread in rows:
        assert stream[offset : offset + len(encoded)] == encoded
        assert offset == offset_end
        offset_end = offset + len(encoded) + 1
        assert is_unread or len(encoded) <= limit_bytes + 1
    assert offset_end >= len(stream)
    closed = [encoded for _, encoded, _ in rows if encoded.count(b'"') % 2 == 0]
    assert closed == expected[: len(closed)]


def test_a_row_that_nobody_wants_to_read_is_passed_over():
    rows = cut(pieces_of(b"a" * 100 + b"\nb\n", 9), limit_bytes=10)
    long = next(rows)
    assert isinstance(long, UnreadRow)
    assert long.refusal.reason is Reason.ROW_TOO_LONG
    after = next(rows)
    assert (after.offset_bytes, after.encoded) == (101, b"b")


@pytest.mark.parametrize("stream", [b"", b"\n", b"\n\n"])
def test_a_stream_without_words(stream):
    assert [encoded for _, encoded, _ in taken(stream, limit_bytes=5)] == [b""] * stream.count(
        b"\n"
    )
