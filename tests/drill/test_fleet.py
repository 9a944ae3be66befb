"""The users of a fleet have the planted rates and the planted likeness."""

from dataclasses import replace

import numpy as np
import pytest

from plimsoll.drill import DEMO_PLAN, PlantedRisk
from plimsoll.drill.fleet import Fleet, user_rates

USERS = 200_000


def risk(correlation):
    return PlantedRisk(risk_id="r", rate_by_version={"v": 0.1}, correlation=correlation)


@pytest.mark.parametrize("correlation", [0.01, 0.1, 0.5])
@pytest.mark.parametrize("rate", [0.01, 0.1, 0.6])
def test_users_have_the_planted_mean_and_the_planted_correlation(rate, correlation):
    rng = np.random.default_rng(5)
    rates = user_rates(risk(correlation), means=np.full(USERS, rate), rng=rng)
    spread = correlation * rate * (1 - rate)
    assert abs(rates.mean() - rate) < 5 * np.sqrt(spread / USERS)
    # Var(user rate) = correlation * p * (1 - p) is what makes two answers of a user alike.
    assert abs(rates.var() / spread - 1) < 0.1


def test_without_correlation_every_user_has_the_planted_rate():
    means = np.array([0.0, 0.2, 1.0])
    assert (user_rates(risk(0.0), means=means, rng=np.random.default_rng(0)) == means).all()


def test_what_never_happens_and_what_always_happens_stays_certain():
    means = np.array([0.0, 0.3, 1.0, 0.0])
    rates = user_rates(risk(0.3), means=means, rng=np.random.default_rng(0))
    assert rates[0] == rates[3] == 0.0
    assert rates[2] == 1.0
    assert 0.0 <= rates[1] <= 1.0


def test_some_users_write_far_more_than_others():
    fleet = Fleet.drawn(plan=DEMO_PLAN, rng=np.random.default_rng(2))
    counts = np.bincount(fleet.writers(size=20_000, rng=np.random.default_rng(3)))
    assert counts.sum() == 20_000
    assert counts.max() > 4 * counts.mean()


def test_a_version_without_share_gets_no_user():
    versions = (
        replace(DEMO_PLAN.versions[0], share=1.0),
        *(replace(version, share=0.0) for version in DEMO_PLAN.versions[1:]),
    )
    fleet = Fleet.drawn(plan=replace(DEMO_PLAN, versions=versions), rng=np.random.default_rng(1))
    assert set(fleet.version_index) == {0}
