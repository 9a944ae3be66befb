"""Choose what people read, each transcript with the chance it had."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plimsoll.errors import DesignError
from plimsoll.records import Sample
from plimsoll.sampling import Design, Frame, Round, next_round
from plimsoll.store import StoredRecord
from plimsoll.workflows.chosen import chosen_risks
from plimsoll.workflows.register import read_register
from plimsoll.workflows.rules import rules_in_force
from plimsoll.workflows.view import View
from plimsoll.workflows.world import Change, World


@dataclass(frozen=True)
class DrawnRound:
    """What one round drew for one risk.

    Attributes:
        sample: The design as it was recorded.
        draws_count: Draws of this round; 0 when every transcript was drawn before.
        population_size: Transcripts in the frame.
        lacking_counts: Transcripts that lack a fact which the population asks for, by fact.
    """

    sample: Sample
    draws_count: int
    population_size: int
    lacking_counts: dict[str, int]


@dataclass(frozen=True)
class Drawing:
    """The rounds of one call, one for each risk."""

    rounds: tuple[DrawnRound, ...]


def draw(
    world: World,
    *,
    budget: int | None,
    risks: Sequence[str] = (),
    by: Sequence[str] = (),
    seed: int | None = None,
    anew: bool = False,
) -> Drawing:
    """Choose what people read, each transcript with the chance it had.

    Args:
        world: The workspace.
        budget: Reviews to give out in all, shared equally by the risks; None draws everything.
        risks: The risks to draw for; all that may be measured when empty.
        by: Facts by which the frame is split besides the screen's flag; those of the settings
            when empty.
        seed: Fixes the order; the workspace's own, fixed at its first entry, when None.
        anew: Start a fresh frame although answered draws of an earlier one stop counting.

    Raises:
        DesignError: The budget cannot reach every stratum, a population is empty, a batch was
            not screened, or the frame was begun with another seed.
        RegisterError: A named risk may not be measured, or none may.
    """
    register = read_register(world.root, now_utc=world.now_utc())
    chosen = chosen_risks(register, risks)
    rules_sha256 = rules_in_force(world.root).sha256
    budgets = _shares(budget, parts=len(chosen))
    split = tuple(by) or world.settings.strata_by
    with world.change() as change:
        view = View(world, change.unit)
        view.demand_facts(split)
        view.demand_screened(rules_sha256=rules_sha256)
        designs = [
            Design(
                risk_id=risk.risk_id,
                population=risk.line.population,
                by=split,
                batches_count=len(change.unit.batches()),
                rules_sha256=rules_sha256,
                seed=view.seed() if seed is None else seed,
                planned_rate=risk.line.rate,
            )
            for risk in chosen
        ]
        rounds = [
            _draw_one(change, design, view=view, budget=share, anew=anew)
            for design, share in zip(designs, budgets, strict=True)
        ]
    return Drawing(tuple(rounds))


def _shares(budget: int | None, *, parts: int) -> list[int | None]:
    if budget is None:
        return [None] * parts
    if budget < parts:
        raise DesignError(
            f"A budget of {budget} reviews does not reach {parts} risks.",
            why="Every risk needs reviews of its own: each is another question.",
            fix=f"Raise the budget to at least {parts}, or name one risk with --risk.",
        )
    return [budget // parts + (index < budget % parts) for index in range(parts)]


def _draw_one(
    change: Change, design: Design, *, view: View, budget: int | None, anew: bool
) -> DrawnRound:
    frame = view.frame(design)
    _demand_transcripts(frame, design)
    begun = view.first_sample(risk_id=design.risk_id, frame_sha256=frame.sha256)
    if begun is not None:
        design = replace(design, planned_rate=begun.planned_rate)
    elif not anew:
        _demand_nothing_lost(view, design)
    drawn = next_round(
        design,
        frame=frame,
        budget_count=len(frame.rows) if budget is None else budget,
        earlier=view.draws(risk_id=design.risk_id, frame_sha256=frame.sha256),
    )
    if drawn.draws:
        _record(change, drawn, frame=frame)
    return DrawnRound(drawn.sample, len(drawn.draws), len(frame.rows), dict(frame.lacking_counts))


def _demand_transcripts(frame: Frame, design: Design) -> None:
    if frame.rows:
        return
    lacking = "; ".join(
        f"{count} transcripts have no {fact!r}" for fact, count in frame.lacking_counts.items()
    )
    raise DesignError(
        f"The population of {design.risk_id} ({design.population}) has no transcript."
        + (f" {lacking}." if lacking else ""),
        why="A rate of nothing is no rate.",
        fix="Ingest its logs, or mend the population of its line.",
    )


def _demand_nothing_lost(view: View, design: Design) -> None:
    """Refuse to start a fresh frame over answers that people have given."""
    labelled = {label.transcript_id for label in view.labels(risk_id=design.risk_id)}
    lost_count = len(labelled & view.ever_drawn(risk_id=design.risk_id))
    if lost_count:
        raise DesignError(
            f"To draw for {design.risk_id} now starts a fresh frame, and {lost_count} answered "
            "draws of the earlier one stop counting.",
            why="The log, the rules, the split or the population has changed since it was begun; a "
            "fresh start also spends a part of alpha that is kept for it.",
            fix="Add --anew to start afresh, or undo the change and go on with the earlier frame.",
        )


def _record(change: Change, drawn: Round, *, frame: Frame) -> None:
    sample = drawn.sample
    records = [
        StoredRecord.of(sample, kind="sample", risk_id=sample.risk_id, scope=sample.frame_sha256),
        *(
            StoredRecord.of(
                draw,
                kind="draw",
                transcript_id=draw.transcript_id,
                risk_id=draw.risk_id,
                scope=draw.frame_sha256,
            )
            for draw in drawn.draws
        ),
    ]
    change.append(
        "draw",
        {
            "risk_id": sample.risk_id,
            "frame_sha256": sample.frame_sha256,
            "population_size": len(frame.rows),
            "seed": str(sample.seed),
            "round_index": sample.round_index,
            "draws_count": len(drawn.draws),
        },
        records,
    )
