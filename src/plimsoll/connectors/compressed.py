"""The bytes of a log, inflated as they stream, with a limit on how much they may swell.

Promise: gzip (also of many members) and Zstandard (also of many frames) are told by their first
bytes, not by a name. A stream that ends before its end is refused whole, and so is one that
swells more than 200-fold beyond its first 64 MiB, after at most some 64 MiB of work in memory.

Not promised: other formats. A zip archive is refused as an unknown format, not opened.
Source: Deutsch (1996), RFC 1952, doi:10.17487/RFC1952; Collet & Kucherawy (2021), RFC 8878,
doi:10.17487/RFC8878.
Checked by: tests/connectors/test_compressed.py.
"""

import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Final

from plimsoll.errors import InputError

GZIP_MAGIC: Final = b"\x1f\x8b"
ZSTANDARD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
GZIP_WINDOW: Final = 31  # a gzip header and trailer, and the largest window
ZSTANDARD_WINDOW_LIMIT_BYTES: Final = 1 << 27
PIECE_BYTES: Final = 1 << 18
# One kibibyte of Zstandard holds at most some 256 blocks of at most 128 KiB each.
ZSTANDARD_STEP_BYTES: Final = 1 << 10
SWELLING_LIMIT: Final = 200
SWELLING_GRACE_BYTES: Final = 64 << 20


def inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the plain bytes of a plain, gzip or Zstandard stream, piece by piece.

    Args:
        pieces: The stream as it lies on the disk; the first piece holds at least four bytes,
            unless the stream is shorter.

    Raises:
        InputError: The stream is truncated or damaged, or swells too far.
    """
    first = next(pieces, b"")
    counted = _Counted(first, pieces)
    if first.startswith(GZIP_MAGIC):
        yield from _limited(_gzip(counted), counted)
    elif first.startswith(ZSTANDARD_MAGIC):
        yield from _limited(_zstandard(counted), counted)
    else:
        yield from counted


class _Counted:
    """A stream that counts what has been taken from it."""

    def __init__(self, first: bytes, rest: Iterator[bytes]) -> None:
        self.first = first
        self.rest = rest
        self.taken_bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in chain([self.first], self.rest):
            self.taken_bytes += len(piece)
            yield piece


def _limited(plain: Iterator[bytes], taken: _Counted) -> Iterator[bytes]:
    given_bytes = 0
    for piece in plain:
        given_bytes += len(piece)
        if given_bytes > SWELLING_GRACE_BYTES + SWELLING_LIMIT * taken.taken_bytes:
            raise InputError(
                f"This file swells more than {SWELLING_LIMIT}-fold when it is decompressed.",
                why="No log does; a small file made to fill a disk does.",
                fix="Decompress it yourself and look at it before you hand it in.",
            )
        yield piece


def _gzip(pieces: _Counted) -> Iterator[bytes]:
    inflater = None
    for piece in pieces:
        rest = piece
        while rest:
            if inflater is None:
                rest = rest.lstrip(b"\0")  # padding between members
                inflater = zlib.decompressobj(GZIP_WINDOW) if rest else None
                continue
            try:
                plain = inflater.decompress(rest, PIECE_BYTES)
            except zlib.error as error:
                raise _damaged("gzip") from error
            rest = inflater.unconsumed_tail  # never empty before the trailer has been read
            if inflater.eof:
                rest, inflater = inflater.unused_data, None
            yield plain
    if inflater is not None:
        raise _truncated("gzip")


def _zstandard(pieces: _Counted) -> Iterator[bytes]:
    import zstandard

    decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTANDARD_WINDOW_LIMIT_BYTES)
    inflater = None
    for piece in pieces:
        for start in range(0, len(piece), ZSTANDARD_STEP_BYTES):
            rest = piece[start : start + ZSTANDARD_STEP_BYTES]
            while rest:
                inflater = inflater or decompressor.decompressobj()
                try:
                    plain = inflater.decompress(rest)
                except zstandard.ZstdError as error:
                    raise _damaged("Zstandard") from error
                rest = b""
                if inflater.eof:
                    rest, inflater = inflater.unused_data, None
                yield plain
    if inflater is not None:
        raise _truncated("Zstandard")


def _truncated(kind: str) -> InputError:
    return InputError(
        f"This {kind} file ends before its end.",
        why="It was cut off, so nobody knows which rows are missing; none of it was accepted.",
        fix="Copy the file again, or wait until it is written to its end.",
    )


def _damaged(kind: str) -> InputError:
    return InputError(
        f"This {kind} file is damaged.",
        why="Its bytes are not what its own checks say they are; none of it was accepted.",
        fix="Copy the file again from where it was made.",
    )
