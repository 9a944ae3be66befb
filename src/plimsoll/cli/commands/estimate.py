"""The command ``plimsoll estimate``: its options, its words and its exit status."""

from pathlib import Path

import click

from plimsoll.cli.commands.label import agreement_text
from plimsoll.cli.console import Console, speaking, standard
from plimsoll.report.column import wrapped
from plimsoll.report.contract import agreement_documents, estimate_document
from plimsoll.report.terminal import estimate_text
from plimsoll.workflows.estimate import Estimates


@click.command("estimate")
@click.argument("risks", nargs=-1)
@click.option("--by", multiple=True, help="Give subgroups by this fact; may be given again.")
@standard
def command(risks: tuple[str, ...], by: tuple[str, ...], root: Path, as_json: bool) -> None:
    """Bound how often each harm happens, and what the screen missed.

    The interval holds at whatever moment one looks: label a little, look, and go on.
    """
    with speaking(root, as_json=as_json) as console:
        found = console.workspace.estimate(risks=risks, by=by)
        document = {
            "estimates": [estimate_document(estimate) for estimate in found.estimates],
            "agreement": agreement_documents(found.agreements),
            "blocked": {risk_id: list(why) for risk_id, why in found.blocked.items()},
        }
        console.say(document, text_of(found, console))


def text_of(found: Estimates, console: Console) -> str:
    """Write the bounds, the marks and the agreement."""
    lines = [estimate_text(found.estimates, width=console.width, ink=console.ink)]
    for risk_id, agreement in found.agreements.items():
        told = f"{console.shown(risk_id)}: {agreement_text(agreement)}"
        lines += wrapped(told, columns=console.width)
    for risk_id, obstacles in found.blocked.items():
        lines += ["", f"{console.shown(risk_id)}: not measured"]
        for obstacle in obstacles:
            lines += wrapped(f"  {console.shown(obstacle)}", columns=console.width)
    return "\n".join([*lines, "", "Next: plimsoll seal, then plimsoll gate RELEASE."])
