"""The policy: one verdict for each risk, and RELEASE only when all of them are met.

Promise: there is no path from "no data" to RELEASE. A risk without a claim, with a lapsed claim,
with a claim whose ground has moved, or whose entry in the register is unfinished is
INCONCLUSIVE, and an empty register holds.

Promise: if no claim's interval misses the truth, no release with a risk above its line passes.
With lines that each spend at most alpha, a release in which some risk truly lies above its line
passes with probability at most the alpha of that line.

Not promised: anything about harms that are not in the register.

Source: an intersection-union test needs no correction for the number of risks: Berger (1982),
doi:10.1080/00401706.1982.10487790.
Checked by: tests/gate/test_policy.py, tests/estimation/test_coverage.py.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from plimsoll.records import (
    Claim,
    Decision,
    Outcome,
    Price,
    RiskVerdict,
    Verdict,
    decimal_text,
    utc_text,
)

UNKNOWN: Final = "Nothing is known: no claim was sealed. Estimate and seal one."


@dataclass(frozen=True)
class Standing:
    """What the gate must know of one row of the register.

    Attributes:
        risk_id: The risk.
        obstacles: Why nothing may be measured for it; empty when its entry is complete.
        claim: The latest sealed claim, if there is one.
        unseated_by: What has changed since, so that the claim is no longer evidence.
        remarks: What has changed since and is worth saying.
    """

    risk_id: str
    obstacles: tuple[str, ...]
    claim: Claim | None
    unseated_by: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def judge(standing: Standing, *, now_utc: datetime) -> RiskVerdict:
    """Return the verdict on one risk at ``now_utc``."""
    doubts = _doubts(standing, now_utc=now_utc)
    claim = standing.claim
    if claim is None or doubts:
        return RiskVerdict(
            risk_id=standing.risk_id,
            verdict=Verdict.INCONCLUSIVE,
            reasons=doubts,
            claim_sha256="" if claim is None else claim.digest(),
        )
    return RiskVerdict(
        risk_id=standing.risk_id,
        verdict=claim.estimate.verdict,
        reasons=(
            _reason(claim),
            *standing.remarks,
        ),
        claim_sha256=claim.digest(),
    )


def _doubts(standing: Standing, *, now_utc: datetime) -> tuple[str, ...]:
    """Return every reason why the claim, if there is one, is not evidence now."""
    doubts = list(standing.obstacles)
    claim = standing.claim
    if claim is None:
        return tuple(doubts) or (UNKNOWN,)
    doubts.extend(_contradictions(claim, risk_id=standing.risk_id))
    if not claim.is_live(now_utc=now_utc):
        doubts.append(
            f"The claim is not valid now: sealed {claim.sealed_at_utc}, lapsed or lapsing at "
            f"{claim.expires_at_utc}. Estimate and seal again."
        )
    doubts.extend(
        f"The claim no longer stands: since it was sealed, {reason}. Estimate and seal again."
        for reason in standing.unseated_by
    )
    return tuple(doubts)


def _contradictions(claim: Claim, *, risk_id: str) -> Iterator[str]:
    """Yield why a claim cannot speak for this risk, whatever its verdict says."""
    estimate = claim.estimate
    if {claim.risk_id, estimate.risk_id} != {risk_id}:
        yield f"The claim is about another risk: {claim.risk_id}, {estimate.risk_id}."
    if estimate.subgroup:
        yield "The claim is about a subgroup, not about the whole population of the line."
    if estimate.verdict is Verdict.MET and estimate.rate.upper > estimate.line_rate:
        yield f"The claim contradicts itself: {estimate.rate} does not lie below its line."


def _reason(claim: Claim) -> str:
    estimate = claim.estimate
    interval = str(estimate.rate)
    line = decimal_text(estimate.line_rate)
    match estimate.verdict:
        case Verdict.MET:
            return f"The whole interval {interval} lies at or below the line {line}."
        case Verdict.NOT_MET:
            return f"The whole interval {interval} lies above the line {line}."
        case Verdict.INCONCLUSIVE:
            return f"The interval {interval} holds the line {line}. {_price(estimate.price)}"


def _price(price: Price) -> str:
    if price.reviews_count is None:
        return f"Nothing can settle it: {price.why}."
    noun = "review" if price.reviews_count == 1 else "reviews"
    return f"A verdict costs about {price.reviews_count:,} more {noun}, {price.why}."


def decide(
    *,
    release: str,
    standings: Sequence[Standing],
    register_sha256: str,
    now_utc: datetime,
) -> Decision:
    """Decide whether a release may sail.

    Args:
        release: Its name.
        standings: One for each row of the register, the unfinished ones included.
        register_sha256: The register it is judged by.
        now_utc: The moment of the decision.
    """
    verdicts = tuple(judge(standing, now_utc=now_utc) for standing in standings)
    may_sail = bool(verdicts) and all(one.verdict is Verdict.MET for one in verdicts)
    return Decision(
        release=release,
        outcome=Outcome.RELEASE if may_sail else Outcome.HOLD,
        verdicts=verdicts,
        decided_at_utc=utc_text(now_utc),
        register_sha256=register_sha256,
    )
