"""How much is left to discover: the chance that the next success is of a variant not seen yet.

Promise: if successes come independently from one distribution over variants, the chance that
the next one is new exceeds ``upper`` with probability at most ``alpha``; ``estimate`` errs
upwards on average. No successes prove nothing: the bound is 1.

Not promised: how many variants are left, nor that the attacker would ever find them. What an
attacker cannot reach at all is not counted here.

Source: Good (1953), doi:10.1093/biomet/40.3-4.237, for the estimate, the share of variants
seen once; McAllester & Ortiz (2003), "Concentration inequalities for the missing mass", JMLR 4,
895-911, for the missing mass, and McDiarmid (1989) for the share of singletons, each at half of
``alpha``.
Checked by: tests/probing/test_saturation.py.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from plimsoll.stats.demand import demand_alpha


@dataclass(frozen=True, slots=True)
class Saturation:
    """How far a search has come.

    Attributes:
        successes_count: Successes so far.
        variants_count: Different variants among them.
        singletons_count: Variants that were seen exactly once.
        estimate: The chance that the next success is new (Good-Turing).
        upper: Its upper bound.
    """

    successes_count: int
    variants_count: int
    singletons_count: int
    estimate: float
    upper: float


def saturation(variants: Iterable[str], *, alpha: float) -> Saturation:
    """Return how little is left, from the variant of every success in turn.

    Raises:
        StatisticsError: ``alpha`` is not in (0, 1).

    Example:
        >>> saturation(["role play"] * 99 + ["translation"], alpha=0.05).estimate
        0.01
        >>> saturation([], alpha=0.05).upper
        1.0
    """
    demand_alpha(alpha)
    seen = Counter(variants)
    successes_count = seen.total()
    singletons_count = sum(count == 1 for count in seen.values())
    if successes_count == 0:
        return Saturation(0, 0, 0, 1.0, 1.0)
    estimate = singletons_count / successes_count
    # The missing mass strays above its mean by e with chance exp(-m e^2) at most, the share of
    # singletons below its own with exp(-m e^2 / 2); and the mean of the first is the lesser.
    slack = (1.0 + math.sqrt(2.0)) * math.sqrt(math.log(2.0 / alpha) / successes_count)
    return Saturation(
        successes_count, len(seen), singletons_count, estimate, min(1.0, estimate + slack)
    )
