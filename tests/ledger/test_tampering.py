"""A campaign: every way to change the past that we know, tried on a real workspace.

Two kinds of attackers are told apart. Whoever writes to the database and the folders of content,
but not to ``.plimsoll``, is seen locally, every time. Whoever also puts the signer's memory back,
or holds its key, is not seen locally, every time, and is seen against a checkpoint held elsewhere,
every time.
"""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from plimsoll.ledger import SignerState, append_entry, parse_entry, tree
from plimsoll.ledger.tree import RunningTree
from plimsoll.records import sha256_hex
from plimsoll.store import StoredRecord
from plimsoll.workflows.ingest import ingest
from plimsoll.workflows.verify import current_checkpoint, verify
from plimsoll.workflows.world import create_state, open_world

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENTRIES = 8  # genesis, one ingest, six labels
TRANSCRIPTS = 4
QUARANTINED = 2
pytestmark = pytest.mark.slow


def label(number, verdict="clean"):
    body = json.dumps({"transcript_id": f"t{number}", "verdict": verdict}).encode()
    return StoredRecord(
        kind="label", digest=sha256_hex(body), transcript_id=f"t{number}", risk_id="r", body=body
    )


def write_history(world, verdict="clean"):
    for number in range(ENTRIES - 2):
        with world.change() as change:
            change.append("label", {"number": number}, [label(number, verdict), label(7, verdict)])


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    root = tmp_path_factory.mktemp("original")
    (root / "plimsoll.toml").write_text('name = "a workspace"\n')
    rows = [
        json.dumps({"id": f"t{number}", "prompt": "a", "response": f"b{number}"})
        for number in range(TRANSCRIPTS)
    ]
    log = root / "log.jsonl"
    log.write_text("\n".join([*rows, "{not json", "[[["]) + "\n")
    with closing(create_state(root, now_utc=lambda: NOON, actor="a person")) as world:
        ingest(world, sources=[log])
        write_history(world)
    return root


@pytest.fixture(scope="module")
def held(original):
    """The checkpoint that somebody else keeps."""
    with closing(open_world(original)) as world:
        return current_checkpoint(world).encode()


@pytest.fixture
def root(original, tmp_path):
    return shutil.copytree(original, tmp_path / "copy")


class Tamperer:
    """Somebody with a database client, who drops the triggers first."""

    def __init__(self, root):
        self.root = root
        self.connection = sqlite3.connect(root / "state.sqlite", isolation_level=None)
        for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            self.run(f"DROP TRIGGER {name}")

    def run(self, statement, *values):
        assert self.connection.execute(statement, values).rowcount != 0, statement

    def rows(self, statement, *values):
        return self.connection.execute(statement, values).fetchall()

    def rebuild_tree(self):
        """Make every stored hash follow from the entries as they are now."""
        self.connection.execute("DELETE FROM nodes")
        running = RunningTree()
        for index, encoded in self.rows("SELECT * FROM entries ORDER BY entry_index"):
            for level, node_hash in running.add(encoded):
                self.run("INSERT INTO nodes VALUES (?, ?, ?)", index, level, node_hash)

    def cut_tail(self, size):
        for table in ("entries", "nodes", "records"):
            self.connection.execute(f"DELETE FROM {table} WHERE entry_index >= {size}")
        self.run(f"DELETE FROM checkpoints WHERE size > {size}")

    def flip(self, path, place):
        content = bytearray(path.read_bytes())
        content[place] ^= 1
        path.write_bytes(content)


def edit_entry(tamperer, index):
    ((encoded,),) = tamperer.rows("SELECT encoded FROM entries WHERE entry_index = ?", index)
    changed = encoded.replace(b'"actor":"a person"', b'"actor":"nobody"')
    tamperer.run("UPDATE entries SET encoded = ? WHERE entry_index = ?", changed, index)


def edit_entry_and_tree(tamperer, index):
    edit_entry(tamperer, index)
    tamperer.rebuild_tree()


def delete_entry(tamperer, index):
    tamperer.run("DELETE FROM entries WHERE entry_index = ?", index)


def delete_entry_and_renumber(tamperer, index):
    delete_entry(tamperer, index)
    for later in range(index + 1, ENTRIES):
        tamperer.run("UPDATE entries SET entry_index = ? WHERE entry_index = ?", later - 1, later)
    tamperer.rebuild_tree()


def swap_entries(tamperer, index):
    other = (index + 1) % ENTRIES
    tamperer.run("UPDATE entries SET entry_index = 99 WHERE entry_index = ?", index)
    tamperer.run("UPDATE entries SET entry_index = ? WHERE entry_index = ?", index, other)
    tamperer.run("UPDATE entries SET entry_index = ? WHERE entry_index = 99", other)


def cut_tail(tamperer, index):
    tamperer.cut_tail(index)


def forge_checkpoint(tamperer, index):
    rows = tamperer.rows("SELECT size, note FROM checkpoints WHERE size = ?", index + 1)
    for size, note in rows:
        forged = note[:-20] + ("A" if note[-20] != "A" else "B") + note[-19:]
        tamperer.run("UPDATE checkpoints SET note = ? WHERE size = ?", forged, size)


