"""The key file and the signer's memory, on a disk that may refuse."""

import errno
import os
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from plimsoll.connectors.signer import DurableFile, KeyFile
from plimsoll.errors import LedgerError, WorkspaceError
from plimsoll.ledger import Signer, SignerState, VerifierKey, consistency_proof
from plimsoll.ledger.tree import EMPTY_ROOT

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def key(tmp_path):
    key = KeyFile(tmp_path)
    key.pin(VerifierKey.of(key.make()).text())
    return key


@pytest.fixture
def secret(tmp_path, key):
    return tmp_path / "signing_key"


def test_the_secret_half_is_for_its_owner_only(secret):
    assert secret.stat().st_mode & 0o777 == 0o600


def test_the_secret_half_is_for_its_owner_only_under_any_mask(tmp_path):
    before = os.umask(0)
    try:
        KeyFile(tmp_path).make()
    finally:
        os.umask(before)
    assert (tmp_path / "signing_key").stat().st_mode & 0o777 == 0o600


def test_a_signature_fits_the_pinned_half(key):
    verifier = VerifierKey.parse(key.verifier_text())
    signature = key.sign(b"message")
    Ed25519PublicKey.from_public_bytes(verifier.public_key).verify(signature, b"message")
    assert verifier.accepts(b"message", signature=signature)
    assert not verifier.accepts(b"another", signature=signature)


def test_a_key_is_never_replaced(key):
    with pytest.raises(WorkspaceError, match="signing key here already"):
        key.make()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o620])
def test_a_key_that_others_can_reach_is_refused(key, secret, mode):
    secret.chmod(mode)
    with pytest.raises(WorkspaceError, match="read by others"):
        key.sign(b"message")
    with pytest.raises(WorkspaceError, match="read by others"):
        key.public_key()


@pytest.mark.parametrize("content", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_damaged_key_is_a_clear_error(key, secret, content):
    secret.write_bytes(content)
    with pytest.raises(WorkspaceError, match="damaged"):
        key.public_key()


def test_a_key_of_another_kind_is_a_clear_error(key, secret):
    other = generate_private_key(SECP256R1())
    secret.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(WorkspaceError, match="not an Ed25519 key"):
        key.public_key()


def test_a_missing_key_is_a_clear_error(key, secret):
    secret.unlink()
    with pytest.raises(WorkspaceError, match="signing_key cannot be read"):
        key.sign(b"message")


def test_a_durable_file_is_replaced_whole(tmp_path):
    file = DurableFile(tmp_path / "memory")
    for content in (b"one", b"", b"three" * 1000):
        file.write(content)
        assert file.read() == content
    assert [path.name for path in tmp_path.iterdir()] == ["memory"]
    assert (tmp_path / "memory").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("failing", ["open", "fsync"])
def test_a_full_disk_leaves_the_old_content(tmp_path, monkeypatch, failing):
    file = DurableFile(tmp_path / "memory")
    file.write(b"old")

    def refuse(*_arguments, **_options):
        raise FULL

    with monkeypatch.context() as patched:
        patched.setattr(os, failing, refuse)
        with pytest.raises(WorkspaceError, match="memory cannot be written: No space left"):
            file.write(b"new")
    assert file.read() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["memory"]


def test_a_link_laid_in_the_way_is_not_followed(tmp_path):
    (tmp_path / "memory.new").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WorkspaceError):
        DurableFile(tmp_path / "memory").write(b"new")
    assert not (tmp_path / "elsewhere").exists()


def test_a_missing_file_is_a_clear_error(tmp_path):
    with pytest.raises(WorkspaceError, match="memory cannot be read: No such file"):
        DurableFile(tmp_path / "memory").read()


def test_on_the_disk_as_in_memory_the_signer_neither_equivocates_nor_goes_back(tmp_path, key):
    memory = DurableFile(tmp_path / "signer_state")
    memory.write(SignerState().canonical())
    leaf, other = (sha256(b"\0" + entry).digest() for entry in (b"entry", b"another"))

    def signer():
        return Signer(key=key, memory=DurableFile(tmp_path / "signer_state"))

    signer().announce(size=1, root=leaf)
    note = signer().sign(size=1, root=leaf, proof=[])
    assert signer().sign(size=1, root=leaf, proof=[]) == note
    signer().announce(size=1, root=other)
    with pytest.raises(LedgerError, match="does not continue"):
        signer().sign(size=1, root=other, proof=[])
    with pytest.raises(LedgerError, match="1 were signed"):
        signer().sign(size=0, root=EMPTY_ROOT, proof=[])


def test_a_state_put_back_to_an_older_one_does_not_pass_for_the_newer_ledger(tmp_path, key):
    memory = DurableFile(tmp_path / "signer_state")
    memory.write(SignerState().canonical())
    older = memory.read()
    signer = Signer(key=key, memory=memory)
    leaf = sha256(b"\0entry").digest()
    signer.announce(size=1, root=leaf)
    signer.sign(size=1, root=leaf, proof=[])
    memory.write(older)
    with pytest.raises(LedgerError, match="not one that this workspace wrote"):
        signer.sign(size=1, root=leaf, proof=consistency_proof_of_nothing())


def consistency_proof_of_nothing():
    return consistency_proof(None, earlier_size=0, later_size=1)
