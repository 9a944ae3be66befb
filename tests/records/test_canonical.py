"""The canonical bytes: those of RFC 8785, the same for equal records, and never a float."""

import hashlib
import json
from decimal import Decimal

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from plimsoll.errors import RecordError
from plimsoll.records import (
    Bounds,
    Claim,
    Costs,
    Finding,
    Transcript,
    Turn,
    canonical_bytes,
    decimal_text,
    digest_of_many,
    sha256_hex,
)

SAFE_INTEGER = 2**53 - 1
# The alphabet that sorters and escapers get wrong: controls, quotes, the ends of the planes.
AWKWARD = (
    '\x00\x08\t\n\x0b\x0c\r\x1f "\\/a\x7f\x80\xe9e\u0301\u2028\ud7ff\ue000\ufb33\uffff\U00010000'
)
ASTRAL = "\U0001f600\U0001f469\u200d\U0001f680\U0010ffff"
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text(st.sampled_from(AWKWARD + ASTRAL), max_size=6),
)
documents = st.dictionaries(
    texts,
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(-SAFE_INTEGER, SAFE_INTEGER), texts),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=10,
    ),
    max_size=6,
)


def by_hand(value):
    """Write RFC 8785 from its text: names by UTF-16 code units, the shortest escapes."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{by_hand(name)}:{by_hand(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(by_hand(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


@given(document=documents)
@example(document={"\U0001f600": 1, "\ufb33": 2})
def test_the_bytes_are_those_of_two_other_writers_of_rfc_8785(document):
    written = canonical_bytes(document)
    assert written == rfc8785.dumps(document)
    assert written == by_hand(document).encode()
    assert json.loads(written) == document


def test_names_are_sorted_as_the_example_of_the_rfc_sorts_them():
    """RFC 8785, section 3.2.3: the emoji stands before the Hebrew letter, by its surrogate."""
    document = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical_bytes(document)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_a_text_is_escaped_as_the_example_of_the_rfc_escapes_it():
    """RFC 8785, section 3.2.4, without its numbers, which no record may hold."""
    document = {
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert canonical_bytes(document).hex() == (
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c22737472696e67223a22e282ac245c"
        "75303030665c6e4127425c225c5c5c5c5c222f227d"
    )


@given(texts=st.dictionaries(texts, texts, max_size=5), content=texts)
@example(texts={"\U0001f600": "", "\ufb33": ""}, content="")
def test_the_fast_way_of_text_records_gives_the_same_bytes(texts, content):
    transcript = Transcript(
        transcript_id="t", turns=(Turn(role="user", content=content),), attributes=texts
    )
    assert transcript.canonical() == rfc8785.dumps(transcript.document())


@given(names=st.permutations(["a", "b", "\U0001f600", "\ufb33", "model"]))
def test_the_order_in_which_facts_were_given_does_not_matter(names):
    plain = dict.fromkeys(sorted(names), "fact")
    shuffled = dict.fromkeys(names, "fact")
    turns = (Turn(role="user", content="hello"),)
    first = Transcript(transcript_id="t", turns=turns, attributes=plain)
    second = Transcript(transcript_id="t", turns=turns, attributes=shuffled)
    assert first == second
    assert first.canonical() == second.canonical()


def test_an_emoji_is_not_escaped_and_a_control_character_is():
    turn = Turn(role="user", content="\U0001f680\x07\x7f")
    assert turn.canonical() == '{"content":"\U0001f680\\u0007\x7f","role":"user"}'.encode()


def test_composed_and_decomposed_letters_stay_apart():
    composed, decomposed = (Turn(role="user", content=text) for text in ("\u00e9", "e\u0301"))
    assert composed.digest() != decomposed.digest()


# Pinned: whoever changes one of these changes what every ledger written so far says.
PINNED = [
    (
        Bounds(lower=Decimal("0.010"), upper=Decimal("1.0")),
        b'{"lower":"0.01","upper":"1"}',
    ),
    (
        Transcript(transcript_id="t-1", turns=(Turn(role="user", content="Hi"),)),
        b'{"attributes":{},"clusters":{},"transcript_id":"t-1",'
        b'"turns":[{"content":"Hi","role":"user"}]}',
    ),
    (
        Finding(
            transcript_id="t-1",
            risk_id="r",
            rule_id="q",
            rules_sha256="ab",
            tier="rules",
            severity="low",
            turn_index=0,
            part="content",
            start=0,
            end=2,
            text_sha256="cd",
        ),
        b'{"end":2,"part":"content","risk_id":"r","rule_id":"q","rules_sha256":"ab",'
        b'"severity":"low","start":0,"text_sha256":"cd","tier":"rules","transcript_id":"t-1",'
        b'"turn_index":0}',
    ),
]


@pytest.mark.parametrize(("record", "written"), PINNED, ids=lambda item: type(item).__name__)
def test_the_bytes_of_a_record_never_change(record, written):
    assert record.canonical() == written
    assert record.digest() == hashlib.sha256(written).hexdigest()


def test_the_digest_of_nothing_is_the_published_one():
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest_of_many([]) == sha256_hex(b"")


def test_the_digest_of_many_depends_on_their_order_and_on_each():
    first, second = sha256_hex(b"1"), sha256_hex(b"2")
    assert digest_of_many([first, second]) == sha256_hex(
        bytes.fromhex(first) + bytes.fromhex(second)
    )
    assert digest_of_many([first, second]) != digest_of_many([second, first])
    assert digest_of_many([first]) != digest_of_many([first, second])


@given(digits=st.integers(-(10**12), 10**12), places=st.integers(0, 20), zeros=st.integers(0, 6))
def test_a_decimal_has_one_text_however_it_was_written(digits, places, zeros):
    value = Decimal(digits).scaleb(-places)
    longer = Decimal(f"{value:f}" + ("." if "." not in f"{value:f}" else "") + "0" * zeros)
    text = decimal_text(value)
    assert text == decimal_text(longer)
    assert Decimal(text) == value
    assert "E" not in text
    assert text == "0" or not text.startswith("-0") or "." in text
    assert "." not in text or not text.endswith(("0", "."))


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("0.050", "0.05"),
        ("5E-2", "0.05"),
        ("-0.0", "0"),
        ("100", "100"),
        ("1E+2", "100"),
        ("0", "0"),
        ("10.0", "10"),
    ],
)
def test_a_decimal_is_written_plainly(written, plain):
    assert decimal_text(Decimal(written)) == plain


def test_rates_that_are_equal_are_equal_bytes():
    short = Bounds(lower=Decimal("0.05"), upper=Decimal(1))
    long = Bounds(lower=Decimal("0.0500"), upper=Decimal("1.000"))
    assert short == long
    assert short.digest() == long.digest()


@pytest.mark.parametrize("value", [0.5, 1.0, float("nan"), float("inf"), [0.5], {"deep": [0.5]}])
def test_a_floating_point_number_is_refused_wherever_it_hides(value):
    with pytest.raises(RecordError, match="floating-point"):
        canonical_bytes({"rate": value})


def test_a_record_that_was_handed_a_float_has_no_bytes():
    with pytest.raises(RecordError, match="floating-point"):
        Bounds(lower=0.25, upper=Decimal(1)).canonical()


@pytest.mark.parametrize("integer", [2**53, -(2**53)])
def test_an_integer_that_other_readers_would_round_is_refused(integer):
    with pytest.raises(RecordError, match="no canonical form"):
        canonical_bytes({"count": integer})


@pytest.mark.parametrize("integer", [SAFE_INTEGER, -SAFE_INTEGER])
def test_the_largest_safe_integer_is_kept(integer):
    assert canonical_bytes({"count": integer}) == f'{{"count":{integer}}}'.encode()


@pytest.mark.parametrize("document", [{"a": "\ud800"}, {"\udfff": 1}, {"a": b"bytes"}, {1: "a"}])
def test_what_is_not_json_has_no_canonical_form(document):
    with pytest.raises(RecordError, match="no canonical form"):
        canonical_bytes(document)


def test_a_document_nested_beyond_reason_is_refused_as_one_that_is_none():
    document = {}
    for _ in range(5000):
        document = {"deeper": document}
    with pytest.raises(RecordError, match="no canonical form"):
        canonical_bytes(document)


@pytest.mark.parametrize("text", ["\ud800", "a\udc00b", "\udfff\ud800"])
def test_half_of_a_surrogate_pair_is_refused_in_a_text_record(text):
    with pytest.raises(RecordError, match="lone surrogate"):
        Turn(role="user", content=text).canonical()
    with pytest.raises(RecordError, match="lone surrogate"):
        Transcript(transcript_id="t", turns=(Turn(role="user"),), attributes={text: "a"}).digest()


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_a_decimal_that_is_no_number_has_no_text(value):
    with pytest.raises(RecordError, match="not a finite number"):
        decimal_text(Decimal(value))
    with pytest.raises(RecordError, match="not a finite number"):
        Costs(unit="hours", miss=Decimal(value), false_alarm=Decimal(1)).canonical()


@pytest.mark.parametrize(
    "encoded",
    [
        b"",
        b"null",
        b"[]",
        b'{"lower":"0","upper":"1"',
        b'{"lower":"0","upper":"1"} ,',
        b'{"lower":"0"}',
        b'{"lower":"0","upper":"1","other":"1"}',
        b'{"lower":"zero","upper":"1"}',
        b'{"lower":null,"upper":"1"}',
        b'{"lower":[],"upper":"1"}',
        b'{"lower":"0","upper":"1.5"}',
        b'{"lower":"-0.1","upper":"1"}',
        b'{"lower":"0.2","upper":"0.1"}',
        b'{"lower":"NaN","upper":"1"}',
        b'{"lower":"0","upper":"NaN"}',
        b'{"lower":"0","upper":"Infinity"}',
        b'\xff\xfe{"lower":"0","upper":"1"}',
        b'{"lower":"\xff","upper":"1"}',
    ],
)
def test_bytes_that_are_not_this_record_are_refused_with_what_why_and_fix(encoded):
    with pytest.raises(RecordError) as refusal:
        Bounds.parse(encoded)
    assert refusal.value.what.startswith("This is not a valid")
    assert refusal.value.why
    assert refusal.value.fix


@given(noise=st.binary(max_size=60))
def test_noise_is_refused_and_never_crashes(noise):
    with pytest.raises(RecordError):
        Claim.parse(noise)


def test_a_record_is_frozen_and_so_are_its_facts():
    facts = {"language": "en"}
    transcript = Transcript(transcript_id="t", turns=(Turn(role="user"),), attributes=facts)
    digest = transcript.digest()
    facts["language"] = "de"
    assert transcript.digest() == digest
    with pytest.raises(AttributeError):
        transcript.transcript_id = "u"
    with pytest.raises(TypeError):
        transcript.attributes["language"] = "de"
