"""The rules of signing: never two histories, never backwards, never what was not announced.

The signer remembers two heads outside the database. The *signed* head is the last one it signed.
The *announced* head is written just before a change commits; only that head is signed next. So
an entry slipped into the database by someone else is not covered by the next signature: the
signer refuses. A process killed between announcing and committing leaves an announcement that
nothing ever meets; one killed between committing and signing is healed by signing later.

Promise: with its memory intact, the signer signs no two checkpoints that contradict each other.

Not promised: protection from whoever can read the key and write the memory. Against an insider
of that kind stands a checkpoint held elsewhere.

Source: C2SP, tlog-checkpoint v1.0.0 and tlog-witness v1.0.0, https://c2sp.org.
Checked by: tests/ledger/test_signing.py and tests/workflows/test_world.py.
"""

import re
from collections.abc import Sequence
from typing import Final, Protocol

from msgspec.structs import replace

from plimsoll.errors import LedgerError
from plimsoll.ledger.checkpoint import Checkpoint, VerifierKey, signed_note
from plimsoll.ledger.proof import is_consistent
from plimsoll.ledger.tree import EMPTY_ROOT
from plimsoll.records import Record
from plimsoll.records.canonical import invalid

_ROOT: Final = re.compile(r"[0-9a-f]{64}")


class Key(Protocol):
    """Holds the private key."""

    def verifier_text(self) -> str:
        """Return the pinned public key as text."""
        ...

    def public_key(self) -> bytes:
        """Return the public half of the private key that is here."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of ``message``."""
        ...


class Memory(Protocol):
    """Keeps the signer's memory, durably, apart from the database."""

    def read(self) -> bytes:
        """Return what was written last."""
        ...

    def write(self, content: bytes) -> None:
        """Replace it, whole or not at all, and return once it is on the disk."""
        ...


class SignerState(Record, frozen=True, kw_only=True):
    """What the signer remembers; roots in hexadecimal."""

    signed_size: int = 0
    signed_root: str = EMPTY_ROOT.hex()
    announced_size: int = 0
    announced_root: str = EMPTY_ROOT.hex()

    def __post_init__(self) -> None:
        if not 0 <= self.signed_size <= self.announced_size:
            raise invalid("signer state", "a signed head was never announced")
        for root in (self.signed_root, self.announced_root):
            if not _ROOT.fullmatch(root):
                raise invalid("signer state", "a root is not 64 hexadecimal digits")

    def has_signed(self, *, size: int, root: bytes) -> bool:
        """Tell whether this is the head that was signed last."""
        return (size, root.hex()) == (self.signed_size, self.signed_root)

    def has_announced(self, *, size: int, root: bytes) -> bool:
        """Tell whether this is the head that was announced last."""
        return (size, root.hex()) == (self.announced_size, self.announced_root)


class Signer:
    """Signs heads of one ledger, by the rules above."""

    def __init__(self, *, key: Key, memory: Memory) -> None:
        self._key = key
        self._memory = memory

    def verifier(self) -> VerifierKey:
        """Return the pinned public key."""
        return VerifierKey.parse(self._key.verifier_text())

    def remembered(self) -> SignerState:
        """Return what the signer remembers."""
        return SignerState.parse(self._memory.read())

    def check_key(self) -> None:
        """Demand the right private key, before anything is written that it will have to sign.

        Raises:
            LedgerError: It is not the key whose public half is pinned.
        """
        if self._key.public_key() != self.verifier().public_key:
            raise _foreign_key()

    def recognise(self, *, size: int, root: bytes) -> None:
        """Demand that a head is one the signer signed or announced.

        Raises:
            LedgerError: The ledger went back, or somebody else wrote into it.
        """
        state = self.remembered()
        if size < state.signed_size:
            raise _refusal(
                f"The ledger has {size} entries, but {state.signed_size} were signed.",
                why="Entries were removed, or an older copy of the database was put in place.",
            )
        if not (
            state.has_signed(size=size, root=root) or state.has_announced(size=size, root=root)
        ):
            raise _refusal(
                f"The ledger's head at {size} entries is not one that this workspace wrote.",
                why="An entry was changed or added by something other than Plimsoll.",
            )

    def announce(self, *, size: int, root: bytes) -> None:
        """Remember the head that is about to be committed."""
        state = self.remembered()
        if size < state.signed_size:
            self.recognise(size=size, root=root)
        self._remember(replace(state, announced_size=size, announced_root=root.hex()))

    def sign(self, *, size: int, root: bytes, proof: Sequence[bytes]) -> str:
        """Return a signed checkpoint of the announced head.

        Args:
            size: How many entries the head covers.
            root: Their root.
            proof: Consistency proof from the head signed last to this one.

        Raises:
            LedgerError: The head was not announced, goes back, or contradicts the last one.
        """
        self.recognise(size=size, root=root)
        state = self.remembered()
        if not is_consistent(
            earlier_size=state.signed_size,
            earlier_root=bytes.fromhex(state.signed_root),
            later_size=size,
            later_root=root,
            proof=proof,
        ):
            raise _refusal(
                f"The head at {size} entries does not continue the one signed at "
                f"{state.signed_size}.",
                why="To sign both would be to vouch for two different pasts.",
            )
        verifier = self.verifier()
        text = Checkpoint(origin=verifier.name, size=size, root=root).text()
        signature = self._key.sign(text.encode())
        if not verifier.accepts(text.encode(), signature=signature):
            raise _foreign_key()
        # Remembered before anybody sees it: a crash here only repeats the same signature.
        self._remember(replace(state, signed_size=size, signed_root=root.hex()))
        return signed_note(text, verifier=verifier, signature=signature)

    def _remember(self, state: SignerState) -> None:
        self._memory.write(state.canonical() + b"\n")


def _foreign_key() -> LedgerError:
    return _refusal(
        "The signing key is not the one whose public half is pinned.",
        why="A checkpoint under another key would prove nothing about this ledger.",
    )


def _refusal(what: str, *, why: str) -> LedgerError:
    return LedgerError(
        what,
        why=why,
        fix="Run `plimsoll verify --checkpoint FILE` with a checkpoint held elsewhere, and restore "
        "the workspace from a backup that agrees with it.",
    )
