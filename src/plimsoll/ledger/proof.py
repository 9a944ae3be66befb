"""Proofs about the tree: an entry is in it; a later tree only added to an earlier one.

Promise: ``is_included`` and ``is_consistent`` accept a proof only if the statement is true of
the trees with these roots, as long as nobody finds a collision of SHA-256.

Not promised: anything about a root whose origin you have not checked. Take roots from a
checkpoint with a signature that you trust.

Source: Laurie, Messeri & Stradling (2021), RFC 9162, sections 2.1.3 and 2.1.4,
doi:10.17487/RFC9162.
Checked by: tests/ledger/test_proof.py.
"""

from collections.abc import Sequence

from plimsoll.ledger.tree import EMPTY_ROOT, NodeStore, largest_power_below, node_hash, span_hash


def inclusion_proof(nodes: NodeStore, *, index: int, size: int) -> list[bytes]:
    """Return the hashes that lead from entry ``index`` to the root over ``size`` entries."""
    assert 0 <= index < size, (index, size)
    start, end = 0, size
    path: list[bytes] = []
    while end - start > 1:
        middle = start + largest_power_below(end - start)
        if index < middle:
            path.append(span_hash(nodes, start=middle, end=end))
            end = middle
        else:
            path.append(span_hash(nodes, start=start, end=middle))
            start = middle
    path.reverse()
    return path


def consistency_proof(nodes: NodeStore, *, earlier_size: int, later_size: int) -> list[bytes]:
    """Return the hashes that show that the first ``earlier_size`` entries were kept."""
    assert 0 <= earlier_size <= later_size, (earlier_size, later_size)
    if earlier_size in {0, later_size}:
        return []
    start, end = 0, later_size
    path: list[bytes] = []
    while earlier_size != end:
        middle = start + largest_power_below(end - start)
        if earlier_size <= middle:
            path.append(span_hash(nodes, start=middle, end=end))
            end = middle
        else:
            path.append(span_hash(nodes, start=start, end=middle))
            start = middle
    if start > 0:  # otherwise this subtree is the earlier root itself, which the verifier holds
        path.append(span_hash(nodes, start=start, end=end))
    path.reverse()
    return path


def is_included(*, leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether ``proof`` shows that the entry with this leaf hash is entry ``index``."""
    if not 0 <= index < size:
        return False
    node, last, running = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node % 2 == 1 or node == last:
            running = node_hash(sibling, running)
            while node % 2 == 0 and node != 0:
                node, last = node >> 1, last >> 1
        else:
            running = node_hash(running, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and running == root


def is_consistent(
    *,
    earlier_size: int,
    earlier_root: bytes,
    later_size: int,
    later_root: bytes,
    proof: Sequence[bytes],
) -> bool:
    """Tell whether ``proof`` shows that the later tree begins with the earlier one."""
    if not 0 <= earlier_size <= later_size:
        return False
    if earlier_size == later_size:
        return not proof and earlier_root == later_root
    if earlier_size == 0:
        return not proof and earlier_root == EMPTY_ROOT
    hashes = list(proof)
    if earlier_size.bit_count() == 1:
        hashes.insert(0, earlier_root)
    if not hashes:
        return False
    node, last = earlier_size - 1, later_size - 1
    while node % 2 == 1:
        node, last = node >> 1, last >> 1
    return _folds_to(hashes, node=node, last=last, roots=(earlier_root, later_root))


def _folds_to(hashes: Sequence[bytes], *, node: int, last: int, roots: tuple[bytes, bytes]) -> bool:
    """Fold a consistency proof towards both roots at once (RFC 9162, section 2.1.4.2)."""
    earlier = later = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if node % 2 == 1 or node == last:
            earlier, later = node_hash(sibling, earlier), node_hash(sibling, later)
            while node % 2 == 0 and node != 0:
                node, last = node >> 1, last >> 1
        else:
            later = node_hash(later, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and (earlier, later) == roots
