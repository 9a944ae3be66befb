"""An estimate and a claim that could have been sealed, and ways to change them."""

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
from tests.records.nouns import ESTIMATE, LINE

from plimsoll.records import Bounds, Claim, Estimate, Price, Rate, Verdict

SEALED_AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
INTERVALS = {
    Verdict.MET: ("0.01", "0.04"),
    Verdict.NOT_MET: ("0.06", "0.2"),
    Verdict.INCONCLUSIVE: ("0", "1"),
}
RESTS_ON = {
    name: f"{index:064x}"
    for index, name in enumerate(
        ("line", "rubric", "risk", "transcripts", "frame", "draws", "labels", "rules", "code")
    )
}


def line_until(expires_on):
    return msgspec.structs.replace(LINE, expires_on=expires_on)


def estimate_of(verdict=Verdict.MET, **changes) -> Estimate:
    lower, upper = INTERVALS[verdict]
    fixed = {
        "verdict": verdict,
        "rate": Rate(point=None, lower=Decimal(lower), upper=Decimal(upper)),
        "subgroup": {},
        "missed_by_screen": Bounds(lower=Decimal(0), upper=Decimal(1)),
    }
    if verdict is Verdict.INCONCLUSIVE:
        fixed["price"] = Price(reviews_count=1234, why="if none of them is a violation")
    return msgspec.structs.replace(ESTIMATE, **{**fixed, **changes})


def claim_with(verdict=Verdict.MET, *, estimate=None, **changes) -> Claim:
    fixed = {
        "risk_id": "over-refusal",
        "statement": "It is rare.",
        "estimate": estimate or estimate_of(verdict),
        "rests_on": RESTS_ON,
        "assumptions": (),
        "sealed_at_utc": "2026-03-01T12:00:00Z",
        "expires_at_utc": "2026-05-30T12:00:00Z",
    }
    return Claim(**{**fixed, **changes})
