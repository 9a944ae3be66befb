"""One file that somebody hands in: what it is, what its rows are, and whether it held still.

Promise: the digest is that of the bytes from which the rows were read. A file that is changed,
replaced or appended to while it is read is refused at its end, and whoever reads it must then
keep nothing.

Not promised: pipes and devices. They cannot be read twice, so nobody could check them.
Source: POSIX.1-2017, fstat(); FIPS 180-4 for the digest.
Checked by: tests/connectors/test_source.py.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import Any, Final, Protocol

from plimsoll.connectors.compressed import inflated
from plimsoll.connectors.delimited import Delimited
from plimsoll.connectors.json_lines import BYTE_ORDER_MARK, JsonLines
from plimsoll.connectors.parquet import MAGIC, Parquet
from plimsoll.connectors.row import Row, UnreadRow
from plimsoll.errors import InputError
from plimsoll.intake.refusal import shown

PIECE_BYTES: Final = 1 << 18
COMPRESSED_SUFFIXES: Final = frozenset({".gz", ".zst", ".zstd"})
JSON_SUFFIXES: Final = frozenset({".jsonl", ".ndjson", ".json"})
DELIMITERS: Final = {".csv": ",", ".tsv": "\t"}


class Rows(Protocol):
    """The rows of a file, whatever its format."""

    columns: tuple[str, ...] | None

    def rows(self) -> Iterator[Row | UnreadRow]:
        """Yield the rows, once."""
        ...

    def value(self, row: Row) -> Any:  # noqa: ANN401 - any JSON value
        """Return what a row says."""
        ...


class Source:
    """A file that is open for reading.

    Attributes:
        path: Where it lies.
        name: Its name, without its folder.
        stem: Its name without the suffixes of format and compression.
        size_bytes: Its size on the disk.
        taken_bytes: How much of it has been read.
        sha256: Digest of its bytes.
    """

    def __init__(self, path: Path, stream: BufferedReader) -> None:
        self.path = path
        self.name = path.name
        self.stem, self.suffix = _stem_and_suffix(path)
        self._stream = stream
        self._before = os.fstat(stream.fileno())
        self.size_bytes = self._before.st_size
        self.taken_bytes = 0
        self.sha256 = self._digest_again()
        self._digest = hashlib.sha256()
        self._is_parquet = False

    def open_rows(self, *, limit_bytes: int) -> Rows:
        """Find out the format and return the rows; call it once.

        Raises:
            InputError: The file is empty, damaged, or in no known format.
        """
        self._stream.seek(0)
        first = self._stream.read(PIECE_BYTES)
        self._stream.seek(0)
        if first.startswith(MAGIC):
            self._is_parquet = True
            return Parquet(self.path, limit_bytes=limit_bytes)
        pieces = inflated(self._pieces())
        start = next((piece for piece in pieces if piece), b"")
        if not start:
            raise empty()
        return self._text_rows(chain([start], pieces), start=start, limit_bytes=limit_bytes)

    def check_unchanged(self) -> None:
        """Make sure that the file held still; call it when the last row has been read.

        Raises:
            InputError: It did not.
        """
        try:
            after = self.path.stat()
        except OSError as error:
            raise _changed() from error
        digest = self._digest_again() if self._is_parquet else self._digest.hexdigest()
        if _identity(after) != _identity(self._before) or digest != self.sha256:
            raise _changed()

    def _text_rows(self, pieces: Iterator[bytes], *, start: bytes, limit_bytes: int) -> Rows:
        begins = start.removeprefix(BYTE_ORDER_MARK).lstrip()[:1]
        if self.suffix in DELIMITERS:
            delimiter = DELIMITERS[self.suffix]
            return Delimited(pieces, limit_bytes=limit_bytes, delimiter=delimiter)
        if self.suffix == ".json" and begins == b"[":
            raise InputError(
                "This file holds one JSON array, not JSON Lines.",
                why="An array has to be read whole before anything in it is known to be sound.",
                fix="Write one object on each line, for instance with: jq -c '.[]'.",
            )
        if self.suffix in JSON_SUFFIXES or begins == b"{":
            return JsonLines(pieces, limit_bytes=limit_bytes)
        raise InputError(
            "This file is in no format that is known here.",
            why="The format is told by the first bytes, or else by the suffix of the name.",
            fix="Hand in .jsonl, .csv, .tsv or .parquet; .gz or .zst may follow the suffix.",
        )

    def _pieces(self) -> Iterator[bytes]:
        while piece := self._stream.read(PIECE_BYTES):
            self._digest.update(piece)
            self.taken_bytes += len(piece)
            yield piece

    def _digest_again(self) -> str:
        self._stream.seek(0)
        return hashlib.file_digest(self._stream, "sha256").hexdigest()


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open a file that was handed in.

    Raises:
        InputError: It is missing, unreadable, or not a regular file.
    """
    check_source(path)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise _unreadable(path, reason=error.strerror or str(error)) from error
    with stream:
        yield Source(path, stream)


def check_source(path: Path) -> int:
    """Return the size of a file in bytes, if it is one that can be read.

    Raises:
        InputError: It is missing, unreadable, or not a regular file.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise _unreadable(path, reason=error.strerror or str(error)) from error
    if stat.S_ISDIR(status.st_mode):
        raise InputError(
            f"{shown(path.name or path)} is a folder.",
            why="A folder may hold anything; what is measured must be named.",
            fix="Name the files, for instance FOLDER/*.jsonl.",
        )
    if not stat.S_ISREG(status.st_mode):
        raise _unreadable(path, reason="it is a pipe or a device, which cannot be read twice")
    return status.st_size


def empty() -> InputError:
    """Return the error for a file without a row."""
    return InputError(
        "This file holds no row.",
        why="An empty log is more often a failed export than a quiet day.",
        fix="Look at what wrote it; leave the file out if it is empty on purpose.",
    )


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _stem_and_suffix(path: Path) -> tuple[str, str]:
    plain = path.with_suffix("") if path.suffix.lower() in COMPRESSED_SUFFIXES else path
    suffix = plain.suffix.lower()
    known = suffix in JSON_SUFFIXES or suffix in DELIMITERS or suffix == ".parquet"
    return (plain.stem if known else plain.name), suffix


def _unreadable(path: Path, *, reason: str) -> InputError:
    return InputError(
        f"{shown(path)} cannot be read: {reason}.",
        why="Nothing is known about a log that cannot be opened.",
        fix="Check the path and its permissions.",
    )


def _changed() -> InputError:
    return InputError(
        "This file changed while it was read.",
        why="What was read is neither the old file nor the new one; none of it was accepted.",
        fix="Wait until it is written, or hand in a copy.",
    )
