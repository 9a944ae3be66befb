"""A file that somebody hands in."""

import gzip
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from plimsoll.connectors.source import check_source, open_source
from plimsoll.errors import InputError
from plimsoll.records import sha256_hex

LINES = b'{"prompt":"a","response":"b"}\n'
TABLE = b"prompt,response\na,b\n"


def values(path):
    with open_source(path) as source:
        rows = source.open_rows(limit_bytes=1000)
        found = [rows.value(row) for row in rows.rows()]
        source.check_unchanged()
        assert source.sha256 == sha256_hex(path.read_bytes())
        return source.stem, found


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstandard"]
)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.jsonl", LINES),
        ("log.ndjson", LINES),
        ("log.json", LINES),
        ("log.unknown", LINES),
        ("log", b"\xef\xbb\xbf" + LINES),
        ("log.csv", TABLE),
        ("log.CSV", TABLE),
        ("log.tsv", TABLE.replace(b",", b"\t")),
    ],
)
def test_format_and_compression_are_found_out(tmp_path, name, content, pack):
    path = tmp_path / name
    path.write_bytes(pack(content))
    assert values(path)[1] == [{"prompt": "a", "response": "b"}]


@pytest.mark.parametrize(
    ("name", "stem"),
    [("completions_m.csv", "completions_m"), ("a.b.jsonl.gz", "a.b"), ("log.v1", "log.v1")],
)
def test_the_stem_is_the_name_without_format_and_compression(tmp_path, name, stem):
    path = tmp_path / name
    path.write_bytes(TABLE if "csv" in name else LINES)
    assert values(path)[0] == stem


def test_parquet_is_told_by_its_bytes(tmp_path):
    path = tmp_path / "log.jsonl"
    pq.write_table(pa.table({"prompt": ["a"]}), path)
    assert values(path)[1] == [{"prompt": "a"}]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jsonl", b"", "no row"),
        ("a.csv", b"", "no row"),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0), "no row"),
        ("a.json", b" [\n{}]", "JSON array"),
        ("a.zip", b"PK\x03\x04", "no format"),
        ("a.txt", b"hello", "no format"),
        ("a.jsonl.gz", gzip.compress(LINES, mtime=0)[:-4], "ends before its end"),
        ("a.parquet", b"PAR1", "truncated"),
    ],
)
def test_what_cannot_be_read_as_a_whole_is_refused(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        values(path)


def test_a_folder_a_missing_file_and_a_pipe_are_refused(tmp_path):
    with pytest.raises(InputError, match="folder"):
        check_source(tmp_path)
    with pytest.raises(InputError, match="No such file"):
        check_source(tmp_path / "absent")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="pipe"):
        check_source(tmp_path / "pipe")


def test_a_file_that_nobody_may_read_is_refused(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(InputError, match="Permission"), open_source(path):
        pass


@pytest.mark.parametrize("change", ["append", "replace", "rewrite", "remove"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_a_file_that_does_not_hold_still_is_refused(tmp_path, name, change):
    path = tmp_path / name
    if name == "a.parquet":
        pq.write_table(pa.table({"prompt": ["a"]}), path)
    else:
        path.write_bytes(LINES * 3)
    before = path.stat()
    with open_source(path) as source:
        rows = source.open_rows(limit_bytes=1000).rows()
        next(rows)
        match change:
            case "append":
                with path.open("ab") as stream:
                    stream.write(LINES)
            case "replace":
                content = path.read_bytes()
                path.rename(tmp_path / "old")
                path.write_bytes(content)
            case "rewrite":
                path.write_bytes(path.read_bytes())
                os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
            case "remove":
                path.unlink()
        for _ in rows:
            pass
        with pytest.raises(InputError, match="changed while it was read"):
            source.check_unchanged()


def test_a_change_that_hides_its_time_is_noticed_all_the_same(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES)
    before = path.stat()
    with open_source(path) as source:
        path.write_bytes(LINES.replace(b"a", b"c"))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        list(source.open_rows(limit_bytes=1000).rows())
        with pytest.raises(InputError, match="changed while it was read"):
            source.check_unchanged()
