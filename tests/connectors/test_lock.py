"""One holder at a time, named while it holds, and gone with its process."""

import os
import signal
import subprocess
import sys
from threading import Thread

import pytest

from plimsoll.connectors.lock import workspace_lock
from plimsoll.errors import WorkspaceError

HOLDER = """
import sys
from pathlib import Path
from plimsoll.connectors.lock import workspace_lock
with workspace_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "lock"


@pytest.fixture
def holder(path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def enter(path, **patience):
    with workspace_lock(path, **patience):
        return True


def test_the_lock_is_held_and_let_go(path):
    assert enter(path)
    assert enter(path)


def test_a_second_holder_is_refused_and_told_who_holds_it(path, holder):
    with pytest.raises(WorkspaceError, match=f"in use by the process {holder.pid}"):
        enter(path, patience_s=0.05)


def test_a_thread_of_the_same_process_waits_too(path):
    with (
        workspace_lock(path),
        pytest.raises(WorkspaceError, match=f"process {os.getpid()}"),
    ):
        enter(path, patience_s=0.05)


def test_whoever_waits_gets_it_when_the_holder_lets_go(path, holder):
    entered = []
    waiting = Thread(target=lambda: entered.append(enter(path, patience_s=60)))
    waiting.start()
    holder.stdin.close()
    waiting.join()
    assert entered == [True]


def test_the_lock_is_free_once_its_holder_is_killed(path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert enter(path, patience_s=0)


def test_an_error_inside_lets_go_of_the_lock(path):
    def fail():
        with workspace_lock(path):
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert enter(path, patience_s=0)


def test_a_missing_folder_is_a_clear_error(tmp_path):
    with pytest.raises(WorkspaceError, match="lock cannot be opened"):
        enter(tmp_path / "absent" / "lock")


def test_a_lock_file_with_nonsense_in_it_is_no_obstacle(path):
    path.write_bytes(b"\x1b[2J not a number")
    assert enter(path)
    with workspace_lock(path):
        assert path.read_bytes() == str(os.getpid()).encode()


def test_nonsense_in_the_lock_file_is_not_repeated_to_the_reader(path, holder):
    path.write_bytes(b"\x1b[2J")
    with pytest.raises(WorkspaceError, match="in use by another process"):
        enter(path, patience_s=0)
