"""How far the answers reach: promising places to stop, the longest always among them."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.estimation.horizon import HORIZONS_MOST, horizons


@pytest.mark.parametrize(
    ("settled", "expected"),
    [
        ([], (0,)),
        ([False, False], (0,)),
        ([True], (1,)),
        ([True, True, True], (3,)),
        ([False, True], (2,)),
        ([True, False, False], (1,)),
        ([True, True, False, True, False, False], (4, 2)),
    ],
)
def test_a_look_ends_where_a_run_of_answers_ends(settled, expected):
    assert horizons(settled) == expected


def test_every_short_course_keeps_all_its_places_and_the_longest_first():
    for length in range(9):
        for settled in product([True, False], repeat=length):
            ends = [
                index + 1
                for index in range(length)
                if settled[index] and (index + 1 == length or not settled[index + 1])
            ]
            assert horizons(settled) == (tuple(reversed(ends)) or (0,))


@given(settled=st.lists(st.booleans(), max_size=400))
def test_the_longest_place_is_always_there_and_the_choice_is_small(settled):
    places = horizons(settled)
    assert len(places) <= HORIZONS_MOST + 1
    assert list(places) == sorted(set(places), reverse=True)
    assert all(0 <= place <= len(settled) for place in places)
    answered = [index + 1 for index, is_settled in enumerate(settled) if is_settled]
    assert places[0] == max(answered, default=0)
