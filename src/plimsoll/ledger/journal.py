"""One entry of the ledger, and how it is appended.

Promise: an entry commits to its place, its moment, its actor, its body, and every column of every
record that came with it.

Not promised: that the moment is right; entries are ordered by their index, never by their time.

Source: Rundgren, Jordan & Erdtman (2020), RFC 8785, doi:10.17487/RFC8785, for the bytes; C2SP,
tlog-tiles v1.0.0, https://c2sp.org, for the limit on their length.
Checked by: tests/ledger/test_journal.py.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from plimsoll.errors import LedgerError, RecordError
from plimsoll.ledger import tree
from plimsoll.records import Record, canonical_bytes, utc_text
from plimsoll.records.canonical import frozen_texts, invalid

ENTRY_VERSION: Final = 1
ENTRY_BYTES_LIMIT: Final = 65_535


class EntryStore(tree.NodeStore, Protocol):
    """Where entries and their tree are kept, in one transaction."""

    def entries_count(self) -> int:
        """Return how many entries there are."""
        ...

    def add_entry(self, *, index: int, encoded: bytes) -> None:
        """Append the canonical bytes of one entry."""
        ...

    def entries(self, start: int = 0) -> Iterator[tuple[int, bytes]]:
        """Yield the index and the bytes of every entry from ``start`` on, in order."""
        ...


class StoredColumns(Protocol):
    """What a stored record has: the columns to find it by, and its bytes."""

    @property
    def kind(self) -> str:
        """Return what the record is."""
        ...

    @property
    def transcript_id(self) -> str:
        """Return the transcript it is about, or nothing."""
        ...

    @property
    def risk_id(self) -> str:
        """Return the risk it concerns, or nothing."""
        ...

    @property
    def scope(self) -> str:
        """Return what groups it with others, or nothing."""
        ...

    @property
    def body(self) -> bytes:
        """Return its canonical bytes."""
        ...


class Entry(Record, frozen=True, kw_only=True):
    """One line of the ledger.

    Attributes:
        version: Of this layout.
        kind: What happened: ``genesis``, ``ingest``, ``label`` and so on.
        index: The entry's place, from 0.
        at_utc: When it was written.
        actor: Who or what wrote it.
        body: The particulars.
        records_root: Merkle root over the records that came with it, in hexadecimal.
        records_count: How many they are.
    """

    version: int
    kind: str
    index: int
    at_utc: str
    actor: str
    body: Mapping[str, Any]
    records_root: str
    records_count: int

    def __post_init__(self) -> None:
        frozen_texts(self, "body")


def record_leaf(record: StoredColumns) -> bytes:
    """Return the bytes under which a record enters its entry's tree: columns, then body.

    The columns are part of it, because a record moved to another scope or kind would be another
    statement although its body were the same.
    """
    columns = canonical_bytes(
        {
            "kind": record.kind,
            "risk_id": record.risk_id,
            "scope": record.scope,
            "transcript_id": record.transcript_id,
        }
    )
    return columns + b"\n" + record.body


def append_entry(
    store: EntryStore,
    *,
    kind: str,
    body: Mapping[str, Any],
    records: Iterable[StoredColumns],
    actor: str,
    now_utc: datetime,
) -> Entry:
    """Append one entry that commits to ``body`` and ``records``.

    Raises:
        RecordError: The body has no canonical form.
        LedgerError: The entry would be too long.
    """
    kept = tree.RunningTree()
    for record in records:
        kept.add(record_leaf(record))
    entry = Entry(
        version=ENTRY_VERSION,
        kind=kind,
        index=store.entries_count(),
        at_utc=utc_text(now_utc),
        actor=actor,
        body=body,
        records_root=kept.root().hex(),
        records_count=kept.size,
    )
    encoded = entry.canonical()
    if len(encoded) > ENTRY_BYTES_LIMIT:
        raise LedgerError(
            f"An entry of kind {kind!r} would be {len(encoded)} bytes long.",
            why=f"The ledger's format ends at {ENTRY_BYTES_LIMIT} bytes for one entry.",
            fix="Put the bulk into records, to which the entry commits by their root.",
        )
    store.add_entry(index=entry.index, encoded=encoded)
    tree.append(store, index=entry.index, entry=encoded)
    return entry


def read_entry(encoded: bytes) -> Entry:
    """Read an entry without asking where it stands or whether its form is canonical.

    Raises:
        RecordError: The bytes are not an entry.
    """
    try:
        return Entry.parse(encoded)
    except RecursionError as error:
        raise invalid("entry", "it is nested too deeply") from error


def parse_entry(encoded: bytes, *, index: int) -> Entry:
    """Read the entry that stands at ``index``.

    Raises:
        RecordError: The bytes are not the canonical bytes of an entry with this index.
    """
    entry = read_entry(encoded)
    if entry.version != ENTRY_VERSION or entry.index != index or entry.canonical() != encoded:
        raise RecordError(
            f"The bytes at place {index} are not an entry in its canonical form.",
            why="An entry has one form, which names its own place.",
            fix="Restore the database from a backup, and compare it with a checkpoint.",
        )
    return entry