def swap_checkpoints(tamperer, index):
    other = index + 2 if index + 2 <= ENTRIES else 1
    ((note,),) = tamperer.rows("SELECT note FROM checkpoints WHERE size = ?", other)
    tamperer.run("UPDATE checkpoints SET note = ? WHERE size = ?", note, index + 1)


def delete_node(tamperer, index):
    tamperer.run("DELETE FROM nodes WHERE entry_index = ?", index)


def edit_node(tamperer, index):
    tamperer.run("UPDATE nodes SET node_hash = zeroblob(32) WHERE entry_index = ?", index)


TO_AN_ENTRY = [
    edit_entry,
    edit_entry_and_tree,
    delete_entry,
    delete_entry_and_renumber,
    swap_entries,
    cut_tail,
    forge_checkpoint,
    swap_checkpoints,
    delete_node,
    edit_node,
]

TO_A_LABEL = {
    "edit the body": "UPDATE records SET body = X'7B7D' WHERE {0}",
    "edit body and digest": "UPDATE records SET body = X'7B7D', digest = '"
    + sha256_hex(b"{}")
    + "' WHERE {0}",
    "edit the digest": "UPDATE records SET digest = 'ab' WHERE {0}",
    "edit the kind": "UPDATE records SET kind = 'claim' WHERE {0}",
    "edit the scope": "UPDATE records SET scope = 'another' WHERE {0}",
    "edit the risk": "UPDATE records SET risk_id = 'another' WHERE {0}",
    "edit the transcript": "UPDATE records SET transcript_id = 'another' WHERE {0}",
    "delete": "DELETE FROM records WHERE {0}",
    "move to the end": "UPDATE records SET position = position + 2 WHERE {0}",
    "move to the next entry": "UPDATE records SET entry_index = entry_index + 1, position = 9 "
    "WHERE {0}",
    "repeat": "INSERT INTO records SELECT entry_index, position + 5, kind, digest, transcript_id, "
    "risk_id, scope, body FROM records WHERE {0}",
}

TO_WHAT_WAS_TAKEN_IN = {
    "edit a digest": "UPDATE transcripts SET digest = 'ab' || substr(digest, 3) WHERE row_index=1",
    "edit a digest to nonsense": "UPDATE transcripts SET digest = 'zz' WHERE row_index=1",
    "edit an id": "UPDATE transcripts SET transcript_id = 'another' WHERE row_index = 1",
    "swap the order": "UPDATE transcripts SET row_index = 50 WHERE row_index = 0",
    "delete a transcript": "DELETE FROM transcripts WHERE row_index = 1",
    "add a transcript": "INSERT INTO transcripts SELECT 'new', digest, batch_id, 70 "
    "FROM transcripts WHERE row_index = 1",
    "add a transcript of no batch": "INSERT INTO transcripts VALUES ('new', 'ab', 'none', 0)",
    "move a transcript": "UPDATE transcripts SET batch_id = 'none' WHERE row_index = 1",
    "delete the batch": "DELETE FROM batches",
    "edit the batch's count": "UPDATE batches SET accepted_count = 99",
    "edit the batch's source": "UPDATE batches SET source_name = 'another'",
    "edit the batch's file": "UPDATE batches SET file_sha256 = 'ab'",
    "lead the batch out of its folder": "UPDATE batches SET file_name = '../../secret'",
    "hide the batch's file": "UPDATE batches SET file_name = '', file_sha256 = ''",
    "move the batch": "UPDATE batches SET entry_index = 3",
    "add a batch": "INSERT INTO batches SELECT 'b', file_name, file_sha256, source_name, "
    "source_sha256, accepted_count, entry_index FROM batches",
    "delete a quarantined row": "DELETE FROM quarantine WHERE offset_bytes = "
    "(SELECT max(offset_bytes) FROM quarantine)",
    "edit a quarantined digest": "UPDATE quarantine SET raw_sha256 = 'ab'",
    "move a quarantined row": "UPDATE quarantine SET entry_index = 2",
    "lead quarantine out of its folder": "UPDATE quarantine SET file_name = '/etc/hosts'",
    "add a quarantined row": "INSERT INTO quarantine SELECT source_sha256, 9999, source_name, "
    "length_bytes, reason, raw_sha256, file_name, file_start_bytes, entry_index FROM quarantine "
    "LIMIT 1",
}


def append_without_key(tamperer, body):
    """Append well-formed entries with a well-formed tree, but without the key."""
    with closing(open_world(tamperer.root)) as world, world.store.writing() as unit:
        append_entry(unit, kind="label", body=body, records=[], actor="a person", now_utc=NOON)


def result_of(root, checkpoint=None):
    with closing(open_world(root)) as world:
        return verify(world, checkpoint=checkpoint)


def is_seen(result):
    seen = not (result.internal and result.signatures and result.replay)
    assert seen == bool(result.problems), result
    assert all(problem.isprintable() for problem in result.problems)
    return seen


