"""The tables: append-only, the same in SQLite and in PostgreSQL.

Promise: an UPDATE or DELETE on any table below is refused by the database itself.

Not promised: protection from whoever owns the database; an owner can drop a trigger. Against
that stand the ledger's hashes, its signatures, and a checkpoint held elsewhere.

Source: SQLite, "CREATE TRIGGER" and "STRICT Tables"; PostgreSQL 15 manual, chapter 39.
Checked by: tests/store/test_store.py.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    insert,
)

SCHEMA_VERSION: Final = 1

METADATA: Final = MetaData()
# A STRICT table of SQLite knows INTEGER (64 bits) only.
_WHOLE: Final = BigInteger().with_variant(Integer(), "sqlite")


def _text(name: str, *, primary_key: bool = False) -> Column[str]:
    return Column(name, Text, nullable=False, primary_key=primary_key)


def _whole(name: str, *, primary_key: bool = False) -> Column[int]:
    return Column(name, _WHOLE, nullable=False, primary_key=primary_key, autoincrement=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _entry_index(*, primary_key: bool = False) -> Column[int]:
    # Deferred: within one transaction rows may be written before the entry that tells of them.
    entry = ForeignKey("entries.entry_index", deferrable=True, initially="DEFERRED")
    return Column("entry_index", _WHOLE, entry, nullable=False, primary_key=primary_key)


def _table(name: str, *columns: "Column[str] | Column[int] | Column[bytes]") -> Table:
    return Table(name, METADATA, *columns, sqlite_strict=True)


VERSIONS: Final = _table("plimsoll_schema", _whole("version", primary_key=True))

ENTRIES: Final = _table("entries", _whole("entry_index", primary_key=True), _bytes("encoded"))

# Every complete subtree, under the entry that completed it.
NODES: Final = _table(
    "nodes", _entry_index(primary_key=True), _whole("level", primary_key=True), _bytes("node_hash")
)

CHECKPOINTS: Final = _table("checkpoints", _whole("size", primary_key=True), _text("note"))

RECORDS: Final = _table(
    "records",
    _entry_index(primary_key=True),
    _whole("position", primary_key=True),
    _text("kind"),
    _text("digest"),
    _text("transcript_id"),
    _text("risk_id"),
    _text("scope"),
    _bytes("body"),
)
Index("records_by_kind", RECORDS.c.kind, RECORDS.c.risk_id, RECORDS.c.scope)

BATCHES: Final = _table(
    "batches",
    _text("batch_id", primary_key=True),
    _text("file_name"),
    _text("file_sha256"),
    _text("source_name"),
    _text("source_sha256"),
    _whole("accepted_count"),
    _entry_index(),
)

TRANSCRIPTS: Final = _table(
    "transcripts",
    _text("transcript_id", primary_key=True),
    _text("digest"),
    Column(
        "batch_id",
        Text,
        ForeignKey("batches.batch_id", deferrable=True, initially="DEFERRED"),
        nullable=False,
    ),
    _whole("row_index"),
)
Index("transcripts_by_row", TRANSCRIPTS.c.batch_id, TRANSCRIPTS.c.row_index, unique=True)

QUARANTINE: Final = _table(
    "quarantine",
    _text("source_sha256", primary_key=True),
    _whole("offset_bytes", primary_key=True),
    _text("source_name"),
    _whole("length_bytes"),
    _text("reason"),
    _text("raw_sha256"),
    _text("file_name"),
    _whole("file_start_bytes"),
    _entry_index(),
)


def make_tables(connection: Connection) -> None:
    """Make every table and its trigger, and note the version of the schema."""
    METADATA.create_all(connection)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION plimsoll_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE integrity_constraint_violation USING MESSAGE = "
            "TG_TABLE_NAME || ' is append-only'; END $$"
        )
    for table in METADATA.sorted_tables:
        for statement in _triggers(table.name, dialect=connection.dialect.name):
            connection.exec_driver_sql(statement)
    connection.execute(insert(VERSIONS).values(version=SCHEMA_VERSION))


def _triggers(table_name: str, *, dialect: str) -> list[str]:
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER {table_name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {table_name} FOR EACH STATEMENT EXECUTE FUNCTION plimsoll_refuse()"
        ]
    return [
        f"CREATE TRIGGER {table_name}_no_{verb.lower()} BEFORE {verb} ON {table_name} "
        f"BEGIN SELECT RAISE(ABORT, '{table_name} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]
