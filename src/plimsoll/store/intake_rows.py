"""What was taken in: batches, the index of their transcripts, and the rows in quarantine.

Promise: every transcript handed in gets exactly one outcome, ``accepted``, ``duplicate`` (this
id with this digest is already here) or ``conflict`` (this id is here with another digest), and
the first row of an id decides for all later ones.

Not promised: that a digest fits its transcript; whoever hands in the row has computed it.

Source: the conservation rule, rows read = accepted + quarantined + exact duplicates.
Checked by: tests/store/test_transcripts.py.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields

from sqlalchemy import Connection, func, insert, select

from plimsoll.store.bulk import add_many, matching
from plimsoll.store.rows import Batch, Outcome, QuarantinedRow, TranscriptRow
from plimsoll.store.schema import BATCHES, QUARANTINE, TRANSCRIPTS

# Well below the limit on variables of one statement (32,766 in SQLite, 65,535 in PostgreSQL).
ROWS_AT_ONCE = 5000


class IntakeRows:
    """Batches, transcripts and quarantine."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_batch(self, batch: Batch) -> None:
        """Keep what one ingest added; its transcripts may be added before or after."""
        self._connection.execute(insert(BATCHES).values(asdict(batch)))

    def batches(self) -> list[Batch]:
        """Return every batch, in ledger order."""
        columns = [BATCHES.c[field.name] for field in fields(Batch)]
        statement = select(*columns).order_by(BATCHES.c.entry_index, BATCHES.c.batch_id)
        return [Batch(**row) for row in self._connection.execute(statement).mappings()]

    def add_transcripts(self, *, batch_id: str, rows: Sequence[TranscriptRow]) -> list[Outcome]:
        """Index transcripts and return each row's outcome, in the order of ``rows``."""
        outcomes: list[Outcome] = []
        for first in range(0, len(rows), ROWS_AT_ONCE):
            outcomes += self._add_chunk(batch_id, rows[first : first + ROWS_AT_ONCE])
        return outcomes

    def _add_chunk(self, batch_id: str, rows: Sequence[TranscriptRow]) -> list[Outcome]:
        standing = self.digests([row.transcript_id for row in rows])
        outcomes: list[Outcome] = []
        accepted = []
        for row in rows:
            digest = standing.setdefault(row.transcript_id, "")
            if digest:
                outcomes.append("duplicate" if digest == row.digest else "conflict")
                continue
            standing[row.transcript_id] = row.digest
            accepted.append((row.transcript_id, row.digest, batch_id, row.row_index))
            outcomes.append("accepted")
        add_many(self._connection, TRANSCRIPTS, rows=accepted)
        return outcomes

    def digests(self, transcript_ids: Sequence[str]) -> dict[str, str]:
        """Return the digest of each of these transcripts that is here."""
        found: dict[str, str] = {}
        for first in range(0, len(transcript_ids), ROWS_AT_ONCE):
            chunk = transcript_ids[first : first + ROWS_AT_ONCE]
            found.update(
                matching(
                    self._connection,
                    key=TRANSCRIPTS.c.transcript_id,
                    value=TRANSCRIPTS.c.digest,
                    among=chunk,
                )
            )
        return found

    def transcripts_count(self) -> int:
        """Return how many transcripts the workspace holds."""
        return self._connection.execute(select(func.count()).select_from(TRANSCRIPTS)).scalar_one()

    def transcripts_of(self, batch_id: str) -> Iterator[TranscriptRow]:
        """Yield the index lines of one batch, in row order."""
        statement = (
            select(TRANSCRIPTS.c.transcript_id, TRANSCRIPTS.c.digest, TRANSCRIPTS.c.row_index)
            .where(TRANSCRIPTS.c.batch_id == batch_id)
            .order_by(TRANSCRIPTS.c.row_index)
        )
        for row in self._connection.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)):
            yield TranscriptRow(*row)

    def transcripts_counts(self) -> dict[str, int]:
        """Return how many transcripts name each batch, also batches that are not here."""
        statement = select(TRANSCRIPTS.c.batch_id, func.count().label("transcripts")).group_by(
            TRANSCRIPTS.c.batch_id
        )
        return {row.batch_id: row.transcripts for row in self._connection.execute(statement)}

    def quarantine(self, rows: Sequence[QuarantinedRow]) -> int:
        """Keep rows that could not be read; return how many were not here before."""
        added_count = 0
        for first in range(0, len(rows), ROWS_AT_ONCE):
            chunk = {
                (row.source_sha256, row.offset_bytes): row
                for row in reversed(rows[first : first + ROWS_AT_ONCE])
            }
            for source_sha256 in {source for source, _ in chunk}:
                offsets = [offset for source, offset in chunk if source == source_sha256]
                statement = select(QUARANTINE.c.offset_bytes).where(
                    QUARANTINE.c.source_sha256 == source_sha256,
                    QUARANTINE.c.offset_bytes.in_(offsets),
                )
                for offset in self._connection.execute(statement).scalars():
                    del chunk[source_sha256, offset]
            if chunk:
                self._connection.execute(
                    insert(QUARANTINE), [asdict(row) for row in chunk.values()]
                )
            added_count += len(chunk)
        return added_count

    def quarantined(self, *, entry_index: int | None = None) -> list[QuarantinedRow]:
        """Return the quarantined rows of one entry, or all of them, in ledger order."""
        columns = [QUARANTINE.c[field.name] for field in fields(QuarantinedRow)]
        statement = select(*columns).order_by(
            QUARANTINE.c.entry_index, QUARANTINE.c.source_sha256, QUARANTINE.c.offset_bytes
        )
        if entry_index is not None:
            statement = statement.where(QUARANTINE.c.entry_index == entry_index)
        return [QuarantinedRow(**row) for row in self._connection.execute(statement).mappings()]
