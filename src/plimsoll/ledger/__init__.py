"""That the past did not change: a Merkle log of entries, with signed checkpoints."""

from plimsoll.ledger.checkpoint import Checkpoint, VerifierKey, open_note
from plimsoll.ledger.journal import Entry, EntryStore, append_entry, parse_entry
from plimsoll.ledger.proof import (
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
)
from plimsoll.ledger.signing import Signer, SignerState
from plimsoll.ledger.tree import leaf_hash, root

__all__ = [
    "Checkpoint",
    "Entry",
    "EntryStore",
    "Signer",
    "SignerState",
    "VerifierKey",
    "append_entry",
    "consistency_proof",
    "inclusion_proof",
    "is_consistent",
    "is_included",
    "leaf_hash",
    "open_note",
    "parse_entry",
    "root",
]
