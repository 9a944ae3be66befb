"""The signer's rules, each broken on purpose."""

import pytest

from plimsoll.errors import LedgerError, RecordError
from plimsoll.ledger import Signer, SignerState, open_note, tree
from plimsoll.ledger.proof import consistency_proof


@pytest.fixture
def history(new_store):
    return grown(new_store(), marks=range(20))


def grown(store, marks):
    for index, mark in enumerate(marks):
        tree.append(store, index=index, entry=b"%d" % mark)
    return store


def announce(signer, history, size):
    signer.announce(size=size, root=tree.root(history, size=size))


def sign(signer, history, size):
    earlier = min(signer.remembered().signed_size, size)
    return signer.sign(
        size=size,
        root=tree.root(history, size=size),
        proof=consistency_proof(history, earlier_size=earlier, later_size=size),
    )


def test_an_announced_head_is_signed_and_opens(signer, key, history):
    for size in (1, 2, 7, 7, 20):
        announce(signer, history, size)
        checkpoint = open_note(sign(signer, history, size).encode(), key.verifier)
        assert (checkpoint.size, checkpoint.root) == (size, tree.root(history, size=size))


def test_two_roots_at_one_size_are_never_both_signed(signer, history, new_store):
    announce(signer, history, 7)
    sign(signer, history, 7)
    other = grown(new_store(), marks=[*range(6), 99])
    announce(signer, other, 7)
    with pytest.raises(LedgerError, match="does not continue"):
        sign(signer, other, 7)


def test_the_signer_never_goes_backwards(signer, history):
    announce(signer, history, 9)
    sign(signer, history, 9)
    with pytest.raises(LedgerError, match="9 were signed"):
        sign(signer, history, 8)
    with pytest.raises(LedgerError, match="9 were signed"):
        announce(signer, history, 8)


def test_a_longer_ledger_with_another_past_is_not_signed(signer, history, new_store):
    announce(signer, history, 7)
    sign(signer, history, 7)
    other = grown(new_store(), marks=[99, *range(1, 12)])
    announce(signer, other, 12)
    with pytest.raises(LedgerError, match="does not continue"):
        sign(signer, other, 12)


def test_a_head_that_was_not_announced_is_not_signed(signer, history, memory):
    announce(signer, history, 7)
    sign(signer, history, 7)
    before = memory.content
    with pytest.raises(LedgerError, match="not one that this workspace wrote"):
        sign(signer, history, 8)
    assert memory.content == before


def test_a_false_proof_is_not_enough(signer, history):
    announce(signer, history, 7)
    sign(signer, history, 7)
    announce(signer, history, 12)
    with pytest.raises(LedgerError, match="does not continue"):
        signer.sign(size=12, root=tree.root(history, size=12), proof=[bytes(32)] * 4)


def test_what_is_signed_was_remembered_first(signer, memory, history, key):
    announce(signer, history, 3)

    def no_disk(_content):
        raise OSError("no space left")

    memory.write = no_disk
    with pytest.raises(OSError, match="no space left"):
        sign(signer, history, 3)
    assert signer.remembered().signed_size == 0


def test_signing_again_after_a_crash_gives_the_same_note(signer, history):
    announce(signer, history, 5)
    assert sign(signer, history, 5) == sign(signer, history, 5)


def test_an_announcement_that_nothing_met_is_replaced(signer, history, new_store):
    announce(signer, grown(new_store(), marks=[1, 2, 3]), 3)
    announce(signer, history, 3)
    assert sign(signer, history, 3)


def test_a_key_that_is_not_the_pinned_one_is_found_out(memory, history, key, new_key):
    key.secret = new_key(b"another").secret
    signer = Signer(key=key, memory=memory)
    with pytest.raises(LedgerError, match="pinned"):
        signer.check_key()
    announce(signer, history, 3)
    with pytest.raises(LedgerError, match="pinned"):
        sign(signer, history, 3)
    assert signer.remembered().signed_size == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"signed_size":3,"announced_size":2}',
        b'{"signed_size":-1}',
        b'{"signed_root":"zz"}',
        b'{"signed_size":"3"}',
    ],
)
def test_a_damaged_memory_signs_nothing(signer, memory, history, content):
    memory.content = content
    with pytest.raises(RecordError):
        announce(signer, history, 3)


def test_a_fresh_memory_knows_the_empty_ledger():
    assert SignerState().has_signed(size=0, root=tree.EMPTY_ROOT)
    assert not SignerState().has_announced(size=1, root=tree.EMPTY_ROOT)
