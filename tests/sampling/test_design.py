"""The design: everybody has the stated chance, nobody is drawn twice, anybody can recompute it."""

import hashlib
from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.errors import DesignError
from plimsoll.records import Population, sha256_hex
from plimsoll.sampling import Design, Listed, frame_of, next_round

CHI_SQUARE_99_9999 = {9: 42.4, 19: 61.3}  # quantiles at one in a million, by degrees of freedom


def design_of(seed=11, **changes):
    fixed = {
        "risk_id": "over-refusal",
        "population": Population(),
        "by": (),
        "batches_count": 1,
        "rules_sha256": "",
        "seed": seed,
        "planned_rate": Decimal("0.05"),
    }
    return Design(**{**fixed, **changes})


def frame_with(*, flagged_count, clear_count):
    ids = [f"t{index:04d}" for index in range(flagged_count + clear_count)]
    return frame_of(
        [Listed(one, sha256_hex(one.encode()), {}) for one in ids],
        population=Population(),
        flagged_ids=frozenset(ids[:flagged_count]),
    )


def drawn(frame, budget_count, *, earlier=(), seed=11):
    return next_round(
        design_of(seed), frame=frame, budget_count=budget_count, earlier=tuple(earlier)
    )


def ids_of(draws):
    return [draw.transcript_id for draw in draws]


def test_over_4000_seeds_every_transcript_is_drawn_its_share_of_the_time():
    """Pearson's chi-square against equal chances, corrected for drawing without replacement."""
    frame = frame_with(flagged_count=10, clear_count=20)
    replications = 4000
    counts = Counter()
    for seed in range(replications):
        counts.update(ids_of(drawn(frame, 9, seed=seed).draws))
    for name, size in frame.sizes.items():
        (chance,) = {
            draw.inclusion_probability for draw in drawn(frame, 9).draws if draw.stratum == name
        }
        expected = replications * float(chance)
        members = [row.transcript_id for row in frame.rows if row.stratum == name]
        statistic = sum((counts[one] - expected) ** 2 for one in members) / expected
        # A fixed number is drawn each time, which shrinks the spread by (N - n) / (N - 1).
        statistic *= (size - 1) / (size * (1.0 - float(chance)))
        assert statistic < CHI_SQUARE_99_9999[size - 1]


def test_over_6000_seeds_every_pair_and_both_orders_come_up_alike():
    frame = frame_with(flagged_count=0, clear_count=4)
    replications = 6000
    orders = Counter(
        tuple(ids_of(drawn(frame, 2, seed=seed).draws)) for seed in range(replications)
    )
    assert len(orders) == 12
    expected = replications / 12
    assert sum((count - expected) ** 2 for count in orders.values()) / expected < 49.0


def test_anyone_can_recompute_the_draws_with_hashlib_alone():
    frame = frame_with(flagged_count=30, clear_count=70)
    round_ = drawn(frame, 40)
    for name in frame.sizes:
        members = [row.transcript_id for row in frame.rows if row.stratum == name]
        members.sort(
            key=lambda one: hashlib.sha256(f"11\n{frame.sha256}\n{one}".encode()).hexdigest()
        )
        mine = [draw.transcript_id for draw in round_.draws if draw.stratum == name]
        assert mine == members[: len(mine)]


def test_the_digest_of_the_frame_can_be_recomputed_with_hashlib_alone():
    frame = frame_with(flagged_count=1, clear_count=1)
    whole = hashlib.sha256()
    for one, stratum in (("t0000", "flagged"), ("t0001", "not flagged")):
        digest = hashlib.sha256(one.encode()).hexdigest()
        row = f'{{"stratum":"{stratum}","transcript_id":"{one}","transcript_sha256":"{digest}"}}'
        whole.update(hashlib.sha256(row.encode()).digest())
    assert frame.sha256 == whole.hexdigest()


def test_another_seed_or_another_frame_gives_another_order():
    frame = frame_with(flagged_count=0, clear_count=60)
    larger = frame_with(flagged_count=0, clear_count=61)
    orders = [
        ids_of(drawn(frame, 60).draws),
        ids_of(drawn(frame, 60, seed=12).draws),
        [one for one in ids_of(drawn(larger, 61).draws) if one != "t0060"],
    ]
    assert len({tuple(order) for order in orders}) == 3
    assert len({frozenset(order) for order in orders}) == 1


def test_the_same_seed_and_frame_give_the_same_round():
    frame = frame_with(flagged_count=5, clear_count=50)
    assert drawn(frame, 20) == drawn(frame, 20)


