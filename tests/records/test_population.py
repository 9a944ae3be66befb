"""The filter of a line: every operator, what is missing, and what must not be misread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.errors import RecordError
from plimsoll.records import Condition, Population

words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("text", "admitted", "refused"),
    [
        ("model = large", ["large"], ["small", "larger", "LARGE", ""]),
        ("model=large", ["large"], ["small"]),
        ("model != large", ["small", ""], ["large"]),
        ("language in en, de ,fr", ["en", "de", "fr"], ["it", "en, de", ""]),
        ("language not in en, de", ["fr", ""], ["en", "de"]),
        ("language  not   in en", ["fr"], ["en"]),
        ("type like contrast_*", ["contrast_a", "contrast_"], ["contrast", "Contrast_a", "a"]),
        ("type not like contrast_*", ["a", "contrast"], ["contrast_a"]),
        ("code like ?-[0-9]", ["a-1"], ["ab-1", "a-x"]),
        ("occurred_at_utc >= 2026-02", ["2026-02-01T00:00:00Z", "2026-02"], ["2026-01-31T23:59Z"]),
        ("occurred_at_utc < 2026-02", ["2026-01-31T23:59:59Z"], ["2026-02", "2026-02-01"]),
        ('answer = "in"', ["in"], ['"in"']),
        ("answer = 'not in'", ["not in"], ["'not in'"]),
        ('answer = ""', [""], ["a"]),
        ('answer = " padded "', [" padded "], ["padded"]),
        ("answer in \"a\", 'b'", ["a", "b"], ['"a"', "'b'"]),
        ("answer = 'half", ["'half"], ["half"]),
        ("formula = a = b", ["a = b"], ["a"]),
        ("instance = in", ["in"], ["instance"]),
        ("inside in inside", ["inside"], ["side"]),
    ],
)
def test_a_condition_admits_what_it_says_and_nothing_else(text, admitted, refused):
    condition = Condition.of(text)
    assert all(condition.admits(value) for value in admitted)
    assert not any(condition.admits(value) for value in refused)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "model",
        "model =",
        "model in",
        "model not in ",
        "= large",
        "in large",
        "model is large",
        "turns > 5",
        "model notlike a",
        "model~a",
    ],
)
def test_what_is_not_fact_operator_value_is_refused(text):
    with pytest.raises(RecordError, match="is not FACT OPERATOR VALUE"):
        Condition.of(text)


@pytest.mark.parametrize(
    "text",
    [
        "occurred_at_utc <= 2026-01-01",
        "occurred_at_utc<=2026-01-01",
        "model == large",
        "model === large",
        "model => a",
        "model =< a",
        "model <> a",
        "model !== a",
        "model >== a",
        "model =! a",
    ],
)
def test_an_operator_of_another_language_is_refused_rather_than_read_as_part_of_the_value(text):
    """``<=`` read as ``<`` and "=2026" would admit every transcript that was ever written."""
    with pytest.raises(RecordError, match="is not FACT OPERATOR VALUE"):
        Condition.of(text)


@pytest.mark.parametrize("text", ['language in "a, b", c', "language not in 'x,y'"])
def test_a_comma_inside_quotes_does_not_split_a_value(text):
    condition = Condition.of(text)
    assert any("," in operand for operand in condition.operands)
    assert not any(operand.strip("\"'") != operand for operand in condition.operands)


@given(fact=words, operands=st.lists(words, min_size=1, max_size=4), negated=st.booleans())
def test_a_plain_condition_reads_back_from_its_own_words(fact, operands, negated):
    condition = Condition(
        fact=fact, operator="not in" if negated else "in", operands=tuple(operands)
    )
    assert Condition.of(str(condition)) == condition
    assert all(condition.admits(operand) is not negated for operand in operands)


@pytest.mark.parametrize("operator", ["=", "!=", "in", "not in", "like", "not like", ">=", "<"])
def test_a_missing_fact_fulfils_no_condition_not_even_a_negative_one(operator):
    population = Population(
        conditions=(Condition(fact="language", operator=operator, operands=("en",)),)
    )
    assert not population.admits({})
    assert not population.admits({"Language": "de"})
    assert population.lacks({}) == ("language",)
    assert population.lacks({"language": ""}) == ()


def test_a_population_demands_all_of_its_conditions():
    population = Population.of(("model = a", "language in en, de"))
    assert population.admits({"model": "a", "language": "de", "other": "x"})
    assert not population.admits({"model": "a", "language": "fr"})
    assert not population.admits({"model": "b", "language": "de"})
    assert population.lacks({"other": "x"}) == ("model", "language")
    assert str(population) == "model = a and language in en, de"


@given(facts=st.dictionaries(words, words, max_size=3))
def test_without_conditions_every_transcript_belongs(facts):
    assert Population().admits(facts)
    assert Population().lacks(facts) == ()
    assert str(Population()) == "all transcripts"


@pytest.mark.parametrize("operator", ["=", "in", "like", "<"])
def test_a_condition_without_a_value_cannot_be_born(operator):
    with pytest.raises(RecordError, match="valid condition"):
        Condition(fact="model", operator=operator, operands=())


def test_an_operator_that_is_none_is_refused_in_bytes():
    with pytest.raises(RecordError, match="valid condition"):
        Condition.parse(b'{"fact":"a","operator":"<=","operands":["b"]}')


def test_another_order_of_conditions_is_another_population():
    """Nothing is sorted behind the back of those who agreed to the words."""
    assert Population.of(("a = 1", "b = 2")) != Population.of(("b = 2", "a = 1"))
