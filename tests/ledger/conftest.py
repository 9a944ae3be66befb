"""A ledger's store in memory, and a signer whose memory can be looked into."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plimsoll.ledger import Signer, SignerState, VerifierKey


class MemoryStore:
    """Fulfils ledger.EntryStore with two dictionaries."""

    def __init__(self):
        self.kept = {}
        self.subtrees = {}

    def entries_count(self):
        return len(self.kept)

    def add_entry(self, *, index, encoded):
        self.kept[index] = encoded

    def entries(self, start=0):
        return iter(sorted((index, entry) for index, entry in self.kept.items() if index >= start))

    def node(self, level, position):
        return self.subtrees.get((level, position))

    def add_node(self, *, level, position, node_hash):
        assert (level, position) not in self.subtrees
        self.subtrees[level, position] = node_hash

    def nodes(self):
        completing = (
            (((position + 1) << level) - 1, level, node_hash)
            for (level, position), node_hash in self.subtrees.items()
        )
        return iter(sorted(completing))


class MemoryKey:
    """A signing key that never touches a disk."""

    def __init__(self, seed=b"seed"):
        self.secret = Ed25519PrivateKey.from_private_bytes(sha256(seed).digest())
        self.verifier = VerifierKey.of(self.secret.public_key().public_bytes_raw())

    def verifier_text(self):
        return self.verifier.text()

    def public_key(self):
        return self.secret.public_key().public_bytes_raw()

    def sign(self, message):
        return self.secret.sign(message)


class MemoryFile:
    """A signer's memory, kept in memory."""

    def __init__(self):
        self.content = SignerState().canonical()
        self.writes_count = 0

    def read(self):
        return self.content

    def write(self, content):
        self.content = content
        self.writes_count += 1


@pytest.fixture(scope="session")
def new_store():
    return MemoryStore


@pytest.fixture(scope="session")
def new_key():
    return MemoryKey


@pytest.fixture
def key():
    return MemoryKey()


@pytest.fixture
def memory():
    return MemoryFile()


@pytest.fixture
def signer(key, memory):
    return Signer(key=key, memory=memory)
