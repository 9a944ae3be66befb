"""One meaning or none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.intake import Reason, RowError, read_json
from plimsoll.intake.strict_json import DEPTH_LIMIT, Number, compact_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inside, max_size=4)
    ),
    max_leaves=12,
)


def reason_for(encoded: bytes) -> Reason:
    with pytest.raises(RowError) as caught:
        read_json(encoded)
    return caught.value.reason


@pytest.mark.parametrize(
    ("encoded", "reason"),
    [
        (b'{"a": "\xff"}', Reason.NOT_UTF8),
        (b'{"a": "\xed\xa0\x80"}', Reason.NOT_UTF8),  # a surrogate in UTF-8's clothes
        ('{"a": 1}'.encode("utf-16"), Reason.NOT_UTF8),
        (b'{"a": 1, "b": {"c": 1, "c": 1}}', Reason.DUPLICATE_KEY),
        (b'{"a": 1, "\\u0061": 2}', Reason.DUPLICATE_KEY),
        (b'{"a": NaN}', Reason.NUMBER_NOT_FINITE),
        (b'{"a": -Infinity}', Reason.NUMBER_NOT_FINITE),
        (b'{"a": 1e400}', Reason.NUMBER_NOT_FINITE),
        (b'{"a": -1.5E+999}', Reason.NUMBER_NOT_FINITE),
        (b'{"a": "\\ud800"}', Reason.LONE_SURROGATE),
        (b'{"\\udfff": 1}', Reason.LONE_SURROGATE),
        (b'{"a": 1', Reason.NOT_JSON),
        (b'{"a": 1} {"b": 2}', Reason.NOT_JSON),
        (b"{'a': 1}", Reason.NOT_JSON),
        (b'{"a": 01}', Reason.NOT_JSON),
        (b'{"a": "\x00"}', Reason.NOT_JSON),
        (b'{"a": 1,}', Reason.NOT_JSON),
        (b"", Reason.NOT_JSON),
    ],
)
def test_what_has_no_single_meaning_is_refused(encoded, reason):
    assert reason_for(encoded) is reason


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_the_depth_limit_is_exact(opening, closing):
    below_limit = opening * (DEPTH_LIMIT - 1) + b"0" + closing * (DEPTH_LIMIT - 1)
    at_limit = b"[" + below_limit + b",[[]]]"  # more brackets than the limit, not deeper
    assert read_json(at_limit)
    assert reason_for(opening + at_limit + closing) is Reason.TOO_DEEP


@pytest.mark.parametrize("bomb", [b"[" * 1_000_000, b'{"a":' * 200_000, b"[{" * 300_000])
def test_a_bomb_is_refused_without_exhausting_the_stack(bomb):
    assert reason_for(bomb) is Reason.TOO_DEEP


def test_brackets_inside_texts_are_not_depth():
    text = '[{"' * 500 + "\\" * 3
    assert read_json(json.dumps({"content": text, "rest": [[]]}).encode())["content"] == text


def test_many_shallow_brackets_are_not_depth():
    assert len(read_json(b"[" + b",".join([b"[]"] * 5000) + b"]")) == 5000


@pytest.mark.parametrize("literal", ["1.50", "-0", "1E3", "123456789012345678901234567890", "0.1"])
def test_a_number_keeps_its_digits(literal):
    value = read_json(f"[{literal}]".encode())[0]
    assert isinstance(value, Number)
    assert value == literal
    assert compact_json([value]) == f"[{literal}]"


def test_a_whole_surrogate_pair_is_a_character():
    assert read_json(b'"\\ud83d\\ude00"') == "\U0001f600"


def as_numbers(value):
    if isinstance(value, dict):
        return {name: as_numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [as_numbers(item) for item in value]
    return str(value) if type(value) is int else value


@given(JSON, st.booleans())
def test_every_document_is_read_as_the_standard_library_reads_it(value, ascii_only):
    encoded = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert read_json(encoded) == as_numbers(value)
    assert json.loads(compact_json(read_json(encoded))) == value


@given(st.binary(max_size=60) | st.text('[]{}":,\\u d8019eE.+-tfn', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused_with_a_reason(encoded):
    try:
        value = read_json(encoded)
    except RowError:
        return
    assert read_json(compact_json(value).encode()) == value
