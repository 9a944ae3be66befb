"""One document on each line."""

import pytest

from plimsoll.connectors.json_lines import JsonLines
from plimsoll.intake import Reason, RowError


def rows_of(stream: bytes):
    lines = JsonLines(iter([stream]), limit_bytes=100)
    return lines, list(lines.rows())


def test_rows_have_their_offset_and_their_bytes():
    lines, rows = rows_of(b'{"a":1}\r\n\n  \n{"b":2}')
    assert [(row.offset_bytes, row.encoded) for row in rows] == [
        (0, b'{"a":1}\r'),
        (13, b'{"b":2}'),
    ]
    assert [lines.value(row) for row in rows] == [{"a": "1"}, {"b": "2"}]


@pytest.mark.parametrize("line", [b"\x0c", b"\x0b", b"\x00", b"\xc2\xa0"])
def test_what_json_does_not_call_white_space_is_a_row(line):
    lines, [row] = rows_of(line + b"\n")
    with pytest.raises(RowError) as caught:
        lines.value(row)
    assert caught.value.reason is Reason.NOT_JSON


def test_a_byte_order_mark_belongs_to_the_first_row_only():
    mark = b"\xef\xbb\xbf"
    lines, rows = rows_of(mark + b"{}\n" + mark + b"{}\n")
    assert rows[0].encoded == mark + b"{}"
    assert lines.value(rows[0]) == {}
    with pytest.raises(RowError) as caught:
        lines.value(rows[1])
    assert caught.value.reason is Reason.NOT_JSON
