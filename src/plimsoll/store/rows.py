"""What the store keeps, as plain values: a batch, an index line, a quarantined row, a record."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, Self

from plimsoll.records import Record, canonical_bytes, sha256_hex

Outcome = Literal["accepted", "duplicate", "conflict"]


class TranscriptRow(NamedTuple):
    """One line of the index; the transcript itself lies in the batch's file.

    Attributes:
        transcript_id: Unique in the workspace.
        digest: SHA-256 of the transcript's canonical bytes.
        row_index: Rises within the batch; gaps are allowed.
    """

    transcript_id: str
    digest: str
    row_index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The transcripts that one ingest of one source added, in one file.

    Attributes:
        batch_id: Unique in the workspace.
        file_name: The file in ``transcripts/``; empty when no row was accepted.
        file_sha256: Digest of that file; empty when there is none.
        source_name: The name of the source as it was handed in.
        source_sha256: Digest of the source's bytes.
        accepted_count: How many transcripts the batch added.
        entry_index: The ledger entry that tells of it.
    """

    batch_id: str
    file_name: str
    file_sha256: str
    source_name: str
    source_sha256: str
    accepted_count: int
    entry_index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedRow:
    """One row that could not be read, and where its bytes are kept.

    Attributes:
        source_sha256: Digest of the source's bytes; with ``offset_bytes`` it names the row.
        source_name: The name of the source as it was handed in.
        offset_bytes: Where the row begins in the (decompressed) source.
        length_bytes: How long it is.
        reason: Why it was not accepted.
        raw_sha256: Digest of the row's bytes.
        file_name: The file in ``quarantine/`` that holds the bytes.
        file_start_bytes: Where they begin in that file.
        entry_index: The ledger entry that tells of it.
    """

    source_sha256: str
    source_name: str
    offset_bytes: int
    length_bytes: int
    reason: str
    raw_sha256: str
    file_name: str
    file_start_bytes: int
    entry_index: int

    def digest(self) -> str:
        """Return the digest of everything that is known of the row, its entry left out."""
        known = {
            "source_sha256": self.source_sha256,
            "source_name": self.source_name,
            "offset_bytes": self.offset_bytes,
            "length_bytes": self.length_bytes,
            "reason": self.reason,
            "raw_sha256": self.raw_sha256,
            "file_name": self.file_name,
            "file_start_bytes": self.file_start_bytes,
        }
        return sha256_hex(canonical_bytes(known))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """One record as the ledger commits to it: its canonical bytes and the columns to find it by.

    Attributes:
        kind: ``finding``, ``draw``, ``label``, ``claim`` and so on.
        digest: SHA-256 of ``body``.
        transcript_id: What it is about; empty if nothing.
        risk_id: Which risk it concerns; empty if none.
        scope: Groups records, such as the digest of the sample a draw belongs to; may be empty.
        body: The record's canonical bytes.
    """

    kind: str
    digest: str
    transcript_id: str = ""
    risk_id: str = ""
    scope: str = ""
    body: bytes

    @classmethod
    def of(
        cls,
        record: Record,
        *,
        kind: str,
        transcript_id: str = "",
        risk_id: str = "",
        scope: str = "",
    ) -> Self:
        """Return ``record`` as it is stored."""
        body = record.canonical()
        return cls(
            kind=kind,
            digest=sha256_hex(body),
            transcript_id=transcript_id,
            risk_id=risk_id,
            scope=scope,
            body=body,
        )
