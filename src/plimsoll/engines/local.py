"""Worker processes on this machine.

Promise: as ``plimsoll.engines.engine``; and when a worker is killed, the items that it and its
fellows had not answered are run again in new workers. When workers are lost more than
``retries_count`` times in a row without an answer, an error names the first unanswered item. No
answer is lost, given twice or out of order.

Not promised: that a kernel runs once only for each item. A kernel with effects may have them
twice.

Source: Dean & Ghemawat (2004), "MapReduce: simplified data processing on large clusters", OSDI,
section 3.3.
Checked by: tests/engines/test_engines.py.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import Final, Generic

from plimsoll.engines.block import Block, answered, demand_importable
from plimsoll.engines.engine import Answer, EngineError, Item

BLOCKS_PER_WORKER: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessEngine:
    """Runs in worker processes, started afresh (spawn) so that they inherit no lock or file.

    The kernel must be a function of a module, so that a worker can import it, and a script that
    uses the engine must guard its start with ``if __name__ == "__main__"``.

    Attributes:
        workers_count: Processes at a time.
        block_size: Items sent to a worker at a time.
        retries_count: How often in a row workers may be lost.
    """

    workers_count: int
    block_size: int = 64
    retries_count: int = 2

    def __post_init__(self) -> None:
        if self.workers_count < 1 or self.block_size < 1 or self.retries_count < 0:
            raise EngineError(
                f"An engine cannot have {self.workers_count} workers, blocks of "
                f"{self.block_size} items and {self.retries_count} retries.",
                why="Without a worker and an item nothing is ever answered.",
                fix="Give at least one worker and one item to a block.",
            )

    def map(self, kernel: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """Yield the answers in order; the workers end with the iterator."""
        demand_importable(kernel)
        run = _Run(engine=self, kernel=kernel, items=iter(items))
        try:
            for block in run.blocks():
                yield from block.answers
                block.demand_answered()
        finally:
            run.stop()


class _Run(Generic[Item, Answer]):
    """One pass over the items: the workers, and the blocks that wait for an answer."""

    def __init__(
        self, *, engine: ProcessEngine, kernel: Callable[[Item], Answer], items: Iterator[Item]
    ) -> None:
        self._engine = engine
        self._kernel = kernel
        self._items = items
        self._items_error: Exception | None = None
        self._waiting: deque[tuple[list[Item], Future[Block[Answer]] | None]] = deque()
        self._answered_count = 0
        self._pool = self._started()

    def blocks(self) -> Iterator[Block[Answer]]:
        """Yield what became of each block in turn; an error of the items comes after them."""
        self._fill()
        losses_count = 0
        while self._waiting:
            block, future = self._waiting[0]
            try:
                came = (self._sent(block) if future is None else future).result()
            except BrokenProcessPool as error:
                losses_count += 1
                if losses_count > self._engine.retries_count:
                    raise self._lost(losses_count) from error
                self._restart()
                continue
            losses_count = 0
            self._waiting.popleft()
            self._fill()
            self._answered_count += len(block)
            yield came
        if self._items_error is not None:
            raise self._items_error

    def stop(self) -> None:
        """End the workers; blocks that nobody waits for are dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _fill(self) -> None:
        """Keep every worker busy, and read no further ahead than that."""
        while len(self._waiting) < self._engine.workers_count * BLOCKS_PER_WORKER:
            block = self._next_block()
            if not block:
                return
            self._waiting.append((block, self._sent_if_alive(block)))

    def _next_block(self) -> list[Item]:
        block: list[Item] = []
        try:
            for item in islice(self._items, self._engine.block_size):
                block.append(item)  # noqa: PERF402 - what came before an error is kept
        except Exception as error:
            self._items_error, self._items = error, iter(())
        return block

    def _sent(self, block: list[Item]) -> Future[Block[Answer]]:
        return self._pool.submit(answered, self._kernel, block)

    def _sent_if_alive(self, block: list[Item]) -> Future[Block[Answer]] | None:
        """Send a block; nothing comes back when the workers have just been lost."""
        try:
            return self._sent(block)
        except BrokenProcessPool:
            return None

    def _restart(self) -> None:
        """Start new workers; what was not answered is sent again when its turn comes.

        One block at a time: otherwise an item that kills its worker would take with it, again and
        again, the blocks that run beside its own.
        """
        self.stop()
        self._pool = self._started()
        self._waiting = deque(
            (block, future if _is_answered(future) else None) for block, future in self._waiting
        )

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            max_workers=self._engine.workers_count, mp_context=get_context("spawn")
        )

    def _lost(self, losses_count: int) -> EngineError:
        return EngineError(
            f"Workers were lost {losses_count} times in a row before they could answer the items "
            f"from number {self._answered_count} on (counted from 0).",
            why="A system short of memory ends processes; a fault in native code does, too.",
            fix="Look at that item, use smaller blocks or fewer workers, or run it serially.",
        )


def _is_answered(future: Future[Block[Answer]] | None) -> bool:
    return (
        future is not None
        and future.done()
        and not future.cancelled()
        and not isinstance(future.exception(), BrokenProcessPool)
    )
