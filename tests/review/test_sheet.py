"""The sheet: blind, harmless to open, and readable back."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.review.samples import admission, risk, transcript

from plimsoll.records import Population, ToolCall, Transcript, Turn, sha256_hex
from plimsoll.review.label_map import sheet_draft
from plimsoll.review.sheet import COLUMNS, conversation_of, question_of, sheet_rows
from plimsoll.sampling import Design, Listed, frame_of, next_round


def bytes_of(asked, *, reviewer="ada", capacity="review"):
    """Write a sheet as the export writes it."""
    text = io.StringIO()
    rows = sheet_rows(asked, reviewer=reviewer, capacity=capacity, show=lambda shown: shown)
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def read_back(written):
    return list(csv.DictReader(io.StringIO(written.decode(), newline="")))


def test_a_sheet_asks_one_question_in_each_row_and_leaves_the_answer_empty():
    (row,) = read_back(bytes_of([(risk(), transcript("t0", "hi there"))]))
    assert tuple(row) == COLUMNS
    assert row["verdict"] == row["note"] == ""
    assert row["question"] == question_of(risk())
    assert row["conversation"] == "[user]\nhi there"


def test_a_question_says_what_counts_and_what_does_not():
    assert question_of(risk()).splitlines() == [
        "Is it refused?",
        "Counts: a partial refusal",
        "Does not count: a question back",
        "Answer violation, clean or unsure.",
    ]


def test_an_empty_sheet_has_its_header():
    assert bytes_of([]).decode().strip() == ",".join(COLUMNS)


def test_every_part_of_a_conversation_is_shown():
    spoken = Transcript(
        transcript_id="t",
        turns=(
            Turn(role="user", content="ask"),
            Turn(
                role="assistant",
                reasoning="think",
                tool_calls=(ToolCall(name="search", arguments='{"q": 1}'),),
            ),
            Turn(role="tool", content="found"),
            Turn(role="assistant"),
        ),
    )
    assert conversation_of(spoken) == (
        "[user]\nask\n\n[assistant, reasoning]\nthink\n\n[assistant, calls search]\n"
        '{"q": 1}\n\n[tool]\nfound\n\n[assistant]\n'
    )


def test_what_is_shown_went_through_the_hands_that_make_it_harmless():
    rows = list(
        sheet_rows(
            [(risk(), transcript("t0", "\x1b[31mred"))],
            reviewer="ada",
            capacity="review",
            show=lambda text: text.replace("\x1b", "?"),
        )
    )
    assert not any("\x1b" in cell for row in rows for cell in row)


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+2",
    "@SUM(1)",
    "\t=1",
    "'=1",
    '",=1\r\n"',
    "a\x00b",
    "\u202e",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_hostile_transcript_begins_a_formula(text):
    written = bytes_of([(risk(), transcript(text, text))], reviewer=text)
    (row,) = read_back(written)
    assert not any(
        (cell or "").startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values()
    )
    assert sheet_draft(row, row_number=1).transcript_id == text


@pytest.mark.parametrize("version", ["1", "-1", "=v2", "'draft", "@2026", "+"])
def test_a_filled_sheet_comes_back_whatever_the_names_begin_with(version):
    asked = risk("-r" if version == "-1" else "r", version=version)
    (row,) = read_back(bytes_of([(asked, transcript("=t0"))], reviewer="-ada"))
    one = sheet_draft({**row, "verdict": "violation", "note": "=note"}, row_number=1)
    assert (one.transcript_id, one.risk_id, one.reviewer) == ("=t0", asked.risk_id, "-ada")
    assert one.rubric_version == version


@given(names=st.lists(st.sampled_from(["t0", "t1", "t2"]), unique=True, max_size=3))
def test_every_filled_row_is_admitted(names):
    desk = admission()
    written = bytes_of([(risk(), transcript(name)) for name in names])
    for number, row in enumerate(read_back(written), start=1):
        desk.admit(sheet_draft({**row, "verdict": "clean"}, row_number=number))
    assert [label.transcript_id for label in desk.accepted] == names


def test_an_unfilled_sheet_is_all_blank():
    desk = admission()
    for row in read_back(bytes_of([(risk(), transcript("t0")), (risk(), transcript("t1"))])):
        desk.admit(sheet_draft(row, row_number=1))
    assert desk.counts["blank"] == sum(desk.counts.values()) == 2


LOG = [transcript(f"t{index:02d}", f"message {index}") for index in range(40)]


def sheet_in(*, flagged_ids):
    """Write the sheet of a census of one world, in an order that both worlds share."""
    frame = frame_of(
        [Listed(one.transcript_id, one.digest(), {}) for one in LOG],
        population=Population(),
        flagged_ids=flagged_ids,
    )
    design = Design("r", Population(), (), 1, "", seed=1, planned_rate=Decimal("0.05"))
    draws = next_round(design, frame=frame, budget_count=40, earlier=()).draws
    by_id = {one.transcript_id: one for one in LOG}
    order = sorted(draw.transcript_id for draw in draws)
    return bytes_of([(risk(), by_id[one]) for one in order])


def test_two_worlds_that_differ_only_in_flags_give_the_same_bytes():
    """The same transcripts in the same order: nothing of the screen is left on the page."""
    flagged = sheet_in(flagged_ids={"t03", "t04"})
    assert (
        flagged
        == sheet_in(flagged_ids=())
        == sheet_in(flagged_ids={one.transcript_id for one in LOG})
    )
    assert sha256_hex(flagged) == sha256_hex(sheet_in(flagged_ids={"t39"}))


def test_neither_the_screen_nor_the_others_have_a_column():
    betrayals = (
        "flag",
        "finding",
        "stratum",
        "score",
        "rule",
        "tier",
        "order",
        "probability",
        "label",
    )
    assert not [
        column for column in COLUMNS for word in betrayals if word in column.replace("rubric", "")
    ]
    written = sheet_in(flagged_ids={"t03"}).decode().lower()
    assert not [word for word in ("flagged", "stratum", "finding") if word in written]
