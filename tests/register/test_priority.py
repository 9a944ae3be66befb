from collections import Counter
from decimal import Decimal
from itertools import product

import pytest

from plimsoll.errors import RegisterError
from plimsoll.register import action_priority, occurrence
from plimsoll.register.priority import OCCURRENCE_LIMITS

RANKS = range(1, 11)
ORDER = {"low": 0, "medium": 1, "high": 2}


def weight(severity: int, occurrence_rank: int, detection: int) -> int:
    return ORDER[
        action_priority(
            severity_rank=severity, occurrence_rank=occurrence_rank, detection_rank=detection
        )
    ]


def test_the_thousand_cells_have_the_known_totals() -> None:
    totals = Counter(weight(*ranks) for ranks in product(RANKS, repeat=3))
    assert totals == {2: 318, 1: 214, 0: 468}


def test_a_worse_rank_never_lowers_the_priority() -> None:
    for ranks in product(RANKS, repeat=3):
        for position in range(3):
            worse = list(ranks)
            worse[position] += 1
            if worse[position] <= 10:
                assert weight(*ranks) <= weight(*worse), (ranks, worse)


def test_the_two_published_examples_agree() -> None:
    assert weight(8, 6, 2) == ORDER["high"]
    assert weight(2, 6, 8) == ORDER["low"]


def test_a_product_of_ranks_orders_risks_otherwise() -> None:
    highs = [s * o * d for s, o, d in product(RANKS, repeat=3) if weight(s, o, d) == 2]
    lows = [s * o * d for s, o, d in product(RANKS, repeat=3) if weight(s, o, d) == 0]
    assert (min(highs), max(lows)) == (54, 210)


@pytest.mark.parametrize("rank", [0, 11, -1, 1.0, True, "5"])
def test_what_is_no_rank_is_refused(rank) -> None:
    for position in ("severity_rank", "occurrence_rank", "detection_rank"):
        ranks = {"severity_rank": 5, "occurrence_rank": 5, "detection_rank": 5, position: rank}
        with pytest.raises(RegisterError, match="is not a rank"):
            action_priority(**ranks)


def test_not_having_looked_ranks_worst() -> None:
    assert occurrence(rate_upper=Decimal(1)) == 10


def test_no_measurement_shows_that_design_has_eliminated_a_harm() -> None:
    assert occurrence(rate_upper=Decimal(0)) == 2


@pytest.mark.parametrize(("limit", "rank"), OCCURRENCE_LIMITS)
def test_a_bound_on_the_edge_of_a_band_falls_into_the_worse_one(limit: Decimal, rank: int) -> None:
    just_below = limit - Decimal("1E-12")
    assert occurrence(rate_upper=just_below) == rank
    assert occurrence(rate_upper=limit) == rank + 1


@pytest.mark.parametrize("rate_upper", ["-0.1", "1.1", "NaN", "Infinity"])
def test_what_is_no_bound_of_a_rate_is_refused(rate_upper: str) -> None:
    with pytest.raises(RegisterError, match="not the upper bound of a rate"):
        occurrence(rate_upper=Decimal(rate_upper))
