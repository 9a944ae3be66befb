"""Where it is kept: SQLite or PostgreSQL, append-only, one transaction at a time."""

from plimsoll.store.database import Store, Unit
from plimsoll.store.failure import failures_in_words
from plimsoll.store.rows import Batch, Outcome, QuarantinedRow, StoredRecord, TranscriptRow

__all__ = [
    "Batch",
    "Outcome",
    "QuarantinedRow",
    "Store",
    "StoredRecord",
    "TranscriptRow",
    "Unit",
    "failures_in_words",
]
