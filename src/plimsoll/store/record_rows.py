"""Records of every kind in one table, in ledger order."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from plimsoll.store.bulk import add_many
from plimsoll.store.rows import StoredRecord
from plimsoll.store.schema import RECORDS

ROWS_AT_ONCE = 5000


class RecordRows:
    """Findings, draws, labels, claims, decisions: what the entries commit to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_records(self, *, entry_index: int, kind: str, rows: Sequence[StoredRecord]) -> None:
        """Keep the records of one entry, after those it already has."""
        assert all(row.kind == kind for row in rows), f"every record must be of kind {kind!r}"
        start = self._connection.execute(
            select(func.count()).select_from(RECORDS).where(RECORDS.c.entry_index == entry_index)
        ).scalar_one()
        for first in range(0, len(rows), ROWS_AT_ONCE):
            chunk = rows[first : first + ROWS_AT_ONCE]
            positions = range(start + first, start + first + len(chunk))
            add_many(
                self._connection,
                RECORDS,
                rows=[
                    (entry_index, position, *_columns(row))
                    for position, row in zip(positions, chunk, strict=True)
                ],
            )

    def records(
        self,
        *,
        kind: str,
        risk_id: str | None = None,
        scope: str | None = None,
        entry_index: int | None = None,
    ) -> Iterator[StoredRecord]:
        """Yield the records of one kind in ledger order; ``None`` means any."""
        statement = _chosen(kind=kind, risk_id=risk_id)
        if scope is not None:
            statement = statement.where(RECORDS.c.scope == scope)
        if entry_index is not None:
            statement = statement.where(RECORDS.c.entry_index == entry_index)
        for _, record in self._ordered(statement):
            yield record

    def records_of_all_entries(self) -> Iterator[tuple[int, StoredRecord]]:
        """Yield every record with the index of its entry, in ledger order."""
        yield from self._ordered(select(RECORDS))

    def latest(self, *, kind: str, risk_id: str | None = None) -> StoredRecord | None:
        """Return the newest record of one kind, or ``None`` when there is none."""
        newest = _chosen(kind=kind, risk_id=risk_id).order_by(
            RECORDS.c.entry_index.desc(), RECORDS.c.position.desc()
        )
        row = self._connection.execute(newest.limit(1)).one_or_none()
        return None if row is None else _record(row)

    def _ordered(self, statement: Select[Any]) -> Iterator[tuple[int, StoredRecord]]:
        ordered = statement.order_by(RECORDS.c.entry_index, RECORDS.c.position)
        for row in self._connection.execute(ordered.execution_options(yield_per=ROWS_AT_ONCE)):
            yield row.entry_index, _record(row)


def _chosen(*, kind: str, risk_id: str | None) -> Select[Any]:
    statement = select(RECORDS).where(RECORDS.c.kind == kind)
    return statement if risk_id is None else statement.where(RECORDS.c.risk_id == risk_id)


def _columns(record: StoredRecord) -> tuple[Any, ...]:
    """Return a record's values in the order of the table's columns."""
    return (
        record.kind,
        record.digest,
        record.transcript_id,
        record.risk_id,
        record.scope,
        record.body,
    )


def _record(row: Row[Any]) -> StoredRecord:
    return StoredRecord(
        kind=row.kind,
        digest=row.digest,
        transcript_id=row.transcript_id,
        risk_id=row.risk_id,
        scope=row.scope,
        body=row.body,
    )
