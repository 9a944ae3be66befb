"""Parquet: the rows of a table that somebody else wrote.

A row of Parquet has no bytes of its own. Its JSON takes their place: members in the order of the
columns, no white space, times as RFC 3339 (without an offset where the column has none), numbers
as their shortest digits. What JSON cannot say (NaN, bytes that are no text) is written all the
same, so that the strict reader refuses it and the quarantine shows it. The row's number takes
the place of its offset.

Not promised: constant memory on a hostile file; one batch of rows is held decoded.
Source: the Apache Parquet format, parquet.apache.org/docs/file-format.
Checked by: tests/connectors/test_parquet.py.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from plimsoll.connectors.row import Row, UnreadRow
from plimsoll.errors import InputError
from plimsoll.intake.refusal import Reason, RowError, shown
from plimsoll.intake.strict_json import read_json

MAGIC: Final = b"PAR1"
ROWS_AT_ONCE: Final = 256


class Parquet:
    """The rows of one Parquet file.

    Attributes:
        columns: The names of its columns.
    """

    def __init__(self, path: Path, *, limit_bytes: int) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.limit_bytes = limit_bytes
        try:
            self._file = pq.ParquetFile(path)
        except (pa.ArrowException, OSError) as error:
            raise _damaged() from error
        names = tuple(self._file.schema_arrow.names)
        self.columns: tuple[str, ...] | None = names
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise InputError(
                f"This Parquet file has the column {shown(twice[0])} twice.",
                why="Nobody knows which of the two a column map means.",
                fix="Rename one of them.",
            )

    def rows(self) -> Iterator[Row | UnreadRow]:
        """Yield the rows, once.

        Raises:
            InputError: The file is damaged.
        """
        import pyarrow as pa

        number = 0
        try:
            with self._file as parquet:
                for batch in parquet.iter_batches(ROWS_AT_ONCE, use_threads=False):
                    for values in batch.to_pylist():
                        yield self._row(number, _json(values))
                        number += 1
        except (pa.ArrowException, OSError, OverflowError) as error:
            raise _damaged() from error

    def value(self, row: Row) -> Any:  # noqa: ANN401 - any JSON value
        """Return what a row says.

        Raises:
            RowError: The row holds what JSON cannot say.
        """
        return read_json(row.encoded)

    def _row(self, number: int, encoded: bytes) -> Row | UnreadRow:
        if len(encoded) > self.limit_bytes:
            return UnreadRow(number, iter([encoded]), RowError(Reason.ROW_TOO_LONG))
        return Row(number, encoded)


def _json(values: dict[str, Any]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return text.encode("utf-8", "surrogateescape")


def _plain(value: object) -> str:
    """Write what JSON has no form for as text."""
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return str(value)


def _damaged() -> InputError:
    return InputError(
        "This Parquet file is truncated or damaged.",
        why="Its footer or its pages cannot be read; none of it was accepted.",
        fix="Copy the file again from where it was made.",
    )
