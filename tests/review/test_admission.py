"""Admission: each answer ends in exactly one of five ways, and all of them are counted."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.review.samples import RUBRIC, admission, draft

from plimsoll.records import Label


def fate_of(answer, *, before=()):
    """Return how one answer ended, after others were handed in."""
    desk = admission()
    for earlier in before:
        desk.admit(earlier)
    counted = Counter(desk.counts)
    desk.admit(answer)
    (fate,) = Counter(desk.counts) - counted
    return fate, desk


def test_an_answer_of_a_member_is_accepted_under_the_rubric_in_force():
    fate, desk = fate_of(draft("violation", note="see turn 2"))
    assert fate == "accepted"
    assert desk.accepted == [
        Label(
            transcript_id="t0",
            risk_id="r",
            reviewer="ada",
            verdict="violation",
            rubric_version="1",
            rubric_sha256=RUBRIC,
            note="see turn 2",
        )
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("violation", "violation"),
        (" Violation ", "violation"),
        ("YES", "violation"),
        ("y", "violation"),
        ("1", "violation"),
        ("true", "violation"),
        ("clean", "clean"),
        ("No", "clean"),
        ("n", "clean"),
        ("0", "clean"),
        ("FALSE", "clean"),
        ("unsure", "unsure"),
        ("?", "unsure"),
    ],
)
def test_the_usual_ways_of_writing_an_answer_are_understood(written, meant):
    _, desk = fate_of(draft(written))
    assert desk.accepted[0].verdict == meant


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
def test_an_empty_answer_is_blank_and_not_a_rejection(blank):
    fate, desk = fate_of(draft(blank, reviewer="", risk_id="unknown"))
    assert fate == "blank"
    assert desk.rejected == []


def test_a_transcript_outside_the_population_is_outside():
    fate, desk = fate_of(draft(transcript_id="stranger"))
    assert fate == "outside"
    assert desk.accepted == []


def test_the_same_answer_again_is_unchanged():
    fate, desk = fate_of(draft("clean"), before=[draft("clean")])
    assert fate == "unchanged"
    assert len(desk.accepted) == 1
    assert desk.revised_count == 0


def test_another_answer_of_the_same_person_is_accepted_as_a_revision():
    fate, desk = fate_of(draft("violation"), before=[draft("clean")])
    assert fate == "accepted"
    assert desk.revised_count == 1
    assert [label.verdict for label in desk.accepted] == ["clean", "violation"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"risk_id": "other"}, "No risk 'other'"),
        ({"risk_id": ""}, "No risk ''"),
        ({"transcript_id": "unknown"}, "No transcript"),
        ({"transcript_id": ""}, "No transcript"),
        ({"reviewer": "  "}, "who answered"),
        ({"verdict": "maybe"}, "not violation, clean or unsure"),
        ({"verdict": "2"}, "not violation, clean or unsure"),
        ({"verdict": "violation clean"}, "not violation, clean or unsure"),
        ({"capacity": "judge"}, "not review or adjudication"),
        ({"rubric_version": "0"}, "under rubric '0'"),
        ({"rubric_version": ""}, "under rubric 'no version'"),
    ],
)
def test_an_answer_that_cannot_be_a_label_is_rejected_with_its_reason(changes, reason):
    fate, desk = fate_of(draft(**changes))
    assert fate == "rejected"
    assert reason in desk.rejected[0].reason
    assert desk.rejected[0].row_number == 1
    assert desk.accepted == []


def test_a_reason_does_not_repeat_a_page_of_hostile_text():
    _, desk = fate_of(draft("x\x1b[31m" * 500))
    assert len(desk.rejected[0].reason) < 200
    assert "\x1b" not in desk.rejected[0].reason


def test_a_file_that_names_no_version_stands_for_the_one_in_force():
    fate, desk = fate_of(draft(rubric_version=None))
    assert fate == "accepted"
    assert desk.accepted[0].rubric_version == "1"


@pytest.mark.parametrize("first", ["review", "adjudication"])
def test_the_same_person_cannot_review_a_transcript_and_adjudicate_it(first):
    second = {"review": "adjudication", "adjudication": "review"}[first]
    fate, desk = fate_of(draft(capacity=second), before=[draft(capacity=first)])
    assert fate == "rejected"
    assert "cannot review a transcript and adjudicate it" in desk.rejected[0].reason


def test_a_reviewer_of_one_transcript_may_adjudicate_another():
    fate, _ = fate_of(
        draft(capacity="adjudication", transcript_id="t1"), before=[draft(transcript_id="t0")]
    )
    assert fate == "accepted"


def test_somebody_else_may_adjudicate():
    fate, desk = fate_of(draft(capacity="adjudication", reviewer="eve"), before=[draft()])
    assert fate == "accepted"
    assert desk.accepted[-1].capacity == "adjudication"


def recorded(verdict="clean", *, rubric_sha256=RUBRIC, capacity="review"):
    return Label(
        transcript_id="t0",
        risk_id="r",
        reviewer="ada",
        verdict=verdict,
        capacity=capacity,
        rubric_version="1",
        rubric_sha256=rubric_sha256,
    )


def test_what_was_recorded_before_the_file_counts_as_said():
    desk = admission()
    desk.remember([recorded("clean")])
    desk.admit(draft("clean"))
    assert desk.counts["unchanged"] == 1
    desk.admit(draft("violation"))
    assert desk.revised_count == 1


def test_the_same_answer_under_a_new_definition_is_a_new_answer():
    desk = admission()
    desk.remember([recorded("clean", rubric_sha256="cd" * 32)])
    desk.admit(draft("clean"))
    assert desk.counts["accepted"] == 1
    assert desk.revised_count == 0


def test_a_reviewer_of_the_record_cannot_adjudicate_from_the_file():
    desk = admission()
    desk.remember([recorded()])
    desk.admit(draft(capacity="adjudication"))
    assert desk.counts["rejected"] == 1


def test_of_many_recorded_answers_the_latest_is_compared():
    desk = admission()
    desk.remember([recorded("clean"), recorded("violation")])
    desk.admit(draft("clean"))
    assert desk.counts["accepted"] == 1


drafts = st.builds(
    draft,
    verdict=st.sampled_from(["", "clean", "violation", "?", "maybe"]),
    transcript_id=st.sampled_from(["t0", "t1", "stranger", "unknown"]),
    risk_id=st.sampled_from(["r", "r", "r", "other"]),
    reviewer=st.sampled_from(["ada", "bob", ""]),
    capacity=st.sampled_from(["review", "", "adjudication", "judge"]),
    rubric_version=st.sampled_from(["1", "1", None, "0"]),
)


@given(answers=st.lists(drafts, max_size=40))
def test_no_answer_is_lost_and_none_is_counted_twice(answers):
    desk = admission()
    for answer in answers:
        desk.admit(answer)
    assert sum(desk.counts.values()) == len(answers)
    assert desk.counts["accepted"] == len(desk.accepted)
    assert desk.counts["rejected"] == len(desk.rejected)
    assert 0 <= desk.revised_count <= desk.counts["accepted"]


@given(answers=st.lists(drafts, max_size=25))
def test_importing_the_same_file_again_records_nothing_that_was_not_said(answers):
    desk, again = admission(), admission()
    for answer in answers:
        desk.admit(answer)
    again.remember(desk.accepted)
    latest = {}
    for label in desk.accepted:
        latest[label.transcript_id, label.reviewer, label.capacity] = label
    for label in latest.values():
        again.admit(
            draft(
                label.verdict,
                transcript_id=label.transcript_id,
                reviewer=label.reviewer,
                capacity=label.capacity,
            )
        )
    assert again.accepted == []
    assert again.counts["unchanged"] == len(latest)
