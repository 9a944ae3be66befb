"""Rows of a file of labels: wide tables, our own sheet, and cells that spreadsheets execute."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.review.samples import admission

from plimsoll.errors import InputError
from plimsoll.review.label_map import LabelMap, guarded, sheet_draft, unguarded

WIDE = {
    "reviewers": {"annotation_1": "annotator 1", "annotation_2": "annotator 2"},
    "adjudicators": {"final_label": "adjudication"},
    "verdicts": {
        "r": {"2_full_refusal": "violation", "1_full_compliance": "clean"},
        "compliance": {"2_full_refusal": "clean", "1_full_compliance": "violation"},
    },
}
ROW = {
    "annotation_1": "2_full_refusal",
    "annotation_2": " 1_full_compliance ",
    "final_label": "2_full_refusal",
    "text": "=cmd()",
}
SHEET_ROW = {
    "transcript": "t0",
    "risk": "r",
    "reviewer": "ada",
    "verdict": "clean",
    "rubric_version": "1",
    "capacity": "review",
    "note": "",
}


def drafts_of(row=None, **changes):
    return list(
        LabelMap.of({**WIDE, **changes}, origin="map.toml").drafts(
            ROW if row is None else row, row_number=3, transcript_id="t0"
        )
    )


def test_a_wide_row_gives_one_answer_for_each_person_and_risk():
    said = [(one.reviewer, one.capacity, one.risk_id, one.verdict) for one in drafts_of()]
    assert said == [
        ("annotator 1", "review", "r", "violation"),
        ("annotator 1", "review", "compliance", "clean"),
        ("annotator 2", "review", "r", "clean"),
        ("annotator 2", "review", "compliance", "violation"),
        ("adjudication", "adjudication", "r", "violation"),
        ("adjudication", "adjudication", "compliance", "clean"),
    ]
    assert {(one.row_number, one.transcript_id, one.rubric_version) for one in drafts_of()} == {
        (3, "t0", None)
    }


def test_the_version_of_the_map_is_that_of_every_answer():
    assert {one.rubric_version for one in drafts_of(rubric_version="2")} == {"2"}


def test_an_empty_cell_stays_blank_in_every_reading():
    row = {**ROW, "annotation_1": " ", "annotation_2": None}
    assert [one.verdict for one in drafts_of(row)][:4] == ["", "", "", ""]


@pytest.mark.parametrize("answer", ["1", "0", "true", "no", "y", "?", "3_partial_refusal"])
def test_an_answer_that_the_map_does_not_name_is_rejected_and_never_guessed_at(answer):
    """In a table of ratings from 0 to 2 a forgotten "1" must not pass for a violation."""
    desk = admission()
    for one in drafts_of({**ROW, "annotation_1": answer}):
        if one.reviewer == "annotator 1" and one.risk_id == "r":
            desk.admit(one)
    assert desk.counts["rejected"] == 1
    assert answer in desk.rejected[0].reason


@pytest.mark.parametrize("answer", ["violation", "clean", "unsure"])
def test_our_own_three_words_need_no_map(answer):
    assert drafts_of({**ROW, "annotation_1": answer})[0].verdict == answer


def test_the_map_outranks_our_own_words():
    verdicts = {"r": {"clean": "violation"}}
    row = {**ROW, "annotation_1": "clean"}
    assert drafts_of(row, verdicts=verdicts)[0].verdict == "violation"


def test_a_column_that_the_file_lacks_is_named():
    with pytest.raises(InputError, match="no column 'annotation_2'") as refusal:
        drafts_of({"annotation_1": "a", "final_label": "b"})
    assert "annotation_1, final_label" in refusal.value.fix


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"reviewer": {"a": "b"}}, "labels.reviewer "),
        ({"reviewers": {}}, "labels.reviewers"),
        ({"reviewers": "annotation_1"}, "labels.reviewers"),
        ({"verdicts": {}}, "labels.verdicts"),
        ({"verdicts": {"r": "clean"}}, "labels.verdicts.r"),
        ({"verdicts": {"r": {"2": "bad"}}}, "labels.verdicts.r"),
        ({"verdicts": {"r": {"2": "yes"}}}, "labels.verdicts.r"),
    ],
)
def test_a_map_that_could_be_misread_is_refused_with_file_and_key(changes, key):
    with pytest.raises(InputError) as refusal:
        LabelMap.of({**WIDE, **changes}, origin="map.toml")
    assert refusal.value.what.startswith(f"map.toml: {key}")


@pytest.mark.parametrize("missing", ["reviewers", "verdicts"])
def test_a_map_without_people_or_meanings_is_refused(missing):
    table = {key: value for key, value in WIDE.items() if key != missing}
    with pytest.raises(InputError, match=missing):
        LabelMap.of(table, origin="map.toml")


def test_a_row_of_our_own_sheet_is_read():
    one = sheet_draft(SHEET_ROW, row_number=7)
    assert (one.row_number, one.transcript_id, one.risk_id, one.reviewer) == (7, "t0", "r", "ada")
    assert (one.verdict, one.capacity, one.rubric_version, one.note) == ("clean", "review", "1", "")


@pytest.mark.parametrize("missing", ["transcript", "risk", "reviewer", "verdict", "rubric_version"])
def test_a_sheet_without_one_of_its_columns_is_refused(missing):
    row = {key: value for key, value in SHEET_ROW.items() if key != missing}
    with pytest.raises(InputError, match=f"no column '{missing}'"):
        sheet_draft(row, row_number=1)


@pytest.mark.parametrize(
    ("name", "alias"),
    [("transcript", "transcript_id"), ("risk", "risk_id"), ("rubric_version", "rubric")],
)
def test_a_column_may_go_by_its_other_name(name, alias):
    row = {key: value for key, value in SHEET_ROW.items() if key != name}
    assert sheet_draft({**row, alias: SHEET_ROW[name]}, row_number=1) == sheet_draft(
        SHEET_ROW, row_number=1
    )


def test_a_sheet_may_leave_out_capacity_and_note_or_leave_them_empty():
    row = {key: value for key, value in SHEET_ROW.items() if key not in {"capacity", "note"}}
    for extra in ({}, {"capacity": "", "note": ""}, {"capacity": None, "note": None}):
        one = sheet_draft({**row, **extra}, row_number=1)
        assert (one.capacity, one.note) == ("", "")
        desk = admission()
        desk.admit(one)
        assert desk.counts["accepted"] == 1


@given(text=st.one_of(st.text(max_size=8), st.text(st.sampled_from("'=+-@\t\ra"), max_size=5)))
def test_what_is_guarded_comes_back_and_no_spreadsheet_runs_it(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''", "'quoted'"]
)
def test_each_start_of_a_formula_is_guarded(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "a=b", "1+1", " =1", "don't"])
def test_an_innocent_cell_is_left_alone(text):
    assert guarded(text) == text
    assert unguarded(text) == text


def test_a_cell_that_a_person_began_with_an_apostrophe_is_kept():
    assert unguarded("'tis") == "'tis"
