"""A risk: what may go wrong, who answers, and where the line is."""

from decimal import Decimal
from typing import Literal

from plimsoll.records.canonical import Record, demand_finite, invalid
from plimsoll.records.finding import Severity
from plimsoll.records.moment import day
from plimsoll.records.population import Population

ControlKind = Literal["preventive", "detective", "corrective"]


class FailureMode(Record, frozen=True, kw_only=True):
    """One way in which the harm comes about, and how it would be noticed."""

    name: str
    noticed_by: str = ""


class Control(Record, frozen=True, kw_only=True):
    """What limits the harm: it prevents it, detects it, or corrects it."""

    name: str
    kind: ControlKind


class Line(Record, frozen=True, kw_only=True):
    """The rate that named people agreed to tolerate.

    Attributes:
        rate: Violations per transcript that are tolerated, in [0, 1). A line at 1 would be met
            by knowing nothing.
        alpha: The error budget of a verdict against this line, in (0, 0.5].
        population: The transcripts the line is about.
        rationale: Why this rate.
        agreed_by: Who agreed.
        expires_on: The day on which the agreement lapses, YYYY-MM-DD.
    """

    rate: Decimal
    alpha: Decimal
    population: Population
    rationale: str
    agreed_by: tuple[str, ...]
    expires_on: str

    def __post_init__(self) -> None:
        demand_finite("line", self.rate, self.alpha)
        if not 0 <= self.rate < 1:
            raise invalid("line", f"the rate {self.rate} is not in [0, 1)")
        if not 0 < self.alpha <= Decimal("0.5"):
            raise invalid("line", f"alpha {self.alpha} is not in (0, 0.5]")
        day(self.expires_on)


class Costs(Record, frozen=True, kw_only=True):
    """What an error costs, in one named unit."""

    unit: str
    miss: Decimal
    false_alarm: Decimal


class Escalation(Record, frozen=True, kw_only=True):
    """Who is told when the line is crossed, and how soon."""

    contact: str
    within_hours: int


class Definition(Record, frozen=True, kw_only=True):
    """The harm in words: the rubric by which people label."""

    version: str
    text: str
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


class Risk(Record, frozen=True, kw_only=True):
    """One row of the register."""

    risk_id: str
    title: str
    definition: Definition
    affected_party: str
    owner: str
    severity: Severity
    failure_modes: tuple[FailureMode, ...]
    controls: tuple[Control, ...]
    line: Line
    costs: Costs
    escalation: Escalation
