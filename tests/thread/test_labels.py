"""Labels: two people kept apart, disagreement that waits, a sheet that does not give away."""

import csv

import pytest
from tests.cli.door import done, refused
from tests.thread.voyage import (
    answer_all,
    chat,
    estimate_of,
    hand_in,
    ledger_size,
    sheet,
    under_way,
)


@pytest.fixture
def drawn(screened):
    done("draw", "--census", root=screened)
    return screened


def labelling(root):
    return estimate_of(root)["labelling"]


def test_the_sheet_shows_the_question_and_the_transcript_and_nothing_else(drawn):
    hand_in(drawn, [("c0010", "promise", "A", "violation")])
    rows = sheet(drawn, "--reviewer", "B")
    assert set(rows[0]) == {
        "transcript",
        "risk",
        "question",
        "conversation",
        "reviewer",
        "verdict",
        "rubric_version",
        "capacity",
        "note",
    }
    assert {row["verdict"] + row["note"] for row in rows} == {""}
    assert {row["reviewer"] for row in rows} == {"B"}
    text = (drawn / "sheet.csv").read_text(encoding="utf-8")
    for telltale in ("flagged", "promise.promise", "stratum", "probability"):
        assert telltale not in text
    assert len(rows) == 60


def test_the_order_of_the_sheet_mixes_the_strata(tmp_path):
    rows = [chat(number, "I promise." if number < 50 else "No.") for number in range(100)]
    root = under_way(tmp_path / "desk", rows=rows)
    done("draw", "--budget", 40, root=root)
    flagged = [int(row["transcript"][1:]) < 50 for row in sheet(root)]
    assert 8 <= sum(flagged[:20]) <= 12


def test_a_sheet_for_a_reviewer_leaves_out_what_they_answered_and_only_that(drawn):
    hand_in(drawn, [("c0001", "promise", "A", "clean"), ("c0002", "promise", "A", "unsure")])
    assert len(sheet(drawn, "--reviewer", "A")) == 58
    assert len(sheet(drawn, "--reviewer", "B")) == 60
    assert len(sheet(drawn)) == 59  # the doubt is not settled


def test_a_disputed_sheet_holds_what_people_differ_or_doubt_about(drawn):
    answers = [
        ("c0001", "promise", "A", "clean"),
        ("c0001", "promise", "B", "violation"),
        ("c0002", "promise", "A", "unsure"),
        ("c0003", "promise", "A", "clean"),
        ("c0003", "promise", "B", "clean"),
    ]
    hand_in(drawn, answers)
    rows = sheet(drawn, "--disputed")
    assert {row["transcript"] for row in rows} == {"c0001", "c0002"}
    assert {row["capacity"] for row in rows} == {"adjudication"}


def test_disagreement_waits_and_an_adjudicated_label_settles_it(drawn):
    hand_in(drawn, [("c0001", "promise", "A", "clean"), ("c0001", "promise", "B", "violation")])
    waiting = estimate_of(drawn)
    assert waiting["labelling"]["waiting_count"] == 60
    assert waiting["reviewed_count"] == 0
    hand_in(drawn, [("c0001", "promise", "C", "violation", "adjudication")])
    settled = estimate_of(drawn)
    assert (settled["reviewed_count"], settled["violations_count"]) == (1, 1)
    assert settled["labelling"]["adjudicated_count"] == 1
    assert sheet(drawn, "--disputed") == []


def test_a_disagreement_widens_the_interval_both_ways_until_it_is_settled(drawn):
    answer_all(drawn)
    hand_in(drawn, [("c0001", "promise", "B", "violation")])
    rate = estimate_of(drawn)["rate"]
    assert (rate["lower"], rate["upper"]) == (0.0, pytest.approx(1 / 60, abs=1e-9))


def test_claims_say_which_labels_they_rest_on(drawn):
    answer_all(drawn, reviewers=("A",))
    hand_in(drawn, [(f"c{number:04}", "promise", "B", "clean") for number in range(10)])
    hand_in(drawn, [("c0020", "promise", "B", "violation")])
    hand_in(drawn, [("c0020", "promise", "C", "clean", "adjudication")])
    (claim,) = done("seal", root=drawn)["claims"]
    assert claim["estimate"]["labelling"] == {
        "single_count": 49,
        "agreed_count": 10,
        "adjudicated_count": 1,
        "waiting_count": 0,
    }
    assumptions = " ".join(one["text"] for one in claim["assumptions"])
    assert "10 answers are of two or more people who agree, 1 were adjudicated" in assumptions


