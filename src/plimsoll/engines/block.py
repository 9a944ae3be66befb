"""What a worker does: it answers a block of items, and brings its first error home whole.

An exception that needs keywords to be made (all of ours do) does not survive the way between two
processes and would break every worker at once. So its parts travel instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.reduction import ForkingPickler
from typing import Generic, TypeAlias

from plimsoll.engines.engine import Answer, EngineError, Item
from plimsoll.errors import PlimsollError

Parts: TypeAlias = tuple[type[PlimsollError], str, str, str]


@dataclass(frozen=True, slots=True)
class Block(Generic[Answer]):
    """The answers to a block, up to the first item that gave an error, and that error."""

    answers: list[Answer]
    failure: Exception | Parts | None = None

    def demand_answered(self) -> None:
        """Raise the error of the block, if it has one."""
        if isinstance(self.failure, tuple):
            kind, what, why, fix = self.failure
            raise kind(what, why=why, fix=fix)
        if self.failure is not None:
            raise self.failure


def answered(kernel: Callable[[Item], Answer], items: list[Item]) -> Block[Answer]:
    """Answer the items in order, up to the first error."""
    answers: list[Answer] = []
    for item in items:
        try:
            answers.append(kernel(item))
        except Exception as error:
            return Block(answers, _portable(error))
    return Block(answers)


def demand_importable(kernel: Callable[[Item], Answer]) -> None:
    """Refuse a kernel that a fresh process cannot find.

    Raises:
        EngineError: The kernel is a lambda, or a function inside a function.
    """
    try:
        ForkingPickler.dumps(kernel)
    except Exception as error:
        raise EngineError(
            f"Workers cannot import the kernel {kernel!r}.",
            why="A worker is a fresh process and finds a function by its module and name.",
            fix="Define the kernel at the top of a module; bind values with functools.partial.",
        ) from error


def _portable(error: Exception) -> Exception | Parts:
    """Return an error that survives the way home, or the parts of one."""
    if isinstance(error, PlimsollError):
        return type(error), error.what, error.why, error.fix
    try:
        returned = ForkingPickler.loads(ForkingPickler.dumps(error))
    except Exception:
        returned = None
    if type(returned) is type(error):
        return error
    return (
        EngineError,
        f"The kernel failed: {type(error).__name__}: {error}.",
        "The error itself cannot be handed from one process to another.",
        "Run the item serially to see where it comes from.",
    )
