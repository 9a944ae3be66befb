"""The command ``plimsoll report``: its options, its words and its exit status."""

from pathlib import Path

import click

from plimsoll.cli.console import speaking, standard


@click.command("report")
@click.option("--out", type=click.Path(path_type=Path), help="Where; report.html by default.")
@click.option("--by", multiple=True, help="Show subgroups by this fact; may be given again.")
@standard
def command(out: Path | None, by: tuple[str, ...], root: Path, as_json: bool) -> None:
    """Write the whole dossier as one self-contained page.

    No script, no outside request: it can be mailed, printed and kept.
    """
    with speaking(root, as_json=as_json) as console:
        written = console.workspace.report(out=out, by=by)
        outcome = None if written.decision is None else written.decision.outcome.value
        document = {"path": str(written.path), "decision": outcome}
        console.say(document, f"Written to {console.shown(written.path)}.")
