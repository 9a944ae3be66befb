"""Tell what is known: the whole dossier as one page, or ninety seconds of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plimsoll.connectors.files import write_text
from plimsoll.records import Claim, Decision, Estimate, utc_text
from plimsoll.report import IntakeCounts, ReportSource, brief_text, report_html
from plimsoll.store import Unit
from plimsoll.version import __version__
from plimsoll.workflows.chosen import blocked_risks
from plimsoll.workflows.estimate import estimate
from plimsoll.workflows.register import read_register
from plimsoll.workflows.view import View
from plimsoll.workflows.world import World

REPORT_FILE = "report.html"


@dataclass(frozen=True)
class Reported:
    """A report that was written, and the decision it tells of."""

    path: Path
    decision: Decision | None


@dataclass(frozen=True)
class Brief:
    """The ninety-second brief, and how many words it has."""

    text: str
    words_count: int


def report(world: World, *, out: Path | None = None, by: Sequence[str] = ()) -> Reported:
    """Write the whole dossier as one self-contained page.

    Args:
        world: The workspace.
        out: The HTML file to write; ``report.html`` in the workspace when None.
        by: Facts by which to show subgroups, as they are known now.
    """
    source = gather(world, by=by)
    path = world.root / REPORT_FILE if out is None else out
    write_text(path, report_html(source))
    return Reported(path, source.decision)


def brief(world: World) -> Brief:
    """Tell in ninety seconds what is known and decided."""
    text = brief_text(gather(world))
    return Brief(text, len(text.split()))


def gather(world: World, *, by: Sequence[str] = ()) -> ReportSource:
    """Gather everything that a report says; the numbers are those that were sealed."""
    now_utc = world.now_utc()
    register = read_register(world.root, now_utc=now_utc)
    with world.look() as unit:
        claims = View(world, unit).claims(register.files)
        decided = unit.latest(kind="decision")
        latest_checkpoint = unit.latest_checkpoint()
        intake = _intake(unit)
    live: dict[str, Claim] = {
        risk_id: claim for risk_id, claim in claims.items() if register.measurable(risk_id)
    }
    return ReportSource(
        workspace_name=world.settings.name or world.root.resolve().name,
        risks=register.risks,
        claims=live,
        decision=None if decided is None else Decision.parse(decided.body),
        violations=tuple(
            f"{risk_id}: {what}"
            for risk_id, obstacles in blocked_risks(register).items()
            for what in obstacles
        ),
        checkpoint_text=latest_checkpoint[1] if latest_checkpoint else "",
        made_at_utc=utc_text(now_utc),
        version=__version__,
        intake=intake,
        subgroups=_subgroups(world, by=by) if by else {},
    )


def _subgroups(world: World, *, by: Sequence[str]) -> dict[str, tuple[Estimate, ...]]:
    groups: dict[str, list[Estimate]] = {}
    for one in estimate(world, by=by).estimates:
        if one.subgroup:
            groups.setdefault(one.risk_id, []).append(one)
    return {risk_id: tuple(members) for risk_id, members in groups.items()}


def _intake(unit: Unit) -> IntakeCounts:
    """Add up what became of every row that changed the workspace, from the ledger."""
    names = ("read_count", "accepted_count", "quarantined_count", "duplicate_count")
    totals = dict.fromkeys(names, 0)
    for _, encoded in unit.entries():
        entry = json.loads(encoded)
        if entry["kind"] == "ingest":
            for name in names:
                totals[name] += entry["body"][name]
    return IntakeCounts(**totals)
