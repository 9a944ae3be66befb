import os
from pathlib import Path

import pytest

from plimsoll.connectors.files import read_text, text_files, write_folder, write_text
from plimsoll.errors import InputError, WorkspaceError


def test_a_text_comes_back_as_it_was_written_without_its_mark(tmp_path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes("\ufeffé\r\n".encode())
    assert read_text(path) == "é\r\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"ab\n\xff", "line 2 is not UTF-8"), (b"a" * 11, "larger than 10 bytes")],
)
def test_what_is_no_small_text_is_refused(tmp_path, content: bytes, reason: str) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason):
        read_text(path, limit_bytes=10)


def test_a_file_of_exactly_the_limit_is_read(tmp_path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"a" * 10)
    assert read_text(path, limit_bytes=10) == "a" * 10


def test_a_folder_a_pipe_and_a_missing_file_are_refused_and_nothing_hangs(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    for name in ("pipe.toml", "folder.toml", "missing.toml"):
        with pytest.raises(InputError, match="cannot be read"):
            read_text(tmp_path / name)


def test_a_folder_is_read_by_name_and_what_cannot_be_read_comes_apart(tmp_path) -> None:
    (tmp_path / "b.toml").write_text("b")
    (tmp_path / "a.toml").write_text("a")
    (tmp_path / ".hidden.toml").write_text("h")
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    texts, errors = text_files(tmp_path)
    assert list(texts.items()) == [("a.toml", "a"), ("b.toml", "b")]
    assert list(errors) == ["bad.toml"]
    assert text_files(tmp_path / "missing") == ({}, {})


def test_a_file_is_replaced_in_one_step(tmp_path) -> None:
    path = tmp_path / "a.toml"
    for text in ("old", "new\n"):
        write_text(path, text)
        assert path.read_text() == text
    assert [one.name for one in tmp_path.iterdir()] == ["a.toml"]


def test_a_folder_appears_whole_also_after_a_run_that_was_killed(tmp_path) -> None:
    left_behind = tmp_path / ".risks.partial"
    left_behind.mkdir()
    (left_behind / "half.toml").write_text("half")
    write_folder(tmp_path / "risks", {"a.toml": "a", "b.toml": "b"})
    assert sorted(one.name for one in (tmp_path / "risks").iterdir()) == ["a.toml", "b.toml"]
    assert [one.name for one in tmp_path.iterdir()] == ["risks"]


def test_a_folder_that_is_there_is_not_overwritten(tmp_path) -> None:
    write_folder(tmp_path / "risks", {"a.toml": "mine"})
    with pytest.raises(WorkspaceError):
        write_folder(tmp_path / "risks", {"a.toml": "theirs"})
    assert (tmp_path / "risks" / "a.toml").read_text() == "mine"


def test_a_device_is_written_to_and_never_replaced():
    device = Path("/dev/null")
    if not device.is_char_device():
        pytest.skip("this machine has no null device")
    write_text(device, "for nobody")
    assert device.is_char_device()
