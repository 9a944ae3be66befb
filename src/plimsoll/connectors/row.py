"""One row of a source, as bytes: whole, or piece by piece when it is too long to hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from plimsoll.intake.refusal import RowError


@dataclass(frozen=True, slots=True)
class Row:
    """A row.

    Attributes:
        offset_bytes: Where it begins in the decompressed source; in Parquet, its number.
        encoded: Its bytes, without the line end.
    """

    offset_bytes: int
    encoded: bytes


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A row that is quarantined unread.

    Attributes:
        offset_bytes: Where it begins in the decompressed source.
        pieces: Its bytes; to be taken before the next row is asked for.
        refusal: Why.
    """

    offset_bytes: int
    pieces: Iterator[bytes]
    refusal: RowError
