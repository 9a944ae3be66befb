"""How far the answers reach: up to which draw they are counted.

Draws are read in a recorded order. A draw without a settled answer (skipped, unsure, in dispute)
cannot simply be left out: people skip what is hard, and what is hard may be the harm. So it is
counted both ways, as clean for the lower bound and as a violation for the upper. Every prefix of
the order is a valid place to stop looking, whatever made one choose it, because the bounds hold
at all looks at once. We stop where the interval is narrowest.
"""

from collections.abc import Sequence
from typing import Final

HORIZONS_MOST: Final = 16
WAITING_WEIGHT: Final = 4


def horizons(settled: Sequence[bool]) -> tuple[int, ...]:
    """Return the promising places to stop: lengths of prefixes, the longest first.

    Args:
        settled: For each draw in order, whether it has a settled answer.

    Example:
        >>> horizons([True, True, False, True, False, False])
        (4, 2)
        >>> horizons([])
        (0,)
    """
    scores: list[tuple[int, int]] = []
    answered = waiting = 0
    for index, is_settled in enumerate(settled):
        answered += is_settled
        waiting += not is_settled
        ends_a_run = is_settled and (index + 1 == len(settled) or not settled[index + 1])
        if ends_a_run:
            scores.append((answered - WAITING_WEIGHT * waiting, index + 1))
    if not scores:
        return (0,)
    best = sorted(scores, reverse=True)[:HORIZONS_MOST]
    longest = max(length for _, length in scores)
    return tuple(sorted({length for _, length in best} | {longest}, reverse=True))
