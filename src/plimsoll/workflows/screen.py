"""Screen what has been ingested: each batch once under each version of the rules.

A batch is one ledger entry, with its findings and a record that it was read. A run that is
interrupted leaves whole batches behind and goes on with the next one. A changed rule is a new
version, and all batches are read again under it; the findings of the old version stay.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from plimsoll.connectors.warehouse import Warehouse
from plimsoll.errors import WorkspaceError
from plimsoll.records.finding import Finding
from plimsoll.records.instrument import Instrument
from plimsoll.records.screening import Screening
from plimsoll.screening.rules import RuleSet
from plimsoll.screening.rules_tier import RulesTier
from plimsoll.screening.tier import Tier
from plimsoll.store import Batch, StoredRecord, Unit
from plimsoll.workflows.register import read_register
from plimsoll.workflows.rules import rules_in_force
from plimsoll.workflows.world import TRANSCRIPTS_FOLDER, World

REPORT_EVERY: Final = 256
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Screened:
    """What a run of the screen did.

    Attributes:
        rules_sha256: The version of the rules.
        screenings: The batches that this run read, with their counts.
        earlier_count: How many batches had been read under this version before.
    """

    rules_sha256: str
    screenings: tuple[Screening, ...]
    earlier_count: int


def screen(world: World, *, progress: Progress | None = None) -> Screened:
    """Read every batch that these rules have not read yet.

    Args:
        world: The workspace.
        progress: Told how many transcripts have been read, of how many.

    Raises:
        RuleError: A rule cannot be run.
        RegisterError: A rule serves a risk for which nothing may be measured, or there is none.
        WorkspaceError: Another process holds the workspace, or a batch is damaged.
    """
    rules = rules_in_force(world.root)
    _demand_measurable(world, rules)
    tier = RulesTier(rules)
    version = tier.instrument.version_sha256
    with world.look() as unit:
        batches = [batch for batch in unit.batches() if batch.accepted_count]
        earlier = _batches_read(unit, rules_sha256=version)
    pending = [batch for batch in batches if batch.batch_id not in earlier]
    meter = _Meter(progress, total_count=sum(batch.accepted_count for batch in pending))
    screenings = []
    for batch in pending:
        screening, findings = _read(world, batch, tier=tier, meter=meter)
        if _seal(world, screening, findings=findings, instrument=tier.instrument):
            screenings.append(screening)
    return Screened(version, tuple(screenings), len(batches) - len(screenings))


def _demand_measurable(world: World, rules: RuleSet) -> None:
    """Demand a risk that may be measured for everything that the rules look for."""
    register = read_register(world.root, now_utc=world.now_utc())
    served = {written.rule.risk_id for written in rules.written}
    for risk_id in sorted(served & register.files.keys()):
        register.risk(risk_id)
    if not register.risks:
        register.all_risks()


def _batches_read(unit: Unit, *, rules_sha256: str) -> set[str]:
    return {
        Screening.parse(stored.body).batch_id
        for stored in unit.records(kind="screening", scope=rules_sha256)
    }


class _Meter:
    """Counts transcripts and reports now and then."""

    def __init__(self, progress: Progress | None, *, total_count: int) -> None:
        self._progress = progress
        self._total_count = total_count
        self._done_count = 0

    def step(self) -> None:
        self._done_count += 1
        is_last = self._done_count == self._total_count
        if self._progress and (is_last or self._done_count % REPORT_EVERY == 0):
            self._progress(self._done_count, self._total_count)


def _read(
    world: World, batch: Batch, *, tier: Tier, meter: _Meter
) -> tuple[Screening, list[Finding]]:
    findings: list[Finding] = []
    screened_count = flagged_count = capped_count = 0
    for transcript in Warehouse(world.root / TRANSCRIPTS_FOLDER).transcripts([batch.file_name]):
        found = tier.screen(transcript)
        findings.extend(found.findings)
        screened_count += 1
        flagged_count += bool(found.findings)
        capped_count += sum(found.capped.values())
        meter.step()
    if screened_count != batch.accepted_count:
        raise WorkspaceError(
            f"The batch {batch.batch_id} holds {screened_count} of its {batch.accepted_count} "
            "transcripts.",
            why="A screen over a part of the transcripts would look like one over all of them.",
            fix="Restore the folder transcripts from a backup, then run plimsoll verify.",
        )
    screening = Screening(
        rules_sha256=tier.instrument.version_sha256,
        batch_id=batch.batch_id,
        screened_count=screened_count,
        flagged_count=flagged_count,
        findings_count=len(findings),
        capped_count=capped_count,
    )
    return screening, findings


def _seal(
    world: World, screening: Screening, *, findings: list[Finding], instrument: Instrument
) -> bool:
    """Append one batch to the ledger, unless another run was faster; tell whether it was."""
    version = screening.rules_sha256
    with world.change() as change:
        if screening.batch_id in _batches_read(change.unit, rules_sha256=version):
            return False
        known = change.unit.records(kind="instrument", scope=version)
        instruments = [] if any(True for _ in known) else [instrument]
        records = [
            *(StoredRecord.of(one, kind="instrument", scope=version) for one in instruments),
            StoredRecord.of(screening, kind="screening", scope=version),
            *(
                StoredRecord.of(
                    finding,
                    kind="finding",
                    transcript_id=finding.transcript_id,
                    risk_id=finding.risk_id,
                    scope=version,
                )
                for finding in findings
            ),
        ]
        change.append("screen", screening.document(), records)
    return True
