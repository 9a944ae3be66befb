"""The digests of everything that a claim rests on, as they are now."""

from plimsoll.connectors.code import code_sha256
from plimsoll.records import digest_of_many
from plimsoll.register import rubric_sha256
from plimsoll.workflows.estimate import Ground
from plimsoll.workflows.rules import read_rules
from plimsoll.workflows.view import View


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
