"""A full disk, and one that cannot be written: words, and a workspace that is whole."""

import os
import shutil
import subprocess

import pytest
from tests.cli.door import call, done, refused
from tests.thread.voyage import answer_all, ledger_size, ordinary_rows, under_way, write_log

SIZE = "3m"


def mount(*arguments):
    return subprocess.run(["mount", *map(str, arguments)], capture_output=True, check=False)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of three mebibytes; skips where none can be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small disk can be mounted by root only")
    if mount("-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def aboard(small_disk, tmp_path):
    """A workspace with answers, on the small disk; its log lies elsewhere."""
    root = under_way(small_disk / "desk", rows=ordinary_rows(20))
    done("draw", "--census", root=root)
    answer_all(root)
    return root


def fill(place):
    """Leave no byte free; return the file that takes them."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as stream:
        for piece in (1 << 16, 1 << 10, 1):
            try:
                while True:
                    stream.write(b"x" * piece)
            except OSError:
                continue
    return ballast


def test_on_a_full_disk_every_writing_command_says_so_and_goes_on_later(aboard, tmp_path):
    log = write_log(tmp_path / "log.jsonl", ordinary_rows(300, start=100))
    size = ledger_size(aboard)
    ballast = fill(aboard.parent)
    for command in (("ingest", log), ("seal",), ("gate", "1"), ("report",)):
        error = refused(*command, root=aboard)
        assert error["kind"] in {"WorkspaceError", "LedgerError"}
    ballast.unlink()
    assert ledger_size(aboard) == size
    assert done("ingest", log, root=aboard)["accepted_count"] == 300
    done("seal", root=aboard)
    assert call("gate", "1", root=aboard).status == 1  # nobody has read what arrived
    done("report", root=aboard)
    assert ledger_size(aboard) == size + 3
    assert not list(aboard.rglob("*.partial"))


def test_a_log_that_fills_the_disk_half_way_leaves_no_trace(aboard, tmp_path):
    rows = ordinary_rows(400, start=100)
    noise = incompressible_text()
    for number, row in enumerate(rows):
        row["messages"][0]["content"] = noise[number * 20_000 : (number + 1) * 20_000]
    log = write_log(tmp_path / "log.jsonl", rows)
    size = ledger_size(aboard)
    assert refused("ingest", log, root=aboard)["kind"] == "WorkspaceError"
    assert ledger_size(aboard) == size
    assert len(list((aboard / "transcripts").iterdir())) == 1
    assert call("estimate", root=aboard).status == 0


def incompressible_text():
    """Return eight million characters that cannot be compressed to much less than six bits."""
    import numpy as np

    letters = np.frombuffer(bytes(range(48, 112)), dtype=np.uint8)
    chosen = np.random.default_rng(1).choice(letters, 8_000_000)
    return chosen.tobytes().decode("ascii")


def test_a_workspace_on_a_disk_that_cannot_be_written_is_a_clear_error(aboard, tmp_path):
    log = write_log(tmp_path / "log.jsonl", ordinary_rows(5, start=100))
    size = ledger_size(aboard)
    assert mount("-o", "remount,ro", aboard.parent).returncode == 0
    for command in (
        ("ingest", log),
        ("screen",),
        ("draw", "--budget", 5),
        ("seal",),
        ("gate", "1"),
    ):
        answer = call(*command, "--json", root=aboard)
        if command != ("screen",):  # which has nothing to do here, and may say so
            assert answer.error()["kind"] == "WorkspaceError"
    refused("init", aboard.parent / "other")
    for command in (("estimate",), ("verify",), ("brief",)):
        assert call(*command, root=aboard).status in {0, 2}
    assert mount("-o", "remount,rw", aboard.parent).returncode == 0
    assert ledger_size(aboard) == size
