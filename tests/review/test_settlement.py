"""The settlement, as a whole truth table: every combination of up to three labels."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.records import Label
from plimsoll.review import Settlement, settle
from plimsoll.review.settlement import WAITING

ANSWERS = ("violation", "clean", "unsure")
CAPACITIES = ("review", "adjudication")
SAYINGS = tuple(product(CAPACITIES, ANSWERS))


def label(verdict, *, reviewer="ada", capacity="review", transcript_id="t"):
    return Label(
        transcript_id=transcript_id,
        risk_id="r",
        reviewer=reviewer,
        verdict=verdict,
        capacity=capacity,
        rubric_version="1",
        rubric_sha256="ab",
    )


def settled(sayings):
    """Settle what different people said of one transcript."""
    labels = [
        label(verdict, reviewer=f"person {index}", capacity=capacity)
        for index, (capacity, verdict) in enumerate(sayings)
    ]
    return settle(labels).get("t", WAITING)


def by_the_rules(sayings):
    """Say in other words what the answer must be."""
    reviews = [verdict for capacity, verdict in sayings if capacity == "review"]
    rulings = [verdict for capacity, verdict in sayings if capacity == "adjudication"]
    if "unsure" in rulings or len(set(rulings)) > 1:
        return WAITING
    in_doubt = "unsure" in reviews or len(set(reviews)) != 1
    if rulings:
        if not in_doubt and rulings[0] == reviews[0]:
            return Settlement(rulings[0] == "violation", "agreed" if len(reviews) > 1 else "single")
        return Settlement(rulings[0] == "violation", "adjudicated")
    if in_doubt:
        return WAITING
    return Settlement(reviews[0] == "violation", "agreed" if len(reviews) > 1 else "single")


TABLE = [sayings for people in range(4) for sayings in product(SAYINGS, repeat=people)]


def test_the_table_is_whole():
    assert len(TABLE) == 1 + 6 + 6**2 + 6**3


@pytest.mark.parametrize("people", range(4))
def test_every_combination_of_labels_settles_as_the_rules_say(people):
    for sayings in product(SAYINGS, repeat=people):
        assert settled(sayings) == by_the_rules(sayings), sayings


def test_no_answer_is_ever_made_up():
    """What is settled was said by somebody, and an answer and its ground always go together."""
    for sayings in TABLE:
        settlement = settled(sayings)
        said = {verdict for _, verdict in sayings}
        assert (settlement.violates is None) == (settlement.basis == "waiting")
        if settlement.violates is not None:
            assert ("violation" if settlement.violates else "clean") in said


def test_a_majority_settles_nothing():
    two_to_one = [("review", "clean"), ("review", "clean"), ("review", "violation")]
    assert settled(two_to_one) == WAITING
    assert settled([*two_to_one, ("review", "clean")]) == WAITING


def test_the_order_of_people_does_not_matter():
    for sayings in TABLE:
        assert settled(sayings) == settled(sayings[::-1])


def test_one_person_who_repeats_themselves_is_one_person():
    assert settle([label("clean"), label("clean")])["t"] == Settlement(False, "single")


@given(history=st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=5))
def test_of_each_person_the_latest_answer_counts(history):
    labels = [label(verdict) for verdict in history]
    assert settle(labels) == settle([label(history[-1])])


def test_a_revision_can_open_what_was_settled_and_settle_what_was_open():
    agreed = [label("clean"), label("clean", reviewer="bob")]
    assert settle(agreed)["t"].basis == "agreed"
    reopened = [*agreed, label("violation")]
    assert settle(reopened)["t"] == WAITING
    closed = [*reopened, label("violation", reviewer="bob")]
    assert settle(closed)["t"] == Settlement(True, "agreed")


def test_an_adjudicator_who_revises_a_ruling_is_heard_once():
    dispute = [label("clean"), label("violation", reviewer="bob")]
    ruled = [*dispute, label("clean", reviewer="eve", capacity="adjudication")]
    assert settle(ruled)["t"] == Settlement(False, "adjudicated")
    revised = [*ruled, label("violation", reviewer="eve", capacity="adjudication")]
    assert settle(revised)["t"] == Settlement(True, "adjudicated")


def test_a_ruling_overrules_reviewers_who_agree():
    labels = [
        label("clean"),
        label("clean", reviewer="bob"),
        label("violation", reviewer="eve", capacity="adjudication"),
    ]
    assert settle(labels)["t"] == Settlement(True, "adjudicated")


def test_transcripts_are_settled_each_by_itself():
    settlements = settle([label("clean", transcript_id="a"), label("violation", transcript_id="b")])
    assert settlements == {"a": Settlement(False, "single"), "b": Settlement(True, "single")}
    assert settle([]) == {}
