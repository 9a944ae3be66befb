"""Read logs: every row becomes a transcript, goes to quarantine, or was here already.

Each file is one change. When one of several files fails, those before it stay, and the command
can be run again: what is here already changes nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from plimsoll.connectors.files import read_text
from plimsoll.connectors.quarantine import Kept, kept_row
from plimsoll.connectors.source import Source, check_source, open_source
from plimsoll.connectors.whole_file import sweep
from plimsoll.errors import InputError
from plimsoll.intake import ColumnMap, Reason, shown
from plimsoll.records.toml_source import TomlSource
from plimsoll.store import QuarantinedRow
from plimsoll.workflows.intake_batch import (
    FileIngestion,
    IntakeBatch,
    batch_id_of,
    ingested_before,
)
from plimsoll.workflows.settings import SETTINGS_FILE
from plimsoll.workflows.world import QUARANTINE_FOLDER, TRANSCRIPTS_FOLDER, World

Progress = Callable[[int, int], None]
FACT_WORDS: Final = {
    "model": "do not say which model answered",
    "model_version": "do not say which version of the model answered",
    "occurred_at_utc": "do not say when they happened",
}


@dataclass(frozen=True)
class Ingestion:
    """What became of all files.

    Attributes:
        files: What became of each, in the order they were named.
        notes: What a reader should know, a sentence each.
    """

    files: tuple[FileIngestion, ...]
    notes: tuple[str, ...]

    @property
    def read_count(self) -> int:
        """Return how many rows were read."""
        return sum(file.read_count for file in self.files)

    @property
    def accepted_count(self) -> int:
        """Return how many rows became transcripts."""
        return sum(file.accepted_count for file in self.files)

    @property
    def quarantined_count(self) -> int:
        """Return how many rows were set aside."""
        return sum(file.quarantined_count for file in self.files)

    @property
    def duplicate_count(self) -> int:
        """Return how many rows were here already."""
        return sum(file.duplicate_count for file in self.files)


class RowInQuarantine(NamedTuple):
    """One quarantined row: what the store knows of it, and its bytes."""

    row: QuarantinedRow
    encoded: bytes


def ingest(
    world: World,
    *,
    sources: Sequence[Path],
    map_file: Path | None = None,
    progress: Progress | None = None,
) -> Ingestion:
    """Take in the rows of ``sources``.

    Args:
        world: The workspace.
        sources: The files; each is one batch and one ledger entry.
        map_file: A column map; without it the one in ``plimsoll.toml`` holds.
        progress: Is told how many bytes of how many have been read.

    Raises:
        InputError: A file cannot be accepted as a whole, or the column map cannot be read.
        WorkspaceError: The workspace is in use, or the disk is full.
    """
    column_map = read_column_map(world, map_file=map_file)
    sizes_bytes = [check_source(path) for path in sources]
    files: list[FileIngestion] = []
    for position, path in enumerate(sources):
        before_bytes = sum(sizes_bytes[:position])

        def tell(taken_bytes: int, *, before_bytes: int = before_bytes) -> None:
            if progress is not None:
                progress(before_bytes + taken_bytes, sum(sizes_bytes))

        with open_source(path) as source:
            try:
                files.append(_ingest_one(world, source=source, column_map=column_map, tell=tell))
            except InputError as error:
                what = f"{shown(path.name)}: {error.what}"
                raise InputError(what, why=error.why, fix=error.fix) from error
    notes = (*(note for file in files for note in _file_notes(file)), *_fact_notes(files))
    return Ingestion(tuple(files), notes)


def read_column_map(world: World, *, map_file: Path | None = None) -> ColumnMap:
    """Return the column map in ``map_file``, or the one in the settings.

    Raises:
        InputError: It cannot be read.
    """
    if map_file is None:
        return ColumnMap.of(world.settings.column_map, origin=SETTINGS_FILE)
    table = TomlSource.of(read_text(map_file), file_name=map_file.name).table
    return ColumnMap.of(table, origin=map_file.name)


def quarantined_rows(world: World) -> Iterator[RowInQuarantine]:
    """Yield every quarantined row with its bytes, in ledger order.

    Raises:
        WorkspaceError: A file of the quarantine is missing or was changed.
    """
    with world.look() as unit:
        rows = unit.quarantined()
    for row in rows:
        kept = Kept(row.file_start_bytes, row.length_bytes, row.raw_sha256)
        path = world.root / QUARANTINE_FOLDER / row.file_name
        yield RowInQuarantine(row, kept_row(path, kept=kept))


def _ingest_one(
    world: World, *, source: Source, column_map: ColumnMap, tell: Callable[[int], None]
) -> FileIngestion:
    batch_id = batch_id_of(source_sha256=source.sha256, map_sha256=column_map.sha256)
    with world.change() as change:
        for folder in (TRANSCRIPTS_FOLDER, QUARANTINE_FOLDER):
            sweep(world.root / folder)
        before = ingested_before(change, batch_id=batch_id)
        if before is not None:
            tell(source.size_bytes)
            return before
        batch = IntakeBatch(change, source=source, column_map=column_map, root=world.root)
        return batch.take(limit_bytes=world.settings.max_row_bytes, progress=tell)


def _file_notes(file: FileIngestion) -> Iterator[str]:
    name = shown(file.source_name)
    if file.entry_index is None:
        yield f"{name} brought nothing new, and nothing was changed."
    if file.quarantined_count == file.read_count and file.reasons:
        most = Reason(max(file.reasons, key=lambda reason: file.reasons[reason]))
        yield f"{name}: every row is in quarantine. {most.words} {most.fix}"
    if file.unnamed_duplicate_count:
        yield (
            f"{name}: {file.unnamed_duplicate_count:,} of the duplicates have no id of their own, "
            "so nobody knows whether the same words were said more than once."
        )


def _fact_notes(files: Sequence[FileIngestion]) -> Iterator[str]:
    accepted_count = sum(file.accepted_count for file in files)
    for fact, words in FACT_WORDS.items():
        count = sum(file.without_fact.get(fact, 0) for file in files)
        if count:
            yield f"{count:,} of {accepted_count:,} new transcripts {words}."
