"""A fleet's transcripts with planted truth, one by one.

Promise: the same plan and seed give the same transcripts, byte for byte; memory grows with the
users and not with the transcripts; nothing of the truth stands in a transcript except what
was said.

Not promised: that a real fleet behaves so. A drill shows whether the product notices what was
planted, not what your model does.

Source: the beta-binomial model of ``plimsoll.drill.fleet``, Williams (1975),
doi:10.2307/2529820.
Checked by: tests/drill/test_simulator.py.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plimsoll.drill.dialogue import PICKS_FOR_A_RISK, PICKS_FOR_A_TALK, Dialogue, Planting
from plimsoll.drill.fleet import Fleet
from plimsoll.drill.plan import Plan
from plimsoll.records import Transcript, utc_text

BLOCK_SIZE: Final = 2048
SECONDS_PER_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Planted:
    """A transcript, which the product sees, and its truth, which it does not.

    Attributes:
        transcript: What was said.
        violates: For each risk, whether the transcript violates.
        marked: For each risk, whether it says a phrase that the starter rules catch.
    """

    transcript: Transcript
    violates: Mapping[str, bool]
    marked: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class _Block:
    """What chance decided for a run of transcripts."""

    first: int
    writers: list[int]
    violates: list[list[bool]]
    marked: list[list[bool]]
    seconds: list[float]
    picks: list[list[int]]


def simulate(*, plan: Plan, rng: np.random.Generator) -> Iterator[Planted]:
    """Yield the transcripts of ``plan`` in the order of time, each with its truth."""
    fleet = Fleet.drawn(plan=plan, rng=rng)
    for first in range(0, plan.transcripts_count, BLOCK_SIZE):
        size = min(BLOCK_SIZE, plan.transcripts_count - first)
        block = _decided(plan, fleet, first=first, size=size, rng=rng)
        for offset in range(size):
            yield _told(plan, fleet, block=block, offset=offset)


def _decided(
    plan: Plan, fleet: Fleet, *, first: int, size: int, rng: np.random.Generator
) -> _Block:
    writers = fleet.writers(size=size, rng=rng)
    violates = rng.random((len(plan.risks), size)) < fleet.rates[:, writers]
    chance = np.where(
        violates,
        _column([risk.sensitivity for risk in plan.risks]),
        _column([risk.false_flag_rate for risk in plan.risks]),
    )
    marked = rng.random((len(plan.risks), size)) < chance
    spread = plan.days_count * SECONDS_PER_DAY / plan.transcripts_count
    seconds = (first + np.arange(size) + rng.random(size)) * spread
    picks_count = PICKS_FOR_A_TALK + PICKS_FOR_A_RISK * len(plan.risks)
    picks = rng.integers(0, 2**31, size=(size, picks_count))
    return _Block(
        first,
        writers.tolist(),
        violates.T.tolist(),
        marked.T.tolist(),
        seconds.tolist(),
        picks.tolist(),
    )


def _told(plan: Plan, fleet: Fleet, *, block: _Block, offset: int) -> Planted:
    user = block.writers[offset]
    script, _ = plan.scripts[fleet.script_index[user]]
    version = plan.versions[fleet.version_index[user]]
    segment, _ = plan.segments[fleet.segment_index[user]]
    violates = dict(zip([r.risk_id for r in plan.risks], block.violates[offset], strict=True))
    marked = dict(zip(violates, block.marked[offset], strict=True))
    dialogue = Dialogue(script, picks=block.picks[offset], reasons=version.reasons)
    plantings = [
        Planting(risk_id, violates=violates[risk_id], marked=marked[risk_id])
        for risk_id in violates
        if violates[risk_id] or marked[risk_id]
    ]
    template, turns = dialogue.told(plantings)
    begins = datetime.combine(plan.first_day, time(), tzinfo=UTC)
    transcript = Transcript(
        transcript_id=f"t-{block.first + offset:07d}",
        turns=turns,
        model=version.model,
        model_version=version.model_version,
        clusters={"user": f"u-{user:06d}", "prompt_template": template},
        occurred_at_utc=utc_text(begins + timedelta(seconds=block.seconds[offset])),
        attributes={"language": script.language, "segment": segment},
    )
    return Planted(transcript, violates, marked)


def _column(values: list[float]) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64).reshape(len(values), 1)
