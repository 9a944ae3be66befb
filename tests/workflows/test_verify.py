"""What a verification says, and that nothing damaged ends in a traceback."""

import json
import shutil
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from plimsoll.errors import LedgerError, PlimsollError
from plimsoll.ledger import Signer, SignerState, open_note
from plimsoll.store import Store
from plimsoll.workflows.ingest import ingest
from plimsoll.workflows.verify import Verification, current_checkpoint, verify
from plimsoll.workflows.world import create_state, open_world

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    root = tmp_path_factory.mktemp("original")
    (root / "plimsoll.toml").write_text('name = "a workspace"\n')
    log = root / "log.jsonl"
    rows = [json.dumps({"id": f"t{n}", "prompt": "a", "response": "b" * n}) for n in range(60)]
    log.write_text("\n".join([*rows, "{not json"]) + "\n")
    with closing(create_state(root, now_utc=lambda: NOON, actor="a person")) as world:
        ingest(world, sources=[log])
    return root


@pytest.fixture
def root(original, tmp_path):
    return shutil.copytree(original, tmp_path / "copy")


@pytest.fixture
def world(root):
    with closing(open_world(root, now_utc=lambda: NOON, actor="a person")) as world:
        yield world


def append(world, kind="note"):
    with world.change() as change:
        return change.append(kind, {})


