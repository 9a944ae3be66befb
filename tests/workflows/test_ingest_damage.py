"""Bad input, a full disk, two at once, a kill: the workspace stands, the command is repeatable."""

import gzip
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from plimsoll.connectors.warehouse import BatchWriter, Warehouse
from plimsoll.connectors.whole_file import WholeFile
from plimsoll.errors import InputError, WorkspaceError
from plimsoll.records import sha256_hex
from plimsoll.workflows.ingest import ingest, quarantined_rows
from plimsoll.workflows.verify import verify
from plimsoll.workflows.world import create_state, open_world

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
INGEST = """
import sys
from pathlib import Path
from plimsoll.workflows.ingest import ingest
from plimsoll.workflows.world import open_world
told = lambda done, total: print(done, total, flush=True)
result = ingest(open_world(Path(sys.argv[1])), sources=[Path(sys.argv[2])], progress=told)
print("accepted", result.accepted_count, flush=True)
"""


def line(number, **rest):
    return json.dumps({"id": f"t-{number}", "prompt": "Why?", "response": "So.", **rest}).encode()


LINES = b"".join(line(number) + b"\n" for number in range(50))


def make(root):
    root.mkdir(exist_ok=True)
    (root / "plimsoll.toml").write_text('name = "a workspace"\n')
    return create_state(root, now_utc=lambda: NOON, actor="a person")


@pytest.fixture
def world(tmp_path):
    with closing(make(tmp_path / "workspace")) as world:
        ingest(world, sources=[written(tmp_path / "first.jsonl", line("first") + b"\n")])
        yield world


def written(path, content):
    path.write_bytes(content)
    return path


def state(world):
    with world.look() as unit:
        rows = (unit.entries_count(), unit.transcripts_count(), unit.quarantined())
    files = sorted(
        (path.name, sha256_hex(path.read_bytes()))
        for folder in ("transcripts", "quarantine")
        for path in (world.root / folder).glob("*")
    )
    return rows, files


def stands(world):
    found = verify(world)
    return found.internal and found.signatures and found.replay and not found.problems


def packed_without_end(content):
    sink = io.BytesIO()
    with zstandard.ZstdCompressor().stream_writer(sink, closefd=False) as stream:
        stream.write(content)
        stream.flush(zstandard.FLUSH_BLOCK)
        return sink.getvalue()


REFUSED = {
    "truncated-gzip": ("a.jsonl.gz", gzip.compress(LINES, mtime=0)[:-9], "ends before its end"),
    "truncated-zstandard": ("a.jsonl.zst", packed_without_end(LINES), "ends before its end"),
    "truncated-parquet": ("a.parquet", b"PAR1" + LINES, "truncated or damaged"),
    "empty": ("a.jsonl", b"", "holds no row"),
    "only-blank-lines": ("a.jsonl", b"\n \n\r\n", "holds no row"),
    "only-a-header": ("a.csv", b"prompt,response\n", "holds no row"),
    "missing-column": ("a.csv", b"prompt,answer\na,b\n", "'response'.*missing"),
    "no-known-format": ("a.bin", b"\x00\x01", "no format"),
    "one-array": ("a.json", b"[{}]", "JSON array"),
    "bomb": ("a.jsonl.gz", gzip.compress(b" " * (160 << 20), mtime=0), "200-fold"),
}


