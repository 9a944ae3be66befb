"""Transcripts in Parquet, written once and read back."""

import errno
import gc
import os

import pytest

from plimsoll.connectors import warehouse as module
from plimsoll.connectors.warehouse import Warehouse
from plimsoll.errors import WorkspaceError
from plimsoll.records import Transcript, Turn
from plimsoll.records.transcript import ToolCall


def transcript(number: int) -> Transcript:
    return Transcript(
        transcript_id=f"t-{number}",
        turns=(
            Turn(role="user", content=f"Question {number}\x00 \U0001f600"),
            Turn(role="assistant", reasoning="r", tool_calls=(ToolCall(name="f"),)),
        ),
        model="m" if number % 2 else "",
        attributes={"language": "en", "number": str(number)},
    )


def filled(folder, batch_id: str, numbers):
    warehouse = Warehouse(folder)
    writer = warehouse.writer(batch_id)
    for number in numbers:
        writer.add(transcript(number), transcript(number).digest())
    writer.close()
    return warehouse, writer


def test_transcripts_come_back_as_they_were_in_the_order_of_files_and_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "GROUP_ROWS", 7)
    filled(tmp_path, "a", range(20))
    warehouse, writer = filled(tmp_path, "b", range(20, 30))
    assert writer.transcripts_count == 10
    names = ["b.parquet", "a.parquet", ""]
    expected = [transcript(number) for number in [*range(20, 30), *range(20)]]
    assert list(warehouse.transcripts(names)) == expected
    assert [(name, digest, facts) for name, digest, facts in warehouse.facts(names)] == [
        (one.transcript_id, one.digest(), one.facts()) for one in expected
    ]


def test_only_the_wanted_are_read(tmp_path):
    warehouse, _ = filled(tmp_path, "a", range(1000))
    wanted = {"t-7", "t-999", "t-absent"}
    found = warehouse.transcripts(["a.parquet"], wanted=wanted)
    assert [one.transcript_id for one in found] == ["t-7", "t-999"]
    assert list(warehouse.transcripts(["a.parquet"], wanted=set())) == []


def test_the_order_of_facts_holds_over_many_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "GROUP_ROWS", 50)
    warehouse, _ = filled(tmp_path, "a", range(3000))
    names = [name for name, _, _ in warehouse.facts(["a.parquet"])]
    assert names == [f"t-{number}" for number in range(3000)]


@pytest.mark.parametrize("name", ["we*", "we[ir]d", "we[ir]d*?", "it's; DROP", "a b"])
def test_the_name_of_the_folder_is_a_name_and_no_pattern(tmp_path, name):
    for neighbour in ("weird", "weidx", "weirdly"):
        filled(tmp_path / neighbour, "a", range(5))
    warehouse, _ = filled(tmp_path / name, "a", range(3))
    assert len(list(warehouse.facts(["a.parquet"]))) == 3


def test_the_digest_is_that_of_the_file(tmp_path):
    from plimsoll.records import sha256_hex

    _, writer = filled(tmp_path, "a", range(3))
    assert writer.file_sha256 == sha256_hex((tmp_path / "a.parquet").read_bytes())


def test_nothing_is_seen_before_it_is_closed_and_nothing_after_it_is_discarded(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(module, "GROUP_ROWS", 2)
    writer = Warehouse(tmp_path).writer("a")
    for number in range(5):
        writer.add(transcript(number), transcript(number).digest())
    assert os.listdir(tmp_path) == ["a.parquet.partial"]
    writer.discard()
    assert os.listdir(tmp_path) == []
    del writer
    gc.collect()


def test_a_full_disk_is_said_in_words_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "GROUP_ROWS", 2)
    writer = Warehouse(tmp_path).writer("a")

    class FullDisk:
        def write(self, _):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        def close(self):
            pass

    writer._file._stream.close()
    writer._file._stream = FullDisk()
    writer.add(transcript(1), "00")
    with pytest.raises(WorkspaceError, match="is full"):
        writer.add(transcript(2), "00")
    writer.discard()
    assert os.listdir(tmp_path) == []


def test_a_damaged_or_missing_file_is_said_in_words(tmp_path):
    warehouse, _ = filled(tmp_path, "a", range(3))
    (tmp_path / "a.parquet").write_bytes(b"PAR1 no more")
    for name in ("a.parquet", "b.parquet"):
        with pytest.raises(WorkspaceError, match="cannot be read"):
            list(warehouse.transcripts([name]))
        with pytest.raises(WorkspaceError, match="cannot be read"):
            list(warehouse.facts([name]))


def test_no_files_no_facts(tmp_path):
    assert list(Warehouse(tmp_path).facts([])) == []
