"""The sheet that people read and fill in: one row for each question, blind.

A sheet shows the transcript, the question and nothing else: not what the screen found, not the
stratum, not what others answered. The order is that of the draws, which mixes the strata evenly.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from plimsoll.records import Risk, Transcript
from plimsoll.review.label_map import guarded

COLUMNS: Final = (
    "transcript",
    "risk",
    "question",
    "conversation",
    "reviewer",
    "verdict",
    "rubric_version",
    "capacity",
    "note",
)


def sheet_rows(
    asked: Iterable[tuple[Risk, Transcript]],
    *,
    reviewer: str,
    capacity: str,
    show: Callable[[str], str],
) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a sheet, the header first.

    Args:
        asked: What is asked of which transcript, in reading order.
        reviewer: Who will answer; may be empty and filled in by hand.
        capacity: ``review``, or ``adjudication`` for a sheet of disputed transcripts.
        show: Makes hostile text harmless to read.
    """
    yield COLUMNS
    for risk, transcript in asked:
        row = (
            transcript.transcript_id,
            risk.risk_id,
            question_of(risk),
            show(conversation_of(transcript)),
            reviewer,
            "",
            risk.definition.version,
            capacity,
            "",
        )
        yield tuple(guarded(cell) for cell in row)


def question_of(risk: Risk) -> str:
    """Ask the question of one risk, with what counts and what does not."""
    definition = risk.definition
    parts = [
        definition.text,
        *(f"Counts: {item}" for item in definition.included),
        *(f"Does not count: {item}" for item in definition.excluded),
        "Answer violation, clean or unsure.",
    ]
    return "\n".join(parts)


def conversation_of(transcript: Transcript) -> str:
    """Write a transcript as plain text, turn by turn."""
    lines = []
    for turn in transcript.turns:
        if turn.reasoning:
            lines.append(f"[{turn.role}, reasoning]\n{turn.reasoning}")
        if turn.content or not (turn.reasoning or turn.tool_calls):
            lines.append(f"[{turn.role}]\n{turn.content}")
        lines.extend(
            f"[{turn.role}, calls {call.name}]\n{call.arguments}" for call in turn.tool_calls
        )
    return "\n\n".join(lines)
