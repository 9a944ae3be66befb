"""Rules from TOML text and transcripts from plain words, for the tests of the screen."""

import json

from plimsoll.records import Transcript, Turn
from plimsoll.screening import RuleFile, RuleSet, RulesTier, parse_rules


def rule_text(rule_id: str = "r", **fields: object) -> str:
    fields = {"id": rule_id, "risk": "harm", **fields}
    rows = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "[[rule]]\n" + "\n".join(rows) + "\n"


def rules_of(*texts: str) -> RuleSet:
    rules, violations = parse_rules([RuleFile("rules/test.toml", "\n".join(texts))])
    assert violations == ()
    return rules


def tier_of(*texts: str) -> RulesTier:
    return RulesTier(rules_of(*texts))


def said(text: str, *, role: str = "assistant") -> Transcript:
    return Transcript(transcript_id="t", turns=(Turn(role=role, content=text),))


def spans(tier: RulesTier, text: str) -> list[tuple[str, int, int]]:
    answer = tier.screen(said(text))
    return [(found.rule_id, found.start, found.end) for found in answer.findings]
