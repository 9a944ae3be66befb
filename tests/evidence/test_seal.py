"""The claim: its sentence says no more than the estimate, and it carries what it rests on."""

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from tests.evidence.samples import RESTS_ON, SEALED_AT, estimate_of, line_until
from tests.review.samples import risk as some_risk

from plimsoll.evidence import claim_of
from plimsoll.records import Claim, Labelling, Rate, utc_text


def sealed(estimate=None, *, valid_days=90, expires_on="2027-06-30", sealed_at=SEALED_AT):
    risk = msgspec.structs.replace(some_risk("over-refusal"), line=line_until(expires_on))
    return claim_of(
        estimate or estimate_of(),
        risk=risk,
        rests_on=RESTS_ON,
        sealed_at=sealed_at,
        valid_days=valid_days,
    )


def test_the_sentence_names_size_population_interval_error_and_line():
    assert sealed().statement == (
        "In the 1,000 transcripts of the population (model = large and language in en, de), the "
        "rate of 'Refuses safe requests' lies in [0.01, 0.04], with error at most 0.05 at whatever "
        "moment one looks; the line is 0.05."
    )


def test_the_interval_of_the_sentence_is_never_narrower_than_the_estimate():
    rate = Rate(point=None, lower=Decimal("0.0000019"), upper=Decimal("0.0400000001"))
    assert "[0.000001, 0.040001]" in sealed(estimate_of(rate=rate)).statement


def test_ignorance_is_said_as_ignorance():
    rate = Rate(point=None, lower=Decimal(0), upper=Decimal(1))
    assert "lies in [0, 1]" in sealed(estimate_of(rate=rate)).statement


def test_the_claim_carries_its_ground_its_numbers_and_its_life():
    claim = sealed()
    assert claim.rests_on == RESTS_ON
    assert claim.estimate == estimate_of()
    assert claim.sealed_at_utc == utc_text(SEALED_AT)
    assert claim.expires_at_utc == utc_text(SEALED_AT + timedelta(days=90))
    assert Claim.parse(claim.canonical()) == claim


def test_every_assumption_has_the_owner_of_the_risk_and_says_how_answers_came_about():
    labelling = Labelling(single_count=7, agreed_count=5, adjudicated_count=3, waiting_count=0)
    claim = sealed(estimate_of(labelling=labelling))
    assert {assumption.owner for assumption in claim.assumptions} == {"ada"}
    assert len({assumption.text for assumption in claim.assumptions}) == 4
    first = claim.assumptions[0].text
    assert "5 answers are of two or more" in first
    assert "3 were adjudicated and 7 are of one person" in first


def test_the_claim_does_not_outlive_its_line():
    claim = sealed(expires_on="2026-03-02")
    assert claim.expires_at_utc == "2026-03-02T00:00:00Z"
    assert claim.is_live(now_utc=SEALED_AT)


@pytest.mark.parametrize("expires_on", ["2026-03-01", "2025-01-01"])
def test_a_claim_on_a_lapsed_line_is_dead_at_birth(expires_on):
    claim = sealed(expires_on=expires_on)
    for hours in (-24, 0, 1, 24 * 400):
        assert not claim.is_live(now_utc=SEALED_AT + timedelta(hours=hours))
