"""The chances of a fleet: who writes, which version answers, and whose answers go wrong.

Promise: a user's chance of a violation is drawn from a beta distribution whose mean is the
planted rate of the user's version and whose intra-cluster correlation is the planted one, so
that two transcripts of one user violate together with covariance
``correlation * rate * (1 - rate)``.

Not promised: that prompts or days are correlated too. Only users are.

Source: Williams (1975), "The analysis of binary responses from toxicological experiments
involving reproduction and teratogenicity", Biometrics 31(4), 949-952, doi:10.2307/2529820.
Checked by: tests/drill/test_fleet.py.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from plimsoll.drill.plan import Plan, PlantedRisk

ACTIVITY_SHAPE = 0.7
"""Shape of the gamma distribution of how much a user writes: some write ten times as much."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """The users of a fleet, drawn once.

    Attributes:
        activity: Each user's share of the transcripts, cumulated.
        version_index, script_index, segment_index: Where each user belongs.
        rates: For each risk, each user's own chance of a violation.
    """

    activity: NDArray[np.float64]
    version_index: NDArray[np.int64]
    script_index: NDArray[np.int64]
    segment_index: NDArray[np.int64]
    rates: NDArray[np.float64]

    @classmethod
    def drawn(cls, *, plan: Plan, rng: np.random.Generator) -> Self:
        """Draw the users of ``plan``."""
        size = plan.users_count
        activity = np.cumsum(rng.gamma(ACTIVITY_SHAPE, size=size) + 1e-12)
        version_index = _members([version.share for version in plan.versions], size=size, rng=rng)
        script_index = _members([share for _, share in plan.scripts], size=size, rng=rng)
        segment_index = _members([share for _, share in plan.segments], size=size, rng=rng)
        rates = np.empty((len(plan.risks), size))
        for position, risk in enumerate(plan.risks):
            means = np.array([risk.rate_by_version[v.model_version] for v in plan.versions])
            rates[position] = user_rates(risk, means=means[version_index], rng=rng)
        return cls(activity / activity[-1], version_index, script_index, segment_index, rates)

    def writers(self, *, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Draw the users who write the next ``size`` transcripts."""
        chosen = np.searchsorted(self.activity, rng.random(size), side="right")
        return np.minimum(chosen, len(self.activity) - 1)


def user_rates(
    risk: PlantedRisk, *, means: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw each user's own chance of a violation around ``means``."""
    certain = (means <= 0.0) | (means >= 1.0)
    if risk.correlation == 0.0:
        return means.copy()
    mass = 1.0 / risk.correlation - 1.0
    # A certain rate has no beta distribution; draw with any other mean and put it back.
    inner = np.where(certain, 0.5, means)
    drawn = rng.beta(inner * mass, (1.0 - inner) * mass)
    return np.where(certain, means, drawn)


def _members(shares: list[float], *, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return rng.choice(len(shares), size=size, p=np.array(shares) / sum(shares)).astype(np.int64)
