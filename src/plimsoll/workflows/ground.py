"""What an estimate is made from: the sample, the draws, the labels, and digests of it all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from plimsoll.connectors.code import code_sha256
from plimsoll.estimation import Answered
from plimsoll.records import Draw, Label, Risk, Sample, digest_of_many
from plimsoll.register import rubric_sha256
from plimsoll.review import settle
from plimsoll.review.settlement import WAITING, Settlement
from plimsoll.sampling import Frame
from plimsoll.workflows.rules import read_rules
from plimsoll.workflows.view import View

FIRST_FRAME_SHARE: Final = 0.9


@dataclass(frozen=True)
class Ground:
    """What one estimate is made from.

    Attributes:
        risk: The risk, as the register has it now.
        population_size: Transcripts that belong to the population of its line now.
        transcripts_sha256: Digest of all of them.
        sample: The latest round that was drawn; None when nothing was.
        frame: What it was drawn from.
        draws: Every draw from that frame, in reading order.
        labels: Every label under the definition in force.
        settlements: What they come to, by transcript.
        ever_drawn: Every transcript that was ever drawn for this risk.
        outdated_count: Labels under another definition.
        set_aside_count: Frames that were drawn from before this one.
    """

    risk: Risk
    population_size: int
    transcripts_sha256: str
    sample: Sample | None
    frame: Frame | None
    draws: tuple[Draw, ...]
    labels: tuple[Label, ...]
    settlements: Mapping[str, Settlement]
    ever_drawn: frozenset[str]
    outdated_count: int
    set_aside_count: int

    @property
    def alpha_share(self) -> float:
        """The part of alpha that this frame may spend.

        The first frame of a risk has most of it; each fresh start has half of what is left, so
        that however often somebody starts anew, all frames together spend at most alpha.
        """
        if self.set_aside_count == 0:
            return FIRST_FRAME_SHARE
        return (1.0 - FIRST_FRAME_SHARE) * 0.5**self.set_aside_count

    def answered(self, wanted: frozenset[str] | None = None) -> list[Answered]:
        """Return the draws (of the wanted transcripts) in reading order, and their answers."""
        answers = []
        for draw in self.draws:
            if wanted is None or draw.transcript_id in wanted:
                settlement = self.settlements.get(draw.transcript_id, WAITING)
                answers.append(Answered(draw.stratum, settlement.violates, settlement.basis))
        return answers


def ground_of(view: View, risk: Risk) -> Ground:
    """Gather the sample, the draws and the settled labels of one risk.

    Raises:
        LedgerError: The frame of the sample cannot be listed again as it was.
    """
    rubric = rubric_sha256(risk)
    every_label = view.labels(risk_id=risk.risk_id)
    labels = tuple(label for label in every_label if label.rubric_sha256 == rubric)
    sample = view.latest_sample(risk)
    population = sorted(
        (item.transcript_id, item.transcript_sha256)
        for item in view.listed()
        if risk.line.population.admits(item.facts)
    )
    return Ground(
        risk=risk,
        population_size=len(population),
        transcripts_sha256=digest_of_many(digest for _, digest in population),
        sample=sample,
        frame=None if sample is None else view.frame(sample),
        draws=()
        if sample is None
        else tuple(view.draws(risk_id=risk.risk_id, frame_sha256=sample.frame_sha256)),
        labels=labels,
        settlements=settle(labels),
        ever_drawn=view.ever_drawn(risk_id=risk.risk_id),
        outdated_count=len(every_label) - len(labels),
        set_aside_count=0 if sample is None else view.set_aside_count(sample),
    )


def digests_of(view: View, ground: Ground) -> dict[str, str]:
    """Return the digests of what an estimate of this risk rests on, by name."""
    risk = ground.risk
    counted = {draw.transcript_id for draw in ground.draws}
    rules, _ = read_rules(view.world.root)
    return {
        "line": risk.line.digest(),
        "rubric": rubric_sha256(risk),
        "risk": risk.digest(),
        "transcripts": ground.transcripts_sha256,
        "frame": ground.sample.frame_sha256 if ground.sample else digest_of_many(()),
        "draws": digest_of_many(draw.digest() for draw in ground.draws),
        "labels": digest_of_many(
            label.digest() for label in ground.labels if label.transcript_id in counted
        ),
        "rules": rules.sha256,
        "code": code_sha256(),
    }
