"""Streams that swell, are cut, or are damaged."""

import gzip
import tracemalloc

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.connectors import compressed
from plimsoll.connectors.compressed import inflated
from plimsoll.errors import InputError

PACKERS = {"gzip": gzip.compress, "zstandard": zstandard.compress}
every_packer = pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)


def pieces_of(stream: bytes, size: int):
    return iter([stream[at : at + size] for at in range(0, len(stream), size)])


def plain(stream: bytes, size: int = 1000) -> bytes:
    return b"".join(inflated(pieces_of(stream, size)))


@every_packer
@given(
    members=st.lists(st.binary(max_size=3000), min_size=1, max_size=3),
    size=st.integers(4, 4000),
)
def test_what_was_packed_comes_back_also_in_many_members(pack, members, size):
    assert plain(b"".join(map(pack, members)), size) == b"".join(members)


def test_padding_behind_a_gzip_member_is_passed_over():
    assert plain(gzip.compress(b"a") + b"\0" * 500 + gzip.compress(b"b") + b"\0", 7) == b"ab"


def test_plain_bytes_pass_through():
    assert plain(b"PK\x03\x04 is nobody's business") == b"PK\x03\x04 is nobody's business"
    assert plain(b"") == b""


@every_packer
def test_a_stream_cut_anywhere_is_refused(pack):
    stream = pack(b"row\n" * 50) + pack(bytes(range(256)))
    first = len(pack(b"row\n" * 50))
    for end in range(4, len(stream)):
        if end != first:
            with pytest.raises(InputError, match="ends before its end"):
                plain(stream[:end])


@every_packer
def test_a_damaged_stream_is_refused(pack):
    stream = bytearray(zstandard.ZstdCompressor(write_checksum=True).compress(b"row\n" * 5000))
    if pack is gzip.compress:
        stream = bytearray(pack(b"row\n" * 5000))
    stream[-6] ^= 0xFF
    with pytest.raises(InputError):
        plain(bytes(stream))


@every_packer
@pytest.mark.parametrize("size", [1 << 10, 1 << 18, 1 << 24])
def test_what_swells_beyond_one_piece_comes_back_whole(pack, size, monkeypatch):
    monkeypatch.setattr(compressed, "PIECE_BYTES", 1000)
    for length in (999, 1000, 1001, 258_000, 300_007):
        assert plain(pack(b"a" * length) + pack(b"b"), size) == b"a" * length + b"b"


@every_packer
def test_trailing_rubbish_is_refused(pack):
    with pytest.raises(InputError):
        plain(pack(b"row\n") + b"rubbish!")


@every_packer
def test_a_bomb_is_refused_before_it_goes_off(pack, monkeypatch):
    bomb = pack(b"\0" * (48 << 20))
    assert len(bomb) < 60_000
    monkeypatch.setattr(compressed, "SWELLING_GRACE_BYTES", 1 << 20)
    sizes_bytes = []
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="200-fold"):
            sizes_bytes.extend(map(len, inflated(pieces_of(bomb, 1 << 18))))
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sum(sizes_bytes) < 40 << 20
    assert peak_bytes < 40 << 20


@every_packer
def test_a_small_file_of_repeated_rows_is_no_bomb(pack):
    log = b'{"prompt":"Hi","response":"Hello"}\n' * 30_000
    assert plain(pack(log)) == log
