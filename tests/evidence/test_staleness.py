"""Staleness: which changes unseat a claim, which are worth a remark, ground by ground."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.samples import RESTS_ON, claim_with

from plimsoll.evidence import compare_ground
from plimsoll.evidence.staleness import REMARKS, UNSEATS

NEW = "f" * 64


def test_an_unmoved_ground_says_nothing():
    ground = compare_ground(claim_with(), RESTS_ON)
    assert ground.unseated_by == ground.remarks == ()


@pytest.mark.parametrize("name", ["line", "rubric", "draws", "labels", "transcripts"])
def test_a_change_of_what_was_measured_unseats_the_claim(name):
    ground = compare_ground(claim_with(), {**RESTS_ON, name: NEW})
    assert ground.unseated_by == (UNSEATS[name],)
    assert ground.remarks == ()


@pytest.mark.parametrize("name", ["rules", "risk"])
def test_a_change_beside_what_was_measured_is_a_remark(name):
    ground = compare_ground(claim_with(), {**RESTS_ON, name: NEW})
    assert ground.unseated_by == ()
    assert ground.remarks == (REMARKS[name],)


@pytest.mark.parametrize("name", [*UNSEATS, *REMARKS])
def test_a_ground_that_is_no_longer_known_counts_as_changed(name):
    current = {other: digest for other, digest in RESTS_ON.items() if other != name}
    ground = compare_ground(claim_with(), current)
    assert {**UNSEATS, **REMARKS}[name] in (*ground.unseated_by, *ground.remarks)


@pytest.mark.parametrize("name", [*UNSEATS, *REMARKS])
def test_a_claim_that_never_named_a_ground_does_not_rest_on_it(name):
    rests_on = {other: digest for other, digest in RESTS_ON.items() if other != name}
    for current in (RESTS_ON, rests_on):
        ground = compare_ground(claim_with(rests_on=rests_on), current)
        assert {**UNSEATS, **REMARKS}[name] in (*ground.unseated_by, *ground.remarks)


@given(changed=st.sets(st.sampled_from(sorted({*UNSEATS, *REMARKS}))))
def test_every_change_is_told_once_and_nothing_else(changed):
    current = {name: NEW if name in changed else digest for name, digest in RESTS_ON.items()}
    ground = compare_ground(claim_with(), current)
    assert set(ground.unseated_by) == {UNSEATS[name] for name in changed & set(UNSEATS)}
    assert set(ground.remarks) == {REMARKS[name] for name in changed & set(REMARKS)}
    assert len(ground.unseated_by) + len(ground.remarks) == len(changed)


def test_no_ground_is_both():
    assert not set(UNSEATS) & set(REMARKS)