@pytest.mark.parametrize(("name", "content", "words"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_accepted_as_a_whole_changes_nothing(
    world, tmp_path, name, content, words
):
    before = state(world)
    path = written(tmp_path / name, content)
    for _ in range(2):
        with pytest.raises(InputError, match=words) as caught:
            ingest(world, sources=[path])
        assert name in caught.value.what
    assert state(world) == before
    assert stands(world)


def test_a_folder_is_refused(world, tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        ingest(world, sources=[tmp_path])


QUARANTINED = {
    "invalid-utf8": (b'{"id":"\xff"}', "not_utf8"),
    "brackets-bomb": (b"[" * 500_000, "too_deep"),
    "objects-bomb": (b'{"a":' * 100_000, "too_deep"),
    "duplicate-key": (b'{"id":"a","id":"a"}', "duplicate_key"),
    "nan": (b'{"id":"a","prompt":"","response":"","score":NaN}', "number_not_finite"),
    "huge-number": (b'{"id":"a","prompt":"","response":"","score":1e400}', "number_not_finite"),
    "lone-surrogate": (b'{"prompt":"\\ud800","response":""}', "lone_surrogate"),
    "control": (b'{"prompt":"\x1b[2J","response":""}', "not_json"),
    "unknown-role": (b'{"messages":[{"role":"critic","content":""}]}', "unknown_role"),
    "half-a-row": (line(1)[:-5], "not_json"),
    "null-in-an-id": (b'{"id":"a\\u0000b","prompt":"","response":""}', "bad_id"),
}


@pytest.mark.parametrize(("bad", "reason"), QUARANTINED.values(), ids=QUARANTINED)
def test_a_row_that_cannot_be_read_is_set_aside_and_its_neighbours_are_kept(
    world, tmp_path, bad, reason
):
    path = written(tmp_path / "a.jsonl", line(1) + b"\n" + bad + b"\n" + line(2))
    result = ingest(world, sources=[path])
    assert (result.read_count, result.accepted_count, result.quarantined_count) == (3, 2, 1)
    [kept] = quarantined_rows(world)
    assert kept.encoded == bad
    assert kept.row.offset_bytes == len(line(1)) + 1
    assert kept.row.reason.partition(":")[0] == reason
    assert kept.row.reason.isprintable()
    assert stands(world)


def test_a_line_of_fifty_megabytes_is_set_aside_byte_for_byte(world, tmp_path):
    long = b'{"prompt":"' + b"x" * (50 << 20) + b'","response":""}'
    path = written(tmp_path / "a.jsonl", line(1) + b"\n" + long + b"\n" + line(2) + b"\n")
    result = ingest(world, sources=[path])
    assert (result.read_count, result.accepted_count, result.quarantined_count) == (3, 2, 1)
    [kept] = quarantined_rows(world)
    assert kept.encoded == long
    assert kept.row.reason == "row_too_long"
    assert stands(world)


def test_a_file_that_grows_while_it_is_read_changes_nothing(world, tmp_path, monkeypatch):
    path = written(tmp_path / "a.jsonl", LINES)
    before = state(world)
    plain_add = BatchWriter.add

    def add(self, *arguments, **options):
        with path.open("ab") as stream:
            stream.write(line("late") + b"\n")
        return plain_add(self, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(BatchWriter, "add", add)
        with pytest.raises(InputError, match="changed while it was read"):
            ingest(world, sources=[path])
    assert state(world) == before
    assert ingest(world, sources=[path]).accepted_count == 51
    assert stands(world)


@pytest.mark.parametrize("step", ["write", "place"])
def test_a_full_disk_changes_nothing(world, tmp_path, monkeypatch, step):
    path = written(tmp_path / "a.jsonl", LINES + b"rubbish\n")
    before = state(world)

    def full(_self, *_arguments):
        raise WorkspaceError("The disk is full.", why="", fix="")

    with monkeypatch.context() as patch:
        patch.setattr(WholeFile, step, full)
        with pytest.raises(WorkspaceError, match="full"):
            ingest(world, sources=[path])
    assert state(world) == before
    assert ingest(world, sources=[path]).accepted_count == 50
    assert stands(world)


@pytest.fixture
def tiny_disk():
    folder = Path(tempfile.mkdtemp())
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        folder.rmdir()
        pytest.skip("a tiny disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


def test_a_disk_that_is_really_full_changes_nothing(tiny_disk, tmp_path):
    texts = (os.urandom(2000).hex() for _ in range(2000))
    rows = b"".join(line(number, text=text) + b"\n" for number, text in enumerate(texts))
    path = written(tmp_path / "a.jsonl", rows)
    with closing(make(tiny_disk / "workspace")) as world:
        before = state(world)
        with pytest.raises(WorkspaceError, match="full"):
            ingest(world, sources=[path])
        assert state(world) == before
        assert ingest(world, sources=[written(tmp_path / "b.jsonl", LINES)]).accepted_count == 50
        assert stands(world)


def test_an_interrupt_changes_nothing(world, tmp_path):
    path = written(tmp_path / "a.jsonl", LINES)
    before = state(world)

    def interrupt(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(world, sources=[path], progress=interrupt)
    assert state(world) == before
    assert stands(world)


def start(root, path):
    return subprocess.Popen(
        [sys.executable, "-c", INGEST, str(root), str(path)], stdout=subprocess.PIPE, text=True
    )


def test_two_processes_at_once_take_each_row_once(world, tmp_path):
    rows = [line(number) + b"\n" for number in range(1500)]
    one = written(tmp_path / "one.jsonl", b"".join(rows[:1000]))
    two = written(tmp_path / "two.jsonl", b"".join(rows[500:]))
    with ThreadPoolExecutor() as pool:
        outputs = list(
            pool.map(
                lambda process: process.communicate(timeout=120)[0],
                [start(world.root, path) for path in (one, two, one)],
            )
        )
    accepted = [int(output.split("accepted ")[1]) for output in outputs]
    assert sum(accepted) == 1500
    with world.look() as unit:
        assert unit.transcripts_count() == 1501
    assert stands(world)


@pytest.mark.parametrize("delay_s", [0.0, 0.05, 0.2, 0.5])
def test_a_kill_changes_nothing_and_the_command_can_be_repeated(world, tmp_path, delay_s):
    rows = b"".join(line(number) + b"\n" for number in range(12_000)) + b"rubbish\n"
    path = written(tmp_path / "a.jsonl", rows)
    process = start(world.root, path)
    first = process.stdout.readline()
    assert first
    sleep(delay_s)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    with closing(open_world(world.root, now_utc=lambda: NOON, actor="a person")) as after:
        with after.look() as unit:
            assert unit.transcripts_count() in {1, 12_001}
        result = ingest(after, sources=[path])
        assert result.read_count == 12_001
        assert result.accepted_count + result.duplicate_count == 12_000
        assert not list(after.root.glob("*/*.partial"))
        assert stands(after)
        with after.look() as unit:
            names = [batch.file_name for batch in unit.batches()]
        ids = [name for name, _, _ in Warehouse(after.root / "transcripts").facts(names)]
        assert len(ids) == len(set(ids)) == 12_001


def test_a_kill_between_naming_and_committing_is_mended_by_the_next_run(
    world, tmp_path, monkeypatch
):
    path = written(tmp_path / "a.jsonl", LINES + b"rubbish\n")
    with monkeypatch.context() as patch:
        patch.setattr(WholeFile, "discard", lambda _self: None)  # as if nobody were left to tidy up
        patch.setattr("plimsoll.workflows.world.Change.append", _killed)
        with pytest.raises(SystemExit):
            ingest(world, sources=[path])
    with world.look() as unit:
        assert unit.transcripts_count() == 1
    assert stands(world)
    assert ingest(world, sources=[path]).accepted_count == 50
    assert stands(world)


def _killed(*_arguments, **_options):
    raise SystemExit


MIXED = b"\n".join(
    [
        line(1),
        '{"id":"é","prompt":"ø\U0001f600","response":"\\u00e9"}'.encode(),
        b'{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]}',
        line(2, nested={"a": [1.50, None, {"b": []}]}),
        line(1),
        b'{"prompt":"a","completion":"b","created":1772364600}',
    ]
)


def flipped(content: bytes, at: int) -> bytes:
    return (
        content[:at]
        + bytes(byte ^ 1 << at % 8 for byte in content[at : at + 1])
        + content[at + 1 :]
    )


def with_first_row_in_utf16(content: bytes, _at: int) -> bytes:
    head, _, tail = content.partition(b"\n")
    return head.decode("latin-1").encode("utf-16") + b"\n" + tail


DAMAGES = {
    "cut": lambda content, at: content[:at],
    "flip": flipped,
    "crlf": lambda content, _: content.replace(b"\n", b"\r\n"),
    "mark": lambda content, _: b"\xef\xbb\xbf" + content,
    "utf16": with_first_row_in_utf16,
    "latin": lambda content, at: content[:at] + "é".encode("latin-1") + content[at:],
    "insert": lambda content, at: content[:at] + b"\n" + content[at:],
    "double": lambda content, _: content + b"\n" + content,
}


MUTATIONS = st.lists(
    st.tuples(st.sampled_from(sorted(DAMAGES)), st.integers(0, 10_000)), min_size=1, max_size=4
)


@settings(max_examples=40, deadline=None)
@given(MUTATIONS)
def test_no_row_is_lost_however_a_log_is_damaged(tmp_path_factory, mutations):
    folder = tmp_path_factory.mktemp("damage")
    content = MIXED
    for kind, at in mutations:
        content = DAMAGES[kind](content, at % (len(content) + 1))
    expected = [
        part
        for number, part in enumerate(content.split(b"\n"))
        if part.removeprefix(b"\xef\xbb\xbf" if number == 0 else b"").strip(b" \t\r")
    ]
    path = written(folder / "log.jsonl", content)
    with closing(make(folder / "workspace")) as world:
        if not expected:
            with pytest.raises(InputError, match="holds no row"):
                ingest(world, sources=[path])
            return
        result = ingest(world, sources=[path])
        assert result.read_count == len(expected)
        kept = {one.row.offset_bytes: one.encoded for one in quarantined_rows(world)}
        assert len(kept) == result.quarantined_count
        for offset, encoded in kept.items():
            assert content[offset : offset + len(encoded)] == encoded
            assert content[offset - 1 : offset] in {b"", b"\n"}
            expected.remove(encoded)
        assert len(expected) == result.accepted_count + result.duplicate_count
        for part in expected:
            json.loads(part.decode("utf-8-sig"))
        assert stands(world)
