"""A workspace with known parties, and a way to put transcripts into it without a log file."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from plimsoll.connectors.warehouse import Warehouse
from plimsoll.records import Transcript, Turn
from plimsoll.register.profile import Parties
from plimsoll.store import Batch, TranscriptRow
from plimsoll.workflows.init import init
from plimsoll.workflows.world import World, open_world

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PARTIES = Parties(owner="head of support", contact="duty desk")


@contextmanager
def workspace(root: Path, *, profile: str = "support-chatbot") -> Iterator[World]:
    """Make a workspace whose register is complete, and open it."""
    init(root, profile=profile, now_utc=lambda: NOW, actor="tester", parties=PARTIES)
    world = open_world(root, now_utc=lambda: NOW, actor="tester")
    try:
        yield world
    finally:
        world.close()


def answers(*texts: str, start: int = 0) -> list[Transcript]:
    """Return one transcript for each answer of an assistant."""
    return [
        Transcript(
            transcript_id=f"t{index}",
            turns=(Turn(role="user", content="?"), Turn(role="assistant", content=text)),
        )
        for index, text in enumerate(texts, start=start)
    ]


def add_batch(world: World, batch_id: str, transcripts: Sequence[Transcript]) -> None:
    """Put transcripts into a workspace as one batch, as an ingest would."""
    writer = Warehouse(world.root / "transcripts").writer(batch_id)
    rows = []
    for index, transcript in enumerate(transcripts):
        writer.add(transcript, transcript.digest())
        rows.append(TranscriptRow(transcript.transcript_id, transcript.digest(), index))
    writer.close()
    with world.change() as change:
        index = change.append("ingest", {"batch_id": batch_id})
        change.unit.add_batch(
            Batch(
                batch_id=batch_id,
                file_name=writer.file_name,
                file_sha256=writer.file_sha256,
                source_name="made up",
                source_sha256="0" * 64,
                accepted_count=len(rows),
                entry_index=index,
            )
        )
        assert set(change.unit.add_transcripts(batch_id=batch_id, rows=rows)) <= {"accepted"}
