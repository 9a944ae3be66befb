"""A mark of characters is on the right side of its line at every width."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.records import Verdict
from plimsoll.report.board import row_of_estimate
from plimsoll.report.gauge import axis, gauge
from plimsoll.report.ink import ASCII, UNICODE, Ink
from plimsoll.report.scale import Scale

rates = st.decimals(0, 1, places=8)
columns_counts = st.integers(20, 90)


@given(ends=st.tuples(rates, rates), line=rates, columns=columns_counts, decades=st.integers(2, 5))
def test_water_stands_on_its_own_side_of_the_line(make, ends, line, columns, decades):
    lower, upper = sorted(ends)
    row = row_of_estimate(
        make.estimate(rate=(lower, None, upper), line_rate=line, verdict=Verdict.INCONCLUSIVE)
    )
    drawn = gauge(row, scale=Scale(decades), columns=columns, ink=Ink(glyphs=ASCII))
    assert len(drawn) == columns
    left, right = drawn.split("|")
    if (lower, upper) == (0, 1):
        assert set(drawn) <= {"?", " ", "|"}
        return
    assert ("~" in right or "=" in right) == (upper > line)
    assert ("=" in right) == (lower > line)
    assert (" " in left) <= (upper < line)


@given(point=rates, line=rates, columns=columns_counts)
def test_the_point_stands_on_its_own_side_of_the_line(make, point, line, columns):
    row = row_of_estimate(make.estimate(rate=("0", point, "0.99999999"), line_rate=line))
    if point == 1:
        return
    drawn = gauge(row, scale=Scale(5), columns=columns, ink=Ink(glyphs=UNICODE))
    left, right = drawn.split(UNICODE.line)
    assert (UNICODE.point in left) == (point < line)
    assert (UNICODE.point in right) == (point > line)


@pytest.mark.parametrize(("rate", "line"), [("0.0099", "0.01"), ("0.01", "0.0099")])
def test_two_rates_of_one_column_are_still_told_apart(make, rate, line):
    row = row_of_estimate(make.estimate(rate=(rate, rate, rate), line_rate=line))
    drawn = gauge(row, scale=Scale(3), columns=40, ink=Ink(glyphs=ASCII))
    assert ("o|" in drawn) == (Decimal(rate) < Decimal(line))
    assert ("|o" in drawn) == (Decimal(rate) > Decimal(line))


@given(lower=rates, uppers=st.tuples(rates, rates), columns=columns_counts)
def test_a_higher_upper_bound_never_draws_less_water(make, lower, uppers, columns):
    def wet(upper):
        row = row_of_estimate(
            make.estimate(rate=(min(lower, *uppers), None, upper), line_rate="0.01")
        )
        drawn = gauge(row, scale=Scale(5), columns=columns, ink=Ink(glyphs=ASCII))
        return max((index for index, glyph in enumerate(drawn) if glyph in "~="), default=-1)

    smaller, larger = sorted(uppers)
    if (min(lower, *uppers), larger) != (Decimal(0), Decimal(1)):
        assert wet(smaller) <= wet(larger)


@given(columns=st.integers(30, 90), decades=st.integers(2, 5))
def test_the_axis_fits_and_keeps_its_labels_apart(columns, decades):
    labels, rule = axis(Scale(decades), columns=columns, ink=Ink())
    assert len(labels) == len(rule) == columns
    assert rule.count(UNICODE.tick) == decades + 2
    assert labels.startswith("0 ")
    assert "%%" not in labels


def test_colour_changes_no_character(make):
    row = row_of_estimate(make.estimate())
    plain = gauge(row, scale=Scale(4), columns=44, ink=Ink())
    coloured = gauge(row, scale=Scale(4), columns=44, ink=Ink(has_colour=True))
    for code in ("\x1b[36m", "\x1b[1m", "\x1b[2m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain
