"""The promise of the whole room, by replaying many courses: how often it misses, at any look.

A log with a known content is drawn by the real design, in the real reading order. A part of its
harm lies where the screen flagged nothing. People answer in batches and leave gaps (some of them
just where the harm is), look after every batch, and stop as soon as the verdict is ``MET``. Over
2,000 replications for each true rate, the interval must hold the truth at every look, and a log
above its line must not be met, each with error at most alpha. The seeds are fixed, so the test
says the same on every run.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import numpy as np
import pytest
from tests.estimation.samples import risk_with

from plimsoll.estimation import Answered, Drawn, Part, estimate_rate, prevalence
from plimsoll.estimation.look import Look
from plimsoll.estimation.prevalence import METHOD
from plimsoll.records import Population, Price, Verdict, sha256_hex
from plimsoll.sampling import Design, Listed, frame_of, next_round

REPLICATIONS = 2000
ALPHA = 0.2
POPULATION_SIZE = 40
FLAGGED_SIZE = 12
LINE_COUNT = 5
BATCHES = (12, 12, 12)


@dataclass(frozen=True)
class Errors:
    """Of the replications, how many missed the truth at some look, and how many were met."""

    missed_count: int
    met_count: int


def listed_log():
    ids = [f"t{index:02d}" for index in range(POPULATION_SIZE)]
    return frame_of(
        [Listed(one, sha256_hex(one.encode()), {}) for one in ids],
        population=Population(),
        flagged_ids=frozenset(ids[:FLAGGED_SIZE]),
    )


FRAME = listed_log()
PARTS = {name: Part(name in FRAME.flagged_strata, size) for name, size in FRAME.sizes.items()}


@cache
def order_of(seed):
    """Return (stratum, transcript index) of all rounds of one seed, in reading order."""
    design = Design("r", Population(), (), 1, "", seed=seed, planned_rate=Decimal("0.05"))
    draws = []
    for budget_count in BATCHES:
        draws.extend(
            next_round(design, frame=FRAME, budget_count=budget_count, earlier=draws).draws
        )
    return [(draw.stratum, int(draw.transcript_id[1:])) for draw in draws]


@pytest.fixture(autouse=True)
def what_was_computed_is_remembered(monkeypatch):
    """Many courses pass through the same counts, and no price is asked: the rest is untouched."""
    look_at, known = Look.at, {}

    def remembered(draws, **fixed):
        counts = Counter((draw.stratum, draw.violates) for draw in draws)
        key = (frozenset(counts.items()), fixed["planned_rate"], fixed["alpha"])
        if key not in known:
            known[key] = look_at(draws, **fixed)
        return known[key]

    monkeypatch.setattr(Look, "at", remembered)
    free = Price(reviews_count=None, why="nobody asked")
    monkeypatch.setattr(prevalence, "price_of", lambda *_, **__: free)


def content_of(held_count, *, hidden_share):
    """Return which transcripts are violations; the hidden ones lie where nothing is flagged."""
    hidden_count = round(held_count * hidden_share)
    held = {*range(held_count - hidden_count), *range(39, 39 - hidden_count, -1)}
    assert len(held) == held_count
    return held


def answered(course, held, *, rng):
    """Answer a course: one draw in seventy is left open, and one in eight of the harmful ones."""
    answers = []
    for stratum, index in course:
        violates = index in held
        is_open = rng.random() < (0.125 if violates else 1 / 70)
        answers.append(
            Answered(stratum, None, "waiting") if is_open else Answered(stratum, violates, "single")
        )
    return answers


def replayed(held_count, *, hidden_share=0.2, alpha=ALPHA):
    """Play every replication; whoever wants to sail stops at the first look that lets them."""
    held = content_of(held_count, hidden_share=hidden_share)
    risk = risk_with(rate=str(LINE_COUNT / POPULATION_SIZE), alpha=str(alpha))
    rng = np.random.default_rng(held_count)
    missed_count = met_count = 0
    for seed in range(REPLICATIONS):
        answers = answered(order_of(seed), held, rng=rng)
        missed = met = False
        for length in np.cumsum(BATCHES):
            estimate = estimate_rate(risk, Drawn(PARTS, answers[:length], "ab"))
            lower, upper = (
                float(end) * POPULATION_SIZE for end in (estimate.rate.lower, estimate.rate.upper)
            )
            missed |= not lower - 1e-6 <= held_count <= upper + 1e-6
            met |= estimate.verdict is Verdict.MET
            if met:
                break
        missed_count += missed
        met_count += met
    return Errors(missed_count, met_count)


@pytest.mark.parametrize("held_count", [2, 5, 6, 10], ids=lambda held: f"{held} of 40")
def test_looking_until_it_is_met_misses_the_truth_with_at_most_alpha(held_count):
    """The line is 5 of 40: half of it, on it, a fifth above it, twice as much."""
    errors = replayed(held_count)
    assert errors.missed_count <= ALPHA * REPLICATIONS
    if held_count > LINE_COUNT:
        assert errors.met_count <= ALPHA * REPLICATIONS
        assert errors.met_count <= errors.missed_count
    else:
        assert held_count == LINE_COUNT or errors.met_count > 0.1 * REPLICATIONS


def test_harm_that_the_screen_never_sees_is_not_met_either():
    errors = replayed(6, hidden_share=1.0)
    assert errors.met_count <= errors.missed_count <= ALPHA * REPLICATIONS


def test_the_replay_can_fail():
    """Whoever drops the open draws from the count, as many do, is met wrongly and often."""
    held = content_of(10, hidden_share=0.2)
    risk = risk_with(rate="0.225", alpha=str(ALPHA))  # 9 of 40; there are 10
    met_count = 0
    for seed in range(200):
        answers = [
            Answered(stratum, index in held, "single")
            for stratum, index in order_of(seed)
            if index not in held or seed % 2  # half of the replications hide all of the harm
        ]
        met_count += estimate_rate(risk, Drawn(PARTS, answers, "ab")).verdict is Verdict.MET
    assert met_count > ALPHA * 200


def test_what_was_replayed_is_the_method_that_is_reported():
    risk = risk_with(rate="0.125", alpha="0.2")
    draws = [Answered(stratum, False, "single") for stratum, _ in order_of(0)]
    assert estimate_rate(risk, Drawn(PARTS, draws, "ab")).method == METHOD
