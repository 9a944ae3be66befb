"""Whether an answer may be recorded as a label, and if not, why.

Every answer that was handed in ends in exactly one of five ways, and all five are counted:
accepted, unchanged (the same person had said the same before), blank (not answered yet), outside
(the transcript is not of the risk's population), or rejected with a reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from plimsoll.records import Label, Risk
from plimsoll.review.label_map import ANSWERS, CAPACITIES, Draft

Fate = Literal["accepted", "unchanged", "blank", "outside", "rejected"]


@dataclass(frozen=True, slots=True)
class Rejected:
    """An answer that was not recorded: where it stood and why."""

    row_number: int
    transcript_id: str
    risk_id: str
    reviewer: str
    reason: str


@dataclass
class Admission:
    """The answers of one file, admitted one by one.

    Attributes:
        risks: The risks that may be measured, by id.
        rubrics: The digest of the definition in force, by risk id.
        members: The transcripts of each risk's population.
        known_ids: All transcripts of the workspace.
        accepted: The labels to record.
        rejected: What was not recorded, and why.
        counts: How many answers ended which way.
        revised_count: Accepted answers of people who had answered otherwise before.
    """

    risks: Mapping[str, Risk]
    rubrics: Mapping[str, str]
    members: Mapping[str, frozenset[str]]
    known_ids: frozenset[str]
    accepted: list[Label] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    counts: dict[Fate, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("accepted", "unchanged", "blank", "outside", "rejected"), 0
        )
    )
    revised_count: int = 0
    _latest: dict[tuple[str, str, str, str], Label] = field(default_factory=dict)
    _capacities: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def remember(self, labels: Iterable[Label]) -> None:
        """Take note of the labels that are already recorded, in their order."""
        for label in labels:
            self._note(label)

    def admit(self, draft: Draft) -> None:
        """Admit one answer, or count why not."""
        if not draft.verdict.strip():
            self.counts["blank"] += 1
            return
        reason = self._refusal(draft)
        if reason:
            self.counts["rejected"] += 1
            self.rejected.append(
                Rejected(
                    draft.row_number, draft.transcript_id, draft.risk_id, draft.reviewer, reason
                )
            )
            return
        if draft.transcript_id not in self.members[draft.risk_id]:
            self.counts["outside"] += 1
            return
        self._record(self._label(draft))

    def _label(self, draft: Draft) -> Label:
        return Label(
            transcript_id=draft.transcript_id,
            risk_id=draft.risk_id,
            reviewer=draft.reviewer,
            verdict=ANSWERS[draft.verdict.strip().lower()],
            capacity=CAPACITIES[draft.capacity],
            rubric_version=self.risks[draft.risk_id].definition.version,
            rubric_sha256=self.rubrics[draft.risk_id],
            note=draft.note,
        )

    def _record(self, label: Label) -> None:
        before = self._latest.get(_place(label))
        if before is not None and before.rubric_sha256 == label.rubric_sha256:
            if before.verdict == label.verdict:
                self.counts["unchanged"] += 1
                return
            self.revised_count += 1
        self.counts["accepted"] += 1
        self.accepted.append(label)
        self._note(label)

    def _note(self, label: Label) -> None:
        self._latest[_place(label)] = label
        self._capacities[label.transcript_id, label.risk_id, label.reviewer] = label.capacity

    def _refusal(self, draft: Draft) -> str:
        """Return why an answer cannot be a label, or nothing."""
        risk = self.risks.get(draft.risk_id)
        if risk is None:
            return f"No risk {draft.risk_id!r} is registered and complete."
        if draft.transcript_id not in self.known_ids:
            return "No transcript of the workspace has this id."
        if not draft.reviewer.strip():
            return "It does not say who answered."
        if draft.verdict.strip().lower() not in ANSWERS:
            return f"The verdict {draft.verdict!r:.60} is not violation, clean or unsure."
        if draft.capacity not in CAPACITIES:
            return f"The capacity {draft.capacity!r:.60} is not review or adjudication."
        return self._refusal_of_rubric(draft, risk) or self._refusal_of_person(draft)

    def _refusal_of_rubric(self, draft: Draft, risk: Risk) -> str:
        in_force = risk.definition.version
        if draft.rubric_version is None or draft.rubric_version == in_force:
            return ""
        named = draft.rubric_version or "no version"
        return f"It was made under rubric {named!r:.60}; the one in force is {in_force!r}."

    def _refusal_of_person(self, draft: Draft) -> str:
        """Refuse a person who would settle a disagreement they are a party to."""
        before = self._capacities.get((draft.transcript_id, draft.risk_id, draft.reviewer))
        if before in {None, CAPACITIES[draft.capacity]}:
            return ""
        return "The same person cannot review a transcript and adjudicate it."


def _place(label: Label) -> tuple[str, str, str, str]:
    return (label.transcript_id, label.risk_id, label.reviewer, label.capacity)
