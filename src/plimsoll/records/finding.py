"""A finding: what a screen says about a transcript, and exactly where."""

from typing import Literal

from plimsoll.records.canonical import TextRecord, invalid

Part = Literal["content", "reasoning", "tool_calls"]
Severity = Literal["critical", "high", "medium", "low"]


class Finding(TextRecord, frozen=True, kw_only=True):
    """One match of one rule.

    Attributes:
        transcript_id: Where.
        risk_id: The risk that the rule serves.
        rule_id: Which rule.
        rules_sha256: The version of the rule set, an instrument.
        tier: The tier of the cascade that spoke.
        severity: As the rule declares it.
        turn_index: Which turn, from 0.
        part: Which text of the turn.
        start, end: The span in Unicode code points, half open.
        text_sha256: Digest of the matched text.
    """

    transcript_id: str
    risk_id: str
    rule_id: str
    rules_sha256: str
    tier: str
    severity: Severity
    turn_index: int
    part: Part
    start: int
    end: int
    text_sha256: str

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise invalid("finding", f"the span {self.start}..{self.end} is not one")
        if self.turn_index < 0:
            raise invalid("finding", f"the turn index {self.turn_index} is negative")
