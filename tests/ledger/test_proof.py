"""Every proof of every tree up to 64 entries; every forgery of one hash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.ledger import proof, tree

LARGEST = 64


@pytest.fixture(scope="module")
def grown(new_store):
    store = new_store()
    for index in range(LARGEST):
        tree.append(store, index=index, entry=b"entry %d" % index)
    return store


@pytest.fixture(scope="module")
def roots(grown):
    return [tree.root(grown, size=size) for size in range(LARGEST + 1)]


def leaf(index):
    return tree.leaf_hash(b"entry %d" % index)


def is_consistent(roots, earlier, later, path, **other):
    fields = {
        "earlier_size": earlier,
        "earlier_root": roots[earlier],
        "later_size": later,
        "later_root": roots[later],
        "proof": path,
    }
    return proof.is_consistent(**(fields | other))


def test_every_entry_of_every_tree_is_proved_included(grown, roots):
    proved_count = 0
    for size in range(1, LARGEST + 1):
        for index in range(size):
            path = proof.inclusion_proof(grown, index=index, size=size)
            assert len(path) <= (size - 1).bit_length()
            assert proof.is_included(
                leaf=leaf(index), index=index, size=size, root=roots[size], proof=path
            )
            proved_count += 1
    assert proved_count == LARGEST * (LARGEST + 1) // 2


def test_no_proof_includes_another_entry_or_another_place(grown, roots):
    for size in range(1, 18):
        for index in range(size):
            path = proof.inclusion_proof(grown, index=index, size=size)
            for other in range(size):
                for place in range(size + 2):
                    assert proof.is_included(
                        leaf=leaf(other), index=place, size=size, root=roots[size], proof=path
                    ) == (other == index == place)


def test_an_inclusion_proof_with_a_hash_changed_added_or_removed_fails(grown, roots):
    for size in (1, 2, 7, 8, 9, 33):
        for index in range(size):
            path = proof.inclusion_proof(grown, index=index, size=size)
            forgeries = [[*path, bytes(32)], [bytes(32), *path], path[:-1], path[1:]]
            forgeries += [
                [*path[:place], bytes(32), *path[place + 1 :]] for place in range(len(path))
            ]
            for forged in forgeries:
                assert forged == path or not proof.is_included(
                    leaf=leaf(index), index=index, size=size, root=roots[size], proof=forged
                )


def test_every_pair_of_sizes_is_proved_consistent(grown, roots):
    for later in range(LARGEST + 1):
        for earlier in range(later + 1):
            path = proof.consistency_proof(grown, earlier_size=earlier, later_size=later)
            assert is_consistent(roots, earlier, later, path)


def test_no_proof_makes_a_rewritten_past_consistent(grown, roots, new_store):
    for later in range(1, 34):
        for earlier in range(1, later + 1):
            path = proof.consistency_proof(grown, earlier_size=earlier, later_size=later)
            assert not is_consistent(roots, earlier, later, path, earlier_root=bytes(32))
            assert not is_consistent(roots, earlier, later, path, later_root=bytes(32))
            assert not is_consistent(roots, earlier, later, [*path, bytes(32)])
            for place in range(len(path)):
                assert not is_consistent(roots, earlier, later, path[:place] + path[place + 1 :])
                forged = [*path[:place], bytes(32), *path[place + 1 :]]
                assert not is_consistent(roots, earlier, later, forged)


def test_a_proof_holds_for_no_other_pair_of_sizes(grown, roots):
    for later in range(1, 20):
        for earlier in range(1, later):
            path = proof.consistency_proof(grown, earlier_size=earlier, later_size=later)
            for other in range(later):
                held = is_consistent(
                    roots, earlier, later, path, earlier_size=other, earlier_root=roots[other]
                )
                assert held == (other == earlier)


def test_a_tree_is_never_consistent_with_a_larger_one_that_came_before(roots):
    assert not is_consistent(roots, 5, 4, [])
    assert not is_consistent(roots, -1, 4, [], earlier_root=tree.EMPTY_ROOT)


def test_nothing_is_consistent_with_everything_but_only_under_its_own_root(roots):
    assert is_consistent(roots, 0, 9, [])
    assert not is_consistent(roots, 0, 9, [], earlier_root=roots[1])
    assert not is_consistent(roots, 0, 9, [roots[1]])


@given(st.integers(min_value=1, max_value=LARGEST), st.lists(st.binary(min_size=32, max_size=32)))
def test_random_hashes_prove_nothing(roots, later, path):
    for earlier in range(1, later):
        assert not is_consistent(roots, earlier, later, path)


# Published with the test tree of the Certificate Transparency project (see test_tree).
PUBLISHED_PROOF = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]


def test_the_published_proofs_are_reproduced(new_store):
    entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    entries.append("606162636465666768696a6b6c6d6e6f")
    store = new_store()
    for index, entry in enumerate(entries):
        tree.append(store, index=index, entry=bytes.fromhex(entry))
    included = proof.inclusion_proof(store, index=0, size=8)
    consistent = proof.consistency_proof(store, earlier_size=1, later_size=8)
    assert [step.hex() for step in included] == PUBLISHED_PROOF
    assert [step.hex() for step in consistent] == PUBLISHED_PROOF
