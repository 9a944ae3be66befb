"""What the ledger needs of the store: entries, tree nodes and checkpoints, in order."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, insert, select

from plimsoll.store.schema import CHECKPOINTS, ENTRIES, NODES

ROWS_AT_ONCE = 1000


class EntryRows:
    """Fulfils ``ledger.EntryStore`` by its shape."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries_count(self) -> int:
        """Return how many entries the ledger has."""
        return self._connection.execute(select(func.count()).select_from(ENTRIES)).scalar_one()

    def add_entry(self, *, index: int, encoded: bytes) -> None:
        """Append the canonical bytes of one entry."""
        self._connection.execute(insert(ENTRIES).values(entry_index=index, encoded=encoded))

    def entry(self, index: int) -> bytes | None:
        """Return the bytes of one entry, or ``None`` when there is no such entry."""
        statement = select(ENTRIES.c.encoded).where(ENTRIES.c.entry_index == index)
        return self._connection.execute(statement).scalar_one_or_none()

    def entries(self, start: int = 0) -> Iterator[tuple[int, bytes]]:
        """Yield the index and the bytes of every entry from ``start`` on, in order."""
        statement = (
            select(ENTRIES.c.entry_index, ENTRIES.c.encoded)
            .where(ENTRIES.c.entry_index >= start)
            .order_by(ENTRIES.c.entry_index)
        )
        for row in self._connection.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)):
            yield row.entry_index, row.encoded

    def add_node(self, *, level: int, position: int, node_hash: bytes) -> None:
        """Keep the hash of one complete subtree of ``2**level`` entries."""
        self._connection.execute(
            insert(NODES).values(
                entry_index=_completing(level, position), level=level, node_hash=node_hash
            )
        )

    def node(self, level: int, position: int) -> bytes | None:
        """Return the hash of one complete subtree, or ``None`` when it is not kept."""
        statement = select(NODES.c.node_hash).where(
            NODES.c.entry_index == _completing(level, position), NODES.c.level == level
        )
        return self._connection.execute(statement).scalar_one_or_none()

    def nodes(self) -> Iterator[tuple[int, int, bytes]]:
        """Yield (entry that completed it, level, hash) of every subtree, in order of making."""
        statement = select(NODES).order_by(NODES.c.entry_index, NODES.c.level)
        for row in self._connection.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)):
            yield row.entry_index, row.level, row.node_hash

    def add_checkpoint(self, *, size: int, note: str) -> None:
        """Keep one signed checkpoint."""
        self._connection.execute(insert(CHECKPOINTS).values(size=size, note=note))

    def checkpoints(self) -> list[tuple[int, str]]:
        """Return the size and the signed note of every checkpoint, smallest first."""
        statement = select(CHECKPOINTS).order_by(CHECKPOINTS.c.size)
        return [(row.size, row.note) for row in self._connection.execute(statement)]

    def latest_checkpoint(self) -> tuple[int, str] | None:
        """Return the checkpoint of the largest size, or ``None`` before the first."""
        statement = select(CHECKPOINTS).order_by(CHECKPOINTS.c.size.desc()).limit(1)
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else (row.size, row.note)


def _completing(level: int, position: int) -> int:
    """Return the index of the entry that completes a subtree."""
    return ((position + 1) << level) - 1
