"""One look: the bets it makes are fair, whatever part of the stake is held back."""

import math
from itertools import product

import numpy as np
import pytest
from tests.estimation.samples import answers

from plimsoll.estimation.look import RESERVES, Look, Part, Tally

both_sides = pytest.mark.parametrize("flagged", [True, False], ids=["flagged", "not flagged"])
alone_or_not = pytest.mark.parametrize("is_alone", [True, False], ids=["alone", "beside others"])


def counted(letters, *, flagged, is_alone, population_size):
    return Tally.of(
        Part(flagged, population_size), answers(letters), planned_rate=0.05, is_alone=is_alone
    )


@both_sides
@alone_or_not
def test_before_any_answer_there_is_no_evidence_against_any_content(flagged, is_alone):
    tally = counted("", flagged=flagged, is_alone=is_alone, population_size=30)
    assert tally.settled().log_e_value(np.arange(31)) == pytest.approx(np.zeros(31), abs=1e-12)


@both_sides
@alone_or_not
def test_the_evidence_against_the_truth_is_at_most_one_on_average(flagged, is_alone):
    """Over every possible sample of every content of a small stratum, exactly."""
    size = 8
    for held_count, sample_size in product(range(size + 1), range(size + 1)):
        mean = 0.0
        for violations_count in range(sample_size + 1):
            ways = math.comb(held_count, violations_count) * math.comb(
                size - held_count, sample_size - violations_count
            )
            if ways:
                letters = "v" * violations_count + "c" * (sample_size - violations_count)
                tally = counted(letters, flagged=flagged, is_alone=is_alone, population_size=size)
                chance = ways / math.comb(size, sample_size)
                mean += chance * math.exp(float(tally.settled().log_e_value(held_count)))
        assert mean <= 1.0 + 1e-9


def test_only_beside_other_strata_is_a_part_of_the_stake_held_back():
    for flagged in (True, False):
        alone = counted("vc", flagged=flagged, is_alone=True, population_size=9)
        beside = counted("vc", flagged=flagged, is_alone=False, population_size=9)
        assert alone.settled().reserve == 0.0
        assert beside.settled().reserve == RESERVES[flagged] > 0.0
        assert beside.imputed(as_violation=True).reserve == RESERVES[flagged]


def test_a_tally_counts_each_draw_once():
    tally = counted("vvc..c", flagged=False, is_alone=True, population_size=20)
    assert (tally.answered_count, tally.violations_count, tally.waiting_count) == (4, 2, 2)
    settled, clean, harm = (
        tally.settled(),
        tally.imputed(as_violation=False),
        tally.imputed(as_violation=True),
    )
    assert (settled.sample_size, settled.violations_count) == (4, 2)
    assert (clean.sample_size, clean.violations_count) == (6, 2)
    assert (harm.sample_size, harm.violations_count) == (6, 4)


def test_without_waiting_draws_no_reading_fits_better():
    tally = counted("vcc", flagged=True, is_alone=False, population_size=20)
    assert tally.misfit(as_violation=True) == tally.misfit(as_violation=False) == 0.0


@both_sides
def test_the_misfit_is_never_negative_and_one_reading_may_have_none(flagged):
    for violations_count, clean_count, waiting_count in product(range(4), repeat=3):
        letters = "v" * violations_count + "c" * clean_count + "." * waiting_count
        tally = counted(letters, flagged=flagged, is_alone=False, population_size=30)
        assert tally.misfit(as_violation=True) >= 0.0
        assert tally.misfit(as_violation=False) >= 0.0


def test_a_look_without_waiting_draws_has_one_reading():
    look = Look.at(
        answers("vcc"), parts={"not flagged": Part(False, 9)}, planned_rate=0.05, alpha=0.05
    )
    assert look.optimistic == look.pessimistic
    assert (look.length, look.answered_count, look.violations_count) == (3, 3, 1)
    assert look.waiting_count == 0
