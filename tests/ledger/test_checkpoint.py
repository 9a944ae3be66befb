"""Signed notes: the published example, our own round trip, and every way to be malformed."""

from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.errors import LedgerError
from plimsoll.ledger.checkpoint import (
    NOTE_BYTES_LIMIT,
    Checkpoint,
    VerifierKey,
    open_note,
    opened_text,
    signed_note,
)

# The example of the signed-note format.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PUBLISHED_NOTE = (
    PUBLISHED_TEXT + "\n\N{EM DASH} PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ROOT = sha256(b"root").digest()


@pytest.fixture
def note(key):
    text = Checkpoint(origin=key.verifier.name, size=7, root=ROOT).text()
    return signed_note(text, verifier=key.verifier, signature=key.sign(text.encode())).encode()


def signed(key, text):
    return signed_note(text, verifier=key.verifier, signature=key.sign(text.encode())).encode()


def test_the_published_note_opens_under_the_published_key():
    verifier = VerifierKey.parse(PUBLISHED_KEY)
    assert opened_text(PUBLISHED_NOTE.encode(), verifier) == PUBLISHED_TEXT
    assert verifier.text() == PUBLISHED_KEY


def test_a_note_opens_to_the_checkpoint_that_was_signed(key, note):
    assert open_note(note, key.verifier) == Checkpoint(origin=key.verifier.name, size=7, root=ROOT)


def test_the_key_id_is_the_hash_of_name_and_key(key):
    verifier = key.verifier
    expected = sha256(verifier.name.encode() + b"\n\x01" + verifier.public_key).digest()[:4]
    assert verifier.key_id == expected


def test_every_byte_that_is_changed_closes_the_note(key, note):
    for place in range(len(note)):
        changed = note[:place] + bytes([note[place] ^ 1]) + note[place + 1 :]
        with pytest.raises(LedgerError):
            open_note(changed, key.verifier)


def test_every_note_that_is_cut_off_stays_closed(key, note):
    for length in range(len(note)):
        with pytest.raises(LedgerError):
            open_note(note[:length], key.verifier)


def test_another_key_of_the_same_name_opens_nothing(key, note, new_key):
    other = VerifierKey(key.verifier.name, new_key(b"other").verifier.public_key)
    with pytest.raises(LedgerError, match="has not signed"):
        open_note(note, other)


def test_a_checkpoint_of_another_ledger_is_refused_although_signed(key):
    text = Checkpoint(origin="another/ledger", size=7, root=ROOT).text()
    with pytest.raises(LedgerError, match="another ledger"):
        open_note(signed(key, text), key.verifier)


def test_signatures_of_witnesses_do_not_disturb(key, note, new_key):
    text = note.decode().rpartition("\n\n")[0] + "\n"
    witness = VerifierKey("a.witness", new_key(b"witness").verifier.public_key)
    line = signed_note(text, verifier=witness, signature=new_key(b"witness").sign(text.encode()))
    both = note.decode() + line.rpartition("\n\n")[2]
    assert open_note(both.encode(), key.verifier).size == 7
    assert opened_text(both.encode(), witness) == text


@pytest.mark.parametrize(
    "text",
    [
        "{origin}\n7\n",
        "{origin}\n07\n{root}\n",
        "{origin}\n-7\n{root}\n",
        "{origin}\n7 \n{root}\n",
        "{origin}\n\u0667\n{root}\n",
        "{origin}\n7\n{root}=\n",
        "{origin}\n7\nAAAA\n",
        "{origin}\n\n7\n{root}\n",
        "\n7\n{root}\n",
        "{origin}\n99999999999999999999\n{root}\n",
    ],
)
def test_a_malformed_checkpoint_is_refused_although_signed(key, text):
    filled = text.format(origin=key.verifier.name, root=b64encode(ROOT).decode())
    with pytest.raises(LedgerError):
        open_note(signed(key, filled), key.verifier)


def test_lines_after_the_third_are_passed_over(key):
    text = Checkpoint(origin=key.verifier.name, size=7, root=ROOT).text() + "extension\n"
    assert open_note(signed(key, text), key.verifier).size == 7


@given(st.binary(max_size=300))
def test_arbitrary_bytes_end_in_words_not_in_a_traceback(new_key, content):
    with pytest.raises(LedgerError):
        open_note(content, new_key().verifier)


def test_a_note_of_many_megabytes_is_refused_unread(key, note):
    with pytest.raises(LedgerError, match="longer than"):
        open_note(note + b"x" * NOTE_BYTES_LIMIT, key.verifier)


def test_a_verifier_key_survives_its_text(key):
    assert VerifierKey.parse(key.verifier.text() + "\n") == key.verifier


@pytest.mark.parametrize("text", ["", "a+b", "a+00000000+AAAA", "+c74f20a3+ARpc", "a b+1+2"])
def test_a_malformed_verifier_key_is_refused(text):
    with pytest.raises(LedgerError):
        VerifierKey.parse(text)


def test_a_verifier_key_whose_id_is_not_its_own_is_refused():
    name, _, encoded = PUBLISHED_KEY.split("+", 2)
    with pytest.raises(LedgerError, match="id does not belong"):
        VerifierKey.parse(f"{name}+00000000+{encoded}")


def test_a_key_of_another_kind_is_refused():
    name, key_id, encoded = PUBLISHED_KEY.split("+", 2)
    other = b64encode(b"\x02" + b64decode(encoded)[1:]).decode()
    with pytest.raises(LedgerError, match="Ed25519"):
        VerifierKey.parse(f"{name}+{key_id}+{other}")


def test_two_keys_never_share_an_origin(new_key):
    origins = {new_key(b"%d" % seed).verifier.name for seed in range(50)}
    assert len(origins) == 50
