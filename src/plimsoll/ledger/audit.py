"""The ledger derived anew from its entries, and what differs from what is stored.

Promise: an entry that was changed, removed, moved or put in between is named, and so is a stored
subtree or a checkpoint that does not follow from the entries.

Not promised: that the entries are the original ones. Whoever can rewrite the entries, the stored
subtrees, the checkpoints and the signer's memory, and holds the key, leaves nothing here to see;
``audit_anchor`` with a checkpoint held elsewhere does see it.

Source: Laurie, Messeri & Stradling (2021), RFC 9162, section 2.1, doi:10.17487/RFC9162.
Checked by: tests/ledger/test_audit.py and tests/ledger/test_tampering.py.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from plimsoll.errors import PlimsollError
from plimsoll.ledger.checkpoint import VerifierKey, open_note
from plimsoll.ledger.journal import Entry, parse_entry
from plimsoll.ledger.problems import Problems
from plimsoll.ledger.proof import consistency_proof, is_consistent
from plimsoll.ledger.signing import SignerState
from plimsoll.ledger.tree import EMPTY_ROOT, NodeStore, RunningTree

StoredNode = tuple[int, int, bytes]


class EntriesAudit:
    """Takes the entries one by one, and derives the tree from them.

    Attributes:
        size: How many entries followed one another without a gap.
        roots: The derived root at each size that was asked for, as far as it was reached.
        problems: What differs.
    """

    def __init__(
        self,
        nodes: Iterator[StoredNode],
        *,
        sizes: Collection[int],
        problems: Problems | None = None,
    ) -> None:
        self.problems = Problems() if problems is None else problems
        self.roots: dict[int, bytes] = {0: EMPTY_ROOT}
        self._sizes = frozenset(sizes)
        self._tree = RunningTree()
        self._nodes = groupby(nodes, key=itemgetter(0))
        self._waiting: tuple[int, list[StoredNode]] | None = None
        self._is_broken = False

    @property
    def size(self) -> int:
        """Return how many entries followed one another without a gap."""
        return self._tree.size

    def root(self) -> bytes:
        """Return the root derived from all entries taken so far."""
        return self._tree.root()

    def take(self, index: int, encoded: bytes) -> Entry | None:
        """Check the next entry; return it if it can be read."""
        if self._is_broken:
            return None
        if index != self.size:
            self._is_broken = True
            self.problems.add(f"entry {self.size}: it is missing; the next one here is {index}")
            return None
        completed = list(self._tree.add(encoded))
        self._compare(index, completed)
        if self.size in self._sizes:
            self.roots[self.size] = self._tree.root()
        try:
            return parse_entry(encoded, index=index)
        except PlimsollError as error:
            self.problems.add(f"entry {index}: {error.what}")
            return None

    def finish(self) -> None:
        """Check that nothing is stored beyond the last entry."""
        if not self._is_broken and self._stored_at(self.size):
            self.problems.add(f"entry {self.size}: the tree holds its hash, but it is missing")
        self.roots[self.size] = self._tree.root()

    def _compare(self, index: int, completed: Sequence[tuple[int, bytes]]) -> None:
        stored = [(level, node_hash) for _, level, node_hash in self._stored_at(index)]
        if stored == completed:
            return
        if stored[:1] != completed[:1]:
            self.problems.add(f"entry {index}: it is not the entry whose hash the tree holds")
        elif not self.problems.count:  # a changed entry changes every hash above it
            self.problems.add(f"entry {index}: the tree above it does not follow from the entries")

    def _stored_at(self, index: int) -> list[StoredNode]:
        while self._waiting is None or self._waiting[0] < index:
            try:
                found, group = next(self._nodes)
            except StopIteration:
                return []
            self._waiting = (found, list(group))
        return self._waiting[1] if self._waiting[0] == index else []


def audit_checkpoints(
    notes: Sequence[tuple[int, str]],
    *,
    verifier: VerifierKey,
    roots: Mapping[int, bytes],
    problems: Problems,
) -> int:
    """Check the stored checkpoints; return how many entries the largest good one covers."""
    covered_count = 0
    for size, note in notes:
        try:
            checkpoint = open_note(note.encode("utf-8", "replace"), verifier)
        except PlimsollError as error:
            problems.add(f"checkpoint at {size} entries: {error.what}")
            continue
        if checkpoint.size != size:
            problems.add(f"checkpoint at {size} entries: it is signed for {checkpoint.size}")
        elif size not in roots:
            problems.add(f"checkpoint at {size} entries: the ledger has no longer that many")
        elif checkpoint.root != roots[size]:
            problems.add(f"checkpoint at {size} entries: the entries give another root")
        else:
            covered_count = max(covered_count, size)
    return covered_count


def audit_memory(
    state: SignerState, *, size: int, roots: Mapping[int, bytes], problems: Problems
) -> None:
    """Check the ledger against what its signer remembers having signed and announced."""
    if size < state.signed_size:
        problems.add(f"entry {size}: it is missing, and the signer has signed {state.signed_size}")
    elif roots.get(state.signed_size) != bytes.fromhex(state.signed_root):
        problems.add(
            f"entries 0 to {state.signed_size - 1}: they give another root than the signer signed"
        )
    elif size > state.signed_size and not state.has_announced(size=size, root=roots[size]):
        problems.add(
            f"entries {state.signed_size} to {size - 1}: they are not what this workspace announced"
        )


def audit_anchor(
    note: bytes,
    *,
    verifier: VerifierKey,
    nodes: NodeStore,
    size: int,
    root: bytes,
    problems: Problems,
) -> int:
    """Check the ledger against a checkpoint held elsewhere; return how many entries it vouches for.

    Zero means that they disagree, and ``problems`` says in what.
    """
    try:
        checkpoint = open_note(note, verifier)
    except PlimsollError as error:
        problems.add(f"the checkpoint given: {error.what}")
        return 0
    if checkpoint.size == 0:
        problems.add("the checkpoint given: it covers no entry, so it shows nothing")
        return 0
    if checkpoint.size > size:
        problems.add(
            f"the checkpoint given: it covers {checkpoint.size} entries, the ledger has {size}"
        )
        return 0
    proof = consistency_proof(nodes, earlier_size=checkpoint.size, later_size=size)
    if not is_consistent(
        earlier_size=checkpoint.size,
        earlier_root=checkpoint.root,
        later_size=size,
        later_root=root,
        proof=proof,
    ):
        problems.add(
            f"the checkpoint given: entries 0 to {checkpoint.size - 1} are not those it was signed "
            "for"
        )
        return 0
    return checkpoint.size
