"""In a case the data stay closed until both sides have said what they expect."""

from collections import Counter
from datetime import UTC, datetime

import msgspec
import numpy as np
import pytest

from plimsoll.errors import InputError, RecordError
from plimsoll.investigation import (
    SALT_BYTES,
    Case,
    Hypothesis,
    Side,
    assigned,
    committed,
    demand_honest,
    opened,
)

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
SALT = b"s" * SALT_BYTES


def new_case(*, seed=0):
    return assigned(
        case_id="case-1",
        question="Did refusals rise?",
        investigators=("analyst-a", "analyst-b"),
        rng=np.random.default_rng(seed),
    )


def hypothesis(case, author, **changes):
    fields = {
        "case_id": case.case_id,
        "author": author,
        "side": case.sides.get(author, Side.CHANGE),
        "statement": "It did.",
        "prediction": "The rate is up on fixed prompts.",
        "would_change_my_mind": "It is not.",
    }
    return Hypothesis(**(fields | changes))


def with_both(case):
    for author in case.sides:
        case = committed(case, hypothesis(case, author), salt=SALT, now_utc=NOW)
    return case


def test_a_case_runs_from_the_coin_to_two_honest_hypotheses():
    case = opened(with_both(new_case()), now_utc=NOW)
    for author in case.sides:
        assert demand_honest(case, hypothesis(case, author), salt=SALT) is None


def test_a_case_survives_being_written_down():
    case = opened(with_both(new_case()), now_utc=NOW)
    assert Case.parse(case.canonical()) == case


def test_the_two_sides_oppose_each_other_and_the_coin_is_fair():
    tally = Counter()
    for seed in range(400):
        sides = new_case(seed=seed).sides
        assert set(sides.values()) == set(Side)
        tally[sides["analyst-a"]] += 1
    assert 150 < tally[Side.CHANGE] < 250
    assert new_case(seed=5) == new_case(seed=5)


@pytest.mark.parametrize("committers", [[], ["analyst-a"], ["analyst-b"]])
def test_the_data_stay_closed_until_both_have_committed(committers):
    case = new_case()
    for author in committers:
        case = committed(case, hypothesis(case, author), salt=SALT, now_utc=NOW)
    with pytest.raises(InputError, match="did not register"):
        opened(case, now_utc=NOW)


def test_after_the_data_were_opened_nobody_registers():
    case = opened(with_both(new_case()), now_utc=NOW)
    with pytest.raises(InputError, match="were opened at"):
        committed(case, hypothesis(case, "analyst-a"), salt=SALT, now_utc=NOW)


def test_the_data_open_once():
    case = opened(with_both(new_case()), now_utc=NOW)
    with pytest.raises(InputError, match="were opened at"):
        opened(case, now_utc=NOW)


def test_nobody_commits_twice():
    case = new_case()
    case = committed(case, hypothesis(case, "analyst-a"), salt=SALT, now_utc=NOW)
    with pytest.raises(InputError, match="committed to a hypothesis already"):
        committed(case, hypothesis(case, "analyst-a", statement="Or not."), salt=SALT, now_utc=NOW)


def test_nobody_picks_the_easy_side():
    case = new_case()
    other = next(side for side in Side if side != case.sides["analyst-a"])
    with pytest.raises(InputError, match="does not argue"):
        committed(case, hypothesis(case, "analyst-a", side=other), salt=SALT, now_utc=NOW)


def test_a_stranger_and_a_hypothesis_of_another_case_are_refused():
    case = new_case()
    for stray in (hypothesis(case, "stranger"), hypothesis(case, "analyst-a", case_id="case-2")):
        with pytest.raises(InputError, match="does not argue"):
            committed(case, stray, salt=SALT, now_utc=NOW)


def test_nothing_is_revealed_while_the_data_are_closed():
    case = with_both(new_case())
    with pytest.raises(InputError, match="nothing to reveal"):
        demand_honest(case, hypothesis(case, "analyst-a"), salt=SALT)


def test_a_hypothesis_that_changed_its_mind_is_found_out():
    case = opened(with_both(new_case()), now_utc=NOW)
    with pytest.raises(InputError, match="not what analyst-a committed to"):
        demand_honest(case, hypothesis(case, "analyst-a", prediction="Whatever."), salt=SALT)


def test_the_case_holds_no_word_of_a_sealed_hypothesis():
    case = new_case()
    held = hypothesis(case, "analyst-a", statement="A word nobody else would write: xylograph.")
    sealed = committed(case, held, salt=SALT, now_utc=NOW)
    assert b"xylograph" not in sealed.canonical()


@pytest.mark.parametrize(
    "investigators", [("a", "a"), ("a", "A "), ("", "b"), ("a", " ")], ids=repr
)
def test_one_person_is_not_two_sides(investigators):
    with pytest.raises(InputError, match="two different"):
        assigned(
            case_id="c",
            question="?",
            investigators=investigators,
            rng=np.random.default_rng(0),
        )


def test_a_case_without_a_question_is_refused():
    with pytest.raises(InputError, match="no question"):
        assigned(case_id="c", question=" ", investigators=("a", "b"), rng=np.random.default_rng(0))


def test_what_is_recorded_cannot_be_changed_in_place():
    case = with_both(new_case())
    with pytest.raises(AttributeError):
        case.opened_at_utc = "2026-10-01T00:00:00Z"
    with pytest.raises(TypeError):
        case.sides["analyst-a"] = Side.CHANGE
    with pytest.raises(TypeError):
        case.commitments["stranger"] = None


@pytest.mark.parametrize(
    "changes",
    [
        {"sides": {"analyst-a": Side.CHANGE}},
        {"sides": {"analyst-a": Side.CHANGE, "analyst-b": Side.CHANGE}},
        {"commitments": {}, "opened_at_utc": "2026-10-01T00:00:00Z"},
        {"opened_at_utc": "yesterday"},
    ],
    ids=repr,
)
def test_a_case_that_cannot_have_come_about_is_refused_at_birth(changes):
    with pytest.raises(RecordError):
        msgspec.structs.replace(with_both(new_case()), **changes)
