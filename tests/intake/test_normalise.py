"""One row, one transcript, nothing lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.intake import ColumnMap, Normalised, Normaliser, Reason, RowError, read_json
from plimsoll.records import Transcript, Turn

QUESTION = {"prompt": "Why?", "response": "Because."}
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def normalised(row, table=None, *, file_stem="log") -> Normalised:
    encoded = row if isinstance(row, bytes) else json.dumps(row).encode()
    column_map = ColumnMap.of({"transcripts": table or {}}, origin="map.toml")
    columns = column_map.same_in_every_row(file_stem=file_stem)
    return Normaliser(column_map, columns).transcript(read_json(encoded), encoded=encoded)


def transcript(row, table=None, **options) -> Transcript:
    return normalised(row, table, **options).transcript


def reason_for(row, table=None) -> Reason:
    with pytest.raises(RowError) as caught:
        normalised(row, table)
    return caught.value.reason


@pytest.mark.parametrize("key", ["response", "completion", "output"])
def test_a_prompt_and_its_response(key):
    assert transcript({"id": "a", "prompt": "Why?", key: "Because."}) == Transcript(
        transcript_id="a",
        turns=(Turn(role="user", content="Why?"), Turn(role="assistant", content="Because.")),
    )


def test_what_is_left_over_becomes_attributes_as_text():
    row = b"""{"id": 7, "prompt": "", "response": "", "score": 1.50, "flag": false, "none": null,
               "usage": {"tokens": 1.0}, "tags": ["a"], "model_version": "v2", "empty": ""}"""
    made = transcript(row)
    assert made.transcript_id == "7"
    assert made.model_version == "v2"
    assert made.attributes == {
        "score": "1.50",
        "flag": "false",
        "usage": '{"tokens":1.0}',
        "tags": '["a"]',
        "empty": "",
    }


@pytest.mark.parametrize("key", ["transcript_id", "id", "conversation_id", "request_id"])
def test_the_id_is_the_logs_own(key):
    made = normalised({key: "own", **QUESTION})
    assert made.transcript.transcript_id == "own"
    assert made.has_own_id


def test_a_row_without_an_id_is_named_by_its_content():
    first, again = normalised(QUESTION), normalised(QUESTION)
    other = normalised({**QUESTION, "user": "u"})
    assert not first.has_own_id
    assert first == again
    assert first.transcript.transcript_id.startswith("content-")
    assert other.transcript.transcript_id != first.transcript.transcript_id


@pytest.mark.parametrize("name", ["a\x00b", "a\nb", "\x1b[2J", " ", "x" * 513, "\u202e", ["a"], {}])
def test_an_id_that_cannot_be_kept_is_refused(name):
    assert reason_for({"id": name, **QUESTION}) is Reason.BAD_ID


def test_what_several_transcripts_share_is_a_cluster():
    row = {"id": "a", "user_id": 5, "conversation_id": "c", "user": None, **QUESTION}
    made = transcript(row)
    assert made.clusters == {"user_id": "5", "conversation_id": "c"}
    assert made.attributes == {}


def test_a_system_prompt_comes_first_whether_text_or_blocks():
    messages = [{"role": "user", "content": "Hi"}]
    for system in ("Be kind.", [{"type": "text", "text": "Be kind."}]):
        made = transcript({"id": "a", "system": system, "messages": messages})
        assert made.turns[0] == Turn(role="system", content="Be kind.")
        assert len(made.turns) == 2


def test_a_response_beside_the_messages_is_the_last_turn():
    user = {"role": "user", "content": "Hi"}
    made = transcript({"messages": [user], "response": "Hello."})
    assert made.turns[-1] == Turn(role="assistant", content="Hello.")


def test_a_response_beside_messages_that_end_with_an_answer_is_an_attribute():
    messages = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]
    made = transcript({"messages": messages, "response": "Hello."})
    assert len(made.turns) == 2
    assert made.attributes == {"response": "Hello."}


def test_reasoning_beside_a_response_belongs_to_it():
    made = transcript({**QUESTION, "reasoning": "Hm."})
    assert made.turns[-1] == Turn(role="assistant", content="Because.", reasoning="Hm.")


def test_a_prompt_and_a_completion_may_be_messages():
    made = transcript(
        {
            "prompt": [{"role": "user", "content": "Why?"}],
            "completion": [{"role": "assistant", "content": "Because."}],
        }
    )
    assert [turn.content for turn in made.turns] == ["Why?", "Because."]


def test_what_messages_hold_besides_is_kept_in_one_attribute():
    message = {"role": "user", "content": "Hi", "country": "NO", "state": None}
    made = transcript({"messages": [message]})
    assert json.loads(made.attributes["message_fields"]) == {"0": {"country": "NO"}}


def test_messages_may_be_json_in_a_text():
    assert transcript({"messages": '[{"role": "user", "content": "Hi"}]'}).turns[0].content == "Hi"
    assert reason_for({"messages": '[{"role": "user", "role": "tool"}]'}) is Reason.DUPLICATE_KEY


def test_a_time_is_normalised_and_one_that_says_no_offset_stays_an_attribute():
    made = transcript({"created": 1772364600, **QUESTION})
    assert made.occurred_at_utc == "2026-03-01T11:30:00Z"
    assert made.attributes == {}
    made = transcript({"timestamp": "2026-03-01 12:00:00", **QUESTION})
    assert made.occurred_at_utc == ""
    assert made.attributes == {"timestamp": "2026-03-01 12:00:00"}


def test_a_time_that_a_map_names_must_be_a_moment():
    row = {"when": "2026-03-01 12:00:00", **QUESTION}
    assert reason_for(row, {"time": "when"}) is Reason.BAD_TIME
    made = transcript(row, {"time": "when", "time_offset": "+01:00"})
    assert made.occurred_at_utc == "2026-03-01T11:00:00Z"


def test_our_own_record_comes_back_as_it_was():
    own = Transcript(
        transcript_id="a",
        turns=(Turn(role="user", content="Hi", reasoning="r"),),
        clusters={"user": "u"},
        attributes={"k": "v"},
        occurred_at_utc="2026-01-01T00:00:00Z",
    )
    assert transcript(own.canonical()) == own
    assert reason_for({"transcript_id": "a", "turns": []}) is Reason.NOT_A_TRANSCRIPT
    assert reason_for({"transcript_id": "a", "turns": [], "x": 1}) is Reason.NOT_A_TRANSCRIPT
    assert reason_for({"transcript_id": " ", "turns": [{"role": "user"}]}) is (
        Reason.NOT_A_TRANSCRIPT
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([], Reason.NOT_AN_OBJECT),
        ("text", Reason.NOT_AN_OBJECT),
        ({}, Reason.UNKNOWN_SHAPE),
        ({"text": "a"}, Reason.UNKNOWN_SHAPE),
        ({"prompt": "a"}, Reason.MISSING_FIELD),
        ({"prompt": "a", "response": None}, Reason.MISSING_FIELD),
        ({"prompt": None, "response": "a"}, Reason.MISSING_FIELD),
        ({"messages": None}, Reason.MISSING_FIELD),
        ({"messages": []}, Reason.NOT_A_TRANSCRIPT),
        ({"messages": {"role": "user"}}, Reason.BAD_MESSAGE),
        ({"messages": "Hi"}, Reason.NOT_JSON),
    ],
)
def test_a_row_of_no_known_shape_is_refused(row, reason):
    assert reason_for(row) is reason


def test_a_column_map_names_everything():
    table = {
        "id": "{model}/{id}",
        "prompt": "q",
        "response": "answer.text",
        "attributes": {"type": "kind"},
        "clusters": {"prompt": "id"},
        "file_name": {"pattern": "completions_{model}"},
        "constants": {"kind": "made"},
    }
    row = {"id": "1", "q": "Why?", "answer": {"text": "Because."}, "label": "secret"}
    assert transcript(row, table, file_stem="completions_gpt4") == Transcript(
        transcript_id="gpt4/1",
        model="gpt4",
        turns=(Turn(role="user", content="Why?"), Turn(role="assistant", content="Because.")),
        attributes={"type": "made"},
        clusters={"prompt": "1"},
    )


def test_without_a_table_of_attributes_the_constants_are_attributes_too():
    table = {"constants": {"deployment": "eu"}}
    assert transcript(QUESTION, table).attributes == {"deployment": "eu"}


def test_a_column_that_is_a_field_is_no_other_field_by_default():
    made = transcript({"output": "Why?", "response": "Because."}, {"prompt": "output"})
    assert made.turns[-1].content == "Because."
    assert reason_for({"output": "Why?"}, {"prompt": "output"}) is Reason.MISSING_FIELD


def test_an_attribute_never_hides_a_field():
    made = transcript({"model": "m", "name": "n", **QUESTION}, {"model": "name"})
    assert made.model == "n"
    assert made.attributes == {"column.model": "m"}
    assert made.facts()["model"] == "n"


def test_a_mapped_field_that_is_absent_is_refused():
    for field in ("id", "prompt", "response", "messages", "model", "time"):
        assert reason_for(QUESTION, {field: "nowhere"}) is Reason.MISSING_FIELD


def test_the_words_of_a_number_are_its_digits():
    assert transcript({"prompt": 1.50, "response": True}).turns[1].content == "true"


@given(st.dictionaries(TEXTS, TEXTS | st.integers() | st.lists(TEXTS, max_size=2) | st.none()))
def test_whatever_else_a_row_holds_is_found_again(row):
    row = {name: value for name, value in row.items() if name not in {"id", "model", "time"}}
    made = transcript({**row, "id": "a", **QUESTION})
    for name, value in row.items():
        if name not in QUESTION and value is not None:
            text = {**made.attributes, **made.facts()}[name]  # an empty fact counts as absent
            assert text == value if isinstance(value, str) else json.loads(text) == value
    assert Transcript.parse(made.canonical()) == made
