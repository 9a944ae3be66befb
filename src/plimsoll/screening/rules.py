"""The rule set: TOML files read into rules, with everything that is wrong in them.

A rule set is an instrument. Its version is the digest of what its rules find, so a comment, an
example or the order of the files does not make a new version, and a changed pattern does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from plimsoll.errors import InputError
from plimsoll.records.canonical import canonical_bytes, sha256_hex
from plimsoll.records.instrument import Instrument
from plimsoll.records.toml_source import TomlSource
from plimsoll.records.violation import Violation, violation_of
from plimsoll.screening.engine import MATCHES_LIMIT
from plimsoll.screening.rule_form import WrittenRule, read_rule

INSTRUMENT_ID: Final = "rules"
TOTAL_SIZE_LIMIT: Final = 500_000


@dataclass(frozen=True)
class RuleFile:
    """One file of rules: its name relative to the workspace, and its text."""

    file_name: str
    text: str


@dataclass(frozen=True)
class RuleSet:
    """All rules of a workspace, ordered by id."""

    written: tuple[WrittenRule, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """Return the version of the rule set."""
        rules = [written.rule.document() for written in self.written]
        return sha256_hex(canonical_bytes({"matches_limit": MATCHES_LIMIT, "rules": rules}))

    @property
    def instrument(self) -> Instrument:
        """Return the rule set as an instrument."""
        return Instrument(
            instrument_id=INSTRUMENT_ID,
            kind="rules",
            version_sha256=self.sha256,
            description=f"{len(self.written)} screening rules of tier 0.",
        )


def parse_rules(files: Iterable[RuleFile]) -> tuple[RuleSet, tuple[Violation, ...]]:
    """Read rules from their files; return those that can be run, and all that is wrong."""
    written: dict[str, WrittenRule] = {}
    violations: list[Violation] = []
    for file in sorted(files, key=lambda one: one.file_name):
        try:
            source = TomlSource.of(file.text, file_name=file.file_name)
        except InputError as error:
            violations.append(violation_of(error, file=file.file_name, line=1))
            continue
        violations.extend(_strays(source))
        for index in range(_rules_count(source)):
            rule, wrong = read_rule(source, index=index)
            violations.extend(wrong)
            if rule is not None:
                violations.extend(_added(rule, to=written))
    ordered = tuple(written[rule_id] for rule_id in sorted(written))
    return RuleSet(ordered), (*violations, *_too_large(ordered))


def _rules_count(source: TomlSource) -> int:
    rules = source.table.get("rule")
    is_tables = isinstance(rules, list) and all(isinstance(item, dict) for item in rules)
    return len(rules) if rules and is_tables else 0


def _strays(source: TomlSource) -> list[Violation]:
    known = {"rule"} if _rules_count(source) else set()
    return [
        Violation(
            source.file_name,
            source.line_of(key),
            f"{key} is not a [[rule]]",
            "What is not read as a rule looks for nothing.",
            "Begin each rule with [[rule]], in two brackets.",
        )
        for key in source.table
        if key not in known
    ]


def _added(rule: WrittenRule, *, to: dict[str, WrittenRule]) -> list[Violation]:
    earlier = to.setdefault(rule.rule.rule_id, rule)
    if earlier is rule:
        return []
    return [
        Violation(
            rule.file_name,
            rule.line,
            f"rule {rule.rule.rule_id}: the id is also at {earlier.file_name}:{earlier.line}",
            "A finding names its rule by the id.",
            "Give one of them another id.",
        )
    ]


def _too_large(rules: tuple[WrittenRule, ...]) -> list[Violation]:
    size = sum(one.pattern.size for one in rules)
    if size <= TOTAL_SIZE_LIMIT:
        return []
    largest = max(rules, key=lambda one: one.pattern.size)
    return [
        Violation(
            largest.file_name,
            largest.line,
            f"the rules compile to {size:,} steps; {TOTAL_SIZE_LIMIT:,} is the limit",
            "The time for one text is bounded by its length times the size of the rules.",
            f"Shorten the largest, {largest.rule.rule_id} with {largest.pattern.size:,} steps.",
        )
    ]
