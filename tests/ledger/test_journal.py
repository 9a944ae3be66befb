"""What an entry commits to, and what it refuses."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from plimsoll.errors import LedgerError, RecordError
from plimsoll.ledger import append_entry, parse_entry, tree
from plimsoll.ledger.journal import record_leaf
from plimsoll.store import StoredRecord

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RECORD = StoredRecord(
    kind="label", digest="", transcript_id="t1", risk_id="leak", scope="s", body=b'{"a":1}'
)


def write(store, *, kind="label", body=None, records=()):
    return append_entry(
        store, kind=kind, body=body or {}, records=records, actor="a person", now_utc=NOON
    )


def test_entries_are_numbered_from_zero_without_a_gap(new_store):
    store = new_store()
    assert [write(store).index for _ in range(5)] == [0, 1, 2, 3, 4]
    assert [index for index, _ in store.entries()] == [0, 1, 2, 3, 4]


def test_an_entry_is_read_back_as_it_was_written(new_store):
    store = new_store()
    entry = write(store, body={"rate": "0.05", "count": 3}, records=[RECORD])
    assert parse_entry(store.kept[0], index=0) == entry
    assert entry.at_utc == "2026-03-01T12:00:00Z"
    assert entry.records_count == 1


def test_the_tree_covers_the_entry(new_store):
    store = new_store()
    for _ in range(3):
        write(store)
    assert tree.root(store, size=3) != tree.root(store, size=2)
    assert store.node(0, 2) == tree.leaf_hash(store.kept[2])


@pytest.mark.parametrize("column", ["kind", "transcript_id", "risk_id", "scope", "body"])
def test_an_entry_commits_to_every_column_of_its_records(new_store, column):
    value = b"{}" if column == "body" else "another"
    changed = replace(RECORD, **{column: value})
    roots = {write(new_store(), records=[record]).records_root for record in (RECORD, changed)}
    assert len(roots) == 2


def test_no_text_moves_from_one_column_into_the_next():
    split = replace(RECORD, transcript_id="ab", risk_id="c")
    assert record_leaf(split) != record_leaf(replace(RECORD, transcript_id="a", risk_id="bc"))
    quoted = replace(RECORD, scope='s","transcript_id":"t1"}\n{')
    assert record_leaf(quoted).index(b"\n") > record_leaf(RECORD).index(b"\n")


def test_an_entry_commits_to_the_order_of_its_records(new_store):
    other = replace(RECORD, body=b"{}")
    forwards = write(new_store(), records=[RECORD, other])
    backwards = write(new_store(), records=[other, RECORD])
    assert forwards.records_root != backwards.records_root


def test_a_floating_point_number_has_no_place_in_an_entry(new_store):
    store = new_store()
    with pytest.raises(RecordError, match="floating-point"):
        write(store, body={"rate": 0.05})
    assert store.entries_count() == 0


def test_an_entry_that_is_too_long_is_refused_before_it_is_written(new_store):
    store = new_store()
    with pytest.raises(LedgerError, match="bytes long"):
        write(store, body={"text": "a" * 70_000})
    assert store.entries_count() == 0
    assert not store.subtrees


TAMPERED = {
    "a space at the end": lambda encoded: encoded + b" ",
    "another place": lambda encoded: encoded.replace(b'"index":0', b'"index":1'),
    "another version": lambda encoded: encoded.replace(b'"version":1', b'"version":2'),
    "a name twice": lambda encoded: encoded.replace(b'{"actor"', b'{"actor":"x","actor"'),
    "a field too many": lambda encoded: encoded.replace(b'"body":{}', b'"body":{},"more":1'),
    "cut off": lambda encoded: encoded[:-1],
    "not UTF-8": lambda encoded: b"\xff" + encoded,
    "nothing": lambda encoded: encoded[:0],
    "nested": lambda encoded: encoded.replace(b"{}", b'{"a":' + b"[" * 50_000),
}


@pytest.mark.parametrize("change", TAMPERED)
def test_bytes_that_are_not_the_canonical_entry_of_their_place_are_refused(new_store, change):
    store = new_store()
    write(store)
    tampered = TAMPERED[change](store.kept[0])
    assert tampered != store.kept[0]
    with pytest.raises(RecordError):
        parse_entry(tampered, index=0)
