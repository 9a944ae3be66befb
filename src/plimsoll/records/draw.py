"""Draws: chosen transcripts, each with the chance it had, and the design that chose them."""

from decimal import Decimal

from plimsoll.records.canonical import Record, TextRecord, demand_finite, invalid
from plimsoll.records.population import Population


class FrameRow(TextRecord, frozen=True, kw_only=True):
    """One transcript that could be drawn, with its digest and the stratum it lies in."""

    transcript_id: str
    transcript_sha256: str
    stratum: str


class Stratum(Record, frozen=True, kw_only=True):
    """A part of the frame that is sampled on its own.

    Attributes:
        name: Such as ``flagged`` or ``not flagged, model=large``.
        flagged: Whether the screen flagged the transcripts of this stratum.
        population_size: Transcripts in the stratum.
        drawn_count: How many of them were drawn, all rounds together.
    """

    name: str
    flagged: bool
    population_size: int
    drawn_count: int

    def __post_init__(self) -> None:
        if not 0 <= self.drawn_count <= self.population_size:
            raise invalid(
                "stratum", f"{self.drawn_count} draws of {self.population_size} transcripts"
            )

    def inclusion_probability(self) -> Decimal:
        """Return the chance that each transcript of the stratum had of being drawn so far."""
        if self.population_size == 0:
            return Decimal(0)
        return round(Decimal(self.drawn_count) / Decimal(self.population_size), 12)


class Sample(Record, frozen=True, kw_only=True):
    """One round of a design, recorded before anyone looked at the transcripts.

    Attributes:
        risk_id: The risk that is measured.
        population: What the statement will be about.
        by: Attributes by which the frame was split besides the screen's flag.
        batches_count: How many batches of the log the frame lists, the oldest first.
        frame_sha256: Digest of the frame: every transcript, its digest and its stratum.
        rules_sha256: The screen that split it; empty when nothing was screened.
        seed: With the frame's digest it fixes the order in which each stratum is drawn.
        planned_rate: The line's rate when the frame was first drawn from. It shapes the bets of
            the interval, so it is fixed before anybody looks, also when the line moves later.
        round_index: From 0; a later round continues the order of the earlier ones.
        budget_count: Reviews asked for in this round.
        strata: The parts, with their sizes and draws up to this round.
    """

    risk_id: str
    population: Population
    by: tuple[str, ...]
    batches_count: int
    frame_sha256: str
    rules_sha256: str
    seed: int
    planned_rate: Decimal
    round_index: int
    budget_count: int
    strata: tuple[Stratum, ...]


class Draw(Record, frozen=True, kw_only=True):
    """A chosen transcript with its inclusion probability.

    Attributes:
        transcript_id: What to read.
        risk_id: For which risk.
        frame_sha256: The frame it was drawn from.
        stratum: The name of its stratum.
        order: Its place in the sequence of all draws from this frame, from 0.
        round_index: The round that drew it.
        inclusion_probability: Its chance up to and including this round.
        seed: The seed of the design.
    """

    transcript_id: str
    risk_id: str
    frame_sha256: str
    stratum: str
    order: int
    round_index: int
    inclusion_probability: Decimal
    seed: int

    def __post_init__(self) -> None:
        demand_finite("draw", self.inclusion_probability)
        if not 0 < self.inclusion_probability <= 1:
            raise invalid("draw", f"its inclusion probability is {self.inclusion_probability}")
