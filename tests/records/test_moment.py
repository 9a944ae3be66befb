"""Moments: text order is time order, a moment says its offset, a day is one day."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.errors import RecordError
from plimsoll.records import Transcript, Turn, day, utc_moment, utc_text
from plimsoll.records.moment import is_utc_text

offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1), timezones=offsets)  # noqa: DTZ001 - Hypothesis adds the zones


@given(earlier=moments, later=moments)
def test_the_order_of_texts_is_the_order_of_moments(earlier, later):
    earlier, later = earlier.replace(microsecond=0), later.replace(microsecond=0)
    assert (utc_text(earlier) < utc_text(later)) == (earlier < later)


@given(moment=moments)
def test_a_moment_reads_back_to_the_second_in_utc(moment):
    text = utc_text(moment)
    assert is_utc_text(text)
    assert utc_moment(text) == moment.astimezone(UTC).replace(microsecond=0)
    assert utc_moment(text).tzinfo is UTC


def test_a_naive_moment_is_a_broken_contract():
    with pytest.raises(AssertionError, match="naive"):
        utc_text(datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is refused


@pytest.mark.parametrize("text", ["", "now", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z"])
def test_a_text_that_is_no_moment_or_hides_its_offset_is_refused(text):
    with pytest.raises(RecordError, match="valid time"):
        utc_moment(text)
    assert not is_utc_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-01T00:00:00+00:00",
        "2026-01-01T01:00:00+01:00",
        "2026-01-01T00:00:00.5Z",
        "20260101T000000Z",
        "2026-W01-1T00:00:00Z",
        "2026-01-01T00Z",
        "2026-01-01 00:00:00Z",
        "2026-01-01t00:00:00Z",
        "2026-01-01T00:00:00Z\n",
        "\u0662026-01-01T00:00:00Z",
    ],
)
def test_a_moment_whose_text_would_not_sort_as_time_does_is_not_utc_text(text):
    assert not is_utc_text(text)
    with pytest.raises(RecordError, match="not UTC text"):
        Transcript(transcript_id="t", turns=(Turn(role="user"),), occurred_at_utc=text)


@given(moment=st.dates())
def test_a_day_reads_back(moment):
    assert day(moment.isoformat()) == moment


@pytest.mark.parametrize(
    "text", ["", "2026-02-30", "2026-2-3", "20260203", "2026-W05-1", "2026-01-01T00:00:00Z", "soon"]
)
def test_a_text_that_is_not_one_day_is_refused(text):
    with pytest.raises(RecordError, match="YYYY-MM-DD"):
        day(text)


def test_the_last_day_of_a_leap_year_is_a_day():
    assert day("2028-02-29") == date(2028, 2, 29)