def test_the_workspace_as_it_was_written_holds_in_every_respect(root, held):
    result = result_of(root, held)
    assert not is_seen(result)
    assert result.anchored
    assert (result.size, result.uncovered_count) == (ENTRIES, 0)
    with closing(open_world(root)) as world, world.look() as unit:
        assert unit.transcripts_count() == TRANSCRIPTS
        assert len(unit.quarantined()) == QUARANTINED


def attempts_on_entries():
    for tamper in TO_AN_ENTRY:
        for index in range(tamper is cut_tail, ENTRIES):
            yield f"{tamper.__name__} {index}", lambda who, t=tamper, i=index: t(who, i)


def attempts_on_rows():
    statements = dict(TO_WHAT_WAS_TAKEN_IN)
    for name, statement in TO_A_LABEL.items():
        for entry_index in range(2, ENTRIES - 1):
            where = f"entry_index = {entry_index} AND position = 0"
            statements[f"{name} {entry_index}"] = statement.format(where)
    for name, statement in statements.items():
        yield name, lambda who, sql=statement: who.run(sql)


def attempts_on_files():
    for folder in ("transcripts", "quarantine"):
        yield f"delete {folder}", lambda who, f=folder: only_file(who, f).unlink()
        for place in (0, 1, -1):
            yield (
                f"flip {folder} {place}",
                lambda who, f=folder, p=place: who.flip(only_file(who, f), p),
            )


def only_file(tamperer, folder):
    (path,) = (tamperer.root / folder).iterdir()
    return path


def attempts_at_appending():
    for number in range(4):
        yield f"append {number}", lambda who, n=number: append_without_key(who, {"number": n})


def local_attempts():
    yield from attempts_on_entries()
    yield from attempts_on_rows()
    yield from attempts_on_files()
    yield from attempts_at_appending()


def test_whoever_cannot_write_to_the_signers_folder_is_seen_every_time(original, tmp_path, held):
    tried, unseen, anchored_though_rewritten = 0, [], []
    for name, tamper in local_attempts():
        root = shutil.copytree(original, tmp_path / "attempt")
        tamperer = Tamperer(root)
        tamper(tamperer)
        tamperer.connection.close()
        tried += 1
        if not is_seen(result_of(root)):
            unseen.append(name)
        if name.startswith(("edit_entry", "delete_entry", "swap_entries", "cut_tail")):
            anchored_though_rewritten += [name] * result_of(root, held).anchored
        shutil.rmtree(root)
    assert unseen == []
    assert anchored_though_rewritten == []
    assert tried == 10 * ENTRIES - 1 + 11 * (ENTRIES - 3) + 21 + 4 + 8


@pytest.mark.parametrize("size", range(1, ENTRIES))
def test_a_tail_cut_with_its_checkpoints_and_the_signers_memory_is_seen_only_from_elsewhere(
    root, held, size
):
    tamperer = Tamperer(root)
    tamperer.cut_tail(size)
    if size == 1:  # the batch goes with its entry
        for table in ("transcripts", "batches", "quarantine"):
            tamperer.run(f"DELETE FROM {table}")
    tamperer.connection.close()
    put_memory_back(root, size)

    assert not is_seen(result_of(root))
    result = result_of(root, held)
    assert not result.anchored
    assert f"covers {ENTRIES} entries, the ledger has {size}" in " ".join(result.problems)


def put_memory_back(root, size):
    with closing(open_world(root)) as world, world.look() as unit:
        head = tree.root(unit, size=size).hex()
    state = SignerState(
        signed_size=size, signed_root=head, announced_size=size, announced_root=head
    )
    (root / ".plimsoll" / "signer_state").write_bytes(state.canonical())


@pytest.mark.parametrize("rewritten_from", range(2, ENTRIES))
def test_an_insider_with_the_key_is_seen_only_from_elsewhere(root, held, rewritten_from):
    tamperer = Tamperer(root)
    tamperer.cut_tail(rewritten_from)
    tamperer.connection.close()
    put_memory_back(root, rewritten_from)
    with closing(open_world(root, now_utc=lambda: NOON, actor="a person")) as world:
        for number in range(rewritten_from - 2, ENTRIES - 2):
            with world.change() as change:
                change.append("label", {"number": number}, [label(number, "violation")])

    result = result_of(root)
    assert not is_seen(result)
    assert result.size == ENTRIES
    assert not result.anchored
    assert "NOT ANCHORED" in " ".join(result.cannot_exclude)
    assert "holds the signing key" in " ".join(result.cannot_exclude)

    against = result_of(root, held)
    assert not against.anchored
    assert "not those it was signed for" in " ".join(against.problems)


def test_a_forged_append_is_never_covered_by_a_later_signature(root):
    append_without_key(Tamperer(root), {"number": 1})
    with closing(open_world(root)) as world:
        result = verify(world)
        assert result.uncovered_count == 1
        assert not result.signatures
        assert f"entries {ENTRIES} to {ENTRIES}" in result.problems[0]
        with world.look() as unit:
            assert parse_entry(unit.entry(ENTRIES), index=ENTRIES).actor == "a person"