@given(
    sizes=st.tuples(st.integers(0, 12), st.integers(1, 40)),
    budgets=st.lists(st.integers(2, 15), min_size=1, max_size=5),
)
def test_rounds_go_on_in_one_order_and_nobody_is_drawn_twice(sizes, budgets):
    frame = frame_with(flagged_count=sizes[0], clear_count=sizes[1])
    earlier = []
    for round_index, budget_count in enumerate(budgets):
        left = len(frame.rows) - len(earlier)
        round_ = drawn(frame, budget_count, earlier=earlier)
        assert len(round_.draws) == min(budget_count, left)
        assert round_.sample.round_index == round_index or not left
        assert all(draw.round_index == round_.sample.round_index for draw in round_.draws)
        earlier.extend(round_.draws)
    assert len(set(ids_of(earlier))) == len(earlier)
    assert [draw.order for draw in earlier] == list(range(len(earlier)))
    census = drawn(frame, len(frame.rows)).draws
    for name in frame.sizes:
        whole = [draw.transcript_id for draw in census if draw.stratum == name]
        mine = [draw.transcript_id for draw in earlier if draw.stratum == name]
        assert mine == whole[: len(mine)]


@given(sizes=st.tuples(st.integers(0, 12), st.integers(0, 30)), budget_count=st.integers(2, 50))
def test_the_sample_states_sizes_draws_and_chances_as_they_are(sizes, budget_count):
    frame = frame_with(flagged_count=sizes[0], clear_count=sizes[1])
    round_ = drawn(frame, budget_count)
    for stratum in round_.sample.strata:
        mine = [draw for draw in round_.draws if draw.stratum == stratum.name]
        assert stratum.population_size == frame.sizes[stratum.name]
        assert stratum.drawn_count == len(mine)
        assert stratum.flagged == (stratum.name == "flagged")
        for draw in mine:
            exact = Decimal(len(mine)) / stratum.population_size
            assert abs(draw.inclusion_probability - exact) < Decimal("1e-12")
            assert draw.frame_sha256 == frame.sha256 == round_.sample.frame_sha256
            assert draw.seed == round_.sample.seed == 11


def test_a_later_round_states_the_chance_of_both_rounds_together():
    frame = frame_with(flagged_count=0, clear_count=10)
    first = drawn(frame, 2)
    second = drawn(frame, 3, earlier=first.draws)
    assert {draw.inclusion_probability for draw in first.draws} == {Decimal("0.2")}
    assert {draw.inclusion_probability for draw in second.draws} == {Decimal("0.5")}
    assert second.sample.strata[0].drawn_count == 5


@pytest.mark.parametrize("budget_count", [30, 31, 10**9])
def test_a_budget_beyond_the_frame_is_a_census(budget_count):
    frame = frame_with(flagged_count=10, clear_count=20)
    round_ = drawn(frame, budget_count)
    assert sorted(ids_of(round_.draws)) == [row.transcript_id for row in frame.rows]
    assert {draw.inclusion_probability for draw in round_.draws} == {Decimal(1)}


def test_an_exhausted_frame_gives_an_empty_round():
    frame = frame_with(flagged_count=2, clear_count=3)
    census = drawn(frame, 5)
    assert drawn(frame, 5, earlier=census.draws).draws == ()


def test_another_seed_on_the_same_frame_is_refused():
    frame = frame_with(flagged_count=2, clear_count=30)
    first = drawn(frame, 5)
    with pytest.raises(DesignError, match="cannot go on with seed 12"):
        drawn(frame, 5, earlier=first.draws, seed=12)


@pytest.mark.parametrize("budget_count", [0, -1])
def test_a_budget_of_nothing_is_refused(budget_count):
    with pytest.raises(DesignError, match="draws nothing"):
        drawn(frame_with(flagged_count=2, clear_count=3), budget_count)


def test_a_budget_that_cannot_reach_every_stratum_is_refused():
    with pytest.raises(DesignError, match="cannot cover 2 strata"):
        drawn(frame_with(flagged_count=2, clear_count=3), 1)


def test_a_stratum_that_is_used_up_no_longer_claims_a_review():
    frame = frame_with(flagged_count=1, clear_count=9)
    first = drawn(frame, 4)
    second = drawn(frame, 1, earlier=first.draws)
    assert [draw.stratum for draw in second.draws] == ["not flagged"]


@given(
    sizes=st.tuples(st.integers(1, 60), st.integers(1, 200)),
    budget_count=st.integers(2, 120),
    seed=st.integers(0, 2**63),
)
def test_every_stretch_of_the_reading_order_holds_about_its_share_of_each_stratum(
    sizes, budget_count, seed
):
    frame = frame_with(flagged_count=sizes[0], clear_count=sizes[1])
    draws = drawn(frame, budget_count, seed=seed).draws
    for name in frame.sizes:
        share = sum(draw.stratum == name for draw in draws) / len(draws)
        seen = 0
        for length, draw in enumerate(draws, start=1):
            seen += draw.stratum == name
            assert abs(seen - share * length) <= 2.0


def test_the_reading_order_does_not_betray_the_stratum():
    """Equal shares must not simply alternate: whoever knew the trick would know the flag."""
    frame = frame_with(flagged_count=40, clear_count=40)
    parities = Counter()
    for seed in range(200):
        strata = [draw.stratum for draw in drawn(frame, 40, seed=seed).draws]
        parities[strata[0]] += 1
        parities["repeats"] += any(one == other for one, other in pairwise(strata))
    assert 60 <= parities["flagged"] <= 140
    assert parities["repeats"] == 200
