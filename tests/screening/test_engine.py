"""The matcher against patterns and texts that were made to hurt it."""

import subprocess
import sys

import pytest
import re2

from plimsoll.errors import RuleError
from plimsoll.screening.engine import MATCHES_LIMIT, Pattern, PatternSet

# Python's own `re` needs longer than the age of the universe for the first three.
HOSTILE = [
    "(a+)+$",
    "(a|aa)+$",
    "(.*a){20}$",
    "(a|b)*a(a|b){900}c",
    "[^z]*z|a",
    "a[^z]*z|a",
    r"(\pL+\s?)+!",
    "(?:a?){100}a{100}",
    ".*.*.*.*=.*x",
]
HANG_LIMIT_S = 240  # generous: it tells a hang from work, and measures nothing

PROGRAM = """
import sys
from plimsoll.screening.engine import Pattern, PatternSet
patterns = [Pattern("(?i)" + expression) for expression in sys.argv[1:]]
together = PatternSet(patterns)
for text in ("a" * 80_000, "ab" * 40_000, "a" * 79_999 + "b", "aé" * 40_000):
    encoded = text.encode()
    candidates = together.candidates(encoded)
    for index, pattern in enumerate(patterns):
        spans, _ = pattern.spans(encoded)
        assert pattern.matches(encoded) <= (index in candidates)
print("done")
"""


def test_hostile_patterns_on_long_texts_come_to_an_end() -> None:
    finished = subprocess.run(
        [sys.executable, "-c", PROGRAM, *HOSTILE],
        capture_output=True,
        text=True,
        timeout=HANG_LIMIT_S,
        check=False,
    )
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "done\n", "")


class Counting:
    """A compiled pattern that counts how often it is asked for one more match."""

    def __init__(self, compiled: object) -> None:
        self.compiled = compiled
        self.asked_count = 0

    def finditer(self, encoded: bytes):
        for match in self.compiled.finditer(encoded):
            self.asked_count += 1
            yield match


def test_the_number_of_searches_in_one_text_is_bounded() -> None:
    # Each of these matches costs a walk to the end of the text: all of them would be quadratic.
    pattern = Pattern("a[^z]*z|a")
    counting = Counting(pattern._compiled)
    pattern._compiled = counting
    spans, is_capped = pattern.spans(b"a" * 80_000)
    assert counting.asked_count == MATCHES_LIMIT + 1
    assert spans == [(index, index + 1) for index in range(MATCHES_LIMIT)]
    assert is_capped


def test_matches_without_text_are_bounded_too_and_give_no_span() -> None:
    pattern = Pattern(r"a|\b")
    assert pattern.spans(b"x " * 1000 + b"a") == ([], True)
    assert pattern.spans(b"x a") == ([(2, 3)], False)


@pytest.mark.parametrize("expression", ["(", "(?=a)", r"(a)\1", "a\ud800", "a{2000}"])
def test_what_re2_does_not_know_is_refused_in_words(expression: str) -> None:
    with pytest.raises(RuleError, match="This pattern is refused") as caught:
        Pattern(expression)
    assert "b'" not in caught.value.what
    assert "lookaround" in caught.value.fix


def test_a_refused_pattern_is_not_written_to_standard_error(capfd) -> None:
    with pytest.raises(RuleError):
        Pattern("(secret")
    assert capfd.readouterr() == ("", "")


def test_a_set_tells_which_patterns_may_match() -> None:
    together = PatternSet([Pattern(text) for text in ("abc", "b", "é+", "^x")])
    assert together.candidates("abcé".encode()) == [0, 1, 2]
    assert together.candidates(b"nothing") == []
    assert together.candidates(b"") == []
    assert PatternSet([]).candidates(b"abc") == []


def test_a_set_that_cannot_be_compiled_is_not_asked() -> None:
    # To ask it would end the process.
    patterns = [Pattern(f"[a-z]{{0,500}}x{index}") for index in range(20)]
    together = PatternSet(patterns, memory_bytes=1 << 12)
    assert together.candidates(b"aaax3") == list(range(20))


def test_a_set_that_runs_out_of_memory_while_searching_hides_nothing(monkeypatch) -> None:
    class Exhausted:
        def Match(self, _encoded: bytes):  # noqa: N802 - the name is RE2's
            return None

    together = PatternSet([Pattern("a"), Pattern("b")])
    monkeypatch.setattr(PatternSet, "_compiled", Exhausted())
    assert together.candidates(b"a") == [0, 1]


def test_the_pattern_that_every_text_matches_is_always_in_the_answer() -> None:
    compiled = re2.Set.SearchSet()
    compiled.Add("b")
    compiled.Add("")
    compiled.Compile()
    for text in (b"", b"a", b"b", "é\n".encode(), b"\0" * 100, b"a" * 10_000):
        assert 1 in compiled.Match(text)
