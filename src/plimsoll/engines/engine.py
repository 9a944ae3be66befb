"""Where work runs: one contract for one process and for many.

Promise: for a kernel whose answer depends on its item alone, every engine yields the same answers
in the order of the items, whatever the number of workers; items are read only as fast as
answers are taken, so memory does not grow with their number.

Not promised: anything for a kernel that reads a clock, a file that changes, or a hidden source
of randomness. Give each item its own seed.

Source: Dean & Ghemawat (2004), OSDI, "MapReduce", section 3.3: a failed worker's task can be run
again without being noticed exactly when the kernel is deterministic.
Checked by: tests/engines/test_engines.py.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from plimsoll.errors import PlimsollError

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class EngineError(PlimsollError):
    """The work could not be run where it was sent."""


class Engine(Protocol):
    """Runs a kernel over many items."""

    def map(self, kernel: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """Yield ``kernel(item)`` for every item, in order; an exception of the kernel is raised."""


class SerialEngine:
    """Runs in this process: the engine that every other must agree with."""

    def map(self, kernel: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """Yield the answers one by one."""
        return map(kernel, items)
