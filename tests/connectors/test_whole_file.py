"""A file appears whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from plimsoll.connectors.whole_file import WholeFile, disk_in_words, sweep
from plimsoll.errors import WorkspaceError
from plimsoll.records import sha256_hex


def test_a_file_has_no_name_until_it_is_whole(tmp_path):
    file = WholeFile(tmp_path / "folder" / "a.rows")
    file.write(b"one")
    file.write(b"two")
    assert not (tmp_path / "folder" / "a.rows").exists()
    file.place()
    assert (tmp_path / "folder" / "a.rows").read_bytes() == b"onetwo"
    assert file.sha256 == sha256_hex(b"onetwo")
    assert os.listdir(tmp_path / "folder") == ["a.rows"]


def test_only_the_owner_may_read_it(tmp_path):
    file = WholeFile(tmp_path / "a.rows")
    file.place()
    assert (tmp_path / "a.rows").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("is_placed", [False, True])
def test_a_discarded_file_leaves_nothing(tmp_path, is_placed):
    file = WholeFile(tmp_path / "a.rows")
    file.write(b"one")
    if is_placed:
        file.place()
    file.discard()
    assert os.listdir(tmp_path) == []


def test_what_a_killed_process_left_behind_is_swept_and_nothing_else(tmp_path):
    (tmp_path / "a.rows.partial").write_bytes(b"half")
    (tmp_path / "b.rows").write_bytes(b"whole")
    assert sweep(tmp_path) == 1
    assert os.listdir(tmp_path) == ["b.rows"]
    assert sweep(tmp_path / "nowhere") == 0


@pytest.mark.parametrize(("code", "words"), [(errno.ENOSPC, "is full"), (errno.EACCES, "cannot")])
def test_the_disks_refusals_are_put_into_words(tmp_path, code, words):
    with pytest.raises(WorkspaceError, match=words), disk_in_words(tmp_path / "a.rows"):
        raise OSError(code, os.strerror(code))


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path):
    if not Path("/dev/full").is_char_device():
        pytest.skip("this system has no /dev/full")
    (tmp_path / "a.rows.partial").symlink_to("/dev/full")
    file = WholeFile(tmp_path / "a.rows")
    with pytest.raises(WorkspaceError, match="is full"):
        file.write(b"x" * (1 << 20))
    file.discard()
    assert os.listdir(tmp_path) == []
