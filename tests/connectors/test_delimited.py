"""CSV, read as it is written."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.connectors.delimited import Delimited
from plimsoll.connectors.row import UnreadRow
from plimsoll.errors import InputError
from plimsoll.intake import Reason, RowError

FIELDS = st.text(st.sampled_from('ab,"\n\t ;é\U0001f600'), max_size=8)


def pieces_of(stream: bytes, size: int = 5):
    return iter([stream[at : at + size] for at in range(0, len(stream), size)])


def read(stream: bytes, *, limit_bytes: int = 1000, delimiter: str = ","):
    table = Delimited(pieces_of(stream), limit_bytes=limit_bytes, delimiter=delimiter)
    out = []
    for row in table.rows():
        if isinstance(row, UnreadRow):
            out.append((row.refusal.reason, b"".join(row.pieces)))
            continue
        assert stream[row.offset_bytes :].startswith(row.encoded)
        try:
            out.append(list(table.value(row).values()))
        except RowError as refusal:
            out.append((refusal.reason, row.encoded))
    return out


@given(
    st.lists(st.lists(FIELDS, min_size=2, max_size=2), max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([",", "\t"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_what_the_standard_library_writes_is_read_back(rows, line_end, delimiter, quoting):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerow(["p", "q"])
    writer.writerows(rows)
    assert read(file.getvalue().encode(), delimiter=delimiter) == rows


def test_quoted_fields_hold_line_ends_delimiters_and_quotes():
    assert read(b'a,b\r\n"x\r\ny, ""z""",1\r\n') == [['x\r\ny, "z"', "1"]]


def test_a_byte_order_mark_is_no_part_of_the_first_column():
    table = Delimited(iter(["\ufeffid,b\n".encode()]), limit_bytes=100)
    assert table.columns == ("id", "b")


def test_a_quote_inside_an_unquoted_field_stands_for_itself():
    assert read(b'a,b\n5" disk,x\ny,6"\n') == [['5" disk', "x"], ["y", '6"']]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"1", Reason.WRONG_FIELD_COUNT),
        (b"1,2,3", Reason.WRONG_FIELD_COUNT),
        (b'"1"x,2', Reason.MALFORMED_QUOTING),
        (b'1,"2" ', Reason.MALFORMED_QUOTING),
        (b"1,\xff", Reason.NOT_UTF8),
        (b"1,2\rx", Reason.MALFORMED_QUOTING),
    ],
)
def test_a_bad_row_is_set_aside_and_its_neighbours_are_read(bad, reason):
    assert read(b"a,b\n0,0\n" + bad + b"\n9,9\n") == [["0", "0"], (reason, bad), ["9", "9"]]


def test_a_quote_that_never_closes_takes_the_rest_and_nothing_of_it_is_a_row():
    rest = b'1,"2\nforged,row\n3,4\n'
    assert read(b"a,b\n0,0\n" + rest) == [["0", "0"], (Reason.UNTERMINATED_QUOTE, rest)]


def test_a_long_quoted_field_is_not_held_and_what_is_in_it_is_no_row():
    long = b'1,"' + b"forged,row\n" * 50 + b'"'
    assert read(b"a,b\n" + long + b"\n9,9\n", limit_bytes=40) == [
        (Reason.ROW_TOO_LONG, long),
        ["9", "9"],
    ]


def test_empty_lines_are_no_rows():
    assert read(b"a,b\n\n1,2\n\r\n") == [["1", "2"]]


def test_a_line_of_spaces_or_of_empty_fields_is_a_row():
    assert read(b"a,b\n \n,\n") == [(Reason.WRONG_FIELD_COUNT, b" "), ["", ""]]
    assert read(b"a\tb\n\t\n", delimiter="\t") == [["", ""]]


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        (b"", "it is empty"),
        (b"\n\n", "it is empty"),
        (b"a,a\n", "twice"),
        (b"\xff,b\n", "not UTF-8"),
        (b'"a,b\n', "never closes"),
        (b"a" * 5000 + b"\n1\n", "too long"),
    ],
)
def test_a_table_without_a_header_is_refused(stream, words):
    with pytest.raises(InputError, match=words):
        read(stream)


@given(st.lists(st.sampled_from([b"a", b",", b'"', b"\n", b"\r", b"\xff", b" "])).map(b"".join))
def test_any_bytes_behind_a_header_are_rows_or_refused_and_none_is_lost(rest):
    stream = b"a,b\n" + rest
    table = Delimited(pieces_of(stream), limit_bytes=12)
    end = 4
    for row in table.rows():
        encoded = b"".join(row.pieces) if isinstance(row, UnreadRow) else row.encoded
        assert stream[end : row.offset_bytes].strip(b"\r\n") == b""
        assert stream[row.offset_bytes : row.offset_bytes + len(encoded)] == encoded
        end = row.offset_bytes + len(encoded)
        if not isinstance(row, UnreadRow):
            try:
                assert len(table.value(row)) == 2
            except RowError as refusal:
                assert refusal.detail.isprintable()  # noqa: PT017
    assert stream[end:].strip(b"\r\n") == b""
