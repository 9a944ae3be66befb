"""plimsoll demo."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from plimsoll.cli.commands import draw, gate, ingest, label, screen, verify
from plimsoll.cli.console import Console, speaking
from plimsoll.report.contract import decision_document, estimate_document
from plimsoll.workflows.demo import Beside, Demonstration, Step, demo

HEADINGS: Mapping[str, str] = {
    "check": "The register: what may go wrong, who answers, where the line is",
    "ingest": "A fleet's log of four weeks",
    "screen": "Rules look at everything, and miss some",
    "draw": "What people read, each transcript with the chance it had",
    "label": "Two reviewers, and an adjudicator where they differ",
    "estimate": "",
    "seal": "",
    "gate": "The decision",
    "report": "",
    "brief": "The ninety-second brief",
    "verify": "The ledger, derived anew",
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
        if console.as_json or not HEADINGS[verb]:
            return
        rule = "-" * max(3, console.width - len(verb) - len(HEADINGS[verb]) - 14)
        click.echo(f"\nplimsoll {verb}: {HEADINGS[verb]} {rule}"[: console.width])
        click.echo(_text(step, console).partition("\n\nNext:")[0].rstrip())

    return tell


def _text(step: Any, console: Console) -> str:  # noqa: ANN401 - one of the steps, told apart by name
    match type(step).__name__:
        case "Checked":
            return "  may be measured: " + ", ".join(risk.risk_id for risk in step.risks)
        case "Ingestion":
            return ingest.text_of(step, console)
        case "Screened":
            return screen.text_of(step)
        case "Drawing":
            return draw.text_of(step, console)
        case "LabelsImported":
            return label.text_of(step, console)
        case "Gated":
            return gate.text_of(step, console)
        case "Brief":
            return str(step.text)
        case _:
            return verify.text_of(step, console)


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
