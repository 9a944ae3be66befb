"""Messages of two vendors, one kind of turn."""

import json

import pytest

from plimsoll.intake import Reason, RowError, read_json
from plimsoll.intake.message import MessageReader
from plimsoll.records import ToolCall, Turn


def turns(value, *, role="user", roles=None):
    reader = MessageReader(roles or {})
    reader.read(read_json(json.dumps(value).encode()), role=role)
    return reader.turns


def left_over(value):
    reader = MessageReader({})
    reader.read(read_json(json.dumps(value).encode()), role="user")
    return reader.left_over


def reason_for(value) -> Reason:
    with pytest.raises(RowError) as caught:
        turns(value)
    return caught.value.reason


def test_plain_messages():
    assert turns(
        [{"role": role, "content": role} for role in ("system", "developer", "user", "assistant")]
    ) == [Turn(role=role, content=role) for role in ("system", "developer", "user", "assistant")]


def test_a_tool_call_and_its_result_are_kept():
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
    assert turns(
        [
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": "42"},
        ]
    ) == [
        Turn(
            role="assistant",
            tool_calls=(ToolCall(name="f", arguments='{"a": 1}', call_id="c1"),),
        ),
        Turn(role="tool", content="42", tool_call_id="c1"),
    ]


@pytest.mark.parametrize(
    "message",
    [
        {"function_call": {"name": "f", "arguments": "{}"}},
        {"tool_calls": [{"function": {"name": "f", "arguments": {}}}]},
        {"tool_calls": [{"name": "f", "args": {}}]},
        {"tool_calls": [{"type": "custom", "custom": {"name": "f", "input": "{}"}}]},
    ],
)
def test_older_and_other_spellings_of_a_call(message):
    [turn] = turns([{"role": "assistant", **message}])
    assert turn.tool_calls == (ToolCall(name="f", arguments="{}"),)


@pytest.mark.parametrize("key", ["reasoning", "reasoning_content"])
def test_reasoning_is_kept_apart_from_the_content(key):
    message = {"role": "assistant", "content": "Yes.", key: "Hm."}
    assert turns([message]) == [Turn(role="assistant", content="Yes.", reasoning="Hm.")]


def test_the_same_reasoning_under_both_names_is_kept_once():
    message = {"role": "assistant", "content": "", "reasoning": "Hm.", "reasoning_content": "Hm."}
    assert turns([message])[0].reasoning == "Hm."


def test_anthropic_blocks():
    assert turns(
        [
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "Which city?", "signature": "abc"},
                    {"type": "text", "text": "Let me look."},
                    {"type": "tool_use", "id": "t1", "name": "weather", "input": {"city": "Rome"}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "t1", "content": "21.50 degrees"},
                    {
                        "type": "tool_result",
                        "tool_use_id": "t2",
                        "is_error": True,
                        "content": [{"type": "text", "text": "no such tool"}],
                    },
                    {"type": "text", "text": "And tomorrow?"},
                ],
            },
        ]
    ) == [
        Turn(
            role="assistant",
            content="Let me look.",
            reasoning="Which city?",
            tool_calls=(ToolCall(name="weather", arguments='{"city":"Rome"}', call_id="t1"),),
        ),
        Turn(role="tool", content="21.50 degrees", tool_call_id="t1"),
        Turn(role="tool", content="no such tool", tool_call_id="t2"),
        Turn(role="user", content="And tomorrow?"),
    ]


def test_words_before_a_tool_result_stay_before_it():
    parts = [{"type": "text", "text": "a"}, {"type": "tool_result", "tool_use_id": "t"}]
    assert [turn.role for turn in turns([{"role": "user", "content": parts}])] == ["user", "tool"]


def test_a_failed_tool_is_left_over_as_such():
    part = {"type": "tool_result", "tool_use_id": "t", "is_error": True, "content": "x"}
    assert left_over([{"role": "user", "content": [part]}]) == {"0": {"is_error": True}}


def test_a_part_that_is_no_text_stays_as_json():
    part = {"type": "image_url", "image_url": {"url": "data:..."}}
    [turn] = turns([{"role": "user", "content": ["See:", part]}])
    assert turn.content == 'See:\n{"type":"image_url","image_url":{"url":"data:..."}}'


def test_a_refusal_is_something_that_was_said():
    assert turns([{"role": "assistant", "content": None, "refusal": "I cannot."}])[0].content == (
        "I cannot."
    )


def test_a_log_without_words_keeps_its_turns():
    assert turns([{"role": "user"}, {"role": "assistant", "content": []}]) == [
        Turn(role="user"),
        Turn(role="assistant"),
    ]


def test_a_response_body_gives_its_one_message_and_the_rest_is_left_over():
    body = {
        "id": "r",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "A"}}
        ],
        "usage": {"total_tokens": 3},
    }
    assert turns(body) == [Turn(role="assistant", content="A")]
    assert left_over(body) == {
        "0": {"id": "r", "index": "0", "finish_reason": "stop", "usage": {"total_tokens": "3"}}
    }


@pytest.mark.parametrize("role", ["function", "Assistant", "human", "", "critic\x1b[31m", 3, None])
def test_an_unknown_role_is_refused_and_never_coerced(role):
    assert reason_for([{"role": role, "content": "x"}]) is Reason.UNKNOWN_ROLE


def test_a_role_that_the_user_explains_is_understood():
    messages = [{"role": "human", "content": "x"}]
    assert turns(messages, roles={"human": "user"}) == [Turn(role="user", content="x")]


@pytest.mark.parametrize(
    "value",
    [
        3,
        None,
        True,
        {"content": "x"},
        {"choices": []},
        {"choices": [{"message": {"role": "assistant"}}] * 2},
        {"choices": [{"text": "x"}]},
        [{"role": "user", "content": "x"}, "y"],
        [{"role": "user", "content": {"parts": []}}],
        [{"role": "user", "content": 3}],
        [{"role": "user", "content": [{"text": "x"}]}],
        [{"role": "user", "content": [3]}],
        [{"role": "assistant", "tool_calls": ["f"]}],
        [{"role": "assistant", "tool_calls": [{"id": "c"}]}],
        [{"role": "assistant", "tool_calls": [{"function": "f"}]}],
    ],
)
def test_what_is_no_message_is_refused(value):
    assert reason_for(value) is Reason.BAD_MESSAGE


def test_a_list_of_nothing_says_nothing():
    assert turns([]) == []


def test_a_redacted_thought_and_a_tools_object_keep_their_json():
    [thought] = turns(
        [{"role": "assistant", "content": [{"type": "redacted_thinking", "data": "q"}]}]
    )
    assert thought.reasoning == '{"type":"redacted_thinking","data":"q"}'
    [result] = turns([{"role": "tool", "content": {"degrees": 21.50}}])
    assert result.content == '{"degrees":21.5}'
