"""Every row is accepted, set aside, or was here already."""

import csv
import gzip
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plimsoll.connectors.warehouse import Warehouse
from plimsoll.errors import InputError
from plimsoll.ledger.journal import parse_entry
from plimsoll.records import digest_of_many, sha256_hex
from plimsoll.workflows.ingest import ingest, quarantined_rows
from plimsoll.workflows.intake_batch import FileIngestion
from plimsoll.workflows.verify import verify
from plimsoll.workflows.world import create_state

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
XSTEST = Path(__file__).parents[3] / "shared" / "data" / "xstest"


@pytest.fixture
def world(tmp_path):
    root = tmp_path / "workspace"
    root.mkdir()
    (root / "plimsoll.toml").write_text('name = "a workspace"\nmax_row_bytes = 4096\n')
    with closing(create_state(root, now_utc=lambda: NOON, actor="a person")) as world:
        yield world


def row(number, response="Because.", **rest):
    return json.dumps({"id": f"t-{number}", "prompt": "Why?", "response": response, **rest})


def counts(result):
    return (
        result.read_count,
        result.accepted_count,
        result.quarantined_count,
        result.duplicate_count,
    )


def transcripts(world):
    with world.look() as unit:
        names = [batch.file_name for batch in unit.batches()]
    return list(Warehouse(world.root / "transcripts").transcripts(names))


def state(world):
    with world.look() as unit:
        rows = (unit.entries_count(), unit.transcripts_count(), unit.quarantined())
    files = sorted(
        (path.name, sha256_hex(path.read_bytes()))
        for folder in ("transcripts", "quarantine")
        for path in (world.root / folder).glob("*")
    )
    return rows, files


@pytest.fixture
def log(tmp_path):
    def log(*lines, name="log.jsonl"):
        path = tmp_path / name
        path.write_bytes(
            b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
        )
        return path

    return log


def test_each_row_goes_to_one_of_three_places(world, log):
    bad = b'{"id": "t-3", "id": "t-4"}'
    path = log(row(1), row(2), bad, row(1), row(1, response="Another."), "", b"\xff", "x" * 5000)
    result = ingest(world, sources=[path])
    assert counts(result) == (7, 2, 4, 1)
    assert result.files[0].reasons == {
        "duplicate_key": 1,
        "not_utf8": 1,
        "id_conflict": 1,
        "row_too_long": 1,
    }
    assert [one.transcript_id for one in transcripts(world)] == ["t-1", "t-2"]
    content = path.read_bytes()
    kept = {one.row.offset_bytes: one for one in quarantined_rows(world)}
    for offset, one in kept.items():
        assert content[offset : offset + one.row.length_bytes] == one.encoded
        assert sha256_hex(one.encoded) == one.row.raw_sha256
    assert bad in {one.encoded for one in kept.values()}
    assert b"x" * 5000 in {one.encoded for one in kept.values()}
    assert {one.row.reason.partition(":")[0] for one in kept.values()} == {*result.files[0].reasons}
    assert verify(world).replay


def test_a_changed_reason_of_a_quarantined_row_is_seen(world, log):
    ingest(world, sources=[log(row(1), "rubbish")])
    assert verify(world).replay
    with closing(sqlite3.connect(world.root / "state.sqlite")) as database, database:
        database.execute("DROP TRIGGER quarantine_no_update")
        database.execute("UPDATE quarantine SET reason = 'an honest mistake'")
    result = verify(world)
    assert not result.replay
    assert "what stands beside its quarantined rows" in " ".join(result.problems)


def test_the_entry_tells_of_the_batch(world, log):
    path = log(row(1), row(2), "rubbish", row(2))
    result = ingest(world, sources=[path])
    with world.look() as unit:
        [batch] = unit.batches()
        entry = parse_entry(unit.entry(batch.entry_index), index=batch.entry_index)
    assert entry.kind == "ingest"
    assert result.files[0].entry_index == entry.index
    assert entry.body == {
        "batch_id": batch.batch_id,
        "source_name": "log.jsonl",
        "source_sha256": sha256_hex(path.read_bytes()),
        "file_sha256": sha256_hex((world.root / "transcripts" / batch.file_name).read_bytes()),
        "transcripts_sha256": digest_of_many(one.digest() for one in transcripts(world)),
        "read_count": 4,
        "accepted_count": 2,
        "quarantined_count": 1,
        "quarantined_before_count": 0,
        "duplicate_count": 1,
        "quarantine_file_sha256": sha256_hex(b"rubbish"),
        "quarantined_rows_sha256": digest_of_many(
            one.row.digest() for one in quarantined_rows(world)
        ),
        "map_sha256": entry.body["map_sha256"],
    }


def test_the_same_file_again_changes_nothing_and_says_so(world, log):
    path = log(row(1), "rubbish", row(2), row(2))
    assert counts(ingest(world, sources=[path])) == (4, 2, 1, 1)
    before = state(world)
    again = ingest(world, sources=[path, path])
    assert state(world) == before
    assert [counts(file) for file in again.files] == [(4, 0, 1, 3)] * 2
    assert again.files[0].entry_index is None
    assert "nothing was changed" in again.notes[0]


def test_the_same_rows_in_other_files_change_nothing_either(world, log, tmp_path):
    ingest(world, sources=[log(row(1), row(2))])
    before = state(world)
    packed = tmp_path / "log.jsonl.gz"
    packed.write_bytes(gzip.compress((tmp_path / "log.jsonl").read_bytes()))
    other = log(row(2), row(1), name="other.jsonl")
    result = ingest(world, sources=[packed, other])
    assert counts(result) == (4, 0, 0, 4)
    assert state(world) == before


