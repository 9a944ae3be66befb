"""What a report is written from: records and facts, gathered by a workflow, nothing looked up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from plimsoll.records import Claim, Decision, Estimate, Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeCounts:
    """What became of every row that was read: read = accepted + quarantined + duplicates."""

    read_count: int
    accepted_count: int
    quarantined_count: int
    duplicate_count: int

    def is_conserved(self) -> bool:
        """Tell whether no row is lost and none is counted twice."""
        kept_count = self.accepted_count + self.quarantined_count + self.duplicate_count
        return self.read_count == kept_count


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSource:
    """Everything a brief or a dossier says.

    Attributes:
        workspace_name: The workspace, as its settings name it.
        risks: The register, in its order.
        claims: The latest claim by risk id; a risk without one is shown as "nothing known".
        decision: The latest decision, or None.
        violations: What the check of the register found, one text each.
        checkpoint_text: The latest signed checkpoint of the ledger, or empty.
        made_at_utc: When the report is made, RFC 3339 text in UTC.
        version: Of Plimsoll.
        intake: What became of the rows that were read.
        subgroups: Estimates of parts of a population, by risk id.
    """

    workspace_name: str
    risks: tuple[Risk, ...]
    claims: Mapping[str, Claim]
    decision: Decision | None
    violations: tuple[str, ...]
    checkpoint_text: str
    made_at_utc: str
    version: str
    intake: IntakeCounts
    subgroups: Mapping[str, tuple[Estimate, ...]] = field(default_factory=dict)
