"""Estimates are held against the truth: covered or missed, right or wrong, never in between."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from plimsoll.drill import DEMO_PLAN, TrueRate, Truth, score, without_harm
from plimsoll.errors import DesignError
from plimsoll.records import Bounds, Estimate, Labelling, Population, Price, Rate, Verdict


def estimate(*, lower, upper, verdict, subgroup=None):
    return Estimate(
        risk_id="harm",
        population=Population(),
        rate=Rate(point=None, lower=Decimal(lower), upper=Decimal(upper)),
        alpha=Decimal("0.05"),
        method="test",
        population_size=100,
        drawn_count=0,
        reviewed_count=0,
        violations_count=0,
        missed_by_screen=Bounds(lower=Decimal(0), upper=Decimal(1)),
        line_rate=Decimal("0.02"),
        line_alpha=Decimal("0.05"),
        verdict=verdict,
        price=Price(reviews_count=None, why=""),
        labelling=Labelling(single_count=0, agreed_count=0, adjudicated_count=0, waiting_count=0),
        frame_sha256="",
        subgroup=subgroup or {},
    )


def true(violations_count):
    return Truth({("harm", frozenset()): TrueRate(violations_count, 100)})


@pytest.mark.parametrize(
    ("violations_count", "covered"), [(0, False), (1, True), (3, True), (4, False)]
)
def test_an_interval_covers_the_truth_up_to_its_very_ends(violations_count, covered):
    one = estimate(lower="0.01", upper="0.03", verdict=Verdict.INCONCLUSIVE)
    (scored,) = score([one], against=true(violations_count))
    assert scored.is_covered == covered
    assert scored.true_rate == Fraction(violations_count, 100)


@pytest.mark.parametrize(
    ("violations_count", "verdict", "wrong"),
    [
        (2, Verdict.MET, False),  # on the line is within it
        (3, Verdict.MET, True),
        (3, Verdict.NOT_MET, False),
        (2, Verdict.NOT_MET, True),
        (0, Verdict.INCONCLUSIVE, False),
        (9, Verdict.INCONCLUSIVE, False),
    ],
)
def test_a_verdict_is_wrong_only_when_it_contradicts_the_truth(violations_count, verdict, wrong):
    one = estimate(lower="0", upper="1", verdict=verdict)
    (scored,) = score([one], against=true(violations_count))
    assert scored.is_wrong == wrong


def test_a_subgroup_that_was_not_counted_is_not_scored_in_silence():
    one = estimate(lower="0", upper="1", verdict=Verdict.MET, subgroup={"language": "eo"})
    with pytest.raises(DesignError):
        score([one], against=true(0))


def test_the_control_keeps_everything_but_the_harm():
    control = without_harm(DEMO_PLAN)
    for before, after in zip(DEMO_PLAN.risks, control.risks, strict=True):
        assert set(after.rate_by_version.values()) == {0.0}
        assert replace(after, rate_by_version=before.rate_by_version) == before
    assert replace(control, risks=DEMO_PLAN.risks) == DEMO_PLAN
