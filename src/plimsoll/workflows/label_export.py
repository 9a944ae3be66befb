"""Write a sheet of the draws that wait for an answer."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plimsoll.connectors.files import write_text
from plimsoll.connectors.warehouse import Warehouse
from plimsoll.records import Draw, Label, Risk, Transcript
from plimsoll.register import rubric_sha256
from plimsoll.report.visible import visible_lines
from plimsoll.review import settle
from plimsoll.review.settlement import WAITING
from plimsoll.review.sheet import sheet_rows
from plimsoll.workflows.chosen import chosen_risks
from plimsoll.workflows.register import read_register
from plimsoll.workflows.view import View
from plimsoll.workflows.world import TRANSCRIPTS_FOLDER, World

SHEET_CHARACTERS_LIMIT = 32_000  # what a cell of the usual spreadsheets holds


@dataclass(frozen=True)
class Exported:
    """A sheet that was written: where, and how many questions it asks of how many transcripts."""

    path: Path
    questions_count: int
    transcripts_count: int


def label_export(
    world: World,
    *,
    out: Path,
    risks: Sequence[str] = (),
    reviewer: str = "",
    disputed: bool = False,
) -> Exported:
    """Write a sheet of the draws that wait for an answer.

    Args:
        world: The workspace.
        out: The CSV file to write.
        risks: The risks to ask about; all that may be measured when empty.
        reviewer: Who will answer: what they answered before is left out. Empty asks for every
            draw that has no settled answer.
        disputed: Ask an adjudicator about the draws on which reviewers differ or doubt.

    Raises:
        RegisterError: A named risk may not be measured, or none may.
    """
    register = read_register(world.root, now_utc=world.now_utc())
    with world.look() as unit:
        view = View(world, unit)
        asked = [
            (draw, risk)
            for risk in chosen_risks(register, risks)
            for draw in _open_draws(view, risk, reviewer=reviewer, disputed=disputed)
        ]
        transcripts = _transcripts(view, {draw.transcript_id for draw, _ in asked})
    pairs = [(risk, transcripts[draw.transcript_id]) for draw, risk in asked]
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    capacity = "adjudication" if disputed else "review"
    rows = sheet_rows(pairs, reviewer=reviewer, capacity=capacity, show=_shown)
    writer.writerows(rows)
    write_text(out, sheet.getvalue())
    return Exported(out, len(pairs), len(transcripts))


def _shown(text: str) -> str:
    return visible_lines(text, characters_limit=SHEET_CHARACTERS_LIMIT)


def _open_draws(view: View, risk: Risk, *, reviewer: str, disputed: bool) -> list[Draw]:
    """Return the draws that this person (or an adjudicator, or anybody) has to answer."""
    sample = view.latest_sample(risk)
    if sample is None:
        return []
    rubric = rubric_sha256(risk)
    labels = [label for label in view.labels(risk_id=risk.risk_id) if label.rubric_sha256 == rubric]
    done = _done(labels, reviewer=reviewer, disputed=disputed)
    draws = view.draws(risk_id=risk.risk_id, frame_sha256=sample.frame_sha256)
    if disputed:
        labelled = {label.transcript_id for label in labels}
        draws = [draw for draw in draws if draw.transcript_id in labelled]
    return [draw for draw in draws if draw.transcript_id not in done]


def _done(labels: list[Label], *, reviewer: str, disputed: bool) -> set[str]:
    if reviewer and not disputed:
        return {label.transcript_id for label in labels if label.reviewer == reviewer}
    return {
        transcript_id
        for transcript_id, settlement in settle(labels).items()
        if settlement != WAITING
    }


def _transcripts(view: View, wanted: set[str]) -> dict[str, Transcript]:
    names = [batch.file_name for batch in view.unit.batches() if batch.file_name]
    warehouse = Warehouse(view.world.root / TRANSCRIPTS_FOLDER)
    return {
        transcript.transcript_id: transcript
        for transcript in warehouse.transcripts(names, wanted=wanted)
    }
