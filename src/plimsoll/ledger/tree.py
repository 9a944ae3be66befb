"""A Merkle tree over entries: hashes, appending, roots.

Promise: two lists of entries with the same root are the same list, as long as nobody finds a
collision of SHA-256. Appending stores every subtree that it completes, so a root or a proof
reads about log2(size) hashes.

Not promised: that the stored hashes agree with the entries; ``audit`` re-derives them. That the
list was not replaced as a whole; for that, compare with a checkpoint held elsewhere.

Source: Laurie, Messeri & Stradling (2021), RFC 9162, section 2.1, doi:10.17487/RFC9162.
Checked by: tests/ledger/test_tree.py.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Final, Protocol

from plimsoll.errors import LedgerError

EMPTY_ROOT: Final = sha256(b"").digest()
HASH_BYTES: Final = 32


class NodeStore(Protocol):
    """Where complete subtrees are kept; subtree (level, position) spans ``2**level`` entries."""

    def node(self, level: int, position: int) -> bytes | None:
        """Return the hash of one complete subtree, or ``None`` when it is not kept."""
        ...

    def add_node(self, *, level: int, position: int, node_hash: bytes) -> None:
        """Keep the hash of one complete subtree."""
        ...


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def append(nodes: NodeStore, *, index: int, entry: bytes) -> None:
    """Append the entry with this index and store every subtree that it completes."""
    level, position, subtree = 0, index, leaf_hash(entry)
    nodes.add_node(level=0, position=index, node_hash=subtree)
    while position % 2 == 1:
        subtree = node_hash(stored(nodes, level=level, position=position - 1), subtree)
        level, position = level + 1, position // 2
        nodes.add_node(level=level, position=position, node_hash=subtree)


def root(nodes: NodeStore, *, size: int) -> bytes:
    """Return the root over the first ``size`` entries.

    Raises:
        LedgerError: A stored subtree is missing.
    """
    return span_hash(nodes, start=0, end=size) if size else EMPTY_ROOT


def span_hash(nodes: NodeStore, *, start: int, end: int) -> bytes:
    """Return the hash of the entries from ``start`` up to, not including, ``end``.

    ``start`` must be where RFC 9162 would split a tree, so that the span is made of complete
    subtrees from the left.
    """
    width = end - start
    if width.bit_count() == 1:
        level = width.bit_length() - 1
        assert start % width == 0, (start, end)
        return stored(nodes, level=level, position=start >> level)
    middle = start + largest_power_below(width)
    return node_hash(
        span_hash(nodes, start=start, end=middle), span_hash(nodes, start=middle, end=end)
    )


def stored(nodes: NodeStore, *, level: int, position: int) -> bytes:
    """Return one stored subtree.

    Raises:
        LedgerError: It is missing.
    """
    found = nodes.node(level, position)
    if found is None:
        first = position << level
        raise LedgerError(
            f"The hash over the entries {first} to {first + (1 << level) - 1} is missing.",
            why="Without it neither a root nor a proof can be made.",
            fix="Run `plimsoll verify`, and restore the database from a backup.",
        )
    return found


def largest_power_below(width: int) -> int:
    """Return the largest power of two smaller than ``width``, which is at least 2."""
    assert width >= 2, width
    return 1 << ((width - 1).bit_length() - 1)


class RunningTree:
    """The tree built anew from its entries, in memory that grows with log2(size).

    Example:
        >>> tree = RunningTree()
        >>> tree.root() == EMPTY_ROOT
        True
        >>> [level for level, _ in tree.add(b"first")], [level for level, _ in tree.add(b"second")]
        ([0], [0, 1])
    """

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # one hash for each set bit of size, largest subtree first

    def add(self, entry: bytes) -> Iterator[tuple[int, bytes]]:
        """Add an entry; return (level, hash) of every subtree that it completes."""
        completed = [(0, leaf_hash(entry))]
        position = self.size
        while position % 2 == 1:
            level, subtree = completed[-1]
            completed.append((level + 1, node_hash(self._peaks.pop(), subtree)))
            position //= 2
        self._peaks.append(completed[-1][1])
        self.size += 1
        return iter(completed)

    def root(self) -> bytes:
        """Return the root over all entries added so far."""
        if not self._peaks:
            return EMPTY_ROOT
        subtree = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            subtree = node_hash(peak, subtree)
        return subtree
