"""The database itself: opened, checked, and one transaction at a time.

Promise: a change is written whole or not at all, survives ``kill -9`` once acknowledged, and
writers stand in one line (``BEGIN IMMEDIATE`` in SQLite, an advisory lock in PostgreSQL). A
reader sees one moment throughout.

Not promised: survival of a disk that lies about having written (``synchronous=FULL`` asks it).

Source: SQLite, "Write-Ahead Logging" and "PRAGMA synchronous"; PostgreSQL 15 manual, 13.3.5.
Checked by: tests/store/test_store.py and tests/workflows/test_world.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Final, Self

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from plimsoll.errors import WorkspaceError
from plimsoll.store.entry_rows import EntryRows
from plimsoll.store.failure import failures_in_words
from plimsoll.store.intake_rows import IntakeRows
from plimsoll.store.record_rows import RecordRows
from plimsoll.store.schema import SCHEMA_VERSION, VERSIONS, make_tables

BUSY_WAIT_S: Final = 10
ADVISORY_LOCK: Final = 0x706C696D  # "plim": one writer for each PostgreSQL database


class Unit(EntryRows, IntakeRows, RecordRows):
    """One transaction: everything that can be read and added in it."""

    def has_tables(self) -> bool:
        """Tell whether the tables have been made."""
        return VERSIONS.name in inspect(self._connection).get_table_names()

    def make_tables(self) -> None:
        """Make every table, with the triggers that keep it append-only."""
        make_tables(self._connection)


class Store:
    """Where the state is kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str, *, must_exist: bool = False) -> Self:
        """Open the database at ``url`` and check that it is one of ours.

        Args:
            url: ``sqlite:///PATH`` or ``postgresql://...``.
            must_exist: Refuse to make a new database; without it the tables are made if absent.

        Raises:
            WorkspaceError: The database is absent, damaged, foreign or of another version.
        """
        address = _address(url)
        if must_exist and address.get_backend_name() == "sqlite":
            _demand_file(Path(address.database or ""))
        store = cls(_engine(address))
        try:
            with failures_in_words():
                store._check(must_exist=must_exist)
        except BaseException:
            store.close()
            raise
        return store

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """Open the only writing transaction: commit on clean exit, roll back on any error."""
        with failures_in_words(), self._engine.connect() as connection, connection.begin():
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA query_only = OFF")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            yield Unit(connection)

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """Open one consistent snapshot."""
        with failures_in_words(), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                if connection.dialect.name == "sqlite":
                    connection.exec_driver_sql("PRAGMA query_only = ON")
                    connection.exec_driver_sql("BEGIN")
                connection.execute(select(VERSIONS)).all()  # a snapshot begins at the first read
                yield Unit(connection)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def _check(self, *, must_exist: bool) -> None:
        with self._engine.connect() as connection:
            names = set(inspect(connection).get_table_names())
            if VERSIONS.name not in names:
                _demand_empty(names, must_exist=must_exist)
                self._make(connection)
            versions = connection.execute(select(VERSIONS.c.version)).scalars().all()
        if versions != [SCHEMA_VERSION]:
            raise WorkspaceError(
                f"The database has the schema versions {versions}; this Plimsoll reads "
                f"{SCHEMA_VERSION}.",
                why="Another version of Plimsoll made it, and to read it wrongly would be worse.",
                fix="Use the version of Plimsoll that made the workspace.",
            )

    def _make(self, connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")  # once; the file remembers
        connection.rollback()
        with self.writing() as unit:
            # Another process may have made them while this one waited for its turn.
            if not unit.has_tables():
                unit.make_tables()


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise _unusable(url) from error
    backend = address.get_backend_name()
    if backend == "postgres" or address.drivername == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if backend not in {"sqlite", "postgresql"} or (backend == "sqlite" and not address.database):
        raise _unusable(address.render_as_string(hide_password=True))
    return address


def _unusable(url: str) -> WorkspaceError:
    return WorkspaceError(
        f"{url!r} is not the address of a database that Plimsoll can use.",
        why="The state lies in SQLite or in PostgreSQL.",
        fix="Set database_url to sqlite:///FILE or postgresql://USER@HOST/NAME.",
    )


def _engine(address: URL) -> Engine:
    if address.get_backend_name() == "postgresql":
        return create_engine(address)
    # isolation_level None: the driver begins no transaction of its own.
    engine = create_engine(address, connect_args={"timeout": BUSY_WAIT_S, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: SqliteConnection, _record: object) -> None:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -65536")  # 64 MiB, in KiB when negative

    return engine


def _demand_file(path: Path) -> None:
    if not path.is_file():
        raise WorkspaceError(
            f"The database {path.name} is missing.",
            why="A new and empty one would be a ledger without its past.",
            fix="Restore the file, or make a new workspace with `plimsoll init`.",
        )


def _demand_empty(names: set[str], *, must_exist: bool) -> None:
    if names or must_exist:
        raise WorkspaceError(
            "The database does not belong to Plimsoll.",
            why="It lacks the table of schema versions"
            + (f" and holds others, such as {min(names)!r}." if names else "."),
            fix="Check database_url in plimsoll.toml; give Plimsoll a database of its own.",
        )
