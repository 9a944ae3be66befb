"""Draws without an answer: the interval holds every interval that any answers could lead to."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.estimation.samples import answers, drawn_of, risk_with, two_strata

from plimsoll.estimation import Drawn, Part, estimate_rate
from plimsoll.estimation.look import Look
from plimsoll.records import Verdict


def looked(drawn, risk):
    return Look.at(
        drawn.draws,
        parts=drawn.parts,
        planned_rate=float(risk.line.rate),
        alpha=float(risk.line.alpha),
    )


def imputed(letters):
    """Yield every way in which the waiting draws could have been answered."""
    for filled in product("cv", repeat=letters.count(".")):
        iterator = iter(filled)
        yield "".join(next(iterator) if letter == "." else letter for letter in letters)


def assert_holds_every_imputation(flagged, unflagged, *, sizes, risk):
    reported = looked(two_strata(flagged, unflagged, sizes=sizes), risk)
    for caught, missed in product(imputed(flagged), imputed(unflagged)):
        look = looked(two_strata(caught, missed, sizes=sizes), risk)
        what = (flagged, unflagged, caught, missed)
        assert reported.optimistic.total_lower <= look.optimistic.total_lower, what
        assert look.pessimistic.total_upper <= reported.pessimistic.total_upper, what
        assert reported.missed_share.lower <= look.missed_share.lower + 1e-12, what
        assert look.missed_share.upper <= reported.missed_share.upper + 1e-12, what


def short_courses(longest):
    """Return one writing of every multiset of at most ``longest`` answers."""
    return [
        "v" * violations + "c" * clean + "." * waiting
        for violations, clean, waiting in product(range(longest + 1), repeat=3)
        if violations + clean + waiting <= longest
    ]


@pytest.mark.parametrize("alpha", ["0.05", "0.5"])
def test_every_small_case_of_two_strata_holds_all_its_imputations(alpha):
    risk = risk_with(rate="0.01", alpha=alpha)
    for flagged, unflagged in product(short_courses(3), short_courses(2)):
        if "." in flagged + unflagged:
            assert_holds_every_imputation(flagged, unflagged, sizes=(20, 5), risk=risk)


@pytest.mark.parametrize(
    ("flagged", "unflagged", "sizes", "rate"),
    [
        ("v" * 10 + "." * 1, "c" * 7 + ".", (100, 20), "0.02"),
        ("v" * 9 + "c" * 4, "c" * 9 + "...", (100, 20), "0.01"),
        ("vv", ".", (20, 5), "0.01"),
        ("c" * 1 + ".", "v" + "c" * 6, (10, 900), "0.1"),
        ("v" * 7 + ".", "vv" + "c" * 10, (10, 900), "0.02"),
    ],
)
def test_an_answer_that_fits_the_bets_badly_does_not_escape_the_interval(
    flagged, unflagged, sizes, rate
):
    """Found by search: a violation more can lower a bound, by starving the other stratum."""
    for alpha in ("0.05", "0.1", "0.2"):
        assert_holds_every_imputation(
            flagged, unflagged, sizes=sizes, risk=risk_with(rate=rate, alpha=alpha)
        )


courses = st.tuples(st.integers(0, 6), st.integers(0, 12), st.integers(0, 3)).map(
    lambda counts: "v" * counts[0] + "c" * counts[1] + "." * counts[2]
)


@settings(max_examples=60, deadline=None)
@given(
    flagged=courses,
    unflagged=courses,
    room=st.tuples(st.integers(0, 60), st.integers(0, 900)),
    rate=st.sampled_from(["0.01", "0.05", "0.3"]),
    alpha=st.sampled_from(["0.05", "0.2"]),
)
def test_wherever_one_looks_the_interval_holds_all_imputations(
    flagged, unflagged, room, rate, alpha
):
    assert_holds_every_imputation(
        flagged,
        unflagged,
        sizes=(len(flagged) + room[0], len(unflagged) + room[1]),
        risk=risk_with(rate=rate, alpha=alpha),
    )


def test_waiting_draws_count_both_ways_and_not_only_one():
    risk = risk_with()
    waiting = estimate_rate(risk, drawn_of("c" * 40 + "...c", population_size=400))
    clean = estimate_rate(risk, drawn_of("c" * 44, population_size=400))
    harm = estimate_rate(risk, drawn_of("c" * 40 + "vvvc", population_size=400))
    assert waiting.rate.upper >= min(harm.rate.upper, clean.rate.upper)
    assert waiting.rate.lower <= clean.rate.lower
    assert waiting.labelling.waiting_count == 3
    look = looked(drawn_of("c" * 40 + "...c", population_size=400), risk)
    assert (
        look.pessimistic.total_upper
        >= looked(drawn_of("c" * 40 + "vvvc", population_size=400), risk).pessimistic.total_upper
    )
    assert look.optimistic.total_lower == 0


def test_nobody_can_release_by_leaving_the_hard_ones_unanswered():
    """With all of the harm skipped, the verdict is not the one that a clean log would get."""
    risk = risk_with(rate="0.1")
    clean = drawn_of("c" * 60, population_size=100)
    skipped = drawn_of("ccccc." * 10, population_size=100)
    assert estimate_rate(risk, clean).verdict is Verdict.MET
    assert estimate_rate(risk, skipped).verdict is Verdict.INCONCLUSIVE


def test_a_census_with_a_gap_is_no_census():
    estimate = estimate_rate(risk_with(rate="0.5"), drawn_of("cccc.ccccc", population_size=10))
    assert (estimate.rate.lower, estimate.rate.upper) == (0, estimate.rate.upper)
    assert 0 < estimate.rate.upper <= 1
    assert not estimate.method.startswith("census")


def test_a_look_may_stop_before_the_gaps_but_never_picks_answers_out_of_order():
    """Stopping early is allowed; taking the ninth answer without the eighth is not."""
    risk = risk_with()
    prefix = estimate_rate(risk, drawn_of("c" * 30, population_size=1000))
    behind = estimate_rate(risk, drawn_of("c" * 30 + "." * 20 + "c" * 2, population_size=1000))
    assert behind.rate == prefix.rate
    assert behind.reviewed_count == 30
    assert any("2 settled answers stand behind" in note for note in behind.notes)


def test_draws_of_a_stratum_that_is_not_of_the_population_are_a_broken_contract():
    drawn = Drawn({"a": Part(flagged=False, population_size=9)}, answers("c", stratum="b"), "ab")
    with pytest.raises(KeyError):
        estimate_rate(risk_with(), drawn)
