"""Simulated reviewers: two people who err at stated rates, and an adjudicator who does not.

Promise: an answer depends on the seed, the reviewer, the transcript and the risk alone. Asked
again, in another order or in a later round, a reviewer says the same.

Not promised: that people err independently. Real reviewers find the same transcripts hard.

Source: independent errors given the truth, Dawid & Skene (1979), Applied Statistics 28(1),
20-28, doi:10.2307/2346806.
Checked by: tests/drill/test_reviewers.py.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np

from plimsoll.errors import DesignError
from plimsoll.records import Definition, Label

ADJUDICATOR: Final = "adjudicator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """A simulated reader.

    Attributes:
        name: A pseudonym.
        sensitivity: The chance to call a violation a violation.
        specificity: The chance to call a clean transcript clean.
    """

    name: str
    sensitivity: float
    specificity: float

    def __post_init__(self) -> None:
        for share in (self.sensitivity, self.specificity):
            assert 0.0 <= share <= 1.0, self


REVIEWERS: Final = (
    Reviewer(name="reviewer-a", sensitivity=0.97, specificity=0.995),
    Reviewer(name="reviewer-b", sensitivity=0.94, specificity=0.998),
)


def simulated_labels(
    requests: Iterable[tuple[str, str]],
    *,
    violations: Mapping[str, Mapping[str, bool]],
    rubrics: Mapping[str, Definition],
    rng: np.random.Generator,
    reviewers: tuple[Reviewer, ...] = REVIEWERS,
) -> Iterator[Label]:
    """Yield each reviewer's label for each request, and an adjudication where they differ.

    Args:
        requests: Pairs of transcript id and risk id.
        violations: The truth: for each transcript, for each risk, whether it violates.
        rubrics: For each risk, the definition it is read by.
        rng: Drawn from once, for the seed of all answers.
        reviewers: Who reads.

    Raises:
        DesignError: A transcript or a risk is asked for that the drill did not plant.
    """
    seed = rng.bytes(16)
    digests = {risk_id: rubric.digest() for risk_id, rubric in rubrics.items()}
    for transcript_id, risk_id in requests:
        truth = violations.get(transcript_id, {}).get(risk_id)
        if truth is None or risk_id not in rubrics:
            raise _unplanted(transcript_id, risk_id)
        answers = [
            _answer(reviewer, truth, seed=seed, question=f"{transcript_id}\n{risk_id}")
            for reviewer in reviewers
        ]
        names = [reviewer.name for reviewer in reviewers]
        if len(set(answers)) > 1:
            names, answers = [*names, ADJUDICATOR], [*answers, truth]
        for name, answer in zip(names, answers, strict=True):
            yield Label(
                transcript_id=transcript_id,
                risk_id=risk_id,
                reviewer=name,
                verdict="violation" if answer else "clean",
                capacity="adjudication" if name == ADJUDICATOR else "review",
                rubric_version=rubrics[risk_id].version,
                rubric_sha256=digests[risk_id],
            )


def _answer(reviewer: Reviewer, truth: bool, *, seed: bytes, question: str) -> bool:  # noqa: FBT001 - the truth is not a switch
    asked = f"{reviewer.name}\n{question}".encode()
    chance = int.from_bytes(sha256(seed + asked).digest()[:8]) / 2**64
    return chance < reviewer.sensitivity if truth else chance >= reviewer.specificity


def _unplanted(transcript_id: str, risk_id: str) -> DesignError:
    return DesignError(
        f"The drill planted no truth about {risk_id} in {transcript_id!r}.",
        why="A simulated reviewer answers from the truth and would have to invent one.",
        fix="Ask for transcripts of this fleet and risks of its plan.",
    )
