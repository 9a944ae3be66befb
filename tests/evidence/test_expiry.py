"""Expiry: a claim lapses after its days or with its line, to the second, and never later."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.samples import SEALED_AT, line_until

from plimsoll.evidence import lapses_at
from plimsoll.records import day

SECOND = timedelta(seconds=1)
days = st.dates(date(2020, 1, 1), date(2100, 1, 1))
moments = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    datetime(2100, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.integers(-12, 12).map(lambda hours: timezone(timedelta(hours=hours))),
)


def test_a_claim_lives_its_days_when_the_line_outlives_it():
    lapses = lapses_at(line=line_until("2030-01-01"), sealed_at=SEALED_AT, valid_days=90)
    assert lapses == SEALED_AT + timedelta(days=90)


def test_a_claim_lapses_with_its_line_as_the_day_begins():
    lapses = lapses_at(line=line_until("2026-03-05"), sealed_at=SEALED_AT, valid_days=90)
    assert lapses == datetime(2026, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize("expires_on", ["2026-03-01", "2026-02-28", "2020-01-01"])
def test_a_claim_on_a_line_that_has_lapsed_is_never_alive(expires_on):
    lapses = lapses_at(line=line_until(expires_on), sealed_at=SEALED_AT, valid_days=90)
    assert lapses == SEALED_AT


@pytest.mark.parametrize("valid_days", [0, -1, -1000])
def test_without_days_a_claim_is_never_alive(valid_days):
    lapses = lapses_at(line=line_until("2030-01-01"), sealed_at=SEALED_AT, valid_days=valid_days)
    assert lapses == SEALED_AT


def test_at_the_exact_second_of_the_line_the_earlier_end_wins():
    sealed_at = datetime(2026, 3, 4, tzinfo=UTC)
    for shift, expected in ((-SECOND, -SECOND), (timedelta(0), timedelta(0)), (SECOND, None)):
        lapses = lapses_at(line=line_until("2026-03-05"), sealed_at=sealed_at + shift, valid_days=1)
        end_of_line = datetime(2026, 3, 5, tzinfo=UTC)
        assert lapses == end_of_line + (expected or timedelta(0))


def test_a_line_to_the_end_of_the_calendar_breaks_nothing():
    lapses = lapses_at(line=line_until("9999-12-31"), sealed_at=SEALED_AT, valid_days=90)
    assert lapses == SEALED_AT + timedelta(days=90)


@given(expires_on=days, sealed_at=moments, valid_days=st.integers(0, 4000))
def test_a_claim_outlives_neither_its_days_nor_its_line(expires_on, sealed_at, valid_days):
    line = line_until(expires_on.isoformat())
    lapses = lapses_at(line=line, sealed_at=sealed_at, valid_days=valid_days)
    end_of_line = datetime.combine(day(line.expires_on), time.min, UTC)
    assert sealed_at <= lapses <= sealed_at + timedelta(days=valid_days)
    assert lapses <= max(end_of_line, sealed_at)
    assert lapses in {sealed_at, sealed_at + timedelta(days=valid_days), end_of_line}