def test_rows_in_quarantine_are_not_kept_twice_under_another_map(world, log, tmp_path):
    path = log(row(1, kind="a"), "rubbish")
    ingest(world, sources=[path])
    other = tmp_path / "map.toml"
    other.write_text("[transcripts]\nid = 'again-{id}'\n")
    result = ingest(world, sources=[path], map_file=other)
    assert counts(result) == (2, 1, 1, 0)
    assert len(list(quarantined_rows(world))) == 1
    assert len(list((world.root / "quarantine").iterdir())) == 1
    assert verify(world).replay
    assert counts(ingest(world, sources=[path], map_file=other)) == (2, 0, 1, 1)


def test_a_file_with_nothing_but_rubbish_is_told_of(world, log):
    result = ingest(world, sources=[log("rubbish", "[]")])
    assert counts(result) == (2, 0, 2, 0)
    assert any("every row is in quarantine" in note for note in result.notes)
    assert transcripts(world) == []
    assert verify(world).replay


def test_rows_without_an_id_of_their_own_count_once_and_a_note_says_so(world, log):
    line = '{"prompt": "Hi", "response": "Hello."}'
    result = ingest(world, sources=[log(line, line)])
    assert counts(result) == (2, 1, 0, 1)
    assert result.files[0].unnamed_duplicate_count == 1
    assert any("no id of their own" in note for note in result.notes)


def test_transcripts_that_lack_a_fact_are_counted(world, log):
    result = ingest(world, sources=[log(row(1, model="m"), row(2))])
    assert result.files[0].without_fact["model"] == 1
    assert "1 of 2 new transcripts do not say which model answered." in result.notes


def test_csv_and_parquet_with_a_column_map(world, tmp_path):
    table = tmp_path / "answers_m1.csv"
    with table.open("w", newline="") as stream:
        csv.writer(stream).writerows([["n", "q", "a"], ["1", "Why?\nHow?", "So."], ["2", "x"]])
    frame = tmp_path / "answers_m2.parquet"
    pq.write_table(pa.table({"n": [1, 2], "q": ["Why?", None], "a": ["So.", "x"]}), frame)
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        """
        [transcripts]
        id = "{model}/{n}"
        prompt = "q"
        response = "a"
        [transcripts.file_name]
        pattern = "answers_{model}"
        """
    )
    result = ingest(world, sources=[table, frame], map_file=mapping)
    assert [counts(file) for file in result.files] == [(2, 1, 1, 0)] * 2
    assert [(one.transcript_id, one.model) for one in transcripts(world)] == [
        ("m1/1", "m1"),
        ("m2/1", "m2"),
    ]
    assert {one.encoded for one in quarantined_rows(world)} == {
        b"2,x\r",
        b'{"n":2,"q":null,"a":"x"}',
    }
    assert verify(world).replay


def test_progress_counts_the_bytes_of_all_files(world, log):
    first, second = log(row(1)), log(row(2), name="second.jsonl")
    told = []
    ingest(world, sources=[first, second], progress=lambda done, total: told.append((done, total)))
    total = first.stat().st_size + second.stat().st_size
    assert told[-1] == (total, total)
    assert told == sorted(told)


def test_what_a_killed_run_left_behind_is_swept(world, log):
    ingest(world, sources=[log(row(1), "rubbish")])
    for folder in ("transcripts", "quarantine"):
        (world.root / folder / "other.rows.partial").write_bytes(b"half")
    ingest(world, sources=[log(row(2), name="second.jsonl")])
    assert not list(world.root.glob("*/*.partial"))


def test_a_row_that_gets_lost_is_a_broken_contract():
    with pytest.raises(AssertionError, match="a row was lost"):
        FileIngestion(
            source_name="a", batch_id="b", read_count=3, quarantined_count=1, duplicate_count=1
        )


def test_one_bad_file_of_several_stops_there_and_the_rest_can_be_run_again(world, log, tmp_path):
    good, late = log(row(1)), log(row(2), name="late.jsonl")
    bad = tmp_path / "bad.jsonl.gz"
    bad.write_bytes(gzip.compress(row(3).encode())[:-3])
    with pytest.raises(InputError, match=r"bad\.jsonl\.gz.*ends before its end"):
        ingest(world, sources=[good, bad, late])
    assert [one.transcript_id for one in transcripts(world)] == ["t-1"]
    bad.write_bytes(gzip.compress(row(3).encode()))
    assert counts(ingest(world, sources=[good, bad, late])) == (3, 2, 0, 1)


def test_a_missing_file_is_found_before_anything_is_read(world, log, tmp_path):
    before = state(world)
    with pytest.raises(InputError, match="absent"):
        ingest(world, sources=[log(row(1)), tmp_path / "absent.jsonl"])
    assert state(world) == before


@pytest.mark.skipif(not XSTEST.is_dir(), reason="the real data is not on this machine")
def test_real_answers_of_five_models_are_all_accepted(world, tmp_path):
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        """
        [transcripts]
        id = "{model}/{id}"
        response = "completion"
        [transcripts.file_name]
        pattern = "completions_{model}"
        [transcripts.attributes]
        type = "type"
        [transcripts.clusters]
        prompt = "id"
        """
    )
    sources = sorted(XSTEST.glob("completions_*.csv"))
    assert counts(ingest(world, sources=sources, map_file=mapping)) == (2250, 2250, 0, 0)
    with (XSTEST / "completions_gpt4.csv").open(newline="", encoding="utf-8") as stream:
        expected = {f"gpt4/{line['id']}": line for line in csv.DictReader(stream)}
    for one in transcripts(world):
        line = expected.pop(one.transcript_id, None)
        if line is not None:
            assert [turn.content for turn in one.turns] == [line["prompt"], line["completion"]]
            assert one.facts() == {"model": "gpt4", "type": line["type"], "prompt": line["id"]}
    assert not expected