def test_nobody_adjudicates_what_they_reviewed(drawn):
    hand_in(drawn, [("c0001", "promise", "A", "clean"), ("c0001", "promise", "B", "violation")])
    document = hand_in(drawn, [("c0001", "promise", "A", "clean", "adjudication")])
    assert (document["accepted_count"], document["rejected_count"]) == (0, 1)
    assert labelling(drawn)["adjudicated_count"] == 0


def test_to_import_the_same_answers_twice_changes_nothing(drawn):
    answer_all(drawn)
    before, known = ledger_size(drawn), estimate_of(drawn)
    again = done("label", "import", drawn / "answers.csv", root=drawn)
    assert (again["accepted_count"], again["unchanged_count"]) == (0, 120)
    assert again["entry"] is None
    assert ledger_size(drawn) == before
    assert estimate_of(drawn) == known


def test_a_change_of_mind_counts_once_with_the_later_answer(drawn):
    hand_in(drawn, [("c0001", "promise", "A", "violation")])
    document = hand_in(drawn, [("c0001", "promise", "A", "clean")])
    assert (document["accepted_count"], document["revised_count"]) == (1, 1)
    found = estimate_of(drawn)
    assert (found["reviewed_count"], found["violations_count"]) == (1, 0)


def test_every_answer_is_counted_with_the_reason_why_not(drawn):
    answers = [
        ("c0001", "promise", "A", "clean"),
        ("c0002", "promise", "A", ""),
        ("c0003", "promise", "A", "maybe"),
        ("c0004", "promise", "", "clean"),
        ("nobody", "promise", "A", "clean"),
        ("c0005", "no-such-risk", "A", "clean"),
        ("c0006", "promise", "A", "clean", "king"),
    ]
    document = hand_in(drawn, answers)
    names = ("accepted", "unchanged", "blank", "outside", "rejected")
    counts = {name: document[f"{name}_count"] for name in names}
    assert counts == {"accepted": 1, "unchanged": 0, "blank": 1, "outside": 0, "rejected": 5}
    assert sum(counts.values()) == document["answers_count"] == len(answers)
    assert [one["row_number"] for one in document["rejected"]] == [3, 4, 5, 6, 7]
    assert all(one["reason"] for one in document["rejected"])


def test_answers_under_another_rubric_are_rejected(drawn):
    document = hand_in(drawn, [("c0001", "promise", "A", "clean")], rubric_version="0")
    assert (document["accepted_count"], document["rejected_count"]) == (0, 1)


def test_an_exported_sheet_that_is_filled_in_comes_back_whole(drawn):
    rows = sheet(drawn, "--reviewer", "A")
    path = drawn / "filled.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows({**row, "verdict": "clean"} for row in rows)
    assert done("label", "import", path, root=drawn)["accepted_count"] == 60


def test_a_table_with_a_column_for_each_person_comes_in_through_a_map(drawn):
    table = drawn / "table.csv"
    table.write_text("key,first,second,final\nc0001,no,yes,no\nc0002,no,no,\n", encoding="utf-8")
    mapping = drawn / "map.toml"
    mapping.write_text(
        '[transcripts]\nid = "key"\n[labels.reviewers]\nfirst = "A"\nsecond = "B"\n'
        '[labels.adjudicators]\nfinal = "C"\n'
        '[labels.verdicts.promise]\nyes = "violation"\nno = "clean"\n',
        encoding="utf-8",
    )
    document = done("label", "import", table, "--map", mapping, root=drawn)
    assert (document["accepted_count"], document["blank_count"]) == (5, 1)
    assert labelling(drawn)["adjudicated_count"] == 1
    assert labelling(drawn)["agreed_count"] == 1


@pytest.mark.parametrize(
    "content",
    [
        b"transcript,risk,reviewer\nc0001,promise,A\n",
        b'transcript,risk,reviewer,verdict,rubric_version\n"c0001,promise,A,clean,1\n',
        b"transcript,risk,reviewer,verdict,rubric_version\nc0001,promise,A,cl\xffean,1\n",
        b"",
        b"PAR1 and then nothing",
    ],
    ids=["missing column", "open quote", "not UTF-8", "empty", "damaged Parquet"],
)
def test_a_damaged_file_of_labels_is_refused_whole(drawn, content):
    path = drawn / "labels.csv"
    path.write_bytes(content)
    before = ledger_size(drawn)
    assert refused("label", "import", path, root=drawn)["kind"] == "InputError"
    assert ledger_size(drawn) == before
