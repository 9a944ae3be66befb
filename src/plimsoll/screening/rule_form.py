"""One ``[[rule]]`` read as a form: a rule that can be run, or everything that is wrong with it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from plimsoll.errors import RuleError
from plimsoll.records.finding import Part, Severity
from plimsoll.records.toml_source import TomlSource
from plimsoll.records.transcript import Role
from plimsoll.records.violation import Violation, nearest
from plimsoll.screening.engine import Pattern
from plimsoll.screening.rule import Rule

RULE_ID: Final = re.compile(r"[a-z0-9]+([-.][a-z0-9]+)*")
# RE2 can match half a character; a span in code points cannot.
SINGLE_BYTE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\C")


@dataclass(frozen=True)
class WrittenRule:
    """A rule, where it is written, compiled, and the examples that prove it."""

    rule: Rule
    file_name: str
    line: int
    pattern: Pattern
    should_match: tuple[str, ...] = ()
    should_not_match: tuple[str, ...] = ()


def read_rule(source: TomlSource, *, index: int) -> tuple[WrittenRule | None, list[Violation]]:
    """Read one rule; it is there when nothing is wrong with it."""
    table: Mapping[str, Any] = source.table["rule"][index]
    wrong = _wrong_fields(table)
    if not wrong:
        rule = Rule(
            rule_id=table["id"],
            risk_id=table["risk"],
            severity=table.get("severity", "medium"),
            pattern=table.get("pattern", ""),
            phrases=tuple(table.get("phrases", ())),
            roles=tuple(table.get("roles", ("assistant",))),
            parts=tuple(table.get("parts", ("content",))),
            case_sensitive=table.get("case_sensitive", False),
        )
        try:
            return _written(rule, source=source, index=index), []
        except RuleError as error:
            wrong = {"pattern" if rule.pattern else "phrases": (error.what, error.why, error.fix)}
    name = table.get("id")
    prefix = f"rule {name}: " if isinstance(name, str) and name else ""
    return None, [
        Violation(source.file_name, source.line_of("rule", index, key), f"{prefix}{what}", why, fix)
        for key, (what, why, fix) in wrong.items()
    ]


def _written(rule: Rule, *, source: TomlSource, index: int) -> WrittenRule:
    if SINGLE_BYTE.search(rule.pattern):
        raise RuleError(
            r"This pattern is refused: \C matches half a character.",
            why="A finding says where it stands in characters.",
            fix=r"Write (?s:.) for any character.",
        )
    examples = source.table["rule"][index]
    return WrittenRule(
        rule=rule,
        file_name=source.file_name,
        line=source.line_of("rule", index),
        pattern=Pattern(rule.expression()),
        should_match=tuple(examples.get("should_match", ())),
        should_not_match=tuple(examples.get("should_not_match", ())),
    )


def _wrong_fields(table: Mapping[str, Any]) -> dict[str, tuple[str, str, str]]:
    wrong: dict[str, tuple[str, str, str]] = {}
    for key, value in table.items():
        if key not in FIELDS:
            why = "A misspelt key is ignored, and its author believes that it counts."
            fix = f"Please {nearest(key, tuple(FIELDS))}."
            wrong[key] = (f"{key} is not a key of a rule", why, fix)
        elif not FIELDS[key][1](value):
            what = f"{key} must be {FIELDS[key][0]}, not {value!r:.60}"
            wrong[key] = (
                what,
                "A rule that is guessed at looks for something else.",
                "Correct it.",
            )
    for key in ("id", "risk"):
        if key not in table:
            why = "A finding names its rule, and the risk for whose sake somebody should look."
            wrong[key] = (f"{key} is missing", why, f'Write {key} = "...".')
    if ("pattern" in table) == ("phrases" in table):
        what = "it needs either pattern or phrases" + (", not both" if "pattern" in table else "")
        why = "A rule looks for one thing, which a reader can name."
        wrong.setdefault("pattern", (what, why, "Keep one of them, or make two rules."))
    return wrong


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _are_different(value: Any) -> bool:  # noqa: ANN401 - any TOML value
    """Tell whether this is a list of at least one text, none empty and none twice."""
    return _are_texts(value) and all(map(_is_text, value)) and 0 < len(value) == len(set(value))


def _are_some(allowed: tuple[str, ...]) -> Callable[[Any], bool]:
    return lambda value: _are_different(value) and set(value) <= set(allowed)


ROLES: Final = get_args(Role)
PARTS: Final = get_args(Part)
SEVERITIES: Final = get_args(Severity)
FIELDS: Final[Mapping[str, tuple[str, Callable[[Any], bool]]]] = {
    "id": (
        "lower-case words joined by hyphens or dots",
        lambda value: isinstance(value, str) and bool(RULE_ID.fullmatch(value)),
    ),
    "risk": ("the id of a risk", _is_text),
    "phrases": ("a list of different texts", _are_different),
    "pattern": ("a pattern in RE2 syntax", _is_text),
    "roles": (f"a list of {', '.join(ROLES)}", _are_some(ROLES)),
    "parts": (f"a list of {', '.join(PARTS)}", _are_some(PARTS)),
    "severity": (f"one of {', '.join(SEVERITIES)}", lambda value: value in SEVERITIES),
    "case_sensitive": ("true or false", lambda value: isinstance(value, bool)),
    "should_match": ("a list of texts", _are_texts),
    "should_not_match": ("a list of texts", _are_texts),
}
