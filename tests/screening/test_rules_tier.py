import re
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.screening.samples import rule_text, rules_of, said, spans, tier_of

from plimsoll.records import ToolCall, Transcript, Turn
from plimsoll.screening import MATCHES_LIMIT, NullTier, RulesTier, Tier
from plimsoll.screening.tier import text_of

EVERY_TIER = [NullTier(), tier_of(rule_text(phrases=["sorry"]))]


@pytest.mark.parametrize("tier", EVERY_TIER, ids=lambda tier: tier.name)
def test_a_tier_has_a_name_and_a_version_and_answers_alike_twice(tier: Tier) -> None:
    transcript = said("Sorry, I cannot.")
    assert tier.screen(transcript) == tier.screen(transcript)
    assert tier.instrument.version_sha256 == tier.instrument.version_sha256
    assert all(found.tier == tier.name for found in tier.screen(transcript).findings)


def test_the_null_tier_finds_nothing() -> None:
    assert NullTier().screen(said("anything")).findings == ()


def test_a_finding_says_where_in_characters_and_what() -> None:
    tier = tier_of(rule_text(pattern="été|😀+", severity="high"))
    (first, second) = tier.screen(said("L'été 😀😀!")).findings
    assert (first.start, first.end, second.start, second.end) == (2, 5, 6, 8)
    assert second.text_sha256 == sha256("😀😀".encode()).hexdigest()
    assert (first.risk_id, first.rule_id, first.severity) == ("harm", "r", "high")
    assert first.rules_sha256 == tier.instrument.version_sha256 == tier.rules.sha256


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("I can't", "I CAN\u2019T", True),
        ("I can\u2019t", "i can't", True),
        ("as an AI", "As\u00a0an\n AI", True),
        ("sorry", "sorrysight", False),
        ("sorry", "unsorry", False),
        ("sorry", "'sorry'", True),
        ("so.ry", "sorry", False),
        ("100 % safe", "100 % safe", True),
        ("(a|b)", "see (a|b)!", True),
        ("désolé", "DÉSOLÉ", True),
        ("desole", "désolé", False),
        ("抱歉", "非常抱歉。", True),
    ],
)
def test_a_phrase_is_taken_literally_but_for_space_case_and_apostrophes(
    phrase: str, text: str, found: bool
) -> None:
    assert bool(spans(tier_of(rule_text(phrases=[phrase])), text)) is found


def test_case_counts_when_the_rule_says_so() -> None:
    tier = tier_of(rule_text(phrases=["US"], case_sensitive=True))
    assert spans(tier, "us and US") == [("r", 7, 9)]


def test_a_rule_reads_only_its_roles_and_parts() -> None:
    turns = (
        Turn(role="user", content="word"),
        Turn(
            role="assistant",
            content="word",
            reasoning="a word",
            tool_calls=(
                ToolCall(name="a", arguments="{}"),
                ToolCall(name="b", arguments='{"q": "word"}'),
            ),
        ),
        Turn(role="tool", content="word"),
    )
    transcript = Transcript(transcript_id="t", turns=turns)
    tier = tier_of(
        rule_text("plain", phrases=["word"]),
        rule_text("people", phrases=["word"], roles=["user", "tool"]),
        rule_text("inside", phrases=["word"], parts=["reasoning", "tool_calls"]),
    )
    found = [(f.rule_id, f.turn_index, f.part, f.start) for f in tier.screen(transcript).findings]
    assert found == [
        ("people", 0, "content", 0),
        ("plain", 1, "content", 0),
        ("inside", 1, "reasoning", 2),
        ("inside", 1, "tool_calls", 14),
        ("people", 2, "content", 0),
    ]
    assert text_of(turns[1], part="tool_calls")[14:18] == "word"


def test_more_matches_than_are_kept_are_reported_by_rule() -> None:
    tier = tier_of(rule_text("a", pattern="a"), rule_text("b", pattern="b"))
    exact = tier.screen(said("a" * MATCHES_LIMIT))
    assert (len(exact.findings), dict(exact.capped)) == (MATCHES_LIMIT, {})
    more = tier.screen(said("b" + "a" * (MATCHES_LIMIT + 1)))
    assert (len(more.findings), dict(more.capped)) == (MATCHES_LIMIT + 1, {"a": 1})


def test_a_lone_surrogate_neither_crashes_nor_shifts_a_span() -> None:
    assert spans(tier_of(rule_text(phrases=["x"])), "\ud800 x") == [("r", 2, 3)]


atoms = st.sampled_from(["a", "b", "é", "K", "[ab]", "[^a]", "(?:ab)", "😀", "."])
bounded = st.builds(str.__add__, atoms, st.sampled_from(["", "?", "+", "{1,2}", "+?", "*"]))
sequences = st.lists(bounded, min_size=1, max_size=3).map("".join)
patterns = st.lists(sequences, min_size=1, max_size=2).map("|".join)
texts = st.text("abéK😀 \n\u212a", max_size=18)


@given(
    st.lists(st.tuples(patterns, st.booleans()), min_size=1, max_size=6),
    st.lists(texts, max_size=4),
)
def test_the_set_finds_exactly_what_a_plain_loop_over_the_rules_finds(rules, contents) -> None:
    usable = [(p, case) for p, case in rules if (not re.search(p, "") and "K" not in p) or case]
    usable = [(p, case) for p, case in usable if not re.search(p, "")]
    tier = RulesTier(
        rules_of(
            *(
                rule_text(f"r{index}", pattern=pattern, case_sensitive=case)
                for index, (pattern, case) in enumerate(usable)
            )
        )
    )
    for content in contents:
        expected = [
            (f"r{index}", *match.span())
            for index, (pattern, case) in enumerate(usable)
            for match in re.finditer(pattern, content, 0 if case else re.IGNORECASE)
        ]
        assert spans(tier, content) == (expected if content else [])
