"""A signed head of the ledger, in the format that transparency logs share.

A checkpoint is three lines: the origin, the size, the root. A signed note is that text, an
empty line, and one line for each signature. Any client of these formats can read ours.

Promise: ``open_note`` returns a checkpoint only if the holder of the pinned key signed exactly
these bytes.

Not promised: that the checkpoint is the newest, or that the ledger still agrees with it.

Source: C2SP, tlog-checkpoint v1.0.0 and signed-note v1.0.0, https://c2sp.org.
Checked by: tests/ledger/test_checkpoint.py.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from plimsoll.errors import LedgerError
from plimsoll.ledger.tree import HASH_BYTES

NOTE_BYTES_LIMIT: Final = 65_536
ED25519: Final = b"\x01"
KEY_BYTES: Final = 32
_DASH: Final = "\N{EM DASH}"
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_NAME: Final = re.compile(r"[^\s+]+")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A name and the Ed25519 public key that signs under it."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        assert _NAME.fullmatch(self.name), self.name
        assert len(self.public_key) == KEY_BYTES, len(self.public_key)

    @classmethod
    def of(cls, public_key: bytes) -> Self:
        """Name a ledger after its key, so that no two ledgers share an origin."""
        return cls(f"plimsoll/{sha256(public_key).hexdigest()[:16]}", public_key)

    @property
    def key_id(self) -> bytes:
        """The four bytes that lead a signature to its key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public_key).digest()[:4]

    def text(self) -> str:
        """Return the key as text to pin: name, key id, and key."""
        encoded = b64encode(ED25519 + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a key from its text.

        Raises:
            LedgerError: The text is not an Ed25519 verifier key, or its key id does not fit.
        """
        parts = text.strip().split("+", 2)
        key = _base64(parts[2]) if len(parts) == 3 else b""
        if len(key) != 1 + KEY_BYTES or key[:1] != ED25519 or not _NAME.fullmatch(parts[0]):
            raise _unreadable("verifier key", "it is not NAME+ID+KEY with an Ed25519 key")
        verifier = cls(parts[0], key[1:])
        if verifier.key_id.hex() != parts[1]:
            raise _unreadable("verifier key", "its id does not belong to its key")
        return verifier

    def accepts(self, message: bytes, *, signature: bytes) -> bool:
        """Tell whether the holder of the key signed ``message``."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The head of a ledger: whose, how many entries, and their root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a checkpoint; further lines, which the format permits, are passed over.

        Raises:
            LedgerError: The text is not a checkpoint.
        """
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] != "" or not all(lines[:-1]):
            raise _unreadable("checkpoint", "it is not three or more full lines")
        if not _SIZE.fullmatch(lines[1]):
            raise _unreadable("checkpoint", "its size is not a plain whole number")
        root = _base64(lines[2])
        if len(root) != HASH_BYTES:
            raise _unreadable("checkpoint", "its root is not a SHA-256 digest in base64")
        return cls(origin=lines[0], size=int(lines[1]), root=root)


def signed_note(text: str, *, verifier: VerifierKey, signature: bytes) -> str:
    """Return ``text`` with its signature line."""
    assert text.endswith("\n"), text
    encoded = b64encode(verifier.key_id + signature).decode()
    return f"{text}\n{_DASH} {verifier.name} {encoded}\n"


def opened_text(note: bytes, verifier: VerifierKey) -> str:
    """Return the text of a signed note if the pinned key signed it.

    Raises:
        LedgerError: The bytes are not a signed note, or the key's signature is absent or wrong.
    """
    if len(note) > NOTE_BYTES_LIMIT:
        raise _unreadable("signed note", f"it is longer than {NOTE_BYTES_LIMIT} bytes")
    try:
        decoded = note.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable("signed note", "it is not UTF-8") from error
    if any(character < " " and character != "\n" for character in decoded):
        raise _unreadable("signed note", "it holds control characters")
    text, separator, signatures = decoded.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise _unreadable("signed note", "it has no signature lines after an empty line")
    text += "\n"
    ours = [
        signature[4:]
        for name, signature in map(_signature, signatures[:-1].split("\n"))
        if name == verifier.name and signature[:4] == verifier.key_id
    ]
    if not ours:
        raise _unreadable("signed note", f"the key {verifier.name} has not signed it")
    if not all(verifier.accepts(text.encode(), signature=signature) for signature in ours):
        raise _unreadable("signed note", f"the signature of {verifier.name} does not fit its text")
    return text


def open_note(note: bytes, verifier: VerifierKey) -> Checkpoint:
    """Return the checkpoint in a signed note if the pinned key signed it for its own ledger.

    Raises:
        LedgerError: The note cannot be read, is not signed by the key, or is of another ledger.
    """
    checkpoint = Checkpoint.parse(opened_text(note, verifier))
    if checkpoint.origin != verifier.name:
        raise _unreadable("checkpoint", "it belongs to another ledger")
    return checkpoint


def _signature(line: str) -> tuple[str, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    signature = _base64(encoded)
    if dash != _DASH or not _NAME.fullmatch(name) or len(signature) < 5:
        raise _unreadable("signed note", "a signature line is malformed")
    return name, signature


def _base64(text: str) -> bytes:
    """Return the bytes, or none when the text is not in canonical base64."""
    try:
        decoded = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        return b""
    return decoded if b64encode(decoded).decode() == text else b""


def _unreadable(noun: str, reason: str) -> LedgerError:
    return LedgerError(
        f"This is not a {noun} of this ledger: {reason}.",
        why="Only a head signed under the pinned key says anything about the past.",
        fix="Use the file that `plimsoll checkpoint` wrote for this workspace.",
    )
