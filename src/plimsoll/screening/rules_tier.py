"""Tier 0: rules, asked all at once and then confirmed one by one.

For each kind of text (whose turn, which part) the rules that read it are compiled into one set.
The set says which rules may match; only those are run for their spans. The answer is the same as
that of running every rule over every text, and on a thousand rules some hundred times sooner.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from plimsoll.records.canonical import sha256_hex
from plimsoll.records.finding import Finding, Part
from plimsoll.records.instrument import Instrument
from plimsoll.records.transcript import Role, Transcript
from plimsoll.screening.engine import PatternSet
from plimsoll.screening.rule_form import PARTS, WrittenRule
from plimsoll.screening.rules import RuleSet
from plimsoll.screening.tier import TierAnswer, text_of


@dataclass(frozen=True)
class _Group:
    """The rules that read one kind of text, and the set that asks them all at once."""

    rules: tuple[WrittenRule, ...]
    patterns: PatternSet


@dataclass(frozen=True)
class _Place:
    transcript_id: str
    turn_index: int
    part: Part


class RulesTier:
    """The rule set at work."""

    name: Final = "rules"

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self._groups: dict[tuple[Role, Part], _Group] = {}

    @cached_property
    def instrument(self) -> Instrument:
        """The rule set and its version."""
        return self.rules.instrument

    def screen(self, transcript: Transcript) -> TierAnswer:
        """Find where the rules match: by turn, part of the turn, rule, and place in the text."""
        findings: list[Finding] = []
        capped: Counter[str] = Counter()
        for turn_index, turn in enumerate(transcript.turns):
            for part in PARTS:
                text = text_of(turn, part=part)
                group = self._group(turn.role, part)
                if text and group.rules:
                    place = _Place(transcript.transcript_id, turn_index, part)
                    found, more = self._read(text.encode("utf-8", "replace"), group, place=place)
                    findings.extend(found)
                    capped.update(more)
        return TierAnswer(tuple(findings), capped)

    def _read(
        self, encoded: bytes, group: _Group, *, place: _Place
    ) -> tuple[list[Finding], list[str]]:
        """Return the findings in one text, and the rules that had more matches than are kept."""
        findings: list[Finding] = []
        capped: list[str] = []
        for position in group.patterns.candidates(encoded):
            written = group.rules[position]
            spans, is_capped = written.pattern.spans(encoded)
            capped.extend([written.rule.rule_id] * is_capped)
            findings.extend(
                Finding(
                    transcript_id=place.transcript_id,
                    risk_id=written.rule.risk_id,
                    rule_id=written.rule.rule_id,
                    rules_sha256=self.instrument.version_sha256,
                    tier=self.name,
                    severity=written.rule.severity,
                    turn_index=place.turn_index,
                    part=place.part,
                    start=start,
                    end=end,
                    text_sha256=digest,
                )
                for start, end, digest in _in_characters(spans, encoded)
            )
        return findings, capped

    def _group(self, role: Role, part: Part) -> _Group:
        group = self._groups.get((role, part))
        if group is None:
            rules = tuple(
                written
                for written in self.rules.written
                if role in written.rule.roles and part in written.rule.parts
            )
            group = _Group(rules, PatternSet([written.pattern for written in rules]))
            self._groups[role, part] = group
        return group


def _in_characters(spans: list[tuple[int, int]], encoded: bytes) -> list[tuple[int, int, str]]:
    """Turn byte spans, in order, into spans of code points with the digest of their text."""
    found: list[tuple[int, int, str]] = []
    reached_bytes = reached = 0
    for start, end in spans:
        first = reached + len(encoded[reached_bytes:start].decode())
        reached_bytes, reached = end, first + len(encoded[start:end].decode())
        found.append((first, reached, sha256_hex(encoded[start:end])))
    return found
