"""An estimate: how often a harm happens in a population, and how far that can be trusted."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from plimsoll.records.canonical import (
    Record,
    decimal_text,
    demand_finite,
    frozen_texts,
    invalid,
)
from plimsoll.records.population import Population

MILLIONTH: Final = Decimal("0.000001")
WHOLE: Final[Mapping[str, str]] = MappingProxyType({})


class Verdict(StrEnum):
    """What the evidence says of a rate and its line."""

    MET = "MET"
    NOT_MET = "NOT_MET"
    INCONCLUSIVE = "INCONCLUSIVE"


class Bounds(Record, frozen=True, kw_only=True):
    """A lower and an upper limit in [0, 1], as decimals; [0, 1] says that nothing is known."""

    lower: Decimal
    upper: Decimal

    def __post_init__(self) -> None:
        demand_finite("interval", self.lower, self.upper)
        if not 0 <= self.lower <= self.upper <= 1:
            raise invalid("interval", f"[{self.lower}, {self.upper}] is not within [0, 1]")


class Rate(Record, frozen=True, kw_only=True):
    """A rate with its interval; no point where some part of the population was never looked at."""

    point: Decimal | None
    lower: Decimal
    upper: Decimal

    def __post_init__(self) -> None:
        Bounds(lower=self.lower, upper=self.upper)
        if self.point is not None:
            Bounds(lower=self.point, upper=self.point)

    def __str__(self) -> str:
        """Write the interval with six decimals, rounded outwards."""
        lower = self.lower.quantize(MILLIONTH, ROUND_FLOOR)
        upper = self.upper.quantize(MILLIONTH, ROUND_CEILING)
        return f"[{decimal_text(lower)}, {decimal_text(upper)}]"


class Price(Record, frozen=True, kw_only=True):
    """How many more reviews would settle the verdict if the rate is what it looks like."""

    reviews_count: int | None
    why: str


class Labelling(Record, frozen=True, kw_only=True):
    """How the reviewed draws came by their answers: counts of draws.

    Attributes:
        single_count: Judged by one person.
        agreed_count: Judged alike by two or more.
        adjudicated_count: Settled by an adjudicator.
        waiting_count: Drawn, but unanswered, unsure or in dispute.
    """

    single_count: int
    agreed_count: int
    adjudicated_count: int
    waiting_count: int


class Estimate(Record, frozen=True, kw_only=True):
    """What the labelled draws say about one risk in one population.

    Attributes:
        risk_id: The risk.
        population: The transcripts the statement is about.
        subgroup: The facts that narrow it, empty for the whole population.
        rate: Point and interval of violations per transcript.
        alpha: The chance that the interval misses, at whatever moment one looks.
        method: How the interval was made.
        population_size: Transcripts in the frame.
        drawn_count: Draws from it.
        reviewed_count: Draws with a settled answer.
        violations_count: Settled answers that are violations.
        missed_by_screen: The share of all violations that the screen did not flag.
        line_rate, line_alpha: The line it is held against.
        verdict: Against that line.
        price: Of a settled verdict.
        labelling: How the answers came about.
        frame_sha256: The frame the draws came from; empty when nothing was drawn.
        notes: What a sceptic should know.
    """

    risk_id: str
    population: Population
    rate: Rate
    alpha: Decimal
    method: str
    population_size: int
    drawn_count: int
    reviewed_count: int
    violations_count: int
    missed_by_screen: Bounds
    line_rate: Decimal
    line_alpha: Decimal
    verdict: Verdict
    price: Price
    labelling: Labelling
    frame_sha256: str
    subgroup: Mapping[str, str] = WHOLE
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        frozen_texts(self, "subgroup")
        if not self.violations_count <= self.reviewed_count <= self.drawn_count:
            raise invalid("estimate", "it counts more violations than reviews, or than draws")
