"""The command ``plimsoll gate``: its options, its words and its exit status."""

import sys
from pathlib import Path

import click

from plimsoll.cli.console import DONE, FOUND, Console, speaking, standard
from plimsoll.records import Outcome
from plimsoll.report.contract import decision_document, estimate_document
from plimsoll.report.terminal import decision_text
from plimsoll.workflows.gate import Gated


@click.command("gate")
@click.argument("release")
@standard
def command(release: str, root: Path, as_json: bool) -> None:
    """Decide whether a release may sail, and seal the decision.

    RELEASE when every risk of the register is MET by a live claim, otherwise HOLD, with reasons
    and prices. Exit status 0 for RELEASE, 1 for HOLD.
    """
    with speaking(root, as_json=as_json) as console:
        gated = console.workspace.gate(release=release)
        document = {
            **decision_document(gated.decision, entry=gated.entry),
            "estimates": {
                risk_id: estimate_document(claim.estimate)
                for risk_id, claim in gated.claims.items()
            },
            "retired": dict(gated.retired),
        }
        console.say(document, text_of(gated, console))
        sys.exit(DONE if gated.decision.outcome is Outcome.RELEASE else FOUND)


def text_of(gated: Gated, console: Console) -> str:
    """Write the decision with its marks, reasons and prices."""
    text = decision_text(
        gated.decision,
        claims=gated.claims,
        risks=gated.risks,
        width=console.width,
        ink=console.ink,
    )
    lines = [
        f"retired: {console.shown(risk_id)}, {console.shown(reason)}"
        for risk_id, reason in gated.retired.items()
    ]
    return "\n".join([text, *lines, f"Sealed as entry {gated.entry} of the ledger."])
