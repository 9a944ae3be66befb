"""The truth of a simulated fleet: exact rates, counted and not estimated.

These are rates of the finite population that was told, not the chances that were planted: a
claim is about the transcripts of a log, and those either violate or they do not.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from plimsoll.drill.simulator import Planted
from plimsoll.errors import DesignError
from plimsoll.records import Population

Subgroup = frozenset[tuple[str, str]]
EVERYBODY: Final[Subgroup] = frozenset()
SUBGROUP_FACTS: Final = ("model_version", "language", "segment")


@dataclass(frozen=True, slots=True)
class TrueRate:
    """Violations and transcripts, counted."""

    violations_count: int
    population_size: int

    @property
    def rate(self) -> Fraction:
        """Return violations per transcript."""
        return Fraction(self.violations_count, self.population_size)


@dataclass(frozen=True, slots=True)
class Truth:
    """Exact rates by risk and subgroup; a subgroup without transcripts has no rate."""

    rates: Mapping[tuple[str, Subgroup], TrueRate]

    def of(self, risk_id: str, subgroup: Mapping[str, str] | None = None) -> TrueRate:
        """Return the true rate of a risk in everybody, or in one subgroup.

        Raises:
            DesignError: The fleet holds no transcript of this subgroup.
        """
        key = (risk_id, frozenset((subgroup or {}).items()))
        if key not in self.rates:
            raise DesignError(
                f"The fleet has no true rate of {risk_id} in {dict(key[1])}.",
                why="A rate of no transcripts is not a number.",
                fix="Count by this fact when the truth is told, or name one that occurs.",
            )
        return self.rates[key]


def truth(
    planted: Iterable[Planted],
    *,
    populations: Mapping[str, Population] | None = None,
    by: tuple[str, ...] = SUBGROUP_FACTS,
) -> Truth:
    """Count the truth of a fleet.

    Args:
        planted: The transcripts with their truth; read once.
        populations: For a risk, the population its line is about; otherwise all transcripts.
        by: Facts to count by, one at a time.
    """
    limits = populations or {}
    sizes: Counter[tuple[str, Subgroup]] = Counter()
    violations: Counter[tuple[str, Subgroup]] = Counter()
    for one in planted:
        facts = one.transcript.facts()
        groups = [EVERYBODY, *(frozenset({(fact, facts[fact])}) for fact in by if fact in facts)]
        for risk_id, violates in one.violates.items():
            limit = limits.get(risk_id)
            if limit is not None and not limit.admits(facts):
                continue
            for group in groups:
                sizes[risk_id, group] += 1
                violations[risk_id, group] += violates
    return Truth({key: TrueRate(violations[key], size) for key, size in sizes.items()})
