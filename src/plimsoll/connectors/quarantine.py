"""Rows that could not be read, kept byte for byte.

The rows of one batch lie one after another in one file, with nothing between them; the store
knows where each begins, how long it is, and why it is here.

Promise: what went in comes out, byte for byte, or reading it is refused.
Not promised: that the bytes are harmless. Nobody should print them raw.
Source: the conservation rule, rows read = accepted + quarantined + exact duplicates.
Checked by: tests/connectors/test_quarantine.py.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from plimsoll.connectors.whole_file import WholeFile
from plimsoll.errors import WorkspaceError
from plimsoll.records import sha256_hex


class Kept(NamedTuple):
    """Where one row lies."""

    start_bytes: int
    length_bytes: int
    sha256: str


class QuarantineWriter:
    """The quarantine of one batch; the file is made when the first row comes.

    Attributes:
        file_name: Its name.
        rows_count: How many rows it holds.
    """

    def __init__(self, folder: Path, batch_id: str) -> None:
        self.file_name = f"{batch_id}.rows"
        self.rows_count = 0
        self._final = folder / self.file_name
        self._file: WholeFile | None = None

    @property
    def file_sha256(self) -> str:
        """Return the digest of what has been kept; empty when there is no file."""
        return self._file.sha256 if self._file else ""

    def add(self, pieces: Iterable[bytes]) -> Kept:
        """Keep one row, handed in whole or piece by piece.

        Raises:
            WorkspaceError: The disk is full, or refuses.
        """
        if self._file is None:
            self._file = WholeFile(self._final)
        start_bytes = self._file.size_bytes
        digest = hashlib.sha256()
        for piece in pieces:
            self._file.write(piece)
            digest.update(piece)
        self.rows_count += 1
        return Kept(start_bytes, self._file.size_bytes - start_bytes, digest.hexdigest())

    def close(self) -> None:
        """Flush the file to the disk and give it its name."""
        if self._file is not None:
            self._file.place()

    def discard(self) -> None:
        """Take the file away, whether it is closed or not."""
        if self._file is not None:
            self._file.discard()


def kept_row(path: Path, *, kept: Kept) -> bytes:
    """Return the bytes of one quarantined row.

    Raises:
        WorkspaceError: The file is missing, or the bytes are not those that went in.
    """
    try:
        with path.open("rb") as stream:
            stream.seek(kept.start_bytes)
            content = stream.read(kept.length_bytes)
    except OSError as error:
        raise _changed(path) from error
    if sha256_hex(content) != kept.sha256:
        raise _changed(path)
    return content


def _changed(path: Path) -> WorkspaceError:
    return WorkspaceError(
        f"The quarantined rows in {path.name} are missing or changed.",
        why="A row in quarantine is evidence of what could not be read.",
        fix="Restore the folder quarantine from a backup, then run plimsoll verify.",
    )
