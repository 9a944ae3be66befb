"""Changing a workspace: all or nothing, killed at any moment, by many at once."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from time import sleep

import pytest

from plimsoll.errors import LedgerError, WorkspaceError
from plimsoll.ledger import Signer, open_note, parse_entry
from plimsoll.records import sha256_hex
from plimsoll.store import StoredRecord
from plimsoll.workflows.verify import verify
from plimsoll.workflows.world import create_state, open_world

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KILLS = 10
WRITER = """
import sys
from pathlib import Path
from plimsoll.records import sha256_hex
from plimsoll.store import StoredRecord
from plimsoll.workflows.world import open_world
world = open_world(Path(sys.argv[1]), actor=sys.argv[2])
for number in range(int(sys.argv[3])):
    body = b'{"number":%d}' % number
    record = StoredRecord(kind="note", digest=sha256_hex(body), body=body)
    with world.change() as change:
        index = change.append("note", {"number": number}, [record])
    print(index, flush=True)
"""


def record(number=0, kind="note"):
    body = b'{"number":%d}' % number
    return StoredRecord(kind=kind, digest=sha256_hex(body), body=body)


@pytest.fixture
def root(tmp_path):
    (tmp_path / "plimsoll.toml").write_text('name = "a workspace"\n')
    create_state(tmp_path, now_utc=lambda: NOON, actor="a person").close()
    return tmp_path


@pytest.fixture
def world(root):
    with closing(open_world(root, now_utc=lambda: NOON, actor="a person")) as world:
        yield world


def append(world, kind="note"):
    with world.change() as change:
        return change.append(kind, {}, [record()])


def entries_of(world):
    with world.look() as unit:
        return [parse_entry(encoded, index=index) for index, encoded in unit.entries()]


def holds(world):
    result = verify(world)
    assert result.problems == ()
    return result.internal and result.signatures and result.replay


def test_a_new_workspace_begins_with_its_public_key(world):
    (genesis,) = entries_of(world)
    assert (genesis.kind, genesis.index, genesis.actor) == ("genesis", 0, "a person")
    assert genesis.at_utc == "2026-03-01T12:00:00Z"
    assert genesis.body["verifier_key"] == world.signer.verifier().text()


def test_the_folder_with_the_key_is_for_its_owner_only(root):
    assert (root / ".plimsoll").stat().st_mode & 0o777 == 0o700
    assert (root / ".plimsoll" / "signing_key").stat().st_mode & 0o777 == 0o600
    assert {path.name for path in root.iterdir()} >= {".plimsoll", "state.sqlite"}
    assert not [path for path in root.iterdir() if path.name.startswith(".plimsoll-")]


def test_every_change_ends_under_a_signed_checkpoint(world):
    for expected in (1, 2, 3):
        assert append(world) == expected
        with world.look() as unit:
            size, note = unit.latest_checkpoint()
            assert size == unit.entries_count() == expected + 1
        assert open_note(note.encode(), world.signer.verifier()).size == size
    assert holds(world)


def test_one_change_may_hold_many_entries_and_kinds(world):
    with world.change() as change:
        assert change.append("mixed", {}, [record(1), record(2, kind="other"), record(3)]) == 1
        assert change.append("empty", {"why": "nothing was found"}) == 2
        assert change.unit.entries_count() == 3
    with world.look() as unit:
        assert [found.body for found in unit.records(kind="note")] == [
            b'{"number":1}',
            b'{"number":3}',
        ]
    assert holds(world)


def test_a_change_without_an_entry_signs_nothing(world):
    with world.look() as unit:
        before = unit.checkpoints()
    with world.change():
        pass
    with world.look() as unit:
        assert unit.checkpoints() == before


def test_an_error_in_a_change_leaves_no_trace(world):
    def fail():
        with world.change() as change:
            change.append("note", {}, [record()])
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert len(entries_of(world)) == 1
    assert append(world) == 1
    assert holds(world)


def test_a_record_whose_digest_is_not_its_bodys_is_a_broken_contract(world):
    wrong = StoredRecord(kind="note", digest="00" * 32, body=b"{}")
    with pytest.raises(AssertionError, match="digest"), world.change() as change:
        change.append("note", {}, [wrong])
    assert len(entries_of(world)) == 1


def test_a_second_beginning_is_refused(root):
    with pytest.raises(WorkspaceError, match="workspace here already"):
        create_state(root, now_utc=lambda: NOON, actor="a person")


def test_a_beginning_that_was_cut_off_is_finished(tmp_path, monkeypatch):
    (tmp_path / "plimsoll.toml").write_text('name = "a workspace"\n')
    with monkeypatch.context() as patched:
        patched.setattr(Signer, "announce", _killed)
        with pytest.raises(Killed):
            create_state(tmp_path, now_utc=lambda: NOON)
    with closing(create_state(tmp_path, now_utc=lambda: NOON)) as world:
        assert len(entries_of(world)) == 1
        assert holds(world)


def test_a_folder_without_a_workspace_is_a_clear_error(tmp_path):
    with pytest.raises(WorkspaceError, match="no workspace"):
        open_world(tmp_path)


def test_a_workspace_whose_database_is_gone_does_not_begin_anew(root):
    (root / "state.sqlite").unlink()
    with pytest.raises(WorkspaceError, match=r"state\.sqlite is missing"):
        open_world(root)
    assert not (root / "state.sqlite").exists()


@pytest.mark.parametrize("name", ["signing_key", "signer_state", "verifier_key"])
def test_a_missing_file_of_the_signer_stops_a_change_before_it_begins(world, root, name):
    (root / ".plimsoll" / name).unlink()
    with pytest.raises(WorkspaceError, match=name):
        append(world)
    assert len(entries_of(world)) == 1


class Killed(BaseException):
    """Not an Exception, so that nothing on the way may catch it."""


def _killed(*_arguments, **_options):
    raise Killed


def test_killed_between_commit_and_signature_the_entry_stays_and_is_signed_next(world, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(Signer, "sign", _killed)
        with pytest.raises(Killed):
            append(world)
    assert verify(world).uncovered_count == 1
    assert holds(world)
    assert append(world) == 2
    assert verify(world).uncovered_count == 0
    with world.look() as unit:
        assert [size for size, _ in unit.checkpoints()] == [1, 2, 3]
    assert holds(world)


def test_killed_between_announcement_and_commit_nothing_happened(world, monkeypatch):
    announce = Signer.announce

    def announce_and_die(self, *, size, root):
        announce(self, size=size, root=root)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Signer, "announce", announce_and_die)
        with pytest.raises(Killed):
            append(world)
    assert verify(world).size == 1
    assert holds(world)
    with world.change() as change:
        assert change.append("another", {}) == 1
    assert holds(world)


def test_killed_between_signature_and_its_storing_the_same_note_is_stored_next(world, monkeypatch):
    sign = Signer.sign
    seen = []

    def sign_and_die(self, **head):
        seen.append(sign(self, **head))
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Signer, "sign", sign_and_die)
        with pytest.raises(Killed):
            append(world)
    assert holds(world)
    append(world)
    with world.look() as unit:
        assert dict(unit.checkpoints())[2] == seen[0]
    assert holds(world)


def test_an_entry_that_came_by_another_way_is_never_signed(world):
    from plimsoll.ledger import append_entry

    append(world)
    with world.store.writing() as unit:
        append_entry(unit, kind="forged", body={}, records=[], actor="x", now_utc=NOON)
    for _ in range(2):
        with pytest.raises(LedgerError, match="not one that this workspace wrote"):
            append(world)
    with world.look() as unit:
        assert unit.latest_checkpoint()[0] == 2


def test_threads_take_turns(world):
    with ThreadPoolExecutor(8) as pool:
        indexes = list(pool.map(lambda _: append(world), range(24)))
    assert sorted(indexes) == list(range(1, 25))
    assert holds(world)


def spawn(root, actor, count):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, root, actor, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )


@pytest.mark.slow
def test_processes_take_turns(root, world):
    writers = [spawn(root, f"writer {number}", 20) for number in range(4)]
    acknowledged = []
    for writer in writers:
        with writer:
            acknowledged += [int(line) for line in writer.stdout]
        assert writer.returncode == 0
    assert sorted(acknowledged) == list(range(1, 81))
    assert [entry.index for entry in entries_of(world)] == list(range(81))
    assert holds(world)


@pytest.mark.slow
def test_no_acknowledged_entry_is_lost_to_kill_9(root, world):
    acknowledged = []
    for kill in range(KILLS):
        with spawn(root, f"writer {kill}", 1_000_000) as writer:
            acknowledged += [int(writer.stdout.readline()) for _ in range(1 + kill % 3)]
            sleep(kill * 0.0017)  # so that the kills fall on different steps of a change
            writer.send_signal(signal.SIGKILL)
            acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
        entries = entries_of(world)
        assert [entry.index for entry in entries] == list(range(len(entries)))
        assert set(acknowledged) <= {entry.index for entry in entries}
        assert verify(world).uncovered_count <= 1
        assert holds(world)
    assert append(world) > max(acknowledged)
    assert holds(world)
