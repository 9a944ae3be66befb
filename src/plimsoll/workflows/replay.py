"""What was taken in, held against the ledger entries that tell of it.

Promise: a batch, an index line, a quarantined row or one of their files that was changed, removed
or slipped in is noticed, as long as the entry itself stands.

Not promised: anything about rows that were never handed in.

Source: plimsoll.ledger.journal, for what an entry commits to.
Checked by: tests/workflows/test_verify.py.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from plimsoll.connectors.warehouse import Warehouse
from plimsoll.errors import PlimsollError
from plimsoll.ledger.journal import Entry
from plimsoll.ledger.problems import Problems
from plimsoll.records import digest_of_many
from plimsoll.store import Batch, QuarantinedRow, Unit
from plimsoll.workflows.world import QUARANTINE_FOLDER, TRANSCRIPTS_FOLDER

INGEST = "ingest"
# What a batch's entry may repeat of the batch; each that it does repeat must agree.
REPEATED = ("file_name", "file_sha256", "source_name", "source_sha256", "accepted_count")


def replay_intake(
    unit: Unit, *, workspace: Path, entries: Sequence[Entry], problems: Problems
) -> None:
    """Compare batches, transcripts, quarantine and their files with the entries of ``ingest``."""
    batches = {batch.batch_id: batch for batch in unit.batches()}
    quarantined = defaultdict(list)
    for row in unit.quarantined():
        quarantined[row.entry_index].append(row)
    for entry in entries:
        batch = batches.pop(str(entry.body.get("batch_id")), None)
        rows = quarantined.pop(entry.index, [])
        for reason in _differences(unit, workspace=workspace, entry=entry, batch=batch, rows=rows):
            problems.add(f"entry {entry.index}: {reason}")
    for batch_id in batches:
        problems.add(f"batch {batch_id[:16]!r}: no entry tells of it")
    for entry_index in quarantined:
        problems.add(f"entry {entry_index}: quarantined rows name it, but it tells of none")
    known = {batch.batch_id for batch in unit.batches()}
    for batch_id, count in unit.transcripts_counts().items():
        if batch_id not in known:
            problems.add(f"batch {batch_id[:16]!r}: {count} transcripts name it, it does not exist")


def _differences(
    unit: Unit,
    *,
    workspace: Path,
    entry: Entry,
    batch: Batch | None,
    rows: Sequence[QuarantinedRow],
) -> Iterator[str]:
    if batch is None:
        yield "the batch it tells of is missing"
    else:
        yield from _batch_differences(batch, entry=entry)
        yield from _transcript_differences(unit, batch=batch, body=entry.body)
        if batch.file_sha256:
            folder = workspace / TRANSCRIPTS_FOLDER
            yield from _file_difference(folder, name=batch.file_name, sha256=batch.file_sha256)
            yield from _index_difference(unit, batch=batch, folder=folder)
    told_count = entry.body.get("quarantined_count", 0)
    if len(rows) != told_count:
        yield f"it tells of {told_count} quarantined rows, {len(rows)} are stored"
    elif digest_of_many(row.digest() for row in rows) != entry.body.get(
        "quarantined_rows_sha256", digest_of_many(())
    ):
        yield "what stands beside its quarantined rows is not what it was written with"
    yield from _quarantine_differences(workspace / QUARANTINE_FOLDER, rows=rows, body=entry.body)


def _batch_differences(batch: Batch, *, entry: Entry) -> Iterator[str]:
    if batch.entry_index != entry.index:
        yield f"its batch names entry {batch.entry_index} instead"
    for field in REPEATED:
        if field in entry.body and entry.body[field] != getattr(batch, field):
            yield f"its batch has another {field}"


def _transcript_differences(unit: Unit, *, batch: Batch, body: Mapping[str, Any]) -> Iterator[str]:
    rows_count = 0

    def digests() -> Iterator[str]:
        nonlocal rows_count
        for row in unit.transcripts_of(batch.batch_id):
            rows_count += 1
            yield row.digest

    digest = digest_of_many(digests())
    if rows_count != body.get("accepted_count"):
        yield f"it tells of {body.get('accepted_count')} transcripts, {rows_count} are indexed"
    elif digest != body.get("transcripts_sha256"):
        yield "the digests of its transcripts, in row order, are not those it was written with"


def _index_difference(unit: Unit, *, batch: Batch, folder: Path) -> Iterator[str]:
    """Compare the index with the file: the entry commits to digests, the file also to the ids."""
    if not _is_plain(batch.file_name):
        return
    indexed = ((row.transcript_id, row.digest) for row in unit.transcripts_of(batch.batch_id))
    filed = ((name, digest) for name, digest, _ in Warehouse(folder).facts([batch.file_name]))
    try:
        for row_index, (index_line, file_line) in enumerate(zip_longest(indexed, filed)):
            if index_line != file_line:
                yield f"the index and the file part ways at row {row_index} of its batch"
                return
    except PlimsollError as error:
        yield error.what


def _quarantine_differences(
    folder: Path, *, rows: Sequence[QuarantinedRow], body: Mapping[str, Any]
) -> Iterator[str]:
    sha256 = body.get("quarantine_file_sha256")
    names = {row.file_name for row in rows}
    if len(names) > 1:
        yield "its quarantined rows name more than one file"
    for name in sorted(names):
        yield from _file_difference(folder, name=name, sha256=str(sha256))
        if _is_plain(name):
            yield from _row_differences(folder / name, rows=rows)


def _row_differences(path: Path, *, rows: Sequence[QuarantinedRow]) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            for row in rows:
                file.seek(max(row.file_start_bytes, 0))
                raw = file.read(max(row.length_bytes, 0))
                if hashlib.sha256(raw).hexdigest() != row.raw_sha256:
                    yield f"the quarantined row at offset {row.offset_bytes} is not in its file"
    except OSError:
        return  # said already, by _file_difference


def _file_difference(folder: Path, *, name: str, sha256: str) -> Iterator[str]:
    if not _is_plain(name):
        yield f"its file has the impossible name {name!r}"
        return
    try:
        with (folder / name).open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        yield f"the file {folder.name}/{name} cannot be read: {error.strerror}"
        return
    if actual != sha256:
        yield f"the file {folder.name}/{name} is not the one it was written with"


def _is_plain(name: str) -> bool:
    """Tell whether a file name stays in its folder."""
    return name not in {"", ".", ".."} and "\0" not in name and Path(name).name == name
