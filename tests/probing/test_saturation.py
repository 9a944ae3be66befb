"""How little is left to discover is never said too low, beyond its error budget."""

import itertools
import math

import numpy as np
import pytest

from plimsoll.errors import StatisticsError
from plimsoll.probing import saturation


def missing_mass(chances, sequence):
    return sum(chance for index, chance in enumerate(chances) if index not in sequence)


@pytest.mark.parametrize("chances", [(0.5, 0.3, 0.2), (0.9, 0.05, 0.05), (0.98, 0.01, 0.01)])
@pytest.mark.parametrize("successes_count", [1, 2, 7])
def test_the_estimate_errs_upwards_on_average(chances, successes_count):
    """Summed exactly over all sequences."""
    mean_estimate = mean_missing = 0.0
    for sequence in itertools.product(range(3), repeat=successes_count):
        chance = math.prod(chances[index] for index in sequence)
        mean_estimate += chance * saturation(map(str, sequence), alpha=0.1).estimate
        mean_missing += chance * missing_mass(chances, sequence)
    assert mean_missing <= mean_estimate + 1e-12
    assert mean_estimate - mean_missing <= 1 / successes_count + 1e-12


@pytest.mark.parametrize("shape", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("successes_count", [100, 1_000])
def test_the_bound_covers_the_missing_mass(shape, successes_count):
    """200 simulated searches over 300 variants; at alpha 0.05 the bound is far from tight."""
    rng = np.random.default_rng(9)
    chances = np.arange(1, 301, dtype=float) ** -shape
    chances /= chances.sum()
    misses = 0
    for _ in range(200):
        sequence = rng.choice(300, size=successes_count, p=chances)
        unseen = np.ones(300, dtype=bool)
        unseen[sequence] = False
        found = saturation(map(str, sequence), alpha=0.05)
        misses += found.upper < chances[unseen].sum()
    assert misses <= 10


def test_a_long_search_that_finds_nothing_new_comes_to_a_bound_below_one():
    found = saturation(["a", "b"] * 5_000, alpha=0.05)
    assert found.estimate == 0.0
    assert 0.0 < found.upper < 0.05
    assert found.variants_count == 2


def test_only_new_variants_leave_everything_open():
    assert saturation(map(str, range(50)), alpha=0.05).upper == 1.0


def test_no_successes_prove_nothing():
    assert saturation([], alpha=0.05).upper == 1.0


def test_an_error_budget_outside_its_range_is_refused():
    with pytest.raises(StatisticsError):
        saturation(["a"], alpha=0.0)