def content(root):
    """Every byte of the workspace but SQLite's own scratch."""
    return {
        path.relative_to(root): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


def test_a_whole_workspace_holds_and_is_not_anchored(world):
    result = verify(world)
    assert (result.internal, result.signatures, result.replay) == (True, True, True)
    assert not result.anchored
    assert (result.size, result.uncovered_count, result.problems) == (2, 0, ())
    assert len(result.excludes) == 2
    assert result.cannot_exclude[0].startswith("NOT ANCHORED")


def test_a_checkpoint_held_elsewhere_anchors_what_it_covers(world):
    held = current_checkpoint(world).encode()
    append(world)
    result = verify(world, checkpoint=held)
    assert result.anchored
    assert "the holder of the signing key included" in result.excludes[2]
    assert "first 2 entries" in result.excludes[2]
    assert "since entry 2" in result.cannot_exclude[0]
    assert not any("NOT ANCHORED" in sentence for sentence in result.cannot_exclude)


def test_the_newest_checkpoint_leaves_no_insider_but_the_one_who_lied_at_first(world):
    result = verify(world, checkpoint=current_checkpoint(world).encode())
    assert result.anchored
    assert not any("insider" in sentence for sentence in result.cannot_exclude)
    assert "untrue in the first place" in result.cannot_exclude[-1]


def test_the_workspaces_own_checkpoint_is_no_anchor_unless_it_is_handed_in(world):
    assert not verify(world).anchored


@pytest.mark.parametrize(
    "held", [b"", b"\xff\xfe", b"\x1b[2J\n\n\n", b"a\n1\nb\n\n\xe2\x80\x94 a b\n"]
)
def test_a_checkpoint_that_cannot_be_read_anchors_nothing_and_is_a_problem(world, held):
    result = verify(world, checkpoint=held)
    assert not result.anchored
    assert result.internal
    assert result.problems[0].startswith("the checkpoint given: ")
    assert all(problem.isprintable() for problem in result.problems)


def test_a_checkpoint_of_another_workspace_anchors_nothing(world, tmp_path):
    (tmp_path / "plimsoll.toml").write_text('name = "another"\n')
    with closing(create_state(tmp_path, now_utc=lambda: NOON)) as other:
        held = current_checkpoint(other).encode()
    result = verify(world, checkpoint=held)
    assert not result.anchored
    assert "has not signed it" in result.problems[0]


def test_the_current_checkpoint_opens_under_the_pinned_key(world):
    append(world)
    checkpoint = open_note(current_checkpoint(world).encode(), world.signer.verifier())
    assert checkpoint.size == 3


def test_there_is_no_current_checkpoint_before_the_first(world, root):
    with closing(Store.open(f"sqlite:///{root}/empty.sqlite")) as empty:
        without_any = replace(world, store=empty)
        with pytest.raises(LedgerError, match="no checkpoint yet"):
            current_checkpoint(without_any)


def test_verifying_writes_nothing(world, root):
    before = content(root)
    verify(world, checkpoint=current_checkpoint(world).encode())
    assert content(root) == before


def test_verifying_needs_no_private_key(world, root):
    (root / ".plimsoll" / "signing_key").unlink()
    assert verify(world).problems == ()


def test_verifying_does_not_wait_for_a_change_under_way(world):
    with world.change() as change:
        change.append("note", {})
        result = verify(world)
    assert (result.size, result.problems) == (2, ())


def test_a_change_that_comes_in_between_is_waited_out(world, monkeypatch):
    remembered = Signer.remembered
    arrivals = iter(range(3))

    def overtaken(signer):
        state = remembered(signer)
        if next(arrivals, None) == 0:  # after the first look at the memory, before the snapshot
            append(world)
        return state

    monkeypatch.setattr(Signer, "remembered", overtaken)
    result = verify(world)
    assert (result.size, result.problems) == (3, ())


def test_a_workspace_that_never_rests_is_a_problem_in_words(world, monkeypatch):
    sizes = count()

    def restless(_signer):
        return SignerState(announced_size=next(sizes))

    monkeypatch.setattr(Signer, "remembered", restless)
    result = verify(world)
    assert result.problems == ("The workspace is changing too fast to be looked at.",)
    verdicts = (result.internal, result.signatures, result.replay, result.anchored)
    assert verdicts == (False, False, False, False)


@pytest.mark.parametrize("name", ["verifier_key", "signer_state"])
@pytest.mark.parametrize("damage", ["missing", "empty", "nonsense", "a folder"])
def test_a_signers_file_that_is_missing_or_damaged_is_a_named_problem(world, root, name, damage):
    path = root / ".plimsoll" / name
    path.unlink()
    if damage == "a folder":
        path.mkdir()
    elif damage != "missing":
        path.write_bytes({"empty": b"", "nonsense": b"\xff\x1b[2J"}[damage])
    result = verify(world)
    assert result.internal
    assert result.replay
    assert not result.signatures
    assert result.problems


def test_another_pinned_key_than_the_first_entry_names_is_a_problem(world, root, tmp_path):
    (tmp_path / "plimsoll.toml").write_text('name = "another"\n')
    create_state(tmp_path, now_utc=lambda: NOON).close()
    shutil.copy(tmp_path / ".plimsoll" / "verifier_key", root / ".plimsoll" / "verifier_key")
    result = verify(world)
    assert not result.signatures
    assert result.problems[0].startswith("entry 0: it names another public key")


@pytest.mark.parametrize("folder", ["transcripts", "quarantine"])
@pytest.mark.parametrize("damage", ["missing", "empty", "nonsense", "a folder"])
def test_a_file_of_content_that_is_missing_or_damaged_names_its_entry(world, root, folder, damage):
    (path,) = (root / folder).iterdir()
    path.unlink()
    if damage == "a folder":
        path.mkdir()
    elif damage != "missing":
        path.write_bytes({"empty": b"", "nonsense": b"PAR1\xff" * 100}[damage])
    result = verify(world)
    assert (result.internal, result.signatures, result.replay) == (True, True, False)
    assert all(problem.startswith("entry 1: ") for problem in result.problems)


def outcome(root):
    """What a user would see: a verification, or an error in words."""
    try:
        with closing(open_world(root)) as world:
            return verify(world)
    except PlimsollError as error:
        return error


def test_a_database_with_any_page_destroyed_ends_in_words(root):
    path = root / "state.sqlite"
    with closing(open_world(root)) as world, world.store.writing() as unit:
        assert unit.entries_count() == 2
    whole = path.read_bytes()
    pages_count = len(whole) // 4096
    assert pages_count >= 10
    seen_count = 0
    for page in range(pages_count):
        damaged = bytearray(whole)
        damaged[page * 4096 : (page + 1) * 4096] = b"\xa5" * 4096
        path.write_bytes(damaged)
        for scratch in root.glob("state.sqlite-*"):
            scratch.unlink()
        result = outcome(root)
        if isinstance(result, Verification):
            holds = result.internal and result.signatures and result.replay
            assert holds == (not result.problems)
            seen_count += not holds
        else:
            assert result.fix
            seen_count += 1
    # A page of an index that no query of the verification reads may be destroyed unseen.
    assert seen_count >= pages_count // 2


def test_a_database_cut_off_anywhere_ends_in_words(root):
    path = root / "state.sqlite"
    whole = path.read_bytes()
    for length in range(1, len(whole), 4096 * 3 + 7):
        path.write_bytes(whole[:length])
        for scratch in root.glob("state.sqlite-*"):
            scratch.unlink()
        result = outcome(root)
        assert isinstance(result, PlimsollError) or result.problems


def test_a_signers_memory_from_another_moment_is_a_problem(world, root):
    (root / ".plimsoll" / "signer_state").write_bytes(SignerState().canonical())
    result = verify(world)
    assert not result.signatures
    assert "not what this workspace announced" in result.problems[0]
