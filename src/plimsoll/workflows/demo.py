"""The whole thread on a simulated fleet: what is claimed stands beside what was planted.

Nothing here takes a short cut: the logs are written to a file and ingested, the simulated
reviewers fill in a sheet that is imported, and the truth is kept apart until the end.
"""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np

from plimsoll.connectors import clock
from plimsoll.connectors.files import write_text
from plimsoll.drill import (
    DEMO_PLAN,
    Planted,
    TrueRate,
    demo_risk_files,
    demo_rule_files,
    simulate,
    simulated_labels,
    truth,
)
from plimsoll.errors import WorkspaceError
from plimsoll.records import Estimate
from plimsoll.workflows.check import Checked, check
from plimsoll.workflows.draw import Drawing, draw
from plimsoll.workflows.estimate import Estimates, estimate
from plimsoll.workflows.gate import Gated, gate
from plimsoll.workflows.ingest import Ingestion, ingest
from plimsoll.workflows.init import init
from plimsoll.workflows.label_import import LabelsImported, label_import
from plimsoll.workflows.register import read_register
from plimsoll.workflows.report import Brief, Reported, brief, report
from plimsoll.workflows.screen import Screened, screen
from plimsoll.workflows.seal import Sealed, seal
from plimsoll.workflows.verify import Verification, verify
from plimsoll.workflows.view import View
from plimsoll.workflows.world import World, open_world

LOG_FILE = "fleet.jsonl.gz"
SHEET_FILE = "labels.csv"
BUDGET_PER_RISK = 300
RELEASE = "support-2.4"

Step = (
    Checked
    | Ingestion
    | Screened
    | Drawing
    | LabelsImported
    | Estimates
    | Sealed
    | Gated
    | Reported
    | Brief
    | Verification
)
Tell = Callable[[str, Step], None]


@dataclass(frozen=True)
class Beside:
    """A bound beside the truth it is about."""

    estimate: Estimate
    truth: TrueRate

    @property
    def covers(self) -> bool:
        """Tell whether the interval holds the true rate."""
        true_rate = Decimal(self.truth.violations_count) / Decimal(self.truth.population_size)
        slack = Decimal("1e-12")  # rates are written with twelve places
        return self.estimate.rate.lower - slack <= true_rate <= self.estimate.rate.upper + slack


@dataclass(frozen=True)
class Demonstration:
    """What the demo left behind.

    Attributes:
        root: The workspace.
        beside: Every estimate beside the truth.
        gated: The decision.
        verified: What the ledger says of itself.
        report: The page to open.
    """

    root: Path
    beside: tuple[Beside, ...]
    gated: Gated
    verified: Verification
    report: Path


def demo(
    root: Path,
    *,
    seed: int = 7,
    tell: Tell | None = None,
) -> Demonstration:
    """Run the whole thread on a simulated fleet.

    Args:
        root: The folder of the workspace, which must not exist or be empty.
        seed: From which the fleet, the reviewers and the draws are made.
        tell: Is handed each verb and its result, as they come.

    Raises:
        WorkspaceError: The folder holds something already.
    """
    planted = _prepare(root, seed=seed)
    world = open_world(root, actor="demo")
    try:
        return _thread(world, planted, seed=seed, tell=tell or _silence)
    finally:
        world.close()


def _silence(_verb: str, _step: Step) -> None:
    """Tell nobody."""


def _prepare(root: Path, *, seed: int) -> list[Planted]:
    """Write register, rules and logs, make the workspace, and keep the truth apart."""
    if root.exists() and any(root.iterdir()):
        raise WorkspaceError(
            f"The folder {root.name!r} is not empty.",
            why="The demo makes a workspace of its own and overwrites nothing.",
            fix="Name another folder, or remove this one.",
        )
    today = clock.now_utc().date()
    for folder, texts in (("risks", demo_risk_files(today=today)), ("rules", demo_rule_files())):
        (root / folder).mkdir(parents=True)
        for name, text in texts.items():
            write_text(root / folder / Path(name).name, text)
    planted = list(simulate(plan=DEMO_PLAN, rng=np.random.default_rng(seed)))
    with gzip.open(root / LOG_FILE, "wt", encoding="utf-8", compresslevel=1) as log:
        log.writelines(f"{json.dumps(one.transcript.document())}\n" for one in planted)
    init(root, profile="blank", seed=seed, actor="demo")
    return planted


def _thread(world: World, planted: list[Planted], *, seed: int, tell: Tell) -> Demonstration:
    """Run the verbs in their order."""
    tell("check", check(world))
    tell("ingest", ingest(world, sources=[world.root / LOG_FILE]))
    tell("screen", screen(world))
    register = read_register(world.root, now_utc=world.now_utc())
    tell("draw", draw(world, budget=BUDGET_PER_RISK * len(register.risks)))
    _fill_in(world, planted, seed=seed)
    tell("label", label_import(world, source=world.root / SHEET_FILE))
    estimates = estimate(world, by=("model_version",))
    tell("estimate", estimates)
    tell("seal", seal(world))
    gated = gate(world, release=RELEASE)
    tell("gate", gated)
    reported = report(world, by=("model_version",))
    tell("report", reported)
    tell("brief", brief(world))
    verified = verify(world)
    tell("verify", verified)
    return Demonstration(
        world.root, tuple(_beside(estimates, planted)), gated, verified, reported.path
    )


def _fill_in(world: World, planted: list[Planted], *, seed: int) -> None:
    """Let two simulated reviewers and an adjudicator fill in the sheet."""
    register = read_register(world.root, now_utc=world.now_utc())
    with world.look() as unit:
        view = View(world, unit)
        asked = [
            (draw.transcript_id, risk.risk_id)
            for risk in register.risks
            for sample in [view.latest_sample(risk)]
            if sample is not None
            for draw in view.draws(risk_id=risk.risk_id, frame_sha256=sample.frame_sha256)
        ]
    labels = simulated_labels(
        asked,
        violations={one.transcript.transcript_id: one.violates for one in planted},
        rubrics={risk.risk_id: risk.definition for risk in register.risks},
        rng=np.random.default_rng([seed, 1]),
    )
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(("transcript", "risk", "reviewer", "verdict", "rubric_version", "capacity"))
    writer.writerows(
        (
            label.transcript_id,
            label.risk_id,
            label.reviewer,
            label.verdict,
            label.rubric_version,
            label.capacity,
        )
        for label in labels
    )
    write_text(world.root / SHEET_FILE, sheet.getvalue())


def _beside(estimates: Estimates, planted: list[Planted]) -> Iterator[Beside]:
    """Set each estimate beside the truth that was planted."""
    populations = {one.risk_id: one.population for one in estimates.estimates}
    told = truth(planted, populations=populations)
    for one in estimates.estimates:
        yield Beside(one, told.of(one.risk_id, dict(one.subgroup)))
