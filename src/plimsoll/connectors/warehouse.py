"""Transcripts in bulk: Parquet, written once per batch, read by any process.

A batch is one file, compressed with Zstandard, in row groups of bounded size. Beside the record
itself each row carries the facts that a population asks for, so that a frame can be made without
reading what was said. DuckDB reads the facts, in memory and by bound parameters; a DuckDB file
would be locked against every second process.

Promise: a file under its final name is whole (``whole_file``).
Not promised: that a file was not changed since. The digest in the ledger tells.
Source: the Apache Parquet format; FORMATS of the columns below.
Checked by: tests/connectors/test_warehouse.py.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from plimsoll.connectors.whole_file import WholeFile
from plimsoll.errors import WorkspaceError
from plimsoll.records import Transcript

if TYPE_CHECKING:
    import pyarrow.parquet

COLUMNS: Final = (
    "transcript_id",
    "digest",
    "model",
    "model_version",
    "occurred_at_utc",
    "facts",
    "record",
)
GROUP_ROWS: Final = 4096
GROUP_BYTES: Final = 16 << 20
ROWS_AT_ONCE: Final = 512
FACTS_AT_ONCE: Final = 8192
GLOB: Final = re.compile(r"[*?\[]")
FACTS: Final = "SELECT transcript_id, digest, facts FROM read_parquet(?)"


class BatchWriter:
    """One batch on its way into the warehouse."""

    def __init__(self, folder: Path, batch_id: str) -> None:
        self.file_name = f"{batch_id}.parquet"
        self.transcripts_count = 0
        self._file = WholeFile(folder / self.file_name)
        self._sink = _Sink(self._file)
        self._parquet: pyarrow.parquet.ParquetWriter | None = None
        self._columns: list[list[str]] = [[] for _ in COLUMNS]
        self._group_bytes = 0

    @property
    def file_sha256(self) -> str:
        """Return the digest of the file; final after ``close``."""
        return self._file.sha256

    def add(self, transcript: Transcript, digest: str, *, record: bytes = b"") -> None:
        """Add one transcript.

        Args:
            transcript: The transcript.
            digest: Its digest, which the caller has at hand.
            record: Its canonical bytes, if the caller has them at hand too.

        Raises:
            WorkspaceError: The disk is full, or refuses.
        """
        text = (record or transcript.canonical()).decode()
        values = (
            transcript.transcript_id,
            digest,
            transcript.model,
            transcript.model_version,
            transcript.occurred_at_utc,
            msgspec.json.encode(transcript.facts()).decode(),
            text,
        )
        for column, value in zip(self._columns, values, strict=True):
            column.append(value)
        self.transcripts_count += 1
        self._group_bytes += len(text)
        if self._group_bytes >= GROUP_BYTES or len(self._columns[0]) >= GROUP_ROWS:
            self._write_group()

    def close(self) -> None:
        """Write what is left, flush the file to the disk and give it its name.

        Raises:
            WorkspaceError: The disk is full, or refuses.
        """
        self._write_group()
        assert self._parquet is not None, "_write_group opens it"
        self._parquet.close()
        self._file.place()

    def discard(self) -> None:
        """Take the batch away, whether it is closed or not."""
        self._sink.is_discarding = True
        if self._parquet is not None:
            self._parquet.close()  # or it would close itself later, on a file that is gone
        self._file.discard()

    def _write_group(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        schema = pa.schema([(name, pa.large_string()) for name in COLUMNS])
        if self._parquet is None:
            sink = pa.PythonFile(self._sink, mode="w")
            self._parquet = pq.ParquetWriter(
                sink,
                schema,
                compression="zstd",
                use_dictionary=["model", "model_version"],
                write_statistics=False,
            )
        if self._columns[0]:
            self._parquet.write_table(pa.table(self._columns, schema=schema))
            self._columns = [[] for _ in COLUMNS]
            self._group_bytes = 0


class _Sink:
    """What pyarrow needs of a file that is only written to."""

    closed = False

    def __init__(self, file: WholeFile) -> None:
        self.is_discarding = False
        self._file = file

    def write(self, content: bytes) -> int:
        return len(content) if self.is_discarding else self._file.write(bytes(content))

    def tell(self) -> int:
        return self._file.size_bytes

    def flush(self) -> None:
        pass  # place() flushes, and only then does the file count

    def close(self) -> None:
        self.closed = True


class Warehouse:
    """The transcripts of one workspace.

    Attributes:
        folder: Where the batches lie.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def writer(self, batch_id: str) -> BatchWriter:
        """Return the writer of a new batch."""
        return BatchWriter(self.folder, batch_id)

    def transcripts(
        self, file_names: Sequence[str], *, wanted: Collection[str] | None = None
    ) -> Iterator[Transcript]:
        """Yield transcripts in the order of the files and of their rows.

        Args:
            file_names: The batches' files; an empty name is a batch without a file.
            wanted: The ids to yield; all of them when it is None.

        Raises:
            WorkspaceError: A file is missing or damaged.
        """
        for file_name in filter(None, file_names):
            for ids, records in self._rows(file_name, wanted=wanted):
                for transcript_id, record in zip(ids, records, strict=True):
                    if wanted is None or transcript_id in wanted:
                        yield Transcript.parse(record.encode())

    def facts(self, file_names: Sequence[str]) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Yield id, digest and facts of each transcript, without reading what was said.

        Raises:
            WorkspaceError: A file is missing or damaged.
        """
        import duckdb

        paths = [self._literal(name) for name in file_names if name]
        if not paths:
            return
        decoder = msgspec.json.Decoder(dict[str, str])
        with duckdb.connect(":memory:") as connection:
            try:
                rows = connection.execute(FACTS, [paths])
                while chunk := rows.fetchmany(FACTS_AT_ONCE):
                    for transcript_id, digest, facts in chunk:
                        yield transcript_id, digest, decoder.decode(facts)
            except duckdb.Error as error:
                raise _damaged(self.folder.name) from error

    def _literal(self, file_name: str) -> str:
        """Return a path in which DuckDB sees no pattern, whatever the folder is called."""
        return GLOB.sub(r"[\g<0>]", str(self._path(file_name)))

    def _path(self, file_name: str) -> Path:
        assert "/" not in file_name, "a batch's file lies in the warehouse and nowhere else"
        return self.folder / file_name

    def _rows(
        self, file_name: str, *, wanted: Collection[str] | None
    ) -> Iterator[tuple[list[str], list[Any]]]:
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        among = None if wanted is None else pa.array(sorted(wanted), pa.large_string())
        try:
            with pq.ParquetFile(self._path(file_name)) as parquet:
                for batch in parquet.iter_batches(
                    ROWS_AT_ONCE, columns=["transcript_id", "record"]
                ):
                    rows = batch
                    if among is not None:
                        rows = batch.filter(pc.is_in(batch.column(0), value_set=among))
                    yield rows.column(0).to_pylist(), rows.column(1).to_pylist()
        except (pa.ArrowException, OSError) as error:
            raise _damaged(file_name) from error


def _damaged(name: str) -> WorkspaceError:
    return WorkspaceError(
        f"The transcripts in {name} cannot be read.",
        why="A file of the warehouse is missing or damaged.",
        fix="Restore the folder transcripts from a backup, then run plimsoll verify.",
    )
