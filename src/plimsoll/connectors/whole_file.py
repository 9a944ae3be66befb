"""A large file that appears whole, or not at all.

Promise: under its final name the file has every byte that was written, also after a power cut.
Until ``place`` it is a neighbour that ends in ``.partial``; a killed process leaves at most that
neighbour, and ``sweep`` removes it. Only the owner may read it.

Not promised: protection against somebody who may write to the same folder.
Source: POSIX.1-2017, rename() and fsync().
Checked by: tests/connectors/test_whole_file.py.
"""

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from plimsoll.errors import WorkspaceError

PARTIAL: Final = ".partial"
OWNER_ONLY: Final = 0o600
NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class WholeFile:
    """One file on its way.

    Attributes:
        final: Where it will lie.
        size_bytes: How much has been written.
    """

    def __init__(self, final: Path) -> None:
        self.final = final
        self.size_bytes = 0
        self._neighbour = final.with_name(f"{final.name}{PARTIAL}")
        self._digest = hashlib.sha256()
        self._is_placed = False
        with disk_in_words(final):
            final.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._neighbour, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
        self._stream = os.fdopen(handle, "wb")

    @property
    def sha256(self) -> str:
        """Return the digest of what has been written."""
        return self._digest.hexdigest()

    def write(self, content: bytes) -> int:
        """Append bytes.

        Raises:
            WorkspaceError: The disk is full, or refuses.
        """
        with disk_in_words(self.final):
            self._stream.write(content)
        self._digest.update(content)
        self.size_bytes += len(content)
        return len(content)

    def place(self) -> None:
        """Flush the file to the disk and give it its name.

        Raises:
            WorkspaceError: The disk is full, or refuses.
        """
        with disk_in_words(self.final):
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            self._neighbour.replace(self.final)
            self._is_placed = True
            folder = os.open(self.final.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def discard(self) -> None:
        """Take the file away, whether it has its name already or not."""
        with suppress(OSError):  # a full disk refuses the last buffer too
            self._stream.close()
        (self.final if self._is_placed else self._neighbour).unlink(missing_ok=True)


def sweep(folder: Path) -> int:
    """Remove what killed processes left behind; return how many files that were.

    Call it only while holding the workspace's lock: nobody else may be writing.
    """
    left_behind = list(folder.glob(f"*{PARTIAL}"))
    for path in left_behind:
        path.unlink(missing_ok=True)
    return len(left_behind)


@contextmanager
def disk_in_words(path: Path) -> Iterator[None]:
    """Turn the disk's refusals into words.

    Raises:
        WorkspaceError: The disk is full, or cannot be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise WorkspaceError(
                f"The disk that holds {path.parent.name} is full.",
                why="The file could not be written whole, so nothing of it was kept.",
                fix="Free some space and run the command again.",
            ) from error
        raise WorkspaceError(
            f"{path.name} cannot be written: {error.strerror or error}.",
            why="The folder or the disk refused.",
            fix=f"Look at {path.parent}.",
        ) from error
