"""The board: for each risk where its line and its waterline are, and what that means now.

A risk without a claim, and a risk whose claim has lapsed, shows the vacuous interval: what was
known once is told in words and contributes nothing to the mark.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from plimsoll.records import (
    Bounds,
    Claim,
    Decision,
    Estimate,
    Risk,
    RiskVerdict,
    Verdict,
    utc_moment,
)
from plimsoll.report.scale import Scale
from plimsoll.report.source import ReportSource
from plimsoll.report.word import VERDICT_WORDS, is_vacuous, verdict_sentence

NOTHING_KNOWN: Final = Bounds(lower=Decimal(0), upper=Decimal(1))
WORST_FIRST: Final = (Verdict.NOT_MET, Verdict.INCONCLUSIVE, Verdict.MET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One risk on the board.

    Attributes:
        risk_id: The risk.
        risk: Its row of the register; None when the register no longer holds it.
        claim: The claim it rests on, also when that has lapsed; None when there is none.
        has_lapsed: Whether the claim's life is over.
        line_rate: The line that the verdict is about.
        bounds: Lower bound and waterline that live evidence supports.
        point: What the rate looks like, where live evidence gives a point.
        verdict: The decision's, or the claim's own where nothing was decided.
        reasons: The decision's reasons, and the board's own.
    """

    risk_id: str
    risk: Risk | None
    claim: Claim | None
    has_lapsed: bool
    line_rate: Decimal
    bounds: Bounds
    point: Decimal | None
    verdict: Verdict
    reasons: tuple[str, ...]

    def estimate(self) -> Estimate | None:
        """Return the numbers behind the row, if live evidence gives any."""
        return None if self.claim is None or self.has_lapsed else self.claim.estimate

    def title(self) -> str:
        """Return the title of the risk, or its id."""
        return self.risk.title if self.risk is not None else self.risk_id

    def is_unknown(self) -> bool:
        """Tell whether nothing is known of the rate."""
        return is_vacuous(self.bounds)

    def word(self) -> str:
        """Return the verdict in one or two words."""
        if self.is_unknown() and self.verdict is Verdict.INCONCLUSIVE:
            return "nothing known"
        return VERDICT_WORDS[self.verdict]

    def sentence(self) -> str:
        """Say in one sentence how the rate stands to its line."""
        return verdict_sentence(verdict=self.verdict, bounds=self.bounds, line_rate=self.line_rate)


def row_of(judged: RiskVerdict, *, risk: Risk | None, claim: Claim | None, at_utc: str) -> Row:
    """Return the row for one verdict, seen at ``at_utc``; what is not live proves nothing."""
    row = Row(
        risk_id=judged.risk_id,
        risk=risk,
        claim=claim,
        has_lapsed=False,
        line_rate=risk.line.rate if risk is not None else Decimal(0),
        bounds=NOTHING_KNOWN,
        point=None,
        verdict=judged.verdict,
        reasons=judged.reasons,
    )
    if claim is None:
        return _unproven(row, "there is no claim to show")
    if utc_moment(claim.expires_at_utc) <= utc_moment(at_utc):
        return _unproven(
            replace(row, has_lapsed=True),
            f"the claim lapsed at {claim.expires_at_utc} and contributes nothing",
        )
    if judged.claim_sha256 not in {"", claim.digest()}:
        word = VERDICT_WORDS[judged.verdict]
        newer = f"this claim is newer than the decision, which said {word} of an earlier one"
        row = replace(row, verdict=claim.estimate.verdict, reasons=(newer,))
    return with_estimate(row, claim.estimate)


def _unproven(row: Row, reason: str) -> Row:
    """Return ``row`` with no path from "no data" to "met"; a refusal stands."""
    if row.verdict is Verdict.NOT_MET:
        return row
    is_told = row.verdict is Verdict.INCONCLUSIVE and row.reasons and not row.has_lapsed
    reasons = row.reasons if is_told else (*row.reasons, reason)
    return replace(row, verdict=Verdict.INCONCLUSIVE, reasons=reasons)


def with_estimate(row: Row, estimate: Estimate) -> Row:
    """Return ``row`` with the numbers of ``estimate``, against the line it was held against."""
    return replace(
        row,
        line_rate=estimate.line_rate,
        bounds=Bounds(lower=estimate.rate.lower, upper=estimate.rate.upper),
        point=estimate.rate.point,
    )


def row_of_estimate(estimate: Estimate) -> Row:
    """Return the row for an estimate that nothing has been decided on."""
    return Row(
        risk_id=estimate.risk_id,
        risk=None,
        claim=None,
        has_lapsed=False,
        line_rate=estimate.line_rate,
        bounds=Bounds(lower=estimate.rate.lower, upper=estimate.rate.upper),
        point=estimate.rate.point,
        verdict=estimate.verdict,
        reasons=(),
    )


def decided_rows(
    decision: Decision, *, claims: Mapping[str, Claim], risks: Mapping[str, Risk]
) -> tuple[Row, ...]:
    """Return the rows of a decision as of its own moment, the worst first."""
    rows = [
        row_of(
            judged,
            risk=risks.get(judged.risk_id),
            claim=claims.get(judged.risk_id),
            at_utc=decision.decided_at_utc,
        )
        for judged in decision.verdicts
    ]
    return worst_first(rows)


def report_rows(source: ReportSource) -> tuple[Row, ...]:
    """Return a row for every risk of the register or the decision, the worst first."""
    judged = {} if source.decision is None else {v.risk_id: v for v in source.decision.verdicts}
    risks = {risk.risk_id: risk for risk in source.risks}
    rows = []
    for risk_id in dict.fromkeys((*risks, *judged)):
        claim = source.claims.get(risk_id)
        rows.append(
            row_of(
                judged.get(risk_id) or _undecided(risk_id, claim),
                risk=risks.get(risk_id),
                claim=claim,
                at_utc=source.made_at_utc,
            )
        )
    return worst_first(rows)


def worst_first(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows with lines crossed first, then the unsettled, then the met."""
    return tuple(sorted(rows, key=lambda row: (WORST_FIRST.index(row.verdict), row.is_unknown())))


def shared_scale(rows: Iterable[Row]) -> Scale:
    """Return the one scale on which all these rows are drawn."""
    rates = [rate for row in rows for rate in (row.line_rate, row.bounds.upper)]
    return Scale.covering(rates)


def tally_text(rows: Iterable[Row]) -> str:
    """Count the verdicts: ``Of 4 risks 1 is met, 1 is not met and 2 are inconclusive.``."""
    counts = Counter(row.verdict for row in rows)
    if not counts:
        return "The register holds no risk, so nothing can be said."
    total_count = counts.total()
    parts = [
        f"{counts[verdict]} {'is' if counts[verdict] == 1 else 'are'} {VERDICT_WORDS[verdict]}"
        for verdict in reversed(WORST_FIRST)
        if counts[verdict]
    ]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"Of {total_count} {'risk' if total_count == 1 else 'risks'} {listed}."


def _undecided(risk_id: str, claim: Claim | None) -> RiskVerdict:
    verdict = Verdict.INCONCLUSIVE if claim is None else claim.estimate.verdict
    reason = "no claim was sealed" if claim is None else "no decision was taken on this claim"
    return RiskVerdict(risk_id=risk_id, verdict=verdict, reasons=(reason,))
