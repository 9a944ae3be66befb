"""Bad input through the command line: a clear error or a quarantined row, and a whole workspace."""

import gzip
import json
import shutil
import threading

import pytest
import zstandard
from tests.cli.door import call, done, refused
from tests.thread.voyage import (
    ledger_size,
    make_workspace,
    ordinary_rows,
    risk_text,
    under_way,
    write_log,
)

GOOD = b'{"id":"good","prompt":"?","response":"!"}\n'
MEBIBYTE = 1 << 20


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    return make_workspace(tmp_path_factory.mktemp("bad") / "desk")


@pytest.fixture
def root(made_once, tmp_path):
    return shutil.copytree(made_once, tmp_path / "desk")


def intact(root):
    """Make sure that the workspace holds and still takes a good log."""
    before = ledger_size(root)
    log = write_log(root / "healthy.jsonl", ordinary_rows(3, start=9000))
    assert done("ingest", log, root=root)["accepted_count"] == 3
    assert ledger_size(root) == before + 1


def quarantined(root, name, content, *, accepted=1):
    """Ingest bytes of which one row must go to quarantine; return its reason."""
    path = root / name
    path.write_bytes(content)
    for command in ((), ("--json",)):
        answer = call("ingest", path, *command, root=root)
        assert answer.status == 0, answer
    document = answer.document()
    counts = [document[f"{what}_count"] for what in ("read", "accepted", "quarantined")]
    assert counts == [accepted + 1, 0, 1], document  # the second time nothing is new
    (row,) = done("quarantine", root=root)["rows"]
    intact(root)
    return row["reason"]


ROWS = {
    "not UTF-8": b'{"id":"a","prompt":"\xff\xfe","response":"!"}\n',
    "not JSON": b"{not JSON}\n",
    "duplicate keys": b'{"id":"a","id":"b","prompt":"?","response":"!"}\n',
    "NaN": b'{"id":"a","prompt":"?","response":"!","score":NaN}\n',
    "Infinity": b'{"id":"a","prompt":"?","response":"!","score":-Infinity}\n',
    "nested 100,000 deep": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
    "nested objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"\n",
    "a number of 100,000 digits": b'{"id":"a","prompt":"?","n":' + b"9" * 100_000 + b"}\n",
    "a lone surrogate": b'{"id":"a","prompt":"\\ud800","response":"!"}\n',
    "a NUL": b'{"id":"a\\u0000","prompt":"?","response":"!"}\n',
    "an array": b"[1,2,3]\n",
    "a string": b'"hello"\n',
    "no turn": b'{"id":"a","messages":[]}\n',
    "an unknown role": b'{"id":"a","messages":[{"role":"root","content":"x"}]}\n',
    "half a line": b'{"id":"a","prompt":"?"',
}


@pytest.mark.parametrize("what", ROWS)
def test_a_row_that_cannot_be_read_goes_to_quarantine_with_its_reason(root, what):
    reason = quarantined(root, "bad.jsonl", GOOD + ROWS[what])
    assert reason
    assert reason.isprintable()


def test_a_line_of_fifty_mebibytes_goes_to_quarantine(root):
    row = b'{"id":"a","prompt":"' + b"x" * (50 * MEBIBYTE) + b'"}\n'
    assert "too" in quarantined(root, "long.jsonl", GOOD + row)


def test_the_rows_of_the_quarantine_come_out_byte_for_byte(root, tmp_path):
    path = root / "bad.jsonl"
    path.write_bytes(GOOD + ROWS["not UTF-8"] + ROWS["NaN"])
    done("ingest", path, root=root)
    assert done("quarantine", "--out", tmp_path / "out", root=root)["quarantined_count"] == 2
    written = {one.read_bytes().rstrip(b"\n") for one in (tmp_path / "out").iterdir()}
    assert written == {ROWS["not UTF-8"].rstrip(b"\n"), ROWS["NaN"].rstrip(b"\n")}


