"""The audit of entries, checkpoints and the signer's memory, one defect at a time."""

import pytest

from plimsoll.ledger import Checkpoint, Entry, tree
from plimsoll.ledger.audit import EntriesAudit, audit_anchor, audit_checkpoints, audit_memory
from plimsoll.ledger.checkpoint import signed_note
from plimsoll.ledger.problems import Problems
from plimsoll.ledger.signing import SignerState

SIZE = 9


def encoded(index, kind="label"):
    entry = Entry(
        version=1,
        kind=kind,
        index=index,
        at_utc="2026-03-01T12:00:00Z",
        actor="a person",
        body={},
        records_root=tree.EMPTY_ROOT.hex(),
        records_count=0,
    )
    return entry.canonical()


@pytest.fixture
def store(new_store):
    store = new_store()
    for index in range(SIZE):
        store.add_entry(index=index, encoded=encoded(index))
        tree.append(store, index=index, entry=encoded(index))
    return store


def audited(store, sizes=()):
    audit = EntriesAudit(store.nodes(), sizes=sizes)
    for index, entry in store.entries():
        audit.take(index, entry)
    audit.finish()
    return audit


def note(key, *, size, root):
    text = Checkpoint(origin=key.verifier.name, size=size, root=root).text()
    return signed_note(text, verifier=key.verifier, signature=key.sign(text.encode()))


def test_an_untouched_ledger_has_no_problem_and_its_roots(store):
    audit = audited(store, sizes={3, 8, 70})
    assert audit.problems.sentences() == ()
    assert audit.size == SIZE
    assert audit.roots == {size: tree.root(store, size=size) for size in (0, 3, 8, SIZE)}


def test_an_empty_ledger_has_no_problem(new_store):
    assert audited(new_store()).problems.sentences() == ()


@pytest.mark.parametrize("index", range(SIZE))
def test_a_changed_entry_is_named(store, index):
    store.kept[index] = encoded(index, kind="claim")
    assert audited(store).problems.sentences() == (
        f"entry {index}: it is not the entry whose hash the tree holds",
    )


@pytest.mark.parametrize("index", range(SIZE))
def test_a_missing_entry_is_named(store, index):
    del store.kept[index]
    assert any(f"entry {index}: " in said for said in audited(store).problems.sentences())


def test_entries_that_changed_places_are_named(store):
    store.kept[2], store.kept[5] = store.kept[5], store.kept[2]
    named = "\n".join(audited(store).problems.sentences())
    assert "entry 2: " in named
    assert "entry 5: " in named


@pytest.mark.parametrize("place", [(0, 4), (1, 1), (2, 1), (3, 0)])
def test_a_stored_subtree_that_is_changed_or_missing_is_noticed(store, place):
    store.subtrees[place] = bytes(32)
    assert audited(store).problems.count == 1
    del store.subtrees[place]
    assert audited(store).problems.count == 1


def test_bytes_that_are_no_entry_are_noticed_although_the_tree_covers_them(store):
    store.add_entry(index=SIZE, encoded=b"\x1b[2J")
    tree.append(store, index=SIZE, entry=b"\x1b[2J")
    (said,) = audited(store).problems.sentences()
    assert said.startswith(f"entry {SIZE}: ")
    assert said.isprintable()


def test_checkpoints_cover_what_they_were_signed_for(store, key):
    roots = {size: tree.root(store, size=size) for size in range(SIZE + 1)}
    notes = [(size, note(key, size=size, root=roots[size])) for size in (1, 4, 7)]
    problems = Problems()
    covered = audit_checkpoints(notes, verifier=key.verifier, roots=roots, problems=problems)
    assert (covered, problems.count) == (7, 0)


@pytest.mark.parametrize(
    ("size", "signed_size", "root_size", "reason"),
    [
        (4, 5, 5, "signed for 5"),
        (12, 12, 4, "no longer that many"),
        (4, 4, 5, "another root"),
    ],
)
def test_a_checkpoint_that_does_not_follow_is_named(
    store, key, size, signed_size, root_size, reason
):
    roots = {size: tree.root(store, size=size) for size in range(SIZE + 1)}
    notes = [(size, note(key, size=signed_size, root=roots[root_size]))]
    problems = Problems()
    covered = audit_checkpoints(notes, verifier=key.verifier, roots=roots, problems=problems)
    assert covered == 0
    assert reason in problems.sentences()[0]


def test_a_checkpoint_under_another_key_is_named(store, key, new_key):
    roots = {SIZE: tree.root(store, size=SIZE)}
    notes = [(SIZE, note(new_key(b"other"), size=SIZE, root=roots[SIZE]))]
    problems = Problems()
    assert not audit_checkpoints(notes, verifier=key.verifier, roots=roots, problems=problems)
    assert "has not signed" in problems.sentences()[0]


@pytest.mark.parametrize(
    ("signed", "announced", "reason"),
    [
        ((9, 9), (9, 9), ""),
        ((8, 8), (9, 9), ""),
        ((12, 9), (12, 9), "the signer has signed 12"),
        ((8, 7), (9, 9), "another root than the signer signed"),
        ((8, 8), (8, 8), "not what this workspace announced"),
        ((8, 8), (9, 8), "not what this workspace announced"),
    ],
)
def test_the_signers_memory_is_compared(store, signed, announced, reason):
    roots = {size: tree.root(store, size=size) for size in range(SIZE + 1)}
    state = SignerState(
        signed_size=signed[0],
        signed_root=roots[signed[1]].hex(),
        announced_size=announced[0],
        announced_root=roots[announced[1]].hex(),
    )
    problems = Problems()
    audit_memory(state, size=SIZE, roots=roots, problems=problems)
    assert problems.count == bool(reason)
    assert reason in " ".join(problems.sentences())


def anchored_size(store, key, held):
    problems = Problems()
    size = audit_anchor(
        held.encode(),
        verifier=key.verifier,
        nodes=store,
        size=SIZE,
        root=audited(store).root(),
        problems=problems,
    )
    return size, " ".join(problems.sentences())


def test_a_checkpoint_held_elsewhere_vouches_for_what_it_covers(store, key):
    for size in range(1, SIZE + 1):
        held = note(key, size=size, root=tree.root(store, size=size))
        assert anchored_size(store, key, held) == (size, "")


@pytest.mark.parametrize(
    ("size", "root_size", "reason"),
    [(4, 5, "not those it was signed for"), (12, 9, "the ledger has 9"), (0, 0, "no entry")],
)
def test_a_checkpoint_held_elsewhere_that_disagrees_vouches_for_nothing(
    store, key, size, root_size, reason
):
    held = note(key, size=size, root=tree.root(store, size=root_size))
    vouched, said = anchored_size(store, key, held)
    assert vouched == 0
    assert reason in said


def test_entries_changed_under_intact_hashes_are_not_anchored(store, key):
    held = note(key, size=SIZE, root=tree.root(store, size=SIZE))
    store.kept[2] = encoded(2, kind="claim")
    assert anchored_size(store, key, held)[0] == 0
