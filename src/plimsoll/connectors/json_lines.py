"""JSON Lines: one JSON document on each line.

A line of nothing but spaces, tabs and carriage returns is not a row. A byte order mark before
the first row is part of that row's bytes and not of its JSON.

Source: Bray (2017), RFC 8259; the convention at jsonlines.org.
Checked by: tests/connectors/test_json_lines.py.
"""

from collections.abc import Iterator
from typing import Any, Final

from plimsoll.connectors.line import cut
from plimsoll.connectors.row import Row, UnreadRow
from plimsoll.intake.strict_json import read_json

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
WHITE_SPACE: Final = b" \t\r"


class JsonLines:
    """The rows of one stream of JSON Lines.

    Attributes:
        columns: None; each row says for itself what it holds.
    """

    columns: tuple[str, ...] | None = None

    def __init__(self, pieces: Iterator[bytes], *, limit_bytes: int) -> None:
        self._rows = cut(pieces, limit_bytes=limit_bytes)

    def rows(self) -> Iterator[Row | UnreadRow]:
        """Yield the rows, once."""
        for row in self._rows:
            if isinstance(row, UnreadRow) or not _is_blank(row):
                yield row

    def value(self, row: Row) -> Any:  # noqa: ANN401 - any JSON value
        """Return what a row says.

        Raises:
            RowError: The row is not one JSON document that has one meaning.
        """
        return read_json(_without_mark(row))


def _without_mark(row: Row) -> bytes:
    return row.encoded if row.offset_bytes else row.encoded.removeprefix(BYTE_ORDER_MARK)


def _is_blank(row: Row) -> bool:
    return row.encoded[:1] != b"{" and not _without_mark(row).strip(WHITE_SPACE)
