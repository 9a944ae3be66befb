"""What is not live proves nothing, and the worst is told first."""

from decimal import Decimal

from plimsoll.records import RiskVerdict, Verdict
from plimsoll.report.board import decided_rows, report_rows, row_of, tally_text

NOW = "2026-03-02T08:00:00Z"


def judged(verdict, *, claim_sha256=""):
    return RiskVerdict(
        risk_id="data-leakage", verdict=verdict, reasons=(), claim_sha256=claim_sha256
    )


def test_a_met_verdict_without_its_claim_is_not_shown_as_met(make):
    row = row_of(judged(Verdict.MET), risk=make.risk(), claim=None, at_utc=NOW)
    assert row.verdict is Verdict.INCONCLUSIVE
    assert row.is_unknown()
    assert row.reasons == ("there is no claim to show",)


def test_a_refusal_without_a_claim_stands(make):
    row = row_of(judged(Verdict.NOT_MET), risk=make.risk(), claim=None, at_utc=NOW)
    assert row.verdict is Verdict.NOT_MET


def test_a_lapsed_claim_contributes_nothing_from_the_second_it_lapses(make):
    estimate = make.estimate(rate=("0", "0.001", "0.002"), verdict=Verdict.MET)
    claim = make.claim(estimate, expires_at_utc=NOW)
    at_lapse = row_of(judged(Verdict.MET), risk=make.risk(), claim=claim, at_utc=NOW)
    before = row_of(
        judged(Verdict.MET), risk=make.risk(), claim=claim, at_utc="2026-03-02T07:59:59Z"
    )
    assert at_lapse.verdict is Verdict.INCONCLUSIVE
    assert at_lapse.is_unknown()
    assert at_lapse.estimate() is None
    assert at_lapse.has_lapsed
    assert before.verdict is Verdict.MET
    assert before.bounds.upper == Decimal("0.002")


def test_a_claim_newer_than_the_decision_speaks_for_itself(make):
    claim = make.claim(make.estimate())
    row = row_of(
        judged(Verdict.MET, claim_sha256="00" * 32), risk=make.risk(), claim=claim, at_utc=NOW
    )
    assert row.verdict is Verdict.NOT_MET
    assert "newer than the decision" in row.reasons[0]


def test_the_worst_is_told_first(make, fleet):
    risks, claims = fleet
    decision = make.decision(claims, absent=["harassment"])
    rows = decided_rows(decision, claims=claims, risks=risks)
    assert [row.word() for row in rows] == ["not met", "inconclusive", "nothing known", "met"]
    assert tally_text(rows) == "Of 4 risks 1 is met, 2 are inconclusive and 1 is not met."


def test_every_risk_of_the_register_and_of_the_decision_has_a_row(make, fleet):
    risks, claims = fleet
    decision = make.decision(claims, absent=["withdrawn-risk"])
    rows = report_rows(make.source(risks, claims, decision=decision))
    assert {row.risk_id for row in rows} == {*risks, "withdrawn-risk"}


def test_an_empty_register_says_nothing_good(make):
    rows = report_rows(make.source({}, {}))
    assert tally_text(rows) == "The register holds no risk, so nothing can be said."
