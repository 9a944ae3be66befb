"""The command ``plimsoll seal``: its options, its words and its exit status."""

from pathlib import Path

import click

from plimsoll.cli.console import speaking, standard
from plimsoll.report.contract import claim_document


@click.command("seal")
@click.argument("risks", nargs=-1)
@standard
def command(risks: tuple[str, ...], root: Path, as_json: bool) -> None:
    """Seal what is known as claims, in the ledger.

    A claim carries the digests of all it rests on, its assumptions and the day it lapses.
    """
    with speaking(root, as_json=as_json) as console:
        sealed = console.workspace.seal(risks=risks)
        document = {
            "claims": [
                {**claim_document(claim), "entry": entry}
                for claim, entry in zip(sealed.claims, sealed.entries, strict=True)
            ]
        }
        lines = []
        for claim, entry in zip(sealed.claims, sealed.entries, strict=True):
            lines += [
                f"{console.shown(claim.risk_id)}: {claim.estimate.verdict.value}, sealed as claim "
                f"{claim.digest()[:12]}, entry {entry}, until {claim.expires_at_utc}",
                f"  {console.shown(claim.statement)}",
                *(f"  assumes: {console.shown(one.text)}" for one in claim.assumptions),
                "",
            ]
        console.say(document, "\n".join([*lines, "Next: plimsoll gate RELEASE."]))
