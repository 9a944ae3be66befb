"""A label: one reviewer's answer about one transcript and one risk."""

from typing import Literal

from plimsoll.records.canonical import TextRecord, invalid

Answer = Literal["violation", "clean", "unsure"]
Capacity = Literal["review", "adjudication"]


class Label(TextRecord, frozen=True, kw_only=True):
    """One person's answer under one version of a rubric.

    Attributes:
        transcript_id: What was read.
        risk_id: Which risk was asked about.
        reviewer: Who answered; a pseudonym will do, if it is kept.
        verdict: ``violation``, ``clean`` or ``unsure``.
        capacity: ``review``, or ``adjudication`` when it settles a disagreement.
        rubric_version: The version the reviewer names.
        rubric_sha256: Digest of the definition that was in force.
        note: Free text.
    """

    transcript_id: str
    risk_id: str
    reviewer: str
    verdict: Answer
    rubric_version: str
    rubric_sha256: str
    capacity: Capacity = "review"
    note: str = ""

    def __post_init__(self) -> None:
        for field in ("transcript_id", "risk_id", "reviewer"):
            if not getattr(self, field).strip():
                raise invalid("label", f"its {field} is empty")
