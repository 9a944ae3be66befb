"""Would we have noticed? Estimates held against the planted truth, and the negative control.

A drill is only fair with its control: the same fleet with nothing planted, the rules still
crying wolf at their stated rate. There the product must stay silent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from plimsoll.drill.plan import Plan
from plimsoll.drill.truth import Truth
from plimsoll.records import Estimate, Verdict


@dataclass(frozen=True, slots=True)
class Scored:
    """One estimate against the truth.

    Attributes:
        estimate: What the product said.
        true_rate: What is so.
        is_covered: Whether the interval holds the true rate.
        is_wrong: Whether a settled verdict contradicts the truth; ``INCONCLUSIVE`` never does.
    """

    estimate: Estimate
    true_rate: Fraction
    is_covered: bool
    is_wrong: bool


def without_harm(plan: Plan) -> Plan:
    """Return the negative control of ``plan``: no violations, the same false flags."""
    return replace(
        plan,
        risks=tuple(
            replace(risk, rate_by_version=dict.fromkeys(risk.rate_by_version, 0.0))
            for risk in plan.risks
        ),
    )


def score(estimates: Iterable[Estimate], *, against: Truth) -> tuple[Scored, ...]:
    """Hold each estimate against the truth about its risk and subgroup."""
    return tuple(_scored(estimate, against) for estimate in estimates)


def _scored(estimate: Estimate, against: Truth) -> Scored:
    true_rate = against.of(estimate.risk_id, estimate.subgroup).rate
    is_harmful = true_rate > Fraction(estimate.line_rate)
    contradicted = Verdict.MET if is_harmful else Verdict.NOT_MET
    return Scored(
        estimate=estimate,
        true_rate=true_rate,
        is_covered=Fraction(estimate.rate.lower) <= true_rate <= Fraction(estimate.rate.upper),
        is_wrong=estimate.verdict is contradicted,
    )
