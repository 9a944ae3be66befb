"""Higher rates lie higher, and equal ratios lie equally far apart."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.report.scale import Scale

rates = st.decimals(0, 1, places=9)
scales = st.integers(2, 5).map(Scale)


@given(scale=scales, one=rates, other=rates)
def test_positions_rise_strictly_with_the_rate(scale, one, other):
    lower, higher = sorted((one, other))
    assert (scale.position(lower) < scale.position(higher)) == (lower < higher)


@given(scale=scales)
def test_the_scale_runs_from_zero_to_one_in_equal_steps(scale):
    positions = [scale.position(tick) for tick in scale.ticks()]
    assert positions[0] == 0.0
    assert positions[-1] == 1.0
    steps = [after - before for before, after in pairwise(positions)]
    assert steps == pytest.approx([steps[0]] * len(steps))


@given(scale=scales, rate=st.decimals("0.01", "0.1", places=6))
def test_ten_times_the_rate_lies_one_step_higher(scale, rate):
    step = 1 / (scale.decades_count + 1)
    assert scale.position(rate * 10) - scale.position(rate) == pytest.approx(step)


@given(shown=st.lists(rates, max_size=5))
def test_the_smallest_rate_has_a_decade_to_spare_or_the_scale_is_at_its_longest(shown):
    scale = Scale.covering(shown)
    smallest = min((rate for rate in shown if rate > 0), default=Decimal(1))
    assert scale.ticks()[1] <= smallest or scale.decades_count == 5


def test_the_linear_part_meets_the_decades_without_a_jump():
    scale = Scale(5)
    edge = Decimal("0.00001")
    assert scale.position(edge) == pytest.approx(1 / 6)
    assert scale.position(edge * Decimal("1.000001")) == pytest.approx(1 / 6, abs=1e-6)
