"""The truth is counted, exactly, for the whole and for its parts."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from plimsoll.drill import DEMO_PLAN, simulate, truth
from plimsoll.errors import DesignError
from plimsoll.records import Population

PLAN = replace(DEMO_PLAN, transcripts_count=3_000)


@pytest.fixture(scope="module")
def fleet():
    return list(simulate(plan=PLAN, rng=np.random.default_rng(4)))


def test_the_true_rate_is_the_share_of_violating_transcripts(fleet):
    counted = truth(fleet)
    violations = sum(one.violates["data-leakage"] for one in fleet)
    assert counted.of("data-leakage").rate == Fraction(violations, 3_000)


@pytest.mark.parametrize("fact", ["model_version", "language", "segment"])
def test_the_parts_add_up_to_the_whole(fleet, fact):
    counted = truth(fleet)
    values = {one.transcript.facts()[fact] for one in fleet}
    parts = [counted.of("data-leakage", {fact: value}) for value in values]
    whole = counted.of("data-leakage")
    assert sum(part.violations_count for part in parts) == whole.violations_count
    assert sum(part.population_size for part in parts) == whole.population_size


def test_a_line_about_a_population_is_held_against_that_population_alone(fleet):
    german = Population.of(("language = de",))
    counted = truth(fleet, populations={"harassment": german})
    assert counted.of("harassment") == truth(fleet).of("harassment", {"language": "de"})
    assert counted.of("data-leakage").population_size == 3_000


def test_a_subgroup_without_transcripts_has_no_rate(fleet):
    with pytest.raises(DesignError, match="no true rate"):
        truth(fleet).of("harassment", {"language": "eo"})


def test_the_truth_of_no_fleet_is_empty():
    assert not truth([]).rates
