"""What an estimate is made from: the sample, the draws, the labels, and digests of it all."""

from collections.abc import Mapping
from dataclasses import dataclass

from plimsoll.connectors.code import code_sha256
from plimsoll.estimation import Answered
from plimsoll.records import Draw, Label, Risk, Sample, digest_of_many
from plimsoll.register import rubric_sha256
from plimsoll.review import settle
from plimsoll.review.settlement import WAITING, Settlement
from plimsoll.sampling import Frame
from plimsoll.workflows.rules import read_rules
from plimsoll.workflows.view import View


@dataclass(frozen=True)
class Ground:
    """What one estimate is made from."""

    risk: Risk
    sample: Sample | None
    frame: Frame | None
    draws: tuple[Draw, ...]
    labels: tuple[Label, ...]
    settlements: Mapping[str, Settlement]
    outdated_count: int
    set_aside_count: int

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
    return Ground(
        risk=risk,
        sample=sample,
        frame=None if sample is None else view.frame(sample),
        draws=()
        if sample is None
        else tuple(view.draws(risk_id=risk.risk_id, frame_sha256=sample.frame_sha256)),
        labels=labels,
        settlements=settle(labels),
        outdated_count=len(every_label) - len(labels),
        set_aside_count=0 if sample is None else view.set_aside_count(sample),
    )


def digests_of(view: View, ground: Ground) -> dict[str, str]:
    """Return the digests of what an estimate of this risk rests on, by name."""
    risk = ground.risk
    population = risk.line.population
    counted = {draw.transcript_id for draw in ground.draws}
    transcripts = sorted(
        (item.transcript_id, item.transcript_sha256)
        for item in view.listed()
        if population.admits(item.facts)
    )
    rules, _ = read_rules(view.world.root)
    return {
        "line": risk.line.digest(),
        "rubric": rubric_sha256(risk),
        "risk": risk.digest(),
        "transcripts": digest_of_many(digest for _, digest in transcripts),
        "frame": ground.sample.frame_sha256 if ground.sample else digest_of_many(()),
        "draws": digest_of_many(draw.digest() for draw in ground.draws),
        "labels": digest_of_many(
            label.digest() for label in ground.labels if label.transcript_id in counted
        ),
        "rules": rules.sha256,
        "code": code_sha256(),
    }
