"""The workspace at one moment: transcripts, flags, samples, draws and labels, read back."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from plimsoll.connectors.warehouse import Warehouse
from plimsoll.errors import DesignError, LedgerError
from plimsoll.records import Claim, Draw, Label, Risk, Sample, Screening
from plimsoll.sampling import Design, Frame, Listed, frame_of
from plimsoll.store import Unit
from plimsoll.workflows.world import TRANSCRIPTS_FOLDER, World


@dataclass(frozen=True)
class View:
    """One transaction on one workspace, and what is read through it."""

    world: World
    unit: Unit

    def listed(self, *, batches_count: int | None = None) -> Iterator[Listed]:
        """Yield id, digest and facts of every transcript of the first so many batches, or all."""
        names = [batch.file_name for batch in self.unit.batches()[:batches_count]]
        warehouse = Warehouse(self.world.root / TRANSCRIPTS_FOLDER)
        for transcript_id, digest, facts in warehouse.facts([name for name in names if name]):
            yield Listed(transcript_id, digest, facts)

    def frame(self, design: Design | Sample) -> Frame:
        """List the frame of a design, or of a sample as it was when it was drawn.

        Raises:
            LedgerError: The frame of a sample cannot be listed again as it was.
        """
        flagged = {
            row.transcript_id
            for row in self.unit.records(
                kind="finding", risk_id=design.risk_id, scope=design.rules_sha256
            )
        }
        frame = frame_of(
            self.listed(batches_count=design.batches_count),
            population=design.population,
            flagged_ids=flagged,
            by=design.by,
        )
        if isinstance(design, Sample) and frame.sha256 != design.frame_sha256:
            raise LedgerError(
                f"The frame of {design.risk_id} cannot be listed again as it was when drawn from.",
                why="Its transcripts, facts or findings differ from those that the ledger names.",
                fix="Run plimsoll verify to see what was changed.",
            )
        return frame

    def latest_sample(self, risk: Risk) -> Sample | None:
        """Return the last round that was drawn for the population of the risk's line."""
        latest = None
        for row in self.unit.records(kind="sample", risk_id=risk.risk_id):
            sample = Sample.parse(row.body)
            if sample.population == risk.line.population:
                latest = sample
        return latest

    def set_aside_count(self, sample: Sample) -> int:
        """Return how many frames were drawn from for this risk before the sample's."""
        rows = self.unit.records(kind="sample", risk_id=sample.risk_id)
        frames = list(dict.fromkeys(row.scope for row in rows))
        return frames.index(sample.frame_sha256)

    def ever_drawn(self, *, risk_id: str) -> frozenset[str]:
        """Return every transcript that was ever drawn for a risk."""
        rows = self.unit.records(kind="draw", risk_id=risk_id)
        return frozenset(row.transcript_id for row in rows)

    def demand_facts(self, names: Sequence[str]) -> None:
        """Refuse facts that no transcript has.

        Raises:
            DesignError: A name is not that of a fact.
        """
        if not names:
            return
        known: set[str] = set()
        for item in self.listed():
            known.update(item.facts)
        for name in names:
            if name not in known:
                raise DesignError(
                    f"No transcript has a fact {name!r}.",
                    why="A split by a fact that nobody has is one group under a strange name.",
                    fix=f"Use one of: {', '.join(sorted(known)) or 'none yet'}.",
                )

    def first_sample(self, *, risk_id: str, frame_sha256: str) -> Sample | None:
        """Return the round with which a frame was begun."""
        rows = list(self.unit.records(kind="sample", risk_id=risk_id, scope=frame_sha256))
        return Sample.parse(rows[0].body) if rows else None

    def draws(self, *, risk_id: str, frame_sha256: str) -> list[Draw]:
        """Return all draws of one risk from one frame, in reading order."""
        rows = self.unit.records(kind="draw", risk_id=risk_id, scope=frame_sha256)
        return sorted((Draw.parse(row.body) for row in rows), key=lambda draw: draw.order)

    def labels(self, *, risk_id: str) -> list[Label]:
        """Return all labels of one risk, in the order in which they were recorded."""
        return [Label.parse(row.body) for row in self.unit.records(kind="label", risk_id=risk_id)]

    def earlier_lines(self, *, risk_id: str) -> tuple[Claim, ...]:
        """Return the latest claim against each line rate that a risk ever had, oldest first."""
        by_rate: dict[Decimal, Claim] = {}
        for row in self.unit.records(kind="claim", risk_id=risk_id):
            claim = Claim.parse(row.body)
            by_rate.pop(claim.estimate.line_rate, None)
            by_rate[claim.estimate.line_rate] = claim
        return tuple(by_rate.values())

    def claimed_risks(self) -> frozenset[str]:
        """Return the ids of all risks for which a claim was ever sealed."""
        return frozenset(row.risk_id for row in self.unit.records(kind="claim"))

    def claims(self, risk_ids: Iterable[str]) -> dict[str, Claim]:
        """Return the latest sealed claim of each of these risks that has one."""
        found = {
            risk_id: self.unit.latest(kind="claim", risk_id=risk_id) for risk_id in sorted(risk_ids)
        }
        return {risk_id: Claim.parse(row.body) for risk_id, row in found.items() if row}

    def seed(self) -> int:
        """Return the seed that the first entry of the ledger fixed."""
        first = self.unit.entry(0)
        assert first is not None, "a workspace begins with an entry"
        return int(json.loads(first)["body"]["seed"])

    def demand_screened(self, *, rules_sha256: str) -> None:
        """Refuse to go on while some batch was not read by these rules.

        Raises:
            DesignError: A batch was not screened.
        """
        screened = {
            Screening.parse(row.body).batch_id
            for row in self.unit.records(kind="screening", scope=rules_sha256)
        }
        batches = [batch for batch in self.unit.batches() if batch.file_name]
        missing_count = sum(batch.batch_id not in screened for batch in batches)
        if missing_count:
            raise DesignError(
                f"{missing_count} of {len(batches)} batches were not screened by the rules in "
                "force.",
                why="A transcript that nobody screened would pass for one that the screen cleared.",
                fix="Run plimsoll screen, then draw.",
            )
