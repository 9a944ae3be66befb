"""A plan whose truth is not stated whole is refused."""

from dataclasses import replace

import pytest

from plimsoll.drill import DEMO_PLAN, PlantedRisk
from plimsoll.errors import DesignError

RISK = DEMO_PLAN.risks[0]
RATES = RISK.rate_by_version


@pytest.mark.parametrize("change", ["transcripts_count", "users_count", "days_count"])
def test_a_plan_of_nothing_is_refused(change):
    with pytest.raises(DesignError, match=change):
        replace(DEMO_PLAN, **{change: 0})


@pytest.mark.parametrize(
    "change",
    [
        {"sensitivity": 1.1},
        {"false_flag_rate": -0.1},
        {"false_flag_rate": float("nan")},
        {"correlation": 1.0},
        {"correlation": float("nan")},
        {"rate_by_version": {"support-2.3": 2.0}},
        {"risk_id": "../escape"},
    ],
)
def test_a_chance_outside_its_range_is_refused(change):
    with pytest.raises(DesignError):
        replace(RISK, **change)


def test_shares_that_do_not_make_one_are_refused():
    with pytest.raises(DesignError, match="segments"):
        replace(DEMO_PLAN, segments=(("private", 0.5),))
    with pytest.raises(DesignError, match="versions"):
        replace(DEMO_PLAN, versions=DEMO_PLAN.versions[:1])


def test_a_version_without_a_rate_is_refused():
    gap = replace(RISK, rate_by_version={"support-2.3": 0.1})
    with pytest.raises(DesignError, match=r"no rate in support-2\.4"):
        replace(DEMO_PLAN, risks=(gap,))


def test_a_risk_that_a_script_has_no_words_for_is_refused():
    with pytest.raises(DesignError, match="no words for unheard-of"):
        replace(DEMO_PLAN, risks=(PlantedRisk(risk_id="unheard-of", rate_by_version=RATES),))


def test_two_risks_of_one_name_are_refused():
    with pytest.raises(DesignError, match="Two risks"):
        replace(DEMO_PLAN, risks=(RISK, RISK))
