"""Many ways of writing a moment."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.intake import Reason, RowError
from plimsoll.intake.occurrence import utc_of
from plimsoll.records import utc_text

MOMENTS = st.datetimes(datetime(1974, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T12:30:00Z", "2026-03-01T12:30:00Z"),
        ("2026-03-01 12:30:00+00:00", "2026-03-01T12:30:00Z"),
        ("2026-03-01T01:30:00+02:00", "2026-02-28T23:30:00Z"),
        ("2026-03-01T12:30:00.999999Z", "2026-03-01T12:30:00Z"),
        ("1772364600", "2026-03-01T11:30:00Z"),
        ("1772364600.25", "2026-03-01T11:30:00Z"),
        ("100000000", "1973-03-03T09:46:40Z"),
        ("100000000000", "1973-03-03T09:46:40Z"),
        ("1772364600123456", "2026-03-01T11:30:00Z"),
        ("1772364600123456789", "2026-03-01T11:30:00Z"),
    ],
)
def test_a_moment_is_written_in_utc(text, moment):
    assert utc_of(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T12:30:00",
        "2026-03-01",
        "20260301",
        "yesterday",
        "",
        "12345",
        "17723646001",
        "-1772364600",
        "٢٠٢٦٠٣٠١٠",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9" * 10_000,
    ],
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(RowError) as caught:
        utc_of(text)
    assert caught.value.reason is Reason.BAD_TIME


def test_a_stated_offset_gives_a_bare_time_its_meaning():
    offset = timezone(timedelta(hours=-5))
    assert utc_of("2026-03-01T12:30:00", offset=offset) == "2026-03-01T17:30:00Z"
    assert utc_of("2026-03-01T12:30:00Z", offset=offset) == "2026-03-01T12:30:00Z"


@given(MOMENTS, st.sampled_from([0, 3, 6, 9]))
def test_unix_time_and_text_agree(moment, power):
    seconds = int(moment.timestamp())
    assert utc_of(str(seconds * 10**power)) == utc_text(moment.replace(microsecond=0))
    assert utc_of(moment.isoformat()) == utc_text(moment)
