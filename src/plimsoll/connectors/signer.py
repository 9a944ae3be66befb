"""The signing key and the signer's memory, as files in ``.plimsoll``.

Promise: the private key is readable by its owner only and is refused when it is not; the memory is
replaced whole or not at all, and is on the disk when ``write`` returns.

Not promised: protection from the owner's own account. Whoever can read the key can sign with it.

Source: rename(2) and fsync(2), Linux manual pages; Josefsson & Liusvaara (2017), RFC 8032.
Checked by: tests/connectors/test_signer.py.
"""

import os
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE
from typing import TYPE_CHECKING, Final

from plimsoll.errors import WorkspaceError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

OWNER_ONLY: Final = 0o600


class DurableFile:
    """A small file that is replaced atomically."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> bytes:
        """Return the content.

        Raises:
            WorkspaceError: The file is missing or cannot be read.
        """
        try:
            return self._path.read_bytes()
        except OSError as error:
            raise WorkspaceError(
                f"The file .plimsoll/{self._path.name} cannot be read: {error.strerror}.",
                why="The ledger's signer needs it; a new one would not know what was signed.",
                fix="Restore the folder .plimsoll from a backup.",
            ) from error

    def write(self, content: bytes) -> None:
        """Replace the content and wait until it is on the disk.

        Raises:
            WorkspaceError: The file cannot be written; the old content stands.
        """
        fresh = self._path.with_name(f"{self._path.name}.new")
        try:
            _write_synced(fresh, content)
            fresh.replace(self._path)
            _sync_folder(self._path.parent)
        except OSError as error:
            with suppress(OSError):
                fresh.unlink()
            raise WorkspaceError(
                f"The file .plimsoll/{self._path.name} cannot be written: {error.strerror}.",
                why="The signer writes down what it signs, so that it never contradicts itself.",
                fix="Free some space, or change the permissions, and run the command again.",
            ) from error


class KeyFile:
    """An Ed25519 key pair in a folder: ``signing_key`` (PEM, secret) and ``verifier_key``."""

    def __init__(self, folder: Path) -> None:
        self._secret_path = folder / "signing_key"
        self._verifier = DurableFile(folder / "verifier_key")

    def make(self) -> bytes:
        """Make a new key, keep its secret half, and return its public half.

        Raises:
            WorkspaceError: There is a key already, or it cannot be written.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import (
            Encoding,
            NoEncryption,
            PrivateFormat,
        )

        if self._secret_path.exists():
            raise WorkspaceError(
                "There is a signing key here already.",
                why="To replace it would cut the ledger off from its past.",
                fix="Choose another folder for the new workspace.",
            )
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        DurableFile(self._secret_path).write(pem)
        return key.public_key().public_bytes_raw()

    def pin(self, verifier_text: str) -> None:
        """Keep the public half as text, for everybody who verifies."""
        self._verifier.write(verifier_text.encode() + b"\n")

    def verifier_text(self) -> str:
        """Return the pinned public key as text.

        Raises:
            WorkspaceError: It is missing.
        """
        return self._verifier.read().decode("utf-8", "replace").strip()

    def public_key(self) -> bytes:
        """Return the public half that belongs to the secret half here.

        Raises:
            WorkspaceError: The key is missing, damaged, or readable by others.
        """
        return self._secret().public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of ``message``.

        Raises:
            WorkspaceError: The key is missing, damaged, or readable by others.
        """
        return self._secret().sign(message)

    def _secret(self) -> "Ed25519PrivateKey":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        pem = DurableFile(self._secret_path).read()
        if S_IMODE(self._secret_path.stat().st_mode) & 0o077:
            raise _unusable_key(
                "The signing key can be read by others.",
                fix="Run `chmod 600 .plimsoll/signing_key`, and ask who may have copied it.",
            )
        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError) as error:
            raise _unusable_key(
                "The signing key is damaged.", fix="Restore the folder .plimsoll from a backup."
            ) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise _unusable_key(
                "The signing key is not an Ed25519 key.",
                fix="Restore the folder .plimsoll from a backup.",
            )
        return key


def _unusable_key(what: str, *, fix: str) -> WorkspaceError:
    return WorkspaceError(
        what, why="A signature must come from this workspace and from nobody else.", fix=fix
    )


def _write_synced(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(path, flags, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
