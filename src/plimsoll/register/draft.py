"""A risk as far as its file gives it: what is missing is empty, and no gap looks like a value."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from plimsoll.records.finding import Severity
from plimsoll.records.risk import (
    Control,
    Costs,
    Definition,
    Escalation,
    FailureMode,
    Line,
    Risk,
)

# An empty unit says that nobody has stated the costs; the zeros mean nothing.
NOT_STATED: Final = Costs(unit="", miss=Decimal(0), false_alarm=Decimal(0))


@dataclass(frozen=True)
class Draft:
    """The fields of a risk; no severity and no line when they cannot be read."""

    risk_id: str
    title: str
    definition: Definition
    affected_party: str
    owner: str
    severity: Severity | None
    failure_modes: tuple[FailureMode, ...]
    controls: tuple[Control, ...]
    line: Line | None
    costs: Costs
    escalation: Escalation

    def risk(self) -> Risk:
        """Return the risk; call it only when no violation blocks the file."""
        assert self.severity is not None, "a risk without severity is blocked"
        assert self.line is not None, "a risk without a line is blocked"
        return Risk(
            risk_id=self.risk_id,
            title=self.title,
            definition=self.definition,
            affected_party=self.affected_party,
            owner=self.owner,
            severity=self.severity,
            failure_modes=self.failure_modes,
            controls=self.controls,
            line=self.line,
            costs=self.costs,
            escalation=self.escalation,
        )