def _gzip_cut(path):
    whole = gzip.compress(GOOD * 2000 + b"".join(b'{"x":%d}\n' % n for n in range(20_000)))
    path.write_bytes(whole[: len(whole) // 2])


def _gzip_false_end(path):
    whole = gzip.compress(GOOD)
    path.write_bytes(whole[:-6] + b"\x00" * 6)


def _zstd_cut(path):
    noise = b"".join(b'{"x":%d}\n' % (n * 2654435761 % 1000003) for n in range(20_000))
    whole = zstandard.compress(GOOD + noise)
    path.write_bytes(whole[: len(whole) // 2])


FILES = {
    "empty.jsonl": lambda path: path.write_bytes(b""),
    "blank.jsonl": lambda path: path.write_bytes(b"\n\n\n"),
    "folder.jsonl": lambda path: path.mkdir(),
    "cut.jsonl.gz": _gzip_cut,
    "false.jsonl.gz": _gzip_false_end,
    "cut.jsonl.zst": _zstd_cut,
    "empty.jsonl.gz": lambda path: path.write_bytes(gzip.compress(b"")),
    "no-columns.csv": lambda path: path.write_text("colour,size\nred,1\n"),
    "empty.csv": lambda path: path.write_bytes(b""),
    "header-only.csv": lambda path: path.write_text("prompt,response\n"),
    "twice.csv": lambda path: path.write_text("prompt,prompt,response\na,b,c\n"),
    "cut.parquet": lambda path: path.write_bytes(b"PAR1" + b"\x00" * 100),
    "array.json": lambda path: path.write_text("[1, 2]"),
    "picture.png": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200)),
    "absent.jsonl": lambda path: path.with_suffix(".other").touch(),
    "link.jsonl": lambda path: path.symlink_to("nowhere"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_as_a_whole_is_refused_and_changes_nothing(root, name):
    path = root / name
    FILES[name](path)
    before = ledger_size(root)
    assert refused("ingest", path, root=root)["kind"] == "InputError"
    assert ledger_size(root) == before
    assert list((root / "transcripts").glob("*")) == []
    intact(root)


def test_a_bad_file_does_not_take_the_good_ones_before_it_along(root):
    good = write_log(root / "good.jsonl", ordinary_rows(4))
    bad = root / "bad.jsonl"
    bad.write_bytes(b"")
    assert call("ingest", good, bad, root=root).status == 2
    assert done("ingest", good, root=root)["duplicate_count"] == 4


def test_a_file_that_changes_while_it_is_read_is_refused_or_read_whole(root):
    log = write_log(root / "growing.jsonl", ordinary_rows(4000))
    size = log.stat().st_size
    ended = threading.Event()

    def grow():
        while not ended.is_set():
            with log.open("ab") as stream:
                stream.write(GOOD)
            ended.wait(0.001)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        answer = call("ingest", log, "--json", root=root)
    finally:
        ended.set()
        writer.join()
    assert log.stat().st_size > size
    assert answer.status == 2
    assert "changed while it was read" in answer.error()["what"]
    assert ledger_size(root) == 1
    intact(root)


@pytest.mark.parametrize("folder", ["risks", "rules"])
@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)),
        b"",
        b"id = ",
        b"\xff\xfe",
        b"a = [" * 5000,
        b"[[rule]]\nid = 5\n",
        b"id = 1979-05-27\n",
        b"x" * (2 * MEBIBYTE),
    ],
    ids=["binary", "empty", "cut", "utf-16", "nested", "a number", "a day", "large"],
)
def test_a_register_or_rules_that_are_no_toml_are_named_and_hold_the_gate(root, folder, content):
    (root / folder / "odd.toml").write_bytes(content)
    checked = call("check", "--json", root=root)
    spoken = call("check", root=root)
    assert spoken.status == checked.status
    if checked.status == 1:
        assert any(one["file"] == f"{folder}/odd.toml" for one in checked.document()["violations"])
    assert call("gate", "1", root=root).status in {1, 2}


SETTINGS = {
    "binary": bytes(range(256)),
    "cut": b"name = ",
    "unknown key": b'nmae = "desk"\n',
    "wrong type": b"claim_valid_days = true\n",
    "out of range": b"max_row_bytes = -1\n",
    "foreign database": b'database_url = "mysql://host/db"\n',
    "unreachable database": b'database_url = "postgresql+psycopg://nobody@127.0.0.1:1/none"\n',
    "huge number": b"claim_valid_days = 99999999999999999999999999\n",
    "list of numbers": b"strata_by = [1, 2]\n",
    "column map of numbers": b"[column_map]\nprompt = 7\n",
}


@pytest.mark.parametrize("what", SETTINGS)
def test_settings_that_cannot_be_read_are_a_clear_error(root, what):
    log = write_log(root / "log.jsonl", ordinary_rows(3))
    (root / "plimsoll.toml").write_bytes(SETTINGS[what])
    assert refused("ingest", log, root=root)["kind"] in {"InputError", "WorkspaceError"}


