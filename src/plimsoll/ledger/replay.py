"""The stored records, held against the entries that commit to them.

Promise: a record that was changed in any column, removed, added or reordered is noticed and its
entry named, as long as the entry itself stands.

Not promised: that the entry is the original one; that is for ``audit`` and a checkpoint to say.

Source: Laurie, Messeri & Stradling (2021), RFC 9162, section 2.1, doi:10.17487/RFC9162.
Checked by: tests/ledger/test_replay.py and tests/ledger/test_tampering.py.
"""

from collections.abc import Iterator
from typing import Protocol

import msgspec

from plimsoll.ledger.journal import Entry, StoredColumns, record_leaf
from plimsoll.ledger.problems import Problems
from plimsoll.ledger.tree import RunningTree
from plimsoll.records import sha256_hex


class DigestedColumns(StoredColumns, Protocol):
    """A stored record with its digest."""

    @property
    def digest(self) -> str:
        """Return what is said to be the SHA-256 of the body."""
        ...


class RecordsAudit:
    """Takes the entries one by one, and compares the records that came with each.

    Attributes:
        problems: What differs.
    """

    def __init__(
        self, records: Iterator[tuple[int, DigestedColumns]], *, problems: Problems
    ) -> None:
        self.problems = problems
        self._records = records
        self._waiting = next(records, None)

    def take(self, entry: Entry) -> None:
        """Compare the stored records of one entry with what it commits to."""
        kept = RunningTree()
        for record in self._up_to(entry.index):
            kept.add(record_leaf(record))
            self._check_columns(entry.index, record)
        if kept.size != entry.records_count:
            self.problems.add(
                f"entry {entry.index}: it tells of {entry.records_count} records, "
                f"{kept.size} are stored"
            )
        elif kept.root().hex() != entry.records_root:
            self.problems.add(f"entry {entry.index}: its records are not those it was written with")

    def pass_over(self, index: int) -> None:
        """Leave out the records of an entry that cannot be read."""
        for _ in self._up_to(index):
            pass

    def finish(self) -> None:
        """Check that no record belongs to an entry that does not exist."""
        while self._waiting is not None:
            self.problems.add(f"entry {self._waiting[0]}: a record names it, but it does not exist")
            self._waiting = next(self._records, None)

    def _up_to(self, index: int) -> Iterator[DigestedColumns]:
        while self._waiting is not None and self._waiting[0] <= index:
            found, record = self._waiting
            if found == index:
                yield record
            else:
                self.problems.add(f"entry {found}: a record names it, but it does not exist")
            self._waiting = next(self._records, None)

    def _check_columns(self, index: int, record: DigestedColumns) -> None:
        if record.digest != sha256_hex(record.body):
            self.problems.add(
                f"entry {index}: a {record.kind}'s digest {record.digest[:16]!r} is not its body's"
            )
        try:
            body = msgspec.json.decode(record.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self.problems.add(f"entry {index}: a {record.kind} is not JSON")
            return
        for name in ("transcript_id", "risk_id"):
            column = getattr(record, name)
            if isinstance(body, dict) and column and body.get(name, column) != column:
                self.problems.add(f"entry {index}: a {record.kind} is filed under another {name}")
