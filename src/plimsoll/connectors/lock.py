"""One writer at a time in a workspace.

Promise: while the lock is held no other process or thread gets it, and the kernel frees it when
its holder ends, however it ends.

Not promised: a lock across machines; file systems shared over a network may not carry ``flock``.

Source: flock(2), Linux manual pages.
Checked by: tests/connectors/test_lock.py.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from plimsoll.errors import WorkspaceError

PATIENCE_S: Final = 10.0
PAUSE_S: Final = 0.02


@contextmanager
def workspace_lock(path: Path, *, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the lock file at ``path``; wait ``patience_s`` seconds for another to let go.

    Raises:
        WorkspaceError: Another process still holds it, or the file cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise WorkspaceError(
            f"The workspace's lock cannot be opened: {error.strerror}.",
            why="Without it two commands could write at once.",
            fix="Check that the folder .plimsoll exists and that this user may write in it.",
        ) from error
    try:
        _wait(descriptor, patience_s=patience_s)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)  # which also unlocks


def _wait(descriptor: int, *, patience_s: float) -> None:
    give_up_at = monotonic() + patience_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if monotonic() >= give_up_at:
                raise _held_by_another(descriptor) from error
            sleep(PAUSE_S)
        else:
            return


def _held_by_another(descriptor: int) -> WorkspaceError:
    holder = os.pread(descriptor, 20, 0).decode("ascii", "replace")
    process = f"the process {holder}" if holder.isdigit() else "another process"
    return WorkspaceError(
        f"The workspace is in use by {process}.",
        why="One command at a time may change it, so that the ledger has one order.",
        fix="Wait until that command has ended, and run this one again.",
    )
