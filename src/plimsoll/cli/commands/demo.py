"""The command ``plimsoll demo``: its options, its words and its exit status."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import click

from plimsoll.cli.commands import draw, gate, ingest, label, screen, verify
from plimsoll.cli.console import Console, speaking
from plimsoll.report.contract import decision_document, estimate_document
from plimsoll.workflows.demo import Beside, Demonstration, Step, demo


class Shown(NamedTuple):
    """How a step is shown: its heading, and what writes its result."""

    heading: str
    text_of: Callable[[Any, Console], str]


SHOWN: Mapping[str, Shown] = {
    "check": Shown(
        "the register: what may go wrong, who answers, where the line is",
        lambda step, _: "  may be measured: " + ", ".join(risk.risk_id for risk in step.risks),
    ),
    "ingest": Shown("a fleet's log of four weeks", ingest.text_of),
    "screen": Shown(
        "rules look at everything, and miss some", lambda step, _: screen.text_of(step)
    ),
    "draw": Shown("what people read, each with the chance it had", draw.text_of),
    "label": Shown("two reviewers, and an adjudicator where they differ", label.text_of),
    "gate": Shown("the decision", gate.text_of),
    "brief": Shown("ninety seconds of it", lambda step, _: str(step.text)),
    "verify": Shown("the ledger, derived anew", verify.text_of),
}


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("plimsoll-demo"))
@click.option("--seed", default=7, show_default=True, help="Another seed, another fleet.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document.")
def command(folder: Path, seed: int, as_json: bool) -> None:
    """Run all of it on a simulated fleet whose true rates are printed beside each bound.

    The workspace stays in FOLDER, with the report to open.
    """
    with speaking(folder, as_json=as_json) as console:
        shown = demo(folder, seed=seed, tell=_teller(console))
        document = {
            "workspace": str(shown.root),
            "report": str(shown.report),
            "estimates": [_document(one) for one in shown.beside],
            "gate": decision_document(shown.gated.decision, entry=shown.gated.entry),
            "ledger_size": shown.verified.size,
        }
        console.say(document, _closing(shown, console))


def _document(one: Beside) -> dict[str, Any]:
    return {
        **estimate_document(one.estimate),
        "true_rate": float(one.truth.rate),
        "covers": one.covers,
    }


def _teller(console: Console) -> Callable[[str, Step], None]:
    """Return what writes each step as it comes; a program gets all of it at the end."""

    def tell(verb: str, step: Step) -> None:
        shown = SHOWN.get(verb)
        if console.as_json or shown is None:
            return
        title = f"plimsoll {verb}: {shown.heading} "
        click.echo(f"\n{title}{'-' * max(0, console.width - len(title))}")
        text = shown.text_of(step, console).partition("\n\nNext:")[0]
        click.echo(console.readable(text.rstrip()))

    return tell


def _closing(shown: Demonstration, console: Console) -> str:
    lines = [
        "",
        "What was claimed beside what was planted (violations per transcript):",
        f"  {'':<24}{'at least':>10}{'true rate':>12}{'at most':>10}  holds  reviews",
    ]
    for one in shown.beside:
        estimate = one.estimate
        subgroup = "  " + ", ".join(estimate.subgroup.values())
        name = subgroup if estimate.subgroup else estimate.risk_id
        true_rate = Decimal(one.truth.violations_count) / one.truth.population_size
        lines.append(
            f"  {name:<24}{_percent(estimate.rate.lower):>10}{_percent(true_rate):>12}"
            f"{_percent(estimate.rate.upper):>10}  {'yes' if one.covers else 'NO':<5}  "
            f"{estimate.reviewed_count:,} of {estimate.population_size:,}"
        )
    held_count = sum(one.covers for one in shown.beside)
    lines += [
        "",
        f"{held_count} of {len(shown.beside)} intervals hold the true rate.",
        f"The report to open: {console.shown(shown.report)}",
        f"The workspace to go on with: cd {console.shown(shown.root)}, then plimsoll estimate",
    ]
    return "\n".join(lines)


def _percent(rate: Decimal) -> str:
    return f"{100 * rate:.2f} %"
