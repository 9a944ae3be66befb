"""A risk to ask about, drafts of answers, and the workspace they are admitted to."""

from decimal import Decimal

from plimsoll.records import (
    Costs,
    Definition,
    Escalation,
    Line,
    Population,
    Risk,
    Transcript,
    Turn,
)
from plimsoll.review.admission import Admission
from plimsoll.review.label_map import Draft

RUBRIC = "ab" * 32


def risk(risk_id="r", *, version="1"):
    return Risk(
        risk_id=risk_id,
        title="Refuses safe requests",
        definition=Definition(
            version=version,
            text="Is it refused?",
            included=("a partial refusal",),
            excluded=("a question back",),
        ),
        affected_party="users",
        owner="ada",
        severity="high",
        failure_modes=(),
        controls=(),
        line=Line(
            rate=Decimal("0.05"),
            alpha=Decimal("0.05"),
            population=Population(),
            rationale="agreed",
            agreed_by=("safety",),
            expires_on="2027-06-30",
        ),
        costs=Costs(unit="hours", miss=Decimal(10), false_alarm=Decimal(1)),
        escalation=Escalation(contact="ada", within_hours=4),
    )


def admission(*, members=("t0", "t1", "t2"), version="1"):
    return Admission(
        risks={"r": risk(version=version)},
        rubrics={"r": RUBRIC},
        members={"r": frozenset(members)},
        known_ids=frozenset({"t0", "t1", "t2", "stranger"}),
    )


def draft(verdict="clean", **changes):
    fixed = {
        "row_number": 1,
        "transcript_id": "t0",
        "risk_id": "r",
        "reviewer": "ada",
        "verdict": verdict,
        "capacity": "review",
        "rubric_version": "1",
        "note": "",
    }
    return Draft(**{**fixed, **changes})


def transcript(transcript_id="t0", *contents):
    return Transcript(
        transcript_id=transcript_id,
        turns=tuple(Turn(role="user", content=text) for text in contents or ("hello",)),
    )
