"""Numbers in words contain the numbers they speak of."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.records import Bounds, Price, Verdict
from plimsoll.report.word import (
    at_least_text,
    at_most_text,
    count_text,
    frequency_text,
    interval_text,
    missed_text,
    people_text,
    percent_text,
    price_text,
    verdict_sentence,
)

rates = st.decimals(0, 1, places=12)


def bounds(lower, upper):
    return Bounds(lower=Decimal(lower), upper=Decimal(upper))


def as_rate(text):
    return Decimal(text.removesuffix("\u202f%")) / 100


@pytest.mark.parametrize(
    ("rate", "percent", "frequency"),
    [
        ("0", "0 %", "none"),
        ("0.00001", "0.001 %", "1 in 100,000"),
        ("0.003", "0.3 %", "3 in 1,000"),
        ("0.0099", "0.99 %", "99 in 10,000"),
        ("0.05", "5 %", "5 in 100"),
        ("0.1", "10 %", "1 in 10"),
        ("0.216", "21.6 %", "22 in 100"),
        ("0.38", "38 %", "38 in 100"),
        ("0.9999", "100 %", "nearly all"),
        ("1", "100 %", "all"),
        ("0.000000001", "< 0.0001 %", "1 in 1,000,000,000"),
    ],
)
def test_a_rate_is_said_as_a_percentage_and_as_so_many_in_so_many(rate, percent, frequency):
    assert percent_text(Decimal(rate)).replace("\u202f", " ") == percent
    assert frequency_text(Decimal(rate)).replace("\u202f", " ") == frequency


@given(rate=rates)
def test_a_lower_bound_in_words_is_never_above_the_bound(rate):
    assert as_rate(at_least_text(rate)) <= rate


@given(rate=rates)
def test_an_upper_bound_in_words_is_never_below_the_bound(rate):
    assert as_rate(at_most_text(rate)) >= rate


@given(rate=rates.filter(bool))
def test_a_rate_above_zero_is_never_said_to_be_zero(rate):
    assert percent_text(rate) != percent_text(Decimal(0))
    assert at_most_text(rate) != percent_text(Decimal(0))
    assert frequency_text(rate) != "none"


@given(one=rates, other=rates, base_count=st.integers(1, 10**6))
def test_people_are_counted_outwards(one, other, base_count):
    lower, upper = sorted((one, other))
    text = people_text(bounds(lower, upper), base_count=base_count).replace(",", "")
    numbers = [int(word) for word in text.split() if word.isdigit()]
    assert numbers[0] <= lower * base_count
    assert upper * base_count <= numbers[-2]
    assert numbers[-1] == base_count


def test_an_interval_without_width_is_exact():
    assert interval_text(bounds("0.38", "0.38")) == "exactly 38\u202f%"


def test_counts_have_separators():
    assert count_text(1_234_567) == "1,234,567"


def test_the_vacuous_interval_is_said_to_be_ignorance_whatever_the_verdict():
    for verdict in Verdict:
        sentence = verdict_sentence(
            verdict=verdict, bounds=bounds("0", "1"), line_rate=Decimal("0.01")
        )
        assert sentence.startswith("Nothing is known")


def test_an_unsettled_verdict_says_whether_the_line_lies_within():
    within = verdict_sentence(
        verdict=Verdict.INCONCLUSIVE, bounds=bounds("0.001", "0.02"), line_rate=Decimal("0.01")
    )
    beside = verdict_sentence(
        verdict=Verdict.INCONCLUSIVE, bounds=bounds("0.001", "0.005"), line_rate=Decimal("0.01")
    )
    assert within.endswith("lies within.")
    assert "within" not in beside


def test_a_refusal_for_another_reason_is_not_said_to_be_above_the_line():
    sentence = verdict_sentence(
        verdict=Verdict.NOT_MET, bounds=bounds("0.001", "0.005"), line_rate=Decimal("0.01")
    )
    assert sentence.startswith("Not met: between")
    assert "Above" not in sentence


def test_a_met_verdict_whose_waterline_is_above_is_not_said_to_be_below():
    sentence = verdict_sentence(
        verdict=Verdict.MET, bounds=bounds("0.001", "0.05"), line_rate=Decimal("0.01")
    )
    assert "Below" not in sentence


def test_an_unknown_miss_rate_is_not_said_to_be_small():
    assert missed_text(bounds("0", "1")) == "may have missed any share of the violations"
    assert (
        missed_text(bounds("0", "0.31"))
        == "missed between 0\u202f% and 31\u202f% of the violations"
    )


def test_only_an_unsettled_verdict_has_a_price():
    price = Price(reviews_count=1240, why="if it stays")
    assert price_text(price, verdict=Verdict.MET).startswith("settled")
    assert price_text(price, verdict=Verdict.INCONCLUSIVE) == (
        "about 1,240 more reviews, if it stays"
    )
    no_price = Price(reviews_count=None, why="the rate looks like the line\x1b")
    assert price_text(no_price, verdict=Verdict.INCONCLUSIVE) == (
        "the rate looks like the line[U+001B]"
    )
