"""At most 225 words, whatever is in the register, and nothing claimed that is not known."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from plimsoll.records import Price, Verdict
from plimsoll.report.brief import brief_text, words_count

WORDS_LIMIT = 225  # the promise, not the constant of the module

verdicts = st.sampled_from(list(Verdict))
titles = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(["a", "-", "b.c", "1 000", "\u202f", "x" * 70]), max_size=60).map(
        " ".join
    ),
    st.just("a-" * 100),
)


@st.composite
def registers(draw):
    """Return risk ids, titles, verdicts, intervals and whether each has a live claim."""
    count = draw(st.integers(0, 60))
    rates = st.decimals(0, 1, places=6)
    return [
        (
            f"risk-{index}",
            draw(titles) if index < 4 else "a risk with an ordinary title of nine words",
            draw(verdicts),
            sorted((draw(rates), draw(rates))),
            draw(st.sampled_from(["live", "lapsed", "none"])),
        )
        for index in range(count)
    ]


def source_of(make, register, **changes):
    risks, claims = {}, {}
    for risk_id, title, verdict, (lower, upper), state in register:
        risk = make.risk(risk_id)
        risks[risk_id] = type(risk)(
            **{
                **{name: getattr(risk, name) for name in risk.__struct_fields__},
                "title": title,
                "affected_party": title,
            }
        )
        if state == "none":
            continue
        estimate = make.estimate(
            risk_id,
            rate=(lower, lower, upper),
            verdict=verdict,
            price=Price(reviews_count=123_456_789, why=title),
            population_size=10**9,
        )
        lapsed_at = "2026-03-01T10:00:00Z"
        options = {"expires_at_utc": lapsed_at} if state == "lapsed" else {}
        claims[risk_id] = make.claim(estimate, **options)
    return make.source(risks, claims, **changes)


@settings(max_examples=60, deadline=None)
@given(register=registers(), release=titles)
def test_the_brief_is_never_longer_than_the_limit(make, register, release):
    source = source_of(make, register, workspace_name=release)
    text = brief_text(source)
    assert words_count(text) <= WORDS_LIMIT
    assert len(text.split()) <= WORDS_LIMIT
    assert "Not known: " in text
    assert "What would change this: " in text
    assert "\x1b" not in text


def test_the_brief_of_sixty_risks_keeps_to_the_limit_and_counts_them_all(make):
    register = [
        (f"risk-{index}", "word " * 30, Verdict.NOT_MET, ["0.2", "0.3"], "live")
        for index in range(60)
    ]
    text = brief_text(source_of(make, register))
    assert words_count(text) <= WORDS_LIMIT
    assert "Of 60 risks" in text


def test_the_brief_says_effect_interval_consequence_and_decision(source):
    text = brief_text(source).replace("\u202f", " ")
    assert text.startswith("HOLD: \u201ccheckout-7\u201d, decided on 2026-03-01.")
    assert "Between 2 % and 4.84 % of transcripts show it; the line is 1 %." in text
    assert "between 200 and 484 of 10,000 transcripts would affect customers" in text
    assert "the rate of 1 of 4 risks" in text
    assert "about 1,240 more reviews, beyond 400 of 12,400" in text


def test_every_percentage_of_a_rate_stands_in_an_interval_or_beside_its_line(source):
    text = brief_text(source).replace("\u202f", " ")
    explained = re.sub(r"[Bb]etween [\d.]+ % and [\d.]+ %", "", text)
    explained = re.sub(r"the line is [\d.]+ %|error at most [\d.]+ %", "", explained)
    assert "%" not in explained


def test_a_lapsed_claim_is_told_as_nothing_known(make):
    register = [("risk-0", "leaks", Verdict.MET, ["0", "0.001"], "lapsed")]
    text = brief_text(source_of(make, register))
    assert "Its claim has lapsed." in text
    assert "any rate between 0" in text.lower()
    assert "0.1\u202f% of transcripts show it" not in text


def test_without_a_decision_the_brief_says_so(make, fleet):
    risks, claims = fleet
    text = brief_text(make.source(risks, claims, decision=None))
    assert text.startswith("NO DECISION yet for \u201csupport assistant\u201d.")


def test_words_are_counted_the_strict_way():
    assert words_count("a-b-c") == 3
    assert words_count("0.3 %, - -") == 4
