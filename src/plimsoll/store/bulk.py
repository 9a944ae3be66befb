"""Many rows in one statement, past the layer that would look at each of them.

SQLAlchemy's own path takes most of the time of a large insert; here the driver gets the tuples
as they are. Table and column names come from the schema, values are always bound.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Column, Connection, Table

_MARKERS: Final = {"sqlite": "?", "postgresql": "%s"}


def add_many(connection: Connection, table: Table, *, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert ``rows``, whose values stand in the order of the table's columns."""
    if not rows:
        return
    names = ", ".join(column.name for column in table.columns)
    markers = _markers(connection, len(table.columns))
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({markers})"  # noqa: S608 - own names
    connection.exec_driver_sql(statement, list(rows))


def matching(
    connection: Connection, *, key: Column[str], value: Column[str], among: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Return ``key`` and ``value`` of the rows whose key is one of those in ``among``."""
    if not among:
        return iter(())
    statement = (
        f"SELECT {key.name}, {value.name} FROM {key.table} "  # noqa: S608 - names of our own
        f"WHERE {key.name} IN ({_markers(connection, len(among))})"
    )
    found = connection.exec_driver_sql(statement, tuple(among))
    return ((row[0], row[1]) for row in found)


def _markers(connection: Connection, count: int) -> str:
    return ", ".join([_MARKERS[connection.dialect.name]] * count)
