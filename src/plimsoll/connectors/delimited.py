"""CSV, and its sister with tabs: a header, then rows of fields, quotes around what needs them.

Promise: a quoted field may hold delimiters, line ends and doubled quotes; a row with more or
fewer fields than the header, with text behind a closing quote, or with a quote that never closes
is refused. A refused row never makes its neighbours mean something else: what stands inside an
open quote is never taken for a row.

Not promised: dialects. A quote inside an unquoted field stands for itself, and an empty line is
not a row.
Source: Shafranovich (2005), RFC 4180, doi:10.17487/RFC4180.
Checked by: tests/connectors/test_delimited.py.
"""

import re
from collections.abc import Iterator
from typing import Final

from plimsoll.connectors.line import QUOTE, cut
from plimsoll.connectors.row import Row, UnreadRow
from plimsoll.errors import InputError
from plimsoll.intake.refusal import Reason, RowError, shown

BYTE_ORDER_MARK: Final = "\ufeff"
# Possessive quantifiers (Python 3.11): each is linear on any input.
QUOTED: Final = '"(?:[^"]++|"")*+"'
EMPTY_LINES: Final = (b"", b"\r")
CLOSING: Final = re.compile(rb'(?:[^"]++|"")*+"')


class Delimited:
    """The rows of one CSV stream.

    Attributes:
        columns: The header.
    """

    def __init__(self, pieces: Iterator[bytes], *, limit_bytes: int, delimiter: str = ",") -> None:
        self.delimiter = delimiter
        self._field = re.compile(rf'({QUOTED})|(?!")[^{delimiter}\r\n]*+')
        ended = rf'(?:{QUOTED}|(?!"))[^{delimiter}]*+{delimiter}'
        self._ended_fields = re.compile(f"(?:{ended})*+".encode())
        self._rest_of_field = re.compile(f"[^{delimiter}]*+(?:{delimiter})?".encode())
        self._rows = cut(pieces, limit_bytes=limit_bytes, quoting=self._is_open)
        self._header = self._read_header()
        self.columns: tuple[str, ...] | None = self._header

    def rows(self) -> Iterator[Row | UnreadRow]:
        """Yield the rows behind the header, once."""
        for row in self._rows:
            if isinstance(row, UnreadRow) or row.encoded not in EMPTY_LINES:
                yield row

    def value(self, row: Row) -> dict[str, str]:
        """Return the row's fields by column.

        Raises:
            RowError: The row is not UTF-8, wrongly quoted, or has too many or too few fields.
        """
        fields = self._split(row.encoded)
        if len(fields) != len(self._header):
            raise RowError(
                Reason.WRONG_FIELD_COUNT, f"It has {len(fields)} of {len(self._header)}."
            )
        return dict(zip(self._header, fields, strict=True))

    def _read_header(self) -> tuple[str, ...]:
        first = next(iter(self.rows()), None)
        if not isinstance(first, Row):
            raise _no_header("it is empty" if first is None else "its first line is too long")
        try:
            fields = self._split(first.encoded, is_first=True)
        except RowError as error:
            raise _no_header(error.what) from error
        twice = sorted({name for name in fields if fields.count(name) > 1})
        if twice:
            raise _no_header(f"the column {shown(twice[0])} stands there twice")
        return tuple(fields)

    def _split(self, encoded: bytes, *, is_first: bool = False) -> list[str]:
        try:
            text = encoded.decode("utf-8").removesuffix("\r")
        except UnicodeDecodeError as error:
            detail = f"Byte {error.start} is {encoded[error.start]:#04x}."
            raise RowError(Reason.NOT_UTF8, detail) from None
        if is_first:
            text = text.removeprefix(BYTE_ORDER_MARK)
        if '"' not in text and "\r" not in text:
            return text.split(self.delimiter)
        return list(self._fields(text))

    def _fields(self, text: str) -> Iterator[str]:
        position, number = 0, 1
        while True:
            found = self._field.match(text, position)
            if found is None:
                raise RowError(Reason.UNTERMINATED_QUOTE, f"It is field {number}.")
            yield found[1][1:-1].replace('""', '"') if found[1] else found[0]
            if found.end() == len(text):
                return
            if text[found.end()] != self.delimiter:
                raise RowError(Reason.MALFORMED_QUOTING, f"It is field {number}.")
            position, number = found.end() + 1, number + 1

    def _is_open(self, line: bytes, /, *, was_open: bool) -> bool:
        """Tell whether a quote is open after a line."""
        if b'"' not in line:
            return was_open
        position = 0
        if was_open:
            closing = CLOSING.match(line)
            if closing is None:
                return True
            position = _end(self._rest_of_field.match(line, closing.end()))
        last = _end(self._ended_fields.match(line, position))
        return line.startswith(QUOTE, last) and CLOSING.match(line, last + 1) is None


def _end(found: re.Match[bytes] | None) -> int:
    assert found is not None, "the pattern admits the empty text"
    return found.end()


def _no_header(reason: str) -> InputError:
    return InputError(
        f"This table has no header that can be read: {reason}.",
        why="The first line names the columns; without it nobody knows what a field means.",
        fix="Write the names of the columns, each once, into the first line.",
    )
