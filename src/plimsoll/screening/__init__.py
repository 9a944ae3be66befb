"""Which transcripts to look at: tiers that read a transcript and say where to look.

Tier 0 is rules, on an engine whose time grows linearly with the text. Heavier tiers come later,
each with the trigger that switches it on.
"""

from plimsoll.screening.engine import MATCHES_LIMIT
from plimsoll.screening.examples import example_violations
from plimsoll.screening.rule import Rule
from plimsoll.screening.rule_form import WrittenRule
from plimsoll.screening.rules import RuleFile, RuleSet, parse_rules
from plimsoll.screening.rules_tier import RulesTier
from plimsoll.screening.tier import NullTier, Tier, TierAnswer

__all__ = [
    "MATCHES_LIMIT",
    "NullTier",
    "Rule",
    "RuleFile",
    "RuleSet",
    "RulesTier",
    "Tier",
    "TierAnswer",
    "WrittenRule",
    "example_violations",
    "parse_rules",
]
