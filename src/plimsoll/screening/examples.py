"""Whether the rules do what their authors say: the examples written beside them, tried.

A rule may carry texts that it has to find (``should_match``) and texts that it must not
(``should_not_match``). ``plimsoll check`` tries them, so a rule is tested where it is written.
"""

from plimsoll.records.violation import Violation
from plimsoll.screening.rule_form import WrittenRule
from plimsoll.screening.rules import RuleSet


def example_violations(rules: RuleSet) -> tuple[Violation, ...]:
    """Return every example that a rule gets wrong."""
    return tuple(
        violation
        for written in rules.written
        for texts, wanted in ((written.should_match, True), (written.should_not_match, False))
        for text in texts
        for violation in _tried(written, text=text, wanted=wanted)
    )


def _tried(written: WrittenRule, *, text: str, wanted: bool) -> list[Violation]:
    if written.pattern.matches(text.encode("utf-8", "replace")) == wanted:
        return []
    misses = "does not match" if wanted else "matches"
    return [
        Violation(
            written.file_name,
            written.line,
            f"rule {written.rule.rule_id}: it {misses} its example {text!r:.80}",
            "A rule that fails its own example finds something other than its author meant.",
            "Correct the rule, or the example.",
        )
    ]
