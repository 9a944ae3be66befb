"""The nouns: frozen, validated at birth, one canonical byte string and one digest each."""

from plimsoll.records.canonical import (
    Record,
    canonical_bytes,
    decimal_text,
    digest_of_many,
    sha256_hex,
)
from plimsoll.records.claim import Assumption, Claim
from plimsoll.records.decision import Decision, Outcome, RiskVerdict
from plimsoll.records.draw import Draw, FrameRow, Sample, Stratum
from plimsoll.records.estimate import Bounds, Estimate, Labelling, Price, Rate, Verdict
from plimsoll.records.finding import Finding, Severity
from plimsoll.records.instrument import Instrument
from plimsoll.records.label import Label
from plimsoll.records.moment import day, utc_moment, utc_text
from plimsoll.records.population import Condition, Population
from plimsoll.records.risk import (
    Control,
    Costs,
    Definition,
    Escalation,
    FailureMode,
    Line,
    Risk,
)
from plimsoll.records.screening import Screening
from plimsoll.records.transcript import ToolCall, Transcript, Turn

__all__ = [
    "Assumption",
    "Bounds",
    "Claim",
    "Condition",
    "Control",
    "Costs",
    "Decision",
    "Definition",
    "Draw",
    "Escalation",
    "Estimate",
    "FailureMode",
    "Finding",
    "FrameRow",
    "Instrument",
    "Label",
    "Labelling",
    "Line",
    "Outcome",
    "Population",
    "Price",
    "Rate",
    "Record",
    "Risk",
    "RiskVerdict",
    "Sample",
    "Screening",
    "Severity",
    "Stratum",
    "ToolCall",
    "Transcript",
    "Turn",
    "Verdict",
    "canonical_bytes",
    "day",
    "decimal_text",
    "digest_of_many",
    "sha256_hex",
    "utc_moment",
    "utc_text",
]
