"""A decision: RELEASE or HOLD, with every verdict inside."""

from enum import StrEnum

from plimsoll.records.canonical import Record, invalid
from plimsoll.records.estimate import Verdict


class Outcome(StrEnum):
    """What was decided about a release."""

    RELEASE = "RELEASE"
    HOLD = "HOLD"


class RiskVerdict(Record, frozen=True, kw_only=True):
    """The verdict on one risk, its reasons, and the claim it rests on (empty: there is none)."""

    risk_id: str
    verdict: Verdict
    reasons: tuple[str, ...]
    claim_sha256: str = ""


class Decision(Record, frozen=True, kw_only=True):
    """Whether a release may sail.

    Attributes:
        release: Its name.
        outcome: ``RELEASE`` only when every verdict is ``MET`` and there is at least one.
        verdicts: One for each risk of the register.
        decided_at_utc: When.
        register_sha256: Digest of the register it was judged by.
    """

    release: str
    outcome: Outcome
    verdicts: tuple[RiskVerdict, ...]
    decided_at_utc: str
    register_sha256: str

    def __post_init__(self) -> None:
        may_sail = bool(self.verdicts) and all(
            verdict.verdict is Verdict.MET for verdict in self.verdicts
        )
        if self.outcome is Outcome.RELEASE and not may_sail:
            raise invalid("decision", "it releases without a MET verdict on every risk")
