"""The gate: a whole truth table, and no path from ignorance to RELEASE."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.samples import claim_with, estimate_of

from plimsoll.gate import Standing, decide, judge
from plimsoll.records import Outcome, Price, Rate, RiskVerdict, Verdict

NOW = datetime(2026, 4, 1, tzinfo=UTC)
LIVES = {
    "none": None,
    "live": {},
    "expired": {"expires_at_utc": "2026-03-31T23:59:59Z"},
    "lapsing this second": {"expires_at_utc": "2026-04-01T00:00:00Z"},
    "not yet valid": {"sealed_at_utc": "2026-04-01T00:00:01Z"},
    "another risk's": {"risk_id": "other"},
}
OBSTACLES = ((), ("Its owner is missing.",))
UNSEATED = ((), ("the line was changed",), ("labels were added or changed", "further draws"))


def standing_of(life, verdict, obstacles=(), unseated_by=()):
    claim = None if LIVES[life] is None else claim_with(verdict, **LIVES[life])
    return Standing(
        risk_id="over-refusal", obstacles=obstacles, claim=claim, unseated_by=unseated_by
    )


def decided(standings):
    return decide(release="v1", standings=standings, register_sha256="ab", now_utc=NOW)


TABLE = list(product(LIVES, Verdict, OBSTACLES, UNSEATED))


@pytest.mark.parametrize("life", LIVES)
def test_a_verdict_comes_through_only_from_a_live_seated_claim_without_obstacles(life):
    for verdict, obstacles, unseated_by in product(Verdict, OBSTACLES, UNSEATED):
        judged = judge(standing_of(life, verdict, obstacles, unseated_by), now_utc=NOW)
        sound = life == "live" and not obstacles and not unseated_by
        assert judged.verdict is (verdict if sound else Verdict.INCONCLUSIVE)
        assert judged.reasons, "every verdict says why"
        assert all(judged.reasons)


def test_exactly_one_line_of_the_whole_table_releases():
    released = [row for row in TABLE if decided([standing_of(*row)]).outcome is Outcome.RELEASE]
    assert released == [("live", Verdict.MET, (), ())]


def test_an_empty_register_holds():
    decision = decided([])
    assert decision.outcome is Outcome.HOLD
    assert decision.verdicts == ()


@given(rows=st.lists(st.sampled_from(TABLE), max_size=5))
def test_one_risk_that_is_not_met_outweighs_any_number_that_are(rows):
    decision = decided([standing_of(*row) for row in rows])
    all_met = bool(rows) and all(row == ("live", Verdict.MET, (), ()) for row in rows)
    assert (decision.outcome is Outcome.RELEASE) == all_met
    assert len(decision.verdicts) == len(rows)


def test_every_obstacle_and_every_doubt_is_told():
    judged = judge(
        standing_of(
            "expired", Verdict.MET, ("Its owner is missing.",), ("the line was changed", "drawn")
        ),
        now_utc=NOW,
    )
    text = " ".join(judged.reasons)
    assert len(judged.reasons) == 4
    for word in ("owner is missing", "not valid now", "the line was changed", "drawn"):
        assert word in text


def test_the_verdict_names_the_claim_it_rests_on_even_when_it_is_doubted():
    assert judge(standing_of("none", Verdict.MET), now_utc=NOW).claim_sha256 == ""
    for life in ("live", "expired"):
        standing = standing_of(life, Verdict.MET)
        assert judge(standing, now_utc=NOW).claim_sha256 == standing.claim.digest()


def test_the_claim_is_alive_from_its_sealing_to_the_second_before_it_lapses():
    standing = standing_of("live", Verdict.MET)
    second = timedelta(seconds=1)
    sealed = datetime(2026, 3, 1, 12, tzinfo=UTC)
    lapses = datetime(2026, 5, 30, 12, tzinfo=UTC)
    met = {
        moment: judge(standing, now_utc=moment).verdict is Verdict.MET
        for moment in (sealed - second, sealed, lapses - second, lapses, lapses + second)
    }
    assert list(met.values()) == [False, True, True, False, False]


def test_a_claim_about_a_subgroup_does_not_speak_for_the_population():
    claim = claim_with(estimate=estimate_of(subgroup={"language": "en"}))
    judged = judge(Standing("over-refusal", (), claim), now_utc=NOW)
    assert judged.verdict is Verdict.INCONCLUSIVE
    assert "subgroup" in judged.reasons[0]


def test_an_estimate_of_another_risk_inside_the_claim_is_not_evidence():
    claim = claim_with(estimate=estimate_of(risk_id="other"))
    judged = judge(Standing("over-refusal", (), claim), now_utc=NOW)
    assert judged.verdict is Verdict.INCONCLUSIVE
    assert "another risk" in judged.reasons[0]


@pytest.mark.parametrize(("lower", "upper"), [("0", "1"), ("0", "0.050000000001")])
def test_a_claim_that_calls_ignorance_met_is_not_believed(lower, upper):
    rate = Rate(point=None, lower=Decimal(lower), upper=Decimal(upper))
    claim = claim_with(estimate=estimate_of(Verdict.MET, rate=rate))
    judged = judge(Standing("over-refusal", (), claim), now_utc=NOW)
    assert judged.verdict is Verdict.INCONCLUSIVE
    assert "contradicts itself" in judged.reasons[0]


def test_a_bound_on_the_line_is_met():
    rate = Rate(point=None, lower=Decimal(0), upper=Decimal("0.05"))
    claim = claim_with(estimate=estimate_of(Verdict.MET, rate=rate))
    assert judge(Standing("over-refusal", (), claim), now_utc=NOW).verdict is Verdict.MET


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.MET, "The whole interval [0.01, 0.04] lies at or below the line 0.05."),
        (Verdict.NOT_MET, "The whole interval [0.06, 0.2] lies above the line 0.05."),
        (
            Verdict.INCONCLUSIVE,
            "The interval [0, 1] holds the line 0.05. A verdict costs about 1,234 more reviews, if "
            "none of them is a violation.",
        ),
    ],
)
def test_a_reason_gives_the_interval_the_line_and_the_price(verdict, said):
    assert judge(standing_of("live", verdict), now_utc=NOW).reasons == (said,)


@pytest.mark.parametrize(
    ("reviews_count", "said"),
    [(1, "about 1 more review, "), (2, "about 2 more reviews, "), (None, "Nothing can settle it")],
)
def test_a_price_is_said_in_its_number(reviews_count, said):
    price = Price(reviews_count=reviews_count, why="as it stands")
    claim = claim_with(estimate=estimate_of(Verdict.INCONCLUSIVE, price=price))
    assert said in judge(Standing("over-refusal", (), claim), now_utc=NOW).reasons[0]


def test_remarks_are_added_and_change_no_verdict():
    claim = claim_with()
    judged = judge(
        Standing("over-refusal", (), claim, remarks=("The line was moved.",)), now_utc=NOW
    )
    assert judged.verdict is Verdict.MET
    assert judged.reasons[-1] == "The line was moved."


def test_the_decision_says_what_when_and_by_which_register():
    decision = decided([standing_of("live", Verdict.NOT_MET)])
    assert decision.release == "v1"
    assert decision.decided_at_utc == "2026-04-01T00:00:00Z"
    assert decision.register_sha256 == "ab"
    assert [type(one) for one in decision.verdicts] == [RiskVerdict]


def test_the_same_standings_give_the_same_bytes():
    standings = [standing_of(*row) for row in TABLE[:20]]
    assert decided(standings).canonical() == decided(standings).canonical()
