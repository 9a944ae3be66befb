"""Rows of a table that somebody else wrote."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plimsoll.connectors.parquet import Parquet
from plimsoll.connectors.row import UnreadRow
from plimsoll.errors import InputError
from plimsoll.intake import Reason, RowError


@pytest.fixture
def write(tmp_path):
    def write(**columns):
        path = tmp_path / "log.parquet"
        pq.write_table(pa.table(columns), path)
        return Parquet(path, limit_bytes=200)

    return write


def test_rows_are_numbered_and_written_as_json(write):
    table = write(id=[1, 2], text=["é\n", None], score=[1.5, 0.1])
    rows = list(table.rows())
    assert [(row.offset_bytes, row.encoded.decode()) for row in rows] == [
        (0, '{"id":1,"text":"é\\n","score":1.5}'),
        (1, '{"id":2,"text":null,"score":0.1}'),
    ]
    assert table.value(rows[0]) == {"id": "1", "text": "é\n", "score": "1.5"}
    assert table.columns == ("id", "text", "score")


def test_times_decimals_and_nested_columns(write):
    table = write(
        at=pa.array([datetime(2026, 3, 1, 12, tzinfo=UTC)], pa.timestamp("ms", tz="Europe/Oslo")),
        bare=pa.array([datetime(2026, 3, 1, 12)], pa.timestamp("ms")),  # noqa: DTZ001
        day=[date(2026, 3, 1)],
        price=[Decimal("1.50")],
        messages=[[{"role": "user", "content": "Hi"}]],
        raw=[b"text"],
    )
    [row] = table.rows()
    assert table.value(row) == {
        "at": "2026-03-01T12:00:00+00:00",
        "bare": "2026-03-01T12:00:00",
        "day": "2026-03-01",
        "price": "1.50",
        "messages": [{"role": "user", "content": "Hi"}],
        "raw": "text",
    }


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (float("nan"), Reason.NUMBER_NOT_FINITE),
        (float("-inf"), Reason.NUMBER_NOT_FINITE),
        (b"\xff\xfe", Reason.NOT_UTF8),
    ],
)
def test_what_json_cannot_say_is_refused_and_shown(write, value, reason):
    table = write(value=[value])
    [row] = table.rows()
    with pytest.raises(RowError) as caught:
        table.value(row)
    assert caught.value.reason is reason
    if isinstance(value, bytes):
        assert value in row.encoded


def test_a_row_that_is_too_long_is_not_read(write):
    [row] = write(text=["x" * 500]).rows()
    assert isinstance(row, UnreadRow)
    assert len(b"".join(row.pieces)) == len('{"text":""}') + 500


def test_a_damaged_table_is_refused(tmp_path, write):
    write(text=["x"] * 1000)
    path = tmp_path / "log.parquet"
    content = bytearray(path.read_bytes())
    path.write_bytes(content[:-10])
    with pytest.raises(InputError, match="truncated or damaged"):
        Parquet(path, limit_bytes=200)


def test_a_column_that_stands_there_twice_is_refused(tmp_path):
    path = tmp_path / "log.parquet"
    pq.write_table(pa.table([pa.array([1]), pa.array([2])], names=["a", "a"]), path)
    with pytest.raises(InputError, match="twice"):
        Parquet(path, limit_bytes=200)
