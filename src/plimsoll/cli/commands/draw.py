"""The command ``plimsoll draw``: its options, its words and its exit status."""

from pathlib import Path
from typing import Any

import click

from plimsoll.cli.console import Console, speaking, standard
from plimsoll.report.counted import counted_lines
from plimsoll.workflows.draw import Drawing, DrawnRound


@click.command("draw")
@click.option("--budget", type=click.IntRange(min=1), help="Reviews in all, shared by the risks.")
@click.option("--census", is_flag=True, help="Draw every transcript instead.")
@click.option("--risk", "risks", multiple=True, help="Only this risk; may be given again.")
@click.option("--by", multiple=True, help="Split the frame by this fact too; may be given again.")
@click.option("--seed", type=int, help="Fixes the order; the workspace's own by default.")
@click.option("--anew", is_flag=True, help="Start afresh; earlier answers stop counting.")
@standard
def command(
    budget: int | None,
    census: bool,
    risks: tuple[str, ...],
    by: tuple[str, ...],
    seed: int | None,
    anew: bool,
    root: Path,
    as_json: bool,
) -> None:
    """Choose what people read, each transcript with the chance it had.

    Half of the budget goes by the size of the strata, for the bound; half in equal parts, for the
    estimate. To draw again goes on where the last round stopped.
    """
    if census == (budget is not None):
        raise click.UsageError("Give either --budget N or --census.")
    with speaking(root, as_json=as_json) as console:
        drawing = console.workspace.draw(
            budget=None if census else budget, risks=risks, by=by, seed=seed, anew=anew
        )
        document = {"rounds": [_document(one) for one in drawing.rounds]}
        console.say(document, text_of(drawing, console))


def _document(one: DrawnRound) -> dict[str, Any]:
    sample = one.sample
    return {
        "risk": sample.risk_id,
        "population": str(sample.population),
        "population_size": one.population_size,
        "draws_count": one.draws_count,
        "round_index": sample.round_index,
        "seed": sample.seed,
        "frame_sha256": sample.frame_sha256,
        "lacking_counts": one.lacking_counts,
        "strata": [
            {
                "name": stratum.name,
                "flagged": stratum.flagged,
                "population_size": stratum.population_size,
                "drawn_count": stratum.drawn_count,
                "inclusion_probability": float(stratum.inclusion_probability()),
            }
            for stratum in sample.strata
        ],
    }


def text_of(drawing: Drawing, console: Console) -> str:
    """Write what was drawn, stratum by stratum."""
    lines: list[str] = []
    for one in drawing.rounds:
        sample = one.sample
        lines += [
            f"{console.shown(sample.risk_id)}: {one.draws_count:,} draws, round "
            f"{sample.round_index + 1}, seed {sample.seed}, frame {sample.frame_sha256[:12]}",
            *counted_lines(
                (
                    console.shown(stratum.name),
                    stratum.drawn_count,
                    f"of {stratum.population_size:,} transcripts, chance "
                    f"{float(stratum.inclusion_probability()):.4g} each",
                )
                for stratum in sample.strata
            ),
            *(
                f"  note: {count:,} transcripts have no {console.shown(fact)} and are left out"
                for fact, count in one.lacking_counts.items()
            ),
            "",
        ]
    return "\n".join([*lines, "Next: plimsoll label export SHEET.csv, or label import FILE."])