MAPS = {
    "binary": bytes(range(256)),
    "empty": b"",
    "no reviewers": b"[labels.verdicts.promise]\nyes = 'violation'\n",
    "reviewers of numbers": b"[transcripts]\nid = 'transcript'\n[labels.reviewers]\nverdict = 5\n"
    b"[labels.verdicts.promise]\nyes = 'violation'\n",
    "reviewers no table": b"[transcripts]\nid = 'transcript'\n[labels]\nreviewers = 'A'\n"
    b"[labels.verdicts.promise]\nyes = 'violation'\n",
    "adjudicators no table": b"[transcripts]\nid = 'transcript'\n[labels]\nadjudicators = 'A'\n"
    b"[labels.reviewers]\nverdict = 'A'\n[labels.verdicts.promise]\nyes = 'violation'\n",
    "version no text": b"[transcripts]\nid = 'transcript'\n[labels]\nrubric_version = 5\n"
    b"[labels.reviewers]\nverdict = 'A'\n[labels.verdicts.promise]\nyes = 'violation'\n",
    "meanings no answers": b"[labels.reviewers]\nx = 'A'\n"
    b"[labels.verdicts.promise]\nyes = 'maybe'\n",
    "meanings lists": b"[labels.reviewers]\nx = 'A'\n[labels.verdicts.promise]\nyes = ['no']\n",
    "labels no table": b"labels = 5\n",
    "labels a list": b"[[labels]]\nx = 1\n",
    "unknown key": b"[labels]\nrevewers = 5\n",
    "transcripts no table": b"transcripts = 5\n[labels.reviewers]\nx = 'A'\n"
    b"[labels.verdicts.promise]\nyes = 'violation'\n",
    "no id": b"[labels.reviewers]\nx = 'A'\n[labels.verdicts.promise]\nyes = 'violation'\n",
}


REJECTS = {"empty", "version no text"}


@pytest.mark.parametrize("what", sorted(MAPS))
def test_a_map_of_labels_that_makes_no_sense_is_a_clear_error(root, what):
    sheet = root / "labels.csv"
    sheet.write_text("transcript,risk,reviewer,verdict,rubric_version\nc1,promise,A,yes,1\n")
    mapping = root / "map.toml"
    mapping.write_bytes(MAPS[what])
    answer = call("label", "import", sheet, "--map", mapping, "--json", root=root)
    if what in REJECTS:
        assert answer.document()["rejected_count"] == 1
    else:
        assert answer.error()["kind"] == "InputError"


@pytest.mark.parametrize("verdict", ["\x00", "\u202eclean", "clean" * 10_000, "=clean"])
def test_an_odd_verdict_is_rejected_with_a_reason_of_bounded_size(tmp_path, verdict):
    root = under_way(tmp_path / "desk", rows=ordinary_rows(3))
    labels = root / "labels.jsonl"
    row = {"transcript": "c0001", "risk": "promise", "reviewer": "A", "verdict": verdict}
    labels.write_text(json.dumps({**row, "rubric_version": "1"}) + "\n")
    document = done("label", "import", labels, root=root)
    assert (document["accepted_count"], document["rejected_count"]) == (0, 1)
    assert len(document["rejected"][0]["reason"]) < 300


@pytest.mark.parametrize("value", [None, 5, True, [], {}, ["a"], {"a": 1}, 1.5])
@pytest.mark.parametrize(
    "column", ["transcript", "risk", "reviewer", "verdict", "rubric_version", "capacity", "note"]
)
def test_a_label_of_any_json_type_is_an_answer_or_a_rejection_and_never_a_crash(
    screened_once, tmp_path, column, value
):
    root = shutil.copytree(screened_once, tmp_path / "desk")
    row = {
        "transcript": "c0001",
        "risk": "promise",
        "reviewer": "A",
        "verdict": "clean",
        "rubric_version": "1",
    }
    labels = root / "labels.jsonl"
    labels.write_text(json.dumps({**row, column: value}) + "\n")
    assert call("label", "import", labels, "--json", root=root).status in {0, 2}


@pytest.fixture(scope="module")
def screened_once(tmp_path_factory):
    return under_way(tmp_path_factory.mktemp("labels") / "desk", rows=ordinary_rows(3))


@pytest.mark.parametrize(
    "name", ["state.sqlite", ".plimsoll/signing_key", ".plimsoll/verifier_key", "plimsoll.toml"]
)
@pytest.mark.parametrize("damage", ["absent", "empty", "binary", "folder"])
def test_a_damaged_workspace_is_a_clear_error(root, name, damage):
    path = root / name
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage != "absent":
        path.write_bytes(b"" if damage == "empty" else bytes(range(256)) * 20)
    log = write_log(root / "log.jsonl", ordinary_rows(2))
    if (name, damage) == ("plimsoll.toml", "empty"):
        assert done("ingest", log, root=root)["accepted_count"] == 2  # every setting has a default
    else:
        assert refused("ingest", log, root=root)["kind"] in {
            "WorkspaceError",
            "InputError",
            "LedgerError",
        }
    assert call("verify", root=root).status in {0, 1, 2}


def test_a_risk_of_a_long_id_and_a_long_text_is_checked_and_shown(root):
    long = "a" * 300
    (root / "risks" / "long.toml").write_text(risk_text(long, title="b" * 5000))
    assert call("check", root=root).status in {0, 1}
    assert call("gate", "1", root=root).status == 1
