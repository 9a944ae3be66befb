"""The tree against a definition written differently, and against published roots."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.errors import LedgerError
from plimsoll.ledger import tree

LARGEST = 64

# The test tree of the Certificate Transparency project: entries, and the root after each.
PUBLISHED_ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
PUBLISHED_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def defined_root(entries):
    """The recursive definition of RFC 9162, with no storage at all."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\0" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    left, right = defined_root(entries[:split]), defined_root(entries[split:])
    return sha256(b"\x01" + left + right).digest()


def test_the_published_roots_are_reproduced(new_store):
    store = new_store()
    running = tree.RunningTree()
    for index, entry in enumerate(PUBLISHED_ENTRIES):
        tree.append(store, index=index, entry=entry)
        running.add(entry)
        assert tree.root(store, size=index + 1).hex() == PUBLISHED_ROOTS[index]
        assert running.root().hex() == PUBLISHED_ROOTS[index]


def test_every_size_has_the_root_of_the_definition_also_looking_back(new_store):
    entries = [b"entry %d" % index for index in range(LARGEST)]
    store = new_store()
    for index, entry in enumerate(entries):
        tree.append(store, index=index, entry=entry)
    for size in range(LARGEST + 1):
        assert tree.root(store, size=size) == defined_root(entries[:size])


def test_an_empty_tree_has_the_root_of_no_bytes(new_store):
    assert tree.root(new_store(), size=0) == tree.EMPTY_ROOT == tree.RunningTree().root()


def test_appending_stores_every_complete_subtree_and_nothing_else(new_store):
    store = new_store()
    for index in range(LARGEST):
        tree.append(store, index=index, entry=b"%d" % index)
        size = index + 1
        complete = {
            (level, position)
            for level in range(size.bit_length())
            for position in range(size >> level)
        }
        assert set(store.subtrees) == complete


def test_a_missing_subtree_is_named_not_invented(new_store):
    store = new_store()
    for index in range(8):
        tree.append(store, index=index, entry=b"%d" % index)
    del store.subtrees[3, 0]
    with pytest.raises(LedgerError, match="entries 0 to 7 is missing"):
        tree.root(store, size=8)


@given(st.lists(st.binary(max_size=40), max_size=40))
def test_the_running_tree_agrees_with_the_stored_one(new_store, entries):
    store = new_store()
    running = tree.RunningTree()
    completed = set()
    for index, entry in enumerate(entries):
        tree.append(store, index=index, entry=entry)
        for level, node_hash in running.add(entry):
            completed.add((level, index >> level, node_hash))
    assert running.size == len(entries)
    assert running.root() == tree.root(store, size=len(entries)) == defined_root(entries)
    assert completed == {(*place, node_hash) for place, node_hash in store.subtrees.items()}


@given(
    st.lists(st.binary(max_size=8), min_size=1, max_size=20),
    st.lists(st.binary(max_size=8), min_size=1, max_size=20),
)
def test_different_lists_have_different_roots(earlier, later):
    assert (defined_root(earlier) == defined_root(later)) == (earlier == later)


def test_an_entry_cannot_pose_as_an_inner_node():
    left, right = tree.leaf_hash(b"a"), tree.leaf_hash(b"b")
    assert tree.leaf_hash(left + right) != tree.node_hash(left, right)
