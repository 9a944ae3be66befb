"""The store on SQLite, and on PostgreSQL where a server is given."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError

from plimsoll.errors import WorkspaceError
from plimsoll.records import Label, sha256_hex
from plimsoll.store import Batch, QuarantinedRow, Store, StoredRecord, TranscriptRow

TABLES = [
    "plimsoll_schema",
    "entries",
    "nodes",
    "checkpoints",
    "records",
    "batches",
    "transcripts",
    "quarantine",
]


def record(text, *, kind="label", **columns):
    body = text.encode()
    return StoredRecord(kind=kind, digest=sha256_hex(body), body=body, **columns)


def batch(entry_index=0, **fields):
    return Batch(
        **{
            "batch_id": "batch",
            "file_name": "batch.parquet",
            "file_sha256": "ab" * 32,
            "source_name": "log.jsonl",
            "source_sha256": "cd" * 32,
            "accepted_count": 1,
            "entry_index": entry_index,
            **fields,
        }
    )


def quarantined(offset_bytes, **fields):
    return QuarantinedRow(
        **{
            "source_sha256": "cd" * 32,
            "source_name": "log.jsonl",
            "offset_bytes": offset_bytes,
            "length_bytes": 3,
            "reason": "not JSON",
            "raw_sha256": "ef" * 32,
            "file_name": "batch.rows",
            "file_start_bytes": 0,
            "entry_index": 0,
            **fields,
        }
    )


@pytest.fixture
def filled(store):
    with store.writing() as unit:
        unit.add_entry(index=0, encoded=b"first")
        unit.add_node(level=0, position=0, node_hash=bytes(32))
        unit.add_checkpoint(size=1, note="note")
        unit.add_records(entry_index=0, kind="label", rows=[record("{}")])
        unit.add_batch(batch())
        unit.add_transcripts(batch_id="batch", rows=[TranscriptRow("t1", "ab" * 32, 0)])
        unit.quarantine([quarantined(0)])
    return store


def test_what_was_written_is_read_back(filled):
    with filled.reading() as unit:
        assert list(unit.entries()) == [(0, b"first")]
        assert unit.entry(0) == b"first"
        assert unit.entry(1) is None
        assert unit.node(0, 0) == bytes(32)
        assert unit.node(0, 1) is None
        assert list(unit.nodes()) == [(0, 0, bytes(32))]
        assert unit.checkpoints() == [(1, "note")]
        assert unit.latest_checkpoint() == (1, "note")
        assert list(unit.records(kind="label")) == [record("{}")]
        assert unit.batches() == [batch()]
        assert list(unit.transcripts_of("batch")) == [TranscriptRow("t1", "ab" * 32, 0)]
        assert unit.transcripts_count() == 1
        assert unit.quarantined() == [quarantined(0)]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_the_database_itself_refuses_to_change_or_remove_a_row(filled, table, verb):
    column = {"plimsoll_schema": "version", "checkpoints": "size", "transcripts": "row_index"}
    statement = verb.format(table, column.get(table, "entry_index"))
    with pytest.raises(IntegrityError, match=f"{table} is append-only"), filled.writing() as unit:
        unit._connection.exec_driver_sql(statement)


def test_an_error_leaves_nothing_behind(store):
    def fail():
        with store.writing() as unit:
            unit.add_entry(index=0, encoded=b"first")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with store.reading() as unit:
        assert unit.entries_count() == 0


def test_rows_may_come_before_the_entry_that_tells_of_them(store):
    with store.writing() as unit:
        unit.add_transcripts(batch_id="batch", rows=[TranscriptRow("t1", "ab" * 32, 0)])
        unit.add_batch(batch())
        unit.add_entry(index=0, encoded=b"first")
    with store.reading() as unit:
        assert unit.transcripts_count() == 1


def test_rows_without_an_entry_are_refused_at_the_end(store):
    with pytest.raises(IntegrityError), store.writing() as unit:
        unit.add_records(entry_index=0, kind="label", rows=[record("{}")])
    with pytest.raises(IntegrityError), store.writing() as unit:
        unit.add_transcripts(batch_id="batch", rows=[TranscriptRow("t1", "ab" * 32, 0)])
    with store.reading() as unit:
        assert unit.transcripts_count() == 0


def test_a_reader_sees_one_moment(filled):
    with filled.reading() as unit:
        assert unit.entries_count() == 1
        with filled.writing() as writer:
            writer.add_entry(index=1, encoded=b"second")
        assert unit.entries_count() == 1
    with filled.reading() as unit:
        assert unit.entries_count() == 2


def test_a_snapshot_cannot_be_written_to(filled):
    with pytest.raises(WorkspaceError, match="cannot be written"), filled.reading() as unit:
        unit.add_entry(index=1, encoded=b"second")
    with filled.writing() as unit:
        assert unit.entries_count() == 1
        unit.add_entry(index=1, encoded=b"second")


def test_writers_stand_in_one_line(store):
    def append(_):
        with store.writing() as unit:
            unit.add_entry(index=unit.entries_count(), encoded=b"entry")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, range(20)))
    with store.reading() as unit:
        assert [index for index, _ in unit.entries()] == list(range(20))


def test_a_label_is_stored_as_its_canonical_bytes():
    label = Label(
        transcript_id="t1",
        risk_id="leak",
        reviewer="r1",
        verdict="clean",
        rubric_version="1",
        rubric_sha256="ab" * 32,
    )
    stored = StoredRecord.of(label, kind="label", transcript_id="t1", risk_id="leak", scope="s")
    assert stored.digest == label.digest()
    assert Label.parse(stored.body) == label
    assert (stored.transcript_id, stored.risk_id, stored.scope) == ("t1", "leak", "s")


def test_records_come_in_ledger_order_and_by_what_is_asked(store):
    with store.writing() as unit:
        for index in range(2):
            unit.add_entry(index=index, encoded=b"entry")
        unit.add_records(entry_index=1, kind="label", rows=[record("d", risk_id="b", scope="s")])
        unit.add_records(entry_index=0, kind="label", rows=[record("a", risk_id="a")])
        unit.add_records(entry_index=0, kind="draw", rows=[record("b", kind="draw")])
        unit.add_records(entry_index=0, kind="label", rows=[record("c", risk_id="b")])
    with store.reading() as unit:

        def bodies(**asked):
            return [found.body.decode() for found in unit.records(**asked)]

        assert bodies(kind="label") == ["a", "c", "d"]
        assert bodies(kind="label", risk_id="b") == ["c", "d"]
        assert bodies(kind="label", risk_id="") == []
        assert bodies(kind="label", scope="s") == ["d"]
        assert bodies(kind="label", entry_index=0) == ["a", "c"]
        assert bodies(kind="claim") == []
        assert unit.latest(kind="label").body == b"d"
        assert unit.latest(kind="label", risk_id="a").body == b"a"
        assert unit.latest(kind="claim") is None
        assert [(index, found.body.decode()) for index, found in unit.records_of_all_entries()] == [
            (0, "a"),
            (0, "b"),
            (0, "c"),
            (1, "d"),
        ]


def test_hostile_text_is_kept_and_found_as_it_is(store):
    hostile = "'; DROP TABLE records; -- \u202e\x1b[2J \U0001f480"
    with store.writing() as unit:
        unit.add_entry(index=0, encoded=b"entry")
        unit.add_records(
            entry_index=0, kind=hostile, rows=[record("x", kind=hostile, risk_id=hostile)]
        )
    with store.reading() as unit:
        assert [found.risk_id for found in unit.records(kind=hostile, risk_id=hostile)] == [hostile]


def test_quarantine_counts_each_row_of_a_source_once(store):
    with store.writing() as unit:
        unit.add_entry(index=0, encoded=b"entry")
        assert unit.quarantine([quarantined(0), quarantined(7), quarantined(0)]) == 2
        assert unit.quarantine([quarantined(7), quarantined(9)]) == 1
        assert unit.quarantine([quarantined(0, source_sha256="00" * 32)]) == 1
        assert unit.quarantine([]) == 0
    with store.reading() as unit:
        assert len(unit.quarantined()) == 4


def test_a_second_opening_finds_the_first_ones_rows(filled, url):
    again = Store.open(url, must_exist=True)
    with again.reading() as unit:
        assert unit.entries_count() == 1
    again.close()


def test_many_openings_at_once_make_the_tables_once(url):
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: Store.open(url), range(4)))
    with stores[0].reading() as unit:
        assert unit.entries_count() == 0
    for store in stores:
        store.close()


def test_another_schema_version_is_refused_in_words(filled, url):
    with filled.writing() as unit:
        unit._connection.exec_driver_sql("INSERT INTO plimsoll_schema (version) VALUES (99)")
    with pytest.raises(WorkspaceError, match="schema versions"):
        Store.open(url)


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///", "postgres", "sqlite"]
)
def test_an_address_that_is_no_database_is_refused(url):
    with pytest.raises(WorkspaceError, match="not the address"):
        Store.open(url)


def test_an_address_that_is_refused_does_not_show_its_password():
    with pytest.raises(WorkspaceError) as caught:
        Store.open("mysql://somebody:secret@host/name")
    assert "secret" not in str(caught.value)


def test_a_server_that_is_out_of_reach_is_a_clear_error():
    pytest.importorskip("psycopg")
    with pytest.raises(WorkspaceError, match="cannot be opened"):
        Store.open("postgresql://nobody@127.0.0.1:9/none?connect_timeout=1")


def test_a_missing_file_is_not_made_up(tmp_path):
    with pytest.raises(WorkspaceError, match=r"state\.sqlite is missing"):
        Store.open(f"sqlite:///{tmp_path}/state.sqlite", must_exist=True)
    assert not list(tmp_path.iterdir())


def test_an_empty_file_is_not_taken_for_a_ledger(tmp_path):
    (tmp_path / "state.sqlite").touch()
    with pytest.raises(WorkspaceError, match="does not belong"):
        Store.open(f"sqlite:///{tmp_path}/state.sqlite", must_exist=True)


def test_a_folder_or_a_missing_folder_is_a_clear_error(tmp_path):
    for path in (tmp_path, tmp_path / "absent" / "state.sqlite"):
        with pytest.raises(WorkspaceError, match="cannot be opened"):
            Store.open(f"sqlite:///{path}")


def test_a_file_that_is_no_database_is_a_clear_error_and_stays_as_it_is(tmp_path):
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"not a database at all" * 500)
    with pytest.raises(WorkspaceError, match="damaged, or is not a database"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == b"not a database at all" * 500


def test_a_database_of_something_else_is_refused_and_stays_as_it_is(tmp_path):
    path = tmp_path / "state.sqlite"
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE songs (title TEXT)")
    foreign.close()
    before = path.read_bytes()
    with pytest.raises(WorkspaceError, match="'songs'"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == before


@pytest.fixture
def sqlite_store(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/state.sqlite")
    yield store
    store.close()


def test_sqlite_is_set_to_survive_a_crash(sqlite_store):
    with sqlite_store.reading() as unit:

        def pragma(name):
            return unit._connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()

        assert pragma("journal_mode") == "wal"
        assert pragma("synchronous") == 2
        assert pragma("foreign_keys") == 1
        assert pragma("busy_timeout") > 0


def test_every_table_of_sqlite_is_strict(sqlite_store):
    with sqlite_store.reading() as unit:
        rows = unit._connection.exec_driver_sql("PRAGMA table_list").all()
    assert {row[1] for row in rows if row[5]} == set(TABLES)


def test_a_full_disk_is_a_clear_error_and_leaves_nothing(sqlite_store):
    def write():
        with sqlite_store.writing() as unit:
            unit._connection.exec_driver_sql("PRAGMA max_page_count = 60")
            for index in range(100):
                unit.add_entry(index=index, encoded=bytes(50_000))

    with pytest.raises(WorkspaceError, match="disk that holds the database is full"):
        write()
    with sqlite_store.writing() as unit:
        assert unit.entries_count() == 0
        unit.add_entry(index=0, encoded=b"small")


def test_a_writing_transaction_takes_its_turn_before_it_reads(sqlite_store, tmp_path):
    stranger = sqlite3.connect(tmp_path / "state.sqlite", isolation_level=None, timeout=0)
    with sqlite_store.writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
        stranger.execute("BEGIN IMMEDIATE")
    stranger.execute("BEGIN IMMEDIATE")
    stranger.close()


def test_a_database_locked_by_a_stranger_is_a_clear_error(sqlite_store, tmp_path, monkeypatch):
    stranger = sqlite3.connect(tmp_path / "state.sqlite", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")

    def write():
        with sqlite_store.reading() as unit:  # the pooled connection, made impatient
            unit._connection.exec_driver_sql("PRAGMA busy_timeout = 1")
        with sqlite_store.writing():
            pass

    with pytest.raises(WorkspaceError, match="locked by another process"):
        write()
    stranger.close()


def test_a_damaged_page_is_a_clear_error(tmp_path):
    url = f"sqlite:///{tmp_path}/state.sqlite"
    store = Store.open(url)
    with store.writing() as unit:
        for index in range(200):
            unit.add_entry(index=index, encoded=os.urandom(2000))
    store.close()
    path = tmp_path / "state.sqlite"
    content = bytearray(path.read_bytes())
    content[40 * 4096 : 80 * 4096] = b"\xff" * (40 * 4096)
    path.write_bytes(content)

    def read():
        damaged = Store.open(url, must_exist=True)
        with damaged.reading() as unit:
            list(unit.entries())

    with pytest.raises(WorkspaceError, match="damaged"):
        read()
